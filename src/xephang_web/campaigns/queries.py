"""Reading campaigns: who reaches which, the clock they run by, their regulation and dates."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

from django.db.models import Q, QuerySet
from django.http import Http404

from xephang.calendar import HANOI, Milestone, Terms, last_by_any_reading, schedule, terms
from xephang.calendar.schedule import ScheduleRow
from xephang.differences import Change, differences
from xephang_web.accounts.models import Role, User
from xephang_web.accounts.permissions import OWN_ROLES
from xephang_web.accounts.queries import standing
from xephang_web.campaigns.conflicts import conflict
from xephang_web.campaigns.models import (
    Campaign,
    Extension,
    Participant,
    Question,
)
from xephang_web.campaigns.regulations import (
    folder_of,
    pinned_regulation,
    regulation_of,
    regulation_pinned,
)
from xephang_web.organisations.models import Unit
from xephang_web.shared import clock

__all__ = ["folder_of", "pinned_regulation", "regulation_of", "regulation_pinned"]


def campaign_now(campaign: Campaign, at: dt.datetime | None = None) -> dt.datetime:
    """The moment by which a campaign is judged: the server's clock, or its own in training.

    `at` is what the server's clock said; now, if nothing is given. In Vietnamese time, so
    that its day is the day in Viet Nam also before seven in the morning.
    """
    moment = at or clock.now()
    if campaign.is_training and campaign.clock_at and campaign.clock_set_at:
        moment = campaign.clock_at + (moment - campaign.clock_set_at)
    return moment.astimezone(HANOI)


def campaign_today(campaign: Campaign) -> dt.date:
    """The day it is in Viet Nam by the campaign's clock: what every term in days is held against.

    The clock itself may stand in UTC, whose day begins seven hours later.
    """
    return campaign_now(campaign).astimezone(HANOI).date()


def visible_campaigns(user: User) -> QuerySet[Campaign]:
    """The campaigns a person may know of."""
    campaigns: QuerySet[Campaign] = Campaign.objects.select_related(
        "regulation", "standing_office"
    ).defer("regulation__content")
    held = standing(user)
    if held.is_any(Role.AUDITOR):
        return campaigns
    own = held.units(*OWN_ROLES, Role.APPRAISER, Role.PANEL_LEADER)
    office = held.units(
        Role.STANDING_OFFICE, Role.APPROVER, Role.DATA_SUPPLIER, Role.EMULATION_OFFICE
    )
    above_office = held.units(Role.APPROVER, Role.EMULATION_OFFICE, Role.DATA_SUPPLIER)
    suppliers = Unit.objects.filter(pk__in=held.units(Role.DATA_SUPPLIER)).values("parent")
    mine = (
        Q(standing_office__in=office)
        | Q(standing_office__parent__in=above_office)
        | Q(standing_office__parent__in=suppliers)
        | Q(members__user=user)
    )
    taking_part = Participant.objects.filter(
        Q(unit__in=own) | Q(parent__in=own) | Q(appraised_by__in=own)
    )
    started = ~Q(state=Campaign.State.PREPARING) & Q(pk__in=taking_part.values("campaign"))
    return campaigns.filter(mine | started).distinct()


def reach_campaign(user: User, slug: str) -> Campaign:
    """The campaign of that address. Raises `Http404` for who may not know of it."""
    campaign = visible_campaigns(user).filter(slug=slug).first()
    if campaign is None:
        raise Http404
    return campaign


def visible_participants(user: User, campaign: Campaign) -> QuerySet[Participant]:
    """The units of a roster whose forms a person may see: own, children's, or all of an office.

    Before the launch nobody but the office (and the auditor) sees any.
    """
    found = campaign.participants.select_related("unit", "parent", "appraised_by", "campaign")
    held = standing(user)
    if held.is_any(Role.AUDITOR) or held.has(
        Role.STANDING_OFFICE, unit=campaign.standing_office_id
    ):
        return found
    if campaign.state == Campaign.State.PREPARING:
        return found.none()
    own = held.units(*OWN_ROLES)
    checks = held.units(Role.APPRAISER, Role.PANEL_LEADER)
    others = Q(pk__in=_checked(user, campaign, checks))
    return found.filter(Q(unit__in=own) | Q(parent__in=own) | others).distinct()


def _checked(user: User, campaign: Campaign, bodies: set[int]) -> list[int]:
    """Ids of the forms that these bodies check, those of units in conflict left out."""
    if not bodies:
        return []
    listed = campaign.participants.filter(appraised_by__in=bodies).select_related(
        "unit__parent__parent__parent"
    )
    found = []
    for each in listed:
        each.campaign = campaign
        if not conflict(user, each):
            found.append(each.pk)
    return found


def reach_participant(user: User, pk: int) -> Participant:
    """A unit on a roster. Raises `Http404` for who may not see its form."""
    # Asked by every page and every save of a form: no order, and only what they read.
    listed = Participant.objects.select_related("campaign__regulation", "unit").defer(
        "campaign__regulation__content",
        "campaign__regulation__pinned_at",
        "unit__search",
        "unit__sort_key",
    )
    try:
        participant = listed.get(pk=pk)
    except Participant.DoesNotExist:
        raise Http404 from None
    if not user.has_perm("campaigns.view_form", participant):
        raise Http404
    return participant


def extensions_of(participant: Participant) -> list[Extension]:
    """The acts that move this unit's deadlines: its own and those for all."""
    return list(
        Extension.objects.filter(campaign=participant.campaign_id).filter(
            Q(participant=participant) | Q(participant__isnull=True)
        )
    )


def extensions_by_participant(campaign: Campaign) -> Mapping[int | None, list[Extension]]:
    """Participant id (None: all units) → the acts, in one question."""
    found: dict[int | None, list[Extension]] = {}
    for each in campaign.extensions.all():
        found.setdefault(each.participant_id, []).append(each)
    return found


def submission_milestone(campaign: Campaign, group: str) -> Milestone | None:
    """The milestone at which the group's forms are due; None where the text names none."""
    calendar = regulation_of(campaign).file.calendar
    return calendar.submission(group) if calendar else None


def submission_terms(campaign: Campaign, group: str, extensions: list[Extension]) -> Terms | None:
    """When the group's forms are due and until when accepted, extensions counted."""
    milestone = submission_milestone(campaign, group)
    if milestone is None:
        return None
    return terms(milestone, campaign.year, extended_to=_moved_to(milestone, extensions))


def _moved_to(milestone: Milestone, extensions: list[Extension]) -> dt.date | None:
    moved = [each.before for each in extensions if each.milestone == milestone.id]
    return max(moved, default=None)


def last_accepted(campaign: Campaign) -> dt.datetime | None:
    """The first moment at which no unit's form is accepted any more, by any reading of the text.

    What only another reading would take is for a person, who must have it to decide on.
    None where the text sets no deadline. Who is exempt, or whose form goes on in another,
    is not waited for.
    """
    acts = extensions_by_participant(campaign)
    found = set()
    for pk, group in campaign.participants.filter(
        exempted_for="", superseded_by__isnull=True
    ).values_list("pk", "group"):
        milestone = submission_milestone(campaign, group)
        if milestone is not None:
            moved = _moved_to(milestone, [*acts.get(None, []), *acts.get(pk, [])])
            found.add((group, moved))
    moments = []
    for group, moved in found:
        milestone = submission_milestone(campaign, group)
        assert milestone is not None
        moments.append(last_by_any_reading(milestone, campaign.year, extended_to=moved))
    return max(moments, default=None)


def campaign_schedule(campaign: Campaign) -> list[ScheduleRow]:
    """The dates of the year as the regulation sets them."""
    calendar = regulation_of(campaign).file.calendar
    return schedule(calendar, campaign.year) if calendar else []


def changes_since_last_year(campaign: Campaign, group: str | None = None) -> list[Change]:
    """What changed in the criteria since the campaign before (BT-2), of one group or all."""
    if campaign.previous is None:
        return []
    found = differences(regulation_of(campaign.previous), regulation_of(campaign))
    return [each for each in found if group is None or each.group in ("", group)]


def open_questions(campaign: Campaign) -> QuerySet[Question]:
    """Questions of units that wait for an answer, the oldest first."""
    return campaign.questions.filter(answered_at__isnull=True).select_related("unit", "asked_by")
