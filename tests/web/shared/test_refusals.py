"""Pages that say no: designed, in the language of the person, and honest about what was kept."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, SuspiciousOperation
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory

from tests.journeys.markup import POLICY, Markup
from tests.web.cast import Cast, log_in
from xephang_web.portal import urls
from xephang_web.shared.policy import ANYONE, page
from xephang_web.shared.views import server_error


def failing(error: Exception) -> Any:
    """The start page, which fails."""

    @page(ANYONE)
    def fail(request: HttpRequest) -> HttpResponse:
        raise error

    return fail


REFUSALS: list[tuple[Exception, int, str, str]] = [
    (SuspiciousOperation("x"), 400, "Yêu cầu không đọc được", "The request cannot be read"),
    (PermissionDenied(), 403, "Không được phép", "Not allowed"),
    (RuntimeError("x"), 500, "Lỗi của hệ thống", "Something failed on our side"),
]


@pytest.mark.parametrize(("error", "status", "vi", "en"), REFUSALS)
def test_what_goes_wrong_has_a_page_in_both_languages(
    cast: Cast, monkeypatch: pytest.MonkeyPatch, error: Exception, status: int, vi: str, en: str
) -> None:
    address = next(each for each in urls.urlpatterns if each.name == "home")
    monkeypatch.setattr(address, "callback", failing(error))
    client = log_in(cast.an)
    for language, words in (("vi", vi), ("en", en)):
        client.cookies["django_language"] = language
        answer = client.get("/")
        assert answer.status_code == status
        assert words in answer.content.decode()
        assert Markup(answer.content.decode()).wrong == []
        policy = {each.strip() for each in answer["Content-Security-Policy"].split(";")}
        assert policy == POLICY


def test_the_page_of_a_failure_stands_without_its_styles(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def lost(_name: str) -> str:
        raise ValueError("missing from the manifest")

    monkeypatch.setattr("xephang_web.shared.views.static", lost)
    answer = server_error(RequestFactory().get("/"))
    assert "Lỗi của hệ thống" in answer.content.decode()
    assert "stylesheet" not in answer.content.decode()


@pytest.mark.parametrize(
    ("language", "words"), [("vi", "Không có trang này"), ("en", "There is no such page")]
)
def test_a_page_that_is_not_there_says_so(cast: Cast, language: str, words: str) -> None:
    client = log_in(cast.an)
    client.cookies["django_language"] = language
    answer = client.get("/khong-co/")
    assert answer.status_code == 404
    assert words in answer.content.decode()


@pytest.mark.parametrize(
    ("language", "words"), [("vi", "Phiên làm việc đã hết"), ("en", "session has ended")]
)
def test_a_form_of_another_session_is_refused_with_a_page(
    cast: Cast, language: str, words: str
) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(cast.an, backend="allauth.account.auth_backends.AuthenticationBackend")
    client.cookies["django_language"] = language
    answer = client.post(f"/phieu/{cast.a.pk}/trinh/")
    assert answer.status_code == 403
    assert words in answer.content.decode()


def test_a_field_that_is_not_saved_for_want_of_a_session_is_answered_as_such(cast: Cast) -> None:
    address, htmx = f"/phieu/{cast.a.pk}/luu/1.2/", {"HX-Request": "true"}
    assert Client().post(address, {"numerator": "1"}, headers=htmx).status_code == 401
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(cast.an, backend="allauth.account.auth_backends.AuthenticationBackend")
    assert strict.post(address, {"numerator": "1"}, headers=htmx).status_code == 401


def test_who_sends_a_form_after_the_session_comes_back_to_its_page(cast: Cast) -> None:
    address = f"/phieu/{cast.a.pk}/trinh/"
    for before, back in (
        (f"http://testserver/phieu/{cast.a.pk}/soat/?x=1", f"/phieu/{cast.a.pk}/soat/%3Fx%3D1"),
        ("https://elsewhere.example/soat/", "/"),
        ("", "/"),
    ):
        answer = Client().post(address, headers={"Referer": before} if before else {})
        assert answer["Location"] == f"/tai-khoan/login/?next={back}"


@pytest.mark.parametrize("is_signed_in", [True, False])
def test_what_was_written_before_the_session_ended_can_still_be_copied(
    cast: Cast, is_signed_in: bool
) -> None:
    client = Client(enforce_csrf_checks=is_signed_in)
    if is_signed_in:
        client.force_login(cast.hoa, backend="allauth.account.auth_backends.AuthenticationBackend")
    page = "/dot/thanh-hoa-2016/vuong-mac/"
    written = {"text": "Máy tính thuê có được tính không?", "password": "một hai ba bốn năm sáu"}
    answer = client.post(page, written, headers={"Referer": f"http://testserver{page}"})
    said = answer.content.decode()
    assert answer.status_code == 403
    assert "Phiên làm việc đã hết" in said
    assert written["text"] in said
    assert written["password"] not in said
    assert (f'href="{page}"' in said) == is_signed_in
    assert (f'href="/tai-khoan/login/?next={page}"' in said) != is_signed_in


def test_an_act_that_is_opened_like_a_page_gets_a_page(cast: Cast) -> None:
    answer = log_in(cast.an).get(f"/phieu/{cast.a.pk}/gui/")
    assert (answer.status_code, answer["Allow"]) == (405, "POST")
    assert "Hãy bắt đầu lại từ trang đầu" in answer.content.decode()
