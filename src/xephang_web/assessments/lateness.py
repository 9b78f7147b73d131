"""Thời hạn: what the core says of the receipts of a unit."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from xephang.calendar import Lateness, judge_receipts
from xephang_web.assessments.models import (
    LatenessDecision,
    Receipt,
)
from xephang_web.campaigns.models import Extension, Participant
from xephang_web.campaigns.queries import (
    extensions_of,
    submission_milestone,
)

APPLICATION = "application"
"""The channel of a form sent in the application itself."""


_ELECTRONIC = ("document_system", "system")


@dataclass(frozen=True, slots=True)
class _Received:
    """A receipt as the core's calendar sees it."""

    at: Any
    channel: str
    complete: bool


def counted_channel(channel: str, permitted: Iterable[str]) -> str:
    """The channel of the law that a form sent in the application counts as.

    The application is the electronic channel of its office: where the law names the
    document system, that (docs/decisions/0006); where it names no channel, any.
    """
    allowed = list(permitted)
    if channel != APPLICATION or not allowed:
        return channel
    return next((each for each in _ELECTRONIC if each in allowed), channel)


def standing_receipts(receipts: Iterable[Receipt]) -> list[Receipt]:
    """Receipts that count: those of forms sent here and withdrawn do not.

    What the office has stamped stays received, even where its data were taken back.
    """
    return [
        each
        for each in receipts
        if each.channel != APPLICATION
        or each.submission is None
        or each.submission.withdrawn_at is None
    ]


def held_elsewhere(participant: Participant) -> Receipt | None:
    """The complete form that the office holds on another channel, whose data are not here.

    On a channel that the text provides for, the earliest by its stamp: this one decides
    about lateness, so what counts is what it says, and nothing that is written afterwards.
    """
    milestone = submission_milestone(participant.campaign, participant.group)
    channels = milestone.channels if milestone else ()
    held = [
        each
        for each in participant.receipts.select_related("submission").order_by("stamped_on", "pk")
        if each.channel != APPLICATION
        and each.is_complete
        and (not channels or each.channel in channels)
    ]
    if any(each.submission and not each.submission.withdrawn_at for each in held):
        return None
    return next(iter(held), None)


def judge(
    participant: Participant, receipts: Iterable[Receipt], extensions: list[Extension]
) -> Lateness | None:
    """The core's verdict on what a unit handed in; None where the text sets no deadline."""
    milestone = submission_milestone(participant.campaign, participant.group)
    if milestone is None:
        return None
    seen = [
        _Received(
            each.at or each.stamped_on,
            counted_channel(each.channel, milestone.channels),
            each.is_complete,
        )
        for each in standing_receipts(receipts)
    ]
    relevant = [each for each in extensions if each.milestone == milestone.id]
    return judge_receipts(milestone, participant.campaign.year, seen, extensions=relevant)


def lateness_of(participant: Participant) -> Lateness | None:
    """The verdict on one unit, read from the database."""
    receipts = participant.receipts.select_related("submission")
    return judge(participant, receipts, extensions_of(participant))


def decision_on(participant: Participant) -> LatenessDecision | None:
    """What the office decided about a doubtful case; the last decision counts."""
    return participant.lateness_decisions.order_by("decided_at", "pk").last()
