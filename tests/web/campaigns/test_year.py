"""A standing office's year: bodies, papers, questions, amendments, next year, refusals."""

from __future__ import annotations

import datetime as dt
import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from tests.web.cast import Cast, log_in
from xephang.calendar import HANOI
from xephang.library import find_folder
from xephang.loading import load_folder
from xephang_web.appraisal.services import record_inspection
from xephang_web.assessments import services as forms
from xephang_web.assessments.queries import read_form, set_aside_answers
from xephang_web.audit.models import Record
from xephang_web.audit.queries import verify_chain
from xephang_web.campaigns import services
from xephang_web.campaigns.amendments import amend_campaign
from xephang_web.campaigns.copying import copy_campaign
from xephang_web.campaigns.models import Campaign, CampaignDocument, Member, Participant, Question
from xephang_web.campaigns.pinning import pin_content, pin_from_library
from xephang_web.campaigns.queries import campaign_now, regulation_of
from xephang_web.campaigns.roster import (
    continue_form,
    exempt_participant,
    remove_participant,
    set_appraiser,
)
from xephang_web.organisations.services import end_unit
from xephang_web.shared.errors import Mistake, NotAllowed, TooLate

SLUG = "thanh-hoa-2016"
SIGNED = "Số văn bản ký số ÷ Số văn bản đi điện tử × 4,75"
SCORED_OTHERWISE = (
    "2.2 Tỷ lệ văn bản đi có chữ ký số: cách chấm thay đổi. "
    f"Trước: {SIGNED}; dưới 20 %: 0; mẫu số 0: 0 điểm. "
    f"Nay: {SIGNED}; dưới 30 %: 0; mẫu số 0: 0 điểm"
)
RENAMED = "Tỷ lệ phản ánh, kiến nghị được trả lời"


def test_members_are_seated_with_the_unit_that_seconds_them(cast: Cast) -> None:
    """PT-3, TH-12: the panel's and the council's members hold their own posts beside."""
    page = log_in(cast.hoa).post(
        f"/dot/{SLUG}/thanh-phan/",
        {
            "act": "seat", "email": cast.chi.email, "body": "panel", "seat": "leader",
            "seconded_from": "T.B", "document": "QĐ 3",
        },
        follow=True,
    )  # fmt: skip
    assert "Sở Bưu Điện" in page.content.decode()
    assert Member.objects.get().seconded_from == cast.unit_b
    with pytest.raises(Mistake):
        services.seat_member(
            by=cast.hoa, campaign=cast.campaign, user=cast.chi, body=Member.Body.PANEL
        )
    with pytest.raises(NotAllowed):
        services.seat_member(
            by=cast.binh, campaign=cast.campaign, user=cast.an, body=Member.Body.COUNCIL
        )


def test_units_read_the_launch_letter_and_not_the_cost_estimate(cast: Cast) -> None:
    """TH-6, BT-8: the launch letter goes to the units; TH-14: the cost estimate is kept."""
    client = log_in(cast.hoa)
    for kind, title, is_shown in (
        ("letter", "Công văn 697", "1"),
        ("cost_estimate", "Dự toán", ""),
    ):
        client.post(
            f"/dot/{SLUG}/van-ban/",
            {
                "kind": kind, "title": title, "date": "07/08/2016", "is_for_units": is_shown,
                "file": SimpleUploadedFile("cv.txt", "Kính gửi".encode()),
            },
        )  # fmt: skip
    page = log_in(cast.an).get(f"/dot/{SLUG}/van-ban/").content.decode()
    assert "Công văn 697" in page
    assert "Dự toán" not in page
    letter, cost = (CampaignDocument.objects.get(kind=each) for each in ("letter", "cost_estimate"))
    sent = log_in(cast.an).get(f"/dot/{SLUG}/van-ban/{letter.pk}/tep/")
    assert b"".join(sent) == "Kính gửi".encode()
    # What a server does once the answer is sent.
    for close in sent._resource_closers:  # type: ignore[attr-defined]
        close()
    assert log_in(cast.an).get(f"/dot/{SLUG}/van-ban/{cost.pk}/tep/").status_code == 404
    assert log_in(cast.quyen).get(f"/dot/{SLUG}/van-ban/").status_code == 404


def test_a_question_is_answered_and_kept_for_all_without_naming_who_asked(cast: Cast) -> None:
    """PT-15, PHT-16: units report problems, the standing office collects and answers them."""
    log_in(cast.an).post(f"/dot/{SLUG}/vuong-mac/", {"text": "Mẫu số gồm ai?", "criterion": "1.2"})
    question = Question.objects.get()
    assert (
        "Mẫu số gồm ai?" not in log_in(cast.giang).get(f"/dot/{SLUG}/vuong-mac/").content.decode()
    )
    log_in(cast.hoa).post(
        f"/dot/{SLUG}/vuong-mac/",
        {"question": question.pk, "answer": "Cả hợp đồng.", "is_faq": "1"},
    )
    page = log_in(cast.giang).get(f"/dot/{SLUG}/vuong-mac/").content.decode()
    assert "Cả hợp đồng." in page
    assert "Sở Ánh Sáng" not in page
    with pytest.raises(NotAllowed):
        services.answer_question(by=cast.an, question=question, answer="x")


def test_an_amendment_moves_unchanged_answers_over_and_lists_the_others(cast: Cast) -> None:
    """PT-11, PHT-15: criteria are amended; what changed is visible to the units."""
    for criterion, values in (("1.2", {"numerator": "3"}), ("1.3", {"answer": "yes"})):
        forms.save_answers(by=cast.an, participant=cast.a, criterion_id=criterion, values=values)
    folder = load_folder(find_folder("thanh-hoa/2016-4289"))
    content = {
        "regulation": folder.document.data,
        "forms": [document.data for document, form in folder.forms if form.year == "2016"],
    }
    changed = [*content["forms"][0]["sections"][0]["criteria"]]
    changed[1] = {**changed[1], "name": "Tiêu chí đã đổi"}
    assert changed[1]["id"] == "1.2"
    sections = [{**content["forms"][0]["sections"][0], "criteria": changed}]
    sections += content["forms"][0]["sections"][1:]
    content["forms"] = [{**content["forms"][0], "sections": sections}]
    pinned = pin_content(content, 2016)
    for document, reason in ((" ", "Nhầm"), ("12/QĐ", " ")):
        with pytest.raises(Mistake):
            amend_campaign(
                by=cast.hoa, campaign=cast.campaign, regulation=pinned, document=document,
                reason=reason,
            )  # fmt: skip
    amend_campaign(
        by=cast.hoa, campaign=cast.campaign, regulation=pinned, document="12/QĐ", reason="Nhầm"
    )
    form = read_form(cast.a)
    assert form.answers["1.3"] == {"answer": "yes"}
    assert Record.objects.filter(act="campaign.amended").count() == 1
    assert {each.criterion for each in set_aside_answers(form)} == {"1.2"}
    assert "1.2" not in form.answers
    page = log_in(cast.an).get(f"/phieu/{cast.a.pk}/muc/1/").content.decode()
    assert "được sửa đổi giữa đợt" in page


def test_next_years_campaign_is_copied_without_the_units_that_ended(cast: Cast) -> None:
    """TH-3: the next year runs on the next form, with the roster and contacts of this one."""
    end_unit(by=cast.quyen, unit=cast.unit_e, date=dt.date(2016, 12, 1), document="NQ 1")
    services.add_contact(by=cast.hoa, campaign=cast.campaign, name="Hoa", phone="012")
    made = copy_campaign(
        by=cast.hoa,
        source=cast.campaign,
        slug="thanh-hoa-2017",
        title="Đợt 2017",
        regulation=pin_from_library("thanh-hoa/2016-4289", 2017),
        left_out=["T.D.E"],
    )
    assert set(made.participants.values_list("unit__code", flat=True)) == {"T.A", "T.B", "T.D"}
    assert made.previous == cast.campaign
    assert made.contacts.get().name == "Hoa"
    assert regulation_of(made).criteria_sets["so"].criterion("1.8"), "new in the form of 2017"


def changes_shown(page: str) -> list[str]:
    """The lines under "changes since last year", in their order."""
    listed = page.partition("Thay đổi so với năm trước")[2].partition("</ul>")[0]
    return re.findall(r"<li>\s*(.*?)\s*</li>", listed, re.DOTALL)


def test_units_read_what_was_added_dropped_and_changed_since_last_year(cast: Cast) -> None:
    """BT-2, TH-3: by name and maximum. Here one point also goes from 1.1 to 1.3."""
    folder = load_folder(find_folder("thanh-hoa/2016-4289"))
    (form,) = (document.data for document, form in folder.forms if form.year == "2017")
    first, *others = form["sections"]
    maxima = {"1.1": "0.5", "1.3": "2"}
    criteria = [{**each, "max": maxima.get(each["id"], each["max"])} for each in first["criteria"]]
    forms = [{**form, "sections": [{**first, "criteria": criteria}, *others]}]
    made = copy_campaign(
        by=cast.hoa,
        source=cast.campaign,
        slug="thanh-hoa-2017",
        title="Đợt 2017",
        regulation=pin_content({"regulation": folder.document.data, "forms": forms}, 2017),
    )
    services.open_campaign(by=cast.hoa, campaign=made)
    page = log_in(cast.an).get("/dot/thanh-hoa-2017/tieu-chi/").content.decode()
    shown = changes_shown(page)
    for line in (
        "thêm “1.8 Chữ ký số đã cấp cho lãnh đạo”, tối đa 1 điểm",
        "bỏ “1.7 Máy quét phục vụ số hóa”, 1 điểm",
        "1.1 Tỷ lệ máy tính trên cán bộ, công chức: điểm tối đa từ 1,5 thành 0,5",
        "1.3 Kết nối mạng truyền số liệu chuyên dùng: điểm tối đa từ 1 thành 2",
        f"3.7: tên “{RENAMED}” đổi thành “{RENAMED} đúng hạn”",
        SCORED_OTHERWISE,
    ):
        assert shown.count(line) == 1, (line, shown)
    named = [re.findall(r"[1-7]\.\d+", line)[0] for line in shown]
    assert sorted(named) == ["1.1", "1.3", "1.7", "1.8", "2.1", "2.2", "3.1", "3.7", "6.3", "7.2"]
    before = log_in(cast.an).get(f"/dot/{SLUG}/tieu-chi/").content.decode()
    assert "Thay đổi so với năm trước" not in before, "the first year has none before it"


def test_no_unit_is_named_to_check_its_own_form(cast: Cast) -> None:
    with pytest.raises(Mistake, match="tự thẩm định"):
        set_appraiser(by=cast.hoa, participant=cast.a, appraiser=cast.unit_a)
    assert cast.a.appraised_by == cast.office


def test_a_unit_of_the_roster_is_exempted_by_an_act_and_can_no_longer_write(cast: Cast) -> None:
    """BT-1, PHT-1: who is on the roster is decided by acts."""
    with pytest.raises(Mistake):
        remove_participant(by=cast.hoa, participant=cast.a)
    exempt_participant(by=cast.hoa, participant=cast.a, reason="mới thành lập", document="QĐ 9")
    with pytest.raises(TooLate):
        forms.save_answers(
            by=cast.an, participant=cast.a, criterion_id="1.3", values={"answer": "yes"}
        )


def test_a_unit_of_which_something_is_written_is_not_taken_off_with_it(cast: Cast) -> None:
    Campaign.objects.filter(pk=cast.campaign.pk).update(state="preparing")
    kept = services.extend_deadline(
        by=cast.hoa, campaign=cast.campaign, milestone="nop-so-lieu", document="7/CV",
        before=dt.date(2016, 11, 30), reason="Mưa lũ", participant=cast.a,
    )  # fmt: skip
    inspected = record_inspection(
        by=cast.hoa, participant=cast.b, held_on=dt.date(2016, 6, 3), text="Đủ.", document="45/KL"
    )
    for each in (cast.a, cast.b):
        with pytest.raises(Mistake, match="Đã có văn bản"):
            remove_participant(by=cast.hoa, participant=each)
    kept.refresh_from_db()
    inspected.refresh_from_db()
    remove_participant(by=cast.hoa, participant=cast.participant(cast.unit_e))
    assert not cast.campaign.participants.filter(unit=cast.unit_e).exists()


def test_after_a_merger_the_office_decides_which_form_goes_on(cast: Cast) -> None:
    continue_form(by=cast.hoa, kept=cast.a, ended=[cast.b], document="NQ 12")
    assert Participant.objects.get(pk=cast.b.pk).superseded_by == cast.a
    with pytest.raises(TooLate):
        forms.save_answers(
            by=cast.giang, participant=cast.b, criterion_id="1.3", values={"answer": "yes"}
        )
    with pytest.raises(Mistake):
        continue_form(by=cast.hoa, kept=cast.a, ended=[cast.a], document="NQ 12")


@pytest.mark.parametrize(
    ("milestone", "before", "document"),
    [
        ("submission", dt.date(2016, 11, 19), "QĐ"),
        ("submission", dt.date(2016, 11, 20), "QĐ"),
        ("submission", dt.date(2016, 11, 25), " "),
        ("none-such", dt.date(2016, 11, 25), "QĐ"),
    ],
)
def test_an_extension_runs_beyond_the_deadline_and_has_its_document(
    cast: Cast, milestone: str, before: dt.date, document: str
) -> None:
    """BT-7, DN-8: dates are the regulation's; only a recorded act moves one."""
    calendar = regulation_of(cast.campaign).file.calendar
    assert calendar is not None
    found = calendar.submission("so")
    assert found is not None
    with pytest.raises(Mistake):
        services.extend_deadline(
            by=cast.hoa,
            campaign=cast.campaign,
            milestone=found.id if milestone == "submission" else milestone,
            before=before,
            document=document,
            reason="bão",
        )
    assert not cast.campaign.extensions.exists()


def test_the_clock_of_a_real_campaign_is_the_servers(cast: Cast) -> None:
    real = services.create_campaign(
        by=cast.hoa,
        slug="that",
        title="Đợt thật",
        regulation=pin_from_library("thanh-hoa/2016-4289", 2016),
        standing_office=cast.office,
    )
    with pytest.raises(Mistake):
        services.set_clock(by=cast.hoa, campaign=real, to=dt.datetime(2016, 1, 1, tzinfo=HANOI))
    assert campaign_now(real) == dt.datetime(2016, 11, 1, 2, tzinfo=dt.UTC)


def test_nobody_but_the_office_moves_the_campaign(cast: Cast) -> None:
    campaign = Campaign.objects.get(pk=cast.campaign.pk)
    for who in (cast.an, cast.binh, cast.chi, cast.khanh, cast.minh, cast.quyen):
        with pytest.raises(NotAllowed):
            services.close_campaign(by=who, campaign=campaign)
        assert log_in(who).post(f"/dot/{SLUG}/trang-thai/").status_code == 404
    assert Campaign.objects.get(pk=campaign.pk).state == "open"
    assert list(verify_chain()) == []


def progress_shown(cast: Cast) -> dict[str, str]:
    """Each unit on the office's page of progress → what it says of it."""
    page = log_in(cast.hoa).get(f"/dot/{SLUG}/tien-do/").content.decode()
    rows = re.findall(r'<th role="rowheader".*?</td>', page, re.DOTALL)
    return dict(re.findall(r">([^<>]+?)</(?:a|span)>", each) for each in rows)


def test_the_office_follows_each_form_and_reminds_only_who_has_not_sent(
    cast: Cast, mailoutbox: list[object]
) -> None:
    """PT-12: the standing office follows progress and reminds."""
    units = ("Sở Ánh Sáng", "Sở Bưu Điện", "Huyện Đông", "Xã Em")
    assert progress_shown(cast) == dict.fromkeys(units, "Chưa mở")
    for by, participant in ((cast.an, cast.a), (cast.giang, cast.b)):
        forms.save_answers(
            by=by, participant=participant, criterion_id="1.3", values={"answer": "yes"}
        )
    forms.submit_assessment(by=cast.binh, participant=cast.a)
    shown = {"Sở Ánh Sáng": "Đã gửi", "Sở Bưu Điện": "Đang nhập"}
    assert progress_shown(cast) == {**dict.fromkeys(units, "Chưa mở"), **shown}
    assert "Đã nhận 1/4 phiếu." in log_in(cast.hoa).get(f"/dot/{SLUG}/").content.decode()
    page = log_in(cast.hoa).post(f"/dot/{SLUG}/nhac/", follow=True)
    assert "Đã xếp 3 thư nhắc" in page.content.decode()
    addresses = [each for mail in mailoutbox for each in mail.to]  # type: ignore[attr-defined]
    assert sorted(addresses) == sorted(each.email for each in (cast.giang, cast.dao, cast.en))
    assert log_in(cast.an).post(f"/dot/{SLUG}/nhac/").status_code == 403
