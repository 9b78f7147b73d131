"""Appeals of the units, and what the council answers."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from xephang.points import NumberLocale
from xephang.regulation import criteria_below
from xephang.results import Verdict
from xephang_web.accounts.models import User
from xephang_web.appraisal.ledger import read_ledger
from xephang_web.appraisal.models import Finding, Proceedings
from xephang_web.appraisal.services import check_in_session, draft_finding, settle_criterion
from xephang_web.assessments.lateness import form_to_enter
from xephang_web.audit.services import record_act
from xephang_web.campaigns.acts import about_participant, locked, required_text
from xephang_web.campaigns.models import Participant
from xephang_web.campaigns.queries import campaign_now, campaign_today, regulation_of
from xephang_web.evidence.models import StoredFile
from xephang_web.results.models import Appeal
from xephang_web.results.runs import (
    Moved,
    last_run,
    moved_between,
    read_run,
    results_at,
    results_of,
    ripple,
)
from xephang_web.results.services.readiness import LEFT_OUT
from xephang_web.shared.canonical import canonical_text
from xephang_web.shared.errors import Conflict, Mistake, NotAllowed, TooLate

State = Proceedings.State


@transaction.atomic
def file_appeal(
    *, by: User, participant: Participant, criterion_id: str, text: str, file: StoredFile | None
) -> Appeal:
    """Kiến nghị: the head disputes the points of a criterion, while the window is open.

    A unit that is not assessed has no points to dispute: it disputes just that (no criterion).
    """
    if not by.has_perm("results.appeal", participant):
        raise NotAllowed(_("Kiến nghị do thủ trưởng (hoặc cấp phó ký thay) gửi."))
    # Locked: results are not proposed while an appeal is being taken, nor the other way round.
    found = Proceedings.objects.select_for_update().filter(campaign=participant.campaign).first()
    now = campaign_now(participant.campaign)
    if found is None or found.state != State.PRELIMINARY or found.appeals_before is None:
        raise TooLate(_("Chỉ kiến nghị được khi có kết quả sơ bộ."))
    if campaign_today(participant.campaign) >= found.appeals_before:
        raise TooLate(
            _("Đã hết thời hạn kiến nghị từ ngày {day}.").format(
                day=found.appeals_before.strftime("%d/%m/%Y")
            )
        )
    _check_subject(participant, criterion_id)
    waiting = participant.appeals.filter(answered_at__isnull=True, withdrawn_at__isnull=True)
    if waiting.filter(criterion=criterion_id).exists():
        raise Mistake(_("Kiến nghị về việc này đang chờ trả lời."), field="criterion")
    made = Appeal.objects.create(
        participant=participant,
        criterion=criterion_id,
        text=required_text(text, _("Hãy viết nội dung kiến nghị."), "text"),
        file=file,
        by=by,
        at=now,
    )
    record_act(
        "appeal.filed",
        about_participant(participant),
        by=by,
        after={
            "criterion": criterion_id,
            "text": made.text,
            "sha256": file.sha256 if file else "",
        },
    )
    return made


def _check_subject(participant: Participant, criterion_id: str) -> None:
    if not criterion_id:
        if not was_left_out(participant):
            raise Mistake(_("Hãy chọn tiêu chí."), field="criterion")
        return
    criteria = regulation_of(participant.campaign).criteria_sets[participant.group]
    judged = {each.id for section in criteria.sections for each in criteria_below(section)}
    if criterion_id not in judged:  # general information has no points to appeal against
        raise Mistake(
            _("Phiếu này không có tiêu chí {id}.").format(id=criterion_id), field="criterion"
        )


def was_left_out(participant: Participant) -> bool:
    """True if the latest results do not assess the unit: too late, without a form, exempt."""
    run = last_run(participant.campaign)
    if run is None:
        return False
    record = read_run(run).units.get(participant.unit.code)
    return record is not None and record["verdict"] in (*LEFT_OUT, Verdict.PENDING)


def standing_ripple(participant: Participant) -> tuple[list[Moved], bool]:
    """Whom the acts since the latest results move, and whether the unit is assessed now."""
    campaign = participant.campaign
    run, now = last_run(campaign), results_at(campaign)
    assert run is not None
    # Pending is no place yet: a doubt that nobody has decided, a form that nobody has entered.
    verdict = now.units[participant.unit.code].verdict
    is_in = verdict not in (*LEFT_OUT, Verdict.PENDING) and form_to_enter(participant) is None
    return moved_between(results_of(run), now), is_in


def appeal_ripple(
    appeal: Appeal,
    *,
    verdict: str,
    values: Mapping[str, Any] | None = None,
    points: str = "",
    bases: Iterable[str] = (),
    reason: str = "",
    locale: NumberLocale = "vi",
) -> list[Moved]:
    """Whom a correction would move, before anybody accepts it. Nothing is written."""
    finding = draft_finding(
        read_ledger(appeal.participant),
        criterion_id=appeal.criterion,
        body=Finding.Body.COUNCIL,
        verdict=verdict,
        values=values,
        points=points,
        bases=bases,
        reason=reason,
        locale=locale,
    )
    return ripple(appeal.participant.campaign, finding)


def ripple_text(moved: Iterable[Moved]) -> str:
    """A ripple as canonical JSON, as it is kept with the appeal."""
    return canonical_text(
        [
            {
                "unit": each.unit,
                "points": list(each.points),
                "class": list(each.result_class),
                "rank": list(each.rank),
            }
            for each in moved
        ]
    )


@transaction.atomic
def uphold_appeal(
    *,
    by: User,
    appeal: Appeal,
    verdict: str,
    values: Mapping[str, Any] | None = None,
    points: str = "",
    bases: Iterable[str] = (),
    reason: str = "",
    seen_ripple: str | None = None,
    locale: NumberLocale = "vi",
) -> Appeal:
    """Chấp nhận kiến nghị: the council settles the criterion anew, having seen whom that moves.

    `seen_ripple` is what the page showed; if it is not what the correction does now,
    nothing is written (`Conflict`).
    """
    _check_waits(appeal)
    said: dict[str, Any] = {
        "verdict": verdict,
        "values": values,
        "points": points,
        "bases": bases,
        "reason": reason,
        "locale": locale,
    }
    moved = ripple_text(appeal_ripple(appeal, **said))
    if seen_ripple is None or seen_ripple != moved:
        raise Conflict(_("Tác động của việc điều chỉnh đã khác lúc bạn xem. Hãy xem lại."))
    finding = settle_criterion(
        by=by,
        participant=appeal.participant,
        criterion_id=appeal.criterion,
        answers_appeal=True,
        **said,
    )
    appeal.finding, appeal.ripple = finding, moved
    return _answer(appeal, by, is_upheld=True, answer=reason)


@transaction.atomic
def uphold_standing(
    *, by: User, appeal: Appeal, answer: str, seen_ripple: str | None = None
) -> Appeal:
    """Chấp nhận kiến nghị về việc không được đánh giá: the unit was left out wrongly.

    What lets it in is a fact with its document, which the standing office records: a form
    received, an extension, a decision on lateness, the roster. The council speaks once it
    stands, so that nobody is told yes and left out all the same.
    """
    _check_waits(appeal)
    check_in_session(by, appeal.participant)
    moves, is_in = standing_ripple(appeal.participant)
    if not is_in:
        raise Mistake(
            _(
                "Đơn vị vẫn chưa được đánh giá: cơ quan thường trực ghi phiếu đã nhận cùng số "
                "liệu, gia hạn hoặc thành phần (kèm văn bản) trước, rồi hội đồng chấp nhận."
            )
        )
    moved = ripple_text(moves)
    if seen_ripple is None or seen_ripple != moved:
        raise Conflict(_("Tác động của việc điều chỉnh đã khác lúc bạn xem. Hãy xem lại."))
    appeal.ripple = moved
    return _answer(appeal, by, is_upheld=True, answer=answer)


@transaction.atomic
def turn_down_appeal(*, by: User, appeal: Appeal, answer: str) -> Appeal:
    """Không chấp nhận kiến nghị: the council in session, with a reason that the unit reads.

    A refusal takes what a correction takes: an open session with its quorum, without
    those who are in conflict. No member turns an appeal down alone.
    """
    _check_waits(appeal)
    check_in_session(by, appeal.participant)
    return _answer(appeal, by, is_upheld=False, answer=answer)


@transaction.atomic
def withdraw_appeal(*, by: User, appeal: Appeal) -> Appeal:
    """Rút kiến nghị: the head takes it back, while nobody has answered."""
    if not by.has_perm("results.appeal", appeal.participant):
        raise NotAllowed(_("Kiến nghị do thủ trưởng (hoặc cấp phó ký thay) rút."))
    _check_waits(appeal)
    appeal.withdrawn_by = by
    appeal.withdrawn_at = campaign_now(appeal.participant.campaign)
    appeal.save(update_fields=["withdrawn_by", "withdrawn_at"])
    record_act(
        "appeal.withdrawn",
        about_participant(appeal.participant),
        by=by,
        after={"criterion": appeal.criterion},
    )
    return appeal


def _check_waits(appeal: Appeal) -> None:
    now = locked(appeal)
    if now.answered_at is not None:
        raise Mistake(_("Kiến nghị này đã được trả lời."))
    if now.withdrawn_at is not None:
        raise Mistake(_("Đơn vị đã rút kiến nghị này."))


def _answer(appeal: Appeal, by: User, *, is_upheld: bool, answer: str) -> Appeal:
    appeal.is_upheld = is_upheld
    appeal.answer = required_text(answer, _("Hãy viết trả lời: đơn vị sẽ đọc được."), "answer")
    appeal.answered_by = by
    appeal.answered_at = campaign_now(appeal.participant.campaign)
    appeal.save()
    record_act(
        "appeal.answered",
        about_participant(appeal.participant),
        by=by,
        after={
            "criterion": appeal.criterion,
            "upheld": "yes" if is_upheld else "no",
            "answer": appeal.answer,
            "ripple": appeal.ripple,
        },
    )
    return appeal
