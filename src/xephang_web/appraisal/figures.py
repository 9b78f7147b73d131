"""Bảng số liệu của một tiêu chí: claimed, reference, difference, last year, side by side."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from django.utils.translation import gettext as _

from xephang.outcomes import Outcome, Status
from xephang.points import Number
from xephang.regulation import Criterion, Input
from xephang.rules.ratio import RatioRule
from xephang_web.appraisal.ledger import Ledger
from xephang_web.appraisal.queries import Beside
from xephang_web.assessments.pages import in_words, share_given
from xephang_web.shared.words import language

MINUS = "\u2212"
Given = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class FigureRow:
    """One line of the table: an input, the ratio of two, or the points. Empty: not there."""

    label: Any
    claimed: str
    reference: str
    difference: str
    previous: str
    is_apart: bool = False
    is_points: bool = False


@dataclass(frozen=True, slots=True)
class FigureTable:
    """The lines, and whether there is anything to set beside the claim at all."""

    rows: tuple[FigureRow, ...]
    has_reference: bool
    has_previous: bool
    maximum: Fraction


def figure_table(
    ledger: Ledger,
    criterion: Criterion,
    references: Iterable[Beside],
    *,
    by_reference: Outcome | None,
    previous: Outcome | None,
    claimed: Outcome | None = None,
) -> FigureTable:
    """The table of one criterion. `by_reference` is its outcome with the reference values.

    `claimed` is the outcome of the claim where it is compared with other units; else it is
    scored here.
    """
    given: Given = ledger.claimed.get(criterion.id, {})
    before: Given = ledger.previous.get(criterion.id, {})
    beside = {each.value.table.field: each for each in references}
    rows = [
        _input_row(name, asked, given, before, beside.get(name))
        for name, asked in criterion.inputs.items()
    ]
    taken = {**given, **{name: each.value.value for name, each in beside.items()}}
    if isinstance(criterion.rule, RatioRule):
        rows += _ratio_row(criterion.rule, given, taken, before, has_reference=bool(beside))
    claimed = claimed or ledger.claimed_outcome(criterion.id)
    points = by_reference.points - claimed.points if by_reference else None
    rows.append(
        FigureRow(
            label=_("Điểm"),
            claimed="" if is_missing(claimed) else _points(claimed.points),
            reference=_points(by_reference.points) if by_reference else "",
            difference=_signed(points) if points is not None else "",
            previous=_points(previous.points) if previous else "",
            is_points=True,
        )
    )
    return FigureTable(
        tuple(rows),
        has_reference=bool(beside),
        has_previous=previous is not None or any(each.previous for each in rows),
        maximum=ledger.criteria.max_of(criterion),
    )


def is_missing(outcome: Outcome) -> bool:
    """True if there is nothing to show: not answered, or not known yet. Never shown as 0."""
    return outcome.is_undecided or outcome.status is Status.UNANSWERED


def _input_row(
    name: str,
    asked: Input,
    given: Given,
    before: Given,
    reference: Beside | None,
) -> FigureRow:
    said = reference.value.value if reference else ""
    difference = ""
    if reference is not None and asked.type in ("number", "count") and given.get(name):
        difference = _signed(Fraction(said) - Fraction(str(given[name])), digits=None)
    return FigureRow(
        label=asked.label,
        claimed=in_words(asked, given.get(name)),
        reference=in_words(asked, said),
        difference=difference,
        previous=in_words(asked, before.get(name)),
        is_apart=reference is not None and reference.is_apart,
    )


def _ratio_row(
    rule: RatioRule, given: Given, taken: Given, before: Given, *, has_reference: bool
) -> list[FigureRow]:
    now, other, last = (share_given(rule, each) for each in (given, taken, before))
    if now is None and other is None:
        return []
    difference = (other - now) * 100 if now is not None and other is not None else None
    return [
        FigureRow(
            label=_("Tỷ lệ"),
            claimed=_percent(now),
            reference=_percent(other) if has_reference else "",
            difference=_signed(difference) if has_reference and difference is not None else "",
            previous=_percent(last),
        )
    ]


def _percent(share: Fraction | None) -> str:
    return "" if share is None else f"{Number(share * 100, 2).show(language())} %"


def _points(value: Fraction) -> str:
    return Number(value, 2).show(language()).replace("-", MINUS)


def _signed(value: Fraction, digits: int | None = 2) -> str:
    number = Number(value) if digits is None else Number(value, digits)
    text = number.show(language()).replace("-", MINUS)
    return f"+{text}" if value > 0 else text
