"""Findings of the appraisal: criterion by criterion, in bulk where all agrees, and signed for."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from fractions import Fraction
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from xephang.campaign import read_answer
from xephang.outcomes import Status
from xephang.points import NumberFormatError, NumberLocale, exact_text, parse_number
from xephang.regulation import Criterion
from xephang_web.accounts.models import User
from xephang_web.appraisal.ledger import Ledger, read_ledger
from xephang_web.appraisal.models import Finding, FormAppraisal, Proceedings, SiteVisit
from xephang_web.appraisal.permissions import conflict, is_called_to_judge
from xephang_web.assessments.models import Assessment
from xephang_web.assessments.services import why_not_withdrawable
from xephang_web.audit.services import About, record_act
from xephang_web.campaigns.models import Participant
from xephang_web.campaigns.queries import campaign_now, campaign_today, regulation_of
from xephang_web.shared.canonical import canonical_text
from xephang_web.shared.errors import AllAtOnce, Conflict, Mistake, NotAllowed, TooLate
from xephang_web.shared.words import language

State = Proceedings.State
WITHOUT_BASES = ("data", "cross_check", "site_visit")


def stage_of(participant: Participant) -> str:
    """Where the second half of the unit's campaign stands; before anything, appraising."""
    found = Proceedings.objects.filter(campaign=participant.campaign_id).first()
    return found.state if found else State.APPRAISING.value


def known_bases(participant: Participant) -> list[str]:
    """Ids of the bases that the regulation names for a finding (PT-8, DN-5, TH-8)."""
    appraisal = regulation_of(participant.campaign).file.appraisal
    named = [each.id for each in appraisal.bases] if appraisal else []
    return list(named) or list(WITHOUT_BASES)


def about_finding(participant: Participant, criterion: str) -> About:
    """What a finding is recorded about."""
    return About(
        "finding",
        f"{participant.pk}/{criterion}",
        campaign=participant.campaign_id,
        unit=participant.unit_id,
    )


def check_judges(by: User, participant: Participant) -> None:
    """Raise `NotAllowed` unless the person may judge the unit: called to, and no conflict."""
    if not is_called_to_judge(by, participant):
        raise NotAllowed(_("Việc này do người được giao thẩm định phiếu thực hiện."))
    why = conflict(by, participant)
    if why:
        raise NotAllowed(_("Xung đột lợi ích: {why}").format(why=why))


def check_judgeable(participant: Participant) -> None:
    """Raise `Mistake` or `TooLate` unless the form is sent for good and still being appraised."""
    if stage_of(participant) != State.APPRAISING:
        raise TooLate(_("Đã hết giai đoạn thẩm định: kết quả do hội đồng xét."))
    sent = Assessment.objects.filter(
        participant=participant, state=Assessment.State.SUBMITTED
    ).exists()
    if not sent:
        raise Mistake(_("Đơn vị chưa gửi phiếu."))
    if not why_not_withdrawable(participant):
        raise Mistake(_("Chưa hết hạn: đơn vị còn rút phiếu được. Thẩm định sau thời hạn."))


def hold_form(participant: Participant) -> None:
    """Nobody else finds on the form, signs for it or closes the appraisal until the act is over.

    Asked before what stands is read: what was true then is true when the act is written.
    """
    Assessment.objects.select_for_update().filter(participant=participant).first()


def read_values(
    criterion: Criterion, given: Mapping[str, Any], locale: NumberLocale
) -> dict[str, Any]:
    """Fields as an appraiser typed them, canonical; empty ones are left out. Raises `Mistake`."""
    values: dict[str, Any] = {}
    slips = AllAtOnce()
    for name, text in given.items():
        asked = criterion.inputs.get(name)
        if asked is None:
            raise Mistake(
                _("Tiêu chí {id} không hỏi “{field}”.").format(id=criterion.id, field=name)
            )
        if text in ("", [], None):
            continue
        value, problem = read_answer(asked, text, locale)
        with slips:
            if problem is not None:
                said = f"{asked.label.show(language())}: {problem.show(language())}"
                raise Mistake(said, field=name)
        values[name] = value
    slips.check()
    return values


def _points_of(text: str, maximum: Fraction, locale: NumberLocale) -> str:
    try:
        points = parse_number(text, locale=locale)
    except NumberFormatError:
        raise Mistake(
            _("Điểm: không đọc được số “{text}”.").format(text=text), field="points"
        ) from None
    if not 0 <= points <= maximum:
        raise Mistake(_("Điểm phải từ 0 đến điểm tối đa của tiêu chí."), field="points")
    return exact_text(points)


def _check_verdict(ledger: Ledger, criterion: Criterion, body: Finding.Body, verdict: str) -> None:
    """What a criterion as it stands may be found to be. Raises `Mistake`."""
    claims = ledger.claims_na(criterion.id)
    if verdict == Finding.Verdict.KEEP and body != Finding.Body.COUNCIL:
        raise Mistake(_("Hãy chọn kết luận."), field="verdict")
    if verdict == Finding.Verdict.KEEP and not ledger.finding(criterion.id, Finding.Body.APPRAISAL):
        raise Mistake(_("Chưa có kết quả thẩm định để giữ: hãy kết luận."))
    if verdict == Finding.Verdict.ACCEPT and claims:
        raise Mistake(_("Đơn vị đề nghị không áp dụng: hãy đồng ý hoặc không đồng ý."))
    if verdict == Finding.Verdict.ACCEPT and ledger.is_for_a_person(criterion):
        # Accepting nothing would give the unit nought, with nobody's reason for it.
        raise Mistake(
            _("Đơn vị không tự chấm tiêu chí này: hãy điều chỉnh, ghi số liệu hoặc số điểm.")
        )
    if verdict == Finding.Verdict.REJECT and ledger.takes_points_off(criterion.id):
        # Nought points taken off would forgive the unit what it has admitted.
        raise Mistake(_("Tiêu chí trừ điểm: hãy điều chỉnh, ghi số điểm phải trừ."))
    if verdict in (Finding.Verdict.GRANT, Finding.Verdict.REFUSE):
        policy = criterion.not_applicable or ledger.regulation.file.not_applicable
        if not claims:
            raise Mistake(_("Đơn vị không đề nghị bỏ tiêu chí này."))
        if policy is None or policy.policy == "refused":
            raise Mistake(_("Quy định này không có trường hợp không áp dụng."))


def draft_finding(
    ledger: Ledger,
    *,
    criterion_id: str,
    body: Finding.Body,
    verdict: str,
    values: Mapping[str, Any] | None = None,
    points: str = "",
    bases: Iterable[str] = (),
    reason: str = "",
    locale: NumberLocale = "vi",
) -> Finding:
    """A finding as it would be written, checked and not saved. Raises `Mistake`."""
    participant = ledger.participant
    criterion = next((each for each in ledger.to_judge if each.id == criterion_id), None)
    if criterion is None:
        raise Mistake(_("Phiếu này không có tiêu chí {id}.").format(id=criterion_id))
    if verdict not in Finding.Verdict.values:
        raise Mistake(_("Hãy chọn kết luận."), field="verdict")
    known = known_bases(participant)
    chosen = [each for each in known if each in set(bases)]
    _check_verdict(ledger, criterion, body, verdict)
    read: dict[str, Any] = {}
    exact = ""
    if verdict == Finding.Verdict.ADJUST:
        maximum = ledger.criteria.max_of(criterion)
        exact = _points_of(points, maximum, locale) if points.strip() else ""
        read = {} if exact else read_values(criterion, values or {}, locale)
        if not exact and not read:
            raise Mistake(_("Hãy ghi số liệu đúng, hoặc số điểm."))
    needs_reason = verdict not in (Finding.Verdict.ACCEPT, Finding.Verdict.KEEP)
    slips = AllAtOnce()
    with slips:
        if needs_reason and not reason.strip():
            raise Mistake(_("Hãy viết lý do: đơn vị sẽ đọc được."), field="reason")
    with slips:
        if needs_reason and not chosen:
            raise Mistake(_("Hãy chọn ít nhất một căn cứ."), field="basis")
    slips.check()
    written = [each.version for each in ledger.history.get(criterion_id, []) if each.body == body]
    made = Finding(
        participant=participant,
        criterion=criterion_id,
        body=body.value,
        version=max(written, default=0) + 1,
        submission=ledger.submission,
        found_under=participant.campaign.regulation.digest,
        verdict=verdict,
        values=canonical_text(read),
        points=exact,
        bases=",".join(chosen),
        reason=reason.strip(),
        at=campaign_now(participant.campaign),
    )
    outcome = ledger.if_found(made)
    if outcome.status is Status.PENDING:
        raise Mistake(
            _(
                "Với số liệu này chưa ra điểm ({why}). Hãy điều chỉnh số liệu, hoặc ghi số điểm."
            ).format(why=outcome.reason.show(language()))
        )
    return made


def keep_finding(finding: Finding, *, by: User, before: Finding | None) -> Finding:
    """Write a finding and its record. Raises `Conflict` where somebody was first."""
    finding.by = by
    try:
        with transaction.atomic():
            finding.save(force_insert=True)
    except IntegrityError:
        first = Finding.objects.filter(
            participant=finding.participant,
            criterion=finding.criterion,
            body=finding.body,
            version=finding.version,
        ).first()
        raise Conflict(
            _("Người khác vừa kết luận tiêu chí này. Hãy xem kết luận đó trước khi ghi."),
            theirs=in_words(first) if first else "",
            yours=in_words(finding),
        ) from None
    record_act(
        f"finding.{finding.body}",
        about_finding(finding.participant, finding.criterion),
        by=by,
        before=_told(before),
        after=_told(finding),
    )
    return finding


def _told(finding: Finding | None) -> dict[str, str]:
    if finding is None:
        return {}
    told = {
        "criterion": finding.criterion,
        "version": str(finding.version),
        "verdict": finding.verdict,
        "values": finding.values,
        "points": finding.points,
        "bases": finding.bases,
        "reason": finding.reason,
        "bulk": "yes" if finding.is_bulk else "no",
    }
    return {key: value for key, value in told.items() if value}


def check_seen(ledger: Ledger, finding: Finding, seen: int | None) -> None:
    """Raise `Conflict`, with both findings, if one was written that the writer did not see."""
    stands = ledger.finding(finding.criterion, Finding.Body(finding.body))
    if seen is None or (stands.version if stands else 0) == seen:
        return
    if stands is None:
        raise Conflict(_("Kết luận bạn xem không còn hiệu lực. Hãy xem lại phiếu."))
    raise Conflict(
        _("{name} vừa kết luận tiêu chí này. Chưa ghi kết luận của bạn.").format(
            name=stands.by.full_name
        ),
        theirs=in_words(stands),
        yours=in_words(finding),
    )


def in_words(finding: Finding) -> str:
    """A finding as one line: what was found, the figures or points set, and why."""
    set_to = finding.points or ", ".join(map(str, values_shown(finding).values()))
    told = (str(finding.get_verdict_display()), set_to, finding.reason)
    return " · ".join(each for each in told if each)


def body_of(by: User, participant: Participant) -> Finding.Body:
    """Whether somebody's finding is the appraisal's, or that of the blind second appraiser."""
    look = getattr(participant, "second_look", None)
    second = look is not None and look.appraiser_id == by.pk
    return Finding.Body.SECOND if second else Finding.Body.APPRAISAL


@transaction.atomic
def record_finding(
    *,
    by: User,
    participant: Participant,
    criterion_id: str,
    verdict: str,
    values: Mapping[str, Any] | None = None,
    points: str = "",
    bases: Iterable[str] = (),
    reason: str = "",
    visit: SiteVisit | None = None,
    seen: int | None = None,
    locale: NumberLocale = "vi",
) -> Finding:
    """Kết luận: accept, adjust, reject a claim, or grant or refuse N/A, with basis and reason.

    `seen` is the version of the finding the page showed (0: none).
    Raises `NotAllowed` (conflict of interest), `TooLate`, `Mistake`, `Conflict`.
    """
    check_judges(by, participant)
    hold_form(participant)
    check_judgeable(participant)
    if visit is not None and (visit.participant_id != participant.pk or visit.held_on is None):
        raise Mistake(_("Chuyến khảo sát này không phải của đơn vị, hoặc chưa có biên bản."))
    body = body_of(by, participant)
    ledger = read_ledger(participant)
    if FormAppraisal.objects.filter(participant=participant).exists() and (
        body == Finding.Body.APPRAISAL
    ):
        FormAppraisal.objects.filter(participant=participant).delete()
        record_act("form.appraisal_reopened", about_finding(participant, criterion_id), by=by)
    finding = draft_finding(
        ledger,
        criterion_id=criterion_id,
        body=body,
        verdict=verdict,
        values=values,
        points=points,
        bases=bases,
        reason=reason,
        locale=locale,
    )
    check_seen(ledger, finding, seen)
    finding.visit = visit
    return keep_finding(finding, by=by, before=ledger.finding(criterion_id, body))


@transaction.atomic
def conclude_form(*, by: User, participant: Participant) -> FormAppraisal:
    """Sign for a whole form: every criterion that gives points has a finding.

    Raises `Mistake` with what is open: findings, or answers that the unit still owes.
    """
    check_judges(by, participant)
    if body_of(by, participant) == Finding.Body.SECOND:
        raise NotAllowed(_("Người thẩm định độc lập không ký kết luận của phiếu."))
    hold_form(participant)
    check_judgeable(participant)
    ledger = read_ledger(participant)
    if ledger.open_criteria:
        raise Mistake(
            _("Còn {count} tiêu chí chưa kết luận, đầu tiên là {id}.").format(
                count=len(ledger.open_criteria), id=ledger.open_criteria[0].id
            )
        )
    today = campaign_today(participant.campaign)
    waiting = participant.clarifications.filter(answered_at__isnull=True, due__gte=today).first()
    if waiting is not None:
        raise Mistake(
            _("Đơn vị còn thời hạn giải trình tiêu chí {id}.").format(id=waiting.criterion)
        )
    FormAppraisal.objects.filter(
        participant=participant, submission__withdrawn_at__isnull=False
    ).delete()
    made, is_new = FormAppraisal.objects.get_or_create(
        participant=participant,
        defaults={
            "submission": ledger.submission,
            "concluded_by": by,
            "concluded_at": campaign_now(participant.campaign),
        },
    )
    if not is_new:
        raise Mistake(_("Phiếu đã có kết luận thẩm định."))
    record_act(
        "form.appraised",
        about_finding(participant, ""),
        by=by,
        after={"findings": str(len(ledger.to_judge))},
    )
    return made


def values_shown(finding: Finding) -> dict[str, Any]:
    """The fields that a finding set, as plain data."""
    return dict(json.loads(finding.values))
