"""Findings about classes: gaps, overlaps, order, levels that nobody can reach."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from itertools import pairwise

from xephang.classes import ClassScheme, ResultClass
from xephang.errors import Place
from xephang.linting.findings import Finding, found
from xephang.linting.places import Places
from xephang.points import Number
from xephang.regulation import CriteriaSet, Regulation


def classes(regulation: Regulation, places: Places) -> Iterator[Finding]:
    """Everything wrong with the class schemes."""
    for scheme in regulation.file.classes:
        for upper, lower in pairwise(scheme.classes):
            place = _place(places, scheme, upper)
            yield from _bands(upper, lower, place)
            yield from _minima(upper, lower, place)
        for group, criteria in regulation.criteria_sets.items():
            if scheme.applies_to(group):
                yield from _reachable(scheme, criteria, places)


def _place(places: Places, scheme: ClassScheme, found_class: ResultClass) -> Place:
    """The line of a class; of its scheme where classes of several schemes share the id."""
    for kind, name, document, path in places.all:
        if kind == "class" and name == scheme.id and len(path) == 2:
            for other, inner, doc, below in places.all:
                if other == "class" and inner == found_class.id and below[:2] == path:
                    return doc.place(below)
            return document.place(path)
    return places.of("class", found_class.id)


def _bands(upper: ResultClass, lower: ResultClass, place: Place) -> Iterator[Finding]:
    """The two bands must touch: what ends the lower one begins the upper one."""
    start = upper.at_least
    if start is None:
        return
    end, closed = (lower.below, False) if lower.at_most is None else (lower.at_most, True)
    names = {"upper": upper.name, "lower": lower.name}
    if lower.at_least is not None and lower.at_least >= start:
        yield found("class-order", place, upper.id, **names)
    elif end is not None and (end < start):
        yield found("class-gap", place, upper.id, end=Number(end), start=Number(start), **names)
    elif end is not None and (end > start or (closed and end == start)):
        yield found("class-overlap", place, upper.id, start=Number(start), end=Number(end), **names)


def _minima(upper: ResultClass, lower: ResultClass, place: Place) -> Iterator[Finding]:
    for section, low in lower.minima.items():
        high = upper.minima.get(section, Fraction(0))
        if high < low:
            yield found(
                "class-not-monotone",
                place,
                upper.id,
                section=section,
                lower=lower.name,
                upper=upper.name,
                low=Number(low),
                high=Number(high),
            )


def _reachable(scheme: ClassScheme, criteria: CriteriaSet, places: Places) -> Iterator[Finding]:
    most = _most(scheme, criteria)
    sections = {each.id: criteria.max_of(each) for each in criteria.all_sections()}
    for each in scheme.classes:
        place = _place(places, scheme, each)
        values = {"group": criteria.group, "name": each.name}
        if most is not None and each.at_least is not None and each.at_least > most:
            yield found(
                "class-unreachable",
                place,
                each.id,
                needs=Number(each.at_least),
                most=Number(most),
                **values,
            )
        for section, minimum in each.minima.items():
            if section in sections and minimum > sections[section]:
                yield found(
                    "class-unreachable",
                    place,
                    each.id,
                    needs=Number(minimum),
                    most=Number(sections[section]),
                    **values,
                )


def _most(scheme: ClassScheme, criteria: CriteriaSet) -> Fraction | None:
    """The highest value of a scheme's index; None where it is an index of its own making."""
    if scheme.of == "percent":
        return Fraction(100)
    if scheme.index != "total":
        return None
    counted = [each for each in criteria.sections if each.role in ("base", "bonus")]
    return sum((criteria.max_of(each) for each in counted), Fraction(0))
