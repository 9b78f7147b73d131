"""Lateness: rows derived by hand, channels, extensions, and an independent reference."""

from __future__ import annotations

import datetime as dt
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from xephang.calendar import (
    Lateness,
    LatenessStatus,
    Milestone,
    end_of,
    judge_receipts,
    last_by_any_reading,
)
from xephang.campaign import Extension, Receipt
from xephang.errors import InputError
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


def judged_act(row: dict[str, Any]) -> Lateness:
    receipts = [receipt(*form) for form in row["forms"]]
    acts = tuple(extension(day) for day in row.get("before", []))
    return judge_receipts(MILESTONES[row["of"]], int(row["year"]), receipts, extensions=acts)


@pytest.mark.parametrize("row", DATA["acts"], ids=str)
def test_forms_channels_and_acts_derived_by_hand(row: dict[str, Any]) -> None:
    found = judged_act(row)
    assert found.status == row["expect"]
    assert bool(found.other_readings) == (found.status is LatenessStatus.DOUBTFUL)


@pytest.mark.parametrize("zone", ["UTC", "America/Los_Angeles", "Asia/Ho_Chi_Minh"])
def test_the_servers_time_zone_changes_no_verdict(zone: str) -> None:
    code = (
        "from tests.xephang.calendar.test_lateness import DATA, MILESTONES, judged_act, receipt\n"
        "from xephang.calendar import judge_receipts\n"
        "for name, year, at, expected in DATA['rows']:\n"
        "    found = judge_receipts(MILESTONES[name], int(year), [receipt(at)])\n"
        "    assert found.status == expected, (name, at)\n"
        "for row in DATA['acts']:\n"
        "    assert judged_act(row).status == row['expect'], row\n"
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


@pytest.mark.parametrize(
    ("channel", "vi", "en"),
    [
        ("paper", "kênh “bản giấy” không được quy định", "channel “paper” is not provided for"),
        ("fax", "kênh “fax” không được quy định", "channel “fax” is not provided for"),
    ],
)
def test_a_channel_that_is_not_provided_for_is_called_by_its_name(
    channel: str, vi: str, en: str
) -> None:
    found = judge_receipts(BT, 2019, (receipt("2019-09-13T08:00:00+07:00", channel=channel),))
    assert vi in found.reason.show("vi")
    assert en in found.reason.show("en")


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
    with pytest.raises(InputError, match="time zone"):
        judge_receipts(BT, 2019, [Receipt.model_construct(unit="u", at=dt.datetime(2019, 9, 1))])  # noqa: DTZ001


def reasons(of: str, year: int, *receipts: Receipt, acts: tuple[Extension, ...] = ()) -> str:
    found = judge_receipts(MILESTONES[of], year, receipts, extensions=acts)
    assert found.citation == MILESTONES[of].cite
    parts = [found.reason, *found.other_readings]
    assert all(part.show("vi") != part.show("en") for part in parts)
    return " | ".join(part.show("en") for part in parts)


def test_reason_names_the_day_the_form_came_and_the_rule() -> None:
    found = judge_receipts(BT, 2019, [receipt("2019-09-21T09:30:00+07:00")])
    assert "21/09/2019" in found.reason.show("vi")
    assert "20 September 2019" in found.reason.show("en")


def test_doubtful_verdict_names_what_is_decided_by_either_reading() -> None:
    said = reasons("pt", 2020, receipt("2020-10-01T08:00:00+07:00", "paper"))
    assert "not assessed" in said
    assert "after the last moment 24:00 on 30 September 2020" in said
    assert "the text does not say days or working days (to the end of 2 October 2020)" in said
    assert "may run" not in reasons("pt", 2020, receipt("2020-10-01", "paper"))
    assert "Civil Code 2015, article 148" in reasons("strict", 2022, receipt("2022-09-26"))
    assert "official swaps of that year" in reasons("bt", 2030, receipt("2030-09-21"))
    assert "not settled" in reasons("culture", 2026, receipt("2026-11-30"))


def test_form_that_does_not_count_is_named_with_what_is_wrong_with_it() -> None:
    wrong = receipt("2019-09-10", "paper", "no")
    said = reasons("bt", 2019, wrong, receipt("2019-09-12"))
    assert "in time" in said
    assert "not counted: the form received on 10 September 2019 (channel “paper”" in said
    assert "incomplete" in said
    assert "not counted" not in reasons("bt", 2019, receipt("2019-09-09"), wrong)
    too_late = reasons("bt", 2019, receipt("2019-09-21", complete="no"))
    assert "no form counts; not counted: the form received on 21 September 2019" in too_late


def test_flawed_form_in_time_is_doubtful_with_both_outcomes() -> None:
    said = reasons("bt", 2019, receipt("2019-09-10", "paper"), receipt("2019-09-21"))
    assert "if it is not accepted: received on 21 September 2019, after the last moment" in said
    assert "is accepted: assessed" in said
    may = reasons("pt", 2020, receipt("2020-10-02", "paper", "no"))
    assert "is accepted: may be assessed" in may
    assert "days or working days" in may


def test_flawed_form_behind_the_one_that_counts_is_no_hope() -> None:
    said = reasons("pt", 2020, receipt("2020-10-01", "paper"), receipt("2020-10-02", "email"))
    assert "another reading, for a person to decide" in said
    assert "email" not in said


def test_extension_act_is_named_in_the_reason() -> None:
    act = (extension("2019-09-20"),)
    assert "extended by 12/TB" in reasons("bt", 2019, receipt("2019-09-19"), acts=act)
    none = (extension("2019-09-01"),)
    assert "12/TB" not in reasons("bt", 2019, receipt("2019-09-14"), acts=none)


@pytest.mark.parametrize("days", ["0", "-1", "5.7", "1_0", "٥", "", "x", 5.7, True, "367"])
def test_grace_is_a_whole_number_of_days_from_one_up(days: object) -> None:
    with pytest.raises(ValueError, match="days"):
        milestone(before="25/09/Y", grace={"days": days})


@pytest.mark.parametrize("at", ["2019-09-14", "2019-09-15", "2019-09-20", "2019-09-21"])
def test_stamped_day_is_judged_as_each_moment_of_it(at: str) -> None:
    """Every boundary is a midnight, so no day lies on both sides of one."""
    by_day = judged(receipt(at))
    for clock in ("00:00:00", "12:34:56.789", "23:59:59.999999"):
        assert judged(receipt(f"{at}T{clock}+07:00")) == by_day


@pytest.mark.parametrize(
    ("of", "year", "extended_to", "last_day"),
    [
        ("bt", 2019, None, "2019-09-20"),  # the text says working days: one reading
        ("pt", 2020, None, "2020-10-02"),  # five days end 30/9, five working days 2/10
        ("pt", 2020, "2020-10-01", "2020-10-08"),
        ("strict", 2022, None, "2022-09-26"),  # 24/9 is a Saturday: to the next working day
        ("th", 2016, None, "2016-11-19"),  # silent: lateness has no consequence
    ],
)
def test_a_form_may_still_be_taken_until_the_latest_end_of_any_reading(
    of: str, year: int, extended_to: str | None, last_day: str
) -> None:
    moved = dt.date.fromisoformat(extended_to) if extended_to else None
    found = last_by_any_reading(MILESTONES[of], year, extended_to=moved)
    assert found == end_of(dt.date.fromisoformat(last_day))
    acts = [extension(extended_to)] if extended_to else []
    for moment, is_out in ((found, True), (found - dt.timedelta(microseconds=1), False)):
        judged = judge_receipts(
            MILESTONES[of], year, [receipt(moment.isoformat())], extensions=acts
        )
        late = (LatenessStatus.NOT_ASSESSED, LatenessStatus.RECORDED_LATE)
        assert (judged.status in late) == is_out
