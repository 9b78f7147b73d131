"""Xếp Hạng: regulations as data; exact, explained scoring, classing and ranking."""
