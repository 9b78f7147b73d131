"""What the head of a form shows: points, class, the way up, the profile. No database."""

from __future__ import annotations

from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

from xephang.classes import ClassScheme
from xephang.outcomes import Outcome
from xephang.points import Number
from xephang_web.assessments.pages import is_elsewhere
from xephang_web.assessments.queries import Form
from xephang_web.shared.words import language


@dataclass(frozen=True, slots=True)
class Band:
    """One class on the scale under the total."""

    name: Any
    start: Fraction
    width: Fraction
    is_current: bool


@dataclass(frozen=True, slots=True)
class Total:
    """The figures at the head of a form."""

    points: str
    maximum: Fraction
    share: Fraction
    class_name: Any
    class_level: int
    needed: tuple[Any, ...]
    next_class: Any
    undecided: int
    undecided_points: Fraction
    elsewhere: int
    elsewhere_points: Fraction
    granted: str
    bands: tuple[Band, ...] = field(default=())


def total_of(form: Form) -> Total:
    """Points, class and what is missing to the next one, for the head of the form."""
    index = form.score.total
    scheme, found = form.scheme, form.classification
    position = None
    if scheme is not None and found is not None and found.class_id:
        position = [each.id for each in scheme.classes].index(found.class_id)
    way = form.way_up
    undecided = form.undecided
    elsewhere = [
        form.outcomes[each.id]
        for each in form.criteria.criteria()
        if is_elsewhere(each) and not form.answers.get(each.id) and each.id in form.outcomes
    ]
    granted = form.score_if_granted
    maximum = index.max_points or Fraction(1)
    return Total(
        points=total_shown(scheme, index.points),
        maximum=index.max_points,
        share=max(Fraction(0), index.points) / maximum,
        class_name=scheme.classes[position].name if scheme and position is not None else None,
        class_level=len(scheme.classes) - position if scheme and position is not None else 0,
        needed=way.shortfalls if way else (),
        next_class=way.name if way else None,
        undecided=len(undecided),
        undecided_points=sum((each.max_points for each in undecided), Fraction(0)),
        elsewhere=len(elsewhere),
        elsewhere_points=sum((each.max_points for each in elsewhere), Fraction(0)),
        granted=total_shown(scheme, granted.total.points) if granted else "",
        bands=_bands(scheme, maximum, position),
    )


def total_shown(scheme: ClassScheme | None, value: Fraction) -> str:
    """A total with two decimals, and more until what is shown lies in the same class."""
    for digits in range(2, 12):
        shown = Number(value, digits)
        if scheme is None or scheme.of != "points":
            break
        seen = Fraction(shown.plain())
        if all(each.covers(value) == each.covers(seen) for each in scheme.classes):
            break
    return shown.show(language()).replace("-", "\u2212")


def _bands(scheme: ClassScheme | None, maximum: Fraction, position: int | None) -> tuple[Band, ...]:
    """The classes as stretches of the scale, lowest first; none where minima decide."""
    if scheme is None or scheme.of != "points" or scheme.sections:
        return ()
    starts = [each.at_least or Fraction(0) for each in scheme.classes]
    ends = [maximum, *starts[:-1]]
    bands = [
        Band(each.name, start, (end - start) / maximum * 100, index == position)
        for index, (each, start, end) in enumerate(zip(scheme.classes, starts, ends, strict=True))
    ]
    return tuple(reversed([each for each in bands if each.width > 0]))


@dataclass(frozen=True, slots=True)
class ProfileLine:
    """One section of a unit's profile: shares of its points, this year and last."""

    name: Any
    now: Fraction | None
    before: Fraction | None


def profile(form: Form) -> list[ProfileLine]:
    """The sections of the form as shares of what applied, beside last year's."""
    lines = []
    for section in form.criteria.sections:
        now = form.outcomes.get(section.id)
        before = form.previous_outcomes.get(section.id)
        lines.append(ProfileLine(section.name, _part(now), _part(before)))
    return lines


def _part(outcome: Outcome | None) -> Fraction | None:
    if outcome is None or not outcome.applicable_max:
        return None
    return outcome.points / outcome.applicable_max
