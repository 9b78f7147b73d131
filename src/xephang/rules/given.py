"""`given`: a score that comes from elsewhere, on its own scale (F18 to F22)."""

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


class GivenRule(Rule):
    """Điểm cho sẵn: a survey, council, measured or published score, converted.

    The score counts on the scale from 0 to `out_of` (default: the maximum, so that
    points are taken as they are). Several council members' scores are a `mean` over
    a repeating input (F21).
    """

    kind: Literal["given"]
    of: Quantity
    out_of: Exact | None = None

    @model_validator(mode="after")
    def _scale_is_positive(self) -> GivenRule:
        if self.out_of is not None and self.out_of <= 0:
            raise ValueError("out_of must be above zero")
        return self

    def award(self, sheet: Sheet, max_points: Fraction) -> Award:
        """The score, brought from its scale to the maximum."""
        score = measure(self.of, sheet)
        scale = max_points if self.out_of is None else self.out_of
        if scale == 0:
            points = Fraction(0)
        else:
            points = clamp(score / scale, Fraction(0), Fraction(1)) * max_points
        reason = Text(
            "được cho {score} trên thang {scale}, tối đa {max} điểm",
            "given {score} on a scale of {scale}, at most {max} points",
            {"score": Number(score), "scale": Number(scale), "max": Number(max_points)},
        )
        return Award(points, reason)

    def in_words(self, max_points: Fraction, labels: Labels) -> Text:
        """The score and its scale."""
        scale = max_points if self.out_of is None else self.out_of
        values = {
            "of": quantity_words(self.of, labels),
            "scale": Number(scale),
            "max": Number(max_points),
        }
        return Text("{of} ÷ {scale} × {max}", "{of} ÷ {scale} × {max}", values)

    def quantities(self) -> Iterator[Quantity]:
        """The score."""
        yield self.of
