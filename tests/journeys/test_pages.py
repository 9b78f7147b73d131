"""Every page, on a desktop and at 360 pixels, in both languages: axe, width, console, words.

With XEPHANG_SCREENS set to a folder, each is also photographed there (`make screens`).
"""

from __future__ import annotations

import os
import re
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from tests.journeys.browser import DESKTOP, PHONE, Visitor, axe_findings, overflow
from tests.journeys.pages import Shown, all_pages
from tests.web.cast import log_in
from xephang_web.demonstration.load import load_demonstration

SCREENS = os.environ.get("XEPHANG_SCREENS", "")
TALLEST = 2200


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


def look_at(browser: Browser, served: str, shown: Shown, size: str, language: str) -> list[str]:
    """What is wrong with a page, each finding with where it was seen."""
    viewport = DESKTOP if size == "desktop" else PHONE
    visitor = Visitor(browser, served, viewport=viewport)
    cookies = [{"name": "django_language", "value": language, "url": served}]
    if shown.who is not None:
        session = log_in(shown.who).cookies["sessionid"].value
        cookies.append({"name": "sessionid", "value": session, "url": served})
    visitor.context.add_cookies(cookies)  # type: ignore[arg-type]
    page = visitor.open(shown.path)
    where = f"{shown.name} {size} {language}"
    found = [f"{where}: {each}" for each in axe_findings(page)]
    if overflow(page) > 0:
        found.append(f"{where}: {overflow(page)} pixels too wide")
    if re.search(r"\{\{|\{%|%\(\w+\)s|^None$", page.locator("main").inner_text(), re.MULTILINE):
        found.append(f"{where}: a blank was not filled in")
    found += [f"{where}: {each}" for each in visitor.complaints]
    photograph(page, shown, size, language)
    visitor.context.close()
    return found


@pytest.mark.parametrize("language", ["vi", "en"])
def test_every_page_is_whole_on_both_sizes(language: str, browser: Browser, served: str) -> None:
    load_demonstration(lambda _line: None)
    found = [
        each
        for shown in all_pages()
        for size in ("desktop", "phone")
        for each in look_at(browser, served, shown, size, language)
    ]
    assert found == []
