"""Which form decides where several came, and that what is scored is what that form says.

Phan Thiết: before 25/9/2020, five days of grace (PT-6), on paper or through the document
system, and no other e-mail (PT-5). The unit has written 4 meetings in time.
"""

from __future__ import annotations

import datetime as dt
import json

import pytest
from django.core import mail
from pytest_django import DjangoCaptureOnCommitCallbacks

from tests.web.assessments.test_channels import PHAN_THIET, Intake, intake
from tests.web.cast import holds, log_in
from tests.web.conftest import FrozenClock
from xephang.calendar import HANOI
from xephang.calendar.readings import Limit
from xephang.results import Verdict
from xephang.texts import Text
from xephang_web.accounts.models import Role, User
from xephang_web.assessments import services as forms
from xephang_web.assessments.lateness import decision_on, form_to_enter
from xephang_web.assessments.models import LatenessDecision, Receipt, Submission
from xephang_web.assessments.notices import tell_of_incomplete
from xephang_web.assessments.reminders import remind_units
from xephang_web.audit.models import Record
from xephang_web.audit.queries import verify_tables
from xephang_web.campaigns.models import Campaign, Participant
from xephang_web.campaigns.roster import exempt_participant
from xephang_web.campaigns.services import close_campaign
from xephang_web.results import services as results
from xephang_web.shared.errors import Mistake, TooLate


def day(month: int, of_month: int) -> dt.datetime:
    """Nine in the morning of a day of 2020."""
    return dt.datetime(2020, month, of_month, 9, tzinfo=HANOI)


@pytest.fixture
def desk(db: None, server_clock: FrozenClock) -> Intake:
    """Phan Thiết 2020, open from 1/9."""
    return intake(server_clock, *PHAN_THIET)


def meetings(desk: Intake) -> str | None:
    """What would be scored of the one answer."""
    sent = Submission.objects.filter(withdrawn_at__isnull=True).first()
    return json.loads(sent.content)["answers"]["1.3"]["meetings"] if sent else None


def sent_in_time(desk: Intake, clock: FrozenClock) -> Receipt:
    """The head sends the form on its last day; its receipt."""
    clock.at = day(9, 24)
    made = forms.submit_assessment(by=desk.head, participant=desk.unit)
    return Receipt.objects.select_related("participant__campaign").get(submission=made)


def decide(desk: Intake, verdict: LatenessDecision.Verdict) -> None:
    """The office decides the doubt as it is."""
    forms.decide_lateness(
        by=desk.office, participant=desk.unit, verdict=verdict, reason="đã xem", document="1/QĐ"
    )


@pytest.mark.parametrize(
    ("channel", "complete"), [("email", "yes"), ("paper", "no")], ids=["e-mail", "incomplete"]
)
def test_what_does_not_count_locks_nobody_out(
    desk: Intake, server_clock: FrozenClock, channel: str, complete: str
) -> None:
    """An e-mail or an incomplete paper is recorded; the unit completes and sends in its grace."""
    server_clock.at = day(9, 24)
    desk.record(channel, "24/09/2020", complete=complete)
    assert meetings(desk) is None, "nothing is frozen with it"
    server_clock.at = day(9, 28)
    desk.write(desk.head, "6")
    forms.submit_assessment(by=desk.head, participant=desk.unit)
    assert desk.result().verdict is Verdict.RANKED
    assert meetings(desk) == "6"


def test_a_form_declared_incomplete_is_completed_in_grace(
    desk: Intake, server_clock: FrozenClock
) -> None:
    """PHT-6: it stays received, so that withdrawing it takes no hope away; then it counts."""
    receipt = sent_in_time(desk, server_clock)
    server_clock.at = day(9, 26)
    with pytest.raises(TooLate):
        forms.withdraw_submission(by=desk.head, participant=desk.unit, reason="Sửa")
    forms.declare_completeness(
        by=desk.office, receipt=receipt, is_complete=False, note="thiếu phụ lục"
    )
    page = log_in(desk.head).get(f"/phieu/{desk.unit.pk}/muc/1/").content.decode()
    assert "thiếu phụ lục" in page
    assert desk.state() == "Nghi vấn"
    address = f"/phieu/{desk.unit.pk}/rut/"
    assert "mở để bổ sung" in log_in(desk.head).get(address).content.decode()
    assert log_in(desk.head).post(address, {"reason": "Bổ sung"}).status_code == 302
    assert desk.state() == "Nghi vấn", "what came in time stays received"
    with pytest.raises(Mistake, match="rút bản này"):
        forms.declare_completeness(by=desk.office, receipt=anew(receipt), is_complete=True, note="")
    server_clock.at = day(9, 28)
    desk.write(desk.head, "7")
    forms.submit_assessment(by=desk.head, participant=desk.unit)
    assert desk.state() == "Gửi trễ"
    assert desk.result().verdict is Verdict.RANKED
    assert meetings(desk) == "7"
    assert list(verify_tables()) == []


def test_a_complete_paper_does_not_score_the_incomplete_form(
    desk: Intake, server_clock: FrozenClock
) -> None:
    """The paper decides, so the office enters the paper; nothing is published before."""
    receipt = sent_in_time(desk, server_clock)
    forms.declare_completeness(by=desk.office, receipt=receipt, is_complete=False, note="thiếu")
    server_clock.at = day(10, 20)
    desk.record("paper", "24/09/2020")
    paper = Receipt.objects.get(channel="paper")
    assert form_to_enter(desk.unit) == paper
    enter(desk, paper, "9")
    assert meetings(desk) == "9"
    assert form_to_enter(desk.unit) is None
    assert desk.result().verdict is Verdict.RANKED


@pytest.mark.parametrize("is_sent", [True, False], ids=["sent", "draft"])
def test_figures_written_after_the_deadline_do_not_pass_for_a_paper_in_time(
    desk: Intake, server_clock: FrozenClock, *, is_sent: bool
) -> None:
    """Recorded before or after: what was typed later is held against the paper by a person."""
    server_clock.at = day(9, 28)
    desk.write(desk.head, "99")
    if is_sent:
        forms.submit_assessment(by=desk.head, participant=desk.unit)
    server_clock.at = day(10, 20)
    desk.record("paper", "20/09/2020")
    paper = Receipt.objects.get(channel="paper")
    assert form_to_enter(desk.unit) == paper
    campaign = Campaign.objects.get(pk=desk.campaign.pk)
    close_campaign(by=desk.office, campaign=campaign)
    assert results.unentered_forms(campaign) == [desk.unit]
    with pytest.raises(Mistake, match="Phòng Ánh Sáng"):
        results.lay_before_council(by=desk.office, campaign=campaign)
    way = log_in(desk.office).get("/dot/dot/ket-qua/").content.decode()
    assert "Phòng Ánh Sáng: phiếu đã nhận, chưa nhập số liệu" in way
    assert f'href="/phieu/{desk.unit.pk}/tiep-nhan/"' in way
    assert 'value="council"' not in way
    enter(desk, paper, "4")
    assert meetings(desk) == "4"
    assert results.unentered_forms(campaign) == []
    assert desk.result().verdict is Verdict.RANKED


def enter(desk: Intake, paper: Receipt, figure: str) -> None:
    """The office does on the page what has to be done for a form that decides."""
    address = f"/phieu/{desk.unit.pk}/tiep-nhan/"
    office = log_in(desk.office)
    page = office.get(address).content.decode()
    assert "chưa có số liệu trên hệ thống" in page
    if meetings(desk) is not None:
        assert "Mở lại để nhập theo bản này" in page
        assert office.post(address, {"set_aside": paper.pk, "reason": ""}).status_code == 400
        assert meetings(desk) is not None
        said = {"set_aside": paper.pk, "reason": "Bản giấy đến trước"}
        assert office.post(address, said).status_code == 302
        with pytest.raises(TooLate):
            desk.write(desk.head, "1000")
    saved = office.post(f"/phieu/{desk.unit.pk}/luu/1.3/", {"meetings": figure})
    assert saved.status_code < 400
    assert office.post(address, {"data_of": paper.pk}).status_code == 302


def anew(receipt: Receipt) -> Receipt:
    """The receipt as it stands now."""
    return Receipt.objects.select_related("participant__campaign", "submission").get(pk=receipt.pk)


def test_a_late_form_set_aside_for_a_paper_that_was_none_stays_received(
    desk: Intake, server_clock: FrozenClock
) -> None:
    """The office takes its word on the paper back: the unit is late in grace, and not missing."""
    server_clock.at = day(9, 28)
    forms.submit_assessment(by=desk.head, participant=desk.unit)
    desk.record("paper", "20/09/2020")
    paper = Receipt.objects.get(channel="paper")
    forms.set_data_aside(by=desk.office, receipt=paper, reason="Bản giấy đến trước")
    forms.declare_completeness(by=desk.office, receipt=anew(paper), is_complete=False, note="x")
    assert desk.state() == "Gửi trễ"
    sent = Receipt.objects.get(channel="application")
    assert form_to_enter(desk.unit) == sent
    forms.keep_data_of_paper(by=desk.office, receipt=anew(sent))
    assert desk.result().verdict is Verdict.RANKED
    assert meetings(desk) == "4"


@pytest.mark.parametrize("verdict", list(LatenessDecision.Verdict))
def test_a_decision_holds_for_the_doubt_that_it_answers(
    desk: Intake, server_clock: FrozenClock, verdict: LatenessDecision.Verdict
) -> None:
    """What was decided on an e-mail decides nothing about a paper that is found later."""
    server_clock.at = day(10, 20)
    desk.record("email", "24/09/2020")
    decide(desk, verdict)
    assert decision_on(desk.unit) is not None
    expected = "Gửi trễ" if verdict == "accepted" else "Không đánh giá"
    assert desk.state() == expected
    desk.record("paper", "01/10/2020")  # in time by working days, too late by days
    assert decision_on(desk.unit) is None
    assert desk.state() == "Nghi vấn"
    assert desk.result().verdict is Verdict.PENDING
    page = log_in(desk.office).get(f"/phieu/{desk.unit.pk}/nghi-van/").content.decode()
    assert "Nay hồ sơ đã khác" in page
    decide(desk, LatenessDecision.Verdict.NOT_ASSESSED)
    assert desk.state() == "Không đánh giá"
    assert desk.result().verdict is Verdict.NOT_ASSESSED_LATE
    assert Record.objects.filter(act="lateness.decided").count() == 2


def test_an_accepted_e_mail_is_entered_by_the_office(
    desk: Intake, server_clock: FrozenClock
) -> None:
    """Accepted and without data is no result: it is named until somebody has entered it."""
    server_clock.at = day(10, 20)
    desk.record("email", "24/09/2020")
    decide(desk, LatenessDecision.Verdict.ACCEPTED)
    campaign = Campaign.objects.get(pk=desk.campaign.pk)
    assert results.unentered_forms(campaign) == [desk.unit]
    email = Receipt.objects.get()
    forms.keep_data_of_paper(by=desk.office, receipt=email)
    assert results.unentered_forms(campaign) == []
    assert desk.result().verdict is Verdict.RANKED


def test_a_draft_that_is_not_the_paper_is_put_right_by_the_office(
    desk: Intake, server_clock: FrozenClock
) -> None:
    """Frozen with the paper was what the unit had begun to write: the office opens it again."""
    server_clock.at = day(10, 20)
    desk.record("paper", "20/09/2020")
    paper = Receipt.objects.get()
    assert meetings(desk) == "4"
    address = f"/phieu/{desk.unit.pk}/tiep-nhan/"
    office = log_in(desk.office)
    assert "Mở lại để nhập theo bản này" in office.get(address).content.decode()
    said = {"set_aside": paper.pk, "reason": "Bản giấy ghi 6"}
    assert office.post(address, said).status_code == 302
    assert form_to_enter(desk.unit) == anew(paper)
    office.post(f"/phieu/{desk.unit.pk}/luu/1.3/", {"meetings": "6"})
    assert office.post(address, {"data_of": paper.pk}).status_code == 302
    assert meetings(desk) == "6"
    assert form_to_enter(desk.unit) is None
    assert list(verify_tables()) == []


def test_an_accepted_e_mail_is_scored_by_what_it_says(
    desk: Intake, server_clock: FrozenClock
) -> None:
    """Not by what was sent weeks later, in the application or on paper."""
    server_clock.at = day(10, 20)
    desk.record("email", "24/09/2020")
    desk.write(desk.head, "99")
    forms.submit_assessment(by=desk.head, participant=desk.unit)
    decide(desk, LatenessDecision.Verdict.ACCEPTED)
    email = Receipt.objects.get(channel="email")
    assert form_to_enter(desk.unit) == email
    enter(desk, email, "4")
    assert meetings(desk) == "4"
    assert form_to_enter(desk.unit) is None
    desk.record("email", "19/10/2020")
    assert decision_on(desk.unit) is not None, "another e-mail decides nothing"
    assert desk.result().verdict is Verdict.RANKED


def test_data_belong_to_the_form_that_they_were_entered_from(
    desk: Intake, server_clock: FrozenClock
) -> None:
    """A paper entered, declared incomplete and complete again; and the late form between."""
    server_clock.at = day(9, 28)
    desk.write(desk.head, "99")
    forms.submit_assessment(by=desk.head, participant=desk.unit)
    desk.record("paper", "20/09/2020")
    paper, sent = (Receipt.objects.get(channel=each) for each in ("paper", "application"))
    enter(desk, paper, "4")
    forms.declare_completeness(by=desk.office, receipt=anew(paper), is_complete=False, note="x")
    assert form_to_enter(desk.unit) == sent
    enter(desk, sent, "99")
    assert form_to_enter(desk.unit) is None
    forms.declare_completeness(by=desk.office, receipt=anew(paper), is_complete=True, note="")
    assert form_to_enter(desk.unit) == paper
    enter(desk, paper, "4")
    assert meetings(desk) == "4"
    assert form_to_enter(desk.unit) is None


def test_a_form_that_the_office_entered_anew_is_completed_if_it_is_incomplete(
    desk: Intake, server_clock: FrozenClock
) -> None:
    """The unit took its data back, the office entered the paper, and the paper lacks something."""
    server_clock.at = day(9, 20)
    desk.record("paper", "19/09/2020")
    forms.withdraw_submission(by=desk.head, participant=desk.unit, reason="Sửa")
    server_clock.at = day(9, 26)
    paper = Receipt.objects.get()
    forms.keep_data_of_paper(by=desk.office, receipt=anew(paper))
    forms.declare_completeness(by=desk.office, receipt=anew(paper), is_complete=False, note="x")
    forms.withdraw_submission(by=desk.head, participant=desk.unit, reason="Bổ sung")
    desk.write(desk.head, "8")
    forms.submit_assessment(by=desk.head, participant=desk.unit)
    assert desk.result().verdict is Verdict.RANKED


def test_no_doubt_is_decided_that_was_not_seen(desk: Intake, server_clock: FrozenClock) -> None:
    """A page opened on an e-mail decides nothing about the paper that came meanwhile."""
    server_clock.at = day(10, 20)
    desk.record("email", "24/09/2020")
    office, address = log_in(desk.office), f"/phieu/{desk.unit.pk}/nghi-van/"
    seen = office.get(address).context["doubt"]
    desk.record("paper", "01/10/2020")
    said = {"verdict": "not_assessed", "reason": "x", "document": "1/QĐ", "doubt": seen}
    assert office.post(address, said).status_code == 409
    assert not LatenessDecision.objects.exists()
    said["doubt"] = office.get(address).context["doubt"]
    assert office.post(address, said).status_code == 302


def test_what_decides_nothing_leaves_a_decision_standing(
    desk: Intake, server_clock: FrozenClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Another copy that came later, and other words for the same readings."""
    server_clock.at = day(10, 20)
    desk.record("paper", "01/10/2020")
    decide(desk, LatenessDecision.Verdict.NOT_ASSESSED)
    desk.record("paper", "02/10/2020")
    desk.record("email", "03/10/2020")
    assert decision_on(desk.unit) is not None
    said = Text("cách hiểu khác", "another reading")
    monkeypatch.setattr(Limit, "as_text", lambda _limit: said)
    assert decision_on(desk.unit) is not None
    assert desk.result().verdict is Verdict.NOT_ASSESSED_LATE


def test_who_works_in_the_office_and_in_the_unit_enters_the_paper_too(
    desk: Intake, server_clock: FrozenClock
) -> None:
    """Or a form would stay unentered for good where the office has one person."""
    holds(desk.office, Role.FOCAL_PERSON, desk.unit.unit)
    desk.office = User.objects.get(pk=desk.office.pk)
    desk.write(desk.head, "")
    server_clock.at = day(9, 20)
    desk.record("paper", "19/09/2020")
    desk.write(desk.office, "5")
    assert not forms.enters_for_paper(desk.office, desk.unit), "in time they write as the unit"
    server_clock.at = day(10, 20)
    close_campaign(by=desk.office, campaign=Campaign.objects.get(pk=desk.campaign.pk))
    form = Participant.objects.select_related("campaign__regulation", "unit").get(pk=desk.unit.pk)
    forms.save_answers(
        by=desk.office, participant=form, criterion_id="1.3", values={"meetings": "4"}
    )
    with pytest.raises(TooLate):
        forms.save_answers(
            by=desk.head, participant=form, criterion_id="1.3", values={"meetings": "9"}
        )
    forms.keep_data_of_paper(by=desk.office, receipt=Receipt.objects.get())
    assert meetings(desk) == "4"


def test_what_the_office_accepts_incomplete_the_unit_may_complete(
    desk: Intake, server_clock: FrozenClock
) -> None:
    """Its own form is then another one, and looked at again."""
    server_clock.at = day(10, 20)
    desk.record("paper", "24/09/2020", complete="no")
    decide(desk, LatenessDecision.Verdict.ACCEPTED)
    desk.write(desk.head, "8")
    forms.submit_assessment(by=desk.head, participant=desk.unit)
    assert desk.state() == "Nghi vấn"
    decide(desk, LatenessDecision.Verdict.ACCEPTED)
    assert desk.result().verdict is Verdict.RANKED
    assert meetings(desk) == "8"


def test_data_that_came_as_much_in_time_stand_for_the_paper(
    desk: Intake, server_clock: FrozenClock
) -> None:
    """Sent on paper and in the application, both in time: nothing is gained, nobody types."""
    server_clock.at = day(9, 24)
    forms.submit_assessment(by=desk.head, participant=desk.unit)
    desk.record("paper", "20/09/2020")
    assert form_to_enter(desk.unit) is None
    paper = Receipt.objects.get(channel="paper")
    with pytest.raises(Mistake):
        forms.set_data_aside(by=desk.office, receipt=paper, reason="x")
    with pytest.raises(Mistake):
        forms.keep_data_of_paper(by=desk.office, receipt=paper)


def test_who_is_exempt_takes_nothing_back(desk: Intake, server_clock: FrozenClock) -> None:
    """What could not be sent again stays as it is."""
    server_clock.at = day(9, 14)
    forms.submit_assessment(by=desk.head, participant=desk.unit)
    exempt_participant(by=desk.office, participant=desk.unit, reason="giải thể", document="9/QĐ")
    desk.unit.refresh_from_db()
    with pytest.raises(TooLate, match="miễn"):
        forms.withdraw_submission(by=desk.head, participant=desk.unit, reason="Sửa")


def test_who_has_to_send_again_is_reminded(desk: Intake, server_clock: FrozenClock) -> None:
    """Its form came and does not count: that is no reason to let the deadline pass in silence."""
    receipt = sent_in_time(desk, server_clock)
    others = 1  # the unit that looks on has sent nothing, and has a head

    def reminded() -> int:
        return remind_units(by=desk.office, campaign=desk.campaign)[0]

    assert reminded() == others
    forms.declare_completeness(by=desk.office, receipt=receipt, is_complete=False, note="thiếu")
    assert reminded() == others, "its form is still there, to be taken back"
    forms.withdraw_submission(by=desk.head, participant=desk.unit, reason="Bổ sung")
    assert reminded() == others + 1
    forms.submit_assessment(by=desk.head, participant=desk.unit)
    assert reminded() == others


def test_the_unit_is_told_once_that_its_form_is_incomplete(
    desk: Intake,
    server_clock: FrozenClock,
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    """Who does not know cannot complete it; what is missing is read in the application."""
    receipt = sent_in_time(desk, server_clock)
    for is_complete in (False, True, False):
        with django_capture_on_commit_callbacks(execute=True):
            forms.declare_completeness(
                by=desk.office, receipt=anew(receipt), is_complete=is_complete, note="thiếu phụ lục"
            )
    assert [each.to for each in mail.outbox] == [[desk.head.email]] * 2, "each time it is declared"
    assert "Phòng Ánh Sáng" in mail.outbox[0].body
    assert "phụ lục" not in mail.outbox[0].body
    tell_of_incomplete.call(receipt.pk)
    assert len(mail.outbox) == 2, "a task that runs again finds it told"
    with django_capture_on_commit_callbacks(execute=True):
        desk.record("paper", "24/09/2020", complete="no")
    assert len(mail.outbox) == 3
