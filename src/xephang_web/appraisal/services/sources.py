"""What findings rest on beside the form: agencies' reference data, and inspections of the year."""

from __future__ import annotations

import datetime as dt

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils.translation import gettext as _

from xephang.points import NumberFormatError, NumberLocale, exact_text, parse_number
from xephang_web.accounts.models import Role, User
from xephang_web.accounts.queries import standing
from xephang_web.appraisal.models import (
    InspectionResult,
    ReferenceLook,
    ReferenceTable,
    ReferenceValue,
)
from xephang_web.appraisal.reference import comparable, read_table
from xephang_web.appraisal.services.assignments import check_leads_for
from xephang_web.appraisal.services.findings import about_finding, check_judges
from xephang_web.audit.services import record_act
from xephang_web.campaigns.acts import about_campaign, about_participant, locked, required_text
from xephang_web.campaigns.models import Campaign, Participant
from xephang_web.campaigns.queries import campaign_now, campaign_today, regulation_of
from xephang_web.evidence.services import receive_file
from xephang_web.organisations.models import Unit
from xephang_web.shared.errors import Mistake, NotAllowed

MOST_PROBLEMS = 50


def supplying_units(by: User, campaign: Campaign) -> set[int]:
    """The agencies for which a person supplies tables; of the office's people, the office."""
    units = standing(by).units(Role.DATA_SUPPLIER)
    if by.has_perm("campaigns.run", campaign):
        units = units | {campaign.standing_office_id}
    return units


def _supplier(by: User, campaign: Campaign) -> Unit:
    if by.has_perm("campaigns.run", campaign):
        return campaign.standing_office
    units = Unit.objects.filter(pk__in=supplying_units(by, campaign))
    tasked = units.filter(pk__in=campaign.criterion_tasks.values("unit"))
    return tasked.order_by("pk").first() or units.order_by("pk")[0]


def read_tolerance(text: str, measure: str, locale: NumberLocale | None) -> str:
    """The tolerance, exact; a percentage may be written with its sign. Raises `Mistake`."""
    if measure not in ReferenceTable.Measure.values:
        raise Mistake(_("Dung sai: hãy chọn tính theo đơn vị của số liệu hay theo %."))
    written = text.strip()
    if measure == ReferenceTable.Measure.PERCENT:
        written = written.removesuffix("%").strip()
    try:
        allowed = parse_number(written or "0", locale=locale)
    except NumberFormatError:
        raise Mistake(_("Dung sai: không đọc được số “{text}”.").format(text=text)) from None
    if allowed < 0:
        raise Mistake(_("Dung sai không thể âm."))
    exact = exact_text(allowed)
    if len(exact) > 40:
        raise Mistake(_("Dung sai: không đọc được số “{text}”.").format(text=text[:40]))
    return exact


@transaction.atomic
def upload_reference(
    *,
    by: User,
    campaign: Campaign,
    title: str,
    criterion: str,
    field: str,
    name: str,
    content: bytes,
    tolerance: str = "0",
    measure: str = ReferenceTable.Measure.ABSOLUTE,
    document: str = "",
    locale: NumberLocale | None = "vi",
    is_canonical: bool = False,
) -> ReferenceTable:
    """Keep a table of (unit code, figure) for one input of a criterion (DN-5, PT-8b).

    All problems of the file are named at once, by row, and nothing is kept then.
    `is_canonical`: the rows are those of a preview, written without a language.
    """
    if not by.has_perm("appraisal.supply", campaign):
        raise NotAllowed(_("Việc này do cơ quan cung cấp số liệu thực hiện."))
    asked = comparable(regulation_of(campaign), criterion, field).asked
    allowed = read_tolerance(tolerance, measure, locale)
    if allowed != "0" and asked.type not in ("number", "count"):
        raise Mistake(_("Số liệu này không phải số: không có dung sai."))
    participants = {each.unit.code: each for each in campaign.participants.select_related("unit")}
    read = read_table(asked, name, content, list(participants), None if is_canonical else locale)
    if read.problems:
        raise Mistake(
            _("Chưa nhận bảng: {list}").format(list=" ".join(read.problems[:MOST_PROBLEMS]))
        )
    table = ReferenceTable.objects.create(
        campaign=campaign,
        supplied_by=_supplier(by, campaign),
        title=required_text(title, _("Hãy ghi tên bảng."), "title"),
        document=document.strip(),
        criterion=criterion,
        field=field,
        tolerance=allowed,
        measure=measure,
        uploaded_by=by,
        uploaded_at=campaign_now(campaign),
    )
    ReferenceValue.objects.bulk_create(
        ReferenceValue(table=table, participant=participants[code], value=value)
        for code, value in read.rows.items()
    )
    record_act(
        "reference.uploaded",
        about_campaign(campaign),
        by=by,
        after={
            "title": table.title,
            "document": table.document,
            "criterion": criterion,
            "field": field,
            "rows": str(len(read.rows)),
            "tolerance": f"{table.tolerance} {table.measure}",
            "values": "; ".join(f"{code}={value}" for code, value in read.rows.items()),
        },
    )
    return table


@transaction.atomic
def withdraw_reference(*, by: User, table: ReferenceTable, reason: str) -> None:
    """Take a reference table out of use, with the reason; it stays in the record and in sight."""
    if not by.has_perm("appraisal.supply", table.campaign) or (
        table.supplied_by_id not in supplying_units(by, table.campaign)
        and not by.has_perm("campaigns.run", table.campaign)
    ):
        raise NotAllowed(_("Chỉ cơ quan đã nộp bảng hoặc cơ quan thường trực rút bảng."))
    if locked(table).withdrawn_at is not None:
        raise Mistake(_("Bảng này đã rút."))
    table.withdrawn_for = required_text(reason, _("Hãy ghi lý do rút bảng."), "reason")
    table.withdrawn_at = campaign_now(table.campaign)
    table.save(update_fields=["withdrawn_at", "withdrawn_for"])
    record_act(
        "reference.withdrawn",
        about_campaign(table.campaign),
        by=by,
        before={"title": table.title},
        after={"reason": table.withdrawn_for},
    )


@transaction.atomic
def look_at_difference(*, by: User, value: ReferenceValue, note: str) -> ReferenceLook:
    """Note what one made of a difference. It decides nothing: findings are written elsewhere."""
    check_judges(by, value.participant)
    if value.table.withdrawn_at is not None:
        raise Mistake(_("Bảng này đã rút."))
    made = ReferenceLook.objects.create(
        value=value,
        note=required_text(note, _("Hãy ghi điều đã xem thấy."), "note"),
        by=by,
        at=campaign_now(value.participant.campaign),
    )
    record_act(
        "reference.looked_at",
        about_finding(value.participant, value.table.criterion),
        by=by,
        after={"table": value.table.title, "value": value.value, "note": made.note},
    )
    return made


@transaction.atomic
def record_inspection(
    *,
    by: User,
    participant: Participant,
    held_on: dt.date,
    text: str,
    document: str,
    criterion: str = "",
    kind: str = InspectionResult.Kind.PERIODIC,
    upload: UploadedFile[bytes] | None = None,
) -> InspectionResult:
    """Keep what an inspection during the year found, to be set beside the claims (PHT-11)."""
    check_leads_for(by, participant)
    criteria = regulation_of(participant.campaign).criteria_sets[participant.group]
    if criterion and criteria.criterion(criterion) is None:
        raise Mistake(_("Phiếu này không có tiêu chí {id}.").format(id=criterion))
    if kind not in InspectionResult.Kind.values:
        raise Mistake(_("Hãy chọn loại kiểm tra."))
    now = campaign_now(participant.campaign)
    if held_on > campaign_today(participant.campaign):
        raise Mistake(_("Ngày kiểm tra chưa đến."))
    text = required_text(text, _("Hãy viết kết quả kiểm tra."), "text")
    document = required_text(document, _("Cần số, ngày của văn bản."), "document")
    office = participant.campaign.standing_office
    made = InspectionResult.objects.create(
        participant=participant,
        criterion=criterion,
        kind=kind,
        held_on=held_on,
        text=text,
        document=document,
        file=receive_file(by=by, unit=office, upload=upload) if upload else None,
        recorded_by=by,
        recorded_at=now,
    )
    record_act(
        "inspection.recorded",
        about_participant(participant),
        by=by,
        after={
            "criterion": criterion,
            "kind": kind,
            "on": held_on.isoformat(),
            "text": made.text,
            "document": made.document,
            "file": made.file.sha256 if made.file else "",
        },
    )
    return made


@transaction.atomic
def withdraw_inspection(*, by: User, inspection: InspectionResult, reason: str) -> None:
    """Take back a result that was recorded wrongly, with the reason; it stays in sight."""
    participant = inspection.participant
    check_leads_for(by, participant)
    if locked(inspection).withdrawn_at is not None:
        raise Mistake(_("Kết quả này đã rút."))
    inspection.withdrawn_for = required_text(reason, _("Hãy ghi lý do."), "reason")
    inspection.withdrawn_at = campaign_now(participant.campaign)
    inspection.save(update_fields=["withdrawn_at", "withdrawn_for"])
    record_act(
        "inspection.withdrawn",
        about_participant(participant),
        by=by,
        before={"text": inspection.text, "document": inspection.document},
        after={"reason": inspection.withdrawn_for},
    )
