"""Tests of the invented campaigns."""
