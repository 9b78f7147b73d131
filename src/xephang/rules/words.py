"""Diễn giải: quantities and conditions said in words, for the form that people read."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Protocol

from xephang.points import Number
from xephang.rules import quantities as q
from xephang.rules.conditions import Condition
from xephang.texts import Name, Text


class Labels(Protocol):
    """Names that the form gives to inputs and their options."""

    def __call__(self, reference: str, option: str | None = None) -> Name | Text:
        """The label of an input, or of one of its options."""


def joined(parts: Sequence[Any], separator: str) -> Text:
    """Several things to show, set apart by a separator that holds no braces."""
    template = separator.join(f"{{p{position}}}" for position in range(len(parts)))
    return Text(template, template, {f"p{position}": each for position, each in enumerate(parts)})


def quantity_words(quantity: q.Quantity, labels: Labels) -> Any:
    """A quantity in words: labels of inputs, and the signs of school arithmetic."""
    if isinstance(quantity, str):
        return labels(quantity)
    for kind, sign in _SIGNS.items():
        if isinstance(quantity, kind):
            parts = [quantity_words(each, labels) for each in quantity.operands()]
            return Text("({all})", "({all})", {"all": joined(parts, sign)})
    if isinstance(quantity, q.Constant):
        return Number(quantity.constant)
    if isinstance(quantity, q.Weighted):
        terms = [
            Text("{c} × {n}", "{c} × {n}", {"c": Number(coefficient), "n": labels(name)})
            for name, coefficient in quantity.weighted.items()
        ]
        return Text("({all})", "({all})", {"all": joined(terms, " + ")})
    if isinstance(quantity, (q.Least, q.Greatest)):
        parts = [quantity_words(each, labels) for each in quantity.operands()]
        values = {"all": joined(parts, "; ")}
        if isinstance(quantity, q.Least):
            return Text("số nhỏ nhất của ({all})", "the smallest of ({all})", values)
        return Text("số lớn nhất của ({all})", "the largest of ({all})", values)
    return _rows_or_units(quantity, labels)


_SIGNS: dict[type[q.Operation], str] = {
    q.Sum: " + ",
    q.Difference: " − ",
    q.Product: " × ",
    q.Quotient: " ÷ ",
}


def _rows_or_units(quantity: q.Operation, labels: Labels) -> Text:
    """Quantities over rows, last year, other criteria or other units."""
    if isinstance(quantity, q.RowOperation):
        rows = quantity.rows_of
        tests = [
            Text(
                "{column} = {value}",
                "{column} = {value}",
                {"column": labels(f"{rows}[{name}]"), "value": labels(f"{rows}[{name}]", value)},
            )
            for name, value in quantity.where.items()
        ]
        where = Text(" ({tests})", " ({tests})", {"tests": joined(tests, ", ")})
        field = "" if isinstance(quantity, q.Count) else labels(f"{rows}[{quantity.fields[-1]}]")
        values = {"rows": labels(rows), "where": where if tests else "", "field": field}
        if isinstance(quantity, q.Count):
            return Text("số dòng của {rows}{where}", "number of rows of {rows}{where}", values)
        if isinstance(quantity, q.Mean):
            return Text(
                "trung bình {field} của {rows}{where}", "mean {field} of {rows}{where}", values
            )
        return Text("tổng {field} của {rows}{where}", "total {field} of {rows}{where}", values)
    if isinstance(quantity, q.PreviousYear):
        values = {"name": labels(quantity.previous_year)}
        return Text("{name} của năm trước", "{name} of the year before", values)
    if isinstance(quantity, q.PointsOf):
        return Text("điểm của {id}", "points of {id}", {"id": quantity.points_of})
    if isinstance(quantity, q.OverChildren):
        return Text("kết quả của các đơn vị trực thuộc", "the results of the units below")
    return Text("kết quả của các đơn vị trước sắp xếp", "the results of the units before")


def condition_words(condition: Condition, labels: Labels) -> Text:
    """A condition in words."""
    if condition.input is not None:
        values: dict[str, Any] = {
            "name": labels(condition.input),
            "option": labels(condition.input, condition.equals),
        }
        return Text("nếu {name} là “{option}”", "if {name} is “{option}”", values)
    assert condition.quantity is not None
    assert condition.at_least is not None
    values = {
        "name": quantity_words(condition.quantity, labels),
        "least": Number(condition.at_least),
    }
    return Text("nếu {name} từ {least} trở lên", "if {name} is at least {least}", values)
