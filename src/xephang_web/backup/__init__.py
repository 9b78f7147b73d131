"""Sao lưu, phục hồi: everything the application keeps in one file that is checked before use."""
