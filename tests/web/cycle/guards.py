"""What must hold after every act of the walk, whoever did it."""

from __future__ import annotations

import copy
import datetime as dt
import json
from collections.abc import Callable, Iterable
from typing import Any

from django.db.models import Model

from tests.web.cycle.reading import (
    is_barred,
    is_granted,
    nodes,
    recomputed,
    stage,
    standing_findings,
    tables,
    without_words,
)
from tests.web.cycle.world import World
from xephang.package import verify
from xephang_web.appraisal.ledger import STAGES, read_ledger
from xephang_web.appraisal.models import CouncilSession, Finding, FormAppraisal, SecondLook
from xephang_web.appraisal.models import SiteVisit as Visit
from xephang_web.assessments.models import Answer, Submission
from xephang_web.audit.queries import verify_chain, verify_tables
from xephang_web.campaigns.models import Campaign, Participant
from xephang_web.results.models import Appeal, Publication, ScoringRun, TableDecision

COUNCIL_STAGES = ("settling", "preliminary", "correcting")
FINAL_STAGES = ("proposed", "approved", "published")
JUDGEMENTS = {
    "appraisal_finding",
    "appraisal_formappraisal",
    "appraisal_secondlook",
    "appraisal_sitevisit",
    "results_appeal",
}
DOCUMENTS = {
    "appraisal_councilsession",
    "appraisal_finding",
    "assessments_answer",
    "assessments_submission",
    "campaigns_campaign",
    "results_appeal",
    "results_publication",
    "results_scoringrun",
    "results_tabledecision",
}
RESULTS_REST_ON = {
    "appraisal_finding",
    "appraisal_proceedings",
    "assessments_latenessdecision",
    "assessments_receipt",
    "assessments_submission",
    "campaigns_campaign",
    "campaigns_extension",
    "campaigns_participant",
    "campaigns_pinnedregulation",
    "organisations_unit",
    "results_publication",
    "results_scoringrun",
}
"""What is read to compute results once more; others move nothing."""


class Broken(AssertionError):
    """Something that must hold does not."""


def expect(holds: object, what: str) -> None:
    """Raise `Broken` unless it holds."""
    if not holds:
        raise Broken(what)


def _row(each: Model) -> dict[str, Any]:
    return {field.attname: getattr(each, field.attname) for field in each._meta.concrete_fields}


def _documents(closed: set[int]) -> Iterable[tuple[str, str, Iterable[Model]]]:
    """(name, table, rows) of what stays as it is once it was written."""
    answers = Answer.objects.filter(assessment__participant__campaign__in=closed)
    sessions = CouncilSession.objects.filter(closed_at__isnull=False)
    public = Publication.objects.filter(published_at__isnull=False)
    yield "submission", "assessments_submission", Submission.objects.all()
    yield "answer", "assessments_answer", answers
    yield "finding", "appraisal_finding", Finding.objects.all()
    yield "run", "results_scoringrun", ScoringRun.objects.all()
    yield "table", "results_tabledecision", TableDecision.objects.all()
    yield "session", "appraisal_councilsession", sessions
    yield "publication", "results_publication", public
    yield "appeal", "results_appeal", Appeal.objects.filter(answered_at__isnull=False)


class Guards:
    """The invariants, with what they remember of the rows as they were."""

    def __init__(self, world: World, today: Callable[[], dt.date]) -> None:
        self.world, self.today = world, today
        self.digests = tables()
        self.kept: dict[tuple[str, int], Any] = {}
        self.stages: dict[int, str] = {}
        self.checked_runs: set[int] = set()
        self.checked_ledgers: set[tuple[int, int, int]] = set()
        self.checked_publications: set[int] = set()
        self.was_closed: set[int] = set()
        self.seen: dict[str, set[int]] = {}

    def remember(self, other: Guards) -> None:
        """What another has seen up to now."""
        kept = {name: each for name, each in vars(other).items() if name not in ("world", "today")}
        vars(self).update(copy.deepcopy(kept))

    def look(self) -> None:
        """Everything that the last act may have touched."""
        now = tables()
        touched = {name for name in now if now[name] != self.digests.get(name)}
        self.digests = now
        if not touched:
            return
        if touched & JUDGEMENTS:
            self.nobody_judges_their_own()
        if touched & DOCUMENTS:
            self.nothing_closed_has_changed(touched)
        if touched & {"appraisal_finding", "assessments_submission"}:
            self.not_applicable_only_by_its_approver()
        if touched & RESULTS_REST_ON:
            self.runs_come_out_again()
        for campaign in Campaign.objects.all():
            self.stages[campaign.pk] = stage(campaign.pk)

    def at_the_end(self) -> None:
        """What is too slow to look at after every act."""
        flaws = [*verify_chain(), *verify_tables()]
        expect(not flaws, f"the record: {flaws}")

    def _new(self, model: type[Any]) -> list[Any]:
        seen = self.seen.setdefault(model.__name__, set())
        rows = [each for each in model.objects.all() if each.pk not in seen]
        seen |= {each.pk for each in rows}
        return rows

    def nobody_judges_their_own(self) -> None:
        """No finding, signature, vote, visit or answer by somebody in conflict."""
        judged: list[tuple[int, int, str]] = [
            (each.by_id, each.participant_id, f"finding {each.body}") for each in self._new(Finding)
        ]
        judged += [(e.concluded_by_id, e.participant_id, "signs") for e in self._new(FormAppraisal)]
        judged += [
            (each.appraiser_id, each.participant_id, "drawn") for each in self._new(SecondLook)
        ]
        judged += [
            (one.pk, each.participant_id, "visits")
            for each in self._new(Visit)
            for one in each.team.all()
        ]
        answered = self.seen.setdefault("answered", set())
        for each in Appeal.objects.filter(answered_by__isnull=False).exclude(pk__in=answered):
            judged.append((each.answered_by_id or 0, each.participant_id, "answers an appeal"))
            answered.add(each.pk)
        for user, participant, what in judged:
            expect(
                not is_barred(user, participant, self.world.province, self.today()),
                f"conflict of interest: {user} {what} of {participant}",
            )
        self._votes()

    def _votes(self) -> None:
        voted = self.seen.setdefault("voted", set())
        for each in Finding.objects.filter(body="council").exclude(pk__in=voted):
            voted.add(each.pk)
            assert each.session is not None
            free = [
                one
                for one in each.session.present.all()
                if not is_barred(one.pk, each.participant_id, self.world.province, self.today())
            ]
            votes = (each.votes_for or 0) + (each.votes_against or 0)
            expect(each.session.closed_at is None, "the council settled outside its session")
            expect(len(free) >= each.session.quorum, "the council settled without a quorum")
            expect(votes <= len(free), "more votes than people who may vote")

    def nothing_closed_has_changed(self, touched: set[str]) -> None:
        """Documents stay as they were written; what is closed takes no new answer or finding."""
        closed = set(
            Campaign.objects.filter(state=Campaign.State.CLOSED).values_list("pk", flat=True)
        )
        rows: dict[tuple[str, int], Any] = {}
        looked = set()
        for name, table, listed in _documents(closed):
            if table in touched or closed != self.was_closed:
                looked.add(name)
                rows |= {(name, each.pk): _row(each) for each in listed}
        for key, was in self.kept.items():
            if key[0] not in looked:
                rows[key] = was
                continue
            is_ = rows.get(key)
            if is_ is not None and key[0] == "submission" and was["withdrawn_at"] is None:
                is_ = {**is_, "withdrawn_at": None, "withdrawn_by_id": None}
            expect(is_ == was, f"{key} was {was} and is {is_}")
        for key, row in rows.items():
            if key in self.kept:
                continue
            if key[0] == "finding":
                self._finding_in_its_stage(row)
            elif key[0] == "answer":
                expect(self._just_closed(key[1]), f"{key} came after closing")
        self._withdrawn_after_closing(rows)
        self.kept, self.was_closed = rows, closed

    def _withdrawn_after_closing(self, rows: dict[tuple[str, int], Any]) -> None:
        for key, row in rows.items():
            was = self.kept.get(key)
            if key[0] == "submission" and was and row["withdrawn_at"] != was["withdrawn_at"]:
                of = Submission.objects.values_list("assessment__participant__campaign", flat=True)
                expect(of.get(pk=key[1]) not in self.was_closed, f"{key} taken back after closing")

    def _just_closed(self, answer: int) -> bool:
        campaign = Answer.objects.values_list("assessment__participant__campaign", flat=True)
        return campaign.get(pk=answer) not in self.was_closed

    def _finding_in_its_stage(self, row: dict[str, Any]) -> None:
        campaign = Participant.objects.values_list("campaign", flat=True).get(
            pk=row["participant_id"]
        )
        was = self.stages.get(campaign, "appraising")
        wanted = COUNCIL_STAGES if row["body"] == "council" else ("appraising",)
        expect(was in wanted, f"a finding of the {row['body']} while {was}")

    def not_applicable_only_by_its_approver(self) -> None:
        """At no stage of the ledger does N/A count that nobody named has granted."""
        claims = Answer.objects.filter(
            field="not_applicable", value="yes", assessment__state="submitted"
        )
        for participant in Participant.objects.filter(
            pk__in=claims.values("assessment__participant")
        ).select_related("campaign__regulation", "unit"):
            key = (participant.pk, participant.findings.count(), self._sent(participant))
            if key in self.checked_ledgers:
                continue
            self.checked_ledgers.add(key)
            ledger = read_ledger(participant)
            found = standing_findings(participant.pk)
            for at in STAGES:
                for node, outcome in ledger.outcomes[at].items():
                    is_leaf = ledger.criteria.criterion(node) is not None
                    if str(outcome.status) != "not_applicable" or not is_leaf:
                        continue  # a section is what its criteria are
                    expect(at != "claimed", f"{node} counts as N/A by the claim alone")
                    given = {key: one for key, one in found.items() if key[1] != "council"}
                    known = found if at == "settled" else given
                    expect(
                        is_granted(known, node, self.world.province),
                        f"N/A of {participant} {node} counts and nobody granted it",
                    )

    @staticmethod
    def _sent(participant: Participant) -> int:
        return Submission.objects.filter(assessment__participant=participant).count()

    def runs_come_out_again(self) -> None:
        """Every run and publication says what the rows say, computed from scratch."""
        for run in ScoringRun.objects.exclude(pk__in=self.checked_runs).select_related("campaign"):
            self.checked_runs.add(run.pk)
            package = json.loads(run.content)
            expect(verify(run.content.encode(), printed_digest=run.digest) is None, "a run fails")
            again = without_words(recomputed(run.campaign, self.world.province))
            expect(without_words(package["results"]) == again, "a run is not what the rows say")
            self.nobody_unranked_without_a_reason(run.campaign, package)
            self.granted_in(run.campaign, package)
        for campaign in Campaign.objects.filter(proceedings__state__in=FINAL_STAGES):
            last = campaign.runs.first()
            assert last is not None
            expect(
                without_words(json.loads(last.content)["results"])
                == without_words(recomputed(campaign, self.world.province)),
                "the rows moved away from what was proposed or published",
            )
        for each in Publication.objects.filter(published_at__isnull=False).exclude(
            pk__in=self.checked_publications
        ):
            self.checked_publications.add(each.pk)
            flaw = verify(each.open_content.encode(), printed_digest=each.open_digest)
            expect(flaw is None, f"the open package fails: {flaw}")
            opened, sealed = json.loads(each.open_content), json.loads(each.run.content)
            expect(
                without_words(opened["results"]["tables"])
                == without_words(sealed["results"]["tables"]),
                "the open tables are not the approved ones",
            )

    def nobody_unranked_without_a_reason(self, campaign: Campaign, package: dict[str, Any]) -> None:
        """Everybody on the roster has a rank, or is named with the reason and its article."""
        roster = {
            each.unit.code: each
            for each in Participant.objects.filter(campaign=campaign).select_related("unit")
        }
        listed: list[str] = []
        for table in package["results"]["tables"]:
            listed += [row["unit"] for row in table["rows"]]
            for out in table["not_ranked"]:
                listed.append(out["unit"])
                expect(
                    out["reason"]["vi"] and out["reason"]["en"], f"{out} is out without a reason"
                )
                each = roster[out["unit"]]
                sent = Submission.objects.filter(
                    assessment__participant=each, withdrawn_at__isnull=True
                )
                expect(
                    out["verdict"] != "pending" or sent.exists(),
                    f"{out} is published without its form",
                )
                paper = each.exempted_by_document or each.superseded_document
                expect(
                    paper if out["verdict"] == "exempt" else out["citation"],
                    f"{out} is out without an article or a document",
                )
        expect(sorted(listed) == sorted(roster), f"{sorted(listed)} are not {sorted(roster)}")

    def granted_in(self, campaign: Campaign, package: dict[str, Any]) -> None:
        """What counts as N/A in a run was granted."""
        for unit in package["results"]["units"]:
            if "tree" not in unit:
                continue
            participant = Participant.objects.get(campaign=campaign, unit__code=unit["unit"])
            found = standing_findings(participant.pk)
            for each in nodes(unit["tree"]):
                if each["status"] == "not_applicable" and "parts" not in each:
                    expect(
                        is_granted(found, each["node"], self.world.province),
                        f"N/A of {unit['unit']} {each['node']} counts in a run without a grant",
                    )
