"""What if: one criterion found otherwise gives exactly what assessing everything anew gives."""

from __future__ import annotations

import random
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.xephang.library import WITH_DATA, assessed
from xephang.alternatives import Alternatives, Placing, dependents
from xephang.campaign import Override
from xephang.ranking import Entry, Standings, TieRule, rank
from xephang.results import CampaignResults, UnitResult, assess
from xephang.texts import Remark

SAMPLE = 8
"""Criteria tried of every regulation: each costs a whole assessment."""

HAIR = Fraction(1, 10**12)


def anew(results: CampaignResults, unit: str, criterion: str, points: Fraction) -> CampaignResults:
    """The whole campaign assessed with points set on one criterion."""
    others = [
        each
        for each in results.campaign.overrides
        if (each.unit, each.criterion) != (unit, criterion)
    ]
    override = Override(
        unit=unit, criterion=criterion, points=points, reason=Remark(vi="thử"), by="thử"
    )
    campaign = results.campaign.model_copy(update={"overrides": (*others, override)})
    return assess(results.regulation, campaign)


def rank_of(results: CampaignResults, unit: str) -> int | None:
    """The unit's rank in the first table that it stands in."""
    for table in results.tables:
        if unit in {each.unit.unit for each in table.rows}:
            return next(each.rank for each in table.rows if each.unit.unit == unit)
        if unit in {each.unit.unit for each in table.not_ranked}:
            return None
    return None


def others_stay(before: CampaignResults, after: CampaignResults, unit: str) -> bool:
    """True if no other unit's total changed."""

    def total(result: UnitResult) -> Fraction | None:
        return result.score.total.points if result.score else None

    return all(
        total(each) == total(after.units[code])
        for code, each in before.units.items()
        if code != unit
    )


@pytest.mark.parametrize("regulation_id", WITH_DATA)
def test_points_set_to_zero_or_full_give_what_a_whole_assessment_gives(regulation_id: str) -> None:
    results = assessed(regulation_id)
    alternatives = Alternatives(results)
    rng = random.Random(regulation_id)
    units = sorted(results.block.sheets)
    compared = 0
    for _ in range(SAMPLE):
        unit = rng.choice(units)
        sheet = results.block.sheets[unit]
        criterion = rng.choice(list(sheet.criteria_set.criteria()))
        points = rng.choice((Fraction(0), sheet.criteria_set.max_of(criterion)))
        figures = alternatives.otherwise(unit, criterion.id, points=points)
        whole = anew(results, unit, criterion.id, points)
        result = whole.units[unit]
        assert result.score is not None
        assert figures.total == result.score.total.points
        assert figures.verdict is result.verdict
        found = result.classification
        assert figures.class_id == (found.class_id if found else None)
        if others_stay(results, whole, unit):
            compared += 1
            assert alternatives.place(unit, figures).rank == rank_of(whole, unit)
    assert compared > 0


@pytest.mark.parametrize("regulation_id", WITH_DATA)
def test_other_answers_give_what_a_whole_assessment_gives(regulation_id: str) -> None:
    results = assessed(regulation_id)
    alternatives = Alternatives(results)
    rng = random.Random(f"answers {regulation_id}")
    units = sorted(results.block.sheets)
    for _ in range(SAMPLE):
        unit = rng.choice(units)
        sheet = results.block.sheets[unit]
        answered = sorted(each for each in sheet.answers if sheet.answers[each])
        if len(answered) < 2:
            continue  # without any answer a unit is missing, which is another question
        criterion, answers = rng.choice(answered), dict(sheet.answers)
        answers.pop(criterion)
        figures = alternatives.otherwise(unit, criterion, answers={})
        campaign = results.campaign.model_copy(
            update={"answers": {**results.campaign.answers, unit: answers}}
        )
        score = assess(results.regulation, campaign).units[unit].score
        assert score is not None
        assert figures.total == score.total.points


@pytest.mark.parametrize("regulation_id", WITH_DATA)
def test_what_stands_now_is_the_result_itself(regulation_id: str) -> None:
    results = assessed(regulation_id)
    alternatives = Alternatives(results)
    for unit, sheet in results.block.sheets.items():
        criterion = next(sheet.criteria_set.criteria()).id
        placing: Placing = alternatives.place(unit, alternatives.as_it_stands(unit, criterion))
        assert placing.rank == rank_of(results, unit)


def test_losing_exactly_what_lies_above_a_threshold_keeps_the_class() -> None:
    found = 0
    for regulation_id in WITH_DATA:
        results = assessed(regulation_id)
        alternatives = Alternatives(results)
        for unit in sorted(results.block.sheets)[:20]:
            found += _crosses(alternatives, unit)
    assert found, "no unit of the data lies near enough to a threshold to cross it"


def _crosses(alternatives: Alternatives, unit: str) -> bool:
    """True if one criterion takes the unit to a threshold exactly; then a hair less is below."""
    sheet = alternatives.results.block.sheets[unit]
    scheme = alternatives.results.regulation.scheme(sheet.group)
    if scheme is None or scheme.of != "points" or scheme.index != "total":
        return False
    for criterion in sheet.criteria_set.criteria():
        now = alternatives.as_it_stands(unit, criterion.id)
        for each in scheme.classes:
            if each.at_least is None or each.minima:
                continue
            points = each.at_least - now.total + now.outcome.points
            if not HAIR < points <= sheet.criteria_set.max_of(criterion):
                continue
            at = alternatives.otherwise(unit, criterion.id, points=points)
            if at.total != each.at_least:
                continue  # a section is capped or brought to scale: not this simple a sum
            assert at.class_id == each.id
            below = alternatives.otherwise(unit, criterion.id, points=points - HAIR)
            assert below.class_id != each.id
            assert below.class_position > at.class_position or below.class_id is None
            return True
    return False


def test_a_criterion_that_reads_another_is_scored_again_with_it() -> None:
    reading = [
        (criterion, sorted(found - {criterion}))
        for regulation_id in WITH_DATA
        for criteria in assessed(regulation_id).regulation.criteria_sets.values()
        for criterion, found in dependents(criteria).items()
        if len(found) > 1
    ]
    assert reading, "no regulation has a criterion that reads another: the guard shows nothing"


entries = st.lists(
    st.builds(
        lambda value, position, breaker: (Fraction(value, 8), position, (Fraction(breaker),)),
        st.integers(0, 24),
        st.integers(0, 2),
        st.integers(0, 1),
    ),
    min_size=1,
    max_size=9,
)


@given(
    entries,
    st.sampled_from(("competition", "dense", "ordinal")),
    st.sampled_from((None, 0, 1)),
    st.booleans(),
    st.data(),
)
def test_a_place_among_the_others_is_the_rank_that_ranking_anew_gives(
    made: list[tuple[Fraction, int, tuple[Fraction, ...]]],
    ties: TieRule,
    precision: int | None,
    class_first: bool,
    data: st.DataObject,
) -> None:
    listed = [Entry(f"u{n}", *each) for n, each in enumerate(made)]
    standings = Standings(listed, ties=ties, precision=precision, class_first=class_first)
    unit = data.draw(st.sampled_from([*(each.unit for each in listed), "u4x"]))
    value, position, breaker = data.draw(entries.map(lambda some: some[0]))
    moved = Entry(unit, value, position, breaker)
    whole = rank(
        [*(each for each in listed if each.unit != unit), moved],
        ties=ties,
        precision=precision,
        class_first=class_first,
    )
    expected = next(each.rank for each in whole if each.unit == unit)
    assert standings.place(moved) == expected
