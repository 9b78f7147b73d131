"""Reading units: search, tree, history."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from django.db.models import Q, QuerySet

from xephang_web.organisations.models import Reorganisation, Unit
from xephang_web.shared.words import fold


def search_units(words: str, day: dt.date | None = None) -> QuerySet[Unit]:
    """Units whose name or code has all the words, marks and case aside, in Vietnamese order.

    `day` leaves out units that did not exist on that day.
    """
    found = Unit.objects.select_related("kind", "parent")
    for word in fold(words).split():
        found = found.filter(search__contains=word)
    if day is not None:
        found = found.filter(valid_from__lte=day).filter(
            Q(valid_until__isnull=True) | Q(valid_until__gt=day)
        )
    return found


def below(unit: Unit) -> set[int]:
    """Ids of every unit under a unit, at any depth; one question a level."""
    found: set[int] = set()
    level = {unit.pk}
    while level:
        level = set(Unit.objects.filter(parent__in=level).values_list("pk", flat=True)) - found
        found |= level
    return found


def above(unit: Unit) -> list[Unit]:
    """The units over a unit, the highest first."""
    chain: list[Unit] = []
    current = unit.parent
    while current is not None and current not in chain:
        chain.insert(0, current)
        current = current.parent
    return chain


def lineage(unit: Unit) -> list[Reorganisation]:
    """The acts that made the unit what it is or ended it, the latest first."""
    return list(
        Reorganisation.objects.filter(Q(predecessors=unit) | Q(successors=unit))
        .distinct()
        .prefetch_related("predecessors", "successors")
    )


Link = tuple[int, int]
"""Ids of a unit that ended or was divided, and of one that came of it."""


def changes_of_units() -> set[Link]:
    """Every step from a unit to one that came of it by a merger or a split."""
    return set(
        Reorganisation.objects.filter(
            kind__in=[Reorganisation.Kind.MERGE, Reorganisation.Kind.SPLIT]
        ).values_list("predecessors", "successors")
    )


def lineage_in(links: set[Link], units: Iterable[int]) -> set[int]:
    """Ids of units with those they came from, and those that came from them, by any steps."""
    before, after = set(units), set(units)
    for _step in links:
        before |= {one for one, other in links if other in before}
        after |= {other for one, other in links if one in after}
    return before | after


def lineage_of(units: Iterable[int]) -> set[int]:
    """The lineage of units by all acts that were ever recorded."""
    return lineage_in(changes_of_units(), units)


def predecessors(units: Iterable[int], until: dt.date | None = None) -> dict[int, list[int]]:
    """Unit id → ids of the other units it directly came from; by acts up to a day if one is given.

    Whoever asks for a year names its end: what is merged later changes no earlier year.
    """
    found: dict[int, list[int]] = {}
    acts = Reorganisation.objects.filter(successors__in=list(units))
    if until is not None:
        acts = acts.filter(date__lte=until)
    links = acts.values_list("successors", "predecessors")
    for successor, predecessor in links:
        if successor != predecessor:
            found.setdefault(successor, []).append(predecessor)
    return found
