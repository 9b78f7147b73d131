"""`ratio`: numerator ÷ denominator × maximum, and its variants (F2, F2q, F2z, F3, F4z, F5, F23)."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator

from xephang.errors import Problem
from xephang.points import Exact, Number
from xephang.rules.base import (
    Award,
    NeedsBlock,
    NotAnswered,
    NoValue,
    Rule,
    Sheet,
    clamp,
    not_applicable,
    share_text,
)
from xephang.rules.quantities import Quantity, measure
from xephang.rules.words import Labels, joined, quantity_words
from xephang.texts import Text

ByYear = Annotated[
    dict[str, Exact],
    BeforeValidator(
        lambda given: given if isinstance(given, dict) else {"0": given},
        json_schema_input_type=str | dict[str, str],
    ),
]
"""One number, or a number from each year on: `{2022: "0.8", 2025: "1"}` (T5)."""


def of_year(values: dict[str, Fraction], year: int) -> Fraction:
    """The value in force in `year`: that of the latest year not after it, else the first."""
    in_force = [int(start) for start in values if int(start) <= year]
    start = max(in_force) if in_force else min(int(first) for first in values)
    return values[str(start)]


_ON_ZERO = {
    "not_applicable": Text("mẫu số 0: không tính", "denominator 0: left out"),
    "zero": Text("mẫu số 0: 0 điểm", "denominator 0: no points"),
    "full": Text("mẫu số 0: đủ điểm", "denominator 0: full marks"),
}


class RatioRule(Rule):
    """Tỷ lệ: a ÷ b × maximum.

    - `complement`: (b - a) ÷ b, where a counts what went wrong (F5);
    - `target`: full marks once the share reaches it, linear below (F3), by year (T5);
    - `floor`: below this share nothing, from it on linear (F4z);
    - `on_zero`: what b = 0 gives (F2z); undeclared, a person decides;
    - `may_exceed`: a may be larger than b (plans can be exceeded); the share stops at 1.

    Otherwise a above b is impossible and gives no points by itself: a person decides.
    """

    kind: Literal["ratio"]
    numerator: Quantity
    denominator: Quantity
    complement: bool = False
    target: ByYear | None = None
    floor: Exact | None = None
    on_zero: Literal["not_applicable", "zero", "full"] | None = None
    may_exceed: bool = False

    def part(self, numerator: Fraction, denominator: Fraction) -> Fraction:
        """What is set against the whole: the numerator, or what it leaves of the denominator."""
        return denominator - numerator if self.complement else numerator

    def award(self, sheet: Sheet, max_points: Fraction) -> Award:
        """The maximum times the share, after complement, floor, target and ceiling."""
        numerator = measure(self.numerator, sheet)
        denominator = measure(self.denominator, sheet)
        if self._is_impossible(numerator, denominator):
            raise NoValue(_above(numerator, denominator))
        if denominator == 0:
            return self._award_on_zero(max_points)
        part = self.part(numerator, denominator)
        share = clamp(part / denominator, Fraction(0), Fraction(1))
        values: dict[str, Any] = {
            "part": Number(part),
            "whole": Number(denominator),
            "share": share_text(share),
            "max": Number(max_points),
        }
        if self.floor is not None and share < self.floor:
            values["floor"] = share_text(self.floor)
            below = Text(
                "{part} / {whole} = {share} %, dưới mức sàn {floor} %: 0 điểm",
                "{part} / {whole} = {share} %, below the floor of {floor} %: 0 points",
                values,
            )
            return Award(Fraction(0), below)
        if self.target is None:
            reason = Text(
                "{part} / {whole} = {share} % × {max} điểm",
                "{part} / {whole} = {share} % × {max} points",
                values,
            )
            return Award(share * max_points, reason)
        target = of_year(self.target, sheet.year)
        values["target"] = share_text(target)
        reason = Text(
            "{part} / {whole} = {share} %, chỉ tiêu {target} %, tối đa {max} điểm",
            "{part} / {whole} = {share} %, target {target} %, at most {max} points",
            values,
        )
        return Award(min(Fraction(1), share / target) * max_points, reason)

    def _award_on_zero(self, max_points: Fraction) -> Award:
        if self.on_zero is None:
            raise NoValue(
                Text(
                    "mẫu số bằng 0 và quy định không nói tính thế nào",
                    "the denominator is zero and the regulation does not say what follows",
                )
            )
        if self.on_zero == "not_applicable":
            return not_applicable(
                Text("mẫu số bằng 0: không tính", "the denominator is zero: left out")
            )
        points = max_points if self.on_zero == "full" else Fraction(0)
        reason = Text(
            "mẫu số bằng 0: {points} điểm theo quy định",
            "the denominator is zero: {points} points by the rule",
            {"points": Number(points)},
        )
        return Award(points, reason)

    def in_words(self, max_points: Fraction, labels: Labels) -> Text:
        """The fraction, and what is declared about floor, target and a zero denominator."""
        part = quantity_words(self.numerator, labels)
        whole = quantity_words(self.denominator, labels)
        if self.complement:
            part = Text("({b} − {a})", "({b} − {a})", {"a": part, "b": whole})
        values = {"a": part, "b": whole, "max": Number(max_points)}
        words = [Text("{a} ÷ {b} × {max}", "{a} ÷ {b} × {max}", values)]
        if self.floor is not None:
            floor = {"floor": share_text(self.floor)}
            words.append(Text("dưới {floor} %: 0", "below {floor} %: 0", floor))
        for year, target in (self.target or {}).items():
            goal = {"target": share_text(target), "year": "" if year == "0" else f" ({year})"}
            words.append(
                Text("đủ điểm từ {target} %{year}", "full marks from {target} %{year}", goal)
            )
        if self.on_zero is not None:
            words.append(_ON_ZERO[self.on_zero])
        return joined(words, "; ")

    def quantities(self) -> Iterator[Quantity]:
        """Numerator and denominator."""
        yield self.numerator
        yield self.denominator

    def attainable(self, max_points: Fraction) -> Fraction:
        """The maximum, unless every target or the floor lies above 100 %."""
        if self.floor is not None and self.floor > 1:
            return Fraction(0)
        if self.target is None:
            return max_points
        return max_points * min(Fraction(1), 1 / min(self.target.values()))

    def doubts(self, sheet: Sheet) -> Iterator[Problem]:
        """A numerator above its denominator, where that is impossible."""
        try:
            numerator = measure(self.numerator, sheet)
            denominator = measure(self.denominator, sheet)
        except (NotAnswered, NeedsBlock, NoValue):
            return
        if self._is_impossible(numerator, denominator):
            yield Problem("numerator-above-denominator", _above(numerator, denominator))

    def _is_impossible(self, numerator: Fraction, denominator: Fraction) -> bool:
        return numerator > denominator and not self.may_exceed


def _above(numerator: Fraction, denominator: Fraction) -> Text:
    return Text(
        "tử số {a} lớn hơn mẫu số {b}",
        "numerator {a} is larger than denominator {b}",
        {"a": Number(numerator), "b": Number(denominator)},
    )
