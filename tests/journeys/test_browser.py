"""The browser of the journeys reaches nothing beyond this machine, and says what tried to."""

from __future__ import annotations

from playwright.sync_api import Browser

from tests.journeys.browser import Visitor


def test_a_page_that_reaches_out_gets_nothing_and_is_told_of(browser: Browser) -> None:
    visitor = Visitor(browser, "http://localhost")
    visitor.page.goto("about:blank")
    ask = "fetch('http://xephang.example/').then(() => 'answered', () => 'nothing there')"
    assert visitor.page.evaluate(ask) == "nothing there"
    assert "reached for http://xephang.example/" in visitor.complaints
    visitor.context.close()
