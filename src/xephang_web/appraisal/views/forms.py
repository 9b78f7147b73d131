"""The queue, one form as a ledger, what may be accepted together, and signing for a form."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from xephang_web.accounts.requests import person
from xephang_web.appraisal import phrases, queries, services
from xephang_web.appraisal.effects import Known, alternatives_of, kind_of
from xephang_web.appraisal.figures import figure_table
from xephang_web.appraisal.ledger import APPRAISED, CLAIMED, SETTLED, Ledger
from xephang_web.appraisal.models import Finding
from xephang_web.appraisal.queue import (
    agreeing_criteria,
    agreement_digest,
    form_rows,
    known_about,
    work_queue,
)
from xephang_web.appraisal.views.desk import rail_line
from xephang_web.appraisal.views.judging import (
    check_judge,
    frame,
    ledger_for,
    own_finding,
    reach_ledger,
)
from xephang_web.assessments.queries import Form, read_form
from xephang_web.campaigns.models import Participant
from xephang_web.campaigns.queries import campaign_now, reach_campaign
from xephang_web.shared.pagination import page_of
from xephang_web.shared.policy import SIGNED_IN, page

ON_A_PAGE = 40


@page(SIGNED_IN)
@require_GET
def queue(request: HttpRequest, slug: str) -> HttpResponse:
    """What somebody has to look at, that first on which a class or a rank hangs.

    `?phieu=12`: of one form. `?theo=phieu`: the forms instead, how far each is and until when.
    """
    user = person(request)
    campaign = reach_campaign(user, slug)
    if not user.has_perm("appraisal.work", campaign):
        raise Http404
    context: dict[str, Any] = {
        "campaign": campaign,
        "now": campaign_now(campaign),
        "proceedings": queries.proceedings_of(campaign),
        "agreement": queries.agreement(campaign)
        if user.has_perm("appraisal.lead", campaign)
        else None,
    }
    work = work_queue(user, campaign)
    context |= {"work": work, "hidden": work.hidden, "unseen": len(work.items) - work.questions}
    if request.GET.get("theo") == "phieu":
        rows = form_rows(work)
        context |= {
            "by_form": True,
            "rows": [(each, rail_line(each.first, work) if each.first else None) for each in rows],
            "has_due": any(each.due for each in rows),
            "done": sum(1 for each in rows if each.is_signed),
        }
    else:
        wanted = request.GET.get("phieu", "")
        units = sorted(
            {each.participant.pk: each.participant for each in work.items}.values(),
            key=lambda each: each.unit.sort_key,
        )
        items = [each for each in work.items if wanted in ("", str(each.participant.pk))]
        listed = page_of(request, items, ON_A_PAGE)
        context |= {
            "listed": listed,
            "lines": [rail_line(each, work) for each in listed],
            "units": [(each, str(each.pk) == wanted) for each in units],
            "is_filtered": bool(wanted),
        }
    return render(request, "appraisal/queue.html", context)


def ledger_rows(
    ledger: Ledger, form: Form, known: Known, body: Finding.Body
) -> list[dict[str, Any]]:
    """One row a criterion: the values there are, the finding, or why to look at it."""
    rows = []
    for each in ledger.to_judge:
        finding = own_finding(ledger, each.id, body)
        settled = ledger.finding(each.id, Finding.Body.COUNCIL)
        kind = kind_of(ledger, each, known)
        rows.append(
            {
                "criterion": each,
                "maximum": ledger.criteria.max_of(each),
                "claimed": ledger.outcomes[CLAIMED][each.id],
                "appraised": ledger.outcomes[APPRAISED][each.id] if finding else None,
                "settled": ledger.outcomes[SETTLED][each.id] if settled else None,
                "finding": finding,
                "state": phrases.STATES[kind] if kind else None,
                "waits": each.id in known.waiting,
                "evidence": known.evidence.get(each.id, 0),
                "previous": form.previous_outcomes.get(each.id),
            }
        )
    return rows


def _standing(participant: Participant, *, is_second: bool) -> dict[str, Any] | None:
    """Total, class and rank as they stand now beside the other units; None if not assessed."""
    second = {participant.pk} if is_second else set()
    alternatives = alternatives_of(participant.campaign, second=second)
    unit = participant.unit.code
    sheet = alternatives.results.block.sheets.get(unit)
    if sheet is None or unit not in alternatives.results.units:
        return None
    criterion = next(sheet.criteria_set.criteria()).id
    placing = alternatives.place(unit, alternatives.as_it_stands(unit, criterion))
    regulation = alternatives.results.regulation
    return {
        "total": placing.figures.total,
        "class": phrases.class_words(regulation, participant.group, placing.figures),
        "rank": placing.rank,
        "of": placing.of,
    }


@page(SIGNED_IN)
@require_GET
def form(request: HttpRequest, pk: int) -> HttpResponse:
    """A form as a ledger: what is open first, then what is concluded."""
    user = person(request)
    participant = reach_ledger(user, pk)
    body = services.body_of(user, participant)
    ledger, filled = ledger_for(participant, body), read_form(participant)
    known = known_about(participant.campaign, [ledger])[participant.pk]
    rows = ledger_rows(ledger, filled, known, body)
    is_second = body == Finding.Body.SECOND
    context = frame(request, participant) | {
        "rows": sorted(rows, key=lambda row: row["finding"] is not None),
        "open": len([row for row in rows if row["finding"] is None]),
        "together": len(agreeing_criteria(ledger, known)),
        "claimed": ledger.scores[CLAIMED].total,
        "appraised": ledger.scores[APPRAISED].total,
        "standing": _standing(participant, is_second=is_second),
        "settled": ledger.scores[SETTLED].total if any(row["settled"] for row in rows) else None,
        "signed": participant.form_appraisal
        if not is_second and queries.is_signed(participant)
        else None,
        "is_second": is_second,
        "inspections": list(participant.inspections.filter(withdrawn_at__isnull=True)),
        "due": queries.complete_by(participant.campaign, [participant]).get(participant.pk),
    }
    return render(request, "appraisal/form.html", context)


@page(SIGNED_IN)
def accept(request: HttpRequest, pk: int) -> HttpResponse:
    """What may be accepted together, to be looked at; then each is recorded by itself."""
    user = person(request)
    participant = reach_ledger(user, pk)
    if request.method == "POST":
        check_judge(user, participant)
        made = services.accept_agreeing(
            by=user,
            participant=participant,
            criteria=request.POST.getlist("criterion"),
            receipt=request.POST.get("opened", ""),
        )
        messages.success(
            request,
            _("Đã chấp nhận {count} tiêu chí, từng tiêu chí được ghi.").format(count=len(made)),
        )
        return redirect("appraisal:form", pk)
    context = frame(request, participant)
    ledger = ledger_for(participant, services.body_of(user, participant))
    filled = read_form(participant)
    known = known_about(participant.campaign, [ledger])[participant.pk]
    differences = queries.reference_differences([participant]).get(pk, [])
    beside = queries.beside(ledger, differences)
    context["lines"] = [
        {
            "criterion": each,
            "table": figure_table(
                ledger,
                each,
                beside.get(each.id, []),
                by_reference=None,
                previous=filled.previous_outcomes.get(each.id),
            ),
            "evidence": known.evidence.get(each.id, 0),
        }
        for each in agreeing_criteria(ledger, known)
    ]
    context["opened"] = services.receipt_of_list(user, participant, agreement_digest(ledger, known))
    return render(request, "appraisal/together.html", context)


@page(SIGNED_IN)
@require_POST
def conclude(request: HttpRequest, pk: int) -> HttpResponse:
    """Sign for the whole form."""
    user = person(request)
    participant = reach_ledger(user, pk)
    services.conclude_form(by=user, participant=participant)
    messages.success(request, _("Đã ký kết luận thẩm định phiếu."))
    return redirect("appraisal:queue", participant.campaign.slug)
