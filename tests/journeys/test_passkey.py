"""A passkey in a real browser: added under the strict policy for scripts, and come in with."""

from __future__ import annotations

from playwright.sync_api import Browser, expect

from tests.journeys.account_pages import PASSWORD, real_person
from tests.journeys.browser import Visitor
from tests.web.cast import holds, make_cast
from xephang_web.accounts.models import Role


def test_a_head_adds_a_passkey_and_comes_in_with_it_alone(browser: Browser, served: str) -> None:
    cast = make_cast()
    head = holds(real_person("Quang"), Role.HEAD, cast.unit_b)
    visitor = Visitor(browser, served)
    machine = visitor.context.new_cdp_session(visitor.page)
    machine.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2", "transport": "internal", "hasResidentKey": True,
        "hasUserVerification": True, "isUserVerified": True,
        "automaticPresenceSimulation": True,
    }  # fmt: skip
    machine.send("WebAuthn.addVirtualAuthenticator", {"options": options})
    page = visitor.open("/tai-khoan/login/")
    page.get_by_label("Thư điện tử").fill(head.email)
    page.get_by_label("Mật khẩu").fill(PASSWORD)
    page.get_by_role("button", name="Đăng nhập", exact=True).click()
    expect(page.get_by_text("Vai trò của bạn cần bước xác thực thứ hai")).to_be_visible()
    page.locator("a[href$='/webauthn/add/']").click()
    page.get_by_label("Mật khẩu").fill(PASSWORD)
    page.get_by_role("button", name="Xác nhận").click()
    page.get_by_label("Tên").fill("Máy ở cơ quan")
    page.get_by_label("Vào không cần mật khẩu").check()
    page.get_by_role("button", name="Thêm").click()
    expect(page.get_by_text("Đã thêm khóa truy cập")).to_be_visible()
    page.get_by_role("button", name="Thoát").click()
    page.get_by_role("link", name="Đăng nhập").first.click()
    page.get_by_role("button", name="Đăng nhập bằng khóa truy cập").click()
    expect(page.get_by_role("button", name="Thoát")).to_be_visible()
    visitor.open("/don-vi/")
    expect(page.get_by_role("heading", name="Đơn vị")).to_be_visible()
    visitor.leave()
