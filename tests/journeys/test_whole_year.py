"""From the launch to the published table and its correction, once for each regulation."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.journeys import whole_year as acts
from tests.journeys.browser import Visitor
from tests.journeys.test_campaigns import JOURNEYS, Journey, enter, found_campaign, move_clock
from xephang.results import Verdict
from xephang_web.campaigns.models import Campaign
from xephang_web.results.models import Publication
from xephang_web.results.runs import Published, last_run, read_publication, read_run
from xephang_web.results.show import node_of


def ranks_of(found: Published) -> dict[str, int]:
    """Unit → rank."""
    return {row["unit"]: row["rank"] for table in found.tables for row in table["rows"]}


def ranks(year: acts.Year, version: int) -> dict[str, int]:
    """Unit → rank, as published."""
    return ranks_of(published(year, version))


def published(year: acts.Year, version: int) -> Published:
    """What was published as a version."""
    found = Publication.objects.get(campaign__slug=year.slug, version=version)
    return read_publication(found)


def counts_for_nothing(found: Published, criterion: str) -> bool:
    """True if a criterion is left out of the first unit's maximum."""
    node = node_of(found.units["G.MOT"]["tree"], criterion)
    assert node is not None
    return bool(node["applicable"] == "0")


ALWAYS = "da-nang"
"""Where N/A is known; the other four go much the same way, for minutes more, by `make journeys`."""
YEARS = [
    pytest.param(each, id=name, marks=() if name == ALWAYS else pytest.mark.journey)
    for each in JOURNEYS
    for name in [each.regulation.split("/")[0]]
]


@pytest.mark.parametrize("journey", YEARS)
def test_from_the_launch_to_the_published_table_and_its_correction(
    journey: Journey, browser: Browser, served: str, tmp_path: Path
) -> None:
    is_judged_by_parent = journey.group == "xa"
    acts.settle_people(parent_appraises=is_judged_by_parent)
    year = acts.Year(journey, browser, served, tmp_path)
    office = Visitor(browser, served)
    enter(office, "Hoa Thường trực")
    year.slug = found_campaign(office, journey)
    acts.fill_the_rest(year)
    acts.claim(year, acts.FIRST, year.disputed, "40")
    acts.send_form(year, acts.FIRST)
    acts.claim(year, acts.SECOND, year.disputed, "30")
    acts.send_form(year, acts.SECOND)
    acts.claim(year, acts.LATE, year.disputed, "20")
    move_clock(office, year.slug, journey.late)
    acts.send_form(year, acts.LATE)
    acts.seat_council(office, year)
    acts.close_intake(office, year)
    is_left_out = Verdict.NOT_ASSESSED_LATE in journey.late_verdicts
    acts.blocked_by_conflict(year)
    # PHT-4: communes are appraised by the unit above, where the text says so.
    acts.appraise(year, (acts.FIRST, acts.SECOND, *(() if is_left_out else (acts.LATE,))))
    acts.step(office, year, "council")
    move_clock(office, year.slug, year.after(5))
    # DN-3: the council grants one claim of N/A and refuses another.
    acts.settle(year)
    acts.step(office, year, "announce", appeals_before=f"{year.after(20):%d/%m/%Y}")
    year.photograph(office.page, "preliminary")
    run = last_run(Campaign.objects.get(slug=year.slug))
    assert run is not None
    before = ranks_of(read_run(run))
    assert before["G.MOT"] > before["G.HAI"]
    move_clock(office, year.slug, year.after(12))
    acts.appeal(year)
    move_clock(office, year.slug, year.after(21))
    acts.publish(year, office, "123/QĐ-UBND", year.after(21))
    # PT-9, PHT-12: what the authority approved is public, and comes out class by class.
    first = ranks(year, 1)
    assert [counts_for_nothing(published(year, 1), each) for each in year.left_out] == [
        position == 0 for position in range(len(year.left_out))
    ]
    assert bool(year.left_out) is journey.knows_not_applicable
    assert (first["G.MOT"], first["G.HAI"]) == (1, 2)
    assert ("G.TRE" in first) is not is_left_out
    acts.read_and_verify(year, 1, acts.FIRST)
    move_clock(office, year.slug, year.after(40))
    acts.correct(year, office)
    acts.publish(year, office, "156/QĐ-UBND", year.after(40), "Kết luận thanh tra số 31")
    second = ranks(year, 2)
    assert second["G.MOT"] > second["G.HAI"] == 1
    assert ranks(year, 1) == first
    acts.read_and_verify(year, 2, acts.SECOND)
    office.leave()
