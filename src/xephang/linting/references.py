"""Findings about ids that refer to something else in the regulation, and about dates."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from fractions import Fraction

from xephang.calendar import OFFICIAL, date_findings
from xephang.errors import Place
from xephang.linting.findings import Finding, found
from xephang.linting.places import Places, near
from xephang.points import Number
from xephang.regulation import Regulation


def references(regulation: Regulation, places: Places) -> Iterator[Finding]:
    """Groups, classes, sections, indices and milestones that are named and do not exist."""
    file = regulation.file
    groups = {each.id for each in file.groups}
    sets = regulation.criteria_sets.values()
    sections = {each.id for criteria in sets for each in criteria.all_sections()}
    nodes = sections | {each.id for criteria in sets for each in criteria.criteria()}
    indices = {"total", *(each.id for each in file.indices)}
    class_ids = {each.id for scheme in file.classes for each in scheme.classes}
    check = _Check(places)
    for scheme in file.classes:
        place = places.of("class", scheme.id)
        yield from check(place, scheme.id, "group", scheme.groups, groups)
        yield from check(place, scheme.id, "index", [scheme.index], indices)
        yield from check(place, scheme.id, "section", scheme.sections, sections)
    for table in file.rank_tables:
        place = places.of("table", table.id)
        yield from check(place, table.id, "group", table.groups, groups)
        yield from check(place, table.id, "index", [table.index], indices)
        yield from check(place, table.id, "node", table.tie_break, nodes | indices)
    for index in file.indices:
        place = places.of("index", index.id)
        terms = [term.of for term in index.terms]
        yield from check(place, index.id, "node", terms, nodes | indices)
        weights = [term.weight for term in index.terms if term.weight is not None]
        total = sum(weights, Fraction(0))
        if index.combine == "weighted_mean" and total != 1:
            yield found("weights-do-not-add-up", place, index.id, node=index.id, sum=Number(total))
    for consequence in file.consequences:
        place = places.of("consequence", consequence.id)
        yield from check(place, consequence.id, "group", consequence.groups, groups)
        yield from check(place, consequence.id, "class", consequence.classes, class_ids)
    for kind, name, document, path in places.all:
        if kind in ("section", "criterion"):
            node = _at(document.data, path)
            wanted = [*_listed(node.get("applies_to")), *_keys(node.get("max"))]
            yield from check(document.place(path), name, "group", wanted, groups)
    milestones = {each.id for each in file.calendar.milestones} if file.calendar else set()
    for appraiser in file.appraisal.who if file.appraisal else ():
        yield from check(places.root, "appraisal", "group", appraiser.groups, groups)
        if appraiser.forwards_by is not None:
            wanted = [appraiser.forwards_by]
            yield from check(places.root, "appraisal", "milestone", wanted, milestones)
    for milestone in file.calendar.milestones if file.calendar else ():
        place = places.of("milestone", milestone.id)
        yield from check(place, milestone.id, "group", milestone.groups, groups)
        if milestone.after is not None:
            known = milestones | {"complete"}
            wanted = [milestone.after.milestone]
            yield from check(place, milestone.id, "milestone", wanted, known)


class _Check:
    """Tells every id of a list that is not known."""

    def __init__(self, places: Places) -> None:
        self._places = places

    def __call__(
        self, place: Place, where: str, what: str, wanted: Iterable[str], known: Iterable[str]
    ) -> Iterator[Finding]:
        known = set(known)
        for each in wanted:
            if each not in known:
                yield found(
                    "unknown-reference",
                    place,
                    where,
                    where=where,
                    what=what,
                    id=each,
                    near=near(each, known),
                )


def _at(data: object, path: tuple[str | int, ...]) -> dict[str, object]:
    for step in path:
        data = data[step]  # type: ignore[index]
    return data if isinstance(data, dict) else {}


def _listed(value: object) -> list[str]:
    return [str(each) for each in value] if isinstance(value, list) else []


def _keys(value: object) -> list[str]:
    return [str(each) for each in value if each != "*"] if isinstance(value, dict) else []


def dates(regulation: Regulation, places: Places, year: int) -> Iterator[Finding]:
    """What is remarkable about the dates of one year."""
    calendar = regulation.file.calendar
    if calendar is None:
        return
    for each in date_findings(calendar, year):
        place = places.of("milestone", each.milestone)
        yield found(each.kind, place, each.milestone, milestone=each.milestone, what=each.message)
    needs_working_days = any(
        each.after is not None or (each.grace is not None and each.grace.unit == "working_days")
        for each in calendar.milestones
    )
    if needs_working_days and not OFFICIAL.knows(year):
        yield found("swaps-unknown", places.root, "calendar", year=year)
