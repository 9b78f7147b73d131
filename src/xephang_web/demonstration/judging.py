"""Appraisal in the demonstration: who sits where, and findings on whole forms.

Findings are written in bulk with one record a form, as nobody sat down to write them; the
signature under each form, and every other act, goes through the services.
"""

from __future__ import annotations

import random
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from xephang.campaign import UnitAnswers
from xephang.outcomes import Status
from xephang.points import exact_text
from xephang_web.accounts.models import User
from xephang_web.appraisal import services as appraisal
from xephang_web.appraisal.ledger import CLAIMED, Ledger, read_ledgers
from xephang_web.appraisal.models import Finding
from xephang_web.appraisal.permissions import conflict
from xephang_web.appraisal.witness import digest_of_loaded
from xephang_web.audit.services import record_act
from xephang_web.campaigns import services as campaigns
from xephang_web.campaigns.acts import about_participant
from xephang_web.campaigns.models import Campaign, Member, Participant
from xephang_web.campaigns.queries import campaign_now, regulation_of
from xephang_web.demonstration.made import Made
from xephang_web.demonstration.shapes import DemoForm
from xephang_web.shared.canonical import canonical_text

ELSEWHERE = "Số liệu do cơ quan khác cung cấp (minh họa)."
IMPOSSIBLE = "Tử số lớn hơn mẫu số; giải trình chưa chứng minh được, tính đủ mẫu số (minh họa)."
OUTSIDE = (
    "Chỉ tiêu không thuộc chức năng, nhiệm vụ của đơn vị theo quyết định thành lập (minh họa)."
)
INSIDE = "Quyết định về chức năng, nhiệm vụ của đơn vị có nội dung này (minh họa)."
HALVED = (
    "Minh chứng chỉ chứng minh được một phần (minh họa).",
    "Văn bản ban hành sau kỳ số liệu (minh họa).",
    "Kiểm tra thực tế chỉ thấy một phần như kê khai (minh họa).",
    "Một phần số liệu thuộc kỳ năm trước (minh họa).",
)
REJECTED = "Không có minh chứng, đơn vị không bổ sung (minh họa)."


def seat_bodies(made: Made, campaign: Campaign, guests: tuple[str, str]) -> list[User]:
    """A council of three, and a panel with two members seconded from other units.

    Gives those who appraise for the standing office, guests last.
    """
    office, people = made.office, made.people
    for position, role in enumerate(("council_chair", "emulation_office", "council_member")):
        campaigns.seat_member(
            by=office,
            campaign=campaign,
            user=people[role],
            body=Member.Body.COUNCIL,
            seat=Member.Seat.MEMBER if position else Member.Seat.CHAIR,
            document="QĐ 05/QĐ-MH (minh họa)",
        )
    campaigns.seat_member(
        by=office,
        campaign=campaign,
        user=people["appraiser"],
        body=Member.Body.PANEL,
        document="QĐ 03/QĐ-MH (minh họa)",
    )
    seconded = []
    for code in guests:
        campaigns.seat_member(
            by=office,
            campaign=campaign,
            user=made.focal[code],
            body=Member.Body.PANEL,
            seconded_from=made.units[code],
            document="QĐ 04/QĐ-MH (minh họa)",
        )
        seconded.append(made.focal[code])
    return [people["appraiser"], *seconded]


def elsewhere(campaign: Campaign, form: DemoForm, group: str) -> dict[str, dict[str, Any]]:
    """What others than the unit say: the answers to inputs that are not its own."""
    criteria = regulation_of(campaign).criteria_sets[group]
    found: dict[str, dict[str, Any]] = {}
    for criterion, fields in form.answers.items():
        asked = criteria.criterion(criterion)
        for name, value in fields.items():
            if asked and name in asked.inputs and asked.inputs[name].source != "unit":
                found.setdefault(criterion, {})[name] = value
    return found


@dataclass
class Appraisal:
    """The appraisal of one campaign: who judges, and what others say of the units."""

    made: Made
    campaign: Campaign
    judges: list[User]
    elsewhere: Mapping[str, UnitAnswers]
    rng: random.Random
    strict: float = 0.05
    """The share of claims that are not accepted as they stand."""

    def judge_of(self, participant: Participant) -> User:
        """The first who is called to judge a form and has no conflict with its unit."""
        checker = participant.appraised_by
        if checker is not None and checker.code in self.made.appraisers:
            return self.made.appraisers[checker.code]
        return next(each for each in self.judges if not conflict(each, participant))

    def judge(
        self,
        participants: Iterable[Participant],
        *,
        until: int | None = None,
        leave: Mapping[str, set[str]] | None = None,
        signs: bool = True,
    ) -> None:
        """Find on forms, all of them or `until` so many criteria, and sign for those done.

        `leave` names criteria of a unit that are accepted as claimed.
        """
        for ledger in read_ledgers(self.campaign, list(participants)):
            ledger.participant.campaign = self.campaign
            code = ledger.participant.unit.code
            by = self.judge_of(ledger.participant)
            kept = (leave or {}).get(code, set())
            findings = [
                self.found(ledger, each.id, is_left=each.id in kept)
                for each in ledger.open_criteria[:until]
            ]
            load_findings(ledger, findings, by)
            if signs and until is None:
                appraisal.conclude_form(by=by, participant=ledger.participant)

    def found(self, ledger: Ledger, criterion: str, *, is_left: bool = False) -> Finding:
        """What the appraisal finds on one criterion: mostly that it is as claimed."""
        claimed = ledger.outcomes[CLAIMED][criterion]
        given = self.elsewhere.get(ledger.participant.unit.code, {}).get(criterion, {})
        if given:
            return finding(
                ledger, criterion, Finding.Verdict.ADJUST, ELSEWHERE, values=given, bases="data"
            )
        if ledger.claims_na(criterion):
            is_granted = self.rng.random() < 0.7
            verdict = Finding.Verdict.GRANT if is_granted else Finding.Verdict.REFUSE
            return finding(ledger, criterion, verdict, OUTSIDE if is_granted else INSIDE)
        if claimed.status is Status.PENDING:
            most = exact_text(ledger.criteria.max_of(ledger.criteria.criterion(criterion)))  # type: ignore[arg-type]
            return finding(ledger, criterion, Finding.Verdict.ADJUST, IMPOSSIBLE, points=most)
        drawn = self.rng.random()
        if is_left or claimed.points <= 0 or drawn >= self.strict:
            return finding(ledger, criterion, Finding.Verdict.ACCEPT, is_bulk=drawn > 0.3)
        if drawn < self.strict / 6:
            return finding(ledger, criterion, Finding.Verdict.REJECT, REJECTED, bases="site_visit")
        half = exact_text(Fraction(round(claimed.points * 50), 100))
        reason = HALVED[int(drawn * 10_000) % len(HALVED)]
        return finding(
            ledger, criterion, Finding.Verdict.ADJUST, reason, points=half, bases="site_visit"
        )


def finding(
    ledger: Ledger,
    criterion: str,
    verdict: Finding.Verdict,
    reason: str = "",
    *,
    values: Mapping[str, Any] | None = None,
    points: str = "",
    bases: str = "data",
    is_bulk: bool = False,
    body: Finding.Body = Finding.Body.APPRAISAL,
) -> Finding:
    """One finding that is not saved yet."""
    return Finding(
        participant=ledger.participant,
        criterion=criterion,
        body=body.value,
        version=1,
        verdict=verdict.value,
        values=canonical_text(dict(values or {})),
        points=points,
        bases=bases,
        reason=reason,
        is_bulk=is_bulk,
    )


def load_findings(ledger: Ledger, findings: list[Finding], by: User) -> None:
    """Write findings on one form, with one record that has the digest of them all."""
    participant = ledger.participant
    now = campaign_now(participant.campaign)
    for each in findings:
        each.by, each.at = by, now
        each.submission = ledger.submission
        each.found_under = participant.campaign.regulation.digest
    Finding.objects.bulk_create(findings)
    record_act(
        "finding.loaded",
        about_participant(participant),
        by=by,
        after={"findings": str(len(findings)), "digest": digest_of_loaded(findings)},
    )
