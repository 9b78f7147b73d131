"""System checks of the settings: what is wrong is said at the start, with an id."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core import checks
from django.core.checks import CheckMessage, Error, register


@register()
def check_demonstration(**_kwargs: Any) -> list[CheckMessage]:
    """The one-click accounts of the demonstration never stand open to other machines."""
    local = {"localhost", "127.0.0.1", "testserver", "[::1]"}
    if settings.DEMONSTRATION and not set(settings.ALLOWED_HOSTS) <= local:
        return [
            Error(
                "XEPHANG_DEMONSTRATION lets anybody log in as anybody",
                hint="serve a demonstration on localhost only, or switch it off",
                id="xephang.E001",
            )
        ]
    return []


@register()
def check_upload_limit(**_kwargs: Any) -> list[CheckMessage]:
    """Evidence of nothing, or of gigabytes, is a slip of the pen."""
    if not 1 <= settings.MAX_UPLOAD_BYTES // 1024 // 1024 <= 500:
        return [
            Error("XEPHANG_MAX_UPLOAD_MB: from 1 to 500 megabytes are allowed", id="xephang.E002")
        ]
    return []


@register()
def check_storage(**_kwargs: Any) -> list[CheckMessage]:
    """An endpoint without a bucket would quietly keep the files on this machine."""
    if settings.S3_ENDPOINT and not settings.S3_BUCKET:
        return [
            Error(
                "XEPHANG_S3_ENDPOINT is set and XEPHANG_S3_BUCKET is not",
                hint="name the bucket, or files are kept in the data folder",
                id="xephang.E003",
            )
        ]
    return []


@register(deploy=True)
def check_mail(**_kwargs: Any) -> list[CheckMessage]:
    """Reminders and invitations that go nowhere are worth a warning."""
    if settings.EMAIL_BACKEND.endswith(("console.EmailBackend", "dummy.EmailBackend")):
        return [
            checks.Warning(
                "XEPHANG_EMAIL is not set: reminders and invitations are not sent",
                id="xephang.W001",
            )
        ]
    return []
