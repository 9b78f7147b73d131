"""Thời hạn: what the core says of the receipts of a unit."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from xephang.calendar import Lateness, LatenessStatus, judge_receipts, received_moment
from xephang_web.assessments.models import (
    LatenessDecision,
    Receipt,
    Submission,
)
from xephang_web.campaigns.models import Extension, Participant
from xephang_web.campaigns.queries import (
    extensions_of,
    submission_milestone,
)
from xephang_web.shared.canonical import canonical_text

APPLICATION = "application"
"""The channel of a form sent in the application itself."""

SIGNED_ELSEWHERE = "elsewhere"
"""The form was signed on the paper or document that the office received."""


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
    """Receipts that count: those of forms that the unit sent here and took back do not.

    What the office has stamped stays received, even where its data were taken back; so does
    a form that was taken back only to be completed.
    """
    return [
        each
        for each in receipts
        if each.channel != APPLICATION
        or each.submission is None
        or each.submission.withdrawn_at is None
        or each.submission.keeps_receipt
    ]


def receipt_to_enter(
    participant: Participant,
    receipts: Iterable[Receipt],
    standing: Submission | None,
    extensions: list[Extension],
    decision: LatenessDecision | None,
) -> Receipt | None:
    """The form that decides, where what would be scored is not what it says; None elsewhere.

    The earliest complete form on a channel of the text decides, or what the office has
    accepted. Other data may stand in for it only where they came as much in time: nothing
    is gained by them then (docs/decisions/0013).
    """
    held = standing_receipts(receipts)
    counted = _counted(participant, held)
    if decision is not None and decision.verdict == LatenessDecision.Verdict.ACCEPTED:
        # What was accepted is the first that came; an incomplete one with what completes it.
        whole = [each for each in held if each.is_complete]
        counted = min(whole, key=_moment, default=None)
        if standing is None:
            return counted or min(held, key=_moment, default=None)
    elif decision is not None and standing is not None:
        return None
    if standing is None:
        return counted
    own = [
        each
        for each in held
        if each.submission_id == standing.pk or each.pk == standing.entered_for_id
    ]
    if counted is None or counted in own:
        return None
    found, alone = judge(participant, held, extensions), judge(participant, own, extensions)
    return None if found is None or alone is None or found.status is alone.status else counted


def _counted(participant: Participant, held: Iterable[Receipt]) -> Receipt | None:
    """The earliest complete form on a channel of the text; on any, where it names none."""
    milestone = submission_milestone(participant.campaign, participant.group)
    channels = milestone.channels if milestone else ()
    taken = [
        each
        for each in held
        if each.is_complete
        and (not channels or counted_channel(each.channel, channels) in channels)
    ]
    return min(taken, key=_moment, default=None)


def _moment(receipt: Receipt) -> dt.datetime:
    at = receipt.at or receipt.stamped_on
    assert at is not None  # a_moment_or_a_stamped_day
    return received_moment(at)


def form_to_enter(participant: Participant) -> Receipt | None:
    """What `receipt_to_enter` says of one unit, read from the database."""
    receipts = list(participant.receipts.select_related("submission").order_by("recorded_at", "pk"))
    if not receipts:
        return None
    return receipt_to_enter(
        participant,
        receipts,
        standing_submission(participant),
        extensions_of(participant),
        decision_on(participant),
    )


def standing_submission(participant: Participant) -> Submission | None:
    """What a unit has sent and not taken back; None if there is nothing."""
    found: Submission | None = Submission.objects.filter(
        assessment__participant=participant, withdrawn_at__isnull=True
    ).first()
    return found


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


def basis_of(receipts: Iterable[Receipt], lateness: Lateness) -> str:
    """The doubt that a decision answers, as kept with it: the deadline, and which forms came.

    The first of all and the one that counts: any other decides nothing. Facts and no
    sentences, so that a text that is put better leaves what was decided alone.
    """
    until = lateness.received
    came = sorted(standing_receipts(receipts), key=_moment)
    return canonical_text(
        {
            "deadline": _in_utc(lateness.terms.deadline),
            "last_accepted": _in_utc(lateness.terms.last_accepted),
            "forms": [
                [_in_utc(_moment(each)), each.channel, "yes" if each.is_complete else "no"]
                for each in came
                if each is came[0] or _moment(each) == until
            ],
        }
    )


def _in_utc(moment: dt.datetime) -> str:
    return moment.astimezone(dt.UTC).isoformat()


def standing_decision(
    decisions: Iterable[LatenessDecision],
    receipts: Iterable[Receipt],
    lateness: Lateness | None,
) -> LatenessDecision | None:
    """What the office decided about the doubt as it is now; the last decision counts.

    None where there is no doubt, and where what was decided was another: what came to
    light since waits for a person again.
    """
    if lateness is None or lateness.status is not LatenessStatus.DOUBTFUL:
        return None
    last = max(decisions, key=lambda each: each.pk, default=None)  # a training clock goes back
    return last if last is not None and last.basis == basis_of(receipts, lateness) else None


def doubt_of(participant: Participant) -> str:
    """The doubt as it is now, in the words of `basis_of`; empty where there is none."""
    receipts = list(participant.receipts.select_related("submission"))
    lateness = judge(participant, receipts, extensions_of(participant))
    if lateness is None or lateness.status is not LatenessStatus.DOUBTFUL:
        return ""
    return basis_of(receipts, lateness)


def decision_on(participant: Participant) -> LatenessDecision | None:
    """What the office decided about a doubtful case, as long as it is that case."""
    decisions = list(participant.lateness_decisions.all())
    if not decisions:
        return None
    receipts = list(participant.receipts.select_related("submission"))
    lateness = judge(participant, receipts, extensions_of(participant))
    return standing_decision(decisions, receipts, lateness)
