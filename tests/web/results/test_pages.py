"""The pages of the second half, by those who use them, and shut to everybody else."""

from __future__ import annotations

import datetime as dt
import re
from html import unescape
from http import HTTPStatus
from re import search

import pytest
from django.test import Client

from tests.web.cast import Cast, log_in
from tests.web.second_half import announce, campaign_of, judge_all, seat_council, send_all
from xephang.calendar import HANOI
from xephang_web.appraisal.models import Finding, Proceedings
from xephang_web.assessments.models import CriterionNote
from xephang_web.campaigns.models import Participant
from xephang_web.campaigns.services import set_clock
from xephang_web.results.models import Appeal, Publication
from xephang_web.results.runs import last_run
from xephang_web.shared.errors import TooLate

SLUG = "thanh-hoa-2016"


def read(client: Client, address: str) -> str:
    """A page that must be there."""
    answer = client.get(address)
    assert answer.status_code == HTTPStatus.OK, (address, answer.status_code)
    return answer.content.decode()


def explain(participant: Participant) -> None:
    """The unit has said why there is no file beside criterion 1.2 and 1.3."""
    for criterion in ("1.2", "1.3"):
        CriterionNote.objects.create(
            assessment=participant.assessment, criterion=criterion, narrative="Có sổ theo dõi."
        )


def listed(page: str, criterion: str) -> bool:
    """True if a criterion can be ticked on a page."""
    return f'name="criterion" value="{criterion}"' in page


def test_the_appraiser_works_through_a_form_in_the_browser(cast: Cast) -> None:
    send_all(cast)
    chi = log_in(cast.chi)
    assert "Sở Ánh Sáng" in read(chi, f"/dot/{SLUG}/tham-dinh/")
    explain(cast.a)
    together = read(chi, f"/tham-dinh/{cast.a.pk}/gop/")
    assert listed(together, "1.2"), "what agrees with everything can be accepted together"
    assert "40" in read(chi, f"/tham-dinh/{cast.a.pk}/1.2/")
    address = f"/tham-dinh/{cast.a.pk}/1.2/"
    said = {"verdict": "adjust", "numerator": "3", "denominator": "50", "basis": "site_visit"}
    assert chi.post(address, said).status_code == HTTPStatus.BAD_REQUEST, "a reason is missing"
    answer = chi.post(address, {**said, "reason": "kiểm kê", "seen": "0"})
    assert answer.status_code == HTTPStatus.FOUND
    assert Finding.objects.get().values == '{"denominator":"50","numerator":"3"}'
    late = chi.post(address, {**said, "reason": "lần nữa", "seen": "0"})
    assert late.status_code == HTTPStatus.CONFLICT
    assert "kiểm kê" in late.content.decode(), "the second writer sees what the first wrote"
    together = read(chi, f"/tham-dinh/{cast.a.pk}/gop/")
    opened = re.findall(r'name="opened" value="([^"]+)"', together)
    accepted = {"criterion": ["1.3"], "opened": opened}
    chi.post(f"/tham-dinh/{cast.a.pk}/gop/", accepted)
    assert Finding.objects.get(criterion="1.3").is_bulk
    again = chi.post(f"/tham-dinh/{cast.a.pk}/gop/", accepted)
    assert again.status_code == HTTPStatus.CONFLICT, "never twice, never without another look"
    assert chi.post(f"/tham-dinh/{cast.a.pk}/ky/").status_code == HTTPStatus.BAD_REQUEST


def test_asking_and_answering_goes_between_appraiser_and_unit(cast: Cast) -> None:
    send_all(cast)
    chi, an = log_in(cast.chi), log_in(cast.an)
    chi.post(f"/tham-dinh/{cast.a.pk}/hoi/1.2/", {"question": "Máy ở đâu?", "due": "25/11/2016"})
    assert "Máy ở đâu?" in read(an, f"/phieu/{cast.a.pk}/giai-trinh/")
    asked = cast.a.clarifications.get()
    an.post(f"/phieu/{cast.a.pk}/giai-trinh/", {"clarification": asked.pk, "answer": "Ở kho B."})
    assert "Ở kho B." in read(chi, f"/tham-dinh/{cast.a.pk}/1.2/")
    giang = log_in(cast.giang)
    assert giang.get(f"/phieu/{cast.a.pk}/giai-trinh/").status_code == HTTPStatus.NOT_FOUND


def test_nobody_else_learns_that_there_is_an_appraisal(cast: Cast) -> None:
    send_all(cast)
    for user in (cast.an, cast.giang, cast.dao, cast.quyen):
        client = log_in(user)
        for address in (
            f"/dot/{SLUG}/tham-dinh/",
            f"/dot/{SLUG}/hoi-dong/",
            f"/dot/{SLUG}/ket-qua/",
            f"/dot/{SLUG}/he-qua/",
            f"/tham-dinh/{cast.b.pk}/",
            f"/tham-dinh/{cast.b.pk}/1.2/",
            f"/hoi-dong/{cast.b.pk}/1.2/",
        ):
            assert client.get(address).status_code == HTTPStatus.NOT_FOUND, (user, address)


def test_the_year_ends_in_public_and_not_a_moment_before(cast: Cast, client: Client) -> None:
    """PT-10, TH-9: published, and listed for emulation."""
    send_all(cast)
    judge_all(cast)
    council = seat_council(cast)
    hoa, binh, khanh = log_in(cast.hoa), log_in(cast.binh), log_in(cast.khanh)
    steps = f"/dot/{SLUG}/ket-qua/buoc/"
    hoa.post(steps, {"step": "council"})
    hoa.post(steps, {"step": "announce", "appeals_before": "01/12/2016"})
    assert Proceedings.objects.get().state == "preliminary"
    sheet = read(binh, f"/phieu/{cast.a.pk}/ket-qua/")
    assert "Hạng 1" in sheet
    binh.post(f"/phieu/{cast.a.pk}/kien-nghi/", {"criterion": "1.5", "text": "Có máy chủ riêng"})
    appeal = Appeal.objects.get()
    dung = log_in(council.dung)
    present = {"held_on": "25/11/2016", "present": [each.pk for each in council.all]}
    dung.post(f"/dot/{SLUG}/hoi-dong/", present)
    page = read(dung, f"/dot/{SLUG}/kien-nghi/{appeal.pk}/")
    assert "Có máy chủ riêng" in page
    said = {"verdict": "adjust", "points": "1", "basis": "data", "reason": "đã xem"}
    address = f"/dot/{SLUG}/kien-nghi/{appeal.pk}/"
    preview = dung.post(address, {**said, "act": "preview"}).content.decode()
    assert "Ai bị tác động" in preview
    found = search(r'name="seen_ripple" value="([^"]*)"', preview)
    assert found is not None
    done = dung.post(address, {**said, "act": "uphold", "seen_ripple": unescape(found[1])})
    assert done.status_code == HTTPStatus.FOUND
    dung.post(f"/dot/{SLUG}/hoi-dong/", {"minutes": "Biên bản"})
    set_clock(by=cast.hoa, campaign=campaign_of(cast), to=dt.datetime(2016, 12, 2, 9, tzinfo=HANOI))
    hoa.post(steps, {"step": "propose"})
    run = last_run(campaign_of(cast))
    assert run is not None
    decided = {"number": "9/QĐ", "date": "02/12/2016", "digest": run.digest}
    assert hoa.post(steps, {"step": "approve", **decided}).status_code == HTTPStatus.FORBIDDEN
    assert khanh.post(steps, {"step": "approve", **decided}).status_code == HTTPStatus.FOUND
    public = f"/cong-bo/{SLUG}/1/"
    parts = ("", "goi.json", "bang.csv", "bang.json", "quy-dinh/", "T.A/")
    for part in parts:
        assert client.get(public + part).status_code == HTTPStatus.NOT_FOUND, part
    assert SLUG not in read(client, "/cong-bo/")
    hoa.post(steps, {"step": "publish", "redaction": "yes"})
    assert Publication.objects.get().published_at
    for part in parts:
        assert client.get(public + part).status_code == HTTPStatus.OK, part
    assert SLUG in read(client, "/cong-bo/")
    assert "Hạng trong nhóm" in read(client, public + "T.A/")
    assert "Sở Ánh Sáng" in read(hoa, f"/dot/{SLUG}/he-qua/")
    csv = client.get(public + "bang.csv").content.decode("utf-8-sig")
    assert "not_assessed_missing" in csv
    an = log_in(cast.an)
    plan = {"criterion": "1.5", "measure": "Mua máy chủ", "due": "30/06/2017"}
    an.post(f"/phieu/{cast.a.pk}/khac-phuc/", plan)
    assert "Mua máy chủ" in read(an, f"/phieu/{cast.a.pk}/khac-phuc/")


def test_announcing_needs_the_council_step_first(cast: Cast) -> None:
    send_all(cast)
    judge_all(cast, [cast.a, cast.b])
    hoa = log_in(cast.hoa)
    answer = hoa.post(f"/dot/{SLUG}/ket-qua/buoc/", {"step": "council"})
    assert answer.status_code == HTTPStatus.BAD_REQUEST
    assert "Huyện Đông" in answer.content.decode()
    with pytest.raises(TooLate, match="trạng thái"):
        announce(cast)
