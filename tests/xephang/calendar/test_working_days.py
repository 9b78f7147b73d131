"""Working days against official schedules; dates as a regulation writes them."""

from __future__ import annotations

import datetime as dt

import pytest

from xephang.calendar import OFFICIAL, Calendar, WorkingCalendar, date_findings, schedule
from xephang.calendar.dates import parse_relative

OFF = """
2016-02-08 2016-02-12 2016-04-18 2016-05-02 2016-05-03 2016-09-02 2017-01-02 2017-01-26
2017-02-01 2017-04-06 2017-05-02 2017-09-04 2018-02-14 2018-02-20 2018-04-25 2018-09-03
2018-12-31 2019-01-01 2019-02-04 2019-02-08 2019-04-15 2019-04-29 2019-04-30 2019-09-02
2020-01-23 2020-01-29 2020-04-02 2020-09-02 2021-02-10 2021-02-16 2021-04-21 2021-05-03
2021-09-02 2021-09-03 2022-01-03 2022-01-31 2022-04-11 2022-09-01 2023-01-20 2023-01-26
2023-05-02 2023-05-03 2023-09-01 2023-09-04 2024-02-08 2024-02-14 2024-04-18 2024-04-29
2024-09-03 2025-01-27 2025-01-31 2025-04-07 2025-05-02 2025-09-01 2026-01-01 2026-01-02
2026-02-16 2026-02-20 2026-04-27 2026-08-31 2026-09-01
""".split()  # noqa: SIM905 - a list of days reads better as a block
WORKED = """
2019-01-05 2019-05-04 2024-05-04 2025-04-26 2026-01-10 2026-08-22 2020-09-03 2020-09-01
2017-02-02 2019-02-11 2024-02-15 2026-01-05
""".split()  # noqa: SIM905 - a list of days reads better as a block


@pytest.mark.parametrize("day", OFF)
def test_nobody_works_on_official_days_off(day: str) -> None:
    assert not OFFICIAL.is_working_day(dt.date.fromisoformat(day))


@pytest.mark.parametrize("day", WORKED)
def test_officials_work_on_swapped_saturdays_and_right_after_holidays(day: str) -> None:
    assert OFFICIAL.is_working_day(dt.date.fromisoformat(day))


def test_the_table_of_swaps_overrides_the_library() -> None:
    without = WorkingCalendar(swaps=(), known_years=range(2016, 2027))
    assert without.is_working_day(dt.date(2026, 1, 2))
    assert not without.is_working_day(dt.date(2026, 1, 10))
    assert without.is_working_day(dt.date(2019, 4, 29))


def test_the_librarys_own_swaps_count_only_where_ours_are_not_known() -> None:
    assert not WorkingCalendar(swaps=(), known_years=()).is_working_day(dt.date(2024, 4, 29))
    assert WorkingCalendar(swaps=(), known_years=[2024]).is_working_day(dt.date(2024, 4, 29))


def test_unknown_year_says_so() -> None:
    assert OFFICIAL.knows(2019)
    assert not OFFICIAL.knows(2030)


def test_the_day_counted_from_never_counts_itself() -> None:
    assert OFFICIAL.add(dt.date(2019, 9, 16), 0) == dt.date(2019, 9, 16)
    assert OFFICIAL.add(dt.date(2019, 9, 16), 1) == dt.date(2019, 9, 17)
    assert OFFICIAL.next_working_day(dt.date(2019, 9, 15)) == dt.date(2019, 9, 16)


@pytest.mark.parametrize("text", ["25/9/2020", "31/02/Y", "25-09-Y", "25/09/Y-12", "", "32/01/Y"])
def test_date_that_is_not_day_month_year_is_refused(text: str) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 - what matters is that it is refused
        parse_relative(text)


def test_29_february_falls_back_in_common_years() -> None:
    assert parse_relative("29/02/Y").in_year(2020) == dt.date(2020, 2, 29)
    assert parse_relative("29/02/Y").in_year(2021) == dt.date(2021, 2, 28)
    assert str(parse_relative("1/9/Y-1")) == "01/09/Y-1"


def calendar(*milestones: dict[str, object], **more: object) -> Calendar:
    return Calendar.model_validate({"milestones": list(milestones), **more})


def test_a_clean_calendar_has_no_findings() -> None:
    built = calendar(
        {"id": "a", "kind": "submission", "name": "a", "before": "15/10/Y"},
        {"id": "b", "kind": "report", "name": "b", "before": "25/11/Y"},
    )
    assert list(date_findings(built, 2020)) == []
    assert [row.id for row in schedule(built, 2020)] == ["a", "b"]


@pytest.mark.parametrize(
    "wrong",
    [
        {"id": "a", "kind": "submission", "name": "a"},
        {"id": "a", "kind": "submission", "name": "a", "before": "1/1/Y", "through": "2/1/Y"},
        {
            "id": "a",
            "kind": "appraisal",
            "name": "a",
            "after": {"milestone": "x", "working_days": "6"},
            "grace": {"days": "1"},
        },
    ],
)
def test_milestone_has_exactly_one_form(wrong: dict[str, object]) -> None:
    with pytest.raises(ValueError, match=r"exactly one|needs a deadline"):
        calendar(wrong)
