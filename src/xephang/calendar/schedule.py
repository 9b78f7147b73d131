"""Lịch: a regulation's dates in one year, and what is remarkable about them."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from dataclasses import dataclass

from xephang.calendar.dates import Day, Weekday, end_of, joined
from xephang.calendar.lateness import other_readings, terms
from xephang.calendar.model import AfterMilestone, Calendar, Milestone, Window
from xephang.calendar.working_days import OFFICIAL, WorkingCalendar
from xephang.texts import Name, Text

CHAIN = ("launch", "submission", "synthesis", "appraisal", "report", "publication")
"""The order in which milestones follow one another."""


@dataclass(frozen=True, slots=True)
class ScheduleRow:
    """One line of a year's calendar. Moments are first moments no longer in time.

    `last_accepted` is None where the text names no consequence of being late.
    """

    id: str
    name: Name
    start: datetime.date | None
    deadline: datetime.datetime | None
    last_accepted: datetime.datetime | None
    groups: tuple[str, ...]
    note: Text | None
    citation: str


@dataclass(frozen=True, slots=True)
class DateFinding:
    """Something remarkable about the dates: a stable kind, the milestone, what it is."""

    kind: str
    milestone: str
    message: Text


def schedule(
    calendar: Calendar, year: int, working: WorkingCalendar = OFFICIAL
) -> list[ScheduleRow]:
    """The data window and every milestone of a regulation in assessment year `year`."""
    rows = []
    if calendar.data_window is not None:
        rows.append(_window_row("data_window", DATA_WINDOW, calendar.data_window, year))
    if calendar.exercise is not None:
        rows.append(_window_row("exercise", EXERCISE, calendar.exercise, year))
    rows += [_row(each, calendar, year, working) for each in calendar.milestones]
    return rows


DATA_WINDOW = Name(vi="Kỳ số liệu", en="Data window")
EXERCISE = Name(vi="Thời gian thực hiện cả đợt", en="Span of the whole exercise")


def _window_row(row_id: str, name: Name, window: Window, year: int) -> ScheduleRow:
    start = window.start.in_year(year) if window.start else None
    end = end_of(window.through.in_year(year))
    return ScheduleRow(row_id, name, start, end, None, (), None, window.cite)


def _row(
    milestone: Milestone, calendar: Calendar, year: int, working: WorkingCalendar
) -> ScheduleRow:
    start, deadline, last = None, None, None
    notes: list[Text] = []
    if milestone.after is not None:
        end, said = _term(milestone.after, calendar, year, working)
        deadline = end_of(end) if end is not None else None
        notes.append(said)
    elif milestone.within is not None:
        first = milestone.within.start
        start = first.in_year(year) if first else None
        deadline = end_of(milestone.within.through.in_year(year))
    else:
        found = terms(milestone, year, calendar=working)
        deadline = found.deadline
        # Where lateness has no consequence there is no last moment: forms are still taken.
        last = found.last_accepted if milestone.late == "not_assessed" else None
        notes += [each.message for each in _rest_days(milestone, year, working)]
        notes += [each.as_text() for each in other_readings(milestone, year, calendar=working)]
    return ScheduleRow(
        milestone.id,
        milestone.name,
        start,
        deadline,
        last,
        tuple(milestone.groups),
        joined(notes) if notes else None,
        milestone.cite,
    )


def _term(
    after: AfterMilestone, calendar: Calendar, year: int, working: WorkingCalendar
) -> tuple[datetime.date | None, Text]:
    """When a term ends that runs from another milestone, where that has a date; in words."""
    values: dict[str, object] = {"count": after.working_days}
    begun = next((each for each in calendar.milestones if each.id == after.milestone), None)
    if begun is None:
        return None, Text(
            "{count} ngày làm việc kể từ ngày phiếu được xác nhận là đầy đủ",
            "{count} working days from the day the form is declared complete",
            values,
        )
    said = Text(
        "{count} ngày làm việc kể từ mốc “{milestone}”",
        "{count} working days from milestone “{milestone}”",
        {**values, "milestone": begun.name},
    )
    named = begun.named_day(year)
    return (working.add(named, after.working_days) if named is not None else None), said


def date_findings(
    calendar: Calendar, year: int, working: WorkingCalendar = OFFICIAL
) -> Iterator[DateFinding]:
    """What a reader of the dates should know before they are signed, for one year."""
    for milestone in calendar.milestones:
        yield from _rest_days(milestone, year, working)
        grace = milestone.grace
        if grace is not None and (grace.unit is None or grace.assumed):
            yield DateFinding(
                "grace-unit-undeclared",
                milestone.id,
                Text(
                    "không nói {days} ngày là ngày hay ngày làm việc",
                    "it is not said whether {days} days are days or working days",
                    {"days": grace.days},
                ),
            )
        yield from _outside_exercise(calendar, milestone, year, working)
    yield from _out_of_order(calendar, year)


def _rest_days(milestone: Milestone, year: int, working: WorkingCalendar) -> Iterator[DateFinding]:
    """Days of rest on which something ends: the deadline, and what is counted from it."""
    named, last = milestone.named_day(year), milestone.last_day(year)
    if named is None or last is None or milestone.within is not None:
        return
    if not working.is_working_day(named):
        yield _rest_day(
            milestone, named, "hạn {day} là ngày nghỉ", "deadline {day} is a day of rest"
        )
    grace = milestone.grace
    if milestone.late != "not_assessed":
        return
    if grace is None and last != named and not working.is_working_day(last):
        yield _rest_day(
            milestone,
            last,
            "ngày cuối trong hạn, {day}, là ngày nghỉ",
            "the last day in time, {day}, is a day of rest",
        )
    if grace is not None and (grace.unit or "days") == "days":
        end = named + datetime.timedelta(days=grace.days)
        if not working.is_working_day(end):
            yield _rest_day(
                milestone,
                end,
                "thời gian trễ cho phép hết vào {day} là ngày nghỉ",
                "the grace ends on {day}, a day of rest",
            )


def _rest_day(milestone: Milestone, day: datetime.date, vi: str, en: str) -> DateFinding:
    return DateFinding("deadline-on-rest-day", milestone.id, Text(vi, en, {"day": Weekday(day)}))


def _outside_exercise(
    calendar: Calendar, milestone: Milestone, year: int, working: WorkingCalendar
) -> Iterator[DateFinding]:
    """A term that, begun on the day its milestone names, ends after the whole exercise."""
    if calendar.exercise is None:
        return
    end = calendar.exercise.through.in_year(year)
    last = milestone.last_day(year)
    if milestone.after is not None:
        last, _ = _term(milestone.after, calendar, year, working)
        if last is None:
            # From the complete form: at the latest, one that came on the day it was due.
            due = [
                named
                for each in calendar.milestones
                if each.kind == "submission"
                and _share_a_group(each, milestone)
                and (named := each.named_day(year)) is not None
            ]
            last = working.add(max(due), milestone.after.working_days) if due else None
    if last is not None and last > end:
        yield DateFinding(
            "milestone-outside-exercise",
            milestone.id,
            Text(
                "có thể kết thúc ngày {last}, sau khi cả đợt kết thúc ngày {end}",
                "it may end on {last}, after the whole exercise ends on {end}",
                {"last": Day(last), "end": Day(end)},
            ),
        )


def _share_a_group(one: Milestone, other: Milestone) -> bool:
    return not one.groups or not other.groups or bool({*one.groups} & {*other.groups})


def _out_of_order(calendar: Calendar, year: int) -> Iterator[DateFinding]:
    """Milestones dated before one that they follow; forms due before the data window ends."""
    dated = [
        (CHAIN.index(each.kind), last, each)
        for each in calendar.milestones
        if each.kind in CHAIN and (last := each.last_day(year)) is not None
    ]
    for step, last, milestone in dated:
        for earlier_step, earlier_last, earlier in dated:
            follows = earlier_step < step and _share_a_group(earlier, milestone)
            if follows and earlier_last > last:
                yield DateFinding(
                    "milestone-out-of-order",
                    milestone.id,
                    Text(
                        "{last} là trước mốc “{earlier}” ({date})",
                        "{last} is before milestone “{earlier}” ({date})",
                        {"last": Day(last), "earlier": earlier.name, "date": Day(earlier_last)},
                    ),
                )
    window = calendar.data_window
    if window is None:
        return
    end = window.through.in_year(year)
    for _, last, milestone in dated:
        if milestone.kind == "submission" and last < end:
            yield DateFinding(
                "milestone-out-of-order",
                milestone.id,
                Text(
                    "hạn nộp {last} là trước ngày cuối kỳ số liệu {end}",
                    "forms are due by {last}, before the data window ends on {end}",
                    {"last": Day(last), "end": Day(end)},
                ),
            )
