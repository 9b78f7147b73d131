"""Founding a campaign, launching and closing it, its criteria and their amendment."""

from __future__ import annotations

import re

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from xephang.errors import RegulationError
from xephang.library import library_folder, regulation_ids
from xephang.regulation import criteria_below
from xephang_web.accounts.models import Role
from xephang_web.accounts.queries import standing
from xephang_web.accounts.requests import person
from xephang_web.campaigns import services
from xephang_web.campaigns.amendments import amend_campaign, amendment_effects
from xephang_web.campaigns.library import library_regulation
from xephang_web.campaigns.models import (
    Campaign,
    PinnedRegulation,
)
from xephang_web.campaigns.pinning import pin_from_library
from xephang_web.campaigns.queries import (
    changes_since_last_year,
    pinned_regulation,
    reach_campaign,
    regulation_of,
)
from xephang_web.campaigns.templatetags.campaign_pages import own_participants
from xephang_web.campaigns.views.reaching import reach_own_campaign
from xephang_web.organisations.models import Unit
from xephang_web.shared.errors import AllAtOnce, Mistake
from xephang_web.shared.policy import SIGNED_IN, page
from xephang_web.shared.requests import posted_moment, posted_text
from xephang_web.shared.words import fold, language


def _pin(choice: str) -> PinnedRegulation:
    """The regulation of the library chosen as `id@year`. Raises `Mistake`."""
    regulation_id, _at, year = choice.rpartition("@")
    if not re.fullmatch(r"[0-9]{4}", year) or regulation_id not in regulation_ids(library_folder()):
        raise Mistake(_("Hãy chọn quy định và năm."), field="regulation")
    try:
        return pin_from_library(regulation_id, int(year))
    except RegulationError as error:
        text = "; ".join(each.message.show(language()) for each in error.problems)
        raise Mistake(
            _("Không đọc được quy định: {why}").format(why=text), field="regulation"
        ) from None


def regulation_choices() -> list[tuple[str, str]]:
    """(`id@year`, words) of every regulation of the library, a year each."""
    choices = []
    for each in regulation_ids(library_folder()):
        try:
            folder = library_regulation(each)
        except RegulationError:
            continue
        number, issuer = folder.file.decision.number, folder.file.decision.issuer.vi
        choices += [
            (
                f"{each}@{year}",
                _("{number} của {issuer}, phiếu năm {year}").format(
                    number=number, issuer=issuer, year=year
                ),
            )
            for year in folder.years
        ]
    return choices


def _address(title: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", fold(title)).strip("-")[:80]


@page("campaigns.create")
def create(request: HttpRequest) -> HttpResponse:
    """Found a campaign on a regulation of the library."""
    user = person(request)
    offices = Unit.objects.filter(pk__in=standing(user).units(Role.STANDING_OFFICE))
    if request.method == "POST":
        office = get_object_or_404(offices, code=request.POST.get("office", ""))
        slips, training_clock = AllAtOnce(), None
        with slips:
            title = posted_text(request, "title", limit=255)
        with slips:
            pinned = _pin(request.POST.get("regulation", ""))
        with slips:
            if request.POST.get("training"):
                training_clock = posted_moment(request, "clock", _("Đồng hồ tập huấn"))
        slips.check()
        campaign = services.create_campaign(
            by=user,
            slug=_address(title) or "dot",
            title=title,
            regulation=pinned,
            standing_office=office,
            training_clock=training_clock,
        )
        messages.success(request, _("Đã tạo đợt đánh giá. Bước tiếp: đưa đơn vị vào thành phần."))
        return redirect("campaigns:roster", campaign.slug)
    context = {"choices": regulation_choices(), "offices": offices}
    return render(request, "campaigns/create.html", context)


@page(SIGNED_IN)
def copy(request: HttpRequest, slug: str) -> HttpResponse:
    """Found the next year's campaign from this one."""
    source = reach_own_campaign(request, slug)
    if request.method == "POST":
        title = posted_text(request, "title", limit=255)
        made = services.copy_campaign(
            by=person(request),
            source=source,
            slug=_address(title) or "dot",
            title=title,
            regulation=_pin(request.POST.get("regulation", "")),
        )
        messages.success(request, _("Đã chép thành phần, thẩm định, liên hệ từ năm trước."))
        return redirect("campaigns:roster", made.slug)
    context = {"campaign": source, "choices": regulation_choices()}
    return render(request, "campaigns/copy.html", context)


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


@page(SIGNED_IN)
@require_GET
def criteria(request: HttpRequest, slug: str) -> HttpResponse:
    """The criteria as the campaign has pinned them, and what changed since last year."""
    user = person(request)
    campaign = reach_campaign(user, slug)
    regulation = regulation_of(campaign)
    own = own_participants(user, campaign)
    chosen = request.GET.get("nhom") or (own[0].group if own else "")
    if chosen not in regulation.criteria_sets:
        chosen = next(iter(regulation.criteria_sets))
    forms = regulation.criteria_sets[chosen]
    context = {
        "campaign": campaign,
        "regulation": regulation,
        "group": regulation.group(chosen),
        "groups": [each for each in regulation.file.groups if each.id in regulation.criteria_sets],
        "sections": [
            (
                section,
                forms.max_of(section),
                [
                    (
                        each,
                        forms.max_of(each),
                        each.rule.in_words(
                            forms.max_of(each),
                            lambda ref, opt=None, c=each: forms.label(c, ref, opt),
                        ),
                    )
                    for each in criteria_below(section)
                ],
            )
            for section in forms.sections
        ],
        "illustrative": forms.illustrative,
        "changes": changes_since_last_year(campaign, chosen),
        "amendments": campaign.amendments.select_related("decided_by"),
        "scheme": regulation.scheme(chosen),
        "may_run": user.has_perm("campaigns.run", campaign),
    }
    return render(request, "campaigns/criteria.html", context)


@page(SIGNED_IN)
def amend(request: HttpRequest, slug: str) -> HttpResponse:
    """Pin the campaign anew in mid-campaign: what happens to the answers is shown first."""
    campaign = reach_own_campaign(request, slug)
    chosen = request.POST.get("regulation") or request.GET.get("regulation", "")
    pinned = _pin(chosen) if chosen else None
    if request.method == "POST" and pinned is not None:
        amend_campaign(
            by=person(request),
            campaign=campaign,
            regulation=pinned,
            document=posted_text(request, "document", limit=255),
        )
        messages.success(request, _("Đã ghim bộ tiêu chí mới. Đơn vị thấy ngay điều thay đổi."))
        return redirect("campaigns:criteria", slug)
    effects = (
        amendment_effects(regulation_of(campaign), pinned_regulation(pinned)) if pinned else []
    )
    context = {
        "campaign": campaign,
        "choices": regulation_choices(),
        "chosen": chosen,
        "pinned": pinned,
        "effects": effects,
    }
    return render(request, "campaigns/amend.html", context)
