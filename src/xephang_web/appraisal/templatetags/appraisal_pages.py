"""Parts of the appraisal that stand on several pages: its tabs, what agencies said, what waits."""

from __future__ import annotations

from typing import Any

from django import template
from django.urls import reverse
from django.utils.translation import gettext as _

from xephang_web.accounts.models import User
from xephang_web.appraisal.asking import open_requests
from xephang_web.appraisal.models import Clarification, Verification
from xephang_web.appraisal.verifying import said_fields, standing_verifications, verified_values
from xephang_web.campaigns.models import Campaign, Participant
from xephang_web.campaigns.queries import regulation_of

register = template.Library()


@register.inclusion_tag("appraisal/tabs.html", takes_context=True)
def appraisal_tabs(context: dict[str, Any], campaign: Campaign) -> dict[str, Any]:
    """The pages of the appraisal that the person may open, the current one marked."""
    request = context["request"]
    user = request.user
    links: list[tuple[str, str, str]] = []
    if isinstance(user, User):
        if user.has_perm("appraisal.work", campaign):
            links += [
                ("queue", _("Hàng đợi"), ""),
                ("tasks", _("Phân công"), ""),
                ("asked", _("Giải trình"), ""),
                ("reference", _("Đối chiếu"), "reference"),
                ("inspections", _("Kiểm tra trong năm"), ""),
                ("visits", _("Khảo sát"), "visit"),
            ]
            if user.has_perm("appraisal.lead", campaign) or user.has_perm(
                "campaigns.see_all", campaign
            ):
                links.append(("second_looks", _("Thẩm định độc lập"), ""))
            if user.has_perm("appraisal.see_council", campaign):
                links.append(("council", _("Hội đồng"), ""))
        elif user.has_perm("appraisal.supply", campaign):
            links.append(("reference", _("Đối chiếu"), "reference"))
        if user.has_perm("appraisal.verify", campaign):
            links.append(("verify", _("Xác minh"), "verify"))
    here = request.resolver_match.url_name if request.resolver_match else ""
    return {
        "links": [
            {
                "label": label,
                "address": reverse(f"appraisal:{name}", args=[campaign.slug]),
                "is_current": here == name or bool(stem and stem in here),
            }
            for name, label, stem in links
        ]
    }


@register.inclusion_tag("appraisal/verifications.html")
def agency_verifications(participant: Participant, criterion_id: str) -> dict[str, Any]:
    """What specialist agencies say of one claim, beside it: evidence, never a verdict."""
    criteria = regulation_of(participant.campaign).criteria_sets[participant.group]
    criterion = criteria.criterion(criterion_id)
    found: list[tuple[Verification, Any]] = []
    if criterion is not None:
        found = [
            (each, said_fields(criterion, values) if (values := verified_values(each)) else [])
            for each in standing_verifications([participant]).get(participant.pk, [])
            if each.criterion == criterion_id
        ]
    return {"verifications": found}


@register.simple_tag
def requests_waiting(participant: Participant) -> list[Clarification]:
    """What the unit is asked and can still answer, the nearest day first."""
    return open_requests(participant)
