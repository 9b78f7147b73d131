"""What a flawed form is worth in the year: named, and with the article, whatever it comes to."""

from __future__ import annotations

from typing import Any

import pytest

from tests.xephang.library import LIBRARY
from xephang.campaign import Campaign
from xephang.loading import load_folder
from xephang.results import UnitResult, Verdict, assess

REGULATION = load_folder(LIBRARY / "binh-thuan" / "2019-1867").regulation(2019)
GROUP = next(iter(REGULATION.criteria_sets))
CRITERION = next(
    each
    for each in REGULATION.criteria_sets[GROUP].criteria()
    if any(one.type == "yes_no" for one in each.inputs.values())
)
FIELD = next(name for name, one in CRITERION.inputs.items() if one.type == "yes_no")
ANSWERS = {"u": {CRITERION.id: {FIELD: "yes"}}}


def judged(receipts: list[dict[str, str]], answers: dict[str, Any]) -> UnitResult:
    """One unit of Bình Thuận 2019: before Sunday 15/9, grace to 24:00 of 20/9."""
    campaign = Campaign.model_validate(
        {
            "year": "2019",
            "roster": [{"unit": "u", "group": GROUP}],
            "receipts": [{"unit": "u", **each} for each in receipts],
            "answers": answers,
        }
    )
    return assess(REGULATION, campaign).units["u"]


@pytest.mark.parametrize("answers", [ANSWERS, {}], ids=["with answers", "without"])
def test_an_incomplete_form_after_the_last_moment_is_no_form_and_is_named(
    answers: dict[str, Any],
) -> None:
    """It cannot wait for a person: by every reading nothing came that could be taken."""
    late = {"at": "2019-09-21T00:00:00+07:00", "channel": "document_system", "complete": "no"}
    found = judged([late], answers)
    assert found.verdict is Verdict.NOT_ASSESSED_MISSING
    assert "21/09/2019" in found.reason.show("vi")
    assert found.citation


def test_answers_that_nothing_was_received_for_are_for_a_person() -> None:
    found = judged([], ANSWERS)
    assert found.verdict is Verdict.PENDING
    assert found.citation


def test_a_form_received_without_its_answers_waits_with_the_article() -> None:
    in_time = {"at": "2019-09-10", "channel": "document_system", "complete": "yes"}
    found = judged([in_time], {})
    assert found.verdict is Verdict.PENDING
    assert found.citation


def test_who_waits_for_a_person_waits_with_the_article_of_the_criterion() -> None:
    """A numerator above its denominator gives no points by itself, and nobody is out silently."""
    ratio = next(
        each
        for each in REGULATION.criteria_sets[GROUP].criteria()
        if {"numerator", "denominator"} <= set(each.inputs)
        and each.rule.kind == "ratio"
        and each.cite
        and not getattr(each.rule, "may_exceed", False)
    )
    in_time = {"at": "2019-09-10", "channel": "document_system", "complete": "yes"}
    found = judged([in_time], {"u": {ratio.id: {"numerator": "66", "denominator": "60"}}})
    assert found.verdict is Verdict.PENDING
    assert ratio.id in found.reason.show("vi")
    assert found.citation
