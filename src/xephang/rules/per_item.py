"""`per_item`: so many points each, up to a cap (F9, F26)."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import Literal

from xephang.points import Exact, Number
from xephang.rules.base import Award, Rule, Sheet, clamp
from xephang.rules.quantities import Quantity, measure
from xephang.rules.words import Labels, quantity_words
from xephang.texts import Text


class PerItemRule(Rule):
    """Đếm nhân điểm: n × points each, never above `cap` (default: the maximum)."""

    kind: Literal["per_item"]
    of: Quantity
    each: Exact
    cap: Exact | None = None

    def award(self, sheet: Sheet, max_points: Fraction) -> Award:
        """The count times its points, at most the cap."""
        count = measure(self.of, sheet)
        cap = max_points if self.cap is None else min(self.cap, max_points)
        points = clamp(count * self.each, Fraction(0), cap)
        reason = Text(
            "{count} × {each} điểm, không quá {cap}",
            "{count} × {each} points, at most {cap}",
            {"count": Number(count), "each": Number(self.each), "cap": Number(cap)},
        )
        return Award(points, reason)

    def in_words(self, max_points: Fraction, labels: Labels) -> Text:
        """Points for each, and the cap."""
        values = {
            "of": quantity_words(self.of, labels),
            "each": Number(self.each),
            "cap": Number(self.attainable(max_points)),
        }
        return Text("{of} × {each}, không quá {cap}", "{of} × {each}, at most {cap}", values)

    def quantities(self) -> Iterator[Quantity]:
        """The count."""
        yield self.of

    def attainable(self, max_points: Fraction) -> Fraction:
        """The cap, or the maximum."""
        return max_points if self.cap is None else min(self.cap, max_points)
