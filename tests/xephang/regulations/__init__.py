"""Each regulation that this repository ships, held against its source text."""
