"""The same form by keyboard alone, and without JavaScript: filled in, proved, handed over, sent."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.journeys.browser import DESKTOP, PHONE, Visitor
from tests.web.cast import Cast, log_in, make_cast
from xephang_web.accounts.models import User
from xephang_web.assessments.models import Answer, EvidenceItem, Submission

PDF = b"%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n"
# What has the focus: whether it matches, shows it, and lies where it can be seen. An outline
# also stands in forced colours, where shadows do not. What lies over the whole of a label
# (`opacity: 0`) shows its focus on the label.
FOCUS = """wanted => {
  const found = document.activeElement;
  if (!found || found === document.body) return {name: "", matches: false, wrong: ""};
  const name = found.outerHTML.slice(0, 120);
  const shown = getComputedStyle(found).opacity === "0" ? found.closest("label") : found;
  const style = getComputedStyle(shown);
  const box = shown.getBoundingClientRect();
  const [x, y] = [box.left + box.width / 2, box.top + Math.min(box.height / 2, 20)];
  const there = document.elementFromPoint(x, y);
  const outlined = style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2;
  let wrong = "";
  if (!outlined) wrong = "no outline";
  else if (!there) wrong = "outside the window";
  else if (!shown.contains(there) && !there.contains(shown)) wrong = "covered";
  return {name, matches: found.matches(wanted), wrong};
}"""


def tab_to(page: Page, wanted: str, *, most: int = 300, key: str = "Tab") -> None:
    """Press Tab until what is wanted has the focus; every stop on the way must show it."""
    for _press in range(most):
        page.keyboard.press(key)
        seen = page.evaluate(FOCUS, wanted)
        assert not seen["wrong"], f"{seen['wrong']}: {seen['name']}"
        if seen["matches"]:
            return
    raise AssertionError(f"{wanted} is not reached by keyboard")


def visitor_as(browser: Browser, served: str, user: User, **options: object) -> Visitor:
    """A browser in which somebody is logged in."""
    visitor = Visitor(browser, served, reduced_motion="reduce", **options)
    session = log_in(user).cookies["sessionid"].value
    visitor.context.add_cookies([{"name": "sessionid", "value": session, "url": served}])
    return visitor


def sent(cast: Cast) -> None:
    """What the journeys leave behind: the figure, the file and the submission."""
    answer = Answer.objects.get(criterion="1.3", field="answer")
    assert (answer.value, answer.changed_by) == ("yes", cast.an)
    assert EvidenceItem.objects.get(criterion="1.3").file.name == "Bao cao.pdf"  # type: ignore[union-attr]
    assert Submission.objects.get().by == cast.binh


@pytest.mark.parametrize("size", ["desktop", "phone"])
def test_a_form_goes_its_way_by_keyboard_alone(
    size: str, browser: Browser, served: str, tmp_path: Path
) -> None:
    cast = make_cast()
    path = tmp_path / "Bao cao.pdf"
    path.write_bytes(PDF)
    viewport = DESKTOP if size == "desktop" else PHONE
    focal = visitor_as(browser, served, cast.an, viewport=viewport)
    page = focal.open(f"/phieu/{cast.a.pk}/muc/1/")
    tab_to(page, ".xh-skip", most=1)
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "noi-dung"
    tab_to(page, "#c-1-3 input[name=answer]")
    page.keyboard.press("Space")
    expect(page.locator("#p-1-3 b")).to_be_visible()
    tab_to(page, "#c-1-3 .xh-attach > summary")
    page.keyboard.press("Enter")
    tab_to(page, "#file-1-3")
    page.locator("#file-1-3").set_input_files(path)  # the machine's own dialog chooses
    tab_to(page, "#c-1-3 .xh-attach button")
    page.keyboard.press("Enter")
    expect(page.get_by_role("link", name="Bao cao.pdf")).to_be_visible()
    tab_to(page, "footer a")
    tab_to(page, ".xh-cols section a[href$='/muc/2/']", key="Shift+Tab")
    tab_to(page, "#rail a[href$='/muc/2/']", key="Shift+Tab")
    tab_to(page, "main a[href$='/soat/']")
    page.keyboard.press("Enter")
    page.wait_for_url("**/soat/")
    tab_to(page, "form[action$='/trinh/'] button")
    page.keyboard.press("Enter")
    expect(page.get_by_text("Phiếu đã trình")).to_be_visible()
    focal.leave()
    head = visitor_as(browser, served, cast.binh, viewport=viewport)
    page = head.open(f"/phieu/{cast.a.pk}/soat/")
    tab_to(page, "form[action$='/gui/'] button")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Biên nhận phiếu tự chấm")).to_be_visible()
    head.leave()
    sent(cast)


def test_a_form_goes_its_way_without_javascript(
    browser: Browser, served: str, tmp_path: Path
) -> None:
    cast = make_cast()
    path = tmp_path / "Bao cao.pdf"
    path.write_bytes(PDF)
    focal = visitor_as(browser, served, cast.an, java_script_enabled=False)
    page = focal.open(f"/phieu/{cast.a.pk}/muc/1/")
    row = page.locator("#c-1-3")
    row.locator("input[name=answer]").first.check(force=True)
    row.get_by_role("button", name="Lưu").click()
    expect(page.locator("#c-1-3 .pts b")).to_be_visible()
    assert page.url.endswith("#c-1-3")
    row.locator(".xh-attach > summary").click()
    page.locator("#file-1-3").set_input_files(path)
    row.get_by_role("button", name="Gắn minh chứng").click()
    expect(page.get_by_role("link", name="Bao cao.pdf")).to_be_visible()
    page.get_by_role("link", name="Soát và gửi").first.click()
    page.get_by_role("button", name="Trình thủ trưởng").click()
    expect(page.get_by_text("Phiếu đã trình")).to_be_visible()
    focal.leave()
    head = visitor_as(browser, served, cast.binh, java_script_enabled=False)
    page = head.open(f"/phieu/{cast.a.pk}/soat/")
    page.get_by_role("button", name="Gửi phiếu").click()
    expect(page.get_by_role("heading", name="Biên nhận phiếu tự chấm")).to_be_visible()
    head.leave()
    sent(cast)


def test_who_writes_on_after_the_session_hears_that_nothing_was_saved(
    browser: Browser, served: str
) -> None:
    cast = make_cast()
    visitor = visitor_as(browser, served, cast.an)
    page = visitor.open(f"/phieu/{cast.a.pk}/muc/1/")
    visitor.context.clear_cookies()
    box = page.locator("#c-1-2 input[name=numerator]")
    box.fill("1.204")
    box.blur()
    expect(page.locator("#e-1-2")).to_contain_text("phiên làm việc đã hết")
    assert box.input_value() == "1.204"
    assert not Answer.objects.exists()
    visitor.leave()


def test_a_focus_that_nobody_sees_is_found(browser: Browser, served: str) -> None:
    visitor = Visitor(browser, served)
    page = visitor.open("/tro-nang/")
    page.evaluate("""() => {
      const sheet = new CSSStyleSheet();
      sheet.replaceSync("a:focus-visible { outline: none }");
      document.adoptedStyleSheets = [sheet];
    }""")
    with pytest.raises(AssertionError, match="no outline"):
        tab_to(page, ".xh-brand")
    visitor.leave()
