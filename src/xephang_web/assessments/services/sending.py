"""Reviewing, sending and withdrawing a form."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _
from django_fsm import ConcurrentTransition

from xephang.canonical import digest
from xephang.points import exact_text
from xephang_web.accounts.models import Role, User
from xephang_web.accounts.queries import standing
from xephang_web.assessments.lateness import APPLICATION, standing_submission
from xephang_web.assessments.models import (
    Assessment,
    Receipt,
    Submission,
)
from xephang_web.assessments.queries import Form, current_submission, read_form
from xephang_web.assessments.services.forms import (
    NOTE_FIELDS,
    about_form,
    editable_form,
    why_left_out,
)
from xephang_web.audit.services import record_act
from xephang_web.campaigns.models import Campaign, Participant
from xephang_web.campaigns.queries import (
    campaign_now,
    extensions_of,
    submission_terms,
)
from xephang_web.shared import clock
from xephang_web.shared.canonical import canonical_text
from xephang_web.shared.errors import Conflict, Mistake, NotAllowed, TooLate


def _keep_state(assessment: Assessment) -> None:
    """Save a transition. Raises `Conflict` where somebody else moved the form meanwhile."""
    try:
        assessment.save(update_fields=["state"])
    except ConcurrentTransition:
        raise Conflict(_("Phiếu vừa đổi trạng thái. Hãy tải lại trang.")) from None


@transaction.atomic
def send_to_head(*, by: User, participant: Participant) -> None:
    """Trình thủ trưởng: the focal person lays the form before the head. It stays editable."""
    assessment = editable_form(by, participant)
    if assessment.state != Assessment.State.DRAFT:
        raise Mistake(_("Phiếu đang chờ thủ trưởng."))
    assessment.lay_before_head()
    _keep_state(assessment)
    record_act("form.sent_to_head", about_form(participant), by=by)


@transaction.atomic
def return_to_draft(*, by: User, participant: Participant, remark: str) -> None:
    """Trả lại: the head wants changes, and says which."""
    if not by.has_perm("assessments.sign", participant):
        raise NotAllowed(_("Việc này do thủ trưởng (hoặc người ký thay) thực hiện."))
    assessment = editable_form(by, participant)
    if assessment.state != Assessment.State.REVIEW:
        raise Mistake(_("Phiếu chưa được trình."))
    if not remark.strip():
        raise Mistake(_("Hãy viết điều cần sửa."), field="remark")
    assessment.give_back()
    _keep_state(assessment)
    record_act("form.returned", about_form(participant), by=by, after={"remark": remark.strip()})


def submission_content(form: Form) -> dict[str, Any]:
    """What a submission freezes: answers, words and evidence, as plain data of texts."""
    return {
        "format": "1",
        "regulation": form.regulation.id,
        "regulation_digest": form.regulation.digest,
        "year": str(form.regulation.year),
        "unit": form.participant.unit.code,
        "group": form.participant.group,
        "answers": form.answers,
        "notes": {
            criterion: {name: getattr(note, name) for name in NOTE_FIELDS if getattr(note, name)}
            for criterion, note in sorted(form.notes.items())
            if any(getattr(note, name) for name in NOTE_FIELDS)
        },
        "evidence": {
            criterion: [
                {
                    "title": each.title,
                    "url": each.url,
                    "sha256": each.file.sha256 if each.file else "",
                }
                for each in items
            ]
            for criterion, items in sorted(form.evidence.items())
        },
    }


def signed_as(by: User, participant: Participant) -> str:
    """Whether somebody signs as head or as deputy (KT.). Raises `NotAllowed`."""
    held = standing(by)
    if held.has(Role.HEAD, unit=participant.unit_id):
        return Role.HEAD.value
    if held.has(Role.DEPUTY, unit=participant.unit_id):
        return Role.DEPUTY.value
    raise NotAllowed(_("Phiếu do thủ trưởng (hoặc cấp phó ký thay) gửi."))


def submit_assessment(
    *, by: User, participant: Participant, reviewed_digest: str | None = None
) -> Submission:
    """Gửi phiếu: freeze the answers and write the receipt, by the server's clock.

    `reviewed_digest` is the digest of what the head had before them: if anybody changed
    the form since, nothing is sent. A form may be sent incomplete; what is missing has no
    points. What is left out as not applicable must come with its reason and proof (DN-3).
    The form came when it was asked for, however long it waits behind others who send in
    the same minute. Raises `NotAllowed`, `TooLate`, `Conflict`, `Mistake`.
    """
    arrived = clock.now()
    with transaction.atomic():
        return _submit(by, participant, reviewed_digest, arrived)


def _submit(
    by: User, participant: Participant, reviewed_digest: str | None, arrived: dt.datetime
) -> Submission:
    role = signed_as(by, participant)
    editable_form(by, participant)
    form = read_form(participant)
    content = submission_content(form)
    sealed = digest(content)
    if reviewed_digest is not None and reviewed_digest != sealed:
        raise Conflict(_("Phiếu đã thay đổi sau khi trang soát được mở. Chưa gửi; hãy soát lại."))
    if not form.answers:
        raise Mistake(_("Phiếu chưa có số liệu nào."))
    if form.unproven:
        raise Mistake(
            _(
                "Chưa gửi; số liệu vẫn được giữ. Tiêu chí {ids} ghi là không thuộc chức năng: hãy"
                " nêu lý do, và gắn minh chứng hoặc nêu vì sao không có."
            ).format(ids=", ".join(each.id for each in form.unproven))
        )
    made = freeze_form(form, by=by, role=role, content=content, at=arrived)
    Receipt.objects.create(
        participant=participant,
        submission=made,
        channel=APPLICATION,
        at=made.at,
        recorded_by=by,
        recorded_at=made.server_at,
    )
    finish_submission(form, made, by)
    return made


def freeze_form(
    form: Form,
    *,
    by: User,
    role: str,
    content: dict[str, Any],
    at: dt.datetime,
    entered_for: Receipt | None = None,
) -> Submission:
    """Keep what a form says now as its next submission, with the result it gives.

    `at` is what the server's clock said when the form came; `entered_for` the form received
    elsewhere whose data these are.
    """
    assessment, found = form.assessment, form.classification
    return Submission.objects.create(
        assessment=assessment,
        number=assessment.submissions.count() + 1,
        at=campaign_now(form.participant.campaign, at),
        server_at=at,
        by=by,
        signed_as=role,
        entered_for=entered_for,
        content=canonical_text(content),
        digest=digest(content),
        regulation_digest=form.regulation.digest,
        points=exact_text(form.score.total.points),
        result_class=(found.class_id or "") if found else "",
    )


def finish_submission(form: Form, made: Submission, by: User) -> None:
    """Lock the form and record that it was sent."""
    form.assessment.submit()
    _keep_state(form.assessment)
    record_act(
        "form.submitted",
        about_form(form.participant),
        by=by,
        at=made.server_at,
        after={
            "number": str(made.number),
            "at": made.at.isoformat(),
            "digest": made.digest,
            "points": made.points,
            "class": made.result_class,
            "signed_as": made.signed_as,
        },
    )


def why_not_withdrawable(participant: Participant) -> str:
    """Why a sent form cannot be taken back now; empty where it can.

    What could not be sent again stays as it is. A form that was declared incomplete is
    completed as long as forms are taken in: it stays received.
    """
    campaign = participant.campaign
    if campaign.state != Campaign.State.OPEN:
        return _("Đợt đánh giá đã khóa sổ.")
    why = why_left_out(participant)
    if why or declared_incomplete(participant):
        return why
    due = submission_terms(campaign, participant.group, extensions_of(participant))
    if due is not None and campaign_now(campaign) >= due.deadline:
        return _("Đã hết thời hạn gửi phiếu: phiếu đã gửi được giữ nguyên.")
    return ""


@transaction.atomic
def withdraw_submission(*, by: User, participant: Participant, reason: str) -> None:
    """Rút phiếu: take a sent form back to change it, before the deadline, or to complete it."""
    signed_as(by, participant)
    assessment = Assessment.objects.select_for_update().filter(participant=participant).first()
    submission = current_submission(assessment) if assessment else None
    if assessment is None or submission is None:
        raise Mistake(_("Phiếu chưa được gửi."))
    why = why_not_withdrawable(participant)
    if why:
        raise TooLate(why)
    if not reason.strip():
        raise Mistake(_("Hãy viết lý do rút phiếu."), field="reason")
    take_back(
        assessment,
        submission,
        by=by,
        keeps_receipt=declared_incomplete(participant) is not None,
        reason=reason.strip(),
    )


def declared_incomplete(participant: Participant) -> Receipt | None:
    """The form that stands, where the office declared it incomplete (PHT-6)."""
    standing = standing_submission(participant)
    if standing is None:
        return None
    of_it = Q(submission=standing) | Q(pk=standing.entered_for_id)
    found: Receipt | None = participant.receipts.filter(of_it, is_complete=False).first()
    return found


def take_back(
    assessment: Assessment, sent: Submission, *, by: User, keeps_receipt: bool, reason: str
) -> None:
    """Open a sent form again and record why; whether it stays received is for the caller."""
    sent.withdrawn_at, sent.withdrawn_by = campaign_now(assessment.participant.campaign), by
    sent.keeps_receipt = keeps_receipt
    sent.save(update_fields=["withdrawn_at", "withdrawn_by", "keeps_receipt"])
    assessment.withdraw()
    _keep_state(assessment)
    record_act(
        "form.withdrawn",
        about_form(assessment.participant),
        by=by,
        before={"number": str(sent.number), "digest": sent.digest},
        after={"reason": reason, "stays_received": "yes" if keeps_receipt else "no"},
    )
