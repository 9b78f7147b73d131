"""A unit that was left out wrongly: it says so, the fact is recorded, the council answers.

Bình Thuận, where a form more than five working days late is not assessed (BT-6). A's letter
came in time and lay in a drawer; what it sent in the application came weeks late.
"""

from __future__ import annotations

import datetime as dt
from http import HTTPStatus

import pytest

from tests.web.cast import Cast, holds, log_in, make_cast, person
from tests.web.second_half import (
    Council,
    campaign_of,
    judge_rest,
    plain_finding,
    seat_council,
)
from xephang.calendar import HANOI
from xephang_web.accounts.models import Role, User
from xephang_web.appraisal import services as appraisal
from xephang_web.appraisal.ledger import read_ledger
from xephang_web.appraisal.models import CouncilSession
from xephang_web.assessments import services as forms
from xephang_web.assessments.models import Receipt
from xephang_web.audit.models import Record
from xephang_web.audit.queries import verify_chain, verify_tables
from xephang_web.campaigns.models import Participant
from xephang_web.campaigns.roster import exempt_participant
from xephang_web.campaigns.services import close_campaign, set_clock
from xephang_web.results import services as results
from xephang_web.results.models import Appeal
from xephang_web.results.runs import last_run, read_run
from xephang_web.shared.errors import Conflict, Mistake, NotAllowed, TooLate

TEXT = "Công văn số 12 gửi ngày 10/9, đến ngày 11/9."


def at(month: int, day: int) -> dt.datetime:
    """Nine in the morning of a day of 2019."""
    return dt.datetime(2019, month, day, 9, tzinfo=HANOI)


@pytest.fixture
def announced(db: None) -> tuple[Cast, Council]:
    """The preliminary results are out: B is assessed, A's form came too late."""
    cast = make_cast("binh-thuan/2019-1867", 2019)
    holds(person("Châu"), Role.HEAD, cast.unit_b)
    council = seat_council(cast)
    set_clock(by=cast.hoa, campaign=cast.campaign, to=at(9, 2))
    for by, participant in ((cast.an, cast.a), (cast.giang, cast.b)):
        forms.save_answers(
            by=by, participant=participant, criterion_id="1.1", values={"plan": "on_time"}
        )
    forms.submit_assessment(by=head_of_b(), participant=cast.b)
    set_clock(by=cast.hoa, campaign=campaign_of(cast), to=at(10, 10))
    forms.submit_assessment(by=cast.binh, participant=cast.a)
    close_campaign(by=cast.hoa, campaign=campaign_of(cast))
    judge_rest(cast.chi, cast.b)
    results.lay_before_council(by=cast.hoa, campaign=campaign_of(cast))
    results.announce_preliminary(
        by=cast.hoa, campaign=campaign_of(cast), appeals_before=dt.date(2019, 10, 30)
    )
    return cast, council


def head_of_b() -> User:
    """Châu."""
    return User.objects.get(full_name="Châu")


def verdict_of(cast: Cast, unit: str) -> str:
    """What the latest run says of a unit."""
    run = last_run(campaign_of(cast))
    assert run is not None
    return str(read_run(run).units[unit]["verdict"])


def session_of(cast: Cast, council: Council) -> CouncilSession:
    """The council meets once more."""
    return appraisal.open_session(
        by=council.dung,
        campaign=campaign_of(cast),
        held_on=dt.date(2019, 10, 12),
        present=council.all,
    )


def letter_found(cast: Cast, *, is_complete: bool = True) -> Receipt:
    """The office records the letter with the day of its stamp."""
    return forms.record_receipt(
        by=cast.hoa,
        participant=anew(cast.a),
        channel="document_system",
        note="bản quét gửi sau",
        stamped_on=dt.date(2019, 9, 11),
        reference="12/CV",
        is_complete=is_complete,
    )


def letter_entered(cast: Cast, receipt: Receipt) -> None:
    """What was sent weeks late is set aside, and what the letter says is entered."""
    with pytest.raises(Mistake, match="gửi trên hệ thống"):
        forms.keep_data_of_paper(by=cast.hoa, receipt=receipt)
    assert results.unentered_forms(campaign_of(cast)) == [cast.a]
    forms.set_data_aside(by=cast.hoa, receipt=receipt, reason="Công văn đến đúng hạn")
    forms.keep_data_of_paper(by=cast.hoa, receipt=receipt)
    assert results.unentered_forms(campaign_of(cast)) == []


def anew(participant: Participant) -> Participant:
    """The unit on the roster, with its campaign as it stands now."""
    return Participant.objects.select_related("campaign__regulation").get(pk=participant.pk)


def disputes(cast: Cast) -> Appeal:
    """A's head disputes that A is not assessed."""
    return results.file_appeal(
        by=cast.binh, participant=anew(cast.a), criterion_id="", text=TEXT, file=None
    )


def test_a_unit_that_was_left_out_wrongly_is_heard_and_ranked(
    announced: tuple[Cast, Council],
) -> None:
    cast, council = announced
    assert verdict_of(cast, "T.A") == "not_assessed_late"
    page = log_in(cast.binh).get(f"/phieu/{cast.a.pk}/ket-qua/").content.decode()
    assert "Việc không được đánh giá" in page
    log_in(cast.binh).post(f"/phieu/{cast.a.pk}/kien-nghi/", {"criterion": "", "text": TEXT})
    appeal = Appeal.objects.get()
    address = f"/dot/thanh-hoa-2016/kien-nghi/{appeal.pk}/"
    session = session_of(cast, council)
    with pytest.raises(Mistake, match="vẫn chưa được đánh giá"):
        results.uphold_standing(by=council.dung, appeal=appeal, answer="đúng", seen_ripple="[]")
    assert "chưa được đánh giá" in log_in(council.dung).get(address).content.decode()

    letter = letter_found(cast, is_complete=False)
    with pytest.raises(Mistake, match="vẫn chưa được đánh giá"):  # a doubt that nobody decided
        results.uphold_standing(by=council.dung, appeal=appeal, answer="đúng", seen_ripple="[]")
    forms.declare_completeness(by=cast.hoa, receipt=letter, is_complete=True, note="")
    with pytest.raises(Mistake, match="vẫn chưa được đánh giá"):  # and nothing entered
        results.uphold_standing(by=council.dung, appeal=appeal, answer="đúng", seen_ripple="[]")
    letter_entered(cast, letter)
    shown = log_in(council.dung).get(address)
    moved = shown.context["seen_ripple"]
    assert "T.A" in moved
    with pytest.raises(Conflict):
        results.uphold_standing(by=council.dung, appeal=appeal, answer="đúng", seen_ripple="[]")
    sent = {"act": "uphold", "seen_ripple": moved, "reason": "Công văn đến đúng hạn."}
    assert log_in(council.dung).post(address, sent).status_code == HTTPStatus.FOUND
    appeal.refresh_from_db()
    assert (appeal.is_upheld, appeal.ripple) == (True, moved)

    # Nothing counts that nobody has looked at: the council settles what was not appraised.
    appraisal.close_session(by=council.dung, session=session, minutes="Biên bản.")
    set_clock(by=cast.hoa, campaign=campaign_of(cast), to=at(10, 31))
    with pytest.raises(Mistake, match="Sở Ánh Sáng"):
        results.propose_results(by=cast.hoa, campaign=campaign_of(cast))
    session = session_of(cast, council)
    ledger = read_ledger(anew(cast.a))
    for criterion in ledger.open_criteria:
        said = {"reason": "Hội đồng xét phiếu đến đúng hạn.", **plain_finding(ledger, criterion)}
        appraisal.settle_criterion(
            by=council.dung,
            participant=anew(cast.a),
            criterion_id=criterion.id,
            bases=["data"],
            **said,
        )
    appraisal.close_session(by=council.dung, session=session, minutes="Biên bản.")
    results.propose_results(by=cast.hoa, campaign=campaign_of(cast))
    assert verdict_of(cast, "T.A") in ("ranked", "below_lowest")
    assert [*verify_chain(), *verify_tables()] == []
    assert Record.objects.filter(act="appeal.answered").count() == 1


def test_a_unit_that_is_assessed_names_a_criterion(announced: tuple[Cast, Council]) -> None:
    cast, _council = announced
    with pytest.raises(Mistake, match="chọn tiêu chí"):
        results.file_appeal(
            by=head_of_b(),
            participant=anew(cast.b),
            criterion_id="",
            text="Chúng tôi xứng đáng hơn.",
            file=None,
        )
    page = log_in(head_of_b()).get(f"/phieu/{cast.b.pk}/ket-qua/").content.decode()
    assert "Việc không được đánh giá" not in page


def test_nobody_is_left_out_after_the_announcement_unheard(
    announced: tuple[Cast, Council],
) -> None:
    """B was assessed when the results were announced, and is exempted when nobody can appeal."""
    cast, _council = announced
    set_clock(by=cast.hoa, campaign=campaign_of(cast), to=at(10, 31))
    exempt_participant(by=cast.hoa, participant=anew(cast.b), reason="giải thể", document="9/QĐ")
    assert results.newly_left_out(campaign_of(cast)) == [cast.b]
    with pytest.raises(Mistake, match="thông báo lại"):
        results.propose_results(by=cast.hoa, campaign=campaign_of(cast))
    address = f"/dot/{cast.campaign.slug}/ket-qua/"
    page = log_in(cast.hoa).get(address).content.decode()
    assert "Sở Bưu Điện: nay không được đánh giá" in page
    assert 'value="announce"' in page
    assert 'value="propose"' not in page
    results.announce_preliminary(
        by=cast.hoa, campaign=campaign_of(cast), appeals_before=dt.date(2019, 11, 20)
    )
    appeal = results.file_appeal(
        by=head_of_b(), participant=anew(cast.b), criterion_id="", text=TEXT, file=None
    )
    with pytest.raises(TooLate):  # nobody was left out since: there is nothing to announce anew
        results.announce_preliminary(
            by=cast.hoa, campaign=campaign_of(cast), appeals_before=dt.date(2019, 11, 25)
        )
    results.withdraw_appeal(by=head_of_b(), appeal=appeal)
    set_clock(by=cast.hoa, campaign=campaign_of(cast), to=at(11, 21))
    results.propose_results(by=cast.hoa, campaign=campaign_of(cast))
    assert verdict_of(cast, "T.B") == "exempt"


def test_only_the_council_in_session_answers(announced: tuple[Cast, Council]) -> None:
    cast, council = announced
    appeal = disputes(cast)
    letter_entered(cast, letter_found(cast))
    for by, refused in ((cast.hoa, NotAllowed), (cast.binh, NotAllowed), (council.dung, Mistake)):
        with pytest.raises(refused):
            results.uphold_standing(by=by, appeal=appeal, answer="đúng", seen_ripple="[]")
        with pytest.raises(refused):
            results.turn_down_appeal(by=by, appeal=appeal, answer="không")
    appeal.refresh_from_db()
    assert appeal.waits


def test_a_refusal_says_why_and_nothing_is_proposed_before_an_answer(
    announced: tuple[Cast, Council],
) -> None:
    cast, council = announced
    appeal = disputes(cast)
    set_clock(by=cast.hoa, campaign=campaign_of(cast), to=at(10, 31))
    with pytest.raises(Mistake, match="chưa trả lời"):
        results.propose_results(by=cast.hoa, campaign=campaign_of(cast))
    session = session_of(cast, council)
    address = f"/dot/thanh-hoa-2016/kien-nghi/{appeal.pk}/"
    answered = {"act": "turn_down", "reason": "Sổ công văn đến không có."}
    assert log_in(council.dung).post(address, answered).status_code == HTTPStatus.FOUND
    appraisal.close_session(by=council.dung, session=session, minutes="Biên bản.")
    page = log_in(cast.binh).get(f"/phieu/{cast.a.pk}/ket-qua/").content.decode()
    assert "Sổ công văn đến không có." in page
    results.propose_results(by=cast.hoa, campaign=campaign_of(cast))
    assert verdict_of(cast, "T.A") == "not_assessed_late"


def test_once_the_window_is_over_it_is_too_late(announced: tuple[Cast, Council]) -> None:
    cast, _council = announced
    set_clock(by=cast.hoa, campaign=campaign_of(cast), to=at(10, 30))
    with pytest.raises(TooLate):
        disputes(cast)
