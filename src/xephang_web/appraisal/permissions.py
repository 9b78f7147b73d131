"""Who may judge whom. Nobody judges their own unit, one above it, or (mostly) one below it."""

from __future__ import annotations

from xephang_web.accounts.models import Role, User
from xephang_web.accounts.permissions import is_auditor
from xephang_web.accounts.queries import standing
from xephang_web.assessments.models import Assessment
from xephang_web.campaigns.conflicts import conflict, is_judged_by_parent, own_units, sits
from xephang_web.campaigns.models import Campaign, Member, Participant
from xephang_web.campaigns.permissions import is_launched, runs_campaign, runs_its_campaign
from xephang_web.organisations.models import Unit
from xephang_web.shared.predicates import add_permission, predicate, widen_permission

__all__ = ["conflict", "is_judged_by_parent", "own_units", "sits"]

JUDGING = (Role.APPRAISER, Role.PANEL_LEADER)


def is_called_to_judge(user: User, participant: Participant) -> bool:
    """True if the person appraises in the body that checks the form, conflicts aside."""
    held = standing(user)
    checker = participant.appraised_by_id
    if checker is not None and held.has(*JUDGING, unit=checker):
        return True
    by_the_office = checker is None or checker == participant.campaign.standing_office_id
    if by_the_office and sits(user, participant.campaign, Member.Body.PANEL):
        return True
    return _is_second(user, participant)


def _is_second(user: User, participant: Participant) -> bool:
    look = getattr(participant, "second_look", None)
    return look is not None and look.appraiser_id == user.pk


@predicate
def judges(user: User, participant: Participant | None) -> bool:
    """May write findings on that form."""
    return (
        participant is not None
        and is_called_to_judge(user, participant)
        and not conflict(user, participant)
    )


@predicate
def judges_first(user: User, participant: Participant | None) -> bool:
    """Judges the form, and not as the second appraiser, who must not see the first's findings."""
    return (
        participant is not None and judges(user, participant) and not _is_second(user, participant)
    )


def is_called(user: User, participant: Participant) -> bool:
    """True if the person is called to judge, by panel or council, whatever stands against it."""
    return is_called_to_judge(user, participant) or sits(
        user, participant.campaign, Member.Body.COUNCIL
    )


@predicate
def judges_somewhere(user: User, campaign: Campaign | None) -> bool:
    """Appraises forms of that campaign at all."""
    if campaign is None:
        return False
    held = standing(user).units(*JUDGING)
    return (
        sits(user, campaign, Member.Body.PANEL)
        or (bool(held) and campaign.participants.filter(appraised_by__in=held).exists())
        or is_second_somewhere(user, campaign)
    )


def is_second_somewhere(user: User, campaign: Campaign) -> bool:
    """True if a form of the campaign was drawn for the person as second appraiser."""
    return campaign.participants.filter(second_look__appraiser=user).exists()


@predicate
def sits_on_council(user: User, campaign: Campaign | None) -> bool:
    """Has a seat on the council of that campaign."""
    return campaign is not None and sits(user, campaign, Member.Body.COUNCIL)


@predicate
def settles(user: User, participant: Participant | None) -> bool:
    """Sits on the council, and nothing stands against judging that unit."""
    return (
        participant is not None
        and sits(user, participant.campaign, Member.Body.COUNCIL)
        and not conflict(user, participant)
    )


@predicate
def is_laid_before(user: User, participant: Participant | None) -> bool:
    """Panel, council and second appraiser read a form to judge it: sent, and without conflict.

    Drafts are the unit's own business; what is not needed is not shown.
    """
    return (
        participant is not None
        and is_sent(participant)
        and (judges(user, participant) or settles(user, participant))
    )


def is_sent(participant: Participant) -> bool:
    """True if the form stands as sent, and no other goes on for the unit."""
    sent = Assessment.objects.filter(
        participant=participant, state=Assessment.State.SUBMITTED
    ).exists()
    return sent and participant.superseded_by_id is None


@predicate
def supplies_data(user: User, campaign: Campaign | None) -> bool:
    """Supplies reference data: for the office, or for an agency that verifies a criterion."""
    if campaign is None:
        return False
    units = standing(user).units(Role.DATA_SUPPLIER)
    return bool(units) and (
        campaign.standing_office_id in units
        or campaign.standing_office.parent_id in units
        or campaign.criterion_tasks.filter(unit__in=units).exists()
        or Unit.objects.filter(pk__in=units, parent=campaign.standing_office.parent_id).exists()
    )


VERIFYING = (Role.DATA_SUPPLIER, *JUDGING)


def verifying_units(user: User) -> set[int]:
    """The units for which a person verifies what they were given: suppliers and appraisers."""
    return standing(user).units(*VERIFYING)


@predicate
def verifies(user: User, campaign: Campaign | None) -> bool:
    """Is of a specialist agency to which criteria of that campaign were given."""
    if campaign is None:
        return False
    units = verifying_units(user)
    return bool(units) and campaign.criterion_tasks.filter(unit__in=units).exists()


@predicate
def leads_panel(user: User, campaign: Campaign | None) -> bool:
    """Leads the panel, by seat or by post in the standing office."""
    if campaign is None:
        return False
    led = campaign.members.filter(
        user=user, body=Member.Body.PANEL, seat=Member.Seat.LEADER
    ).exists()
    return led or standing(user).has(Role.PANEL_LEADER, unit=campaign.standing_office_id)


add_permission("appraisal.judge", judges)
add_permission("appraisal.settle", settles)
add_permission("appraisal.supply", supplies_data | runs_campaign)
add_permission("appraisal.verify", verifies)
add_permission("appraisal.lead", leads_panel | runs_campaign)
add_permission("appraisal.council", sits_on_council)
add_permission("appraisal.work", judges_somewhere | sits_on_council | runs_campaign | is_auditor)
add_permission("appraisal.see_council", sits_on_council | leads_panel | runs_campaign | is_auditor)
add_permission("appraisal.see_ledger", judges | settles | runs_its_campaign | is_auditor)
add_permission("appraisal.see_findings", judges_first | settles | runs_its_campaign | is_auditor)
widen_permission("campaigns.view_form", is_launched & is_laid_before)
