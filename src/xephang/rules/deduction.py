"""`deduction`: start from the maximum and lose points for each fault (F27)."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import Literal

from xephang.points import Exact, Number
from xephang.rules.base import Award, Rule, Sheet, clamp
from xephang.rules.quantities import Quantity, measure
from xephang.rules.words import Labels, quantity_words
from xephang.texts import Text


class DeductionRule(Rule):
    """Trừ điểm: maximum - n × points each, never below `least`."""

    kind: Literal["deduction"]
    of: Quantity
    each: Exact
    least: Exact = Fraction(0)

    def award(self, sheet: Sheet, max_points: Fraction) -> Award:
        """What is left of the maximum."""
        count = measure(self.of, sheet)
        floor = clamp(self.least, Fraction(0), max_points)
        points = clamp(max_points - count * self.each, floor, max_points)
        reason = Text(
            "{max} điểm trừ {count} × {each}, không dưới {floor}",
            "{max} points less {count} × {each}, not below {floor}",
            {
                "max": Number(max_points),
                "count": Number(count),
                "each": Number(self.each),
                "floor": Number(floor),
            },
        )
        return Award(points, reason)

    def in_words(self, max_points: Fraction, labels: Labels) -> Text:
        """What each fault costs."""
        values = {
            "of": quantity_words(self.of, labels),
            "each": Number(self.each),
            "max": Number(max_points),
            "least": Number(self.least),
        }
        return Text(
            "{max} − {of} × {each}, không dưới {least}",
            "{max} − {of} × {each}, not below {least}",
            values,
        )

    def quantities(self) -> Iterator[Quantity]:
        """How many faults."""
        yield self.of
