"""The appraiser's desk: what it shows, what it refuses, two writers, and what it does next."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.db import transaction

from tests.web.cast import Cast, holds, log_in, person
from tests.web.second_half import campaign_of, send_all
from xephang_web.accounts.models import Role
from xephang_web.appraisal.models import Clarification, Finding
from xephang_web.appraisal.queue import work_queue
from xephang_web.appraisal.services import record_finding
from xephang_web.audit.models import Record

ADJUSTED: dict[str, Any] = {
    "verdict": "adjust",
    "numerator": "10",
    "denominator": "50",
    "basis": ["site_visit"],
    "reason": "kiểm kê được 10 máy",
}


@pytest.fixture
def sent(cast: Cast) -> Cast:
    """The cast with every form sent and the intake closed."""
    send_all(cast)
    return cast


def desk(cast: Cast, criterion: str = "1.2") -> str:
    """The address of the desk on A's form."""
    return f"/tham-dinh/{cast.a.pk}/{criterion}/"


def test_the_desk_shows_the_claim_what_hangs_on_it_and_the_queue(sent: Cast) -> None:
    page = log_in(sent.chi).get(desk(sent))
    assert page.status_code == 200
    text = page.content.decode()
    for words in ("Hạng 1 xuống 2", "Sổ ba giá trị", "Cơ sở thẩm định", "80,00 %", "Cần xem:"):
        assert words in text
    for key in ("1", "2", "3", "4", "j"):
        assert f'data-key="{key}"' in text


def test_the_queue_shows_one_form_alone_on_request(sent: Cast) -> None:
    browser = log_in(sent.chi)
    queue = f"/dot/{campaign_of(sent).slug}/tham-dinh/"

    def forms(address: str) -> set[str]:
        page = browser.get(address)
        assert page.status_code == 200
        table = page.content.decode().partition("<table")[2]
        return set(re.findall(r'href="/tham-dinh/(\d+)/', table))

    assert len(forms(queue)) > 1
    assert forms(f"{queue}?phieu={sent.a.pk}") == {str(sent.a.pk)}
    assert forms(f"{queue}?phieu=x") == set(), "what is no form shows none, and does not fail"


def test_only_who_appraises_the_form_reaches_its_desk(sent: Cast, client: Any) -> None:
    preview = f"/tham-dinh/{sent.a.pk}/thu/1.2/"
    assert client.get(desk(sent)).status_code == 302
    assert client.post(preview, ADJUSTED).status_code == 302
    for stranger in (sent.an, sent.binh, sent.giang, sent.dao, sent.quyen):
        browser = log_in(stranger)
        assert browser.get(desk(sent)).status_code == 404
        assert browser.post(desk(sent), ADJUSTED).status_code == 404
        assert browser.post(preview, ADJUSTED).status_code == 404
    assert log_in(sent.chi).get(desk(sent, "9.9.9")).status_code == 404
    assert log_in(sent.chi).get(preview).status_code == 405
    assert not Finding.objects.exists()


def test_a_conflict_of_interest_shows_why_and_nothing_of_the_form(sent: Cast) -> None:
    holds(sent.chi, Role.FOCAL_PERSON, sent.unit_a)
    browser = log_in(sent.chi)
    text = browser.get(desk(sent)).content.decode()
    assert "Xung đột lợi ích" in text
    assert "80,00 %" not in text
    assert browser.post(desk(sent), ADJUSTED).status_code == 403
    assert browser.post(f"/tham-dinh/{sent.a.pk}/thu/1.2/", ADJUSTED).status_code == 403
    assert browser.get(f"/tham-dinh/{sent.a.pk}/gop/").status_code == 403
    assert not Finding.objects.exists()


@pytest.mark.parametrize("htmx", [True, False])
def test_a_preview_says_what_a_finding_would_do_and_writes_nothing(
    sent: Cast, *, htmx: bool
) -> None:
    browser = log_in(sent.chi)
    records, headers = Record.objects.count(), {"HX-Request": "true"} if htmx else {}
    answer = browser.post(f"/tham-dinh/{sent.a.pk}/thu/1.2/", ADJUSTED, headers=headers)
    assert answer.status_code == 200
    text = answer.content.decode()
    assert "hạng 1 thành 2" in text
    assert ("<html" in text) is not htmx
    if not htmx:
        assert "kiểm kê được 10 máy" in text, "what was typed is still there"
        assert 'value="10"' in text
    assert not Finding.objects.exists()
    assert Record.objects.count() == records


def test_a_preview_of_something_impossible_says_what_is_wrong(sent: Cast) -> None:
    browser = log_in(sent.chi)
    wrong = {**ADJUSTED, "numerator": "mười"}
    answer = browser.post(f"/tham-dinh/{sent.a.pk}/thu/1.2/", wrong, headers={"HX-Request": "true"})
    assert answer.status_code == 200
    assert "mười" in answer.content.decode()
    answer = browser.post(f"/tham-dinh/{sent.a.pk}/thu/1.2/", {})
    assert "Hãy chọn kết luận." in answer.content.decode()


def test_a_saved_decision_goes_on_to_what_follows_in_the_queue(sent: Cast) -> None:
    queue = work_queue(sent.chi, campaign_of(sent))
    following = queue.after(sent.a.pk, "1.2")
    assert following is not None
    answer = log_in(sent.chi).post(desk(sent), {**ADJUSTED, "seen": "0"})
    assert answer.status_code == 302
    assert answer["Location"] == f"/tham-dinh/{following.participant.pk}/{following.criterion.id}/"
    assert Finding.objects.get().reason == "kiểm kê được 10 máy"


def test_a_decision_goes_on_to_what_the_desk_showed_and_makes_no_queue_for_it(
    sent: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The queue reads every form of the campaign: the page that follows makes it, once."""
    browser = log_in(sent.chi)
    shown = re.search(r'name="onward" value="([^"]+)"', browser.get(desk(sent)).content.decode())
    following = work_queue(sent.chi, campaign_of(sent)).after(sent.a.pk, "1.2")
    assert shown is not None
    assert following is not None
    assert shown[1] == f"{following.participant.pk}/{following.criterion.id}"

    def nowhere(*_args: Any) -> None:
        raise AssertionError("a queue was made")

    with monkeypatch.context() as patched:
        patched.setattr("xephang_web.appraisal.views.desk.work_queue", nowhere)
        answer = browser.post(desk(sent), {**ADJUSTED, "onward": shown[1]})
    assert answer["Location"] == f"/tham-dinh/{shown[1]}/"
    assert Finding.objects.get(criterion="1.2").by == sent.chi


def test_what_the_desk_showed_as_next_is_gone_on_to_only_where_it_still_is(sent: Cast) -> None:
    """Concluded meanwhile, of a form one may not judge, of no form, or nonsense: as ever."""
    browser = log_in(sent.chi)
    holds(sent.chi, Role.FOCAL_PERSON, sent.unit_b)
    record_finding(
        by=sent.chi, participant=sent.a, criterion_id="1.3", verdict="accept", bases=["data"]
    )
    following = work_queue(sent.chi, campaign_of(sent)).after(sent.a.pk, "1.2")
    assert following is not None
    expected = f"/tham-dinh/{following.participant.pk}/{following.criterion.id}/"
    for onward in (
        f"{sent.a.pk}/1.3",
        f"{sent.a.pk}/1.2",
        f"{sent.a.pk}/9.9",
        f"{sent.b.pk}/1.2",
        "999999/1.2",
        "²/1.2",
        "//example.com",
        "",
    ):
        with transaction.atomic():
            answer = browser.post(desk(sent), {**ADJUSTED, "onward": onward})
            transaction.set_rollback(True)
        assert answer["Location"] == expected, onward


def test_asking_the_unit_is_one_of_the_decisions(sent: Cast) -> None:
    answer = log_in(sent.chi).post(
        desk(sent), {"verdict": "ask", "reason": "Danh sách máy?", "due": "28/11/2016"}
    )
    assert answer.status_code == 302
    assert Clarification.objects.get().question == "Danh sách máy?"
    assert not Finding.objects.exists()


def test_the_second_of_two_appraisers_sees_both_findings_and_chooses(sent: Cast) -> None:
    second = log_in(holds(person("Tú"), Role.APPRAISER, sent.office))
    first = log_in(sent.chi)
    assert first.post(desk(sent), {**ADJUSTED, "seen": "0"}).status_code == 302
    mine = {"verdict": "reject", "basis": ["data"], "reason": "không có sổ", "seen": "0"}
    clash = second.post(desk(sent), mine)
    assert clash.status_code == 409
    text = clash.content.decode()
    for words in ("Hai kết luận", "Chi", "kiểm kê được 10 máy", "không có sổ", "Của bạn, chưa ghi"):
        assert words in text
    assert Finding.objects.count() == 1
    assert 'name="seen" value="1"' in text
    again = second.post(desk(sent), {**mine, "seen": "1"})
    assert again.status_code == 302
    assert [each.version for each in Finding.objects.order_by("version")] == [1, 2]


def test_what_is_refused_says_why_and_keeps_what_was_typed(sent: Cast) -> None:
    answer = log_in(sent.chi).post(desk(sent), {**ADJUSTED, "reason": ""})
    assert answer.status_code == 400
    text = answer.content.decode()
    assert "Hãy viết lý do" in text
    assert 'value="10"' in text
    assert 'value="site_visit" checked' in text
    assert not Finding.objects.exists()
    asked = {"verdict": "ask", "reason": "Danh sách máy?", "due": "mai"}
    answer = log_in(sent.chi).post(desk(sent), asked)
    assert answer.status_code == 400
    assert "Danh sách máy?" in answer.content.decode()
    assert not Clarification.objects.exists()


def test_what_nobody_has_found_yet_is_not_there_rather_than_nothing(sent: Cast) -> None:
    text = log_in(sent.chi).get(f"/tham-dinh/{sent.a.pk}/").content.decode()
    assert "chưa có" in text
    assert "Thẩm định, tạm tính" in text
