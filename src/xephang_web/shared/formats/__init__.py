"""How dates and numbers are written and read, a language each."""
