"""Điều kiện: what must hold before a criterion or a part of one counts (F30)."""

from __future__ import annotations

from fractions import Fraction

from pydantic import model_validator

from xephang.points import Exact
from xephang.rules.base import Sheet
from xephang.rules.quantities import Quantity, measure
from xephang.texts import Model


class Condition(Model):
    """One test: an input `equals` an option, or a `quantity` is `at_least` a number."""

    input: str | None = None
    equals: str | None = None
    quantity: Quantity | None = None
    at_least: Exact | None = None

    @model_validator(mode="after")
    def _is_one_test(self) -> Condition:
        by_choice = self.input is not None and self.equals is not None
        by_number = self.quantity is not None and self.at_least is not None
        given = sum(
            each is not None for each in (self.input, self.equals, self.quantity, self.at_least)
        )
        if given != 2 or not (by_choice or by_number):
            raise ValueError("write either input and equals, or quantity and at_least")
        return self

    def holds(self, sheet: Sheet) -> bool:
        """True if the test is passed. Raises `NotAnswered`, `NeedsBlock` or `NoValue`."""
        if self.input is not None:
            return sheet.choice(self.input) == self.equals
        assert self.quantity is not None
        return measure(self.quantity, sheet) >= (self.at_least or Fraction(0))
