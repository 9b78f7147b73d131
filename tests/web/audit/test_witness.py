"""`verify_log` holds the rows that decide about units against the record."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import transaction

from tests.web.assessments.test_sending import fill_in
from tests.web.cast import Cast
from tests.web.unguarded import unguarded
from xephang_web.assessments import services
from xephang_web.assessments.models import LatenessDecision, Receipt, Submission
from xephang_web.audit.queries import verify_tables
from xephang_web.campaigns.models import Extension, Participant
from xephang_web.campaigns.roster import continue_form, exempt_participant, readmit_participant
from xephang_web.campaigns.services import extend_deadline


def a_year(cast: Cast) -> None:
    """Sent, withdrawn and sent again; a paper form; an extension; two units left out, one back."""
    fill_in(cast)
    services.submit_assessment(by=cast.binh, participant=cast.a)
    services.withdraw_submission(by=cast.binh, participant=cast.a, reason="sửa")
    services.submit_assessment(by=cast.binh, participant=cast.a)
    services.record_receipt(
        by=cast.hoa, participant=cast.b, channel="paper", note="chưa quét",
        stamped_on=dt.date(2016, 10, 31),
        reference="12",
    )  # fmt: skip
    extend_deadline(
        by=cast.hoa, campaign=cast.campaign, milestone="nop-so-lieu",
        before=dt.date(2016, 11, 25), document="CV 1", reason="bão",
    )  # fmt: skip
    d, e = (Participant.objects.get(unit=each) for each in (cast.unit_d, cast.unit_e))
    exempt_participant(by=cast.hoa, participant=d, reason="mới", document="QĐ 1")
    continue_form(by=cast.hoa, kept=cast.b, ended=[e], document="QĐ 2")
    exempt_participant(by=cast.hoa, participant=cast.b, reason="nhầm", document="QĐ 3")
    readmit_participant(by=cast.hoa, participant=cast.b, reason="nhầm", document="QĐ 4")


def test_what_was_done_through_the_application_is_accounted_for(cast: Cast) -> None:
    a_year(cast)
    assert list(verify_tables()) == []
    call_command("verify_log")


def content_changed() -> None:
    """Better figures in what was sent."""
    row = Submission.objects.get(number=2)
    content = json.loads(row.content)
    content["answers"]["1.2"]["numerator"] = "48"
    row.content = json.dumps(content)
    row.save()


def decided() -> None:
    """A decision that nobody took."""
    LatenessDecision.objects.create(
        participant=Participant.objects.earliest("pk"), verdict="accepted", reason="x",
        document="x", decided_by=Submission.objects.earliest("pk").by,
        decided_at=dt.datetime(2016, 12, 1, tzinfo=dt.UTC),
    )  # fmt: skip


early = dt.datetime(2016, 10, 1, tzinfo=dt.UTC)
EDITS: list[Callable[[], object]] = [
    content_changed,
    decided,
    lambda: Submission.objects.filter(number=2).update(digest="0" * 64),
    lambda: Submission.objects.filter(number=2).update(points="100"),
    lambda: Submission.objects.filter(number=2).update(result_class="tot"),
    lambda: Submission.objects.filter(number=2).update(at=early),
    lambda: Submission.objects.filter(number=2).update(withdrawn_at=early),
    lambda: Submission.objects.filter(number=2).delete(),
    lambda: Receipt.objects.filter(channel="application").update(at=early),
    lambda: Receipt.objects.filter(channel="paper").update(stamped_on=dt.date(2016, 1, 2)),
    lambda: Receipt.objects.filter(channel="paper").update(channel="email"),
    lambda: Receipt.objects.filter(channel="paper").delete(),
    lambda: Extension.objects.update(before=dt.date(2016, 12, 25)),
    lambda: Extension.objects.all().delete(),
    lambda: Participant.objects.filter(unit__code="T.A").update(exempted_for="x"),
    lambda: Participant.objects.filter(unit__code="T.D").update(exempted_for=""),
    lambda: Participant.objects.filter(unit__code="T.D.E").update(superseded_by=None),
]


def test_every_row_edited_in_the_database_is_found(cast: Cast) -> None:
    a_year(cast)
    missed = []
    for position, edit in enumerate(EDITS):
        with transaction.atomic():
            with unguarded():
                edit()
            if not list(verify_tables()):
                missed.append(position)
            transaction.set_rollback(True)
    assert missed == []
    with unguarded():
        EDITS[0]()
    with pytest.raises(CommandError, match="flaw"):
        call_command("verify_log")
