"""Đại lượng: the measured numbers that rules score, written as data, never as expressions.

A quantity is an input's id (`staff`, or `general/staff` of another criterion), or one
operation with its key: `{sum: [a, b]}`, `{weighted: {fibre: "2", copper: "1"}}`,
`{count: documents, where: {signed: yes}}` and so on. They nest.
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import Annotated, Any, Literal

from pydantic import Discriminator, Field, Tag

from xephang.points import Exact, parse_number
from xephang.rules.base import NotAnswered, NoValue, Row, Sheet
from xephang.texts import Model, Text


class Operation(Model):
    """One operation on other quantities or on rows."""

    def measure(self, sheet: Sheet) -> Fraction:
        """The value for the unit on `sheet`. Raises as `Rule.award` does."""
        raise NotImplementedError

    def operands(self) -> Iterator[Quantity]:
        """The quantities below this one."""
        return iter(())


class Constant(Operation):
    """A number of the regulation itself."""

    constant: Exact

    def measure(self, sheet: Sheet) -> Fraction:
        return self.constant


class Sum(Operation):
    """a + b + …"""

    sum: Annotated[list[Quantity], Field(min_length=1)]

    def measure(self, sheet: Sheet) -> Fraction:
        return sum((measure(item, sheet) for item in self.sum), Fraction(0))

    def operands(self) -> Iterator[Quantity]:
        yield from self.sum


class Difference(Operation):
    """a - b"""

    difference: Annotated[list[Quantity], Field(min_length=2, max_length=2)]

    def measure(self, sheet: Sheet) -> Fraction:
        return measure(self.difference[0], sheet) - measure(self.difference[1], sheet)

    def operands(self) -> Iterator[Quantity]:
        yield from self.difference


class Product(Operation):
    """a × b × …"""

    product: Annotated[list[Quantity], Field(min_length=1)]

    def measure(self, sheet: Sheet) -> Fraction:
        result = Fraction(1)
        for item in self.product:
            result *= measure(item, sheet)
        return result

    def operands(self) -> Iterator[Quantity]:
        yield from self.product


class Quotient(Operation):
    """a ÷ b; `on_zero` says what a zero divisor gives."""

    quotient: Annotated[list[Quantity], Field(min_length=2, max_length=2)]
    on_zero: Literal["not_applicable", "zero"] | None = None

    def measure(self, sheet: Sheet) -> Fraction:
        dividend, divisor = (measure(item, sheet) for item in self.quotient)
        if divisor == 0:
            if self.on_zero == "zero":
                return Fraction(0)
            raise NoValue(Text("số chia bằng 0", "the divisor is zero"))
        return dividend / divisor

    def operands(self) -> Iterator[Quantity]:
        yield from self.quotient


class Least(Operation):
    """The smallest of several."""

    least: Annotated[list[Quantity], Field(min_length=1)]

    def measure(self, sheet: Sheet) -> Fraction:
        return min(measure(item, sheet) for item in self.least)

    def operands(self) -> Iterator[Quantity]:
        yield from self.least


class Greatest(Operation):
    """The largest of several."""

    greatest: Annotated[list[Quantity], Field(min_length=1)]

    def measure(self, sheet: Sheet) -> Fraction:
        return max(measure(item, sheet) for item in self.greatest)

    def operands(self) -> Iterator[Quantity]:
        yield from self.greatest


class Weighted(Operation):
    """Quy đổi: inputs of several kinds, each times its coefficient, added up (F16)."""

    weighted: Annotated[dict[str, Exact], Field(min_length=1)]

    def measure(self, sheet: Sheet) -> Fraction:
        return sum(
            (sheet.number(name) * coefficient for name, coefficient in self.weighted.items()),
            Fraction(0),
        )

    def operands(self) -> Iterator[Quantity]:
        yield from self.weighted


class RowOperation(Operation):
    """An operation on the rows of a repeating answer, all or those that match `where`."""

    where: dict[str, str] = {}

    @property
    def rows_of(self) -> str:
        """The reference of the repeating input."""
        raise NotImplementedError

    @property
    def fields(self) -> tuple[str, ...]:
        """The row fields that the operation reads."""
        return tuple(self.where)

    def matching(self, sheet: Sheet) -> list[Row]:
        """The rows whose fields equal those of `where`."""
        return [
            row
            for row in sheet.rows(self.rows_of)
            if all(row.get(name) == value for name, value in self.where.items())
        ]


class Count(RowOperation):
    """How many rows (F17, F26): `{count: documents, where: {signed: yes}}`."""

    count: str

    @property
    def rows_of(self) -> str:
        """The reference of the repeating input."""
        return self.count

    def measure(self, sheet: Sheet) -> Fraction:
        return Fraction(len(self.matching(sheet)))


class Total(RowOperation):
    """A number field added up over rows."""

    total: str
    field: str

    @property
    def rows_of(self) -> str:
        """The reference of the repeating input."""
        return self.total

    @property
    def fields(self) -> tuple[str, ...]:
        """The row fields that the operation reads."""
        return (*self.where, self.field)

    def measure(self, sheet: Sheet) -> Fraction:
        return sum(_column(self.matching(sheet), self.field, self.rows_of), Fraction(0))


class Mean(RowOperation):
    """A number field averaged over rows, such as the scores of council members (F21)."""

    mean: str
    field: str

    @property
    def rows_of(self) -> str:
        """The reference of the repeating input."""
        return self.mean

    @property
    def fields(self) -> tuple[str, ...]:
        """The row fields that the operation reads."""
        return (*self.where, self.field)

    def measure(self, sheet: Sheet) -> Fraction:
        values = _column(self.matching(sheet), self.field, self.rows_of)
        if not values:
            raise NotAnswered(self.rows_of)
        return sum(values, Fraction(0)) / len(values)


def _column(rows: list[Row], field: str, reference: str) -> list[Fraction]:
    if any(field not in row for row in rows):
        raise NotAnswered(f"{reference}.{field}")
    return [parse_number(row[field]) for row in rows]


class PreviousYear(Operation):
    """The same input as answered the year before (F29)."""

    previous_year: str

    def measure(self, sheet: Sheet) -> Fraction:
        return sheet.previous(self.previous_year)


class Relatives(Model):
    """What to take from related units and how to combine it.

    `take` is `share` (points ÷ applicable maximum) or `points` of node `of`
    (default: the whole form), or `input` with `of` naming `criterion/input`.
    `share_at_least` gives the share of those units that reach `at_least`.
    """

    take: Literal["share", "points", "input"] = "share"
    of: str | None = None
    combine: Literal["mean", "sum", "least", "greatest", "share_at_least", "count"] = "mean"
    at_least: Exact | None = None


class Children(Relatives):
    """The units directly below (G11), of `groups` or of any group."""

    groups: list[str] = []


class Predecessors(Relatives):
    """The units that this one succeeded after a merger or split (G12)."""


class OverChildren(Operation):
    """A figure over the units directly below (G11)."""

    children: Children

    def measure(self, sheet: Sheet) -> Fraction:
        return _combine(sheet.children(self.children), self.children)


class OverPredecessors(Operation):
    """A figure over the units before a reorganisation (G12)."""

    predecessors: Predecessors

    def measure(self, sheet: Sheet) -> Fraction:
        return _combine(sheet.predecessors(self.predecessors), self.predecessors)


def _combine(values: list[Fraction], wanted: Relatives) -> Fraction:
    if wanted.combine == "count":
        return Fraction(len(values))
    if not values:
        raise NoValue(Text("không có đơn vị nào để tính", "there is no unit to take it from"))
    total = sum(values, Fraction(0))
    if wanted.combine == "sum":
        return total
    if wanted.combine == "mean":
        return total / len(values)
    if wanted.combine == "least":
        return min(values)
    if wanted.combine == "greatest":
        return max(values)
    threshold = wanted.at_least or Fraction(0)
    return Fraction(sum(value >= threshold for value in values), len(values))


class PointsOf(Operation):
    """The points of another criterion of the same form (F30)."""

    points_of: str

    def measure(self, sheet: Sheet) -> Fraction:
        return sheet.node(self.points_of).points


_OPERATIONS: dict[str, type[Operation]] = {
    "constant": Constant,
    "sum": Sum,
    "difference": Difference,
    "product": Product,
    "quotient": Quotient,
    "least": Least,
    "greatest": Greatest,
    "weighted": Weighted,
    "count": Count,
    "total": Total,
    "mean": Mean,
    "previous_year": PreviousYear,
    "children": OverChildren,
    "predecessors": OverPredecessors,
    "points_of": PointsOf,
}


def _which(given: Any) -> str | None:
    """The operation's key: pydantic then validates against that one alone."""
    if isinstance(given, str):
        return "input"
    if isinstance(given, dict):
        return next((key for key in given if key in _OPERATIONS), None)
    return next((key for key, kind in _OPERATIONS.items() if type(given) is kind), None)


Quantity = Annotated[
    Annotated[str, Tag("input")]
    | Annotated[Constant, Tag("constant")]
    | Annotated[Sum, Tag("sum")]
    | Annotated[Difference, Tag("difference")]
    | Annotated[Product, Tag("product")]
    | Annotated[Quotient, Tag("quotient")]
    | Annotated[Least, Tag("least")]
    | Annotated[Greatest, Tag("greatest")]
    | Annotated[Weighted, Tag("weighted")]
    | Annotated[Count, Tag("count")]
    | Annotated[Total, Tag("total")]
    | Annotated[Mean, Tag("mean")]
    | Annotated[PreviousYear, Tag("previous_year")]
    | Annotated[OverChildren, Tag("children")]
    | Annotated[OverPredecessors, Tag("predecessors")]
    | Annotated[PointsOf, Tag("points_of")],
    Discriminator(_which),
]

for _operation in _OPERATIONS.values():
    _operation.model_rebuild()


def measure(quantity: Quantity, sheet: Sheet) -> Fraction:
    """The exact value of a quantity for the unit on `sheet`.

    Raises `NotAnswered`, `NeedsBlock` or `NoValue`.
    """
    if isinstance(quantity, str):
        return sheet.number(quantity)
    return quantity.measure(sheet)


def walk(quantity: Quantity) -> Iterator[Quantity]:
    """The quantity and everything below it."""
    yield quantity
    if not isinstance(quantity, str):
        for operand in quantity.operands():
            yield from walk(operand)


def needs_block(quantity: Quantity) -> bool:
    """True if measuring it looks at other units."""
    return any(isinstance(part, (OverChildren, OverPredecessors)) for part in walk(quantity))
