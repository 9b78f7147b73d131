"""Nộp trễ: what a receipt time means for a unit. Doubtful cases go to a person."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from xephang.calendar.dates import HANOI, Arrival, Moment, end_of, joined, start_of
from xephang.calendar.model import Milestone
from xephang.calendar.readings import Limit, grace_end, other_limits
from xephang.calendar.working_days import OFFICIAL, WorkingCalendar
from xephang.errors import InputError, Problem
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
    """The verdict on one unit's receipts, with the rule that was applied.

    `received` is when the form that counted came, as a moment. A doubtful verdict names
    in `other_readings` what else could be decided; every other verdict has none.
    """

    status: LatenessStatus
    reason: Text
    citation: str
    terms: Terms
    received: datetime.datetime | None = None
    other_readings: tuple[Text, ...] = ()


def received_moment(at: datetime.datetime | datetime.date) -> datetime.datetime:
    """A receipt as a moment. A stamped day counts as its first moment.

    Every boundary of a deadline is a midnight in Asia/Ho_Chi_Minh, so a stamped day lies
    wholly on one side of it and its first moment decides for all of it.
    Raises `InputError` on a moment without a time zone.
    """
    if not isinstance(at, datetime.datetime):
        return start_of(at)
    if at.tzinfo is None:
        message = Text(
            "biên nhận phải có múi giờ, ví dụ 2019-09-14T10:00:00+07:00",
            "a receipt needs its time zone, such as 2019-09-14T10:00:00+07:00",
        )
        raise InputError([Problem("receipt-without-time-zone", message)])
    return at


def terms(
    milestone: Milestone,
    year: int,
    *,
    calendar: WorkingCalendar = OFFICIAL,
    extended_to: datetime.date | None = None,
) -> Terms:
    """The deadline and last accepted moment of a dated milestone.

    `extended_to` is the day before which forms are due by an extension act; a day that
    is no later than the text's own changes nothing.
    Raises `ValueError` for a milestone that has no date of its own.
    """
    due = _due(milestone, year, extended_to)
    grace = milestone.grace
    if grace is None:
        return Terms(due.deadline, due.deadline)
    last = grace_end(due.named, grace.days, grace.unit or "days", calendar)
    return Terms(due.deadline, max(due.deadline, end_of(last)))


@dataclass(frozen=True, slots=True)
class _Due:
    """The day from which grace is counted, and the first moment no longer on time."""

    named: datetime.date
    deadline: datetime.datetime
    is_extended: bool = False

    @property
    def last_in_time(self) -> datetime.date:
        """The last day on which a form is on time."""
        return self.deadline.astimezone(HANOI).date() - datetime.timedelta(days=1)


def _due(milestone: Milestone, year: int, extended_to: datetime.date | None) -> _Due:
    named = milestone.named_day(year)
    if named is None:
        raise ValueError(f"milestone {milestone.id} has no date of its own")
    deadline = start_of(named) if milestone.before is not None else end_of(named)
    if extended_to is not None and start_of(extended_to) > deadline:
        return _Due(extended_to, start_of(extended_to), is_extended=True)
    return _Due(named, deadline)


def _limits(milestone: Milestone, due: _Due, calendar: WorkingCalendar) -> list[Limit]:
    if not _excludes(milestone):
        return []
    return other_limits(
        milestone, due.named, due.last_in_time, calendar, is_extended=due.is_extended
    )


def other_readings(
    milestone: Milestone, year: int, *, calendar: WorkingCalendar = OFFICIAL
) -> list[Limit]:
    """The last days of acceptance by every other reading of a dated milestone.

    Each day once, and only days that the reading chosen here does not end on.
    """
    accepted = terms(milestone, year, calendar=calendar).last_accepted
    found = _limits(milestone, _due(milestone, year, None), calendar)
    by_day = {each.last_day: each for each in reversed(found) if each.moment != accepted}
    return [by_day[day] for day in sorted(by_day)]


def last_by_any_reading(
    milestone: Milestone,
    year: int,
    *,
    calendar: WorkingCalendar = OFFICIAL,
    extended_to: datetime.date | None = None,
) -> datetime.datetime:
    """The first moment at which no reading of a dated milestone takes a form any more.

    Until then a form that comes may still be assessed, if only by a person's decision.
    Raises `ValueError` for a milestone that has no date of its own.
    """
    found = terms(milestone, year, calendar=calendar, extended_to=extended_to)
    limits = _limits(milestone, _due(milestone, year, extended_to), calendar)
    return max([found.last_accepted, *(each.moment for each in limits)])


def judge_receipts(
    milestone: Milestone,
    year: int,
    receipts: Sequence[ReceiptLike],
    *,
    extensions: Sequence[ExtensionLike] = (),
    calendar: WorkingCalendar = OFFICIAL,
) -> Lateness:
    """Whether one unit's form is in time: the earliest COMPLETE form on a permitted channel counts.

    `extensions` are those that hold for this unit; the latest one counts, and none takes
    time away. Doubtful is what another reading of the text would decide otherwise, what
    hangs on working days that are not settled, and a form that came in time, by any
    reading, but incomplete or by another channel: nobody is excluded silently.
    Raises `InputError` on a moment without a time zone.
    """
    act = max(extensions, key=lambda each: each.before, default=None)
    extended_to = act.before if act is not None else None
    due = _due(milestone, year, extended_to)
    found = terms(milestone, year, calendar=calendar, extended_to=extended_to)
    limits = _limits(milestone, due, calendar)
    case = _Case(milestone, found, limits, _flaws(milestone, receipts))
    counted = _earliest([each for each in receipts if not _flaw(milestone, each)])
    status, reason, others = case.verdict(counted)
    received = received_moment(counted.at) if counted is not None else None
    notes = [reason, *case.ignored(counted, status)]
    if due.is_extended and act is not None:
        by = {"document": act.document}
        notes.append(Text("gia hạn theo {document}", "extended by {document}", by))
    return Lateness(status, joined(notes), milestone.cite, found, received, tuple(others))


def _earliest(receipts: Sequence[ReceiptLike]) -> ReceiptLike | None:
    return min(receipts, key=lambda each: received_moment(each.at), default=None)


def _excludes(milestone: Milestone) -> bool:
    return milestone.late == "not_assessed"


_CHANNELS = {
    "application": Text("trên phần mềm", "the application"),
    "paper": Text("bản giấy", "paper"),
    "document_system": Text("hệ thống văn bản", "document system"),
    "official_mailbox": Text("hộp thư công vụ", "official mailbox"),
    "email": Text("thư điện tử khác", "other e-mail"),
}
"""What the channels are called; of another one its own id is said."""


def _flaw(milestone: Milestone, receipt: ReceiptLike) -> list[Text]:
    """Why a form does not count; nothing where it does."""
    found = []
    if milestone.channels and receipt.channel not in milestone.channels:
        channel = {"channel": _CHANNELS.get(receipt.channel, receipt.channel)}
        found.append(
            Text(
                "kênh “{channel}” không được quy định",
                "channel “{channel}” is not provided for",
                channel,
            )
        )
    if not receipt.complete:
        found.append(Text("chưa đầy đủ", "incomplete"))
    return found


@dataclass(frozen=True, slots=True)
class _Flawed:
    """A form that does not count, and why."""

    moment: datetime.datetime
    text: Text


def _flaws(milestone: Milestone, receipts: Sequence[ReceiptLike]) -> list[_Flawed]:
    """The forms that do not count, the earliest first."""
    found = []
    for receipt in receipts:
        if why := _flaw(milestone, receipt):
            text = Text(
                "phiếu nhận {moment} ({why})",
                "the form received {moment} ({why})",
                {"moment": Arrival(receipt.at), "why": joined(why)},
            )
            found.append(_Flawed(received_moment(receipt.at), text))
    return sorted(found, key=lambda each: each.moment)


_OUT = (LatenessStatus.MISSING, LatenessStatus.NOT_ASSESSED)


@dataclass(frozen=True, slots=True)
class _Case:
    """What one unit's verdict rests on, beside the form that counts."""

    milestone: Milestone
    found: Terms
    limits: Sequence[Limit]
    """Other readings of the last accepted moment; none where nobody is excluded."""
    flawed: Sequence[_Flawed]

    def verdict(self, counted: ReceiptLike | None) -> tuple[LatenessStatus, Text, list[Text]]:
        """Status, reason, and for a doubtful case what else could be decided."""
        status, reason = self._plain(counted)
        received = received_moment(counted.at) if counted is not None else None
        doubts = self._doubts(received) if received is not None else []
        hope = self._hope(received)
        if hope is not None and (doubts or status in _OUT):
            own = self._doubts(hope.moment)
            accepted = Text(
                "nếu công nhận {form}: có thể được đánh giá"
                if own
                else "nếu công nhận {form}: được đánh giá",
                "if {form} is accepted: may be assessed"
                if own
                else "if {form} is accepted: assessed",
                {"form": hope.text},
            )
            doubts += [each for each in own if each not in doubts]
            text = Text(
                "{form}: chờ người có thẩm quyền; nếu không công nhận: {otherwise}",
                "{form}: for a person to decide; if it is not accepted: {otherwise}",
                {"form": hope.text, "otherwise": reason},
            )
            return LatenessStatus.DOUBTFUL, text, [accepted, *doubts]
        if doubts:
            text = Text(
                "{reason}; còn cách hiểu khác, chờ người có thẩm quyền: {why}",
                "{reason}; another reading, for a person to decide: {why}",
                {"reason": reason, "why": joined(doubts)},
            )
            return LatenessStatus.DOUBTFUL, text, doubts
        return status, reason, []

    def ignored(self, counted: ReceiptLike | None, status: LatenessStatus) -> list[Text]:
        """The flawed forms that came before the one that counted, or instead of one."""
        if status is LatenessStatus.DOUBTFUL:
            return []
        until = received_moment(counted.at) if counted is not None else None
        forms = [each.text for each in self.flawed if until is None or each.moment <= until]
        if not forms:
            return []
        return [Text("không tính {forms}", "not counted: {forms}", {"forms": joined(forms)})]

    def _hope(self, received: datetime.datetime | None) -> _Flawed | None:
        """The earliest flawed form, if it came before the one that counts and in time.

        In time by any reading of the text; where it is silent about lateness no form is
        too late.
        """
        latest = max([self.found.last_accepted, *(each.moment for each in self.limits)])
        first = self.flawed[0] if self.flawed else None
        if first is None or (received is not None and received <= first.moment):
            return None
        return None if _excludes(self.milestone) and first.moment >= latest else first

    def _doubts(self, received: datetime.datetime) -> list[Text]:
        """The readings that would decide otherwise whether a form is taken."""
        if received < self.found.deadline:
            return []
        is_out = received >= self.found.last_accepted
        return [each.as_text() for each in self.limits if (received >= each.moment) != is_out]

    def _plain(self, counted: ReceiptLike | None) -> tuple[LatenessStatus, Text]:
        """The verdict by the text as it is read here."""
        if counted is None:
            return LatenessStatus.MISSING, (
                Text("không có phiếu nào được tính", "no form counts")
                if self.flawed
                else Text("không nhận được phiếu", "no form was received")
            )
        received = received_moment(counted.at)
        values = {
            "moment": Arrival(counted.at),
            "deadline": Moment(self.found.deadline),
            "last": Moment(self.found.last_accepted),
        }
        if received < self.found.deadline:
            return LatenessStatus.ON_TIME, Text(
                "nhận {moment}, trong hạn (đến {deadline})",
                "received {moment}, in time (until {deadline})",
                values,
            )
        if not _excludes(self.milestone):
            return LatenessStatus.RECORDED_LATE, Text(
                "nhận {moment}, sau hạn {deadline}; quy định không nêu hệ quả, chỉ ghi nhận",
                "received {moment}, after {deadline}; the text names no consequence, recorded only",
                values,
            )
        if received < self.found.last_accepted:
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
