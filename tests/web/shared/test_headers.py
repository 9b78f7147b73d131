"""What a request says in its headers makes no page fail and leads to no other host."""

from __future__ import annotations

from http import HTTPStatus

import pytest
from django.http import HttpRequest
from django.test import Client, RequestFactory

from xephang_web.shared.requests import page_before

pytestmark = pytest.mark.django_db


def test_a_host_that_is_not_ours_is_refused_and_no_page_fails() -> None:
    answer = Client(raise_request_exception=False).get("/", headers={"Host": "evil.example"})
    assert answer.status_code == HTTPStatus.BAD_REQUEST


@pytest.mark.parametrize("before", ["http://[bad", "http://testserver//evil.example/x"])
def test_the_page_before_is_one_of_ours_or_none(before: str) -> None:
    request: HttpRequest = RequestFactory().get("/", headers={"Referer": before})
    assert page_before(request, otherwise="/nha/") == "/nha/"
    assert page_before(
        RequestFactory().get("/", headers={"Referer": "http://testserver/a/?b=c"})
    ) == ("/a/?b=c")
