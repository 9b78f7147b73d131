"""The council: disputes by what hangs on them, sessions, and who takes no part."""

from __future__ import annotations

import datetime as dt
from http import HTTPStatus

import pytest
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.web.cast import Cast, holds, log_in, make_cast, person
from tests.web.crowd import judged
from tests.web.second_half import (
    Council,
    campaign_of,
    judge_all,
    open_session,
    seat_council,
    send_all,
)
from xephang.alternatives import Alternatives
from xephang_web.accounts.models import Role
from xephang_web.appraisal import disputes
from xephang_web.appraisal import services as appraisal
from xephang_web.appraisal.disputes import disputes_of
from xephang_web.appraisal.effects import alternatives_of
from xephang_web.appraisal.minutes import draft_minutes
from xephang_web.appraisal.models import Finding
from xephang_web.campaigns.models import Campaign, Member
from xephang_web.campaigns.services import seat_member
from xephang_web.results import services as results
from xephang_web.shared.errors import Mistake, NotAllowed

ADDRESS = "/dot/thanh-hoa-2016/hoi-dong/"
TODAY = dt.date(2016, 11, 25)


def adjust(cast: Cast, participant: object, criterion: str, reason: str, **said: object) -> None:
    """Chi finds something else than was claimed."""
    appraisal.record_finding(
        by=cast.chi,
        participant=participant,  # type: ignore[arg-type]
        criterion_id=criterion,
        verdict=Finding.Verdict.ADJUST,
        bases=["data"],
        reason=reason,
        **said,  # type: ignore[arg-type]
    )


def before_the_council(cast: Cast) -> Council:
    """A loses its rank by one finding; B loses a little; a survey's value stands aside."""
    send_all(cast)
    adjust(cast, cast.b, "1.3", "mất kết nối nửa năm", points="0,99")
    adjust(cast, cast.a, "1.2", "kiểm kê 10 máy", values={"numerator": "10", "denominator": "50"})
    adjust(cast, cast.a, "2.11", "theo khảo sát", points="0,1")
    judge_all(cast)
    council = seat_council(cast)
    results.lay_before_council(by=cast.hoa, campaign=campaign_of(cast))
    return council


def read(client: Client, address: str = ADDRESS) -> str:
    """A page that must be there."""
    answer = client.get(address)
    assert answer.status_code == HTTPStatus.OK, (address, answer.status_code)
    return answer.content.decode()


def test_disputes_come_unit_by_unit_with_what_hangs_on_them_first(cast: Cast) -> None:
    council = before_the_council(cast)
    units, supplied = disputes_of(council.dung, campaign_of(cast), TODAY, None)
    assert [each.participant.unit.code for each in units] == ["T.A", "T.B"]
    (first,) = units[0].disputes
    assert first.criterion.id == "1.2"
    assert first.effect == "Hạng 2 lên 1"
    claimed, appraised, settled = first.outcomes
    assert claimed.points > appraised.points == settled.points
    assert [
        (each.participant.unit.code, [one[0].id for one in each.criteria]) for each in supplied
    ] == [("T.A", ["2.11"])], "what a survey gives is no dispute"
    page = read(log_in(council.dung))
    assert page.index("Sở Ánh Sáng") < page.index("Sở Bưu Điện")
    assert "kiểm kê 10 máy" in page
    assert "Hạng 2 lên 1" in page
    assert page.index("Giá trị do nơi khác cung cấp") < page.index("theo khảo sát")


def test_the_council_settles_from_the_list_and_the_filter_tells_what_is_left(cast: Cast) -> None:
    council = before_the_council(cast)
    dung = log_in(council.dung)
    settle = f"/hoi-dong/{cast.a.pk}/1.2/"
    said = {"verdict": "accept", "basis": "data", "reason": "có 30 máy ở trụ sở hai"}
    refused = dung.post(settle, said)
    assert refused.status_code == HTTPStatus.BAD_REQUEST, "no session is open"
    dung.post(ADDRESS, {"held_on": "25/11/2016", "present": [each.pk for each in council.all]})
    assert "Kết luận 1.2" in read(dung)
    dung.post(settle, {**said, "votes_for": "2", "votes_against": "1"})
    waiting, done = read(dung, ADDRESS + "?xem=cho"), read(dung, ADDRESS + "?xem=xong")
    assert "kiểm kê 10 máy" not in waiting
    assert "mất kết nối nửa năm" in waiting
    assert "có 30 máy ở trụ sở hai" in done
    assert "thuận 2, chống 1" in done
    listed = done[done.index("Chỗ khác nhau") : done.index("Giá trị do nơi khác cung cấp")]
    assert "mất kết nối nửa năm" not in listed


@pytest.mark.parametrize(
    ("votes", "named"),
    [
        (("hai", "một"), ("hai", "một")),
        (("3", "O"), ("O",)),
        (("3", ""), ("Phiếu chống",)),
        (("", "1"), ("Phiếu thuận",)),
        (("-1", "0"), ("-1",)),
        (("2,5", "0"), ("2,5",)),
        (("99999", "0"), ("99999",)),
    ],
)
def test_votes_that_cannot_be_read_settle_nothing(
    cast: Cast, votes: tuple[str, str], named: tuple[str, ...]
) -> None:
    """Dropped in silence, a vote of 1 to 2 would have been a conclusion without a vote."""
    council = before_the_council(cast)
    open_session(cast, council)
    said = {"verdict": "accept", "basis": "data", "reason": "có 30 máy ở trụ sở hai"}
    said |= dict(zip(("votes_for", "votes_against"), votes, strict=True))
    refused = log_in(council.dung).post(f"/hoi-dong/{cast.a.pk}/1.2/", said)
    assert refused.status_code == HTTPStatus.BAD_REQUEST
    for each in named:
        assert each in refused.content.decode()
    assert not Finding.objects.filter(body=Finding.Body.COUNCIL).exists()


def test_a_session_is_not_opened_with_somebody_who_has_no_seat(cast: Cast) -> None:
    council = before_the_council(cast)
    there = [each.pk for each in council.all]
    for stranger in (cast.chi.pk, 10**8, "người lạ"):
        sent = {"held_on": "25/11/2016", "present": [*there, stranger]}
        refused = log_in(council.dung).post(ADDRESS, sent)
        assert refused.status_code == HTTPStatus.BAD_REQUEST
        assert f"mang số {stranger}" in refused.content.decode()
    with pytest.raises(Mistake, match="Chi"):
        appraisal.open_session(
            by=council.dung, campaign=campaign_of(cast), held_on=TODAY,
            present=[*council.all, cast.chi],
        )  # fmt: skip
    assert not campaign_of(cast).sessions.exists()


def test_minutes_are_drafted_from_what_was_settled_and_kept_as_they_were_written(
    cast: Cast,
) -> None:
    council = before_the_council(cast)
    session = open_session(cast, council)
    appraisal.settle_criterion(
        by=council.dung, participant=cast.a, criterion_id="1.2", verdict=Finding.Verdict.KEEP,
        bases=["data"], reason="biên bản kiểm kê rõ ràng", votes=(3, 0),
    )  # fmt: skip
    draft = draft_minutes(session)
    for words in ("25/11/2016", "Dũng, Lan, Sơn", "Sở Ánh Sáng", "Tiêu chí 1.2",
                  "biên bản kiểm kê rõ ràng", "thuận 3, chống 0"):  # fmt: skip
        assert words in draft
    dung = log_in(council.dung)
    assert "biên bản kiểm kê rõ ràng" in read(dung)
    assert dung.get(f"{ADDRESS}1/").status_code == HTTPStatus.NOT_FOUND, "not before it ended"
    dung.post(ADDRESS, {"minutes": draft + "\nThư ký: Lan."})
    printed = read(dung, f"{ADDRESS}1/")
    assert "Thư ký: Lan." in printed
    assert "Chữ ký" in printed
    with pytest.raises(Mistake):
        appraisal.close_session(by=council.dung, session=session, minutes="sửa lại")


def test_who_is_in_conflict_sees_nothing_of_that_unit_and_does_not_count(cast: Cast) -> None:
    """PT-3: members hold their seat beside a post of their own."""
    council = before_the_council(cast)
    seconded = holds(person("Bắc"), Role.COUNCIL_MEMBER, cast.unit_a)
    seat_member(by=cast.hoa, campaign=cast.campaign, user=seconded, body=Member.Body.COUNCIL)
    page = read(log_in(seconded))
    assert "Xung đột lợi ích" in page
    assert "kiểm kê 10 máy" not in page
    assert "theo khảo sát" not in page
    assert "mất kết nối nửa năm" in page, "of other units they see all"
    session = appraisal.open_session(
        by=council.dung, campaign=campaign_of(cast), held_on=TODAY,
        present=[council.dung, council.lan, seconded],
    )  # fmt: skip
    page = read(log_in(council.dung))
    assert "Bắc" in page[page.index("Sở Ánh Sáng") : page.index("Sở Bưu Điện")]
    units, _supplied = disputes_of(council.dung, campaign_of(cast), TODAY, session)
    assert [name for name, _why in units[0].barred] == ["Bắc"]
    assert units[1].barred == []
    with pytest.raises(NotAllowed, match="Xung đột"):
        appraisal.settle_criterion(
            by=seconded, participant=cast.a, criterion_id="1.2", verdict="accept",
            bases=["data"], reason="của tôi",
        )  # fmt: skip
    with pytest.raises(Mistake, match="2/3"):
        appraisal.settle_criterion(
            by=council.dung, participant=cast.a, criterion_id="1.2", verdict="accept",
            bases=["data"], reason="đủ máy",
        )  # fmt: skip


def test_who_is_in_conflict_reads_and_words_nothing_that_was_settled_on_that_unit(
    cast: Cast,
) -> None:
    """PT-3: also in the minutes, the draft and the printed ones; the record adds that part."""
    council = before_the_council(cast)
    seconded = holds(person("Bắc"), Role.COUNCIL_MEMBER, cast.unit_a)
    seat_member(by=cast.hoa, campaign=cast.campaign, user=seconded, body=Member.Body.COUNCIL)
    third = holds(person("Tùng"), Role.COUNCIL_MEMBER, cast.unit_b.parent)
    seat_member(by=cast.hoa, campaign=cast.campaign, user=third, body=Member.Body.COUNCIL)
    appraisal.open_session(
        by=council.dung, campaign=campaign_of(cast), held_on=TODAY,
        present=[council.dung, council.lan, third, seconded],
    )  # fmt: skip
    secret = "chỉ hội đồng được biết"
    appraisal.settle_criterion(
        by=council.dung, participant=cast.a, criterion_id="1.2", verdict="accept",
        bases=["data"], reason=secret,
    )  # fmt: skip
    assert secret in read(log_in(council.dung))
    page = read(log_in(seconded))
    assert secret not in page
    assert "không hiện vì bạn có xung đột lợi ích" in page
    log_in(seconded).post(ADDRESS, {"minutes": "Biên bản do ủy viên Bắc ghi"})
    printed = read(log_in(council.dung), f"{ADDRESS}1/")
    assert "Biên bản do ủy viên Bắc ghi" in printed
    assert secret in printed
    refused = log_in(seconded).get(f"{ADDRESS}1/")
    assert refused.status_code == HTTPStatus.FORBIDDEN
    assert secret not in refused.content.decode()


def test_only_the_council_the_office_and_the_auditor_see_disputes(cast: Cast) -> None:
    council = before_the_council(cast)
    session = open_session(cast, council)
    appraisal.close_session(by=council.dung, session=session, minutes="Biên bản")
    for user in (council.lan, cast.hoa, cast.minh):
        read(log_in(user))
        read(log_in(user), f"{ADDRESS}1/")
    outside = (cast.an, cast.binh, cast.giang, cast.dao, cast.quyen, cast.khanh)
    for user in (*outside, cast.chi):
        for address in (ADDRESS, f"{ADDRESS}1/"):
            assert log_in(user).get(address).status_code == HTTPStatus.NOT_FOUND, (user, address)
    for user in outside:
        answer = log_in(user).get(f"/hoi-dong/{cast.a.pk}/1.2/")
        assert answer.status_code == HTTPStatus.NOT_FOUND, user
    refused = log_in(cast.minh).post(ADDRESS, {"held_on": "25/11/2016"})
    assert refused.status_code == HTTPStatus.FORBIDDEN


def test_every_page_of_the_council_stands_under_its_own_link(cast: Cast) -> None:
    council = before_the_council(cast)
    open_session(cast, council)
    browser = log_in(council.dung)
    for address in (ADDRESS, f"/hoi-dong/{cast.a.pk}/1.2/"):
        links = read(browser, address).partition("</nav>")[0]
        assert links.count('aria-current="page"') == 1
        assert f'href="{ADDRESS}" aria-current="page"' in links


def questions_of_the_list(more: int) -> int:
    """How often the list asks with A and so many more units in dispute; then all is undone."""
    with transaction.atomic():
        cast = make_cast()
        judged(cast, more)
        sent = list(campaign_of(cast).participants.exclude(unit=cast.unit_e))
        disputed = [each for each in sent if each.unit.code.startswith(("T.A", "T.N"))]
        for participant in disputed:
            for criterion in ("1.2", "1.3"):
                adjust(cast, participant, criterion, "kiểm kê lại", points="0,1")
        judge_all(cast, sent)
        council = seat_council(cast)
        results.lay_before_council(by=cast.hoa, campaign=campaign_of(cast))
        open_session(cast, council)
        client = log_in(council.dung)
        assert read(client).count("Kết luận 1.2") == len(disputed) == more + 1
        with CaptureQueriesContext(connection) as asked:
            read(client)
        transaction.set_rollback(True)
    return len(asked)


@pytest.mark.django_db
def test_the_list_asks_the_database_as_often_for_three_units_as_for_two() -> None:
    assert questions_of_the_list(more=2) == questions_of_the_list(more=1)


def test_the_whole_campaign_is_computed_once_however_many_units_are_in_dispute(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    council = before_the_council(cast)
    computed: list[str] = []

    def counted(campaign: Campaign, *, stage: str) -> Alternatives:
        computed.append(stage)
        return alternatives_of(campaign, stage=stage)

    monkeypatch.setattr(disputes, "alternatives_of", counted)
    units, _supplied = disputes_of(council.dung, campaign_of(cast), TODAY, None)
    assert len(units) == 2
    assert computed == ["settled"]


def test_a_session_never_takes_place_with_half_of_the_council_or_less(cast: Cast) -> None:
    """Of four seats three are more than half; who asks for less is refused, more may be asked."""
    council = before_the_council(cast)
    fourth = holds(person("Thu"), Role.COUNCIL_MEMBER, cast.province)
    seat_member(by=cast.hoa, campaign=cast.campaign, user=fourth, body=Member.Body.COUNCIL)

    def meet(count: int, quorum: int = 0) -> int:
        return appraisal.open_session(
            by=council.dung, campaign=campaign_of(cast), held_on=TODAY,
            present=[*council.all, fourth][:count], quorum=quorum,
        ).quorum  # fmt: skip

    for quorum in (-1, 1, 2):
        with pytest.raises(Mistake, match="quá nửa hội đồng: ít nhất 3"):
            meet(4, quorum)
    with pytest.raises(Mistake, match="Có 2 ủy viên dự họp, cần ít nhất 3"):
        meet(2)
    with pytest.raises(Mistake, match="Có 3 ủy viên dự họp, cần ít nhất 4"):
        meet(3, quorum=4)
    assert meet(3) == 3
