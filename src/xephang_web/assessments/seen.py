"""What a page showed of a field, as the page sends it back when it is saved.

Two things are told apart by it. What the writer left as it was shown is not written, whatever
a colleague has written there since; what both have changed is a conflict.
"""

from __future__ import annotations

import enum
import hashlib
import re
from dataclasses import dataclass

from xephang_web.assessments.models import Answer

_WRITTEN = re.compile(r"([0-9]{1,9})?(?:\.([0-9a-f]{16}))?")


def plain(text: str) -> str:
    """A text as it is kept: a form sent without a script breaks its lines in another way."""
    return text.replace("\r\n", "\n").strip()


def mark_of(text: str) -> str:
    """A short digest of what a field holds."""
    return hashlib.sha256(plain(text).encode()).hexdigest()[:16]


@dataclass(frozen=True, slots=True)
class Seen:
    """Which version of a field a page showed (figures have them), and the mark of its content."""

    version: int | None = None
    mark: str = ""

    @classmethod
    def read(cls, text: str) -> Seen | None:
        """What a page sends; None where it is nothing that a page of ours would send."""
        found = _WRITTEN.fullmatch(text)
        if found is None or not text:
            return None
        version, mark = found.groups()
        return cls(None if version is None else int(version), mark or "")

    def __str__(self) -> str:
        """As a page keeps it: `3.5feceb66ffc86f38`, or `.5feceb66ffc86f38` for words."""
        version = "" if self.version is None else str(self.version)
        return f"{version}.{self.mark}" if self.mark else version

    def has(self, content: str) -> bool:
        """True if the page showed exactly this."""
        return self.mark != "" and self.mark == mark_of(content)


def seen_figure(row: Answer | None, shown: str) -> Seen:
    """A figure as a page shows it: its row, and the content of the field in canonical form."""
    return Seen(row.version if row else 0, mark_of(shown))


def seen_words(text: str) -> Seen:
    """Words beside a criterion as a page shows them. They have no versions: their mark tells."""
    return Seen(mark=mark_of(text))


class Step(enum.Enum):
    """What becomes of one field that is sent."""

    SAME = enum.auto()
    """It is what stands already."""
    LEFT = enum.auto()
    """The writer did not touch it; somebody else may have."""
    CHANGE = enum.auto()
    CLASH = enum.auto()
    """The writer changed it, and so did somebody else."""


def step(seen: Seen | None, *, new: str, old: str, version: int | None = None) -> Step:
    """Compare what is sent with what stands, and both with what the writer saw (None: all)."""
    if new == old:
        return Step.SAME
    if seen is None:
        return Step.CHANGE
    if seen.has(new):
        return Step.LEFT
    is_current = seen.has(old) or (seen.version is not None and seen.version == version)
    return Step.CHANGE if is_current else Step.CLASH
