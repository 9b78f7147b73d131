"""Wrong settings are refused at the start, each with its id."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.checks import run_checks


def ids(*, deploy: bool = False) -> set[str]:
    """The ids of our own findings."""
    found = run_checks(include_deployment_checks=deploy)
    return {str(each.id) for each in found if str(each.id).startswith("xephang.")}


def test_the_settings_of_a_demonstration_at_home_are_in_order(settings: Any) -> None:
    settings.ALLOWED_HOSTS = ["localhost"]
    assert ids() == set()


@pytest.mark.parametrize("hosts", [["xephang.example"], ["*"], ["localhost", "10.0.0.7"], [".vn"]])
def test_a_demonstration_that_others_can_reach_is_refused(settings: Any, hosts: list[str]) -> None:
    settings.ALLOWED_HOSTS = hosts
    assert ids() == {"xephang.E001"}
    settings.DEMONSTRATION = False
    assert ids() == set()


@pytest.mark.parametrize(
    ("megabytes", "refused"), [(0, True), (1, False), (500, False), (501, True)]
)
def test_a_limit_of_nothing_or_of_gigabytes_is_refused(
    settings: Any, megabytes: int, refused: bool
) -> None:
    settings.MAX_UPLOAD_BYTES = megabytes * 1024 * 1024
    assert ids() == ({"xephang.E002"} if refused else set())


def test_an_endpoint_without_its_bucket_is_refused(settings: Any) -> None:
    settings.S3_ENDPOINT = "https://s3.xephang.example"
    assert ids() == {"xephang.E003"}
    settings.S3_BUCKET = "ho-so"
    assert ids() == set()


@pytest.mark.parametrize("backend", ["console", "dummy"])
def test_mail_that_goes_nowhere_is_worth_a_warning(settings: Any, backend: str) -> None:
    settings.EMAIL_BACKEND = f"django.core.mail.backends.{backend}.EmailBackend"
    assert ids(deploy=True) == {"xephang.W001"}
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    assert ids(deploy=True) == set()
