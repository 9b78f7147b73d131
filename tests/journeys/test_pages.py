"""Every page, on a desktop and at 360 pixels, in both languages: axe, width, console, words.

With XEPHANG_SCREENS set to a folder, each is also photographed there (`make screens`).
"""

from __future__ import annotations

import os
import re
from pathlib import Path

from playwright.sync_api import Browser, Page

from tests.journeys.account_pages import account_pages
from tests.journeys.browser import DESKTOP, PHONE, Visitor, axe_findings, overflow
from tests.journeys.markup import Markup, answer_findings, weigh
from tests.journeys.pages import Shown, all_pages
from tests.web.cast import log_in
from xephang_web.demonstration.load import load_demonstration

SCREENS = os.environ.get("XEPHANG_SCREENS", "")
TALLEST = 2200
WEIGHTS: list[str] = []
"""What the pages weigh as they cross the line; the heaviest are printed (`pytest -s`)."""
# Words that no Vietnamese page says; pages of a library say them where it has no Vietnamese.
ENGLISH = re.compile(r"\b(the|you|your|and|is|are|of|to|this|with|not)\b", re.IGNORECASE)


def photograph(page: Page, shown: Shown, size: str, language: str) -> None:
    """Keep a picture of the page; of a long one its beginning."""
    if not SCREENS or (language == "en" and shown.name not in ("form-draft", "progress")):
        return
    height = int(page.evaluate("document.documentElement.scrollHeight"))
    width = int(page.evaluate("document.documentElement.clientWidth"))
    suffix = "" if language == "vi" else "-en"
    page.screenshot(
        path=Path(SCREENS) / f"{shown.name}-{size}{suffix}.jpg",
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


def look_at(visitor: Visitor, shown: Shown, language: str) -> list[str]:
    """What is wrong with a page, each finding with where it was seen."""
    page, served = visitor.page, visitor.base
    page.set_viewport_size(DESKTOP)  # type: ignore[arg-type]
    answer = page.goto(served + shown.path)
    assert answer is not None
    found = answer_findings(answer)
    if language == "vi":
        own, first = weigh(answer.text(), Markup(answer.text()).loaded)
        WEIGHTS.append(f"{own / 1000:5.1f} kB, with everything {first / 1000:.0f} kB: {shown.name}")
    found += [] if page.url == served + shown.path else [f"led on to {page.url}"]
    spoken = page.locator("main").inner_text()
    if re.search(r"\{\{|\{%|%\(\w+\)s|^None$", spoken, re.MULTILINE):
        found.append("a blank was not filled in")
    if language == "vi" and (english := ENGLISH.search(spoken)):
        found.append(f"speaks English: {english[0]}")
    for size, viewport in (("desktop", DESKTOP), ("phone", PHONE)):
        page.set_viewport_size(viewport)  # type: ignore[arg-type]
        # Another language changes words and their width, not what the page is made of.
        if language == "vi":
            found += [f"{size}: {each}" for each in axe_findings(page)]
        if overflow(page) > 0:
            found.append(f"{size}: {overflow(page)} pixels too wide")
        photograph(page, shown, size, language)
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
    look_at_all(browser, served, all_pages())
