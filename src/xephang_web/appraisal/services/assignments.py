"""Who checks what: criteria given to people and agencies, and what agencies verified."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from xephang.points import NumberLocale
from xephang.regulation import criteria_below
from xephang_web.accounts.models import User
from xephang_web.appraisal.models import CriterionTask, Verification
from xephang_web.appraisal.people import checkers
from xephang_web.appraisal.permissions import conflict, verifying_units
from xephang_web.appraisal.services.findings import (
    about_finding,
    check_judgeable,
    read_values,
)
from xephang_web.audit.services import record_act
from xephang_web.campaigns.acts import about_campaign, required_text
from xephang_web.campaigns.models import Campaign, Participant
from xephang_web.campaigns.queries import campaign_now, regulation_of
from xephang_web.organisations.models import Unit
from xephang_web.shared.canonical import canonical_text
from xephang_web.shared.errors import Conflict, Mistake, NotAllowed


def check_leads(by: User, campaign: Campaign) -> None:
    """Raise `NotAllowed` unless the person leads the panel or works in the standing office."""
    if not by.has_perm("appraisal.lead", campaign):
        raise NotAllowed(_("Việc này do tổ trưởng hoặc cơ quan thường trực thực hiện."))


def check_leads_for(by: User, participant: Participant) -> None:
    """The same for an act about one unit: not by who leads the panel and is in conflict with it."""
    check_leads(by, participant.campaign)
    why = conflict(by, participant)
    if why and not by.has_perm("campaigns.run", participant.campaign):
        raise NotAllowed(_("Xung đột lợi ích: {why}").format(why=why))


@transaction.atomic
def give_tasks(
    *,
    by: User,
    campaign: Campaign,
    group: str,
    criteria: Iterable[str],
    user: User | None = None,
    unit: Unit | None = None,
) -> list[CriterionTask]:
    """Phân công: name who checks criteria in every form of a group, a person or an agency.

    A person in conflict with some of the units still checks the others; one in conflict
    with all of them is refused. What was given already is left as it is.
    """
    check_leads(by, campaign)
    chosen = list(dict.fromkeys(criteria))
    sections = regulation_of(campaign).criteria_sets.get(group)
    known = {
        each.id
        for section in (sections.sections if sections else ())
        for each in criteria_below(section)
    }
    wrong = [each for each in chosen if each not in known]
    if wrong:
        raise Mistake(_("Phiếu này không có tiêu chí {id}.").format(id=", ".join(wrong)))
    if not chosen:
        raise Mistake(_("Hãy chọn ít nhất một tiêu chí."))
    if (user is None) == (unit is None):
        raise Mistake(_("Hãy chọn một người hoặc một cơ quan."), field="to")
    if user is not None:
        _check_assignable(user, campaign, group)
    now = campaign_now(campaign)
    made = []
    for criterion in chosen:
        task, is_new = CriterionTask.objects.get_or_create(
            campaign=campaign,
            group=group,
            criterion=criterion,
            user=user,
            unit=unit,
            defaults={"given_by": by, "given_at": now},
        )
        if not is_new:
            continue
        made.append(task)
        record_act("criterion_task.given", about_campaign(campaign), by=by, after=_told(task))
    if not made:
        raise Mistake(_("Các tiêu chí này đã được phân công như vậy."))
    return made


def _check_assignable(user: User, campaign: Campaign, group: str) -> None:
    if user not in checkers(campaign, group):
        raise Mistake(_("Người này không thẩm định phiếu của nhóm."))
    forms = campaign.participants.filter(group=group).select_related(
        "unit__parent__parent__parent", "campaign__standing_office", "campaign__regulation"
    )
    reasons = [conflict(user, each) for each in forms]
    if reasons and all(reasons):
        raise Mistake(
            _("{name} xung đột lợi ích với mọi đơn vị của nhóm: {why}").format(
                name=user.full_name, why=reasons[0]
            )
        )


def _told(task: CriterionTask) -> dict[str, str]:
    return {
        "group": task.group,
        "criterion": task.criterion,
        "assignee": task.user.full_name if task.user else str(task.unit),
    }


@transaction.atomic
def take_back_task(*, by: User, task: CriterionTask) -> None:
    """Take an assignment back. What was verified under it stays."""
    check_leads(by, task.campaign)
    told = _told(task)
    task.delete()
    record_act("criterion_task.taken_back", about_campaign(task.campaign), by=by, before=told)


@transaction.atomic
def record_verification(
    *,
    by: User,
    task: CriterionTask,
    participant: Participant,
    outcome: str,
    values: Mapping[str, Any] | None = None,
    note: str = "",
    seen: int | None = None,
    locale: NumberLocale = "vi",
) -> Verification:
    """Xác minh: an agency confirms a claim or says what it has instead, with a note.

    Evidence for the appraiser on the basis of a cross-check, never a verdict. Raises
    `NotAllowed` (not of that agency, or in conflict with the unit), `TooLate`, `Mistake`,
    `Conflict` where a colleague was first.
    """
    if task.unit_id is None or task.unit_id not in verifying_units(by):
        raise NotAllowed(_("Việc này do cơ quan được giao xác minh thực hiện."))
    if (participant.campaign_id, participant.group) != (task.campaign_id, task.group):
        raise Mistake(_("Phiếu này không thuộc việc được giao."))
    why = conflict(by, participant)
    if why:
        raise NotAllowed(_("Xung đột lợi ích: {why}").format(why=why))
    check_judgeable(participant)
    if outcome not in Verification.Outcome.values:
        raise Mistake(_("Hãy chọn: đúng như khai, hay khác."), field="outcome")
    criterion = (
        regulation_of(participant.campaign).criteria_sets[task.group].criterion(task.criterion)
    )
    if criterion is None:
        raise Mistake(_("Phiếu này không có tiêu chí {id}.").format(id=task.criterion))
    read: dict[str, Any] = {}
    if outcome == Verification.Outcome.DIFFERS:
        read = read_values(criterion, values or {}, locale)
        note = required_text(note, _("Số khác: hãy ghi nguồn hoặc cách tính của cơ quan."), "note")
        if criterion.inputs and not read:
            raise Mistake(_("Số khác: hãy ghi số liệu của cơ quan."))
    before = (
        Verification.objects.filter(
            participant=participant, criterion=task.criterion, unit=task.unit
        )
        .order_by("version")
        .last()
    )
    if seen is not None and (before.version if before else 0) != seen:
        raise Conflict(
            _("Đồng nghiệp vừa ghi kết quả xác minh này. Chưa ghi của bạn."),
            theirs=f"{before.get_outcome_display()} {before.note}".strip() if before else "",
        )
    made = Verification(
        participant=participant,
        criterion=task.criterion,
        unit=task.unit,
        version=(before.version if before else 0) + 1,
        outcome=outcome,
        values=canonical_text(read),
        note=note.strip(),
        by=by,
        at=campaign_now(participant.campaign),
    )
    try:
        with transaction.atomic():
            made.save(force_insert=True)
    except IntegrityError:
        raise Conflict(_("Đồng nghiệp vừa ghi kết quả xác minh này. Chưa ghi của bạn.")) from None
    record_act(
        "verification.recorded",
        about_finding(participant, task.criterion),
        by=by,
        before=_said(before),
        after=_said(made),
    )
    return made


def _said(verification: Verification | None) -> dict[str, str]:
    if verification is None:
        return {}
    told = {
        "criterion": verification.criterion,
        "agency": str(verification.unit),
        "outcome": verification.outcome,
        "values": verification.values,
        "basis": Verification.BASIS,
        "note": verification.note,
    }
    return {key: value for key, value in told.items() if value}
