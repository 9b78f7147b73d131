"""The demonstration in the database: what it shows is what the core computes.

It is loaded once, so one test walks through all that must hold of it.
"""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path

import pytest
from click.testing import CliRunner

from xephang.cli import main
from xephang.intake import load_campaign
from xephang.points import parse_exact
from xephang.results import Verdict, assess
from xephang.scoring import score_unit
from xephang_web.accounts.models import User
from xephang_web.appraisal.effects import Kind
from xephang_web.appraisal.ledger import SETTLED, read_ledgers, stage_campaign
from xephang_web.appraisal.models import Clarification, Finding, Proceedings, SiteVisit
from xephang_web.appraisal.queries import agreement, proceedings_of
from xephang_web.appraisal.queue import agreeing_criteria, known_about, work_queue
from xephang_web.assessments.handover import core_campaign
from xephang_web.assessments.models import EvidenceItem, Submission
from xephang_web.assessments.progress import campaign_progress
from xephang_web.assessments.queries import submitted_answers
from xephang_web.assessments.views.office import campaign_file
from xephang_web.audit.acts import ACTS
from xephang_web.audit.models import Record
from xephang_web.audit.queries import verify_chain, verify_tables
from xephang_web.audit.telling import tell
from xephang_web.audit.words import FIELDS
from xephang_web.campaigns.models import Campaign
from xephang_web.campaigns.queries import campaign_now, regulation_of
from xephang_web.demonstration.load import load_demonstration
from xephang_web.results import services as results
from xephang_web.results.models import Appeal, Publication, RemedyMeasure
from xephang_web.results.runs import read_publication, read_run

State = Proceedings.State


@pytest.mark.django_db
def test_what_the_demonstration_shows_is_what_the_core_computes(tmp_path: Path) -> None:
    load_demonstration(lambda _line: None)
    campaigns = {
        each.slug: each
        for each in Campaign.objects.select_related(
            "regulation", "previous__regulation", "standing_office"
        )
    }
    assert sum(submissions_are_the_cores(each) for each in campaigns.values()) > 700
    for each in campaigns.values():
        nobody_is_left_out_without_a_reason(each)
        every_export_is_ranked(each, tmp_path)
    the_five_stand_at_five_stages(campaigns)
    half_of_binh_thuan_is_judged(campaigns["binh-thuan-2019"])
    the_queue_shows_what_hangs_on_claims(campaigns["binh-thuan-2019"])
    da_nang_waits_for_its_council(campaigns["da-nang-2022"])
    thanh_hoa_went_all_the_way(campaigns["thanh-hoa-2016"])
    for publication in Publication.objects.select_related("run", "campaign"):
        every_package_holds(publication, tmp_path)
    assert [*verify_chain(), *verify_tables()] == []
    the_record_is_told_in_words()


def the_record_is_told_in_words() -> None:
    """Every act and every field of it has a name: none is called by its id in the code."""
    told = tell(list(Record.objects.order_by("position")))
    assert {each.act for each in told} <= {str(each) for each in ACTS.values()}
    labels = {change.label for each in told for change in each.changes}
    assert labels & (set(FIELDS) - {str(each) for each in FIELDS.values()}) == set()


def submissions_are_the_cores(campaign: Campaign) -> int:
    """The points shown when a form was sent are those of its exported answers, to the digit."""
    regulation, handed_over = regulation_of(campaign), core_campaign(campaign)
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
    return len(submissions)


def nobody_is_left_out_without_a_reason(campaign: Campaign) -> None:
    """Whoever is not assessed, or not sure to be, can read why."""
    participants = campaign.participants.select_related("unit")
    for found in campaign_progress(campaign, participants, campaign_now(campaign)):
        if found.state in ("not_assessed", "missing", "doubtful", "late"):
            assert found.lateness is not None
            assert found.lateness.reason.show("vi")


def every_export_is_ranked(campaign: Campaign, folder: Path) -> None:
    """What is exported, the core reads and ranks; one impossible figure stops nobody else."""
    path = folder / f"{campaign.slug}.json"
    path.write_text(json.dumps(campaign_file(campaign)), encoding="utf-8")
    read = load_campaign(regulation_of(campaign), path)
    assert read == core_campaign(campaign)
    if campaign.slug == "binh-thuan-2019":
        found = assess(regulation_of(campaign), read).units
        assert found["BT.HAM-TAN"].verdict is Verdict.PENDING
        assert "lớn hơn mẫu số" in found["BT.HAM-TAN"].reason.show("vi")
        assert sum(each.verdict is Verdict.RANKED for each in found.values()) > 25
    if campaign.previous is not None:  # last year's form is this year's and in no library
        given = [campaign.regulation.regulation_id, "--campaign", str(path)]
        answer = CliRunner().invoke(main, ["rank", *given])
        assert answer.exit_code == 0, answer.output
        if campaign.slug == "binh-thuan-2019":  # its impossible ratio waits for a person
            assert "lớn hơn mẫu số" in answer.output


def the_five_stand_at_five_stages(campaigns: dict[str, Campaign]) -> None:
    """Launch, filling in, appraisal, council, published."""
    stands = {
        slug: (each.state, proceedings_of(each).state)
        for slug, each in campaigns.items()
        if each.previous is not None
    }
    assert stands == {
        "phu-tho-2018": ("open", State.APPRAISING),
        "phan-thiet-2020": ("open", State.APPRAISING),
        "binh-thuan-2019": ("closed", State.APPRAISING),
        "da-nang-2022": ("closed", State.SETTLING),
        "thanh-hoa-2016": ("closed", State.PUBLISHED),
    }
    sent = Submission.objects.filter(assessment__participant__campaign=campaigns["phu-tho-2018"])
    assert not sent.exists()


def half_of_binh_thuan_is_judged(campaign: Campaign) -> None:
    """Done, begun and untouched forms; questions answered, open and overdue; visits."""
    sent = campaign.participants.filter(assessment__state="submitted")
    done = sent.filter(form_appraisal__isnull=False).count()
    assert 0.3 < done / sent.count() < 0.7
    today = campaign_now(campaign).date()
    asked = Clarification.objects.filter(participant__campaign=campaign)
    assert asked.filter(answered_at__isnull=False, files__isnull=False).exists()
    assert asked.filter(answered_at__isnull=True, due__lt=today).exists()
    assert asked.filter(answered_at__isnull=True, due__gte=today).exists()
    visits = SiteVisit.objects.filter(participant__campaign=campaign)
    assert visits.filter(held_on__isnull=False, photographs__isnull=False).count() == 1
    assert visits.filter(held_on__isnull=True, planned_on__gt=today).count() == 2
    both = agreement(campaign)
    assert 0 < both.equal < both.compared
    assert Finding.objects.filter(participant__campaign=campaign, visit__isnull=False).exists()


def the_queue_shows_what_hangs_on_claims(campaign: Campaign) -> None:
    """Missing evidence is the exception, and of every waiting form most can be accepted at once."""
    user = User.objects.get(email=f"appraiser.{campaign.slug}@minh-hoa.example")
    queue = work_queue(user, campaign)
    kinds = Counter(each.kind for each in queue.items)
    assert 0 < kinds[Kind.EVIDENCE] < len(queue.items) / 20
    assert kinds[Kind.REFERENCE]
    ledgers = read_ledgers(campaign, queue.forms)
    known = known_about(campaign, ledgers)
    for each in ledgers:
        agreeing = agreeing_criteria(each, known[each.participant.pk])
        assert len(agreeing) >= len(each.open_criteria) * 7 // 10, each.participant.unit.code
    items = EvidenceItem.objects.filter(assessment__participant__campaign=campaign)
    assert items.filter(file__isnull=False).exists()
    assert items.filter(file__isnull=True).exists()


def da_nang_waits_for_its_council(campaign: Campaign) -> None:
    """A session is open, N/A claims wait, some were granted and one or more refused."""
    assert campaign.sessions.filter(closed_at__isnull=True).count() == 1
    assert results.undecided_claims(campaign)
    assert results.unfinished_forms(campaign) == []
    settled = Finding.objects.filter(participant__campaign=campaign, body="council")
    assert {"grant_na", "accept", "keep"} <= set(settled.values_list("verdict", flat=True))
    before = campaign.previous
    assert before is not None
    assert results.undecided_tables(before) == []
    assert before.publications.get().left_out == "DN.CA, DN.QS"


def thanh_hoa_went_all_the_way(campaign: Campaign) -> None:
    """A tie, a unit a hair below a class, an appeal that moved a rank, a correction."""
    first, second = (
        read_publication(each).tables for each in campaign.publications.order_by("version")
    )
    ranks = [
        {row["unit"]: row["rank"] for table in version for row in table["rows"]}
        for version in (first, second)
    ]
    assert ranks[0] != ranks[1]
    assert any(row["tied"] for table in second for row in table["rows"])
    shown = {row["shown"] for table in first for row in table["rows"]}
    assert {"49.96", "69.96", "84.96"} & shown
    for table in second:
        assert len(Counter(row["class"] for row in table["rows"])) >= 3
    answered = Appeal.objects.filter(participant__campaign=campaign)
    assert set(answered.values_list("is_upheld", flat=True)) == {True, False}
    moved = json.loads(answered.get(is_upheld=True).ripple)
    assert any(each["rank"][0] != each["rank"][1] for each in moved)
    progress = RemedyMeasure.objects.filter(participant__campaign=campaign)
    assert set(progress.values_list("progress", flat=True)) == {"planned", "under_way", "done"}
    fresh = assess(regulation_of(campaign), stage_campaign(campaign, SETTLED))
    assert [
        [(row.unit.unit, row.rank, row.shown, row.class_id) for row in table.rows]
        for table in fresh.tables
    ] == [
        [(row["unit"], row["rank"], row["shown"], row["class"]) for row in table["rows"]]
        for table in second
    ]
    assert campaign.previous is not None
    assert campaign.previous.publications.filter(published_at__isnull=False).exists()


def every_package_holds(publication: Publication, folder: Path) -> None:
    """`xephang verify` holds the open package, and it has the places of the approved run."""
    path = folder / f"{publication.campaign.slug}-{publication.version}.json"
    path.write_text(publication.open_content, encoding="utf-8")
    answer = CliRunner().invoke(main, ["verify", str(path), "--digest", publication.open_digest])
    assert answer.exit_code == 0, answer.output
    approved, opened = read_run(publication.run), read_publication(publication)
    for run, out in zip(approved.tables, opened.tables, strict=True):
        assert run["rows"] == out["rows"]
