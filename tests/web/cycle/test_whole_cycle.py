"""Hồ sơ bất biến: the whole cycle at random, with all roles and reorganisations between years.

Nobody judges their own; nothing changes after closing; N/A never counts without its
approver; what is published comes out of the record again; nobody is unranked without a
reason; whoever is refused has changed nothing.

Each walk by hand comes to everything that a year knows, and at each moment others go on from
there at random, trying whatever they like. What went through is counted.
"""

from __future__ import annotations

import os
from collections import Counter

import pytest
from hypothesis import HealthCheck, Phase, seed, settings
from hypothesis.stateful import run_state_machine_as_test

from tests.web.conftest import FrozenClock
from tests.web.cycle.by_hand import DRAWN, REORGANISED, by_hand, expected, missing
from tests.web.cycle.machine import Cycle
from tests.web.cycle.walk import Walk
from tests.web.cycle.world import DA_NANG, PEOPLE, PROVINCES, THANH_HOA, Province, make_world
from xephang_web.accounts.models import Role
from xephang_web.results.models import Publication

EVERY_PROVINCE = pytest.mark.parametrize("province", PROVINCES, ids=lambda each: each.regulation)


def at_random(trunk: Walk, moment: str, *, examples: int, steps: int) -> Counter[str]:
    """Walks on from where another stands; gives how often each act went through.

    Each province and moment draws its own acts, in `make test` always the same ones.
    """
    arrived: Counter[str] = Counter()
    here = type("Here", (Cycle,), {"trunk": trunk, "arrived": arrived})
    if not os.environ.get("XEPHANG_PROOF"):
        seed(f"{trunk.world.province.regulation} {moment}")(here)
    run_state_machine_as_test(
        here,
        settings=settings(
            max_examples=examples,
            stateful_step_count=steps,
            deadline=None,
            derandomize=not os.environ.get("XEPHANG_PROOF"),
            suppress_health_check=list(HealthCheck),
            print_blob=True,
            phases=[Phase.generate],
            database=None,
        ),
    )
    return arrived


def walked(
    province: Province, clock: FrozenClock, *, examples: int, steps: int, every: int = 1
) -> tuple[Counter[str], Counter[str]]:
    """How often each act went through: by hand, and at random from (each second) moment."""
    trunk = Walk(make_world(province), clock)
    drawn: Counter[str] = Counter()
    for number, moment in enumerate(by_hand(trunk), PROVINCES.index(province)):
        if number % every == 0:
            drawn += at_random(trunk, moment, examples=examples, steps=steps)
    trunk.guards.at_the_end()
    published = Publication.objects.filter(published_at__isnull=False)
    assert published.count() == 3, trunk.refused
    return Counter(trunk.done), drawn


@pytest.mark.django_db
@EVERY_PROVINCE
def test_the_whole_cycle_holds_whoever_tries_whatever(
    province: Province, server_clock: FrozenClock
) -> None:
    """Two examples: the first is Hypothesis's simplest one, and stays idle."""
    told, drawn = walked(province, server_clock, examples=2, steps=6, every=2)
    print({name: told[name] + drawn[name] for name in sorted(told + drawn)})  # noqa: T201
    assert drawn.total() > 0
    away = missing(told + drawn, province)
    assert not away, f"no walk came to: {away}"


@pytest.mark.proof
@pytest.mark.django_db
@EVERY_PROVINCE
def test_the_whole_cycle_holds_on_many_walks(province: Province, server_clock: FrozenClock) -> None:
    """By hand they come to everything, by what is drawn alone to whatever DRAWN lists."""
    told, drawn = walked(province, server_clock, examples=4, steps=40)
    print({name: drawn[name] for name in sorted(drawn)})  # noqa: T201
    away = missing(told + drawn, province)
    assert not away, f"no walk came to: {away}"
    away = [each for each in DRAWN if not drawn[each]]
    assert not away, f"nothing drawn came to: {away}"
    assert any(drawn[each] for each in REORGANISED), drawn


def test_what_no_walk_came_to_is_named() -> None:
    arrived = dict.fromkeys(expected(DA_NANG), 1)
    assert not missing(arrived, DA_NANG)
    assert missing(arrived | {"settle grant_na": 0, "merge": 0}, DA_NANG) == [
        "merge",
        "settle grant_na",
    ]
    del arrived["uphold"], arrived["settle refuse_na"]
    assert missing(arrived, THANH_HOA) == ["uphold"]


def test_all_roles_walk_through_all_regulations_of_the_founding() -> None:
    assert {role for roles in PEOPLE.values() for role, _unit in roles} == set(Role)
    assert len({each.regulation for each in PROVINCES}) == 5
