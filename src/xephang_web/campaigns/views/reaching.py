"""Reaching the campaign of a page."""

from __future__ import annotations

from django.http import Http404, HttpRequest

from xephang_web.accounts.requests import person
from xephang_web.campaigns.models import (
    Campaign,
)
from xephang_web.campaigns.queries import (
    reach_campaign,
)


def reach_own_campaign(request: HttpRequest, slug: str) -> Campaign:
    """The campaign, for its standing office only."""
    campaign = reach_campaign(person(request), slug)
    if not person(request).has_perm("campaigns.run", campaign):
        raise Http404
    return campaign
