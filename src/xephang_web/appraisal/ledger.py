"""Sổ ba giá trị: what was claimed, appraised and settled, and what the core makes of each."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import cached_property

from django.utils import translation

from xephang.campaign import NA_APPROVED, NOT_APPLICABLE, FieldValue, Override
from xephang.campaign import Campaign as CoreCampaign
from xephang.indices import UnitScore
from xephang.outcomes import Outcome
from xephang.regulation import CriteriaSet, Criterion, Regulation, criteria_below
from xephang.scoring import score_unit
from xephang.sheets import UnitSheet
from xephang.texts import Remark
from xephang_web.accounts.models import User
from xephang_web.appraisal.by_stage import ByStage
from xephang_web.appraisal.memory import Memory, content_digest
from xephang_web.appraisal.models import Finding
from xephang_web.assessments.handover import answers_before, core_campaign, counted_answers
from xephang_web.assessments.last_year import Answers, last_year_of
from xephang_web.assessments.models import Submission
from xephang_web.assessments.pages import is_elsewhere
from xephang_web.campaigns.amendments import unchanged_criteria
from xephang_web.campaigns.models import Campaign, Participant
from xephang_web.campaigns.queries import regulation_of

_scores = Memory(1_000)
"""Forms at a stage: those of a council that comes back to its page."""

CLAIMED, APPRAISED, SETTLED = "claimed", "appraised", "settled"
STAGES = (CLAIMED, APPRAISED, SETTLED)
Found = Mapping[tuple[str, str], Finding]
"""(criterion, body) → the finding that counts."""


def standing_findings(findings: Iterable[Finding]) -> dict[tuple[str, str], Finding]:
    """The last finding of each body on each criterion: the one that counts."""
    last: dict[tuple[str, str], Finding] = {}
    for each in findings:
        key = (each.criterion, each.body)
        if key not in last or each.version > last[key].version:
            last[key] = each
    return last


def counted_findings(
    findings: Iterable[Finding], submission: Submission | None, campaign: Campaign, group: str
) -> dict[tuple[str, str], Finding]:
    """The findings that count on a form as it stands.

    One about a form that was taken back since, or about a criterion that an amendment has
    changed, was never made about what stands now: it stays in the history and counts no more.
    """
    pinned = campaign.regulation

    def counts(each: Finding) -> bool:
        if each.submission_id not in (None, submission.pk if submission else None):
            return False
        return each.found_under in ("", pinned.digest) or each.criterion in unchanged_criteria(
            each.found_under, pinned.digest, pinned.year, group
        )

    return standing_findings(each for each in findings if counts(each))


def grants_itself(regulation: Regulation, criterion: Criterion) -> bool:
    """True if the appraiser may grant N/A; False where the regulation keeps it for the council."""
    policy = criterion.not_applicable or regulation.file.not_applicable
    return policy is None or policy.approver in (None, "appraiser")


def values_at(
    stage: str, claimed: Answers, found: Found, regulation: Regulation, criteria: CriteriaSet
) -> tuple[Answers, dict[str, Finding]]:
    """Answers as they stand at a stage, and the findings that set points outright.

    Claims are never granted by themselves: N/A counts only by the finding of whoever the
    regulation lets approve it (DN-3).
    """
    answers: Answers = {key: dict(fields) for key, fields in claimed.items()}
    for fields in answers.values():
        fields.pop(NA_APPROVED, None)
    points: dict[str, Finding] = {}
    if stage == CLAIMED:
        return answers, points
    for criterion in criteria.criteria():
        appraised = found.get((criterion.id, Finding.Body.APPRAISAL.value))
        settled = found.get((criterion.id, Finding.Body.COUNCIL.value))
        if stage != SETTLED:
            settled = None
        kept = settled is not None and settled.verdict == Finding.Verdict.KEEP
        decided = appraised if settled is None or kept else settled
        if decided is None:
            continue
        _apply(answers, points, criterion.id, decided)
        if decided.verdict == Finding.Verdict.GRANT:
            by_council = settled is not None
            if not (by_council or grants_itself(regulation, criterion)):
                answers[criterion.id].pop(NA_APPROVED, None)
    return answers, points


def _apply(answers: Answers, points: dict[str, Finding], criterion: str, decided: Finding) -> None:
    fields = answers.setdefault(criterion, {})
    verdict = decided.verdict
    if verdict == Finding.Verdict.GRANT:
        fields[NOT_APPLICABLE], fields[NA_APPROVED] = "yes", "yes"
    elif verdict == Finding.Verdict.REJECT:
        points[criterion] = decided
    elif verdict == Finding.Verdict.ADJUST:
        if decided.points:
            points[criterion] = decided
        else:
            fields.pop(NOT_APPLICABLE, None)
            fields.update(json.loads(decided.values))
    if not fields:
        answers.pop(criterion)


def overrides_of(unit: str, points: Mapping[str, Finding]) -> list[Override]:
    """Findings that set points, as the core takes them."""
    return [
        Override(
            unit=unit,
            criterion=criterion,
            points=Fraction(each.points or 0),
            reason=Remark(vi=each.reason),
            by=_sealed_name(each),
            basis=each.bases,
        )
        for criterion, each in sorted(points.items())
    ]


def _sealed_name(finding: Finding) -> str:
    """The body in Vietnamese, whoever asks: what is sealed must not depend on a page's language."""
    with translation.override("vi"):
        return str(finding.get_body_display())


@dataclass
class Ledger:
    """One unit's criteria at the three stages, scored by the core without the other units.

    Criteria that need the whole block have their value in the scoring run.
    """

    participant: Participant
    regulation: Regulation
    criteria: CriteriaSet
    claimed: Answers
    previous: Answers
    found: Found
    history: Mapping[str, list[Finding]]
    submission: Submission | None = None
    """The form as it was sent; None where none stands."""

    def sheet_of(self, stage: str) -> tuple[Answers, dict[str, Finding]]:
        """The answers and points set outright at a stage."""
        return values_at(stage, self.claimed, self.found, self.regulation, self.criteria)

    def score(self, stage: str) -> UnitScore:
        """The unit's score at a stage."""
        answers, points = self.sheet_of(stage)
        unit, group = self.participant.unit.code, self.participant.group
        overrides = overrides_of(unit, points)
        said = [each.model_dump_json() for each in overrides]
        pinned = (self.regulation.digest, self.regulation.year, group, unit)
        return _scores.get(
            content_digest(pinned, answers, self.previous, said),
            lambda: score_unit(
                self.regulation,
                group,
                answers,
                unit=unit,
                previous=self.previous,
                overrides=overrides,
            ),
        )

    @cached_property
    def scores(self) -> Mapping[str, UnitScore]:
        """The score at each stage, worked out when it is asked for.

        Where the council has found nothing, what is settled is what was appraised.
        """

        def score(stage: str) -> UnitScore:
            if stage == SETTLED and not self._has_council_findings:
                return self.scores[APPRAISED]
            return self.score(stage)

        return ByStage(STAGES, score)

    @cached_property
    def outcomes(self) -> Mapping[str, dict[str, Outcome]]:
        """Stage → criterion → outcome."""
        return ByStage(
            STAGES, lambda stage: {each.node: each for each in self.scores[stage].form.walk()}
        )

    @property
    def _has_council_findings(self) -> bool:
        return any(body == Finding.Body.COUNCIL.value for _criterion, body in self.found)

    def if_found(self, finding: Finding) -> Outcome:
        """The outcome that one more finding would give: shown before it is written."""
        found = {**self.found, (finding.criterion, finding.body): finding}
        stage = SETTLED if finding.body == Finding.Body.COUNCIL else APPRAISED
        answers, points = values_at(stage, self.claimed, found, self.regulation, self.criteria)
        sheet = UnitSheet(
            unit=self.participant.unit.code,
            regulation=self.regulation,
            criteria_set=self.criteria,
            answers=answers,
            previous=self.previous,
            overrides={
                each.criterion: each for each in overrides_of(self.participant.unit.code, points)
            },
        )
        return sheet.outcome(finding.criterion)

    def if_answered(self, criterion: str, values: Mapping[str, FieldValue]) -> Outcome:
        """The outcome of a criterion with other values in place of some of the claimed ones."""
        answers = dict(self.sheet_of(CLAIMED)[0])
        answers[criterion] = {**answers.get(criterion, {}), **values}
        return replace(self._claimed_sheet, answers=answers).outcome(criterion)

    def finding(self, criterion: str, body: Finding.Body) -> Finding | None:
        """The finding of a body on a criterion that counts."""
        return self.found.get((criterion, body.value))

    def claimed_outcome(self, criterion: str) -> Outcome:
        """The outcome of the claim on one criterion, without scoring the whole form."""
        return self._claimed_sheet.outcome(criterion)

    @cached_property
    def _claimed_sheet(self) -> UnitSheet:
        return UnitSheet(
            unit=self.participant.unit.code,
            regulation=self.regulation,
            criteria_set=self.criteria,
            answers=self.sheet_of(CLAIMED)[0],
            previous=self.previous,
        )

    def claims_na(self, criterion: str) -> bool:
        """True if the unit says that the criterion is not its own."""
        return self.claimed.get(criterion, {}).get(NOT_APPLICABLE) == "yes"

    def is_for_a_person(self, criterion: Criterion) -> bool:
        """True if somebody else is to answer, and there is no claim that could be accepted."""
        return is_elsewhere(criterion) and not self.claimed.get(criterion.id)

    def takes_points_off(self, criterion: str) -> bool:
        """True of a criterion whose points are a penalty: more of them is worse for the unit."""
        return any(
            each.id == criterion
            for section in self.criteria.sections
            if section.role == "penalty"
            for each in criteria_below(section)
        )

    @cached_property
    def to_judge(self) -> list[Criterion]:
        """The criteria that give points, in the order of the form: each needs a finding."""
        tops = {each.id for section in self.criteria.sections for each in criteria_below(section)}
        return [each for each in self.criteria.criteria() if each.id in tops]

    @cached_property
    def open_criteria(self) -> list[Criterion]:
        """Criteria without a finding of the appraisal yet."""
        return [
            each for each in self.to_judge if self.finding(each.id, Finding.Body.APPRAISAL) is None
        ]

    @cached_property
    def differences(self) -> list[Criterion]:
        """Criteria whose appraised points are not the claimed ones, and N/A for the council."""
        claimed, appraised = self.outcomes[CLAIMED], self.outcomes[APPRAISED]
        return [
            each
            for each in self.to_judge
            if claimed[each.id].points != appraised[each.id].points
            or claimed[each.id].applicable_max != appraised[each.id].applicable_max
            or self.waits_for_council(each)
        ]

    def waits_for_council(self, criterion: Criterion) -> bool:
        """True for an N/A that only the council may grant, and a value only a person can give."""
        claimed_na = self.claims_na(criterion.id) and not grants_itself(self.regulation, criterion)
        policy = criterion.not_applicable or self.regulation.file.not_applicable
        knows = policy is not None and policy.policy != "refused"
        return claimed_na and knows


def as_second_sees(ledger: Ledger) -> Ledger:
    """The ledger for the second, blind appraiser: their own findings in place of all others.

    What the first appraiser and the council found is not in it, so nothing made from it
    can show it.
    """
    own = [
        counted_as_appraisal(each)
        for (_criterion, body), each in ledger.found.items()
        if body == Finding.Body.SECOND
    ]
    history = {
        criterion: [each for each in found if each.body == Finding.Body.SECOND]
        for criterion, found in ledger.history.items()
    }
    return replace(ledger, found=standing_findings(own), history=history)


def counted_as_appraisal(second: Finding) -> Finding:
    """A second appraiser's finding as it would count if it were the appraisal's. Not saved."""
    return Finding(
        participant_id=second.participant_id,
        criterion=second.criterion,
        body=Finding.Body.APPRAISAL.value,
        version=second.version,
        verdict=second.verdict,
        values=second.values,
        points=second.points,
        bases=second.bases,
        reason=second.reason,
        by_id=second.by_id,
        at=second.at,
    )


def read_ledger(participant: Participant) -> Ledger:
    """The ledger of one unit; empty claims where no form was sent."""
    regulation = regulation_of(participant.campaign)
    submission = Submission.objects.filter(
        assessment__participant=participant, withdrawn_at__isnull=True
    ).first()
    findings = list(participant.findings.select_related("by", "session"))
    history: dict[str, list[Finding]] = {}
    for each in findings:
        history.setdefault(each.criterion, []).append(each)
    return Ledger(
        participant=participant,
        regulation=regulation,
        criteria=regulation.criteria_sets[participant.group],
        claimed=counted_answers(submission, participant.campaign, participant.group)
        if submission
        else {},
        previous=last_year_of(participant).answers,
        found=counted_findings(findings, submission, participant.campaign, participant.group),
        history=history,
        submission=submission,
    )


def read_ledgers(campaign: Campaign, participants: Iterable[Participant]) -> list[Ledger]:
    """The ledgers of many units of one campaign, in a fixed number of questions."""
    listed = list(participants)
    pks = [each.pk for each in listed]
    regulation = regulation_of(campaign)
    submissions = {
        each.assessment.participant_id: each
        for each in Submission.objects.filter(
            assessment__participant__in=pks, withdrawn_at__isnull=True
        ).select_related("assessment")
    }
    findings: dict[int, list[Finding]] = {}
    made = Finding.objects.filter(participant__in=pks)
    # Few people make many findings: each is read once, not once a finding.
    people = {each.pk: each for each in User.objects.filter(pk__in=made.values("by"))}
    for each in made:
        each.by = people[each.by_id]
        findings.setdefault(each.participant_id, []).append(each)
    previous = answers_before(campaign, listed)
    return [
        Ledger(
            participant=each,
            regulation=regulation,
            criteria=regulation.criteria_sets[each.group],
            claimed=counted_answers(submissions[each.pk], campaign, each.group)
            if each.pk in submissions
            else {},
            previous=previous.get(each.unit.code, {}),
            found=counted_findings(
                findings.get(each.pk, []), submissions.get(each.pk), campaign, each.group
            ),
            history={},
            submission=submissions.get(each.pk),
        )
        for each in listed
    ]


def stage_campaign(
    campaign: Campaign,
    stage: str,
    *,
    assumed: Iterable[Finding] = (),
    second: Collection[int] = (),
) -> CoreCampaign:
    """The whole campaign at a stage, as the core takes it.

    `assumed` are findings that are not written: what they would move can be seen first.
    `second` are participants of whom only the blind second appraiser's findings count.
    """
    whole = core_campaign(campaign)
    regulation = regulation_of(campaign)
    submissions = {
        each.assessment.participant_id: each
        for each in Submission.objects.filter(
            assessment__participant__campaign=campaign, withdrawn_at__isnull=True
        )
        .select_related("assessment")
        .defer("content")
    }
    listed = {each.pk: each for each in campaign.participants.select_related("unit")}
    findings: dict[int, list[Finding]] = {}
    for each in Finding.objects.filter(participant__campaign=campaign):
        findings.setdefault(each.participant_id, []).append(each)
    for each in assumed:
        findings.setdefault(each.participant_id, []).append(each)
    answers, overrides = dict(whole.answers), []
    for pk in second:
        findings[pk] = [
            counted_as_appraisal(each)
            for each in findings.get(pk, [])
            if each.body == Finding.Body.SECOND
        ]
    for pk, participant in listed.items():
        code = participant.unit.code
        if code not in whole.answers:
            continue
        stands, points = values_at(
            stage,
            whole.answers[code],
            counted_findings(
                findings.get(pk, []), submissions.get(pk), campaign, participant.group
            ),
            regulation,
            regulation.criteria_sets[participant.group],
        )
        answers[code] = stands
        overrides += overrides_of(code, points)
    return whole.model_copy(update={"answers": answers, "overrides": tuple(overrides)})
