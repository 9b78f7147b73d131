"""The start page, and the one-click accounts of the demonstration."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.conf import settings
from django.contrib.auth import login
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from xephang_web.accounts.models import User
from xephang_web.appraisal.asking import open_requests_of
from xephang_web.campaigns.models import Campaign
from xephang_web.campaigns.queries import campaign_now, visible_campaigns
from xephang_web.campaigns.templatetags.campaign_pages import current_tasks, own_by_campaign
from xephang_web.portal.tour import everywhere, stops
from xephang_web.results.models import Publication
from xephang_web.shared.policy import ANYONE, page

MOST_PUBLISHED = 5


@page(ANYONE)
@require_GET
def home(request: HttpRequest) -> HttpResponse:
    """What one can do next: the campaigns one takes part in, or how to come in."""
    context: dict[str, Any] = {}
    if isinstance(request.user, User):
        campaigns = list(visible_campaigns(request.user))
        context["may_create"] = request.user.has_perm("campaigns.create")
        context["campaigns"] = [
            (each, campaign_now(each), tasks) for each, tasks in _tasks(request.user, campaigns)
        ]
    else:
        context["published"] = _published()
        if settings.DEMONSTRATION:
            context |= {"stops": stops(), "everywhere": everywhere()}
    return render(request, "portal/home.html", context)


def _tasks(
    user: User, campaigns: list[Campaign]
) -> Iterator[tuple[Campaign, list[tuple[str, str]]]]:
    """What the person can open first: what their unit was asked comes before all else."""
    forms = own_by_campaign(user, campaigns)
    asked = open_requests_of(each for own in forms.values() for each in own)
    for campaign in campaigns:
        own = forms.get(campaign.pk, [])
        tasks = [
            (
                _("Giải trình đến hết {day}: {unit}").format(
                    day=asked[each.pk][0].due.strftime("%d/%m/%Y"), unit=each.unit.name
                ),
                reverse("appraisal:clarifications", args=[each.pk]),
            )
            for each in own
            if each.pk in asked
        ]
        yield campaign, [*tasks, *current_tasks(user, campaign, own)]


def _published() -> QuerySet[Publication]:
    """What was published last, the newest version of each campaign first."""
    return (
        Publication.objects.filter(published_at__isnull=False)
        .select_related("campaign")
        .defer("open_content")
        .order_by("-campaign__year", "campaign__slug", "-version")[:MOST_PUBLISHED]
    )


@page(ANYONE)
@require_POST
def demo_login(request: HttpRequest, user_id: int) -> HttpResponse:
    """Come in as a demonstration account, on the page of its door. Not on a real server."""
    if not settings.DEMONSTRATION:
        raise Http404
    user = get_object_or_404(User, pk=user_id, is_demo=True, is_active=True)
    login(request, user, backend="allauth.account.auth_backends.AuthenticationBackend")
    wanted = request.POST.get("next", "")
    if url_has_allowed_host_and_scheme(wanted, {request.get_host()}, request.is_secure()):
        return redirect(wanted)
    return redirect("portal:home")


@page(ANYONE)
@require_GET
def accessibility(request: HttpRequest) -> HttpResponse:
    """How the pages can be used by everybody, and whom to tell where they cannot."""
    return render(request, "portal/accessibility.html")
