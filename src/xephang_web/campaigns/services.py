"""Every write to a campaign. One function an act: it checks, writes, and records."""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _
from django_fsm import ConcurrentTransition

from xephang.calendar import HANOI, Milestone, start_of, terms
from xephang_web.accounts.models import Role, User
from xephang_web.accounts.queries import standing
from xephang_web.audit.services import About, record_act
from xephang_web.campaigns.acts import (
    about_campaign,
    about_participant,
    check_facts_open,
    check_near,
    check_runs,
    check_signed,
    required_text,
)
from xephang_web.campaigns.models import (
    Campaign,
    CampaignDocument,
    Contact,
    Extension,
    Member,
    Participant,
    PinnedRegulation,
    Question,
)
from xephang_web.campaigns.queries import (
    campaign_now,
    last_accepted,
    regulation_of,
)
from xephang_web.evidence.models import StoredFile
from xephang_web.organisations.models import Unit
from xephang_web.shared import clock
from xephang_web.shared.errors import AllAtOnce, Conflict, Mistake, NotAllowed
from xephang_web.shared.words import language


@transaction.atomic
def create_campaign(
    *,
    by: User,
    slug: str,
    title: str,
    regulation: PinnedRegulation,
    standing_office: Unit,
    title_en: str = "",
    previous: Campaign | None = None,
    training_clock: dt.datetime | None = None,
) -> Campaign:
    """Found a campaign on a pinned regulation; `training_clock` makes it one in training.

    `by` works in the office that it is founded for. Raises `NotAllowed`, or `Mistake` if
    the address is taken.
    """
    if not standing(by).has(Role.STANDING_OFFICE, unit=standing_office.pk):
        raise NotAllowed(_("Chỉ cơ quan thường trực tạo được đợt đánh giá."))
    if not title.strip():
        raise Mistake(_("Hãy đặt tên đợt đánh giá."), field="title")
    if Campaign.objects.filter(slug=slug).exists():
        raise Mistake(
            _("Đã có đợt đánh giá với địa chỉ “{slug}”.").format(slug=slug), field="title"
        )
    now = clock.now()
    campaign: Campaign = Campaign.objects.create(
        slug=slug,
        title=title,
        title_en=title_en,
        year=regulation.year,
        regulation=regulation,
        standing_office=standing_office,
        previous=previous,
        is_training=training_clock is not None,
        clock_at=training_clock,
        clock_set_at=now if training_clock else None,
        created_by=by,
        created_at=now,
    )
    record_act(
        "campaign.created",
        about_campaign(campaign),
        by=by,
        after={
            "title": title,
            "year": str(campaign.year),
            "regulation": regulation.regulation_id,
            "digest": regulation.digest,
            "training": "yes" if campaign.is_training else "no",
        },
    )
    return campaign


def _record_state(campaign: Campaign, before: str, by: User, act: str) -> None:
    try:
        campaign.save(update_fields=["state"])
    except ConcurrentTransition:
        raise Conflict(_("Đợt vừa đổi trạng thái. Hãy tải lại trang.")) from None
    record_act(
        act,
        about_campaign(campaign),
        by=by,
        before={"state": before},
        after={"state": campaign.state},
    )


@transaction.atomic
def open_campaign(*, by: User, campaign: Campaign) -> None:
    """Launch: units see the campaign and can fill in their forms. Needs a roster."""
    check_runs(by, campaign)
    if campaign.state != Campaign.State.PREPARING:
        raise Mistake(_("Đợt đánh giá đã được phát động."))
    if not campaign.participants.exists():
        raise Mistake(_("Danh sách đơn vị tham gia còn trống. Hãy thêm đơn vị trước."))
    before = campaign.state
    campaign.open()
    _record_state(campaign, before, by, "campaign.opened")


@transaction.atomic
def close_campaign(*, by: User, campaign: Campaign) -> None:
    """Close the intake for good: forms are locked, whatever their state.

    Not before the last unit's time is over, its grace and extensions counted: a form that
    may still come must not find the door shut.
    """
    check_runs(by, campaign)
    if campaign.state != Campaign.State.OPEN:
        raise Mistake(_("Chỉ khóa sổ được đợt đang nhận phiếu."))
    last = last_accepted(campaign)
    if last is not None and campaign_now(campaign) < last:
        raise Mistake(
            _("Còn đơn vị được nộp đến trước {moment}: chưa khóa sổ được.").format(
                moment=last.astimezone(HANOI).strftime("%H:%M %d/%m/%Y")
            )
        )
    before = campaign.state
    campaign.close()
    _record_state(campaign, before, by, "campaign.closed")


@transaction.atomic
def set_clock(*, by: User, campaign: Campaign, to: dt.datetime) -> None:
    """Move the clock of a campaign in training. Raises `Mistake` for a real one."""
    check_runs(by, campaign)
    if not campaign.is_training:
        raise Mistake(
            _("Đồng hồ của đợt thật là đồng hồ máy chủ, không ai chỉnh được."), field="clock"
        )
    before = campaign_now(campaign)
    campaign.clock_at, campaign.clock_set_at = to, clock.now()
    campaign.save(update_fields=["clock_at", "clock_set_at"])
    record_act(
        "campaign.clock_moved",
        about_campaign(campaign),
        by=by,
        before={"clock": before.isoformat()},
        after={"clock": to.isoformat()},
    )


def _check_gives_time(
    campaign: Campaign, milestone: Milestone, before: dt.date, participant: Participant | None
) -> None:
    """Raise `Mistake` unless the day is after the deadline as it stands for the unit or all."""
    if milestone.named_day(campaign.year) is None:
        raise Mistake(_("Mốc này không có ngày để gia hạn."), field="milestone")
    acts = campaign.extensions.filter(milestone=milestone.id).filter(
        Q(participant=None) | Q(participant=participant)
    )
    moved = max((each.before for each in acts), default=None)
    present = terms(milestone, campaign.year, extended_to=moved).deadline
    if start_of(before) <= present:
        raise Mistake(
            _("Gia hạn phải đến sau thời hạn hiện nay (trước ngày {day}).").format(
                day=present.astimezone(HANOI).strftime("%d/%m/%Y")
            ),
            field="before",
        )


@transaction.atomic
def extend_deadline(
    *,
    by: User,
    campaign: Campaign,
    milestone: str,
    before: dt.date,
    document: str,
    reason: str,
    participant: Participant | None = None,
) -> Extension:
    """Move a deadline by a recorded act, for one unit or for all. Never to an earlier day.

    Raises `NotAllowed`, `TooLate`, and `Mistake` for what would give nobody time: a day that
    is not after the present deadline, or one unit's act on a milestone of other units.
    """
    check_runs(by, campaign)
    check_facts_open(campaign)
    calendar = regulation_of(campaign).file.calendar
    known = {each.id: each for each in (calendar.milestones if calendar else [])}
    if milestone not in known:
        raise Mistake(_("Quy định không có mốc “{id}”.").format(id=milestone), field="milestone")
    found = known[milestone]
    named = found.named_day(campaign.year)
    slips = AllAtOnce()
    with slips:
        if participant is not None and not found.applies_to(participant.group):
            raise Mistake(
                _(
                    "Mốc “{name}” không áp dụng cho nhóm của {unit}: gia hạn không có tác dụng."
                ).format(name=found.name.show(language()), unit=participant.unit.name),
                field="milestone",
            )
    with slips:
        _check_gives_time(campaign, found, before, participant)
    with slips:
        check_near(campaign, before, "before")
    with slips:
        document = required_text(document, _("Cần số, ngày của văn bản gia hạn."), "document")
    with slips:
        reason = required_text(reason, _("Cần lý do gia hạn."), "reason")
    slips.check()
    assert named is not None
    made = Extension.objects.create(
        campaign=campaign,
        participant=participant,
        milestone=milestone,
        before=before,
        document=document,
        reason=reason,
        decided_by=by,
        decided_at=campaign_now(campaign),
    )
    record_act(
        "deadline.extended",
        about_participant(participant) if participant else about_campaign(campaign),
        by=by,
        before={"before": named.isoformat()},
        after={
            "milestone": milestone,
            "before": before.isoformat(),
            "document": made.document,
            "reason": made.reason,
        },
    )
    return made


@transaction.atomic
def seat_member(
    *,
    by: User,
    campaign: Campaign,
    user: User,
    body: Member.Body,
    seat: Member.Seat = Member.Seat.MEMBER,
    seconded_from: Unit | None = None,
    document: str = "",
) -> Member:
    """Give somebody a seat on the panel or the council (TH-12, PT-3, DN-7)."""
    check_runs(by, campaign)
    if campaign.members.filter(user=user, body=body).exists():
        raise Mistake(_("{name} đã có ghế ở đó.").format(name=user.full_name), field="email")
    made = Member.objects.create(
        campaign=campaign,
        user=user,
        body=body,
        seat=seat,
        seconded_from=seconded_from,
        document=document,
    )
    record_act(
        "member.seated",
        about_campaign(campaign),
        by=by,
        after={
            "person": user.full_name,
            "body": body.value,
            "seat": seat.value,
            "seconded_from": seconded_from.code if seconded_from else "",
            "document": document,
        },
    )
    return made


@transaction.atomic
def unseat_member(*, by: User, member: Member) -> None:
    """Take a seat away; the record keeps who held it."""
    check_runs(by, member.campaign)
    record_act(
        "member.unseated",
        about_campaign(member.campaign),
        by=by,
        before={"person": member.user.full_name, "body": member.body, "seat": member.seat},
    )
    member.delete()


@transaction.atomic
def add_contact(
    *, by: User, campaign: Campaign, name: str, phone: str = "", email: str = ""
) -> Contact:
    """Name somebody whom units can call."""
    check_runs(by, campaign)
    made = Contact.objects.create(
        campaign=campaign,
        name=required_text(name, _("Cần tên người liên hệ."), "name"),
        phone=phone,
        email=email,
    )
    record_act(
        "contact.added",
        about_campaign(campaign),
        by=by,
        after={"name": name, "phone": phone, "email": email},
    )
    return made


@transaction.atomic
def remove_contact(*, by: User, contact: Contact) -> None:
    """Take somebody off whom units no longer call; the record keeps who it was."""
    check_runs(by, contact.campaign)
    record_act(
        "contact.removed",
        about_campaign(contact.campaign),
        by=by,
        before={"name": contact.name, "phone": contact.phone, "email": contact.email},
    )
    contact.delete()


@transaction.atomic
def add_document(
    *,
    by: User,
    campaign: Campaign,
    kind: CampaignDocument.Kind,
    title: str,
    number: str = "",
    date: dt.date | None = None,
    file: StoredFile | None = None,
    is_for_units: bool = True,
) -> CampaignDocument:
    """Keep a paper of the campaign: launch letter (BT-8), cost estimate (TH-14), decision."""
    check_runs(by, campaign)
    if date is not None:
        check_signed(campaign, date)
    made = CampaignDocument.objects.create(
        campaign=campaign,
        kind=kind,
        title=required_text(title, _("Cần tên văn bản."), "title"),
        number=number,
        date=date,
        file=file,
        is_for_units=is_for_units,
    )
    record_act(
        "document.added",
        about_campaign(campaign),
        by=by,
        after={
            "kind": kind.value,
            "title": title,
            "number": number,
            "sha256": file.sha256 if file else "",
        },
    )
    return made


@transaction.atomic
def ask_question(
    *, by: User, campaign: Campaign, unit: Unit, text: str, criterion: str = ""
) -> Question:
    """A unit reports a problem or asks what a criterion means (PT-15, PHT-16)."""
    participant = campaign.participants.filter(unit=unit).first()
    if participant is None or not by.has_perm("assessments.edit", participant):
        raise NotAllowed(_("Câu hỏi do cán bộ của đơn vị tham gia gửi."))
    form = regulation_of(campaign).criteria_sets[participant.group]
    if criterion and form.criterion(criterion) is None:
        raise Mistake(_("Phiếu không có tiêu chí “{id}”.").format(id=criterion), field="criterion")
    made = Question.objects.create(
        campaign=campaign,
        unit=unit,
        criterion=criterion,
        text=required_text(text, _("Hãy viết câu hỏi."), "text"),
        asked_by=by,
        asked_at=campaign_now(campaign),
    )
    record_act(
        "question.asked",
        About("question", made.pk, campaign=campaign.pk, unit=unit.pk),
        by=by,
        after={"criterion": criterion, "text": made.text},
    )
    return made


@transaction.atomic
def answer_question(*, by: User, question: Question, answer: str, is_faq: bool = False) -> None:
    """Answer a unit; `is_faq` shows question and answer to every unit, without naming it."""
    check_runs(by, question.campaign)
    before = {"answer": question.answer, "faq": "yes" if question.is_faq else "no"}
    question.answer = required_text(answer, _("Hãy viết câu trả lời."), "answer")
    question.is_faq = is_faq
    question.answered_by, question.answered_at = by, campaign_now(question.campaign)
    question.save()
    record_act(
        "question.answered",
        About("question", question.pk, campaign=question.campaign_id, unit=question.unit_id),
        by=by,
        before=before,
        after={"answer": question.answer, "faq": "yes" if is_faq else "no"},
    )
