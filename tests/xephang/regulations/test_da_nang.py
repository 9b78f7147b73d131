"""Đà Nẵng, Decision 448/QĐ-UBND of 9/2/2022 (DN-1 to DN-9)."""

from __future__ import annotations

from fractions import Fraction

from tests.xephang.library import LIBRARY, RESULTS
from xephang.loading import load_folder
from xephang.outcomes import Status
from xephang.scoring import score_unit

REGULATION = load_folder(LIBRARY / "da-nang" / "2022-448").regulation()
GROUPS = ["so", "don-vi", "trung-uong", "quan-huyen", "xa"]


def test_seven_sections_of_which_digital_society_is_for_localities() -> None:
    """DN-1: the seventh, bonus and penalty, is two sections here."""
    roles = {each.id: each.role for each in REGULATION.file.sections}
    assert roles["7"] == "bonus"
    assert roles["8"] == "penalty"
    with_society = [
        group
        for group, criteria in REGULATION.criteria_sets.items()
        if any(section.id == "6" for section in criteria.sections)
    ]
    assert with_society == ["quan-huyen", "xa"]


def test_five_groups_of_100_points_and_their_units() -> None:
    """DN-2: 7 districts, 56 wards and communes."""
    assert [group.id for group in REGULATION.file.groups] == GROUPS
    for criteria in REGULATION.criteria_sets.values():
        base = [each for each in criteria.sections if each.role == "base"]
        assert sum((criteria.max_of(each) for each in base), Fraction(0)) == 100
        assert 40 <= sum(1 for _ in criteria.criteria()) <= 70
    campaign = RESULTS["da-nang/2022-448"].campaign
    assert len(campaign.in_group("quan-huyen")) == 7
    assert len(campaign.in_group("xa")) == 56


def test_not_applicable_needs_approval_and_rescales_the_rest() -> None:
    """DN-3."""
    units = RESULTS["da-nang/2022-448"].units
    granted, refused = units["so-ngoai-vu"].score, units["so-du-lich"].score
    assert granted is not None
    assert refused is not None
    left_out = granted.form.find("3.1")
    assert left_out is not None
    assert left_out.status is Status.NOT_APPLICABLE
    assert "100" in granted.form.reason.show("en")
    claimed = refused.form.find("2.7")
    assert claimed is not None
    assert claimed.status is Status.NOT_APPLICABLE_REFUSED
    assert claimed.applicable_max == claimed.max_points


def test_bonus_is_added_outside_the_scale_and_penalty_taken_off_within_bounds() -> None:
    """DN-1: rescale first, then bonus and penalty, then the declared bounds."""
    full = {"7.2": {"answer": "yes"}, "8.2": {"answer": "yes"}, "8.3": {"answer": "yes"}}
    score = score_unit(REGULATION, "so", full)
    bonus, penalty = score.form.find("7"), score.form.find("8")
    assert bonus is not None
    assert penalty is not None
    assert score.total.points == max(Fraction(0), bonus.points - penalty.points)


def test_four_classes() -> None:
    """DN-4."""
    (scheme,) = REGULATION.file.classes
    assert [each.at_least for each in scheme.classes] == [80, 65, 50, None]


def test_three_bases_and_who_appraises_whom() -> None:
    """DN-5, DN-6, DN-7, DN-8: the council for the city, each district for its wards."""
    appraisal = REGULATION.file.appraisal
    assert appraisal is not None
    assert [each.id for each in appraisal.bases] == ["data", "site_visit", "cross_check"]
    assert {tuple(each.groups): each.appraiser for each in appraisal.who} == {
        ("so", "don-vi", "trung-uong", "quan-huyen"): "council",
        ("xa",): "parent",
    }
    assert REGULATION.file.calendar is not None
    assert REGULATION.file.calendar.submission("so") is not None


def test_four_tables_of_the_city_and_one_a_district() -> None:
    """DN-7."""
    tables = RESULTS["da-nang/2022-448"].tables
    assert len([table for table in tables if table.parent is None]) == 4
    districts = [table for table in tables if table.parent is not None]
    assert len(districts) == 7
    sizes = sorted(len(table.rows) + len(table.not_ranked) for table in districts)
    assert sizes == [4, 5, 6, 7, 10, 11, 13]


def test_commendation_stands_among_the_consequences() -> None:
    """DN-9."""
    assert [each.effect for each in REGULATION.file.consequences] == ["award_proposal"]
