"""The form of a unit on a slow line: nothing typed while the server is awaited gets lost."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from django.urls import reverse
from playwright.sync_api import Browser, Page, Route, expect

from tests.journeys.browser import Visitor
from tests.web.cast import Cast, make_cast
from xephang_web.assessments.models import Answer, EvidenceItem

SECTION = "7"


class SlowLine:
    """Holds back what the page sends to an address, until it is let through."""

    def __init__(self, page: Page, address: str) -> None:
        self.page, self.is_slow = page, True
        self.held: list[Route] = []
        page.route(address, self._hold)

    def _hold(self, route: Route) -> None:
        if self.is_slow:
            self.held.append(route)
        else:
            route.continue_()

    def wait(self) -> None:
        """Until something is held."""
        while not self.held:
            self.page.evaluate("new Promise(requestAnimationFrame)")

    def let_through(self) -> None:
        """Whatever is held goes on, and what comes later is not held."""
        self.is_slow = False
        for route in self.held:
            route.continue_()


@pytest.fixture
def cast() -> Cast:
    return make_cast()


@pytest.fixture
def an(browser: Browser, served: str, cast: Cast) -> Visitor:
    """The focal person of unit A at their form."""
    visitor = Visitor(browser, served)
    visitor.enter_as("An")
    visitor.open(reverse("assessments:section", args=[cast.a.pk, SECTION]))
    return visitor


def saved(cast: Cast, criterion: str, field: str) -> str:
    """What the server has of a field."""
    row = Answer.objects.filter(
        assessment__participant=cast.a, criterion=criterion, field=field
    ).first()
    return row.value if row else ""


def comes_to_be_saved(page: Page, cast: Cast, criterion: str, field: str, words: str) -> bool:
    """Whether the server has certain words of a field before 600 frames are drawn."""
    for _frame in range(600):
        if words in saved(cast, criterion, field):
            return True
        page.evaluate("new Promise(requestAnimationFrame)")
    return False


def test_a_row_that_comes_anew_leaves_what_is_being_typed(an: Visitor, cast: Cast) -> None:
    page = an.page
    line = SlowLine(page, "**/luu/**")
    number, subject = page.get_by_label("Số, ký hiệu").first, page.get_by_label("Trích yếu").first
    number.fill("12/KH")
    number.blur()
    line.wait()
    subject.click()
    page.keyboard.type("Kế hoạch")
    with page.expect_response("**/luu/**"):
        line.let_through()
    # The list has its next, empty line: the row came; what was typed is there, and is saved.
    expect(page.get_by_label("Trích yếu").first).to_have_value("Kế hoạch")
    expect(page.get_by_label("Số, ký hiệu")).to_have_count(2)
    assert comes_to_be_saved(page, cast, "7.4", "documents", "Kế hoạch")
    rows = json.loads(saved(cast, "7.4", "documents"))
    assert [(each["number"], each["subject"]) for each in rows] == [("12/KH", "Kế hoạch")]
    # Who types on is where they were, and there is no quarrel with oneself.
    page.get_by_label("Trích yếu").first.fill("Kế hoạch năm 2016")
    with page.expect_response("**/luu/**") as again:
        page.get_by_label("Trích yếu").first.blur()
    assert again.value.ok
    an.leave()


def test_a_file_that_arrives_leaves_what_is_being_typed(
    an: Visitor, cast: Cast, tmp_path: Path
) -> None:
    page = an.page
    row = page.locator(".xh-crit", has=page.get_by_label("Số nhiệm vụ hoàn thành"))
    line = SlowLine(page, "**/minh-chung/**")
    row.locator(".xh-attach summary").click()
    paper = tmp_path / "Ke hoach.txt"
    paper.write_text("Kế hoạch", encoding="utf-8")
    row.locator("input[type=file]").set_input_files(paper)
    row.get_by_role("button", name="Gắn minh chứng").click()
    line.wait()
    box = row.get_by_label("Số nhiệm vụ hoàn thành")
    box.click()
    page.keyboard.type("17")
    line.let_through()
    expect(row.get_by_role("link", name="Ke hoach.txt")).to_be_visible()
    expect(box).to_have_value("17")
    assert comes_to_be_saved(page, cast, "7.5", "numerator", "17")
    assert EvidenceItem.objects.get().criterion == "7.5"
    an.leave()


def test_a_link_followed_at_once_waits_for_what_is_being_saved(an: Visitor, cast: Cast) -> None:
    page = an.page
    line = SlowLine(page, "**/luu/**")
    page.get_by_label("Số nhiệm vụ hoàn thành").fill("17")
    page.get_by_label("Số nhiệm vụ trong kế hoạch").fill("20")
    address = page.url
    went: list[str] = []
    page.on("request", lambda each: went.append(each.url) if each.is_navigation_request() else None)
    page.get_by_role("link", name="Mục trước:").click(no_wait_after=True)
    line.wait()
    page.evaluate("new Promise(requestAnimationFrame)")
    assert went == []
    line.let_through()
    page.wait_for_url(lambda url: url != address)
    assert (saved(cast, "7.5", "numerator"), saved(cast, "7.5", "denominator")) == ("17", "20")
    an.leave()


def test_a_link_does_not_leave_behind_what_was_refused(an: Visitor, cast: Cast) -> None:
    page = an.page
    line = SlowLine(page, "**/luu/**")
    page.get_by_label("Số nhiệm vụ hoàn thành").fill("mười bảy")
    address = page.url
    page.get_by_role("link", name="Mục trước:").click(no_wait_after=True)
    line.wait()
    line.let_through()
    expect(page.locator(".xh-crit .xh-said .xh-msg")).to_be_visible()
    assert page.url == address
    assert saved(cast, "7.5", "numerator") == ""
    expect(page.get_by_label("Số nhiệm vụ hoàn thành")).to_have_value("mười bảy")
    an.leave()


def test_who_closes_the_window_with_something_unsaved_is_asked(an: Visitor, cast: Cast) -> None:
    page = an.page
    asked: list[str] = []
    page.on("dialog", lambda dialog: asked.append(dialog.type))
    page.get_by_label("Số nhiệm vụ hoàn thành").click()
    page.goto(page.url)
    assert asked == [], "nothing was typed"
    page.get_by_label("Số nhiệm vụ hoàn thành").click()
    page.keyboard.type("17")
    page.reload()
    assert asked == ["beforeunload"]
    an.leave()
