"""PHT-6: 60 working days from the complete form, each row counted by hand on a calendar.

Above each row stands how it was counted: weekends, Tết, New Year, the kings' day, 30/4 and
1/5, and the Saturday of 5/1/2019 that was worked for the Monday of 31/12/2018.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from tests.web.cast import Cast
from tests.web.conftest import NOW
from xephang.calendar import HANOI
from xephang_web.appraisal.queries import complete_by
from xephang_web.assessments.models import Receipt
from xephang_web.campaigns.models import Campaign, Participant
from xephang_web.campaigns.pinning import pin_from_library


@pytest.fixture
def phu_tho(cast: Cast) -> Participant:
    """Unit A of a campaign that has pinned Phú Thọ's regulation."""
    pinned = pin_from_library("phu-tho/2018-1609", 2018)
    Campaign.objects.filter(pk=cast.campaign.pk).update(regulation=pinned, year=2018)
    return cast.a


def received(form: Participant, **at: Any) -> None:
    """A receipt of the form, complete unless said otherwise."""
    said = {
        "is_complete": True,
        "channel": "paper",
        "recorded_at": NOW,
        "recorded_by": form.campaign.created_by,
        **at,
    }
    Receipt.objects.create(participant=form, **said)


def last_day(form: Participant) -> dt.date | None:
    """The last day of the appraisal of the form."""
    campaign = Campaign.objects.select_related("regulation").get(pk=form.campaign_id)
    return complete_by(campaign, [form]).get(form.pk)


# fmt: off
ROWS = [
    # November 2018 has 22 working days, December 21 (31/12 was off, worked on Saturday 5/1/2019).
    # 31/10 + 22 (30/11) + 20 (28/12): 42; 5/1 is worked: 2, 3, 4, 5, 7–11, 14–18, 21–24/1: 18.
    (dt.date(2018, 10, 31), dt.date(2019, 1, 24)),
    # The day itself never counts: from Sunday 4/11 as from Friday 2/11, Monday is the first.
    # 5–30/11: 20; December without 31: 20; 2, 3, 4, 5, 7–11, 14–18, 21–25, 28/1: 20.
    (dt.date(2018, 11, 2), dt.date(2019, 1, 28)),
    (dt.date(2018, 11, 4), dt.date(2019, 1, 28)),
    # From 30/11/2018: December 20, January 2019 23 with 5/1 (43), 1/2 (44); Tết 4–8/2 off;
    # 11–15 (49), 18–22 (54), 25–28 (58), 1/3 (59), Monday 4/3 (60).
    (dt.date(2018, 11, 30), dt.date(2019, 3, 4)),
    # From 30/3/2018: 2–24/4: 17, the kings' day on Wednesday 25/4, 26 and 27/4 (19), 30/4 and
    # 1/5 off; 2–4/5 (22), four weeks to 1/6 (42), three to 22/6 (57), 25, 26, 27/6 (60).
    (dt.date(2018, 3, 30), dt.date(2018, 6, 27)),
]
# fmt: on


@pytest.mark.parametrize(("from_day", "to_day"), ROWS)
def test_sixty_working_days_end_where_a_calendar_says(
    phu_tho: Participant, from_day: dt.date, to_day: dt.date
) -> None:
    received(phu_tho, stamped_on=from_day)
    assert last_day(phu_tho) == to_day


@pytest.mark.parametrize(
    ("at", "to_day"),
    [
        (dt.datetime(2018, 10, 31, 23, 59, tzinfo=HANOI), dt.date(2019, 1, 24)),
        # The next day in Hanoi.
        (dt.datetime(2018, 10, 31, 17, 0, tzinfo=dt.UTC), dt.date(2019, 1, 25)),
    ],
)
def test_the_day_is_that_of_hanoi_and_not_of_the_server(
    phu_tho: Participant, at: dt.datetime, to_day: dt.date
) -> None:
    received(phu_tho, channel="application", at=at)
    assert last_day(phu_tho) == to_day


def test_the_clock_runs_from_the_first_complete_form_and_not_before(phu_tho: Participant) -> None:
    received(phu_tho, stamped_on=dt.date(2018, 10, 1), is_complete=False)
    assert last_day(phu_tho) is None
    received(phu_tho, stamped_on=dt.date(2018, 10, 31))
    received(phu_tho, stamped_on=dt.date(2018, 11, 30))
    assert last_day(phu_tho) == dt.date(2019, 1, 24)


def test_a_regulation_without_such_a_term_has_no_last_day(cast: Cast) -> None:
    received(cast.a, stamped_on=dt.date(2016, 10, 31))
    assert last_day(cast.a) is None
