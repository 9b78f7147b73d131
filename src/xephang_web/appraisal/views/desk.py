"""The appraiser's desk: one criterion beside its evidence, and what a finding would do."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from xephang.regulation import Regulation
from xephang_web.accounts.models import User
from xephang_web.accounts.requests import person
from xephang_web.appraisal import effects, phrases, services
from xephang_web.appraisal.ledger import Ledger
from xephang_web.appraisal.models import Finding
from xephang_web.appraisal.permissions import conflict
from xephang_web.appraisal.queries import forms_to_judge
from xephang_web.appraisal.queue import WorkQueue, work_queue
from xephang_web.appraisal.viewing import evidence_shown
from xephang_web.appraisal.views.judging import (
    check_judge,
    criterion_context,
    ledger_for,
    reach_ledger,
    said_about,
)
from xephang_web.assessments.queries import Form, read_form
from xephang_web.campaigns.models import Campaign, Participant
from xephang_web.campaigns.queries import campaign_today, regulation_of
from xephang_web.shared.errors import Conflict, Mistake
from xephang_web.shared.given_back import point_out
from xephang_web.shared.policy import SIGNED_IN, page
from xephang_web.shared.requests import is_htmx, posted_day, posted_text

RAIL = 9
"""Items of the queue shown beside a criterion."""
FORM = "quyet-dinh"
"""Id of the form of the decision."""
ASK = "ask"
"""What the decision block sends where the unit is to be asked first."""
DAYS_TO_ANSWER = 5


def _as_typed(context: dict[str, Any], said: dict[str, Any]) -> dict[str, Any]:
    """The page with what somebody typed put back into its fields."""
    values = said["values"]
    fields = []
    for each in context["fields"]:
        typed = values.get(each.name)
        if each.rows or typed is None:
            fields.append(each)
            continue
        options = tuple((id_, label, id_ == typed) for id_, label, _on in each.options)
        fields.append(replace(each, value=typed, options=options))
    return context | {"fields": fields, "typed": said}


def _seen(request: HttpRequest) -> int | None:
    text = posted_text(request, "seen", limit=9)
    return int(text) if text.isascii() and text.isdigit() else None


def desk_context(
    request: HttpRequest, participant: Participant, criterion_id: str, queue: WorkQueue
) -> dict[str, Any]:
    """The whole desk: the queue beside the criterion, what hangs on it, its evidence."""
    user = person(request)
    body = services.body_of(user, participant)
    place = queue.place(participant.pk, criterion_id)
    item = queue.items[place] if place is not None else None
    context = criterion_context(request, participant, criterion_id, body, item)
    regulation = regulation_of(participant.campaign)
    pk = participant.pk
    following, previous = queue.after(pk, criterion_id), queue.before(pk, criterion_id)
    day = campaign_today(participant.campaign) + dt.timedelta(days=DAYS_TO_ANSWER)
    return context | {
        "queue": queue,
        "item": item,
        "place": place + 1 if place is not None else None,
        "rail": [rail_line(each, queue) for each in queue.around(pk, criterion_id, RAIL)],
        "left": max(0, len(queue.items) - RAIL),
        "next": following,
        "previous": previous,
        "message": _message(item, regulation) if item else "",
        "effect": phrases.effect_words(item, regulation) if item else "",
        "tail": phrases.tail_of(item) if item else "",
        "state": phrases.state_of(item) if item else None,
        "due": day.strftime("%d/%m/%Y"),
        "is_signed": getattr(participant, "form_appraisal", None) is not None,
    }


def rail_line(item: effects.Item, queue: WorkQueue) -> dict[str, Any]:
    """One item of the queue as lists show it: what hangs on it first."""
    shape, words = phrases.state_of(item)
    return {
        "item": item,
        "effect": phrases.effect_words(item, regulation_of(queue.campaign)),
        "tail": phrases.tail_of(item),
        "shape": shape,
        "words": words,
    }


def _message(item: effects.Item, regulation: Regulation) -> str:
    """What happens to total, class and rank if the claim does not hold."""
    if item.holds is None or item.fails is None:
        return ""
    move = effects.Move(item.holds, item.fails, regulation, item.participant.group)
    return phrases.move_words(move)


@page(SIGNED_IN)
def criterion(request: HttpRequest, pk: int, criterion_id: str) -> HttpResponse:
    """One criterion: the claim, its evidence, what else is known, and the finding."""
    user = person(request)
    participant = reach_ledger(user, pk)
    if request.method == "POST":
        check_judge(user, participant)
        return _decide(request, participant, criterion_id)
    if is_htmx(request) and request.headers.get("HX-Target") == "minh-chung":
        return _evidence(request, participant, criterion_id)
    queue = work_queue(user, participant.campaign)
    context = desk_context(request, participant, criterion_id, queue)
    return render(request, "appraisal/criterion.html", context)


def _evidence(request: HttpRequest, participant: Participant, criterion_id: str) -> HttpResponse:
    """The evidence alone: another page of it, while what was typed stays."""
    filled: Form = read_form(participant)
    found = filled.criteria.criterion(criterion_id)
    if found is None or conflict(person(request), participant):
        raise Http404
    context = {
        "participant": participant,
        "criterion": found,
        "viewer": evidence_shown(request, tuple(filled.evidence.get(criterion_id, ()))),
    }
    return render(request, "appraisal/desk_evidence.html", context)


def _decide(request: HttpRequest, participant: Participant, criterion_id: str) -> HttpResponse:
    """Write what the appraiser decided, and go on to what comes next in the queue."""
    user = person(request)
    onward = _onward(request, participant, criterion_id)
    said = said_about(request, participant, criterion_id)
    try:
        _write(request, participant, criterion_id, said)
    except Conflict as clash:
        queue = work_queue(user, participant.campaign)
        return _both(request, participant, criterion_id, queue, said, clash)
    except Mistake as mistake:
        if mistake.status != Mistake.status:
            raise
        queue = work_queue(user, participant.campaign)
        context = _as_typed(desk_context(request, participant, criterion_id, queue), said)
        context |= {"mistake": mistake, "has_field": any(each.field for each in mistake.parts)}
        page_again = render_to_string("appraisal/criterion.html", context, request)
        return HttpResponse(point_out(page_again, FORM, mistake), status=mistake.status)
    if onward is not None:
        return redirect("appraisal:criterion", *onward)
    return redirect("appraisal:form", participant.pk)


def _onward(
    request: HttpRequest, participant: Participant, criterion_id: str
) -> tuple[int, str] | None:
    """The form and criterion to go on with: what the desk showed as next, if it still is open.

    The whole queue takes longer than all else of a decision: the page after it makes it anew,
    and so it is made here only where what was shown is there no more.
    """
    user = person(request)
    shown = _still_open(request, user, participant.campaign)
    if shown is not None and shown != (participant.pk, criterion_id):
        return shown
    following = work_queue(user, participant.campaign).after(participant.pk, criterion_id)
    return following.key if following is not None else None


def _still_open(request: HttpRequest, user: User, campaign: Campaign) -> tuple[int, str] | None:
    """What a desk named as next, if the person may judge it and nobody has concluded it."""
    pk, _mark, wanted = posted_text(request, "onward", limit=90).partition("/")
    if not (pk.isascii() and pk.isdigit() and len(pk) < 19):
        return None
    form = forms_to_judge(user, campaign).filter(pk=int(pk)).first()
    if form is None:
        return None
    form.campaign = campaign
    if conflict(user, form) or not user.has_perm("appraisal.see_ledger", form):
        return None
    ledger = ledger_for(form, services.body_of(user, form))
    return (form.pk, wanted) if any(each.id == wanted for each in ledger.open_criteria) else None


def _write(
    request: HttpRequest, participant: Participant, criterion_id: str, said: dict[str, Any]
) -> None:
    """Ask the unit, or write the finding. Raises what the services raise."""
    user = person(request)
    if said["verdict"] == ASK:
        services.ask_clarification(
            by=user,
            participant=participant,
            criterion_id=criterion_id,
            question=said["reason"],
            due=posted_day(request, "due", _("Hạn trả lời")),
        )
        messages.success(request, _("Đã gửi yêu cầu giải trình đến đơn vị."))
        return
    services.record_finding(
        by=user,
        participant=participant,
        criterion_id=criterion_id,
        seen=_seen(request),
        **said,
    )
    messages.success(request, _("Đã ghi kết luận tiêu chí {id}.").format(id=criterion_id))


def _both(
    request: HttpRequest,
    participant: Participant,
    criterion_id: str,
    queue: WorkQueue,
    said: dict[str, Any],
    clash: Conflict,
) -> HttpResponse:
    """Both findings side by side, for the second writer to choose. Nothing was written."""
    context = desk_context(request, participant, criterion_id, queue)
    context = _as_typed(context, said)
    body = services.body_of(person(request), participant)
    context |= {
        "clash": clash,
        "theirs": context["finding"],
        "theirs_outcome": context["found_outcome"],
        "yours": _draft(ledger_for(participant, body), criterion_id, said),
    }
    return render(request, "appraisal/criterion.html", context, status=clash.status)


def _draft(ledger: Ledger, criterion_id: str, said: dict[str, Any]) -> dict[str, Any]:
    """What a finding would give, before it is written; what is still missing, in words."""
    if said["verdict"] not in Finding.Verdict.values:
        return {"problem": _("Hãy chọn kết luận.")}
    try:
        # Reason and basis are asked for when it is written; the points do not depend on them.
        draft = services.draft_finding(
            ledger,
            criterion_id=criterion_id,
            body=Finding.Body.APPRAISAL,
            **said
            | {
                "reason": said["reason"] or "?",
                "bases": said["bases"] or services.known_bases(ledger.participant),
            },
        )
    except Mistake as mistake:
        return {"problem": mistake.message}
    return {
        "verdict": draft.get_verdict_display(),
        "outcome": ledger.if_found(draft),
        "draft": draft,
        "lacks_reason": not said["reason"] and draft.verdict != Finding.Verdict.ACCEPT,
        "lacks_basis": not said["bases"] and draft.verdict != Finding.Verdict.ACCEPT,
    }


@page(SIGNED_IN)
@require_POST
def preview(request: HttpRequest, pk: int, criterion_id: str) -> HttpResponse:
    """What a finding would do to points, total, class and rank. Writes nothing."""
    user = person(request)
    participant = reach_ledger(user, pk)
    check_judge(user, participant)
    services.check_judgeable(participant)
    body = services.body_of(user, participant)
    ledger = ledger_for(participant, body)
    said = said_about(request, participant, criterion_id)
    drafted = _draft(ledger, criterion_id, said)
    if "draft" in drafted:
        second = {participant.pk} if body == Finding.Body.SECOND else set()
        alternatives = effects.alternatives_of(participant.campaign, second=second)
        move = effects.move_of(alternatives, ledger, drafted["draft"])
        drafted["move"] = phrases.move_words(move) if move else ""
    if is_htmx(request):
        return render(request, "appraisal/desk_preview.html", {"drafted": drafted})
    queue = work_queue(user, participant.campaign)
    context = _as_typed(desk_context(request, participant, criterion_id, queue), said)
    return render(request, "appraisal/criterion.html", context | {"drafted": drafted})
