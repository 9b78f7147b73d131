"""On paper: what the page says, without what can only be clicked."""

from __future__ import annotations

from playwright.sync_api import Browser, expect

from tests.journeys.test_stored_scripts import logged_in
from tests.web.cast import make_cast
from tests.web.second_half import send


def test_a_printed_receipt_says_that_it_is_training_and_has_no_buttons(
    browser: Browser, served: str
) -> None:
    cast = make_cast()
    send(cast, cast.a, cast.an, cast.binh)
    visitor = logged_in(browser, served, cast.binh, [])
    page = visitor.open(f"/phieu/{cast.a.pk}/bien-nhan/")
    clickable = page.locator("nav, button, .btn, footer a")
    assert any(each.is_visible() for each in clickable.all())
    page.emulate_media(media="print")
    expect(page.get_by_role("note").filter(has_text="Đợt tập huấn")).to_be_visible()
    expect(page.locator(".xh-receipt")).to_be_visible()
    assert [each.inner_text() for each in clickable.all() if each.is_visible()] == []
    visitor.leave()
