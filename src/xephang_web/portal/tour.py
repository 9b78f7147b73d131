"""Dẫn đường: the accounts of the demonstration, by the stage of their campaign.

Each account leads to the page that its role has most to do with at that stage. There is
nothing of the kind on a real server.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from django.db.models import Exists, OuterRef, Subquery
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from xephang.campaign import NOT_APPLICABLE
from xephang.regulation import criteria_below
from xephang_web.accounts.models import Appointment, Role
from xephang_web.accounts.queries import current_appointments
from xephang_web.appraisal.models import Clarification, Proceedings
from xephang_web.assessments.models import Answer, Assessment
from xephang_web.campaigns.models import Campaign, Participant
from xephang_web.campaigns.queries import campaign_now, regulation_of
from xephang_web.results.models import Appeal, RemedyMeasure

LAUNCH, FILLING, APPRAISAL, COUNCIL, PUBLISHED = range(5)
NAMES = (
    gettext_lazy("vừa phát động"),
    gettext_lazy("đang nhận phiếu"),
    gettext_lazy("đang thẩm định"),
    gettext_lazy("hội đồng đang xét"),
    gettext_lazy("đã công bố"),
)
LINES = (
    gettext_lazy("Phiếu mới mở, vài bản nháp đầu tiên; thành phần, lịch, tiêu chí đã sẵn."),
    gettext_lazy(
        "Quá hạn: phiếu gửi trễ, thiếu, nghi vấn, được gia hạn; việc của cơ quan thường trực."
    ),
    gettext_lazy(
        "Nửa số phiếu đã có kết luận; số liệu đối chiếu, giải trình, khảo sát, xung đột lợi ích."
    ),
    gettext_lazy("Chênh lệch và đề nghị không áp dụng chờ quyết; một phiên họp đang mở."),
    gettext_lazy(
        "Bảng năm nay cạnh năm trước, kiến nghị được chấp nhận, quyết định điều chỉnh, hệ quả."
    ),
)
WHERE = {
    COUNCIL: gettext_lazy(
        "Đề nghị không áp dụng: hội đồng thấy ở trang Hội đồng; cán bộ đầu mối có nút "
        "“Đề nghị không áp dụng” mở đúng mục đã đề nghị."
    ),
    PUBLISHED: gettext_lazy(
        "Kiến nghị: thủ trưởng có nút “Kiến nghị và trả lời”; cơ quan thường trực thấy mọi kiến "
        "nghị, chờ hay đã trả lời, ở trang Kết quả."
    ),
}
"""Where one finds, at a stage, what does not stand on the first page of any account."""
_OWN = (Role.FOCAL_PERSON, Role.HEAD, Role.DEPUTY)
# Who has something to do from which stage on; a seat on the council comes with the appraisal.
_FROM = {
    Role.PANEL_LEADER: APPRAISAL,
    Role.APPRAISER: APPRAISAL,
    Role.DATA_SUPPLIER: APPRAISAL,
    Role.COUNCIL_CHAIR: APPRAISAL,
    Role.COUNCIL_MEMBER: APPRAISAL,
    Role.EMULATION_OFFICE: PUBLISHED,
    Role.APPROVER: COUNCIL,
}
_ORDER = (
    Role.STANDING_OFFICE, Role.PANEL_LEADER, Role.APPRAISER, Role.DATA_SUPPLIER,
    Role.COUNCIL_CHAIR, Role.COUNCIL_MEMBER, Role.APPROVER, Role.EMULATION_OFFICE,
    Role.FOCAL_PERSON, Role.HEAD, Role.DEPUTY, Role.AUDITOR, Role.ADMINISTRATOR,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Door:
    """One account: whose it is, what one does with it, and where it leads."""

    user_id: int
    name: str
    role: Any
    unit: str
    leads_to: str
    address: str
    is_plain: bool = False
    """Nothing of this stage in particular: shown among the others."""


@dataclass(slots=True)
class Stop:
    """One campaign at its stage, with the accounts that have something to do there."""

    title: str
    title_en: str
    stage: int
    now: Any = None
    doors: list[Door] = field(default_factory=list)

    @property
    def first(self) -> list[Door]:
        """The doors to what the stage is about."""
        return [each for each in self.doors if not each.is_plain]

    @property
    def others(self) -> list[Door]:
        """The other doors."""
        return [each for each in self.doors if each.is_plain]

    @property
    def stage_name(self) -> Any:
        """What the stage is called."""
        return NAMES[self.stage]

    @property
    def line(self) -> Any:
        """What there is to see."""
        return LINES[self.stage]

    @property
    def where(self) -> Any:
        """Where to find what is easily missed; nothing at most stages."""
        return WHERE.get(self.stage, "")


def stage_of(campaign: Campaign, *, has_forms: bool) -> int:
    """Where a campaign stands, from its launch to its publication."""
    if campaign.state != Campaign.State.CLOSED:
        return FILLING if has_forms else LAUNCH
    found = Proceedings.objects.filter(campaign=campaign).first()
    if found is None or found.state == Proceedings.State.APPRAISING:
        return APPRAISAL
    ended = (Proceedings.State.PUBLISHED, Proceedings.State.CORRECTING)
    return PUBLISHED if found.state in ended else COUNCIL


def stops() -> list[Stop]:
    """This year's campaigns in the order of their stages, each with its accounts."""
    campaigns = Campaign.objects.filter(is_training=True, next__isnull=True).select_related(
        "standing_office"
    )
    held: dict[int | None, list[Appointment]] = {}
    for each in (
        current_appointments().filter(user__is_demo=True).select_related("user", "unit")
    ).order_by("pk"):
        held.setdefault(each.unit_id, []).append(each)
    found = []
    for campaign in campaigns:
        sent = Assessment.objects.filter(
            participant__campaign=campaign, state=Assessment.State.SUBMITTED
        )
        stop = Stop(
            campaign.title,
            campaign.title_en or campaign.title,
            stage_of(campaign, has_forms=sent.exists()),
            campaign_now(campaign),
        )
        own = _with_accounts(campaign, [each for each in held if each is not None])
        offices = {campaign.standing_office_id, campaign.standing_office.parent_id}
        around = [one for unit in {*own, *offices} for one in held.get(unit, [])]
        for each in sorted(around, key=lambda one: (_ORDER.index(Role(one.role)), one.pk)):
            door = _door(each, campaign, stop.stage, own.get(each.unit_id or 0))
            if door is not None:
                stop.doors.append(door)
        stop.doors += _guests(campaign)
        found.append(stop)
    return sorted(found, key=lambda each: each.stage)


def _with_accounts(campaign: Campaign, units: list[int]) -> dict[int, Participant]:
    """The units of a roster that have accounts to show, with what decides where these lead."""
    shown = (
        campaign.participants.filter(unit__in=units)
        .select_related("assessment")
        .annotate(
            is_asked=Exists(Clarification.objects.filter(participant=OuterRef("pk"))),
            has_measures=Exists(RemedyMeasure.objects.filter(participant=OuterRef("pk"))),
            claims=Subquery(
                Answer.objects.filter(
                    assessment__participant=OuterRef("pk"), field=NOT_APPLICABLE, value="yes"
                )
                .order_by("criterion")
                .values("criterion")[:1]
            ),
            has_appealed=Exists(Appeal.objects.filter(participant=OuterRef("pk"))),
        )
    )
    return {each.unit_id: each for each in shown}


def everywhere() -> list[Door]:
    """The accounts that belong to no campaign: the auditor and the administrator."""
    held = current_appointments().filter(user__is_demo=True, unit__isnull=True)
    addresses = {
        Role.AUDITOR: (_("Nhật ký"), reverse("audit:log")),
        Role.ADMINISTRATOR: (_("Danh mục đơn vị"), reverse("organisations:units")),
    }
    return [
        _made(each, *addresses[Role(each.role)])
        for each in held.select_related("user").order_by("pk")
        if Role(each.role) in addresses
    ]


def _made(appointment: Appointment, label: str, address: str, *, is_plain: bool = False) -> Door:
    unit = appointment.unit
    return Door(
        appointment.user_id,
        appointment.user.full_name,
        appointment.get_role_display(),
        unit.name if unit else "",
        label,
        address,
        is_plain,
    )


def _door(
    appointment: Appointment, campaign: Campaign, stage: int, own: Participant | None
) -> Door | None:
    """Where an account leads at a stage; None where it has nothing to do there."""
    role = Role(appointment.role)
    if role in _OWN:
        if own is None:
            return None
        own.campaign = campaign
        label, address, is_plain = _own_page(role, stage, own)
        return _made(appointment, label, address, is_plain=is_plain)
    if stage < _FROM.get(role, LAUNCH):
        return None
    if role == Role.APPRAISER and own is not None and own.unit_id != campaign.standing_office_id:
        return _made(
            appointment, _("Phiếu của đơn vị trực thuộc"), _of("appraisal:queue", campaign)
        )
    return _made(appointment, *_office_page(role, stage, campaign))


def _of(name: str, campaign: Campaign) -> str:
    return reverse(name, args=[campaign.slug])


def _own_page(role: Role, stage: int, own: Participant) -> tuple[str, str, bool]:
    """What a unit's own people look at first, and whether that is nothing in particular."""
    form = reverse("assessments:start", args=[own.pk])
    assessment = getattr(own, "assessment", None)
    is_sent = assessment is not None and assessment.state == Assessment.State.SUBMITTED
    is_focal = role == Role.FOCAL_PERSON
    if stage <= FILLING:
        if is_focal:
            return _("Phiếu tự chấm"), form, False
        if is_sent:
            return _("Biên nhận"), reverse("assessments:receipt", args=[own.pk]), False
        return _("Soát và gửi"), reverse("assessments:review", args=[own.pk]), False
    if not is_sent:
        return _("Phiếu đã khóa"), form, True
    if stage == PUBLISHED:
        if is_focal and getattr(own, "has_measures", False):
            return _("Biện pháp khắc phục"), reverse("results:remedies", args=[own.pk]), False
        has_appealed = getattr(own, "has_appealed", False)
        sheet = reverse("results:sheet", args=[own.pk])
        if has_appealed and not is_focal:
            return _("Kiến nghị và trả lời"), f"{sheet}#kien-nghi", False
        return _("Vì sao kết quả này"), sheet, True
    if getattr(own, "is_asked", False):
        asked = reverse("appraisal:clarifications", args=[own.pk])
        return _("Giải trình"), asked, not is_focal
    if is_focal and (claimed := _section_claimed(own)):
        section = reverse("assessments:section", args=[own.pk, claimed])
        return _("Đề nghị không áp dụng"), section, False
    return _("Phiếu đã gửi"), form, True


def _section_claimed(own: Participant) -> str:
    """The section in which the unit says that a criterion does not apply to it; "" if in none."""
    criterion = getattr(own, "claims", None)
    if criterion is None:
        return ""
    criteria = regulation_of(own.campaign).criteria_sets[own.group]
    return next(
        (
            section.id
            for section in criteria.sections
            if any(each.id == criterion for each in criteria_below(section))
        ),
        "",
    )


def _office_page(role: Role, stage: int, campaign: Campaign) -> tuple[str, str]:
    """What those who work on a whole campaign look at first."""
    results = (_("Kết quả"), _of("results:results", campaign))
    if role == Role.STANDING_OFFICE:
        if stage == LAUNCH:
            return _("Thành phần"), _of("campaigns:roster", campaign)
        if stage == FILLING:
            return _("Tiến độ"), _of("assessments:dashboard", campaign)
        return results
    if role == Role.DATA_SUPPLIER:
        return _("Số liệu đối chiếu"), _of("appraisal:reference", campaign)
    if role == Role.PANEL_LEADER:
        return _("Khảo sát thực tế"), _of("appraisal:visits", campaign)
    if role == Role.APPRAISER:
        return _("Phiếu cần thẩm định"), _of("appraisal:queue", campaign)
    if role in (Role.COUNCIL_CHAIR, Role.COUNCIL_MEMBER):
        return _("Hội đồng"), _of("appraisal:council", campaign)
    if role == Role.EMULATION_OFFICE:
        return _("Hệ quả"), _of("results:consequences", campaign)
    return results


def _guests(campaign: Campaign) -> list[Door]:
    """People whom other units second to the panel."""
    seats = campaign.members.filter(user__is_demo=True, seconded_from__isnull=False)
    return [
        Door(
            each.user_id,
            each.user.full_name,
            _("Biệt phái tổ thẩm định"),
            each.seconded_from.name if each.seconded_from else "",
            _("Phiếu cần thẩm định"),
            _of("appraisal:queue", campaign),
        )
        for each in seats.select_related("user", "seconded_from").order_by("pk")
    ]
