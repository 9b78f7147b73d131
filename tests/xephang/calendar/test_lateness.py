"""Lateness: rows derived by hand, channels, extensions, and an independent reference."""

from __future__ import annotations

import datetime as dt
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xephang.calendar import HANOI, OFFICIAL, LatenessStatus, Milestone, judge_receipts, terms
from xephang.campaign import Extension, Receipt
from xephang.loading import read_document

ROWS_FILE = Path(__file__).with_name("lateness_rows.yaml")
DATA: dict[str, Any] = read_document(ROWS_FILE).data


def milestone(**written: Any) -> Milestone:
    return Milestone.model_validate({"id": "m", "kind": "submission", "name": "m", **written})


MILESTONES = {name: milestone(**written) for name, written in DATA["milestones"].items()}


def receipt(at: str, channel: str = "document_system", complete: str = "yes") -> Receipt:
    return Receipt.model_validate({"unit": "u", "at": at, "channel": channel, "complete": complete})


def test_there_are_at_least_60_rows() -> None:
    assert len(DATA["rows"]) >= 60


@pytest.mark.parametrize(("name", "year", "at", "expected"), DATA["rows"])
def test_row_derived_by_hand(name: str, year: str, at: str, expected: str) -> None:
    found = judge_receipts(MILESTONES[name], int(year), [receipt(at)])
    assert found.status == expected
    assert bool(found.other_readings) == (expected == "doubtful")


@pytest.mark.parametrize("zone", ["UTC", "America/Los_Angeles", "Asia/Ho_Chi_Minh"])
def test_the_servers_time_zone_changes_no_verdict(zone: str) -> None:
    code = (
        "from tests.xephang.calendar.test_lateness import DATA, MILESTONES, receipt\n"
        "from xephang.calendar import judge_receipts\n"
        "for name, year, at, expected in DATA['rows']:\n"
        "    found = judge_receipts(MILESTONES[name], int(year), [receipt(at)])\n"
        "    assert found.status == expected, (name, at)\n"
        "print(len(DATA['rows']))"
    )
    root = Path(__file__).resolve().parents[3]
    environment = {**os.environ, "TZ": zone}
    ran = subprocess.run(
        [sys.executable, "-c", code],
        cwd=root,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert ran.returncode == 0, ran.stderr
    assert int(ran.stdout) == len(DATA["rows"])


BT = MILESTONES["bt"]


def judged(*receipts: Receipt, extensions: tuple[Extension, ...] = ()) -> str:
    return str(judge_receipts(BT, 2019, receipts, extensions=extensions).status)


def test_the_earliest_complete_form_on_a_permitted_channel_counts() -> None:
    late, early = receipt("2019-09-22T08:00:00+07:00"), receipt("2019-09-13T08:00:00+07:00")
    assert judged(late, early) == "on_time"
    by_mailbox = receipt("2019-09-13T08:00:00+07:00", channel="official_mailbox")
    assert judged(late, by_mailbox) == "on_time"


def test_incomplete_form_in_time_and_complete_one_within_grace_is_late_not_doubtful() -> None:
    first = receipt("2019-09-13T08:00:00+07:00", complete="no")
    assert judged(first, receipt("2019-09-18T08:00:00+07:00")) == "late_within_grace"


@pytest.mark.parametrize(
    "flawed",
    [
        receipt("2019-09-13T08:00:00+07:00", complete="no"),
        receipt("2019-09-13T08:00:00+07:00", channel="paper"),
    ],
)
def test_what_came_in_time_but_flawed_is_for_a_person(flawed: Receipt) -> None:
    assert judged(flawed) == "doubtful"
    assert judged(flawed, receipt("2019-10-13T08:00:00+07:00")) == "doubtful"


def test_flawed_form_after_the_last_moment_changes_nothing() -> None:
    flawed = receipt("2019-10-01T08:00:00+07:00", channel="paper")
    assert judged(flawed) == "missing"
    assert judged() == "missing"


def extension(before: str, unit: str | None = None) -> Extension:
    written = {"milestone": "m", "before": before, "unit": unit, "document": "12/TB"}
    return Extension.model_validate(written)


def test_extension_moves_deadline_and_grace() -> None:
    """Before Friday 20/9/2019; working days 23 to 27/9."""
    act = (extension("2019-09-20"),)
    assert judged(receipt("2019-09-19T23:59:59.999999+07:00"), extensions=act) == "on_time"
    assert judged(receipt("2019-09-27T23:59:59+07:00"), extensions=act) == "late_within_grace"
    assert judged(receipt("2019-09-28T00:00:00+07:00"), extensions=act) == "not_assessed"


def test_the_latest_of_two_extensions_counts() -> None:
    acts = (extension("2019-09-25", unit="u"), extension("2019-09-20"))
    assert judged(receipt("2019-09-24T08:00:00+07:00"), extensions=acts) == "on_time"


def test_moment_without_time_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="time zone"):
        judge_receipts(BT, 2019, [Receipt.model_construct(unit="u", at=dt.datetime(2019, 9, 1))])  # noqa: DTZ001


def test_reason_names_the_day_the_form_came_and_the_rule() -> None:
    found = judge_receipts(BT, 2019, [receipt("2019-09-21T09:30:00+07:00")])
    assert "21/09/2019" in found.reason.show("vi")
    assert "20 September 2019" in found.reason.show("en")


@dataclass(frozen=True)
class Plain:
    """What the reference needs of a milestone."""

    day: dt.date
    grace: int
    working: bool


def reference(plain: Plain, at: dt.datetime) -> str:
    """Walk day by day: in time, within the grace, or out (no other readings)."""
    local = at.astimezone(HANOI)
    if local < dt.datetime.combine(plain.day, dt.time(0), HANOI):
        return "on_time"
    day, left = plain.day, plain.grace
    while left:
        day += dt.timedelta(days=1)
        if not plain.working or OFFICIAL.is_working_day(day):
            left -= 1
    return "late_within_grace" if local.date() <= day else "not_assessed"


@given(
    st.dates(dt.date(2017, 1, 20), dt.date(2025, 11, 20)),
    st.integers(0, 8),
    st.booleans(),
    st.integers(-20 * 86_400, 25 * 86_400),
)
def test_verdicts_agree_with_a_reference_that_walks_day_by_day(
    day: dt.date, grace: int, working: bool, offset: int
) -> None:
    unit = "working_days" if working else "days"
    built = milestone(
        before=f"{day.day:02d}/{day.month:02d}/Y",
        grace={"days": str(grace), "unit": unit},
        late="not_assessed",
    )
    at = dt.datetime.combine(day, dt.time(0), HANOI) + dt.timedelta(seconds=offset)
    found = judge_receipts(built, day.year, [Receipt(unit="u", at=at)])
    expected = reference(Plain(day, grace, working), at)
    if found.status is LatenessStatus.DOUBTFUL:
        # Only calendar days that end on a day of rest leave a doubt here.
        last = terms(built, day.year).last_accepted.astimezone(HANOI) - dt.timedelta(days=1)
        assert not working
        assert not OFFICIAL.is_working_day(last.date())
        assert expected == "not_assessed"
    else:
        assert found.status == expected
