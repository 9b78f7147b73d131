"""What every rule kind shares: the form it is written in and the sheet it reads.

A rule is data (a pydantic model with a `kind`) and one exact evaluator, which is its
meaning. It reads answers through a `Sheet` and gives back an `Award`; whoever called
it turns the award into an `Outcome` with the node's name, maximum and citation.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from typing import TYPE_CHECKING, ClassVar, Protocol

from xephang.errors import Problem
from xephang.outcomes import Outcome, Status
from xephang.points import Number
from xephang.texts import Model, Name, Text

if TYPE_CHECKING:
    from xephang.rules.quantities import Children, Predecessors, Quantity
    from xephang.rules.words import Labels

Row = dict[str, str]
"""One row of a repeating answer: field → text as canonicalised on reading."""


class NotAnswered(Exception):
    """An answer that the rule needs is missing. `reference` names it."""

    def __init__(self, reference: str) -> None:
        self.reference = reference
        super().__init__(reference)


class NeedsBlock(Exception):
    """The rule needs other units' answers, and forms are still open."""


class NoValue(Exception):
    """A quantity has no value (a zero denominator, no children) and the text sets no policy."""

    def __init__(self, why: Text) -> None:
        self.why = why
        super().__init__(why.en)


class BlockValues:
    """A quantity over all units of a block, summed up once for all of them."""

    def __init__(self, values: Sequence[Fraction]) -> None:
        self.values = tuple(values)

    @cached_property
    def least(self) -> Fraction:
        """The smallest value. Raises `ValueError` on an empty block."""
        return min(self.values)

    @cached_property
    def greatest(self) -> Fraction:
        """The largest value. Raises `ValueError` on an empty block."""
        return max(self.values)

    @cached_property
    def mean(self) -> Fraction:
        """The exact mean."""
        return sum(self.values, Fraction(0)) / len(self.values)

    @cached_property
    def variance(self) -> Fraction:
        """The exact variance of the whole block (divided by n)."""
        squares = ((each - self.mean) ** 2 for each in self.values)
        return sum(squares, Fraction(0)) / len(self.values)


class Sheet(Protocol):
    """What a rule may see of one unit while it scores one criterion.

    References are an input id of the same criterion (`staff`) or, with a slash, of
    another one (`general/staff`).
    """

    @property
    def year(self) -> int:
        """The assessment year."""

    def number(self, reference: str) -> Fraction:
        """The number answered. Raises `NotAnswered`."""

    def choice(self, reference: str) -> str:
        """The option chosen; yes/no inputs give `yes` or `no`. Raises `NotAnswered`."""

    def rows(self, reference: str) -> list[Row]:
        """The rows of a repeating answer; none answered is an empty list."""

    def previous(self, reference: str) -> Fraction:
        """The number answered the year before. Raises `NotAnswered`."""

    def label(self, reference: str, option: str | None = None) -> Name | Text:
        """What the form calls an input, or one of its options."""

    def node(self, node: str) -> Outcome:
        """The outcome of another criterion of the same form."""

    def block(self, quantity: Quantity) -> BlockValues:
        """The quantity's value for every unit of the block that has one.

        Raises `NeedsBlock` while forms are open.
        """

    def children(self, wanted: Children) -> list[Fraction]:
        """One value for each assessed unit below this one. Raises `NeedsBlock`."""

    def predecessors(self, wanted: Predecessors) -> list[Fraction]:
        """One value for each unit that this one succeeded. Raises `NeedsBlock`."""


@dataclass(frozen=True, slots=True)
class Award:
    """What a rule gives: points out of a maximum, and why.

    `applicable` is the part of the maximum that could be earned; None means all of it.
    """

    points: Fraction
    reason: Text
    status: Status = Status.SCORED
    applicable: Fraction | None = None
    parts: tuple[Outcome, ...] = ()


def not_applicable(why: Text) -> Award:
    """Nothing to earn and nothing earned."""
    return Award(Fraction(0), why, Status.NOT_APPLICABLE, applicable=Fraction(0))


class Rule(Model, ABC):
    """Cách chấm điểm: how one criterion's answers become points."""

    needs_block: ClassVar[bool] = False
    """True for kinds that always look at other units."""

    @abstractmethod
    def award(self, sheet: Sheet, max_points: Fraction) -> Award:
        """The points for the answers on `sheet`, out of `max_points`.

        Raises `NotAnswered`, `NeedsBlock` or `NoValue`; `rules.evaluate` turns these
        into outcomes.
        """

    @abstractmethod
    def quantities(self) -> Iterator[Quantity]:
        """The quantities this rule measures itself, without those of its parts."""

    @abstractmethod
    def in_words(self, max_points: Fraction, labels: Labels) -> Text:
        """The rule as the form prints it, with the labels of its inputs."""

    def choices(self) -> Iterator[tuple[str, tuple[str, ...]]]:
        """(reference, options scored) of every choice input this rule reads itself."""
        return iter(())

    def lists(self) -> Iterator[str]:
        """References of repeating inputs that this rule reads itself, outside quantities."""
        return iter(())

    def nodes(self) -> Iterator[str]:
        """Ids of other criteria whose points this rule reads."""
        return iter(())

    def subrules(self) -> Iterator[tuple[Rule, Fraction | None]]:
        """(rule, own maximum) of every part, where the kind is made of parts."""
        return iter(())

    def attainable(self, max_points: Fraction) -> Fraction:
        """The most points any answer can earn; the linter holds it against the maximum."""
        return max_points

    def doubts(self, sheet: Sheet) -> Iterator[Problem]:
        """What is impossible in the answers (a numerator above its denominator)."""
        return iter(())


def clamp(value: Fraction, low: Fraction, high: Fraction) -> Fraction:
    """`value`, or the bound that it passes."""
    return max(low, min(value, high))


def share_text(share: Fraction) -> Number:
    """A share as a percentage number, exact."""
    return Number(share * 100)
