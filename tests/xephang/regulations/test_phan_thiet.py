"""Phan Thiết, Decision 4487/QĐ-UBND of 14/9/2020 (PT-1 to PT-17)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from fractions import Fraction
from typing import Any

import pytest

from tests.xephang.library import LIBRARY, assessed
from xephang.calendar import schedule
from xephang.cases import run_cases
from xephang.loading import folder_from_data, load_folder
from xephang.outcomes import Status
from xephang.regulation import CriteriaSet, Criterion, Section
from xephang.results import Verdict

ID = "phan-thiet/2020-4487"
FOLDER = load_folder(LIBRARY / ID)
REGULATION = FOLDER.regulation(2020)
GROUPS = ("phong", "phuong-xa")
RESULTS = assessed(ID)
KINDS = {
    "choice",
    "ratio",
    "bands",
    "table",
    "per_item",
    "linear",
    "normalised",
    "given",
    "deduction",
    "sum",
    "best_of",
    "branches",
    "information",
}
"""The rule kinds that real forms mix; the illustrative form has each at least once."""


def reversed_keys(data: Any) -> Any:
    """The same data with the keys of every mapping written the other way round."""
    if isinstance(data, dict):
        return {key: reversed_keys(data[key]) for key in reversed(data)}
    return [reversed_keys(each) for each in data] if isinstance(data, list) else data


def cited(data: Any) -> Iterator[str]:
    """Every `cite` anywhere in a file's data."""
    if isinstance(data, dict):
        if isinstance(data.get("cite"), str):
            yield data["cite"]
        data = list(data.values())
    for each in data if isinstance(data, list) else []:
        yield from cited(each)


def form(group: str) -> CriteriaSet:
    return REGULATION.criteria_sets[group]


def test_two_groups_each_with_its_own_form() -> None:
    """PT-1."""
    assert [group.id for group in FOLDER.file.groups] == list(GROUPS)
    leaves = {group: {each.id for each in form(group).criteria()} for group in GROUPS}
    assert leaves["phuong-xa"] - leaves["phong"] == {"2.11", "2.12", "place"}
    assert leaves["phong"] - leaves["phuong-xa"] == {"4.4.2"}


def test_the_five_criteria_of_article_6_in_their_order() -> None:
    """PT-2: the names are the text's, their maxima are ours and say so."""
    sections = FOLDER.file.sections
    assert [each.cite for each in sections] == ["6.1", "6.2", "6.3", "6.4", "6.5"]
    assert [each.name.en for each in sections] == [
        "Steering documents",
        "Infrastructure",
        "Human resources",
        "Applications",
        "Investment",
    ]
    assert all(each.assumed for each in sections)


@pytest.mark.parametrize("group", GROUPS)
def test_maxima_of_children_add_up_to_their_section_and_to_100(group: str) -> None:
    criteria = form(group)
    for section in criteria.all_sections():
        below: list[Section | Criterion] = [*section.sections, *section.criteria]
        added = sum((criteria.max_of(each) for each in below), Fraction(0))
        assert added == criteria.max_of(section), section.id
    whole = sum((criteria.max_of(each) for each in criteria.sections), Fraction(0))
    assert whole == 100


@pytest.mark.parametrize("group", GROUPS)
def test_form_is_of_real_size_and_says_that_it_is_made_up(group: str) -> None:
    leaves = list(form(group).criteria())
    assert 40 <= len(leaves) <= 70
    assert form(group).illustrative
    assert all(
        each.evidence and each.verifier and each.data_source for each in leaves if scored(each)
    )
    assert {each.rule.kind for each in leaves} >= KINDS


def scored(criterion: Criterion) -> bool:
    return criterion.rule.kind != "information"


@pytest.mark.parametrize("group", GROUPS)
def test_every_maximum_can_be_reached(group: str) -> None:
    for each in form(group).criteria():
        maximum = form(group).max_of(each)
        assert each.rule.attainable(maximum) == maximum, each.id


def test_data_window_and_deadline_of_2020() -> None:
    """PT-4, PT-5, PT-6: 1/9/2019 to 31/8/2020, before 25/9/2020, five days of grace."""
    assert FOLDER.file.calendar is not None
    window, submission = schedule(FOLDER.file.calendar, 2020)
    assert window.start == dt.date(2019, 9, 1)
    assert str(window.deadline) == "2020-09-01 00:00:00+07:00"
    assert str(submission.deadline) == "2020-09-25 00:00:00+07:00"
    assert str(submission.last_accepted) == "2020-10-01 00:00:00+07:00"


def test_the_open_unit_of_the_grace_is_said_to_be_ours() -> None:
    """PT-6: the text does not say which days."""
    assert FOLDER.file.calendar is not None
    milestone = FOLDER.file.calendar.submission("phong")
    assert milestone is not None
    assert milestone.grace is not None
    assert (milestone.grace.unit, milestone.grace.assumed) == ("days", True)
    assert milestone.channels == ["paper", "document_system"]


def test_what_the_text_does_not_give_is_marked_as_assumed() -> None:
    """PT-9: classes, tables and rounding stand in annexes that are not at hand."""
    rounding = FOLDER.file.rounding
    assert rounding.leaf is not None
    assert rounding.leaf.assumed
    assert all(scheme.assumed for scheme in FOLDER.file.classes)
    assert all(table.assumed for table in FOLDER.file.rank_tables)
    assert FOLDER.file.not_applicable is None


def test_appraisal_team_and_its_three_bases() -> None:
    """PT-3, PT-7, PT-8, PT-12."""
    appraisal = FOLDER.file.appraisal
    assert appraisal is not None
    assert [each.id for each in appraisal.bases] == ["data", "cross_check", "site_visit"]
    assert [(each.appraiser, each.groups) for each in appraisal.who] == [("panel", list(GROUPS))]
    assert appraisal.panel is not None
    assert appraisal.standing_office is not None


def test_kha_and_every_class_below_it_are_not_considered_for_emulation() -> None:
    """PT-14; PT-10 and PT-13 hold whatever the class."""
    by_effect = {each.effect: each for each in FOLDER.file.consequences}
    refused = by_effect["not_considered"]
    classes = [each.id for each in FOLDER.file.classes[0].classes]
    assert refused.cite == "13.2"
    assert refused.classes == classes[classes.index("kha") :]
    assert classes.index("kha") > 0
    assert {(each.effect, each.cite) for each in FOLDER.file.consequences} >= {
        ("emulation_criterion", "3.4"),
        ("emulation_criterion", "13.1"),
        ("head_accountability", "13.1"),
    }


def test_obligations_without_a_place_in_the_language_stand_in_the_notes() -> None:
    """PT-11, PT-12, PT-15, PT-16, PT-17."""
    notes = " ".join(each.vi for each in FOLDER.file.notes)
    assert [
        each for each in ("PT-11", "PT-12", "PT-15", "PT-16", "PT-17") if each not in notes
    ] == []


def test_everything_cited_has_an_anchor_in_the_source_page() -> None:
    assert FOLDER.source_anchors is not None
    documents = [FOLDER.document, *(document for document, _ in FOLDER.forms)]
    named = {cite for document in documents for cite in cited(document.data)}
    named |= {result.case.cite for result in run_cases(FOLDER)}
    assert named - FOLDER.source_anchors == set()
    assert "8.1" in named


def test_digest_does_not_depend_on_the_order_of_keys_but_on_every_number() -> None:
    data = {"regulation": FOLDER.document.data, "forms": [each.data for each, _ in FOLDER.forms]}
    assert folder_from_data(reversed_keys(data)).regulation(2020).digest == REGULATION.digest
    changed = {**data, "regulation": {**data["regulation"], "scale": "99"}}
    assert folder_from_data(changed).regulation(2020).digest != REGULATION.digest


def test_late_missing_and_doubtful_units_of_the_example_are_told_apart() -> None:
    """PT-5, PT-6: nobody is excluded silently, nobody gets a zero."""
    not_ranked = {
        unit: result.verdict
        for unit, result in RESULTS.units.items()
        if result.verdict is not Verdict.RANKED
    }
    assert not_ranked == {
        "y-te": Verdict.NOT_ASSESSED_MISSING,
        "phu-hai": Verdict.NOT_ASSESSED_LATE,
        "tien-loi": Verdict.PENDING,
        "duc-nghia": Verdict.PENDING,
    }
    assert RESULTS.units["phu-hai"].score is None
    assert RESULTS.units["phu-hai"].citation == "8.1"
    reason = RESULTS.units["phu-hai"].reason
    assert reason.show("vi").startswith(
        "nhận ngày 05/10/2020, sau thời điểm cuối cùng 24:00 ngày 30/09/2020"
    )
    assert reason.show("en").startswith("received on 5 October 2020, after")
    late = RESULTS.units["hung-long"].lateness
    assert late is not None
    assert late.status == "late_within_grace"


def test_example_has_the_citys_units_and_every_class() -> None:
    """PT-1, PT-9: 12 divisions and 18 wards and communes, results in all four classes."""
    roster = RESULTS.campaign.roster
    assert [sum(each.group == group for each in roster) for group in GROUPS] == [12, 18]
    assert RESULTS.campaign.illustrative
    for table in RESULTS.tables:
        assert {row.class_id for row in table.rows} == {"tot", "kha", "trung-binh", "yeu"}
        assert sum(row.rank == 1 for row in table.rows) == 1


def test_every_total_of_the_example_is_the_sum_of_its_leaves() -> None:
    """PT-16: every point can be explained."""
    statuses = set()
    for result in RESULTS.units.values():
        if result.score is None:
            continue
        leaves = [result.score.form.find(each.id) for each in form(result.unit.group).criteria()]
        statuses |= {leaf.status for leaf in leaves if leaf}
        assert result.score.total.points == sum(
            (leaf.points for leaf in leaves if leaf), Fraction(0)
        )
        assert all(leaf is not None and leaf.reason.show("vi") for leaf in leaves)
    assert {Status.SCORED, Status.UNANSWERED, Status.OVERRIDDEN, Status.NOT_SCORED} == statuses


def test_ratios_of_the_example_do_not_all_divide_evenly() -> None:
    """Leaf rounding is put to work, and what is shown keeps to two decimals."""
    answers = RESULTS.campaign.answers
    shares = [
        Fraction(given["1.5"]["numerator"]) / Fraction(given["1.5"]["denominator"])
        for given in answers.values()
        if "1.5" in given and given["1.5"]["denominator"] != "0"
    ]
    assert any((share * 200).denominator != 1 for share in shares)
    assert all(row.value * 100 == int(row.value * 100) for row in RESULTS.tables[0].rows)
