"""Bảng tính: the first sheet of a workbook that comes from anybody, read without harm.

The declared sizes are looked at first; then a process of its own reads it, with limits of
memory and time, so that a workbook made to burst harms that process alone.
"""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import dataclass

from xephang.archives import UnfitArchive, open_archive
from xephang.spreadsheet_child import LIMITS, MOST_SECONDS, TOO_MUCH
from xephang.texts import Text

TOO_BIG = Text("tệp bung ra quá lớn", "it unpacks to far more than it weighs")
NOT_A_WORKBOOK = Text("đây không phải bảng tính XLSX", "this is not an XLSX workbook")
LOCKED = Text("tệp có mật khẩu", "it is locked by a password")
NOT_EXACT = Text(
    "số có hơn 15 chữ số có nghĩa: hãy nhập dạng văn bản",
    "the number has more than 15 significant digits: enter it as text",
)


class UnreadableWorkbook(Exception):
    """A workbook that cannot be read; `why` says why."""

    def __init__(self, why: Text) -> None:
        super().__init__(why.show("en"))
        self.why = why


@dataclass(frozen=True, slots=True)
class Sheet:
    """The first sheet of a workbook: its rows from the very first one, cells as texts.

    None stands for a number that cannot be read exactly (`NOT_EXACT`).
    """

    name: str
    rows: list[list[str | None]]

    def place(self, row: int, column: int) -> str:
        """Where a cell stands, both counted from 0: `Sheet1!B3`."""
        letters, rest = "", column + 1
        while rest:
            rest, letter = divmod(rest - 1, 26)
            letters = chr(ord("A") + letter) + letters
        return f"{self.name}!{letters}{row + 1}"

    def not_exact(self) -> list[str]:
        """The places of all cells that cannot be read exactly."""
        return [
            self.place(row, column)
            for row, cells in enumerate(self.rows)
            for column, cell in enumerate(cells)
            if cell is None
        ]


def read_first_sheet(content: bytes) -> Sheet:
    """The first sheet of an XLSX workbook. Raises `UnreadableWorkbook`."""
    try:
        open_archive(content, LIMITS).close()
    except UnfitArchive as unfit:
        why = {"broken": NOT_A_WORKBOOK, "encrypted": LOCKED, "too-big": TOO_BIG}[unfit.reason]
        raise UnreadableWorkbook(why) from None
    try:
        run = subprocess.run(
            [sys.executable, "-I", "-m", "xephang.spreadsheet_child"],
            input=content,
            capture_output=True,
            timeout=2 * MOST_SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise UnreadableWorkbook(TOO_BIG) from None
    if run.returncode < 0 or run.returncode == TOO_MUCH:
        raise UnreadableWorkbook(TOO_BIG)
    if run.returncode != 0:
        raise UnreadableWorkbook(NOT_A_WORKBOOK)
    read = json.loads(run.stdout)
    return Sheet(read["sheet"], read["rows"])
