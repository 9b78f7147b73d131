"""Reading the appraisal: the queue, what differs, what may be accepted together."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from fractions import Fraction

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from xephang.calendar import HANOI, WorkingCalendar
from xephang.classes import ClassScheme
from xephang.results import classify_score, measured_by
from xephang.sheets import UnitSheet
from xephang_web.accounts.models import User
from xephang_web.accounts.queries import standing
from xephang_web.appraisal.ledger import (
    CLAIMED,
    Ledger,
    counted_as_appraisal,
    read_ledgers,
)
from xephang_web.appraisal.models import Finding, FormAppraisal, Proceedings, ReferenceValue
from xephang_web.appraisal.permissions import JUDGING, conflict, sits
from xephang_web.assessments.models import Assessment, Receipt
from xephang_web.assessments.queries import beside_last_year
from xephang_web.campaigns.models import Campaign, Member, Participant
from xephang_web.campaigns.queries import regulation_of


def proceedings_of(campaign: Campaign) -> Proceedings:
    """Where the second half stands; not saved where nothing has happened yet."""
    found: Proceedings | None = Proceedings.objects.filter(campaign=campaign).first()
    return found or Proceedings(campaign=campaign)


def why_facts_stand(campaign: Campaign) -> str:
    """Why roster, dates and receipts cannot change: results that rest on them are decided.

    No step is taken until the act that asks is over: nothing moves under results that are
    just being frozen.
    """
    found = Proceedings.objects.select_for_update().filter(campaign=campaign).first()
    state = found.state if found else Proceedings.State.APPRAISING
    if state in (Proceedings.State.PROPOSED, Proceedings.State.APPROVED):
        return _("Kết quả đang chờ phê duyệt hoặc công bố: cấp phê duyệt trả lại trước khi đổi.")
    if state == Proceedings.State.PUBLISHED:
        return _("Kết quả đã công bố: hãy mở điều chỉnh trước khi đổi.")
    return ""


def is_signed(participant: Participant) -> bool:
    """True if an appraiser has signed for the form as it stands."""
    found: FormAppraisal | None = getattr(participant, "form_appraisal", None)
    return found is not None and found.stands


def sent_forms(campaign: Campaign) -> QuerySet[Participant]:
    """The forms that were sent and still stand for their units."""
    return campaign.participants.filter(
        assessment__state=Assessment.State.SUBMITTED, superseded_by__isnull=True
    ).select_related(
        "unit__parent__parent__parent",
        "campaign__standing_office",
        "campaign__regulation",
        "appraised_by",
        "second_look",
        "form_appraisal__submission",
    )


def forms_to_judge(user: User, campaign: Campaign) -> QuerySet[Participant]:
    """The sent forms that a person is called to appraise, whatever stands against it.

    The office and the auditor see all of them.
    """
    sent = sent_forms(campaign)
    if user.has_perm("campaigns.see_all", campaign):
        return sent
    mine = Q(appraised_by__in=standing(user).units(*JUDGING)) | Q(second_look__appraiser=user)
    if sits(user, campaign, Member.Body.PANEL):
        mine |= Q(appraised_by__isnull=True) | Q(appraised_by=campaign.standing_office_id)
    return sent.filter(mine).distinct()


def reference_differences(
    participants: Iterable[Participant],
) -> dict[int, list[ReferenceValue]]:
    """Participant → every reference value about it, its table with it."""
    found: dict[int, list[ReferenceValue]] = {}
    rows = ReferenceValue.objects.filter(
        participant__in=[each.pk for each in participants], table__withdrawn_at__isnull=True
    ).select_related("table__supplied_by")
    for each in rows:
        found.setdefault(each.participant_id, []).append(each)
    return found


@dataclass(frozen=True, slots=True)
class Beside:
    """A reference value beside the claim."""

    value: ReferenceValue
    claimed: str
    is_apart: bool


def beside(ledger: Ledger, values: Iterable[ReferenceValue]) -> dict[str, list[Beside]]:
    """Criterion → the reference values beside the claimed ones, differences marked."""
    found: dict[str, list[Beside]] = {}
    for each in values:
        claimed = ledger.claimed.get(each.table.criterion, {}).get(each.table.field, "")
        text = claimed if isinstance(claimed, str) else ""
        apart = not text or each.is_apart_from(text)
        found.setdefault(each.table.criterion, []).append(Beside(each, text, apart))
    return found


def doubts_of(ledger: Ledger) -> set[str]:
    """Criteria whose claims the core finds impossible, or that are twice last year's."""
    sheet = UnitSheet(
        unit=ledger.participant.unit.code,
        regulation=ledger.regulation,
        criteria_set=ledger.criteria,
        answers=ledger.claimed,
        previous=ledger.previous,
    )
    found = {criterion for criterion, _problem in (*sheet.doubts(), *sheet.disagreements())}
    twice = beside_last_year(ledger.criteria, ledger.claimed, ledger.previous)
    return found | {each.criterion for each in twice}


@dataclass
class QueueRow:
    """One form in the queue: how far it is, and how much hangs on it."""

    participant: Participant
    judged: int
    to_judge: int
    doubts: int
    apart: int
    margin: Fraction | None
    """Points (or percent) that the unit may lose and stay in its class."""
    at_stake: Fraction
    """Claimed points that nobody has looked at yet."""
    conflict: str
    is_concluded: bool
    is_second: bool
    due: dt.date | None = None
    waits_for: set[str] = field(default_factory=set)

    @property
    def could_change_class(self) -> bool:
        """True if losing what nobody has looked at would cost the unit its class."""
        return self.margin is not None and self.at_stake > self.margin

    @property
    def order(self) -> tuple[bool, int, bool, Fraction, str]:
        """Open before done, then what differs, what could change a class, how near it is."""
        return (
            self.is_concluded,
            -(self.apart + self.doubts),
            not self.could_change_class,
            self.margin if self.margin is not None else Fraction(10**6),
            self.participant.unit.sort_key,
        )


def barred_row(participant: Participant, why: str) -> QueueRow:
    """A form that a person is called to and may not judge: that it is there, and nothing of it."""
    return QueueRow(
        participant=participant,
        judged=0,
        to_judge=0,
        doubts=0,
        apart=0,
        margin=None,
        at_stake=Fraction(0),
        conflict=why,
        is_concluded=False,
        is_second=False,
    )


def queue(user: User, campaign: Campaign) -> list[QueueRow]:
    """The forms a person appraises, what matters most first."""
    participants = list(forms_to_judge(user, campaign))
    for each in participants:
        each.campaign = campaign
    mine = [each for each in participants if user.has_perm("appraisal.see_ledger", each)]
    about = reference_differences(mine)
    due = complete_by(campaign, mine)
    ids = {each.pk for each in mine}
    rows = [barred_row(each, conflict(user, each)) for each in participants if each.pk not in ids]
    for ledger in read_ledgers(campaign, mine):
        each = ledger.participant
        each.campaign = campaign
        look = getattr(each, "second_look", None)
        is_second = look is not None and look.appraiser_id == user.pk
        body = Finding.Body.SECOND if is_second else Finding.Body.APPRAISAL
        judged = sum(1 for one in ledger.to_judge if ledger.finding(one.id, body))
        outcomes = ledger.outcomes[CLAIMED]
        open_points = sum(
            (
                outcomes[one.id].points
                for one in ledger.to_judge
                if not ledger.finding(one.id, body)
            ),
            Fraction(0),
        )
        apart = sum(
            1
            for values in beside(ledger, about.get(each.pk, [])).values()
            for one in values
            if one.is_apart
        )
        rows.append(
            QueueRow(
                participant=each,
                judged=judged,
                to_judge=len(ledger.to_judge),
                doubts=len(doubts_of(ledger)),
                apart=apart,
                margin=margin_of(ledger),
                at_stake=open_points,
                conflict=conflict(user, each),
                is_concluded=is_signed(each),
                is_second=is_second,
                due=due.get(each.pk),
            )
        )
    return sorted(rows, key=lambda row: row.order)


def margin_of(ledger: Ledger) -> Fraction | None:
    """How much the claim lies above the lower bound of its class; None where minima decide."""
    scheme: ClassScheme | None = ledger.regulation.scheme(ledger.participant.group)
    if scheme is None:
        return None
    score = ledger.scores[CLAIMED]
    found = classify_score(scheme, score)
    value = measured_by(score.indices.get(scheme.index), scheme.of)
    if found is None or value is None or found.class_id is None:
        return None
    band = next(each for each in scheme.classes if each.id == found.class_id)
    sections = {
        name: (score.sections.get(name) or Fraction(0)) - least
        for name, least in band.minima.items()
    }
    if sections:
        return min(sections.values())
    return value - (band.at_least or Fraction(0))


def complete_by(campaign: Campaign, participants: Iterable[Participant]) -> dict[int, dt.date]:
    """Participant → last day of its appraisal, where the text counts from the complete form.

    Phú Thọ gives 60 working days from the complete form (PHT-6).
    """
    calendar = regulation_of(campaign).file.calendar
    milestone = next(
        (
            each
            for each in (calendar.milestones if calendar else [])
            if each.kind == "appraisal" and each.after is not None
        ),
        None,
    )
    if milestone is None or milestone.after is None or milestone.after.working_days is None:
        return {}
    first: dict[int, dt.date] = {}
    receipts = Receipt.objects.filter(
        participant__in=[each.pk for each in participants], is_complete=True
    ).exclude(submission__withdrawn_at__isnull=False)
    for each in receipts:
        day = each.stamped_on or (each.at.astimezone(HANOI).date() if each.at else None)
        if day is not None:
            first[each.participant_id] = min(day, first.get(each.participant_id, day))
    working = WorkingCalendar()
    return {pk: working.add(day, int(milestone.after.working_days)) for pk, day in first.items()}


@dataclass(frozen=True, slots=True)
class Agreement:
    """How far two appraisers who did not see one another agree."""

    compared: int
    equal: int
    mean_difference: Fraction

    @property
    def share(self) -> Fraction | None:
        """The share of criteria with equal points."""
        return Fraction(self.equal, self.compared) if self.compared else None


def agreement(campaign: Campaign) -> Agreement:
    """The first and the second appraiser's points on the forms drawn, criterion by criterion."""
    drawn = campaign.participants.filter(second_look__isnull=False).select_related(
        "unit", "second_look"
    )
    compared = equal = 0
    total = Fraction(0)
    for ledger in read_ledgers(campaign, drawn):
        ledger.participant.campaign = campaign
        for criterion in ledger.to_judge:
            one = ledger.finding(criterion.id, Finding.Body.APPRAISAL)
            other = ledger.finding(criterion.id, Finding.Body.SECOND)
            if one is None or other is None:
                continue
            as_first = counted_as_appraisal(other)
            difference = ledger.if_found(one).points - ledger.if_found(as_first).points
            compared += 1
            equal += difference == 0
            total += abs(difference)
    return Agreement(compared, equal, total / compared if compared else Fraction(0))


def history_of(ledger: Ledger, criterion: str) -> Mapping[str, list[Finding]]:
    """Body → its findings on a criterion, the oldest first."""
    found: dict[str, list[Finding]] = {}
    for each in ledger.history.get(criterion, []):
        found.setdefault(each.body, []).append(each)
    return found
