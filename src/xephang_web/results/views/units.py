"""A unit's own result: why it is what it is, and its appeals."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from xephang_web.accounts.requests import check_may, person
from xephang_web.appraisal.ledger import read_ledger
from xephang_web.appraisal.models import Proceedings
from xephang_web.appraisal.queries import proceedings_of
from xephang_web.assessments.queries import read_form
from xephang_web.assessments.views.filling import frame
from xephang_web.campaigns.models import Participant
from xephang_web.campaigns.queries import campaign_now, reach_participant
from xephang_web.evidence.services import receive_file
from xephang_web.results import services
from xephang_web.results.reasons import sheet_of
from xephang_web.results.runs import shown_run
from xephang_web.shared.policy import SIGNED_IN, page
from xephang_web.shared.requests import posted_id, posted_text


def _appeals(participant: Participant, proceedings: Proceedings, *, signs: bool) -> dict[str, Any]:
    """The unit's appeals, and whether another can be filed today."""
    until = proceedings.appeals_before
    is_preliminary = proceedings.state == Proceedings.State.PRELIMINARY
    is_over = until is not None and campaign_now(participant.campaign).date() >= until
    return {
        "appeals": participant.appeals.select_related("by", "answered_by", "file"),
        "signs": signs,
        "appeals_until": until,
        "is_window_over": is_over or (until is not None and not is_preliminary),
        "may_appeal": signs and is_preliminary and until is not None and not is_over,
        "may_dispute_standing": services.was_left_out(participant),
    }


@page(SIGNED_IN)
@require_GET
def sheet(request: HttpRequest, pk: int) -> HttpResponse:
    """Why this result: class, rank and every lost point, with who decided and on what basis."""
    user = person(request)
    participant = reach_participant(user, pk)
    if not user.has_perm("results.see_own", participant):
        raise Http404
    proceedings = proceedings_of(participant.campaign)
    run, publication = shown_run(participant.campaign)
    form = read_form(participant)
    context = frame(request, form)
    context |= {"proceedings": proceedings, "sheet": None, "hides_lock": True}
    if run is not None:
        context |= _appeals(
            participant, proceedings, signs=user.has_perm("results.appeal", participant)
        )
        context |= {
            "sheet": sheet_of(participant, run, publication, read_ledger(participant)),
            "publication": publication,
            "chosen": request.GET.get("tieu-chi", ""),
        }
        context["profile"] = context["sheet"].profile
    return render(request, "results/sheet.html", context)


@page(SIGNED_IN)
@require_POST
def file_appeal(request: HttpRequest, pk: int) -> HttpResponse:
    """The head disputes the points of a criterion, or that the unit is not assessed."""
    user = person(request)
    participant = reach_participant(user, pk)
    message = _("Kiến nghị do thủ trưởng (hoặc cấp phó ký thay) gửi.")
    check_may(user, "results.appeal", participant, message)
    upload = request.FILES.get("file")
    services.file_appeal(
        by=user,
        participant=participant,
        criterion_id=posted_text(request, "criterion", limit=64),
        text=posted_text(request, "text"),
        file=receive_file(by=user, unit=participant.unit, upload=upload) if upload else None,
    )
    messages.success(request, _("Đã gửi kiến nghị. Rút lại được khi hội đồng chưa trả lời."))
    return redirect("results:sheet", pk)


@page(SIGNED_IN)
@require_POST
def withdraw_appeal(request: HttpRequest, pk: int) -> HttpResponse:
    """The head takes an appeal back while nobody has answered."""
    user = person(request)
    participant = reach_participant(user, pk)
    message = _("Kiến nghị do thủ trưởng (hoặc cấp phó ký thay) rút.")
    check_may(user, "results.appeal", participant, message)
    appeal = get_object_or_404(participant.appeals, pk=posted_id(request, "appeal"))
    services.withdraw_appeal(by=user, appeal=appeal)
    messages.success(request, _("Đã rút kiến nghị."))
    return redirect("results:sheet", pk)
