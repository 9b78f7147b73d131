"""The start page, and the one-click accounts of the demonstration."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib.auth import login
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_POST

from xephang_web.accounts.models import Role, User
from xephang_web.accounts.queries import current_appointments
from xephang_web.campaigns.models import Campaign
from xephang_web.campaigns.queries import campaign_now, visible_campaigns
from xephang_web.campaigns.templatetags.campaign_pages import current_tasks
from xephang_web.shared.policy import ANYONE, page


@page(ANYONE)
@require_GET
def home(request: HttpRequest) -> HttpResponse:
    """What one can do next: the campaigns one takes part in, or how to come in."""
    context: dict[str, Any] = {}
    if isinstance(request.user, User):
        campaigns = list(visible_campaigns(request.user))
        context["may_create"] = request.user.has_perm("campaigns.create")
        context["campaigns"] = [
            (each, campaign_now(each), current_tasks(request.user, each)) for each in campaigns
        ]
    elif settings.DEMONSTRATION:
        context["worlds"] = demo_accounts()
    return render(request, "portal/home.html", context)


def demo_accounts() -> list[dict[str, Any]]:
    """Every demonstration campaign of this year with its accounts by role, one question a kind."""
    campaigns = Campaign.objects.filter(is_training=True, next__isnull=True).select_related(
        "standing_office"
    )
    held: dict[int, list[Any]] = {}
    appointments = (
        current_appointments()
        .filter(user__is_demo=True)
        .select_related("user", "unit")
        .order_by("pk")
    )
    by_unit: dict[int | None, list[Any]] = {}
    for each in appointments:
        by_unit.setdefault(each.unit_id, []).append(each)
    order = [Role.STANDING_OFFICE.value, *Role.values]
    for campaign in campaigns.prefetch_related("participants__unit"):
        units = {each.unit_id for each in campaign.participants.all()}
        units |= {campaign.standing_office_id, campaign.standing_office.parent_id}
        found = [one for unit in units for one in by_unit.get(unit, [])]
        held[campaign.pk] = sorted(found, key=lambda one: (order.index(one.role), one.pk))
    return [
        {"campaign": each, "now": campaign_now(each), "accounts": held[each.pk]}
        for each in campaigns
    ] + ([{"campaign": None, "accounts": by_unit[None]}] if by_unit.get(None) else [])


@page(ANYONE)
@require_POST
def demo_login(request: HttpRequest, user_id: int) -> HttpResponse:
    """Come in as a demonstration account. There is no such page on a real server."""
    if not settings.DEMONSTRATION:
        raise Http404
    user = get_object_or_404(User, pk=user_id, is_demo=True, is_active=True)
    login(request, user, backend="allauth.account.auth_backends.AuthenticationBackend")
    return redirect("portal:home")


@page(ANYONE)
@require_GET
def accessibility(request: HttpRequest) -> HttpResponse:
    """How the pages can be used by everybody, and whom to tell where they cannot."""
    return render(request, "portal/accessibility.html")
