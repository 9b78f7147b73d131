"""Side by side: the exact batch and what a user would pick instead (`make bench`)."""
