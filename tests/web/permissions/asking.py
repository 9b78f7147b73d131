"""Asks the application for every page as everybody, and says where it answers otherwise."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import product
from typing import Any

from django.db import transaction
from django.http import HttpResponse
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from tests.web.cast import log_in
from tests.web.permissions.pages_table import LIBRARY_PAGES, PAGES, Page
from tests.web.permissions.payloads import Case
from tests.web.permissions.people import PEOPLE, A, E, Scene, Who

DONE, REFUSED, HIDDEN, LOG_IN, NO_WAY = "done", "refused", "hidden", "log in", "no such way"
NOT_NOW = "not now"
SESSION_OVER = b"shared/csrf_failure.html"
"""What a page says under `bare_errors` to whoever wrote something without being logged in."""
SOME = ("a visitor", "somebody without a role", "the head of A", "the standing office")
"""Who also tries what is not there, and the form of another unit."""


def addresses(resolver: Any, spaces: tuple[str, ...] = (), before: str = "") -> Iterator[str]:
    """The name of every address, or its route where it has none."""
    for each in resolver.url_patterns:
        route = before + str(each.pattern)
        if isinstance(each, URLResolver):
            inner = (*spaces, each.namespace) if each.namespace else spaces
            yield from addresses(each, inner, route)
        elif isinstance(each, URLPattern):
            yield ":".join((*spaces, each.name)) if each.name else route


def undeclared() -> list[str]:
    """Addresses of the application that stand in no table."""
    known = {each.name for each in PAGES} | set(LIBRARY_PAGES)
    return sorted(set(addresses(get_resolver())) - known)


def gone() -> list[str]:
    """Rows of the tables whose address is no longer there."""
    known = {each.name for each in PAGES} | set(LIBRARY_PAGES)
    return sorted(known - set(addresses(get_resolver())))


def expected(page: Page, who: Who, method: str, form: str, stage: str) -> str:
    """What the table says somebody is to be answered."""
    stands = who.stands(page.about, form, stage)
    allowed = page.see if method == "GET" else page.act
    is_there = stage in page.there
    if allowed is not None and stands & allowed and is_there:
        return DONE
    if who.is_visitor and "everybody" not in page.gate:
        return LOG_IN
    if allowed is None:
        is_in = bool((stands | who.site) & page.gate)
        return NO_WAY if is_in else HIDDEN
    if is_there and stands & (page.told_no() if method == "POST" else page.barred):
        return REFUSED
    return HIDDEN


def verdict(answer: HttpResponse) -> str:
    """What an answer means; an error of any other kind is said as it is."""
    status = answer.status_code
    if status == 302 and "/tai-khoan/login/?next=" in answer["Location"]:
        return LOG_IN
    if status == 403 and answer.content.startswith(SESSION_OVER):
        return LOG_IN
    if status < 400:
        return DONE
    known = {403: REFUSED, 404: HIDDEN, 405: NO_WAY, 409: NOT_NOW, 400: NOT_NOW}
    return known.get(status, f"status {status}")


class Browsers:
    """A browser for everybody of a scene."""

    def __init__(self, scene: Scene) -> None:
        self.scene = scene
        self.kept: dict[str, Client] = {}

    def of(self, who: Who, *, fresh: bool = False) -> Client:
        """Somebody's browser; a fresh one where the request changes who is logged in."""
        if fresh or who.name not in self.kept:
            user = self.scene.users[who.name]
            made = log_in(user) if user else Client(raise_request_exception=False)
            if fresh:
                return made
            self.kept[who.name] = made
        return self.kept[who.name]


def parts_of(page: Page, case: Case) -> dict[str, Any]:
    """What stands in the address of a page for one case."""
    about: dict[str, dict[str, Any]] = {
        "form": {"pk": case.form.pk},
        "campaign": {"slug": case.cast.campaign.slug},
        "unit": {"unit_id" if page.name == "accounts:people" else "pk": case.cast.unit_a.pk},
        "site": {},
    }
    return {**about[page.about], **page.arguments(case)}


def address_of(page: Page, case: Case) -> str:
    """The address of a page for one case."""
    return reverse(page.name, kwargs=parts_of(page, case))


def ask(
    browsers: Browsers, page: Page, who: Who, method: str, form: str, *, is_rubbish: bool = False
) -> str:
    """Ask once, and undo whatever the request did; `is_rubbish` sends x in every field."""
    scene = browsers.scene
    case = Case(scene.cast, scene.form(form), scene.users[who.name])
    client = browsers.of(who, fresh=not page.keeps_session)
    with transaction.atomic():
        address = address_of(page, case)
        if method == "GET":
            answer = client.get(address)
        else:
            sent = page.sends(case)
            answer = client.post(address, dict.fromkeys(sent, "x") if is_rubbish else sent)
        for close in getattr(answer, "_resource_closers", []):
            close()
        transaction.set_rollback(True)
    return verdict(answer)  # type: ignore[arg-type]


@dataclass(frozen=True)
class Question:
    """One request: which page, of which form, by whom, how."""

    page: Page
    form: str
    who: Who
    method: str

    def __str__(self) -> str:
        of = f" of {self.form}" if self.page.about == "form" else ""
        return f"{self.method} {self.page.name}{of} by {self.who.name}"


def questions(
    pages: Iterable[Page], people: Iterable[Who] = PEOPLE, methods: Iterable[str] = ("GET", "POST")
) -> Iterator[Question]:
    """Every request of a matrix. A way that a page has not is tried by a few only.

    Form E is asked for by those whom it concerns, and by some whom it does not.
    """
    looks: dict[tuple[object, ...], Page] = {}
    for page, who, method in product(pages, people, methods):
        has_way = (page.see if method == "GET" else page.act) is not None
        if not has_way and who.name not in SOME:
            continue
        look = (page.name, page.see, page.arguments)
        if method == "GET" and looks.setdefault(look, page) is not page:
            continue
        yield Question(page, A, who, method)
        if page.about == "form" and (who.form_e or who.name in SOME):
            yield Question(page, E, who, method)


def differences(
    scene: Scene, asked: Iterable[Question], *, is_rubbish: bool = False
) -> Iterator[str]:
    """Where the application answers otherwise than the table: one line a request.

    `is_rubbish` asks only for acts that are not the person's, and sends rubbish with them:
    they are refused before anything of what was sent is looked at.
    """
    browsers = Browsers(scene)
    for each in asked:
        page = each.page
        should = expected(page, each.who, each.method, each.form, scene.stage)
        if is_rubbish and should == DONE:
            continue
        if each.method == "POST" and should == DONE and scene.stage not in page.when:
            should = NOT_NOW
        does = ask(browsers, page, each.who, each.method, each.form, is_rubbish=is_rubbish)
        if does == HIDDEN and should == NOT_NOW:
            continue  # there is nothing yet, or no more, that could be acted on
        if does != should:
            yield f"{each} ({scene.stage}): {does}, should be {should}"
