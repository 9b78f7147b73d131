"""Section points that decide a class are the section's own, whatever its criteria are made of."""

from __future__ import annotations

import pytest

from tests.xephang.library import WITH_DATA, assessed


@pytest.mark.parametrize("regulation", WITH_DATA)
def test_every_node_of_a_tree_has_an_id_of_its_own(regulation: str) -> None:
    for result in assessed(regulation).units.values():
        if result.score is not None:
            nodes = [each.node for each in result.score.form.walk()]
            assert len(nodes) == len(set(nodes)), result.unit.unit


@pytest.mark.parametrize("regulation", WITH_DATA)
def test_section_points_are_the_sum_of_the_sections_leaves(regulation: str) -> None:
    """PHT-8: a part numbered 1 of some criterion was once taken for section 1."""
    results = assessed(regulation)
    checked = 0
    for result in results.units.values():
        score = result.score
        if score is None:
            continue
        for section in results.regulation.criteria_sets[result.unit.group].sections:
            outcome = next(each for each in score.form.children if each.node == section.id)
            if outcome.applicable_max == outcome.max_points:
                assert score.sections[section.id] == outcome.points
                checked += 1
    assert checked > len(results.units) / 2 or regulation.startswith("hue/")
