"""Acting in the walk: every act is tried, and what it may do is known beforehand."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Self, TypeVar

from tests.web.conftest import FrozenClock
from tests.web.cycle.guards import Guards, expect
from tests.web.cycle.reading import fresh, is_barred, is_called, stage, tables
from tests.web.cycle.world import PEOPLE, World
from xephang.calendar import HANOI
from xephang_web.accounts.models import Role, User
from xephang_web.campaigns.models import Campaign, Participant
from xephang_web.campaigns.queries import submission_milestone
from xephang_web.shared.errors import Mistake

T = TypeVar("T")
PAPER = "12/QĐ-MH"
JUDGES = {
    "Bách",
    *(
        name
        for name, held in PEOPLE.items()
        if any(role in (Role.APPRAISER, Role.PANEL_LEADER) for role, _unit in held)
    ),
}
"""Who appraises anywhere: by post, or (Bách) by a seat on the panel."""
FINAL = ("proposed", "approved", "published")


class Stage:
    """One province, its campaign of the year, and everybody who tries something."""

    def __init__(self, world: World, clock: FrozenClock) -> None:
        self.world, self.clock = world, clock
        self.guards = Guards(world, self.today)
        self.done: list[str] = []
        self.refused: list[str] = []

    def branch(self) -> Self:
        """Another walk on from here, with a memory of its own: what it does is rolled back."""
        world = World(self.world.province, dict(self.world.units), self.world.people)
        made = type(self)(world, self.clock)
        made.guards.remember(self.guards)
        return made

    def today(self) -> dt.date:
        """Today in Viet Nam by the server's clock: roles are held by it."""
        return self.clock.at.astimezone(HANOI).date()

    def attempt(self, name: str, act: Callable[[], T], *, may: bool = True) -> T | None:
        """Do an act. Refused, it leaves every table alone; `may` False: it must be refused."""
        before = self.guards.digests
        try:
            result = act()
        except Mistake:
            self.refused.append(name)
            now = tables()
            changed = sorted(each for each in now if now[each] != before.get(each))
            expect(not changed, f"{name} was refused and changed {changed}")
            return None
        expect(may, f"{name} went through, by the wrong person or at the wrong moment")
        self.done.append(name)
        self.guards.look()
        return result

    def must(self, name: str, act: Callable[[], T]) -> T:
        """An act that the right person does at the right moment: it goes through."""
        result = act()
        self.done.append(name)
        self.guards.look()
        return result

    # --- who and where

    def person(self, name: str) -> User:
        """Somebody, as the next request would load them."""
        return fresh(self.world.people[name])

    def holds(self, name: str, role: str, unit: str) -> bool:
        """True if the person was given the role there, and has it today."""
        given = self.world.people[name].appointments.filter(role=role, unit__code=unit)
        today = self.today()
        return any(
            starts <= today and (ends is None or today < ends)
            for starts, ends in given.values_list("starts", "ends")
        )

    def signs(self, name: str, unit: str) -> bool:
        """True for the head of a unit and for who signs for them."""
        return any(self.holds(name, each, unit) for each in ("head", "deputy"))

    def works_in(self, name: str, unit: str) -> bool:
        """True for whoever works on the form in the unit itself."""
        return self.signs(name, unit) or self.holds(name, "focal_person", unit)

    @property
    def campaign(self) -> Campaign:
        """The campaign of the year, read anew."""
        found: Campaign = Campaign.objects.select_related("regulation", "standing_office").order_by(
            "-year"
        )[0]
        return found

    def participant(self, unit: str) -> Participant | None:
        """A unit on the roster, read anew; None where it is not on it."""
        return (
            Participant.objects.select_related(
                "campaign__regulation", "campaign__standing_office", "unit", "parent"
            )
            .filter(campaign=self._year, unit__code=unit)
            .first()
        )

    @property
    def _year(self) -> int:
        return int(Campaign.objects.order_by("-year").values_list("pk", flat=True)[0])

    @property
    def participants(self) -> list[Participant]:
        """Everybody on the roster."""
        return list(
            Participant.objects.select_related(
                "campaign__regulation", "campaign__standing_office", "unit", "parent"
            ).filter(campaign=self._year)
        )

    @property
    def stage(self) -> str:
        """Where the second half of the year stands."""
        return stage(self._year)

    def is_free(self, name: str, participant: Participant) -> bool:
        """True if nothing stands against the person judging the unit."""
        pk = self.world.people[name].pk
        return not is_barred(pk, participant.pk, self.world.province, self.today())

    def judge_of(self, participant: Participant) -> str | None:
        """Somebody who is called and free."""
        for name, user in self.world.people.items():
            if name not in JUDGES:
                continue
            if is_called(user.pk, participant.pk, self.today()) and self.is_free(name, participant):
                return name
        return None

    def deadline(self, participant: Participant) -> dt.date:
        """The day named by the regulation for the unit's form."""
        milestone = submission_milestone(self.campaign, participant.group)
        assert milestone is not None
        named = milestone.named_day(self.campaign.year)
        assert named is not None
        return named
