"""Cách hiểu khác: the last accepted moments by every other reading of a text.

A verdict is doubtful only where one of these would decide otherwise. The readings:
the unit of a grace that the text does not name; what the regulation file writes down
as another reading; a term in calendar days that ends on a day of rest (Civil Code
2015, article 148); working days that are not settled.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from dataclasses import dataclass

from xephang.calendar.dates import Day, end_of
from xephang.calendar.model import Grace, GraceUnit, Milestone
from xephang.calendar.working_days import WorkingCalendar
from xephang.texts import Text


@dataclass(frozen=True, slots=True)
class Limit:
    """One reading of the text: the last day on which a form is accepted, and why."""

    last_day: datetime.date
    why: Text

    @property
    def moment(self) -> datetime.datetime:
        """The first moment that is no longer accepted."""
        return end_of(self.last_day)

    def as_text(self) -> Text:
        """The reason, with the day to which this reading leads."""
        return Text(
            "{why} (đến hết ngày {day})",
            "{why} (to the end of {day})",
            {"why": self.why, "day": Day(self.last_day)},
        )


UNIT_OPEN = Text(
    "văn bản không nói là ngày hay ngày làm việc", "the text does not say days or working days"
)
ENDS_ON_REST_DAY = Text(
    "ngày cuối là ngày nghỉ, thời hạn có thể kéo dài đến ngày làm việc kế tiếp "
    "(Bộ luật Dân sự 2015, Điều 148)",
    "the last day is a day of rest: the term may run to the next working day "
    "(Civil Code 2015, article 148)",
)
SWAPS_UNKNOWN = Text(
    "chưa có lịch hoán đổi ngày làm việc chính thức của năm này",
    "the official swaps of that year are not in the table",
)
DAY_UNSETTLED = Text(
    "có ngày chưa rõ là ngày làm việc hay ngày nghỉ",
    "it is not settled whether a day counted is worked or a holiday",
)
COUNTED_FROM_LAST_DAY = Text(
    "số ngày trễ có thể tính từ ngày cuối còn trong hạn",
    "the grace may be counted from the last day in time",
)


def grace_end(
    named: datetime.date, days: int, unit: GraceUnit, calendar: WorkingCalendar
) -> datetime.date:
    """The last day of a grace: the n-th day, or working day, after the day named."""
    if unit == "working_days":
        return calendar.add(named, days)
    return named + datetime.timedelta(days=days)


def other_limits(
    milestone: Milestone,
    named: datetime.date,
    last_in_time: datetime.date,
    calendar: WorkingCalendar,
    *,
    is_extended: bool,
) -> list[Limit]:
    """Where each other reading ends; for a deadline beyond which a unit is not assessed.

    `named` is the day from which grace is counted, `last_in_time` the last day that is
    still on time.
    """
    grace = milestone.grace
    if grace is None:
        return list(_rest_day(last_in_time, calendar))
    limits = list(_around(named, grace.days, _unit(grace), calendar))
    if grace.unit is None or grace.assumed:
        other: GraceUnit = "days" if _unit(grace) == "working_days" else "working_days"
        limits += _read_as(named, grace.days, other, calendar, UNIT_OPEN)
    for reading in grace.readings:
        why = Text("{why}", "{why}", {"why": reading.why})
        limits += _read_as(named, reading.days, reading.unit, calendar, why)
    if is_extended and milestone.through is not None:
        # The text counts from a last day in time; acts are recorded as "before" a day.
        args = (last_in_time, grace.days, _unit(grace), calendar)
        limits += _read_as(*args, COUNTED_FROM_LAST_DAY)
    return limits


def _unit(grace: Grace) -> GraceUnit:
    return grace.unit or "days"


def _read_as(
    named: datetime.date, days: int, unit: GraceUnit, calendar: WorkingCalendar, why: Text
) -> Iterator[Limit]:
    yield Limit(grace_end(named, days, unit, calendar), why)
    yield from _around(named, days, unit, calendar)


def _around(
    named: datetime.date, days: int, unit: GraceUnit, calendar: WorkingCalendar
) -> Iterator[Limit]:
    """What may move the end of one reading."""
    if unit == "days":
        yield from _rest_day(grace_end(named, days, unit, calendar), calendar)
        return
    earliest, latest = calendar.possible_ends(named, days)
    if earliest != latest:
        known = calendar.knows_between(named, latest)
        why = DAY_UNSETTLED if known else SWAPS_UNKNOWN
        yield Limit(earliest, why)
        yield Limit(latest, why)


def _rest_day(last: datetime.date, calendar: WorkingCalendar) -> Iterator[Limit]:
    """A term in calendar days whose last day is, or may turn out to be, a day of rest."""
    worked = calendar.next_working_day(last)
    if worked != last:
        yield Limit(worked, ENDS_ON_REST_DAY)
    latest = calendar.latest_next_working_day(last)
    if latest != worked:
        yield Limit(latest, SWAPS_UNKNOWN)
