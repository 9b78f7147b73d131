"""Đà Nẵng before its council: differences and N/A first, one session held, one still open."""

from __future__ import annotations

from xephang_web.appraisal import services as appraisal
from xephang_web.appraisal.models import CouncilSession, Finding
from xephang_web.campaigns.models import Campaign
from xephang_web.demonstration.judging import INSIDE, OUTSIDE, Appraisal
from xephang_web.demonstration.made import Made, moment, move_clock
from xephang_web.demonstration.publishing import close_session, disputed, open_session
from xephang_web.results import services as results

REFUSED = ("DN.DA1", "3.7")


def settle(made: Made, campaign: Campaign, review: Appraisal) -> None:
    """Appraise everything, lay it before the council, and leave its second session open."""
    year = campaign.year
    move_clock(campaign, moment(year, 11, 14))
    roster = made.roster(campaign)
    review.judge(each for each in roster.values() if each.unit.code in review.elsewhere)
    move_clock(campaign, moment(year, 11, 22))
    results.lay_before_council(by=made.office, campaign=campaign)
    session = open_session(campaign, moment(year, 11, 23, 8, 30))
    claims = results.undecided_claims(campaign)
    for participant, criterion in claims[: len(claims) // 2]:
        participant.campaign = campaign
        is_refused = (participant.unit.code, criterion) == REFUSED
        appraisal.settle_criterion(
            by=session.opened_by,
            participant=participant,
            criterion_id=criterion,
            verdict=Finding.Verdict.REFUSE if is_refused else Finding.Verdict.GRANT,
            bases=["data"],
            reason=INSIDE if is_refused else OUTSIDE,
            votes=(2, 1) if is_refused else (3, 0),
        )
    _differences(made, campaign, session)
    close_session(session, "Xét các đề nghị không áp dụng và chênh lệch của sở, ngành (minh họa).")
    open_session(campaign, moment(year, 11, 25, 8, 30))
    move_clock(campaign, moment(year, 11, 25, 9, 10))


def _differences(made: Made, campaign: Campaign, session: CouncilSession) -> None:
    """The first disputes are settled: for the unit, for the appraisal, and in between."""
    verdicts = (Finding.Verdict.ACCEPT, Finding.Verdict.KEEP, Finding.Verdict.KEEP)
    waiting = [
        (ledger, criterion)
        for ledger, criterion in disputed(campaign, made.roster(campaign))
        if ledger.participant.group == "so"
    ]
    for verdict, (ledger, criterion) in zip(verdicts, waiting, strict=False):
        appraisal.settle_criterion(
            by=session.opened_by,
            participant=ledger.participant,
            criterion_id=criterion,
            verdict=verdict,
            bases=["site_visit"],
            reason="Hội đồng xem lại minh chứng gốc tại phiên họp (minh họa).",
            votes=(3, 0) if verdict == Finding.Verdict.ACCEPT else (2, 1),
        )
