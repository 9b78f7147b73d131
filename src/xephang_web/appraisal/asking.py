"""Giải trình: what was asked, what waits, and what is overdue."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from xephang_web.accounts.models import User
from xephang_web.appraisal.models import Clarification
from xephang_web.appraisal.people import free_forms
from xephang_web.campaigns.models import Campaign, Participant
from xephang_web.campaigns.queries import campaign_today

ORDER = ("overdue", "waiting", "answered")


def state_of(asked: Clarification, today: dt.date) -> str:
    """`answered`, `waiting` to the end of its last day, or `overdue` after it."""
    if asked.answered_at is not None:
        return "answered"
    return "waiting" if today <= asked.due else "overdue"


@dataclass(frozen=True, slots=True)
class Asked:
    """One request and where it stands."""

    asked: Clarification
    participant: Participant
    state: str


def asked_of_forms(user: User, campaign: Campaign) -> list[Asked]:
    """What was asked of the forms that the person judges, overdue first, in two questions."""
    forms = {each.pk: each for each in free_forms(user, campaign)}
    today = campaign_today(campaign)
    found = [
        Asked(each, forms[each.participant_id], state_of(each, today))
        for each in Clarification.objects.filter(participant__in=forms)
        .select_related("asked_by", "answered_by")
        .prefetch_related("files")
    ]
    for each in found:
        each.asked.participant = each.participant
    return sorted(found, key=lambda each: (ORDER.index(each.state), each.asked.due, each.asked.pk))


def open_requests(participant: Participant) -> list[Clarification]:
    """What a unit still has to answer and still can, the nearest day first."""
    return open_requests_of([participant]).get(participant.pk, [])


def open_requests_of(participants: Iterable[Participant]) -> dict[int, list[Clarification]]:
    """Form → what its unit still has to answer and still can, in one question for all forms."""
    today = {each.pk: campaign_today(each.campaign) for each in participants}
    found: dict[int, list[Clarification]] = {}
    waiting = Clarification.objects.filter(participant__in=today, answered_at__isnull=True)
    for each in waiting.order_by("due", "pk"):
        if each.due >= today[each.participant_id]:
            found.setdefault(each.participant_id, []).append(each)
    return found
