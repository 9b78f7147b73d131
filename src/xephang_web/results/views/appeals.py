"""Appeals before the council: what the unit says, whom a correction moves, the answer."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from xephang_web.accounts.models import User
from xephang_web.accounts.requests import check_may, person
from xephang_web.appraisal.models import Finding
from xephang_web.appraisal.permissions import conflict
from xephang_web.appraisal.views.judging import (
    check_sees,
    criterion_context,
    frame,
    said_about,
)
from xephang_web.campaigns.models import Campaign
from xephang_web.campaigns.queries import reach_campaign
from xephang_web.evidence.responses import send_file
from xephang_web.results import services
from xephang_web.results.models import Appeal
from xephang_web.results.moves import shown_moves
from xephang_web.results.runs import last_run, read_run, results_at
from xephang_web.shared.policy import SIGNED_IN, page
from xephang_web.shared.requests import posted_text


def appeals_seen(user: User, campaign: Campaign) -> list[Appeal]:
    """The appeals a person may read: of the forms whose findings they see; all to who approves."""
    found = Appeal.objects.filter(participant__campaign=campaign).select_related(
        "participant__unit__parent__parent__parent", "participant__second_look", "answered_by"
    )
    for each in found:
        each.participant.campaign = campaign
    if user.has_perm("results.approve", campaign):
        return list(found)
    return [each for each in found if user.has_perm("appraisal.see_findings", each.participant)]


def _reach_appeal(user: User, slug: str, pk: int) -> Appeal:
    """An appeal that the person may read: who sees the findings, and who approves.

    Raises `Http404`, or `NotAllowed` for who is called and stands in conflict.
    """
    campaign = reach_campaign(user, slug)
    found: Appeal = get_object_or_404(
        Appeal.objects.select_related(
            "participant__unit__parent__parent__parent",
            "participant__campaign__standing_office",
            "participant__campaign__regulation",
            "participant__second_look",
            "file",
        ),
        pk=pk,
        participant__campaign=campaign,
    )
    if not user.has_perm("results.approve", campaign):
        check_sees(user, found.participant, "appraisal.see_findings")
    return found


@page(SIGNED_IN)
@require_GET
def appeal_file(request: HttpRequest, slug: str, pk: int) -> HttpResponseBase:
    """The document that came with an appeal, for those who answer it."""
    user = person(request)
    found = _reach_appeal(user, slug, pk)
    if found.file is None or conflict(user, found.participant):
        raise Http404
    return send_file(found.file)


@page(SIGNED_IN)
def appeal(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """An appeal before the council: first whom a correction moves, then the answer."""
    user = person(request)
    found = _reach_appeal(user, slug, pk)
    participant = found.participant
    campaign = participant.campaign
    if request.method == "POST":
        message = _("Kiến nghị do hội đồng trả lời, trừ người có xung đột lợi ích.")
        check_may(user, "appraisal.settle", participant, message)
        if request.POST.get("act") == "turn_down":
            services.turn_down_appeal(by=user, appeal=found, answer=posted_text(request, "reason"))
            messages.success(request, _("Đã trả lời kiến nghị."))
            return redirect("results:results", slug)
    if found.is_about_standing:
        return _appeal_of_standing(request, found)
    context = criterion_context(request, participant, found.criterion, Finding.Body.COUNCIL)
    context |= _who_answers(user, found)
    if request.method == "POST":
        act = posted_text(request, "act", limit=20)
        said = said_about(request, participant, found.criterion)
        if act == "uphold":
            services.uphold_appeal(
                by=user,
                appeal=found,
                seen_ripple=posted_text(request, "seen_ripple", limit=200000),
                **said,
            )
            messages.success(request, _("Đã chấp nhận kiến nghị."))
            return redirect("results:results", slug)
        moved = services.appeal_ripple(found, **said)
        context |= {
            "moved": shown_moves(moved, results_at(campaign)),
            "seen_ripple": services.ripple_text(moved),
            "said": [
                (name, value)
                for name in request.POST
                if name not in ("csrfmiddlewaretoken", "act")
                for value in request.POST.getlist(name)
            ],
        }
    return render(request, "results/appeal.html", context)


def _who_answers(user: User, found: Appeal) -> dict[str, Any]:
    return {
        "appeal": found,
        "may_judge": user.has_perm("appraisal.settle", found.participant) and found.waits,
        "conflict": conflict(user, found.participant),
    }


def _appeal_of_standing(request: HttpRequest, found: Appeal) -> HttpResponse:
    """An appeal of a unit that is not assessed: what the acts recorded since then change."""
    user, participant = person(request), found.participant
    campaign = participant.campaign
    if request.method == "POST":
        services.uphold_standing(
            by=user,
            appeal=found,
            answer=posted_text(request, "reason"),
            seen_ripple=posted_text(request, "seen_ripple", limit=200000),
        )
        messages.success(request, _("Đã chấp nhận kiến nghị."))
        return redirect("results:results", campaign.slug)
    context = frame(request, participant) | _who_answers(user, found)
    run = last_run(campaign)
    assert run is not None
    context["record"] = read_run(run).units[participant.unit.code]
    context["may_run"] = user.has_perm("campaigns.run", campaign)
    if found.waits and not context["conflict"]:
        moved, is_in = services.standing_ripple(participant)
        context |= {
            "is_in": is_in,
            "moved": shown_moves(moved, results_at(campaign)),
            "seen_ripple": services.ripple_text(moved),
        }
    return render(request, "results/appeal_standing.html", context)
