"""The pages a person starts from."""
