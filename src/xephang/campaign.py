"""Đợt đánh giá: roster, receipts, exemptions, findings and answers of one year, as read."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Mapping
from fractions import Fraction
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field, model_validator

from xephang.errors import Place, Problem
from xephang.points import (
    MAX_DIGITS,
    Exact,
    NumberFormatError,
    NumberLocale,
    exact_text,
    parse_number,
)
from xephang.regulation import Column, CriteriaSet, Criterion, Input
from xephang.texts import Model, NameField, RemarkField, Text

NOT_APPLICABLE = "not_applicable"
NA_APPROVED = "na_approved"
RESERVED_FIELDS = (NOT_APPLICABLE, NA_APPROVED)

FieldValue = str | list[dict[str, str]]
"""An answer as canonicalised: exact text, option id, `yes`/`no`, ISO date, or rows."""

UnitAnswers = Mapping[str, Mapping[str, FieldValue]]
"""criterion → field → value, for one unit."""

WHY_NOT = {
    "not a number": Text("không phải số", "not a number"),
    "ambiguous comma: declare the locale, or write 2.125": Text(
        "dấu phẩy có hai cách hiểu: khai báo locale, hoặc viết 2.125",
        "ambiguous comma: declare the locale, or write 2.125",
    ),
    f"more than {MAX_DIGITS} digits": Text(
        f"hơn {MAX_DIGITS} chữ số", f"more than {MAX_DIGITS} digits"
    ),
}
"""What `parse_number` found wrong, in both languages."""

_YES = frozenset({"yes", "true", "có", "co", "1"})
_NO = frozenset({"no", "false", "không", "khong", "0"})
_LIST_FIELD = re.compile(r"(?P<list>[^\[\]]+)\[(?P<row>[0-9]{1,4})\]\.(?P<column>[^\[\].]+)")


class RosterUnit(Model):
    """Đơn vị được đánh giá: one unit on the roster."""

    unit: str
    group: str
    name: NameField | None = None
    parent: str | None = None
    predecessors: list[str] = []
    restricted: Annotated[bool, BeforeValidator(_yes_no_of)] = False

    @property
    def title(self) -> str:
        """The unit's name, or its id where no name is given."""
        return self.name.vi if self.name else self.unit


def _receipt_time(given: Any) -> Any:
    """A text of ten characters is a stamped day, not midnight of that day."""
    if isinstance(given, str) and len(given.strip()) == 10:
        return dt.date.fromisoformat(given.strip())
    return given


ReceiptTime = Annotated[
    dt.datetime | dt.date,
    Field(union_mode="smart"),
    BeforeValidator(_receipt_time),
]


class Receipt(Model):
    """Biên nhận: one form received, at a moment or on a stamped day."""

    unit: str
    at: ReceiptTime
    channel: str = "system"
    complete: Annotated[bool, BeforeValidator(_yes_no_of)] = True


class Extension(Model):
    """Gia hạn: a recorded act that moves a deadline, for all units or one."""

    milestone: str
    before: dt.date
    unit: str | None = None
    document: str


class Exemption(Model):
    """Miễn đánh giá: a unit left out of this year's ranking by a recorded act."""

    unit: str
    reason: RemarkField
    document: str = ""


class LatenessRuling(Model):
    """Quyết định về trường hợp nghi vấn: what a person decided where the text can be read twice.

    It counts only where the calendar finds a form doubtful; what the text settles stays so.
    """

    unit: str
    verdict: Literal["accepted", "not_assessed"]
    reason: RemarkField
    document: str

    @property
    def words(self) -> Text:
        """What was decided, by which document and why."""
        values = {"document": self.document, "reason": self.reason}
        if self.verdict == "accepted":
            return Text(
                "chấp nhận theo {document}: {reason}", "accepted by {document}: {reason}", values
            )
        return Text(
            "không đánh giá theo {document}: {reason}",
            "not assessed by {document}: {reason}",
            values,
        )


class Override(Model):
    """Điểm ấn định: points that an appraiser or the council set, with a reason (F28)."""

    unit: str
    criterion: str
    points: Exact
    reason: RemarkField
    by: str
    basis: str = ""


def _yes_no_of(given: Any) -> bool:
    text = str(given).strip().lower()
    if text in _YES or text in _NO:
        return text in _YES
    raise ValueError("yes or no is wanted")


class CampaignFile(Model):
    """What a campaign file says. `answers` may instead come as a table."""

    year: Annotated[str, Field(pattern=r"^[0-9]{4}$")]
    regulation: str
    digest: str | None = None
    locale: NumberLocale | None = None
    illustrative: Annotated[bool, BeforeValidator(_yes_no_of)] = False
    note: RemarkField | None = None
    roster: Annotated[list[RosterUnit], Field(min_length=1)]
    receipts: list[Receipt] | None = None
    extensions: list[Extension] = []
    exemptions: list[Exemption] = []
    rulings: list[LatenessRuling] = []
    overrides: list[Override] = []
    answers: dict[str, dict[str, dict[str, Any]]] = {}
    previous: dict[str, dict[str, dict[str, Any]]] = {}


class Campaign(Model):
    """A campaign whose answers were read against its regulation: ready to be scored.

    `receipts` None means that receipts were not recorded, so lateness is not judged.
    """

    year: int
    illustrative: bool = False
    roster: tuple[RosterUnit, ...]
    receipts: tuple[Receipt, ...] | None = None
    extensions: tuple[Extension, ...] = ()
    exemptions: tuple[Exemption, ...] = ()
    rulings: tuple[LatenessRuling, ...] = ()
    overrides: tuple[Override, ...] = ()
    answers: dict[str, dict[str, dict[str, Any]]] = {}
    previous: dict[str, dict[str, dict[str, Any]]] = {}

    @model_validator(mode="after")
    def _nobody_stands_twice(self) -> Campaign:
        if len({each.unit for each in self.roster}) != len(self.roster):
            raise ValueError("a unit stands twice on the roster")
        return self

    def unit(self, unit: str) -> RosterUnit | None:
        """The unit with that id on the roster, or None."""
        return next((each for each in self.roster if each.unit == unit), None)

    def in_group(self, group: str) -> list[RosterUnit]:
        """The units of a target group, in the order of the roster."""
        return [each for each in self.roster if each.group == group]


def read_answer(
    asked: Input, given: Any, locale: NumberLocale | None
) -> tuple[FieldValue | None, Text | None]:
    """(canonical value, None) of one answer, or (None, what is wrong with it).

    `given` is the text written, or for a repeating input the list of its rows.
    """
    if asked.type == "list":
        return _read_rows(asked, given, locale)
    if not isinstance(given, str):
        return None, Text(
            "cần một giá trị, không phải danh sách", "one value is wanted, not a list"
        )
    return _read_scalar(asked, given, locale)


def _read_scalar(
    asked: Input | Column, given: str, locale: NumberLocale | None
) -> tuple[str | None, Text | None]:
    text = given.strip()
    if asked.type in ("number", "count"):
        return _read_number(asked, text, locale)
    if asked.type == "yes_no":
        lowered = text.lower()
        if lowered in _YES or lowered in _NO:
            return ("yes" if lowered in _YES else "no"), None
        return None, Text(
            "“{given}”: cần có hoặc không", "“{given}”: yes or no is wanted", {"given": text}
        )
    if asked.type == "choice":
        if any(option.id == text for option in asked.options):
            return text, None
        known = ", ".join(option.id for option in asked.options)
        return None, Text(
            "“{given}” không phải một lựa chọn ({known})",
            "“{given}” is not one of the options ({known})",
            {"given": text, "known": known},
        )
    if asked.type == "date":
        return _read_date(text, locale)
    return text, None


def _read_number(
    asked: Input | Column, text: str, locale: NumberLocale | None
) -> tuple[str | None, Text | None]:
    try:
        value = parse_number(text, locale=locale)
    except NumberFormatError as error:
        shown = text if len(text) <= 40 else text[:40] + "…"
        return None, Text(
            "“{given}” không đọc được là số ({why})",
            "“{given}” cannot be read as a number ({why})",
            {"given": shown, "why": WHY_NOT.get(str(error), str(error))},
        )
    values = {"given": text}
    if asked.type == "count" and (value.denominator != 1 or value < 0):
        return None, Text(
            "“{given}”: cần số nguyên không âm",
            "“{given}”: a whole number from 0 on is wanted",
            values,
        )
    if isinstance(asked, Input):
        least = Fraction(0) if asked.least is None else asked.least
        if value < least:
            return None, Text(
                "“{given}” nhỏ hơn mức thấp nhất {least}",
                "“{given}” is below the least allowed, {least}",
                {**values, "least": exact_text(least)},
            )
        if asked.most is not None and value > asked.most:
            return None, Text(
                "“{given}” lớn hơn mức cao nhất {most}",
                "“{given}” is above the most allowed, {most}",
                {**values, "most": exact_text(asked.most)},
            )
    return exact_text(value), None


def _read_date(text: str, locale: NumberLocale | None) -> tuple[str | None, Text | None]:
    form = "%d/%m/%Y" if locale == "vi" and "/" in text else "%Y-%m-%d"
    try:
        return dt.datetime.strptime(text, form).date().isoformat(), None  # noqa: DTZ007
    except ValueError:
        return None, Text(
            "“{given}” không phải ngày (viết 2026-03-31)",
            "“{given}” is not a date (write 2026-03-31)",
            {"given": text},
        )


def _read_rows(
    asked: Input, given: Any, locale: NumberLocale | None
) -> tuple[list[dict[str, str]] | None, Text | None]:
    if not isinstance(given, list) or not all(isinstance(row, dict) for row in given):
        return None, Text("cần một danh sách dòng", "a list of rows is wanted")
    rows: list[dict[str, str]] = []
    for position, row in enumerate(given):
        read: dict[str, str] = {}
        for name, value in row.items():
            column = asked.columns.get(name)
            if column is None or not isinstance(value, str):
                return None, Text(
                    "dòng {row}: không có cột “{column}”",
                    "row {row}: there is no column “{column}”",
                    {"row": position + 1, "column": name},
                )
            canonical, problem = _read_scalar(column, value, locale)
            if problem is not None or canonical is None:
                return None, problem
            read[name] = canonical
        # The order of columns is the form's, not that of the cells that happened to come first.
        rows.append({name: read[name] for name in asked.columns if name in read})
    return rows, None


def gather_rows(fields: Mapping[str, Any]) -> dict[str, Any]:
    """Fields of a flat table with `items[0].name` folded into lists of rows."""
    gathered: dict[str, Any] = {}
    rows: dict[str, dict[int, dict[str, str]]] = {}
    for name, value in fields.items():
        match = _LIST_FIELD.fullmatch(name)
        if match is None:
            gathered[name] = value
            continue
        row = rows.setdefault(match["list"], {}).setdefault(int(match["row"]), {})
        row[match["column"]] = value
    for name, by_position in rows.items():
        gathered[name] = [by_position[position] for position in sorted(by_position)]
    return gathered


def read_answers(
    criteria: CriteriaSet,
    answers: Mapping[str, Mapping[str, Any]],
    locale: NumberLocale | None,
    place: Place,
) -> tuple[dict[str, dict[str, FieldValue]], list[Problem]]:
    """The canonical answers of one unit, and everything wrong with them."""
    by_id = {criterion.id: criterion for criterion in criteria.criteria()}
    read: dict[str, dict[str, FieldValue]] = {}
    problems: list[Problem] = []
    for criterion_id, fields in answers.items():
        criterion = by_id.get(criterion_id)
        if criterion is None:
            problems.append(
                Problem(
                    "unknown-criterion",
                    Text(
                        "phiếu không có tiêu chí “{id}”",
                        "the form has no criterion “{id}”",
                        {"id": criterion_id},
                    ),
                    place,
                )
            )
            continue
        values = read.setdefault(criterion_id, {})
        for name, value, problem in _read_fields(criterion, gather_rows(fields), locale):
            if problem is not None:
                where = Place(
                    place.file, place.line, place.cell, f"{place.path}/{criterion_id}/{name}"
                )
                asked = name in RESERVED_FIELDS or name in criterion.inputs
                code = "wrong-answer" if asked else "unknown-field"
                problems.append(Problem(code, problem, where))
            elif value is not None:
                values[name] = value
    return read, problems


def _read_fields(
    criterion: Criterion, fields: Mapping[str, Any], locale: NumberLocale | None
) -> Iterator[tuple[str, FieldValue | None, Text | None]]:
    for name, given in fields.items():
        if given is None or given == "":
            continue
        if name in RESERVED_FIELDS:
            lowered = str(given).strip().lower()
            known = lowered in _YES or lowered in _NO
            wrong = Text("cần có hoặc không", "yes or no is wanted")
            yield (
                name,
                ("yes" if lowered in _YES else "no") if known else None,
                None if known else wrong,
            )
            continue
        asked = criterion.inputs.get(name)
        if asked is None:
            yield (
                name,
                None,
                Text(
                    "tiêu chí không hỏi “{name}”",
                    "the criterion does not ask “{name}”",
                    {"name": name},
                ),
            )
            continue
        value, problem = read_answer(asked, given, locale)
        yield name, value, problem
