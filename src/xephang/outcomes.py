"""Kết quả chấm: the tree that a score is. Totals are read off it; nothing else adds points."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from fractions import Fraction

from xephang.texts import Name, Text


class Status(StrEnum):
    """What happened to one node of the form."""

    SCORED = "scored"
    UNANSWERED = "unanswered"
    """Asked and not answered: no points, the maximum stays."""
    NOT_APPLICABLE = "not_applicable"
    """Outside the unit's functions, approved: no points, no maximum."""
    NOT_APPLICABLE_REFUSED = "not_applicable_refused"
    """Claimed as not applicable, but the regulation or the appraiser does not grant it."""
    NOT_SCORED = "not_scored"
    """General information, shown and never scored."""
    KNOWN_AFTER_CLOSING = "known_after_closing"
    """Needs the answers of other units: no value while forms are open."""
    PENDING = "pending"
    """No rule decides: a person does."""
    OVERRIDDEN = "overridden"
    """An appraiser or the council set the points, with a reason."""


UNDECIDED = frozenset({Status.KNOWN_AFTER_CLOSING, Status.PENDING})


@dataclass(frozen=True, slots=True)
class InputValue:
    """One answer that a score rests on, as given."""

    reference: str
    label: Name
    given: str


@dataclass(frozen=True, slots=True)
class Outcome:
    """Điểm của một mục: points, maxima and the reason, down to the last part.

    `points` lie between 0 and `max_points`; `applicable_max` is what was left to earn
    once everything not applicable is taken out.
    """

    node: str
    name: Name
    points: Fraction
    max_points: Fraction
    applicable_max: Fraction
    status: Status
    reason: Text
    citation: str = ""
    inputs: tuple[InputValue, ...] = ()
    children: tuple[Outcome, ...] = field(default=())

    @property
    def is_undecided(self) -> bool:
        """True if this node, or any below it, waits for other units or for a person."""
        return self.status in UNDECIDED or any(child.is_undecided for child in self.children)

    @property
    def lost(self) -> Fraction:
        """Points that could have been earned and were not."""
        return self.applicable_max - self.points

    def walk(self) -> Iterator[Outcome]:
        """This node and everything below it, from the top."""
        yield self
        for child in self.children:
            yield from child.walk()

    def find(self, node: str) -> Outcome | None:
        """The outcome of the node with that id, or None."""
        return next((outcome for outcome in self.walk() if outcome.node == node), None)


def sum_points(outcomes: Iterable[Outcome]) -> Fraction:
    """The points of several outcomes together."""
    return sum((outcome.points for outcome in outcomes), Fraction(0))


def sum_applicable(outcomes: Iterable[Outcome]) -> Fraction:
    """The applicable maxima of several outcomes together."""
    return sum((outcome.applicable_max for outcome in outcomes), Fraction(0))
