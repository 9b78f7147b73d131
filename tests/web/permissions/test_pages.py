"""Every address × everybody × GET and POST: answered as the table in words says."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from tests.web.permissions.asking import (
    Question,
    differences,
    gone,
    questions,
    undeclared,
)
from tests.web.permissions.pages_table import (
    ALWAYS,
    APPRAISAL_PAGES,
    PAGES,
    PUBLIC_PAGES,
    RESULT_PAGES,
    SECOND_HALF,
    STAGES,
    Page,
)
from tests.web.permissions.people import PEOPLE, Who, make_scene

HOW = (
    "add a Page to tests/web/permissions/pages_table.py: what it shows, who may see it, who may "
    "act there and when (a page of a library: a line in LIBRARY_PAGES), then run `make docs`"
)


pytestmark = pytest.mark.usefixtures("quick_pages", "bare_errors")


def main_pages(stage: str) -> list[Page]:
    """Pages in a stage in which their act goes through: a draft, or else the first.

    What belongs to the second half and is only looked at is asked for when there is most to see.
    """

    def stage_of(page: Page) -> str:
        if page.act and page.when != ALWAYS:
            return "draft" if "draft" in page.when else page.when[0]
        if page in PUBLIC_PAGES:
            return page.there[0] if page.there else "published"
        return "preliminary" if page in (*APPRAISAL_PAGES, *RESULT_PAGES) else "draft"

    return [each for each in PAGES if stage_of(each) == stage]


def test_every_address_stands_in_the_table() -> None:
    assert undeclared() == [], HOW
    assert gone() == [], "these addresses are gone: drop their rows"


def somebody(*names: str) -> list[Who]:
    """People of the table by name."""
    return [each for each in PEOPLE if each.name in names]


@pytest.mark.parametrize("stage", STAGES)
def test_everybody_is_answered_as_the_table_says(db: Any, stage: str) -> None:
    """Everybody for the pages whose stage it is; a few whether acts go through then or not."""
    asked = [*questions(main_pages(stage)), *acts_of(stage)]
    found = differences(make_scene(stage), dict.fromkeys(asked))
    assert list(found) == [], STAGES[stage]


def acts_of(stage: str) -> Iterator[Question]:
    """Every act on a form or a campaign, by those who do most of them and one who does none."""
    if stage == "own table":
        # What is otherwise here than in the stage before, by everybody.
        yield from questions([each for each in RESULT_PAGES if "table" in each.told_no()])
        return
    pages = [each for each in PAGES if each.act and each.about in ("form", "campaign")]
    if stage == "over":
        pages = [each for each in pages if each.name == "campaigns:state"]
    if stage == "not begun":
        pages = [each for each in pages if each.name != "assessments:detach"]
    names = ["a focal person of A", "the head of A", "the standing office", "the auditor"]
    if stage in SECOND_HALF:
        names += ["an appraiser", "the chair of the council", "an approver in the province"]
    yield from questions(pages, somebody(*names), ["POST"])


def test_a_campaign_in_preparation_is_known_to_nobody_but_its_office(db: Any) -> None:
    pages = [each for each in PAGES if each.about in ("form", "campaign")]
    people = [each for each in PEOPLE if each.form_a or each.campaign - {"taker", "participant"}]
    found = differences(make_scene("preparing"), questions(pages, people, ["GET"]))
    assert list(found) == []


def test_what_is_not_ones_own_is_refused_before_anything_sent_is_looked_at(db: Any) -> None:
    pages = [each for each in PAGES if each.act and each.keeps_session]
    # Whoever sees the people of a unit sees the ids that this page is sent.
    pages = [each for each in pages if each.name != "accounts:people"]
    people = somebody(
        "somebody without a role", "a focal person of A", "a focal person of B", "the auditor",
        "an appraiser", "a seat on the council", "the standing office of another province",
    )  # fmt: skip
    scene = make_scene("draft")
    found = differences(scene, questions(pages, people, ["POST"]), is_rubbish=True)
    assert list(found) == []
