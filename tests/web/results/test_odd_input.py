"""What no keyboard types and no person means is refused with words, and never breaks a page."""

from __future__ import annotations

import datetime as dt
from http import HTTPStatus

from django.core.files.uploadedfile import SimpleUploadedFile

from tests.web.cast import Cast, log_in
from tests.web.second_half import (
    announce,
    campaign_of,
    judge_all,
    open_session,
    seat_council,
    send_all,
)
from xephang.calendar import HANOI
from xephang_web.accounts.models import User
from xephang_web.appraisal import services as appraisal
from xephang_web.appraisal.models import Proceedings
from xephang_web.campaigns.models import Member
from xephang_web.campaigns.services import seat_member, set_clock
from xephang_web.results import services as results

ODD = ("", "٣", "1e400", "1/0", "9" * 4500, "31/02/2016", "31/12/9999", "=1+1", "a\x00b", "[]")


def fails(user: User, address: str, fields: dict[str, str]) -> list[str]:
    """Where the application itself broke: every field odd in turn, and all at once."""
    client, found = log_in(user), []
    for odd in ODD:
        tries = [fields | {name: odd} for name in fields] + [dict.fromkeys(fields, odd)]
        for sent in tries:
            answer = client.post(address, sent)
            if answer.status_code >= HTTPStatus.INTERNAL_SERVER_ERROR:
                found.append(f"{address} {[k for k, v in sent.items() if v == odd]} {odd[:20]!r}")
    return found


FINDING = {
    "verdict": "adjust", "points": "0,1", "numerator": "1", "denominator": "5", "basis": "data",
    "reason": "lý do", "seen": "7", "version": "7",
}  # fmt: skip


def test_an_appraiser_who_sends_odd_things(cast: Cast) -> None:
    send_all(cast)
    seat_member(by=cast.hoa, campaign=cast.campaign, user=cast.hoa, body=Member.Body.PANEL)
    pk, at = cast.a.pk, "/dot/thanh-hoa-2016"
    broken = fails(cast.chi, f"/tham-dinh/{pk}/1.2/", FINDING)
    broken += fails(cast.chi, f"/tham-dinh/{pk}/thu/1.2/", FINDING)
    broken += fails(cast.chi, f"/tham-dinh/{pk}/gop/", {"criterion": "1.2", "receipt": "x"})
    broken += fails(cast.chi, f"/tham-dinh/{pk}/hoi/1.2/", {"question": "?", "due": "x"})
    broken += fails(
        cast.hoa,
        f"{at}/phan-cong/",
        {
            "act": "give",
            "group": "so",
            "criterion": "1.2",
            "to": "1",
            "user": "1",
            "unit": "1",
            "person": "1",
        },
    )
    broken += fails(
        cast.hoa,
        f"{at}/doc-lap/",
        {
            "act": "draw",
            "share": "50",
            "number": "2",
            "seed": "x",
            "group": "so",
            "user": "1",
            "form": "1",
        },
    )
    broken += fails(
        cast.hoa,
        f"{at}/khao-sat/lap/{pk}/",
        {"planned_on": "1/12/2016", "purpose": "xem", "team": str(cast.chi.pk)},
    )
    broken += fails(
        cast.hoa,
        f"{at}/kiem-tra/",
        {
            "participant": str(pk),
            "held_on": "1/1/2016",
            "document": "1",
            "criterion": "",
            "finding": "x",
            "text": "x",
        },
    )
    broken += fails(
        cast.hoa,
        f"{at}/doi-chieu/nop/",
        {"title": "x", "rows": "a,b", "source": "x"},
    )
    for odd in ("%00", "%2e%2e", "x" * 500, "%F0%9F%98%80"):
        for address in (f"/tham-dinh/{pk}/{odd}/", f"/hoi-dong/{pk}/{odd}/", f"/cong-bo/{odd}/1/"):
            status = log_in(cast.chi).get(address).status_code
            if status >= HTTPStatus.INTERNAL_SERVER_ERROR:
                broken.append(address)
    assert broken == []


def test_a_council_a_head_and_an_authority_who_send_odd_things(cast: Cast) -> None:
    send_all(cast)
    council = seat_council(cast)
    judge_all(cast)
    results.lay_before_council(by=cast.hoa, campaign=campaign_of(cast))
    session = open_session(cast, council)
    pk, at = cast.a.pk, "/dot/thanh-hoa-2016"
    broken = fails(
        council.dung, f"/hoi-dong/{pk}/1.2/", {**FINDING, "votes_for": "9", "votes_against": "9"}
    )
    appraisal.close_session(by=council.dung, session=session, minutes="Biên bản")
    broken += fails(council.dung, f"{at}/hoi-dong/", {"held_on": "x", "minutes": ""})
    broken += fails(cast.hoa, f"{at}/ket-qua/buoc/", {"step": "announce", "appeals_before": "x"})
    for each in campaign_of(cast).sessions.filter(closed_at__isnull=True):
        appraisal.close_session(by=council.dung, session=each, minutes="Biên bản")
    if campaign_of(cast).proceedings.state == "settling":
        announce(cast)
    broken += fails(cast.binh, f"/phieu/{pk}/kien-nghi/", {"criterion": "1.2", "text": "x"})
    broken += fails(cast.binh, f"/phieu/{pk}/kien-nghi/rut/", {"appeal": "1"})
    for appeal in cast.a.appeals.filter(answered_at__isnull=True, withdrawn_at__isnull=True):
        broken += fails(
            council.dung,
            f"{at}/kien-nghi/{appeal.pk}/",
            {**FINDING, "act": "uphold", "seen_ripple": "[]"},
        )
        results.withdraw_appeal(by=cast.binh, appeal=appeal)
    set_clock(by=cast.hoa, campaign=campaign_of(cast), to=dt.datetime(2017, 2, 2, 9, tzinfo=HANOI))
    for each in campaign_of(cast).sessions.filter(closed_at__isnull=True):
        appraisal.close_session(by=council.dung, session=each, minutes="Biên bản")
    if campaign_of(cast).proceedings.state == "preliminary":
        campaign = campaign_of(cast)
        Proceedings.objects.filter(campaign=campaign).update(appeals_before=dt.date(2016, 12, 1))
        results.propose_results(by=cast.hoa, campaign=campaign_of(cast))
    broken += fails(
        cast.khanh,
        f"{at}/ket-qua/buoc/",
        {"step": "approve", "number": "1", "date": "x", "digest": "0", "why_corrected": ""},
    )
    broken += fails(
        cast.binh,
        f"/phieu/{pk}/khac-phuc/",
        {
            "criterion": "1.2",
            "measure": "x",
            "due": "x",
            "progress": "done",
            "report": "x",
            "remedy": "1",
            "pk": "1",
        },
    )
    assert broken == []


def test_a_file_with_an_odd_name_is_taken_or_refused_with_words(cast: Cast) -> None:
    send_all(cast)
    judge_all(cast)
    results.lay_before_council(by=cast.hoa, campaign=campaign_of(cast))
    announce(cast)
    client = log_in(cast.binh)
    for name in (
        "../../x.txt",
        "=cmd|'!A1.txt",
        "x" * 400 + ".txt",
        "\u202etxt.exe",
        "a\nb.txt",
        ".txt",
    ):
        paper = SimpleUploadedFile(name, b"abc")
        answer = client.post(
            f"/phieu/{cast.a.pk}/kien-nghi/", {"criterion": "1.2", "text": "x", "file": paper}
        )
        assert answer.status_code < HTTPStatus.INTERNAL_SERVER_ERROR, name


def test_the_character_zero_is_refused_wherever_it_stands(cast: Cast) -> None:
    send_all(cast)
    chi, address = log_in(cast.chi), f"/tham-dinh/{cast.a.pk}/1.2/"
    for first in ("a\x00b", "data"):
        sent = {**FINDING, "basis": [first, "a\x00b", "data"]}
        assert chi.post(address, sent).status_code == HTTPStatus.BAD_REQUEST
    assert chi.get(f"/tham-dinh/{cast.a.pk}/%00/").status_code == HTTPStatus.NOT_FOUND


def test_who_answers_a_finding_that_no_longer_counts_is_told_and_keeps_what_was_typed(
    cast: Cast,
) -> None:
    send_all(cast)
    answer = log_in(cast.chi).post(f"/tham-dinh/{cast.a.pk}/1.2/", FINDING)
    assert answer.status_code == HTTPStatus.CONFLICT
    page = answer.content.decode()
    assert "không còn hiệu lực" in page
    assert "lý do" in page
    assert "Giữ kết luận của" not in page
