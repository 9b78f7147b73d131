"""Site visits: proposed, planned, printed, held, and what was found there."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from xephang_web.accounts.models import User
from xephang_web.accounts.requests import person
from xephang_web.appraisal import services, visiting
from xephang_web.appraisal.ledger import Ledger, read_ledger
from xephang_web.appraisal.models import SiteVisit
from xephang_web.appraisal.people import (
    candidates_for,
    checkers,
    forms_with_findings,
    free_forms,
)
from xephang_web.appraisal.queries import sent_forms
from xephang_web.appraisal.services.assignments import check_leads
from xephang_web.appraisal.services.visits import BASIS, about_visit, may_hold
from xephang_web.appraisal.views.assignments import reach_work
from xephang_web.appraisal.views.judging import check_sees, said_about
from xephang_web.assessments import pages
from xephang_web.assessments.queries import read_form
from xephang_web.audit.queries import changes, records_about
from xephang_web.audit.templatetags.audit_pages import act_words
from xephang_web.campaigns.models import Campaign, Participant
from xephang_web.campaigns.queries import campaign_now, campaign_today
from xephang_web.evidence.responses import send_file
from xephang_web.shared.errors import NotAllowed
from xephang_web.shared.policy import SIGNED_IN, page
from xephang_web.shared.requests import posted_among, posted_day, posted_text
from xephang_web.shared.words import language


@page(SIGNED_IN)
@require_GET
def visits(request: HttpRequest, slug: str) -> HttpResponse:
    """Visits on site: what is proposed and why, what is planned, held, called off."""
    user = person(request)
    campaign = reach_work(user, slug)
    may_plan = user.has_perm("appraisal.lead", campaign)
    free = free_forms(user, campaign, forms_with_findings(user, campaign))
    listed = list(
        SiteVisit.objects.filter(participant__in=free)
        .select_related("participant__unit")
        .prefetch_related("team")
    )
    proposed = visiting.proposals(user, campaign)
    named = {each.participant.pk for each in proposed}
    context = {
        "campaign": campaign,
        "now": campaign_now(campaign),
        "today": campaign_today(campaign),
        "visits": listed,
        "proposed": proposed,
        "others": [each for each in free if each.pk not in named] if may_plan else [],
        "may_plan": may_plan,
    }
    return render(request, "appraisal/visits.html", context)


def _reach_form(user: User, campaign: Campaign, pk: int) -> Participant:
    participant = sent_forms(campaign).filter(pk=pk).first()
    if participant is None:
        raise Http404
    participant.campaign = campaign
    check_sees(user, participant, "appraisal.see_findings")
    return participant


@page(SIGNED_IN)
def plan_visit(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Plan a visit to one unit: why, when, and who can go."""
    user = person(request)
    campaign = reach_work(user, slug)
    participant = _reach_form(user, campaign, pk)
    if request.method == "POST":
        check_leads(user, campaign)
    elif not user.has_perm("appraisal.lead", campaign):
        raise Http404
    people = checkers(campaign)
    if request.method == "POST":
        told = _("Người mang số {ids} không thuộc những người thẩm định. Hãy tải lại trang.")
        made = services.plan_visit(
            by=user,
            participant=participant,
            planned_on=posted_day(request, "planned_on", _("Ngày khảo sát")),
            team=posted_among(request, "team", {str(each.pk): each for each in people}, told),
            purpose=posted_text(request, "purpose"),
        )
        messages.success(request, _("Đã lập kế hoạch khảo sát."))
        return redirect("appraisal:visit", slug, made.pk)
    offered = candidates_for(participant, people)
    proposal = next(
        (each for each in visiting.proposals(user, campaign) if each.participant.pk == pk), None
    )
    context = {
        "campaign": campaign,
        "now": campaign_now(campaign),
        "participant": participant,
        "free": [each.user for each in offered if not each.why_not],
        "barred": [each for each in offered if each.why_not],
        "proposal": proposal,
        "purpose": "\n".join(
            f"{each.criterion.id} {each.criterion.name.show(language())}"
            for each in (proposal.reasons if proposal else [])
        ),
    }
    return render(request, "appraisal/plan_visit.html", context)


def reach_visit(user: User, slug: str, pk: int) -> SiteVisit:
    """A visit to a unit whose findings the person may see. Raises `Http404`, `NotAllowed`."""
    campaign = reach_work(user, slug)
    found: SiteVisit = get_object_or_404(
        SiteVisit.objects.select_related(
            "participant__unit__parent__parent__parent", "participant__second_look", "planned_by"
        ).prefetch_related("team", "photographs"),
        pk=pk,
        participant__campaign=campaign,
    )
    found.participant.campaign = campaign
    check_sees(user, found.participant, "appraisal.see_findings")
    return found


@page(SIGNED_IN)
def visit(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """One visit: its day, team, checklist, minutes, photographs and what was found there."""
    user = person(request)
    found = reach_visit(user, slug, pk)
    if request.method == "POST":
        if not may_hold(user, found):
            raise NotAllowed(_("Việc này do đoàn khảo sát thực hiện."))
        return _change_visit(request, user, found, slug)
    campaign = found.participant.campaign
    context: dict[str, Any] = {
        "campaign": campaign,
        "now": campaign_now(campaign),
        "visit": found,
        "may_lead": user.has_perm("appraisal.lead", campaign),
        "may_hold": may_hold(user, found),
        "rows": _rows(user, found, read_ledger(found.participant)),
        "history": _history(found),
    }
    return render(request, "appraisal/visit.html", context)


def _history(visit: SiteVisit) -> list[dict[str, Any]]:
    """The acts on a visit: when, who, what, the day it was set to, and the reason."""
    found = []
    for record in records_about(about_visit(visit)).order_by("pk"):
        said = {field: after for field, _before, after in changes(record)}
        day = said.get("on", "")
        found.append(
            {
                "at": record.at,
                "name": record.actor_name,
                "act": act_words(record.act),
                "day": dt.date.fromisoformat(day) if day else None,
                "reason": said.get("reason", ""),
            }
        )
    return found


def _rows(user: User, visit: SiteVisit, ledger: Ledger) -> list[dict[str, Any]]:
    """The checklist with the form for a finding at each criterion, where one may be written."""
    form = read_form(visit.participant)
    may_judge = (
        user.has_perm("appraisal.judge", visit.participant)
        and visit.held_on is not None
        and BASIS in services.known_bases(visit.participant)
        and services.body_of(user, visit.participant) == "appraisal"
        and services.stage_of(visit.participant) == "appraising"
    )
    return [
        {
            "check": each,
            "is_here": each.finding is not None and each.finding.visit_id == visit.pk,
            "version": each.finding.version if each.finding else 0,
            "fields": [
                replace(one, is_own=True, html_id=f"{one.html_id}-v")
                for one in pages.criterion_row(form, each.criterion).fields
            ]
            if may_judge
            else [],
            "claims_na": ledger.claims_na(each.criterion.id),
            "may_judge": may_judge,
        }
        for each in visiting.checklist(visit, ledger)
    ]


def _change_visit(request: HttpRequest, user: User, visit: SiteVisit, slug: str) -> HttpResponse:
    act = posted_text(request, "act", limit=20)
    reason = posted_text(request, "reason")
    if act == "move":
        day = posted_day(request, "to", _("Ngày mới"))
        services.move_visit(by=user, visit=visit, to=day, reason=reason)
        messages.success(request, _("Đã đổi ngày khảo sát."))
    elif act == "cancel":
        services.cancel_visit(by=user, visit=visit, reason=reason)
        messages.success(request, _("Đã hủy chuyến khảo sát."))
    elif act == "photographs":
        services.add_photographs(by=user, visit=visit, uploads=request.FILES.getlist("photographs"))
        messages.success(request, _("Đã thêm ảnh."))
    elif act == "finding":
        criterion = posted_text(request, "criterion", limit=64)
        seen = posted_text(request, "seen", limit=9)
        said = said_about(request, visit.participant, criterion)
        said.pop("bases")
        services.record_visit_finding(
            by=user,
            visit=visit,
            criterion_id=criterion,
            seen=int(seen) if seen.isascii() and seen.isdigit() else None,
            **said,
        )
        messages.success(request, _("Đã ghi kết luận tiêu chí {id}.").format(id=criterion))
    else:
        services.hold_visit(
            by=user,
            visit=visit,
            held_on=posted_day(request, "held_on", _("Ngày khảo sát")),
            minutes=posted_text(request, "minutes", limit=20_000),
            uploads=request.FILES.getlist("photographs"),
        )
        messages.success(request, _("Đã ghi biên bản khảo sát."))
    return redirect("appraisal:visit", slug, visit.pk)


@page(SIGNED_IN)
@require_GET
def checklist(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """The checklist of a visit, to print and take along."""
    user = person(request)
    found = reach_visit(user, slug, pk)
    campaign = found.participant.campaign
    context = {
        "campaign": campaign,
        "now": campaign_now(campaign),
        "visit": found,
        "rows": visiting.checklist(found, read_ledger(found.participant)),
    }
    return render(request, "appraisal/checklist.html", context)


@page(SIGNED_IN)
@require_GET
def photograph(request: HttpRequest, slug: str, pk: int, file_id: int) -> HttpResponseBase:
    """A photograph of a visit."""
    user = person(request)
    found = reach_visit(user, slug, pk)
    return send_file(get_object_or_404(found.photographs, pk=file_id))
