"""Who may open which page. Deny by default: a view without a policy is not served.

A policy is the name of who may come at all (`anyone`, `signed_in`, or a permission of
`rules` that needs no object). Which objects somebody reaches is asked in the view,
through the scoped queries of its application: what they may not know of is a 404.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from django.http import HttpRequest, HttpResponseBase

View = TypeVar("View", bound=Callable[..., HttpResponseBase])
ANYONE = "anyone"
SIGNED_IN = "signed_in"

# Pages of allauth, which brings its own checks: by name of the URL.
THIRD_PARTY = {
    "account_login": ANYONE,
    "account_logout": SIGNED_IN,
    "account_reauthenticate": SIGNED_IN,
    "account_change_password": SIGNED_IN,
    "account_reset_password": ANYONE,
    "account_reset_password_done": ANYONE,
    "account_reset_password_from_key": ANYONE,
    "account_reset_password_from_key_done": ANYONE,
    "account_inactive": ANYONE,
    "mfa_authenticate": ANYONE,
    "mfa_trust": ANYONE,
    "mfa_index": SIGNED_IN,
    "mfa_reauthenticate": SIGNED_IN,
    "mfa_activate_totp": SIGNED_IN,
    "mfa_deactivate_totp": SIGNED_IN,
    "mfa_generate_recovery_codes": SIGNED_IN,
    "mfa_view_recovery_codes": SIGNED_IN,
    "mfa_download_recovery_codes": SIGNED_IN,
    "mfa_list_webauthn": SIGNED_IN,
    "mfa_add_webauthn": SIGNED_IN,
    "mfa_edit_webauthn": SIGNED_IN,
    "mfa_remove_webauthn": SIGNED_IN,
    "mfa_reauthenticate_webauthn": SIGNED_IN,
    "mfa_login_webauthn": ANYONE,
    "mfa_signup_webauthn": "nobody",
    "socialaccount_login_cancelled": ANYONE,
    "socialaccount_login_error": ANYONE,
    "openid_connect_login": ANYONE,
    "openid_connect_callback": ANYONE,
}


def page(policy: str) -> Callable[[View], View]:
    """Declare who may come to a view."""

    def declare(view: View) -> View:
        view.policy = policy  # type: ignore[attr-defined]
        return view

    return declare


def policy_of(view: Callable[..., Any], url_name: str | None) -> str | None:
    """The policy of a view, or None where none was declared."""
    declared = getattr(view, "policy", None)
    return declared if declared is not None else THIRD_PARTY.get(url_name or "")


def admits(policy: str, request: HttpRequest) -> bool:
    """True if the policy lets the person of the request come in."""
    if policy == ANYONE:
        return True
    if policy == "nobody" or not request.user.is_authenticated:
        return False
    return policy == SIGNED_IN or request.user.has_perm(policy)
