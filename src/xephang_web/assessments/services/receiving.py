"""What the standing office records and decides about forms."""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from xephang.calendar import HANOI, LatenessStatus
from xephang_web.accounts.models import User
from xephang_web.assessments.lateness import lateness_of, standing_receipts
from xephang_web.assessments.models import (
    Assessment,
    LatenessDecision,
    Receipt,
    Submission,
)
from xephang_web.assessments.queries import read_form
from xephang_web.assessments.services.forms import about_form
from xephang_web.assessments.services.sending import (
    finish_submission,
    freeze_form,
    submission_content,
)
from xephang_web.audit.services import record_act
from xephang_web.campaigns.acts import check_facts_open, required_text
from xephang_web.campaigns.models import Participant
from xephang_web.campaigns.queries import (
    campaign_now,
    submission_milestone,
)
from xephang_web.evidence.models import StoredFile
from xephang_web.shared import clock
from xephang_web.shared.errors import AllAtOnce, Mistake, NotAllowed

SIGNED_ELSEWHERE = "elsewhere"
"""The form was signed on the paper or document that the office received."""


OFFICE_CHANNELS = ("paper", "document_system", "official_mailbox", "email")


@transaction.atomic
def record_receipt(
    *,
    by: User,
    participant: Participant,
    channel: str,
    stamped_on: dt.date,
    reference: str = "",
    note: str = "",
    scan: StoredFile | None = None,
    is_complete: bool = True,
) -> Receipt:
    """Record a form that came on paper, through the document system or by e-mail (PT-5, BT-5).

    The stamped day decides about lateness. What is scored is the data in the application:
    what the form says there now is frozen with the receipt, unless it was sent before.
    """
    _check_office(by, participant)
    check_facts_open(participant.campaign)
    permitted = permitted_channels(participant)
    if channel not in permitted:
        raise Mistake(_("Không có kênh “{channel}”.").format(channel=channel), field="channel")
    if stamped_on > campaign_now(participant.campaign).astimezone(HANOI).date():
        raise Mistake(_("Ngày trên dấu đến không thể ở tương lai."), field="stamped_on")
    if stamped_on.year < participant.campaign.year:
        raise Mistake(_("Ngày trên dấu đến trước năm của đợt đánh giá."), field="stamped_on")
    made = Receipt.objects.create(
        participant=participant,
        submission=_data_of_paper(by, participant),
        channel=channel,
        stamped_on=stamped_on,
        reference=reference.strip(),
        note=note.strip(),
        scan=scan,
        is_complete=is_complete,
        recorded_by=by,
        recorded_at=clock.now(),
    )
    record_act(
        "receipt.recorded",
        about_form(participant),
        by=by,
        after={
            "channel": channel,
            "stamped_on": stamped_on.isoformat(),
            "reference": made.reference,
            "complete": "yes" if is_complete else "no",
            "sha256": scan.sha256 if scan else "",
        },
    )
    return made


def _data_of_paper(by: User, participant: Participant) -> Submission | None:
    """The data that goes with a form received elsewhere; None if sent before, or not entered."""
    assessment = Assessment.objects.select_for_update().filter(participant=participant).first()
    if assessment is None or assessment.state == Assessment.State.SUBMITTED:
        return None
    form = read_form(participant)
    if not form.answers:
        return None
    content = submission_content(form)
    made = freeze_form(form, by=by, role=SIGNED_ELSEWHERE, content=content, at=clock.now())
    finish_submission(form, made, by)
    return made


def permitted_channels(participant: Participant) -> list[str]:
    """The channels on which a form may be recorded: the law's, or all where it names none.

    E-mail is always there: a form that came that way is recorded, and the core says that
    it does not count where the law does not provide for it.
    """
    milestone = submission_milestone(participant.campaign, participant.group)
    named = list(milestone.channels) if milestone else []
    return list(dict.fromkeys([*named, *OFFICE_CHANNELS]))


def _check_office(by: User, participant: Participant) -> None:
    if not by.has_perm("assessments.receive", participant):
        raise NotAllowed(_("Việc này do cơ quan thường trực của đợt đánh giá thực hiện."))


@transaction.atomic
def declare_completeness(*, by: User, receipt: Receipt, is_complete: bool, note: str) -> None:
    """Declare a received form complete or not (PHT-6): an act, with its reason."""
    _check_office(by, receipt.participant)
    check_facts_open(receipt.participant.campaign)
    if not is_complete and not note.strip():
        raise Mistake(_("Hãy viết phiếu còn thiếu gì."), field="note")
    before = receipt.is_complete
    receipt.is_complete, receipt.completeness_note = is_complete, note.strip()
    receipt.declared_by, receipt.declared_at = by, campaign_now(receipt.participant.campaign)
    receipt.save()
    record_act(
        "receipt.completeness_declared",
        about_form(receipt.participant),
        by=by,
        before={"complete": "yes" if before else "no"},
        after={"complete": "yes" if is_complete else "no", "note": note.strip()},
    )


@transaction.atomic
def decide_lateness(
    *,
    by: User,
    participant: Participant,
    verdict: LatenessDecision.Verdict,
    reason: str,
    document: str,
) -> LatenessDecision:
    """Decide a doubtful case: with a reason and a document, both readings kept in the record."""
    _check_office(by, participant)
    check_facts_open(participant.campaign)
    lateness = lateness_of(participant)
    if lateness is None or lateness.status is not LatenessStatus.DOUBTFUL:
        raise Mistake(_("Trường hợp này không có nghi vấn: quy định đã trả lời."))
    slips = AllAtOnce()
    with slips:
        reason = required_text(reason, _("Cần lý do."), "reason")
    with slips:
        document = required_text(document, _("Cần số, ngày của văn bản."), "document")
    slips.check()
    made = LatenessDecision.objects.create(
        participant=participant,
        verdict=verdict,
        reason=reason,
        document=document,
        decided_by=by,
        decided_at=campaign_now(participant.campaign),
    )
    record_act(
        "lateness.decided",
        about_form(participant),
        by=by,
        before={
            "verdict": lateness.status.value,
            "readings": "; ".join(each.show("vi") for each in lateness.other_readings),
        },
        after={"verdict": verdict.value, "reason": made.reason, "document": made.document},
    )
    return made


def channel_conflicts(participant: Participant) -> list[str]:
    """What disagrees between the channels a form came on: each line for a person to look at."""
    receipts = standing_receipts(participant.receipts.select_related("submission"))
    if len({each.channel for each in receipts}) < 2:
        return []
    lines = [
        ngettext(
            "Phiếu đến {count} lần, trên các kênh khác nhau.",
            "Phiếu đến {count} lần, trên các kênh khác nhau.",
            len(receipts),
        ).format(count=len(receipts))
    ]
    if any(not each.is_complete for each in receipts):
        lines.append(_("Có bản chưa đầy đủ: hãy xem bản nào được tính."))
    return lines
