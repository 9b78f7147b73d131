"""A browser for the journeys: chromium, this machine only, and axe to look at every page."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, BrowserContext, Page, Request, sync_playwright

ROOT = Path(__file__).resolve().parents[2]
AXE = ROOT / "node_modules" / "axe-core" / "axe.min.js"
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
DESKTOP, PHONE = {"width": 1280, "height": 900}, {"width": 360, "height": 740}
# Answers that the pages expect and show: a figure refused, a conflict, a closed step.
EXPECTED = ("401", "422", "409", "403", "404")


@contextmanager
def chromium() -> Iterator[Browser]:
    """Debian's chromium, without its sandbox (the tests may run as root) and its own errands."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path="/usr/bin/chromium",
            args=[
                "--no-sandbox",
                "--disable-background-networking",
                "--disable-gpu",
                # No name but this machine's own leads anywhere, whatever a page asks for.
                "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE localhost",
            ],
        )
        yield browser
        browser.close()


class Visitor:
    """Somebody at a browser. Whatever the console complains of fails the journey."""

    def __init__(self, browser: Browser, base: str, **options: Any) -> None:
        self.base = base
        self.complaints: list[str] = []
        self.context: BrowserContext = browser.new_context(
            viewport=options.pop("viewport", DESKTOP), locale="vi-VN", **options
        )
        # Listened to, not routed: routed requests pass through Python, and nothing is cached.
        self.context.on("request", self._see)
        self.page: Page = self.context.new_page()
        self.page.on("console", lambda message: self._hear(message.type, message.text))
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.on("dialog", lambda dialog: dialog.accept())

    def _see(self, request: Request) -> None:
        if not request.url.startswith((self.base, "data:", "blob:")):
            self.complaints.append(f"reached for {request.url}")

    def _hear(self, kind: str, text: str) -> None:
        aborted = "htmx:" in text  # a newer request took the place of an older one
        is_expected = aborted or any(each in text for each in EXPECTED)
        if kind in ("error", "warning") and not is_expected:
            self.complaints.append(text)

    def open(self, path: str) -> Page:
        """Go to a page of the application."""
        self.page.goto(self.base + path)
        return self.page

    def enter_as(self, name: str) -> None:
        """Come in with one click as a demonstration account."""
        self.open("/")
        door = self.page.get_by_text(re.compile(rf"^{re.escape(name)}( –|$)"))
        self.page.locator(".xh-demoer", has=door).first.click()
        self.page.get_by_role("button", name="Thoát").wait_for()

    def leave(self) -> None:
        """Log out and close; the journey fails on what the console said."""
        self.context.close()
        assert self.complaints == [], self.complaints


def axe_findings(page: Page) -> list[str]:
    """What axe finds wrong on the page by WCAG 2.2 A and AA: rule, and the first place."""
    page.wait_for_load_state()
    if not page.evaluate("typeof window.axe !== 'undefined'"):
        # `true`: otherwise the whole of axe is written out and sent back, at every page.
        page.evaluate(AXE.read_text(encoding="utf-8") + ";window.axe=axe;true")
    options = json.dumps({"runOnly": {"type": "tag", "values": TAGS}})
    found = page.evaluate(f"axe.run(document, {options}).then(r => r.violations)")
    return [f"{each['id']}: {each['nodes'][0]['html'][:160]}" for each in found]


def overflow(page: Page) -> int:
    """By how many pixels the page is wider than its window."""
    wide = page.evaluate(
        "document.documentElement.scrollWidth - document.documentElement.clientWidth"
    )
    return int(wide)


# What is cut at the edge of its own box, though the page is no wider than its window. Words
# for screen readers alone are a pixel wide.
_CUT = """() => [...document.querySelectorAll("body *")].filter((each) => {
  const { overflowX } = getComputedStyle(each);
  const isText = ["INPUT", "SELECT", "TEXTAREA"].includes(each.tagName);
  return overflowX !== "visible" && !isText && each.clientWidth > 2
    && each.scrollWidth > each.clientWidth + 1;
}).map((each) => `${each.tagName.toLowerCase()}.${each.className}`)"""


def cut_sideways(page: Page) -> list[str]:
    """What of the page one must push sideways to read: a menu, a table."""
    return [str(each) for each in page.evaluate(_CUT)]
