"""Hoán đổi ngày làm việc: the official swaps, as data that overrides the `holidays` library.

A year is known once its official schedule of days off for officials has been looked
up; its swaps are then complete, even if there are none. Sources are the Government's
yearly announcements of holidays, as reported in the press. Add a year with its rows;
never change a year that a campaign has used.
"""

from __future__ import annotations

import datetime
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Swap:
    """A working day taken off, and the day of rest worked instead."""

    off: datetime.date
    worked: datetime.date
    source: str


def _swap(off: str, worked: str, source: str) -> Swap:
    return Swap(datetime.date.fromisoformat(off), datetime.date.fromisoformat(worked), source)


KNOWN_YEARS = frozenset(range(2016, 2027))
"""Years whose official schedule has been looked up."""

SWAPS: tuple[Swap, ...] = (
    _swap("2018-12-31", "2019-01-05", "schedule of 2019, New Year"),
    _swap("2019-04-29", "2019-05-04", "schedule of 2019, 30 April"),
    _swap("2024-04-29", "2024-05-04", "schedule of 2024, 30 April, announced April 2024"),
    _swap("2025-05-02", "2025-04-26", "schedule of 2025, 1 May"),
    _swap("2026-01-02", "2026-01-10", "schedule of 2026, New Year, announced December 2025"),
    _swap("2026-08-31", "2026-08-22", "schedule of 2026, National Day"),
)
