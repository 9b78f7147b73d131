"""Thanh Hóa, Decision 4289/QĐ-UBND of 01/11/2016 (TH-1 to TH-16)."""

from __future__ import annotations

import datetime as dt
from fractions import Fraction

import pytest

from tests.xephang.library import LIBRARY, RESULTS
from xephang.calendar import schedule
from xephang.differences import differences
from xephang.improvement import way_up
from xephang.loading import load_folder
from xephang.results import Verdict

FOLDER = load_folder(LIBRARY / "thanh-hoa" / "2016-4289")
REGULATION = FOLDER.regulation(2016)


def maxima(group: str) -> list[Fraction]:
    criteria = REGULATION.criteria_sets[group]
    return [criteria.max_of(each) for each in criteria.sections]


@pytest.mark.parametrize(
    ("group", "expected"),
    [("so", [8, 35, 25, 15, 7, 10]), ("huyen", [8, 25, 25, 10, 15, 7, 10])],
)
def test_maxima_are_those_of_the_decision(group: str, expected: list[int]) -> None:
    """TH-1, TH-2."""
    assert maxima(group) == expected
    assert sum(expected) == 100


@pytest.mark.parametrize("year", [2016, 2017])
@pytest.mark.parametrize("group", ["so", "huyen"])
def test_components_fill_the_fixed_maxima_of_every_year(year: int, group: str) -> None:
    """TH-3: forms are dated and illustrative; their criteria add up to the decision's maxima."""
    criteria = FOLDER.regulation(year).criteria_sets[group]
    assert criteria.illustrative
    assert 40 <= sum(1 for _ in criteria.criteria()) <= 70
    for section in criteria.sections:
        below = sum((criteria.max_of(each) for each in section.criteria), Fraction(0))
        assert below == criteria.max_of(section)


def test_what_the_letter_of_2017_changes_is_said() -> None:
    """TH-3, TH-10: the new year's form is compared with the old one, evidence included."""
    changes = differences(REGULATION, FOLDER.regulation(2017))
    nodes = {(each.kind, each.node) for each in changes if each.group == "so"}
    assert {("added", "1.8"), ("removed", "1.7"), ("changed", "7.2")} <= nodes


def test_four_classes_and_two_tables() -> None:
    """TH-4, TH-5."""
    (scheme,) = REGULATION.file.classes
    bounds = [(each.at_least, each.below) for each in scheme.classes]
    assert bounds == [(85, None), (70, 85), (50, 70), (None, 50)]
    assert [table.groups for table in REGULATION.file.rank_tables] == [["so"], ["huyen"]]
    assert [table.table.id for table in RESULTS["thanh-hoa/2016-4289"].tables] == [
        "bang-1",
        "bang-2",
    ]


def test_dates_of_2016() -> None:
    """TH-6, TH-7, TH-9: before 31/10, before 20/11, within December; data to 31/10."""
    assert REGULATION.file.calendar is not None
    rows = {each.id: each for each in schedule(REGULATION.file.calendar, 2016)}
    days = {name: row.deadline.date() for name, row in rows.items() if row.deadline is not None}
    assert days == {
        "data_window": dt.date(2016, 11, 1),
        "huong-dan": dt.date(2016, 10, 31),
        "nop-so-lieu": dt.date(2016, 11, 20),
        "cong-bo": dt.date(2017, 1, 1),
    }
    assert rows["nop-so-lieu"].last_accepted is None


def test_appraisal_and_consequences_stand_with_their_articles() -> None:
    """TH-8, TH-12, TH-13, TH-15; TH-11 and TH-14 stand in the notes."""
    appraisal = REGULATION.file.appraisal
    assert appraisal is not None
    assert [(each.id, each.cite) for each in appraisal.bases] == [
        ("data", "5.2"),
        ("site_visit", "5.2"),
    ]
    assert appraisal.who[0].appraiser == "panel"
    effects = [(each.effect, each.cite) for each in REGULATION.file.consequences]
    assert effects == [("award_proposal", "6.2c"), ("reuse", "6.3b"), ("reuse", "6.3b")]
    notes = " ".join(each.vi for each in REGULATION.file.notes)
    assert "TH-11" in notes
    assert "TH-14" in notes


@pytest.mark.parametrize(
    ("unit", "gap", "class_id", "steps"),
    [
        # Of 3 points lost in 5.1 the missing 0.65 are won.
        ("so-van-hoa-the-thao-va-du-lich", "0.65", "kha", [("5.1", "0.65", "3")]),
        # All 3 lost in 5.1, and 2.03 of the 2.14 lost in 3.2: 5.03 together.
        ("huyen-muong-lat", "5.03", "kha", [("5.1", "3", "3"), ("3.2", "2.03", "2.14")]),
    ],
)
def test_the_way_up_names_the_lost_points_to_remedy(
    unit: str, gap: str, class_id: str, steps: list[tuple[str, str, str]]
) -> None:
    """TH-11: the criteria that lost most first, no more than was lost, and just what is missing."""
    results = RESULTS["thanh-hoa/2016-4289"]
    way = way_up(results.regulation, results.units[unit])
    assert way is not None
    assert way.next_class == class_id
    assert [each.gap for each in way.shortfalls] == [Fraction(gap)]
    assert [(each.criterion.node, each.points, each.lost) for each in way.steps] == [
        (node, Fraction(points), Fraction(lost)) for node, points, lost in steps
    ]
    assert sum(each.points for each in way.steps) == Fraction(gap)


def test_decision_replaced_and_in_force_on_signing() -> None:
    """TH-16."""
    decision = REGULATION.file.decision
    assert decision.in_force == decision.date == dt.date(2016, 11, 1)
    assert decision.replaces[0].number == "2837/QĐ-UBND"


def test_late_district_is_ranked_and_missing_department_is_not() -> None:
    """TH-7: the text is silent on lateness, so it is recorded without consequence."""
    units = RESULTS["thanh-hoa/2016-4289"].units
    late = units["huyen-muong-lat"]
    assert late.verdict is Verdict.RANKED
    assert late.lateness is not None
    assert late.lateness.status == "recorded_late"
    assert units["ban-dan-toc"].verdict is Verdict.NOT_ASSESSED_MISSING
