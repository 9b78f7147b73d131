"""Handing a campaign over to the core: what it computes is what the application shows."""

from __future__ import annotations

from typing import Any

from xephang.campaign import Campaign as CoreCampaign
from xephang.campaign import Exemption as CoreExemption
from xephang.campaign import Extension as CoreExtension
from xephang.campaign import Receipt as CoreReceipt
from xephang.campaign import RosterUnit
from xephang.texts import Name
from xephang_web.assessments.lateness import counted_channel, standing_receipts
from xephang_web.assessments.models import (
    Receipt,
    Submission,
)
from xephang_web.assessments.queries import submitted_answers
from xephang_web.campaigns.models import Campaign
from xephang_web.campaigns.queries import (
    submission_milestone,
)
from xephang_web.organisations.queries import predecessors


def core_campaign(campaign: Campaign) -> CoreCampaign:
    """The campaign as the core takes it: roster, receipts, acts, the submitted answers.

    What `xephang rank` and `assess` compute from it is what the application shows.
    """
    participants = list(campaign.participants.select_related("unit", "parent", "superseded_by"))
    came_from = predecessors(each.unit_id for each in participants)
    codes = {each.unit_id: each.unit.code for each in participants}
    submissions = {
        each.assessment.participant_id: each
        for each in Submission.objects.filter(
            assessment__participant__campaign=campaign, withdrawn_at__isnull=True
        ).select_related("assessment")
    }
    answers = {
        each.unit.code: submitted_answers(submissions[each.pk])
        for each in participants
        if each.pk in submissions
    }
    previous: dict[str, Any] = {}
    if campaign.previous is not None:
        before = Submission.objects.filter(
            assessment__participant__campaign=campaign.previous, withdrawn_at__isnull=True
        ).select_related("assessment__participant__unit")
        previous = {
            each.assessment.participant.unit.code: submitted_answers(each) for each in before
        }
    receipts = Receipt.objects.filter(participant__campaign=campaign).select_related(
        "submission", "participant__unit"
    )
    return CoreCampaign(
        year=campaign.year,
        illustrative=campaign.is_training,
        roster=tuple(
            RosterUnit(
                unit=each.unit.code,
                group=each.group,
                name=Name(vi=each.unit.name, en=each.unit.name_en or None),
                parent=each.parent.code if each.parent else None,
                predecessors=[
                    codes[one] for one in came_from.get(each.unit_id, []) if one in codes
                ],
                restricted="yes" if each.unit.is_restricted else "no",
            )
            for each in participants
        ),
        receipts=tuple(
            CoreReceipt(
                unit=each.participant.unit.code,
                at=each.at or each.stamped_on,
                channel=counted_channel(each.channel, _permitted(campaign, each.participant.group)),
                complete="yes" if each.is_complete else "no",
            )
            for each in standing_receipts(receipts)
        ),
        extensions=tuple(
            CoreExtension(
                milestone=each.milestone,
                before=each.before,
                unit=each.participant.unit.code if each.participant else None,
                document=each.document,
            )
            for each in campaign.extensions.select_related("participant__unit")
        ),
        exemptions=tuple(
            CoreExemption(
                unit=each.unit.code,
                reason={"vi": each.exempted_for},
                document=each.exempted_by_document,
            )
            for each in participants
            if each.exempted_for
        ),
        answers=answers,
        previous=previous,
    )


def _permitted(campaign: Campaign, group: str) -> list[str]:
    milestone = submission_milestone(campaign, group)
    return milestone.channels if milestone else []
