"""Tests: `xephang/` mirrors the core, `habits/` keeps the repository in order."""
