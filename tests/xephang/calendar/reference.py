"""A straightforward second answer to every question of lateness: walk from day to day.

It shares no code with the calendar: the official days off are a table written by hand,
and a verdict is what is left when every reading and every flawed form is tried.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from pathlib import Path

from xephang.loading import read_document

DAY = dt.timedelta(days=1)
UNSETTLED = dt.date(2026, 11, 24)


def _dates(year: int, written: str) -> list[dt.date]:
    ends = [
        dt.datetime.strptime(f"{each}/{year} +0000", "%d/%m/%Y %z") for each in written.split("-")
    ]
    first, last = ends[0].date(), ends[-1].date()
    return [first + n * DAY for n in range((last - first).days + 1)]


def _table() -> tuple[set[dt.date], set[dt.date]]:
    off: set[dt.date] = set()
    worked: set[dt.date] = set()
    for year, days in read_document(Path(__file__).with_name("days_off.yaml")).data.items():
        for written in days["off"]:
            off.update(_dates(int(year), written))
        for written in days.get("worked", []):
            worked.update(_dates(int(year), written))
    return off, worked


OFF, WORKED = _table()


def is_worked(date: dt.date) -> bool:
    return date in WORKED or (date.weekday() < 5 and date not in OFF)


@dataclass(frozen=True)
class Form:
    """A form received on a day, and whether it is complete and came by a permitted channel."""

    day: dt.date
    is_good: bool


@dataclass(frozen=True)
class Rule:
    """One deadline: `before` a day, or through it; grace; what lies beyond."""

    day: dt.date
    is_through: bool = False
    grace: int = 0
    unit: str | None = None
    is_open: bool = False
    """The unit is not the text's own."""
    more: list[tuple[int, str]] = field(default_factory=list)
    excludes: bool = True
    extended: list[dt.date] = field(default_factory=list)
    """The new days before which forms are due."""


def walk(start: dt.date, count: int, unit: str) -> dt.date:
    while count:
        start += DAY
        count -= unit == "days" or is_worked(start)
    return start


def last_days(rule: Rule) -> tuple[dt.date, list[dt.date]]:
    """The last day in time; the last day of acceptance by each reading, ours first."""
    in_time = rule.day if rule.is_through else rule.day - DAY
    named = rule.day
    later = [day for day in rule.extended if day - DAY > in_time]
    if later:
        named = max(later)
        in_time = named - DAY
    if not rule.grace:
        counted = [(in_time, 0, "days")]
    else:
        unit = rule.unit or "days"
        counted = [(named, rule.grace, unit)]
        if rule.is_open or rule.unit is None:
            counted.append((named, rule.grace, {"days": "working_days"}.get(unit, "days")))
        counted += [(named, *each) for each in rule.more]
        if later and rule.is_through:
            counted.append((in_time, rule.grace, unit))
    found = []
    for start, count, unit in counted:
        end = walk(start, count, unit)
        found.append(end)
        if unit == "days" and not is_worked(end):
            found.append(walk(end, 1, "working_days"))
    return in_time, found


def verdict(rule: Rule, forms: list[Form]) -> str:
    """What every reading agrees on, with the flawed forms taken or not; else doubtful."""
    in_time, ends = last_days(rule)
    good = min((form.day for form in forms if form.is_good), default=None)
    first = min((form.day for form in forms), default=None)
    if not rule.excludes:
        if good is None:
            return "doubtful" if forms else "missing"
        return "on_time" if good <= in_time else "recorded_late"
    taken = {day is not None and day <= end for day in (good, first) for end in ends}
    if len(taken) == 2:
        return "doubtful"
    if taken == {False}:
        return "missing" if good is None else "not_assessed"
    assert good is not None
    return "on_time" if good <= in_time else "late_within_grace"
