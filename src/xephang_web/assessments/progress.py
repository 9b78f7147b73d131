"""Tiến độ: where every form of a campaign stands."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Prefetch

from xephang.calendar import Lateness, LatenessStatus
from xephang.regulation import CriteriaSet
from xephang_web.assessments.lateness import (
    judge,
    receipt_to_enter,
    standing_decision,
    standing_receipts,
)
from xephang_web.assessments.models import (
    Answer,
    Assessment,
    LatenessDecision,
    Receipt,
    Submission,
)
from xephang_web.campaigns.models import Campaign, Participant
from xephang_web.campaigns.queries import (
    extensions_by_participant,
    regulation_of,
)

PROGRESS_STATES = (
    "not_started",
    "drafting",
    "submitted",
    "late",
    "doubtful",
    "missing",
    "not_assessed",
    "exempt",
    "superseded",
)


@dataclass(frozen=True, slots=True)
class Progress:
    """Where one unit's form stands, by the campaign's clock."""

    participant: Participant
    state: str
    answered: int
    asked: int
    lateness: Lateness | None
    decision: LatenessDecision | None
    submission: Submission | None
    to_enter: Receipt | None
    """The form that decides and whose data are not those that would be scored."""

    @property
    def is_awaited(self) -> bool:
        """True if the unit still has to send: also where what came of it alone does not count."""
        has_nothing = self.submission is None and self.to_enter is None
        is_flawed = self.state == "doubtful" and has_nothing
        return is_flawed or self.state in ("not_started", "drafting", "missing")


def campaign_progress(
    campaign: Campaign, participants: Iterable[Participant], now: Any
) -> list[Progress]:
    """Where every unit stands; the number of questions does not grow with the units."""
    listed = list(participants)
    extensions = extensions_by_participant(campaign)
    pks = [each.pk for each in listed]
    assessments = {
        each.participant_id: each
        for each in Assessment.objects.filter(participant__in=pks).prefetch_related(
            Prefetch(
                "submissions",
                queryset=Submission.objects.filter(withdrawn_at__isnull=True)
                .select_related("endorsement")
                .defer("content"),
                to_attr="standing_submissions",
            )
        )
    }
    receipts: dict[int, list[Receipt]] = {}
    for receipt in (
        Receipt.objects.filter(participant__in=pks)
        .select_related("submission")
        .defer("submission__content")
    ):
        receipts.setdefault(receipt.participant_id, []).append(receipt)
    decisions: dict[int, list[LatenessDecision]] = {}
    for decision in LatenessDecision.objects.filter(participant__in=pks):
        decisions.setdefault(decision.participant_id, []).append(decision)
    answered = _answered_counts(campaign, listed)
    found = []
    for each in listed:
        each.campaign = campaign
        acts = extensions.get(None, []) + extensions.get(each.pk, [])
        came = receipts.get(each.pk, [])
        lateness = judge(each, came, acts)
        assessment = assessments.get(each.pk)
        standing = next(iter(getattr(assessment, "standing_submissions", [])), None)
        decided = standing_decision(decisions.get(each.pk, []), came, lateness)
        found.append(
            Progress(
                each,
                _state(each, assessment, lateness, decided, now, came),
                answered.get(each.pk, 0),
                asked_count(regulation_of(campaign).criteria_sets[each.group]),
                lateness,
                decided,
                standing,
                receipt_to_enter(each, came, standing, acts, decided),
            )
        )
    return found


def without_data(listed: Iterable[Progress]) -> list[Participant]:
    """Forms that decide and whose data nobody has entered: the office holds them elsewhere."""
    return [
        each.participant
        for each in listed
        if each.to_enter is not None and each.state not in ("superseded", "exempt", "not_assessed")
    ]


def reorganised(listed: Iterable[Progress], today: dt.date) -> list[Participant]:
    """Units that are no more, and of whose form the office has not decided what becomes of it."""
    return [
        each.participant
        for each in listed
        if each.participant.unit.valid_until is not None
        and each.participant.unit.valid_until <= today
        and each.state not in ("superseded", "exempt")
    ]


def asked_count(criteria: CriteriaSet) -> int:
    """How many criteria of a form ask the unit something."""
    return sum(
        1
        for each in criteria.criteria()
        if any(one.source == "unit" for one in each.inputs.values())
    )


def _answered_counts(campaign: Campaign, listed: list[Participant]) -> dict[int, int]:
    """Participant → criteria with at least one answer, counted in one question."""
    rows = (
        Answer.objects.filter(assessment__participant__in=[each.pk for each in listed])
        .exclude(value="")
        .values_list("assessment__participant", "criterion")
        .distinct()
    )
    groups = {each.pk: each.group for each in listed}
    asked = {
        group: {
            each.id
            for each in criteria.criteria()
            if any(one.source == "unit" for one in each.inputs.values())
        }
        for group, criteria in regulation_of(campaign).criteria_sets.items()
    }
    counts: dict[int, int] = {}
    for participant, criterion in rows:
        if criterion in asked[groups[participant]]:
            counts[participant] = counts.get(participant, 0) + 1
    return counts


def _state(
    participant: Participant,
    assessment: Assessment | None,
    lateness: Lateness | None,
    decision: LatenessDecision | None,
    now: Any,
    receipts: list[Receipt],
) -> str:
    if participant.superseded_by_id:
        return "superseded"
    if participant.exempted_for:
        return "exempt"
    has_form = bool(standing_receipts(receipts))
    if lateness is not None and has_form:
        return _received_state(lateness, decision)
    if has_form:
        return "submitted"
    if lateness is not None and now >= lateness.terms.deadline:
        return "missing"
    return "drafting" if assessment is not None and assessment.changed_at else "not_started"


def _received_state(lateness: Lateness, decision: LatenessDecision | None) -> str:
    if lateness.status is LatenessStatus.DOUBTFUL:
        if decision is None:
            return "doubtful"
        accepted = decision.verdict == LatenessDecision.Verdict.ACCEPTED
        return "late" if accepted else "not_assessed"
    return {
        LatenessStatus.ON_TIME: "submitted",
        LatenessStatus.LATE_WITHIN_GRACE: "late",
        LatenessStatus.RECORDED_LATE: "late",
        LatenessStatus.NOT_ASSESSED: "not_assessed",
        LatenessStatus.MISSING: "missing",
    }[lateness.status]
