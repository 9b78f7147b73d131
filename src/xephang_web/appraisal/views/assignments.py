"""Who checks what: assignments, an agency's verifications, the second and blind look."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET

from xephang_web.accounts.models import User
from xephang_web.accounts.requests import person
from xephang_web.appraisal import assigning, services, verifying
from xephang_web.appraisal.people import Candidate, checkers
from xephang_web.appraisal.permissions import verifying_units
from xephang_web.appraisal.sampling import agreement_of, drawing_number
from xephang_web.appraisal.services.assignments import check_leads
from xephang_web.appraisal.services.second_looks import codes_of, why_not_second
from xephang_web.assessments.views.filling import posted_values_of
from xephang_web.campaigns.models import Campaign, Participant
from xephang_web.campaigns.queries import campaign_now, reach_campaign, regulation_of
from xephang_web.organisations.models import Unit
from xephang_web.shared.errors import Mistake, NotAllowed
from xephang_web.shared.policy import SIGNED_IN, page
from xephang_web.shared.requests import posted_id, posted_text
from xephang_web.shared.words import language


def reach_work(user: User, slug: str) -> Campaign:
    """A campaign in which the person appraises, settles, runs or audits. Raises `Http404`."""
    campaign = reach_campaign(user, slug)
    if not user.has_perm("appraisal.work", campaign):
        raise Http404
    return campaign


@page(SIGNED_IN)
def tasks(request: HttpRequest, slug: str) -> HttpResponse:
    """Phân công: which criteria of a group are given to whom, and one's own."""
    user = person(request)
    campaign = reach_work(user, slug)
    groups = [each for each in regulation_of(campaign).file.groups if _has_form(campaign, each.id)]
    if request.method == "POST":
        return _change_tasks(request, user, campaign)
    asked = request.GET.get("nhom", "")
    group = next((each for each in groups if each.id == asked), groups[0])
    context = {
        "campaign": campaign,
        "now": campaign_now(campaign),
        "groups": groups,
        "group": group,
        "board": assigning.board(campaign, group.id),
        "mine": assigning.mine(user, campaign),
        "may_lead": user.has_perm("appraisal.lead", campaign),
    }
    return render(request, "appraisal/tasks.html", context)


def _has_form(campaign: Campaign, group: str) -> bool:
    return group in regulation_of(campaign).criteria_sets


def _change_tasks(request: HttpRequest, user: User, campaign: Campaign) -> HttpResponse:
    check_leads(user, campaign)
    if "take_back" in request.POST:
        task = get_object_or_404(
            campaign.criterion_tasks.select_related("user", "unit", "campaign"),
            pk=posted_id(request, "take_back"),
        )
        group = task.group
        services.take_back_task(by=user, task=task)
        messages.success(request, _("Đã rút phân công."))
        return redirect(f"{reverse('appraisal:tasks', args=[campaign.slug])}?nhom={group}")
    group = posted_text(request, "group", limit=64)
    if not _has_form(campaign, group):
        raise Mistake(_("Không có nhóm này."))
    regulation = regulation_of(campaign)
    chosen = assigning.in_sections(regulation, group, request.POST.getlist("section"))
    kind, _sep, pk = posted_text(request, "to", limit=30).partition("-")
    number = int(pk) if pk.isascii() and pk.isdigit() and len(pk) < 19 else 0
    people = {each.pk: each for each in checkers(campaign, group)}
    agencies = {each.unit.pk: each for each in assigning.agencies_of(campaign)}
    agency = agencies.get(number) if kind == "unit" else None
    made = services.give_tasks(
        by=user,
        campaign=campaign,
        group=group,
        criteria=[*chosen, *request.POST.getlist("criterion")],
        user=people.get(number) if kind == "user" else None,
        unit=agency.unit if agency else None,
    )
    told = ngettext("Đã phân công {count} tiêu chí.", "Đã phân công {count} tiêu chí.", len(made))
    messages.success(request, told.format(count=len(made)))
    if agency is not None and not agency.people:
        messages.warning(
            request,
            _("{unit} chưa có ai cung cấp số liệu: hãy mời người ở trang của đơn vị.").format(
                unit=agency.unit.name
            ),
        )
    return redirect(f"{reverse('appraisal:tasks', args=[campaign.slug])}?nhom={group}")


@page(SIGNED_IN)
@require_GET
def verify(request: HttpRequest, slug: str) -> HttpResponse:
    """Xác minh: the criteria that an agency was given, over all forms of their groups."""
    user = person(request)
    campaign = verifying.reach_verifying(user, slug)
    context = {
        "campaign": campaign,
        "now": campaign_now(campaign),
        "tasks": verifying.tasks_to_verify(user, campaign),
        "agencies": list(Unit.objects.filter(pk__in=verifying_units(user))),
        "groups": {each.id: each for each in regulation_of(campaign).file.groups},
    }
    return render(request, "appraisal/verify.html", context)


@page(SIGNED_IN)
def verify_task(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """One criterion over all forms: each claim confirmed, or said to differ."""
    user = person(request)
    campaign = verifying.reach_verifying(user, slug)
    found = verifying.tasks_to_verify(user, campaign, only=pk)
    if not found:
        raise Http404
    task = found[0]
    if request.method == "POST":
        wanted = posted_id(request, "participant")
        row = next((each for each in task.rows if each.participant.pk == wanted), None)
        if row is None:
            raise Http404
        seen = posted_text(request, "seen", limit=9)
        services.record_verification(
            by=user,
            task=task.task,
            participant=_with_campaign(row.participant, campaign),
            outcome=posted_text(request, "outcome", limit=20),
            values=posted_values_of(request, task.criterion),
            note=posted_text(request, "note"),
            seen=int(seen) if seen.isascii() and seen.isdigit() else None,
            locale=language(),
        )
        messages.success(
            request,
            _("Đã ghi kết quả xác minh của {unit}.").format(unit=row.participant.unit.name),
        )
        return redirect(f"{request.path}#p{wanted}")
    context = {
        "campaign": campaign,
        "now": campaign_now(campaign),
        "task": task,
        "group": regulation_of(campaign).group(task.task.group),
        "inputs": [
            (name, asked) for name, asked in task.criterion.inputs.items() if asked.type != "list"
        ],
    }
    return render(request, "appraisal/verify_task.html", context)


def _with_campaign(participant: Participant, campaign: Campaign) -> Participant:
    participant.campaign = campaign
    return participant


@page(SIGNED_IN)
def second_looks(request: HttpRequest, slug: str) -> HttpResponse:
    """Thẩm định độc lập: the draws with their seeds, who was appointed, how far both agree."""
    user = person(request)
    campaign = reach_work(user, slug)
    may_lead = user.has_perm("appraisal.lead", campaign)
    if not may_lead and not user.has_perm("campaigns.see_all", campaign):
        raise Http404
    if request.method == "POST":
        if not may_lead:
            raise NotAllowed(_("Việc này do tổ trưởng hoặc cơ quan thường trực thực hiện."))
        if "appoint" in request.POST:
            return _appoint(request, user, campaign)
        made = services.draw_sample(
            by=user,
            campaign=campaign,
            wanted=posted_text(request, "wanted", limit=20),
            seed=posted_text(request, "seed", limit=80),
            group=posted_text(request, "group", limit=64),
        )
        count = len(codes_of(made.drawn))
        told = ngettext("Đã rút {count} phiếu.", "Đã rút {count} phiếu.", count)
        messages.success(request, told.format(count=count))
        return redirect("appraisal:second_looks", slug)
    context = {
        "campaign": campaign,
        "now": campaign_now(campaign),
        "draws": _draws(campaign),
        "agreement": agreement_of(campaign, user),
        "groups": [
            each for each in regulation_of(campaign).file.groups if _has_form(campaign, each.id)
        ],
        "may_lead": may_lead,
        "is_second": campaign.participants.filter(second_look__appraiser=user).exists(),
    }
    return render(request, "appraisal/second_looks.html", context)


def _draws(campaign: Campaign) -> list[dict[str, Any]]:
    """Every draw with its forms in the order drawn; who could be appointed where nobody is."""
    units = {
        each.unit.code: each
        for each in campaign.participants.select_related(
            "unit__parent__parent__parent", "second_look__appraiser"
        )
    }
    people: list[User] | None = None
    found = []
    for draw in campaign.sample_draws.select_related("drawn_by"):
        rows = []
        for code in codes_of(draw.drawn):
            form = units.get(code)
            if form is None:
                continue
            look = getattr(form, "second_look", None)
            offered: list[Candidate] = []
            if look is None:
                people = checkers(campaign) if people is None else people
                form.campaign = campaign
                offered = [Candidate(each, why_not_second(each, form)) for each in people]
            rows.append(
                {
                    "form": form,
                    "number": drawing_number(draw.seed, code)[:12],
                    "look": look,
                    "free": [each.user for each in offered if not each.why_not],
                    "barred": [each for each in offered if each.why_not],
                }
            )
        found.append({"draw": draw, "rows": rows, "population": len(codes_of(draw.population))})
    return found


def _appoint(request: HttpRequest, user: User, campaign: Campaign) -> HttpResponse:
    participant = get_object_or_404(
        campaign.participants.select_related("unit__parent__parent__parent"),
        pk=posted_id(request, "appoint"),
    )
    participant.campaign = campaign
    wanted = posted_id(request, "appraiser")
    chosen = next((each for each in checkers(campaign) if each.pk == wanted), None)
    if chosen is None:
        raise Mistake(_("Hãy chọn người thẩm định."))
    services.draw_second_look(by=user, participant=participant, appraiser=chosen)
    messages.success(request, _("Đã cử người thẩm định độc lập."))
    return redirect("appraisal:second_looks", campaign.slug)
