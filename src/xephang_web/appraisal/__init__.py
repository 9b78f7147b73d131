"""Thẩm định và hội đồng: findings on every criterion, and the ledger of three values."""
