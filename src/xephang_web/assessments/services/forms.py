"""Every write to a form. One function an act: it checks, writes, and records."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from xephang.calendar import HANOI
from xephang.campaign import NOT_APPLICABLE, FieldValue, read_answer
from xephang.canonical import digest
from xephang.points import NumberLocale
from xephang.regulation import Criterion
from xephang_web.accounts.models import User
from xephang_web.assessments.lateness import form_to_enter
from xephang_web.assessments.models import (
    Answer,
    Assessment,
    Comment,
    CriterionNote,
)
from xephang_web.assessments.pages import in_words
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
from xephang_web.shared.canonical import canonical_text
from xephang_web.shared.errors import AllAtOnce, Conflict, Mistake, NotAllowed, TooLate
from xephang_web.shared.words import language

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
    """True for the office while it holds a form that decides and is not entered yet (PT-5)."""
    return (
        not by.has_perm("assessments.edit", participant)
        and by.has_perm("assessments.receive", participant)
        and form_to_enter(participant) is not None
    )


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


def read_value(
    criterion: Criterion, field: str, given: Any, locale: NumberLocale
) -> FieldValue | None:
    """The canonical value of what somebody wrote; None where the field was emptied.

    Raises `Mistake` with the core's words where it cannot be read.
    """
    if field == NOT_APPLICABLE:
        return "yes" if given in ("yes", "on", "1", "true") else None
    asked = criterion.inputs.get(field)
    if asked is None or asked.source != "unit":
        raise Mistake(_("Tiêu chí {id} không hỏi “{field}”.").format(id=criterion.id, field=field))
    if given in ("", [], None):
        return None
    value, problem = read_answer(asked, given, locale)
    if problem is not None:
        raise Mistake(f"{asked.label.show(language())}: {problem.show(language())}", field=field)
    return value


CHANGING = ("value", "is_rows", "version", "answered_under", "changed_by", "changed_at")
"""What of an answer becomes another when it is written again."""


@transaction.atomic
def save_answers(
    *,
    by: User,
    participant: Participant,
    criterion_id: str,
    values: Mapping[str, Any],
    seen: Mapping[str, int] | None = None,
    locale: NumberLocale = "vi",
) -> dict[str, int]:
    """Save fields of one criterion as typed; returns which version each of its fields has now.

    `values` holds text, or a list of rows for a repeating field; an empty one takes the
    answer out. `seen` says which version of each field the writer saw (0: none): where
    somebody else has changed it since to something else, nothing is written.
    Raises `NotAllowed`, `TooLate`, `Mistake`, `Conflict` (with both values).
    """
    assessment = editable_form(by, participant)
    criterion = known_criterion(participant, criterion_id)
    canonical: dict[str, FieldValue | None] = {}
    slips = AllAtOnce()
    for field, given in values.items():
        with slips:
            canonical[field] = read_value(criterion, field, given, locale)
    slips.check()
    written = Answer.objects.filter(assessment=assessment, criterion=criterion_id)
    stored = {each.field: each for each in written}
    now = campaign_now(participant.campaign)
    changed: list[Answer] = []
    before: dict[str, str] = {}
    for field, value in canonical.items():
        row = stored.get(field)
        text = canonical_text(value) if isinstance(value, list) else (value or "")
        old = row.value if row else ""
        if text == old:
            continue
        if seen is not None and field in seen and seen[field] != (row.version if row else 0):
            raise Conflict(
                _("Có người vừa đổi số liệu này. Chưa ghi gì; hãy chọn giá trị đúng."),
                theirs=in_words(criterion.inputs.get(field), old),
                yours=in_words(criterion.inputs.get(field), text),
            )
        if row is None:
            row = Answer(assessment=assessment, criterion=criterion_id, field=field, version=0)
        before[field] = old
        row.value, row.is_rows = text, isinstance(value, list)
        row.version += 1
        row.answered_under = participant.campaign.regulation.digest
        row.changed_by, row.changed_at = by, now
        if row.version == 1:
            row.save(force_insert=True)
        else:
            row.save(update_fields=CHANGING)
        stored[field] = row
        changed.append(row)
    if changed:
        mark_changed(assessment, by, now)
        record_act(
            "answer.saved",
            about_answer(participant, criterion_id),
            by=by,
            before=before,
            after={each.field: each.value for each in changed},
        )
    return {field: row.version for field, row in stored.items()}


def mark_changed(assessment: Assessment, by: User, now: dt.datetime) -> None:
    """Note who changed the form last, and when."""
    Assessment.objects.filter(pk=assessment.pk).update(changed_at=now, changed_by=by)


@transaction.atomic
def save_note(
    *, by: User, participant: Participant, criterion_id: str, texts: Mapping[str, str]
) -> CriterionNote:
    """Save words beside a criterion: narrative, why evidence is missing, why N/A, explanation."""
    assessment = editable_form(by, participant)
    known_criterion(participant, criterion_id)
    unknown = set(texts) - set(NOTE_FIELDS)
    if unknown:
        raise Mistake(_("Không có mục ghi chú này."))
    note = assessment.notes.get_or_create(criterion=criterion_id)[0]
    before = {name: getattr(note, name) for name in texts}
    after = {name: text.strip()[:5000] for name, text in texts.items()}
    if before == after:
        return note
    for name, text in after.items():
        setattr(note, name, text)
    note.save()
    mark_changed(assessment, by, campaign_now(participant.campaign))
    record_act(
        "note.saved", about_answer(participant, criterion_id), by=by, before=before, after=after
    )
    return note


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
