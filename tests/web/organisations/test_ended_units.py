"""A unit that is no more takes part in no further reorganisation: said so, not a broken page."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest

from tests.web.cast import Cast
from xephang_web.organisations import services
from xephang_web.organisations.models import Reorganisation, Unit
from xephang_web.shared.errors import Mistake

LATER = dt.date(2017, 6, 1)
PAPER = "12/NQ-HĐND"


@pytest.mark.parametrize(
    "act", ["rename", "move", "move under", "merge", "merge into", "split", "end"]
)
def test_an_ended_unit_is_left_as_it_was(cast: Cast, act: str) -> None:
    gone, a, by = cast.unit_b, cast.unit_a, cast.quyen
    services.end_unit(by=by, unit=gone, date=dt.date(2017, 1, 1), document=PAPER)
    gone.refresh_from_db()
    what: dict[str, Any] = {"by": by, "date": LATER, "document": PAPER}
    acts: dict[str, Callable[[], object]] = {
        "rename": lambda: services.rename_unit(unit=gone, name="Mới", **what),
        "move": lambda: services.move_unit(unit=gone, parent=cast.unit_d, **what),
        "move under": lambda: services.move_unit(unit=a, parent=gone, **what),
        "merge": lambda: services.merge_units(units=[a, gone], into=a, **what),
        "merge into": lambda: services.merge_units(units=[a, cast.office], into=gone, **what),
        "split": lambda: services.split_unit(unit=a, into=[a, gone], **what),
        "end": lambda: services.end_unit(unit=gone, **what),
    }
    with pytest.raises(Mistake, match="đã chấm dứt"):
        acts[act]()
    assert Reorganisation.objects.count() == 1
    assert Unit.objects.get(pk=gone.pk).name == "Sở Bưu Điện"
