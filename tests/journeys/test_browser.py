"""The browser of the journeys reaches nothing beyond this machine, and says what tried to."""

from __future__ import annotations

from playwright.sync_api import Browser

from tests.journeys.browser import PHONE, Visitor, cut_sideways


def test_a_page_that_reaches_out_gets_nothing_and_is_told_of(browser: Browser) -> None:
    visitor = Visitor(browser, "http://localhost")
    visitor.page.goto("about:blank")
    ask = "fetch('http://xephang.example/').then(() => 'answered', () => 'nothing there')"
    assert visitor.page.evaluate(ask) == "nothing there"
    assert "reached for http://xephang.example/" in visitor.complaints
    visitor.context.close()


def test_what_one_must_push_sideways_is_found(browser: Browser) -> None:
    visitor = Visitor(browser, "http://localhost", viewport=PHONE)
    wide = "<div class='wide' style='overflow-x:auto'><p style='width:600px'>Bảng rộng</p></div>"
    visitor.page.set_content(f"{wide}<nav style='overflow-x:auto'>Vừa khít</nav>")
    assert cut_sideways(visitor.page) == ["div.wide"]
    visitor.context.close()
