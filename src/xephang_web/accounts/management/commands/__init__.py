"""Django looks here by the name of the folder."""
