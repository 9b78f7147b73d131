"""Giải trình: what the appraisal asks a unit, until when, and what the unit answers."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils.translation import gettext as _

from xephang_web.accounts.models import Role, User
from xephang_web.accounts.queries import people_of
from xephang_web.appraisal.models import Clarification
from xephang_web.appraisal.notices import tell_of_clarification
from xephang_web.appraisal.services.findings import (
    about_finding,
    check_judgeable,
    check_judges,
)
from xephang_web.audit.services import record_act
from xephang_web.campaigns.acts import check_near, locked, required_text
from xephang_web.campaigns.models import Participant
from xephang_web.campaigns.queries import campaign_now, campaign_today, regulation_of
from xephang_web.evidence.services import receive_file
from xephang_web.shared.errors import Mistake, NotAllowed, TooLate

MOST_FILES = 20


@transaction.atomic
def ask_clarification(
    *, by: User, participant: Participant, criterion_id: str, question: str, due: dt.date
) -> Clarification:
    """Yêu cầu giải trình, bổ sung: ask the unit about a criterion, with a day to answer by."""
    check_judges(by, participant)
    check_judgeable(participant)
    criteria = regulation_of(participant.campaign).criteria_sets[participant.group]
    if criteria.criterion(criterion_id) is None:
        raise Mistake(_("Phiếu này không có tiêu chí {id}.").format(id=criterion_id))
    now = campaign_now(participant.campaign)
    if due < campaign_today(participant.campaign):
        raise Mistake(_("Hạn trả lời đã qua."), field="due")
    check_near(participant.campaign, due, "due")
    made = Clarification.objects.create(
        participant=participant,
        criterion=criterion_id,
        question=required_text(question, _("Hãy viết điều cần giải trình."), "question"),
        due=due,
        asked_by=by,
        asked_at=now,
        addresses=", ".join(
            each.email for each in people_of(participant.unit, Role.FOCAL_PERSON, Role.HEAD)
        ),
    )
    record_act(
        "clarification.asked",
        about_finding(participant, criterion_id),
        by=by,
        after={"question": made.question, "due": due.isoformat(), "addresses": made.addresses},
    )
    _tell(made)
    return made


def _tell(clarification: Clarification) -> None:
    """Send the notice once the question is written, and not before."""
    if clarification.addresses:
        pk = clarification.pk
        transaction.on_commit(lambda: tell_of_clarification.enqueue(pk))


@transaction.atomic
def extend_clarification(*, by: User, clarification: Clarification, due: dt.date) -> None:
    """Give the unit longer to answer, also after the day has passed; it is told again."""
    participant = clarification.participant
    check_judges(by, participant)
    check_judgeable(participant)
    if locked(clarification).answered_at is not None:
        raise Mistake(_("Yêu cầu này đã được trả lời."))
    before = clarification.due
    if due <= before or due < campaign_today(participant.campaign):
        raise Mistake(_("Hạn mới phải sau hạn cũ và chưa qua."), field="due")
    check_near(participant.campaign, due, "due")
    clarification.due, clarification.notified_at = due, None
    clarification.save(update_fields=["due", "notified_at"])
    record_act(
        "clarification.extended",
        about_finding(participant, clarification.criterion),
        by=by,
        before={"due": before.isoformat()},
        after={"due": due.isoformat()},
    )
    _tell(clarification)


@transaction.atomic
def answer_clarification(
    *,
    by: User,
    clarification: Clarification,
    answer: str,
    uploads: Sequence[UploadedFile[bytes]] = (),
) -> None:
    """Giải trình: the unit's answer, with files. The form itself stays as it was sent."""
    participant = clarification.participant
    if not by.has_perm("assessments.edit", participant):
        raise NotAllowed(_("Chỉ cán bộ của đơn vị trả lời."))
    if locked(clarification).answered_at is not None:
        raise Mistake(_("Yêu cầu này đã được trả lời."))
    now = campaign_now(participant.campaign)
    if campaign_today(participant.campaign) > clarification.due:
        raise TooLate(
            _("Đã quá hạn giải trình. Tổ thẩm định có thể gia hạn; hãy liên hệ người đã hỏi.")
        )
    if len(uploads) > MOST_FILES:
        raise Mistake(_("Mỗi lần gửi tối đa {count} tệp.").format(count=MOST_FILES))
    clarification.answer = required_text(answer, _("Hãy viết nội dung giải trình."), "answer")
    clarification.answered_by, clarification.answered_at = by, now
    clarification.save(update_fields=["answer", "answered_by", "answered_at"])
    files = [receive_file(by=by, unit=participant.unit, upload=each) for each in uploads]
    clarification.files.set(files)
    record_act(
        "clarification.answered",
        about_finding(participant, clarification.criterion),
        by=by,
        after={
            "answer": clarification.answer,
            "files": ", ".join(each.sha256 for each in files),
        },
    )
