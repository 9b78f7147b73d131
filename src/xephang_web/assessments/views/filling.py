"""Filling in a form: sections, fields saved one by one, evidence, colleagues."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from xephang.campaign import NOT_APPLICABLE
from xephang.regulation import CriteriaSet, Criterion, criteria_below
from xephang_web.accounts.requests import person
from xephang_web.assessments import pages, services
from xephang_web.assessments.models import Assessment, Comment, EvidenceItem
from xephang_web.assessments.queries import Form, colleagues, read_form, set_aside_answers
from xephang_web.assessments.seen import Seen, seen_words
from xephang_web.assessments.told import EvidenceTold
from xephang_web.assessments.totals import total_of
from xephang_web.audit.queries import records_about
from xephang_web.audit.telling import tell
from xephang_web.campaigns.models import Participant
from xephang_web.campaigns.queries import (
    campaign_now,
    changes_since_last_year,
    extensions_of,
    reach_participant,
    regulation_of,
    submission_terms,
)
from xephang_web.shared.errors import Conflict, Mistake
from xephang_web.shared.policy import SIGNED_IN, page
from xephang_web.shared.requests import is_htmx, posted_text
from xephang_web.shared.words import language


def frame(request: HttpRequest, form: Form, current: str = "") -> dict[str, Any]:
    """What every page of a form shows around its content."""
    participant = form.participant
    campaign = participant.campaign
    due = submission_terms(campaign, participant.group, extensions_of(participant))
    now = campaign_now(campaign)
    is_entered = services.enters_for_paper(person(request), participant)
    locked = services.why_locked(participant, form.assessment, is_entered=is_entered)
    if locked and form.assessment.state == Assessment.State.SUBMITTED:
        locked = (
            services.why_not_withdrawable(participant) or _what_is_missing(participant) or locked
        )
    may_edit = person(request).has_perm("assessments.edit", participant)
    return {
        "form": form,
        "participant": participant,
        "campaign": campaign,
        "group": form.regulation.group(participant.group),
        "total": total_of(form),
        "tabs": pages.section_tabs(form, current),
        "due": due,
        "days_left": pages.days_left(due.deadline if due else None, now),
        "is_over": due is not None and now >= due.deadline,
        "now": now,
        "locked": locked,
        "may_edit": (may_edit or is_entered) and not locked,
        "is_entered": is_entered,
        "may_sign": person(request).has_perm("assessments.sign", participant),
        "may_receive": person(request).has_perm("assessments.receive", participant),
        "is_own": may_edit,
        "illustrative": form.criteria.illustrative,
    }


def _what_is_missing(participant: Participant) -> str:
    """That the form was declared incomplete, and what the office wrote; empty elsewhere."""
    found = services.declared_incomplete(participant)
    if found is None:
        return ""
    return _(
        "Cơ quan thường trực ghi phiếu chưa đầy đủ: {note}. Thủ trưởng rút phiếu để bổ sung, rồi "
        "gửi lại."
    ).format(note=found.completeness_note or found.note)


@page(SIGNED_IN)
@require_GET
def start(request: HttpRequest, pk: int) -> HttpResponse:
    """The form's address leads to its first section that is not done."""
    participant = reach_participant(person(request), pk)
    form = read_form(participant)
    tabs = pages.section_tabs(form)
    chosen = next((each.id for each in tabs if each.shape != "full"), tabs[0].id)
    return redirect("assessments:section", pk, chosen)


@page(SIGNED_IN)
@require_GET
def section(request: HttpRequest, pk: int, section_id: str) -> HttpResponse:
    """One section of the form."""
    form = read_form(reach_participant(person(request), pk))
    if not pages.criteria_of(form, section_id):
        raise Http404
    context = frame(request, form, section_id)
    tabs = context["tabs"]
    position = next(i for i, each in enumerate(tabs) if each.is_current)
    context |= {
        "current": tabs[position],
        "before": tabs[position - 1] if position else None,
        "after": tabs[position + 1] if position + 1 < len(tabs) else None,
        "parts": pages.subsections(form, section_id),
        "colleagues": colleagues(form.participant),
        "changes": changes_since_last_year(form.participant.campaign, form.participant.group),
        "set_aside": set_aside_answers(form),
        "has_previous": bool(form.previous),
        "told": _just_removed(request, form),
    }
    return render(request, "assessments/section.html", context)


REMOVED = "da-bo"
"""Which piece of evidence was just taken off: its page, without a script, offers it back."""


def _just_removed(request: HttpRequest, form: Form) -> EvidenceTold | None:
    given = request.GET.get(REMOVED, "")
    if not (given.isascii() and given.isdigit() and len(given) < 19):
        return None
    removed = EvidenceItem.objects.filter(
        pk=int(given), assessment__participant=form.participant, removed_at__isnull=False
    )
    item = removed.first()
    return EvidenceTold.removed_one(item, is_page=True) if item else None


MAX_ROWS = 500
"""Rows of a repeating field that are kept; of more, none is dropped unsaid."""


def posted_values(request: HttpRequest, criterion: Criterion) -> dict[str, Any]:
    """The fields of a criterion as typed; a repeating field as its rows that say anything."""
    values: dict[str, Any] = {}
    for name, asked in criterion.inputs.items():
        if asked.source != "unit":
            continue
        if asked.type == "list":
            if f"{name}.there" in request.POST:
                values[name] = _posted_rows(request, name, list(asked.columns))
        elif name in request.POST:
            values[name] = request.POST[name].strip()
        elif f"{name}.there" in request.POST:
            values[name] = ""
    if f"{NOT_APPLICABLE}.there" in request.POST:
        values[NOT_APPLICABLE] = "yes" if request.POST.get(NOT_APPLICABLE) else ""
    return values


def posted_values_of(request: HttpRequest, criterion: Criterion) -> dict[str, Any]:
    """The fields of a criterion as an appraiser typed them, whoever they are asked of."""
    return {
        name: _posted_rows(request, name, list(asked.columns))
        if asked.type == "list"
        else request.POST.get(name, "").strip()
        for name, asked in criterion.inputs.items()
        if name in request.POST or f"{name}.there" in request.POST
    }


def _posted_rows(request: HttpRequest, name: str, columns: list[str]) -> list[dict[str, str]]:
    rows = []
    position = 0
    while any(f"{name}.{position}.{each}" in request.POST for each in columns):
        row = {each: request.POST.get(f"{name}.{position}.{each}", "").strip() for each in columns}
        kept = {each: text for each, text in row.items() if text}
        if kept:
            rows.append(kept)
        position += 1
    if len(rows) > MAX_ROWS:
        raise Mistake(
            _("Danh sách có hơn {count} dòng. Chưa ghi gì; hãy gộp bớt dòng.").format(
                count=MAX_ROWS
            )
        )
    return rows


def posted_seen(request: HttpRequest) -> dict[str, Seen]:
    """What the page showed of each field; of what is written over knowingly, what was shown then.

    Words of which a page says nothing were not on it: they are not written over by it.
    """
    sent = {
        name.removeprefix("v."): str(text)
        for name, text in request.POST.items()
        if name.startswith("v.")
    }
    for each in request.POST.get("overwrite", "").split():
        name, _equals, text = each.partition("=")
        sent[name] = text
    read = {name: Seen.read(text) for name, text in sent.items()}
    found = {name: seen for name, seen in read.items() if seen is not None}
    return {name: seen_words("") for name in services.NOTE_FIELDS} | found


@page(SIGNED_IN)
@require_POST
def save(request: HttpRequest, pk: int, criterion_id: str) -> HttpResponse:
    """Save one criterion as typed. Without JavaScript: the whole page again."""
    user = person(request)
    participant = reach_participant(user, pk)
    criteria = regulation_of(participant.campaign).criteria_sets[participant.group]
    criterion = criteria.criterion(criterion_id)
    if criterion is None:
        raise Http404
    saved: services.Saved | None = None
    refusal: Mistake | None = None
    seen = posted_seen(request)
    kept = set(request.POST.get("keep", "").split())
    try:
        values = posted_values(request, criterion)
        texts = {name: request.POST[name] for name in services.NOTE_FIELDS if name in request.POST}
        saved = services.save_criterion(
            by=user,
            participant=participant,
            criterion_id=criterion_id,
            values={name: value for name, value in values.items() if name not in kept},
            texts={name: text for name, text in texts.items() if name not in kept},
            seen=seen,
            locale=language(),
        )
    except Mistake as mistake:
        if not is_htmx(request):
            raise
        refusal = mistake
    if not is_htmx(request):
        return redirect(section_address(criteria, pk, criterion_id))
    if saved is None:
        assert refusal is not None
        return _refused(request, participant, criterion, refusal)
    claimed = "yes" if request.POST.get(NOT_APPLICABLE) else "no"
    changes_shape = (
        any(each.type == "list" for each in criterion.inputs.values())
        or request.POST.get(f"{NOT_APPLICABLE}.there", claimed) != claimed
    )
    if changes_shape or saved.behind or kept:
        response = row_again(request, participant, criterion, behind=saved.behind, is_oob=True)
    else:
        context = {
            "slug": pages.slug_of(criterion_id),
            "seen": {name: str(each) for name, each in (seen | dict(saved.seen)).items()},
        }
        response = render(request, "assessments/saved.html", context)
    response["HX-Trigger"] = SAVED
    return response


def _refused(
    request: HttpRequest, participant: Participant, criterion: Criterion, refusal: Mistake
) -> HttpResponse:
    """Beside the fields, why nothing was written; of a conflict each field and what to choose."""
    context: dict[str, Any] = {
        "slug": pages.slug_of(criterion.id),
        "message": refusal.message,
        "participant": participant,
        "wrong": [each.field for each in refusal.parts if each.field],
    }
    if isinstance(refusal, Conflict):
        context |= {
            "conflict": refusal,
            "wrong": [each.field for each in refusal.clashes],
            "kept": " ".join(each.field for each in refusal.clashes),
            "has_words": any(each.field in services.NOTE_FIELDS for each in refusal.clashes),
            "overwritten": " ".join(f"{each.field}={each.seen}" for each in refusal.clashes),
        }
    status = 422 if refusal.status == Mistake.status else refusal.status
    return render(request, "assessments/saved.html", context, status=status)


SAVED = "xh-saved"
"""What the page hears once a field is saved: it then asks for the points, which cost more."""


@page(SIGNED_IN)
@require_GET
def points(request: HttpRequest, pk: int, section_id: str) -> HttpResponse:
    """Every figure of a section's page as it stands now, and the totals around it."""
    form = read_form(reach_participant(person(request), pk))
    criteria = pages.criteria_of(form, section_id)
    if not criteria:
        raise Http404
    context = frame(request, form, section_id)
    context["rows"] = [pages.criterion_row(form, each) for each in criteria]
    return render(request, "assessments/points.html", context)


def section_of(criteria: CriteriaSet, criterion_id: str) -> str:
    """The section on whose page a criterion stands. Raises `Http404`."""
    if any(each.id == criterion_id for each in criteria.general):
        return pages.GENERAL
    for each in criteria.sections:
        if any(one.id == criterion_id for one in criteria_below(each)):
            return each.id
    raise Http404


def section_address(criteria: CriteriaSet, pk: int, criterion_id: str, query: str = "") -> str:
    """Where a criterion stands: the page of its section, and the place on it."""
    address = reverse("assessments:section", args=[pk, section_of(criteria, criterion_id)])
    return f"{address}{query}#c-{pages.slug_of(criterion_id)}"


def row_again(
    request: HttpRequest,
    participant: Participant,
    criterion: Criterion,
    *,
    told: EvidenceTold | None = None,
    behind: Mapping[str, str] | None = None,
    is_oob: bool = False,
    status: int = 200,
) -> HttpResponse:
    """The whole row again, after something about it changed.

    `behind`: what colleagues had changed since the page was opened, and what it is called.
    """
    form = read_form(participant)
    context = frame(request, form, section_of(form.criteria, criterion.id))
    context |= {
        "row": pages.criterion_row(form, criterion),
        "told": told,
        "colleagues": colleagues(participant),
        "has_previous": bool(form.previous),
        "oob_row": is_oob,
    }
    if behind:
        context["behind"] = list(behind)
        context["notice"] = _("Đồng nghiệp vừa đổi: {fields}. Trang đã hiện nội dung mới.").format(
            fields=", ".join(behind.values())
        )
    return render(request, "assessments/row_again.html", context, status=status)


@page(SIGNED_IN)
def discuss(request: HttpRequest, pk: int, criterion_id: str) -> HttpResponse:
    """What colleagues said about a criterion, who fills it in, and everything that changed."""
    user = person(request)
    participant = reach_participant(user, pk)
    form = read_form(participant)
    criterion = form.criteria.criterion(criterion_id)
    if criterion is None:
        raise Http404
    if request.method == "POST":
        if "assign" in request.POST:
            chosen = request.POST["assign"]
            to = next((each for each in colleagues(participant) if str(each.pk) == chosen), None)
            if chosen and to is None:
                raise Mistake(_("Hãy chọn một đồng nghiệp trên phiếu này."), field="assign")
            services.assign_criterion(
                by=user, participant=participant, criterion_id=criterion_id, to=to
            )
        else:
            services.add_comment(
                by=user,
                participant=participant,
                criterion_id=criterion_id,
                text=posted_text(request, "text"),
            )
        return redirect("assessments:discuss", pk, criterion_id)
    about = services.about_answer(participant, criterion_id)
    context = frame(request, form, section_of(form.criteria, criterion_id))
    context |= {
        "row": pages.criterion_row(form, criterion),
        "said": Comment.objects.filter(
            assessment__participant=participant, criterion=criterion_id
        ).select_related("by")
        if context["is_own"]
        else [],
        "history": tell(list(records_about(about).order_by("-position"))),
        "removed": EvidenceItem.objects.filter(
            assessment__participant=participant, criterion=criterion_id, removed_at__isnull=False
        ).select_related("file"),
        "colleagues": colleagues(participant),
        "back": section_address(form.criteria, pk, criterion_id),
    }
    return render(request, "assessments/discuss.html", context)
