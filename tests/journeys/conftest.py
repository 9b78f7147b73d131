"""The browser, and a database that a server in another thread sees."""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser

from tests.journeys.browser import chromium
from xephang_web.audit import triggers


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """One chromium for all journeys. Playwright's loop makes Django think that it is async."""
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    with chromium() as found:
        yield found


@pytest.fixture
def served(transactional_db: None, live_server: object) -> Iterator[str]:
    """The address of the application, served on this machine for one test."""
    triggers.install()
    yield str(live_server).replace("127.0.0.1", "localhost")
    triggers.remove()
