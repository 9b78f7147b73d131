"""Cấp trên xác nhận: the unit above answers for the forms of the units below it."""

from __future__ import annotations

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from xephang_web.accounts.models import User
from xephang_web.assessments.models import Assessment, Endorsement
from xephang_web.assessments.queries import current_submission
from xephang_web.assessments.services.forms import about_form
from xephang_web.audit.services import record_act
from xephang_web.campaigns.acts import check_facts_open
from xephang_web.campaigns.models import Participant
from xephang_web.campaigns.queries import campaign_now
from xephang_web.shared import clock
from xephang_web.shared.errors import Conflict, Mistake, NotAllowed


@transaction.atomic
def endorse_form(*, by: User, participant: Participant, digest: str) -> Endorsement:
    """Answer for the data of a form as it was sent (PHT-4, PHT-14).

    `digest` is that of the submission which the person read. A form that is taken back and
    sent anew is endorsed anew.
    Raises `NotAllowed`, `TooLate`, `Conflict`, and `Mistake` where nothing was sent.
    """
    if not by.has_perm("assessments.endorse", participant):
        raise NotAllowed(_("Việc này do đơn vị cấp trên trực tiếp thực hiện."))
    check_facts_open(participant.campaign)
    assessment = Assessment.objects.select_for_update().filter(participant=participant).first()
    submission = current_submission(assessment) if assessment else None
    if submission is None:
        raise Mistake(_("Đơn vị chưa gửi phiếu."))
    if submission.digest != digest:
        raise Conflict(_("Đơn vị vừa gửi lại phiếu. Hãy đọc bản mới rồi xác nhận."))
    assert participant.parent is not None
    try:
        with transaction.atomic():
            made = Endorsement.objects.create(
                submission=submission,
                unit=participant.parent,
                by=by,
                at=campaign_now(participant.campaign),
                server_at=clock.now(),
            )
    except IntegrityError:
        raise Mistake(_("Phiếu này đã được cấp trên xác nhận.")) from None
    record_act(
        "form.endorsed",
        about_form(participant),
        by=by,
        after={
            "unit": participant.parent.name,
            "number": str(submission.number),
            "digest": submission.digest,
        },
    )
    return made
