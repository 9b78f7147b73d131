"""Hồ sơ bất biến: the whole cycle at random, with all roles and reorganisations between years.

Nobody judges their own; nothing changes after closing; N/A never counts without its
approver; what is published comes out of the record again; nobody is unranked without a
reason; whoever is refused has changed nothing.
"""

from __future__ import annotations

import os

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import run_state_machine_as_test

from tests.web.conftest import FrozenClock
from tests.web.cycle.machine import Cycle
from tests.web.cycle.walk import Walk
from tests.web.cycle.world import DA_NANG, PHU_THO, THANH_HOA, Province, make_world

PROVINCES = pytest.mark.parametrize(
    "province", [THANH_HOA, DA_NANG, PHU_THO], ids=lambda each: each.regulation
)


def walk(
    province: Province, clock: FrozenClock, *, examples: int, steps: int, shrinks: bool = False
) -> dict[str, int]:
    """Walk so many times; gives how often each act went through."""
    arrived: dict[str, int] = {}
    world = make_world(province)
    Walk(world, clock).found()
    here = type("Here", (Cycle,), {"world": world, "server_clock": clock, "arrived": arrived})
    run_state_machine_as_test(
        here,
        settings=settings(
            max_examples=examples,
            stateful_step_count=steps,
            deadline=None,
            derandomize=not os.environ.get("XEPHANG_PROOF"),
            suppress_health_check=list(HealthCheck),
            print_blob=True,
            phases=[Phase.generate, *([Phase.shrink] if shrinks else [])],
            database=None,
        ),
    )
    return arrived


@pytest.mark.django_db
@PROVINCES
def test_the_whole_cycle_holds_whoever_tries_whatever(
    province: Province, server_clock: FrozenClock
) -> None:
    arrived = walk(province, server_clock, examples=3, steps=40)
    assert arrived


@pytest.mark.proof
@pytest.mark.django_db
@PROVINCES
def test_the_whole_cycle_holds_on_many_walks(province: Province, server_clock: FrozenClock) -> None:
    arrived = walk(province, server_clock, examples=60, steps=90)
    print({name: arrived[name] for name in sorted(arrived)})  # noqa: T201
    for name in ("publish", "reopen", "turn down", "copy", "paper"):
        assert arrived.get(name), f"no walk came to: {name}"
