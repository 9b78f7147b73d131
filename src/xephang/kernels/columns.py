"""Answers of many units as columns: whole numbers at a power of ten, or codes of options."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

import numpy as np
from numpy.typing import NDArray

from xephang.campaign import NA_APPROVED, NOT_APPLICABLE, UnitAnswers
from xephang.points import exact_text
from xephang.regulation import CriteriaSet, Criterion, Input

Integers = NDArray[np.int64]
Flags = NDArray[np.bool_]
LARGEST = 2**62
"""Numbers beyond this do not enter a column; their criterion is scored unit by unit."""


@dataclass(slots=True)
class Column:
    """One input of all units: `values` at 10^-`digits`, or positions in `options`.

    `missing` is None where every unit answered.
    """

    values: Integers
    digits: int = 0
    options: tuple[str, ...] = ()
    missing: Flags | None = None

    def text(self, position: int) -> str | None:
        """The canonical answer of one unit."""
        if self.missing is not None and self.missing[position]:
            return None
        value = int(self.values[position])
        if self.options:
            return self.options[value]
        return exact_text(Fraction(value, 10**self.digits))


@dataclass(slots=True)
class AnswerColumns:
    """The answers of one group's units: a column an input, and what is left out.

    `left_out` holds, by criterion, the units for which it is not applicable and granted.
    `rest` holds answers that fit no column (lists), by unit and criterion.
    """

    units: tuple[str, ...]
    columns: dict[tuple[str, str], Column]
    left_out: dict[str, Flags] = field(default_factory=dict)
    rest: dict[int, dict[str, dict[str, Any]]] = field(default_factory=dict)

    def answers(self, position: int) -> dict[str, dict[str, Any]]:
        """The canonical answers of one unit, as the single evaluator reads them."""
        given: dict[str, dict[str, Any]] = {}
        for (criterion, name), column in self.columns.items():
            text = column.text(position)
            if text is not None:
                given.setdefault(criterion, {})[name] = text
        for criterion, fields in self.rest.get(position, {}).items():
            given.setdefault(criterion, {}).update(fields)
        for criterion, flags in self.left_out.items():
            if flags[position]:
                given.setdefault(criterion, {}).update({NOT_APPLICABLE: "yes", NA_APPROVED: "yes"})
        return given


def columns_from(
    criteria: CriteriaSet, answers: Mapping[str, UnitAnswers], granted: Sequence[str] = ()
) -> AnswerColumns:
    """Columns of canonical answers, units in the order of their ids.

    `granted` are the criteria whose policy lets an approved claim leave them out.
    """
    units = tuple(sorted(answers))
    result = AnswerColumns(units, {})
    for criterion in criteria.criteria():
        for name, asked in criterion.inputs.items():
            texts = [answers[unit].get(criterion.id, {}).get(name) for unit in units]
            column = _column(asked, texts)
            if column is not None:
                result.columns[criterion.id, name] = column
            else:
                _keep(result, criterion, name, texts)
        _claims(result, criterion, [answers[unit].get(criterion.id, {}) for unit in units], granted)
    return result


def _claims(
    result: AnswerColumns, criterion: Criterion, given: list[Any], granted: Sequence[str]
) -> None:
    flags = np.array([each.get(NOT_APPLICABLE) == "yes" for each in given])
    if not flags.any():
        return
    approved = np.array([each.get(NA_APPROVED) == "yes" for each in given])
    if criterion.id in granted and bool((approved[flags]).all()):
        result.left_out[criterion.id] = flags
    for position in np.flatnonzero(flags):
        fields = {
            key: given[position][key]
            for key in (NOT_APPLICABLE, NA_APPROVED)
            if key in given[position]
        }
        result.rest.setdefault(int(position), {}).setdefault(criterion.id, {}).update(fields)


def _keep(result: AnswerColumns, criterion: Criterion, name: str, given: list[Any]) -> None:
    for position, value in enumerate(given):
        if value is not None:
            result.rest.setdefault(position, {}).setdefault(criterion.id, {})[name] = value


def _column(asked: Input, texts: list[Any]) -> Column | None:
    """The column of one input, or None where it holds what no column can."""
    missing = np.array([text is None for text in texts])
    gaps = missing if missing.any() else None
    if asked.type in ("choice", "yes_no"):
        options = ("yes", "no") if asked.type == "yes_no" else tuple(o.id for o in asked.options)
        codes = {option: code for code, option in enumerate(options)}
        values = np.array([0 if text is None else codes[text] for text in texts], dtype=np.int64)
        return Column(values, options=options, missing=gaps)
    if asked.type not in ("number", "count"):
        return None
    numbers = [Fraction(0) if text is None else Fraction(text) for text in texts]
    digits = max((len(exact_text(each).partition(".")[2]) for each in numbers), default=0)
    scaled = [each * 10**digits for each in numbers]
    if any(each.denominator != 1 or abs(each) > LARGEST for each in scaled):
        return None
    return Column(np.array([int(each) for each in scaled], dtype=np.int64), digits, missing=gaps)
