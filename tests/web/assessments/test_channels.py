"""By which way a form came: PT-5 and BT-5 name the channels, PT-6 what waits for the office."""

from __future__ import annotations

import datetime as dt
import json
import re
from dataclasses import dataclass
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from tests.web.cast import holds, log_in, person
from tests.web.conftest import FrozenClock
from xephang.calendar import HANOI
from xephang.results import UnitResult, Verdict, assess
from xephang_web.accounts.models import Role, User
from xephang_web.assessments import services as forms
from xephang_web.assessments.handover import core_campaign
from xephang_web.assessments.models import Receipt, Submission
from xephang_web.audit.models import Record
from xephang_web.campaigns.models import Campaign, Participant
from xephang_web.campaigns.pinning import pin_from_library
from xephang_web.campaigns.queries import regulation_of
from xephang_web.campaigns.roster import add_participants
from xephang_web.campaigns.services import create_campaign, open_campaign
from xephang_web.organisations.models import UnitKind
from xephang_web.organisations.services import create_unit
from xephang_web.shared.errors import Mistake, NotAllowed, TooLate

SCAN = b"%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n"
PHAN_THIET = ("phan-thiet/2020-4487", 2020, "phong")
BINH_THUAN = ("binh-thuan/2019-1867", 2019, "so")


@dataclass
class Intake:
    """One office, and a unit whose head has filled in an answer; another unit looks on."""

    office: User
    head: User
    stranger: User
    campaign: Campaign
    unit: Participant

    def record(self, channel: str, stamped_on: str, **more: Any) -> None:
        """The office enters a form that came on paper or in a mailbox."""
        said = {"channel": channel, "stamped_on": stamped_on, "complete": "yes", **more}
        said.setdefault("note", "" if "scan" in more else "bản quét gửi sau")
        answer = log_in(self.office).post(f"/phieu/{self.unit.pk}/tiep-nhan/", said)
        assert answer.status_code == 302

    def write(self, by: User, meetings: str) -> None:
        """Somebody writes the one answer of the unit's form."""
        forms.save_answers(
            by=by, participant=self.unit, criterion_id="1.3", values={"meetings": meetings}
        )

    def state(self) -> str:
        """The words beside the unit on the office's page of progress."""
        page = log_in(self.office).get(f"/dot/{self.campaign.slug}/tien-do/").content.decode()
        row = next(each for each in page.split("<tr ") if "Phòng Ánh Sáng" in each)
        found = re.search(r'class="xh-st [^"]*">([^<]+)<', row)
        assert found is not None
        return found[1]

    def result(self) -> UnitResult:
        """What the core makes of the unit on the campaign as it is handed over."""
        campaign = Campaign.objects.get(pk=self.campaign.pk)
        return assess(regulation_of(campaign), core_campaign(campaign)).units["G.A"]


def intake(clock: FrozenClock, regulation: str, year: int, group: str) -> Intake:
    """A campaign of that regulation, open from 1/9."""
    clock.at = dt.datetime(year, 9, 1, 9, tzinfo=HANOI)
    kind = UnitKind.objects.create(code="unit", name="Đơn vị", level="city")
    root = create_unit(by=None, code="G", name="UBND", kind=kind)
    desk = create_unit(by=None, code="G.TT", name="Cơ quan thường trực", kind=kind, parent=root)
    units = [
        create_unit(by=None, code=code, name=name, kind=kind, parent=root)
        for code, name in (("G.A", "Phòng Ánh Sáng"), ("G.B", "Phòng Bưu Điện"))
    ]
    office = holds(person("Hoa"), Role.STANDING_OFFICE, desk)
    campaign = create_campaign(
        by=office,
        slug="dot",
        title="Đợt",
        regulation=pin_from_library(regulation, year),
        standing_office=desk,
    )
    unit, _other = add_participants(by=office, campaign=campaign, units=units, group=group)
    open_campaign(by=office, campaign=campaign)
    head = holds(person("Bình"), Role.HEAD, units[0])
    forms.save_answers(by=head, participant=unit, criterion_id="1.3", values={"meetings": "4"})
    return Intake(
        office=office,
        head=head,
        stranger=holds(person("Châu"), Role.HEAD, units[1]),
        campaign=campaign,
        unit=unit,
    )


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("where", "channel", "words", "stamp"),
    [
        (PHAN_THIET, "paper", "Bản giấy", dt.date(2020, 9, 24)),
        (BINH_THUAN, "official_mailbox", "Hộp thư công vụ", dt.date(2019, 9, 14)),
    ],
    ids=["PT-5", "BT-5"],
)
def test_a_form_on_paper_or_by_the_official_mailbox_counts_by_its_stamp_and_keeps_its_scan(
    server_clock: FrozenClock,
    where: tuple[str, int, str],
    channel: str,
    words: str,
    stamp: dt.date,
) -> None:
    """PT-5, BT-5: entered long after the deadline, in time by its stamp of the last day."""
    desk = intake(server_clock, *where)
    server_clock.at = dt.datetime(stamp.year, 10, 20, 9, tzinfo=HANOI)
    assert desk.state() == "Chưa nộp"
    shown = stamp.strftime("%d/%m/%Y")
    scan = SimpleUploadedFile("phieu.pdf", SCAN, content_type="application/pdf")
    desk.record(channel, shown, reference="12/CV", scan=scan)
    receipt = Receipt.objects.get()
    assert (receipt.channel, receipt.stamped_on) == (channel, stamp)
    assert receipt.scan is not None
    file = f"/phieu/{desk.unit.pk}/tep/{receipt.scan_id}/"
    for user in (desk.office, desk.head):
        page = log_in(user).get(f"/phieu/{desk.unit.pk}/bien-nhan/").content.decode()
        for said in (words, shown, "12/CV", "Đúng hạn", file):
            assert said in page, said
        sent = log_in(user).get(file)
        assert b"".join(sent) == SCAN
        # What a server does once the answer is sent.
        for close in sent._resource_closers:  # type: ignore[attr-defined]
            close()
    assert log_in(desk.stranger).get(file).status_code == 404
    assert desk.state() == "Đã gửi"
    assert desk.result().verdict is Verdict.RANKED


@pytest.mark.django_db
@pytest.mark.parametrize("where", [PHAN_THIET, BINH_THUAN], ids=["PT-5", "BT-5"])
def test_a_form_sent_in_the_browser_has_come_without_the_office(
    server_clock: FrozenClock,
    where: tuple[str, int, str],
) -> None:
    """PT-5, BT-5: the application is the document system that the texts permit."""
    desk = intake(server_clock, *where)
    head = log_in(desk.head)
    seen = head.get(f"/phieu/{desk.unit.pk}/soat/").context["digest"]
    page = head.post(f"/phieu/{desk.unit.pk}/gui/", {"digest": seen}, follow=True).content.decode()
    assert Submission.objects.get().digest in page
    assert "Gửi trên Xếp Hạng" in page
    assert "Đúng hạn" in page
    assert desk.state() == "Đã gửi"
    assert desk.result().verdict is Verdict.RANKED


@pytest.mark.django_db
def test_a_form_that_came_by_mail_alone_is_for_a_person(server_clock: FrozenClock) -> None:
    """PT-5: an e-mail alone is no form; nobody is shut out for it without a decision."""
    desk = intake(server_clock, *PHAN_THIET)
    server_clock.at = dt.datetime(2020, 10, 20, 9, tzinfo=HANOI)
    desk.record("email", "24/09/2020")
    assert desk.state() == "Nghi vấn"
    assert desk.result().verdict is Verdict.PENDING


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("stamp", "state", "verdict"),
    [
        ("24/09/2020", "Đã gửi", Verdict.RANKED),
        ("30/09/2020", "Gửi trễ", Verdict.RANKED),
        ("01/10/2020", "Nghi vấn", Verdict.PENDING),
        ("02/10/2020", "Nghi vấn", Verdict.PENDING),
        ("03/10/2020", "Không đánh giá", Verdict.NOT_ASSESSED_LATE),
    ],
)
def test_beyond_grace_is_not_assessed_and_what_hangs_on_the_reading_is_doubtful(
    server_clock: FrozenClock, stamp: str, state: str, verdict: Verdict
) -> None:
    """PT-6: "after 5 days" is 30/9 by calendar days, and 2/10 by working days."""
    desk = intake(server_clock, *PHAN_THIET)
    server_clock.at = dt.datetime(2020, 10, 20, 9, tzinfo=HANOI)
    desk.record("paper", stamp)
    assert desk.state() == state
    assert desk.result().verdict is verdict


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("decided", "state", "verdict"),
    [
        ("accepted", "Gửi trễ", Verdict.RANKED),
        ("not_assessed", "Không đánh giá", Verdict.NOT_ASSESSED_LATE),
    ],
)
def test_a_doubtful_case_waits_for_the_office_which_reads_both_readings_and_decides(
    server_clock: FrozenClock, decided: str, state: str, verdict: Verdict
) -> None:
    """PT-6: it stands among what waits, and no decision goes without reason and document."""
    desk = intake(server_clock, *PHAN_THIET)
    server_clock.at = dt.datetime(2020, 10, 20, 9, tzinfo=HANOI)
    desk.record("paper", "01/10/2020")
    office = log_in(desk.office)
    address = f"/phieu/{desk.unit.pk}/nghi-van/"
    assert address in office.get("/dot/dot/").content.decode()
    page = office.get(address).content.decode()
    assert "Các cách hiểu" in page
    assert "30/09/2020" in page
    assert "02/10/2020" in page
    said = {"verdict": decided, "reason": "Bưu điện nghỉ", "document": "12/QĐ"}
    assert log_in(desk.head).post(address, said).status_code == 404
    assert office.post(address, {**said, "document": ""}).status_code == 400
    assert desk.result().verdict is Verdict.PENDING, "until it is decided"
    assert office.post(address, said).status_code == 302
    assert desk.state() == state
    assert desk.result().verdict is verdict
    assert address not in office.get("/dot/dot/").content.decode()


@pytest.mark.django_db
@pytest.mark.parametrize("where", [PHAN_THIET, BINH_THUAN], ids=["PT-5", "BT-5"])
def test_what_came_on_paper_in_time_is_entered_by_the_office_and_not_written_anew_by_the_unit(
    server_clock: FrozenClock, where: tuple[str, int, str]
) -> None:
    """PT-5, BT-5: no unit sends other figures weeks late under the stamp of a paper."""
    desk = intake(server_clock, *where)
    desk.write(desk.head, "")
    channel = "paper" if where is PHAN_THIET else "official_mailbox"
    stamp = dt.date(where[1], 9, 12)
    server_clock.at = dt.datetime(where[1], 10, 20, 9, tzinfo=HANOI)
    desk.record(channel, stamp.strftime("%d/%m/%Y"))
    assert desk.result().verdict is Verdict.PENDING, "a receipt, and nothing to score"
    with pytest.raises(TooLate, match="cơ quan thường trực nhập"):
        desk.write(desk.head, "9")
    with pytest.raises(TooLate):
        forms.submit_assessment(by=desk.head, participant=desk.unit)
    address = f"/phieu/{desk.unit.pk}"
    office = log_in(desk.office)
    page = office.get(f"{address}/tiep-nhan/").content.decode()
    assert "Nhập số liệu" in page
    receipt = Receipt.objects.get()
    with pytest.raises(Mistake, match="chưa có số liệu"):
        forms.keep_data_of_paper(by=desk.office, receipt=receipt)
    assert "Bạn nhập số liệu theo phiếu đã nhận" in office.get(f"{address}/muc/1/").content.decode()
    saved = office.post(f"{address}/luu/1.3/", {"meetings": "4"})
    assert saved.status_code < 400
    assert log_in(desk.stranger).post(f"{address}/luu/1.3/", {"meetings": "8"}).status_code == 404
    assert office.post(f"{address}/tiep-nhan/", {"data_of": receipt.pk}).status_code == 302
    receipt.refresh_from_db()
    assert receipt.submission is not None
    assert json.loads(receipt.submission.content)["answers"]["1.3"] == {"meetings": "4"}
    assert desk.result().verdict is Verdict.RANKED
    assert Record.objects.filter(act="receipt.data_entered").count() == 1
    with pytest.raises(NotAllowed):
        desk.write(desk.office, "5")


@pytest.mark.django_db
def test_a_form_taken_back_after_its_paper_came_is_not_sent_anew_after_the_deadline(
    server_clock: FrozenClock,
) -> None:
    """The stamp stays, so what it stands for does."""
    desk = intake(server_clock, *PHAN_THIET)
    server_clock.at = dt.datetime(2020, 9, 14, 9, tzinfo=HANOI)
    desk.record("paper", "12/09/2020")
    forms.withdraw_submission(by=desk.head, participant=desk.unit, reason="Sửa")
    desk.write(desk.head, "5")
    server_clock.at = dt.datetime(2020, 10, 20, 9, tzinfo=HANOI)
    with pytest.raises(TooLate, match="12/09/2020"):
        forms.submit_assessment(by=desk.head, participant=desk.unit)
    forms.keep_data_of_paper(by=desk.office, receipt=Receipt.objects.get())
    assert desk.result().verdict is Verdict.RANKED
    with pytest.raises(Mistake, match="đã có số liệu"):
        forms.keep_data_of_paper(by=desk.office, receipt=Receipt.objects.get())


@pytest.mark.django_db
def test_a_form_recorded_without_its_scan_says_why(server_clock: FrozenClock) -> None:
    desk = intake(server_clock, *PHAN_THIET)
    said = {"channel": "paper", "stamped_on": "01/09/2020", "complete": "yes"}
    answer = log_in(desk.office).post(f"/phieu/{desk.unit.pk}/tiep-nhan/", said)
    assert answer.status_code == 400
    assert "Gắn bản quét, hoặc ghi chú vì sao chưa có." in answer.content.decode()
    assert not Receipt.objects.exists()


@pytest.mark.django_db
def test_two_forms_on_two_channels_are_set_side_by_side(server_clock: FrozenClock) -> None:
    """When each came, and at which criteria their figures differ."""
    desk = intake(server_clock, *PHAN_THIET)
    server_clock.at = dt.datetime(2020, 9, 14, 9, tzinfo=HANOI)
    desk.record("paper", "12/09/2020")
    forms.withdraw_submission(by=desk.head, participant=desk.unit, reason="Sửa")
    desk.write(desk.head, "5")
    forms.submit_assessment(by=desk.head, participant=desk.unit)
    told = " ".join(forms.channel_conflicts(desk.unit))
    assert "12/09/2020" in told
    assert "14/09/2020 09:00" in told
    assert "tiêu chí: 1.3" in told
