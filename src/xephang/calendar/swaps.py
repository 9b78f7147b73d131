"""Hoán đổi ngày làm việc: the official swaps, as data that overrides the `holidays` library.

A year is known once its schedule of days off for officials has been looked up; its
swaps are then complete, even if there are none. Every year from now on gets its line in
`SOURCES` when its schedule has been announced, and not before: in a year that is not
here, what hangs on a working day is doubtful and goes to a person. Never change a year
that a campaign has used.
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


SOURCES: dict[int, str] = {
    2016: "labour ministry's announcements as reported on 1/4/2016; nine days of Tết, no swap",
    2017: "Prime Minister's approval reported on 15/11/2016; 7/4 refused, reported on 5/2/2017",
    2018: "Government Office's notice of the approved schedule of 2018, as reported in 2017",
    2019: "Government Office, letter 6519/VPCP-KGVX of 2018",
    2020: "labour ministry's decision on Tết, and the yearly schedule reported without swaps",
    2021: "Prime Minister's approval reported on 27/11/2020",
    2022: "Government Office, letter 245 of 11/1/2022",
    2023: "Government Office, letter 8056/VPCP-KGVX of 1/12/2022",
    2024: "notice 5015/TB-LĐTBXH of 22/11/2023; letter 2450/VPCP-KGVX of 12/4/2024",
    2025: "notice 6150/TB-BLĐTBXH of 2024",
    2026: "notice 9441/TB-BNV of 16/10/2025; letter 12729/VPCP-KGVX of 25/12/2025",
}
"""Where the schedule of each year was looked up."""

KNOWN_YEARS = frozenset(SOURCES)
"""Years whose official schedule has been looked up."""

SWAPS: tuple[Swap, ...] = (
    _swap("2018-12-31", "2019-01-05", "letter 6519/VPCP-KGVX, New Year"),
    _swap("2019-04-29", "2019-05-04", "letter 6519/VPCP-KGVX, 30 April"),
    _swap("2024-04-29", "2024-05-04", "letter 2450/VPCP-KGVX, 30 April"),
    _swap("2025-05-02", "2025-04-26", "notice 6150/TB-BLĐTBXH, 1 May"),
    _swap("2026-01-02", "2026-01-10", "letter 12729/VPCP-KGVX, New Year"),
    _swap("2026-08-31", "2026-08-22", "notice 9441/TB-BNV, National Day"),
)

UNSETTLED: dict[datetime.date, str] = {
    datetime.date(2026, 11, 24): (
        "Ngày Văn hóa Việt Nam: a day off by the Politburo's Resolution 80-NQ/TW of 7/1/2026; "
        "the act of the National Assembly that makes it one was not found"
    ),
}
"""Days of known years of which it could not be established whether officials work."""
