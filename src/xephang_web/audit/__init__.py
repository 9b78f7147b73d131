"""Nhật ký: the append-only, hash-chained record of every act."""
