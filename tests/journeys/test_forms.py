"""Forms in a browser: sent once, said to be under way, and given back with the fault in view."""

from __future__ import annotations

import re

from playwright.sync_api import Browser, expect

from tests.journeys.browser import PHONE, axe_findings, overflow
from tests.journeys.test_stored_scripts import logged_in
from tests.web.cast import make_cast

DATES = "/dot/thanh-hoa-2016/lich/"


def test_a_form_is_sent_once_and_says_that_it_is_under_way(browser: Browser, served: str) -> None:
    visitor = logged_in(browser, served, make_cast().hoa, [])
    page = visitor.open(DATES)
    sent: list[str] = []
    page.on("request", lambda each: sent.append(each.method) if each.method == "POST" else None)
    # An answer that never replaces the page: as long as nothing has come.
    page.route("**/lich/", lambda route: route.fulfill(status=204))
    for name, text in (("before", "30/11/2016"), ("document", "QĐ 1"), ("reason", "Bão")):
        page.locator(f"[name={name}]").fill(text)
    button = page.get_by_role("button", name="Ghi quyết định")
    button.click()
    button.click()
    expect(page.get_by_text("Đang làm, xin chờ…")).to_be_visible()
    assert sent == ["POST"]
    visitor.leave()


def test_a_form_that_is_given_back_shows_its_fault_on_a_desktop_and_a_phone(
    browser: Browser, served: str
) -> None:
    visitor = logged_in(browser, served, make_cast().hoa, [])
    for _size in ("desktop", "phone"):
        page = visitor.open(DATES)
        for name, text in (("before", "31/02/2016"), ("document", "QĐ 1"), ("reason", "Bão")):
            page.locator(f"[name={name}]").fill(text)
        page.get_by_role("button", name="Ghi quyết định").click()
        day = page.get_by_label("Đến trước ngày")
        expect(day).to_be_focused()
        expect(day).to_be_in_viewport()
        expect(day).to_have_accessible_description(re.compile("không có ngày 31/02/2016"))
        assert page.locator("[name=reason]").input_value() == "Bão"
        assert axe_findings(page) == []
        assert overflow(page) == 0
        page.set_viewport_size(PHONE)  # type: ignore[arg-type]
    # The console tells of the two answers, which are what they should be, and of nothing else.
    told, visitor.complaints[:] = list(visitor.complaints), []
    assert ["400" in each for each in told] == [True, True]
    visitor.leave()


def test_what_a_field_says_is_beside_it_and_in_view(browser: Browser, served: str) -> None:
    cast = make_cast()
    visitor = logged_in(browser, served, cast.an, [])
    page = visitor.open(f"/phieu/{cast.a.pk}/muc/1/")
    page.set_viewport_size(PHONE)  # type: ignore[arg-type]
    field = page.locator("#c-1-2 [name=numerator]")
    field.fill("mười")
    field.blur()
    message = page.locator("#c-1-2 .in .xh-msg")
    expect(message).to_be_in_viewport()
    expect(message).to_contain_text("số lưu trước vẫn giữ nguyên")
    expect(field).to_have_attribute("aria-invalid", "true")
    field.fill("10")
    field.blur()
    expect(field).not_to_have_attribute("aria-invalid", "true")
    visitor.leave()
