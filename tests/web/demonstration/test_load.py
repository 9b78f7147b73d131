"""The demonstration in the database: what it shows is what the core computes."""

from __future__ import annotations

import pytest

from xephang.points import parse_exact
from xephang.scoring import score_unit
from xephang_web.assessments.handover import core_campaign
from xephang_web.assessments.models import Submission
from xephang_web.assessments.progress import campaign_progress
from xephang_web.assessments.queries import submitted_answers
from xephang_web.audit.queries import verify_chain
from xephang_web.campaigns.models import Campaign
from xephang_web.campaigns.queries import campaign_now, regulation_of
from xephang_web.demonstration.load import load_demonstration


@pytest.mark.django_db
def test_every_submission_shows_the_cores_points_and_nobody_is_left_out_without_a_reason() -> None:
    load_demonstration(lambda _line: None)
    compared = 0
    for campaign in Campaign.objects.select_related("regulation", "previous__regulation"):
        regulation = regulation_of(campaign)
        handed_over = core_campaign(campaign)
        submissions = Submission.objects.filter(
            assessment__participant__campaign=campaign
        ).select_related("assessment__participant__unit")
        for each in submissions:
            participant = each.assessment.participant
            unit = participant.unit.code
            assert handed_over.answers[unit] == submitted_answers(each)
            score = score_unit(
                regulation,
                participant.group,
                handed_over.answers[unit],
                unit=unit,
                previous=handed_over.previous.get(unit),
            )
            assert score.total.points == parse_exact(each.points), unit
            compared += 1
        progress = campaign_progress(
            campaign, campaign.participants.select_related("unit"), campaign_now(campaign)
        )
        for found in progress:
            if found.state in ("not_assessed", "missing", "doubtful", "late"):
                assert found.lateness is not None
                assert found.lateness.reason.show("vi")
    assert compared > 900
    assert list(verify_chain()) == []
