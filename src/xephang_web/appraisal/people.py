"""Who may be called to check: the panel and the checkers, and what stands against each of them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from xephang_web.accounts.models import User
from xephang_web.accounts.queries import current_appointments
from xephang_web.appraisal.models import SecondLook
from xephang_web.appraisal.permissions import JUDGING, conflict, sits
from xephang_web.appraisal.queries import forms_to_judge, sent_forms
from xephang_web.campaigns.models import Campaign, Member, Participant
from xephang_web.organisations.models import Unit
from xephang_web.organisations.queries import changes_of_units, lineage_in


@dataclass(frozen=True, slots=True)
class Candidate:
    """Somebody who could be called, and what stands against it (empty: nothing)."""

    user: User
    why_not: str = ""


def preload_own_units(users: Iterable[User], campaign: Campaign) -> None:
    """Read what conflicts are computed from, for many people, in a fixed number of questions.

    As `own_units` reads it for one: with what their units came from and what became of them.
    """
    listed = list(users)
    held: dict[int, dict[int, Unit]] = {each.pk: {} for each in listed}
    appointments = current_appointments().filter(user__in=listed, unit__isnull=False)
    for each in appointments.select_related("unit__parent__parent__parent"):
        assert each.unit is not None
        held[each.user_id][each.unit.pk] = each.unit
    seats = campaign.members.filter(user__in=listed, seconded_from__isnull=False)
    for seat in seats.select_related("seconded_from__parent__parent__parent"):
        assert seat.seconded_from is not None
        held[seat.user_id][seat.seconded_from.pk] = seat.seconded_from
    links = changes_of_units()
    related = {pk: lineage_in(links, units) for pk, units in held.items()} if links else {}
    known = Unit.objects.select_related("parent__parent__parent").in_bulk(
        {one for found in related.values() for one in found}
    )
    for pk, found in related.items():
        held[pk] = {one: known[one] for one in found if one in known} | held[pk]
    for user in listed:
        user.__dict__.setdefault("_own_units", {})[campaign.pk] = held[user.pk]


def checkers(campaign: Campaign, group: str = "") -> list[User]:
    """Who appraises in the campaign (or one group of it): panel seats and posts, by name.

    Their own units come with them, so that conflicts need no further question.
    """
    roster = campaign.participants.filter(group=group) if group else campaign.participants.all()
    units = set(roster.values_list("appraised_by", flat=True)) - {None}
    seats = campaign.members.filter(body=Member.Body.PANEL).values("user")
    office = campaign.standing_office_id
    posts = current_appointments().filter(unit__in=units | {office}, role__in=JUDGING)
    people = list(
        User.objects.filter(Q(pk__in=seats) | Q(pk__in=posts.values("user")), is_active=True)
        .distinct()
        .order_by("full_name", "pk")
    )
    preload_own_units(people, campaign)
    return people


def candidates_for(participant: Participant, people: Sequence[User]) -> list[Candidate]:
    """Who could go to a unit: those without a conflict first, the others with the reason.

    The blind second appraiser of a form does not go with those who appraise it first.
    """
    look = SecondLook.objects.filter(participant=participant).first()
    found = []
    for each in people:
        why = conflict(each, participant)
        if not why and look is not None and look.appraiser_id == each.pk:
            why = _("Thẩm định độc lập phiếu này, không đi cùng đoàn.")
        found.append(Candidate(each, why))
    return sorted(found, key=lambda each: bool(each.why_not))


def visible_forms(user: User, campaign: Campaign) -> QuerySet[Participant]:
    """The sent forms about which a person may see what findings rest on, conflicts aside.

    Those they are called to judge; for a seat on the council all of them.
    """
    if sits(user, campaign, Member.Body.COUNCIL):
        return sent_forms(campaign)
    return forms_to_judge(user, campaign)


def forms_with_findings(user: User, campaign: Campaign) -> QuerySet[Participant]:
    """Of those forms the ones whose findings the person may see: not as their second appraiser."""
    return visible_forms(user, campaign).exclude(second_look__appraiser=user)


def free_forms(
    user: User, campaign: Campaign, forms: QuerySet[Participant] | None = None
) -> list[Participant]:
    """Of these forms (or all visible ones) those with which the person is in no conflict."""
    preload_own_units([user], campaign)
    found = []
    listed = visible_forms(user, campaign) if forms is None else forms
    for each in listed.select_related("unit__parent__parent__parent"):
        each.campaign = campaign
        if not conflict(user, each):
            found.append(each)
    return found
