"""Days and moments as people type them: what is no day of an office is refused, and said."""

from __future__ import annotations

import pytest

from tests.web.cast import Cast, log_in
from xephang_web.campaigns.models import Extension

SLUG = "thanh-hoa-2016"


@pytest.mark.parametrize("clock", ["01/01/0001 00:00", "31/12/9999 23:59", "01/01/2300 08:00"])
def test_no_training_clock_can_stop_a_campaign_for_good(cast: Cast, clock: str) -> None:
    """A clock beside the end of all calendars would fail on every page, its own form too."""
    client = log_in(cast.hoa)
    assert client.post(f"/dot/{SLUG}/dong-ho/", {"clock": clock}).status_code == 400
    assert client.get(f"/dot/{SLUG}/lich/").status_code == 200
    moved = client.post(f"/dot/{SLUG}/dong-ho/", {"clock": "20/11/2016 08:00"})
    assert moved.status_code == 302


@pytest.mark.parametrize("before", ["31/12/9999", "01/01/0001", "01/01/2300"])
def test_no_extension_can_reach_beyond_every_calendar(cast: Cast, before: str) -> None:
    client = log_in(cast.hoa)
    given = {"milestone": "submission", "before": before, "document": "CV 1", "reason": "Bão"}
    milestone = client.get(f"/dot/{SLUG}/lich/").context["milestones"][0].id
    got = client.post(f"/dot/{SLUG}/lich/", {**given, "milestone": milestone})
    assert got.status_code == 400
    assert not Extension.objects.exists()
    assert client.get(f"/dot/{SLUG}/tien-do/").status_code == 200
