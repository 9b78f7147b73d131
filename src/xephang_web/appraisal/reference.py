"""Số liệu đối chiếu: reading agencies' tables, and the differences that they give to look at."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

import xlsxwriter
from django.utils.translation import gettext as _

from xephang.campaign import read_answer
from xephang.points import NumberLocale
from xephang.regulation import Criterion, Input, Regulation
from xephang_web.accounts.models import User
from xephang_web.appraisal.ledger import read_ledgers
from xephang_web.appraisal.models import ReferenceLook, ReferenceTable, ReferenceValue
from xephang_web.appraisal.people import free_forms
from xephang_web.assessments.pages import in_words
from xephang_web.campaigns.models import Campaign, Participant
from xephang_web.campaigns.queries import regulation_of
from xephang_web.organisations.tables import cells_of, defused
from xephang_web.shared.errors import Mistake
from xephang_web.shared.words import fold, language

MAX_ROWS = 20_000
_CODE_HEADS = {"code", "unit", "ma", "ma don vi", "ma_don_vi"}
_VALUE_HEADS = {"value", "figure", "so lieu", "so_lieu", "gia tri"}
_TYPED = re.compile(r"\d+\.\d*0")
"""What no number cell is read as: its shortest text has no zero at its end."""


@dataclass(frozen=True, slots=True)
class Comparable:
    """One input of a criterion that a table can be set beside."""

    criterion: Criterion
    field: str
    asked: Input
    is_general: bool = False

    @property
    def code(self) -> str:
        """The criterion's number; nothing for general information, which has none."""
        return "" if self.is_general else self.criterion.id

    @property
    def key(self) -> str:
        """As it is chosen on a page."""
        return f"{self.criterion.id}/{self.field}"


def comparable_inputs(regulation: Regulation) -> list[Comparable]:
    """Every input that a table can be set beside, each once, in the order of the forms."""
    found: dict[tuple[str, str], Comparable] = {}
    for criteria in regulation.criteria_sets.values():
        general = {each.id for each in criteria.general}
        for each in criteria.criteria():
            for name, asked in each.inputs.items():
                if asked.type not in ("list", "text"):
                    made = Comparable(each, name, asked, each.id in general)
                    found.setdefault((each.id, name), made)
    return list(found.values())


def comparable(regulation: Regulation, criterion: str, name: str) -> Comparable:
    """One of them. Raises `Mistake`."""
    for each in comparable_inputs(regulation):
        if (each.criterion.id, each.field) == (criterion, name):
            return each
    raise Mistake(_("Không đối chiếu được số liệu này."))


@dataclass
class ReadTable:
    """What a file says: canonical value by unit code, and everything wrong with it, by row."""

    rows: dict[str, str] = field(default_factory=dict)
    problems: list[str] = field(default_factory=list)
    empty: list[str] = field(default_factory=list)
    absent: list[str] = field(default_factory=list)

    def as_csv(self) -> str:
        """The rows in the form that is read without a language: what a preview hands on."""
        out = io.StringIO()
        csv.writer(out, lineterminator="\n").writerows(self.rows.items())
        return out.getvalue()


def read_table(
    asked: Input, name: str, content: bytes, known: Sequence[str], locale: NumberLocale | None
) -> ReadTable:
    """A table of unit code and figure, with all problems by row. Raises `Mistake` at none of them.

    With a head, its columns may stand anywhere; without one, code and figure come first.
    A workbook's numbers need no language; a CSV file is read in the page's.
    """
    cells = cells_of(name, content)
    is_book = name.lower().endswith(".xlsx")
    read = ReadTable()
    if len(cells) > MAX_ROWS:
        read.problems.append(_("Tệp có hơn {count} dòng.").format(count=MAX_ROWS))
        return read
    codes = set(known)
    first, of_code, of_value = _columns(cells)
    seen: dict[str, int] = {}
    for line, row in enumerate(cells[first:], start=first + 1):
        padded = [*row, *[""] * (max(of_code, of_value) + 1 - len(row))]
        code, value = padded[of_code].strip().lstrip("'"), padded[of_value].strip()
        if not code and not value:
            continue
        problem = _problem_of_code(code, codes, seen)
        seen.setdefault(code, line)
        if problem:
            read.problems.append(_("Dòng {line}: {what}").format(line=line, what=problem))
            continue
        if not value:
            read.empty.append(code)
            continue
        if is_book and _TYPED.fullmatch(value):
            what = _("“{given}” là chữ, không phải số: hãy nhập lại ô này bằng số.")
            read.problems.append(
                _("Dòng {line}: {what}").format(line=line, what=what.format(given=value[:40]))
            )
            continue
        answer, wrong = read_answer(asked, value, None if is_book else locale)
        if wrong is not None or not isinstance(answer, str):
            what = wrong.show(language()) if wrong else _("không đọc được.")
            read.problems.append(_("Dòng {line}: {what}").format(line=line, what=what))
            continue
        read.rows[code] = answer
    if not read.rows and not read.problems:
        read.problems.append(_("Tệp không có dòng số liệu nào."))
    read.absent = [each for each in known if each not in seen]
    return read


def _columns(cells: list[list[str]]) -> tuple[int, int, int]:
    """Where the rows begin, and which columns hold the code and the figure."""
    head = [fold(each) for each in cells[0]] if cells else []
    of_code = next((i for i, each in enumerate(head) if each in _CODE_HEADS), None)
    if of_code is None:
        return 0, 0, 1
    of_value = next((i for i, each in enumerate(head) if each in _VALUE_HEADS), None)
    return 1, of_code, of_value if of_value is not None else of_code + 1


def _problem_of_code(code: str, known: set[str], seen: Mapping[str, int]) -> str:
    if not code:
        return _("thiếu mã đơn vị.")
    if code not in known:
        return _("không có đơn vị “{code}” trong đợt.").format(code=code[:40])
    if code in seen:
        return _("“{code}” đã có ở dòng {other}.").format(code=code, other=seen[code])
    return ""


def template_rows(campaign: Campaign) -> list[list[str]]:
    """The table to fill in: head, then every unit of the roster by code and name."""
    units = campaign.participants.select_related("unit")
    head = [_("Mã đơn vị"), _("Tên đơn vị"), _("Số liệu")]
    heads = head if fold(head[0]) in _CODE_HEADS else ["code", "name", "value"]
    return [heads, *([each.unit.code, each.unit.name, ""] for each in units)]


def template_csv(campaign: Campaign) -> bytes:
    """The table to fill in as CSV, cells defused, with the mark by which Excel knows UTF-8."""
    out = io.StringIO()
    csv.writer(out).writerows([defused(cell) for cell in row] for row in template_rows(campaign))
    return ("\ufeff" + out.getvalue()).encode()


def template_xlsx(campaign: Campaign) -> bytes:
    """The table to fill in as a workbook of text cells."""
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"strings_to_formulas": False, "in_memory": True}) as book:
        sheet = book.add_worksheet(_("Số liệu"))
        for line, row in enumerate(template_rows(campaign)):
            for column, cell in enumerate(row):
                if cell:
                    sheet.write_string(line, column, cell)
        sheet.set_column(0, 0, 16)
        sheet.set_column(1, 1, 44)
        sheet.freeze_panes(1, 0)
    return out.getvalue()


@dataclass(frozen=True, slots=True)
class Difference:
    """A claim that a table does not bear out: something to look at, never a verdict."""

    participant: Participant
    value: ReferenceValue
    claimed: str
    look: ReferenceLook | None
    asked: Comparable | None

    @property
    def label(self) -> Any:
        """What the figure is called on the form."""
        return self.asked.asked.label if self.asked else self.value.table.field

    @property
    def claimed_shown(self) -> Any:
        """The claim as it is read on a page."""
        return shown(self.asked, self.claimed)

    @property
    def reference_shown(self) -> Any:
        """The reference as it is read on a page."""
        return shown(self.asked, self.value.value)

    @property
    def signed(self) -> Fraction | None:
        """The claim less the reference."""
        return self.value.difference(self.claimed)

    @property
    def order(self) -> tuple[bool, str, str]:
        """What nobody has looked at first."""
        return (
            self.look is not None,
            self.participant.unit.sort_key,
            self.value.table.criterion,
        )


def differences_for(user: User, campaign: Campaign) -> list[Difference]:
    """Where the claims of the forms that the person judges lie apart from the tables."""
    forms = {each.pk: each for each in free_forms(user, campaign)}
    values: dict[int, list[ReferenceValue]] = {}
    rows = (
        ReferenceValue.objects.filter(participant__in=forms, table__withdrawn_at__isnull=True)
        .select_related("table__supplied_by")
        .prefetch_related("looks__by")
    )
    for each in rows:
        values.setdefault(each.participant_id, []).append(each)
    asked = {each.key: each for each in comparable_inputs(regulation_of(campaign))}
    found = []
    for ledger in read_ledgers(campaign, [forms[pk] for pk in values]):
        for each in values[ledger.participant.pk]:
            claimed: Any = ledger.claimed.get(each.table.criterion, {}).get(each.table.field, "")
            text = claimed if isinstance(claimed, str) else ""
            if text and not each.is_apart_from(text):
                continue
            looks = list(each.looks.all())
            found.append(
                Difference(
                    participant=ledger.participant,
                    value=each,
                    claimed=text,
                    look=looks[-1] if looks else None,
                    asked=asked.get(f"{each.table.criterion}/{each.table.field}"),
                )
            )
    return sorted(found, key=lambda each: each.order)


def tables_for(user: User, campaign: Campaign, units: set[int]) -> list[ReferenceTable]:
    """The tables a person may see: all where they appraise, else those of their own agencies."""
    tables = campaign.reference_tables.select_related("supplied_by", "uploaded_by")
    if not user.has_perm("appraisal.work", campaign):
        tables = tables.filter(supplied_by__in=units)
    return list(tables)


def shown(asked: Comparable | None, value: str) -> str:
    """A reference value as it is read on a page."""
    return value if asked is None else in_words(asked.asked, value)
