"""Khảo sát thực tế: visits planned, moved, called off and held, and what was found there."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils.translation import gettext as _

from xephang.points import NumberLocale
from xephang_web.accounts.models import User
from xephang_web.appraisal.models import Finding, SiteVisit
from xephang_web.appraisal.people import candidates_for, checkers
from xephang_web.appraisal.permissions import conflict
from xephang_web.appraisal.services.assignments import check_leads_for
from xephang_web.appraisal.services.findings import body_of, known_bases, record_finding
from xephang_web.assessments.models import Assessment
from xephang_web.audit.services import About, record_act
from xephang_web.campaigns.acts import locked, required_text
from xephang_web.campaigns.models import Campaign, Participant
from xephang_web.campaigns.queries import campaign_now, campaign_today
from xephang_web.evidence.models import StoredFile
from xephang_web.evidence.services import receive_file, safe_name
from xephang_web.shared.errors import Mistake, NotAllowed, TooLate

BASIS = "site_visit"
MOST_PHOTOGRAPHS = 30


def about_visit(visit: SiteVisit) -> About:
    """What an act on a visit is recorded about."""
    participant = visit.participant
    return About("visit", visit.pk, campaign=participant.campaign_id, unit=participant.unit_id)


@transaction.atomic
def plan_visit(
    *, by: User, participant: Participant, planned_on: dt.date, team: Iterable[User], purpose: str
) -> SiteVisit:
    """Plan a visit with a team in which nobody is in conflict with the unit."""
    check_leads_for(by, participant)
    sent = Assessment.objects.filter(
        participant=participant, state=Assessment.State.SUBMITTED
    ).exists()
    if not sent:
        raise Mistake(_("Đơn vị chưa gửi phiếu."))
    going = list(dict.fromkeys(team))
    if not going:
        raise Mistake(_("Đoàn khảo sát chưa có ai."), field="team")
    people = checkers(participant.campaign)
    offered = {each.user: each.why_not for each in candidates_for(participant, people)}
    wrong = []
    for each in going:
        why = offered.get(each, _("không thuộc tổ thẩm định."))
        if why:
            wrong.append(_("{name} không đi được: {why}").format(name=each.full_name, why=why))
    if wrong:
        raise Mistake(" ".join(wrong), field="team")
    _check_day(participant.campaign, planned_on)
    made = SiteVisit.objects.create(
        participant=participant,
        planned_on=planned_on,
        purpose=required_text(purpose, _("Hãy viết nội dung khảo sát."), "purpose"),
        planned_by=by,
    )
    made.team.set(going)
    record_act(
        "visit.planned",
        about_visit(made),
        by=by,
        after={
            "on": planned_on.isoformat(),
            "team": ", ".join(each.full_name for each in going),
            "purpose": made.purpose,
        },
    )
    return made


def _check_day(campaign: Campaign, day: dt.date) -> None:
    if day < campaign_today(campaign):
        raise Mistake(_("Ngày khảo sát đã qua."))


def _check_open(visit: SiteVisit) -> None:
    now = locked(visit)
    if now.cancelled_at is not None:
        raise TooLate(_("Chuyến khảo sát này đã hủy."))
    if now.held_on is not None:
        raise TooLate(_("Biên bản khảo sát đã ghi."))


@transaction.atomic
def move_visit(*, by: User, visit: SiteVisit, to: dt.date, reason: str) -> None:
    """Move a visit to another day, with the reason."""
    check_leads_for(by, visit.participant)
    _check_open(visit)
    _check_day(visit.participant.campaign, to)
    if to == visit.planned_on:
        raise Mistake(_("Chuyến khảo sát đã đặt vào ngày đó."), field="to")
    why = required_text(reason, _("Hãy ghi lý do đổi ngày."), "reason")
    before, visit.planned_on = visit.planned_on, to
    visit.save(update_fields=["planned_on"])
    record_act(
        "visit.moved",
        about_visit(visit),
        by=by,
        before={"on": before.isoformat()},
        after={"on": to.isoformat(), "reason": why},
    )


@transaction.atomic
def cancel_visit(*, by: User, visit: SiteVisit, reason: str) -> None:
    """Call a visit off, with the reason; it stays in the list."""
    check_leads_for(by, visit.participant)
    _check_open(visit)
    visit.cancelled_for = required_text(reason, _("Hãy ghi lý do hủy."), "reason")
    visit.cancelled_at = campaign_now(visit.participant.campaign)
    visit.save(update_fields=["cancelled_at", "cancelled_for"])
    record_act("visit.cancelled", about_visit(visit), by=by, after={"reason": visit.cancelled_for})


def may_hold(by: User, visit: SiteVisit) -> bool:
    """True for the team and for whoever leads the panel, conflicts aside."""
    goes = by.has_perm("appraisal.lead", visit.participant.campaign) or any(
        each.pk == by.pk for each in visit.team.all()
    )
    return goes and not conflict(by, visit.participant)


@transaction.atomic
def hold_visit(
    *,
    by: User,
    visit: SiteVisit,
    held_on: dt.date,
    minutes: str,
    uploads: Sequence[UploadedFile[bytes]] = (),
) -> None:
    """Keep the minutes and photographs of a visit; findings are written on its basis after."""
    if not may_hold(by, visit):
        raise NotAllowed(_("Việc này do đoàn khảo sát thực hiện."))
    _check_open(visit)
    if held_on > campaign_today(visit.participant.campaign):
        raise Mistake(_("Ngày khảo sát chưa đến."), field="held_on")
    visit.minutes = required_text(minutes, _("Hãy viết biên bản."), "minutes")
    visit.held_on = held_on
    visit.save(update_fields=["held_on", "minutes"])
    kept = _keep_photographs(by, visit, uploads)
    record_act(
        "visit.held",
        about_visit(visit),
        by=by,
        after={
            "on": held_on.isoformat(),
            "minutes": visit.minutes,
            "photographs": ", ".join(each.sha256 for each in kept),
        },
    )


@transaction.atomic
def add_photographs(
    *, by: User, visit: SiteVisit, uploads: Sequence[UploadedFile[bytes]]
) -> list[StoredFile]:
    """Add photographs to the minutes of a visit."""
    if not may_hold(by, visit):
        raise NotAllowed(_("Việc này do đoàn khảo sát thực hiện."))
    if visit.held_on is None:
        raise Mistake(_("Hãy ghi biên bản trước."))
    if not uploads:
        raise Mistake(_("Hãy chọn ảnh."), field="photographs")
    kept = _keep_photographs(by, visit, uploads)
    record_act(
        "visit.photographs_added",
        about_visit(visit),
        by=by,
        after={"photographs": ", ".join(each.sha256 for each in kept)},
    )
    return kept


def _keep_photographs(
    by: User, visit: SiteVisit, uploads: Sequence[UploadedFile[bytes]]
) -> list[StoredFile]:
    """Keep pictures, and nothing else, and not too many of them."""
    if visit.photographs.count() + len(uploads) > MOST_PHOTOGRAPHS:
        raise Mistake(_("Mỗi chuyến tối đa {count} ảnh.").format(count=MOST_PHOTOGRAPHS))
    for each in uploads:
        name = safe_name(each.name or "")
        if not name.lower().endswith((".jpg", ".jpeg", ".png")):
            raise Mistake(_("“{name}” không phải ảnh: chỉ nhận JPG và PNG.").format(name=name))
    # That the content is what the name says, and its size, is checked where it is kept.
    office = visit.participant.campaign.standing_office
    kept = [receive_file(by=by, unit=office, upload=each) for each in uploads]
    visit.photographs.add(*kept)
    return kept


@transaction.atomic
def record_visit_finding(
    *,
    by: User,
    visit: SiteVisit,
    criterion_id: str,
    verdict: str,
    values: Mapping[str, Any] | None = None,
    points: str = "",
    reason: str = "",
    seen: int | None = None,
    locale: NumberLocale = "vi",
) -> Finding:
    """What was found on site about a criterion, as a finding on the basis of the visit."""
    if visit.held_on is None:
        raise Mistake(_("Hãy ghi biên bản trước, rồi ghi kết luận tại chỗ."))
    if body_of(by, visit.participant) == Finding.Body.SECOND:
        raise NotAllowed(_("Người thẩm định độc lập không ghi kết luận của đoàn khảo sát."))
    if BASIS not in known_bases(visit.participant):
        raise Mistake(_("Quy định này không nêu khảo sát thực tế là căn cứ."))
    return record_finding(
        by=by,
        participant=visit.participant,
        criterion_id=criterion_id,
        verdict=verdict,
        values=values,
        points=points,
        bases=[BASIS],
        reason=reason,
        visit=visit,
        seen=seen,
        locale=locale,
    )
