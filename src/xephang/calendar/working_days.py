"""Ngày làm việc: which days officials in Viet Nam work."""

from __future__ import annotations

import datetime
from collections.abc import Collection, Iterable

import holidays

from xephang.calendar.swaps import KNOWN_YEARS, SWAPS, Swap

ONE_DAY = datetime.timedelta(days=1)


class WorkingCalendar:
    """Lịch làm việc: Tết, fixed holidays and days in lieu, overridden by official swaps."""

    def __init__(
        self, swaps: Iterable[Swap] = SWAPS, known_years: Collection[int] = KNOWN_YEARS
    ) -> None:
        self._off = {swap.off for swap in swaps}
        self._worked = {swap.worked for swap in swaps}
        self._known = frozenset(known_years)
        self._holidays: dict[int, frozenset[datetime.date]] = {}

    def knows(self, year: int) -> bool:
        """True if the official swaps of that year are in the table."""
        return year in self._known

    def is_working_day(self, date: datetime.date) -> bool:
        """True on Monday to Friday outside holidays, and on days worked in exchange."""
        if date in self._worked:
            return True
        if date in self._off or date.weekday() >= 5:
            return False
        return date not in self._holidays_of(date.year)

    def _holidays_of(self, year: int) -> frozenset[datetime.date]:
        """Holidays and days in lieu. The library's own swaps count only in unknown years."""
        if year not in self._holidays:
            found = holidays.country_holidays("VN", years=year, language="en_US")
            self._holidays[year] = frozenset(
                date
                for date, name in found.items()
                if not (self.knows(year) and name.startswith("Day off"))
            )
        return self._holidays[year]

    def add(self, date: datetime.date, days: int) -> datetime.date:
        """The `days`-th working day after `date` (`date` itself never counts)."""
        while days > 0:
            date += ONE_DAY
            days -= self.is_working_day(date)
        return date

    def next_working_day(self, date: datetime.date) -> datetime.date:
        """`date`, or the first working day after it where nobody works on it."""
        while not self.is_working_day(date):
            date += ONE_DAY
        return date


OFFICIAL = WorkingCalendar()
"""The calendar with the swaps that this version knows."""
