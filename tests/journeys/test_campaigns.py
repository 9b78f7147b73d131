"""From an empty campaign to submitted, late and missing forms, once for each regulation.

With XEPHANG_SCREENS set to a folder, each journey leaves a picture of every main step there.
"""

from __future__ import annotations

import datetime as dt
import os
import re
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.journeys.browser import Visitor, axe_findings
from tests.web.cast import holds, log_in, person
from xephang.calendar import HANOI
from xephang.intake import load_campaign
from xephang.points import parse_exact
from xephang.results import Verdict, assess
from xephang.scoring import score_unit
from xephang_web.accounts.models import Role, User
from xephang_web.assessments.models import Submission
from xephang_web.campaigns.models import Campaign
from xephang_web.campaigns.queries import regulation_of
from xephang_web.organisations.models import UnitKind
from xephang_web.organisations.services import create_unit

SCREENS = os.environ.get("XEPHANG_SCREENS", "")
TALLEST = 1400
PDF = b"%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n"


@dataclass(frozen=True)
class Journey:
    """One regulation's campaign: its group, its dates, and what becomes of a late form."""

    regulation: str
    year: int
    group: str
    before: dt.datetime
    late: dt.datetime
    late_words: str
    late_verdicts: frozenset[Verdict]
    extended_to: str
    knows_not_applicable: bool

    def photograph(self, page: Page, step: str) -> None:
        """Keep a picture of a step, of a long page its beginning."""
        if not SCREENS:
            return
        page.evaluate("scrollTo(0, 0)")
        height = int(page.evaluate("document.documentElement.scrollHeight"))
        width = int(page.evaluate("document.documentElement.clientWidth"))
        page.screenshot(
            path=Path(SCREENS) / f"journey-{self.regulation.split('/')[0]}-{step}.jpg",
            type="jpeg",
            quality=45,
            full_page=True,
            clip={"x": 0, "y": 0, "width": width, "height": min(height, TALLEST)},
        )


def at(year: int, month: int, day: int, hour: int = 9) -> dt.datetime:
    return dt.datetime(year, month, day, hour, tzinfo=HANOI)


RANKED = frozenset({Verdict.RANKED, Verdict.BELOW_LOWEST, Verdict.PENDING})
LATE = frozenset({Verdict.NOT_ASSESSED_LATE})
JOURNEYS = [
    # PT-4, PT-5, PT-6: filled in, before 25/9, more than five days late is not assessed.
    Journey(
        "phan-thiet/2020-4487", 2020, "phong", at(2020, 9, 20), at(2020, 10, 20),
        "Không đánh giá", LATE, "30/10/2020", knows_not_applicable=False,
    ),
    # TH-7: before 20/11; the text is silent about lateness.
    Journey(
        "thanh-hoa/2016-4289", 2016, "so", at(2016, 11, 10), at(2016, 11, 28),
        "Gửi trễ", RANKED, "15/12/2016", knows_not_applicable=False,
    ),
    # DN-3, DN-8: what is outside a unit's functions may be left out, with proof.
    Journey(
        "da-nang/2022-448", 2022, "so", at(2022, 10, 1), at(2022, 12, 20),
        "Gửi trễ", RANKED, "31/12/2022", knows_not_applicable=True,
    ),
    # PHT-3: communes before 15/10; the text is silent about lateness.
    Journey(
        "phu-tho/2018-1609", 2018, "xa", at(2018, 10, 1), at(2018, 10, 25),
        "Gửi trễ", RANKED, "30/11/2018", knows_not_applicable=False,
    ),
    # BT-5, BT-6: before 15/9, more than five working days late is not assessed.
    Journey(
        "binh-thuan/2019-1867", 2019, "so", at(2019, 9, 10), at(2019, 10, 10),
        "Không đánh giá", LATE, "31/10/2019", knows_not_applicable=False,
    ),
]  # fmt: skip


def people_and_units() -> None:
    """A standing office and four units: in time, late, missing, and with an extension."""
    kinds = {
        code: UnitKind.objects.get_or_create(
            code=code, defaults={"name": name, "level": "province"}
        )[0]
        for code, name in (("root", "UBND"), ("office", "Sở"), ("unit", "Đơn vị"))
    }
    root = create_unit(by=None, code="G", name="UBND gốc", kind=kinds["root"])
    office = create_unit(
        by=None, code="G.TT", name="Sở Thường trực", kind=kinds["office"], parent=root
    )
    holds(person("Hoa Thường trực"), Role.STANDING_OFFICE, office)
    for code, name in (
        ("G.MOT", "Đơn vị Đúng Hạn"), ("G.HAI", "Đơn vị Trễ Hạn"),
        ("G.BA", "Đơn vị Không Nộp"), ("G.BON", "Đơn vị Gia Hạn"),
    ):  # fmt: skip
        unit = create_unit(by=None, code=code, name=name, kind=kinds["unit"], parent=root)
        holds(person(f"Đầu mối {name}"), Role.FOCAL_PERSON, unit)
        holds(person(f"Thủ trưởng {name}"), Role.HEAD, unit)


def enter(visitor: Visitor, name: str) -> None:
    """Come in as somebody who has logged in."""
    client = log_in(User.objects.get(full_name=name))
    session = client.cookies["sessionid"].value
    visitor.context.add_cookies([{"name": "sessionid", "value": session, "url": visitor.base}])
    visitor.open("/")


def found_campaign(visitor: Visitor, journey: Journey) -> str:
    """The standing office creates the campaign, puts the units on its roster and launches."""
    page = visitor.open("/tao-dot/")
    page.get_by_label("Tên đợt").fill(f"Đợt thử {journey.year}")
    page.get_by_label("Quy định và năm").select_option(f"{journey.regulation}@{journey.year}")
    page.get_by_label("Đợt tập huấn").check()
    page.get_by_label("Đồng hồ tập huấn").fill(journey.before.strftime("%d/%m/%Y %H:%M"))
    page.get_by_role("button", name="Tạo đợt").click()
    page.get_by_label("Tìm theo tên hoặc mã").fill("don vi")
    page.get_by_role("button", name="Tìm").click()
    boxes = page.get_by_role("checkbox")
    # `all` does not wait: without this it may count the page before the search.
    expect(boxes).to_have_count(4)
    for box in boxes.all():
        box.check()
    page.get_by_label("Nhóm đối tượng").select_option(journey.group)
    page.get_by_role("button", name="Đưa vào thành phần").click()
    expect(page.get_by_text("Đã thêm 4 đơn vị.")).to_be_visible()
    assert axe_findings(page) == []
    slug = page.url.split("/")[-3]
    visitor.open(f"/dot/{slug}/lich/")
    page.locator("#participant").select_option(label="Đơn vị Gia Hạn")
    page.locator("#milestone").select_option(
        next(
            each.id
            for each in regulation_of(Campaign.objects.get(slug=slug)).file.calendar.milestones  # type: ignore[union-attr]
            if each.kind == "submission" and each.applies_to(journey.group)
        )
    )
    page.locator("#before").fill(journey.extended_to)
    page.locator("#document").fill("12/QĐ-UBND")
    page.locator("#reason").fill("Bão số 12")
    page.get_by_role("button", name="Ghi quyết định").click()
    expect(page.get_by_role("cell", name="Bão số 12")).to_be_visible()
    visitor.open(f"/dot/{slug}/trang-thai/")
    page.get_by_role("button", name="Phát động").click()
    expect(page.get_by_text("Đã phát động")).to_be_visible()
    journey.photograph(page, "1-launch")
    return slug


def fill_in(visitor: Visitor, journey: Journey, folder: Path) -> None:
    """The focal person fills in what a section asks, watches the points, attaches evidence."""
    page = visitor.page
    page.get_by_role("link", name="Phiếu của").click()
    first = page.url
    for link in page.locator("#rail a").all()[1:3]:
        page.goto(visitor.base + str(link.get_attribute("href")))
        before = page.locator("#total .xh-big").inner_text()
        for group in page.locator(
            ".xh-crit .xh-seg, .xh-crit fieldset:has(> .xh-opt > input[type=radio])"
        ).all()[:6]:
            group.locator("input[type=radio]").first.check(force=True)
            page.wait_for_load_state("networkidle")
        numbers = page.locator(".xh-fields input.xh-num[inputmode=decimal]").all()
        for box in numbers[:12]:
            if box.is_visible() and not box.input_value():
                box.fill("1.204")
                box.blur()
                page.wait_for_load_state("networkidle")
        expect(page.locator("#total .xh-big")).not_to_have_text(before)
    row = page.locator(".xh-crit:has(.xh-attach)").first
    row.locator(".xh-attach summary").click()
    path = folder / "Bao cao.pdf"
    path.write_bytes(PDF)
    row.locator("input[type=file]").set_input_files(path)
    row.get_by_role("button", name="Gắn minh chứng").click()
    expect(page.get_by_role("link", name="Bao cao.pdf").first).to_be_visible()
    offered = page.get_by_label("Không thuộc chức năng của đơn vị")
    assert (offered.count() > 0) is journey.knows_not_applicable
    if journey.knows_not_applicable:
        offered.last.check()
        expect(page.get_by_text("Chờ tổ thẩm định duyệt").first).to_be_visible()
        # DN-3: with proof. Each field is saved as it is left.
        for label in ("Lý do, căn cứ chức năng nhiệm vụ", "Vì sao thiếu minh chứng"):
            page.get_by_label(label).last.fill("Quyết định về chức năng, nhiệm vụ")
            with page.expect_response("**/luu/**"):
                page.get_by_label(label).last.blur()
        expect(page.get_by_text("Cần lý do và minh chứng")).to_have_count(0)
    assert axe_findings(page) == []
    journey.photograph(page, "2-form")
    page.goto(first)


def send(visitor: Visitor, journey: Journey, *, is_late: bool) -> None:
    """The head reviews and sends; the receipt stands."""
    page = visitor.page
    page.get_by_role("link", name="Phiếu của").click()
    page.get_by_role("link", name="Soát và gửi").first.click()
    # A click does not wait: without this axe may meet the page before, or half of this one.
    expect(page.get_by_role("heading", name="Cần xem trước khi gửi")).to_be_visible()
    assert axe_findings(page) == []
    if not is_late:
        journey.photograph(page, "3-review")
    page.get_by_role("button", name="Gửi phiếu").click()
    expect(page.get_by_role("heading", name="Biên nhận phiếu tự chấm")).to_be_visible()
    assert re.search(r"[0-9a-f]{64}", page.locator(".xh-receipt").inner_text())
    journey.photograph(page, "5-receipt-late" if is_late else "4-receipt")


def move_clock(visitor: Visitor, slug: str, to: dt.datetime) -> None:
    page = visitor.open(f"/dot/{slug}/lich/")
    page.locator("#clock").fill(to.strftime("%d/%m/%Y %H:%M"))
    page.get_by_role("button", name="Chỉnh đồng hồ").click()
    expect(page.get_by_text("Đã chỉnh đồng hồ")).to_be_visible()


ALWAYS = ("phu-tho", "binh-thuan")
"""Where the text is silent about lateness, and where it excludes; the others by `make journeys`."""
FIRST_HALVES = [
    pytest.param(each, id=name, marks=() if name in ALWAYS else pytest.mark.journey)
    for each in JOURNEYS
    for name in [each.regulation.split("/")[0]]
]


@pytest.mark.parametrize("journey", FIRST_HALVES)
def test_from_an_empty_campaign_to_submitted_late_and_missing_forms(
    journey: Journey, browser: Browser, served: str, tmp_path: Path
) -> None:
    people_and_units()
    office = Visitor(browser, served)
    enter(office, "Hoa Thường trực")
    slug = found_campaign(office, journey)
    for unit in ("Đơn vị Đúng Hạn", "Đơn vị Trễ Hạn"):
        focal = Visitor(browser, served)
        enter(focal, f"Đầu mối {unit}")
        fill_in(focal, journey, tmp_path)
        focal.leave()
        if unit == "Đơn vị Trễ Hạn":
            move_clock(office, slug, journey.late)
        head = Visitor(browser, served)
        enter(head, f"Thủ trưởng {unit}")
        send(head, journey, is_late=unit == "Đơn vị Trễ Hạn")
        head.leave()
    page = office.open(f"/dot/{slug}/tien-do/")
    states = {
        row.get_by_role("rowheader").inner_text(): row.locator(".xh-st").first.inner_text()
        for row in page.locator("tbody tr").all()
    }
    journey.photograph(page, "6-units")
    assert states["Đơn vị Đúng Hạn"] == "Đã gửi"
    assert states["Đơn vị Trễ Hạn"] == journey.late_words
    assert states["Đơn vị Không Nộp"] == "Chưa nộp"
    assert states["Đơn vị Gia Hạn"] == "Chưa mở"
    office.open(f"/dot/{slug}/")
    journey.photograph(page, "7-progress")
    assert axe_findings(page) == []
    with page.expect_download() as download:
        page.get_by_role("link", name="Xuất số liệu").click()
    exported = tmp_path / "export.json"
    download.value.save_as(exported)
    check_with_the_core(slug, exported, journey)
    office.leave()


def check_with_the_core(slug: str, exported: Path, journey: Journey) -> None:
    """The export, read by the core as any campaign file, gives the verdicts and points shown."""
    regulation = regulation_of(Campaign.objects.get(slug=slug))
    read = load_campaign(regulation, exported)
    results = assess(regulation, read)
    assert results.units["G.MOT"].verdict in RANKED
    assert results.units["G.HAI"].verdict in journey.late_verdicts
    assert results.units["G.BA"].verdict is Verdict.NOT_ASSESSED_MISSING
    sent = Submission.objects.select_related("assessment__participant__unit")
    assert sent.count() == 2
    for each in sent:
        unit = each.assessment.participant.unit.code
        score = score_unit(regulation, journey.group, read.answers[unit], unit=unit)
        assert score.total.points == parse_exact(each.points) > 0
