"""What the standing office records and decides about forms."""

from __future__ import annotations

import datetime as dt
import json

from django.db import transaction
from django.utils.translation import gettext as _

from xephang.calendar import HANOI, LatenessStatus
from xephang_web.accounts.models import User
from xephang_web.assessments.lateness import lateness_of, standing_receipts
from xephang_web.assessments.models import (
    Assessment,
    LatenessDecision,
    Receipt,
    Submission,
)
from xephang_web.assessments.pages import channel_words
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
    what the form says there now is frozen with the receipt, unless it was sent before;
    where it says nothing, the office enters it (`keep_data_of_paper`). A note says why
    there is no scan. Raises `NotAllowed`, `TooLate`, `Mistake`.
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
    if scan is None and not note.strip():
        raise Mistake(_("Gắn bản quét, hoặc ghi chú vì sao chưa có."), field="scan")
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


@transaction.atomic
def keep_data_of_paper(*, by: User, receipt: Receipt) -> Submission:
    """Freeze what the office entered from a form that it holds, as that form's data.

    Raises `NotAllowed`, `TooLate`, and `Mistake` where the form is sent or says nothing.
    """
    participant = receipt.participant
    _check_office(by, participant)
    check_facts_open(participant.campaign)
    if receipt.submission is not None and receipt.submission.withdrawn_at is None:
        raise Mistake(_("Lần nhận này đã có số liệu."))
    made = _data_of_paper(by, participant)
    if made is None:
        raise Mistake(_("Phiếu chưa có số liệu nào, hoặc đã gửi trên hệ thống."))
    if receipt.submission is None:  # one whose data were taken back keeps those, in the record
        receipt.submission = made
        receipt.save(update_fields=["submission"])
    record_act(
        "receipt.data_entered",
        about_form(participant),
        by=by,
        after={
            "channel": receipt.channel,
            "stamped_on": receipt.stamped_on.isoformat() if receipt.stamped_on else "",
            "number": str(made.number),
            "digest": made.digest,
        },
    )
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
    """What disagrees between the channels a form came on: each line for a person to look at.

    When each came, which are incomplete or without data, and what their data do not share.
    """
    receipts = standing_receipts(participant.receipts.select_related("submission"))
    lines = [
        _("Bản nhận ngày {day} chưa có số liệu trên hệ thống: hãy nhập theo bản ấy.").format(
            day=each.stamped_on.strftime("%d/%m/%Y")
        )
        for each in receipts
        if each.stamped_on and each.submission is None
    ]
    if len({each.channel for each in receipts}) < 2:
        return lines
    came = "; ".join(f"{channel_words(each.channel)} {_came(each)}" for each in receipts)
    lines.append(_("Phiếu đến trên các kênh khác nhau: {came}.").format(came=came))
    if any(not each.is_complete for each in receipts):
        lines.append(_("Có bản chưa đầy đủ: hãy xem bản nào được tính."))
    contents = [json.loads(each.submission.content) for each in receipts if each.submission]
    apart = sorted(
        {
            criterion
            for each in contents[1:]
            for criterion in each["answers"].keys() | contents[0]["answers"].keys()
            if each["answers"].get(criterion) != contents[0]["answers"].get(criterion)
        }
    )
    if apart:
        lines.append(_("Số liệu các bản khác nhau ở tiêu chí: {ids}.").format(ids=", ".join(apart)))
    return lines


def _came(receipt: Receipt) -> str:
    if receipt.at is not None:
        return receipt.at.astimezone(HANOI).strftime("%d/%m/%Y %H:%M")
    return receipt.stamped_on.strftime("%d/%m/%Y") if receipt.stamped_on else ""
