"""Thời hạn: dates of a regulation, working days, and what a receipt time means."""

from xephang.calendar.dates import HANOI, Day, Moment, RelativeDate, end_of, start_of
from xephang.calendar.lateness import (
    Lateness,
    LatenessStatus,
    Terms,
    judge_receipts,
    last_by_any_reading,
    other_readings,
    received_moment,
    terms,
)
from xephang.calendar.model import Calendar, Grace, Milestone, Window
from xephang.calendar.readings import Limit
from xephang.calendar.schedule import DateFinding, ScheduleRow, date_findings, schedule
from xephang.calendar.working_days import OFFICIAL, WorkingCalendar

__all__ = [
    "HANOI",
    "OFFICIAL",
    "Calendar",
    "DateFinding",
    "Day",
    "Grace",
    "Lateness",
    "LatenessStatus",
    "Limit",
    "Milestone",
    "Moment",
    "RelativeDate",
    "ScheduleRow",
    "Terms",
    "Window",
    "WorkingCalendar",
    "date_findings",
    "end_of",
    "judge_receipts",
    "last_by_any_reading",
    "other_readings",
    "received_moment",
    "schedule",
    "start_of",
    "terms",
]
