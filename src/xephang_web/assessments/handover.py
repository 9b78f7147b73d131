"""Handing a campaign over to the core: what it computes is what the application shows."""

from __future__ import annotations

from xephang.campaign import Campaign as CoreCampaign
from xephang.campaign import Exemption as CoreExemption
from xephang.campaign import Extension as CoreExtension
from xephang.campaign import LatenessRuling, RosterUnit
from xephang.campaign import Receipt as CoreReceipt
from xephang.results import Verdict, standings
from xephang.texts import Name
from xephang_web.assessments.last_year import Answers, figures_before
from xephang_web.assessments.lateness import counted_channel, decision_on, standing_receipts
from xephang_web.assessments.models import (
    LatenessDecision,
    Receipt,
    Submission,
)
from xephang_web.assessments.queries import submitted_answers
from xephang_web.campaigns.amendments import unchanged_criteria
from xephang_web.campaigns.models import Campaign, Participant
from xephang_web.campaigns.queries import (
    regulation_of,
    submission_milestone,
)
from xephang_web.organisations.queries import predecessors


def core_campaign(campaign: Campaign) -> CoreCampaign:
    """The campaign as the core takes it: roster, receipts, acts, the submitted answers.

    What `xephang rank` and `assess` compute from it is what the application shows.
    """
    participants = list(campaign.participants.select_related("unit", "parent", "superseded_by"))
    came_from = predecessors(each.unit_id for each in participants)
    submissions = {
        each.assessment.participant_id: each
        for each in Submission.objects.filter(
            assessment__participant__campaign=campaign, withdrawn_at__isnull=True
        ).select_related("assessment")
    }
    answers = {
        each.unit.code: counted_answers(submissions[each.pk], campaign, each.group)
        for each in participants
        if each.pk in submissions
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
                predecessors=_superseded(each, participants, came_from),
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
        rulings=tuple(
            LatenessRuling(
                unit=each.participant.unit.code,
                verdict=LatenessDecision.Verdict(each.verdict).value,
                reason={"vi": each.reason},
                document=each.document,
            )
            for each in _standing_decisions(campaign)
        ),
        answers=answers,
        previous=answers_before(campaign, participants),
    )


def not_assessed(campaign: Campaign) -> set[str]:
    """Codes of the units that are not assessed: their form came too late, or not at all."""
    found = standings(regulation_of(campaign), core_campaign(campaign))
    out = (Verdict.NOT_ASSESSED_LATE, Verdict.NOT_ASSESSED_MISSING)
    return {code for code, each in found.items() if each.verdict in out}


def _standing_decisions(campaign: Campaign) -> list[LatenessDecision]:
    """What the office decided about each form that is still doubtful for the same reason."""
    doubtful = campaign.participants.filter(lateness_decisions__isnull=False).distinct()
    found = []
    for each in doubtful.select_related("unit").order_by("pk"):
        each.campaign = campaign
        decided = decision_on(each)
        if decided is not None:
            decided.participant = each
            found.append(decided)
    return found


def counted_answers(submission: Submission, campaign: Campaign, group: str) -> Answers:
    """What was sent, without the criteria that an amendment has changed since (PT-11)."""
    sent, pinned = submitted_answers(submission), campaign.regulation
    if submission.regulation_digest == pinned.digest:
        return sent
    same = unchanged_criteria(submission.regulation_digest, pinned.digest, pinned.year, group)
    return {criterion: fields for criterion, fields in sent.items() if criterion in same}


def _superseded(
    of: Participant, participants: list[Participant], came_from: dict[int, list[int]]
) -> list[str]:
    """Units of the roster whose form goes on in that of `of`, which the core leaves out.

    Only what the office has decided for this campaign: a unit that was split and lives on,
    or that merged in a later year, is ranked with its own form.
    """
    before = came_from.get(of.unit_id, [])
    return [
        each.unit.code
        for each in participants
        if each.superseded_by_id is not None
        and (each.superseded_by_id == of.pk or each.unit_id in before)
    ]


def answers_before(campaign: Campaign, participants: list[Participant]) -> dict[str, Answers]:
    """Last year's figures of each unit of the roster, or of the one unit that it came from.

    The settled ones once that year is published, the claimed ones until then.
    """
    found = figures_before(campaign, [each.unit_id for each in participants])
    return {
        each.unit.code: found[each.unit_id].answers
        for each in participants
        if each.unit_id in found
    }


def _permitted(campaign: Campaign, group: str) -> list[str]:
    milestone = submission_milestone(campaign, group)
    return milestone.channels if milestone else []
