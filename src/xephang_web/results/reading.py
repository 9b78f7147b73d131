"""Quy định đọc được: a pinned regulation as the page that everybody reads."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from functools import partial
from typing import Any

from xephang.calendar import schedule
from xephang.points import Rounding
from xephang.readable import ROLES, calendar_grid, form_grids, regulation_grids
from xephang.regulation import CriteriaSet, Criterion, Regulation, Section, TargetGroup, of_group
from xephang.tables import Grid
from xephang.texts import Text


@dataclass(frozen=True, slots=True)
class CriterionText:
    """A criterion as it is read: how it is scored, what it asks, what proves it."""

    id: str
    name: Any
    maximum: Fraction
    how: Any
    asks: tuple[Any, ...]
    evidence: tuple[Any, ...]
    only_for_information: bool
    guidance: Any
    citation: str
    assumed: bool


@dataclass(frozen=True, slots=True)
class SectionText:
    """A section with its criteria; sections below sections follow one another."""

    id: str
    name: Any
    depth: int
    role: Any
    maximum: Fraction
    citation: str
    assumed: bool
    criteria: tuple[CriterionText, ...]


def form_of(criteria: CriteriaSet) -> list[SectionText]:
    """The form of one group, in its order, sections that are not its own left out."""
    lines: list[SectionText] = []
    for section in criteria.sections:
        lines += _sections(criteria, section, 0)
    return [each for each in lines if each.criteria or each.maximum]


def _sections(criteria: CriteriaSet, section: Section, depth: int) -> Iterator[SectionText]:
    yield SectionText(
        section.id,
        section.name,
        depth,
        ROLES[section.role],
        criteria.max_of(section),
        section.cite,
        section.assumed,
        tuple(_criterion(criteria, each) for each in section.criteria),
    )
    for child in section.sections:
        yield from _sections(criteria, child, depth + 1)


def _criterion(criteria: CriteriaSet, each: Criterion) -> CriterionText:
    maximum = criteria.max_of(each)
    return CriterionText(
        id=each.id,
        name=each.name,
        maximum=maximum,
        how=each.rule.in_words(maximum, partial(criteria.label, each)),
        asks=tuple(asked.label for asked in each.inputs.values()),
        evidence=tuple(each.evidence),
        only_for_information=not maximum,
        guidance=each.guidance,
        citation=each.cite,
        assumed=each.assumed,
    )


@dataclass(frozen=True, slots=True)
class MaximumLine:
    """A top section with its maximum for each group; None where it is not the group's."""

    section: Section
    by_group: tuple[tuple[TargetGroup, Fraction | None], ...]


def maxima_of(regulation: Regulation) -> list[MaximumLine]:
    """The sections beside one another, group by group: what each form weighs."""
    lines = []
    for section in regulation.file.sections:
        maxima: list[tuple[TargetGroup, Fraction | None]] = []
        for group in regulation.file.groups:
            criteria = regulation.criteria_sets.get(group.id)
            own = next(
                (each for each in (criteria.sections if criteria else ()) if each.id == section.id),
                None,
            )
            found = criteria.max_of(own) if criteria and own else None
            if found is None and section.max is not None:
                found = of_group(section.max, group.id)
            maxima.append((group, found or None))
        lines.append(MaximumLine(section, tuple(maxima)))
    return lines


@dataclass(frozen=True, slots=True)
class Method:
    """What a regulation settles of the way from criteria to ranks."""

    leaf: Rounding | None
    section: Rounding | None
    total: Rounding | None
    na_policy: str
    na_citation: str
    na_assumed: bool
    has_bonus: bool
    has_penalty: bool
    least: Fraction | None
    most: Fraction | None
    has_minima: bool
    has_percent: bool
    class_first: bool
    within_parent: bool
    ties: frozenset[str]
    lateness: bool
    """True if a late form is not assessed."""


def method_of(regulation: Regulation) -> Method:
    """How this regulation computes, in facts that a page puts into words."""
    file = regulation.file
    roles = {each.role for each in file.sections}
    policy = file.not_applicable
    milestones = file.calendar.milestones if file.calendar else ()
    return Method(
        leaf=file.rounding.leaf,
        section=file.rounding.section,
        total=file.rounding.total,
        na_policy=policy.policy if policy else "refused",
        na_citation=policy.cite if policy else "",
        na_assumed=bool(policy and policy.assumed),
        has_bonus="bonus" in roles,
        has_penalty="penalty" in roles,
        least=file.bounds.least if file.bounds else None,
        most=file.bounds.most if file.bounds else None,
        has_minima=any(each.sections for each in file.classes),
        has_percent=any(each.of == "percent" for each in file.rank_tables),
        class_first=any(each.order == "class_first" for each in file.rank_tables),
        within_parent=any(each.within for each in file.rank_tables),
        ties=frozenset(each.ties or "competition" for each in file.rank_tables),
        lateness=any(each.late == "not_assessed" for each in milestones),
    )


def rest_of(regulation: Regulation) -> list[Grid]:
    """Classes, rank tables, appraisal and consequences, as the core tells them."""
    found = regulation_grids(regulation)[len(form_grids(regulation)) :]
    return [for_people(each) for each in found]


def dates_of(regulation: Regulation) -> Grid | None:
    """The calendar of the year, or None where the regulation has none."""
    if regulation.file.calendar is None:
        return None
    return for_people(calendar_grid(schedule(regulation.file.calendar, regulation.year), DATES))


def for_people(grid: Grid) -> Grid:
    """The grid without its ids, which are for programs, and without columns that say nothing."""
    kept = [
        position
        for position, column in enumerate(grid.columns)
        if column.key != "id" and any(row[position] not in (None, "") for row in grid.rows)
    ]
    return Grid(
        grid.title,
        tuple(grid.columns[each] for each in kept),
        tuple(tuple(row[each] for each in kept) for row in grid.rows),
        grid.note,
    )


DATES = Text("Lịch của năm", "The year's calendar")
