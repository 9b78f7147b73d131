"""The navigation of a campaign: what the person may open there."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django import template
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from xephang_web.accounts.models import User
from xephang_web.accounts.permissions import OWN_ROLES, is_auditor
from xephang_web.accounts.queries import standing
from xephang_web.campaigns.models import Campaign, Participant
from xephang_web.campaigns.queries import campaign_now

register = template.Library()


@register.filter
def by_clock(campaign: Campaign) -> dt.datetime:
    """The moment by which the campaign is judged now."""
    return campaign_now(campaign)


def own_participants(user: User, campaign: Campaign) -> list[Participant]:
    """The units of the roster whose forms the person fills in."""
    units = standing(user).units(*OWN_ROLES)
    if not units:
        return []
    return list(campaign.participants.filter(unit__in=units).select_related("unit"))


@register.simple_tag(takes_context=True)
def campaign_links(context: dict[str, Any], campaign: Campaign | None) -> list[dict[str, Any]]:
    """(label, address, whether it is the current page) of every page of the campaign."""
    request = context["request"]
    user = request.user
    if campaign is None or not isinstance(user, User):
        return []
    links = []
    for own in own_participants(user, campaign)[:3]:
        name = _("Phiếu tự chấm")
        links.append((name, reverse("assessments:start", args=[own.pk])))
    if user.has_perm("campaigns.see_all", campaign):
        links += [
            (_("Tiến độ"), reverse("assessments:dashboard", args=[campaign.slug])),
            (pgettext("roster", "Đơn vị"), reverse("assessments:units", args=[campaign.slug])),
            (_("Thành phần"), reverse("campaigns:roster", args=[campaign.slug])),
        ]
    elif len(links) != 1:
        links.append((_("Tiến độ"), reverse("assessments:dashboard", args=[campaign.slug])))
    if user.has_perm("appraisal.work", campaign):
        links.append((_("Thẩm định"), reverse("appraisal:queue", args=[campaign.slug])))
    elif user.has_perm("appraisal.supply", campaign):
        links.append((_("Đối chiếu"), reverse("appraisal:reference", args=[campaign.slug])))
    if user.has_perm("appraisal.verify", campaign):
        links.append((_("Xác minh"), reverse("appraisal:verify", args=[campaign.slug])))
    if user.has_perm("appraisal.see_council", campaign):
        links.append((_("Hội đồng"), reverse("appraisal:council", args=[campaign.slug])))
    if user.has_perm("results.see_all", campaign) or user.has_perm(
        "results.decide_table", campaign
    ):
        links.append((_("Kết quả"), reverse("results:results", args=[campaign.slug])))
    if user.has_perm("results.consequences", campaign):
        links.append((_("Hệ quả"), reverse("results:consequences", args=[campaign.slug])))
    links += [
        (_("Lịch"), reverse("campaigns:dates", args=[campaign.slug])),
        (pgettext("navigation", "Tiêu chí"), reverse("campaigns:criteria", args=[campaign.slug])),
        (_("Văn bản"), reverse("campaigns:documents", args=[campaign.slug])),
        (_("Vướng mắc"), reverse("campaigns:questions", args=[campaign.slug])),
    ]
    current = _current(request, campaign.slug, [address for _label, address in links])
    return [
        {"label": label, "address": address, "is_current": address == current}
        for label, address in links
    ]


LEAD_TO_PAGES = {"appraisal": ("queue", "reference"), "results": ("results",)}
"""Of each app with many pages, the pages of the navigation that lead to them, best first."""
COUNCIL_PAGES = ("council", "minutes", "settle")


def _current(request: HttpRequest, slug: str, addresses: list[str]) -> str:
    """The link whose page is open; of a page that is not linked, the one that leads to it."""
    here, match = request.path, request.resolver_match
    found = max((each for each in addresses if here.startswith(each)), key=len, default="")
    dashboard = reverse("assessments:dashboard", args=[slug])
    if match is None or found not in ("", dashboard):
        return found
    names: tuple[str, ...] = LEAD_TO_PAGES.get(match.namespace, ())
    if match.namespace == "appraisal" and match.url_name in COUNCIL_PAGES:
        names = ("council", *names)
    leading = [reverse(f"{match.namespace}:{name}", args=[slug]) for name in names]
    return next((each for each in leading if each in addresses), found)


@register.simple_tag(takes_context=True)
def general_links(context: dict[str, Any]) -> list[dict[str, Any]]:
    """The pages outside any campaign."""
    request = context["request"]
    if not hasattr(request, "user"):  # refused before anybody was looked for
        return []
    user = request.user
    if not isinstance(user, User):
        return []
    links = [
        (_("Đợt đánh giá"), reverse("portal:home")),
        (pgettext("roster", "Đơn vị"), reverse("organisations:units")),
    ]
    if is_auditor(user):
        links.append((_("Nhật ký"), reverse("audit:log")))
    here = request.path
    return [
        {
            "label": label,
            "address": address,
            "is_current": here == address or (address != "/" and here.startswith(address)),
        }
        for label, address in links
    ]


def own_by_campaign(user: User, campaigns: Iterable[Campaign]) -> dict[int, list[Participant]]:
    """Campaign → the units whose forms the person fills in there, in one question for all."""
    by_pk = {each.pk: each for each in campaigns}
    units = standing(user).units(*OWN_ROLES)
    own: dict[int, list[Participant]] = {}
    if not units:
        return own
    found = Participant.objects.filter(campaign__in=by_pk, unit__in=units)
    for each in found.select_related("unit"):
        each.campaign = by_pk[each.campaign_id]
        own.setdefault(each.campaign_id, []).append(each)
    return own


def current_tasks(user: User, campaign: Campaign, own: list[Participant]) -> list[tuple[str, str]]:
    """What the person can open first in a campaign, their own forms given: (label, address)."""
    tasks = [
        (
            _("Phiếu của {unit}").format(unit=each.unit.name),
            reverse("assessments:start", args=[each.pk]),
        )
        for each in own
    ]
    if user.has_perm("campaigns.see_all", campaign) or not tasks:
        tasks.append((_("Tiến độ của đợt"), reverse("assessments:dashboard", args=[campaign.slug])))
    return tasks
