"""A second factor is set up by whoever needs one, in the way a real person meets it."""

from __future__ import annotations

import re
from typing import Any

from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import (
    format_hotp_value,
    hotp_value,
    yield_hotp_counters_from_time,
)
from django.test import Client

from tests.web.cast import Cast
from xephang_web.accounts.models import Role, User
from xephang_web.accounts.services import accept_invitation, invite

PASSWORD = "mot mat khau that dai 2016"


def code_of(secret: str) -> str:
    """What an authenticator app shows now."""
    return str(format_hotp_value(hotp_value(secret, next(yield_hotp_counters_from_time()))))


def invited_head(cast: Cast, mailoutbox: list[Any], capture: Any) -> User:
    """A head who has just opened the link of their invitation and chosen a password."""
    with capture(execute=True):
        invite(
            by=cast.hoa,
            email="thu.truong@x.example",
            full_name="Thủ Trưởng",
            role=Role.HEAD,
            unit=cast.unit_b,
            link="https://x.example/{secret}",
        )
    found = re.search(r"https://x.example/(\S+)", mailoutbox[-1].body)
    assert found is not None
    return accept_invitation(secret=found[1], password=PASSWORD)


def test_a_head_who_was_invited_sets_up_an_app_and_then_needs_it(
    cast: Cast, mailoutbox: list[Any], django_capture_on_commit_callbacks: Any
) -> None:
    head = invited_head(cast, mailoutbox, django_capture_on_commit_callbacks)
    client = Client()
    given = {"login": head.email, "password": PASSWORD}
    assert client.post("/tai-khoan/login/", given).status_code == 302
    assert client.get("/don-vi/")["Location"] == "/tai-khoan/2fa/"
    client.post("/tai-khoan/reauthenticate/", {"password": PASSWORD})
    page = client.get("/tai-khoan/2fa/totp/activate/").content.decode()
    secret = re.search(r'id="authenticator_secret"[^>]* value="([A-Z2-7]+)"', page)
    assert secret is not None
    wrong = client.post("/tai-khoan/2fa/totp/activate/", {"code": "000000"})
    assert "Mã không đúng" in wrong.content.decode()
    client.post("/tai-khoan/2fa/totp/activate/", {"code": code_of(secret[1])})
    assert Authenticator.objects.filter(user=head, type=Authenticator.Type.TOTP).exists()
    assert client.get("/don-vi/").status_code == 200
    another = Client()
    assert another.post("/tai-khoan/login/", given)["Location"] == "/tai-khoan/2fa/authenticate/"
    assert another.get("/don-vi/").status_code == 302
