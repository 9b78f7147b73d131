"""The acts of a whole year in a browser, from the launch to a corrected publication.

Each function is something one person does on the pages. Only who the people are, and the
many criteria that nothing hangs on, are put into the database beforehand.
"""

from __future__ import annotations

import datetime as dt
import os
import random
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from click.testing import CliRunner
from playwright.sync_api import Browser, Locator, Page, expect

from tests.journeys.browser import DESKTOP, PHONE, Visitor, axe_findings, overflow
from tests.journeys.test_campaigns import PDF, Journey, enter, move_clock
from tests.web.cast import holds, person
from tests.web.second_half import judge_rest as accept_the_rest
from xephang.calendar import HANOI
from xephang.cli import main
from xephang.regulation import CriteriaSet, Criterion, criteria_below
from xephang_web.accounts.models import Role, User
from xephang_web.appraisal.ledger import read_ledger
from xephang_web.assessments import services as forms
from xephang_web.assessments.pages import slug_of
from xephang_web.campaigns.models import Campaign, Participant
from xephang_web.campaigns.queries import regulation_of
from xephang_web.demonstration.answers import Filler, leaning
from xephang_web.demonstration.facts import first_facts
from xephang_web.organisations.models import UnitKind
from xephang_web.organisations.services import create_unit
from xephang_web.results.models import Appeal

SCREENS = os.environ.get("XEPHANG_SCREENS", "")
FIRST, SECOND, LATE = "Đơn vị Một", "Đơn vị Hai", "Đơn vị Trễ"
ONE_BY_ONE = 3
"""Criteria of a form that the journey accepts one by one on their pages; the others are alike."""
LONGEST_GRACE = 10
"""Days that cover five working days."""
COUNCIL = ("Dũng Chủ tịch", "Lan Ủy viên", "Sơn Ủy viên")


@dataclass
class Year:
    """One campaign on its way, and what the people in it agreed to dispute."""

    journey: Journey
    browser: Browser
    base: str
    folder: Path
    slug: str = ""
    disputed: str = ""
    left_out: list[str] = field(default_factory=list)
    """The criteria that unit one says are not its own: the first granted, the second not."""
    pictures: int = 0

    @property
    def campaign(self) -> Campaign:
        """The campaign, read anew."""
        found: Campaign = Campaign.objects.select_related("regulation", "standing_office").get(
            slug=self.slug
        )
        return found

    def place(self, unit: str) -> Participant:
        """A unit's place on the roster."""
        found: Participant = self.campaign.participants.select_related("unit").get(unit__name=unit)
        return found

    @contextmanager
    def as_(self, name: str) -> Iterator[Visitor]:
        """Somebody at a browser of their own; `""` is a visitor without an account."""
        visitor = Visitor(self.browser, self.base)
        if name:
            enter(visitor, name)
        yield visitor
        visitor.leave()

    def photograph(self, page: Page, what: str) -> None:
        """Look at the page as a stage of this journey: whole by axe, wide enough for a phone."""
        self.pictures += 1
        assert axe_findings(page) == [], what
        page.set_viewport_size(PHONE)  # type: ignore[arg-type]
        assert overflow(page) <= 0, f"{what} on a phone"
        page.set_viewport_size(DESKTOP)  # type: ignore[arg-type]
        if not SCREENS:
            return
        height = min(1400, int(page.evaluate("document.documentElement.scrollHeight")))
        page.screenshot(
            path=Path(SCREENS)
            / f"year-{self.journey.regulation.split('/')[0]}-{self.pictures:02}-{what}.jpg",
            type="jpeg",
            quality=45,
            full_page=True,
            clip={"x": 0, "y": 0, "width": DESKTOP["width"], "height": height},
        )

    def after(self, days: int, hour: int = 9) -> dt.datetime:
        """A moment so many days after the last deadline, which the extension set, and any grace."""
        last = dt.datetime.strptime(self.journey.extended_to, "%d/%m/%Y").replace(tzinfo=HANOI)
        return last.replace(hour=hour) + dt.timedelta(days=LONGEST_GRACE + days)


def reveal(place: Locator) -> Locator:
    """Open whatever is folded around a place, as a person would to reach it."""
    place.first.evaluate(
        "at => { for (let d = at.closest('details'); d; d = d.parentElement.closest('details'))"
        " d.open = true; }"
    )
    return place.first


def settle_people(parent_appraises: bool) -> None:
    """Three units, the office with its appraiser, a council, and who approves."""
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
    above = root
    if parent_appraises:
        above = create_unit(by=None, code="G.H", name="Huyện Trên", kind=kinds["unit"], parent=root)
        holds(person("Thủ trưởng Huyện Trên"), Role.HEAD, above)
    checker = above if parent_appraises else office
    holds(person("Hoa Thường trực"), Role.STANDING_OFFICE, office)
    holds(person("Chi Thẩm định"), Role.APPRAISER, checker)
    partial = holds(person("Tâm Thẩm định"), Role.APPRAISER, checker)
    holds(person("Khánh Phê duyệt"), Role.APPROVER, root)
    for position, name in enumerate(COUNCIL):
        member = holds(person(name), Role.COUNCIL_MEMBER, root)
        member.email = f"uy-vien-{position}@xephang.example"
        member.save()
    for code, name in (
        ("G.MOT", FIRST),
        ("G.HAI", SECOND),
        ("G.TRE", LATE),
        ("G.KHONG", "Đơn vị Gia Hạn"),
    ):
        unit = create_unit(by=None, code=code, name=name, kind=kinds["unit"], parent=above)
        holds(person(f"Đầu mối {name}"), Role.FOCAL_PERSON, unit)
        holds(person(f"Thủ trưởng {name}"), Role.HEAD, unit)
        if name == SECOND:
            holds(partial, Role.FOCAL_PERSON, unit)


def scored(criteria: CriteriaSet) -> Iterator[Criterion]:
    """The criteria that give points, in the order of the form."""
    for section in criteria.sections:
        yield from criteria_below(section)


def plain_ratios(criteria: CriteriaSet) -> list[Criterion]:
    """The criteria that ask a unit for a numerator and a denominator and for nothing else."""
    return [
        each
        for each in scored(criteria)
        if set(each.inputs) == {"numerator", "denominator"}
        and all(asked.source == "unit" for asked in each.inputs.values())
        and each.rule.kind == "ratio"
    ]


def fill_the_rest(year: Year) -> None:
    """Both units answer alike whatever the journey does not dispute (invented answers)."""
    campaign = year.campaign
    criteria = regulation_of(campaign).criteria_sets[year.journey.group]
    year.disputed = max(plain_ratios(criteria), key=criteria.max_of).id
    rng = random.Random("whole year")
    share = {each.id: 0.9 + 0.05 * leaning(rng) for each in criteria.criteria()}
    filled = Filler(
        form=criteria,
        facts=first_facts("department", rng),
        rng=rng,
        share=lambda criterion: share[criterion],
        year=year.journey.year,
        signs="UBND",
    ).fill()
    offered = [
        each.id
        for each in scored(criteria)
        if each.id != year.disputed and _may_be_left_out(year, each) and each.inputs
    ]
    # Small ones: what is disputed, not what is left out, is to decide who comes first.
    offered.sort(key=lambda each: criteria.max_of(criteria.criterion(each)))  # type: ignore[arg-type]
    year.left_out = offered[:2] if year.journey.knows_not_applicable else []
    kept_back = {year.disputed, *year.left_out}
    for unit in (FIRST, SECOND, LATE):
        place = year.place(unit)
        focal = User.objects.get(full_name=f"Đầu mối {unit}")
        for criterion, fields in filled.items():
            asked = criteria.criterion(criterion)
            assert asked is not None
            own = {
                name: value for name, value in fields.items() if asked.inputs[name].source == "unit"
            }
            if own and criterion not in kept_back:
                forms.save_answers(
                    by=focal, participant=place, criterion_id=criterion, values=own, locale="en"
                )


def _may_be_left_out(year: Year, criterion: Criterion) -> bool:
    policy = criterion.not_applicable or regulation_of(year.campaign).file.not_applicable
    return policy is not None and policy.policy != "refused"


def _section_of(criteria: CriteriaSet, criterion: str) -> str:
    return next(
        section.id
        for section in criteria.sections
        if criterion in {each.id for each in criteria_below(section)}
    )


def row_of(visitor: Visitor, year: Year, unit: str, criterion: str) -> Locator:
    """The row of a criterion, on the page of its section."""
    place = year.place(unit)
    criteria = regulation_of(year.campaign).criteria_sets[year.journey.group]
    section = _section_of(criteria, criterion)
    if not visitor.page.url.endswith(f"/phieu/{place.pk}/muc/{section}/"):
        visitor.open(f"/phieu/{place.pk}/muc/{section}/")
    return visitor.page.locator(f"#c-{slug_of(criterion)}")


def claim(year: Year, unit: str, criterion: str, numerator: str) -> None:
    """The focal person types numerator and denominator, and sees the points move."""
    with year.as_(f"Đầu mối {unit}") as focal:
        row = row_of(focal, year, unit, criterion)
        for name, value in (("numerator", numerator), ("denominator", "50")):
            box = row.locator(f"input[name={name}]")
            box.fill(value)
            box.blur()
            focal.page.wait_for_load_state("networkidle")
        expect(row.get_by_text("Chưa tính")).to_have_count(0)
        if unit == FIRST:
            prove(focal, year)


def prove(focal: Visitor, year: Year) -> None:
    """Evidence for what will be disputed, and what is not the unit's own left out with proof."""
    path = year.folder / "Kiem ke.pdf"
    path.write_bytes(PDF)
    for criterion in (year.disputed, *year.left_out):
        row = row_of(focal, year, FIRST, criterion)
        if criterion in year.left_out:
            row.get_by_label("Không thuộc chức năng của đơn vị").check()
            why = row.locator("textarea[name=not_applicable_reason]")
            why.fill("Quyết định về chức năng không giao việc này")
            why.blur()
            focal.page.wait_for_load_state("networkidle")
        row.locator(".xh-attach summary").click()
        row.locator("input[type=file]").set_input_files(path)
        row.get_by_role("button", name="Gắn minh chứng").click()
        expect(row.get_by_role("link", name="Kiem ke.pdf").first).to_be_visible()
    year.photograph(focal.page, "form")


def send_form(year: Year, unit: str) -> None:
    """The head reviews and sends."""
    with year.as_(f"Thủ trưởng {unit}") as head:
        page = head.open(f"/phieu/{year.place(unit).pk}/soat/")
        page.get_by_role("button", name="Gửi phiếu").click()
        expect(page.get_by_role("heading", name="Biên nhận phiếu tự chấm")).to_be_visible()


def close_intake(office: Visitor, year: Year) -> None:
    """The office moves the clock on and closes the intake."""
    move_clock(office, year.slug, year.after(1))
    page = office.open(f"/dot/{year.slug}/trang-thai/")
    page.get_by_role("button", name="Khóa sổ").click()
    expect(page.get_by_text("Đã khóa sổ").first).to_be_visible()


def seat_council(office: Visitor, year: Year) -> None:
    """Three people of the authority are named to the council."""
    for position, name in enumerate(COUNCIL):
        page = office.open(f"/dot/{year.slug}/thanh-phan/")
        page.locator("#m-e").fill(User.objects.get(full_name=name).email)
        page.locator("#m-b").select_option("council")
        page.locator("#m-s").select_option("member" if position else "chair")
        page.locator("#m-d").fill("15/QĐ-UBND")
        page.locator("button[name=act][value=seat]").click()
        expect(page.get_by_text(name).first).to_be_visible()


def judge(page: Page, verdict: str, reason: str = "", **fields: str) -> None:
    """Conclude on the criterion that the page shows."""
    page.locator(f"input[name=verdict][value={verdict}]").check(force=True)
    for name, value in fields.items():
        reveal(page.locator(f"form[data-judge] input[name={name}]")).fill(value)
    page.locator("form[data-judge] input[name=basis]").last.check()
    if reason:
        page.locator("form[data-judge] textarea[name=reason]").fill(reason)
    with page.expect_navigation():
        page.locator("form[data-judge] button.btn-primary").first.click()


def blocked_by_conflict(year: Year) -> None:
    """Tâm appraises, and fills in for unit two: its form is not Tâm's to judge."""
    with year.as_("Tâm Thẩm định") as partial:
        page = partial.open(f"/tham-dinh/{year.place(SECOND).pk}/")
        expect(page.get_by_text("Xung đột lợi ích").first).to_be_visible()
        assert page.locator("input[name=verdict]").count() == 0
        year.photograph(page, "conflict")
        page = partial.open(f"/tham-dinh/{year.place(SECOND).pk}/{year.disputed}/")
        assert page.locator("input[name=verdict]").count() == 0


def appraise(year: Year, units: tuple[str, ...]) -> None:
    """Chi cuts the disputed claim, looks at what agrees and accepts it, and signs each form."""
    with year.as_("Chi Thẩm định") as chi:
        page = chi.open(f"/dot/{year.slug}/tham-dinh/")
        year.photograph(page, "queue")
        page = chi.open(f"/tham-dinh/{year.place(FIRST).pk}/{year.disputed}/")
        year.photograph(page, "criterion")
        judge(page, "adjust", "Kiểm kê tại chỗ chỉ thấy 10", numerator="10", denominator="50")
        for position, criterion in enumerate(year.left_out):
            page = chi.open(f"/tham-dinh/{year.place(FIRST).pk}/{criterion}/")
            judge(page, "refuse_na" if position else "grant_na", "Theo văn bản về chức năng")
        for unit in units:
            judge_rest(chi, year, unit)


def judge_rest(chi: Visitor, year: Year, unit: str) -> None:
    """Accept together what agrees, the rest one by one, and sign."""
    place = year.place(unit)
    page = chi.open(f"/tham-dinh/{place.pk}/gop/")
    boxes = page.locator("input[name=criterion][type=checkbox]").all()
    for box in boxes:
        box.check()
    if boxes:
        year.photograph(page, "together")
        with page.expect_navigation():
            page.get_by_role("button", name="Chấp nhận các tiêu chí đã đánh dấu").click()
    ledger = read_ledger(place)
    claimed = [each for each in ledger.open_criteria if not ledger.is_for_a_person(each)]
    for criterion in claimed[:ONE_BY_ONE]:
        judge(chi.open(f"/tham-dinh/{place.pk}/{criterion.id}/"), "accept")
    accept_the_rest(User.objects.get(full_name="Chi Thẩm định"), place, is_signed=False)
    page = chi.open(f"/tham-dinh/{place.pk}/")
    with page.expect_navigation():
        page.get_by_role("button", name="Ký kết luận phiếu").click()
    assert read_ledger(place).open_criteria == []


def step(visitor: Visitor, year: Year, name: str, **fields: str) -> Page:
    """One step on the page of the results."""
    page = visitor.open(f"/dot/{year.slug}/ket-qua/")
    form = page.locator(f"form:has(button[name=step][value={name}])")
    reveal(form)
    for field_name, value in fields.items():
        box = form.locator(f"[name={field_name}]")
        if box.get_attribute("type") == "checkbox":
            box.check()
        else:
            box.fill(value)
    with page.expect_navigation():
        form.locator(f"button[value={name}]").click()
    return page


def meet(year: Year, visitor: Visitor, on: dt.datetime) -> None:
    """The chair opens a session with everybody present."""
    page = visitor.open(f"/dot/{year.slug}/hoi-dong/")
    reveal(page.locator("#held_on")).fill(f"{on:%d/%m/%Y}")
    for box in page.locator("input[name=present]").all():
        box.check()
    page.get_by_role("button", name="Mở phiên họp").click()
    expect(page.get_by_text("Đã mở phiên họp")).to_be_visible()


def part(year: Year, visitor: Visitor) -> None:
    """The chair ends the session with its minutes."""
    page = visitor.open(f"/dot/{year.slug}/hoi-dong/")
    reveal(page.locator("#minutes")).fill("Hội đồng đã xét các chỗ khác nhau.")
    page.get_by_role("button", name="Kết thúc phiên họp").click()
    expect(page.get_by_text("Phiên họp đã kết thúc").first).to_be_visible()


def settle(year: Year) -> None:
    """The council keeps the cut, and decides what is not the unit's own (DN-3)."""
    with year.as_(COUNCIL[0]) as chair:
        meet(year, chair, year.after(5))
        year.photograph(chair.page, "council")
        place = year.place(FIRST)
        judge(
            chair.open(f"/hoi-dong/{place.pk}/{year.disputed}/"), "keep", "Theo biên bản khảo sát"
        )
        for position, criterion in enumerate(year.left_out):
            page = chair.open(f"/hoi-dong/{place.pk}/{criterion}/")
            judge(page, "refuse_na" if position else "grant_na", "Theo văn bản về chức năng")
        part(year, chair)


def appeal(year: Year) -> None:
    """The head of unit one reads why, and appeals; the council sees who moves, and upholds."""
    place = year.place(FIRST)
    with year.as_(f"Thủ trưởng {FIRST}") as head:
        page = head.open(f"/phieu/{place.pk}/ket-qua/")
        expect(page.get_by_text("Theo biên bản khảo sát").first).to_be_visible()
        year.photograph(page, "why-this-result")
        reveal(page.locator("#criterion")).select_option(year.disputed)
        page.locator("#text").fill("Còn 30 ở trụ sở thứ hai")
        page.get_by_role("button", name="Gửi kiến nghị").click()
        expect(page.get_by_text("Còn 30 ở trụ sở thứ hai").first).to_be_visible()
    with year.as_(COUNCIL[0]) as chair:
        meet(year, chair, year.after(12))
        waiting = Appeal.objects.get(participant=place)
        page = chair.open(f"/dot/{year.slug}/kien-nghi/{waiting.pk}/")
        page.locator("input[name=verdict][value=accept]").check(force=True)
        page.locator("input[name=basis]").last.check(force=True)
        page.locator("textarea[name=reason]").first.fill("Trụ sở thứ hai có đủ 30")
        page.locator("button[name=act][value=preview]").click()
        expect(page.get_by_text(SECOND).first).to_be_visible()
        year.photograph(page, "ripple")
        with page.expect_navigation():
            page.locator("button[name=act][value=uphold]").click()
        part(year, chair)


def publish(year: Year, office: Visitor, number: str, day: dt.datetime, why: str = "") -> None:
    """The office proposes, the authority approves, the office publishes."""
    step(office, year, "propose")
    with year.as_("Khánh Phê duyệt") as approver:
        fields = {"number": number, "date": f"{day:%d/%m/%Y}"}
        page = step(approver, year, "approve", **fields, **({"why_corrected": why} if why else {}))
        expect(page.get_by_text(number).first).to_be_visible()
        year.photograph(page, "approved")
    step(office, year, "publish", redaction="yes")


def read_and_verify(year: Year, version: int, leads: str) -> None:
    """A visitor reads the table and has the package verified, here and by the command."""
    with year.as_("") as visitor:
        page = visitor.open(f"/cong-bo/{year.slug}/{version}/")
        expect(page.get_by_text(leads).first).to_be_visible()
        year.photograph(page, f"published-{version}")
        with page.expect_download() as taken:
            page.locator("a[href$='goi.json']").first.click()
        whole = year.folder / f"goi-{version}.json"
        taken.value.save_as(whole)
        assert CliRunner().invoke(main, ["verify", str(whole)]).exit_code == 0
        page = visitor.open("/cong-bo/kiem-tra/")
        page.locator("#package").set_input_files(whole)
        expect(page.locator("#found")).to_contain_text("Khớp:", timeout=60_000)
        changed = year.folder / f"doi-{version}.json"
        content = whole.read_text(encoding="utf-8")
        assert '"rank":1,' in content
        changed.write_text(content.replace('"rank":1,', '"rank":2,', 1), encoding="utf-8")
        page.locator("#package").set_input_files(changed)
        expect(page.locator("#found")).to_contain_text("Không khớp", timeout=60_000)
        year.photograph(page, f"verified-{version}")


def correct(year: Year, office: Visitor) -> None:
    """A mistake comes out: the council settles it anew, for a second decision."""
    step(office, year, "reopen", document_number="31/KL-TTr", reason="Thanh tra kết luận lại")
    with year.as_(COUNCIL[0]) as chair:
        meet(year, chair, year.after(40))
        page = chair.open(f"/hoi-dong/{year.place(FIRST).pk}/{year.disputed}/")
        judge(page, "adjust", "Theo kết luận thanh tra", numerator="10", denominator="50")
        part(year, chair)
