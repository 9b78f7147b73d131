"""What the standing office records and decides about forms."""

from __future__ import annotations

import datetime as dt
import json

from django.db import transaction
from django.utils.translation import gettext as _

from xephang.calendar import HANOI, LatenessStatus
from xephang.canonical import digest
from xephang_web.accounts.models import User
from xephang_web.assessments.lateness import (
    APPLICATION,
    SIGNED_ELSEWHERE,
    doubt_of,
    form_to_enter,
    lateness_of,
    standing_receipts,
)
from xephang_web.assessments.models import (
    Assessment,
    LatenessDecision,
    Receipt,
    Submission,
)
from xephang_web.assessments.notices import tell_once_written
from xephang_web.assessments.pages import channel_words
from xephang_web.assessments.queries import current_submission, read_form
from xephang_web.assessments.services.forms import about_form
from xephang_web.assessments.services.sending import (
    finish_submission,
    freeze_form,
    submission_content,
    take_back,
)
from xephang_web.audit.services import record_act
from xephang_web.campaigns.acts import check_facts_open, required_text
from xephang_web.campaigns.models import Participant
from xephang_web.campaigns.queries import (
    campaign_now,
    extensions_of,
    submission_milestone,
    submission_terms,
)
from xephang_web.evidence.models import StoredFile
from xephang_web.shared import clock
from xephang_web.shared.errors import AllAtOnce, Conflict, Mistake, NotAllowed

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
    where the form counts, what the unit has written there in time is frozen with it, unless
    it was sent before. Else the office enters what it holds (`keep_data_of_paper`). A note
    says why there is no scan. Raises `NotAllowed`, `TooLate`, `Mistake`.
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
    if not is_complete:
        tell_once_written(made)
    if form_to_enter(participant) == made and _was_written_in_time(made):
        made.submission = _data_of_paper(by, made)
        made.save(update_fields=["submission"])
    return made


def _was_written_in_time(receipt: Receipt) -> bool:
    """True if nothing was written in the application after the deadline and the form's own day.

    What was written later is not taken for what stands on the paper: a person compares.
    """
    participant = receipt.participant
    due = submission_terms(participant.campaign, participant.group, extensions_of(participant))
    written = Assessment.objects.filter(participant=participant).values_list("changed_at").first()
    if due is None or written is None or written[0] is None or receipt.stamped_on is None:
        return True
    own_day = dt.datetime.combine(receipt.stamped_on, dt.time(), HANOI) + dt.timedelta(days=1)
    return bool(written[0] < max(due.deadline, own_day))


def _data_of_paper(by: User, receipt: Receipt) -> Submission | None:
    """The data that goes with a form received elsewhere; None if sent before, or not entered."""
    participant = receipt.participant
    assessment = Assessment.objects.select_for_update().filter(participant=participant).first()
    if assessment is None or assessment.state == Assessment.State.SUBMITTED:
        return None
    form = read_form(participant)
    if not form.answers:
        return None
    content = submission_content(form)
    made = freeze_form(
        form,
        by=by,
        role=SIGNED_ELSEWHERE,
        content=content,
        at=clock.now(),
        entered_for=receipt,
    )
    finish_submission(form, made, by)
    return made


@transaction.atomic
def keep_data_of_paper(*, by: User, receipt: Receipt) -> Submission:
    """Freeze what the office entered from a form that it holds, as that form's data.

    Raises `NotAllowed`, `TooLate`, and `Mistake` where this is not the form that decides,
    its data are here, or the form is sent or says nothing.
    """
    participant = receipt.participant
    _check_office(by, participant)
    check_facts_open(participant.campaign)
    _check_to_enter(receipt)
    made = _data_of_paper(by, receipt)
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


@transaction.atomic
def set_data_aside(*, by: User, receipt: Receipt, reason: str) -> None:
    """Open data again to enter the form that decides: they came too late to stand for it.

    Or they were frozen with it, and it says something else. What was sent stays received
    and kept. Raises `NotAllowed`, `TooLate`, `Mistake`.
    """
    participant = receipt.participant
    _check_office(by, participant)
    check_facts_open(participant.campaign)
    assessment = Assessment.objects.select_for_update().filter(participant=participant).first()
    sent = current_submission(assessment) if assessment else None
    if sent is None or sent.entered_for_id != receipt.pk:
        _check_to_enter(receipt)
    if assessment is None or sent is None:
        raise Mistake(_("Chưa có số liệu nào đã gửi: hãy nhập theo bản đã nhận."))
    take_back(
        assessment,
        sent,
        by=by,
        keeps_receipt=True,
        reason=required_text(reason, _("Hãy viết lý do."), "reason"),
    )


def _check_to_enter(receipt: Receipt) -> None:
    """Raise `Mistake` unless this is the form that decides and its data are not here."""
    if form_to_enter(receipt.participant) != receipt:
        raise Mistake(_("Bản này đã có số liệu, hoặc không phải bản được tính."))


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
    sent = receipt.submission
    if is_complete and receipt.channel == APPLICATION and sent and sent.withdrawn_at:
        # Data written since would be taken for those of a form that nobody can see any more.
        raise Mistake(_("Đơn vị đã rút bản này để bổ sung: không tuyên bố đầy đủ được nữa."))
    before = receipt.is_complete
    receipt.is_complete, receipt.completeness_note = is_complete, note.strip()
    receipt.declared_by, receipt.declared_at = by, campaign_now(receipt.participant.campaign)
    receipt.told_at = None
    receipt.save()
    if not is_complete:
        tell_once_written(receipt)
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
    seen_doubt: str | None = None,
) -> LatenessDecision:
    """Decide a doubtful case: with a reason and a document, both readings kept in the record.

    `seen_doubt` is the digest of the doubt that the page showed; another one is not decided
    unseen (`Conflict`).
    """
    _check_office(by, participant)
    check_facts_open(participant.campaign)
    lateness = lateness_of(participant)
    if lateness is None or lateness.status is not LatenessStatus.DOUBTFUL:
        raise Mistake(_("Trường hợp này không có nghi vấn: quy định đã trả lời."))
    doubt = doubt_of(participant)
    if seen_doubt is not None and seen_doubt != digest({"doubt": doubt}):
        raise Conflict(
            _("Hồ sơ đã khác lúc bạn mở trang. Chưa ghi gì; hãy xem lại rồi quyết định.")
        )
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
        basis=doubt,
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
    to_enter = form_to_enter(participant)
    lines = (
        [
            _("Bản được tính ({came}) chưa có số liệu trên hệ thống: hãy nhập theo bản ấy.").format(
                came=f"{channel_words(to_enter.channel)} {_came(to_enter)}"
            )
        ]
        if to_enter
        else []
    )
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
