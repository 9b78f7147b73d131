"""`normalised`: a unit's number against those of its whole block (F6, F6m)."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from math import isqrt
from typing import ClassVar, Literal

from pydantic import model_validator

from xephang.points import Exact, Number, Rounding, round_to
from xephang.rules.base import Award, BlockValues, Rule, Sheet, clamp
from xephang.rules.quantities import Quantity, measure
from xephang.rules.words import Labels, quantity_words
from xephang.texts import Text

_METHODS = {
    "best": ("{of} ÷ giá trị lớn nhất trong khối", "{of} ÷ the largest in the block"),
    "min_max": ("{of} giữa nhỏ nhất và lớn nhất", "{of} between smallest and largest"),
    "z_score": ("{of} so với trung bình của khối", "{of} against the mean of the block"),
}


class NormalisedRule(Rule):
    """Chuẩn hóa theo khối: needs every unit's answers, so it is known after closing.

    - `best`: value ÷ largest value (F6);
    - `min_max`: (value - smallest) ÷ (largest - smallest) (F6m);
    - `z_score`: the value's distance from the mean in standard deviations, from
      `none_at` (no points) to `full_at` (the maximum). The deviation is irrational, so
      the rule says to how many decimals it is rounded (`deviation`).

    Where all units are alike, `best` of all zeros gives nothing; `min_max` and
    `z_score` give every unit `when_equal` of the maximum.
    """

    needs_block: ClassVar[bool] = True

    kind: Literal["normalised"]
    of: Quantity
    method: Literal["best", "min_max", "z_score"]
    deviation: Rounding | None = None
    none_at: Exact | None = None
    full_at: Exact | None = None
    when_equal: Exact = Fraction(1)

    @model_validator(mode="after")
    def _z_score_is_declared(self) -> NormalisedRule:
        if self.method == "z_score" and None in (self.deviation, self.none_at, self.full_at):
            raise ValueError("z_score needs deviation, none_at and full_at")
        if self.method == "z_score" and self.none_at == self.full_at:
            raise ValueError("none_at and full_at must differ")
        return self

    def award(self, sheet: Sheet, max_points: Fraction) -> Award:
        """The maximum times the value's standing in the block."""
        value = measure(self.of, sheet)
        block = sheet.block(self.of)
        share = clamp(self._standing(value, block), Fraction(0), Fraction(1))
        reason = Text(
            "giá trị {value}; trong khối từ {low} đến {high}: {share} % × {max} điểm",
            "value {value}; in the block from {low} to {high}: {share} % × {max} points",
            {
                "value": Number(value),
                "low": Number(block.least),
                "high": Number(block.greatest),
                "share": Number(share * 100),
                "max": Number(max_points),
            },
        )
        return Award(share * max_points, reason)

    def _standing(self, value: Fraction, block: BlockValues) -> Fraction:
        low, high = block.least, block.greatest
        if self.method == "best":
            return value / high if high > 0 else Fraction(0)
        if low == high:
            return self.when_equal
        if self.method == "min_max":
            return (value - low) / (high - low)
        assert self.deviation is not None
        assert self.none_at is not None
        assert self.full_at is not None
        deviation = rounded_root(block.variance, self.deviation)
        if deviation == 0:
            return self.when_equal
        score = (value - block.mean) / deviation
        return (score - self.none_at) / (self.full_at - self.none_at)

    def in_words(self, max_points: Fraction, labels: Labels) -> Text:
        """What is compared, and how."""
        values = {"of": quantity_words(self.of, labels), "max": Number(max_points)}
        return Text(
            _METHODS[self.method][0] + " × {max}", _METHODS[self.method][1] + " × {max}", values
        )

    def quantities(self) -> Iterator[Quantity]:
        """The number that is compared."""
        yield self.of


def rounded_root(value: Fraction, rounding: Rounding) -> Fraction:
    """The square root of `value`, correctly rounded as declared, by whole numbers alone.

    The root is first cut two digits beyond what is asked; where it was cut, half a
    unit is added in one digit more, so that no rounding mode takes it for a tie.
    """
    scale = 10 ** (rounding.digits + 2)
    squared = value * scale * scale
    root = isqrt(squared.numerator // squared.denominator)
    exact = Fraction(root * root) == squared
    return round_to(Fraction(2 * root + (not exact), 2 * scale), rounding)
