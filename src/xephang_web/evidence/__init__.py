"""Minh chứng: files received, checked and kept."""
