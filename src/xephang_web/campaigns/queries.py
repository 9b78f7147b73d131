"""Reading campaigns: who reaches which, the clock they run by, their regulation and dates."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Mapping
from functools import lru_cache

from django.db.models import Q, QuerySet
from django.http import Http404

from xephang.calendar import Milestone, Terms, schedule, terms
from xephang.calendar.schedule import ScheduleRow
from xephang.differences import Change, differences
from xephang.loading import RegulationFolder, folder_from_data
from xephang.regulation import Regulation
from xephang_web.accounts.models import Role, User
from xephang_web.accounts.permissions import OWN_ROLES
from xephang_web.accounts.queries import standing
from xephang_web.campaigns.models import (
    Campaign,
    Extension,
    Participant,
    PinnedRegulation,
    Question,
)
from xephang_web.shared import clock


@lru_cache(maxsize=64)
def _folder(digest: str) -> RegulationFolder:
    content = PinnedRegulation.objects.values_list("content", flat=True).get(digest=digest)
    return folder_from_data(json.loads(content))


@lru_cache(maxsize=64)
def _regulation(digest: str, year: int) -> Regulation:
    return _folder(digest).regulation(year)


def regulation_of(campaign: Campaign) -> Regulation:
    """The regulation a campaign has pinned, ready to score with. Read once a process."""
    pinned = campaign.regulation
    return _regulation(pinned.digest, pinned.year)


def regulation_pinned(digest: str, year: int) -> Regulation:
    """The regulation that was pinned under a digest."""
    return _regulation(digest, year)


def pinned_regulation(pinned: PinnedRegulation) -> Regulation:
    """The regulation of a pin, whichever campaign uses it."""
    return _regulation(pinned.digest, pinned.year)


def campaign_now(campaign: Campaign) -> dt.datetime:
    """The moment by which a campaign is judged: the server's clock, or its own in training."""
    real = clock.now()
    if campaign.is_training and campaign.clock_at and campaign.clock_set_at:
        return campaign.clock_at + (real - campaign.clock_set_at)
    return real


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
    mine = Q(standing_office__in=office) | Q(members__user=user)
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
    """The units of a roster whose forms a person may see: own, children's, or all of an office."""
    found = campaign.participants.select_related("unit", "parent", "appraised_by", "campaign")
    held = standing(user)
    if held.is_any(Role.AUDITOR) or held.has(
        Role.STANDING_OFFICE, unit=campaign.standing_office_id
    ):
        return found
    own = held.units(*OWN_ROLES)
    checks = held.units(Role.APPRAISER, Role.PANEL_LEADER)
    return found.filter(Q(unit__in=own) | Q(parent__in=own) | Q(appraised_by__in=checks)).distinct()


def reach_participant(user: User, pk: int) -> Participant:
    """A unit on a roster. Raises `Http404` for who may not see its form."""
    participant = (
        Participant.objects.select_related("campaign__regulation", "unit")
        .defer("campaign__regulation__content")
        .filter(pk=pk)
        .first()
    )
    if participant is None or not user.has_perm("campaigns.view_form", participant):
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
    moved = [each.before for each in extensions if each.milestone == milestone.id]
    return terms(milestone, campaign.year, extended_to=max(moved, default=None))


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
