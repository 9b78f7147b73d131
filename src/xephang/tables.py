"""Bảng: one table of figures, written as text for a terminal, CSV, JSON or a workbook."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import xlsxwriter

from xephang.points import Number
from xephang.texts import Language, Name, Text

Cell = str | int | Number | Text | Name | None
_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its key in JSON and CSV, its heading, and whether it holds numbers."""

    key: str
    heading: Text
    is_number: bool = False


@dataclass(frozen=True, slots=True)
class Grid:
    """A titled table. Every row has a cell for every column."""

    title: Text
    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]
    note: Text | None = None

    def first(self, count: int) -> Grid:
        """The table with its first rows only, and how many more there are in its note."""
        left = len(self.rows) - count
        if left <= 0:
            return self
        more = Text("… và {left} dòng nữa", "… and {left} more rows", {"left": left})
        note = more
        if self.note is not None:
            note = Text("{more}\n{note}", "{more}\n{note}", {"more": more, "note": self.note})
        return Grid(self.title, self.columns, self.rows[:count], note)


def shown(cell: Cell, language: Language) -> str:
    """A cell as a person reads it."""
    if cell is None:
        return ""
    if isinstance(cell, (str, int)):
        return str(cell)
    return cell.show(language)


def plain(cell: Cell, language: Language) -> str:
    """A cell as a program reads it: numbers in the form 2.125, without grouping."""
    if isinstance(cell, Number):
        return cell.plain()
    return shown(cell, language)


def defused(text: str) -> str:
    """A text that no spreadsheet takes for a formula; numbers stay numbers."""
    if text.startswith(_FORMULA_STARTS) and not text[1:].replace(".", "", 1).isdigit():
        return "'" + text
    return text


def to_csv(grids: Sequence[Grid], language: Language) -> str:
    """CSV, one header a table; several tables are set apart by an empty line."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    for position, grid in enumerate(grids):
        if position:
            out.write("\n")
        writer.writerow([column.key for column in grid.columns])
        for row in grid.rows:
            writer.writerow([defused(plain(cell, language)) for cell in row])
    return out.getvalue()


def to_json(grids: Sequence[Grid], language: Language) -> str:
    """JSON: a list of tables, each with title and rows by column key; numbers as text."""
    data = [
        {
            "title": grid.title.show(language),
            "rows": [
                {
                    column.key: cell if isinstance(cell, int) else plain(cell, language) or None
                    for column, cell in zip(grid.columns, row, strict=True)
                }
                for row in grid.rows
            ],
        }
        for grid in grids
    ]
    return json.dumps(data, ensure_ascii=False, indent=2) + "\n"


def to_xlsx(grids: Sequence[Grid], language: Language, path: Path) -> None:
    """A workbook, one sheet a table. Texts stay texts, whatever they begin with.

    Exact numbers are written as text where a workbook's own number would lose digits.
    """
    options = {"strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(str(path), options) as book:
        bold = book.add_format({"bold": True, "text_wrap": True, "bottom": 1})
        for position, grid in enumerate(grids, start=1):
            sheet = book.add_worksheet(_sheet_name(grid.title.show(language), position))
            sheet.freeze_panes(1, 0)
            for column, heading in enumerate(grid.columns):
                sheet.write_string(0, column, heading.heading.show(language), bold)
            for line, row in enumerate(grid.rows, start=1):
                for column, cell in enumerate(row):
                    if isinstance(cell, int):
                        sheet.write_number(line, column, cell)
                    elif isinstance(cell, Number) and cell.fits_a_workbook():
                        sheet.write_number(line, column, float(cell.plain()))
                    else:
                        sheet.write_string(line, column, plain(cell, language))
            sheet.autofit()


def _sheet_name(title: str, position: int) -> str:
    """A name a workbook takes: at most 31 characters, none of []:*?/\\, each its own."""
    cleaned = "".join(" " if sign in "[]:*?/\\'" else sign for sign in title)
    return f"{position}. {cleaned}"[:31].strip()
