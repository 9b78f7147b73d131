"""Pages of the results: the office's, the units', and everybody's."""
