"""Thành phần: every write to who takes part, and who checks whom."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from xephang_web.accounts.models import User
from xephang_web.audit.services import record_act
from xephang_web.campaigns.acts import (
    about_campaign,
    about_participant,
    check_facts_open,
    check_runs,
    required_text,
)
from xephang_web.campaigns.models import (
    Campaign,
    Participant,
)
from xephang_web.campaigns.queries import (
    regulation_of,
)
from xephang_web.organisations.models import Unit
from xephang_web.organisations.queries import above, below
from xephang_web.shared.errors import AllAtOnce, Mistake


def appraiser_of(campaign: Campaign, group: str, unit: Unit) -> Unit | None:
    """Who checks a unit's form by the regulation: its parent, or the standing office.

    None where that would be the unit itself: somebody else has to be named.
    """
    appraisal = regulation_of(campaign).file.appraisal
    named = next(
        (each.appraiser for each in (appraisal.who if appraisal else []) if group in each.groups),
        "standing_office",
    )
    appraiser = unit.parent if named == "parent" else campaign.standing_office
    return None if appraiser is None or appraiser.pk == unit.pk else appraiser


def has_ended_before(unit: Unit, year: int) -> bool:
    """True if the unit was no more when the year began."""
    return unit.valid_until is not None and unit.valid_until <= dt.date(year, 1, 1)


def lived_in(year: int) -> Q:
    """`has_ended_before` turned round, asked of the database."""
    return Q(valid_until__isnull=True) | Q(valid_until__gt=dt.date(year, 1, 1))


def branch_of(campaign: Campaign) -> set[int]:
    """Ids of the units of the whole tree in which the standing office stands."""
    top = next(iter(above(campaign.standing_office)), campaign.standing_office)
    return {top.pk, *below(top)}


@transaction.atomic
def add_participants(
    *,
    by: User,
    campaign: Campaign,
    units: Iterable[Unit],
    group: str,
    is_wide: bool = False,
) -> list[Participant]:
    """Put units on the roster in a target group. Units already there are left as they are.

    `is_wide` says that units of another tree than the office's are meant; the act names them.
    Raises `NotAllowed`, or `Mistake` for a group without a form, for units that ended before
    the year, and for units of elsewhere that nobody said are meant.
    """
    check_runs(by, campaign)
    if group not in regulation_of(campaign).criteria_sets:
        raise Mistake(_("Quy định không có nhóm “{group}”.").format(group=group), field="group")
    if campaign.state == Campaign.State.CLOSED:
        raise Mistake(_("Đợt đánh giá đã khóa sổ."))
    units = list(units)
    gone = [each.name for each in units if has_ended_before(each, campaign.year)]
    if gone:
        raise Mistake(_("Đã chấm dứt trước năm đánh giá: {names}.").format(names=", ".join(gone)))
    branch = branch_of(campaign)
    outside = [each for each in units if each.pk not in branch]
    if outside and not is_wide:
        raise Mistake(
            _(
                "Ngoài địa bàn của cơ quan thường trực: {names}. Nếu đúng là các đơn vị này, hãy "
                "tìm bằng “Tìm cả ngoài địa bàn” rồi thêm."
            ).format(names=", ".join(each.name for each in outside)),
            field="unit",
        )
    there = set(campaign.participants.values_list("unit_id", flat=True))
    made = [
        Participant(
            campaign=campaign,
            unit=unit,
            group=group,
            parent=unit.parent,
            appraised_by=appraiser_of(campaign, group, unit),
        )
        for unit in units
        if unit.pk not in there
    ]
    Participant.objects.bulk_create(made)
    record_act(
        "roster.added",
        about_campaign(campaign),
        by=by,
        after={
            "group": group,
            "units": ", ".join(each.unit.code for each in made),
            "outside": ", ".join(each.unit.code for each in made if each.unit_id not in branch),
        },
    )
    return made


@transaction.atomic
def remove_participant(*, by: User, participant: Participant) -> None:
    """Take a unit off the roster before the launch; afterwards only an exemption does it."""
    check_runs(by, participant.campaign)
    if participant.campaign.state != Campaign.State.PREPARING:
        raise Mistake(_("Đợt đã phát động: hãy ghi quyết định miễn đánh giá thay cho xóa."))
    if _is_spoken_of(participant):
        raise Mistake(
            _("Đã có văn bản, số liệu ghi cho đơn vị này: hãy ghi quyết định miễn thay cho xóa.")
        )
    record_act(
        "roster.removed",
        about_participant(participant),
        by=by,
        before={"unit": participant.unit.code, "group": participant.group},
    )
    participant.delete()


def _is_spoken_of(participant: Participant) -> bool:
    """True if anything was written about it (an extension, an inspection …) that would go too."""
    return any(
        each.related_model._base_manager.filter(**{each.field.name: participant}).exists()
        for each in participant._meta.related_objects
    )


@transaction.atomic
def set_appraiser(*, by: User, participant: Participant, appraiser: Unit) -> None:
    """Name who checks a unit's form. Nobody checks their own, or that of a unit above.

    Nor does the unit above, unless the regulation names it (DN-7, PHT-4).
    """
    check_runs(by, participant.campaign)
    if appraiser.pk == participant.unit_id:
        raise Mistake(_("Không đơn vị nào tự thẩm định phiếu của mình."), field="appraiser")
    if participant.unit_id in {each.pk for each in above(appraiser)}:
        raise Mistake(_("Không đơn vị nào thẩm định phiếu của cấp trên."), field="appraiser")
    named = appraiser_of(participant.campaign, participant.group, participant.unit)
    if appraiser != named and appraiser in above(participant.unit):
        raise Mistake(_("Quy định không giao cấp trên thẩm định phiếu này."), field="appraiser")
    before = participant.appraised_by
    participant.appraised_by = appraiser
    participant.save(update_fields=["appraised_by"])
    record_act(
        "roster.appraiser_set",
        about_participant(participant),
        by=by,
        before={"appraiser": before.code if before else ""},
        after={"appraiser": appraiser.code},
    )


@transaction.atomic
def exempt_participant(*, by: User, participant: Participant, reason: str, document: str) -> None:
    """Leave a unit out of this year's ranking by a recorded act."""
    check_runs(by, participant.campaign)
    check_facts_open(participant.campaign)
    slips = AllAtOnce()
    with slips:
        why = required_text(reason, _("Cần lý do miễn đánh giá."), "reason")
    with slips:
        paper = required_text(document, _("Cần số, ngày của văn bản."), "document")
    slips.check()
    participant.exempted_for, participant.exempted_by_document = why, paper
    participant.save(update_fields=["exempted_for", "exempted_by_document"])
    record_act(
        "roster.exempted",
        about_participant(participant),
        by=by,
        after={"reason": participant.exempted_for, "document": participant.exempted_by_document},
    )


@transaction.atomic
def readmit_participant(*, by: User, participant: Participant, reason: str, document: str) -> None:
    """Take back an exemption, or that a form went on in another: the unit is assessed again."""
    check_runs(by, participant.campaign)
    check_facts_open(participant.campaign)
    if not participant.exempted_for and participant.superseded_by is None:
        raise Mistake(_("Đơn vị này đang được đánh giá."))
    slips = AllAtOnce()
    with slips:
        why = required_text(reason, _("Cần lý do."), "reason")
    with slips:
        paper = required_text(document, _("Cần số, ngày của văn bản."), "document")
    slips.check()
    gone_on = participant.superseded_by
    before = {"exempted": participant.exempted_for, "goes_on": gone_on.unit.code if gone_on else ""}
    participant.exempted_for = participant.exempted_by_document = ""
    participant.superseded_by, participant.superseded_document = None, ""
    participant.save()
    record_act(
        "roster.readmitted",
        about_participant(participant),
        by=by,
        before=before,
        after={"reason": why, "document": paper},
    )


@transaction.atomic
def continue_form(
    *, by: User, kept: Participant, ended: Iterable[Participant], document: str
) -> None:
    """After a merger or split while forms are open: decide which form goes on.

    The forms of `ended` are locked and say where they went; `kept` goes on, so it must not
    have gone into another itself.
    """
    check_runs(by, kept.campaign)
    check_facts_open(kept.campaign)
    if kept.superseded_by_id is not None:
        raise Mistake(_("Phiếu của “{name}” đã nhập vào phiếu khác.").format(name=kept.unit.name))
    paper = required_text(document, _("Cần số, ngày của văn bản."), "document")
    for each in ended:
        if each.campaign_id != kept.campaign_id or each.pk == kept.pk:
            raise Mistake(_("Hãy chọn các phiếu khác nhau của cùng một đợt."), field="ended")
        each.superseded_by, each.superseded_document = kept, paper
        each.save(update_fields=["superseded_by", "superseded_document"])
        record_act(
            "roster.superseded",
            about_participant(each),
            by=by,
            after={"goes_on": kept.unit.code, "document": paper},
        )
