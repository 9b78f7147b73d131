"""Whole campaigns in a real browser."""
