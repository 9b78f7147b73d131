"""Ways to bend a result, each refused: an answer without a session, a backdated decision, a
row changed in the database."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import connection, transaction

from tests.web.cast import Cast, holds, person
from tests.web.results.published import correct, publish, to_approval
from tests.web.second_half import (
    announce,
    campaign_of,
    judge_all,
    open_session,
    seat_council,
    send_all,
)
from tests.web.unguarded import unguarded
from xephang_web.accounts.models import Role
from xephang_web.appraisal import services as appraisal
from xephang_web.appraisal.ledger import read_ledger
from xephang_web.appraisal.models import Finding
from xephang_web.appraisal.people import preload_own_units
from xephang_web.audit.queries import verify_tables
from xephang_web.campaigns.conflicts import conflict
from xephang_web.campaigns.models import Member
from xephang_web.campaigns.services import seat_member
from xephang_web.organisations.services import merge_units
from xephang_web.results import services as results
from xephang_web.results.models import Appeal, Publication, ScoringRun
from xephang_web.shared.errors import Mistake, NotAllowed, TooLate


def appealed(cast: Cast) -> Appeal:
    """Preliminary results are out, and A disputes 1.2."""
    send_all(cast)
    judge_all(cast)
    results.lay_before_council(by=cast.hoa, campaign=campaign_of(cast))
    announce(cast)
    return results.file_appeal(
        by=cast.binh, participant=cast.a, criterion_id="1.2", text="Có 40 máy", file=None
    )


def test_no_member_of_the_council_turns_an_appeal_down_alone(cast: Cast) -> None:
    council = seat_council(cast)
    appeal = appealed(cast)
    with pytest.raises(Mistake, match="phiên họp"):
        results.turn_down_appeal(by=council.dung, appeal=appeal, answer="không")
    seconded = holds(person("Bắc"), Role.COUNCIL_MEMBER, cast.unit_a)
    seat_member(by=cast.hoa, campaign=cast.campaign, user=seconded, body=Member.Body.COUNCIL)
    session = appraisal.open_session(
        by=council.dung,
        campaign=campaign_of(cast),
        held_on=dt.date(2016, 11, 25),
        present=[council.dung, council.lan, seconded],
    )
    with pytest.raises(NotAllowed, match="Xung đột"):
        results.turn_down_appeal(by=seconded, appeal=appeal, answer="không")
    with pytest.raises(NotAllowed, match="có tên"):
        results.turn_down_appeal(by=council.son, appeal=appeal, answer="không")
    with pytest.raises(Mistake, match="2/3"):
        results.turn_down_appeal(by=council.dung, appeal=appeal, answer="không")
    appraisal.close_session(by=council.dung, session=session, minutes="Biên bản")
    open_session(cast, council)
    results.turn_down_appeal(by=council.dung, appeal=appeal, answer="không")
    appeal.refresh_from_db()
    assert appeal.is_upheld is False


def test_the_council_cannot_keep_what_nobody_has_found(cast: Cast) -> None:
    send_all(cast)
    council = seat_council(cast)
    judge_all(cast)
    results.lay_before_council(by=cast.hoa, campaign=campaign_of(cast))
    open_session(cast, council)
    with unguarded():
        Finding.objects.filter(participant=cast.a, criterion="1.2").delete()
    with pytest.raises(Mistake, match="để giữ"):
        appraisal.settle_criterion(
            by=council.dung, participant=cast.a, criterion_id="1.2",
            verdict=Finding.Verdict.KEEP, bases=["data"], reason="giữ",
        )  # fmt: skip


def test_a_decision_is_not_older_than_the_results_it_approves(cast: Cast) -> None:
    first = to_approval(cast)
    publish(cast)
    results.reopen_results(
        by=cast.hoa, campaign=campaign_of(cast), document="5/KL-TTr", reason="kết luận"
    )
    run = results.propose_results(by=cast.hoa, campaign=campaign_of(cast))

    def decide(number: str, date: dt.date) -> Publication:
        return results.approve_results(
            by=cast.khanh, campaign=campaign_of(cast), number=number, date=date,
            digest=run.digest, why_corrected="theo kết luận",
        )  # fmt: skip

    with pytest.raises(Mistake, match="trước ngày"):
        decide("120/QĐ", dt.date(2016, 12, 1))
    with pytest.raises(Mistake, match="quyết định trước"):
        decide(f" {first.decision_number} ", first.decision_date)
    assert decide("120/QĐ", dt.date(2016, 12, 2)).version == 2


def test_a_member_of_what_the_unit_was_merged_into_stays_in_conflict_in_every_list(
    cast: Cast,
) -> None:
    chi = holds(person("Chiến"), Role.APPRAISER, cast.office)
    merge_units(
        by=cast.hoa, units=[cast.unit_a, cast.unit_b], into=cast.unit_b,
        date=dt.date(2016, 11, 5), document="NQ 1",
    )  # fmt: skip
    holds(chi, Role.FOCAL_PERSON, cast.unit_b)
    assert conflict(chi, cast.a)
    again = type(chi).objects.get(pk=chi.pk)
    preload_own_units([again], campaign_of(cast))
    assert conflict(again, cast.a), "lists that read many people at once forget nobody"


@pytest.fixture
def told(cast: Cast) -> Cast:
    """A year with its publication and a correcting decision."""
    to_approval(cast)
    publish(cast)
    correct(cast)
    return cast


@pytest.mark.usefixtures("told")
def test_what_was_judged_decided_and_published_is_accounted_for() -> None:
    assert list(verify_tables()) == []
    call_command("verify_log")


def changed(table: str, column: str, old: str, new: str) -> Callable[[], object]:
    """One change of a few bytes, past the application."""

    def edit() -> None:
        with connection.cursor() as cursor:
            cursor.execute(
                f"UPDATE {table} SET {column} = replace({column}, %s, %s) WHERE {column} LIKE %s",
                [old, new, f"%{old}%"],
            )
            assert cursor.rowcount, (table, column, old)

    edit.__name__ = f"{table}.{column}"
    return edit


EDITS = [
    changed("appraisal_finding", "points", "0.9", "1"),
    changed("appraisal_finding", "verdict", "adjust", "accept"),
    changed("appraisal_finding", "reason", "chỉ nối", "đã nối"),
    lambda: Finding.objects.filter(reason__contains="một phần").delete(),
    lambda: Finding.objects.filter(reason__contains="một phần").update(version=9),
    lambda: Finding.objects.filter(reason__contains="một phần").update(by=1),
    changed("results_scoringrun", "content", '"rank":1', '"rank":2'),
    lambda: ScoringRun.objects.filter(number=1).update(digest="0" * 64),
    lambda: ScoringRun.objects.filter(number=1).delete(),
    changed("results_publication", "open_content", '"rank":1', '"rank":2'),
    changed("results_publication", "open_digest", "a", "b"),
    changed("results_publication", "decision_number", "100", "101"),
    changed("results_publication", "why_corrected", "thanh tra", "của tôi"),
    lambda: Publication.objects.filter(version=2).delete(),
    lambda: Publication.objects.filter(version=1).update(decision_date=dt.date(2016, 12, 21)),
    changed("assessments_settledform", "answers", "40", "50"),
    changed("assessments_settledform", "points", "1", "2"),
]


@pytest.mark.usefixtures("told")
def test_every_change_by_hand_is_found() -> None:
    for edit in EDITS:
        saved = transaction.savepoint()
        with unguarded():
            edit()
        assert list(verify_tables()), edit
        with pytest.raises(CommandError, match="flaw"):
            call_command("verify_log")
        transaction.savepoint_rollback(saved)
    assert list(verify_tables()) == []


def test_what_was_announced_changes_in_answer_to_an_appeal_and_not_behind_it(cast: Cast) -> None:
    council = seat_council(cast)
    appeal = appealed(cast)
    open_session(cast, council)
    said: dict[str, Any] = {"verdict": "adjust", "points": "0,1", "bases": ["data"], "reason": "x"}
    for participant in (cast.a, cast.b):
        with pytest.raises(TooLate, match="kiến nghị"):
            appraisal.settle_criterion(
                by=council.dung, participant=participant, criterion_id="1.2", **said
            )
    moved = results.ripple_text(results.appeal_ripple(appeal, **said))
    results.uphold_appeal(by=council.dung, appeal=appeal, seen_ripple=moved, **said)


def test_a_penalty_is_not_forgiven_by_rejecting_it(cast: Cast) -> None:
    send_all(cast)
    ledger = read_ledger(cast.a)
    assert not ledger.takes_points_off("1.2")
    sections = [
        each.model_copy(update={"role": "penalty"}) if each.id == "1" else each
        for each in ledger.criteria.sections
    ]
    penal = replace(ledger, criteria=replace(ledger.criteria, sections=tuple(sections)))
    with pytest.raises(Mistake, match="phải trừ"):
        appraisal.draft_finding(
            penal, criterion_id="1.2", body=Finding.Body.APPRAISAL,
            verdict=Finding.Verdict.REJECT, bases=["data"], reason="không có",
        )  # fmt: skip
