"""Who may do what in a campaign and with a form on its roster."""

from __future__ import annotations

from xephang_web.accounts.models import Role, User
from xephang_web.accounts.permissions import OWN_ROLES, SIGNING_ROLES, is_auditor, is_office
from xephang_web.accounts.queries import standing
from xephang_web.campaigns.conflicts import conflict
from xephang_web.campaigns.models import Campaign, Participant
from xephang_web.shared.predicates import add_permission, predicate


@predicate
def runs_campaign(user: User, campaign: Campaign | None) -> bool:
    """Works in the standing office of that campaign."""
    return campaign is not None and standing(user).has(
        Role.STANDING_OFFICE, unit=campaign.standing_office_id
    )


@predicate
def runs_its_campaign(user: User, participant: Participant | None) -> bool:
    """Works in the standing office of the campaign the form belongs to."""
    return participant is not None and standing(user).has(
        Role.STANDING_OFFICE, unit=participant.campaign.standing_office_id
    )


@predicate
def fills_in(user: User, participant: Participant | None) -> bool:
    """Works on the form in the unit itself."""
    return participant is not None and standing(user).has(*OWN_ROLES, unit=participant.unit_id)


@predicate
def signs(user: User, participant: Participant | None) -> bool:
    """Is the head of the unit, or signs through a deputy's authority (KT.) today."""
    return participant is not None and standing(user).has(*SIGNING_ROLES, unit=participant.unit_id)


@predicate
def answers_for(user: User, participant: Participant | None) -> bool:
    """Works in the unit above, which answers for its children's data (PHT-4, PHT-14)."""
    return (
        participant is not None
        and participant.parent_id is not None
        and standing(user).has(*OWN_ROLES, unit=participant.parent_id)
    )


@predicate
def appraises(user: User, participant: Participant | None) -> bool:
    """Appraises in the body that checks the form, and nothing stands against it."""
    return (
        participant is not None
        and participant.appraised_by_id is not None
        and standing(user).has(Role.APPRAISER, Role.PANEL_LEADER, unit=participant.appraised_by_id)
        and not conflict(user, participant)
    )


@predicate
def is_launched(_user: User, participant: Participant | None) -> bool:
    """The campaign is launched: before that its roster is known to nobody but its office."""
    return participant is not None and participant.campaign.state != Campaign.State.PREPARING


@predicate
def sees_all_forms(user: User, campaign: Campaign | None) -> bool:
    """The office and the auditor see every unit of the campaign."""
    return campaign is not None and (is_auditor(user) or runs_campaign(user, campaign))


add_permission("campaigns.create", is_office)
add_permission("campaigns.run", runs_campaign)
add_permission("campaigns.see_all", sees_all_forms)
add_permission(
    "campaigns.view_form",
    is_auditor | runs_its_campaign | (is_launched & (fills_in | answers_for | appraises)),
)
add_permission("assessments.edit", fills_in)
add_permission("assessments.sign", signs)
add_permission("assessments.receive", runs_its_campaign)
add_permission("assessments.endorse", is_launched & answers_for)
