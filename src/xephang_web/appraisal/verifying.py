"""Xác minh: what a specialist agency has to verify, and what agencies have said of claims."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.http import Http404

from xephang.campaign import NOT_APPLICABLE
from xephang.regulation import Criterion
from xephang_web.accounts.models import User
from xephang_web.appraisal.models import CriterionTask, Verification
from xephang_web.appraisal.people import preload_own_units
from xephang_web.appraisal.permissions import conflict, verifying_units
from xephang_web.assessments.handover import counted_answers
from xephang_web.assessments.models import Assessment, Submission
from xephang_web.assessments.pages import in_words
from xephang_web.campaigns.models import Campaign, Participant
from xephang_web.campaigns.queries import regulation_of


def reach_verifying(user: User, slug: str) -> Campaign:
    """A campaign in which the person's agency verifies something. Raises `Http404`."""
    campaign: Campaign | None = (
        Campaign.objects.select_related("regulation", "standing_office")
        .defer("regulation__content")
        .filter(slug=slug)
        .exclude(state=Campaign.State.PREPARING)
        .first()
    )
    if campaign is None or not user.has_perm("appraisal.verify", campaign):
        raise Http404
    return campaign


def standing_verifications(participants: Iterable[Participant]) -> dict[int, list[Verification]]:
    """Participant → the last word of each agency on each criterion, in one question."""
    rows = Verification.objects.filter(
        participant__in=[each.pk for each in participants]
    ).select_related("unit", "by")
    last: dict[tuple[int, str, int], Verification] = {}
    for each in rows:
        key = (each.participant_id, each.criterion, each.unit_id)
        if key not in last or each.version > last[key].version:
            last[key] = each
    found: dict[int, list[Verification]] = {}
    for each in last.values():
        found.setdefault(each.participant_id, []).append(each)
    return found


def verified_values(verification: Verification) -> dict[str, Any]:
    """The fields as an agency has them, as plain data."""
    return dict(json.loads(verification.values))


@dataclass(frozen=True, slots=True)
class Said:
    """One question of a criterion as words: what the unit said, or what an agency has."""

    label: Any
    value: Any
    is_known: bool = True


def said_fields(criterion: Criterion, values: dict[str, Any]) -> list[Said]:
    """The fields of an answer as they are shown, those without one too."""
    found = []
    for name, asked in criterion.inputs.items():
        shown = in_words(asked, values.get(name))
        found.append(Said(asked.label, shown, bool(shown)))
    return found


def _own_words(criterion: Criterion, stands: Verification | None) -> list[Said]:
    values = verified_values(stands) if stands is not None else {}
    return [each for each in said_fields(criterion, values) if each.is_known]


@dataclass
class VerifyRow:
    """One unit's claim on a criterion, before an agency."""

    participant: Participant
    claimed: list[Said]
    claims_na: bool
    stands: Verification | None
    own: list[Said] = field(default_factory=list)
    why_not: str = ""


@dataclass
class VerifyTask:
    """A criterion given to an agency: how many claims there are, verified, and differing."""

    task: CriterionTask
    criterion: Criterion
    rows: list[VerifyRow]

    @property
    def done(self) -> int:
        """Claims the agency has spoken on."""
        return sum(1 for each in self.rows if each.stands is not None)

    @property
    def differing(self) -> int:
        """Claims on which it has another figure."""
        return sum(
            1
            for each in self.rows
            if each.stands is not None and each.stands.outcome == Verification.Outcome.DIFFERS
        )

    @property
    def next(self) -> int | None:
        """The first participant it could speak on and has not."""
        return next(
            (each.participant.pk for each in self.rows if not each.stands and not each.why_not),
            None,
        )

    @property
    def open(self) -> int:
        """Claims it could speak on and has not."""
        return sum(1 for each in self.rows if each.stands is None and not each.why_not)


def tasks_to_verify(user: User, campaign: Campaign, only: int | None = None) -> list[VerifyTask]:
    """What the person's agencies have to verify, with every claim, in a few questions.

    Of a form nothing is read but the criterion given: the rest is not the agency's to see.
    """
    tasks = list(
        campaign.criterion_tasks.filter(unit__in=verifying_units(user)).select_related("unit")
    )
    if only is not None:
        tasks = [each for each in tasks if each.pk == only]
    regulation = regulation_of(campaign)
    groups = {each.group for each in tasks}
    forms = list(
        campaign.participants.filter(
            group__in=groups,
            superseded_by__isnull=True,
            assessment__state=Assessment.State.SUBMITTED,
        ).select_related("unit__parent__parent__parent")
    )
    for each in forms:
        each.campaign = campaign
    answers = {
        each.assessment.participant_id: each
        for each in Submission.objects.filter(
            assessment__participant__in=forms, withdrawn_at__isnull=True
        ).select_related("assessment")
    }
    claims = {
        each.pk: counted_answers(answers[each.pk], campaign, each.group)
        for each in forms
        if each.pk in answers
    }
    said = standing_verifications(forms)
    preload_own_units([user], campaign)
    conflicts = {each.pk: conflict(user, each) for each in forms}
    found = []
    for task in tasks:
        criterion = regulation.criteria_sets[task.group].criterion(task.criterion)
        if criterion is None:
            continue  # an amendment has taken it away
        rows = []
        for each in forms:
            if each.group != task.group or each.pk not in claims:
                continue
            claimed = dict(claims[each.pk].get(task.criterion, {}))
            stands = next(
                (
                    one
                    for one in said.get(each.pk, [])
                    if one.criterion == task.criterion and one.unit_id == task.unit_id
                ),
                None,
            )
            rows.append(
                VerifyRow(
                    participant=each,
                    claimed=said_fields(criterion, claimed),
                    claims_na=claimed.get(NOT_APPLICABLE) == "yes",
                    stands=stands,
                    own=_own_words(criterion, stands),
                    why_not=conflicts[each.pk],
                )
            )
        found.append(VerifyTask(task, criterion, rows))
    return found
