"""Every page of the application with the demonstration on it: who opens it, and where it is."""

from __future__ import annotations

from dataclasses import dataclass

from xephang_web.accounts.models import Appointment, Role, User
from xephang_web.assessments.models import Answer
from xephang_web.campaigns.models import Campaign, Participant
from xephang_web.organisations.models import Unit

VISITOR = None


@dataclass(frozen=True)
class Shown:
    """One page: its name, who opens it (None: a visitor), and its address."""

    name: str
    who: User | None
    path: str


def _place(code: str, year: int) -> Participant:
    return Participant.objects.get(unit__code=code, campaign__year=year)


def _holder(role: Role, unit: Unit | None = None, code: str = "") -> User:
    wanted = Unit.objects.get(code=code) if code else unit
    return Appointment.objects.filter(role=role, unit=wanted).earliest("pk").user


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
        Shown("progress", office, f"{dot}/"),
        Shown(
            "progress-phu-tho", _holder(Role.STANDING_OFFICE, code="PHT.TTTT"), "/dot/phu-tho-2018/"
        ),
        Shown("units-of-campaign", office, f"{dot}/tien-do/"),
        Shown("roster", office, f"{dot}/thanh-phan/?tim=phuong"),
        Shown("dates", office, f"{dot}/lich/"),
        Shown("criteria", office, f"{dot}/tieu-chi/"),
        Shown("amend", office, f"{dot}/sua-doi/"),
        Shown("copy", office, f"{dot}/chep/"),
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
        Shown("reorganise", administrator, f"/don-vi/{unit.pk}/sap-xep/"),
        Shown("import-units", administrator, "/don-vi/nhap/"),
        Shown("people", office, f"/nhan-su/{unit.pk}/"),
        Shown("me", office, "/nhan-su/"),
        Shown("record", auditor, "/nhat-ky/"),
        Shown("not-found", office, "/khong-co/"),
    ]
