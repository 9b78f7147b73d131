"""Reference data of agencies, and inspections during the year."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from xephang.regulation import Regulation
from xephang_web.accounts.models import User
from xephang_web.accounts.requests import person
from xephang_web.appraisal import reference as tables
from xephang_web.appraisal import services
from xephang_web.appraisal.models import InspectionResult, ReferenceTable, ReferenceValue
from xephang_web.appraisal.people import free_forms, visible_forms
from xephang_web.appraisal.permissions import conflict
from xephang_web.appraisal.services.sources import read_tolerance, supplying_units
from xephang_web.appraisal.views.assignments import reach_work
from xephang_web.campaigns.models import Campaign, Participant
from xephang_web.campaigns.permissions import is_launched
from xephang_web.campaigns.queries import campaign_now, reach_campaign, regulation_of
from xephang_web.evidence.responses import send_file
from xephang_web.shared.errors import Mistake, NotAllowed
from xephang_web.shared.pagination import page_of
from xephang_web.shared.policy import SIGNED_IN, page
from xephang_web.shared.requests import posted_day, posted_id, posted_text
from xephang_web.shared.words import language

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def reach_reference(user: User, slug: str) -> Campaign:
    """A campaign whose reference data the person supplies or weighs. Raises `Http404`."""
    campaign = reach_campaign(user, slug)
    if not user.has_perm("appraisal.supply", campaign) and not user.has_perm(
        "appraisal.work", campaign
    ):
        raise Http404
    return campaign


@page(SIGNED_IN)
def reference(request: HttpRequest, slug: str) -> HttpResponse:
    """Tables of specialist agencies, and where the claims differ from them."""
    user = person(request)
    campaign = reach_reference(user, slug)
    may_see = user.has_perm("appraisal.work", campaign)
    if request.method == "POST":
        return _change_reference(request, user, campaign)
    units = supplying_units(user, campaign)
    kept = tables.tables_for(user, campaign, units)
    differences = tables.differences_for(user, campaign) if may_see else []
    state = request.GET.get("xem", "")
    shown = [each for each in differences if state == "het" or each.look is None]
    labels = {each.key: each for each in tables.comparable_inputs(regulation_of(campaign))}
    context = {
        "campaign": campaign,
        "now": campaign_now(campaign),
        "tables": [
            (each, labels.get(f"{each.criterion}/{each.field}"), _may_withdraw(user, each, units))
            for each in kept
        ],
        "may_see": may_see,
        "may_supply": user.has_perm("appraisal.supply", campaign),
        "listed": page_of(request, shown, 50),
        "open": sum(1 for each in differences if each.look is None),
        "total": len(differences),
        "shows_all": state == "het",
    }
    return render(request, "appraisal/reference.html", context)


def _may_withdraw(user: User, table: ReferenceTable, units: set[int]) -> bool:
    return table.withdrawn_at is None and (
        table.supplied_by_id in units or user.has_perm("campaigns.run", table.campaign)
    )


def _change_reference(request: HttpRequest, user: User, campaign: Campaign) -> HttpResponse:
    if "look" in request.POST:
        value = get_object_or_404(
            ReferenceValue.objects.select_related("table", "participant__unit"),
            pk=posted_id(request, "look"),
            table__campaign=campaign,
            participant__in=visible_forms(user, campaign)
            if user.has_perm("appraisal.work", campaign)
            else [],
        )
        value.participant.campaign = campaign
        services.look_at_difference(by=user, value=value, note=posted_text(request, "note"))
        messages.success(request, _("Đã ghi là đã xem."))
        return redirect("appraisal:reference", campaign.slug)
    if not user.has_perm("appraisal.supply", campaign):
        raise NotAllowed(_("Việc này do cơ quan cung cấp số liệu thực hiện."))
    known = tables.tables_for(user, campaign, supplying_units(user, campaign))
    wanted = posted_id(request, "withdraw")
    table = next((each for each in known if each.pk == wanted), None)
    if table is None:
        raise NotAllowed(_("Chỉ cơ quan đã nộp bảng hoặc cơ quan thường trực rút bảng."))
    services.withdraw_reference(by=user, table=table, reason=posted_text(request, "reason"))
    messages.success(request, _("Đã rút bảng."))
    return redirect("appraisal:reference", campaign.slug)


@page(SIGNED_IN)
def reference_upload(request: HttpRequest, slug: str) -> HttpResponse:
    """Hand in a table: the file is read and shown first, and kept after a look at it."""
    user = person(request)
    campaign = reach_reference(user, slug)
    if not user.has_perm("appraisal.supply", campaign):
        if request.method == "POST":
            raise NotAllowed(_("Việc này do cơ quan cung cấp số liệu thực hiện."))
        raise Http404
    regulation = regulation_of(campaign)
    context: dict[str, Any] = {
        "campaign": campaign,
        "now": campaign_now(campaign),
        "inputs": tables.comparable_inputs(regulation),
        "measures": ReferenceTable.Measure.choices,
        "given": {"measure": ReferenceTable.Measure.ABSOLUTE, "tolerance": "0"},
    }
    if request.method != "POST":
        return render(request, "appraisal/reference_upload.html", context)
    given = _given(request)
    context["given"] = given
    if "rows" in request.POST:
        kept = services.upload_reference(
            by=user,
            campaign=campaign,
            name="xem-truoc.csv",
            content=request.POST["rows"].encode(),
            locale=language(),
            is_canonical=True,
            **given,
        )
        messages.success(request, _("Đã nhận bảng “{title}”.").format(title=kept.title))
        return redirect("appraisal:reference", slug)
    context |= _preview(request, campaign, regulation, given)
    status = 400 if context["problems"] else 200
    return render(request, "appraisal/reference_upload.html", context, status=status)


def _given(request: HttpRequest) -> dict[str, str]:
    criterion, _sep, field = posted_text(request, "input", limit=140).partition("/")
    return {
        "title": posted_text(request, "title", limit=255),
        "document": posted_text(request, "document", limit=255),
        "criterion": criterion,
        "field": field,
        "tolerance": posted_text(request, "tolerance", limit=40),
        "measure": posted_text(request, "measure", limit=20),
    }


def _preview(
    request: HttpRequest, campaign: Campaign, regulation: Regulation, given: dict[str, str]
) -> dict[str, Any]:
    """What was read and everything wrong with it, the fields beside the file included."""
    problems: list[str] = []
    upload = request.FILES.get("file")
    if not given["title"]:
        problems.append(_("Hãy ghi tên bảng."))
    try:
        read_tolerance(given["tolerance"], given["measure"], language())
    except Mistake as mistake:
        problems.append(mistake.message)
    asked = None
    try:
        asked = tables.comparable(regulation, given["criterion"], given["field"])
    except Mistake as mistake:
        problems.append(mistake.message)
    if upload is None:
        problems.append(_("Hãy chọn tệp CSV hoặc XLSX."))
    units = {each.unit.code: each.unit for each in campaign.participants.select_related("unit")}
    read = tables.ReadTable()
    if upload is not None and asked is not None:
        try:
            read = tables.read_table(
                asked.asked, upload.name or "", upload.read(), list(units), language()
            )
            problems += read.problems
        except Mistake as mistake:
            problems.append(mistake.message)
    return {
        "problems": problems,
        "asked": asked,
        "file_name": upload.name if upload else "",
        "read": read,
        "rows": [(units[code], tables.shown(asked, value)) for code, value in read.rows.items()]
        if asked
        else [],
        "absent": [units[code].name for code in [*read.empty, *read.absent]],
        "is_preview": bool(read.rows) and not problems,
    }


@page(SIGNED_IN)
@require_GET
def reference_template(request: HttpRequest, slug: str, ending: str) -> HttpResponse:
    """The table to fill in: codes and names of the units that take part."""
    user = person(request)
    campaign = reach_reference(user, slug)
    if not user.has_perm("appraisal.supply", campaign):
        raise Http404
    if ending == "csv":
        content, kind = tables.template_csv(campaign), "text/csv; charset=utf-8"
    elif ending == "xlsx":
        content, kind = tables.template_xlsx(campaign), XLSX
    else:
        raise Http404
    response = HttpResponse(content, content_type=kind)
    response["Content-Disposition"] = f'attachment; filename="so-lieu-doi-chieu.{ending}"'
    return response


@page(SIGNED_IN)
@require_GET
def reference_table(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """One table as it was kept, to its agency and to those who appraise with it."""
    user = person(request)
    campaign = reach_reference(user, slug)
    known = tables.tables_for(user, campaign, supplying_units(user, campaign))
    table = next((each for each in known if each.pk == pk), None)
    if table is None:
        raise Http404
    asked = next(
        (
            each
            for each in tables.comparable_inputs(regulation_of(campaign))
            if each.key == f"{table.criterion}/{table.field}"
        ),
        None,
    )
    rows = table.rows.select_related("participant__unit").order_by("participant__unit__sort_key")
    context = {
        "campaign": campaign,
        "now": campaign_now(campaign),
        "table": table,
        "asked": asked,
        "rows": [(each.participant.unit, tables.shown(asked, each.value)) for each in rows],
    }
    return render(request, "appraisal/reference_table.html", context)


@page(SIGNED_IN)
def inspections(request: HttpRequest, slug: str) -> HttpResponse:
    """Kiểm tra trong năm: results of inspections, by unit and criterion (PHT-11)."""
    user = person(request)
    campaign = reach_work(user, slug)
    may_lead = user.has_perm("appraisal.lead", campaign)
    if request.method == "POST":
        if not may_lead:
            raise NotAllowed(_("Việc này do tổ trưởng hoặc cơ quan thường trực thực hiện."))
        return _change_inspections(request, user, campaign)
    forms = _inspected_forms(user, campaign)
    listed = InspectionResult.objects.filter(participant__in=forms).select_related(
        "participant__unit", "recorded_by", "file"
    )
    criteria = {
        each.id: each
        for found in regulation_of(campaign).criteria_sets.values()
        for each in found.criteria()
    }
    context = {
        "campaign": campaign,
        "now": campaign_now(campaign),
        "listed": page_of(request, listed, 50),
        "forms": forms,
        "criteria": criteria,
        "kinds": InspectionResult.Kind.choices,
        "may_lead": may_lead,
    }
    return render(request, "appraisal/inspections.html", context)


def _inspected_forms(user: User, campaign: Campaign) -> list[Participant]:
    """All forms to office and auditor; to who leads the panel those without a conflict."""
    sees_all = user.has_perm("campaigns.see_all", campaign)
    if not sees_all and not user.has_perm("appraisal.lead", campaign):
        return free_forms(user, campaign)
    found = campaign.participants.filter(superseded_by__isnull=True).select_related(
        "unit__parent__parent__parent"
    )
    for each in found:
        each.campaign = campaign
    return [each for each in found if sees_all or not conflict(user, each)]


def _change_inspections(request: HttpRequest, user: User, campaign: Campaign) -> HttpResponse:
    if "withdraw" in request.POST:
        found = get_object_or_404(
            InspectionResult.objects.select_related("participant"),
            pk=posted_id(request, "withdraw"),
            participant__campaign=campaign,
        )
        found.participant.campaign = campaign
        services.withdraw_inspection(
            by=user, inspection=found, reason=posted_text(request, "reason")
        )
        messages.success(request, _("Đã rút kết quả kiểm tra."))
        return redirect("appraisal:inspections", campaign.slug)
    participant = campaign.participants.filter(pk=posted_id(request, "participant")).first()
    if participant is None:
        raise Mistake(_("Hãy chọn đơn vị."))
    participant.campaign = campaign
    services.record_inspection(
        by=user,
        participant=participant,
        criterion=posted_text(request, "criterion", limit=64),
        kind=posted_text(request, "kind", limit=20),
        held_on=posted_day(request, "held_on", _("Ngày kiểm tra")),
        text=posted_text(request, "text"),
        document=posted_text(request, "document", limit=255),
        upload=request.FILES.get("file"),
    )
    messages.success(request, _("Đã ghi kết quả kiểm tra."))
    return redirect("appraisal:inspections", campaign.slug)


@page(SIGNED_IN)
@require_GET
def inspection_file(request: HttpRequest, slug: str, pk: int) -> HttpResponseBase:
    """The document of an inspection: to those who appraise, and to the unit itself."""
    user = person(request)
    campaign = reach_campaign(user, slug)
    found = get_object_or_404(
        InspectionResult.objects.select_related(
            "file", "participant__unit__parent__parent__parent"
        ),
        pk=pk,
        participant__campaign=campaign,
        file__isnull=False,
    )
    found.participant.campaign = campaign
    own = user.has_perm("campaigns.view_form", found.participant)
    if not own and (
        not user.has_perm("appraisal.see_ledger", found.participant)
        or not is_launched(user, found.participant)
        or conflict(user, found.participant)
    ):
        raise Http404
    assert found.file is not None
    return send_file(found.file)
