"""Tệp nén: whether a ZIP from anybody can be opened without harm.

Sizes are taken first as the archive declares them, then counted as they come out: an
archive that lies about them is found out before more than its limit was unpacked.
"""

from __future__ import annotations

import copy
import io
import lzma
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

PIECE = 1024 * 1024
ENCRYPTED = 0x1

_UNPACKING_FAILS = (
    zipfile.BadZipFile,
    zlib.error,
    lzma.LZMAError,
    EOFError,
    NotImplementedError,
    OSError,
)

Reason = Literal["broken", "encrypted", "too-big"]


class UnfitArchive(Exception):
    """An archive that is not opened; `reason` says why."""

    def __init__(self, reason: Reason) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Limits:
    """How much an archive may unpack to.

    `unpacked` is the most bytes in all; beyond `harmless` bytes they may be at most `ratio`
    times what the archive weighs. `members` is the most files in it.
    """

    unpacked: int
    ratio: int = 150
    harmless: int = 20 * 1024 * 1024
    members: int = 5000


def open_archive(content: bytes, limits: Limits) -> zipfile.ZipFile:
    """The archive, judged by the sizes it declares. Raises `UnfitArchive`."""
    try:
        archive = zipfile.ZipFile(io.BytesIO(content))
    except (zipfile.BadZipFile, ValueError, NotImplementedError, EOFError):
        raise UnfitArchive("broken") from None
    members = archive.infolist()
    if len({each.filename for each in members}) != len(members):
        raise UnfitArchive("broken")
    if any(each.flag_bits & ENCRYPTED for each in members):
        raise UnfitArchive("encrypted")
    if len(members) > limits.members:
        raise UnfitArchive("too-big")
    _check_size(sum(each.file_size for each in members), len(content), limits)
    return archive


def _check_size(unpacked: int, packed: int, limits: Limits) -> None:
    too_dense = unpacked > limits.harmless and unpacked > limits.ratio * max(packed, 1)
    if unpacked > limits.unpacked or too_dense:
        raise UnfitArchive("too-big")


def unpacked(content: bytes, limits: Limits) -> Iterator[tuple[str, bytes]]:
    """(member, piece of it) of an archive, counted as they come out. Raises `UnfitArchive`.

    A member of another size or checksum than declared makes the archive broken.
    """
    total = 0
    with open_archive(content, limits) as archive:
        for member in archive.infolist():
            # Read past the declared end, to see whether the member ends there.
            whole = copy.copy(member)
            whole.file_size = limits.unpacked + 1
            size = 0
            try:
                with archive.open(whole) as source:
                    while piece := source.read(PIECE):
                        size, total = size + len(piece), total + len(piece)
                        _check_size(total, len(content), limits)
                        yield member.filename, piece
            except _UNPACKING_FAILS:
                raise UnfitArchive("broken") from None
            if size != member.file_size:
                raise UnfitArchive("broken")
