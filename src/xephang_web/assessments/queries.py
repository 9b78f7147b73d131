"""Reading forms: answers as the core takes them, live scores, doubts, what is missing."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from fractions import Fraction
from functools import cached_property

from xephang.campaign import NA_APPROVED, NOT_APPLICABLE, FieldValue, RosterUnit
from xephang.classes import Classification, ClassScheme, classify
from xephang.improvement import WayUp, way_up
from xephang.indices import UnitScore
from xephang.outcomes import Outcome
from xephang.points import Number
from xephang.regulation import CriteriaSet, Criterion, Regulation
from xephang.results import UnitResult, Verdict
from xephang.scoring import score_unit
from xephang.sheets import UnitSheet
from xephang.texts import Text
from xephang_web.accounts.models import User
from xephang_web.accounts.permissions import OWN_ROLES
from xephang_web.accounts.queries import people_of
from xephang_web.assessments.last_year import NOTHING, Answers, LastYear, last_year_of
from xephang_web.assessments.models import (
    Answer,
    Assessment,
    CriterionNote,
    EvidenceItem,
    Submission,
)
from xephang_web.audit.models import Record
from xephang_web.campaigns.amendments import unchanged_criteria
from xephang_web.campaigns.models import Campaign, Participant
from xephang_web.campaigns.queries import (
    regulation_of,
)


def value_of(answer: Answer) -> FieldValue:
    """The canonical value a row holds."""
    return json.loads(answer.value) if answer.is_rows else answer.value


def still_counts(row: Answer, campaign: Campaign, group: str) -> bool:
    """False for an answer to a criterion that an amendment has changed since (PT-11)."""
    pinned = campaign.regulation
    return row.answered_under == pinned.digest or row.criterion in unchanged_criteria(
        row.answered_under, pinned.digest, pinned.year, group
    )


def answers_from(rows: Iterable[Answer], criteria: CriteriaSet, campaign: Campaign) -> Answers:
    """Rows as the core takes answers; those of criteria changed or gone are left out."""
    known = {each.id: each for each in criteria.criteria()}
    found: Answers = {}
    for row in rows:
        criterion = known.get(row.criterion)
        if not still_counts(row, campaign, criteria.group):
            continue
        asked = criterion is not None and (
            row.field in criterion.inputs or row.field == NOT_APPLICABLE
        )
        if asked and row.value != "":
            found.setdefault(row.criterion, {})[row.field] = value_of(row)
    return found


def current_submission(assessment: Assessment) -> Submission | None:
    """The submission that stands: the last one that was not withdrawn."""
    return assessment.submissions.filter(withdrawn_at__isnull=True).first()


@dataclass(frozen=True, slots=True)
class Withdrawal:
    """Rút phiếu: who took back a form that was sent, when by the campaign's clock, and why."""

    by: User
    at: dt.datetime
    reason: str


def withdrawal_of(participant: Participant) -> Withdrawal | None:
    """How the form came not to stand; None while one stands, and if none was ever sent.

    The reason is what the record has: a submission that is taken back stays as it was.
    """
    last = (
        Submission.objects.filter(assessment__participant=participant)
        .select_related("withdrawn_by")
        .defer("content")
        .order_by("number")
        .last()
    )
    if last is None or last.withdrawn_at is None or last.withdrawn_by is None:
        return None
    record = Record.objects.filter(
        act="form.withdrawn", object_type="form", object_id=str(participant.pk)
    ).last()
    reason = json.loads(record.data)["after"].get("reason", "") if record else ""
    return Withdrawal(last.withdrawn_by, last.withdrawn_at, reason)


def submitted_answers(submission: Submission) -> Answers:
    """The answers frozen in a submission."""
    content = json.loads(submission.content)
    return dict(content["answers"])


@dataclass(frozen=True, slots=True)
class Doubt:
    """Something that looks wrong and is still kept: which criterion, what it is."""

    criterion: str
    kind: str
    message: Text


@dataclass
class Form:
    """One unit's form, read and scored: what pages, reviews and submissions are made from.

    Everything about points comes from the core; this only gathers.
    """

    participant: Participant
    assessment: Assessment
    regulation: Regulation
    criteria: CriteriaSet
    answers: Answers
    previous: Answers
    rows: dict[tuple[str, str], Answer]
    notes: dict[str, CriterionNote]
    evidence: dict[str, list[EvidenceItem]]
    comments: dict[str, int] = field(default_factory=dict)
    last_year: LastYear = NOTHING

    @cached_property
    def score(self) -> UnitScore:
        """The points by the core, N/A not yet granted."""
        return score_unit(
            self.regulation,
            self.participant.group,
            self.answers,
            unit=self.participant.unit.code,
            previous=self.previous,
        )

    @cached_property
    def score_if_granted(self) -> UnitScore | None:
        """The points if every N/A claimed were granted; None where nothing is claimed."""
        claimed = {
            criterion: {**fields, NA_APPROVED: "yes"}
            for criterion, fields in self.answers.items()
            if fields.get(NOT_APPLICABLE) == "yes"
        }
        if not claimed:
            return None
        return score_unit(
            self.regulation,
            self.participant.group,
            {**self.answers, **claimed},
            unit=self.participant.unit.code,
            previous=self.previous,
        )

    @cached_property
    def previous_score(self) -> UnitScore | None:
        """Last year's figures on last year's form; None where there are none."""
        before = self.participant.campaign.previous
        if before is None or not self.previous:
            return None
        regulation = regulation_of(before)
        if self.participant.group not in regulation.criteria_sets:
            return None
        return score_unit(regulation, self.participant.group, self.previous)

    @cached_property
    def outcomes(self) -> dict[str, Outcome]:
        """Node id → its outcome, the whole tree."""
        return {each.node: each for each in self.score.form.walk()}

    @cached_property
    def previous_outcomes(self) -> dict[str, Outcome]:
        """Last year's outcomes by node id, with the published points where there are any.

        What waited for other units or for a person, and was never published, is left out:
        nought would be said of it otherwise.
        """
        score = self.previous_score
        published = self.last_year.points
        return {
            each.node: replace(each, points=published.get(each.node, each.points))
            for each in (score.form.walk() if score else ())
            if each.node in published or not each.is_undecided
        }

    @cached_property
    def scheme(self) -> ClassScheme | None:
        """How the group is classed."""
        return self.regulation.scheme(self.participant.group)

    @cached_property
    def classification(self) -> Classification | None:
        """The class these answers give so far, if all were confirmed as claimed.

        Criteria that are known after closing count as nothing yet, so it can only rise.
        """
        if self.scheme is None:
            return None
        index = self.score.indices[self.scheme.index]
        value = index.percent if self.scheme.of == "percent" else index.points
        sections = {each: self.score.sections.get(each) for each in self.scheme.sections}
        if value is None or any(each is None for each in sections.values()):
            return None
        return classify(
            self.scheme, value, {name: each for name, each in sections.items() if each is not None}
        )

    @cached_property
    def way_up(self) -> WayUp | None:
        """The cheapest way to the next class."""
        if self.scheme is None or self.classification is None:
            return None
        result = UnitResult(
            RosterUnit(unit=self.participant.unit.code, group=self.participant.group),
            Verdict.RANKED,
            Text("", ""),
            "",
            self.score,
            {self.scheme.index: self.classification},
        )
        return way_up(self.regulation, result)

    @cached_property
    def undecided(self) -> list[Outcome]:
        """Leaves that wait for other units or for a person."""
        return [
            self.outcomes[each.id]
            for each in self.criteria.criteria()
            if each.id in self.outcomes and self.outcomes[each.id].is_undecided
        ]

    def sheet(self) -> UnitSheet:
        """The core's sheet of these answers."""
        return UnitSheet(
            unit=self.participant.unit.code,
            regulation=self.regulation,
            criteria_set=self.criteria,
            answers=self.answers,
            previous=self.previous,
            overrides={},
            block=None,
        )

    @cached_property
    def doubts(self) -> list[Doubt]:
        """What looks wrong: by the core's rules, and beside last year's figures."""
        found = [
            Doubt(criterion, problem.code, problem.message)
            for sheet in [self.sheet()]
            for criterion, problem in (*sheet.doubts(), *sheet.disagreements())
        ]
        return found + list(beside_last_year(self.criteria, self.answers, self.previous))

    @cached_property
    def missing(self) -> list[Criterion]:
        """Criteria with a question of the unit's own that has no answer yet."""
        return [each for each in self.criteria.criteria() if not self.is_answered(each)]

    @cached_property
    def without_evidence(self) -> list[Criterion]:
        """Answered criteria that ask for evidence and have neither a file, a link nor a reason."""
        return [
            each
            for each in self.criteria.criteria()
            if each.evidence and self.answers.get(each.id) and not self._is_evidenced(each.id)
        ]

    @cached_property
    def unproven(self) -> list[Criterion]:
        """Criteria claimed to be outside the unit's functions without a reason or proof (DN-3).

        Proof is a file or a link; where there is none, the unit says why.
        """
        return [
            each
            for each in self.criteria.criteria()
            if self.answers.get(each.id, {}).get(NOT_APPLICABLE) == "yes"
            and self.knows_not_applicable(each)
            and not self.is_proven(each.id)
        ]

    def is_proven(self, criterion: str) -> bool:
        """True if a claim that a criterion is not the unit's own has its reason and its proof."""
        note = self.notes.get(criterion)
        if note is None or not note.not_applicable_reason:
            return False
        return bool(note.without_evidence or self.evidence.get(criterion))

    def _is_evidenced(self, criterion: str) -> bool:
        note = self.notes.get(criterion)
        told = note is not None and bool(note.narrative or note.without_evidence)
        return told or bool(self.evidence.get(criterion))

    def is_answered(self, criterion: Criterion) -> bool:
        """True if every question of the unit's own has an answer, or N/A is claimed."""
        given = self.answers.get(criterion.id, {})
        if given.get(NOT_APPLICABLE) == "yes":
            return True
        return all(
            name in given for name, each in criterion.inputs.items() if each.source == "unit"
        )

    def knows_not_applicable(self, criterion: Criterion) -> bool:
        """True if the regulation lets a unit claim that the criterion is not its own."""
        return self.sheet().policy(criterion).policy != "refused"


def beside_last_year(criteria: CriteriaSet, now: Answers, before: Answers) -> Iterable[Doubt]:
    """Counts that are twice last year's or more: kept, and asked about."""
    for criterion in criteria.criteria():
        for name, asked in criterion.inputs.items():
            given = now.get(criterion.id, {}).get(name)
            last = before.get(criterion.id, {}).get(name)
            if asked.type not in ("number", "count") or not isinstance(given, str):
                continue
            if not isinstance(last, str) or Fraction(last) == 0:
                continue
            if Fraction(given) >= 2 * Fraction(last) and Fraction(given) - Fraction(last) >= 10:
                yield Doubt(
                    criterion.id,
                    "twice-last-year",
                    Text(
                        "{label}: {now}, năm trước {before}: gấp đôi trở lên",
                        "{label}: {now}, last year {before}: twice as much or more",
                        {
                            "label": asked.label,
                            "now": Number(Fraction(given)),
                            "before": Number(Fraction(last)),
                        },
                    ),
                )


def read_form(participant: Participant) -> Form:
    """The form of a unit with everything on it; the same number of questions for every form."""
    assessment = Assessment.objects.filter(participant=participant).first()
    if assessment is None:
        assessment = Assessment(participant=participant)
    regulation = regulation_of(participant.campaign)
    criteria = regulation.criteria_sets[participant.group]
    before = last_year_of(participant)
    rows: list[Answer] = []
    notes: dict[str, CriterionNote] = {}
    evidence: dict[str, list[EvidenceItem]] = {}
    comments: dict[str, int] = {}
    if assessment.pk:
        rows = list(assessment.answers.all())
        # Few people fill in a form: each is read once, not once an answer.
        people = User.objects.in_bulk({row.changed_by_id for row in rows})
        for row in rows:
            row.changed_by = people[row.changed_by_id]
        notes = {each.criterion: each for each in assessment.notes.select_related("assigned_to")}
        kept = assessment.evidence.filter(removed_at__isnull=True).select_related("file")
        for each in kept:
            evidence.setdefault(each.criterion, []).append(each)
        for criterion in assessment.comments.values_list("criterion", flat=True):
            comments[criterion] = comments.get(criterion, 0) + 1
    return Form(
        participant=participant,
        assessment=assessment,
        regulation=regulation,
        criteria=criteria,
        answers=answers_from(rows, criteria, participant.campaign),
        previous=before.answers,
        rows={(each.criterion, each.field): each for each in rows},
        notes=notes,
        evidence=evidence,
        comments=comments,
        last_year=before,
    )


def set_aside_answers(form: Form) -> list[Answer]:
    """Answers of criteria that an amendment changed or took out: kept, not counted (PT-11)."""
    known = {each.id: each for each in form.criteria.criteria()}
    campaign, group = form.participant.campaign, form.participant.group
    return [
        row
        for (criterion, name), row in form.rows.items()
        if row.value
        and (
            not still_counts(row, campaign, group)
            or criterion not in known
            or (name not in known[criterion].inputs and name != NOT_APPLICABLE)
        )
    ]


def colleagues(participant: Participant) -> list[User]:
    """Who can be asked to fill in a criterion: everybody who works on the unit's form."""
    return people_of(participant.unit, *OWN_ROLES)
