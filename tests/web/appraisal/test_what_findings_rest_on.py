"""A finding is about what was sent: another form, or a changed criterion, it says nothing of."""

from __future__ import annotations

import datetime as dt
import json
from fractions import Fraction
from typing import Any

import pytest

from tests.web.cast import Cast, holds, person
from tests.web.second_half import (
    campaign_of,
    judge_rest,
    open_session,
    plain_finding,
    seat_council,
    send,
    send_all,
)
from xephang.calendar import HANOI
from xephang.results import assess
from xephang_web.accounts.models import Role
from xephang_web.appraisal import services as appraisal
from xephang_web.appraisal.ledger import SETTLED, read_ledger, stage_campaign
from xephang_web.appraisal.models import Finding
from xephang_web.appraisal.permissions import conflict
from xephang_web.appraisal.queries import is_signed
from xephang_web.assessments import services as forms
from xephang_web.campaigns.amendments import amend_campaign
from xephang_web.campaigns.models import Campaign, Participant
from xephang_web.campaigns.pinning import pin_content
from xephang_web.campaigns.queries import regulation_of
from xephang_web.campaigns.roster import exempt_participant
from xephang_web.campaigns.services import extend_deadline, set_clock
from xephang_web.organisations.services import create_unit, merge_units
from xephang_web.results import services as results
from xephang_web.shared.errors import Mistake, TooLate

LATE = dt.datetime(2016, 11, 21, 9, tzinfo=HANOI)


def accepted(cast: Cast) -> None:
    """A is sent, its time is over, and Chi has accepted and signed for all of it."""
    send(cast, cast.a, cast.an, cast.binh)
    set_clock(by=cast.hoa, campaign=cast.campaign, to=LATE)
    judge_rest(cast.chi, cast.a)


def points(cast: Cast, criterion: str = "1.2") -> Any:
    """The settled points of a criterion of A in the whole campaign."""
    campaign = campaign_of(cast)
    found = assess(regulation_of(campaign), stage_campaign(campaign, SETTLED)).units["T.A"]
    assert found.score is not None
    return next(each.points for each in found.score.form.walk() if each.node == criterion)


def test_a_form_sent_anew_after_an_extension_is_judged_anew(cast: Cast) -> None:
    """What was accepted were 40 of 50; nobody has looked at the 50 that came afterwards."""
    accepted(cast)
    appraisal.record_finding(
        by=cast.chi,
        participant=cast.a,
        criterion_id="1.2",
        verdict=Finding.Verdict.ADJUST,
        points="0,25",
        bases=["data"],
        reason="đếm lại",
    )
    appraisal.conclude_form(by=cast.chi, participant=cast.a)
    assert points(cast) == Fraction(1, 4)
    extend_deadline(
        by=cast.hoa,
        campaign=cast.campaign,
        milestone="nop-so-lieu",
        before=dt.date(2016, 11, 30),
        document="12/TB",
        reason="bão",
        participant=cast.a,
    )
    forms.withdraw_submission(by=cast.binh, participant=cast.a, reason="sửa")
    forms.save_answers(
        by=cast.an, participant=cast.a, criterion_id="1.2", values={"numerator": "50"}
    )
    forms.submit_assessment(by=cast.binh, participant=cast.a)
    assert points(cast) == 1
    ledger = read_ledger(cast.a)
    assert ledger.found == {}
    assert len(ledger.history["1.2"]) == 2
    assert not is_signed(cast.a)
    set_clock(by=cast.hoa, campaign=cast.campaign, to=dt.datetime(2016, 12, 1, tzinfo=HANOI))
    assert [each.unit.code for each in results.unfinished_forms(campaign_of(cast))] == ["T.A"]
    judge_rest(cast.chi, cast.a)
    assert is_signed(cast.a)
    assert read_ledger(cast.a).history["1.2"][-1].version == 3


def test_a_finding_on_a_criterion_that_an_amendment_changed_counts_no_more(cast: Cast) -> None:
    """8 points set under a maximum of 8 are none under another one."""
    accepted(cast)
    kept, changed = "1.3", "1.2"
    for criterion in (kept, changed):
        appraisal.record_finding(
            by=cast.chi,
            participant=cast.a,
            criterion_id=criterion,
            verdict=Finding.Verdict.REJECT,
            bases=["data"],
            reason="không có hồ sơ",
        )
    pinned = cast.campaign.regulation
    content = json.loads(pinned.content)
    for form in content["forms"]:
        for section in form["sections"]:
            for each in section.get("criteria", []):
                if each["id"] == changed:
                    each["name"] = "Tỷ lệ khác"
    amend_campaign(
        by=cast.hoa,
        campaign=Campaign.objects.get(pk=cast.campaign.pk),
        regulation=pin_content(content, 2016),
        document="2/QĐ",
        reason="Tên khác",
    )
    ledger = read_ledger(cast.a)
    assert ledger.finding(kept, Finding.Body.APPRAISAL) is not None
    assert ledger.finding(changed, Finding.Body.APPRAISAL) is None
    assert [each.id for each in ledger.open_criteria] == [changed]
    assert "T.A" in {each.unit.code for each in results.unfinished_forms(campaign_of(cast))}


def test_a_paper_form_that_turns_up_after_the_appraisal_is_not_counted_unseen(cast: Cast) -> None:
    """E's form was entered, not sent; its paper is found while the council sits."""
    forms.save_answers(
        by=cast.en,
        participant=cast.participant(cast.unit_e),
        criterion_id="1.3",
        values={"answer": "yes"},
    )
    send_all(cast)
    for each in (cast.a, cast.b, cast.participant(cast.unit_d)):
        judge_rest(cast.chi, each)
    results.lay_before_council(by=cast.hoa, campaign=campaign_of(cast))
    council = seat_council(cast)
    forms.record_receipt(
        by=cast.hoa,
        participant=cast.participant(cast.unit_e),
        channel="paper",
        note="bản quét gửi sau",
        stamped_on=dt.date(2016, 11, 18),
    )
    with pytest.raises(Mistake, match="Xã Em"):
        results.announce_preliminary(
            by=cast.hoa, campaign=campaign_of(cast), appeals_before=dt.date(2016, 12, 1)
        )
    session = open_session(cast, council)
    found = cast.participant(cast.unit_e)
    ledger = read_ledger(found)
    for criterion in ledger.to_judge:
        appraisal.settle_criterion(
            by=council.dung,
            participant=cast.participant(cast.unit_e),
            criterion_id=criterion.id,
            bases=["data"],
            **{"reason": "đúng hồ sơ giấy", **plain_finding(ledger, criterion)},
        )
    appraisal.close_session(by=council.dung, session=session, minutes="Biên bản")
    results.announce_preliminary(
        by=cast.hoa, campaign=campaign_of(cast), appeals_before=dt.date(2016, 12, 1)
    )


def test_the_council_settles_nothing_of_a_form_that_never_came(cast: Cast) -> None:
    send_all(cast)
    for each in (cast.a, cast.b, cast.participant(cast.unit_d)):
        judge_rest(cast.chi, each)
    results.lay_before_council(by=cast.hoa, campaign=campaign_of(cast))
    council = seat_council(cast)
    open_session(cast, council)
    with pytest.raises(Mistake, match="chưa gửi"):
        appraisal.settle_criterion(
            by=council.dung,
            participant=cast.participant(cast.unit_e),
            criterion_id="1.2",
            verdict=Finding.Verdict.ADJUST,
            points="1",
            bases=["data"],
            reason="ước tính",
        )


def test_what_results_rest_on_stands_while_they_are_decided(cast: Cast) -> None:
    """Between proposal and publication the record must give the proposed results again."""
    send_all(cast)
    for each in (cast.a, cast.b, cast.participant(cast.unit_d)):
        judge_rest(cast.chi, each)
    results.lay_before_council(by=cast.hoa, campaign=campaign_of(cast))
    results.announce_preliminary(
        by=cast.hoa, campaign=campaign_of(cast), appeals_before=dt.date(2016, 12, 1)
    )
    set_clock(by=cast.hoa, campaign=campaign_of(cast), to=dt.datetime(2016, 12, 2, 9, tzinfo=HANOI))
    results.propose_results(by=cast.hoa, campaign=campaign_of(cast))
    with pytest.raises(TooLate, match="chờ phê duyệt"):
        exempt_participant(by=cast.hoa, participant=cast.b, reason="mới lập", document="3/QĐ")
    with pytest.raises(TooLate):
        forms.record_receipt(
            by=cast.hoa,
            participant=cast.participant(cast.unit_e),
            channel="paper",
            note="bản quét gửi sau",
            stamped_on=dt.date(2016, 11, 18),
        )
    with pytest.raises(TooLate):
        extend_deadline(
            by=cast.hoa,
            campaign=campaign_of(cast),
            milestone="nop-so-lieu",
            before=dt.date(2016, 12, 30),
            document="12/TB",
            reason="bão",
        )
    results.return_results(by=cast.khanh, campaign=campaign_of(cast), remark="xem lại B")
    exempt_participant(by=cast.hoa, participant=cast.b, reason="mới lập", document="3/QĐ")
    assert Participant.objects.get(pk=cast.b.pk).exempted_for


def test_who_comes_from_a_merged_unit_is_of_its_successor_too(cast: Cast) -> None:
    """After A and B became one, whoever holds a post of B judges neither A nor the new one."""
    old = holds(person("Oanh"), Role.APPRAISER, cast.unit_b)
    assert not conflict(old, cast.a)
    new = create_unit(
        by=None, code="T.AB", name="Sở AB", kind=cast.unit_a.kind, parent=cast.province
    )
    merge_units(
        by=cast.quyen,
        units=[cast.unit_a, cast.unit_b],
        into=new,
        date=dt.date(2016, 12, 1),
        document="5/NQ",
    )
    of_new = holds(person("Phúc"), Role.APPRAISER, new)
    for someone in (old, of_new):
        again = type(someone).objects.get(pk=someone.pk)
        assert conflict(again, cast.b)
    assert conflict(type(of_new).objects.get(pk=of_new.pk), cast.a)
    kept = Participant(campaign=cast.campaign, unit=new, group="so")
    assert conflict(type(old).objects.get(pk=old.pk), kept)
