"""How each leaf of a form is scored in bulk: by a kernel, or unit by unit where none fits."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from math import lcm

import numpy as np

from xephang.kernels.columns import LARGEST, AnswerColumns, Column, Integers
from xephang.kernels.numeric import add_line, add_option, add_share, add_step
from xephang.points import Rounding, round_to
from xephang.regulation import Criterion
from xephang.rules.choice import ChoiceRule, worth
from xephang.rules.deduction import DeductionRule
from xephang.rules.given import GivenRule
from xephang.rules.linear import LinearRule
from xephang.rules.per_item import PerItemRule
from xephang.rules.ratio import RatioRule, of_year
from xephang.rules.table import TableRule


@dataclass(frozen=True, slots=True)
class LeafPlan:
    """One leaf ready to run: adds its points, at the leaf scale, to an array of units."""

    criterion: str
    maximum: int
    add: Callable[[Integers], None]


def plan(
    criterion: Criterion, maximum: Fraction, rounding: Rounding, year: int, answers: AnswerColumns
) -> LeafPlan | None:
    """The bulk plan of a leaf whose points are rounded half up to `rounding.digits`.

    None where no kernel fits: another rounding, a condition, a reference to another
    criterion, a quantity that is no plain input, a missing answer, or numbers too large
    to stay exact. The caller then scores that leaf by the one evaluator.
    """
    scale = 10**rounding.digits
    if rounding.mode != "half_up" or criterion.only_if is not None:
        return None
    if (maximum * scale).denominator != 1:
        return None
    if maximum == 0:
        return LeafPlan(criterion.id, 0, _add_nothing)
    planner = PLANNERS.get(type(criterion.rule).__name__)
    if planner is None:
        return None
    found = planner(Leaf(criterion, maximum, scale, year, answers))
    return None if found is None else LeafPlan(criterion.id, int(maximum * scale), found)


Adder = Callable[[Integers], None]


@dataclass(frozen=True, slots=True)
class Leaf:
    """What a planner knows: the criterion, its maximum, 10^digits, the year, the answers."""

    criterion: Criterion
    maximum: Fraction
    scale: int
    year: int
    answers: AnswerColumns

    def column(self, quantity: object) -> Column | None:
        """The full column of a plain input; None for anything else or where answers miss."""
        if not isinstance(quantity, str):
            return None
        other, _, name = quantity.rpartition("/")
        column = self.answers.columns.get((other or self.criterion.id, name))
        return None if column is None or column.missing is not None else column


def _add_nothing(into: Integers) -> None:
    """General information: no points."""


def _largest(column: Column) -> int:
    return int(np.abs(column.values).max(initial=0))


def _choice(leaf: Leaf) -> Adder | None:
    rule, maximum, scale = leaf.criterion.rule, leaf.maximum, leaf.scale
    column = leaf.column(rule.input) if isinstance(rule, ChoiceRule) else None
    if column is None or not isinstance(rule, ChoiceRule):
        return None
    exact = [
        min(max(worth(rule.points.get(each, Fraction(0)), maximum), Fraction(0)), maximum)
        for each in column.options
    ]
    points = _scaled(exact, scale)
    return lambda into: add_option(column.values, points, into)


def _scaled(exact: list[Fraction], scale: int) -> Integers:
    digits = len(str(scale)) - 1
    rounding = Rounding(digits=digits)
    return np.array([int(round_to(each, rounding) * scale) for each in exact], dtype=np.int64)


def _ratio(leaf: Leaf) -> Adder | None:
    rule, maximum, scale = leaf.criterion.rule, leaf.maximum, leaf.scale
    if not isinstance(rule, RatioRule) or rule.on_zero not in ("zero", "full"):
        return None
    top = leaf.column(rule.numerator)
    bottom = leaf.column(rule.denominator)
    if top is None or bottom is None or int(bottom.values.min(initial=0)) < 0:
        return None
    digits = max(top.digits, bottom.digits)
    scales = 10 ** (digits - top.digits), 10 ** (digits - bottom.digits)
    target = of_year(rule.target, leaf.year) if rule.target is not None else None
    floor = rule.floor
    points = int(maximum * scale)
    largest = max(_largest(top) * scales[0], _largest(bottom) * scales[1])
    if largest > LARGEST or (
        not rule.may_exceed and bool(np.any(top.values * scales[0] > bottom.values * scales[1]))
    ):
        return None  # what is impossible is for a person: the one evaluator says so
    factor = max(
        [1, *(each for f in (target, floor) if f for each in (f.numerator, f.denominator))]
    )
    if 4 * largest * factor * max(points, 1) > LARGEST:
        return None
    if target is not None and target <= 0:
        return None
    return lambda into: add_share(
        top.values,
        bottom.values,
        scales[0],
        scales[1],
        points,
        int(rule.complement),
        points if rule.on_zero == "full" else 0,
        0 if floor is None else floor.numerator,
        0 if floor is None else floor.denominator,
        0 if target is None else target.numerator,
        0 if target is None else target.denominator,
        into,
    )


def _line(
    column: Column | None,
    slope: Fraction,
    offset: Fraction,
    low: Fraction,
    high: Fraction,
    scale: int,
) -> Adder | None:
    """clamp(slope × value + offset, low, high) × scale, rounded, over one column."""
    if column is None or (low * scale).denominator != 1 or (high * scale).denominator != 1:
        return None
    step, start = slope * scale / 10**column.digits, offset * scale
    divisor = lcm(step.denominator, start.denominator)
    a, b = int(step * divisor), int(start * divisor)
    if abs(a) * _largest(column) + abs(b) + abs(int(high * scale)) * divisor > LARGEST // 4:
        return None
    bounds = int(low * scale), int(high * scale)
    return lambda into: add_line(column.values, a, b, divisor, bounds[0], bounds[1], into)


def _per_item(leaf: Leaf) -> Adder | None:
    rule, maximum, scale = leaf.criterion.rule, leaf.maximum, leaf.scale
    if not isinstance(rule, PerItemRule):
        return None
    cap = maximum if rule.cap is None else min(rule.cap, maximum)
    column = leaf.column(rule.of)
    return _line(column, rule.each, Fraction(0), Fraction(0), cap, scale)


def _deduction(leaf: Leaf) -> Adder | None:
    rule, maximum, scale = leaf.criterion.rule, leaf.maximum, leaf.scale
    if not isinstance(rule, DeductionRule):
        return None
    least = min(max(rule.least, Fraction(0)), maximum)
    column = leaf.column(rule.of)
    return _line(column, -rule.each, maximum, least, maximum, scale)


def _given(leaf: Leaf) -> Adder | None:
    rule, maximum, scale = leaf.criterion.rule, leaf.maximum, leaf.scale
    if not isinstance(rule, GivenRule) or maximum == 0:
        return None
    slope = maximum / (maximum if rule.out_of is None else rule.out_of)
    column = leaf.column(rule.of)
    return _line(column, slope, Fraction(0), Fraction(0), maximum, scale)


def _linear(leaf: Leaf) -> Adder | None:
    rule, maximum, scale = leaf.criterion.rule, leaf.maximum, leaf.scale
    if not isinstance(rule, LinearRule):
        return None
    slope = maximum / (rule.full_at - rule.none_at)
    column = leaf.column(rule.of)
    return _line(column, slope, -slope * rule.none_at, Fraction(0), maximum, scale)


def _table(leaf: Leaf) -> Adder | None:
    rule, maximum, scale = leaf.criterion.rule, leaf.maximum, leaf.scale
    if not isinstance(rule, TableRule) or rule.match != "at_least":
        return None
    column = leaf.column(rule.of)
    if column is None:
        return None
    rows = sorted(rule.rows, key=lambda row: row.count)
    # A value reaches a row from the next whole number of the column's scale on.
    starts = np.array([-(-(row.count * 10**column.digits) // 1) for row in rows], dtype=np.int64)
    exact = [worth(rule.else_points, maximum), *(worth(row.points, maximum) for row in rows)]
    points = _scaled([min(max(each, Fraction(0)), maximum) for each in exact], scale)
    return lambda into: add_step(column.values, starts, points, into)


PLANNERS: dict[str, Callable[[Leaf], Adder | None]] = {
    "ChoiceRule": _choice,
    "RatioRule": _ratio,
    "PerItemRule": _per_item,
    "DeductionRule": _deduction,
    "GivenRule": _given,
    "LinearRule": _linear,
    "TableRule": _table,
}
"""Rule class → what makes its bulk plan. A kind that is not here is scored unit by unit."""
