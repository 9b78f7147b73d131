"""Deny by default: every address has a policy, and no rubbish makes a page fail."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from tests.web.cast import Cast, log_in
from xephang_web.shared.policy import policy_of

RUBBISH = [
    "",
    "x" * 2000,
    "-1",
    "99999999999999999999",
    "\x00",
    "<script>alert(1)</script>",
    "{{ 7 }}",
]


def patterns(resolver: Any, before: str = "") -> Iterator[tuple[str, URLPattern]]:
    """Every address of the application with its pattern, third-party pages included."""
    for each in resolver.url_patterns:
        if isinstance(each, URLResolver):
            yield from patterns(each, before + str(each.pattern))
        else:
            yield before + str(each.pattern), each


def without_policy(resolver: Any) -> list[str]:
    """Addresses that nobody has said who may open."""
    return [
        address
        for address, each in patterns(resolver)
        if policy_of(each.callback, each.name) is None
    ]


def closed(_request: HttpRequest) -> HttpResponse:
    """A view that somebody forgot to give a policy."""
    return HttpResponse("secret")


def test_every_address_has_a_policy() -> None:
    found = [each for each in without_policy(get_resolver()) if not each.startswith("tai-khoan/")]
    assert found == []


def test_a_forgotten_page_is_found_and_not_served(cast: Cast, settings: Any) -> None:
    settings.ROOT_URLCONF = "tests.web.shared.forgotten_urls"
    assert "quen/" in without_policy(get_resolver())
    assert Client(raise_request_exception=False).get("/quen/").status_code == 404
    assert log_in(cast.hoa).get("/quen/").status_code == 404


def addresses(cast: Cast) -> list[str]:
    """Our own pages with arguments of this cast, and with arguments that fit nothing."""
    found = []
    for address, _each in patterns(get_resolver()):
        if address.startswith("tai-khoan/"):
            continue
        for values in (
            {"slug": "thanh-hoa-2016", "pk": str(cast.a.pk), "section": "1", "criterion": "1.2"},
            {"slug": "khong-co", "pk": "999999999", "section": "x", "criterion": "../x"},
        ):
            made = address
            for old, new in (
                ("<slug:slug>", values["slug"]), ("<int:pk>", values["pk"]),
                ("<str:section_id>", values["section"]),
                ("<str:criterion_id>", values["criterion"]),
                ("<int:item_id>", values["pk"]), ("<int:file_id>", values["pk"]),
                ("<int:user_id>", "999999999"), ("<int:unit_id>", values["pk"]),
                ("<str:secret>", "x"), ("<str:ending>", "csv"),
            ):  # fmt: skip
                made = made.replace(old, new)
            found.append(f"/{made}")
    return found


# Who fills in a form, who runs the year, who runs the site; the others by `make proof`.
ALWAYS = ("an", "hoa", "quyen")
SENDERS = [
    pytest.param(each, marks=() if each in ALWAYS else pytest.mark.proof)
    for each in ("an", "binh", "giang", "hoa", "khanh", "minh", "quyen")
]


@pytest.mark.parametrize("who", [None, *SENDERS])
def test_no_rubbish_from_anybody_makes_a_page_fail(cast: Cast, who: str | None) -> None:
    user = getattr(cast, who) if who else None
    failed = []
    for address in addresses(cast):
        client = log_in(user) if user else Client(raise_request_exception=False)
        got = client.get(address, {"trang": "x", "nhom": "\x00", "tim": "%", "regulation": "x@y"})
        if got.status_code >= 500:
            failed.append(f"GET {address}: {got.status_code}")
        if hasattr(got, "_resource_closers"):
            for close in got._resource_closers:
                close()
        names = (
            "act", "unit", "participant", "kind", "date", "clock", "text", "answer", "question",
            "milestone", "before", "channel", "stamped_on", "verdict", "receipt", "numerator",
            "v.numerator", "role", "email", "appointment", "regulation", "office", "title", "code",
            "assign", "also", "url", "member", "body", "seat", "password", "language", "next",
        )  # fmt: skip
        for position, rubbish in enumerate(RUBBISH):
            if position and position % 3 != 1 and not address.startswith("/phieu"):
                continue
            status = client.post(address, dict.fromkeys(names, rubbish)).status_code
            if status >= 500:
                failed.append(f"POST {address} {rubbish[:12]!r}: {status}")
    assert failed == []


def with_long_ids(cast: Cast) -> Iterator[str]:
    """Every address that names rows by number, with each number in turn longer than is kept."""
    known = {
        "slug": "thanh-hoa-2016", "pk": str(cast.a.pk), "unit_id": str(cast.unit_a.pk),
        "criterion_id": "1.3",
    }  # fmt: skip
    for address, _each in patterns(get_resolver()):
        for name in re.findall(r"<int:(\w+)>", address):
            for digits in (str(2**63), "9" * 30):
                given = {**known, name: digits}
                yield "/" + re.sub(r"<\w+:(\w+)>", lambda at: given.get(at[1], "1"), address)  # noqa: B023


@pytest.mark.parametrize("who", ["an", "binh", "hoa", "minh", "quyen", None])
def test_an_id_longer_than_any_database_keeps_is_of_nothing(cast: Cast, who: str | None) -> None:
    user = getattr(cast, who) if who else None
    tried, failed = 0, []
    for address in with_long_ids(cast):
        for method in ("GET", "POST"):
            client = log_in(user) if user else Client(raise_request_exception=False)
            status = client.generic(method, address).status_code
            tried += 1
            if status not in (302, 404, 405) or (user and status == 302):
                failed.append(f"{method} {address}: {status}")
    assert tried > 100
    assert failed == []


def test_a_visitor_reaches_nothing_but_the_way_in(cast: Cast) -> None:
    open_pages = {"/", "/tro-nang/", "/cong-bo/", "/cong-bo/kiem-tra/", "/cong-bo/cot-du-lieu/"}
    for address in addresses(cast):
        status = Client(raise_request_exception=False).get(address).status_code
        assert address in open_pages or status in (302, 404, 405), address
