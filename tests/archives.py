"""Archives made for tests: workbooks, bombs, and archives that lie about themselves."""

from __future__ import annotations

import io
import struct
import zipfile
from collections.abc import Mapping, Sequence

import xlsxwriter

MEGABYTE = 1024 * 1024
SHEET = "xl/worksheets/sheet1.xml"


def workbook(*rows: Sequence[object], name: str = "Số liệu") -> bytes:
    """A workbook of one sheet."""
    out = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False}
    with xlsxwriter.Workbook(out, options) as book:
        sheet = book.add_worksheet(name)
        for line, row in enumerate(rows):
            sheet.write_row(line, 0, row)
    return out.getvalue()


def bomb(megabytes: int) -> bytes:
    """A workbook whose sheet is followed by so many megabytes of spaces."""
    out = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(workbook(["code"]))) as source,
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as target,
    ):
        for member in source.infolist():
            with target.open(member.filename, "w", force_zip64=False) as written:
                written.write(source.read(member))
                for _each in range(megabytes if member.filename == SHEET else 0):
                    written.write(b" " * MEGABYTE)
    return out.getvalue()


def lying(content: bytes, member: str, size: int) -> bytes:
    """The same archive, declaring another size for a member."""
    changed = bytearray(content)
    name = member.encode()
    entry = content.rindex(name) - 46
    assert content[entry : entry + 4] == b"PK\x01\x02"
    struct.pack_into("<I", changed, entry + 24, size)
    (local,) = struct.unpack_from("<I", content, entry + 42)
    struct.pack_into("<I", changed, local + 22, size)
    return bytes(changed)


def zipped(members: Mapping[str, bytes | str]) -> bytes:
    """An archive of these members."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return out.getvalue()


def with_members(content: bytes, members: Mapping[str, bytes | str]) -> bytes:
    """An archive with members added, or replaced where it has them."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        kept = {each: archive.read(each) for each in archive.namelist()}
    return zipped({**kept, **members})


def locked(content: bytes) -> bytes:
    """The archive with every member marked as encrypted."""
    changed = bytearray(content)
    for mark, flags in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        place = content.find(mark)
        while place >= 0:
            changed[place + flags] |= 1
            place = content.find(mark, place + 4)
    return bytes(changed)
