"""Pages of the forms: filling in, reviewing and sending, and the office's side."""
