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


@pytest.mark.parametrize(
    "day", ["31/02/2026", "29/02/2026", "31/4/2026", "00/01/2026", "12/13/2026"]
)
def test_a_day_that_does_not_exist_is_said_to_be_none(cast: Cast, day: str) -> None:
    """It is written as asked: to be told to write it so helps nobody."""
    client = log_in(cast.hoa)
    given = {"milestone": "nop-so-lieu", "before": day, "document": "CV 1", "reason": "Bão"}
    got = client.post(f"/dot/{SLUG}/lich/", given)
    assert got.status_code == 400
    assert f"không có ngày {day}" in got.content.decode()
    moved = client.post(f"/dot/{SLUG}/dong-ho/", {"clock": f"{day} 08:00"})
    assert moved.status_code == 400
    assert f"không có ngày {day}" in moved.content.decode()
    client.cookies["django_language"] = "en"
    assert f"there is no {day}" in client.post(f"/dot/{SLUG}/lich/", given).content.decode()


def test_what_is_no_day_at_all_is_told_how_to_be_written(cast: Cast) -> None:
    client = log_in(cast.hoa)
    for field, wrong in (("before", "mai"), ("before", "2016"), ("before", "31/12/16")):
        given = {"milestone": "nop-so-lieu", "document": "CV 1", "reason": "Bão", field: wrong}
        said = client.post(f"/dot/{SLUG}/lich/", given).content.decode()
        assert "hãy viết ngày dạng 31/12/2026" in said, wrong
