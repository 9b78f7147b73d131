"""The council: sessions with a quorum, and the settled value of a criterion."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from xephang.points import NumberLocale
from xephang_web.accounts.models import User
from xephang_web.appraisal.ledger import read_ledger
from xephang_web.appraisal.minutes import withheld_from
from xephang_web.appraisal.models import CouncilSession, Finding, Proceedings
from xephang_web.appraisal.permissions import conflict, sits
from xephang_web.appraisal.services.findings import check_seen, draft_finding, keep_finding
from xephang_web.audit.services import record_act
from xephang_web.campaigns.acts import about_campaign, locked, required_text
from xephang_web.campaigns.models import Campaign, Member, Participant
from xephang_web.campaigns.queries import campaign_now
from xephang_web.shared.errors import Mistake, NotAllowed, TooLate

OPEN_STAGES = (
    Proceedings.State.SETTLING,
    Proceedings.State.PRELIMINARY,
    Proceedings.State.CORRECTING,
)


def check_settling(campaign: Campaign) -> Proceedings:
    """The proceedings of a campaign whose council has a say now. Raises `TooLate`.

    They are locked until the council's act is written: no step passes it by meanwhile, so
    nothing is settled beside results that are just being frozen.
    """
    found: Proceedings | None = (
        Proceedings.objects.select_for_update().filter(campaign=campaign).first()
    )
    if found is None or found.state not in OPEN_STAGES:
        raise TooLate(_("Hội đồng chỉ xét sau thẩm định và trước khi trình phê duyệt."))
    return found


@transaction.atomic
def open_session(
    *, by: User, campaign: Campaign, held_on: dt.date, present: Iterable[User], quorum: int = 0
) -> CouncilSession:
    """Open a session with those who are present: more than half of the seats.

    `quorum` is for a council whose own rules ask for more: regulations state no number.
    Raises `NotAllowed`, and `Mistake` where it is less than half, where too few are there,
    or where another session is open.
    """
    if not (sits(by, campaign, Member.Body.COUNCIL) or by.has_perm("campaigns.run", campaign)):
        raise NotAllowed(_("Phiên họp do hội đồng hoặc cơ quan thường trực mở."))
    check_settling(campaign)
    seats = set(campaign.members.filter(body=Member.Body.COUNCIL).values_list("user_id", flat=True))
    there = list(present)
    strangers = [each.full_name for each in there if each.pk not in seats]
    if strangers:
        raise Mistake(
            _("Không có ghế trong hội đồng: {names}.").format(names=", ".join(strangers)),
            field="present",
        )
    half = len(seats) // 2 + 1
    if quorum and quorum < half:
        raise Mistake(
            _("Số ủy viên tối thiểu phải quá nửa hội đồng: ít nhất {least}.").format(least=half)
        )
    least = quorum or half
    if len(there) < least:
        raise Mistake(
            _("Có {there} ủy viên dự họp, cần ít nhất {least}.").format(
                there=len(there), least=least
            )
        )
    if campaign.sessions.filter(closed_at__isnull=True).exists():
        raise Mistake(_("Còn một phiên họp chưa kết thúc."))
    number = (campaign.sessions.aggregate(last=Max("number"))["last"] or 0) + 1
    made = CouncilSession.objects.create(
        campaign=campaign,
        number=number,
        held_on=held_on,
        quorum=least,
        opened_by=by,
        opened_at=campaign_now(campaign),
    )
    made.present.set(there)
    record_act(
        "council.opened",
        about_campaign(campaign),
        by=by,
        after={
            "session": str(number),
            "quorum": str(least),
            "present": ", ".join(sorted(each.full_name for each in there)),
        },
    )
    return made


@transaction.atomic
def close_session(*, by: User, session: CouncilSession, minutes: str) -> None:
    """End a session with its minutes (biên bản).

    What it settled on units with which `by` is in conflict is added from the record: they
    neither read nor word it.
    """
    campaign = session.campaign
    if not (sits(by, campaign, Member.Body.COUNCIL) or by.has_perm("campaigns.run", campaign)):
        raise NotAllowed(_("Phiên họp do hội đồng hoặc cơ quan thường trực kết thúc."))
    session = locked(session)
    if session.closed_at is not None:
        raise Mistake(_("Phiên họp đã kết thúc, biên bản đã được ghi."))
    written = required_text(minutes, _("Hãy viết biên bản."), "minutes")
    session.minutes = "\n\n".join(part for part in (written, withheld_from(session, by)) if part)
    session.closed_at = campaign_now(campaign)
    session.save(update_fields=["minutes", "closed_at"])
    record_act(
        "council.closed",
        about_campaign(campaign),
        by=by,
        after={"session": str(session.number), "minutes": session.minutes},
    )


def check_in_session(by: User, participant: Participant) -> tuple[CouncilSession, list[User]]:
    """The open session in which somebody may speak on a unit, and who may there.

    Who is in conflict with the unit takes no part and does not count for the quorum.
    Raises `NotAllowed`, `TooLate`, `Mistake`.
    """
    campaign = participant.campaign
    if not sits(by, campaign, Member.Body.COUNCIL):
        raise NotAllowed(_("Việc này do hội đồng thực hiện."))
    why = conflict(by, participant)
    if why:
        raise NotAllowed(_("Xung đột lợi ích: {why}").format(why=why))
    check_settling(campaign)
    session = campaign.sessions.filter(closed_at__isnull=True).first()
    if session is None:
        raise Mistake(_("Chưa có phiên họp nào đang mở."))
    seats = set(campaign.members.filter(body=Member.Body.COUNCIL).values_list("user_id", flat=True))
    there = [each for each in session.present.all() if each.pk in seats]
    free = [each for each in there if not conflict(each, participant)]
    if by not in free:
        raise NotAllowed(_("Bạn không có tên trong phiên họp này."))
    if len(free) < session.quorum:
        raise Mistake(
            _("Không tính người có xung đột lợi ích, phiên họp chỉ còn {there}/{least}.").format(
                there=len(free), least=session.quorum
            )
        )
    return session, free


@transaction.atomic
def settle_criterion(
    *,
    by: User,
    participant: Participant,
    criterion_id: str,
    verdict: str,
    values: Mapping[str, Any] | None = None,
    points: str = "",
    bases: Iterable[str] = (),
    reason: str = "",
    votes: tuple[int, int] | None = None,
    seen: int | None = None,
    answers_appeal: bool = False,
    locale: NumberLocale = "vi",
) -> Finding:
    """Kết luận của hội đồng: what a criterion counts in the end, in an open session.

    Who is in conflict with the unit takes no part: neither writes nor votes. `votes` are
    (for, against), at most as many as are present without a conflict.
    Once preliminary results are announced, what was found changes only in answer to an
    appeal (`answers_appeal`): nobody's points fall behind the back of who may still appeal.
    Raises `NotAllowed`, `TooLate`, `Mistake`, `Conflict`.
    """
    session, free = check_in_session(by, participant)
    if votes is not None:
        if min(votes) < 0 or sum(votes) > len(free):
            raise Mistake(_("Số phiếu nhiều hơn số người được biểu quyết."), field="votes_for")
        if votes[0] <= votes[1]:
            raise Mistake(_("Kết luận không đủ phiếu thuận."), field="votes_for")
    if not reason.strip():
        raise Mistake(_("Hãy viết lý do: đơn vị sẽ đọc được."), field="reason")
    ledger = read_ledger(participant)
    if ledger.submission is None:
        raise Mistake(_("Đơn vị chưa gửi phiếu."))
    is_announced = check_settling(participant.campaign).state == Proceedings.State.PRELIMINARY
    is_open = criterion_id in {each.id for each in ledger.open_criteria}
    if is_announced and not answers_appeal and not is_open:
        raise TooLate(
            _(
                "Đã thông báo kết quả sơ bộ: chỉ sửa khi trả lời kiến nghị. Sai sót khác: "
                "cấp phê duyệt trả lại, hội đồng xét và thông báo lại."
            )
        )
    finding = draft_finding(
        ledger,
        criterion_id=criterion_id,
        body=Finding.Body.COUNCIL,
        verdict=verdict,
        values=values,
        points=points,
        bases=bases,
        reason=reason,
        locale=locale,
    )
    check_seen(ledger, finding, seen)
    finding.session = session
    if votes is not None:
        finding.votes_for, finding.votes_against = votes
    return keep_finding(finding, by=by, before=ledger.finding(criterion_id, Finding.Body.COUNCIL))
