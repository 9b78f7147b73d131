"""A guard that nothing trips proves nothing: each is shown a break that it must catch."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.web.conftest import FrozenClock
from tests.web.cycle import reading
from tests.web.cycle.guards import Broken
from tests.web.cycle.walk import COUNCIL, Walk
from tests.web.cycle.world import DA_NANG, PHU_THO, THANH_HOA, Province, make_world
from xephang.package import seal
from xephang_web.appraisal import ledger
from xephang_web.appraisal.services import findings
from xephang_web.assessments.models import Answer, Submission
from xephang_web.audit import triggers
from xephang_web.audit.models import Record
from xephang_web.campaigns import acts
from xephang_web.results.models import Appeal, Publication
from xephang_web.results.services import readiness, steps
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


def test_an_answer_that_changes_after_closing_is_caught(server_clock: FrozenClock) -> None:
    walk = begun(THANH_HOA, server_clock, until="sent")
    triggers.remove()
    answer = Answer.objects.all()[0]
    with pytest.raises(Broken, match="answer"):
        walk.must("change", lambda: Answer.objects.filter(pk=answer.pk).update(value="61"))


def test_an_answer_after_closing_is_caught(server_clock: FrozenClock) -> None:
    """H sent no form, and fills one in when the intake is over."""
    walk = begun(THANH_HOA, server_clock)
    walk.fill("focal-H", "H", "1.1", 30)
    walk.year("sent")
    walk.fill("focal-H", "H", "2.1", 30)
    assert walk.refused[-1] == "fill"
    given = Answer.objects.get(assessment__participant=_pk(walk, "H"), field="numerator")
    given.pk, given.criterion = None, "2.1"
    with pytest.raises(Broken, match="came after closing"):
        walk.must("answer", given.save)


def test_an_appeal_answered_twice_is_caught(server_clock: FrozenClock) -> None:
    walk = begun(THANH_HOA, server_clock, until="preliminary")
    walk.appeal("head-A", "A", "2.1")
    walk.meet("Dũng", COUNCIL)
    walk.answer_appeal("Lan", uphold=False, points="")
    triggers.remove()
    with pytest.raises(Broken, match="appeal"):
        walk.must("change", lambda: Appeal.objects.update(is_upheld=True))


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


def test_not_applicable_in_results_that_nobody_granted_is_caught(
    server_clock: FrozenClock,
) -> None:
    """In a regulation that knows no N/A none counts, whatever a run says."""
    walk = begun(THANH_HOA, server_clock, until="preliminary")
    package = _last_package(walk)
    walk.guards.granted_in(walk.campaign, package)
    tree = next(each["tree"] for each in package["results"]["units"] if "tree" in each)
    tree["parts"][0]["parts"][0]["status"] = "not_applicable"
    with pytest.raises(Broken, match="counts in a run without a grant"):
        walk.guards.granted_in(walk.campaign, package)


def _last_package(walk: Walk) -> dict[str, Any]:
    run = walk.campaign.runs.first()
    assert run is not None
    package: dict[str, Any] = json.loads(run.content)
    return package


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


def test_facts_that_move_under_published_results_are_caught(server_clock: FrozenClock) -> None:
    """The public table is no longer what the record gives."""
    walk = begun(THANH_HOA, server_clock, until="published")
    left_out = walk.campaign.participants.filter(unit__code="A")
    with pytest.raises(Broken, match="the rows moved away"):
        walk.must("exempt", lambda: left_out.update(exempted_for="x", exempted_by_document="1/QĐ"))


def test_a_unit_without_rank_and_reason_is_caught(server_clock: FrozenClock) -> None:
    """H sent no form: it is among the unranked and a reason is given, or the run is broken."""
    walk = begun(THANH_HOA, server_clock, until="preliminary")
    package = _last_package(walk)
    walk.guards.nobody_unranked_without_a_reason(walk.campaign, package)
    table = next(each for each in package["results"]["tables"] if each["not_ranked"])
    table["not_ranked"][0]["reason"]["vi"] = ""
    with pytest.raises(Broken, match="out without a reason"):
        walk.guards.nobody_unranked_without_a_reason(walk.campaign, package)
    table["not_ranked"].clear()
    with pytest.raises(Broken, match="are not"):
        walk.guards.nobody_unranked_without_a_reason(walk.campaign, package)


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


def test_a_form_that_nobody_entered_is_caught(
    server_clock: FrozenClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    """H's paper came in time and lies on the office's table: nobody is published without it."""
    walk = begun(THANH_HOA, server_clock, until="sent")
    walk.paper("Hoa", "H", -1, is_complete=True)
    monkeypatch.setattr(walk, "_enter_the_rest", lambda: None)
    for _step in range(8):
        walk.advance()
    assert walk.refused[-1] == "lay"
    for module in (steps, readiness):
        monkeypatch.setattr(module, "check_forms_entered", lambda _campaign: None)
    with pytest.raises(Broken, match="without its form"):
        walk.year("preliminary")
