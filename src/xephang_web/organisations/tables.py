"""Units as tables: read from CSV and XLSX with every problem named, and written to both."""

from __future__ import annotations

import csv
import datetime as dt
import io
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import xlsxwriter
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from xephang.spreadsheets import NOT_EXACT, UnreadableWorkbook, read_first_sheet
from xephang_web.organisations.models import Unit, UnitKind
from xephang_web.organisations.naming import wrong_code, wrong_name
from xephang_web.shared.errors import Mistake
from xephang_web.shared.words import language

COLUMN_WORDS = {
    "code": gettext_lazy("mã đơn vị (bắt buộc)"),
    "name": gettext_lazy("tên (bắt buộc)"),
    "name_en": gettext_lazy("tên tiếng Anh"),
    "kind": gettext_lazy("mã loại đơn vị (bắt buộc)"),
    "parent": gettext_lazy("mã đơn vị cấp trên, có sẵn hoặc ở tệp này"),
    "valid_from": gettext_lazy("ngày bắt đầu, dạng 31/12/2026"),
    "valid_until": gettext_lazy("ngày chấm dứt nếu đã chấm dứt: ngày đầu tiên không còn đơn vị"),
    "restricted": gettext_lazy("“yes” nếu số liệu không công khai"),
}
COLUMNS = tuple(COLUMN_WORDS)
MAX_ROWS = 20_000
MAX_BYTES = 10 * 1024 * 1024
_RISKY = re.compile(r"'*[=+\-@\t\r]")
"""What a spreadsheet might take for a formula, and what such a cell was made into."""


@dataclass(frozen=True, slots=True)
class UnitRow:
    """One row of an import, as written."""

    line: int
    code: str
    name: str
    name_en: str
    kind: str
    parent: str
    valid_from: dt.date | None
    is_restricted: bool
    valid_until: dt.date | None = None


def defused(cell: str) -> str:
    """A cell that no spreadsheet runs as a formula. `as_written` undoes it."""
    return f"'{cell}" if _RISKY.match(cell) else cell


def as_written(cell: str) -> str:
    """A cell of CSV without the apostrophe that kept it from being a formula."""
    return cell[1:] if cell.startswith("'") and _RISKY.match(cell) else cell


def rows_of(unit: Iterable[Unit]) -> Iterable[Sequence[str]]:
    """Units as rows of `COLUMNS`."""
    for each in unit:
        yield (
            each.code,
            each.name,
            each.name_en,
            each.kind.code,
            each.parent.code if each.parent else "",
            each.valid_from.isoformat(),
            each.valid_until.isoformat() if each.valid_until else "",
            "yes" if each.is_restricted else "no",
        )


def to_csv(units: Iterable[Unit]) -> bytes:
    """The units as CSV, cells defused, with the mark by which Excel knows UTF-8."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(COLUMNS)
    writer.writerows([defused(cell) for cell in row] for row in rows_of(units))
    return ("\ufeff" + out.getvalue()).encode()


def to_xlsx(units: Iterable[Unit]) -> bytes:
    """The units as a workbook of text cells."""
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"strings_to_formulas": False, "in_memory": True}) as book:
        sheet = book.add_worksheet("units")
        bold = book.add_format({"bold": True})
        for column, title in enumerate(COLUMNS):
            sheet.write_string(0, column, title, bold)
        for line, row in enumerate(rows_of(units), start=1):
            for column, cell in enumerate(row):
                sheet.write_string(line, column, cell)
        sheet.set_column(1, 1, 40)
        sheet.freeze_panes(1, 0)
    return out.getvalue()


def cells_of(name: str, content: bytes) -> list[list[str]]:
    """The cells of a CSV or XLSX file as texts. Raises `Mistake`, naming sheet and cell."""
    if len(content) > MAX_BYTES:
        raise Mistake(_("Tệp lớn hơn 10 MB."))
    if name.lower().endswith(".xlsx"):
        return _cells_of_workbook(content)
    try:
        text = content.decode("utf-8-sig")
        # Where a comma stands in numbers, Excel sets columns apart by semicolons.
        head = text.partition("\n")[0]
        apart = ";" if head.count(";") > head.count(",") else ","
        read = csv.reader(io.StringIO(text, newline=""), delimiter=apart)
        return [[as_written(cell) for cell in row] for row in read]
    except UnicodeDecodeError:
        raise Mistake(_("Tệp CSV phải ở mã UTF-8.")) from None
    except csv.Error as error:
        raise Mistake(_("Không đọc được tệp CSV này: {why}.").format(why=error)) from None


def _cells_of_workbook(content: bytes) -> list[list[str]]:
    try:
        sheet = read_first_sheet(content)
    except UnreadableWorkbook as error:
        raise Mistake(
            _("Không đọc được tệp XLSX: {why}.").format(why=error.why.show(language()))
        ) from None
    wrong = sheet.not_exact()
    if wrong:
        raise Mistake(f"{', '.join(wrong)}: {NOT_EXACT.show(language())}.")
    return [[(cell or "").strip() for cell in row] for row in sheet.rows]


def read_units(name: str, content: bytes) -> tuple[list[UnitRow], list[str]]:
    """The rows of an import and everything wrong with them, each problem with its line.

    Nothing is written here. A parent may stand in the file or be there already.
    """
    table = cells_of(name, content)
    head = [each.strip().lower() for each in table[0]] if table else []
    missing = [each for each in ("code", "name", "kind") if each not in head]
    if missing:
        raise Mistake(
            _("Thiếu cột: {columns}. Dòng đầu phải là: {all}.").format(
                columns=", ".join(missing), all=", ".join(COLUMNS)
            )
        )
    if len(table) > MAX_ROWS:
        raise Mistake(_("Tệp có hơn {count} dòng.").format(count=MAX_ROWS))
    kinds = set(UnitKind.objects.values_list("code", flat=True))
    known = set(Unit.objects.values_list("code", flat=True))
    rows: list[UnitRow] = []
    problems: list[str] = []
    seen: dict[str, int] = {}
    for line, cells in enumerate(table[1:], start=2):
        if not any(cells):
            continue
        values = {
            column: cells[position].strip() if position < len(cells) else ""
            for position, column in enumerate(head)
        }
        found = _check_row(values, kinds, known, seen)
        problems += [_("Dòng {line}: {what}").format(line=line, what=each) for each in found]
        seen.setdefault(values.get("code", ""), line)
        rows.append(_row(line, values))
    codes = known | set(seen)
    problems += [
        _("Dòng {line}: không có đơn vị cấp trên mã “{code}”.").format(
            line=each.line, code=each.parent
        )
        for each in rows
        if each.parent and each.parent not in codes
    ]
    problems += _circles(rows)
    return rows, problems


def _row(line: int, values: dict[str, str]) -> UnitRow:
    given = values.get("valid_from", "")
    return UnitRow(
        line,
        values.get("code", ""),
        values.get("name", ""),
        values.get("name_en", ""),
        values.get("kind", ""),
        values.get("parent", ""),
        _day(given),
        values.get("restricted", "").lower() in ("yes", "có", "1", "true"),
        _day(values.get("valid_until", "")),
    )


def _day(text: str) -> dt.date | None:
    for pattern in ("%Y-%m-%d", "%d/%m/%Y"):
        try:
            return dt.datetime.strptime(text, pattern).date()  # noqa: DTZ007
        except ValueError:
            continue
    return None


def _check_row(
    values: dict[str, str], kinds: set[str], known: set[str], seen: dict[str, int]
) -> list[str]:
    problems = []
    code = values.get("code", "")
    if not code:
        problems.append(_("thiếu mã đơn vị."))
    elif wrong_code(code):
        problems.append(wrong_code(code))
    elif code in known:
        problems.append(_("mã “{code}” đã có.").format(code=code))
    elif code in seen:
        problems.append(_("mã “{code}” trùng dòng {other}.").format(code=code, other=seen[code]))
    names = [values.get("name", "")] + [each for each in [values.get("name_en")] if each]
    problems += [wrong for each in names if (wrong := wrong_name(each))]
    if values.get("kind") not in kinds:
        problems.append(
            _("không có loại “{kind}” (có: {known}).").format(
                kind=values.get("kind", ""), known=", ".join(sorted(kinds))
            )
        )
    return problems + _check_days(values)


def _check_days(values: dict[str, str]) -> list[str]:
    given = {each: values.get(each, "") for each in ("valid_from", "valid_until")}
    problems = [
        _("“{text}” không phải ngày (viết 31/12/2026).").format(text=text)
        for text in given.values()
        if text and _day(text) is None
    ]
    starts, ends = (_day(text) for text in given.values())
    if starts is not None and ends is not None and ends <= starts:
        problems.append(_("ngày chấm dứt phải sau ngày bắt đầu."))
    return problems


def _circles(rows: list[UnitRow]) -> list[str]:
    parents = {each.code: each.parent for each in rows}
    problems = []
    for each in rows:
        seen, current = {each.code}, each.parent
        while current in parents and current not in seen:
            seen.add(current)
            current = parents[current]
        if current == each.code:
            problems.append(
                _("Dòng {line}: “{code}” nằm dưới chính nó.").format(line=each.line, code=each.code)
            )
    return problems


def in_order(rows: list[UnitRow]) -> list[UnitRow]:
    """The rows with every parent before its children."""
    by_code = {each.code: each for each in rows}
    done: dict[str, UnitRow] = {}
    for each in rows:
        waiting = [each]
        # As deep as the table is long: no call within a call.
        while waiting[-1].code not in done and waiting[-1].parent in by_code:
            waiting.append(by_code[waiting[-1].parent])
        for row in reversed(waiting):
            done.setdefault(row.code, row)
    return list(done.values())
