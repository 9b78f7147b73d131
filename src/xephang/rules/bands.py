"""`bands`: the range a number falls in decides (F4, F19)."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import Annotated, Literal

from pydantic import Field

from xephang.points import Exact, Number
from xephang.rules.base import Award, NoValue, Rule, Sheet, clamp
from xephang.rules.choice import Worth, worth
from xephang.rules.quantities import Quantity, measure
from xephang.rules.words import Labels, joined, quantity_words
from xephang.texts import Model, Text


class Band(Model):
    """One range: `at_least` or `above` below it, `below` or `at_most` above it."""

    at_least: Exact | None = None
    above: Exact | None = None
    below: Exact | None = None
    at_most: Exact | None = None
    points: Worth

    def holds(self, value: Fraction) -> bool:
        """True if `value` lies in the band."""
        return (
            (self.at_least is None or value >= self.at_least)
            and (self.above is None or value > self.above)
            and (self.below is None or value < self.below)
            and (self.at_most is None or value <= self.at_most)
        )


class BandsRule(Rule):
    """Khoảng điểm: the first band that holds the value gives its points.

    `else_points` is what a value in no band gives; undeclared, a person decides.
    """

    kind: Literal["bands"]
    of: Quantity
    bands: Annotated[list[Band], Field(min_length=1)]
    else_points: Worth | None = None

    def award(self, sheet: Sheet, max_points: Fraction) -> Award:
        """The points of the band that the value falls in."""
        value = measure(self.of, sheet)
        given = next((band.points for band in self.bands if band.holds(value)), self.else_points)
        if given is None:
            raise NoValue(
                Text(
                    "{value} không thuộc khoảng điểm nào",
                    "{value} lies in none of the bands",
                    {"value": Number(value)},
                )
            )
        points = clamp(worth(given, max_points), Fraction(0), max_points)
        reason = Text(
            "giá trị {value}: {points} điểm theo khoảng",
            "value {value}: {points} points by its band",
            {"value": Number(value), "points": Number(points)},
        )
        return Award(points, reason)

    def in_words(self, max_points: Fraction, labels: Labels) -> Text:
        """Every band with its points."""
        bands = [
            Text(
                "{band}: {points}",
                "{band}: {points}",
                {"band": _range(band), "points": Number(worth(band.points, max_points))},
            )
            for band in self.bands
        ]
        values = {"of": quantity_words(self.of, labels), "bands": joined(bands, "; ")}
        return Text("{of}: {bands}", "{of}: {bands}", values)

    def quantities(self) -> Iterator[Quantity]:
        """The number that is looked up."""
        yield self.of

    def attainable(self, max_points: Fraction) -> Fraction:
        """The points of the best band."""
        given = [band.points for band in self.bands]
        if self.else_points is not None:
            given.append(self.else_points)
        return max(worth(each, max_points) for each in given)


def _range(band: Band) -> Text:
    """The bounds of a band, with their signs."""
    bounds = ((band.at_least, "≥"), (band.above, ">"), (band.below, "<"), (band.at_most, "≤"))
    parts = [
        Text("{sign} {n}", "{sign} {n}", {"sign": sign, "n": Number(bound)})
        for bound, sign in bounds
        if bound is not None
    ]
    return joined(parts, ", ")
