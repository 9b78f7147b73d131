"""The standing office's side of the forms: progress, receipts, doubtful cases."""

from __future__ import annotations

import json
from collections import Counter
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from xephang.calendar import HANOI
from xephang.canonical import digest
from xephang_web.accounts.models import Role
from xephang_web.accounts.queries import people_by_unit
from xephang_web.accounts.requests import person
from xephang_web.assessments import pages, services
from xephang_web.assessments.handover import core_campaign
from xephang_web.assessments.lateness import decision_on, doubt_of, form_to_enter, lateness_of
from xephang_web.assessments.models import LatenessDecision, Receipt
from xephang_web.assessments.progress import (
    Progress,
    campaign_progress,
    reorganised,
    without_data,
)
from xephang_web.assessments.queries import Form, current_submission, read_form
from xephang_web.assessments.reminders import remind_units
from xephang_web.assessments.views.filling import frame
from xephang_web.campaigns.models import Campaign, Participant
from xephang_web.campaigns.queries import (
    campaign_now,
    campaign_schedule,
    open_questions,
    reach_campaign,
    reach_participant,
    regulation_of,
    visible_participants,
)
from xephang_web.evidence.services import receive_file
from xephang_web.shared.errors import Mistake
from xephang_web.shared.policy import SIGNED_IN, page
from xephang_web.shared.requests import posted_day, posted_id, posted_text

# What the office has to see first, and what can be done about it.
URGENT = ("doubtful", "missing", "not_assessed", "late")


def progress_rows(listed: list[Progress]) -> list[dict[str, Any]]:
    """Progress as rows of a table: state, its shape and words."""
    rows = []
    for each in listed:
        shape, words = pages.PROGRESS_WORDS[each.state]
        rows.append({"progress": each, "shape": shape, "words": words})
    return rows


def _by(listed: list[Progress], key: Any) -> list[dict[str, Any]]:
    """Counts of every state, for each group or parent, in the order they come."""
    found: dict[Any, Counter[str]] = {}
    for each in listed:
        found.setdefault(key(each.participant), Counter())[each.state] += 1
    return [{"name": name, **_counts(counter)} for name, counter in found.items()]


def _counts(counter: Counter[str]) -> dict[str, Any]:
    received = counter["submitted"] + counter["late"]
    total = sum(counter.values())
    widths = {
        "received": received,
        "doubtful": counter["doubtful"],
        "drafting": counter["drafting"],
    }
    start, bars = 0, []
    for name, count in widths.items():
        bars.append((name, start * 1000 // total, count * 1000 // total))
        start += count
    return {
        "total": total,
        "received": received,
        "late": counter["late"],
        "doubtful": counter["doubtful"],
        "drafting": counter["drafting"],
        "not_started": counter["not_started"],
        "out": counter["missing"] + counter["not_assessed"],
        "bars": bars,
    }


@page(SIGNED_IN)
@require_GET
def dashboard(request: HttpRequest, slug: str) -> HttpResponse:
    """Where the campaign stands: what waits for a person, progress by group and by parent."""
    user = person(request)
    campaign = reach_campaign(user, slug)
    participants = list(visible_participants(user, campaign))
    now = campaign_now(campaign)
    listed = campaign_progress(campaign, participants, now)
    sees_all = user.has_perm("campaigns.see_all", campaign)
    own = [each for each in participants if user.has_perm("assessments.edit", each)]
    if not sees_all and len(participants) == 1 and own:
        return redirect("assessments:start", own[0].pk)
    regulation = regulation_of(campaign)
    groups = {each.id: each.name for each in regulation.file.groups}
    urgent = sorted(
        (each for each in listed if each.state in URGENT), key=lambda e: URGENT.index(e.state)
    )
    counts = Counter(each.state for each in listed)
    context = {
        "campaign": campaign,
        "regulation": regulation,
        "now": now,
        "sees_all": sees_all,
        "may_run": user.has_perm("campaigns.run", campaign),
        "counts": _counts(counts) if listed else None,
        "urgent": progress_rows(urgent[:30]),
        "urgent_more": max(0, len(urgent) - 30),
        "without_data": without_data(listed) if sees_all else [],
        "reorganised": reorganised(listed, now.astimezone(HANOI).date()) if sees_all else [],
        "groups": _by(listed, lambda p: groups.get(p.group, p.group)),
        "parents": _by(
            [each for each in listed if each.participant.parent_id], lambda p: p.parent.name
        ),
        "questions": list(open_questions(campaign)[:5]) if sees_all else [],
        "schedule": campaign_schedule(campaign),
        "to_remind": sum(each.is_awaited for each in listed),
        "own": own,
        "chart": (chart := _chart_rows(listed)),
        "chart_total": chart[-1][2] if chart else 0,
    }
    return render(request, "assessments/dashboard.html", context)


def _chart_rows(listed: list[Progress]) -> list[tuple[Any, int, int]]:
    """(day, forms that came on it, forms so far): the table under the picture."""
    days = Counter(
        each.lateness.received.astimezone(HANOI).date()
        for each in listed
        if each.lateness and each.lateness.received
    )
    rows, so_far = [], 0
    for each in sorted(days):
        so_far += days[each]
        rows.append((each, days[each], so_far))
    return rows


@page(SIGNED_IN)
@require_GET
def units(request: HttpRequest, slug: str) -> HttpResponse:
    """Every unit of the campaign that one may see, with its state; filtered by state or group."""
    user = person(request)
    campaign = reach_campaign(user, slug)
    listed = campaign_progress(
        campaign, visible_participants(user, campaign), campaign_now(campaign)
    )
    state = request.GET.get("tinh-trang", "")
    group = request.GET.get("nhom", "")
    chosen = [
        each
        for each in listed
        if (not state or each.state == state) and (not group or each.participant.group == group)
    ]
    people = people_by_unit(
        [each.participant.unit_id for each in chosen], Role.FOCAL_PERSON, Role.HEAD
    )
    context = {
        "campaign": campaign,
        "rows": progress_rows(chosen),
        "endorsing": {
            each.participant.parent_id
            for each in chosen
            if user.has_perm("assessments.endorse", each.participant)
        },
        "people": people,
        "states": [(name, words) for name, (_s, words) in pages.PROGRESS_WORDS.items()],
        "state": state,
        "group": group,
        "groups": regulation_of(campaign).file.groups,
        "may_run": user.has_perm("campaigns.run", campaign),
        "now": campaign_now(campaign),
    }
    return render(request, "assessments/units.html", context)


@page(SIGNED_IN)
@require_POST
def remind(request: HttpRequest, slug: str) -> HttpResponse:
    """Send a reminder to every unit that has not handed in, or to one."""
    user = person(request)
    campaign = reach_campaign(user, slug)
    count, without = remind_units(
        by=user, campaign=campaign, only=posted_id(request, "unit") or None
    )
    if without:
        messages.warning(
            request,
            _("{count} đơn vị chưa có cán bộ đầu mối để nhắc: {names}.").format(
                count=len(without), names=", ".join(without[:10])
            ),
        )
    messages.success(request, _("Đã xếp {count} thư nhắc để gửi.").format(count=count))
    return redirect("assessments:dashboard", slug)


@page(SIGNED_IN)
def receive(request: HttpRequest, pk: int) -> HttpResponse:
    """Record a form that came on another channel; declare forms complete or not."""
    user = person(request)
    participant = _office_reach(request, pk)
    if request.method == "POST":
        if "data_of" in request.POST:
            services.keep_data_of_paper(by=user, receipt=_receipt(request, participant, "data_of"))
            messages.success(request, _("Đã chốt số liệu theo bản đã nhận."))
        elif "set_aside" in request.POST:
            services.set_data_aside(
                by=user,
                receipt=_receipt(request, participant, "set_aside"),
                reason=posted_text(request, "reason"),
            )
            messages.success(request, _("Đã mở lại phiếu: hãy nhập theo bản đã nhận rồi chốt."))
        elif "receipt" in request.POST:
            _declare(request, participant)
        else:
            upload = request.FILES.get("scan")
            scan = receive_file(by=user, unit=participant.unit, upload=upload) if upload else None
            services.record_receipt(
                by=user,
                participant=participant,
                channel=posted_text(request, "channel", limit=30),
                stamped_on=posted_day(request, "stamped_on", _("Ngày trên dấu đến")),
                reference=posted_text(request, "reference", limit=120),
                note=posted_text(request, "note"),
                scan=scan,
                is_complete=request.POST.get("complete") == "yes",
            )
            messages.success(request, _("Đã ghi nhận phiếu. Kết luận về thời hạn ở dưới."))
        return redirect("assessments:receive", pk)
    form = read_form(participant)
    context = frame(request, form)
    context |= {
        "channels": [
            (each, pages.channel_words(each)) for each in services.permitted_channels(participant)
        ],
        "receipts": [
            (each, pages.channel_words(each.channel))
            for each in participant.receipts.select_related("submission", "scan", "recorded_by")
        ],
        "lateness": lateness_of(participant),
        "decision": decision_on(participant),
        "conflicts": services.channel_conflicts(participant),
        "to_enter": form_to_enter(participant),
        "entered": _entered(form),
    }
    return render(request, "assessments/receive.html", context)


def _entered(form: Form) -> Receipt | None:
    """The form received elsewhere whose data stand: what differs from it can be put right."""
    sent = current_submission(form.assessment) if form.assessment.pk else None
    return sent.entered_for if sent is not None else None


def _office_reach(request: HttpRequest, pk: int) -> Participant:
    participant = reach_participant(person(request), pk)
    if not person(request).has_perm("assessments.receive", participant):
        raise Http404
    return participant


def _receipt(request: HttpRequest, participant: Participant, field: str) -> Receipt:
    """The receipt of that form that a field of the request names. Raises `Http404`."""
    found = Receipt.objects.filter(pk=posted_id(request, field), participant=participant)
    receipt: Receipt | None = found.select_related("submission").first()
    if receipt is None:
        raise Http404
    receipt.participant = participant
    return receipt


def _declare(request: HttpRequest, participant: Participant) -> None:
    receipt = _receipt(request, participant, "receipt")
    services.declare_completeness(
        by=person(request),
        receipt=receipt,
        is_complete=request.POST.get("complete") == "yes",
        note=posted_text(request, "note"),
    )
    messages.success(request, _("Đã ghi kết luận về tính đầy đủ của phiếu."))


@page(SIGNED_IN)
def decide(request: HttpRequest, pk: int) -> HttpResponse:
    """A doubtful case, with both readings, for the office to decide."""
    user = person(request)
    participant = _office_reach(request, pk)
    if request.method == "POST":
        verdict = request.POST.get("verdict", "")
        if verdict not in LatenessDecision.Verdict.values:
            raise Mistake(_("Hãy chọn chấp nhận hoặc không đánh giá."), field="verdict")
        services.decide_lateness(
            by=user,
            participant=participant,
            verdict=LatenessDecision.Verdict(verdict),
            reason=posted_text(request, "reason"),
            document=posted_text(request, "document", limit=255),
            seen_doubt=request.POST.get("doubt"),
        )
        messages.success(request, _("Đã ghi quyết định, kèm lý do và văn bản."))
        return redirect("assessments:receipt", pk)
    context = frame(request, read_form(participant))
    context |= {
        "lateness": lateness_of(participant),
        "decision": decision_on(participant),
        "doubt": digest({"doubt": doubt_of(participant)}),
        "last_decision": participant.lateness_decisions.select_related("decided_by").last(),
        "receipts": [
            (each, pages.channel_words(each.channel))
            for each in participant.receipts.select_related("submission", "scan")
        ],
    }
    return render(request, "assessments/decide.html", context)


@page(SIGNED_IN)
@require_GET
def export(request: HttpRequest, slug: str) -> HttpResponse:
    """The campaign as the core's file: what `xephang rank` reads gives the same points."""
    user = person(request)
    campaign = reach_campaign(user, slug)
    if not user.has_perm("campaigns.see_all", campaign):
        raise Http404
    response = HttpResponse(
        json.dumps(campaign_file(campaign), ensure_ascii=False, indent=1),
        content_type="application/json; charset=utf-8",
    )
    response["Content-Disposition"] = f'attachment; filename="{campaign.slug}.json"'
    return response


def campaign_file(campaign: Campaign) -> dict[str, Any]:
    """The campaign in the form of the core's campaign files."""
    found = core_campaign(campaign)
    return {
        "year": str(campaign.year),
        "regulation": campaign.regulation.regulation_id,
        "digest": campaign.regulation.digest,
        "illustrative": "yes" if found.illustrative else "no",
        "roster": [
            {
                "unit": each.unit,
                "group": each.group,
                "name": {"vi": each.name.vi, **({"en": each.name.en} if each.name.en else {})}
                if each.name
                else each.unit,
                **({"parent": each.parent} if each.parent else {}),
                **({"predecessors": each.predecessors} if each.predecessors else {}),
                "restricted": "yes" if each.restricted else "no",
            }
            for each in found.roster
        ],
        "receipts": [
            {
                "unit": each.unit,
                "at": each.at.isoformat(),
                "channel": each.channel,
                "complete": "yes" if each.complete else "no",
            }
            for each in found.receipts or ()
        ],
        "extensions": [
            {
                "milestone": each.milestone,
                "before": each.before.isoformat(),
                **({"unit": each.unit} if each.unit else {}),
                "document": each.document,
            }
            for each in found.extensions
        ],
        "exemptions": [
            {"unit": each.unit, "reason": each.reason.vi, "document": each.document}
            for each in found.exemptions
        ],
        "rulings": [
            {
                "unit": each.unit,
                "verdict": each.verdict,
                "reason": each.reason.vi,
                "document": each.document,
            }
            for each in found.rulings
        ],
        "answers": found.answers,
        "previous": found.previous,
    }
