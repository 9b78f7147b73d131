"""What has to be done before results are computed: forms judged, claims and lateness decided."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.translation import gettext as _

from xephang.calendar import LatenessStatus
from xephang.results import UnitResult, Verdict, standings
from xephang_web.appraisal.ledger import Ledger, read_ledgers
from xephang_web.appraisal.models import Finding
from xephang_web.appraisal.queries import is_signed
from xephang_web.assessments.handover import core_campaign
from xephang_web.assessments.models import Assessment
from xephang_web.assessments.progress import campaign_progress, without_data
from xephang_web.campaigns.models import Campaign, Participant
from xephang_web.campaigns.queries import campaign_now, regulation_of
from xephang_web.results.models import ScoringRun
from xephang_web.results.runs import read_run, results_at
from xephang_web.shared.errors import Mistake

Before = Mapping[str, UnitResult]
"""Unit → its verdict as far as it can be given without points."""
LEFT_OUT = (Verdict.EXEMPT, Verdict.NOT_ASSESSED_LATE, Verdict.NOT_ASSESSED_MISSING)
"""Verdicts of a unit that is not assessed at all."""


def unfinished_forms(campaign: Campaign) -> list[Participant]:
    """Sent forms whose appraisal nobody has signed for, those left out of the year aside.

    A form that came too late is not assessed and needs no appraisal.
    """
    return _unfinished(campaign, _before_scoring(campaign))


def _unfinished(campaign: Campaign, before_scoring: Before) -> list[Participant]:
    out = _left_out_of_the_year(before_scoring)
    sent = campaign.participants.filter(
        assessment__state=Assessment.State.SUBMITTED, superseded_by__isnull=True
    ).select_related("unit", "form_appraisal__submission")
    return [
        each.participant
        for each in read_ledgers(campaign, sent)
        if each.participant.unit.code not in out and not _is_finished(each)
    ]


def _before_scoring(campaign: Campaign) -> Before:
    """What calendar and roster alone say of each unit; no form is scored for it."""
    return standings(regulation_of(campaign), core_campaign(campaign))


def _left_out_of_the_year(before_scoring: Before) -> set[str]:
    """Codes of units that are not assessed: exempt, late or without a form."""
    return {unit for unit, each in before_scoring.items() if each.verdict in LEFT_OUT}


def _is_finished(ledger: Ledger) -> bool:
    """Signed for as it stands, or settled by the council criterion by criterion.

    The latter is the way for a form that came to light after the appraisal: nothing
    counts that nobody has looked at.
    """
    unseen = [
        each
        for each in ledger.open_criteria
        if ledger.finding(each.id, Finding.Body.COUNCIL) is None
    ]
    by_council = len(ledger.open_criteria) > 0
    return not unseen and (by_council or is_signed(ledger.participant))


def undecided_lateness(campaign: Campaign) -> list[Participant]:
    """Units whose form is doubtful and waits for the office's decision."""
    return _undecided_lateness(campaign, _before_scoring(campaign))


def _undecided_lateness(campaign: Campaign, before_scoring: Before) -> list[Participant]:
    doubtful = [
        code
        for code, each in before_scoring.items()
        if each.verdict is Verdict.PENDING
        and each.lateness is not None
        and each.lateness.status is LatenessStatus.DOUBTFUL
    ]
    return list(campaign.participants.filter(unit__code__in=doubtful).select_related("unit"))


def unentered_forms(campaign: Campaign) -> list[Participant]:
    """Forms that decide and whose data are not here: nobody is published without what it sent."""
    progress = campaign_progress(
        campaign, campaign.participants.select_related("unit"), campaign_now(campaign)
    )
    return without_data(progress)


def check_forms_entered(campaign: Campaign) -> None:
    """Raise `Mistake` with the forms that the office holds and has not entered."""
    waiting = unentered_forms(campaign)
    if waiting:
        raise Mistake(
            _("Còn {count} phiếu đã nhận mà chưa nhập số liệu theo bản ấy: {names} …").format(
                count=len(waiting), names=", ".join(each.unit.name for each in waiting[:3])
            )
        )


def undecided_claims(campaign: Campaign) -> list[tuple[Participant, str]]:
    """N/A claims that wait for the council, where the regulation makes it the approver (DN-3).

    Claims of a unit that is not assessed, or whose form goes on in another, decide nothing
    and keep nobody waiting.
    """
    standing_forms = campaign.participants.filter(superseded_by__isnull=True)
    ledgers = read_ledgers(campaign, standing_forms.select_related("unit"))
    claims = [
        ledger
        for ledger in ledgers
        if any(ledger.waits_for_council(each) for each in ledger.to_judge)
    ]
    out = _left_out_of_the_year(_before_scoring(campaign)) if claims else set()
    waiting = []
    for ledger in claims:
        if ledger.participant.unit.code in out:
            continue
        waiting += [
            (ledger.participant, each.id)
            for each in ledger.to_judge
            if ledger.waits_for_council(each) and not ledger.finding(each.id, Finding.Body.COUNCIL)
        ]
    return waiting


def undecided_scores(campaign: Campaign) -> list[tuple[Participant, str]]:
    """Units whose total waits for a person, each with the first criterion that does.

    Nobody is published without a total for want of somebody who says what it is: the
    council settles it, where no rule can. Where only the class has no answer in the text,
    the total stands and the reason is told.
    """
    found = {
        code: next(
            (
                each.node
                for each in result.score.form.walk()
                if each.is_undecided and not any(part.is_undecided for part in each.children)
            ),
            "",
        )
        for code, result in results_at(campaign).units.items()
        if result.verdict is Verdict.PENDING
        and result.score is not None
        and result.score.total.is_undecided
    }
    waiting = campaign.participants.filter(unit__code__in=found).select_related("unit")
    return [(each, found[each.unit.code]) for each in waiting]


def newly_left_out(campaign: Campaign) -> list[Participant]:
    """Units that the preliminary results had assessed, and that are not assessed any more.

    Nobody is left out unheard: the results are announced anew, and the unit can appeal.
    """
    announced = campaign.runs.filter(purpose=ScoringRun.Purpose.PRELIMINARY).first()
    if announced is None:
        return []
    before = read_run(announced).units
    now = _left_out_of_the_year(_before_scoring(campaign))
    gone = [code for code in now if code in before and before[code]["verdict"] not in LEFT_OUT]
    return list(campaign.participants.filter(unit__code__in=gone).select_related("unit"))


def check_council_is_done(campaign: Campaign) -> None:
    """Raise `Mistake` with what the council, the panel or the office still owes."""
    if campaign.sessions.filter(closed_at__isnull=True).exists():
        raise Mistake(_("Phiên họp hội đồng chưa kết thúc: cần biên bản."))
    check_forms_entered(campaign)
    before_scoring = _before_scoring(campaign)
    forms = _unfinished(campaign, before_scoring)
    if forms:
        raise Mistake(
            _("Còn {count} phiếu chưa được thẩm định hoặc hội đồng xét: {names} …").format(
                count=len(forms), names=", ".join(each.unit.name for each in forms[:3])
            )
        )
    doubtful = _undecided_lateness(campaign, before_scoring)
    if doubtful:
        raise Mistake(
            _("Còn {count} phiếu nộp chưa rõ đúng hạn, chờ quyết định: {names} …").format(
                count=len(doubtful), names=", ".join(each.unit.name for each in doubtful[:3])
            )
        )
    waiting = undecided_claims(campaign)
    if waiting:
        raise Mistake(
            _("Còn {count} đề nghị không áp dụng chờ hội đồng, đầu tiên: {unit}, {id}.").format(
                count=len(waiting), unit=waiting[0][0].unit.name, id=waiting[0][1]
            )
        )
    without = undecided_scores(campaign)
    if without:
        raise Mistake(
            _("Còn {count} đơn vị chưa có tổng điểm, chờ hội đồng, đầu tiên: {unit}, {id}.").format(
                count=len(without), unit=without[0][0].unit.name, id=without[0][1]
            )
        )
