"""Founding a campaign, copying it into the next year, launching and closing it."""

from __future__ import annotations

import re

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from xephang_web.accounts.models import Role
from xephang_web.accounts.queries import standing
from xephang_web.accounts.requests import person
from xephang_web.campaigns import services
from xephang_web.campaigns.copying import check_follows, copy_campaign, copy_plan
from xephang_web.campaigns.models import Campaign, PinnedRegulation
from xephang_web.campaigns.queries import regulation_of
from xephang_web.campaigns.receiving import findings_of, receive_next_year, receive_regulation
from xephang_web.campaigns.views import choosing
from xephang_web.campaigns.views.reaching import reach_own_campaign
from xephang_web.organisations.models import Unit
from xephang_web.shared.errors import AllAtOnce, Mistake
from xephang_web.shared.policy import SIGNED_IN, page
from xephang_web.shared.requests import posted_moment, posted_text
from xephang_web.shared.words import fold


def _address(title: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", fold(title)).strip("-")[:80]


@page("campaigns.create")
def create(request: HttpRequest) -> HttpResponse:
    """Found a campaign on a regulation of the library, or on one that was brought in."""
    user = person(request)
    offices = Unit.objects.filter(pk__in=standing(user).units(Role.STANDING_OFFICE))
    if request.POST.get("act") == choosing.UPLOAD:
        brought = receive_regulation(
            by=user, uploads=request.FILES.getlist("files"), year=choosing.posted_year(request)
        )
        return redirect(f"{reverse('campaigns:create')}?regulation={brought.digest}")
    if request.method == "POST":
        campaign = _created(request, offices)
        messages.success(request, _("Đã tạo đợt đánh giá. Bước tiếp: đưa đơn vị vào thành phần."))
        return redirect("campaigns:roster", campaign.slug)
    chosen = request.GET.get("regulation", "")
    pinned = choosing.pin_choice(chosen) if chosen else None
    context = {
        "offers": [] if pinned else choosing.regulation_choices(),
        "chosen": chosen,
        "pinned": pinned,
        "words": choosing.pinned_words(pinned) if pinned else "",
        "findings": findings_of(pinned) if pinned else [],
        "offices": offices,
    }
    return render(request, "campaigns/create.html", context)


def _created(request: HttpRequest, offices: QuerySet[Unit]) -> Campaign:
    office = get_object_or_404(offices, code=request.POST.get("office", ""))
    slips, training_clock = AllAtOnce(), None
    with slips:
        title = posted_text(request, "title", limit=255)
    with slips:
        title_en = posted_text(request, "title_en", limit=255)
    with slips:
        pinned = choosing.pin_choice(request.POST.get("regulation", ""))
    with slips:
        if request.POST.get("training"):
            training_clock = posted_moment(request, "clock", _("Đồng hồ tập huấn"))
    slips.check()
    return services.create_campaign(
        by=person(request),
        slug=_address(title) or "dot",
        title=title,
        title_en=title_en,
        regulation=pinned,
        standing_office=office,
        training_clock=training_clock,
    )


@page(SIGNED_IN)
def copy(request: HttpRequest, slug: str) -> HttpResponse:
    """Found the next year's campaign from this one: who cannot go over is shown first."""
    source = reach_own_campaign(request, slug)
    if request.POST.get("act") == choosing.UPLOAD:
        brought = receive_next_year(
            by=person(request), source=source, uploads=request.FILES.getlist("files")
        )
        return redirect(f"{reverse('campaigns:copy', args=[slug])}?regulation={brought.digest}")
    chosen = request.POST.get("regulation") or request.GET.get("regulation", "")
    pinned = choosing.pin_next_year(source, chosen) if chosen else None
    if request.method == "POST":
        if pinned is None:
            raise Mistake(_("Hãy chọn quy định và năm."), field="regulation")
        made = _copied(request, source, pinned)
        messages.success(request, _("Đã chép thành phần, thẩm định, liên hệ từ năm trước."))
        return redirect("campaigns:roster", made.slug)
    context = {
        "campaign": source,
        "next_year": source.year + 1,
        "offers": choosing.next_year_offers(source),
        "chosen": chosen,
        "pinned": pinned,
    }
    if pinned is not None:
        check_follows(source, pinned)
        plan = copy_plan(source, pinned)
        names = {each.id: each.name for each in regulation_of(source).file.groups}
        context |= {
            "words": choosing.pinned_words(pinned),
            "findings": findings_of(pinned),
            "plan": plan,
            "without_group": [(each.unit, names[each.group]) for each in plan.without_group],
            "successors": [(unit, names[group]) for unit, group in plan.successors.values()],
            "seen": ",".join(sorted(plan.codes)),
            "title": source.title.replace(str(source.year), str(pinned.year)),
            "title_en": source.title_en.replace(str(source.year), str(pinned.year)),
        }
    return render(request, "campaigns/copy.html", context)


def _copied(request: HttpRequest, source: Campaign, pinned: PinnedRegulation) -> Campaign:
    title = posted_text(request, "title", limit=255)
    return copy_campaign(
        by=person(request),
        source=source,
        slug=_address(title) or "dot",
        title=title,
        title_en=posted_text(request, "title_en", limit=255),
        regulation=pinned,
        left_out=request.POST.get("seen", "").split(","),
        reason=posted_text(request, "reason"),
        successors=request.POST.getlist("successor"),
    )


@page(SIGNED_IN)
def change_state(request: HttpRequest, slug: str) -> HttpResponse:
    """Launch the campaign, or close its intake; the page says what that does first.

    The form names the step (`to`): a launch sent twice must never close the campaign.
    """
    campaign = reach_own_campaign(request, slug)
    if request.method == "POST":
        if request.POST.get("to") == Campaign.State.OPEN:
            services.open_campaign(by=person(request), campaign=campaign)
            messages.success(request, _("Đã phát động: các đơn vị điền phiếu được từ bây giờ."))
        elif request.POST.get("to") != Campaign.State.CLOSED:
            raise Mistake(_("Không rõ việc cần làm."))
        else:
            services.close_campaign(by=person(request), campaign=campaign)
            messages.success(request, _("Đã khóa sổ: không phiếu nào đổi được nữa."))
        return redirect("assessments:dashboard", slug)
    return render(request, "campaigns/state.html", {"campaign": campaign})


@page(SIGNED_IN)
@require_POST
def move_clock(request: HttpRequest, slug: str) -> HttpResponse:
    """Move the clock of a campaign in training."""
    campaign = reach_own_campaign(request, slug)
    services.set_clock(
        by=person(request), campaign=campaign, to=posted_moment(request, "clock", _("Đồng hồ"))
    )
    messages.success(request, _("Đã chỉnh đồng hồ của đợt tập huấn."))
    return redirect("campaigns:dates", slug)
