"""What an invented world has become in the database, and the clock its campaigns live by."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field

from xephang.calendar import HANOI
from xephang_web.accounts.models import User
from xephang_web.campaigns.models import Campaign, Participant
from xephang_web.demonstration.shapes import DemoWorld
from xephang_web.organisations.models import Unit
from xephang_web.shared import clock


@dataclass
class Made:
    """Units and people of one world. People are kept by role, those of units by code."""

    world: DemoWorld
    units: dict[str, Unit] = field(default_factory=dict)
    heads: dict[str, User] = field(default_factory=dict)
    focal: dict[str, User] = field(default_factory=dict)
    appraisers: dict[str, User] = field(default_factory=dict)
    """Who appraises in a unit above for its own (DN-7, PHT-4), by the code of that unit."""
    people: dict[str, User] = field(default_factory=dict)

    @property
    def office(self) -> User:
        """Who runs the campaigns."""
        return self.people["standing_office"]

    def show(self, *units: str) -> None:
        """Give the people of some units a button on the start page."""
        for code in units:
            for user in (self.focal[code], self.heads[code], self.appraisers.get(code)):
                if user is not None and not user.is_demo:
                    user.is_demo = True
                    user.save(update_fields=["is_demo"])

    def roster(self, campaign: Campaign) -> dict[str, Participant]:
        """Unit code → its line on the roster, with the campaign in hand and its clock."""
        found = campaign.participants.select_related(
            "unit__parent__parent", "parent", "appraised_by"
        ).order_by("pk")
        by_code = {}
        for each in found:
            each.campaign = campaign
            by_code[each.unit.code] = each
        return by_code


def moment(year: int, month: int, day: int, hour: int = 9, minute: int = 0) -> dt.datetime:
    """A moment in Hanoi."""
    return dt.datetime(year, month, day, hour, minute, tzinfo=HANOI)


def at_clock(campaign: Campaign, at: dt.datetime) -> None:
    """Let the campaign in hand live at a moment; saved by whoever wants that to last."""
    campaign.clock_at, campaign.clock_set_at = at, clock.now()


def move_clock(campaign: Campaign, at: dt.datetime) -> None:
    """Let the campaign live at a moment from now on."""
    at_clock(campaign, at)
    campaign.save(update_fields=["clock_at", "clock_set_at"])
