"""Rows F of the rule typology: every form of a leaf score that real regulations use."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import Any

import pytest

from tests.xephang.rules.bench import campaign, criterion, parsed, points, regulation, score, scored
from xephang.campaign import Override, RosterUnit
from xephang.outcomes import Status
from xephang.regulation import Input
from xephang.texts import Remark

YES_NO = {"kind": "choice", "input": "x", "points": {"yes": "max", "no": "0"}}
RATIO = {"kind": "ratio", "numerator": "a", "denominator": "b", "on_zero": "zero"}
F = Fraction


def test_F1_yes_or_no_gives_the_maximum_or_nothing() -> None:
    assert points(YES_NO, {"x": "yes"}, "2") == 2
    assert points(YES_NO, {"x": "no"}, "2") == 0


def test_F2_plain_ratio_times_the_maximum() -> None:
    assert points(RATIO, {"a": "1", "b": "3"}, "20") == F(20, 3)


@pytest.mark.parametrize(
    ("policy", "expected", "status"),
    [
        ("not_applicable", 0, Status.NOT_APPLICABLE),
        ("zero", 0, Status.SCORED),
        ("full", 20, Status.SCORED),
        (None, 0, Status.PENDING),
    ],
)
def test_F2z_zero_denominator_follows_its_policy_or_waits_for_a_person(
    policy: str | None, expected: int, status: Status
) -> None:
    outcome = scored({**RATIO, "on_zero": policy}, {"a": "0", "b": "0"}, "20")
    assert outcome.points == expected
    assert outcome.status is status
    assert outcome.applicable_max == (0 if policy == "not_applicable" else 20)


def test_F2q_denominator_set_elsewhere_is_an_input_the_unit_cannot_edit() -> None:
    asked = Input.model_validate({"type": "count", "label": "b", "source": "appraiser"})
    assert asked.source == "appraiser"
    built = regulation(
        [
            criterion("1", "20", {**RATIO, "denominator": "2/required"}),
            criterion("2", "0", {"kind": "information"}),
        ]
    )
    given = score(built, {"1": {"a": "3"}, "2": {"required": "4"}})
    assert given.total.points == 15


def test_F3_ratio_saturates_at_the_target_of_the_year() -> None:
    rule = {**RATIO, "target": {"2020": "0.8", "2025": "1"}}
    assert points(rule, {"a": "8", "b": "10"}, "6") == 6
    assert points(rule, {"a": "4", "b": "10"}, "6") == 3
    assert points(rule, {"a": "8", "b": "10"}, "6", year=2025) == F("4.8")


@pytest.mark.parametrize(
    ("share", "expected"), [("95", 5), ("90", 5), ("89.999", 3), ("70", 3), ("69.999", 0)]
)
def test_F4_ratio_in_bands(share: str, expected: int) -> None:
    rule = {
        "kind": "bands",
        "of": {"quotient": ["a", "b"], "on_zero": "zero"},
        "bands": [{"at_least": "0.9", "points": "5"}, {"at_least": "0.7", "points": "3"}],
        "else_points": "0",
    }
    assert points(rule, {"a": share, "b": "100"}, "5") == expected


def test_F4z_ratio_below_its_floor_gives_nothing_and_from_it_on_its_share() -> None:
    rule = {**RATIO, "floor": "0.7"}
    assert points(rule, {"a": "69", "b": "100"}) == 0
    assert points(rule, {"a": "70", "b": "100"}) == 7


def test_F5_complement_counts_what_went_right() -> None:
    assert points({**RATIO, "complement": "true"}, {"a": "3", "b": "12"}, "8") == 6


BLOCK = {"kind": "normalised", "of": {"quotient": ["v", "n"], "on_zero": "zero"}, "method": "best"}


def by_block(rule: Mapping[str, object], values: list[str]) -> list[Fraction]:
    built = regulation([criterion("1", "40", rule)])
    answers = {f"u{n}": {"1": {"v": each, "n": "10"}} for n, each in enumerate(values)}
    results = campaign(built, answers)
    scores = [results.units[unit].score for unit in answers]
    return [each.total.points for each in scores if each is not None]


def test_F6_normalised_by_the_best_unit_of_the_block() -> None:
    assert by_block(BLOCK, ["80", "20", "0"]) == [40, 10, 0]
    open_form = scored(BLOCK, {"v": "80", "n": "10"}, "40")
    assert open_form.status is Status.KNOWN_AFTER_CLOSING


def test_F6m_min_max_and_z_score_with_a_declared_deviation() -> None:
    assert by_block({**BLOCK, "method": "min_max"}, ["80", "50", "20"]) == [40, 20, 0]
    z = {
        **BLOCK,
        "method": "z_score",
        "deviation": {"digits": "4"},
        "none_at": "-2",
        "full_at": "2",
    }
    # Mean 5, variance 6, deviation 2.4495 (rounded); (8 - 5) / 2.4495 = 1.2247…
    high = (F(3) / F("2.4495") + 2) / 4 * 40
    assert by_block(z, ["80", "50", "20"]) == [high, 20, 40 - high]
    assert by_block({**BLOCK, "method": "min_max"}, ["5", "5"]) == [40, 40]


def test_F7_several_ratios_in_one_criterion() -> None:
    parts = [
        {"max": "6", "rule": {**RATIO, "numerator": f"a{n}", "denominator": "b"}} for n in (1, 2, 3)
    ]
    answers = {"a1": "10", "a2": "5", "a3": "0", "b": "10"}
    assert points({"kind": "sum", "parts": parts}, answers, "18") == 9


COUNT_TABLE = {
    "kind": "table",
    "of": "n",
    "rows": [
        {"count": "4", "points": "20"},
        {"count": "3", "points": "15"},
        {"count": "2", "points": "10"},
        {"count": "1", "points": "5"},
    ],
}


@pytest.mark.parametrize(
    ("count", "at_least", "exact"), [("0", 0, 0), ("1", 5, 5), ("4", 20, 20), ("5", 20, 0)]
)
def test_F8_count_table_read_as_at_least_or_to_the_letter(
    count: str, at_least: int, exact: int
) -> None:
    assert points({**COUNT_TABLE, "match": "at_least"}, {"n": count}, "20") == at_least
    assert points({**COUNT_TABLE, "match": "exact"}, {"n": count}, "20") == exact


def test_F9_points_for_each_up_to_a_cap() -> None:
    rule = {"kind": "per_item", "of": "n", "each": "1", "cap": "5"}
    assert [points(rule, {"n": n}) for n in ("3", "5", "9")] == [3, 5, 5]


def test_F10_one_level_is_chosen_as_points_or_as_a_share() -> None:
    worth = {"head": "max", "deputy": {"share": "1/2"}, "other": "0"}
    rule = {"kind": "choice", "input": "x", "points": worth}
    assert [points(rule, {"x": x}) for x in ("head", "deputy", "other")] == [10, 5, 0]


def test_F11_independent_conditions_each_with_its_half() -> None:
    part = {"weight": "1/2"}
    parts = [{**part, "rule": {**YES_NO, "input": name}} for name in ("x", "y")]
    rule = {"kind": "sum", "parts": parts}
    assert points(rule, {"x": "yes", "y": "no"}) == 5
    assert points(rule, {"x": "yes"}) == 5


def test_F12_unlike_parts_with_their_own_maxima() -> None:
    rule = {
        "kind": "sum",
        "parts": [
            {"max": "45", "rule": RATIO},
            {"max": "5", "rule": {"kind": "per_item", "of": "n", "each": "1"}},
        ],
    }
    assert points(rule, {"a": "1", "b": "2", "n": "7"}, "50") == F("27.5")


def test_F13_the_best_alternative_counts() -> None:
    parts = [{"name": "a", "rule": RATIO}, {"name": "b", "weight": "1/2", "rule": YES_NO}]
    rule = {"kind": "best_of", "parts": parts}
    assert points(rule, {"a": "3", "b": "10", "x": "yes"}) == 5
    assert points(rule, {"a": "9", "b": "10", "x": "yes"}) == 9


def test_F14_branches_exclude_one_another_each_with_its_cap() -> None:
    rule = {
        "kind": "branches",
        "input": "where",
        "branches": {
            "centre": {"max": "60", "rule": YES_NO},
            "room": {"max": "20", "rule": YES_NO},
        },
    }
    assert points(rule, {"where": "centre", "x": "yes"}, "60") == 60
    assert points(rule, {"where": "room", "x": "yes"}, "60") == 20
    assert points(rule, {"where": "none", "x": "yes"}, "60") == 0


def test_F15_base_and_increment_only_where_the_base_is_there() -> None:
    rule = {
        "kind": "sum",
        "parts": [
            {"max": "35", "rule": YES_NO},
            {
                "max": "5",
                "only_if": {"input": "x", "equals": "yes"},
                "rule": {**YES_NO, "input": "y"},
            },
        ],
    }
    assert points(rule, {"x": "yes", "y": "yes"}, "40") == 40
    assert points(rule, {"x": "no", "y": "yes"}, "40") == 0


def test_F16_raw_inputs_are_converted_by_coefficients() -> None:
    of = {"weighted": {"fibre": "1", "copper": "0.5"}}
    rule = {"kind": "linear", "of": of, "none_at": "0", "full_at": "100"}
    assert points(rule, {"fibre": "40", "copper": "20"}) == 5


LICENCES = [{"seats": "30", "paid": "yes"}, {"seats": "50", "paid": "no"}]


def test_F17_only_what_qualifies_is_counted() -> None:
    of = {"total": "licences", "field": "seats", "where": {"paid": "yes"}}
    assert points({**RATIO, "numerator": of}, {"licences": LICENCES, "b": "60"}) == 5


@pytest.mark.parametrize("source", ["system", "index", "survey", "council"])
def test_F18_F19_F20_F21_where_a_value_comes_from_is_an_attribute(source: str) -> None:
    asked = Input.model_validate({"type": "number", "label": "v", "source": source})
    assert asked.source == source


def test_F18_measured_value_counts_like_any_other() -> None:
    assert points({"kind": "given", "of": "v", "out_of": "100"}, {"v": "73.5"}, "20") == F("14.7")


def test_F19_external_rank_is_turned_into_points() -> None:
    rule = {
        "kind": "bands",
        "of": "rank",
        "bands": [{"at_most": "50", "points": "max"}, {"at_most": "100", "points": "5"}],
        "else_points": "0",
    }
    assert [points(rule, {"rank": r}) for r in ("50", "71", "101")] == [10, 5, 0]


def test_F20_survey_score_is_brought_to_the_maximum() -> None:
    assert points({"kind": "given", "of": "v", "out_of": "5"}, {"v": "4"}, "10") == 8


def test_F21_council_members_scores_are_averaged() -> None:
    rows = [
        {"member": "A", "score": "7"},
        {"member": "B", "score": "8"},
        {"member": "C", "score": "8"},
    ]
    rule = {"kind": "given", "of": {"mean": "members", "field": "score"}, "out_of": "10"}
    assert points(rule, {"members": rows}, "3") == F(23, 3) / 10 * 3


def test_F22_published_result_of_another_ranking_is_an_input() -> None:
    rule = {"kind": "given", "of": "index", "out_of": "1"}
    assert points(rule, {"index": "0.8654"}, "10") == F("8.654")


def test_F23_plan_attainment_stops_at_full_marks() -> None:
    assert points({**RATIO, "may_exceed": "true"}, {"a": "12", "b": "10"}) == 10


def test_F24_criterion_without_points_is_shown_and_never_scored() -> None:
    outcome = scored({"kind": "information"}, {"x": "3"}, "0")
    assert outcome.points == 0
    assert outcome.status is Status.NOT_SCORED


def test_F25_general_information_may_be_a_denominator() -> None:
    general = criterion("g", "0", {"kind": "information"})
    built = regulation([general, criterion("1", "10", {**RATIO, "denominator": "g/staff"})])
    assert score(built, {"g": {"staff": "20"}, "1": {"a": "5"}}).total.points == F("2.5")


def test_F26_rows_of_a_list_are_counted() -> None:
    rule = {"kind": "per_item", "of": {"count": "documents"}, "each": "2"}
    rows = [{"number": "1/KH"}, {"number": "2/KH"}, {"number": "3/KH"}]
    assert points(rule, {"documents": rows}) == 6


def test_F27_late_reports_take_points_off_down_to_a_floor() -> None:
    rule = {"kind": "deduction", "of": "late", "each": "3"}
    assert [points(rule, {"late": n}) for n in ("0", "2", "9")] == [10, 4, 0]
    assert points({**rule, "least": "1"}, {"late": "9"}) == 1


def test_F28_appraiser_sets_points_with_a_reason() -> None:
    built = regulation([criterion("1", "10", RATIO)])
    override = Override(
        unit="u",
        criterion="1",
        points=F(4),
        reason=Remark(vi="thiếu minh chứng"),
        by="Tổ thẩm định",
    )
    given = score(built, {"1": {"a": "10", "b": "10"}}, overrides=(override,))
    outcome = given.form.find("1")
    assert outcome is not None
    assert outcome.points == 4
    assert outcome.status is Status.OVERRIDDEN
    assert "thiếu minh chứng" in outcome.reason.show("vi")


def test_F29_change_from_last_year() -> None:
    of = {"difference": ["v", {"previous_year": "v"}]}
    built = regulation(
        [criterion("1", "10", {"kind": "linear", "of": of, "none_at": "0", "full_at": "20"})]
    )
    given = score(built, {"1": {"v": "35"}}, previous={"1": {"v": "30"}})
    assert given.total.points == F("2.5")
    assert score(built, {"1": {"v": "35"}}).form.children[0].children[0].status is Status.UNANSWERED


def test_F30_criterion_that_depends_on_another() -> None:
    built = regulation(
        [
            criterion("a", "5", YES_NO),
            criterion(
                "b", "5", {**YES_NO, "input": "y"}, only_if={"input": "a/x", "equals": "yes"}
            ),
            criterion(
                "c",
                "5",
                {**YES_NO, "input": "z"},
                only_if={"quantity": {"points_of": "b"}, "at_least": "5"},
            ),
        ]
    )
    every = {"b": {"y": "yes"}, "c": {"z": "yes"}}
    assert score(built, {"a": {"x": "yes"}, **every}).total.points == 15
    assert score(built, {"a": {"x": "no"}, **every}).total.points == 0


def test_G11_children_enter_the_score_of_their_parent() -> None:
    mean = {
        "kind": "given",
        "of": {"children": {"take": "share", "combine": "mean"}},
        "out_of": "1",
    }
    reached = {"take": "share", "combine": "share_at_least", "at_least": "0.8"}
    built = regulation(
        [
            criterion("v", "10", {"kind": "given", "of": "v"}, applies_to=["xa"]),
            criterion("mean", "10", mean, applies_to=["huyen"]),
            criterion(
                "good",
                "10",
                {"kind": "given", "of": {"children": reached}, "out_of": "1"},
                applies_to=["huyen"],
            ),
        ],
        groups=["huyen", "xa"],
    )
    roster = [
        RosterUnit(unit="h", group="huyen"),
        RosterUnit(unit="x1", group="xa", parent="h"),
        RosterUnit(unit="x2", group="xa", parent="h"),
        RosterUnit(unit="x3", group="xa", parent="h"),
    ]
    # x3 sent nothing: it is not assessed, and not a zero in its parent's mean.
    answers: dict[str, Any] = {"h": {"v": {}}, "x1": {"v": {"v": "9"}}, "x2": {"v": {"v": "6"}}}
    found = campaign(built, answers, roster=roster).units["h"].score
    assert found is not None
    assert found.total.points == F("7.5") + 5


def test_G11_G12_related_units_without_a_form_have_no_value() -> None:
    """A child whose group has no form, a predecessor that is not on the roster."""
    relatives = [
        criterion(name, "10", {"kind": "given", "of": {name: {"combine": "count"}}})
        for name in ("children", "predecessors")
    ]
    built = regulation(relatives, groups=["g", "other"])
    del built.criteria_sets["other"]
    roster = [
        RosterUnit(unit="new", group="g", predecessors=["elsewhere"]),
        RosterUnit(unit="child", group="other", parent="new"),
    ]
    answers: dict[str, Any] = {"new": {"1": {}}, "child": {"1": {}}}
    found = campaign(built, answers, roster=roster).units
    assert found["child"].verdict == "pending"
    assert found["new"].score is not None
    assert found["new"].score.total.points == 0


def test_F6_unit_merged_away_has_nobody_to_be_compared_with() -> None:
    built = regulation(
        [criterion("1", "10", {"kind": "normalised", "of": "v", "method": "best"})],
        groups=["g", "before"],
    )
    roster = [
        RosterUnit(unit="new", group="g", predecessors=["old"]),
        RosterUnit(unit="old", group="before"),
    ]
    found = campaign(built, {"new": {"1": {"v": "5"}}, "old": {"1": {"v": "4"}}}, roster=roster)
    old, new = found.units["old"], found.units["new"]
    assert old.verdict == "exempt"
    assert old.score is not None
    assert old.score.form.find("1").status == "pending"  # type: ignore[union-attr]
    assert new.score is not None
    assert new.score.total.points == 10


def test_G12_mean_over_the_units_before_a_merger() -> None:
    of = {"predecessors": {"take": "input", "of": "1/v", "combine": "mean"}}
    built = regulation(
        [
            criterion("1", "0", {"kind": "information"}),
            criterion("2", "10", {"kind": "given", "of": of, "out_of": "10"}),
        ]
    )
    roster = [
        RosterUnit(unit="new", group="g", predecessors=["old-1", "old-2"]),
        RosterUnit(unit="old-1", group="g"),
        RosterUnit(unit="old-2", group="g"),
    ]
    answers = {"new": {"1": {"v": "0"}}, "old-1": {"1": {"v": "4"}}, "old-2": {"1": {"v": "7"}}}
    results = campaign(built, answers, roster=roster)
    found = results.units["new"].score
    assert found is not None
    assert found.total.points == F("5.5")
    assert results.units["old-1"].verdict == "exempt"
    assert "new" in results.units["old-1"].reason.show("en")


def test_G13_weighted_blend_of_self_appraisal_and_survey() -> None:
    parts = [
        {"weight": weight, "rule": {"kind": "given", "of": name, "out_of": "100"}}
        for weight, name in (("0.5", "self"), ("0.3", "appraised"), ("0.2", "survey"))
    ]
    answers = {"self": "90", "appraised": "80", "survey": "70"}
    assert points({"kind": "sum", "parts": parts}, answers, "100") == 83


def test_unknown_kind_is_refused() -> None:
    with pytest.raises(ValueError, match="kind"):
        parsed({"kind": "formula", "text": "a / b"})
