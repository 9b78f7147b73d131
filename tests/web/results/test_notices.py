"""Every unit hears that results can be read: once a run, and not in a campaign in training."""

from __future__ import annotations

import datetime as dt
import smtplib

import pytest
from django.core import mail

from tests.web.cast import Cast
from tests.web.conftest import FrozenClock
from tests.web.second_half import AFTER, announce, campaign_of, judge_all, send_all
from xephang.calendar import HANOI
from xephang_web.audit.models import Record
from xephang_web.audit.queries import verify_chain
from xephang_web.campaigns.models import Campaign
from xephang_web.portal.tick import JOBS
from xephang_web.results import notices
from xephang_web.results import services as results
from xephang_web.results.models import ResultNotice
from xephang_web.results.notices import RETRY_AFTER, RETRY_UNTIL, retry_notices, send_notice

pytestmark = pytest.mark.usefixtures("committing")


@pytest.fixture
def committing(django_capture_on_commit_callbacks: object, monkeypatch: pytest.MonkeyPatch) -> None:
    """What waits for the end of a transaction is done at once: a test's never ends."""
    monkeypatch.setattr("django.db.transaction.on_commit", lambda act: act())


@pytest.fixture
def judged(cast: Cast, server_clock: FrozenClock) -> Cast:
    """A year that counts, before the council: E sent nothing, B lost its focal person."""
    send_all(cast)
    judge_all(cast)
    results.lay_before_council(by=cast.hoa, campaign=campaign_of(cast))
    Campaign.objects.update(is_training=False, clock_at=None, clock_set_at=None)
    server_clock.at = AFTER
    mail.outbox.clear()
    return cast


def heard() -> dict[str, str]:
    """Address → the subject of its last letter."""
    return {address: str(each.subject) for each in mail.outbox for address in each.to}


def test_every_unit_hears_of_the_preliminary_results_also_one_that_is_left_out(
    judged: Cast,
) -> None:
    announce(judged)
    told = heard()
    assert {judged.an.email, judged.binh.email, judged.giang.email, judged.en.email} <= set(told)
    assert set(told.values()) == {"Kết quả sơ bộ: Đợt đánh giá 2016"}
    (letter,) = [each for each in mail.outbox if judged.en.email in each.to]
    assert "đến trước ngày 01/12/2016" in letter.body
    assert "Xã Em" in letter.body
    assert Record.objects.filter(act="results.told").count() == 1
    assert list(verify_chain()) == []


def test_no_letter_says_what_the_result_is(judged: Cast) -> None:
    announce(judged)
    assert mail.outbox
    for each in mail.outbox:
        for word in ("Tốt", "Khá", "Trung bình", "Yếu", "Không xếp", "1.2"):
            assert word not in each.body


def test_a_unit_without_anybody_is_named_in_the_record(judged: Cast) -> None:
    judged.en.is_active = False
    judged.en.save()
    announce(judged)
    assert judged.en.email not in heard()
    told = Record.objects.get(act="results.told")
    assert "Xã Em" in told.data


def test_a_campaign_in_training_tells_nobody(judged: Cast) -> None:
    Campaign.objects.update(is_training=True)
    announce(judged)
    assert not mail.outbox
    assert not ResultNotice.objects.exists()


def test_a_task_that_runs_twice_sends_once(judged: Cast) -> None:
    announce(judged)
    sent = len(mail.outbox)
    for each in ResultNotice.objects.all():
        send_notice.call(each.pk)
    assert len(mail.outbox) == sent == ResultNotice.objects.count()


def test_what_could_not_be_sent_is_tried_again_for_some_days(
    judged: Cast, server_clock: FrozenClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    def away(*_said: object) -> int:
        raise smtplib.SMTPServerDisconnected

    assert retry_notices in [each.run for each in JOBS]
    with monkeypatch.context() as broken:
        broken.setattr(notices, "send_mail", away)
        announce(judged)
    assert not mail.outbox
    waiting = ResultNotice.objects.filter(sent_at__isnull=True).count()
    assert waiting > 0
    assert retry_notices() == 0
    server_clock.at = AFTER + RETRY_AFTER
    assert retry_notices() == waiting == len(mail.outbox)
    assert retry_notices() == 0
    server_clock.at = AFTER + RETRY_UNTIL + dt.timedelta(seconds=1)
    assert retry_notices() == 0


def test_the_published_decision_is_told_with_its_number(
    judged: Cast, server_clock: FrozenClock
) -> None:
    announce(judged)
    server_clock.at = dt.datetime(2016, 12, 2, 9, tzinfo=HANOI)
    run = results.propose_results(by=judged.hoa, campaign=campaign_of(judged))
    results.approve_results(
        by=judged.khanh,
        campaign=campaign_of(judged),
        number="100/QĐ-UBND",
        date=dt.date(2016, 12, 2),
        digest=run.digest,
    )
    before = len(mail.outbox)
    results.publish_results(by=judged.hoa, campaign=campaign_of(judged), confirms_redaction=True)
    assert len(mail.outbox) > before
    assert heard()[judged.binh.email] == "Kết quả đã công bố: Đợt đánh giá 2016"
    assert "100/QĐ-UBND ngày 02/12/2016" in mail.outbox[-1].body
