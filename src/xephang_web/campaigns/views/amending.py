"""The criteria of a campaign as files and as a page, and their amendment in mid-campaign."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from xephang.differences import differences
from xephang.regulation import Regulation, criteria_below
from xephang_web.accounts.requests import person
from xephang_web.campaigns.amendments import amend_campaign, amendment_effects, check_amends
from xephang_web.campaigns.models import Campaign, PinnedRegulation
from xephang_web.campaigns.queries import (
    changes_since_last_year,
    pinned_regulation,
    reach_campaign,
    regulation_of,
)
from xephang_web.campaigns.receiving import findings_of, receive_amendment, regulation_archive
from xephang_web.campaigns.templatetags.campaign_pages import own_participants
from xephang_web.campaigns.views import choosing
from xephang_web.campaigns.views.reaching import reach_own_campaign
from xephang_web.shared.policy import SIGNED_IN, page
from xephang_web.shared.requests import posted_text


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
@require_GET
def regulation_files(request: HttpRequest, slug: str) -> HttpResponse:
    """The pinned regulation as YAML files in one archive, to be edited and brought in again.

    `?nam=sau` gives its forms the next year's date.
    """
    campaign = reach_own_campaign(request, slug)
    year = campaign.year + (request.GET.get("nam") == "sau")
    response = HttpResponse(
        regulation_archive(campaign.regulation, year), content_type="application/zip"
    )
    name = f"{campaign.regulation.regulation_id.replace('/', '-')}-{year}.zip"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


@page(SIGNED_IN)
def amend(request: HttpRequest, slug: str) -> HttpResponse:
    """Pin the campaign anew in mid-campaign: what happens to the answers is shown first."""
    campaign = reach_own_campaign(request, slug)
    if request.POST.get("act") == choosing.UPLOAD:
        brought = receive_amendment(
            by=person(request), campaign=campaign, uploads=request.FILES.getlist("files")
        )
        return redirect(f"{reverse('campaigns:amend', args=[slug])}?regulation={brought.digest}")
    chosen = request.POST.get("regulation") or request.GET.get("regulation", "")
    pinned = choosing.pin_choice(chosen) if chosen else None
    if request.method == "POST" and pinned is not None:
        amend_campaign(
            by=person(request),
            campaign=campaign,
            regulation=pinned,
            document=posted_text(request, "document", limit=255),
            reason=posted_text(request, "reason"),
        )
        messages.success(request, _("Đã ghim bộ tiêu chí mới. Đơn vị thấy ngay điều thay đổi."))
        return redirect("campaigns:criteria", slug)
    context = {
        "campaign": campaign,
        "offers": choosing.amendment_offers(campaign),
        "chosen": chosen,
        **(_preview(campaign, pinned) if pinned else {}),
    }
    return render(request, "campaigns/amend.html", context)


def _preview(campaign: Campaign, pinned: PinnedRegulation) -> dict[str, Any]:
    """What a page shows of an amendment before it is made. Raises `Mistake` where it cannot be."""
    check_amends(campaign, pinned)
    old, new = regulation_of(campaign), pinned_regulation(pinned)
    changes = differences(old, new)
    names = {each.id: each.name for each in old.file.groups}
    of_groups = [
        {
            "name": names[each.group],
            "kept": each.kept,
            "changed": _named(new, each.group, each.changed),
            "gone": _named(old, each.group, each.gone),
            "added": _named(new, each.group, each.added),
            "changes": [one for one in changes if one.group == each.group],
        }
        for each in amendment_effects(old, new)
    ]
    return {
        "pinned": pinned,
        "words": choosing.pinned_words(pinned),
        "findings": findings_of(pinned),
        "changes": [each for each in changes if each.group not in old.criteria_sets],
        "groups": of_groups,
    }


def _named(regulation: Regulation, group: str, ids: tuple[str, ...]) -> list[tuple[str, Any]]:
    """(id, name) of criteria of a group's form."""
    wanted = set(ids)
    forms = regulation.criteria_sets[group].criteria() if wanted else []
    return [(each.id, each.name) for each in forms if each.id in wanted]
