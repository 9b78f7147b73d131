"""Pages that list things ask the database as often for many as for few."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from tests.web.cast import Cast, log_in, make_cast
from tests.web.crowd import Listed, appraising, first_half, published

FEW, MANY = 1, 3
Stage = Callable[[Cast, int], list[Listed]]


def counted(stage: Stage, size: int) -> dict[str, int]:
    """Page → how many questions it asks when there is so much on it; then all is undone."""
    found = {}
    with transaction.atomic():
        for each in stage(make_cast(), size):
            client = log_in(each.who)
            assert client.get(each.path).status_code == 200, each.path
            with CaptureQueriesContext(connection) as asked:
                client.get(each.path)
            found[f"{each.who.full_name} {each.path}"] = len(asked)
        transaction.set_rollback(True)
    # Two builds give the same thing other numbers.
    return {_without_numbers(path): count for path, count in found.items()}


def _without_numbers(path: str) -> str:
    return "/".join("…" if part.isdigit() and len(part) > 1 else part for part in path.split("/"))


@pytest.mark.parametrize("stage", [first_half, appraising, published])
def test_a_page_asks_as_often_for_many_as_for_few(db: None, stage: Stage) -> None:
    few, many = (counted(stage, size) for size in (FEW, MANY))
    assert len(few) > 5
    assert many == few
