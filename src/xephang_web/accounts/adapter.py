"""How allauth is tied to this application: nobody signs up, people are invited."""

from __future__ import annotations

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.models import EmailAddress
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from xephang_web.accounts.models import User


class InvitedOnly(DefaultAccountAdapter):  # type: ignore[misc]
    """Closes self-registration."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Never: accounts come from invitations."""
        return False

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        """Count no passwords: axes does, by account and address, so that the owner gets in.

        A limit by account alone would let anybody lock anybody out. Codes of the second
        factor have one, which is asked elsewhere: only who has the password gets that far.
        """

    def pre_login(self, request: HttpRequest, user: User, **options: Any) -> HttpResponse | None:
        """Vouch for the address: the invitation was sent to it, and its link was opened.

        Without that allauth takes it for unproven, and refuses to set up a second factor.
        """
        EmailAddress.objects.update_or_create(
            user=user, email=user.email, defaults={"verified": True, "primary": True}
        )
        response: HttpResponse | None = super().pre_login(request, user, **options)
        return response


class KnownPeopleOnly(DefaultSocialAccountAdapter):  # type: ignore[misc]
    """Lets in by OpenID Connect only who already has an account of that verified address."""

    def is_open_for_signup(self, request: HttpRequest, sociallogin: Any) -> bool:
        """Never: the provider says who somebody is, not what they may do here."""
        return False

    def pre_social_login(self, request: HttpRequest, sociallogin: Any) -> None:
        """Connect to the account of the same verified address, or say that there is none."""
        if sociallogin.is_existing:
            return
        verified = [each.email.lower() for each in sociallogin.email_addresses if each.verified]
        user = User.objects.filter(email__in=verified, is_active=True).first()
        if user is None:
            raise ImmediateHttpResponse(render(request, "accounts/unknown_person.html", status=403))
        sociallogin.connect(request, user)
