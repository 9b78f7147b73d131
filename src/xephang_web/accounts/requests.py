"""The person behind a request."""

from __future__ import annotations

from django.http import HttpRequest

from xephang_web.accounts.models import User


def person(request: HttpRequest) -> User:
    """Whoever is logged in; the page's policy has made sure that somebody is."""
    assert isinstance(request.user, User)
    return request.user
