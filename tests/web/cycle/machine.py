"""The walk drawn at random: everybody tries everything, and the year goes on meanwhile."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from django.db import transaction
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule

from tests.web.cycle.guards import COUNCIL_STAGES
from tests.web.cycle.walk import COUNCIL, Walk
from tests.web.cycle.world import PEOPLE
from xephang_web.campaigns.models import Campaign

BY = st.sampled_from(sorted(PEOPLE))
UNIT = st.sampled_from("OABDHEFG")
SECTION = st.sampled_from(["1.1", "2.1", "3.1", "6.1"])
SHARE = st.integers(0, 70)
VERDICT = st.sampled_from(["accept", "adjust", "reject", "grant_na", "refuse_na", "keep"])
POINTS = st.sampled_from(["", "1", "2,5", "0"])
YES = st.booleans()
OWN = st.sampled_from([True, True, True, False])
"""Mostly the one whose office it is: else no walk would come far."""


ACTS: dict[str, list[tuple[str, st.SearchStrategy[dict[str, Any]]]]] = {}
"""Moment → (name of the act, what is drawn for it)."""

Act = TypeVar("Act", bound=Callable[..., None])


def acts(moment: str, **given: st.SearchStrategy[Any]) -> Callable[[Act], Act]:
    """Say when an act may be the right one, and what is drawn for it."""

    def listed(act: Act) -> Act:
        ACTS.setdefault(moment, []).append((act.__name__, st.fixed_dictionaries(given)))
        return act

    return listed


class Cycle(RuleBasedStateMachine):
    """One year after the other in one province; everything is rolled back at the end."""

    trunk: Walk
    """The walk by hand from whose moment this one goes on."""
    arrived: dict[str, int]
    """How often each act went through, over all examples: a walk that gets nowhere shows."""

    def __init__(self) -> None:
        super().__init__()
        self.atomic = transaction.atomic()
        self.atomic.__enter__()
        self.walk = self.trunk.branch()

    def teardown(self) -> None:
        """The last look; then everything is as it was."""
        try:
            if self.walk.done:
                self.walk.guards.at_the_end()
        finally:
            for each in self.walk.done:
                self.arrived[each] = self.arrived.get(each, 0) + 1
            transaction.set_rollback(True)
            self.atomic.__exit__(None, None, None)

    def _moment(self) -> str:
        stage = self.walk.stage
        if stage == "appraising" and self.walk.campaign.state == Campaign.State.OPEN:
            return "open"
        return stage

    @initialize(goes=st.sampled_from([False, *[True] * 30]))
    def begin(self, goes: bool) -> None:
        """Hypothesis tries the simplest example first, whose acts are all alike: it stays idle."""
        self.goes = goes

    @rule(data=st.data())
    def somebody_does_something(self, data: Any) -> None:
        """What may be right now, what is wrong at any time, or the plain way forward."""
        if not self.goes:
            return
        moment = self._moment()
        timely = [*ACTS.get(moment, [])]
        if moment in COUNCIL_STAGES:
            timely += ACTS["council"]
        listed = dict([*timely, *ACTS["always"]])
        names = [*sorted(listed), *[name for name, _given in timely] * 2, *["advance"] * 6]
        name = data.draw(st.sampled_from(names), label="act")
        if name == "advance":
            self.walk.advance()
        else:
            getattr(self, name)(**data.draw(listed[name], label="with"))

    @acts("open", by=BY, unit=UNIT, criterion=SECTION, share=SHARE, is_na=YES, own=OWN)
    def fill(self, by: str, unit: str, own: bool, **given: Any) -> None:
        self.walk.fill(f"focal-{unit}" if own else by, unit, **given)
        if given["is_na"]:
            self.walk.prove(f"focal-{unit}" if own else by, unit, given["criterion"])

    @acts("open", by=BY, unit=UNIT, own=OWN, back=YES)
    def send(self, by: str, unit: str, own: bool, back: bool) -> None:
        act = self.walk.withdraw if back else self.walk.send
        act(f"head-{unit}" if own else by, unit)

    @acts("always", by=BY, unit=UNIT, days=st.integers(-9, 9), is_complete=YES, own=OWN)
    def paper(self, by: str, own: bool, **given: Any) -> None:
        self.walk.paper("Hoa" if own else by, **given)

    @acts("always", by=BY, unit=UNIT, own=OWN)
    def enter(self, by: str, unit: str, own: bool) -> None:
        self.walk.enter("Hoa" if own else by, unit)

    @acts("always", by=BY, unit=UNIT, is_accepted=YES, own=OWN)
    def decide_lateness(self, by: str, own: bool, **given: Any) -> None:
        self.walk.decide_lateness("Hoa" if own else by, **given)

    @acts("open", by=BY, unit=st.one_of(st.none(), UNIT), days=st.integers(-1, 20), own=OWN)
    def extend(self, by: str, own: bool, **given: Any) -> None:
        self.walk.extend("Hoa" if own else by, **given)

    @acts(
        "always",
        by=BY,
        day=st.sampled_from([(9, 14), (9, 24), (10, 14), (10, 31), (11, 19), (11, 21), (12, 2)]),
        own=OWN,
    )
    def clock(self, by: str, own: bool, day: tuple[int, int]) -> None:
        self.walk.move_clock("Hoa" if own else by, *day)

    @acts("open", by=BY)
    def close(self, by: str) -> None:
        self.walk.close(by)

    @acts("always", by=BY, unit=UNIT, back=YES, own=OWN)
    def exempt(self, by: str, own: bool, **given: Any) -> None:
        self.walk.exempt("Hoa" if own else by, **given)

    def _one_who(self, by: str, unit: str, own: bool) -> str:
        participant = self.walk.participant(unit) if own else None
        return (self.walk.judge_of(participant) if participant else None) or by

    @acts(
        "appraising",
        by=BY,
        unit=UNIT,
        criterion=SECTION,
        verdict=VERDICT,
        points=POINTS,
        share=SHARE,
        own=OWN,
    )
    def judge(self, by: str, unit: str, own: bool, share: int, **given: Any) -> None:
        values = {"numerator": str(share)}
        self.walk.judge(self._one_who(by, unit, own), unit, values=values, **given)

    @acts("appraising", by=BY, unit=UNIT, own=OWN)
    def conclude(self, by: str, unit: str, own: bool) -> None:
        self.walk.conclude(self._one_who(by, unit, own), unit)

    @acts("appraising", by=BY, unit=UNIT, appraiser=BY, own=OWN)
    def second_look(self, by: str, own: bool, **given: Any) -> None:
        self.walk.second_look("Tâm" if own else by, **given)

    @acts(
        "appraising",
        by=BY,
        unit=UNIT,
        team=st.lists(BY, min_size=1, max_size=2, unique=True),
        own=OWN,
    )
    def visit(self, by: str, own: bool, **given: Any) -> None:
        self.walk.visit("Hoa" if own else by, **given)

    @acts("appraising", by=BY, unit=UNIT, criterion=SECTION, answers=BY, own=OWN)
    def clarify(self, by: str, unit: str, own: bool, answers: str, criterion: str) -> None:
        self.walk.clarify(
            self._one_who(by, unit, own), unit, criterion, f"focal-{unit}" if own else answers
        )

    @acts(
        "appraising",
        by=st.sampled_from(["Hoa", "Số", "Liệu", "Thi", "Minh", "head-A"]),
        rows=st.dictionaries(UNIT, SHARE, max_size=3),
    )
    def reference(self, by: str, rows: dict[str, int]) -> None:
        self.walk.reference(by, rows)

    @acts(
        "council",
        by=BY,
        present=st.lists(st.sampled_from([*COUNCIL, "Khánh"]), unique=True),
        own=OWN,
    )
    def meet(self, by: str, present: list[str], own: bool) -> None:
        self.walk.meet(*(("Dũng", COUNCIL) if own else (by, present)))

    @acts("always", by=BY)
    def rise(self, by: str) -> None:
        self.walk.rise(by)

    @acts(
        "council",
        by=BY, unit=UNIT, criterion=SECTION, verdict=VERDICT, points=POINTS, share=SHARE, own=OWN,
        votes=st.one_of(st.none(), st.tuples(st.integers(-1, 4), st.integers(0, 4))),
    )  # fmt: skip
    def settle(self, by: str, own: bool, share: int, **given: Any) -> None:
        if own:
            self.walk.meet("Dũng", COUNCIL)
            given |= {"votes": (2, 1)}
        self.walk.settle("Lan" if own else by, values={"numerator": str(share)}, **given)

    @acts("preliminary", by=BY, unit=UNIT, criterion=st.one_of(SECTION, st.just("")), own=OWN)
    def appeal(self, by: str, unit: str, criterion: str, own: bool) -> None:
        self.walk.appeal(f"head-{unit}" if own else by, unit, criterion)

    @acts("preliminary", by=BY)
    def withdraw_appeal(self, by: str) -> None:
        self.walk.withdraw_appeal(by)

    @acts("preliminary", by=BY, uphold=YES, points=st.sampled_from(["0", "3", "5"]), own=OWN)
    def answer_appeal(self, by: str, own: bool, **given: Any) -> None:
        if own:
            self.walk.meet("Dũng", COUNCIL)
        self.walk.answer_appeal("Sơn" if own else by, **given)

    @acts("preliminary", by=BY, unit=st.sampled_from("DH"), own=OWN)
    def decide_table(self, by: str, unit: str, own: bool) -> None:
        self.walk.decide_table(f"head-{unit}" if own else by, unit)

    @acts("published", by=BY, own=OWN)
    def correct(self, by: str, own: bool) -> None:
        self.walk.reopen("Hoa" if own else by)

    @acts(
        "always",
        by=BY,
        step=st.sampled_from(
            ["lay", "announce", "propose", "approve", "give_back", "publish", "reopen"]
        ),
    )
    def step(self, by: str, step: str) -> None:
        getattr(self.walk, step)(by)

    @acts("always", step=st.sampled_from(["give_back", "reopen", "unseen", "unconfirmed"]))
    def back(self, step: str) -> None:
        if step == "unseen":
            self.walk.approve("Khánh", digest="0" * 64)
        elif step == "unconfirmed":
            self.walk.publish("Hoa", confirms=False)
        else:
            getattr(self.walk, step)("Khánh" if step == "give_back" else "Hoa")

    @acts("always", by=BY, what=st.integers(0, 13), unit=UNIT, own=OWN)
    def untimely(self, by: str, what: int, unit: str, own: bool) -> None:
        """Any act at any moment, mostly the wrong one."""
        walk, head = self.walk, f"head-{unit}"
        office, judge = ("Hoa", self._one_who(by, unit, own)) if own else (by, by)
        acts: list[Callable[[], object]] = [
            lambda: walk.fill(f"focal-{unit}" if own else by, unit, "1.1", 7),
            lambda: walk.send(head if own else by, unit),
            lambda: walk.withdraw(head if own else by, unit),
            lambda: walk.close(office),
            lambda: walk.judge(judge, unit, "1.1", "accept"),
            lambda: walk.conclude(judge, unit),
            lambda: walk.meet(office, COUNCIL),
            lambda: walk.settle("Lan" if own else by, unit, "1.1", "adjust", points="1"),
            lambda: walk.appeal(head if own else by, unit, "1.1"),
            lambda: walk.decide_table(head if own else by, unit),
            lambda: walk.extend(office, unit, 30),
            lambda: walk.paper(office, unit, 1, is_complete=True),
            lambda: walk.exempt(office, unit, back=False),
            lambda: walk.decide_lateness(office, unit, is_accepted=False),
        ]
        acts[what]()

    @acts(
        "always",
        what=st.sampled_from(["rename", "merge", "split", "move", "end"]),
        unit=UNIT,
        other=UNIT,
        document=st.sampled_from([*["12/NQ-HĐND"] * 5, ""]),
    )
    def reorganise(self, **given: str) -> None:
        self.walk.reorganise(**given)
