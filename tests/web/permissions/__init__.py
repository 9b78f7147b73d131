"""Who may do what: written down once in words, asked of the code in every case there is."""
