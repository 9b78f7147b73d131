"""`table`: a count is looked up in a table (F8)."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import Annotated, Literal

from pydantic import Field

from xephang.points import Exact, Number
from xephang.rules.base import Award, Rule, Sheet, clamp
from xephang.rules.choice import Worth, worth
from xephang.rules.quantities import Quantity, measure
from xephang.rules.words import Labels, joined, quantity_words
from xephang.texts import Model, Text


class TableRow(Model):
    """One row of a count table."""

    count: Exact
    points: Worth


class TableRule(Rule):
    """Bảng đếm: 4 meetings 20 points, 3 meetings 15, …

    `match: at_least` takes the row with the largest count not above the value;
    `match: exact` only the row that is hit, so that five meetings may give nothing
    (F8 read literally; the linter warns).
    """

    kind: Literal["table"]
    of: Quantity
    match: Literal["at_least", "exact"]
    rows: Annotated[list[TableRow], Field(min_length=1)]
    else_points: Worth = Fraction(0)

    def row_for(self, value: Fraction) -> TableRow | None:
        """The row that decides for `value`, or None."""
        if self.match == "exact":
            return next((row for row in self.rows if row.count == value), None)
        reached = [row for row in self.rows if row.count <= value]
        return max(reached, key=lambda row: row.count, default=None)

    def award(self, sheet: Sheet, max_points: Fraction) -> Award:
        """The points of the row that the value hits or reaches."""
        value = measure(self.of, sheet)
        row = self.row_for(value)
        given = self.else_points if row is None else row.points
        points = clamp(worth(given, max_points), Fraction(0), max_points)
        reason = Text(
            "số lượng {value}: {points} điểm theo bảng",
            "count {value}: {points} points by the table",
            {"value": Number(value), "points": Number(points)},
        )
        return Award(points, reason)

    def in_words(self, max_points: Fraction, labels: Labels) -> Text:
        """Every row with its points."""
        sign = "≥" if self.match == "at_least" else "="
        rows = [
            Text(
                "{sign} {count}: {points}",
                "{sign} {count}: {points}",
                {
                    "sign": sign,
                    "count": Number(row.count),
                    "points": Number(worth(row.points, max_points)),
                },
            )
            for row in self.rows
        ]
        values = {
            "of": quantity_words(self.of, labels),
            "rows": joined(rows, "; "),
            "other": Number(worth(self.else_points, max_points)),
        }
        return Text("{of}: {rows}; còn lại: {other}", "{of}: {rows}; else: {other}", values)

    def quantities(self) -> Iterator[Quantity]:
        """The count that is looked up."""
        yield self.of

    def attainable(self, max_points: Fraction) -> Fraction:
        """The points of the best row."""
        given = [row.points for row in self.rows] + [self.else_points]
        return max(worth(each, max_points) for each in given)
