"""Tiếp nhận: campaign files and answer tables from disk, checked against their regulation.

Everything is read, every problem gathered, and only then is a `Campaign` made: nothing
half-read goes on to be scored.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from xephang.campaign import Campaign, CampaignFile, RosterUnit, read_answers
from xephang.errors import CampaignError, InputError, Place, Problem
from xephang.loading import Document, read_document, validate
from xephang.points import NumberLocale
from xephang.regulation import Regulation
from xephang.spreadsheets import NOT_EXACT, UnreadableWorkbook, read_first_sheet
from xephang.texts import Text

HEADER = ("unit", "group", "criterion", "field", "value")
ASKED_NO_MORE = frozenset({"unknown-criterion", "unknown-field"})


@dataclass(slots=True)
class AnswerTable:
    """Answers of a long table: unit → criterion → field → text, and where each stands."""

    answers: dict[str, dict[str, dict[str, Any]]] = field(default_factory=dict)
    groups: dict[str, str] = field(default_factory=dict)
    places: dict[tuple[str, str, str], Place] = field(default_factory=dict)
    units: dict[str, Place] = field(default_factory=dict)


def read_answer_table(path: Path) -> AnswerTable:
    """Answers of a long CSV or XLSX file with header `unit,group,criterion,field,value`.

    Raises `CampaignError` with every problem: a wrong header, a line of another length,
    one field answered twice, one unit in two groups, a file that is not what it says.
    """
    suffix = path.suffix.lower()
    rows = _xlsx_rows(path) if suffix == ".xlsx" else _csv_rows(path)
    table = AnswerTable()
    problems: list[Problem] = []
    for place, cells in rows:
        if isinstance(cells, Problem):
            problems.append(cells)
        else:
            problems.extend(_take(table, place, cells))
    if problems:
        raise CampaignError(problems)
    return table


def _take(table: AnswerTable, place: Place, cells: list[str]) -> Iterator[Problem]:
    """Put one row into the table; yields what is wrong with it."""
    if len(cells) != len(HEADER):
        yield Problem(
            "row-length",
            Text(
                "dòng có {count} ô, cần {wanted}",
                "the row has {count} cells, {wanted} are wanted",
                {"count": len(cells), "wanted": len(HEADER)},
            ),
            place,
        )
        return
    unit, group, criterion, name, value = (cell.strip() for cell in cells)
    if not (unit and criterion and name):
        yield Problem(
            "row-incomplete",
            Text("thiếu đơn vị, tiêu chí hoặc trường", "unit, criterion or field is empty"),
            place,
        )
        return
    if table.groups.setdefault(unit, group) != group:
        yield Problem(
            "unit-in-two-groups",
            Text(
                "đơn vị “{unit}” đứng ở hai nhóm: {first}, {second}",
                "unit “{unit}” stands in two groups: {first}, {second}",
                {"unit": unit, "first": table.groups[unit], "second": group},
            ),
            place,
        )
    table.units.setdefault(unit, place)
    fields = table.answers.setdefault(unit, {}).setdefault(criterion, {})
    key = (unit, criterion, name)
    if name in fields:
        yield Problem(
            "answered-twice",
            Text(
                "“{name}” của tiêu chí {criterion} đã trả lời ở {first}",
                "“{name}” of criterion {criterion} was already answered at {first}",
                {"name": name, "criterion": criterion, "first": table.places[key]},
            ),
            place,
        )
        return
    fields[name] = value
    table.places[key] = place


Rows = Iterable[tuple[Place, list[str] | Problem]]


def _csv_rows(path: Path) -> Rows:
    text = _decoded(path)
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    try:
        header = next(reader, [])
        _check_header(header, path)
        for row in reader:
            if row:
                yield Place(file=path.name, line=reader.line_num), row
    except csv.Error as error:
        place = Place(file=path.name, line=reader.line_num)
        yield place, _not_readable(place, str(error))


def _decoded(path: Path) -> str:
    place = Place(file=path.name)
    try:
        content = path.read_bytes()
        if b"\0" in content:
            raise CampaignError([_not_readable(place, "this is not a CSV text file")])
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise CampaignError([_not_readable(place, "not UTF-8 text")]) from None
    except OSError as error:
        raise CampaignError([_not_readable(place, error.strerror or "unreadable")]) from None


def _not_readable(place: Place, why: str | Text) -> Problem:
    return Problem(
        "unreadable",
        Text("không đọc được tệp: {why}", "the file cannot be read: {why}", {"why": why}),
        place,
    )


def _check_header(header: list[str], path: Path) -> None:
    if tuple(cell.strip() for cell in header) != HEADER:
        raise CampaignError(
            [
                Problem(
                    "wrong-header",
                    Text(
                        "dòng đầu phải là {wanted}",
                        "the first row must be {wanted}",
                        {"wanted": ",".join(HEADER)},
                    ),
                    Place(file=path.name, line=1),
                )
            ]
        )


def _xlsx_rows(path: Path) -> Rows:
    place = Place(file=path.name)
    try:
        sheet = read_first_sheet(path.read_bytes())
    except UnreadableWorkbook as error:
        raise CampaignError([_not_readable(place, error.why)]) from None
    except OSError as error:
        raise CampaignError([_not_readable(place, error.strerror or "unreadable")]) from None
    if not sheet.rows:
        raise CampaignError([_not_readable(place, "the first sheet is empty")])
    _check_header([cell or "" for cell in sheet.rows[0][: len(HEADER)]], path)
    for number, row in enumerate(sheet.rows[1:], start=1):
        if all(cell == "" for cell in row):
            continue
        cells = row[: len(HEADER)]
        for column, cell in enumerate(cells):
            if cell is None:
                here = Place(file=path.name, cell=sheet.place(number, column))
                yield here, Problem("cell", NOT_EXACT, here)
        yield Place(file=path.name, cell=sheet.place(number, 0)), [cell or "" for cell in cells]


def load_campaign_file(path: Path) -> tuple[CampaignFile, Document]:
    """A campaign file, typed, with its places. Raises `CampaignError`."""
    try:
        document = read_document(path, shown_as=path.name)
        return validate(CampaignFile, document), document
    except InputError as error:
        raise CampaignError(error.problems) from None


def load_campaign(
    regulation: Regulation,
    campaign_path: Path | None,
    *,
    answers_path: Path | None = None,
    locale: NumberLocale | None = None,
) -> Campaign:
    """A campaign from its file, its answers from the file or a long table.

    Without a campaign file the roster is the units of the table. Answers are read by
    the inputs of each unit's form. Raises `CampaignError` with every problem found.
    """
    table = read_answer_table(answers_path) if answers_path is not None else None
    if campaign_path is None:
        if table is None:
            raise CampaignError([_not_readable(Place(), "give a campaign file or answers")])
        roster = [RosterUnit(unit=unit, group=group) for unit, group in table.groups.items()]
        file = CampaignFile(
            year=str(regulation.year), regulation=regulation.id, roster=roster, answers={}
        )
        document = Document("", {})
    else:
        file, document = load_campaign_file(campaign_path)
    return build_campaign(regulation, file, document, table, locale or file.locale)


def build_campaign(
    regulation: Regulation,
    file: CampaignFile,
    document: Document,
    table: AnswerTable | None,
    locale: NumberLocale | None,
) -> Campaign:
    """The campaign of a typed file and a table. Raises `CampaignError`.

    What can be read and cannot be true (8 of 7 computers) is no reason to refuse everybody:
    it is read, and results leave that unit to a person and say why.
    """
    problems = list(_wrong_pins(regulation, file, document))
    problems += _wrong_roster(regulation, file, document)
    answers: dict[str, dict[str, dict[str, Any]]] = {}
    groups = {each.unit: each.group for each in file.roster}
    for unit, given, place in _answers_of(file, document, table):
        group = groups.get(unit)
        if group is None:
            problems.append(_not_on_roster(unit, place))
            continue
        if table is not None and unit in table.groups and table.groups[unit] not in ("", group):
            problems.append(_other_group(unit, group, table, place))
        if group not in regulation.criteria_sets:
            continue
        read, wrong = read_answers(regulation.criteria_sets[group], given, locale, place)
        problems += [_placed(each, unit, table) for each in wrong]
        answers[unit] = read
    previous = {}
    for unit, given in file.previous.items():
        place = document.place(("previous", unit))
        if groups.get(unit) not in regulation.criteria_sets:
            problems.append(_not_on_roster(unit, place))
            continue
        read, wrong = read_answers(regulation.criteria_sets[groups[unit]], given, locale, place)
        # Last year's form may have asked what this year's does not: that is no mistake.
        problems += [each for each in wrong if each.code not in ASKED_NO_MORE]
        previous[unit] = read
    if problems:
        raise CampaignError(sorted(problems, key=lambda each: each.place))
    return Campaign(
        year=int(file.year),
        illustrative=file.illustrative,
        roster=tuple(file.roster),
        receipts=None if file.receipts is None else tuple(file.receipts),
        extensions=tuple(file.extensions),
        exemptions=tuple(file.exemptions),
        rulings=tuple(file.rulings),
        overrides=tuple(file.overrides),
        answers=answers,
        previous=previous,
    )


def _answers_of(
    file: CampaignFile, document: Document, table: AnswerTable | None
) -> Iterator[tuple[str, dict[str, dict[str, Any]], Place]]:
    for unit, given in file.answers.items():
        yield unit, given, document.place(("answers", unit))
    if table is not None:
        for unit, given in table.answers.items():
            yield unit, given, table.units[unit]


def _placed(problem: Problem, unit: str, table: AnswerTable | None) -> Problem:
    """The problem at the very row it came from, where the answers are a table."""
    if table is None:
        return problem
    criterion, _, name = problem.place.path.removeprefix("/").rpartition("/")
    place = table.places.get((unit, criterion, name))
    if place is None:
        candidates = (each for key, each in table.places.items() if key[0] == unit)
        place = next(candidates, problem.place)
    return Problem(problem.code, problem.message, place, problem.advice)


def _wrong_pins(
    regulation: Regulation, file: CampaignFile, document: Document
) -> Iterator[Problem]:
    """A campaign that names another regulation, year or digest than it is scored by."""
    if file.regulation != regulation.id:
        yield Problem(
            "other-regulation",
            Text(
                "đợt đánh giá theo “{named}”, không phải “{given}”",
                "the campaign follows “{named}”, not “{given}”",
                {"named": file.regulation, "given": regulation.id},
            ),
            document.place(("regulation",)),
        )
    if file.digest is not None and file.digest != regulation.digest:
        yield Problem(
            "other-digest",
            Text(
                "mã băm của quy định khác với mã đã ghim",
                "the regulation's digest is not the one that the campaign pins",
            ),
            document.place(("digest",)),
        )


def _wrong_roster(
    regulation: Regulation, file: CampaignFile, document: Document
) -> Iterator[Problem]:
    known = {group.id for group in regulation.file.groups}
    seen: set[str] = set()
    for position, member in enumerate(file.roster):
        place = document.place(("roster", position))
        if member.unit in seen:
            yield Problem(
                "unit-twice",
                Text(
                    "đơn vị “{unit}” đứng hai lần trong danh sách",
                    "unit “{unit}” stands twice on the roster",
                    {"unit": member.unit},
                ),
                place,
            )
        seen.add(member.unit)
        if member.group not in known:
            yield Problem(
                "unknown-group",
                Text(
                    "quy định không có nhóm “{group}” (có: {known})",
                    "the regulation has no group “{group}” (there are: {known})",
                    {"group": member.group, "known": ", ".join(sorted(known))},
                ),
                place,
            )
    for kind in ("receipts", "exemptions", "rulings", "overrides", "extensions"):
        for position, each in enumerate(getattr(file, kind) or ()):
            if each.unit is not None and each.unit not in seen:
                yield _not_on_roster(each.unit, document.place((kind, position)))
    for position, receipt in enumerate(file.receipts or ()):
        if isinstance(receipt.at, datetime) and receipt.at.tzinfo is None:
            yield Problem(
                "no-time-zone",
                Text(
                    "thời điểm nhận cần múi giờ, ví dụ 2019-09-14T10:00:00+07:00",
                    "a receipt needs its time zone, such as 2019-09-14T10:00:00+07:00",
                ),
                document.place(("receipts", position)),
            )


def _not_on_roster(unit: str, place: Place) -> Problem:
    return Problem(
        "not-on-roster",
        Text(
            "đơn vị “{unit}” không có trong danh sách",
            "unit “{unit}” is not on the roster",
            {"unit": unit},
        ),
        place,
    )


def _other_group(unit: str, group: str, table: AnswerTable, place: Place) -> Problem:
    return Problem(
        "other-group",
        Text(
            "“{unit}” thuộc nhóm {group}, bảng số liệu ghi {written}",
            "“{unit}” is of group {group}, the table says {written}",
            {"unit": unit, "group": group, "written": table.groups[unit]},
        ),
        place,
    )
