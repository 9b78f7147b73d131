"""A second factor is set up by whoever needs one, in the way a real person meets it."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

import pytest
from allauth.core.internal import ratelimit
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import (
    TOTP,
    format_hotp_value,
    hotp_value,
    yield_hotp_counters_from_time,
)
from django.core.cache import cache
from django.test import Client

from tests.web.cast import Cast
from xephang_web.accounts.models import Role, User
from xephang_web.accounts.services import accept_invitation, invite

PASSWORD = "mot mat khau that dai 2016"


def code_of(secret: str) -> str:
    """What an authenticator app shows now."""
    return str(format_hotp_value(hotp_value(secret, next(yield_hotp_counters_from_time()))))


SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
TOO_MANY = "Sai quá nhiều lần"


@pytest.fixture(autouse=True)
def _counted_anew() -> Iterator[None]:
    """Guesses are counted in the cache: no test begins with those of another."""
    cache.clear()
    yield
    cache.clear()


def with_an_app(cast: Cast) -> User:
    """An, who has a password, an app that shows codes, and codes on paper."""
    cast.an.set_password(PASSWORD)
    cast.an.save()
    TOTP.activate(cast.an, SECRET)
    RecoveryCodes.activate(cast.an)
    return cast.an


def on_paper(user: User) -> list[str]:
    """The codes on paper that were not used yet."""
    kept = Authenticator.objects.get(user=user, type=Authenticator.Type.RECOVERY_CODES)
    return list(kept.wrap().get_unused_codes())


def past_the_password(user: User, address: str = "10.0.0.7") -> Client:
    """A browser in which the password was right and the code is asked for."""
    client = Client(REMOTE_ADDR=address)
    given = {"login": user.email, "password": PASSWORD}
    assert client.post("/tai-khoan/login/", given)["Location"] == "/tai-khoan/2fa/authenticate/"
    return client


def guess(client: Client, code: str, page: str = "/tai-khoan/2fa/authenticate/") -> str:
    """What the page answers to a code; "in" where it lets in."""
    answer = client.post(page, {"code": code})
    return "in" if answer.status_code == 302 else answer.content.decode()


def test_the_sixth_guess_at_a_code_is_refused_even_if_right_until_the_window_is_over(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    """From whatever browser: who has the password alone does not try a million codes."""
    user = with_an_app(cast)
    thief = past_the_password(user, "10.0.0.66")
    for _number in range(5):
        assert "Mã không đúng" in guess(thief, "000000")
    assert TOO_MANY in guess(thief, code_of(SECRET))
    another = past_the_password(user, "10.0.0.67")
    assert TOO_MANY in guess(another, code_of(SECRET))
    assert TOO_MANY in guess(another, on_paper(user)[0])
    later = SimpleNamespace(time=lambda: time.time() + 301, monotonic=time.monotonic)
    monkeypatch.setattr(ratelimit, "time", later)
    assert guess(another, code_of(SECRET)) == "in"


def test_a_right_code_forgets_the_slips_before_it(cast: Cast) -> None:
    user = with_an_app(cast)
    for _number in range(3):
        client = past_the_password(user)
        for _slip in range(4):
            assert "Mã không đúng" in guess(client, "000000")
        assert guess(client, on_paper(user)[0]) == "in"


def test_codes_are_not_guessed_by_asking_again_from_inside(cast: Cast) -> None:
    """A session that somebody left open does not open the settings of the second factor."""
    user = with_an_app(cast)
    client = past_the_password(user)
    assert guess(client, on_paper(user)[0]) == "in"
    page = "/tai-khoan/2fa/reauthenticate/"
    for _number in range(5):
        assert "Mã không đúng" in guess(client, "000000", page)
    assert TOO_MANY in guess(client, code_of(SECRET), page)


def test_wrong_passwords_use_up_no_guess_and_lock_nobody_out(cast: Cast) -> None:
    """Who does not have the password has no hand in how often the owner may type a code."""
    user = with_an_app(cast)
    spray = Client(REMOTE_ADDR="10.0.0.66")
    for number in range(9):
        spray.post("/tai-khoan/login/", {"login": user.email, "password": f"sai {number}"})
    owner = past_the_password(user)
    for _number in range(4):
        assert "Mã không đúng" in guess(owner, "000000")
    assert guess(owner, code_of(SECRET)) == "in"


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
