"""A guard that nothing trips proves nothing: each is shown a break that it must catch."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.web.conftest import FrozenClock
from tests.web.cycle import reading
from tests.web.cycle.guards import Broken
from tests.web.cycle.walk import Walk
from tests.web.cycle.world import DA_NANG, PHU_THO, THANH_HOA, Province, make_world
from xephang.package import seal
from xephang_web.appraisal import ledger
from xephang_web.appraisal.services import findings
from xephang_web.assessments.models import Submission
from xephang_web.audit import triggers
from xephang_web.audit.models import Record
from xephang_web.campaigns import acts
from xephang_web.results.models import Publication
from xephang_web.results.services import steps
from xephang_web.shared.errors import Mistake

pytestmark = pytest.mark.django_db


def begun(province: Province, clock: FrozenClock, *, until: str = "") -> Walk:
    """A walk at a stage of its first year; `sent`: closed with every form in."""
    walk = Walk(make_world(province), clock)
    walk.found()
    if until:
        walk.year(until)
    return walk


def test_a_judge_of_their_own_unit_is_caught(
    server_clock: FrozenClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Bách sits on the panel, seconded from B, and B's form is the panel's to check."""
    walk = begun(THANH_HOA, server_clock, until="sent")
    walk.judge("Bách", "B", "1.1", "accept")
    assert walk.refused[-1] == "judge accept"
    monkeypatch.setattr(findings, "conflict", lambda *_given: "")
    with pytest.raises(Broken, match=r"wrong person|conflict of interest"):
        walk.judge("Bách", "B", "1.1", "accept")


def test_a_finding_in_conflict_is_caught_by_the_rows_alone(
    server_clock: FrozenClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Đôi appraises for district D and is of its commune E."""
    walk = begun(PHU_THO, server_clock, until="sent")
    monkeypatch.setattr(findings, "conflict", lambda *_given: "")
    with pytest.raises(Broken, match="conflict of interest"):
        walk.must("judge", lambda: _judge(walk, "Đôi", "E"))


def _judge(walk: Walk, by: str, unit: str) -> Any:
    participant = walk.participant(unit)
    assert participant is not None
    return findings.record_finding(
        by=walk.person(by),
        participant=participant,
        criterion_id="1.1",
        verdict="accept",
        bases=["data"],
    )


def test_a_finding_after_the_appraisal_is_caught(
    server_clock: FrozenClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    walk = begun(THANH_HOA, server_clock, until="settling")
    monkeypatch.setattr(findings, "check_judgeable", lambda _participant: None)
    with pytest.raises(Broken, match="while settling"):
        walk.must("judge", lambda: _judge(walk, "Chi", "A"))


def test_a_submission_that_changes_is_caught(server_clock: FrozenClock) -> None:
    walk = begun(THANH_HOA, server_clock, until="sent")
    triggers.remove()
    sent = Submission.objects.all()[0]
    with pytest.raises(Broken, match="submission"):
        walk.must(
            "change",
            lambda: Submission.objects.filter(pk=sent.pk).update(
                content=sent.content.replace('"60"', '"61"')
            ),
        )


def test_a_publication_that_changes_is_caught(server_clock: FrozenClock) -> None:
    walk = begun(THANH_HOA, server_clock, until="published")
    triggers.remove()
    with pytest.raises(Broken, match="publication"):
        walk.must("change", lambda: Publication.objects.update(decision_number="99/QĐ"))


def test_not_applicable_that_nobody_granted_is_caught(
    server_clock: FrozenClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    """In Đà Nẵng the appraiser's opinion alone grants nothing."""
    walk = begun(DA_NANG, server_clock)
    walk.fill("focal-A", "A", "1.1", 30, is_na=True)
    walk.year("sent")
    with monkeypatch.context() as broken:
        broken.setattr(ledger, "grants_itself", lambda *_given: True)
        with pytest.raises(Broken, match="nobody granted"):
            walk.judge("Chi", "A", "1.1", "grant_na")
    assert reading.standing_findings(_pk(walk, "A"))


def _pk(walk: Walk, unit: str) -> int:
    found = walk.participant(unit)
    assert found is not None
    return found.pk


def test_a_rank_that_publishing_changes_is_caught(
    server_clock: FrozenClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    walk = begun(THANH_HOA, server_clock, until="approved")

    def favours(*given: Any) -> bytes:
        package = json.loads(seal(*given))
        rows = package["results"]["tables"][0]["rows"]
        rows[0]["rank"], rows[1]["rank"] = rows[1]["rank"], rows[0]["rank"]
        return json.dumps(package).encode()

    monkeypatch.setattr(steps, "seal", favours)
    with pytest.raises(Broken, match="open package"):
        walk.publish("Hoa")


def test_a_run_that_leaves_a_finding_out_is_caught(
    server_clock: FrozenClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    walk = begun(THANH_HOA, server_clock, until="sent")
    walk.judge("Chi", "A", "3.1", "reject")
    walk.year("settling")
    monkeypatch.setattr(ledger, "overrides_of", lambda *_given: [])
    with pytest.raises(Broken, match="what the rows say"):
        walk.announce("Hoa")


def test_facts_that_move_under_proposed_results_are_caught(
    server_clock: FrozenClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    walk = begun(THANH_HOA, server_clock, until="proposed")
    monkeypatch.setattr(acts, "FACTS_STAND", [])
    with pytest.raises(Broken, match="wrong moment"):
        walk.exempt("Hoa", "A", back=False)


def test_a_unit_left_out_without_a_document_is_caught(
    server_clock: FrozenClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    walk = begun(THANH_HOA, server_clock, until="settling")
    walk.campaign.participants.filter(unit__code="A").update(exempted_for="không rõ")
    with pytest.raises(Broken, match="without an article or a document"):
        walk.announce("Hoa")


def test_a_refusal_that_wrote_something_is_caught(
    server_clock: FrozenClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    walk = begun(THANH_HOA, server_clock, until="sent")
    refuses = findings.check_judgeable

    def writes_first(participant: Any) -> None:
        participant.exempted_for = "x"
        participant.save()
        raise Mistake("thử")

    participant = walk.participant("A")
    monkeypatch.setattr(findings, "check_judgeable", writes_first)
    with pytest.raises(Broken, match="was refused and changed"):
        walk.attempt("judge", lambda: writes_first(participant))
    assert refuses is not writes_first


def test_a_touched_record_is_caught(server_clock: FrozenClock) -> None:
    walk = begun(THANH_HOA, server_clock)
    walk.guards.at_the_end()
    triggers.remove()
    Record.objects.filter(position=3).update(actor_name="Không ai")
    with pytest.raises(Broken, match="the record"):
        walk.guards.at_the_end()
