"""`information`: asked and shown, never scored (F24, F25)."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import Literal

from xephang.outcomes import Status
from xephang.rules.base import Award, Rule, Sheet
from xephang.rules.quantities import Quantity
from xephang.rules.words import Labels
from xephang.texts import Text


class InformationRule(Rule):
    """Thông tin chung: no points; its inputs may serve other criteria as denominators."""

    kind: Literal["information"]

    def award(self, sheet: Sheet, max_points: Fraction) -> Award:
        """Nothing, whatever is answered."""
        reason = Text("không tính điểm", "not scored")
        return Award(Fraction(0), reason, Status.NOT_SCORED, applicable=Fraction(0))

    def in_words(self, max_points: Fraction, labels: Labels) -> Text:
        """That it is not scored."""
        return Text("không tính điểm", "not scored")

    def quantities(self) -> Iterator[Quantity]:
        """None."""
        return iter(())

    def attainable(self, max_points: Fraction) -> Fraction:
        """Nothing."""
        return Fraction(0)
