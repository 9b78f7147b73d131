"""The batch gives every unit the total, class and rank that the one evaluator gives."""

from __future__ import annotations

import pytest

from bench.form import answers as drawn
from bench.form import regulation as form_of
from tests.xephang.library import WITH_DATA, assessed
from xephang.batch import rank_scores, score_columns
from xephang.kernels import columns_from, plan
from xephang.points import Rounding
from xephang.regulation import Regulation
from xephang.results import classify_score
from xephang.scoring import new_block, score_unit
from xephang.sheets import UnitSheet

GRANTS = ("exclude_rescale", "exclude_percent", "zero", "full")


def granted(regulation: Regulation, group: str) -> list[str]:
    default = regulation.file.not_applicable
    return [
        each.id
        for each in regulation.criteria_sets[group].criteria()
        if (policy := each.not_applicable or default) is not None and policy.policy in GRANTS
    ]


@pytest.mark.parametrize("name", WITH_DATA)
def test_batch_of_shipped_answers_agrees_with_the_one_evaluator(name: str) -> None:
    results = assessed(name)
    regulation = results.regulation
    for group, criteria in regulation.criteria_sets.items():
        members = {each.unit for each in results.campaign.in_group(group)}
        given = {u: a for u, a in results.campaign.answers.items() if u in members}
        block = new_block()
        for unit in sorted(given):
            block.add(unit, UnitSheet(unit, regulation, criteria, given[unit], block=block))
        scores = score_columns(
            regulation, group, columns_from(criteria, given, granted(regulation, group))
        )
        scheme = regulation.scheme(group)
        order = [each.id for each in scheme.classes] if scheme else []
        for position, unit in enumerate(scores.units):
            single = block.score(unit)
            assert scores.total(position) == single.total.points, unit
            found = classify_score(scheme, single) if scheme else None
            expected = order.index(found.class_id) if found and found.class_id else -1
            assert scores.classes[position] == expected, unit


@pytest.mark.parametrize("rounded", [True, False])
def test_batch_of_drawn_answers_agrees_with_the_one_evaluator(rounded: bool) -> None:
    regulation, columns = form_of(24, rounded=rounded), drawn(24, 300, seed=7)
    scores = score_columns(regulation, "g", columns)
    for position in range(300):
        single = score_unit(regulation, "g", columns.answers(position))
        assert scores.total(position) == single.total.points


def test_every_kind_of_the_benchmark_is_scored_by_a_kernel() -> None:
    regulation, columns = form_of(24, rounded=True), drawn(24, 10)
    criteria = regulation.criteria_sets["g"]
    for criterion in criteria.criteria():
        maximum = criteria.max_of(criterion)
        assert plan(criterion, maximum, Rounding(digits=2), 2020, columns) is not None, (
            criterion.name
        )


def test_ranks_of_the_batch_are_those_of_exact_totals() -> None:
    regulation, columns = form_of(24, rounded=True), drawn(24, 300, seed=3)
    scores = score_columns(regulation, "g", columns)
    ranked = rank_scores(scores, regulation.file.rank_tables[0], regulation)
    totals = sorted((scores.total(each) for each in range(300)), reverse=True)
    for row in ranked:
        assert row.rank == totals.index(row.value) + 1


def test_missing_answers_and_claims_go_to_the_one_evaluator() -> None:
    regulation, columns = form_of(16, rounded=True), drawn(16, 50, seed=5)
    given = {unit: columns.answers(n) for n, unit in enumerate(columns.units)}
    for n, unit in enumerate(columns.units[:25]):
        given[unit].pop(f"c{n % 16}", None)
    given[columns.units[30]]["c3"]["not_applicable"] = "yes"
    scores = score_columns(regulation, "g", columns_from(regulation.criteria_sets["g"], given))
    for position, unit in enumerate(scores.units):
        single = score_unit(regulation, "g", given[unit])
        assert scores.total(position) == single.total.points, unit
