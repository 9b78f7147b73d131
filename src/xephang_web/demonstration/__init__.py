"""Dữ liệu minh họa: invented campaigns of the five founding regulations, and their loading."""
