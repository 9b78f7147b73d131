"""Canonical JSON and its digest: one text, and so one digest, for the same data.

Keys sorted by code point, no white space, UTF-8, text in Unicode normal form C,
no numbers but integers (points travel as exact text), a newline at the end.
"""

from __future__ import annotations

import hashlib
import json
import unicodedata
from typing import Any


def canonical_json(data: Any) -> bytes:
    """The canonical JSON bytes of plain data (dicts, lists, text, integers, booleans, null).

    Raises `TypeError` on a float or any other kind of value, and on keys that are
    not text or that become equal once normalised.
    """
    text = json.dumps(_normalised(data), ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return text.encode("utf-8") + b"\n"


def digest(data: Any) -> str:
    """SHA-256 of the canonical JSON of `data`, as 64 hexadecimal digits."""
    return digest_bytes(canonical_json(data))


def digest_bytes(content: bytes) -> str:
    """SHA-256 of bytes, as 64 hexadecimal digits."""
    return hashlib.sha256(content).hexdigest()


def _normalised(data: Any) -> Any:
    if isinstance(data, str):  # first, as most of the data are texts; ASCII is in form C
        return data if data.isascii() else unicodedata.normalize("NFC", data)
    if data is None or isinstance(data, (bool, int)):
        return data
    if isinstance(data, (list, tuple)):
        return [_normalised(item) for item in data]
    if isinstance(data, dict):
        result: dict[str, Any] = {}
        for key, value in data.items():
            if not isinstance(key, str):
                raise TypeError(f"canonical JSON: key {key!r} is not text")
            normal = key if key.isascii() else unicodedata.normalize("NFC", key)
            if normal in result:
                raise TypeError(f"canonical JSON: key {key!r} stands twice")
            result[normal] = _normalised(value)
        return result
    raise TypeError(f"canonical JSON: {type(data).__name__} is not allowed")
