"""Every page of the application with the demonstration on it: who opens it, and where it is."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass

from django.core import mail
from django.urls import resolve

from tests.web.permissions.pages_table import PAGES
from xephang_web.accounts.models import Appointment, Role, User
from xephang_web.accounts.services import invite
from xephang_web.appraisal.models import Finding, ReferenceTable, SecondLook, SiteVisit
from xephang_web.assessments.models import Answer
from xephang_web.campaigns.models import Campaign, Participant
from xephang_web.campaigns.pinning import pin_content
from xephang_web.organisations.models import Unit
from xephang_web.results.models import Appeal
from xephang_web.results.services import undecided_claims

VISITOR = None


@dataclass(frozen=True)
class Shown:
    """One page: its name, who opens it (None: a visitor), its address; where logging in is not
    enough, the session in which it is open; and the status with which it is answered."""

    name: str
    who: User | None
    path: str
    session: str = ""
    status: int = 200


NOT_A_PAGE = {
    "appraisal:clarification_file": "a file",
    "appraisal:inspection_file": "a file",
    "appraisal:photograph": "a picture",
    "appraisal:reference_template": "a table to fill in",
    "assessments:download": "a file",
    "assessments:export": "the answers as JSON",
    "assessments:picture": "evidence as a picture, shown on the desk",
    "assessments:points": "figures that a section asks for after a save",
    "assessments:start": "leads on to the first section",
    "campaigns:document_file": "a file",
    "campaigns:regulation_files": "the criteria as YAML files",
    "organisations:export": "the units as CSV or XLSX",
    "results:appeal_file": "a file",
    "results:consequences_csv": "a table",
    "results:consequences_xlsx": "a table",
    "results:criteria": "a table",
    "results:csv": "a table",
    "results:document": "a file",
    "results:json": "data",
    "results:package": "data",
    "results:units_csv": "a table",
}
"""What is opened like a page and is none."""


def unseen(shown: list[Shown]) -> list[str]:
    """Addresses that somebody may open, which are neither among the pages nor excused."""
    opened = {resolve(each.path.partition("?")[0]).view_name for each in shown if each.status < 400}
    there = {each.name for each in PAGES if each.see is not None}
    return sorted((there - opened - set(NOT_A_PAGE)) | (set(NOT_A_PAGE) & opened))


def _place(code: str, year: int) -> Participant:
    return Participant.objects.get(unit__code=code, campaign__year=year)


def _holder(role: Role, unit: Unit | None = None, code: str = "") -> User:
    wanted = Unit.objects.get(code=code) if code else unit
    return Appointment.objects.filter(role=role, unit=wanted).earliest("pk").user


def invitation(by: User, unit: Unit) -> str:
    """The address in a letter that invites somebody new to a unit."""
    invite(
        by=by,
        email="moi@xephang.example",
        full_name="Người Được Mời",
        role=Role.FOCAL_PERSON,
        unit=unit,
        link="http://localhost/loi-moi/{secret}/",
    )
    found = re.search(r"/loi-moi/\S+", str(mail.outbox[-1].body))
    assert found is not None
    return found[0]


def amended(campaign: Campaign) -> str:
    """The digest of the campaign's regulation as an amendment has it: in one name and one rule."""
    content = json.loads(campaign.regulation.content)
    first, second, *_others = content["forms"][0]["sections"][0]["criteria"]
    first["name"], second["id"] = "Tiêu chí đã sửa tên", "1.99"
    return pin_content(content, campaign.year).digest


def all_pages() -> list[Shown]:
    """The pages, in the order in which a year meets them."""
    campaign = Campaign.objects.get(slug="phan-thiet-2020")
    office = _holder(Role.STANDING_OFFICE, campaign.standing_office)
    auditor, administrator = _holder(Role.AUDITOR), _holder(Role.ADMINISTRATOR)
    draft, doubtful = _place("PT.QLDT", 2020), _place("PT.DUC-NGHIA", 2020)
    sent, impossible = _place("PT.VP", 2020), _place("PT.MUI-NE", 2020)
    claimed = _place("DN.TTR", 2022)
    dot, unit = f"/dot/{campaign.slug}", Unit.objects.get(code="PT.VP")

    def focal(place: Participant) -> User:
        return _holder(Role.FOCAL_PERSON, place.unit)

    def head(place: Participant) -> User:
        return _holder(Role.HEAD, place.unit)

    left_out = Answer.objects.filter(
        assessment__participant=claimed, field="not_applicable", value="yes"
    ).earliest("pk")
    return [
        Shown("start", VISITOR, "/"),
        Shown("log-in", VISITOR, "/tai-khoan/login/"),
        Shown("accessibility", VISITOR, "/tro-nang/"),
        Shown("campaigns", office, "/"),
        Shown("create-campaign", office, "/tao-dot/"),
        Shown("create-brought-in", office, f"/tao-dot/?regulation={amended(campaign)}"),
        Shown("progress", office, f"{dot}/"),
        Shown(
            "progress-phu-tho", _holder(Role.STANDING_OFFICE, code="PHT.TTTT"), "/dot/phu-tho-2018/"
        ),
        Shown("units-of-campaign", office, f"{dot}/tien-do/"),
        Shown("roster", office, f"{dot}/thanh-phan/?tim=phuong"),
        Shown("dates", office, f"{dot}/lich/"),
        Shown("criteria", office, f"{dot}/tieu-chi/"),
        Shown("amend", office, f"{dot}/sua-doi/"),
        Shown("amend-preview", office, f"{dot}/sua-doi/?regulation={amended(campaign)}"),
        Shown("copy", office, f"{dot}/chep/"),
        Shown("copy-preview", office, f"{dot}/chep/?regulation=mang-sang"),
        Shown("close", office, f"{dot}/trang-thai/"),
        Shown("documents", office, f"{dot}/van-ban/"),
        Shown("questions", office, f"{dot}/vuong-mac/"),
        Shown("questions-of-unit", focal(draft), f"{dot}/vuong-mac/"),
        Shown("form-draft", focal(draft), f"/phieu/{draft.pk}/muc/3/"),
        Shown("form-doubtful", focal(impossible), f"/phieu/{impossible.pk}/muc/2/"),
        Shown(
            "form-not-applicable",
            focal(claimed),
            f"/phieu/{claimed.pk}/muc/{left_out.criterion.partition('.')[0]}/",
        ),
        Shown("form-locked", focal(sent), f"/phieu/{sent.pk}/muc/1/"),
        Shown("criterion", focal(draft), f"/phieu/{draft.pk}/trao-doi/3.1/"),
        Shown("review", head(draft), f"/phieu/{draft.pk}/soat/"),
        Shown("receipt", head(sent), f"/phieu/{sent.pk}/bien-nhan/"),
        Shown("withdraw", head(sent), f"/phieu/{sent.pk}/rut/"),
        Shown("record-of-form", focal(sent), f"/phieu/{sent.pk}/nhat-ky/"),
        Shown("receive", office, f"/phieu/{doubtful.pk}/tiep-nhan/"),
        Shown("decide", office, f"/phieu/{doubtful.pk}/nghi-van/"),
        Shown("units", administrator, "/don-vi/?tim=phuong"),
        Shown("unit", administrator, f"/don-vi/{unit.pk}/"),
        Shown("correct-unit", administrator, f"/don-vi/{unit.pk}/sua/"),
        Shown("reorganise", administrator, f"/don-vi/{unit.pk}/sap-xep/"),
        Shown("kinds-of-units", administrator, "/don-vi/loai/"),
        Shown("import-units", administrator, "/don-vi/nhap/"),
        Shown("people", office, f"/nhan-su/{unit.pk}/"),
        Shown("me", office, "/nhan-su/"),
        Shown("keepers", administrator, "/nhan-su/he-thong/"),
        Shown("record", auditor, "/nhat-ky/"),
        Shown("invitation", VISITOR, invitation(administrator, campaign.standing_office)),
        Shown("not-found", office, "/khong-co/", status=404),
        *second_half_pages(),
    ]


def second_half_pages() -> list[Shown]:
    """The pages from the appraisal to what everybody reads."""
    return [*appraisal_pages(), *council_pages(), *result_pages(), *public_pages()]


def appraisal_pages() -> list[Shown]:
    """Bình Thuận in the middle of its appraisal: queue, forms, questions, sources, visits."""
    judged = Campaign.objects.get(slug="binh-thuan-2019")
    office = judged.standing_office
    appraiser, leader = _holder(Role.APPRAISER, office), _holder(Role.PANEL_LEADER, office)
    agency = _holder(Role.DATA_SUPPLIER, code="BT.NV")
    look = SecondLook.objects.filter(
        participant__campaign=judged, participant__findings__body="second"
    ).latest("pk")
    begun, asked, overdue = (_place(f"BT.{code}", 2019) for code in ("LDTBXH", "NV", "YT"))
    apart = asked.clarifications.earliest("pk").criterion
    visits = SiteVisit.objects.filter(participant__campaign=judged)
    held, planned = visits.get(held_on__isnull=False), visits.filter(held_on=None).latest("pk")
    again = look.participant.findings.filter(body="second").latest("pk").criterion
    given = judged.criterion_tasks.filter(unit__code="BT.NV").earliest("pk")
    table = ReferenceTable.objects.filter(campaign=judged).earliest("pk")
    dot = f"/dot/{judged.slug}"
    return [
        Shown("appraisal-queue", appraiser, f"{dot}/tham-dinh/"),
        Shown("appraisal-queue-of-guest", look.appraiser, f"{dot}/tham-dinh/"),
        Shown("appraisal-queue-by-form", appraiser, f"{dot}/tham-dinh/?theo=phieu"),
        Shown("appraisal-form", appraiser, f"/tham-dinh/{begun.pk}/"),
        Shown("appraisal-together", appraiser, f"/tham-dinh/{begun.pk}/gop/"),
        Shown("appraisal-criterion", appraiser, f"/tham-dinh/{asked.pk}/{apart}/"),
        Shown("appraisal-overdue", appraiser, f"/tham-dinh/{overdue.pk}/{apart}/"),
        Shown("appraisal-blind", look.appraiser, f"/tham-dinh/{look.participant_id}/{again}/"),
        Shown("assignments", leader, f"{dot}/phan-cong/"),
        Shown("blind-appraisal", leader, f"{dot}/doc-lap/"),
        Shown("inspections", leader, f"{dot}/kiem-tra/"),
        Shown("questions-to-units", leader, f"{dot}/giai-trinh/"),
        Shown("verifications", agency, f"{dot}/xac-minh/"),
        Shown("verification", agency, f"{dot}/xac-minh/{given.pk}/"),
        Shown("plan-visit", leader, f"{dot}/khao-sat/lap/{begun.pk}/"),
        Shown("checklist", leader, f"{dot}/khao-sat/{held.pk}/phieu/"),
        Shown("reference-data", leader, f"{dot}/doi-chieu/"),
        Shown("reference-data-of-agency", agency, f"{dot}/doi-chieu/"),
        Shown("reference-table", leader, f"{dot}/doi-chieu/{table.pk}/"),
        Shown("reference-upload", agency, f"{dot}/doi-chieu/nop/"),
        Shown("site-visits", leader, f"{dot}/khao-sat/"),
        Shown("site-visit-held", leader, f"{dot}/khao-sat/{held.pk}/"),
        Shown("site-visit-planned", appraiser, f"{dot}/khao-sat/{planned.pk}/"),
        Shown(
            "clarifications",
            _holder(Role.FOCAL_PERSON, begun.unit),
            f"/phieu/{begun.pk}/giai-trinh/",
        ),
        Shown(
            "clarifications-answered",
            _holder(Role.FOCAL_PERSON, asked.unit),
            f"/phieu/{asked.pk}/giai-trinh/",
        ),
        Shown("results-while-appraising", _holder(Role.STANDING_OFFICE, office), f"{dot}/ket-qua/"),
    ]


def council_pages() -> list[Shown]:
    """Đà Nẵng before its council, one session open; its districts, last year's tables."""
    campaign = Campaign.objects.get(slug="da-nang-2022")
    office = campaign.standing_office
    chair = _holder(Role.COUNCIL_CHAIR, office.parent)
    waiting, criterion = undecided_claims(campaign)[0]
    differs = Finding.objects.filter(
        participant__campaign=campaign, participant__group="so", verdict="reject"
    ).earliest("pk")
    district = Unit.objects.get(code="DN.HAI-CHAU")
    dot = f"/dot/{campaign.slug}"
    return [
        Shown("council", chair, f"{dot}/hoi-dong/"),
        Shown("settle-not-applicable", chair, f"/hoi-dong/{waiting.pk}/{criterion}/"),
        Shown("settle", chair, f"/hoi-dong/{differs.participant_id}/{differs.criterion}/"),
        Shown("results-at-council", _holder(Role.STANDING_OFFICE, office), f"{dot}/ket-qua/"),
        Shown(
            "appraisal-queue-of-district", _holder(Role.APPRAISER, district), f"{dot}/tham-dinh/"
        ),
        Shown("results-of-district", _holder(Role.HEAD, district), "/dot/da-nang-2021/ket-qua/"),
    ]


def result_pages() -> list[Shown]:
    """Thanh Hóa published twice: those who work on it, and a unit with its measures."""
    ended = Campaign.objects.get(slug="thanh-hoa-2016")
    office, authority = ended.standing_office, ended.standing_office.parent
    runs = _holder(Role.STANDING_OFFICE, office)
    appeal = Appeal.objects.get(participant__campaign=ended, is_upheld=True)
    remedied = Participant.objects.filter(campaign=ended, remedies__isnull=False).earliest("pk")
    focal = _holder(Role.FOCAL_PERSON, remedied.unit)
    dot = f"/dot/{ended.slug}"
    return [
        Shown("results", runs, f"{dot}/ket-qua/"),
        Shown("results-of-approver", _holder(Role.APPROVER, authority), f"{dot}/ket-qua/"),
        Shown("results-pictures", runs, f"{dot}/ket-qua/hinh/"),
        Shown("council-closed", runs, f"{dot}/hoi-dong/"),
        Shown("minutes", runs, f"{dot}/hoi-dong/1/"),
        Shown("remedy-overview", runs, f"{dot}/khac-phuc/"),
        Shown("appeal", runs, f"{dot}/kien-nghi/{appeal.pk}/"),
        Shown("consequences", _holder(Role.EMULATION_OFFICE, authority), f"{dot}/he-qua/"),
        Shown("why-this-result", focal, f"/phieu/{remedied.pk}/ket-qua/"),
        Shown(
            "why-this-result-after-appeal",
            _holder(Role.HEAD, appeal.participant.unit),
            f"/phieu/{appeal.participant_id}/ket-qua/",
        ),
        Shown("remedies", focal, f"/phieu/{remedied.pk}/khac-phuc/"),
    ]


def public_pages() -> list[Shown]:
    """What everybody reads, without an account."""
    ended = Campaign.objects.get(slug="thanh-hoa-2016")
    moved = Appeal.objects.get(participant__campaign=ended, is_upheld=True).participant.unit
    first, second = (f"/cong-bo/{ended.slug}/{version}" for version in (1, 2))
    return [
        Shown("published", VISITOR, "/cong-bo/"),
        Shown("published-tables-first", VISITOR, f"{first}/"),
        Shown("published-tables", VISITOR, f"{second}/"),
        Shown("published-tables-by-district", VISITOR, "/cong-bo/da-nang-2021/1/"),
        Shown("published-changes", VISITOR, f"{second}/thay-doi/"),
        Shown("published-unit", VISITOR, f"{second}/{moved.code}/"),
        Shown("published-unit-restricted", VISITOR, "/cong-bo/da-nang-2021/1/DN.CA/"),
        Shown("published-regulation", VISITOR, f"{second}/quy-dinh/"),
        Shown("verify-package", VISITOR, "/cong-bo/kiem-tra/"),
        Shown("open-data-columns", VISITOR, "/cong-bo/cot-du-lieu/"),
    ]
