"""Hàng đợi thẩm định: what one appraiser has to look at, what hangs on most first."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property

from xephang.alternatives import Alternatives
from xephang.campaign import FieldValue
from xephang.canonical import digest
from xephang.regulation import Criterion
from xephang_web.accounts.models import User
from xephang_web.appraisal.effects import (
    Item,
    Kind,
    Known,
    alternatives_of,
    items_of,
    kind_of,
)
from xephang_web.appraisal.ledger import Ledger, as_second_sees, read_ledgers
from xephang_web.appraisal.models import Clarification, Finding, ReferenceValue, Verification
from xephang_web.appraisal.permissions import conflict
from xephang_web.appraisal.queries import (
    beside,
    complete_by,
    doubts_of,
    forms_to_judge,
    is_signed,
    reference_differences,
)
from xephang_web.appraisal.verifying import standing_verifications, verified_values
from xephang_web.assessments.models import CriterionNote, EvidenceItem
from xephang_web.campaigns.models import Campaign, Participant
from xephang_web.campaigns.queries import campaign_today


@dataclass(frozen=True, slots=True)
class Hidden:
    """A form that is not offered to somebody, and why."""

    participant: Participant
    why: str


@dataclass
class WorkQueue:
    """The open criteria of every form that a person may judge, in the order to look at them."""

    campaign: Campaign
    items: list[Item]
    hidden: list[Hidden]
    alternatives: Alternatives | None = None
    forms: list[Participant] = field(default_factory=list)
    to_judge: dict[int, int] = field(default_factory=dict)
    """Participant → how many criteria its form has to judge."""
    second: set[int] = field(default_factory=set)
    """Participants that the person judges as second, blind appraiser."""

    @cached_property
    def questions(self) -> int:
        """How many items have something that speaks against the claim, or wait for a person."""
        return sum(1 for each in self.items if each.is_question and not each.given_to)

    @cached_property
    def _places(self) -> dict[tuple[int, str], int]:
        return {each.key: position for position, each in enumerate(self.items)}

    def place(self, participant: int, criterion: str) -> int | None:
        """Where a criterion of a form stands in the queue, counted from 0; None if it does not."""
        return self._places.get((participant, criterion))

    def before(self, participant: int, criterion: str) -> Item | None:
        """The item before one of the queue."""
        place = self.place(participant, criterion)
        return self.items[place - 1] if place else None

    def after(self, participant: int, criterion: str) -> Item | None:
        """The item to go on with: the one that follows, else the first of the form, or of all."""
        place = self.place(participant, criterion)
        if place is not None and place + 1 < len(self.items):
            return self.items[place + 1]
        others = [each for each in self.items if each.key != (participant, criterion)]
        same = (each for each in others if each.participant.pk == participant)
        if place is None:
            return next(same, next(iter(others), None))
        return next(iter(others), None)

    def around(self, participant: int, criterion: str, size: int) -> list[Item]:
        """A stretch of the queue with the criterion near its top; the beginning without it."""
        place = self.place(participant, criterion) or 0
        start = max(0, min(place - 1, len(self.items) - size))
        return self.items[start : start + size]


@dataclass(frozen=True, slots=True)
class FormRow:
    """One form of the queue: how far it is, what hangs on it most, until when."""

    participant: Participant
    items: tuple[Item, ...]
    to_judge: int
    judged: int
    is_second: bool
    is_signed: bool
    due: dt.date | None

    @property
    def questions(self) -> int:
        """How many open criteria have something that speaks against the claim."""
        return sum(1 for each in self.items if each.is_question)

    @property
    def first(self) -> Item | None:
        """The open criterion on which most hangs."""
        return self.items[0] if self.items else None


def form_rows(queue: WorkQueue) -> list[FormRow]:
    """The forms of a queue in the order of the work in them; signed ones last."""
    by_form: dict[int, list[Item]] = {}
    for each in queue.items:
        by_form.setdefault(each.participant.pk, []).append(each)
    due = complete_by(queue.campaign, queue.forms)
    rows = [
        FormRow(
            participant=each,
            items=tuple(by_form.get(each.pk, ())),
            to_judge=queue.to_judge[each.pk],
            judged=queue.to_judge[each.pk]
            - sum(1 for one in by_form.get(each.pk, ()) if one.kind is not Kind.ANSWERED),
            is_second=each.pk in queue.second,
            is_signed=each.pk not in queue.second and is_signed(each),
            due=due.get(each.pk),
        )
        for each in queue.forms
    ]
    places = {each.participant.pk: n for n, each in reversed(list(enumerate(queue.items)))}
    last = len(queue.items)
    return sorted(
        rows,
        key=lambda row: (
            row.is_signed,
            places.get(row.participant.pk, last),
            row.participant.unit.sort_key,
        ),
    )


def is_second_of(user: User, participant: Participant) -> bool:
    """True if the person judges the form as its second, blind appraiser."""
    look = getattr(participant, "second_look", None)
    return look is not None and look.appraiser_id == user.pk


def work_queue(user: User, campaign: Campaign) -> WorkQueue:
    """Everything a person has to look at in a campaign, in a fixed number of questions.

    Forms that they may not judge for a conflict of interest are not offered: only named.
    """
    mine: list[Participant] = []
    hidden: list[Hidden] = []
    for each in forms_to_judge(user, campaign):
        each.campaign = campaign
        why = conflict(user, each)
        if why or not user.has_perm("appraisal.see_ledger", each):
            hidden.append(Hidden(each, why))
        else:
            mine.append(each)
    if not mine:
        return WorkQueue(campaign, [], hidden)
    second = {each.pk for each in mine if is_second_of(user, each)}
    alternatives = alternatives_of(campaign, second=second)
    ledgers = [
        as_second_sees(each) if each.participant.pk in second else each
        for each in read_ledgers(campaign, mine)
    ]
    known = known_about(campaign, ledgers)
    given = given_to_others(user, campaign)
    items: list[Item] = []
    for ledger in ledgers:
        pk = ledger.participant.pk
        items += items_of(
            ledger,
            alternatives,
            known[pk],
            is_second=pk in second,
            given=given.get(ledger.participant.group, {}),
        )
    items.sort(key=lambda each: each.order)
    to_judge = {each.participant.pk: len(each.to_judge) for each in ledgers}
    return WorkQueue(campaign, items, hidden, alternatives, mine, to_judge, second)


def given_to_others(user: User, campaign: Campaign) -> dict[str, dict[str, tuple[str, ...]]]:
    """Group → criterion → names of those to whom it was given, where the person is not one."""
    names: dict[tuple[str, str], list[str]] = {}
    own: set[tuple[str, str]] = set()
    for each in campaign.criterion_tasks.filter(user__isnull=False).select_related("user"):
        assert each.user is not None
        names.setdefault((each.group, each.criterion), []).append(each.user.full_name)
        if each.user_id == user.pk:
            own.add((each.group, each.criterion))
    found: dict[str, dict[str, tuple[str, ...]]] = {}
    for (group, criterion), listed in names.items():
        if (group, criterion) not in own:
            found.setdefault(group, {})[criterion] = tuple(sorted(listed))
    return found


def known_about(campaign: Campaign, ledgers: Iterable[Ledger]) -> dict[int, Known]:
    """What is known about each form beside its answers, in a fixed number of questions."""
    listed = list(ledgers)
    pks = [each.participant.pk for each in listed]
    participants = [each.participant for each in listed]
    references = reference_differences(participants)
    verified = standing_verifications(participants)
    evidence = _evidence(pks)
    explained = _explained(pks)
    asked: dict[int, list[Clarification]] = {}
    for each in Clarification.objects.filter(participant__in=pks):
        asked.setdefault(each.participant_id, []).append(each)
    today = campaign_today(campaign)
    found = {}
    for ledger in listed:
        pk = ledger.participant.pk
        requests = asked.get(pk, [])
        found[pk] = Known(
            references=apart_values(ledger, references.get(pk, []), verified.get(pk, [])),
            doubts=doubts_of(ledger) | _denied(verified.get(pk, [])),
            evidence=evidence.get(pk, {}),
            explained=explained.get(pk, set()),
            waiting={
                each.criterion
                for each in requests
                if each.answered_at is None and each.due >= today
            },
            answered={each.criterion for each in requests if _came_after(ledger, each)},
        )
    return found


def _came_after(ledger: Ledger, asked: Clarification) -> bool:
    """True if the unit's explanation came after the criterion was concluded."""
    finding = ledger.finding(asked.criterion, Finding.Body.APPRAISAL)
    return finding is not None and asked.answered_at is not None and asked.answered_at > finding.at


def apart_values(
    ledger: Ledger, values: Iterable[ReferenceValue], verified: Iterable[Verification]
) -> dict[str, dict[str, FieldValue]]:
    """Criterion → field → what agencies have in place of the claim; the latest word's.

    Both from tables of reference data, where they are further from the claim than the
    tolerance, and from agencies that verified the claim and have another figure.
    """
    found: dict[str, dict[str, FieldValue]] = {}
    in_order = sorted(values, key=lambda each: (each.table.uploaded_at, each.table_id))
    for criterion, rows in beside(ledger, in_order).items():
        for each in rows:
            if each.is_apart:
                found.setdefault(criterion, {})[each.value.table.field] = each.value.value
    for said in sorted(verified, key=lambda each: (each.at, each.pk)):
        if said.outcome == Verification.Outcome.DIFFERS and (had := verified_values(said)):
            found.setdefault(said.criterion, {}).update(had)
    return found


def _denied(verified: Iterable[Verification]) -> set[str]:
    """Criteria whose claim an agency says is wrong, without a figure of its own."""
    return {
        each.criterion
        for each in verified
        if each.outcome == Verification.Outcome.DIFFERS and not verified_values(each)
    }


def _evidence(participants: list[int]) -> dict[int, Counter[str]]:
    found: dict[int, Counter[str]] = {}
    rows = EvidenceItem.objects.filter(
        assessment__participant__in=participants, removed_at__isnull=True
    ).values_list("assessment__participant", "criterion")
    for participant, criterion in rows:
        found.setdefault(participant, Counter())[criterion] += 1
    return found


def _explained(participants: list[int]) -> dict[int, set[str]]:
    found: dict[int, set[str]] = {}
    rows = CriterionNote.objects.filter(assessment__participant__in=participants).values_list(
        "assessment__participant", "criterion", "narrative", "without_evidence"
    )
    for participant, criterion, narrative, without_evidence in rows:
        if narrative or without_evidence:
            found.setdefault(participant, set()).add(criterion)
    return found


AGREEING = ("scored", "known_after_closing")


def agreeing_criteria(ledger: Ledger, known: Known) -> list[Criterion]:
    """Criteria that may be accepted together after a look: nothing speaks against them.

    Left out: N/A, doubts, differences from reference data, claims without the evidence that
    is asked for, what the unit is being asked about, what is concluded already, what was not
    answered, and points that only a person can give.
    """
    return [
        each
        for each in ledger.to_judge
        if kind_of(ledger, each, known) is Kind.UNSEEN
        and each.id not in known.waiting
        and ledger.claimed_outcome(each.id).status in AGREEING
    ]


def agreement_digest(ledger: Ledger, known: Known) -> str:
    """A digest of what can be accepted together as it stands: the claims and their criteria."""
    listed = [each.id for each in agreeing_criteria(ledger, known)]
    return digest({each: ledger.claimed.get(each, {}) for each in listed})
