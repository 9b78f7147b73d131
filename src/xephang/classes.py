"""Xếp loại, mức: from exact points to a class, with how far it is to the next one."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Annotated, Literal

from pydantic import Field

from xephang.points import Exact, Number, exact_text
from xephang.texts import Model, NameField, Text

BandStatus = Literal["classed", "below_lowest", "in_gap"]


class ResultClass(Model):
    """Một loại hoặc mức: the conditions that all must hold.

    `at_least`, with `below` or `at_most` where the text writes an upper bound, is
    about the index of the scheme; `minima` about single sections, in points.
    """

    id: str
    name: NameField
    at_least: Exact | None = None
    below: Exact | None = None
    at_most: Exact | None = None
    minima: dict[str, Exact] = {}
    cite: str = ""

    def covers(self, value: Fraction) -> bool:
        """True if `value` lies within the bounds on the index."""
        return (
            (self.at_least is None or value >= self.at_least)
            and (self.below is None or value < self.below)
            and (self.at_most is None or value <= self.at_most)
        )


class ClassScheme(Model):
    """Quy định xếp loại: classes from the highest to the lowest.

    A unit gets the highest class whose conditions all hold: a band on the index
    (`of: points` or `of: percent` of the applicable maximum), minima that every
    section must reach (`minima`), or both.
    """

    id: str = "class"
    groups: list[str] = []
    index: str = "total"
    of: Literal["points", "percent"] = "points"
    classes: Annotated[list[ResultClass], Field(min_length=1)]
    cite: str = ""
    assumed: bool = False

    def applies_to(self, group: str) -> bool:
        """True if the scheme is for that target group."""
        return not self.groups or group in self.groups

    @property
    def sections(self) -> tuple[str, ...]:
        """Ids of the sections that have a minimum, each once."""
        return tuple(dict.fromkeys(section for each in self.classes for section in each.minima))

    @property
    def is_open_below(self) -> bool:
        """True if the lowest class has no lower condition: then nobody falls below it."""
        lowest = self.classes[-1]
        return lowest.at_least is None and not any(lowest.minima.values())


def shows_alike(classes: Iterable[ResultClass], value: Fraction, shown: Fraction) -> bool:
    """True if a shown decimal lies in the bands of the classes that its exact value lies in.

    A value that lies on a threshold such as 1/3 has no decimal on the right side of it,
    however long: its text then stands for the threshold as well.
    """
    return all(
        each.covers(value) == each.covers(shown)
        or ("/" in exact_text(value) and value in (each.at_least, each.below, each.at_most))
        for each in classes
    )


@dataclass(frozen=True, slots=True)
class Shortfall:
    """What is missing for a class, in one place: `section` is None for the index."""

    section: str | None
    has: Fraction
    needs: Fraction

    @property
    def gap(self) -> Fraction:
        """How many points (or per cent) are missing."""
        return self.needs - self.has


@dataclass(frozen=True, slots=True)
class Classification:
    """The class of one unit, and what kept it from the next one up."""

    status: BandStatus
    class_id: str | None
    reason: Text
    citation: str
    next_class: str | None = None
    shortfalls: tuple[Shortfall, ...] = ()


def classify(
    scheme: ClassScheme, value: Fraction, sections: Mapping[str, Fraction]
) -> Classification:
    """The class for exact index `value` and exact section points.

    `sections` holds the points of every section that has a minimum. Between two
    bands (84,5 where the text ends at 84 and starts again at 85) no class holds:
    `in_gap`, for a person.
    """
    for position, candidate in enumerate(scheme.classes):
        missing = shortfalls(candidate, value, sections)
        if not missing and candidate.covers(value):
            next_up = scheme.classes[position - 1] if position else None
            return Classification(
                status="classed",
                class_id=candidate.id,
                reason=_reason(scheme, candidate, value),
                citation=candidate.cite or scheme.cite,
                next_class=next_up.id if next_up else None,
                shortfalls=shortfalls(next_up, value, sections) if next_up else (),
            )
    lowest = scheme.classes[-1]
    missing = shortfalls(lowest, value, sections)
    if missing:
        return Classification(
            status="below_lowest",
            class_id=None,
            reason=Text(
                "dưới mức thấp nhất “{name}”: không xếp hạng",
                "below the lowest class “{name}”: not ranked",
                {"name": lowest.name},
            ),
            citation=lowest.cite or scheme.cite,
            next_class=lowest.id,
            shortfalls=missing,
        )
    return Classification(
        status="in_gap",
        class_id=None,
        reason=Text(
            "{value} không thuộc mức nào: quy định để hở khoảng này",
            "{value} lies in no class: the regulation leaves this gap open",
            {"value": Number(value)},
        ),
        citation=scheme.cite,
    )


def shortfalls(
    wanted: ResultClass, value: Fraction, sections: Mapping[str, Fraction]
) -> tuple[Shortfall, ...]:
    """Every lower condition of `wanted` that does not hold."""
    missing = []
    if wanted.at_least is not None and value < wanted.at_least:
        missing.append(Shortfall(None, value, wanted.at_least))
    for section, minimum in wanted.minima.items():
        if sections[section] < minimum:
            missing.append(Shortfall(section, sections[section], minimum))
    return tuple(missing)


def _reason(scheme: ClassScheme, found: ResultClass, value: Fraction) -> Text:
    values = {"name": found.name, "value": Number(value)}
    if found.minima and found.at_least is None:
        return Text(
            "mọi nhóm tiêu chí đạt điểm tối thiểu của “{name}”",
            "every section reaches the minimum of “{name}”",
            values,
        )
    if found.minima:
        return Text(
            "{value} và điểm từng nhóm tiêu chí đạt “{name}”",
            "{value} and every section's points reach “{name}”",
            values,
        )
    if scheme.of == "percent":
        return Text("{value} % đạt “{name}”", "{value} % reaches “{name}”", values)
    return Text("{value} điểm đạt “{name}”", "{value} points reach “{name}”", values)
