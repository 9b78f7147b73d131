"""Xếp Hạng in a browser: the Django project around the core `xephang`."""
