"""Conflicts of interest: who may not judge whom, whatever body they sit in."""

from __future__ import annotations

from django.utils.translation import gettext as _

from xephang.regulation import Regulation
from xephang_web.accounts.models import User
from xephang_web.accounts.queries import current_appointments
from xephang_web.campaigns.models import Campaign, Member, Participant
from xephang_web.campaigns.regulations import regulation_of
from xephang_web.organisations.models import Unit
from xephang_web.organisations.queries import above, lineage_of


def own_units(user: User, campaign: Campaign) -> dict[int, Unit]:
    """The units a person belongs to: where they hold any role, and where they are seconded from.

    After a merger or a split also what those units came from and what became of them: the
    form of a unit that is no more is judged, or counts, as that of its successor.
    """
    kept: dict[int, dict[int, Unit]] = user.__dict__.setdefault("_own_units", {})
    if campaign.pk not in kept:
        held = {
            each.unit_id: each.unit
            for each in current_appointments()
            .filter(user=user, unit__isnull=False)
            .select_related("unit__parent")
            if each.unit is not None and each.unit_id is not None
        }
        for seat in campaign.members.filter(user=user, seconded_from__isnull=False).select_related(
            "seconded_from__parent"
        ):
            assert seat.seconded_from is not None
            held[seat.seconded_from.pk] = seat.seconded_from
        related = lineage_of(held) - set(held)
        if related:
            held |= Unit.objects.select_related("parent").in_bulk(related)
        kept[campaign.pk] = held
    return kept[campaign.pk]


def conflict(user: User, participant: Participant) -> str:
    """Why the person may not judge that unit; empty where nothing stands against it.

    Their own unit and a unit above it never. A unit below only where the regulation
    names the parent as its appraiser (DN-7, PHT-4), or where they sit for the approving
    authority: the body that the standing office serves.
    """
    campaign = participant.campaign
    own = own_units(user, campaign)
    target = participant.unit
    if target.pk in own:
        return _("{unit} là đơn vị của chính bạn.").format(unit=target.name)
    for unit in own.values():
        if target.pk in {each.pk for each in above(unit)}:
            return _("{unit} là cấp trên của đơn vị bạn ({own}).").format(
                unit=target.name, own=unit.name
            )
    authority = campaign.standing_office.parent_id
    higher = {each.pk for each in above(target)}
    for unit in own.values():
        if unit.pk not in higher or unit.pk == authority:
            continue
        if not (is_judged_by_parent(regulation_of(campaign), participant.group)):
            return _("{unit} trực thuộc đơn vị của bạn ({own}).").format(
                unit=target.name, own=unit.name
            )
    return ""


def interest(user: User, campaign: Campaign) -> str:
    """Why the person may not decide on the results as a whole; empty if nothing stands against it.

    Who belongs to a ranked unit, or to one below it, does not; nor who belongs to a unit above
    some of the ranked ones alone. The approving authority and a unit above all of them may.
    """
    ranked = {
        each.unit_id: each.unit
        for each in campaign.participants.filter(exempted_for="").select_related(
            "unit__parent__parent__parent"
        )
    }
    authority = campaign.standing_office.parent_id
    for unit in own_units(user, campaign).values():
        over = next((each for each in (unit, *above(unit)) if each.pk in ranked), None)
        if over is not None:
            return _(
                "Bạn thuộc {unit}, đơn vị được xếp hạng trong đợt này: việc này do người phê "
                "duyệt khác, không thuộc đơn vị nào được xếp hạng, thực hiện."
            ).format(unit=over.name)
        below = [each for each in ranked.values() if unit in above(each)]
        if unit.pk != authority and below and len(below) < len(ranked):
            return _(
                "Bạn thuộc {unit}, cấp trên của một số đơn vị được xếp hạng trong đợt này: việc "
                "này do người phê duyệt khác thực hiện."
            ).format(unit=unit.name)
    return ""


def is_judged_by_parent(regulation: Regulation, group: str) -> bool:
    """True if the regulation names the unit above as the appraiser of a group."""
    appraisal = regulation.file.appraisal
    if appraisal is None:
        return False
    return any(group in each.groups and each.appraiser == "parent" for each in appraisal.who)


def sits(user: User, campaign: Campaign, *bodies: Member.Body) -> bool:
    """True if the person has a seat in one of the bodies of the campaign."""
    kept: dict[int, set[str]] = user.__dict__.setdefault("_seats", {})
    if campaign.pk not in kept:
        kept[campaign.pk] = set(campaign.members.filter(user=user).values_list("body", flat=True))
    return any(each.value in kept[campaign.pk] for each in bodies)
