"""What is worked out again and again: kept in the process, by what it was worked out from."""

from __future__ import annotations

import hashlib
import json
from collections import OrderedDict
from collections.abc import Callable
from typing import TypeVar

Kept = TypeVar("Kept")


class Memory:
    """What was computed, by the digest of what it was computed from. Never out of date.

    What was not asked for longest goes first. Threads share it: one may compute what
    another is computing, and none waits.
    """

    def __init__(self, most: int) -> None:
        self._most = most
        self._kept: OrderedDict[str, object] = OrderedDict()

    def get(self, key: str, make: Callable[[], Kept]) -> Kept:
        """What is kept under a key; made now where it is not."""
        found = self._kept.pop(key, None)
        if found is None:
            found = make()
        self._kept[key] = found
        if len(self._kept) > self._most:
            self._kept.popitem(last=False)
        return found  # type: ignore[return-value]


def content_digest(*parts: object) -> str:
    """A digest of plain data, by which what came of it is kept."""
    text = json.dumps(parts, ensure_ascii=False, sort_keys=True, default=str)
    return hashlib.sha256(text.encode()).hexdigest()
