"""A year's calendar as it is shown, and what is remarkable about its dates."""

from __future__ import annotations

import datetime as dt
from itertools import pairwise
from typing import Any

import pytest

from xephang.calendar import Calendar, ScheduleRow, date_findings, schedule

BT = {
    "id": "nop",
    "kind": "submission",
    "name": "Gửi phiếu",
    "before": "15/09/Y",
    "grace": {"days": "5", "unit": "working_days"},
    "late": "not_assessed",
}
PT = {**BT, "before": "25/09/Y", "grace": {"days": "5", "unit": "days", "assumed": "true"}}


def calendar(*milestones: dict[str, Any], **more: Any) -> Calendar:
    return Calendar.model_validate({"milestones": list(milestones), **more})


def row(milestone: dict[str, Any], year: int) -> ScheduleRow:
    (found,) = schedule(calendar(milestone), year)
    return found


def note(milestone: dict[str, Any], year: int) -> str:
    found = row(milestone, year).note
    return found.show("en") if found is not None else ""


def findings(built: Calendar, year: int) -> list[tuple[str, str]]:
    return [(each.kind, each.milestone) for each in date_findings(built, year)]


def other(kind: str, before: str, **more: Any) -> dict[str, Any]:
    return {"id": kind, "kind": kind, "name": kind, "before": before, **more}


def test_row_has_the_first_moments_no_longer_in_time() -> None:
    found = row(BT, 2019)
    assert str(found.deadline) == "2019-09-15 00:00:00+07:00"
    assert str(found.last_accepted) == "2019-09-21 00:00:00+07:00"
    assert found.note is not None
    assert found.note.show("vi") == "hạn Chủ nhật 15/09/2019 là ngày nghỉ"
    assert note(BT, 2019) == "deadline Sunday 15 September 2019 is a day of rest"


def test_note_names_every_other_reading_with_its_last_day() -> None:
    assert note(PT, 2020) == (
        "the text does not say days or working days (to the end of 2 October 2020)"
    )
    strict = {**BT, "grace": None}
    assert "the last day in time, Saturday 14 September 2019, is a day of rest" in note(
        strict, 2019
    )
    assert "(to the end of 16 September 2019)" in note(strict, 2019)
    days = {**PT, "grace": {"days": "5", "unit": "days"}}
    assert "the grace ends on Saturday 30 September 2023, a day of rest" in note(days, 2023)
    assert "(to the end of 2 October 2023)" in note(days, 2023)


def test_note_says_that_swaps_are_unknown() -> None:
    """The reading chosen, to 20/9/2030, is not named as another one."""
    assert "official swaps" in note(BT, 2030)
    assert "26 September 2030" in note(BT, 2030)
    assert "20 September 2030" not in note(BT, 2030)
    assert "official swaps" not in note(BT, 2024)


def test_silent_text_has_no_last_moment() -> None:
    silent = {**BT, "grace": None, "late": "recorded"}
    assert row(silent, 2020).last_accepted is None
    assert note(silent, 2020) == ""


def test_windows_run_to_the_end_of_their_last_day() -> None:
    built = calendar(
        {"id": "p", "kind": "publication", "name": "p", "within": {"through": "31/12/Y"}},
        data_window={"from": "01/09/Y-1", "through": "31/08/Y"},
        exercise={"from": "01/10/Y", "through": "31/12/Y"},
    )
    rows = {each.id: each for each in schedule(built, 2020)}
    assert rows["data_window"].start == dt.date(2019, 9, 1)
    assert {name: str(each.deadline)[:10] for name, each in rows.items()} == {
        "data_window": "2020-09-01",
        "exercise": "2021-01-01",
        "p": "2021-01-01",
    }
    assert rows["p"].start is None


def test_term_from_a_dated_milestone_has_a_deadline_and_from_the_complete_form_none() -> None:
    """After Sunday 15/9/2019: 16 to 20/9, so the fifth working day ends with 20/9."""
    term = {"id": "t", "kind": "appraisal", "name": "t"}
    dated = {**term, "after": {"milestone": "nop", "working_days": "5"}}
    _, found = schedule(calendar(BT, dated), 2019)
    assert str(found.deadline) == "2019-09-21 00:00:00+07:00"
    _, found = schedule(
        calendar(BT, {**term, "after": {"milestone": "complete", "working_days": "5"}}), 2019
    )
    assert found.deadline is None
    assert found.note is not None
    assert "declared complete" in found.note.show("en")


@pytest.mark.parametrize(
    ("milestone", "year", "expected"),
    [
        (BT, 2019, ["deadline-on-rest-day"]),
        (BT, 2020, []),
        (PT, 2020, ["grace-unit-undeclared"]),
        ({**PT, "grace": {"days": "5"}}, 2020, ["grace-unit-undeclared"]),
        # The grace ends on Saturday 30/9/2023.
        ({**PT, "grace": {"days": "5", "unit": "days"}}, 2023, ["deadline-on-rest-day"]),
        # Before Monday 25/9/2023, and nothing after: the last day in time is a Sunday.
        ({**PT, "grace": None}, 2023, ["deadline-on-rest-day"]),
        ({**PT, "grace": None, "late": "recorded"}, 2023, []),
        # The swap of 2/1/2026 for 10/1/2026.
        (other("report", "02/01/Y"), 2026, ["deadline-on-rest-day"]),
        (other("report", "10/01/Y"), 2026, []),
    ],
)
def test_finding_about_one_milestone(
    milestone: dict[str, Any], year: int, expected: list[str]
) -> None:
    assert [kind for kind, _ in findings(calendar(milestone), year)] == expected


ORDER = ["launch", "submission", "synthesis", "appraisal", "report", "publication"]


@pytest.mark.parametrize(("earlier", "later"), list(pairwise(ORDER)))
def test_each_step_of_the_chain_is_held_to_follow_the_one_before(earlier: str, later: str) -> None:
    first, second = other(earlier, "14/10/Y"), other(later, "15/10/Y")
    assert findings(calendar(first, second), 2020) == []
    swapped = calendar({**first, "before": "16/10/Y"}, second)
    assert findings(swapped, 2020) == [("milestone-out-of-order", later)]


def test_milestones_of_groups_that_never_meet_are_not_compared() -> None:
    first = other("submission", "16/10/Y", groups=["a"])
    assert findings(calendar(first, other("report", "15/10/Y", groups=["b"])), 2020) == []
    for groups in (["a", "b"], []):
        later = other("report", "15/10/Y", groups=groups)
        assert findings(calendar(first, later), 2020) == [("milestone-out-of-order", "report")]


def test_forms_due_before_the_data_window_ends_are_found() -> None:
    """Before 1/9/2020 the last day in time is 31/8."""
    window = {"data_window": {"through": "31/08/Y"}}
    assert findings(calendar(other("submission", "01/09/Y"), **window), 2020) == []
    assert findings(calendar(other("submission", "31/08/Y"), **window), 2020) == [
        ("milestone-out-of-order", "submission")
    ]


EXERCISE = {"exercise": {"from": "01/10/Y", "through": "31/12/Y"}}


def test_milestone_may_end_with_the_exercise_and_not_after_it() -> None:
    last = {"id": "p", "kind": "report", "name": "p", "through": "31/12/Y"}
    assert findings(calendar(last, **EXERCISE), 2018) == [("deadline-on-rest-day", "p")]
    assert findings(calendar(last, **EXERCISE), 2019) == []
    beyond = {**last, "through": "02/01/Y+1"}
    assert findings(calendar(beyond, **EXERCISE), 2019) == [("milestone-outside-exercise", "p")]


def appraisal(days: int, after: str = "complete", **more: Any) -> dict[str, Any]:
    term = {"milestone": after, "working_days": str(days)}
    return {"id": "t", "kind": "appraisal", "name": "t", "after": term, **more}


def test_sixty_working_days_from_31_october_2018_leave_the_fourth_quarter() -> None:
    """22 in November and 20 in December, Monday 31/12 being swapped away: 42 fit, 43 do not."""
    due = other("submission", "31/10/Y")
    (found,) = date_findings(calendar(due, appraisal(60), **EXERCISE), 2018)
    assert (found.kind, found.milestone) == ("milestone-outside-exercise", "t")
    assert "24 January 2019" in found.message.show("en")
    assert findings(calendar(due, appraisal(42), **EXERCISE), 2018) == []
    assert findings(calendar(due, appraisal(43), **EXERCISE), 2018) != []


def test_term_runs_from_the_milestone_it_names_and_from_forms_of_its_own_groups() -> None:
    early = {**other("submission", "15/10/Y", groups=["a"]), "id": "early"}
    late = other("submission", "31/10/Y", groups=["b"])
    # From Monday 15/10/2018: 12 left in October, 22 and 20 after it: 54 fit.
    for term in (appraisal(54, "early"), appraisal(54, groups=["a"])):
        assert findings(calendar(early, late, term, **EXERCISE), 2018) == []
    for term in (appraisal(55, "early"), appraisal(54, groups=["b"]), appraisal(54)):
        assert findings(calendar(early, late, term, **EXERCISE), 2018) != []
