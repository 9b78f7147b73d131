"""Đọc quy định: a regulation as the tables that a jurist or an official reads."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from functools import partial

from xephang.calendar import Day, Moment, ScheduleRow
from xephang.classes import ClassScheme
from xephang.points import Number
from xephang.presentation import ILLUSTRATIVE
from xephang.regulation import CriteriaSet, Criterion, Regulation, Section
from xephang.rules.words import joined
from xephang.tables import Cell, Column, Grid
from xephang.texts import Text


def regulation_grids(regulation: Regulation, group: str | None = None) -> list[Grid]:
    """A whole regulation: forms, classes, rank tables, appraisal and consequences.

    With `group`, only what holds for that target group.
    """
    grids = form_grids(regulation, group)
    grids += [
        _class_grid(regulation, scheme)
        for scheme in regulation.file.classes
        if group is None or scheme.applies_to(group)
    ]
    others = (_table_grid(regulation, group), _appraisal_grid(regulation, group))
    grids += [each for each in (*others, _consequence_grid(regulation, group)) if each.rows]
    return grids


ASSUMED = Text("giả định", "assumed")


def _groups(regulation: Regulation, groups: list[str]) -> Text | None:
    names = [each.name for each in regulation.file.groups if each.id in groups]
    return joined(names, "; ") if names else None


def _class_grid(regulation: Regulation, scheme: ClassScheme) -> Grid:
    sections = {
        each.id: each.name for s in regulation.criteria_sets.values() for each in s.all_sections()
    }
    rows: list[tuple[Cell, ...]] = []
    for each in scheme.classes:
        bounds = ((each.at_least, "≥"), (each.below, "<"), (each.at_most, "≤"))
        parts = [
            Text("{sign} {n}", "{sign} {n}", {"sign": sign, "n": Number(bound)})
            for bound, sign in bounds
            if bound is not None
        ]
        parts += [
            Text(
                "{name} ≥ {n}",
                "{name} ≥ {n}",
                {"name": sections.get(section, section), "n": Number(least)},
            )
            for section, least in each.minima.items()
        ]
        rows.append((each.name, joined(parts, "; "), each.cite or scheme.cite))
    title = Text(
        "Xếp loại: {groups}",
        "Classes: {groups}",
        {"groups": _groups(regulation, scheme.groups) or Text("mọi nhóm", "all groups")},
    )
    columns = (
        Column("class", Text("Loại, mức", "Class")),
        Column("needs", Text("Điều kiện", "Needs")),
        Column("cite", Text("Căn cứ", "Article")),
    )
    return Grid(title, columns, tuple(rows), ASSUMED if scheme.assumed else None)


def _table_grid(regulation: Regulation, group: str | None) -> Grid:
    columns = (
        Column("table", Text("Bảng xếp hạng", "Rank table")),
        Column("groups", Text("Nhóm", "Groups")),
        Column("within", Text("Trong phạm vi", "Within")),
        Column("ties", Text("Đồng hạng", "Ties")),
        Column("cite", Text("Căn cứ", "Article")),
        Column("assumed", Text("Giả định", "Assumed")),
    )
    rows = tuple(
        (
            each.name,
            _groups(regulation, list(each.groups)),
            WITHIN_PARENT if each.within else None,
            TIES[each.ties or "competition"],
            each.cite,
            ASSUMED if each.assumed else None,
        )
        for each in regulation.file.rank_tables
        if group is None or group in each.groups
    )
    return Grid(Text("Các bảng xếp hạng", "Rank tables"), columns, rows)


WITHIN_PARENT = Text("từng đơn vị cấp trên", "each parent unit")
TIES = {
    "competition": Text("cùng hạng, 1-2-2-4", "shared rank, 1-2-2-4"),
    "dense": Text("cùng hạng, 1-2-2-3", "shared rank, 1-2-2-3"),
    "ordinal": Text("không cùng hạng", "no shared rank"),
}
APPRAISERS = {
    "parent": Text("đơn vị cấp trên trực tiếp", "the parent unit"),
    "standing_office": Text("cơ quan thường trực", "the standing office"),
    "panel": Text("tổ thẩm định", "the appraisal panel"),
    "council": Text("hội đồng", "the council"),
}


def _appraisal_grid(regulation: Regulation, group: str | None) -> Grid:
    appraisal = regulation.file.appraisal
    rows: list[tuple[Cell, ...]] = []
    if appraisal is not None:
        rows += [
            (Text("Căn cứ thẩm định", "Basis"), each.name, each.from_whom, each.cite)
            for each in appraisal.bases
        ]
        rows += [
            (
                Text("Ai thẩm định", "Appraiser"),
                APPRAISERS[each.appraiser],
                _groups(regulation, list(each.groups)),
                each.cite,
            )
            for each in appraisal.who
            if group is None or group in each.groups
        ]
    columns = (
        Column("what", Text("Nội dung", "What")),
        Column("name", Text("Tên", "Name")),
        Column("whom", Text("Của ai, với ai", "Whose, for whom")),
        Column("cite", Text("Căn cứ", "Article")),
    )
    return Grid(Text("Thẩm định", "Appraisal"), columns, tuple(rows))


def _consequence_grid(regulation: Regulation, group: str | None) -> Grid:
    columns = (
        Column("name", Text("Hệ quả", "Consequence")),
        Column("classes", Text("Loại", "Classes")),
        Column("groups", Text("Nhóm", "Groups")),
        Column("cite", Text("Căn cứ", "Article")),
    )
    names = {each.id: each.name for scheme in regulation.file.classes for each in scheme.classes}
    rows = tuple(
        (
            each.name,
            joined([names.get(found, found) for found in each.classes], ", "),
            _groups(regulation, list(each.groups)),
            each.cite,
        )
        for each in regulation.file.consequences
        if group is None or not each.groups or group in each.groups
    )
    return Grid(Text("Hệ quả thi đua", "Consequences"), columns, rows)


def form_grids(regulation: Regulation, group: str | None = None) -> list[Grid]:
    """A regulation as readable forms: one table a target group, from sections to inputs."""
    sets = regulation.criteria_sets
    return [_form_grid(regulation, sets[each]) for each in sets if group in (None, each)]


def _form_grid(regulation: Regulation, criteria: CriteriaSet) -> Grid:
    group = regulation.group(criteria.group)
    title = Text(
        "{decision}, {year}: {group}",
        "{decision}, {year}: {group}",
        {
            "decision": regulation.file.decision.number,
            "year": regulation.year,
            "group": group.name if group else criteria.group,
        },
    )
    rows: list[tuple[Cell, ...]] = [_criterion_row(criteria, each) for each in criteria.general]
    for section in criteria.sections:
        rows += _section_rows(criteria, section)
    note = ILLUSTRATIVE if criteria.illustrative else None
    return Grid(title, _FORM_COLUMNS, tuple(rows), note)


_FORM_COLUMNS = (
    Column("id", Text("STT", "No.")),
    Column("name", Text("Tiêu chí", "Criterion")),
    Column("max", Text("Điểm tối đa", "Maximum"), is_number=True),
    Column("rule", Text("Cách chấm", "Rule")),
    Column("asks", Text("Số liệu", "Asks")),
    Column("evidence", Text("Minh chứng", "Evidence")),
    Column("cite", Text("Căn cứ", "Article")),
)


def _section_rows(criteria: CriteriaSet, section: Section) -> Iterator[tuple[Cell, ...]]:
    maximum = Number(criteria.max_of(section))
    yield (section.id, section.name, maximum, ROLES[section.role], None, None, section.cite)
    for child in section.sections:
        yield from _section_rows(criteria, child)
    for criterion in section.criteria:
        yield _criterion_row(criteria, criterion)


ROLES = {
    "base": None,
    "bonus": Text("điểm thưởng", "bonus"),
    "penalty": Text("điểm trừ", "penalty"),
    "information": Text("thông tin", "information"),
}


def _criterion_row(criteria: CriteriaSet, criterion: Criterion) -> tuple[Cell, ...]:
    asks = "; ".join(asked.label.vi for asked in criterion.inputs.values())
    evidence = "; ".join(each.vi for each in criterion.evidence)
    maximum = Number(criteria.max_of(criterion))
    words = criterion.rule.in_words(criteria.max_of(criterion), partial(criteria.label, criterion))
    return (criterion.id, criterion.name, maximum, words, asks, evidence, criterion.cite)


def calendar_grid(rows: list[ScheduleRow], title: Text) -> Grid:
    """Windows, deadlines and last accepted moments of one year."""
    cells = [
        (
            row.id,
            row.name,
            Text("{day}", "{day}", {"day": Day(row.start)}) if row.start else None,
            _moment(row.deadline),
            _moment(row.last_accepted),
            row.note,
            row.citation,
        )
        for row in rows
    ]
    return Grid(title, _CALENDAR_COLUMNS, tuple(cells))


def _moment(at: dt.datetime | None) -> Text | None:
    if at is None:
        return None
    return Text("{at}", "{at}", {"at": Moment(at)})


_CALENDAR_COLUMNS = (
    Column("id", Text("Mốc", "Milestone")),
    Column("name", Text("Nội dung", "What")),
    Column("from", Text("Từ ngày", "From")),
    Column("until", Text("Hạn", "Deadline")),
    Column("last_accepted", Text("Nhận muộn nhất", "Last accepted")),
    Column("note", Text("Ghi chú", "Note")),
    Column("cite", Text("Căn cứ", "Article")),
)
