"""Sending a form: receipt, lock, withdrawal, deputies, and the law's view of the time.

PT-17 (the head answers for the form), PHT-4 and PHT-14 (the district sees the forms of its
communes), PHT-6 (the form declared complete).
"""

from __future__ import annotations

import datetime as dt
import json
import re

import pytest

from tests.web.cast import BEGAN, Cast, holds, log_in, make_cast, person
from tests.web.conftest import FrozenClock
from xephang.calendar import HANOI, LatenessStatus
from xephang.canonical import digest
from xephang.points import parse_exact
from xephang.results import Verdict, assess
from xephang_web.accounts.models import Role
from xephang_web.assessments import services
from xephang_web.assessments.handover import core_campaign
from xephang_web.assessments.lateness import lateness_of
from xephang_web.assessments.models import Assessment, LatenessDecision, Receipt, Submission
from xephang_web.assessments.progress import campaign_progress
from xephang_web.assessments.queries import read_form
from xephang_web.audit.models import Record
from xephang_web.campaigns.models import Campaign, Participant
from xephang_web.campaigns.queries import campaign_now, regulation_of
from xephang_web.campaigns.roster import continue_form
from xephang_web.campaigns.services import close_campaign, extend_deadline, set_clock
from xephang_web.organisations.services import merge_units
from xephang_web.shared.errors import Conflict, Mistake, NotAllowed, TooLate

ANSWERS = {
    "general": {"staff": "48"},
    "1.2": {"numerator": "37", "denominator": "48"},
    "1.3": {"answer": "yes"},
    "1.5": {"hosting": "centre"},
}
DEADLINE = dt.datetime(2016, 11, 20, tzinfo=HANOI)  # TH-7: before 20/11, so 00:00 of it


def fill_in(cast: Cast) -> None:
    for criterion, values in ANSWERS.items():
        services.save_answers(by=cast.an, participant=cast.a, criterion_id=criterion, values=values)


def move_clock(cast: Cast, to: dt.datetime) -> None:
    set_clock(by=cast.hoa, campaign=cast.campaign, to=to)


def state_of(cast: Cast, participant: Participant) -> str:
    campaign = Campaign.objects.get(pk=cast.campaign.pk)
    (found,) = campaign_progress(campaign, [participant], campaign_now(campaign))
    return found.state


def test_the_head_sends_and_the_receipt_says_when_what_and_how_many_points(cast: Cast) -> None:
    fill_in(cast)
    client = log_in(cast.binh)
    page = client.get(f"/phieu/{cast.a.pk}/soat/").content.decode()
    sealed = digest(services.submission_content(read_form(cast.a)))
    assert sealed in page
    answer = client.post(f"/phieu/{cast.a.pk}/gui/", {"digest": sealed}, follow=True)
    made = Submission.objects.get()
    receipt = answer.content.decode()
    assert made.digest in receipt
    assert "09:00:00.000000, 01/11/2016 (UTC+0700)" in receipt
    assert "Đúng hạn" in receipt
    assert Assessment.objects.get(participant=cast.a).state == "submitted"


def test_the_points_at_submission_are_the_cores_points_of_the_export(cast: Cast) -> None:
    fill_in(cast)
    made = services.submit_assessment(by=cast.binh, participant=cast.a)
    results = assess(regulation_of(cast.campaign), core_campaign(cast.campaign))
    score = results.units["T.A"].score
    assert score is not None
    block_points = score.form.find("1.4")
    assert block_points is not None
    # The one criterion that is compared with other units is known only now.
    assert score.total.points - block_points.points == parse_exact(made.points) > 0


def test_nothing_is_sent_when_the_form_changed_since_the_head_looked(cast: Cast) -> None:
    fill_in(cast)
    seen = digest(services.submission_content(read_form(cast.a)))
    services.save_answers(
        by=cast.an, participant=cast.a, criterion_id="1.3", values={"answer": "no"}
    )
    with pytest.raises(Conflict):
        services.submit_assessment(by=cast.binh, participant=cast.a, reviewed_digest=seen)
    assert not Submission.objects.exists()


def test_a_focal_person_cannot_send_for_the_head(cast: Cast) -> None:
    fill_in(cast)
    with pytest.raises(NotAllowed):
        services.submit_assessment(by=cast.an, participant=cast.a)
    assert log_in(cast.an).post(f"/phieu/{cast.a.pk}/gui/").status_code == 403
    assert not Submission.objects.exists()


def test_a_deputy_signs_for_the_head_and_the_receipt_says_so(cast: Cast) -> None:
    fill_in(cast)
    services.submit_assessment(by=cast.kim, participant=cast.a)
    assert Submission.objects.get().signed_as == "deputy"
    assert "KT." in log_in(cast.an).get(f"/phieu/{cast.a.pk}/bien-nhan/").content.decode()


def test_a_deputy_whose_time_is_over_signs_nothing(cast: Cast) -> None:
    fill_in(cast)
    former = holds(person("Cũ"), Role.DEPUTY, cast.unit_a, ends=BEGAN + dt.timedelta(days=1))
    with pytest.raises(NotAllowed):
        services.submit_assessment(by=former, participant=cast.a)


def test_an_empty_form_is_not_sent(cast: Cast) -> None:
    with pytest.raises(Mistake):
        services.submit_assessment(by=cast.binh, participant=cast.a)


def test_the_head_gives_the_form_back_with_what_is_to_be_changed(cast: Cast) -> None:
    fill_in(cast)
    services.send_to_head(by=cast.an, participant=cast.a)
    with pytest.raises(NotAllowed):
        services.return_to_draft(by=cast.an, participant=cast.a, remark="x")
    services.return_to_draft(by=cast.binh, participant=cast.a, remark="Bổ sung mục 2")
    assert Assessment.objects.get(participant=cast.a).state == "draft"
    assert "Bổ sung mục 2" in Record.objects.get(act="form.returned").data


def test_before_the_deadline_the_head_takes_the_form_back_and_sends_another(cast: Cast) -> None:
    fill_in(cast)
    services.submit_assessment(by=cast.binh, participant=cast.a)
    log_in(cast.binh).post(f"/phieu/{cast.a.pk}/rut/", {"reason": "sai số liệu"})
    services.save_answers(
        by=cast.an, participant=cast.a, criterion_id="1.3", values={"answer": "no"}
    )
    services.submit_assessment(by=cast.binh, participant=cast.a)
    first, second = Submission.objects.order_by("number")
    assert first.withdrawn_at is not None
    assert second.number == 2
    (counted,) = core_campaign(cast.campaign).receipts or ()
    assert counted.at == second.at


def test_who_took_a_form_back_when_and_why_stands_on_it_until_it_is_sent_again(cast: Cast) -> None:
    """The unit's people and the office meet a form that is a draft once more, and see why."""
    fill_in(cast)
    services.submit_assessment(by=cast.binh, participant=cast.a)
    answer = log_in(cast.binh).post(
        f"/phieu/{cast.a.pk}/rut/", {"reason": "sai số máy chủ"}, follow=True
    )
    assert "Đã rút phiếu. Hãy sửa và gửi lại." in answer.content.decode()
    note = "<b>Bình</b> đã rút phiếu lúc 09:00, 01/11/2016: sai số máy chủ"
    for user, path in (
        (cast.an, "muc/1/"),
        (cast.an, "soat/"),
        (cast.binh, "bien-nhan/"),
        (cast.hoa, "bien-nhan/"),
        (cast.hoa, "tiep-nhan/"),
    ):
        page = log_in(user).get(f"/phieu/{cast.a.pk}/{path}").content.decode()
        assert note in " ".join(page.split()), (user.full_name, path)
    services.submit_assessment(by=cast.binh, participant=cast.a)
    page = log_in(cast.hoa).get(f"/phieu/{cast.a.pk}/bien-nhan/").content.decode()
    assert "đã rút phiếu lúc" not in page


def test_a_form_that_was_never_taken_back_says_nothing_of_it(cast: Cast) -> None:
    fill_in(cast)
    for path in ("muc/1/", "bien-nhan/"):
        assert "đã rút phiếu lúc" not in (
            log_in(cast.an).get(f"/phieu/{cast.a.pk}/{path}").content.decode()
        )


def test_after_the_deadline_a_sent_form_stays(cast: Cast) -> None:
    fill_in(cast)
    services.submit_assessment(by=cast.binh, participant=cast.a)
    move_clock(cast, DEADLINE)
    with pytest.raises(TooLate):
        services.withdraw_submission(by=cast.binh, participant=cast.a, reason="muộn")
    assert Submission.objects.get().withdrawn_at is None


@pytest.mark.parametrize(
    ("microseconds", "expected"), [(-1, LatenessStatus.ON_TIME), (0, LatenessStatus.RECORDED_LATE)]
)
def test_the_deadline_decides_to_the_microsecond(
    cast: Cast, microseconds: int, expected: LatenessStatus
) -> None:
    fill_in(cast)
    move_clock(cast, DEADLINE + dt.timedelta(microseconds=microseconds))
    services.submit_assessment(by=cast.binh, participant=cast.a)
    found = lateness_of(cast.a)
    assert found is not None
    assert found.status is expected


def test_where_the_text_is_silent_a_late_form_is_recorded_and_still_assessed(cast: Cast) -> None:
    fill_in(cast)
    move_clock(cast, DEADLINE + dt.timedelta(days=3))
    services.submit_assessment(by=cast.binh, participant=cast.a)
    assert state_of(cast, cast.a) == "late"
    results = assess(regulation_of(cast.campaign), core_campaign(cast.campaign))
    assert results.units["T.A"].score is not None
    assert state_of(cast, cast.b) == "missing"


def test_the_servers_zone_and_the_frozen_clock_do_not_move_the_receipt(
    cast: Cast, server_clock: FrozenClock
) -> None:
    fill_in(cast)
    server_clock.at = server_clock.at.astimezone(dt.timezone(dt.timedelta(hours=-8)))
    made = services.submit_assessment(by=cast.binh, participant=cast.a)
    assert made.at == dt.datetime(2016, 11, 1, 9, tzinfo=HANOI)


def test_the_books_stay_open_while_a_form_may_come_in_time(cast: Cast) -> None:
    """TH-7: before 20/11; one unit's time runs to 25/11 by an act, and nobody shuts it out."""
    extend_deadline(
        by=cast.hoa,
        campaign=cast.campaign,
        milestone="nop-so-lieu",
        before=dt.date(2016, 11, 25),
        document="12/TB",
        reason="bão",
        participant=cast.b,
    )
    for moment in (DEADLINE, dt.datetime(2016, 11, 24, 23, 59, 59, 999999, tzinfo=HANOI)):
        move_clock(cast, moment)
        with pytest.raises(Mistake, match="00:00 25/11/2016"):
            close_campaign(by=cast.hoa, campaign=Campaign.objects.get(pk=cast.campaign.pk))
    move_clock(cast, dt.datetime(2016, 11, 25, tzinfo=HANOI))
    close_campaign(by=cast.hoa, campaign=Campaign.objects.get(pk=cast.campaign.pk))
    assert Campaign.objects.get(pk=cast.campaign.pk).state == Campaign.State.CLOSED


def test_closing_the_books_ends_everything(cast: Cast) -> None:
    fill_in(cast)
    move_clock(cast, DEADLINE)
    close_campaign(by=cast.hoa, campaign=Campaign.objects.get(pk=cast.campaign.pk))
    with pytest.raises(TooLate):
        services.submit_assessment(by=cast.binh, participant=cast.a)
    with pytest.raises(TooLate):
        fill_in(cast)


def test_the_office_records_a_paper_form_and_its_data_are_frozen_with_it(cast: Cast) -> None:
    fill_in(cast)
    page = log_in(cast.hoa).post(
        f"/phieu/{cast.a.pk}/tiep-nhan/",
        {"channel": "paper", "stamped_on": "01/11/2016", "complete": "yes", "note": "chưa quét"},
        follow=True,
    )
    assert page.status_code == 200
    receipt = Receipt.objects.get()
    assert (receipt.stamped_on, receipt.channel) == (dt.date(2016, 11, 1), "paper")
    assert json.loads(Submission.objects.get().content)["answers"]["1.3"] == {"answer": "yes"}
    assert core_campaign(cast.campaign).answers["T.A"]["1.3"] == {"answer": "yes"}


def test_the_office_is_told_of_forms_without_data_and_of_units_that_are_no_more(
    cast: Cast,
) -> None:
    """3.5: what waits for the office's own act stands first on its page."""
    address = f"/dot/{cast.campaign.slug}/"
    quiet = log_in(cast.hoa).get(address).content.decode()
    assert "số liệu chưa nhập theo bản ấy" not in quiet
    assert "đã sắp xếp lại khi phiếu còn mở" not in quiet
    services.record_receipt(
        by=cast.hoa,
        participant=cast.a,
        channel="paper",
        note="chưa quét",
        stamped_on=dt.date(2016, 11, 1),
    )
    merge_units(
        by=cast.quyen,
        units=[cast.unit_b, cast.unit_a],
        into=cast.unit_a,
        date=dt.date(2016, 10, 1),
        document="9/NQ",
    )
    page = log_in(cast.hoa).get(address).content.decode()
    waiting = page[page.index("số liệu chưa nhập theo bản ấy") :]
    assert f"/phieu/{cast.a.pk}/tiep-nhan/" in waiting
    gone = page[page.index("đã sắp xếp lại khi phiếu còn mở") :]
    assert cast.unit_b.name in gone[: gone.index("</ul>")]
    continue_form(by=cast.hoa, kept=cast.a, ended=[cast.b], document="10/CV")
    assert "đã sắp xếp lại khi phiếu còn mở" not in log_in(cast.hoa).get(address).content.decode()


def test_a_stamp_in_the_future_is_refused(cast: Cast) -> None:
    with pytest.raises(Mistake):
        services.record_receipt(
            by=cast.hoa,
            participant=cast.a,
            channel="paper",
            note="bản quét gửi sau",
            stamped_on=dt.date(2016, 11, 2),
        )


def test_an_incomplete_form_alone_is_doubtful_and_the_office_decides(cast: Cast) -> None:
    fill_in(cast)
    services.record_receipt(
        by=cast.hoa,
        participant=cast.a,
        channel="paper",
        note="bản quét gửi sau",
        stamped_on=dt.date(2016, 11, 1),
        is_complete=False,
    )
    move_clock(cast, DEADLINE + dt.timedelta(days=1))
    assert state_of(cast, cast.a) == "doubtful"
    page = log_in(cast.hoa).get(f"/phieu/{cast.a.pk}/nghi-van/").content.decode()
    assert "Các cách hiểu" in page
    with pytest.raises(Mistake):
        services.decide_lateness(
            by=cast.hoa,
            participant=cast.a,
            verdict=LatenessDecision.Verdict.ACCEPTED,
            reason="",
            document="",
        )
    services.decide_lateness(
        by=cast.hoa,
        participant=cast.a,
        verdict=LatenessDecision.Verdict.ACCEPTED,
        reason="bổ sung ngay hôm sau",
        document="12/QĐ",
    )
    assert state_of(cast, cast.a) == "late"
    services.keep_data_of_paper(by=cast.hoa, receipt=Receipt.objects.get())
    found = assess(regulation_of(cast.campaign), core_campaign(cast.campaign)).units["T.A"]
    assert found.verdict is not Verdict.PENDING, "what the office decided holds in the results"
    services.decide_lateness(
        by=cast.hoa,
        participant=cast.a,
        verdict=LatenessDecision.Verdict.NOT_ASSESSED,
        reason="không bổ sung",
        document="13/QĐ",
    )
    found = assess(regulation_of(cast.campaign), core_campaign(cast.campaign)).units["T.A"]
    assert found.verdict is Verdict.NOT_ASSESSED_LATE
    assert "13/QĐ" in found.reason.show("vi")
    first = Record.objects.filter(act="lateness.decided").earliest("position")
    assert "readings" in first.data


def test_what_the_text_answers_is_not_for_the_office_to_decide(cast: Cast) -> None:
    fill_in(cast)
    services.submit_assessment(by=cast.binh, participant=cast.a)
    with pytest.raises(Mistake):
        services.decide_lateness(
            by=cast.hoa,
            participant=cast.a,
            verdict=LatenessDecision.Verdict.NOT_ASSESSED,
            reason="x",
            document="y",
        )


def test_declaring_a_form_complete_is_an_act_with_its_reason(cast: Cast) -> None:
    receipt = services.record_receipt(
        by=cast.hoa,
        participant=cast.a,
        channel="paper",
        note="bản quét gửi sau",
        stamped_on=dt.date(2016, 11, 1),
    )
    with pytest.raises(Mistake):
        services.declare_completeness(by=cast.hoa, receipt=receipt, is_complete=False, note="")
    services.declare_completeness(
        by=cast.hoa, receipt=receipt, is_complete=False, note="thiếu phụ lục"
    )
    assert Receipt.objects.get().is_complete is False
    assert "thiếu phụ lục" in Record.objects.get(act="receipt.completeness_declared").data


def test_only_the_office_of_the_campaign_records_receipts(cast: Cast) -> None:
    for who in (cast.an, cast.binh, cast.chi, cast.minh, cast.khanh):
        with pytest.raises(NotAllowed):
            services.record_receipt(
                by=who,
                participant=cast.a,
                channel="paper",
                note="bản quét gửi sau",
                stamped_on=dt.date(2016, 11, 1),
            )
    assert log_in(cast.an).get(f"/phieu/{cast.a.pk}/tiep-nhan/").status_code == 404


def test_a_district_sees_the_forms_of_its_communes_and_no_others(cast: Cast) -> None:
    client = log_in(cast.dao)
    commune = cast.participant(cast.unit_e)
    assert client.get(f"/phieu/{commune.pk}/muc/1/").status_code == 200
    assert client.get(f"/phieu/{cast.a.pk}/muc/1/").status_code == 404
    own = client.get("/dot/thanh-hoa-2016/tien-do/").content.decode()
    assert "Xã Em" in own
    assert "Sở Ánh Sáng" not in own


def test_a_commune_does_not_see_its_districts_form(cast: Cast) -> None:
    district = cast.participant(cast.unit_d)
    assert log_in(cast.en).get(f"/phieu/{district.pk}/muc/1/").status_code == 404


@pytest.mark.django_db
def test_a_district_follows_its_communes_forms_and_writes_in_none_of_them() -> None:
    """PHT-14: it answers for their data, so it reads what they fill in and whether it was sent."""
    cast = make_cast("phu-tho/2018-1609", 2018, lower="xa")
    commune = cast.participant(cast.unit_e)
    progress = f"/dot/{cast.campaign.slug}/tien-do/"
    district = log_in(cast.dao)

    def state() -> str:
        page = district.get(progress).content.decode()
        assert "Sở Ánh Sáng" not in page
        row = next(each for each in page.split("<tr ") if "Xã Em" in each)
        found = re.search(r'class="xh-st [^"]*">([^<]+)<', row)
        assert found is not None
        return found[1]

    assert state() == "Chưa mở"
    services.save_answers(
        by=cast.en,
        participant=commune,
        criterion_id="1.2",
        values={"numerator": "37", "denominator": "48"},
    )
    assert state() == "Đang nhập"
    page = district.get(f"/phieu/{commune.pk}/muc/1/").content.decode()
    assert 'value="37"' in page
    refused = district.post(f"/phieu/{commune.pk}/luu/1.2/", {"numerator": "38"})
    assert refused.status_code == 403
    assert read_form(commune).answers["1.2"]["numerator"] == "37"
    head = holds(person("Em"), Role.HEAD, cast.unit_e)
    services.submit_assessment(by=head, participant=commune)
    assert state() == "Đã gửi"
    assert district.get(f"/phieu/{commune.pk}/bien-nhan/").status_code == 200
    assert district.get(f"/phieu/{cast.a.pk}/bien-nhan/").status_code == 404
