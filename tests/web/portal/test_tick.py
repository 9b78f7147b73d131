"""`manage.py tick`: deadlines are reminded of once, whatever the number of runs."""

from __future__ import annotations

import datetime as dt
from io import StringIO
from typing import Any

import pytest
from django.contrib.sessions.models import Session
from django.core import mail
from django.core.management import CommandError, call_command
from django_tasks_db.models import DBTaskResult

from tests.web.cast import Cast, log_in
from tests.web.conftest import FrozenClock
from xephang.calendar import HANOI
from xephang_web.assessments import services as forms
from xephang_web.assessments.reminders import RETRY_AFTER, RETRY_UNTIL
from xephang_web.audit.models import Record
from xephang_web.audit.queries import verify_chain
from xephang_web.campaigns import services as campaigns
from xephang_web.campaigns.models import Campaign, Reminder
from xephang_web.portal import tick
from xephang_web.shared import clock

DEADLINE = dt.datetime(2016, 11, 20, tzinfo=HANOI)


@pytest.fixture
def cast(cast: Cast) -> Cast:
    """The cast in a campaign that counts."""
    Campaign.objects.update(is_training=False, clock_at=None, clock_set_at=None)
    cast.campaign.refresh_from_db()
    return cast


def ticked() -> str:
    said = StringIO()
    call_command("tick", stdout=said)
    return said.getvalue()


def reminded(since: int = 0) -> set[str]:
    return {address for each in mail.outbox[since:] for address in each.to}


def test_a_unit_hears_a_week_ahead_and_a_day_ahead_once_each(
    cast: Cast, server_clock: FrozenClock
) -> None:
    for days, heard in ((8, 0), (7, 1), (6, 1), (2, 1), (1, 2), (0.5, 2), (-1, 2)):
        server_clock.at = DEADLINE - dt.timedelta(days=days)
        ticked()
        ticked()
        assert sum(cast.an.email in each.to for each in mail.outbox) == heard, days
    assert Reminder.objects.filter(sent_by__isnull=False).count() == 0
    assert Record.objects.filter(act="reminder.queued").count() == Reminder.objects.count()
    assert list(verify_chain()) == []


def test_who_first_runs_on_the_last_day_sends_one_reminder_and_not_two(
    cast: Cast, server_clock: FrozenClock
) -> None:
    server_clock.at = DEADLINE - dt.timedelta(hours=3)
    ticked()
    assert sum(cast.an.email in each.to for each in mail.outbox) == 1


def test_who_has_sent_is_left_alone_and_an_extension_moves_the_reminder(
    cast: Cast, server_clock: FrozenClock
) -> None:
    forms.save_answers(by=cast.an, participant=cast.a, criterion_id="1.3", values={"answer": "yes"})
    forms.submit_assessment(by=cast.binh, participant=cast.a)
    campaigns.extend_deadline(
        by=cast.hoa,
        campaign=cast.campaign,
        milestone="nop-so-lieu",
        before=dt.date(2016, 12, 1),
        document="Công văn 9",
        reason="Bão",
        participant=cast.b,
    )
    server_clock.at = DEADLINE - dt.timedelta(days=1)
    ticked()
    assert cast.an.email not in reminded()
    assert cast.giang.email not in reminded()
    assert cast.en.email in reminded()
    server_clock.at = dt.datetime(2016, 11, 30, 8, tzinfo=HANOI)
    ticked()
    assert cast.giang.email in reminded()


def test_training_campaigns_remind_nobody(cast: Cast, server_clock: FrozenClock) -> None:
    Campaign.objects.update(is_training=True)
    server_clock.at = DEADLINE - dt.timedelta(days=1)
    ticked()
    assert not mail.outbox


def test_a_reminder_that_was_not_sent_is_tried_again_and_one_that_was_is_not(
    cast: Cast, server_clock: FrozenClock
) -> None:
    asked = clock.now()
    for address, sent in (("cho@xephang.example", None), ("xong@xephang.example", asked)):
        Reminder.objects.create(
            participant=cast.a, sent_by=cast.hoa, asked_at=asked, sent_at=sent, addresses=address
        )
    ticked()
    assert not mail.outbox
    server_clock.at = asked + RETRY_AFTER
    ticked()
    ticked()
    assert [each.to for each in mail.outbox] == [["cho@xephang.example"]]


def test_a_reminder_too_old_to_be_of_use_is_not_sent(cast: Cast, server_clock: FrozenClock) -> None:
    Reminder.objects.create(participant=cast.a, asked_at=clock.now(), addresses="a@xephang.example")
    server_clock.at += RETRY_UNTIL + dt.timedelta(seconds=1)
    ticked()
    assert not mail.outbox


def test_old_sessions_and_ended_tasks_are_forgotten_and_no_others(
    cast: Cast, server_clock: FrozenClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    log_in(cast.an)
    log_in(cast.binh)
    kept = Session.objects.latest("expire_date")
    Session.objects.exclude(pk=kept.pk).update(expire_date=dt.datetime(2016, 1, 1, tzinfo=dt.UTC))
    common: dict[str, Any] = {
        "args_kwargs": {"args": [], "kwargs": {}},
        "task_path": "x",
        "priority": 0,
        "backend_name": "default",
    }
    old = clock.now() - tick.TASKS_KEPT
    DBTaskResult.objects.create(status="SUCCESSFUL", finished_at=old, **common)
    DBTaskResult.objects.create(
        status="FAILED", finished_at=old + dt.timedelta(minutes=1), **common
    )
    waiting = DBTaskResult.objects.create(status="READY", **common)
    said = ticked()
    assert list(Session.objects.all()) == [kept]
    assert DBTaskResult.objects.count() == 2
    assert DBTaskResult.objects.filter(pk=waiting.pk).exists()
    assert "sessions forgotten: 1" in said
    assert "ended tasks forgotten: 1" in said


def test_a_job_that_fails_is_named_and_keeps_no_other_from_running(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    ran = []

    def fails() -> int:
        raise OSError("no mail server")

    def runs() -> int:
        ran.append(1)
        return 1

    jobs = (tick.Job("first", fails), tick.Job("second", runs))
    monkeypatch.setattr("xephang_web.portal.management.commands.tick.JOBS", jobs)
    with pytest.raises(CommandError, match="first"):
        ticked()
    assert ran == [1]
