"""Hồ sơ công khai của đơn vị: everything a publication says about one unit."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from xephang.classes import ClassScheme
from xephang.outcomes import Status
from xephang.presentation import STATUSES
from xephang.regulation import CriteriaSet, Regulation, Section
from xephang_web.results.redaction import LEFT_OUT
from xephang_web.results.runs import Published, Rung, exact, neighbours_of
from xephang_web.results.show import (
    ClassMark,
    SectionHead,
    cell_of,
    heads_of,
    marks_of,
)


@dataclass(frozen=True, slots=True)
class Lack:
    """What is missing for the next class, in one place: `head` is None for the total."""

    head: SectionHead | None
    has: Fraction
    needs: Fraction

    @property
    def gap(self) -> Fraction:
        """How much is missing."""
        return self.needs - self.has


@dataclass(frozen=True, slots=True)
class Figures:
    """The key figures of a unit."""

    points: Fraction | None
    shown: str
    maximum: Fraction | None
    mark: ClassMark | None
    rank: int | None
    is_tied: bool
    beside: Rung | None
    """Who shares the rank."""
    of: int
    next_class: Any
    lacks: tuple[Lack, ...]
    is_percent: bool = False


def figures_of(published: Published, regulation: Regulation, code: str) -> Figures:
    """Total, class, rank, and what is missing for the next class up."""
    record = published.units[code]
    placed = published.row_of(code)
    index, classed = next(iter((record.get("classes") or {}).items()), ("total", None))
    scheme = regulation.scheme(record["group"], index)
    marks = {each.id: each for each in marks_of(scheme)}
    total = (record.get("indices") or {}).get("total")
    heads = {each.id: each for each in heads_of(regulation.criteria_sets[record["group"]])}
    lacks = tuple(
        Lack(
            heads.get(each["section"]),
            exact(each["has"]) or Fraction(0),
            exact(each["needs"]) or Fraction(0),
        )
        for each in (classed["shortfalls"] if classed else ())
    )
    following = marks.get(classed["next_class"]) if classed else None
    points = exact(total["points"]) if total else None
    return Figures(
        points=exact(placed[1]["value"]) if placed else points,
        shown=placed[1]["shown"] if placed else "",
        maximum=exact(total["max"]) if total else None,
        mark=marks.get(classed["class"]) if classed else None,
        rank=placed[1]["rank"] if placed else None,
        is_tied=bool(placed and placed[1]["tied"]),
        beside=neighbours_of(published, code).beside,
        of=len(placed[0]["rows"]) if placed else 0,
        next_class=following.name if following else None,
        lacks=lacks,
        is_percent=bool(scheme and scheme.of == "percent"),
    )


@dataclass(frozen=True, slots=True)
class MinimumLine:
    """One section against the minimum of every class (Phú Thọ: every section must reach it)."""

    head: SectionHead
    points: Fraction | None
    level: Any
    minima: tuple[tuple[Any, Fraction, bool], ...]
    """(class, its minimum, whether it is reached), the highest class first."""
    decides: bool
    """True where this section keeps the unit from a higher class."""


def minima_of(
    published: Published, criteria: CriteriaSet, scheme: ClassScheme | None, code: str
) -> list[MinimumLine]:
    """Each section against each class's minimum; empty where classes have none."""
    record = published.units[code]
    if scheme is None or not scheme.sections or not record.get("tree"):
        return []
    classed = (record.get("classes") or {}).get(scheme.index)
    lacking = {each["section"] for each in (classed["shortfalls"] if classed else ())}
    lines = []
    for head in heads_of(criteria):
        if head.id not in scheme.sections:
            continue
        cell = cell_of(record["tree"], head, scheme)
        full = None if cell.share is None else cell.share * head.maximum
        lines.append(
            MinimumLine(
                head,
                full,
                cell.level,
                tuple(
                    (each.name, least, full is not None and full >= least)
                    for each in scheme.classes
                    for least in (each.minima.get(head.id, Fraction(0)),)
                ),
                head.id in lacking,
            )
        )
    return lines


@dataclass(frozen=True, slots=True)
class CriterionLine:
    """One criterion as it was settled."""

    id: str
    name: Any
    points: Fraction | None
    maximum: Fraction | None
    applicable: Fraction | None
    status: str
    state: Any
    """The words of a status that is not simply `scored`."""
    reason: Mapping[str, str]
    citation: str
    finding: Mapping[str, Any] | None
    """Who set the points outright, on what basis and why, as the open package has it."""

    @property
    def is_set(self) -> bool:
        """True if the points were set by the appraisal or the council."""
        return self.status == Status.OVERRIDDEN and not self.is_left_out

    @property
    def is_left_out(self) -> bool:
        """True if what the points rest on was left out of what is public."""
        by = self.finding["by"] if self.finding else ""
        return self.status == Status.OVERRIDDEN and by == LEFT_OUT


@dataclass(frozen=True, slots=True)
class SectionLines:
    """A section with its criteria; sections below sections follow one another."""

    id: str
    name: Any
    depth: int
    role: str
    points: Fraction | None
    maximum: Fraction | None
    lines: tuple[CriterionLine, ...]


def criteria_of(published: Published, criteria: CriteriaSet, code: str) -> list[SectionLines]:
    """Every criterion of a unit by section, with what it got and why."""
    tree = published.units[code].get("tree")
    if tree is None:
        return []
    nodes = dict(_nodes(tree))
    found = {
        each["criterion"]: each
        for each in published.package["campaign"].get("overrides") or ()
        if each["unit"] == code
    }
    lines: list[SectionLines] = []
    for section in criteria.sections:
        _add_section(section, 0, nodes, found, lines)
    return [each for each in lines if each.lines or each.maximum]


def _nodes(tree: Mapping[str, Any]) -> Iterator[tuple[str, Mapping[str, Any]]]:
    yield tree["node"], tree
    for part in tree.get("parts", ()):
        yield from _nodes(part)


def _add_section(
    section: Section,
    depth: int,
    nodes: Mapping[str, Mapping[str, Any]],
    found: Mapping[str, Mapping[str, Any]],
    lines: list[SectionLines],
) -> None:
    node = nodes.get(section.id)
    if node is None:
        return
    own = []
    for each in section.criteria:
        leaf = nodes.get(each.id)
        if leaf is None or leaf["status"] == Status.NOT_SCORED:
            continue
        status = Status(leaf["status"])
        own.append(
            CriterionLine(
                id=each.id,
                name=each.name,
                points=exact(leaf["points"]),
                maximum=exact(leaf["max"]),
                applicable=exact(leaf["applicable"]),
                status=str(status),
                state=None if status is Status.SCORED else STATUSES[status],
                reason=leaf["reason"],
                citation=leaf["citation"],
                finding=found.get(each.id),
            )
        )
    lines.append(
        SectionLines(
            section.id,
            section.name,
            depth,
            section.role,
            exact(node["points"]),
            exact(node["max"]),
            tuple(own),
        )
    )
    for child in section.sections:
        _add_section(child, depth + 1, nodes, found, lines)


def group_members(published: Published, group: str) -> int:
    """How many units of a group were scored."""
    return sum(
        1 for each in published.units.values() if each["group"] == group and each.get("tree")
    )
