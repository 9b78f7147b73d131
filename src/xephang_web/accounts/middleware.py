"""Roles that sign, judge or manage need a second factor before anything else."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from allauth.mfa.utils import is_mfa_enabled
from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from xephang_web.accounts.models import User
from xephang_web.accounts.queries import needs_second_factor

_ALWAYS_OPEN = ("mfa_", "account_", "set_language")


class SecondFactorMiddleware:
    """Sends who needs a second factor and has none to the page that sets it up."""

    def __init__(self, respond: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.respond = respond

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Go on; the question is asked once the page is known."""
        return self.respond(request)

    def process_view(
        self, request: HttpRequest, _view: Any, _args: Any, _kwargs: Any
    ) -> HttpResponseBase | None:
        """None to go on."""
        user = request.user
        name = request.resolver_match.url_name if request.resolver_match else ""
        if not isinstance(user, User) or (name or "").startswith(_ALWAYS_OPEN):
            return None
        if not needs_second_factor(user) or is_mfa_enabled(user):
            return None
        messages.warning(
            request,
            _(
                "Vai trò của bạn cần bước xác thực thứ hai. "
                "Hãy cài mã dùng một lần hoặc khóa truy cập."
            ),
        )
        return redirect("mfa_index")
