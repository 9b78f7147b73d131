"""Khắc phục tồn tại (TH-11): a unit's measures against its lost points, and all of a campaign."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from xephang_web.accounts.models import User
from xephang_web.accounts.requests import check_may, person
from xephang_web.assessments.queries import read_form
from xephang_web.assessments.views.filling import frame
from xephang_web.campaigns.models import Participant
from xephang_web.campaigns.queries import (
    campaign_now,
    campaign_today,
    reach_campaign,
    reach_participant,
)
from xephang_web.results import services
from xephang_web.results.models import RemedyMeasure
from xephang_web.results.remedies import (
    follow_up,
    is_overdue,
    last_published,
    lost_points,
    promises,
)
from xephang_web.results.runs import read_run
from xephang_web.shared.policy import SIGNED_IN, page
from xephang_web.shared.requests import posted_day, posted_id, posted_text


@page(SIGNED_IN)
def remedies(request: HttpRequest, pk: int) -> HttpResponse:
    """Each lost point with its measures, a date for each, and how far it is."""
    user = person(request)
    participant = reach_participant(user, pk)
    if not user.has_perm("results.see_own", participant):
        raise Http404
    if request.method == "POST":
        message = _("Chỉ cán bộ của đơn vị ghi biện pháp của mình.")
        check_may(user, "assessments.edit", participant, message)
        _write(request, user, participant)
        messages.success(request, _("Đã ghi."))
        return redirect("results:remedies", pk)
    publication = last_published(participant.campaign)
    measures = list(participant.remedies.all())
    lost = (
        lost_points(read_run(publication.run), participant, measures)
        if publication is not None
        else []
    )
    today = campaign_today(participant.campaign)
    answered = {each.criterion for each in measures}
    context = frame(request, read_form(participant))
    context |= {
        "lost": lost,
        "unanswered": sum(1 for each in lost if each.criterion not in answered),
        "others": [
            each for each in measures if each.criterion not in {one.criterion for one in lost}
        ],
        "overdue": {each.pk for each in measures if is_overdue(each, today)},
        "progresses": RemedyMeasure.Progress.choices,
        "publication": publication,
        "chosen": request.GET.get("tieu-chi", ""),
        "last_year": {
            criterion: found
            for criterion, found in promises(participant).items()
            if any(each.measures for each in found)
        },
        "hides_lock": True,
    }
    return render(request, "results/remedies.html", context)


def _write(request: HttpRequest, user: User, participant: Participant) -> None:
    if "remedy" in request.POST:
        services.report_remedy(
            by=user,
            remedy=get_object_or_404(participant.remedies, pk=posted_id(request, "remedy")),
            progress=posted_text(request, "progress", limit=10),
            report=posted_text(request, "report"),
        )
    else:
        services.plan_remedy(
            by=user,
            participant=participant,
            criterion_id=posted_text(request, "criterion", limit=64),
            measure=posted_text(request, "measure"),
            due=posted_day(request, "due", _("Hạn")),
        )


@page(SIGNED_IN)
@require_GET
def overview(request: HttpRequest, slug: str) -> HttpResponse:
    """How far every unit is with what it lost, those behind first."""
    user = person(request)
    campaign = reach_campaign(user, slug)
    if not user.has_perm("results.follow_remedies", campaign):
        raise Http404
    publication = last_published(campaign)
    rows = follow_up(campaign, publication) if publication is not None else []
    context = {
        "campaign": campaign,
        "now": campaign_now(campaign),
        "publication": publication,
        "rows": rows,
        "criteria": sum(each.criteria for each in rows),
        "unanswered": sum(each.unanswered for each in rows),
        "measures": sum(len(each.measures) for each in rows),
        "done": sum(each.done for each in rows),
        "overdue": sum(each.overdue for each in rows),
    }
    return render(request, "results/remedy_overview.html", context)
