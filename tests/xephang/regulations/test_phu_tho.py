"""Phú Thọ, Decision 1609/QĐ-UBND of 5/7/2018 (PHT-1 to PHT-16)."""

from __future__ import annotations

import datetime as dt
from fractions import Fraction

import pytest

from tests.xephang.library import LIBRARY, RESULTS
from xephang.calendar import OFFICIAL, date_findings, schedule
from xephang.cases import run_cases
from xephang.differences import differences
from xephang.loading import load_folder
from xephang.results import Verdict

FOLDER = load_folder(LIBRARY / "phu-tho" / "2018-1609")
REGULATION = FOLDER.regulation()
LEVEL_I = {
    "so": "25.2 9 10.8 16.2 46.8 18 9",
    "huyen": "27 10.8 7.2 36 31.5 18 4.5",
    "xa": "18 4.5 4.5 24.3 16.2 9 4.5",
}


def test_three_groups_and_seven_sections() -> None:
    """PHT-1, PHT-2: the members are named; readiness is 1 to 3, results 4 to 7."""
    assert [group.id for group in REGULATION.file.groups] == ["so", "huyen", "xa"]
    assert "sáu cơ quan Trung ương" in REGULATION.file.groups[0].members.vi
    indices = {index.id: [term.of for term in index.terms] for index in REGULATION.file.indices}
    assert indices == {"san-sang": ["1", "2", "3"], "ket-qua": ["4", "5", "6", "7"]}


@pytest.mark.parametrize("group", ["so", "huyen", "xa"])
def test_level_I_is_nine_tenths_of_the_derived_maxima(group: str) -> None:
    """PHT-8: the maxima are not in the text and marked as assumed."""
    scheme = REGULATION.scheme(group)
    assert scheme is not None
    criteria = REGULATION.criteria_sets[group]
    top = scheme.classes[0].minima
    assert [top[each.id] for each in criteria.sections] == [
        Fraction(each) for each in LEVEL_I[group].split()
    ]
    for section in criteria.sections:
        assert top[section.id] == criteria.max_of(section) * Fraction(9, 10)
        assert section.assumed


def test_all_84_minima_have_cases_at_and_just_under() -> None:
    """PHT-8: 7 sections × 4 levels × 3 groups, at; the 78 above zero, just under twice."""
    named = [each.case.name for each in run_cases(FOLDER)]
    assert sum("điểm tối thiểu mức" in name for name in named) == 84
    assert sum("không đạt mức" in name for name in named) == 2 * 78


def test_below_level_iv_is_not_ranked_and_says_so() -> None:
    """PHT-9."""
    results = RESULTS["phu-tho/2018-1609"]
    below = [each for each in results.units.values() if each.verdict is Verdict.BELOW_LOWEST]
    assert below
    for result in below:
        assert result.classification is not None
        assert result.classification.shortfalls
        assert "Mức IV" in result.reason.show("vi")
    ranked = {row.unit.unit for table in results.tables for row in table.rows}
    assert not ranked & {each.unit.unit for each in below}


def test_three_tables_in_which_a_higher_level_stands_before_a_higher_total() -> None:
    """PHT-10."""
    tables = RESULTS["phu-tho/2018-1609"].tables
    assert [table.table.groups for table in tables] == [["so"], ["huyen"], ["xa"]]
    for table in tables:
        levels = [row.class_id for row in table.rows]
        order = ["I", "II", "III", "IV"]
        assert levels == sorted(levels, key=lambda each: order.index(each or ""))


def test_dates_of_2018() -> None:
    """PHT-3, PHT-4, PHT-5, PHT-6, PHT-7."""
    assert REGULATION.file.calendar is not None
    rows = {each.id: each for each in schedule(REGULATION.file.calendar, 2018)}
    days = {name: row.deadline.date() for name, row in rows.items() if row.deadline is not None}
    assert days["nop-xa"] == dt.date(2018, 10, 15)
    assert days["nop-huyen"] == days["nop-so"] == dt.date(2018, 10, 31)
    assert rows["exercise"].start == dt.date(2018, 10, 1)
    # 22 in November, 20 in December (the 31st swapped away), then 2 to 24 January with
    # Saturday the 5th worked in exchange: 18.
    assert OFFICIAL.add(dt.date(2018, 10, 31), 60) == dt.date(2019, 1, 24)
    kinds = {each.kind for each in date_findings(REGULATION.file.calendar, 2018)}
    assert "milestone-outside-exercise" in kinds
    assert [each.where for each in REGULATION.file.acknowledged] == ["tham-dinh"]


def test_districts_appraise_their_communes() -> None:
    """PHT-4, PHT-11, PHT-12."""
    appraisal = REGULATION.file.appraisal
    assert appraisal is not None
    assert {tuple(each.groups): each.appraiser for each in appraisal.who} == {
        ("xa",): "parent",
        ("so", "huyen"): "standing_office",
    }
    assert "inspection" in [each.id for each in appraisal.bases]
    assert appraisal.approving_authority is not None


def test_results_are_an_emulation_criterion_of_the_unit_and_of_its_head() -> None:
    """PHT-13; PHT-14, PHT-15 and PHT-16 stand in the notes."""
    effects = {each.effect for each in REGULATION.file.consequences}
    assert effects == {"emulation_criterion", "head_accountability"}
    notes = " ".join(each.vi for each in REGULATION.file.notes)
    assert all(each in notes for each in ("PHT-14", "PHT-15", "PHT-16"))
    assert differences(REGULATION, REGULATION) == []
