"""Who is not assessed this year keeps nobody waiting: neither the form, nor what it claims."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from tests.web.cast import Cast, holds, log_in, make_cast, person
from tests.web.second_half import Council, campaign_of, judge_rest, seat_council
from xephang.calendar import HANOI
from xephang_web.accounts.models import Role
from xephang_web.appraisal import services as appraisal
from xephang_web.appraisal.models import CouncilSession, Finding
from xephang_web.assessments import services as forms
from xephang_web.assessments.models import LatenessDecision
from xephang_web.campaigns.models import Participant
from xephang_web.campaigns.roster import exempt_participant
from xephang_web.campaigns.services import close_campaign, set_clock
from xephang_web.results import services as results
from xephang_web.results.models import ScoringRun
from xephang_web.results.runs import last_run, read_run
from xephang_web.shared.errors import Mistake

CLAIMED = "3.2"


@pytest.fixture
def claims(db: None) -> Cast:
    """Đà Nẵng, where the council grants N/A (DN-3): A claims it, and has not sent yet."""
    cast = make_cast("da-nang/2022-448", 2022, lower="quan-huyen")
    set_clock(by=cast.hoa, campaign=cast.campaign, to=at(10, 20))
    for criterion, values in (("general", {"staff": "48"}), (CLAIMED, {"not_applicable": "yes"})):
        forms.save_answers(by=cast.an, participant=cast.a, criterion_id=criterion, values=values)
    texts = dict.fromkeys(("not_applicable_reason", "without_evidence"), "Không giao việc này")
    forms.save_note(by=cast.an, participant=cast.a, criterion_id=CLAIMED, texts=texts)
    return cast


def at(month: int, day: int) -> dt.datetime:
    """Nine in the morning of a day of 2022."""
    return dt.datetime(2022, month, day, 9, tzinfo=HANOI)


def sent_in_time(cast: Cast) -> None:
    """A sends, Chi would grant the claim and signs: the council's word is wanting."""
    forms.submit_assessment(by=cast.binh, participant=cast.a)
    set_clock(by=cast.hoa, campaign=cast.campaign, to=at(11, 10))
    close_campaign(by=cast.hoa, campaign=campaign_of(cast))
    appraisal.record_finding(
        by=cast.chi, participant=cast.a, criterion_id=CLAIMED,
        verdict=Finding.Verdict.GRANT, bases=["data"], reason="đúng chức năng",
    )  # fmt: skip
    judge_rest(cast.chi, cast.a)


def sent_late(cast: Cast) -> None:
    """A's paper came incomplete, and the office decides that what came later came too late."""
    set_clock(by=cast.hoa, campaign=cast.campaign, to=at(11, 10))
    forms.record_receipt(
        by=cast.hoa, participant=cast.a, channel="paper", note="chưa quét",
        stamped_on=dt.date(2022, 10, 31),
        is_complete=False,
    )  # fmt: skip
    forms.decide_lateness(
        by=cast.hoa, participant=cast.a, verdict=LatenessDecision.Verdict.NOT_ASSESSED,
        reason="bổ sung quá hạn", document="12/QĐ",
    )  # fmt: skip
    close_campaign(by=cast.hoa, campaign=campaign_of(cast))


def open_session_on(cast: Cast, council: Council, day: dt.date) -> CouncilSession:
    """Everybody sits on that day."""
    return appraisal.open_session(
        by=council.dung, campaign=campaign_of(cast), held_on=day, present=council.all
    )


def announce(cast: Cast) -> None:
    """From the appraisal to the preliminary results, as far as it goes."""
    results.lay_before_council(by=cast.hoa, campaign=campaign_of(cast))
    results.announce_preliminary(
        by=cast.hoa, campaign=campaign_of(cast), appeals_before=dt.date(2022, 12, 1)
    )


def test_a_claim_of_who_is_assessed_keeps_the_results_waiting(claims: Cast) -> None:
    sent_in_time(claims)
    assert results.undecided_claims(campaign_of(claims)) == [(claims.a, CLAIMED)]
    with pytest.raises(Mistake, match="không áp dụng"):
        announce(claims)
    assert not ScoringRun.objects.exists()


def test_a_form_that_nobody_signed_for_keeps_the_results_waiting(claims: Cast) -> None:
    forms.submit_assessment(by=claims.binh, participant=claims.a)
    set_clock(by=claims.hoa, campaign=claims.campaign, to=at(11, 10))
    close_campaign(by=claims.hoa, campaign=campaign_of(claims))
    assert results.unfinished_forms(campaign_of(claims)) == [claims.a]
    with pytest.raises(Mistake, match="Sở Ánh Sáng"):
        announce(claims)


def test_a_claim_and_a_form_that_came_too_late_keep_nobody_waiting(claims: Cast) -> None:
    sent_late(claims)
    assert results.undecided_claims(campaign_of(claims)) == []
    assert results.unfinished_forms(campaign_of(claims)) == []
    announce(claims)
    (row,) = [each for each in ranked(claims) if each["unit"] == "T.A"]
    assert row["verdict"] == "not_assessed_late"


def test_a_doubt_about_lateness_that_nobody_decided_is_named_with_its_page(claims: Cast) -> None:
    """What would be refused is not offered, and where it is done is a link away."""
    set_clock(by=claims.hoa, campaign=claims.campaign, to=at(11, 10))
    forms.record_receipt(
        by=claims.hoa, participant=claims.a, channel="paper", note="chưa quét",
        stamped_on=dt.date(2022, 10, 31), is_complete=False,
    )  # fmt: skip
    close_campaign(by=claims.hoa, campaign=campaign_of(claims))
    with pytest.raises(Mistake, match="chưa rõ đúng hạn"):
        announce(claims)
    way = log_in(claims.hoa).get(f"/dot/{claims.campaign.slug}/ket-qua/").content.decode()
    assert "Sở Ánh Sáng: chưa rõ nộp đúng hạn hay không" in way
    assert f'href="/phieu/{claims.a.pk}/nghi-van/"' in way
    assert 'value="announce"' not in way


def test_a_total_that_nobody_has_said_is_named_and_settled_by_the_council(claims: Cast) -> None:
    """2.12 is the mean of the communes, and none of them sent: no rule says what it is."""
    cast = claims
    council = seat_council(cast)
    head = holds(person("Diên"), Role.HEAD, cast.unit_d)
    form = Participant.objects.get(campaign=cast.campaign, unit=cast.unit_d)
    forms.save_answers(
        by=cast.dao, participant=form, criterion_id="general", values={"staff": "48"}
    )
    forms.submit_assessment(by=head, participant=form)
    set_clock(by=cast.hoa, campaign=cast.campaign, to=at(11, 30))
    close_campaign(by=cast.hoa, campaign=campaign_of(cast))
    form = Participant.objects.select_related("campaign__regulation", "unit").get(pk=form.pk)
    judge_rest(cast.chi, form)
    results.lay_before_council(by=cast.hoa, campaign=campaign_of(cast))
    until = dt.date(2022, 12, 20)
    with pytest.raises(Mistake, match="chưa có tổng điểm"):
        results.announce_preliminary(by=cast.hoa, campaign=campaign_of(cast), appeals_before=until)
    way = log_in(cast.hoa).get(f"/dot/{cast.campaign.slug}/ket-qua/").content.decode()
    assert "tiêu chí 2.12 chưa có điểm" in way
    assert 'value="announce"' not in way
    session = open_session_on(cast, council, dt.date(2022, 11, 30))
    appraisal.settle_criterion(
        by=council.dung, participant=form, criterion_id="2.12", verdict="adjust", points="1",
        bases=["data"], reason="không xã nào gửi phiếu",
    )  # fmt: skip
    appraisal.close_session(by=council.dung, session=session, minutes="Biên bản")
    results.announce_preliminary(by=cast.hoa, campaign=campaign_of(cast), appeals_before=until)
    (row,) = [each for each in ranked(cast) if each["unit"] == "T.D"]
    assert row["verdict"] in ("ranked", "below_lowest")


def test_a_claim_of_who_is_exempted_afterwards_keeps_nobody_waiting(claims: Cast) -> None:
    sent_in_time(claims)
    exempt_participant(by=claims.hoa, participant=claims.a, reason="giải thể", document="9/QĐ")
    assert results.undecided_claims(campaign_of(claims)) == []
    announce(claims)


def ranked(cast: Cast) -> list[dict[str, Any]]:
    """What the last run says of each unit."""
    run = last_run(campaign_of(cast))
    assert run is not None
    return list(read_run(run).units.values())
