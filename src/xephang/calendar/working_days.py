"""Ngày làm việc: which days officials in Viet Nam work."""

from __future__ import annotations

import datetime
from collections.abc import Collection, Iterable

import holidays

from xephang.calendar.swaps import KNOWN_YEARS, SWAPS, UNSETTLED, Swap

ONE_DAY = datetime.timedelta(days=1)
ONE_WEEK = datetime.timedelta(days=7)

MOST_SWAPPED = 4
"""No holiday since 2016 took more than two days in exchange; a grace may span two of them."""

NEAR_A_HOLIDAY = datetime.timedelta(days=5)
"""Swaps bridge a holiday and a weekend: a day farther from any holiday is not swapped away."""


class WorkingCalendar:
    """Lịch làm việc: Tết, fixed holidays and days in lieu, overridden by official swaps."""

    def __init__(
        self,
        swaps: Iterable[Swap] = SWAPS,
        known_years: Collection[int] = KNOWN_YEARS,
        unsettled: Collection[datetime.date] = tuple(UNSETTLED),
    ) -> None:
        swaps = tuple(swaps)
        self._off = {swap.off for swap in swaps}
        self._worked = {swap.worked for swap in swaps}
        self._known = frozenset(known_years)
        self._unsettled = frozenset(unsettled)
        self._holidays: dict[int, frozenset[datetime.date]] = {}

    def knows(self, year: int) -> bool:
        """True if the official swaps of that year are in the table."""
        return year in self._known

    def knows_between(self, first: datetime.date, last: datetime.date) -> bool:
        """True if every swap is known that can touch a day from `first` to `last`.

        The year of the week after counts too: a swap at New Year is announced with the
        next year's schedule, as that of 31/12/2018 was.
        """
        years = range(first.year, (last + ONE_WEEK).year + 1)
        return all(self.knows(year) for year in years)

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

    def possible_ends(self, date: datetime.date, days: int) -> tuple[datetime.date, datetime.date]:
        """The earliest and latest day that `add` may turn out to be; equal where all is known.

        With unknown swaps it cannot end before as many plain days, all of them worked,
        nor later than its computed end moved by `MOST_SWAPPED`. A day that is not
        settled is taken as worked for the one and as a holiday for the other.
        """
        computed = self.add(date, days)
        if not self.knows_between(date, computed):
            return date + datetime.timedelta(days=days), self.add(computed, MOST_SWAPPED)
        return self._add(date, days, unsettled=True), self._add(date, days, unsettled=False)

    def _add(self, date: datetime.date, days: int, *, unsettled: bool) -> datetime.date:
        while days > 0:
            date += ONE_DAY
            days -= unsettled if date in self._unsettled else self.is_working_day(date)
        return date

    def latest_next_working_day(self, date: datetime.date) -> datetime.date:
        """The latest day that `next_working_day` may turn out to be.

        In a year whose swaps are unknown, `date` may be swapped away if it, or the day
        that is worked next, lies near a holiday.
        """
        computed = self.next_working_day(date)
        if self.knows_between(date, computed) or not self._is_near_holiday(date, computed):
            return computed
        return self.add(computed, MOST_SWAPPED)

    def _is_near_holiday(self, first: datetime.date, last: datetime.date) -> bool:
        date, end = first - NEAR_A_HOLIDAY, last + NEAR_A_HOLIDAY
        while date <= end:
            if date in self._holidays_of(date.year):
                return True
            date += ONE_DAY
        return False


OFFICIAL = WorkingCalendar()
"""The calendar with the swaps that this version knows."""
