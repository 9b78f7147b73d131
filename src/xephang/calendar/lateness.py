"""Nộp trễ: what a receipt time means for a unit. Doubtful cases go to a person."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from xephang.calendar.dates import HANOI, Arrival, Day, Moment, end_of, start_of
from xephang.calendar.model import GraceUnit, Milestone
from xephang.calendar.working_days import OFFICIAL, WorkingCalendar
from xephang.texts import Text


class LatenessStatus(StrEnum):
    """What the calendar says of a unit's form."""

    ON_TIME = "on_time"
    LATE_WITHIN_GRACE = "late_within_grace"
    RECORDED_LATE = "recorded_late"
    """Late where the text is silent: recorded, without consequence."""
    NOT_ASSESSED = "not_assessed"
    MISSING = "missing"
    DOUBTFUL = "doubtful"


class ReceiptLike(Protocol):
    """A form received: a moment with its time zone, or a stamped day."""

    @property
    def at(self) -> datetime.datetime | datetime.date:
        """When."""

    @property
    def channel(self) -> str:
        """How."""

    @property
    def complete(self) -> bool:
        """Whether the form was declared complete."""


class ExtensionLike(Protocol):
    """A recorded act that moves the deadline."""

    @property
    def before(self) -> datetime.date:
        """The new day before which forms are due."""

    @property
    def document(self) -> str:
        """The act."""


@dataclass(frozen=True, slots=True)
class Terms:
    """The two moments of a deadline in one year: until when on time, until when accepted."""

    deadline: datetime.datetime
    """First moment that is no longer on time."""
    last_accepted: datetime.datetime
    """First moment that is no longer accepted."""


@dataclass(frozen=True, slots=True)
class Lateness:
    """The verdict on one unit's receipts, with the rule that was applied."""

    status: LatenessStatus
    reason: Text
    citation: str
    terms: Terms
    received: datetime.datetime | None = None
    other_readings: tuple[Text, ...] = ()


@dataclass(frozen=True, slots=True)
class _Limit:
    """One reading of the text: the first moment no longer accepted, and why."""

    moment: datetime.datetime
    why: Text


def received_moment(at: datetime.datetime | datetime.date) -> datetime.datetime:
    """A receipt as a moment. A stamped day counts as its first moment.

    Every boundary of a deadline is a midnight in Asia/Ho_Chi_Minh, so a stamped day lies
    wholly on one side of it and its first moment decides for all of it.
    Raises `ValueError` on a moment without a time zone.
    """
    if not isinstance(at, datetime.datetime):
        return start_of(at)
    if at.tzinfo is None:
        raise ValueError("a receipt needs its time zone: 2019-09-14T10:00:00+07:00")
    return at


def terms(
    milestone: Milestone,
    year: int,
    *,
    calendar: WorkingCalendar = OFFICIAL,
    extended_to: datetime.date | None = None,
) -> Terms:
    """The deadline and last accepted moment of a dated milestone.

    `extended_to` is the day before which forms are due by an extension act.
    Raises `ValueError` for a milestone that has no date of its own.
    """
    named, deadline = _deadline(milestone, year, extended_to)
    if milestone.grace is None:
        return Terms(deadline, deadline)
    last = grace_end(named, milestone.grace.days, milestone.grace.unit or "days", calendar)
    return Terms(deadline, max(deadline, end_of(last)))


def _deadline(
    milestone: Milestone, year: int, extended_to: datetime.date | None
) -> tuple[datetime.date, datetime.datetime]:
    """(the day the text names, the first moment that is no longer on time)."""
    if extended_to is not None:
        return extended_to, start_of(extended_to)
    named = milestone.named_day(year)
    if named is None:
        raise ValueError(f"milestone {milestone.id} has no date of its own")
    return named, start_of(named) if milestone.before is not None else end_of(named)


def grace_end(
    named: datetime.date, days: int, unit: GraceUnit, calendar: WorkingCalendar
) -> datetime.date:
    """The last day of a grace: the n-th day, or working day, after the day named."""
    if unit == "working_days":
        return calendar.add(named, days)
    return named + datetime.timedelta(days=days)


def judge_receipts(
    milestone: Milestone,
    year: int,
    receipts: Sequence[ReceiptLike],
    *,
    extensions: Sequence[ExtensionLike] = (),
    calendar: WorkingCalendar = OFFICIAL,
) -> Lateness:
    """Whether one unit's form is in time: the earliest COMPLETE form on a permitted channel counts.

    `extensions` are those that hold for this unit; the latest one counts. Doubtful is
    what another reading of the text would decide otherwise, what hangs on official
    swaps that are not in the table, and a form that came in time but incomplete or by
    another channel: nobody is excluded silently.
    Raises `ValueError` on a moment without a time zone.
    """
    extended_to = max((each.before for each in extensions), default=None)
    found = terms(milestone, year, calendar=calendar, extended_to=extended_to)
    valid = [each for each in receipts if each.complete and _permitted(milestone, each)]
    flawed = [each for each in receipts if each not in valid]
    first, spoilt = _earliest(valid), _earliest(flawed)
    received = received_moment(first.at) if first is not None else None
    spoiled = received_moment(spoilt.at) if spoilt is not None else None
    limits = _limits(milestone, year, calendar, extended_to)
    doubts = _doubts(milestone, received, limits, found)
    in_time_but_flawed = (
        spoiled is not None
        and spoiled < found.last_accepted
        and (received is None or (received >= found.last_accepted and _excludes(milestone)))
    )
    if in_time_but_flawed and spoilt is not None:
        status = LatenessStatus.DOUBTFUL
        reason = Text(
            "phiếu nhận {moment} chưa đầy đủ hoặc không đúng kênh: chờ người có thẩm quyền",
            "the form received {moment} is incomplete or came by another channel: "
            "for a person to decide",
            {"moment": Arrival(spoilt.at)},
        )
    elif received is None or first is None:
        status = LatenessStatus.MISSING
        reason = Text("không nhận được phiếu", "no form was received")
    elif doubts:
        status = LatenessStatus.DOUBTFUL
        reason = Text(
            "nhận {moment}; còn cách hiểu khác: {why}",
            "received {moment}; read otherwise: {why}",
            {"moment": Arrival(first.at), "why": doubts[0]},
        )
    else:
        status, reason = _plain_verdict(milestone, Arrival(first.at), received, found)
    return Lateness(status, reason, milestone.cite, found, received, tuple(doubts))


def _earliest(receipts: Sequence[ReceiptLike]) -> ReceiptLike | None:
    return min(receipts, key=lambda each: received_moment(each.at), default=None)


def _permitted(milestone: Milestone, receipt: ReceiptLike) -> bool:
    return not milestone.channels or receipt.channel in milestone.channels


def _excludes(milestone: Milestone) -> bool:
    return milestone.late == "not_assessed"


def _plain_verdict(
    milestone: Milestone, arrival: Arrival, received: datetime.datetime, found: Terms
) -> tuple[LatenessStatus, Text]:
    values = {
        "moment": arrival,
        "deadline": Moment(found.deadline),
        "last": Moment(found.last_accepted),
    }
    if received < found.deadline:
        return LatenessStatus.ON_TIME, Text(
            "nhận {moment}, trong hạn (đến {deadline})",
            "received {moment}, in time (until {deadline})",
            values,
        )
    if not _excludes(milestone):
        return LatenessStatus.RECORDED_LATE, Text(
            "nhận {moment}, sau hạn {deadline}; quy định không nêu hệ quả, chỉ ghi nhận",
            "received {moment}, after {deadline}; the text names no consequence, recorded only",
            values,
        )
    if received < found.last_accepted:
        return LatenessStatus.LATE_WITHIN_GRACE, Text(
            "nhận {moment}, trễ nhưng trong thời gian cho phép (đến {last})",
            "received {moment}, late but within the grace (until {last})",
            values,
        )
    return LatenessStatus.NOT_ASSESSED, Text(
        "nhận {moment}, sau thời điểm cuối cùng {last}: không đánh giá, không xếp hạng",
        "received {moment}, after the last moment {last}: not assessed, not ranked",
        values,
    )


def _limits(
    milestone: Milestone,
    year: int,
    calendar: WorkingCalendar,
    extended_to: datetime.date | None,
) -> list[_Limit]:
    """The last accepted moments by every other reading of the text."""
    grace = milestone.grace
    if grace is None or not _excludes(milestone):
        return []
    named, _ = _deadline(milestone, year, extended_to)
    unit = grace.unit or "days"
    other: GraceUnit = "days" if unit == "working_days" else "working_days"
    limits = _unknown_swaps(named, grace.days, unit, calendar)
    if grace.unit is None or grace.assumed:
        limits.append(_read_as(named, grace.days, other, calendar, _UNIT_OPEN))
        limits += _unknown_swaps(named, grace.days, other, calendar)
    for reading in grace.readings:
        why = Text("{why}", "{why}", {"why": reading.why})
        limits.append(_read_as(named, reading.days, reading.unit, calendar, why))
        limits += _unknown_swaps(named, reading.days, reading.unit, calendar)
    last = grace_end(named, grace.days, unit, calendar)
    if unit == "days" and not calendar.is_working_day(last):
        limits.append(_Limit(end_of(calendar.next_working_day(last)), _ENDS_ON_REST_DAY))
    return limits


_UNIT_OPEN = Text(
    "văn bản không nói là ngày hay ngày làm việc", "the text does not say days or working days"
)
_ENDS_ON_REST_DAY = Text(
    "ngày cuối là ngày nghỉ, thời hạn có thể kéo dài đến ngày làm việc kế tiếp "
    "(Bộ luật Dân sự 2015, Điều 148)",
    "the last day is a day of rest: the term may run to the next working day "
    "(Civil Code 2015, article 148)",
)
_SWAPS_UNKNOWN = Text(
    "chưa có lịch hoán đổi ngày làm việc chính thức của năm này",
    "the official swaps of that year are not in the table",
)


def _read_as(
    named: datetime.date, days: int, unit: GraceUnit, calendar: WorkingCalendar, why: Text
) -> _Limit:
    return _Limit(end_of(grace_end(named, days, unit, calendar)), why)


def _unknown_swaps(
    named: datetime.date, days: int, unit: GraceUnit, calendar: WorkingCalendar
) -> list[_Limit]:
    """The earliest and latest ends of a grace in working days whose swaps are not known.

    It cannot end before as many plain days, all of them worked, nor later than its
    computed end moved by `MOST_SWAPPED`. The year of the week after counts too: a swap
    at New Year is announced with the next year's schedule, as that of 31/12/2018 was.
    """
    last = grace_end(named, days, unit, calendar)
    years = {named.year, last.year, (last + datetime.timedelta(days=7)).year}
    if unit != "working_days" or all(calendar.knows(year) for year in years):
        return []
    earliest = named + datetime.timedelta(days=days)
    latest = calendar.add(last, MOST_SWAPPED)
    return [_Limit(end_of(earliest), _SWAPS_UNKNOWN), _Limit(end_of(latest), _SWAPS_UNKNOWN)]


MOST_SWAPPED = 4
"""No holiday since 2016 took more than two days in exchange; a grace may span two of them."""


def _doubts(
    milestone: Milestone,
    received: datetime.datetime | None,
    limits: Sequence[_Limit],
    found: Terms,
) -> list[Text]:
    """The readings that would decide otherwise whether the unit is ranked."""
    if received is None or not _excludes(milestone) or received < found.deadline:
        return []
    is_out = received >= found.last_accepted
    doubts = []
    for limit in limits:
        would_be_out = received >= limit.moment
        if would_be_out != is_out:
            last_day = (limit.moment.astimezone(HANOI) - datetime.timedelta(days=1)).date()
            doubts.append(
                Text(
                    "{why} (đến hết ngày {day})",
                    "{why} (to the end of {day})",
                    {"why": limit.why, "day": Day(last_day)},
                )
            )
    return doubts
