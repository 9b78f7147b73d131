"""Launching and closing: each step is asked for by name, and taken once."""

from __future__ import annotations

import datetime as dt

import pytest

from tests.web.cast import Cast, log_in
from xephang.calendar import HANOI
from xephang_web.campaigns import services
from xephang_web.campaigns.models import Campaign
from xephang_web.campaigns.pinning import pin_from_library
from xephang_web.campaigns.roster import add_participants
from xephang_web.shared.errors import Conflict


@pytest.fixture
def prepared(cast: Cast) -> Campaign:
    """A campaign that waits for its launch."""
    made = services.create_campaign(
        by=cast.hoa,
        slug="sap-mo",
        title="Sắp mở",
        regulation=pin_from_library("thanh-hoa/2016-4289", 2016),
        standing_office=cast.office,
    )
    add_participants(by=cast.hoa, campaign=made, units=[cast.unit_a], group="so")
    return made


def test_a_launch_sent_twice_never_closes_the_campaign(cast: Cast, prepared: Campaign) -> None:
    """A double click, a reload or a colleague's open page asks for the launch again."""
    client = log_in(cast.hoa)
    assert 'name="to" value="open"' in client.get("/dot/sap-mo/trang-thai/").content.decode()
    statuses = [
        client.post("/dot/sap-mo/trang-thai/", {"to": "open"}).status_code for _again in range(3)
    ]
    assert statuses == [302, 400, 400]
    assert Campaign.objects.get(pk=prepared.pk).state == Campaign.State.OPEN


def test_a_step_that_is_not_named_is_not_taken(cast: Cast) -> None:
    client = log_in(cast.hoa)
    assert client.post("/dot/thanh-hoa-2016/trang-thai/").status_code == 400
    assert Campaign.objects.get(pk=cast.campaign.pk).state == Campaign.State.OPEN
    services.set_clock(
        by=cast.hoa, campaign=cast.campaign, to=dt.datetime(2016, 11, 21, 9, tzinfo=HANOI)
    )
    assert client.post("/dot/thanh-hoa-2016/trang-thai/", {"to": "closed"}).status_code == 302
    assert Campaign.objects.get(pk=cast.campaign.pk).state == Campaign.State.CLOSED


def test_two_who_launch_at_once_are_told_so(cast: Cast, prepared: Campaign) -> None:
    """Each has read the campaign before the other's launch: the second learns of it."""
    seen = Campaign.objects.get(pk=prepared.pk)
    services.open_campaign(by=cast.hoa, campaign=prepared)
    with pytest.raises(Conflict):
        services.open_campaign(by=cast.hoa, campaign=seen)
