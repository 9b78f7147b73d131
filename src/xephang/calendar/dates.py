"""Dates of a regulation: day and month, in the assessment year or one beside it."""

from __future__ import annotations

import datetime
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated, Any

from pydantic import BeforeValidator, PlainSerializer, WithJsonSchema

from xephang.texts import Language, Text

HANOI = datetime.timezone(datetime.timedelta(hours=7), "Asia/Ho_Chi_Minh")
"""The law's time. A fixed offset: Viet Nam has kept UTC+7 without summer time since
1975, and a verdict must not depend on the machine's time zone data."""

_RELATIVE = re.compile(r"(\d{1,2})/(\d{1,2})/Y(?:([+-])(\d))?")


@dataclass(frozen=True, slots=True)
class RelativeDate:
    """`25/09/Y`, `01/09/Y-1`: a date once the assessment year is known."""

    day: int
    month: int
    year_offset: int = 0

    def in_year(self, year: int) -> datetime.date:
        """The date for assessment year `year`. 29 February falls back to the 28th."""
        actual = year + self.year_offset
        try:
            return datetime.date(actual, self.month, self.day)
        except ValueError:
            return datetime.date(actual, self.month, 28)

    def bound_in_year(self, year: int) -> datetime.date:
        """The date as a bound that is itself excluded: 29 February moves on to 1 March.

        "Before 29 February" takes no day away from a common year.
        """
        date = self.in_year(year)
        return date if date.day == self.day else date + datetime.timedelta(days=1)

    def __str__(self) -> str:
        """The form in which it is written in a regulation file."""
        offset = f"{self.year_offset:+d}" if self.year_offset else ""
        return f"{self.day:02d}/{self.month:02d}/Y{offset}"


def parse_relative(text: str) -> RelativeDate:
    """Read `dd/mm/Y`, `dd/mm/Y-1`, `dd/mm/Y+1`. Raises `ValueError`."""
    match = _RELATIVE.fullmatch(text.strip())
    if match is None:
        raise ValueError("a date is written as 25/09/Y, 01/09/Y-1 or 15/01/Y+1")
    day, month = int(match[1]), int(match[2])
    datetime.date(2020, month, day)  # a leap year: raises on a day that never exists
    offset = int(match[4] or 0) * (-1 if match[3] == "-" else 1)
    return RelativeDate(day, month, offset)


def _read(given: Any) -> RelativeDate:
    return given if isinstance(given, RelativeDate) else parse_relative(str(given))


DateField = Annotated[
    RelativeDate,
    BeforeValidator(_read),
    PlainSerializer(str, return_type=str),
    WithJsonSchema({"type": "string", "pattern": r"^\d{1,2}/\d{1,2}/Y([+-]\d)?$"}),
]


@dataclass(frozen=True, slots=True)
class Day:
    """A day to be shown to a person."""

    date: datetime.date

    def show(self, language: Language) -> str:
        """`25/09/2020` in Vietnamese, `25 September 2020` in English."""
        if language == "vi":
            return self.date.strftime("%d/%m/%Y")
        return f"{self.date.day} {_MONTHS[self.date.month - 1]} {self.date.year}"


@dataclass(frozen=True, slots=True)
class Weekday:
    """A day to be shown with the day of the week it falls on."""

    date: datetime.date

    def show(self, language: Language) -> str:
        """`Chủ nhật 15/09/2019` in Vietnamese, `Sunday 15 September 2019` in English."""
        return f"{_WEEKDAYS[language][self.date.weekday()]} {Day(self.date).show(language)}"


@dataclass(frozen=True, slots=True)
class Moment:
    """A moment to be shown in the law's time. The first of a day reads as 24:00 before."""

    at: datetime.datetime

    def show(self, language: Language) -> str:
        """`24:00 ngày 20/09/2019`, `24:00 on 20 September 2019`."""
        local = self.at.astimezone(HANOI)
        if local.time() == datetime.time(0):
            day = Day(local.date() - datetime.timedelta(days=1)).show(language)
            clock = "24:00"
        else:
            day = Day(local.date()).show(language)
            clock = local.strftime("%H:%M:%S")
            if local.microsecond:
                clock += f".{local.microsecond:06d}"
        return f"{clock} ngày {day}" if language == "vi" else f"{clock} on {day}"


@dataclass(frozen=True, slots=True)
class Arrival:
    """When a form came: a moment in the law's time, or only the day of its stamp."""

    at: datetime.datetime | datetime.date

    def show(self, language: Language) -> str:
        """`lúc 09:30:00 ngày 01/10/2020` or `ngày 01/10/2020`; in English `at …`, `on …`."""
        if not isinstance(self.at, datetime.datetime):
            day = Day(self.at).show(language)
            return f"ngày {day}" if language == "vi" else f"on {day}"
        local = self.at.astimezone(HANOI)
        clock = local.strftime("%H:%M:%S") + (f".{local:%f}" if local.microsecond else "")
        day = Day(local.date()).show(language)
        return f"lúc {clock} ngày {day}" if language == "vi" else f"at {clock} on {day}"


_WEEKDAYS: dict[Language, tuple[str, ...]] = {
    "vi": ("Thứ Hai", "Thứ Ba", "Thứ Tư", "Thứ Năm", "Thứ Sáu", "Thứ Bảy", "Chủ nhật"),
    "en": ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"),
}
_MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)


@dataclass(frozen=True, slots=True)
class _Sentences:
    """Several sentences to be shown as one."""

    parts: tuple[Text, ...]

    def show(self, language: Language) -> str:
        """The sentences in `language`, one behind the other."""
        return "; ".join(each.show(language) for each in self.parts)


def joined(parts: Sequence[Text]) -> Text:
    """Several sentences as one."""
    if len(parts) == 1:
        return parts[0]
    return Text("{parts}", "{parts}", {"parts": _Sentences(tuple(parts))})


def start_of(date: datetime.date) -> datetime.datetime:
    """00:00 of the date in Asia/Ho_Chi_Minh."""
    return datetime.datetime.combine(date, datetime.time(0), HANOI)


def end_of(date: datetime.date) -> datetime.datetime:
    """24:00 of the date in Asia/Ho_Chi_Minh."""
    return start_of(date + datetime.timedelta(days=1))
