"""Việc cần xem: every claim that nobody has checked, and what hangs on it, in that order.

For each open criterion of each form: what the unit's total, class and rank would be if the
claim did not hold, the other units staying as they stand now. Everything comes from the core,
in exact fractions. What a form gives is kept by its content, so that a queue read again is
only put in order again.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

from xephang.alternatives import Alternatives, Figures, Placing
from xephang.campaign import NA_APPROVED, NOT_APPLICABLE, FieldValue
from xephang.campaign import Campaign as CoreCampaign
from xephang.classes import ResultClass
from xephang.outcomes import Status
from xephang.points import exact_text
from xephang.regulation import Criterion, Regulation
from xephang.results import Verdict, assess
from xephang_web.appraisal.ledger import APPRAISED, Ledger, stage_campaign, values_at
from xephang_web.appraisal.memory import Memory, content_digest
from xephang_web.appraisal.models import Finding
from xephang_web.campaigns.models import Campaign, Participant
from xephang_web.campaigns.queries import regulation_of

Answered = Mapping[str, FieldValue]


class Kind(StrEnum):
    """Why a criterion has to be looked at; the first that applies."""

    NOT_APPLICABLE = "not_applicable"
    """The unit asks to leave it out."""
    PERSON = "person"
    """Its points, or the figures they come from, are given by a person and not by the unit."""
    REFERENCE = "reference"
    """The claim differs from reference data."""
    DOUBT = "doubt"
    """The claim is impossible, or odd beside last year's."""
    EVIDENCE = "evidence"
    """Points are claimed, evidence is asked for, and there is neither evidence nor a reason."""
    ANSWERED = "answered"
    """It was concluded before the unit's explanation came."""
    UNSEEN = "unseen"
    """Nothing speaks against it; nobody has looked yet."""


@dataclass(frozen=True, slots=True)
class Item:
    """One open criterion of one form, with what hangs on it.

    `holds` is where the unit stands if the claim holds, `fails` where it stands if not;
    None for a form that is not assessed at all.
    """

    participant: Participant
    criterion: Criterion
    kind: Kind
    position: int
    evidence: int
    waits: bool
    """True while the unit has time to explain."""
    is_second: bool
    given_to: tuple[str, ...] = ()
    """Names of those to whom the criterion was given, where the reader is not among them."""
    holds: Placing | None = None
    fails: Placing | None = None

    @property
    def key(self) -> tuple[int, str]:
        """What it is found by."""
        return self.participant.pk, self.criterion.id

    @property
    def is_assessed(self) -> bool:
        """False for a form that the year gives nothing, whatever is found: late, exempt."""
        return self.holds is not None

    @property
    def is_question(self) -> bool:
        """True if something speaks against the claim, or only a person can decide."""
        return self.is_assessed and self.kind is not Kind.UNSEEN

    @property
    def stake(self) -> Fraction:
        """How far the unit's total would move."""
        if self.holds is None or self.fails is None:
            return Fraction(0)
        return abs(self.holds.figures.total - self.fails.figures.total)

    @property
    def at_stake(self) -> Fraction:
        """How far the criterion's own points would move."""
        if self.holds is None or self.fails is None:
            return Fraction(0)
        mine, other = self.holds.figures.outcome, self.fails.figures.outcome
        return abs(mine.points - other.points)

    @property
    def class_steps(self) -> int:
        """How many classes lie between the two; a class that a person must decide is none."""
        if self.holds is None or self.fails is None:
            return 0
        if Verdict.PENDING in (self.holds.figures.verdict, self.fails.figures.verdict):
            return 0
        return abs(self.holds.figures.class_position - self.fails.figures.class_position)

    @property
    def rank_steps(self) -> int:
        """How many places lie between the two; losing every place counts as all of them."""
        if self.holds is None or self.fails is None:
            return 0
        first, second = self.holds.rank, self.fails.rank
        if first is None and second is None:
            return 0
        if first is None or second is None:
            return self.holds.of
        return abs(first - second)

    @property
    def order(self) -> tuple[bool, bool, bool, bool, int, int, Fraction, str, int]:
        """Questions first; then by class, by rank, by points; then by unit, as the form runs.

        What was given to others stands after what is one's own.
        """
        return (
            not self.is_assessed,
            bool(self.given_to),
            not self.is_question,
            self.waits,
            -self.class_steps,
            -self.rank_steps,
            -self.stake,
            self.participant.unit.sort_key,
            self.position,
        )


_campaigns = Memory(8)
_units = Memory(20_000)
"""For some five appraisers at once, 60 criteria of 60 forms each (about 7 kB an entry)."""


def alternatives_of(
    campaign: Campaign, *, stage: str = APPRAISED, second: Collection[int] = ()
) -> Alternatives:
    """The campaign as it stands now, and what it would be otherwise.

    `second` are forms that the reader judges as second, blind appraiser.
    """
    regulation = regulation_of(campaign)
    whole: CoreCampaign = stage_campaign(campaign, stage, second=second)
    key = content_digest(regulation.digest, regulation.year, whole.model_dump_json())
    return _campaigns.get(key, lambda: Alternatives(assess(regulation, whole)))


@dataclass(frozen=True, slots=True)
class Known:
    """What is known about one form beside its answers."""

    references: Mapping[str, Answered]
    """Criterion → field → the reference value, where it is apart from the claim."""
    doubts: Collection[str]
    evidence: Mapping[str, int]
    explained: Collection[str]
    """Criteria whose missing evidence the unit has given a reason for."""
    waiting: Collection[str]
    """Criteria that the unit still has time to explain."""
    answered: Collection[str]
    """Criteria explained after they were concluded."""


def items_of(
    ledger: Ledger,
    alternatives: Alternatives,
    known: Known,
    *,
    is_second: bool,
    given: Mapping[str, tuple[str, ...]],
) -> list[Item]:
    """Every open criterion of one form with what hangs on it.

    `given`: criterion → names of others to whom it was given.
    """
    found = []
    unit = ledger.participant.unit.code
    asked: list[tuple[int, Criterion, Kind]] = [
        (position, each, kind)
        for position, each in enumerate(ledger.to_judge)
        if (kind := kind_of(ledger, each, known)) is not None
    ]
    pairs = _pairs_of(ledger, alternatives, known, [(each, kind) for _n, each, kind in asked])
    for position, criterion, kind in asked:
        pair = pairs.get(criterion.id)
        found.append(
            Item(
                participant=ledger.participant,
                criterion=criterion,
                kind=kind,
                position=position,
                evidence=known.evidence.get(criterion.id, 0),
                waits=criterion.id in known.waiting,
                is_second=is_second,
                given_to=() if is_second else given.get(criterion.id, ()),
                holds=alternatives.place(unit, pair[0]) if pair else None,
                fails=alternatives.place(unit, pair[1]) if pair else None,
            )
        )
    return found


def kind_of(ledger: Ledger, criterion: Criterion, known: Known) -> Kind | None:
    """Why a criterion has to be looked at; None where it is concluded."""
    if ledger.finding(criterion.id, Finding.Body.APPRAISAL) is not None:
        return Kind.ANSWERED if criterion.id in known.answered else None
    if ledger.claims_na(criterion.id):
        return Kind.NOT_APPLICABLE
    given = ledger.claimed.get(criterion.id, {})
    claimed = ledger.claimed_outcome(criterion.id)
    if claimed.status is Status.PENDING or ledger.is_for_a_person(criterion):
        return Kind.PERSON
    if criterion.id in known.references:
        return Kind.REFERENCE
    if criterion.id in known.doubts:
        return Kind.DOUBT
    lacks = criterion.evidence and not known.evidence.get(criterion.id)
    if lacks and given and criterion.id not in known.explained and claimed.points > 0:
        return Kind.EVIDENCE
    return Kind.UNSEEN


Pair = tuple[Figures, Figures]


def _pairs_of(
    ledger: Ledger,
    alternatives: Alternatives,
    known: Known,
    asked: list[tuple[Criterion, Kind]],
) -> dict[str, Pair]:
    """Criterion → the figures if the claim holds and if it does not; kept by their content."""
    unit = ledger.participant.unit.code
    sheet = alternatives.results.block.sheets.get(unit)
    result = alternatives.results.units.get(unit)
    if sheet is None or result is None or result.score is None:
        return {}
    leaves = [
        (each.node, exact_text(each.points), exact_text(each.applicable_max), each.status)
        for each in result.score.form.walk()
        if not each.children
    ]
    before = alternatives.results.before_scoring[unit].verdict
    key = content_digest(
        ledger.regulation.digest,
        ledger.regulation.year,
        [unit, ledger.participant.group, result.unit.parent, before],
        sheet.answers,
        sheet.previous,
        leaves,
        {one: each.model_dump_json() for one, each in sheet.overrides.items()},
    )
    found = {}
    for criterion, kind in asked:
        apart = known.references.get(criterion.id, {})
        others = ""
        if alternatives.is_compared(sheet.group, criterion.id):
            others = alternatives.fingerprint
        found[criterion.id] = _units.get(
            content_digest(key, criterion.id, kind, apart, others),
            lambda one=criterion, why=kind, given=apart: pair_of(  # type: ignore[misc]
                alternatives, unit, one, why, given
            ),
        )
    return found


def pair_of(
    alternatives: Alternatives, unit: str, criterion: Criterion, kind: Kind, apart: Answered
) -> Pair:
    """The figures if the claim holds, and if it does not (`apart`: what reference data say)."""
    sheet = alternatives.results.block.sheets[unit]
    now = alternatives.as_it_stands(unit, criterion.id)
    given = dict(sheet.answers.get(criterion.id, {}))
    if kind is Kind.NOT_APPLICABLE:
        granted = {**given, NOT_APPLICABLE: "yes", NA_APPROVED: "yes"}
        return alternatives.otherwise(unit, criterion.id, answers=granted), now
    if kind is Kind.PERSON:
        most = sheet.criteria_set.max_of(criterion)
        return (
            alternatives.otherwise(unit, criterion.id, points=most),
            alternatives.otherwise(unit, criterion.id, points=Fraction(0)),
        )
    if kind is Kind.REFERENCE:
        return now, alternatives.otherwise(unit, criterion.id, answers={**given, **apart})
    if now.outcome.points == 0 and not now.outcome.is_undecided:
        return now, now
    return now, alternatives.otherwise(unit, criterion.id, points=Fraction(0))


@dataclass(frozen=True, slots=True)
class Move:
    """What a finding would do, before it is written: the two standings, side by side."""

    before: Placing
    after: Placing
    regulation: Regulation
    group: str

    @property
    def changes_class(self) -> bool:
        """True if the class would be another."""
        return self.before.figures.class_id != self.after.figures.class_id

    @property
    def changes_rank(self) -> bool:
        """True if the rank would be another."""
        return self.before.rank != self.after.rank


def move_of(alternatives: Alternatives, ledger: Ledger, draft: Finding) -> Move | None:
    """What a finding that is not written would do to total, class and rank."""
    unit = ledger.participant.unit.code
    if unit not in alternatives.results.block.sheets:
        return None
    body = Finding.Body.COUNCIL if draft.body == Finding.Body.COUNCIL else Finding.Body.APPRAISAL
    found = {**ledger.found, (draft.criterion, body.value): draft}
    answers, points = values_at(
        "settled" if body is Finding.Body.COUNCIL else APPRAISED,
        ledger.claimed,
        found,
        ledger.regulation,
        ledger.criteria,
    )
    set_outright = points.get(draft.criterion)
    if set_outright is not None:
        after = alternatives.otherwise(
            unit, draft.criterion, points=Fraction(set_outright.points or 0)
        )
    else:
        after = alternatives.otherwise(
            unit, draft.criterion, answers=answers.get(draft.criterion, {})
        )
    before = alternatives.as_it_stands(unit, draft.criterion)
    return Move(
        alternatives.place(unit, before),
        alternatives.place(unit, after),
        ledger.regulation,
        ledger.participant.group,
    )


def class_named(regulation: Regulation, group: str, class_id: str | None) -> ResultClass | None:
    """The class with an id in the scheme of a group, or None."""
    scheme = regulation.scheme(group)
    return next((each for each in scheme.classes if each.id == class_id), None) if scheme else None
