"""`choice`: one option is chosen, each option gives its points (F1, F10)."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator

from xephang.points import Exact, Number
from xephang.rules.base import Award, Rule, Sheet, clamp
from xephang.rules.quantities import Quantity
from xephang.rules.words import Labels, joined
from xephang.texts import Model, Text


class ShareOfMaximum(Model):
    """A part of the criterion's maximum, such as `{share: 1/2}`."""

    share: Exact


Worth = Annotated[
    Exact | ShareOfMaximum | Literal["max"],
    BeforeValidator(
        lambda given: "max" if isinstance(given, str) and given.strip() == "max" else given
    ),
]
"""Points: a number, `max`, or `{share: 1/2}` of the maximum."""


def worth(given: Any, max_points: Fraction) -> Fraction:
    """The points that a `Worth` stands for."""
    if given == "max":
        return max_points
    if isinstance(given, ShareOfMaximum):
        return given.share * max_points
    return Fraction(given)


class ChoiceRule(Rule):
    """Chọn một mức: the option chosen decides (F1 yes/no, F10 levels)."""

    kind: Literal["choice"]
    input: str
    points: dict[str, Worth]

    def award(self, sheet: Sheet, max_points: Fraction) -> Award:
        """The points of the option chosen."""
        chosen = sheet.choice(self.input)
        points = clamp(
            worth(self.points.get(chosen, Fraction(0)), max_points), Fraction(0), max_points
        )
        reason = Text(
            "chọn “{option}”: {points} điểm",
            "“{option}” chosen: {points} points",
            {"option": sheet.label(self.input, chosen), "points": Number(points)},
        )
        return Award(points, reason)

    def in_words(self, max_points: Fraction, labels: Labels) -> Text:
        """Every option with its points."""
        options = [
            Text(
                "{o}: {p}",
                "{o}: {p}",
                {"o": labels(self.input, option), "p": Number(worth(given, max_points))},
            )
            # A file that was pinned keeps its options by their ids, which says nothing.
            for option, given in sorted(
                self.points.items(), key=lambda each: -worth(each[1], max_points)
            )
        ]
        return joined(options, "; ")

    def quantities(self) -> Iterator[Quantity]:
        """None: an option is not a number."""
        return iter(())

    def choices(self) -> Iterator[tuple[str, tuple[str, ...]]]:
        """The one choice, with the options that are given points."""
        yield self.input, tuple(self.points)

    def attainable(self, max_points: Fraction) -> Fraction:
        """The points of the best option."""
        return max(
            (worth(given, max_points) for given in self.points.values()), default=Fraction(0)
        )
