"""Who may approve, appeal and decide on results."""

from __future__ import annotations

from xephang_web.accounts.models import Role, User
from xephang_web.accounts.permissions import SIGNING_ROLES, is_auditor
from xephang_web.accounts.queries import standing
from xephang_web.appraisal.permissions import leads_panel, sits_on_council
from xephang_web.campaigns.models import Campaign, Participant
from xephang_web.campaigns.permissions import (
    answers_for,
    fills_in,
    runs_campaign,
    runs_its_campaign,
)
from xephang_web.campaigns.queries import regulation_of
from xephang_web.shared.predicates import add_permission, predicate


@predicate
def approves(user: User, campaign: Campaign | None) -> bool:
    """Approves for the authority that the standing office serves."""
    return campaign is not None and standing(user).has(
        Role.APPROVER, unit=campaign.standing_office.parent_id
    )


@predicate
def awards(user: User, campaign: Campaign | None) -> bool:
    """Works in the emulation office of that authority."""
    return campaign is not None and standing(user).has(
        Role.EMULATION_OFFICE, unit=campaign.standing_office.parent_id
    )


@predicate
def appeals_for(user: User, participant: Participant | None) -> bool:
    """Signs for the unit: only the head (or the deputy) disputes its result."""
    return participant is not None and standing(user).has(*SIGNING_ROLES, unit=participant.unit_id)


@predicate
def decides_a_table(user: User, campaign: Campaign | None) -> bool:
    """Heads a unit above, where the text lets it decide the table of its own (DN-7)."""
    if campaign is None:
        return False
    above = standing(user).units(*SIGNING_ROLES)
    groups = [
        group
        for table in regulation_of(campaign).file.rank_tables
        if table.within
        for group in table.groups
    ]
    return (
        bool(above)
        and bool(groups)
        and campaign.participants.filter(group__in=groups, parent__in=above).exists()
    )


add_permission("results.approve", approves)
add_permission("results.decide_table", decides_a_table)
add_permission("results.appeal", appeals_for)
add_permission(
    "results.see_all",
    runs_campaign | is_auditor | approves | sits_on_council | leads_panel,
)
add_permission("results.consequences", runs_campaign | is_auditor | approves | awards)
add_permission("results.see_own", fills_in | answers_for | runs_its_campaign | is_auditor)
add_permission("results.follow_remedies", runs_campaign | is_auditor)
