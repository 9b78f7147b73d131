"""Đơn vị: the tree of units, its history, import and export."""
