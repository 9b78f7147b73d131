"""The start page of a visitor: what was published first, then the doors of the demonstration."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.test import Client

from tests.web.cast import Cast, holds, log_in, person
from tests.web.second_half import (
    AFTER,
    announce,
    campaign_of,
    judge_all,
    seat_council,
    send,
    send_all,
)
from xephang.calendar import HANOI
from xephang.campaign import NOT_APPLICABLE
from xephang_web.accounts.models import Role, User
from xephang_web.assessments import services as forms
from xephang_web.assessments.models import Assessment
from xephang_web.campaigns.services import close_campaign, set_clock
from xephang_web.portal.tour import (
    APPRAISAL,
    COUNCIL,
    FILLING,
    LAUNCH,
    PUBLISHED,
    Door,
    everywhere,
    stops,
)
from xephang_web.results import services as results
from xephang_web.results.runs import last_run


@pytest.fixture(autouse=True)
def demonstration(settings: Any) -> None:
    """A server that shows the demonstration, whose cast has buttons."""
    settings.DEMONSTRATION = True


def doors() -> dict[str, Door]:
    """Name → door of the only campaign."""
    (stop,) = stops()
    return {each.name: each for each in stop.doors}


def stage() -> int:
    """The stage of the only campaign."""
    (stop,) = stops()
    return stop.stage


def publish(cast: Cast) -> None:
    """From the council's word to the published tables."""
    announce(cast)
    set_clock(by=cast.hoa, campaign=campaign_of(cast), to=dt.datetime(2016, 12, 2, 9, tzinfo=HANOI))
    results.propose_results(by=cast.hoa, campaign=campaign_of(cast))
    run = last_run(campaign_of(cast))
    assert run is not None
    results.approve_results(
        by=cast.khanh,
        campaign=campaign_of(cast),
        number="100/QĐ-UBND",
        date=dt.date(2016, 12, 2),
        digest=run.digest,
    )
    results.publish_results(by=cast.hoa, campaign=campaign_of(cast), confirms_redaction=True)


def test_each_stage_has_its_own_doors_and_all_of_them_open(cast: Cast) -> None:
    assert stage() == LAUNCH
    assert doors()[cast.hoa.full_name].address.endswith("/thanh-phan/")
    assert cast.khanh.full_name not in doors()
    send_all(cast)
    assert stage() == APPRAISAL
    assert doors()[cast.chi.full_name].address.endswith("/tham-dinh/")
    seat_council(cast)
    judge_all(cast)
    results.lay_before_council(by=cast.hoa, campaign=campaign_of(cast))
    assert stage() == COUNCIL
    assert doors()[cast.khanh.full_name].address.endswith("/ket-qua/")
    publish(cast)
    assert stage() == PUBLISHED
    assert doors()[cast.binh.full_name].address.endswith("/ket-qua/")
    for door in doors().values():
        client = Client()
        came = client.post(f"/minh-hoa/vao/{door.user_id}/", {"next": door.address})
        assert came.status_code == 302
        assert came["Location"] == door.address
        assert client.get(door.address, follow=True).status_code == 200, door


def test_who_says_that_a_criterion_does_not_apply_is_led_to_its_section(cast: Cast) -> None:
    """What stands on the first page of no account has a door of its own, and a line of where."""
    forms.save_answers(
        by=cast.an, participant=cast.a, criterion_id="1.3", values={NOT_APPLICABLE: "yes"}
    )
    pk = cast.a.pk
    Assessment.objects.filter(participant=pk).update(state=Assessment.State.SUBMITTED)
    set_clock(by=cast.hoa, campaign=cast.campaign, to=AFTER)
    close_campaign(by=cast.hoa, campaign=campaign_of(cast))
    assert stage() == APPRAISAL
    door = doors()[cast.an.full_name]
    assert (door.leads_to, door.is_plain) == ("Đề nghị không áp dụng", False)
    assert door.address == f"/phieu/{pk}/muc/1/"
    assert log_in(cast.an).get(door.address).status_code == 200


def test_who_appealed_is_led_to_the_appeal(cast: Cast) -> None:
    send_all(cast)
    seat_council(cast)
    judge_all(cast)
    results.lay_before_council(by=cast.hoa, campaign=campaign_of(cast))
    page = Client().get("/").content.decode()
    assert "hội đồng thấy ở trang Hội đồng" in page
    announce(cast)
    filed = results.file_appeal(
        by=cast.binh, participant=cast.a, criterion_id="1.2", text="đếm thiếu", file=None
    )
    results.withdraw_appeal(by=cast.binh, appeal=filed)
    set_clock(by=cast.hoa, campaign=campaign_of(cast), to=dt.datetime(2016, 12, 2, 9, tzinfo=HANOI))
    results.propose_results(by=cast.hoa, campaign=campaign_of(cast))
    run = last_run(campaign_of(cast))
    assert run is not None
    results.approve_results(
        by=cast.khanh, campaign=campaign_of(cast), number="1/QĐ", date=dt.date(2016, 12, 2),
        digest=run.digest,
    )  # fmt: skip
    results.publish_results(by=cast.hoa, campaign=campaign_of(cast), confirms_redaction=True)
    door = doors()[cast.binh.full_name]
    assert (door.leads_to, door.is_plain) == ("Kiến nghị và trả lời", False)
    assert door.address == f"/phieu/{cast.a.pk}/ket-qua/#kien-nghi"
    assert 'id="kien-nghi"' in log_in(cast.binh).get(door.address).content.decode()
    assert "cơ quan thường trực thấy mọi kiến" in Client().get("/").content.decode()


def test_a_campaign_is_being_filled_in_once_a_form_was_sent(cast: Cast) -> None:
    assert stage() == LAUNCH
    send(cast, cast.a, cast.an, cast.binh)
    assert stage() == FILLING
    assert doors()[cast.hoa.full_name].address == f"/dot/{cast.campaign.slug}/"
    assert doors()[cast.binh.full_name].address.endswith("/bien-nhan/")


def test_a_visitor_reads_what_was_published_before_anything_else(cast: Cast) -> None:
    send_all(cast)
    seat_council(cast)
    judge_all(cast)
    results.lay_before_council(by=cast.hoa, campaign=campaign_of(cast))
    before = Client().get("/").content.decode()
    assert f"/cong-bo/{cast.campaign.slug}/1/" not in before
    publish(cast)
    page = Client().get("/").content.decode()
    assert f"/cong-bo/{cast.campaign.slug}/1/" in page
    assert page.index(f"/cong-bo/{cast.campaign.slug}/1/") < page.index("xh-demoer")


def test_a_door_never_leads_off_the_site(cast: Cast) -> None:
    for wanted in ("https://elsewhere.example/", "//elsewhere.example/", "javascript:alert(1)"):
        came = Client().post(f"/minh-hoa/vao/{cast.an.pk}/", {"next": wanted})
        assert came["Location"] == "/"


def test_a_real_server_has_no_doors(cast: Cast, settings: Any) -> None:
    settings.DEMONSTRATION = False
    page = Client().get("/").content.decode()
    assert "xh-demoer" not in page
    # Said with its tag: two letters may stand in a token as well.
    assert f">{cast.an.full_name}<" not in page
    assert (
        Client(raise_request_exception=False).post(f"/minh-hoa/vao/{cast.an.pk}/").status_code
        == 404
    )


def test_the_auditor_and_the_administrator_stand_by_themselves(cast: Cast) -> None:
    for name, role in (("Tạ Vinh", Role.AUDITOR), ("Mạc Trang", Role.ADMINISTRATOR)):
        holds(person(name), role)
    found = {each.name: each.address for each in everywhere()}
    assert found["Tạ Vinh"] == "/nhat-ky/"
    assert found["Mạc Trang"] == "/don-vi/"
    assert log_in(User.objects.get(full_name="Tạ Vinh")).get("/nhat-ky/").status_code == 200
