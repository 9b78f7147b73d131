"""Phiếu đánh giá: answers, live points, submission, receipts, lateness."""
