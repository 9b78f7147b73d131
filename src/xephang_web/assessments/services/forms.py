"""Writing in a form: who may, and until when; who fills in what, and what is said about it.

One function an act: it checks, writes, and records. Figures and words: `saving`.
"""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.utils.translation import gettext as _

from xephang.calendar import HANOI
from xephang.canonical import digest
from xephang.regulation import Criterion
from xephang_web.accounts.models import User
from xephang_web.assessments.lateness import form_to_enter
from xephang_web.assessments.models import (
    Assessment,
    Comment,
    CriterionNote,
)
from xephang_web.audit.services import About, record_act
from xephang_web.campaigns.acts import check_facts_open
from xephang_web.campaigns.models import Campaign, Participant
from xephang_web.campaigns.queries import (
    campaign_now,
    extensions_of,
    regulation_of,
    submission_terms,
)
from xephang_web.shared import clock
from xephang_web.shared.errors import Mistake, NotAllowed, TooLate

NOTE_FIELDS = ("narrative", "without_evidence", "not_applicable_reason", "explanation")


def about_answer(participant: Participant, criterion: str) -> About:
    """What a change of one criterion's answers is recorded about."""
    return About(
        "criterion",
        f"{participant.pk}/{criterion}",
        campaign=participant.campaign_id,
        unit=participant.unit_id,
    )


def about_form(participant: Participant) -> About:
    """What an act on the whole form is recorded about."""
    return About("form", participant.pk, campaign=participant.campaign_id, unit=participant.unit_id)


def enters_for_paper(by: User, participant: Participant) -> bool:
    """True for the office while it holds a form that decides and is not entered yet (PT-5).

    Who also fills in the form for the unit does so as the unit, as long as the unit may.
    """
    if not by.has_perm("assessments.receive", participant) or form_to_enter(participant) is None:
        return False
    is_over = participant.campaign.state == Campaign.State.CLOSED or bool(_why_held(participant))
    return is_over or not by.has_perm("assessments.edit", participant)


def why_locked(
    participant: Participant, assessment: Assessment | None, *, is_entered: bool = False
) -> str:
    """Why the form cannot be changed now; empty where it can.

    `is_entered`: by the office, from a form that it holds on paper (`enters_for_paper`). A
    paper may come to light after the books are closed: what it says is entered then.
    """
    campaign = participant.campaign
    if campaign.state == Campaign.State.PREPARING:
        return _("Đợt đánh giá chưa được phát động.")
    if campaign.state == Campaign.State.CLOSED and not is_entered:
        return _("Đợt đánh giá đã khóa sổ.")
    left_out = why_left_out(participant)
    if left_out:
        return left_out
    if assessment is not None and assessment.state == Assessment.State.SUBMITTED:
        return _("Phiếu đã gửi. Muốn sửa, thủ trưởng rút phiếu trước thời hạn.")
    return "" if is_entered else _why_held(participant)


def why_left_out(participant: Participant) -> str:
    """Why no form of the unit is taken this year, whatever the day; empty where one is."""
    if participant.superseded_by_id:
        return _("Phiếu này nhập vào phiếu khác theo {document}.").format(
            document=participant.superseded_document
        )
    return _("Đơn vị được miễn đánh giá năm nay.") if participant.exempted_for else ""


def _why_held(participant: Participant) -> str:
    """After the deadline a form in time on paper is not written anew: the office enters it."""
    campaign, now = participant.campaign, campaign_now(participant.campaign)
    due = submission_terms(campaign, participant.group, [])
    if due is None or now < due.deadline:
        return ""  # an extension only moves it on: no field that is saved in time asks for one
    due = submission_terms(campaign, participant.group, extensions_of(participant))
    if due is None or now < due.deadline:
        return ""
    held = form_to_enter(participant)
    if held is None or not held.is_complete:  # what is incomplete, the unit may complete
        return ""
    day = held.stamped_on or (held.at.astimezone(HANOI).date() if held.at else None)
    return _(
        "Cơ quan thường trực đã nhận phiếu này ngày {day}. Sau thời hạn, số liệu do cơ quan "
        "thường trực nhập theo bản đã nhận."
    ).format(day=day.strftime("%d/%m/%Y") if day else "")


def editable_form(by: User, participant: Participant) -> Assessment:
    """The form, locked for writing. Raises `NotAllowed` or `TooLate`.

    The unit's own people write in it; the office only what it holds on paper.
    """
    is_entered = enters_for_paper(by, participant)
    if is_entered:
        check_facts_open(participant.campaign)
    if not is_entered and not by.has_perm("assessments.edit", participant):
        raise NotAllowed(_("Chỉ cán bộ của đơn vị điền phiếu này."))
    locked = Assessment.objects.select_for_update()
    assessment: Assessment
    try:
        assessment = locked.get(participant=participant)
    except Assessment.DoesNotExist:  # two may begin at once: one makes it, both wait for it
        Assessment.objects.get_or_create(participant=participant)
        assessment = locked.get(participant=participant)
    why = why_locked(participant, assessment, is_entered=is_entered)
    if why:
        raise TooLate(why)
    return assessment


def check_editable(*, by: User, participant: Participant) -> None:
    """Raise `NotAllowed` or `TooLate` unless the person can change the form now."""
    with transaction.atomic():
        editable_form(by, participant)


def known_criterion(participant: Participant, criterion_id: str) -> Criterion:
    """The criterion of the unit's form. Raises `Mistake` where it has none of that id."""
    criteria = regulation_of(participant.campaign).criteria_sets[participant.group]
    found = criteria.criterion(criterion_id)
    if found is None:
        raise Mistake(_("Phiếu không có tiêu chí “{id}”.").format(id=criterion_id))
    return found


def mark_changed(assessment: Assessment, by: User, now: dt.datetime) -> None:
    """Note who changed the form last, and when."""
    Assessment.objects.filter(pk=assessment.pk).update(changed_at=now, changed_by=by)


@transaction.atomic
def assign_criterion(
    *, by: User, participant: Participant, criterion_id: str, to: User | None
) -> CriterionNote:
    """Ask a colleague of the unit to fill in a criterion; None takes the request back."""
    assessment = editable_form(by, participant)
    known_criterion(participant, criterion_id)
    if to is not None and not to.has_perm("assessments.edit", participant):
        raise Mistake(_("{name} không làm việc trên phiếu này.").format(name=to.full_name))
    note = assessment.notes.get_or_create(criterion=criterion_id)[0]
    before = note.assigned_to
    note.assigned_to = to
    note.save(update_fields=["assigned_to"])
    record_act(
        "criterion.assigned",
        about_answer(participant, criterion_id),
        by=by,
        before={"assignee": before.full_name if before else ""},
        after={"assignee": to.full_name if to else ""},
    )
    return note


@transaction.atomic
def add_comment(*, by: User, participant: Participant, criterion_id: str, text: str) -> Comment:
    """Say something to colleagues about a criterion. Not part of what is submitted."""
    assessment = editable_form(by, participant)
    known_criterion(participant, criterion_id)
    if not text.strip():
        raise Mistake(_("Hãy viết nội dung trao đổi."), field="text")
    made = Comment.objects.create(
        assessment=assessment,
        criterion=criterion_id,
        text=text.strip()[:5000],
        by=by,
        at=clock.now(),
    )
    # The record is read by the office too; what colleagues say stays among them.
    record_act(
        "comment.added",
        about_answer(participant, criterion_id),
        by=by,
        after={"digest": digest({"text": made.text})},
    )
    return made
