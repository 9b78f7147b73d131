"""The person behind a request."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest

from xephang_web.accounts.models import User
from xephang_web.shared.errors import NotAllowed


def person(request: HttpRequest) -> User:
    """Whoever is logged in; the page's policy has made sure that somebody is."""
    assert isinstance(request.user, User)
    return request.user


def check_may(user: User, permission: str, obj: Any, message: str) -> None:
    """Raise `NotAllowed` with the message unless the person has the permission.

    Views ask before they look at anything that was sent: whoever may not act learns that,
    and nothing of what was wrong with the request. The services ask again.
    """
    if not user.has_perm(permission, obj):
        raise NotAllowed(message)
