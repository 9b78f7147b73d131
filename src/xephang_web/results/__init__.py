"""Kết quả: scoring runs, appeals, approval, publication, and what follows from them."""
