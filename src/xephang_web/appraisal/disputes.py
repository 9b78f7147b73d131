"""Chỗ khác nhau: what the council has to look at, unit by unit, by what hangs on it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, field
from fractions import Fraction

from xephang.alternatives import Alternatives
from xephang.outcomes import Outcome
from xephang.regulation import Criterion
from xephang_web.accounts.models import User
from xephang_web.appraisal.effects import Move, alternatives_of, move_of
from xephang_web.appraisal.ledger import SETTLED, STAGES, Ledger, read_ledgers
from xephang_web.appraisal.models import CouncilSession, Finding
from xephang_web.appraisal.people import preload_own_units
from xephang_web.appraisal.permissions import conflict
from xephang_web.appraisal.phrases import change_words
from xephang_web.appraisal.queries import complete_by
from xephang_web.assessments.models import Assessment
from xephang_web.assessments.pages import is_elsewhere
from xephang_web.campaigns.models import Campaign, Participant


@dataclass(frozen=True)
class Dispute:
    """One criterion on which claim and appraisal differ, or which only the council may leave out.

    `move` is what the unit would have if its claim held; None where that cannot be said.
    """

    participant: Participant
    criterion: Criterion
    outcomes: tuple[Outcome, ...]
    appraised: Finding | None
    settled: Finding | None
    is_council_na: bool
    move: Move | None = None

    @property
    def is_open(self) -> bool:
        """True if the council has not spoken, or the appraiser spoke after it."""
        return self.settled is None

    @property
    def order(self) -> tuple[bool, bool, int, int, Fraction]:
        """N/A for the council first; then by class, by rank, by points."""
        if self.move is None:
            return (not self.is_open, not self.is_council_na, 0, 0, Fraction(0))
        before, after = self.move.before, self.move.after
        steps = abs(before.figures.class_position - after.figures.class_position)
        ranks = abs((before.rank or 0) - (after.rank or 0))
        points = abs(before.figures.total - after.figures.total)
        return (not self.is_open, not self.is_council_na, -steps, -ranks, -points)

    @property
    def moves(self) -> bool:
        """True if a class or a rank hangs on it."""
        return self.move is not None and (self.move.changes_class or self.move.changes_rank)

    @property
    def effect(self) -> str:
        """What hangs on it, in words."""
        if self.move is None:
            return ""
        return change_words(
            self.move.before, self.move.after, self.move.regulation, self.move.group
        )


@dataclass
class UnitDisputes:
    """The disputes of one unit, and who may not take part in them."""

    participant: Participant
    disputes: list[Dispute]
    conflict: str
    """Why the reader may not see or settle them; empty where nothing stands against it."""
    barred: list[tuple[str, str]] = field(default_factory=list)
    """(name, why) of those present who take no part for this unit."""
    due: dt.date | None = None
    days_left: int | None = None

    @property
    def is_overdue(self) -> bool:
        """True if the term from the complete form has passed."""
        return self.days_left is not None and self.days_left < 0

    @property
    def open(self) -> int:
        """How many wait for the council."""
        return sum(1 for each in self.disputes if each.is_open)

    @property
    def order(self) -> tuple[object, ...]:
        """The unit on which most hangs first."""
        return (*min(each.order for each in self.disputes), self.participant.unit.sort_key)


@dataclass
class Supplied:
    """Values of one unit that a survey, an agency or the council gives: no dispute."""

    participant: Participant
    criteria: list[tuple[Criterion, Outcome, Finding | None]]


def judged_ledgers(campaign: Campaign) -> list[Ledger]:
    """The ledgers of every form that was sent and is not carried on in another."""
    listed = campaign.participants.filter(
        assessment__state=Assessment.State.SUBMITTED, superseded_by__isnull=True
    ).select_related("unit__parent__parent__parent")
    ledgers = read_ledgers(campaign, listed)
    for each in ledgers:
        each.participant.campaign = campaign
    return ledgers


def disputes_of(
    user: User, campaign: Campaign, today: dt.date, session: CouncilSession | None
) -> tuple[list[UnitDisputes], list[Supplied]]:
    """What the council looks at, the greatest effect first; and what only came from elsewhere."""
    ledgers = judged_ledgers(campaign)
    present = list(session.present.all()) if session is not None else []
    preload_own_units([user, *present], campaign)
    due = complete_by(campaign, [each.participant for each in ledgers])
    alternatives = alternatives_of(campaign, stage=SETTLED)
    units, supplied = [], []
    for ledger in ledgers:
        participant = ledger.participant
        own = [each for each in ledger.differences if not _is_supplied(ledger, each)]
        given = [each for each in ledger.differences if _is_supplied(ledger, each)]
        why = conflict(user, participant)
        if given and not why:
            supplied.append(
                Supplied(
                    participant,
                    [
                        (
                            each,
                            ledger.outcomes[SETTLED][each.id],
                            ledger.finding(each.id, Finding.Body.APPRAISAL),
                        )
                        for each in given
                    ],
                )
            )
        if not own:
            continue
        limit = due.get(participant.pk)
        units.append(
            UnitDisputes(
                participant,
                sorted(_disputes(ledger, own, alternatives), key=lambda each: each.order),
                why,
                [
                    (each.full_name, reason)
                    for each in present
                    if (reason := conflict(each, participant))
                ],
                limit,
                (limit - today).days if limit else None,
            )
        )
    return sorted(units, key=lambda each: each.order), supplied


def _is_supplied(ledger: Ledger, criterion: Criterion) -> bool:
    """True if the unit had nothing to claim there: the difference is only where it comes from."""
    return (
        is_elsewhere(criterion)
        and not ledger.claimed.get(criterion.id)
        and ledger.finding(criterion.id, Finding.Body.COUNCIL) is None
    )


def _disputes(
    ledger: Ledger, criteria: Iterable[Criterion], alternatives: Alternatives
) -> Iterable[Dispute]:
    for each in criteria:
        settled = ledger.finding(each.id, Finding.Body.COUNCIL)
        waits = ledger.waits_for_council(each)
        claim = Finding(
            participant=ledger.participant,
            criterion=each.id,
            body=Finding.Body.COUNCIL,
            verdict=Finding.Verdict.GRANT if waits else Finding.Verdict.ACCEPT,
        )
        yield Dispute(
            ledger.participant,
            each,
            tuple(ledger.outcomes[stage][each.id] for stage in STAGES),
            ledger.finding(each.id, Finding.Body.APPRAISAL),
            settled,
            waits,
            move_of(alternatives, ledger, claim) if settled is None else None,
        )
