"""Every page, on a desktop and at 360 pixels, in both languages: axe, width, console, words.

With XEPHANG_SCREENS set to a folder, each is also photographed there (`make screens`).
"""

from __future__ import annotations

import os
import re
from pathlib import Path

from playwright.sync_api import Browser, Page

from tests.journeys.account_pages import account_pages
from tests.journeys.browser import DESKTOP, PHONE, Visitor, axe_findings, cut_sideways, overflow
from tests.journeys.markup import Markup, answer_findings, weigh
from tests.journeys.pages import VISITOR, Shown, all_pages, unseen
from tests.web.cast import holds, log_in, make_cast
from tests.web.second_half import send_all
from xephang_web.accounts.models import Role
from xephang_web.demonstration.load import load_demonstration

SCREENS = os.environ.get("XEPHANG_SCREENS", "")
TALLEST = 2200
WEIGHTS: list[str] = []
"""What the pages weigh as they cross the line; the heaviest are printed (`pytest -s`)."""
# Words that no Vietnamese page says; pages of a library say them where it has no Vietnamese.
ENGLISH = re.compile(r"\b(the|you|your|and|is|are|of|to|this|with|not)\b", re.IGNORECASE)


def photograph(page: Page, name: str, size: str, language: str) -> None:
    """Keep a picture of the page; of a long one its beginning."""
    if not SCREENS or (language == "en" and name not in ("form-draft", "progress")):
        return
    height = int(page.evaluate("document.documentElement.scrollHeight"))
    width = int(page.evaluate("document.documentElement.clientWidth"))
    suffix = "" if language == "vi" else "-en"
    page.screenshot(
        path=Path(SCREENS) / f"{name}-{size}{suffix}.jpg",
        type="jpeg",
        quality=55,
        full_page=True,
        clip={"x": 0, "y": 0, "width": width, "height": min(height, TALLEST)},
    )


class Visitors:
    """A browser for everybody and each language, kept from page to page as people keep theirs."""

    def __init__(self, browser: Browser, served: str) -> None:
        self.browser, self.served = browser, served
        self.kept: dict[tuple[str, str], Visitor] = {}

    def of(self, shown: Shown, language: str) -> Visitor:
        """The browser in which a page is opened."""
        key = (str(shown.who and shown.who.pk) + shown.session, language)
        if key not in self.kept:
            cookies = [{"name": "django_language", "value": language, "url": self.served}]
            session = shown.session
            if shown.who is not None:
                session = log_in(shown.who).cookies["sessionid"].value
            if session:
                cookies.append({"name": "sessionid", "value": session, "url": self.served})
            self.kept[key] = Visitor(self.browser, self.served)
            self.kept[key].context.add_cookies(cookies)  # type: ignore[arg-type]
        return self.kept[key]

    def close(self) -> None:
        """All of them go."""
        for each in self.kept.values():
            each.context.close()


def look_over(page: Page, name: str, language: str) -> list[str]:
    """What is wrong with what stands in the window: its words, and axe and width at both sizes."""
    found = []
    spoken = page.locator("main").inner_text()
    if re.search(r"\{\{|\{%|%\(\w+\)s|^None$", spoken, re.MULTILINE):
        found.append("a blank was not filled in")
    if language == "vi" and (english := ENGLISH.search(spoken)):
        found.append(f"speaks English: {english[0]}")
    for size, viewport in (("desktop", DESKTOP), ("phone", PHONE)):
        page.set_viewport_size(viewport)  # type: ignore[arg-type]
        # Another language changes words and their width, not what the page is made of: axe
        # looks at the English one where there is time, with the photographs.
        if language == "vi" or SCREENS:
            found += [f"{size}: {each}" for each in axe_findings(page)]
        if overflow(page) > 0:
            found.append(f"{size}: {overflow(page)} pixels too wide")
        found += [f"{size}: cut sideways: {each}" for each in cut_sideways(page)]
        photograph(page, name, size, language)
    return found


def look_at(visitor: Visitor, shown: Shown, language: str) -> list[str]:
    """What is wrong with a page, each finding with where it was seen."""
    page, served = visitor.page, visitor.base
    page.set_viewport_size(DESKTOP)  # type: ignore[arg-type]
    answer = page.goto(served + shown.path)
    assert answer is not None
    found = answer_findings(answer)
    if answer.status != shown.status:
        found.append(f"answered with {answer.status}")
    if language == "vi":
        own, first = weigh(answer.text(), Markup(answer.text()).loaded)
        WEIGHTS.append(f"{own / 1000:5.1f} kB, with everything {first / 1000:.0f} kB: {shown.name}")
    found += [] if page.url == served + shown.path else [f"led on to {page.url}"]
    found += look_over(page, shown.name, language)
    found += visitor.complaints
    visitor.complaints.clear()
    return [f"{shown.name} {language}: {each}" for each in found]


def look_at_all(browser: Browser, served: str, pages: list[Shown]) -> None:
    """Look at each page in both languages; what is wrong anywhere fails the test."""
    visitors = Visitors(browser, served)
    found = [
        each
        for shown in pages
        for language in ("vi", "en")
        for each in look_at(visitors.of(shown, language), shown, language)
    ]
    visitors.close()
    print("\n".join(sorted(WEIGHTS, reverse=True)[:5]))  # noqa: T201 - for whoever asks
    assert not found, "\n".join(found)


def test_every_page_of_an_account_is_whole_on_both_sizes(browser: Browser, served: str) -> None:
    look_at_all(browser, served, account_pages())


def test_every_page_is_whole_on_both_sizes(browser: Browser, served: str) -> None:
    load_demonstration(lambda _line: None)
    pages = all_pages()
    assert unseen(pages) == [], "add a Shown to tests/journeys/pages.py"
    look_at_all(browser, served, pages)


def test_the_longest_menus_and_the_review_are_whole_on_a_phone(
    browser: Browser, served: str
) -> None:
    cast = make_cast()
    send_all(cast)
    look_at_all(
        browser,
        served,
        [
            Shown("progress", cast.hoa, "/dot/thanh-hoa-2016/"),
            Shown("review", cast.an, f"/phieu/{cast.a.pk}/soat/"),
            Shown("verify", VISITOR, "/cong-bo/kiem-tra/"),
        ],
    )


def test_a_page_that_is_not_there_and_one_that_nobody_listed_are_found(
    browser: Browser, served: str
) -> None:
    cast = make_cast()
    asked = [
        Shown("gone", cast.hoa, "/khong-co/"),
        Shown("not theirs", cast.an, "/dot/thanh-hoa-2016/ket-qua/"),
    ]
    visitors = Visitors(browser, served)
    for each in asked:
        told = look_at(visitors.of(each, "en"), each, "en")
        assert told == [f"{each.name} en: answered with 404"]
    visitors.close()
    roster = Shown("roster", cast.hoa, "/dot/thanh-hoa-2016/thanh-phan/")
    assert "campaigns:roster" in unseen([])
    assert "campaigns:roster" not in unseen([roster])


def test_every_refusal_is_a_whole_page(browser: Browser, served: str) -> None:
    """Refused for a conflict of interest, too late, opened as no page, locked out, stale."""
    cast = make_cast()
    send_all(cast)
    holds(cast.chi, Role.FOCAL_PERSON, cast.unit_a)
    found = []
    visitor = Visitor(browser, served)
    session = log_in(cast.chi).cookies["sessionid"].value
    visitor.context.add_cookies([{"name": "sessionid", "value": session, "url": served}])
    page = visitor.page
    for name, path, status in (
        ("refused-conflict", f"/tham-dinh/{cast.a.pk}/1.2/", 403),
        ("refused-no-page", f"/phieu/{cast.a.pk}/gui/", 405),
    ):
        answer = page.goto(served + path)
        assert answer is not None
        assert answer.status == status, name
        found += [f"{name}: {each}" for each in look_over(page, name, "vi")]
    visitor.context.clear_cookies()
    for name, status, cookie in (("refused-stale", 403, "csrftoken"), ("locked-out", 429, "")):
        for _try in range(1 if cookie else 12):
            page.goto(f"{served}/tai-khoan/login/")
            page.locator("input[name=login]").fill("nobody@xephang.example")
            page.locator("input[name=password]").fill("mot mat khau sai")
            if cookie:
                visitor.context.clear_cookies(name=cookie)
            with page.expect_navigation() as gone:
                page.locator("form:has(input[name=login]) button").first.click()
            if gone.value.status == status:
                break
        assert gone.value.status == status, name
        found += [f"{name}: {each}" for each in look_over(page, name, "vi")]
    visitor.context.close()
    assert found == []
