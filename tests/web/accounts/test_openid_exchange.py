"""The exchange with an OpenID Connect provider, over HTTP with one of this machine's own."""

from __future__ import annotations

import base64
import hashlib
import json
import time
from collections.abc import Iterator
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any
from urllib.parse import parse_qs, urlsplit

import jwt
import pytest
from allauth.mfa.totp.internal.auth import TOTP
from django.test import Client
from django.urls import reverse

from tests.web.cast import Cast, make_cast

SECRET = "giữ kín"
SIGNED = "a key of the provider's own, thirty-two bytes long"


class Provider:
    """A provider that vouches for one person, once for each code that it has given out."""

    def __init__(self) -> None:
        self.person: dict[str, Any] = {"sub": "1", "email": "", "email_verified": True}
        self.audience = "xephang"
        self.challenges: dict[str, str] = {}
        provider = self

        class Answers(BaseHTTPRequestHandler):
            """What a provider is asked: what it offers, a token for a code, who somebody is."""

            def do_GET(self) -> None:
                if self.path == "/.well-known/openid-configuration":
                    self.say(provider.configuration)
                elif self.headers.get("Authorization") == "Bearer access":
                    self.say(provider.person)
                else:
                    self.say({}, HTTPStatus.UNAUTHORIZED)

            def do_POST(self) -> None:
                sent = self.rfile.read(int(self.headers["Content-Length"])).decode()
                status, told = provider.token({k: v[0] for k, v in parse_qs(sent).items()})
                self.say(told, status)

            def say(self, told: dict[str, Any], status: HTTPStatus = HTTPStatus.OK) -> None:
                body = json.dumps(told).encode()
                self.send_response(status)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_said: Any) -> None:
                """Nothing: the test says what went wrong."""

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Answers)
        self.address = f"http://127.0.0.1:{self.server.server_port}"
        self.thread = Thread(target=self.server.serve_forever, daemon=True)

    @property
    def configuration(self) -> dict[str, Any]:
        """What the provider says of itself."""
        return {
            "issuer": self.address,
            "authorization_endpoint": f"{self.address}/auth",
            "token_endpoint": f"{self.address}/token",
            "userinfo_endpoint": f"{self.address}/userinfo",
            "jwks_uri": f"{self.address}/keys",
            "token_endpoint_auth_methods_supported": ["client_secret_post"],
        }

    def authorize(self, asked: dict[str, list[str]]) -> str:
        """The person says yes at the provider: the code that their browser carries back."""
        code = f"code-{len(self.challenges)}"
        self.challenges[code] = asked.get("code_challenge", [""])[0]
        return code

    def token(self, sent: dict[str, str]) -> tuple[HTTPStatus, dict[str, Any]]:
        """A token for a code that was given out, to who knows the secret; each code once."""
        challenge = self.challenges.pop(sent.get("code", ""), None)
        proof = hashlib.sha256(sent.get("code_verifier", "").encode()).digest()
        is_proven = challenge in ("", base64.urlsafe_b64encode(proof).decode().rstrip("="))
        if challenge is None or sent.get("client_secret") != SECRET or not is_proven:
            return HTTPStatus.BAD_REQUEST, {"error": "invalid_grant"}
        now = int(time.time())
        claims = {
            "iss": self.address, "aud": self.audience, "iat": now, "exp": now + 60, **self.person,
        }  # fmt: skip
        id_token = jwt.encode(claims, SIGNED, algorithm="HS256")
        return HTTPStatus.OK, {
            "access_token": "access",
            "token_type": "Bearer",
            "id_token": id_token,
            "expires_in": 60,
        }


@pytest.fixture
def provider(settings: Any) -> Iterator[Provider]:
    """One provider, switched on by settings."""
    found = Provider()
    found.thread.start()
    app = {
        "provider_id": "tinh", "name": "Cổng của tỉnh", "client_id": "xephang", "secret": SECRET,
        "settings": {"server_url": found.address},
    }  # fmt: skip
    settings.SOCIALACCOUNT_PROVIDERS = {"openid_connect": {"APPS": [app]}}
    yield found
    found.server.shutdown()
    found.server.server_close()
    found.thread.join()


@pytest.fixture
def cast(db: None) -> Cast:
    return make_cast()


def come_back(provider: Provider, browser: Client) -> str:
    """From our page to the provider; the address with which it sends the browser back."""
    page = browser.get("/tai-khoan/login/").content.decode()
    link = page[: page.index("Đăng nhập qua Cổng của tỉnh")].rpartition('href="')[2]
    answer = browser.get(link.partition('"')[0].replace("&amp;", "&"))
    assert answer.status_code == HTTPStatus.FOUND
    asked = parse_qs(urlsplit(answer["Location"]).query)
    back = urlsplit(asked["redirect_uri"][0]).path
    return f"{back}?code={provider.authorize(asked)}&state={asked['state'][0]}"


def who(browser: Client) -> str | None:
    """Who is logged in: their id."""
    found: str | None = browser.session.get("_auth_user_id")
    return found


def test_who_is_known_comes_in_by_the_word_of_the_provider(cast: Cast, provider: Provider) -> None:
    provider.person["email"] = cast.an.email
    browser = Client()
    address = come_back(provider, browser)
    answer = browser.get(address)
    assert answer.status_code == HTTPStatus.FOUND
    assert who(browser) == str(cast.an.pk)
    assert browser.get(f"/phieu/{cast.a.pk}/soat/").status_code == HTTPStatus.OK
    again = Client()
    again.get(address)  # what somebody has read over a shoulder opens nothing
    assert who(again) is None


@pytest.mark.parametrize("has_app", [False, True], ids=["none yet", "an app"])
def test_the_word_of_the_provider_is_no_second_factor(
    cast: Cast, provider: Provider, *, has_app: bool
) -> None:
    """Who must have one sets it up, or is asked for it, whichever way they came."""
    provider.person["email"] = cast.binh.email = "binh@t.example"
    cast.binh.is_demo = False
    cast.binh.save()
    if has_app:
        TOTP.activate(cast.binh, "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP")
    browser = Client()
    answer = browser.get(come_back(provider, browser))
    assert answer.status_code == HTTPStatus.FOUND
    assert who(browser) == (None if has_app else str(cast.binh.pk))
    page = browser.get(f"/phieu/{cast.a.pk}/soat/")
    assert page.status_code == HTTPStatus.FOUND
    if has_app:
        assert answer["Location"] == reverse("mfa_authenticate")
        assert page["Location"].startswith("/tai-khoan/login/")
    else:
        assert page["Location"] == reverse("mfa_index")


@pytest.mark.parametrize(
    "changed",
    [{"email": "la@t.example"}, {"email_verified": False}],
    ids=["a stranger", "an address that nobody has verified"],
)
def test_who_is_not_known_stays_outside(
    cast: Cast, provider: Provider, changed: dict[str, Any]
) -> None:
    provider.person |= {"email": cast.an.email, **changed}
    browser = Client()
    answer = browser.get(come_back(provider, browser))
    assert answer.status_code == HTTPStatus.FORBIDDEN
    assert who(browser) is None


def test_a_word_for_somebody_else_is_not_taken(cast: Cast, provider: Provider) -> None:
    """An id token for another client, a code that was never given, a state that is not ours."""
    provider.person["email"] = cast.an.email
    provider.audience = "another"
    browser = Client()
    browser.get(come_back(provider, browser))
    assert who(browser) is None
    provider.audience = "xephang"
    for wrong in ("code", "state"):
        address = come_back(provider, browser)
        answer = browser.get(address.replace(f"{wrong}=", f"{wrong}=x"))
        assert answer.status_code < HTTPStatus.INTERNAL_SERVER_ERROR
        assert who(browser) is None, wrong
