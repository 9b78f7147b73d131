"""Bình Thuận, letter 697/STTTT-BCVT&CNTT of 7/8/2019 on Decision 1867/QĐ-UBND (BT-1 to BT-8)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from tests.xephang.library import LIBRARY, assessed
from xephang.calendar import date_findings, schedule
from xephang.cases import run_cases
from xephang.intake import load_campaign
from xephang.loading import folder_from_data, load_folder
from xephang.regulation import CriteriaSet, Criterion, Section
from xephang.results import Verdict, assess
from xephang.rules import walk_rules
from xephang.rules.quantities import RowOperation
from xephang.rules.ratio import RatioRule

ID = "binh-thuan/2019-1867"
FOLDER = load_folder(LIBRARY / ID)
REGULATION = FOLDER.regulation(2019)
GROUPS = ("so", "su-nghiep", "huyen")
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


def test_recipients_of_the_letter_are_the_groups() -> None:
    """BT-1: the industrial-zones board stands with the departments, which is said to be ours."""
    assert [group.id for group in FOLDER.file.groups] == list(GROUPS)
    assert "Ban Quản lý các khu công nghiệp" in FOLDER.file.groups[0].members.vi
    assert any("BT-1" in note.vi and "giả định" in note.vi for note in FOLDER.file.notes)
    assert RESULTS.units["so-khu-cong-nghiep"].unit.group == "so"


def test_letter_697_guides_the_decision() -> None:
    """BT-8; BT-2 stands in the notes, because the old criteria are not at hand."""
    decision = FOLDER.file.decision
    assert (decision.number, decision.date) == ("1867/QĐ-UBND", dt.date(2019, 7, 23))
    (letter,) = decision.guided_by
    assert (letter.number, letter.date) == ("697/STTTT-BCVT&CNTT", dt.date(2019, 8, 7))
    notes = " ".join(each.vi for each in FOLDER.file.notes)
    assert [each for each in ("BT-2", "BT-3", "BT-5", "BT-8") if each not in notes] == []


def ratios_with_inputs(group: str) -> list[tuple[str, list[str]]]:
    """(criterion, inputs of its own that a ratio in it reads) for every ratio of a form."""
    found = []
    for criterion in form(group).criteria():
        for rule in walk_rules(criterion.rule):
            if isinstance(rule, RatioRule):
                quantities = (rule.numerator, rule.denominator)
                read = [
                    each.rows_of if isinstance(each, RowOperation) else each for each in quantities
                ]
                found.append(
                    (criterion.id, [str(name) for name in read if name in criterion.inputs])
                )
    return found


@pytest.mark.parametrize("group", GROUPS)
def test_every_ratio_criterion_asks_its_numerator_and_its_denominator(group: str) -> None:
    """BT-3."""
    ratios = ratios_with_inputs(group)
    assert len(ratios) >= 20
    assert [criterion for criterion, inputs in ratios if len(inputs) != 2] == []


def test_a_numerator_above_its_denominator_is_left_to_a_person_and_nobody_else_is(
    tmp_path: Path,
) -> None:
    """BT-3: the figures must give a ratio; one form that does not stops no other."""
    table = tmp_path / "answers.csv"
    table.write_text(
        "unit,group,criterion,field,value\n"
        "so-a,so,1.6,numerator,8\nso-a,so,1.6,denominator,7\n"
        "so-b,so,1.6,numerator,6\nso-b,so,1.6,denominator,7\n",
        encoding="utf-8",
    )
    found = assess(REGULATION, load_campaign(REGULATION, None, answers_path=table)).units
    assert found["so-a"].verdict is Verdict.PENDING
    assert "1.6" in found["so-a"].reason.show("vi")
    assert "tử số 8 lớn hơn mẫu số 7" in found["so-a"].reason.show("vi")
    assert found["so-b"].verdict is not Verdict.PENDING
    assert found["so-b"].score is not None


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
    kinds = {each.rule.kind for each in leaves}
    assert kinds >= KINDS
    for each in leaves:
        maximum = form(group).max_of(each)
        assert each.rule.attainable(maximum) == maximum, each.id
        if maximum:
            assert each.evidence, each.id
            assert each.verifier, each.id
            assert each.data_source, each.id


def test_groups_differ_by_what_is_theirs() -> None:
    """BT-1: services on line for offices, their own work for public-service units."""
    leaves = {group: {each.id for each in form(group).criteria()} for group in GROUPS}
    assert {each for each in leaves["su-nghiep"] if each.startswith("4.2.")} == set()
    assert {each for each in leaves["su-nghiep"] - leaves["so"] if each.startswith("4.")} == {
        "4.6.1",
        "4.6.2",
        "4.6.3",
        "4.6.4",
    }
    assert leaves["huyen"] - leaves["so"] == {"3.9", "4.7.1", "4.7.2", "place"}


def test_dates_of_the_letter_in_2019() -> None:
    """BT-4, BT-5, BT-6, BT-7: the first moments that are no longer in time."""
    assert FOLDER.file.calendar is not None
    rows = {row.id: row for row in schedule(FOLDER.file.calendar, 2019)}
    assert rows["data_window"].start == dt.date(2018, 9, 1)
    assert {name: str(row.deadline)[:10] for name, row in rows.items()} == {
        "data_window": "2019-09-01",
        "nop-phieu": "2019-09-15",
        "tong-hop": "2019-09-30",
        "tham-dinh": "2019-11-10",
        "trinh-duyet": "2019-11-25",
    }
    assert str(rows["nop-phieu"].last_accepted) == "2019-09-21 00:00:00+07:00"


def test_sundays_among_the_dates_are_found_and_acknowledged_with_a_reason() -> None:
    """BT-6, BT-7: 15/9/2019 and 10/11/2019 are Sundays."""
    assert FOLDER.file.calendar is not None
    found = {(each.kind, each.milestone) for each in date_findings(FOLDER.file.calendar, 2019)}
    acknowledged = {(each.code, each.where) for each in FOLDER.file.acknowledged}
    assert (
        found
        == acknowledged
        == {
            ("deadline-on-rest-day", "nop-phieu"),
            ("deadline-on-rest-day", "tham-dinh"),
        }
    )


def test_grace_in_working_days_is_the_letters_own() -> None:
    """BT-5, BT-6."""
    assert FOLDER.file.calendar is not None
    milestone = FOLDER.file.calendar.submission("huyen")
    assert milestone is not None
    assert milestone.grace is not None
    assert (milestone.grace.days, milestone.grace.unit) == (5, "working_days")
    assert not milestone.grace.assumed
    assert milestone.channels == ["document_system", "official_mailbox"]


def test_what_the_letter_does_not_give_is_marked_as_assumed() -> None:
    rounding = FOLDER.file.rounding
    assert rounding.leaf is not None
    assert rounding.leaf.assumed
    assert all(each.assumed for each in FOLDER.file.sections)
    assert all(each.assumed for each in FOLDER.file.classes)
    assert all(each.assumed for each in FOLDER.file.rank_tables)
    assert FOLDER.file.not_applicable is None
    assert FOLDER.file.consequences == []


def test_everything_cited_has_an_anchor_in_the_source_page() -> None:
    assert FOLDER.source_anchors is not None
    documents = [FOLDER.document, *(document for document, _ in FOLDER.forms)]
    named = {cite for document in documents for cite in cited(document.data)}
    named |= {result.case.cite for result in run_cases(FOLDER)}
    assert named - FOLDER.source_anchors == set()
    assert {"kinh-gui", "3"} <= named


def test_digest_does_not_depend_on_the_order_of_keys_but_on_every_number() -> None:
    data = {"regulation": FOLDER.document.data, "forms": [each.data for each, _ in FOLDER.forms]}
    assert folder_from_data(reversed_keys(data)).regulation(2019).digest == REGULATION.digest
    changed = {**data, "regulation": {**data["regulation"], "scale": "99"}}
    assert folder_from_data(changed).regulation(2019).digest != REGULATION.digest


def test_late_missing_doubtful_and_exempt_units_of_the_example_are_told_apart() -> None:
    """BT-5, BT-6: paper in time is for a person; the exemption is an invented act."""
    not_ranked = {
        unit: result.verdict
        for unit, result in RESULTS.units.items()
        if result.verdict is not Verdict.RANKED
    }
    assert not_ranked == {
        "huyen-phu-quy": Verdict.NOT_ASSESSED_LATE,
        "sn-qlda-nong-nghiep": Verdict.NOT_ASSESSED_MISSING,
        "sn-cao-dang-nghe": Verdict.PENDING,
        "sn-mui-ne": Verdict.EXEMPT,
    }
    reason = RESULTS.units["huyen-phu-quy"].reason
    assert reason.show("vi").startswith(
        "nhận lúc 08:15:00 ngày 23/09/2019, sau thời điểm cuối cùng 24:00 ngày 20/09/2019"
    )
    assert reason.show("en").startswith("received at 08:15:00 on 23 September 2019, after")
    late = RESULTS.units["so-xay-dung"].lateness
    assert late is not None
    assert late.status == "late_within_grace"


def test_example_spreads_over_the_classes() -> None:
    """BT-1: 19 departments, 8 public-service units, 10 districts."""
    roster = RESULTS.campaign.roster
    assert [sum(each.group == group for each in roster) for group in GROUPS] == [19, 8, 10]
    assert RESULTS.campaign.illustrative
    for table in RESULTS.tables:
        assert {row.class_id for row in table.rows} == {"tot", "kha", "trung-binh", "yeu"}
