"""Khảo sát thực tế: where a visit could change most, why, and what to look at there."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from fractions import Fraction
from typing import Any

from django.utils.translation import gettext as _

from xephang.classes import ClassScheme
from xephang.indices import UnitScore
from xephang.regulation import Criterion
from xephang.results import classify_score, measured_by
from xephang_web.accounts.models import User
from xephang_web.appraisal.ledger import APPRAISED, CLAIMED, Ledger, read_ledgers
from xephang_web.appraisal.models import (
    Clarification,
    Finding,
    InspectionResult,
    SiteVisit,
    Verification,
)
from xephang_web.appraisal.people import forms_with_findings, free_forms
from xephang_web.appraisal.queries import Beside, beside, doubts_of, reference_differences
from xephang_web.appraisal.verifying import standing_verifications
from xephang_web.campaigns.models import Campaign, Participant


@dataclass
class Reason:
    """Why a criterion is worth looking at on site."""

    criterion: Criterion
    words: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of the claims of many forms, by participant."""

    references: Mapping[int, list[Any]]
    verifications: Mapping[int, list[Verification]]
    inspections: Mapping[int, list[InspectionResult]]
    asked: Mapping[int, list[Clarification]]


def what_is_known(participants: Iterable[Participant]) -> Known:
    """References, verifications, inspections and open questions, in a question each."""
    listed = list(participants)
    inspections: dict[int, list[InspectionResult]] = {}
    for each in InspectionResult.objects.filter(participant__in=listed, withdrawn_at__isnull=True):
        inspections.setdefault(each.participant_id, []).append(each)
    asked: dict[int, list[Clarification]] = {}
    for one in Clarification.objects.filter(participant__in=listed, answered_at__isnull=True):
        asked.setdefault(one.participant_id, []).append(one)
    return Known(
        reference_differences(listed),
        standing_verifications(listed),
        inspections,
        asked,
    )


def reasons_of(ledger: Ledger, known: Known) -> list[Reason]:
    """The criteria on which something speaks against the claim, in the order of the form.

    What has a finding on the basis of a visit was looked at already.
    """
    pk = ledger.participant.pk
    about = beside(ledger, known.references.get(pk, []))
    doubtful = doubts_of(ledger)
    differs: dict[str, list[str]] = {}
    for each in known.verifications.get(pk, []):
        if each.outcome == Verification.Outcome.DIFFERS:
            differs.setdefault(each.criterion, []).append(each.unit.name)
    inspected = {each.criterion for each in known.inspections.get(pk, []) if each.criterion}
    asked = {each.criterion for each in known.asked.get(pk, [])}
    found = []
    for criterion in ledger.to_judge:
        stands = ledger.finding(criterion.id, Finding.Body.APPRAISAL)
        if stands is not None and stands.visit_id is not None:
            continue
        reason = Reason(criterion)
        if any(each.is_apart for each in about.get(criterion.id, [])):
            reason.words.append(_("lệch số liệu đối chiếu"))
        reason.words += [
            _("{agency} xác minh khác").format(agency=each)
            for each in differs.get(criterion.id, [])
        ]
        if criterion.id in inspected:
            reason.words.append(_("có kết quả kiểm tra trong năm"))
        if criterion.id in doubtful:
            reason.words.append(_("số liệu nghi vấn"))
        if criterion.id in asked:
            reason.words.append(_("đang chờ giải trình"))
        if reason.words:
            found.append(reason)
    return found


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a unit stands with a score: its class, and what is compared.

    The class is None while a criterion has no points yet: then only what is known is.
    """

    position: int | None
    name: Any
    value: Fraction

    def is_better_than(self, other: Standing) -> bool:
        """By class where both have one, within a class by the value."""
        if self.position is not None and other.position is not None:
            return (self.position, -self.value) < (other.position, -other.value)
        return self.value > other.value


@dataclass
class Proposal:
    """A unit that a visit is proposed to, and what the visit could change."""

    participant: Participant
    reasons: list[Reason]
    at_risk: Fraction
    now: Standing
    worst: Standing
    rank: int = 0
    worst_rank: int = 0

    @property
    def changes_class(self) -> bool:
        """True if losing what is in question would cost the unit its class."""
        return self.is_classed and self.now.position != self.worst.position

    @property
    def is_classed(self) -> bool:
        """True if the class is known, as things stand and at worst."""
        return self.now.position is not None and self.worst.position is not None

    @property
    def places_lost(self) -> int:
        """How many places that would cost."""
        return max(0, self.worst_rank - self.rank)

    @property
    def order(self) -> tuple[bool, int, Fraction, str]:
        """A class at stake first, then places, then points."""
        return (
            not self.changes_class,
            -self.places_lost,
            -self.at_risk,
            self.participant.unit.sort_key,
        )


def standing_of(scheme: ClassScheme | None, score: UnitScore) -> Standing:
    """The class and value of a score; with what is known so far where something is open."""
    if scheme is None:
        return Standing(None, "", score.total.points)
    index = score.indices[scheme.index]
    value = measured_by(index, scheme.of)
    found = classify_score(scheme, score)
    if value is None or found is None:
        known = index.percent if scheme.of == "percent" else index.points
        return Standing(None, "", known or Fraction(0))
    ids = [each.id for each in scheme.classes]
    if found.class_id is None:
        return Standing(len(ids), _("dưới mức thấp nhất"), value)
    position = ids.index(found.class_id)
    return Standing(position, scheme.classes[position].name, value)


def if_rejected(ledger: Ledger, criteria: Iterable[str]) -> UnitScore:
    """The core's score if every one of these claims were found to be nothing."""
    found = dict(ledger.found)
    for each in criteria:
        found[each, Finding.Body.APPRAISAL.value] = Finding(
            participant=ledger.participant,
            criterion=each,
            body=Finding.Body.APPRAISAL.value,
            version=1,
            verdict=Finding.Verdict.REJECT,
        )
    return replace(ledger, found=found).score(APPRAISED)


def proposals(user: User, campaign: Campaign) -> list[Proposal]:
    """Units worth a visit, those first whose class or rank hangs on what is in question.

    Places are counted within a group, as the claims and findings stand; criteria that
    need the whole block count as they are known now.
    """
    forms = free_forms(user, campaign, forms_with_findings(user, campaign))
    known = what_is_known(forms)
    planned = set(
        SiteVisit.objects.filter(participant__in=forms, cancelled_at__isnull=True).values_list(
            "participant", flat=True
        )
    )
    standings: dict[str, list[Standing]] = {}
    found = []
    for ledger in read_ledgers(campaign, forms):
        participant = ledger.participant
        scheme = ledger.regulation.scheme(participant.group)
        now = standing_of(scheme, ledger.scores[APPRAISED])
        standings.setdefault(participant.group, []).append(now)
        reasons = [] if participant.pk in planned else reasons_of(ledger, known)
        if not reasons:
            continue
        points = ledger.outcomes[APPRAISED]
        ids = [each.criterion.id for each in reasons]
        at_risk = sum((points[each].points for each in ids), Fraction(0))
        worst = standing_of(scheme, if_rejected(ledger, ids))
        found.append(Proposal(participant, reasons, at_risk, now, worst))
    for each in found:
        others = standings[each.participant.group]
        each.rank = 1 + sum(1 for one in others if one.is_better_than(each.now))
        better = sum(1 for one in others if one.is_better_than(each.worst))
        # The unit itself stands among the others with what it has now.
        each.worst_rank = 1 + better - each.now.is_better_than(each.worst)
    return sorted(found, key=lambda each: each.order)


@dataclass(frozen=True, slots=True)
class CheckRow:
    """One criterion of a checklist: the claim, what else is known, what to look at."""

    criterion: Criterion
    outcome: Any
    maximum: Fraction
    references: list[Beside]
    verifications: list[Verification]
    words: list[str]
    finding: Finding | None


def checklist(visit: SiteVisit, ledger: Ledger) -> list[CheckRow]:
    """What to look at on site: what something speaks against, what was found there already.

    Where nothing speaks against the form: the ten criteria with most points that nobody
    has found on yet.
    """
    known = what_is_known([ledger.participant])
    reasons = {each.criterion.id: each.words for each in reasons_of(ledger, known)}
    found_here = {
        each.id
        for each in ledger.to_judge
        if (stands := ledger.finding(each.id, Finding.Body.APPRAISAL)) is not None
        and stands.visit_id == visit.pk
    }
    chosen = set(reasons) | found_here
    if not chosen:
        outcomes = ledger.outcomes[CLAIMED]
        heavy = sorted(ledger.open_criteria, key=lambda each: -outcomes[each.id].points)
        chosen = {each.id for each in heavy[:10]}
    pk = ledger.participant.pk
    about = beside(ledger, known.references.get(pk, []))
    return [
        CheckRow(
            criterion=each,
            outcome=ledger.outcomes[CLAIMED][each.id],
            maximum=ledger.criteria.max_of(each),
            references=about.get(each.id, []),
            verifications=[
                one for one in known.verifications.get(pk, []) if one.criterion == each.id
            ],
            words=reasons.get(each.id, []),
            finding=ledger.finding(each.id, Finding.Body.APPRAISAL),
        )
        for each in ledger.to_judge
        if each.id in chosen
    ]
