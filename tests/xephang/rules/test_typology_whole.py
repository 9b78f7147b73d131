"""Rows G, H, R and T of the rule typology: aggregation, classes, ranks, time and versions."""

from __future__ import annotations

import datetime as dt
from fractions import Fraction
from typing import Any

import pytest

from tests.xephang.library import LIBRARY
from tests.xephang.rules.bench import (
    campaign,
    classed,
    criterion,
    plain,
    ranks,
    regulation,
    score,
    totals,
)
from xephang.calendar import OFFICIAL, Calendar, terms
from xephang.campaign import RosterUnit
from xephang.loading import load_folder
from xephang.points import Number, fixed_text
from xephang.ranking import Entry, rank
from xephang.regulation import RegulationFile
from xephang.results import CampaignResults, Verdict

F = Fraction
GIVEN = {"kind": "given", "of": "v"}
LEAVE_OUT = {"policy": "exclude_rescale", "evidence": "x", "approver": "council"}
GRANTED = {"not_applicable": "yes", "na_approved": "yes"}


def two_parts(**more: Any) -> Any:
    return regulation({"A": [criterion("a", "48", GIVEN), criterion("b", "2", GIVEN)]}, **more)


def test_G1_sections_nest_and_add_up() -> None:
    nested = {
        "id": "A",
        "name": "A",
        "sections": [
            {"id": "A1", "name": "A1", "criteria": [criterion("x", "8", GIVEN)]},
            {"id": "A2", "name": "A2", "criteria": [criterion("y", "35", GIVEN)]},
        ],
    }
    built = regulation(
        {"B": [criterion("z", "10", GIVEN)]}, sections=[nested, {"id": "B", "name": "B"}]
    )
    given = score(built, {"x": {"v": "8"}, "y": {"v": "30"}, "z": {"v": "1"}})
    assert given.sections == {"A": 38, "A1": 8, "A2": 30, "B": 1}
    assert given.total.points == 39


def test_G2_section_never_passes_the_maximum_of_the_decision() -> None:
    built = regulation(
        {"A": [criterion("a", "6", GIVEN), criterion("b", "6", GIVEN)]},
        sections=[{"id": "A", "name": "A", "max": "8"}],
    )
    assert score(built, {"a": {"v": "6"}, "b": {"v": "6"}}).total.points == 8


def indexed(combine: str, weights: list[str | None], take: str = "share") -> Any:
    by_section = {f"S{n}": [criterion(f"c{n}", "1", GIVEN)] for n in range(len(weights))}
    terms_of = [
        {"of": f"S{n}", **({"weight": each} if each else {})} for n, each in enumerate(weights)
    ]
    index = {"id": "i", "name": "i", "combine": combine, "take": take, "terms": terms_of}
    return regulation(by_section, indices=[index])


def test_G3_shares_are_averaged_by_weight() -> None:
    built = indexed("weighted_mean", ["0.5", "0.3", "0.2"])
    given = score(built, {"c0": {"v": "0.8"}, "c1": {"v": "0.6"}, "c2": {"v": "0.5"}})
    assert given.indices["i"].points == F("0.68")


@pytest.mark.parametrize(
    ("parts", "published"),
    [(("0.7925", "0.9538", "0.8500"), "0.8654"), (("0.7908", "0.7892", "0.9655"), "0.8485")],
)
def test_G4_plain_mean_gives_the_published_ict_index_of_da_nang(
    parts: tuple[str, ...], published: str
) -> None:
    built = indexed("mean", [None, None, None])
    given = score(built, {f"c{n}": {"v": each} for n, each in enumerate(parts)})
    assert fixed_text(given.indices["i"].points, 4) == published


def test_G5_one_node_enters_several_indices() -> None:
    sections = {"S": [criterion("s", "10", GIVEN)], "T": [criterion("t", "10", GIVEN)]}
    made = [
        {"id": "x", "name": "x", "terms": [{"of": "S"}]},
        {"id": "y", "name": "y", "terms": [{"of": "S"}, {"of": "T"}]},
    ]
    given = score(regulation(sections, indices=made), {"s": {"v": "4"}, "t": {"v": "3"}})
    assert given.indices["x"].points == 4
    assert given.indices["y"].points == 7
    assert given.total.points == 7


def outside(**bounds: str) -> Any:
    return regulation(
        {
            "A": [criterion("a", "100", GIVEN)],
            "B": [criterion("b", "5", GIVEN)],
            "P": [criterion("p", "9", GIVEN)],
        },
        sections=[
            {"id": "A", "name": "A"},
            {"id": "B", "name": "B", "role": "bonus", "cap": "3"},
            {"id": "P", "name": "P", "role": "penalty"},
        ],
        bounds=bounds,
    )


def test_G6_bonus_and_penalty_outside_the_scale_capped_and_bounded() -> None:
    answers = {"a": {"v": "99"}, "b": {"v": "5"}, "p": {"v": "0"}}
    assert score(outside(), answers).total.points == 102
    assert score(outside(most="100"), answers).total.points == 100
    low = {"a": {"v": "4"}, "b": {"v": "0"}, "p": {"v": "9"}}
    assert score(outside(least="0"), low).total.points == 0
    assert score(outside(), low).total.points == -5


def test_G7_left_out_and_the_rest_brought_back_to_the_full_scale() -> None:
    built = two_parts(not_applicable=LEAVE_OUT)
    given = score(built, {"a": {"v": "42.63"}, "b": GRANTED})
    assert fixed_text(given.total.points, 2) == "44.41"
    assert given.total.points == F("42.63") / 48 * 50


def test_G8_left_out_and_judged_by_percent_of_what_remains() -> None:
    """Huế 2017: 53/60 = 88,3 % ranks above 61,2/70 = 87,4 %."""
    policy = {**LEAVE_OUT, "policy": "exclude_percent"}
    table = {"id": "t", "name": "t", "groups": ["g"], "of": "percent"}
    built = regulation(
        [criterion("a", "60", GIVEN), criterion("b", "10", GIVEN)],
        not_applicable=policy,
        rank_tables=[table],
    )
    results = campaign(
        built,
        {"x": {"a": {"v": "53"}, "b": GRANTED}, "y": {"a": {"v": "55"}, "b": {"v": "6.2"}}},
    )
    assert ranks(results) == {"x": 1, "y": 2}
    assert [fixed_text(row.value, 1) for row in results.tables[0].rows] == ["88.3", "87.4"]


def test_G9_kinds_of_unit_have_bases_of_their_own() -> None:
    built = regulation(
        [criterion("a", "33", GIVEN), criterion("b", "1", GIVEN, applies_to=["h"])],
        groups=["g", "h"],
    )
    maxima = {
        group: sum(criteria.max_of(each) for each in criteria.sections)
        for group, criteria in built.criteria_sets.items()
    }
    assert maxima == {"g": 33, "h": 34}


@pytest.mark.parametrize(
    ("policy", "claim", "points"),
    [
        (LEAVE_OUT, {"not_applicable": "yes"}, "40"),
        (LEAVE_OUT, GRANTED, "41.66…"),
        (None, GRANTED, "40"),
        ({**LEAVE_OUT, "policy": "zero"}, GRANTED, "40"),
        ({**LEAVE_OUT, "policy": "full"}, GRANTED, "42"),
    ],
)
def test_G10_left_out_only_with_approval_and_only_where_the_text_allows(
    policy: dict[str, str] | None, claim: dict[str, str], points: str
) -> None:
    built = two_parts(not_applicable=policy)
    given = score(built, {"a": {"v": "40"}, "b": claim})
    expected = F(40) * 50 / 48 if "…" in points else F(points)
    assert given.total.points == expected


def test_G14_indices_side_by_side_are_classed_and_ranked_alone() -> None:
    results = load_folder(LIBRARY / "hue" / "2020-cqdt-huyen").regulation()
    assert [scheme.index for scheme in results.file.classes] == ["readiness", "outcome"]
    assert [table.index for table in results.file.rank_tables] == ["readiness", "outcome"]


def test_G15_points_are_rounded_where_declared_and_only_there() -> None:
    """61,25 of 70 is 87,50 %; the displayed 61,2 would give 87,43."""
    assert fixed_text(F("61.25") / 70 * 100, 2) == "87.50"
    assert fixed_text(F("61.2") / 70 * 100, 2) == "87.43"
    ratio = {"kind": "ratio", "numerator": "a", "denominator": "b", "on_zero": "zero"}
    three = [criterion(f"c{n}", "1", ratio) for n in range(3)]
    answers = {f"c{n}": {"a": "1", "b": "3"} for n in range(3)}
    assert score(regulation(three), answers).total.points == 1
    leaf = regulation(three, rounding={"leaf": {"digits": "2"}})
    assert score(leaf, answers).total.points == F("0.99")
    total = regulation(three, rounding={"total": {"digits": "0", "mode": "down"}})
    assert score(total, answers).total.points == 1


HALF_OPEN = [
    {"id": "tot", "name": "Tốt", "at_least": "85"},
    {"id": "kha", "name": "Khá", "at_least": "70", "below": "85"},
    {"id": "yeu", "name": "Yếu", "below": "70"},
]


@pytest.mark.parametrize(
    ("value", "expected"),
    [("85", "tot"), ("84.999999999", "kha"), ("70", "kha"), ("69.99", "yeu"), ("0", "yeu")],
)
def test_H1_half_open_thresholds(value: str, expected: str) -> None:
    assert classed(HALF_OPEN, value).class_id == expected


def test_H2_integer_gap_leaves_84_5_to_a_person() -> None:
    gapped = [
        {"id": "tot", "name": "Tốt", "at_least": "85", "at_most": "100"},
        {"id": "kha", "name": "Khá", "at_least": "70", "at_most": "84"},
    ]
    assert classed(gapped, "84.5").status == "in_gap"
    assert classed(gapped, "84").class_id == "kha"
    built = plain(classes=[{"classes": gapped}])
    assert totals(built, {"u": "84.5"}).units["u"].verdict is Verdict.PENDING


def test_H3_thresholds_on_percent_of_the_applicable_maximum() -> None:
    scheme = {
        "of": "percent",
        "classes": [{"id": "I", "name": "I", "at_least": "90"}, {"id": "II", "name": "II"}],
    }
    built = two_parts(not_applicable=LEAVE_OUT, classes=[scheme])
    results = campaign(built, {"u": {"a": {"v": "43.2"}, "b": GRANTED}})
    found = results.units["u"].classification
    assert found is not None
    assert found.class_id == "I"


LEVELS = [
    {"id": "I", "name": "I", "minima": {"A": "9", "B": "9"}},
    {"id": "II", "name": "II", "minima": {"A": "5", "B": "8"}},
]


def test_H4_every_section_must_reach_its_minimum() -> None:
    assert classed(LEVELS, "0", A="9", B="9").class_id == "I"
    assert classed(LEVELS, "0", A="10", B="8.999").class_id == "II"
    below = classed(LEVELS, "0", A="10", B="7.999")
    assert below.status == "below_lowest"
    assert [(each.section, each.gap) for each in below.shortfalls] == [("B", F("0.001"))]


def test_hybrid_class_needs_the_total_and_every_section() -> None:
    both: list[dict[str, Any]] = [
        {"id": "tot", "name": "Tốt", "at_least": "80", "minima": {"A": "9"}},
        {"id": "kha", "name": "Khá", "at_least": "50"},
    ]
    assert classed(both, "85", A="9").class_id == "tot"
    assert classed(both, "85", A="8").class_id == "kha"
    assert classed(both, "79", A="9").class_id == "kha"


def test_H5_thresholds_differ_by_kind_of_unit() -> None:
    pht = load_folder(LIBRARY / "phu-tho" / "2018-1609").regulation()
    presence = {}
    for group in ("huyen", "xa"):
        scheme = pht.scheme(group)
        assert scheme is not None
        presence[group] = scheme.classes[3].minima["4"]
    assert presence == {"huyen": 32, "xa": F("18.9")}


def test_H6_labels_of_classes_are_data() -> None:
    labels = [
        {**each, "name": name}
        for each, name in zip(HALF_OPEN, ("Xuất sắc", "Tốt", "Khá"), strict=True)
    ]
    built = plain(classes=[{"classes": labels}])
    assert [each.name.vi for each in built.file.classes[0].classes] == ["Xuất sắc", "Tốt", "Khá"]


def test_H7_late_missing_and_exempt_are_verdicts_never_zero() -> None:
    results = plain_with_missing()
    assert results.units["b"].verdict is Verdict.NOT_ASSESSED_MISSING
    assert results.units["b"].score is None
    assert [each.unit.unit for each in results.tables[0].not_ranked] == ["b"]


def plain_with_missing() -> CampaignResults:
    roster = [RosterUnit(unit="a", group="g"), RosterUnit(unit="b", group="g")]
    return totals(plain(), {"a": "5"}, roster=roster)


def test_H8_consequences_hang_on_classes() -> None:
    pt = load_folder(LIBRARY / "phan-thiet" / "2020-4487").regulation()
    barred = next(each for each in pt.file.consequences if each.effect == "not_considered")
    assert barred.classes == ["kha", "trung-binh", "yeu"]


def test_H9_class_is_decided_before_rounding_and_never_shown_otherwise() -> None:
    built = plain(classes=[{"classes": HALF_OPEN}])
    results = totals(built, {"u": "84.996"})
    (row,) = results.tables[0].rows
    assert (row.class_id, row.shown) == ("kha", "84.996")


def test_H9_value_on_a_threshold_that_no_decimal_holds_is_shown_rounded() -> None:
    """A third of 100 as a threshold, and a unit exactly on it: every decimal falls short of it."""
    thirds = [{"id": "k1", "name": "k1", "at_least": "100/3"}, {"id": "k2", "name": "k2"}]
    results = totals(plain(classes=[{"classes": thirds}]), {"u": "100/3", "v": "33.333"})
    shown = [(row.unit.unit, row.class_id, row.shown) for row in results.tables[0].rows]
    assert shown == [("u", "k1", "33.3333"), ("v", "k2", "33.333")]


def test_R1_competition_rank_leaves_places_out() -> None:
    results = totals(plain(), {"a": "9", "b": "8", "c": "8", "d": "7"})
    assert ranks(results) == {"a": 1, "b": 2, "c": 2, "d": 4}


def test_R2_dense_rank_leaves_none_out() -> None:
    results = totals(plain(table={"ties": "dense"}), {"a": "9", "b": "8", "c": "8", "d": "7"})
    assert ranks(results) == {"a": 1, "b": 2, "c": 2, "d": 3}


def test_R3_first_place_may_be_shared() -> None:
    results = totals(plain(), {"a": "100", "b": "100", "c": "99"})
    assert ranks(results) == {"a": 1, "b": 1, "c": 3}
    assert [row.is_tied for row in results.tables[0].rows] == [True, True, False]


def test_R4_ties_at_a_precision_or_on_exact_values() -> None:
    values = {"a": "0.7164", "b": "0.71635"}
    assert ranks(totals(plain("1"), values)) == {"a": 1, "b": 2}
    assert ranks(totals(plain("1", table={"precision": "3"}), values)) == {"a": 1, "b": 1}


def test_R5_children_are_ranked_within_their_parent() -> None:
    roster = [
        RosterUnit(unit="x", group="g", parent="p"),
        RosterUnit(unit="y", group="g", parent="p"),
        RosterUnit(unit="z", group="g", parent="q"),
    ]
    results = totals(
        plain(table={"within": "parent"}), {"x": "5", "y": "9", "z": "1"}, roster=roster
    )
    assert [table.parent for table in results.tables] == ["p", "q"]
    assert ranks(results) == {"y": 1, "x": 2, "z": 1}


def test_R6_each_index_has_its_own_table() -> None:
    tables = [
        {"id": "i", "name": "i", "groups": ["g"], "index": "i"},
        {"id": "t", "name": "t", "groups": ["g"]},
    ]
    built = regulation(
        {"S": [criterion("s", "10", GIVEN)], "T": [criterion("t", "10", GIVEN)]},
        indices=[{"id": "i", "name": "i", "terms": [{"of": "S"}]}],
        rank_tables=tables,
    )
    results = campaign(
        built, {"a": {"s": {"v": "9"}, "t": {"v": "0"}}, "b": {"s": {"v": "5"}, "t": {"v": "9"}}}
    )
    first = [next(row.unit.unit for row in table.rows) for table in results.tables]
    assert first == ["a", "b"]


def test_R7_tie_is_broken_by_another_criterion() -> None:
    built = regulation(
        [criterion("a", "10", GIVEN), criterion("b", "10", GIVEN)],
        rank_tables=[{"id": "t", "name": "t", "groups": ["g"], "tie_break": ["b"]}],
    )
    results = campaign(
        built, {"x": {"a": {"v": "6"}, "b": {"v": "4"}}, "y": {"a": {"v": "4"}, "b": {"v": "6"}}}
    )
    assert ranks(results) == {"y": 1, "x": 2}


def test_R8_change_of_rank_is_read_off_two_years() -> None:
    before, after = (
        ranks(totals(plain(), {"a": "9", "b": "8"})),
        ranks(totals(plain(), {"a": "7", "b": "8"})),
    )
    assert {unit: before[unit] - after[unit] for unit in before} == {"a": -1, "b": 1}


def test_R9_correction_to_one_unit_moves_the_rank_of_another() -> None:
    before = ranks(totals(plain(), {"a": "9", "b": "8"}))
    after = ranks(totals(plain(), {"a": "7.5", "b": "8"}))
    assert (before["b"], after["b"]) == (2, 1)


def test_ordinal_rank_tells_equals_apart_by_unit_id() -> None:
    entries = [Entry("b", F(1)), Entry("a", F(1))]
    assert [(row.unit, row.rank) for row in rank(entries, ties="ordinal")] == [("a", 1), ("b", 2)]


def calendar(**milestone: Any) -> Calendar:
    base = {"id": "m", "kind": "submission", "name": "m", **milestone}
    return Calendar.model_validate({"milestones": [base]})


def test_T1_data_window_is_relative_to_the_year() -> None:
    window = {"from": "01/09/Y-1", "through": "31/08/Y"}
    built = Calendar.model_validate({"data_window": window})
    assert built.data_window is not None
    assert built.data_window.start is not None
    assert built.data_window.start.in_year(2019) == dt.date(2018, 9, 1)
    assert built.data_window.through.in_year(2019) == dt.date(2019, 8, 31)


@pytest.mark.parametrize(
    ("unit", "last"), [("days", dt.date(2019, 9, 21)), ("working_days", dt.date(2019, 9, 21))]
)
def test_T2_grace_in_days_or_working_days(unit: str, last: dt.date) -> None:
    """From Sunday 15/9/2019: five days end on the 20th, five working days too."""
    (milestone,) = calendar(before="15/09/Y", grace={"days": "5", "unit": unit}).milestones
    assert terms(milestone, 2019).last_accepted.date() == last


def test_T3_sixty_working_days_from_the_complete_form() -> None:
    assert OFFICIAL.add(dt.date(2018, 10, 31), 60) == dt.date(2019, 1, 24)


def test_T4_amendment_names_what_it_amends() -> None:
    decision = {"number": "73/2023", "date": "2023-05-01", "issuer": "UBND", "title": "Sửa đổi"}
    built = plain(decision={**decision, "amends": [{"number": "448/QĐ-UBND"}]})
    assert built.file.decision.amends[0].number == "448/QĐ-UBND"


def test_T5_target_of_the_year_is_the_latest_not_after_it() -> None:
    rule = {
        "kind": "ratio",
        "numerator": "a",
        "denominator": "b",
        "on_zero": "zero",
        "target": {"2021": "0.5", "2025": "1"},
    }
    answers = {"1": {"a": "1", "b": "2"}}
    by_year = {
        year: score(regulation([criterion("1", "10", rule)], year=year), answers).total.points
        for year in (2020, 2024, 2025)
    }
    assert by_year == {2020: 10, 2024: 10, 2025: 5}


def test_T6_units_before_a_reorganisation_stay_on_the_roster_and_are_not_ranked() -> None:
    roster = [
        RosterUnit(unit="n", group="g", predecessors=["o"]),
        RosterUnit(unit="o", group="g"),
    ]
    results = totals(plain(), {"n": "5", "o": "7"}, roster=roster)
    assert ranks(results) == {"n": 1}
    assert results.units["o"].verdict is Verdict.EXEMPT


def test_T7_components_change_yearly_under_fixed_maxima() -> None:
    folder = load_folder(LIBRARY / "thanh-hoa" / "2016-4289")
    assert folder.years == (2016, 2017)
    old, new = folder.regulation(2016), folder.regulation(2017)
    assert old.digest != new.digest
    assert old.file == new.file


def test_T8_last_accepted_moment_locks_the_form() -> None:
    (milestone,) = calendar(before="25/09/Y", grace={"days": "5", "unit": "days"}).milestones
    found = terms(milestone, 2020)
    assert found.last_accepted.isoformat() == "2020-10-01T00:00:00+07:00"


def test_language_version_is_refused_when_unknown() -> None:
    with pytest.raises(ValueError, match="language"):
        RegulationFile.model_validate({"language": "2"})
    assert Number(F("84.5")).show("vi") == "84,5"
