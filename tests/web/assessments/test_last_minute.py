"""The last minute before a deadline: the form came when it was sent, not when it was kept."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from tests.web.assessments.test_sending import DEADLINE, fill_in, move_clock
from tests.web.cast import Cast, log_in
from tests.web.conftest import FrozenClock
from xephang.calendar import HANOI, LatenessStatus
from xephang.results import Verdict, assess
from xephang_web.assessments import services
from xephang_web.assessments.handover import core_campaign
from xephang_web.assessments.lateness import lateness_of
from xephang_web.assessments.models import Receipt, Submission
from xephang_web.assessments.services import sending
from xephang_web.assessments.services.forms import editable_form
from xephang_web.campaigns.models import Campaign
from xephang_web.campaigns.queries import regulation_of
from xephang_web.shared.errors import Mistake


def test_a_form_that_waits_behind_others_came_when_it_was_sent(
    cast: Cast, server_clock: FrozenClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    """SQLite lets one write at a time: in the last minute a form may wait for many seconds."""
    fill_in(cast)
    move_clock(cast, DEADLINE - dt.timedelta(seconds=5))
    cast.campaign = Campaign.objects.get(pk=cast.campaign.pk)

    def behind_others(*given: Any) -> Any:
        server_clock.at += dt.timedelta(seconds=15)
        return editable_form(*given)

    monkeypatch.setattr(sending, "editable_form", behind_others)
    digest = log_in(cast.binh).get(f"/phieu/{cast.a.pk}/soat/").context["digest"]
    sent = log_in(cast.binh).post(f"/phieu/{cast.a.pk}/gui/", {"digest": digest})
    assert sent.status_code == 302
    assert (
        Submission.objects.get().at
        == Receipt.objects.get().at
        == DEADLINE - dt.timedelta(seconds=5)
    )
    lateness = lateness_of(cast.a)
    assert lateness is not None
    assert lateness.status is LatenessStatus.ON_TIME


def test_a_paper_form_stays_received_when_its_data_are_taken_back(cast: Cast) -> None:
    """Stamped in time, data withdrawn, never sent again: not missing, but for a person."""
    fill_in(cast)
    services.record_receipt(
        by=cast.hoa,
        participant=cast.a,
        channel="paper",
        note="bản quét gửi sau",
        stamped_on=dt.date(2016, 11, 1),
    )
    services.withdraw_submission(by=cast.binh, participant=cast.a, reason="Sửa số liệu")
    move_clock(cast, DEADLINE + dt.timedelta(days=30))
    lateness = lateness_of(cast.a)
    assert lateness is not None
    assert lateness.status is LatenessStatus.ON_TIME
    campaign = Campaign.objects.get(pk=cast.campaign.pk)
    found = assess(regulation_of(campaign), core_campaign(campaign)).units["T.A"]
    assert found.verdict is Verdict.PENDING


def test_a_stamp_of_another_year_is_a_slip(cast: Cast) -> None:
    """2015 typed for 2016 would make every late form one in time."""
    with pytest.raises(Mistake):
        services.record_receipt(
            by=cast.hoa,
            participant=cast.a,
            channel="paper",
            note="bản quét gửi sau",
            stamped_on=dt.date(2015, 12, 31),
        )
    assert not Receipt.objects.exists()


def test_the_picture_of_progress_counts_days_as_viet_nam_does(cast: Cast) -> None:
    """Six in the morning of 10/11 in Hanoi is still 9/11 in the zone of the database."""
    fill_in(cast)
    move_clock(cast, dt.datetime(2016, 11, 10, 6, tzinfo=HANOI))
    services.submit_assessment(by=cast.binh, participant=cast.a)
    page = log_in(cast.hoa).get("/dot/thanh-hoa-2016/")
    assert page.context["chart"] == [(dt.date(2016, 11, 10), 1, 1)]
