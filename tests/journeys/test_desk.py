"""The appraiser's desk in a real browser: by keys alone, and without any script."""

from __future__ import annotations

from playwright.sync_api import Browser, expect

from tests.journeys.browser import Visitor, axe_findings
from tests.web.cast import make_cast
from tests.web.second_half import campaign_of, send_all
from xephang_web.appraisal.models import Finding
from xephang_web.appraisal.queue import work_queue
from xephang_web.assessments.models import CriterionNote


def test_a_decision_by_keys_alone_is_shown_before_it_is_written_and_goes_on_to_the_next(
    browser: Browser, served: str
) -> None:
    cast = make_cast()
    send_all(cast)
    following = work_queue(cast.chi, campaign_of(cast)).after(cast.a.pk, "1.2")
    assert following is not None
    visitor = Visitor(browser, served)
    visitor.enter_as("Chi")
    page = visitor.open(f"/tham-dinh/{cast.a.pk}/1.2/")
    page.keyboard.press("3")
    expect(page.locator("#thu")).to_contain_text("hạng 1 thành 2")
    assert not Finding.objects.exists(), "a preview writes nothing"
    page.locator("input[name=basis]").first.focus()
    page.keyboard.press("Space")
    page.locator("#reason").focus()
    page.keyboard.type("Không có sổ")
    with page.expect_navigation():
        page.keyboard.press("Control+Enter")
    assert page.url.endswith(f"/tham-dinh/{following.participant.pk}/{following.criterion.id}/")
    found = Finding.objects.get()
    assert (found.verdict, found.reason) == (Finding.Verdict.REJECT, "Không có sổ")
    with page.expect_navigation():
        page.keyboard.press("j")
    assert not page.url.endswith(f"/{following.criterion.id}/")
    visitor.leave()


def test_the_desk_works_without_scripts(browser: Browser, served: str) -> None:
    cast = make_cast()
    send_all(cast)
    visitor = Visitor(browser, served, java_script_enabled=False)
    visitor.enter_as("Chi")
    page = visitor.open(f"/tham-dinh/{cast.a.pk}/1.2/")
    page.locator("input[name=verdict][value=reject]").check(force=True)
    page.get_by_role("button", name="Xem điểm trước khi ghi").click()
    expect(page.locator("#thu")).to_contain_text("hạng 1 thành 2")
    page.locator("input[name=basis]").first.check()
    page.locator("#reason").fill("Không có sổ")
    page.get_by_role("button", name="Lưu và sang việc kế").click()
    expect(page.get_by_text("Đã ghi kết luận tiêu chí 1.2.")).to_be_visible()
    assert Finding.objects.get().reason == "Không có sổ"
    visitor.leave()


def test_all_are_ticked_at_the_top_of_the_list_which_counts_what_is_ticked(
    browser: Browser, served: str
) -> None:
    cast = make_cast()
    send_all(cast)
    for criterion in ("1.2", "1.3"):
        CriterionNote.objects.get_or_create(
            assessment=cast.a.assessment,
            criterion=criterion,
            defaults={"narrative": "Có sổ theo dõi."},
        )
    visitor = Visitor(browser, served, viewport={"width": 360, "height": 300})
    visitor.enter_as("Chi")
    page = visitor.open(f"/tham-dinh/{cast.a.pk}/gop/")
    bar = page.locator("form .xh-tickbar")
    expect(bar).to_contain_text("Đã đánh dấu 0 / 4")
    page.locator("input[name=criterion]").last.check()
    expect(bar).to_contain_text("Đã đánh dấu 1 / 4")
    expect(bar).to_be_in_viewport()
    assert page.evaluate("window.scrollY") > 200, "the list was scrolled, and the bar stayed"
    bar.get_by_role("button", name="Đánh dấu tất cả").click()
    expect(bar).to_contain_text("Đã đánh dấu 4 / 4")
    with page.expect_navigation():
        bar.get_by_role("button", name="Chấp nhận các tiêu chí đã đánh dấu").click()
    assert Finding.objects.count() == 4
    visitor.leave()


def test_a_refused_finding_has_the_focus_where_it_is_to_be_mended(
    browser: Browser, served: str
) -> None:
    cast = make_cast()
    send_all(cast)
    visitor = Visitor(browser, served)
    visitor.enter_as("Chi")
    page = visitor.open(f"/tham-dinh/{cast.a.pk}/1.2/")
    page.keyboard.press("3")
    page.locator("input[name=basis]").first.focus()
    page.keyboard.press("Space")
    page.locator("#reason").focus()
    with page.expect_navigation():
        page.keyboard.press("Control+Enter")
    reason = page.locator("#reason")
    expect(reason).to_be_focused()
    expect(reason).to_be_in_viewport()
    expect(reason).to_have_attribute("aria-invalid", "true")
    expect(reason).to_have_accessible_description("Hãy viết lý do: đơn vị sẽ đọc được.")
    expect(page.locator("input[name=verdict][value=reject]")).to_be_checked()
    assert axe_findings(page) == []
    # Both at once: the first of the two has it. What is of no field is said at the head.
    page.locator("input[name=basis]").first.uncheck()
    reason.focus()
    with page.expect_navigation():
        page.keyboard.press("Control+Enter")
    expect(page.locator("#reason")).to_be_focused()
    expect(page.locator("input[name=basis]").first).to_have_attribute("aria-invalid", "true")
    page.locator("input[name=verdict][value=adjust]").check(force=True)
    for field in page.locator(".xh-when-adjust .form-control").all():
        field.fill("")
    with page.expect_navigation():
        page.locator(".xh-decide .btn-primary").first.click()
    expect(page.locator("#chua-ghi-duoc")).to_be_focused()
    visitor.complaints[:] = [each for each in visitor.complaints if "400" not in each]
    visitor.leave()
