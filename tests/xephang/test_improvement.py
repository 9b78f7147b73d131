"""The way up: what separates a unit from the next class, and that the steps really reach it."""

from __future__ import annotations

from fractions import Fraction

import pytest

from tests.xephang.library import WITH_DATA, assessed
from xephang.campaign import Override
from xephang.improvement import way_up
from xephang.results import CampaignResults, UnitResult, assess
from xephang.texts import Name


def lifted(results: CampaignResults, result: UnitResult) -> UnitResult:
    """The unit's result once an appraiser set the points that the way up asks for."""
    way = way_up(results.regulation, result)
    assert way is not None
    overrides = tuple(
        Override(
            unit=result.unit.unit,
            criterion=step.criterion.node,
            points=step.criterion.points + step.points,
            reason=Name(vi="thử"),
            by="test",
        )
        for step in way.steps
    )
    campaign = results.campaign.model_copy(
        update={"overrides": (*results.campaign.overrides, *overrides)}
    )
    return assess(results.regulation, campaign).units[result.unit.unit]


def test_hue_city_lacks_1_1875_percent_for_the_highest_class() -> None:
    results = assessed("hue/2020-cqdt-huyen")
    way = way_up(results.regulation, results.units["tp-hue"])
    assert way is not None
    assert way.next_class == "I"
    assert way.shortfalls[0].gap == Fraction("1.1875")
    assert [(step.criterion.node, step.points) for step in way.steps] == [
        ("SS.1", Fraction("0.57"))
    ]
    assert lifted(results, results.units["tp-hue"]).classification is not None


def test_unit_of_the_highest_class_has_no_way_up() -> None:
    results = assessed("hue/2020-cqdt-huyen")
    assert way_up(results.regulation, results.units["nam-dong"]) is None


@pytest.mark.parametrize("regulation", WITH_DATA)
def test_the_steps_lift_a_unit_to_the_class_they_promise(regulation: str) -> None:
    results = assessed(regulation)
    tried = 0
    for unit in sorted(results.units):
        result = results.units[unit]
        way = way_up(results.regulation, result)
        if way is None or not way.is_reachable or tried == 5:
            continue
        tried += 1
        scheme = results.regulation.scheme(
            result.unit.group, next(iter(result.classifications or {}))
        )
        assert scheme is not None
        order = [each.id for each in scheme.classes]
        after = lifted(results, result).classification
        assert after is not None
        assert after.class_id is not None
        assert order.index(after.class_id) <= order.index(way.next_class), unit
