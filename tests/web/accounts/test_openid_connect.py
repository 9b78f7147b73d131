"""OpenID Connect, switched on by settings: it says who somebody is, not what they may do."""

from __future__ import annotations

from http import HTTPStatus
from types import SimpleNamespace
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount.providers.openid_connect.views import OpenIDConnectOAuth2Adapter
from django.contrib.auth.models import AnonymousUser
from django.test import Client, RequestFactory

from tests.web.cast import Cast, make_cast
from xephang_web.accounts.adapter import KnownPeopleOnly

PROVIDER = "https://dang-nhap.tinh.example"


@pytest.fixture
def cast(db: None) -> Cast:
    return make_cast()


@pytest.fixture
def switched_on(settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """One provider, whose own description is not fetched."""
    app = {
        "provider_id": "tinh", "name": "Cổng của tỉnh", "client_id": "xephang", "secret": "x",
        "settings": {"server_url": PROVIDER},
    }  # fmt: skip
    settings.SOCIALACCOUNT_PROVIDERS = {"openid_connect": {"APPS": [app]}}
    told = {"authorization_endpoint": f"{PROVIDER}/auth", "token_endpoint": f"{PROVIDER}/token"}
    monkeypatch.setattr(OpenIDConnectOAuth2Adapter, "openid_config", told)


def test_without_the_setting_there_is_no_such_door(cast: Cast) -> None:
    assert "Cổng của tỉnh" not in Client().get("/tai-khoan/login/").content.decode()


def test_the_button_leads_to_the_provider_by_a_link_that_no_policy_stops(
    cast: Cast, switched_on: None
) -> None:
    browser = Client()
    page = browser.get("/tai-khoan/login/").content.decode()
    assert "Đăng nhập qua Cổng của tỉnh" in page
    address = page[: page.index("Đăng nhập qua Cổng của tỉnh")].rpartition('href="')[2]
    answer = browser.get(address.partition('"')[0].replace("&amp;", "&"))
    assert answer.status_code == HTTPStatus.FOUND
    found = urlsplit(answer["Location"])
    assert f"{found.scheme}://{found.netloc}{found.path}" == f"{PROVIDER}/auth"
    asked = parse_qs(found.query)
    assert asked["client_id"] == ["xephang"]
    assert asked["redirect_uri"][0].startswith("http://testserver/")
    assert "state" in asked


class Login:
    """Somebody whom a provider vouches for."""

    is_existing = False

    def __init__(self, email: str, *, verified: bool = True) -> None:
        self.email_addresses = [SimpleNamespace(email=email, verified=verified)]
        self.connected: Any = None

    def connect(self, _request: Any, user: Any) -> None:
        self.connected = user


def test_who_is_known_by_a_verified_address_comes_in_and_nobody_else(cast: Cast) -> None:
    adapter, request = KnownPeopleOnly(), RequestFactory().get("/")
    request.user = AnonymousUser()
    known = Login(cast.an.email.upper())
    adapter.pre_social_login(request, known)
    assert known.connected == cast.an
    cast.binh.is_active = False
    cast.binh.save()
    for stranger in (
        Login("la@t.example"),
        Login(cast.an.email, verified=False),
        Login(cast.binh.email),
    ):
        with pytest.raises(ImmediateHttpResponse) as refused:
            adapter.pre_social_login(request, stranger)
        assert refused.value.response.status_code == HTTPStatus.FORBIDDEN
        assert stranger.connected is None
    assert not adapter.is_open_for_signup(request, known)
