"""Chép sang năm sau: what goes over into the next year's campaign, what cannot, and the act."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass, field

from django.db import transaction
from django.utils.translation import gettext as _

from xephang_web.accounts.models import User
from xephang_web.audit.services import record_act
from xephang_web.campaigns.acts import about_campaign, check_runs
from xephang_web.campaigns.models import (
    Campaign,
    Contact,
    Member,
    Participant,
    PinnedRegulation,
)
from xephang_web.campaigns.queries import campaign_now, pinned_regulation
from xephang_web.campaigns.roster import appraiser_of, has_ended_before
from xephang_web.campaigns.services import create_campaign
from xephang_web.organisations.models import Reorganisation, Unit
from xephang_web.shared.errors import AllAtOnce, Mistake

MOST_NAMED = 20


@dataclass(slots=True)
class CopyPlan:
    """Which units of a roster go over into the next year, and which cannot, and why."""

    goes_over: list[Participant] = field(default_factory=list)
    without_group: list[Participant] = field(default_factory=list)
    """Of a group for which the next year has no form."""
    ended: list[tuple[Participant, list[Unit]]] = field(default_factory=list)
    """No more when the next year begins; with the units that came of them."""
    successors: dict[str, tuple[Unit, str]] = field(default_factory=dict)
    """Code of each unit that can take the place of one that ended → it, and its group."""

    @property
    def left_out(self) -> list[Unit]:
        """The units of the roster that do not go over, in its order."""
        return [each.unit for each in [*self.without_group, *(one for one, _more in self.ended)]]

    @property
    def codes(self) -> set[str]:
        """The codes of these: who decides says by them what was seen."""
        return {each.code for each in self.left_out}


def check_follows(source: Campaign, regulation: PinnedRegulation) -> None:
    """Raise `Mistake` unless it is the campaign's own regulation, of a later year."""
    if regulation.regulation_id != source.regulation.regulation_id:
        raise Mistake(_("Đợt chép phải theo cùng một quy định."), field="regulation")
    if regulation.year <= source.year:
        raise Mistake(
            _("Đợt chép phải có năm sau năm {year}.").format(year=source.year), field="regulation"
        )


def copy_plan(source: Campaign, regulation: PinnedRegulation) -> CopyPlan:
    """What a copy of the campaign onto a regulation of a later year would do."""
    plan = CopyPlan()
    known = set(pinned_regulation(regulation).criteria_sets)
    listed = list(source.participants.select_related("unit__parent", "parent", "appraised_by"))
    gone = [each for each in listed if has_ended_before(each.unit, regulation.year)]
    came_of = _came_of(regulation.year) if gone else {}
    there = {each.unit_id for each in listed}
    for each in listed:
        if has_ended_before(each.unit, regulation.year):
            after = _standing_after(each.unit, came_of, regulation.year)
            plan.ended.append((each, after))
            if each.group in known:
                for unit in after:
                    if unit.pk not in there:
                        plan.successors.setdefault(unit.code, (unit, each.group))
        elif each.group in known:
            plan.goes_over.append(each)
        else:
            plan.without_group.append(each)
    return plan


def _came_of(year: int) -> dict[int, list[Unit]]:
    """Unit id → the units that came of it, by acts in force when the year begins."""
    acts = Reorganisation.objects.filter(date__lte=dt.date(year, 1, 1))
    found: dict[int, list[Unit]] = {}
    for act in acts.prefetch_related("predecessors", "successors__parent"):
        for before in act.predecessors.all():
            after = [each for each in act.successors.all() if each.pk != before.pk]
            found.setdefault(before.pk, []).extend(after)
    return found


def _standing_after(unit: Unit, came_of: dict[int, list[Unit]], year: int) -> list[Unit]:
    """The units that came of one, by any steps, and are still there when the year begins."""
    seen: dict[int, Unit] = {}
    waiting = [unit]
    while waiting:
        for each in came_of.get(waiting.pop().pk, []):
            if each.pk not in seen:
                seen[each.pk] = each
                waiting.append(each)
    found = [each for each in seen.values() if not has_ended_before(each, year)]
    return sorted(found, key=lambda each: each.sort_key)


@transaction.atomic
def copy_campaign(
    *,
    by: User,
    source: Campaign,
    slug: str,
    title: str,
    regulation: PinnedRegulation,
    title_en: str = "",
    left_out: Collection[str] = (),
    reason: str = "",
    successors: Collection[str] = (),
) -> Campaign:
    """Found the next year's campaign from last year's: roster, appraisers, seats, contacts.

    It is by the same regulation. Units that are no more, or whose group has no form, stay
    behind: `left_out` are the codes of those that whoever decides has seen, `reason` says why
    the latter stay out, and `successors` are the codes of units that take the place of ended
    ones. Who stood under another unit is checked by the one above now; answers, extensions
    and documents are not copied. `source` becomes the year before.

    Raises `NotAllowed`, or `Mistake` for a unit left out that nobody has seen.
    """
    check_runs(by, source)
    plan = _checked_plan(source, regulation, left_out, reason, successors)
    made = create_campaign(
        by=by,
        slug=slug,
        title=title,
        title_en=title_en,
        regulation=regulation,
        standing_office=source.standing_office,
        previous=source,
        training_clock=campaign_now(source) if source.is_training else None,
    )
    for each in plan.goes_over:
        Participant.objects.create(
            campaign=made,
            unit=each.unit,
            group=each.group,
            parent=each.unit.parent,
            appraised_by=_appraiser_again(made, each),
        )
    for unit, group in (plan.successors[code] for code in sorted(set(successors))):
        Participant.objects.create(
            campaign=made,
            unit=unit,
            group=group,
            parent=unit.parent,
            appraised_by=appraiser_of(made, group, unit),
        )
    _copy_people(source, made)
    _record_copy(by, source, made, plan, reason, successors)
    return made


def _checked_plan(
    source: Campaign,
    regulation: PinnedRegulation,
    left_out: Collection[str],
    reason: str,
    successors: Collection[str],
) -> CopyPlan:
    """What the copy does. Raises `Mistake` with everything that stands against it."""
    check_follows(source, regulation)
    plan = copy_plan(source, regulation)
    slips = AllAtOnce()
    unseen = [each.name for each in plan.left_out if each.code not in left_out]
    with slips:
        if unseen:
            more = len(unseen) - MOST_NAMED
            names = ", ".join(unseen[:MOST_NAMED]) + (f" (+{more})" if more > 0 else "")
            raise Mistake(
                _("Các đơn vị này không sang được năm sau, hãy xem lại rồi gửi: {names}.").format(
                    names=names
                )
            )
    with slips:
        if plan.without_group and not reason.strip():
            raise Mistake(_("Cần lý do không đưa các đơn vị này sang năm sau."), field="reason")
    with slips:
        if set(successors) - set(plan.successors):
            raise Mistake(_("Chỉ chọn được đơn vị kế thừa nêu ở trang này."), field="successor")
    slips.check()
    return plan


def _copy_people(source: Campaign, made: Campaign) -> None:
    for seat in source.members.all():
        Member.objects.create(
            campaign=made,
            user=seat.user,
            body=seat.body,
            seat=seat.seat,
            seconded_from=seat.seconded_from,
        )
    for contact in source.contacts.all():
        Contact.objects.create(
            campaign=made, name=contact.name, phone=contact.phone, email=contact.email
        )


def _record_copy(
    by: User,
    source: Campaign,
    made: Campaign,
    plan: CopyPlan,
    reason: str,
    successors: Collection[str],
) -> None:
    told = {
        "campaign": made.slug,
        "digest": made.regulation.digest,
        "without_form": ", ".join(
            f"{each.unit.code} ({each.group})" for each in plan.without_group
        ),
        "reason": reason.strip(),
        "ended": ", ".join(each.unit.code for each, _after in plan.ended),
        "successors": ", ".join(sorted(set(successors))),
    }
    record_act(
        "campaign.copied",
        about_campaign(made),
        by=by,
        before={"from": source.slug},
        after={name: value for name, value in told.items() if value},
    )


def _appraiser_again(made: Campaign, before: Participant) -> Unit | None:
    """Who checked last year, unless that was the parent of then or is no more: as by the text."""
    kept = before.appraised_by
    if kept is None or kept.pk == before.parent_id or kept.valid_until is not None:
        return appraiser_of(made, before.group, before.unit)
    return kept
