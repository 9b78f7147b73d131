"""What pages of results show, made from a sealed package. No database, nothing computed anew."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any, Literal, Protocol

from xephang.classes import ClassScheme, ResultClass
from xephang.regulation import CriteriaSet, RankTable, Regulation, Section
from xephang_web.results.runs import Published, exact

MOST_BARS = 4
MOST_LINES = 60
"""A picture of more lines than these says nothing: the table says it better."""
MOST_CHOICES = 6
"""More tables than these are chosen from a list, not from tabs."""
ChangeKind = Literal["up", "down", "same", "new", "incomparable"]


@dataclass(frozen=True, slots=True)
class SectionHead:
    """A section as the head of a column: its number, name, role and maximum for the group."""

    id: str
    name: Any
    role: str
    maximum: Fraction


@dataclass(frozen=True, slots=True)
class Cell:
    """What one unit has in one section.

    `level` is the highest class whose minimum the section reaches, where classes have
    minima; `lacks` is true if the section is below the lowest of them.
    """

    head: SectionHead
    points: Fraction | None
    applicable: Fraction | None
    share: Fraction | None
    level: Any = None
    lacks: bool = False


@dataclass(frozen=True, slots=True)
class ClassMark:
    """Một loại: its name, its shape of one to four bars, what it needs, how many have it."""

    id: str
    name: Any
    bars: int
    at_least: Fraction | None
    below: Fraction | None
    count: int = 0


@dataclass(frozen=True, slots=True)
class Change:
    """What became of a rank since the year before; `why` says what keeps it from comparison."""

    kind: ChangeKind
    places: int = 0
    before: int | None = None
    why: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """One ranked unit of a table."""

    unit: str
    name: str
    rank: int
    is_tied: bool
    shown: str
    value: Fraction
    class_id: str | None
    class_name: Any
    bars: int
    sections: tuple[Cell, ...]
    change: Change | None = None
    opens_class: bool = False
    """True where the class is another one than in the row above."""
    place: int | None = None
    """The place in an order by one section alone, which is not the official rank."""


@dataclass(frozen=True, slots=True)
class Table:
    """One rank table."""

    id: str
    key: str
    """What names the table in an address: its id, and the parent's code where it has one."""
    name: Any
    parent: str
    parent_code: str
    rows: tuple[Row, ...]
    not_ranked: tuple[dict[str, Any], ...]
    classes: tuple[ClassMark, ...]
    """The classes, the highest first, with how many units have each."""
    sections: tuple[SectionHead, ...]
    maximum: Fraction | None
    is_percent: bool
    has_minima: bool
    is_assumed: bool
    group: str
    ties: str

    @property
    def has_changes(self) -> bool:
        """True if last year's ranks stand beside the rows."""
        return any(each.change for each in self.rows)

    @property
    def units(self) -> int:
        """How many units the table is about, ranked or not."""
        return len(self.rows) + len(self.not_ranked)

    @property
    def out_span(self) -> int:
        """Columns that a unit not ranked fills with its reason."""
        return bool(self.classes) + 1 + len(self.sections) + self.has_changes

    @property
    def compared(self) -> list[Row]:
        """The rows whose rank can be compared with the year before, in the order of then."""
        found = [each for each in self.rows if each.change and each.change.before is not None]
        ready = [each for each in found if each.change and each.change.kind != "incomparable"]
        return sorted(ready, key=lambda each: (each.change.before or 0) if each.change else 0)

    @property
    def can_draw_slopes(self) -> bool:
        """True if some ranks can be compared, and not so many that no line can be followed."""
        return 0 < len(self.compared) <= MOST_LINES


class EarlierYear(Protocol):
    """Last year's results as a table needs them (see `results.years`)."""

    def rank_of(self, table: str, parent: str | None, unit: str) -> int | None:
        """The rank a unit had in the same table, or None."""

    def why_incomparable(self, unit: str, group: str) -> str:
        """What keeps two years of a unit apart, or nothing."""


def tables_of(
    published: Published, regulation: Regulation, before: EarlierYear | None = None
) -> list[Table]:
    """The tables of a package with names, sections, and last year's ranks beside them."""
    declared = {each.id: each for each in regulation.file.rank_tables}
    return [
        _table(published, regulation, declared[each["table"]], each, before)
        for each in published.tables
    ]


def key_of(table: Mapping[str, Any]) -> str:
    """What names a table of a package in an address."""
    return f"{table['table']}.{table['parent']}" if table["parent"] else str(table["table"])


def scheme_of(regulation: Regulation, rule: RankTable) -> ClassScheme | None:
    """The class scheme a table shows."""
    group = rule.groups[0]
    return regulation.scheme(group, rule.index) or regulation.scheme(group)


def marks_of(scheme: ClassScheme | None) -> tuple[ClassMark, ...]:
    """The classes of a scheme with their shapes: four bars for the highest."""
    if scheme is None:
        return ()
    count = len(scheme.classes)
    return tuple(
        ClassMark(each.id, each.name, _bars(position, count), each.at_least, each.below)
        for position, each in enumerate(scheme.classes)
    )


def _bars(position: int, count: int) -> int:
    """Four bars for the highest class, down in even steps to at least one."""
    return max(1, -(-MOST_BARS * (count - position) // count))


def heads_of(criteria: CriteriaSet) -> tuple[SectionHead, ...]:
    """The top sections that count for a group: what has a maximum, and penalties."""
    return tuple(
        SectionHead(each.id, each.name, each.role, criteria.max_of(each))
        for each in criteria.sections
        if each.role != "information" and _counts(criteria, each)
    )


def _counts(criteria: CriteriaSet, section: Section) -> bool:
    if section.applies_to and criteria.group not in section.applies_to:
        return False
    return section.role == "penalty" or criteria.max_of(section) > 0


def _table(
    published: Published,
    regulation: Regulation,
    rule: RankTable,
    table: Mapping[str, Any],
    before: EarlierYear | None,
) -> Table:
    group = rule.groups[0]
    criteria = regulation.criteria_sets[group]
    scheme = scheme_of(regulation, rule)
    marks = {each.id: each for each in marks_of(scheme)}
    heads = heads_of(criteria)
    units = published.units
    rows: list[Row] = []
    for row in table["rows"]:
        record = units[row["unit"]]
        mark = marks.get(row["class"])
        rows.append(
            Row(
                unit=row["unit"],
                name=published.name(row["unit"]),
                rank=row["rank"],
                is_tied=row["tied"],
                shown=row["shown"],
                value=exact(row["value"]) or Fraction(0),
                class_id=row["class"],
                class_name=mark.name if mark else "",
                bars=mark.bars if mark else 0,
                sections=tuple(cell_of(record.get("tree"), each, scheme) for each in heads),
                change=_change(before, table, row, record["group"]) if before else None,
                opens_class=bool(rows) and rows[-1].class_id != row["class"],
            )
        )
    counted = tuple(
        replace(mark, count=sum(1 for row in rows if row.class_id == mark.id))
        for mark in marks.values()
    )
    others = tuple({**each, "name": published.name(each["unit"])} for each in table["not_ranked"])
    maxima = {
        index["max"]
        for row in rows
        if (index := (units[row.unit].get("indices") or {}).get(rule.index)) is not None
    }
    return Table(
        id=table["table"],
        key=key_of(table),
        name=rule.name,
        parent=published.name(table["parent"]) if table["parent"] else "",
        parent_code=table["parent"] or "",
        rows=tuple(rows),
        not_ranked=others,
        classes=counted,
        sections=heads,
        maximum=exact(maxima.pop()) if len(maxima) == 1 else None,
        is_percent=rule.of == "percent",
        has_minima=bool(scheme and scheme.sections),
        is_assumed=rule.assumed,
        group=group,
        ties=rule.ties or "competition",
    )


def _change(
    before: EarlierYear, table: Mapping[str, Any], row: Mapping[str, Any], group: str
) -> Change:
    old = before.rank_of(table["table"], table["parent"], row["unit"])
    why = before.why_incomparable(row["unit"], group)
    if why:
        return Change("incomparable", before=old, why=why)
    if old is None:
        return Change("new")
    won = old - row["rank"]
    kind: ChangeKind = "up" if won > 0 else "down" if won < 0 else "same"
    return Change(kind, abs(won), old)


def by_section(table: Table, section: str) -> Table | None:
    """The table in the order of one section alone; None where it has no such section.

    What is compared is the exact share of what applied. Equal shares have the same place,
    and the next place is left out. This is no official rank: each row keeps its own.
    """
    position = next((i for i, each in enumerate(table.sections) if each.id == section), None)
    if position is None:
        return None

    def share(row: Row) -> Fraction:
        cell = row.sections[position]
        if cell.head.role == "penalty":
            return -(cell.points or Fraction(0))
        return cell.share if cell.share is not None else Fraction(-1)

    ordered = sorted(table.rows, key=lambda row: (-share(row), row.rank, row.unit))
    rows: list[Row] = []
    for place, row in enumerate(ordered, start=1):
        same = bool(rows) and share(rows[-1]) == share(row)
        rows.append(replace(row, place=rows[-1].place if same else place, opens_class=False))
    return replace(table, rows=tuple(rows))


def node_of(tree: Mapping[str, Any] | None, node: str) -> Mapping[str, Any] | None:
    """One node of a unit's tree."""
    if tree is None:
        return None
    if tree["node"] == node:
        return tree
    for part in tree.get("parts", ()):
        found = node_of(part, node)
        if found is not None:
            return found
    return None


def share_of(tree: Mapping[str, Any] | None, node: str) -> Fraction | None:
    """The share of what applied that a unit has in a section."""
    found = node_of(tree, node)
    if found is None:
        return None
    most, points = exact(found["applicable"]), exact(found["points"])
    return points / most if most and points is not None else None


def cell_of(tree: Mapping[str, Any] | None, head: SectionHead, scheme: ClassScheme | None) -> Cell:
    """What a unit has in a section, and which class that section alone would reach."""
    found = node_of(tree, head.id)
    if found is None:
        return Cell(head, None, None, None)
    points, most = exact(found["points"]), exact(found["applicable"])
    share = points / most if most and points is not None else None
    if scheme is None or head.id not in scheme.sections or share is None:
        return Cell(head, points, most, share)
    # A section that was not wholly applicable is held against its minimum at full scale.
    level = reached(scheme.classes, head.id, share * (exact(found["max"]) or Fraction(0)))
    return Cell(head, points, most, share, level.name if level else None, level is None)


def reached(classes: Sequence[ResultClass], section: str, points: Fraction) -> ResultClass | None:
    """The highest class whose minimum for one section the points reach."""
    return next(
        (each for each in classes if points >= each.minima.get(section, Fraction(0))),
        None,
    )


@dataclass(frozen=True, slots=True)
class Line:
    """One section of a unit against its group. The range is None where it is not public."""

    head: SectionHead
    points: Fraction | None
    applicable: Fraction | None
    own: Fraction | None
    group: Fraction | None
    """The group's median share."""
    lowest: Fraction | None = None
    highest: Fraction | None = None

    @property
    def name(self) -> Any:
        """The section's name."""
        return self.head.name

    @property
    def beyond(self) -> Fraction | None:
        """By how many hundredths of the section the unit is above the median."""
        if self.own is None or self.group is None:
            return None
        return (self.own - self.group) * 100


def profile_against_group(
    published: Published, criteria: CriteriaSet, unit: str, *, with_range: bool = False
) -> list[Line]:
    """A unit's sections beside the median share of its group's assessed units.

    `with_range` adds the lowest and the highest: for what is public. Before, they would
    show a unit what single others have.
    """
    record = published.units[unit]
    peers = [
        each
        for each in published.units.values()
        if each["group"] == record["group"] and each.get("tree")
    ]
    lines = []
    for head in heads_of(criteria):
        own = cell_of(record.get("tree"), head, None)
        shares = sorted(
            share for each in peers if (share := share_of(each["tree"], head.id)) is not None
        )
        lines.append(
            Line(
                head,
                own.points,
                own.applicable,
                own.share,
                median(shares),
                shares[0] if with_range and shares else None,
                shares[-1] if with_range and shares else None,
            )
        )
    return lines


def median(values: Collection[Fraction]) -> Fraction | None:
    """The middle value, or the mean of the two in the middle. Exact."""
    if not values:
        return None
    ordered = sorted(values)
    half = len(ordered) // 2
    if len(ordered) % 2:
        return ordered[half]
    return (ordered[half - 1] + ordered[half]) / 2
