"""The navigation of a campaign: what the person may open there."""

from __future__ import annotations

from typing import Any

from django import template
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from xephang_web.accounts.models import User
from xephang_web.accounts.permissions import OWN_ROLES, is_auditor
from xephang_web.accounts.queries import standing
from xephang_web.campaigns.models import Campaign, Participant

register = template.Library()


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
    links += [
        (_("Lịch"), reverse("campaigns:dates", args=[campaign.slug])),
        (_("Tiêu chí"), reverse("campaigns:criteria", args=[campaign.slug])),
        (_("Văn bản"), reverse("campaigns:documents", args=[campaign.slug])),
        (_("Vướng mắc"), reverse("campaigns:questions", args=[campaign.slug])),
    ]
    here = request.path
    current = max(
        (address for _label, address in links if here.startswith(address)), key=len, default=""
    )
    return [
        {"label": label, "address": address, "is_current": address == current}
        for label, address in links
    ]


@register.simple_tag(takes_context=True)
def general_links(context: dict[str, Any]) -> list[dict[str, Any]]:
    """The pages outside any campaign."""
    request = context["request"]
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


def current_tasks(user: User, campaign: Campaign) -> list[tuple[str, str]]:
    """What the person can open first in a campaign: (label, address)."""
    tasks = [
        (
            _("Phiếu của {unit}").format(unit=each.unit.name),
            reverse("assessments:start", args=[each.pk]),
        )
        for each in own_participants(user, campaign)
    ]
    if user.has_perm("campaigns.see_all", campaign) or not tasks:
        tasks.append((_("Tiến độ của đợt"), reverse("assessments:dashboard", args=[campaign.slug])))
    return tasks
