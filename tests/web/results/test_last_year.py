"""What a year came to is what the next one is compared with, and is reminded of (TH-11)."""

from __future__ import annotations

import datetime as dt
from http import HTTPStatus

import pytest

from tests.web.cast import Cast, holds, log_in, person
from tests.web.results.test_cycle import approve, to_proposal
from tests.web.second_half import (
    announce,
    campaign_of,
    judge_all,
    open_session,
    seat_council,
    send,
    send_all,
)
from xephang.calendar import HANOI
from xephang_web.accounts.models import Role
from xephang_web.appraisal import services as appraisal
from xephang_web.appraisal.ledger import read_ledger
from xephang_web.appraisal.models import Finding
from xephang_web.assessments.handover import core_campaign
from xephang_web.assessments.queries import read_form
from xephang_web.campaigns.copying import copy_campaign
from xephang_web.campaigns.models import Campaign, Participant
from xephang_web.campaigns.pinning import pin_from_library
from xephang_web.campaigns.roster import add_participants
from xephang_web.campaigns.services import (
    close_campaign,
    open_campaign,
    set_clock,
)
from xephang_web.organisations.services import create_unit, merge_units
from xephang_web.results import services as results


def judged(cast: Cast) -> None:
    """A claims 40 of 50 and is found to have 10; everything else is accepted."""
    send_all(cast)
    appraisal.record_finding(
        by=cast.chi,
        participant=cast.a,
        criterion_id="1.2",
        verdict=Finding.Verdict.ADJUST,
        values={"numerator": "10", "denominator": "50"},
        bases=["site_visit"],
        reason="kiểm kê tại chỗ được 10 máy",
    )
    appraisal.record_finding(
        by=cast.chi,
        participant=cast.a,
        criterion_id="1.3",
        verdict=Finding.Verdict.REJECT,
        bases=["data"],
        reason="không có đường truyền",
    )
    judge_all(cast)
    results.lay_before_council(by=cast.hoa, campaign=campaign_of(cast))
    announce(cast)


def publish(cast: Cast) -> None:
    """The decision, and what is public after it."""
    to_proposal(cast)
    approve(cast, "100/QĐ-UBND")
    results.publish_results(by=cast.hoa, campaign=campaign_of(cast), confirms_redaction=True)


def next_year(cast: Cast) -> Campaign:
    """The campaign of 2017, open."""
    made = copy_campaign(
        by=cast.hoa,
        source=campaign_of(cast),
        slug="thanh-hoa-2017",
        title="Đợt đánh giá 2017",
        regulation=pin_from_library("thanh-hoa/2016-4289", 2017),
    )
    open_campaign(by=cast.hoa, campaign=made)
    return made


def in_2017(cast: Cast, campaign: Campaign) -> Participant:
    """Unit A on the roster of 2017, read anew."""
    return Participant.objects.select_related("campaign__previous", "unit").get(
        campaign=campaign, unit=cast.unit_a
    )


def test_next_year_compares_with_the_claim_and_once_published_with_what_was_settled(
    cast: Cast,
) -> None:
    judged(cast)
    campaign = next_year(cast)
    before = read_form(in_2017(cast, campaign))
    assert before.previous["1.2"]["numerator"] == "40"
    assert not before.last_year.is_settled
    assert core_campaign(campaign).previous["T.A"]["1.2"]["numerator"] == "40"
    page = log_in(cast.an).get(f"/phieu/{in_2017(cast, campaign).pk}/muc/1/").content.decode()
    assert "đã chốt" not in page

    publish(cast)
    after = read_form(in_2017(cast, campaign))
    assert after.previous["1.2"]["numerator"] == "10"
    assert after.last_year.is_settled
    assert after.previous_outcomes["1.3"].points == 0, "rejected: settled at nothing"
    assert core_campaign(campaign).previous["T.A"]["1.2"]["numerator"] == "10"
    assert read_ledger(in_2017(cast, campaign)).previous["1.2"]["numerator"] == "10"
    page = log_in(cast.an).get(f"/phieu/{in_2017(cast, campaign).pk}/muc/1/").content.decode()
    assert "đã chốt" in page


def test_a_correcting_decision_changes_what_next_year_is_compared_with(cast: Cast) -> None:
    judged(cast)
    publish(cast)
    campaign = next_year(cast)
    results.reopen_results(
        by=cast.hoa, campaign=campaign_of(cast), document="5/KL-TTr", reason="kết luận thanh tra"
    )
    council = seat_council(cast)
    session = open_session(cast, council)
    appraisal.settle_criterion(
        by=council.dung,
        participant=cast.a,
        criterion_id="1.2",
        verdict=Finding.Verdict.ADJUST,
        values={"numerator": "25", "denominator": "50"},
        bases=["data"],
        reason="kiểm kê lại được 25 máy",
    )
    appraisal.close_session(by=council.dung, session=session, minutes="Biên bản")
    assert read_form(in_2017(cast, campaign)).previous["1.2"]["numerator"] == "10", (
        "what is being corrected is not public yet"
    )
    results.propose_results(by=cast.hoa, campaign=campaign_of(cast))
    approve(cast, "120/QĐ-UBND", "theo kết luận thanh tra")
    results.publish_results(by=cast.hoa, campaign=campaign_of(cast), confirms_redaction=True)
    assert read_form(in_2017(cast, campaign)).previous["1.2"]["numerator"] == "25"


def test_what_was_lost_and_promised_stands_beside_the_field_of_next_year(cast: Cast) -> None:
    judged(cast)
    publish(cast)
    remedy = results.plan_remedy(
        by=cast.an,
        participant=cast.a,
        criterion_id="1.2",
        measure="Nối mạng 40 máy còn lại",
        due=dt.date(2017, 6, 30),
    )
    results.report_remedy(by=cast.an, remedy=remedy, progress="under_way", report="được 20 máy")
    own = in_2017(cast, next_year(cast))
    page = log_in(cast.an).get(f"/phieu/{own.pk}/muc/1/").content.decode()
    row = page[page.index('id="c-1-2"') : page.index('id="c-1-3"')]
    assert "Nối mạng 40 máy còn lại" in row
    assert "được 20 máy" in row
    assert "Năm 2016" in row
    assert "Nối mạng" not in page.replace(row, ""), "beside its own field and nowhere else"
    other = log_in(cast.giang).get(f"/phieu/{own.pk}/muc/1/")
    assert other.status_code == HTTPStatus.NOT_FOUND


def test_the_appraiser_sees_what_was_promised_beside_the_claim(cast: Cast) -> None:
    judged(cast)
    publish(cast)
    results.plan_remedy(
        by=cast.an,
        participant=cast.a,
        criterion_id="1.2",
        measure="Nối mạng 40 máy còn lại",
        due=dt.date(2017, 6, 30),
    )
    own = in_2017(cast, next_year(cast))
    send(cast, own, cast.an, cast.binh)
    own.campaign.refresh_from_db()
    closing = dt.datetime(2017, 12, 1, 9, tzinfo=HANOI)
    set_clock(by=cast.hoa, campaign=own.campaign, to=closing)
    close_campaign(by=cast.hoa, campaign=own.campaign)
    appraiser = log_in(cast.chi)
    page = appraiser.get(f"/tham-dinh/{own.pk}/1.2/").content.decode()
    claim = page[: page.index("Cơ sở thẩm định")]
    assert "Nối mạng 40 máy còn lại" in claim
    assert "30/06/2017" in claim
    assert "Nối mạng" not in appraiser.get(f"/tham-dinh/{own.pk}/1.1/").content.decode()


def test_a_successor_is_reminded_of_what_its_predecessors_promised(cast: Cast) -> None:
    judged(cast)
    publish(cast)
    results.plan_remedy(
        by=cast.an, participant=cast.a, criterion_id="1.2",
        measure="Nối mạng máy còn lại", due=dt.date(2017, 6, 30),
    )  # fmt: skip
    merged = create_unit(
        by=None, code="T.AB", name="Sở Gộp", kind=cast.unit_a.kind, parent=cast.province
    )
    merge_units(
        by=cast.hoa, units=[cast.unit_a, cast.unit_b], into=merged,
        date=dt.date(2016, 12, 30), document="NQ 2",
    )  # fmt: skip
    campaign = copy_campaign(
        by=cast.hoa, source=campaign_of(cast), slug="thanh-hoa-2017", title="Đợt 2017",
        left_out=["T.A", "T.B"], regulation=pin_from_library("thanh-hoa/2016-4289", 2017),
    )  # fmt: skip
    (made,) = add_participants(by=cast.hoa, campaign=campaign, units=[merged], group="so")
    open_campaign(by=cast.hoa, campaign=campaign)
    mai = holds(person("Mai"), Role.FOCAL_PERSON, merged)
    page = log_in(mai).get(f"/phieu/{made.pk}/muc/1/").content.decode()
    assert "Nối mạng máy còn lại" in page
    assert "Sở Ánh Sáng" in page


def test_the_office_follows_every_units_measures_and_nobody_else_does(cast: Cast) -> None:
    judged(cast)
    address = "/dot/thanh-hoa-2016/khac-phuc/"
    hoa = log_in(cast.hoa)
    assert "chưa công bố" in hoa.get(address).content.decode()
    publish(cast)
    remedy = results.plan_remedy(
        by=cast.an, participant=cast.a, criterion_id="1.2",
        measure="Nối mạng", due=dt.date(2016, 12, 1),
    )  # fmt: skip
    page = hoa.get(address).content.decode()
    assert "1 quá hạn" in page, "its day was 1/12 and the campaign stands on 2/12"
    results.report_remedy(by=cast.an, remedy=remedy, progress="done")
    assert "quá hạn" not in hoa.get(address).content.decode()
    for user in (cast.an, cast.giang, cast.khanh, cast.quyen):
        assert log_in(user).get(address).status_code == HTTPStatus.NOT_FOUND
    refused = log_in(cast.giang).post(
        f"/phieu/{cast.a.pk}/khac-phuc/", {"remedy": remedy.pk, "progress": "planned"}
    )
    assert refused.status_code == HTTPStatus.NOT_FOUND
    told = log_in(cast.hoa).post(
        f"/phieu/{cast.a.pk}/khac-phuc/", {"remedy": remedy.pk, "progress": "planned"}
    )
    assert told.status_code == HTTPStatus.FORBIDDEN, "the office reads; the unit writes"


@pytest.mark.parametrize(("merged_in", "is_compared"), [(2017, True), (2018, False)])
def test_a_merger_of_a_later_year_gives_nobody_the_figures_of_another(
    cast: Cast, merged_in: int, is_compared: bool
) -> None:
    send_all(cast)
    made = next_year(cast)
    assert "T.D" in core_campaign(made).previous
    assert "T.D.E" not in core_campaign(made).previous, "E sent nothing in 2016"
    merge_units(
        by=cast.hoa,
        units=[cast.unit_d, cast.unit_e],
        into=cast.unit_e,
        date=dt.date(merged_in, 3, 1),
        document="NQ 5",
    )
    assert ("T.D.E" in core_campaign(made).previous) is is_compared
