"""Reviewing and sending a form, its receipt, and taking it back."""

from __future__ import annotations

from functools import reduce
from operator import or_

from django.contrib import messages
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from xephang.canonical import digest
from xephang_web.accounts.requests import person
from xephang_web.assessments import pages, services
from xephang_web.assessments.lateness import decision_on, lateness_of
from xephang_web.assessments.models import Assessment
from xephang_web.assessments.queries import current_submission, read_form
from xephang_web.assessments.totals import profile
from xephang_web.assessments.views.filling import frame
from xephang_web.audit.models import Record
from xephang_web.audit.telling import tell
from xephang_web.campaigns.queries import campaign_now, reach_participant
from xephang_web.shared.pagination import page_of
from xephang_web.shared.policy import SIGNED_IN, page
from xephang_web.shared.requests import posted_text

ACTS_ON_A_FORM = (
    "answer.",
    "note.",
    "comment.",
    "criterion.",
    "evidence.",
    "form.endorsed",
    "form.returned",
    "form.sent_to_head",
    "form.submitted",
    "form.withdrawn",
    "receipt.",
    "lateness.",
    "deadline.",
    "reminder.",
    "roster.",
)
"""Beginnings of the acts that every reader of a form sees in its history; no other is shown."""
ACTS_WITH_THE_UNIT = ("question.", "clarification.", "appeal.", "remedy.")
"""And of those that are between the unit and whoever asked, or answered, it."""


@page(SIGNED_IN)
@require_GET
def review(request: HttpRequest, pk: int) -> HttpResponse:
    """One page for the head: every claim, every doubt, what is missing, the class it gives."""
    form = read_form(reach_participant(person(request), pk))
    context = frame(request, form)
    rows = [
        (tab, [row for part in pages.subsections(form, tab.id) for row in part.rows])
        for tab in context["tabs"]
    ]
    context |= {
        "sections": rows,
        "places": {
            row.criterion.id: f"{reverse('assessments:section', args=[pk, tab.id])}#c-{row.slug}"
            for tab, found in rows
            for row in found
        },
        "profile": profile(form),
        "missing": form.missing,
        "without_evidence": form.without_evidence,
        "unproven": form.unproven,
        "doubts": form.doubts,
        "digest": digest(services.submission_content(form)),
        "is_waiting": form.assessment.state == Assessment.State.REVIEW,
        "submission": current_submission(form.assessment) if form.assessment.pk else None,
    }
    return render(request, "assessments/review.html", context)


@page(SIGNED_IN)
@require_POST
def hand_to_head(request: HttpRequest, pk: int) -> HttpResponse:
    """Lay the form before the head."""
    user = person(request)
    participant = reach_participant(user, pk)
    services.send_to_head(by=user, participant=participant)
    messages.success(request, _("Đã trình thủ trưởng. Phiếu vẫn sửa được cho đến khi gửi."))
    return redirect("assessments:review", pk)


@page(SIGNED_IN)
@require_POST
def give_back(request: HttpRequest, pk: int) -> HttpResponse:
    """The head returns the form for changes."""
    user = person(request)
    participant = reach_participant(user, pk)
    services.return_to_draft(
        by=user, participant=participant, remark=posted_text(request, "remark")
    )
    messages.success(request, _("Đã trả lại cho cán bộ đầu mối, kèm điều cần sửa."))
    return redirect("assessments:review", pk)


@page(SIGNED_IN)
@require_POST
def submit(request: HttpRequest, pk: int) -> HttpResponse:
    """Send the form, as it stood when the review page was opened."""
    user = person(request)
    participant = reach_participant(user, pk)
    services.submit_assessment(
        by=user, participant=participant, reviewed_digest=request.POST.get("digest", "")
    )
    return redirect("assessments:receipt", pk)


@page(SIGNED_IN)
def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a sent form back, asked twice: the page says what that does."""
    user = person(request)
    participant = reach_participant(user, pk)
    if request.method == "POST":
        services.withdraw_submission(
            by=user, participant=participant, reason=posted_text(request, "reason")
        )
        messages.success(request, _("Đã rút phiếu. Hãy sửa và gửi lại."))
        return redirect("assessments:start", pk)
    form = read_form(participant)
    context = frame(request, form)
    context["refusal"] = services.why_not_withdrawable(participant)
    context["incomplete"] = services.declared_incomplete(participant)
    return render(request, "assessments/withdraw.html", context)


@page(SIGNED_IN)
@require_GET
def receipt(request: HttpRequest, pk: int) -> HttpResponse:
    """The receipt of a form: what came when, its digest, and how the law sees it. Printable."""
    participant = reach_participant(person(request), pk)
    form = read_form(participant)
    context = frame(request, form)
    submissions = (
        list(
            form.assessment.submissions.select_related("by", "endorsement__by", "endorsement__unit")
        )
        if form.assessment.pk
        else []
    )
    standing = next((each for each in submissions if each.withdrawn_at is None), None)
    receipts = participant.receipts.select_related(
        "submission", "scan", "recorded_by", "declared_by"
    )
    context |= {
        "submissions": submissions,
        "submission": standing,
        "receipts": [(each, pages.channel_words(each.channel)) for each in receipts],
        "lateness": lateness_of(participant),
        "decision": decision_on(participant),
        "can_withdraw": standing is not None
        and context["may_sign"]
        and not services.why_not_withdrawable(participant),
        "now": campaign_now(participant.campaign),
        "unanswered": len(form.missing) if standing is not None else 0,
        "endorsement": getattr(standing, "endorsement", None),
        "may_endorse": person(request).has_perm("assessments.endorse", participant),
    }
    return render(request, "assessments/receipt.html", context)


@page(SIGNED_IN)
@require_POST
def endorse(request: HttpRequest, pk: int) -> HttpResponse:
    """The unit above answers for the data of a form that was sent."""
    participant = reach_participant(person(request), pk)
    services.endorse_form(
        by=person(request),
        participant=participant,
        digest=posted_text(request, "digest", limit=64),
    )
    messages.success(request, _("Đã xác nhận số liệu của phiếu."))
    return redirect("assessments:receipt", pk)


@page(SIGNED_IN)
@require_GET
def history(request: HttpRequest, pk: int) -> HttpResponse:
    """Everything that was done with this form, the latest first.

    Office and auditor read all of it. The unit's own people also see what passed between
    them and the office, the appraisers and the council; other readers the form alone. What
    appraisers find is read in the ledger, and by the unit with its result.
    """
    user = person(request)
    participant = reach_participant(user, pk)
    form = read_form(participant)
    records = Record.objects.filter(
        campaign=participant.campaign_id, unit=participant.unit_id
    ).order_by("-position")
    if not user.has_perm("campaigns.see_all", participant.campaign):
        is_own = user.has_perm("assessments.edit", participant)
        shown = (*ACTS_ON_A_FORM, *ACTS_WITH_THE_UNIT) if is_own else ACTS_ON_A_FORM
        records = records.filter(reduce(or_, (Q(act__startswith=each) for each in shown)))
    listed = page_of(request, records, 50)
    context = frame(request, form)
    context |= {"listed": listed, "records": tell(list(listed.object_list))}
    return render(request, "assessments/history.html", context)
