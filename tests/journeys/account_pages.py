"""The pages on which people log in, change a password and set up a second factor."""

from __future__ import annotations

import hashlib
import re
from typing import Any

from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from cryptography.hazmat.primitives.asymmetric import ec
from django.core import mail
from django.test import Client
from fido2.cose import ES256
from fido2.utils import websafe_encode
from fido2.webauthn import (
    Aaguid,
    AttestationObject,
    AttestedCredentialData,
    AuthenticatorData,
    CollectedClientData,
)

from tests.journeys.pages import Shown
from tests.web.cast import person
from xephang_web.accounts.models import User

PASSWORD = "mot mat khau that dai 2016"


def real_person(name: str) -> User:
    """Somebody with a password, who is not of the demonstration."""
    user = person(name, is_demo=False)
    user.set_password(PASSWORD)
    user.save()
    return user


def came_in(user: User) -> Client:
    """A browser in which somebody has given their password, and has given it again."""
    client = Client()
    client.post("/tai-khoan/login/", {"login": user.email, "password": PASSWORD})
    client.post("/tai-khoan/reauthenticate/", {"password": PASSWORD})
    return client


def session_of(client: Client) -> str:
    """The session as a cookie's value."""
    return str(client.cookies["sessionid"].value)


def link_in_mail(user: User) -> str:
    """The address in the mail to somebody who has forgotten their password."""
    Client().post("/tai-khoan/password/reset/", {"email": user.email})
    found = re.search(
        r"http://testserver(/tai-khoan/password/reset/key/\S+)", str(mail.outbox[-1].body)
    )
    assert found is not None
    return found[1]


def credential() -> dict[str, Any]:
    """What a passkey leaves with the server when it is added; nobody holds its other half."""
    public = ES256.from_cryptography_key(  # type: ignore[no-untyped-call]
        ec.generate_private_key(ec.SECP256R1()).public_key()
    )
    attested = AttestedCredentialData.create(Aaguid.NONE, b"khoa", public)
    flags = AuthenticatorData.FLAG.UP | AuthenticatorData.FLAG.AT
    data = AuthenticatorData.create(hashlib.sha256(b"localhost").digest(), flags, 0, attested)
    client = CollectedClientData.create(
        type="webauthn.create", challenge=b"0" * 16, origin="http://localhost"
    )
    return {
        "id": websafe_encode(b"khoa"),
        "rawId": websafe_encode(b"khoa"),
        "type": "public-key",
        "response": {
            "clientDataJSON": client.b64,
            "attestationObject": websafe_encode(AttestationObject.create("none", data, {})),
        },
        "clientExtensionResults": {"credProps": {"rk": True}},
    }


def account_pages() -> list[Shown]:
    """The pages, for somebody without a second factor and for somebody with all of them."""
    plain, careful, forgetful = (real_person(name) for name in ("Ninh", "Oanh", "Phong"))
    bare = Client()
    bare.post("/tai-khoan/login/", {"login": plain.email, "password": PASSWORD})
    reset = Client()
    set_password = reset.get(link_in_mail(forgetful))["Location"]
    at_work = session_of(came_in(plain))
    full = session_of(came_in(careful))
    TOTP.activate(careful, generate_totp_secret())
    RecoveryCodes.activate(careful)
    key = Authenticator.objects.create(
        user=careful,
        type=Authenticator.Type.WEBAUTHN,
        data={"name": "Khóa ở cơ quan", "passwordless": True, "credential": credential()},
    )
    half = Client()
    half.post("/tai-khoan/login/", {"login": careful.email, "password": PASSWORD})
    assert half.get("/tai-khoan/2fa/authenticate/").status_code == 200
    way, keys = "/tai-khoan/2fa/", "/tai-khoan/2fa/webauthn/"
    return [
        Shown("log-in-with-code", None, f"{way}authenticate/", session_of(half)),
        Shown("forgotten-password", None, "/tai-khoan/password/reset/"),
        Shown("forgotten-password-sent", None, "/tai-khoan/password/reset/done/"),
        Shown("new-password", None, set_password, session_of(reset)),
        Shown("new-password-bad-link", None, "/tai-khoan/password/reset/key/1-set-password/"),
        Shown("new-password-done", None, "/tai-khoan/password/reset/key/done/"),
        Shown("inactive", None, "/tai-khoan/inactive/"),
        Shown("login-failed", None, "/tai-khoan/3rdparty/login/error/", status=401),
        Shown("login-cancelled", None, "/tai-khoan/3rdparty/login/cancelled/"),
        Shown("confirm-password", None, "/tai-khoan/reauthenticate/", session_of(bare)),
        Shown("change-password", None, "/tai-khoan/password/change/", at_work),
        Shown("log-out", None, "/tai-khoan/logout/", at_work),
        Shown("second-factor-none", None, way, at_work),
        Shown("second-factor-app", None, f"{way}totp/activate/", at_work),
        Shown("second-factor-add-key", None, f"{keys}add/", at_work),
        Shown("second-factor", None, way, full),
        Shown("second-factor-app-off", None, f"{way}totp/deactivate/", full),
        Shown("second-factor-codes", None, f"{way}recovery-codes/", full),
        Shown("second-factor-new-codes", None, f"{way}recovery-codes/generate/", full),
        Shown("second-factor-keys", None, keys, full),
        Shown("second-factor-rename-key", None, f"{keys}keys/{key.pk}/edit/", full),
        Shown("second-factor-remove-key", None, f"{keys}keys/{key.pk}/remove/", full),
        Shown("confirm-with-code", None, f"{way}reauthenticate/", full),
        Shown("confirm-with-key", None, f"{keys}reauthenticate/", full),
    ]
