"""What makes a PDF more than pages: programs, files inside it, a password, a cut end.

A PDF may write any letter of a name as `#` and its code, and may keep its objects in
compressed streams; both are seen through.
"""

from __future__ import annotations

import re
import zlib
from typing import Literal

Flaw = Literal["program", "locked", "broken"]

MOST_OBJECTS = 64 * 1024 * 1024
MOST_STREAMS = 100_000
LONGEST_TAIL = 1024
PIECE = 64 * 1024


def _name(name: str) -> str:
    """A pattern of a PDF name, however its letters are written."""
    hexadecimal = (f"{ord(each):02x}" for each in name)
    codes = ("".join(f"[{c}{c.upper()}]" if c.isalpha() else c for c in two) for two in hexadecimal)
    letters = (f"(?:{each}|#{code})" for each, code in zip(name, codes, strict=True))
    return "/" + "".join(letters)


_PROGRAM = re.compile(
    "|".join(
        _name(each)
        for each in ("JavaScript", "Launch", "EmbeddedFile", "RichMedia", "Rendition", "GoToE")
    ).encode()
)
_ENCRYPTED = re.compile(_name("Encrypt").encode() + rb"[\s<\[(\d]")
_OBJECT_STREAM = re.compile(_name("ObjStm").encode())
_STREAM = re.compile(rb"stream\r?\n")
_NUMBERS = re.compile(rb"(?:\s|%[^\r\n]*[\r\n])*\d+\s+\d+\s")
_OTHER_FILTERS = re.compile(rb"ASCII|LZW|RunLength|Crypt|/Predictor\s+(?!1\b)")
_PADDING = b"\x00\t\n\x0c\r "


def flaw_of(content: bytes) -> Flaw | None:
    """Why a PDF is not kept; None for pages, pictures and signatures alone."""
    end = content.rfind(b"%%EOF")
    if end < 0 or len(content[end:].strip(_PADDING)) > LONGEST_TAIL:
        return "broken"
    if _ENCRYPTED.search(content):
        return "locked"
    if _PROGRAM.search(content):
        return "program"
    return _flaw_of_objects(content)


def _flaw_of_objects(content: bytes) -> Flaw | None:
    """What object streams hide. They are known by their beginning, two numbers."""
    left = MOST_OBJECTS
    for count, stream in enumerate(_STREAM.finditer(content)):
        if count >= MOST_STREAMS:
            return "broken"
        head = content[max(0, stream.start() - 500) : stream.start()]
        head = head[head.rfind(b"endobj") + 1 :]
        if _OBJECT_STREAM.search(head) and _OTHER_FILTERS.search(head):
            return "program"
        if not _NUMBERS.match(_unpacked(content, stream.end(), 4096)):
            continue
        objects = _unpacked(content, stream.end(), left)
        left -= len(objects)
        if left <= 0:
            return "broken"
        if _PROGRAM.search(objects):
            return "program"
    return None


def _unpacked(content: bytes, start: int, most: int) -> bytes:
    """At most so many bytes of a compressed stream; none where it is not compressed so."""
    reader, view = zlib.decompressobj(), memoryview(content)
    pieces: list[bytes] = []
    try:
        while not reader.eof and most > 0 and start < len(content):
            pieces.append(reader.decompress(view[start : start + PIECE], most))
            most -= len(pieces[-1])
            start += PIECE
    except zlib.error:
        pass  # what came out before the fault is looked at all the same
    return b"".join(pieces)
