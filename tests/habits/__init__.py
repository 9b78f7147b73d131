"""Tests of the repository itself: what must stay true of every file in it."""
