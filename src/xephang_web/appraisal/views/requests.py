"""Asking a unit, and the unit's answers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from xephang_web.accounts.requests import person
from xephang_web.appraisal import services
from xephang_web.appraisal.asking import asked_of_forms, state_of
from xephang_web.appraisal.models import Clarification
from xephang_web.appraisal.views.assignments import reach_work
from xephang_web.appraisal.views.judging import check_judge, reach_ledger
from xephang_web.assessments.queries import read_form
from xephang_web.assessments.views.filling import frame
from xephang_web.campaigns.models import Participant
from xephang_web.campaigns.queries import campaign_now, campaign_today, reach_participant
from xephang_web.evidence.models import StoredFile
from xephang_web.evidence.responses import send_file
from xephang_web.shared.errors import NotAllowed
from xephang_web.shared.pagination import page_of
from xephang_web.shared.policy import SIGNED_IN, page
from xephang_web.shared.requests import posted_day, posted_id, posted_text


@page(SIGNED_IN)
@require_POST
def ask(request: HttpRequest, pk: int, criterion_id: str) -> HttpResponse:
    """Ask the unit about a criterion."""
    user = person(request)
    participant = reach_ledger(user, pk)
    check_judge(user, participant)
    made = services.ask_clarification(
        by=user,
        participant=participant,
        criterion_id=criterion_id,
        question=posted_text(request, "question"),
        due=posted_day(request, "due", _("Hạn trả lời")),
    )
    messages.success(request, _("Đã gửi yêu cầu giải trình đến đơn vị."))
    if not made.addresses:
        messages.warning(
            request, _("Đơn vị chưa có ai nhận thư: hãy báo cho đơn vị bằng cách khác.")
        )
    return redirect("appraisal:criterion", pk, criterion_id)


@page(SIGNED_IN)
@require_POST
def extend(request: HttpRequest, pk: int, clarification_id: int) -> HttpResponse:
    """Give the unit longer to answer."""
    user = person(request)
    participant = reach_ledger(user, pk)
    check_judge(user, participant)
    wanted = get_object_or_404(participant.clarifications, pk=clarification_id)
    wanted.participant = participant
    services.extend_clarification(
        by=user,
        clarification=wanted,
        due=posted_day(request, "due", _("Hạn trả lời")),
    )
    messages.success(request, _("Đã gia hạn giải trình; đơn vị được báo lại."))
    return redirect("appraisal:asked", participant.campaign.slug)


@page(SIGNED_IN)
@require_GET
def asked(request: HttpRequest, slug: str) -> HttpResponse:
    """Everything that was asked of the forms one judges: overdue first, then waiting."""
    user = person(request)
    campaign = reach_work(user, slug)
    rows = asked_of_forms(user, campaign)
    context = {
        "campaign": campaign,
        "now": campaign_now(campaign),
        "listed": page_of(request, rows, 50),
        "overdue": sum(1 for each in rows if each.state == "overdue"),
        "waiting": sum(1 for each in rows if each.state == "waiting"),
    }
    return render(request, "appraisal/asked.html", context)


@dataclass(frozen=True, slots=True)
class OwnRow:
    """One request before its unit."""

    asked: Clarification
    criterion: Any
    state: str


@page(SIGNED_IN)
def clarifications(request: HttpRequest, pk: int) -> HttpResponse:
    """What the appraisal asks the unit and its answers; visits and inspections of the unit."""
    user = person(request)
    participant = reach_participant(user, pk)
    if request.method == "POST":
        if not user.has_perm("assessments.edit", participant):
            raise NotAllowed(_("Chỉ cán bộ của đơn vị trả lời."))
        wanted = get_object_or_404(
            participant.clarifications, pk=posted_id(request, "clarification")
        )
        services.answer_clarification(
            by=user,
            clarification=wanted,
            answer=posted_text(request, "answer"),
            uploads=request.FILES.getlist("files"),
        )
        messages.success(request, _("Đã gửi giải trình."))
        return redirect("appraisal:clarifications", pk)
    form = read_form(participant)
    context = frame(request, form)
    today = campaign_today(participant.campaign)
    listed = participant.clarifications.select_related("asked_by", "answered_by").prefetch_related(
        "files"
    )
    context |= {
        # That the form is closed says nothing of the answers asked for after it.
        "hides_lock": True,
        "clarifications": [
            OwnRow(each, form.criteria.criterion(each.criterion), state_of(each, today))
            for each in listed
        ],
        "visits": list(participant.visits.prefetch_related("team")),
        "inspections": list(
            participant.inspections.filter(withdrawn_at__isnull=True).select_related("file")
        ),
    }
    return render(request, "appraisal/clarifications.html", context)


@page(SIGNED_IN)
@require_GET
def clarification_file(request: HttpRequest, pk: int, file_id: int) -> HttpResponseBase:
    """A file with which the unit answered: to the unit and to those who judge the form."""
    user = person(request)
    participant = get_object_or_404(Participant.objects.select_related("campaign"), pk=pk)
    if not user.has_perm("campaigns.view_form", participant):
        participant = reach_ledger(user, pk)
    files = StoredFile.objects.filter(
        pk__in=Clarification.files.through.objects.filter(
            clarification__participant=participant
        ).values("storedfile")
    )
    return send_file(get_object_or_404(files, pk=file_id))
