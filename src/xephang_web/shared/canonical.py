"""Canonical JSON as the text that a database column holds."""

from __future__ import annotations

from typing import Any

from xephang.canonical import canonical_json


def canonical_text(data: Any) -> str:
    """The one spelling of plain data as JSON, whose bytes every digest is taken of."""
    return canonical_json(data).decode().rstrip("\n")
