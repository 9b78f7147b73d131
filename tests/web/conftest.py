"""What every test of the web runs with: a database, files of its own, a frozen clock, the cast."""

from __future__ import annotations

import datetime as dt
import gc
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from tests.web.cast import Cast, make_cast
from xephang_web.audit import triggers
from xephang_web.results.views.revisits import KEPT
from xephang_web.shared import clock

NOW = dt.datetime(2016, 11, 1, 2, 0, tzinfo=dt.UTC)


class FrozenClock:
    """The server's clock in a test: it stands until it is moved."""

    def __init__(self) -> None:
        self.at = NOW

    def __call__(self) -> dt.datetime:
        """The moment it stands at."""
        return self.at


@pytest.fixture(autouse=True)
def server_clock(monkeypatch: pytest.MonkeyPatch) -> FrozenClock:
    """Nine in the morning of 1/11/2016 in Hanoi, until the test moves it."""
    frozen = FrozenClock()
    monkeypatch.setattr(clock, "now", frozen)
    return frozen


@pytest.fixture(autouse=True, scope="session")
def _collected_seldom() -> None:
    """What was imported lives as long as the tests: it need not be gone through all the time."""
    gc.freeze()
    gc.set_threshold(200_000, 20, 20)


@pytest.fixture(autouse=True)
def own_files(settings: Any, tmp_path: Path) -> None:
    """Every test has a folder of its own for the files it receives."""
    kept = {"BACKEND": "django.core.files.storage.FileSystemStorage"}
    options = {"OPTIONS": {"location": str(tmp_path / "files")}}
    settings.STORAGES = {**settings.STORAGES, "default": {**kept, **options}}


@pytest.fixture
def cast(db: None) -> Cast:
    """An, Bình, Chi and the others, with a campaign of Thanh Hóa 2016 that is open."""
    return make_cast()


@pytest.fixture
def transactional_cast(transactional_db: None) -> Iterator[Cast]:
    """The cast where a test commits for real; the triggers stand aside for the clean-up."""
    triggers.install()
    yield make_cast()
    triggers.remove()


@pytest.fixture
def client() -> Client:
    """A visitor, whose mistakes come back as answers and not as exceptions."""
    return Client(raise_request_exception=False)


@pytest.fixture(autouse=True)
def _no_page_kept_of_another_test() -> None:
    """Public pages are kept by the process; databases of tests come and go with the same ids."""
    KEPT.forget()
