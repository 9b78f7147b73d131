"""Two people on one criterion, and its evidence, in a browser: by keys, and nobody left nowhere."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, Page, Route, expect

from tests.journeys.browser import PHONE, Visitor, axe_findings, overflow
from tests.journeys.test_slow_line import SlowLine
from tests.journeys.test_stored_scripts import logged_in
from tests.web.cast import Cast, make_cast
from xephang_web.assessments import services
from xephang_web.assessments.models import Answer, CriterionNote, EvidenceItem


@pytest.fixture
def cast() -> Cast:
    return make_cast()


@pytest.fixture
def an(browser: Browser, served: str, cast: Cast) -> Visitor:
    """The focal person of unit A, before the form is opened."""
    return logged_in(browser, served, cast.an, [])


def fits(page: Page) -> None:
    """Nothing for axe and nothing cut off, on a desktop and a phone."""
    desktop = page.viewport_size
    for size in (desktop, PHONE, desktop):
        page.set_viewport_size(size)  # type: ignore[arg-type]
        assert overflow(page) == 0
    assert axe_findings(page) == []


def by_binh(cast: Cast, criterion: str = "1.2", **values: str) -> None:
    texts = {"narrative": values.pop("narrative")} if "narrative" in values else {}
    services.save_criterion(
        by=cast.binh, participant=cast.a, criterion_id=criterion, values=values, texts=texts
    )


def test_whoever_is_second_sees_all_that_two_have_changed_and_chooses_by_keys(
    an: Visitor, cast: Cast
) -> None:
    by_binh(cast, numerator="10", denominator="20")
    page = an.open(f"/phieu/{cast.a.pk}/muc/1/")
    by_binh(cast, numerator="111", narrative="Sổ theo dõi của Bình")
    row = page.locator("#c-1-2")
    # What Bình wrote and An did not touch stays, and the page shows it.
    with page.expect_response("**/luu/**") as answer:
        row.locator("[name=denominator]").fill("300")
        row.locator("[name=denominator]").blur()
    assert answer.value.status == 200
    expect(row.locator("[name=numerator]")).to_have_value("111")
    expect(row.locator("[name=narrative]")).to_have_value("Sổ theo dõi của Bình")
    expect(row.locator(".xh-said")).to_contain_text("Đồng nghiệp vừa đổi")
    fits(page)
    # What both have changed is asked about.
    by_binh(cast, numerator="112", narrative="Sổ theo dõi, trang 2")
    row.locator("[name=narrative]").fill("Của An,\nhai dòng")
    row.locator("[name=numerator]").fill("99")
    row.locator("[name=numerator]").press("Tab")
    said = row.locator(".xh-said")
    for each in ("112", "99", "Sổ theo dõi, trang 2", "Của An"):
        expect(said).to_contain_text(each)
    for field in ("numerator", "narrative"):
        expect(row.locator(f"[name={field}]")).to_have_attribute("aria-invalid", "true")
    expect(row.locator("[name=denominator]")).not_to_have_attribute("aria-invalid", "true")
    fits(page)
    page.get_by_role("button", name="Ghi bản của tôi").press("Enter")
    expect(said.locator(".xh-msg")).to_have_count(0)
    expect(row.locator("[name=numerator]")).to_be_focused()
    expect(row.locator("[aria-invalid=true]")).to_have_count(0)
    assert Answer.objects.get(field="numerator").value == "99"
    assert CriterionNote.objects.get().narrative == "Của An,\nhai dòng"
    an.leave()


def test_what_stands_is_kept_by_keys(an: Visitor, cast: Cast) -> None:
    page = an.open(f"/phieu/{cast.a.pk}/muc/1/")
    by_binh(cast, numerator="111")
    row = page.locator("#c-1-2")
    row.locator("[name=numerator]").fill("99")
    row.locator("[name=numerator]").press("Tab")
    page.get_by_role("button", name="Giữ số đang lưu").press("Enter")
    expect(row.locator("[name=numerator]")).to_have_value("111")
    expect(row.locator("[name=numerator]")).to_be_focused()
    assert Answer.objects.get().value == "111"
    an.leave()


def test_a_row_that_comes_anew_around_what_is_typed_knows_what_it_does_not_show(
    an: Visitor, cast: Cast
) -> None:
    page = an.open(f"/phieu/{cast.a.pk}/muc/7/")
    row = page.locator("#c-7-4")
    row.locator(".xh-notes-in summary").click()
    by_binh(cast, "7.4", narrative="Của Bình")
    line = SlowLine(page, "**/luu/**")
    row.get_by_label("Số, ký hiệu").first.fill("12/KH")
    row.get_by_label("Số, ký hiệu").first.blur()
    line.wait()
    row.get_by_label("Trích yếu").first.click()
    page.keyboard.type("Kế")
    with page.expect_response("**/luu/**") as first:
        line.let_through()
    assert first.value.ok
    expect(row.get_by_label("Số, ký hiệu")).to_have_count(2)
    with page.expect_response("**/luu/**") as second:
        row.get_by_label("Trích yếu").first.fill("Kế hoạch")
        row.get_by_label("Trích yếu").first.blur()
    assert second.value.ok
    assert CriterionNote.objects.get().narrative == "Của Bình"
    an.leave()


def test_a_save_whose_answer_is_lost_is_not_called_unwritten_and_can_be_sent_again(
    an: Visitor, cast: Cast
) -> None:
    page = an.open(f"/phieu/{cast.a.pk}/muc/1/")
    row = page.locator("#c-1-2")

    def lose(route: Route) -> None:
        route.fetch()
        route.abort()

    page.route("**/luu/**", lose)
    row.locator("[name=numerator]").fill("99")
    row.locator("[name=numerator]").blur()
    said = row.locator(".xh-said")
    expect(said).to_contain_text("chưa biết máy chủ đã ghi hay chưa")
    assert Answer.objects.get().value == "99"
    fits(page)
    page.unroute("**/luu/**")
    said.get_by_role("button", name="Ghi lại").press("Enter")
    expect(said.locator(".xh-msg")).to_have_count(0)
    expect(row.locator("[aria-invalid=true]")).to_have_count(0)
    assert Answer.objects.get().version == 1
    an.complaints[:] = [each for each in an.complaints if "ERR_FAILED" not in each]
    an.leave()


def test_evidence_is_taken_off_and_put_back_by_keys(an: Visitor, cast: Cast) -> None:
    services.add_evidence(
        by=cast.an, participant=cast.a, criteria=["1.2"], url="https://a.example/so", title="Sổ"
    )
    page = an.open(f"/phieu/{cast.a.pk}/muc/1/")
    row, spoken = page.locator("#c-1-2"), page.locator("#bao")
    row.get_by_role("button", name="Bỏ minh chứng Sổ").press("Enter")
    undo = row.get_by_role("button", name="Hoàn tác")
    expect(undo).to_be_focused()
    expect(undo).to_have_accessible_description("Đã bỏ minh chứng “Sổ”. Hoàn tác")
    expect(spoken).to_contain_text("Đã bỏ minh chứng “Sổ”.")
    fits(page)
    undo.press("Enter")
    expect(row.get_by_role("button", name="Bỏ minh chứng Sổ")).to_be_focused()
    expect(spoken).to_contain_text("Đã gắn lại minh chứng “Sổ”.")
    assert EvidenceItem.objects.get().removed_at is None
    # A link that is none: said at the field, which has the focus and what was typed.
    row.locator(".xh-attach summary").press("Enter")
    link = row.get_by_label("hoặc liên kết")
    link.fill("ftp://a.example/ke-hoach")
    row.get_by_role("button", name="Gắn minh chứng").press("Enter")
    expect(link).to_be_focused()
    expect(link).to_have_attribute("aria-invalid", "true")
    expect(link).to_have_value("ftp://a.example/ke-hoach")
    fits(page)
    link.fill("https://a.example/ke-hoach")
    row.get_by_role("button", name="Gắn minh chứng").press("Enter")
    expect(row.locator(".xh-attach summary")).to_be_focused()
    expect(spoken).to_contain_text("Đã gắn minh chứng: https://a.example/ke-hoach.")
    fits(page)
    an.leave()


def test_without_scripts_evidence_taken_off_is_offered_back(
    browser: Browser, served: str, cast: Cast
) -> None:
    services.add_evidence(
        by=cast.an, participant=cast.a, criteria=["1.2"], url="https://a.example/so", title="Sổ"
    )
    visitor = Visitor(browser, served, java_script_enabled=False)
    visitor.enter_as("An")
    page = visitor.open(f"/phieu/{cast.a.pk}/muc/1/")
    page.get_by_role("button", name="Bỏ minh chứng Sổ").click()
    expect(page.get_by_text("Đã bỏ minh chứng “Sổ”.")).to_be_in_viewport()
    page.get_by_role("button", name="Hoàn tác").click()
    expect(page.get_by_role("button", name="Bỏ minh chứng Sổ")).to_be_visible()
    expect(page.get_by_role("button", name="Hoàn tác")).to_have_count(0)
    visitor.leave()
