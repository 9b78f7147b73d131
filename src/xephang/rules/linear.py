"""`linear`: a number on a straight line between two marks (F29 and graded scales)."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import Literal

from pydantic import model_validator

from xephang.points import Exact, Number
from xephang.rules.base import Award, Rule, Sheet, clamp
from xephang.rules.quantities import Quantity, measure
from xephang.rules.words import Labels, quantity_words
from xephang.texts import Text


class LinearRule(Rule):
    """Nội suy: nothing at `none_at`, the maximum at `full_at`, straight between them.

    `full_at` below `none_at` scores less as more. A change from last year (F29) is a
    `difference` with `previous_year`.
    """

    kind: Literal["linear"]
    of: Quantity
    none_at: Exact
    full_at: Exact

    @model_validator(mode="after")
    def _marks_differ(self) -> LinearRule:
        if self.none_at == self.full_at:
            raise ValueError("none_at and full_at must differ")
        return self

    def award(self, sheet: Sheet, max_points: Fraction) -> Award:
        """The maximum times how far the value has come from `none_at` to `full_at`."""
        value = measure(self.of, sheet)
        way = (value - self.none_at) / (self.full_at - self.none_at)
        reason = Text(
            "giá trị {value} giữa {none} (0 điểm) và {full} ({max} điểm)",
            "value {value} between {none} (0 points) and {full} ({max} points)",
            {
                "value": Number(value),
                "none": Number(self.none_at),
                "full": Number(self.full_at),
                "max": Number(max_points),
            },
        )
        return Award(clamp(way, Fraction(0), Fraction(1)) * max_points, reason)

    def in_words(self, max_points: Fraction, labels: Labels) -> Text:
        """The two marks."""
        values = {
            "of": quantity_words(self.of, labels),
            "none": Number(self.none_at),
            "full": Number(self.full_at),
            "max": Number(max_points),
        }
        return Text(
            "{of}: từ {none} (0 điểm) đến {full} ({max} điểm), theo đường thẳng",
            "{of}: from {none} (0 points) to {full} ({max} points), on a straight line",
            values,
        )

    def quantities(self) -> Iterator[Quantity]:
        """The number on the line."""
        yield self.of
