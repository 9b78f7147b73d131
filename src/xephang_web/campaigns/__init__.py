"""Đợt đánh giá: the year, its regulation, roster, dates, documents, progress."""
