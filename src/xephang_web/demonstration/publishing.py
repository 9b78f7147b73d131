"""Published results in the demonstration: last year's, and one year with everything after it.

The year of Thanh Hóa goes all the way: an appeal that moves a rank and one that is turned
down, the decision, measures against lost points, and a correcting decision beside the first.
"""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Iterator
from fractions import Fraction

from xephang.points import exact_text
from xephang_web.accounts.models import User
from xephang_web.appraisal import services as appraisal
from xephang_web.appraisal.ledger import APPRAISED, CLAIMED, SETTLED, Ledger, read_ledgers
from xephang_web.appraisal.models import CouncilSession, Finding
from xephang_web.campaigns.models import Campaign, Member, Participant
from xephang_web.campaigns.queries import regulation_of
from xephang_web.demonstration import papers
from xephang_web.demonstration.judging import Appraisal, seat_bodies
from xephang_web.demonstration.made import Made, move_clock
from xephang_web.results import services as results
from xephang_web.results.models import Appeal
from xephang_web.results.runs import last_run, read_run, results_at

AGREED = "Hội đồng thống nhất với kết quả thẩm định (minh họa)."


def council_of(campaign: Campaign) -> list[User]:
    """Who sits on the council, the chair first."""
    seats = campaign.members.filter(body=Member.Body.COUNCIL).select_related("user").order_by("pk")
    return [each.user for each in seats]


def open_session(campaign: Campaign, at: dt.datetime) -> CouncilSession:
    """The whole council meets."""
    move_clock(campaign, at)
    council = council_of(campaign)
    return appraisal.open_session(
        by=council[0], campaign=campaign, held_on=at.date(), present=council
    )


def close_session(session: CouncilSession, minutes: str) -> None:
    """The session ends with its minutes."""
    appraisal.close_session(by=session.opened_by, session=session, minutes=minutes)


def publish(made: Made, campaign: Campaign, number: str, at: dt.datetime, why: str = "") -> None:
    """Propose, approve and put out, each step a day after the one before."""
    results.propose_results(by=made.office, campaign=campaign)
    run = last_run(campaign)
    assert run is not None
    move_clock(campaign, at)
    approver = made.people["approver"]
    results.approve_results(
        by=approver,
        campaign=campaign,
        number=number,
        date=at.date(),
        digest=run.digest,
        document=papers.received("quyet-dinh", campaign.standing_office, approver),
        why_corrected=why,
    )
    move_clock(campaign, at + dt.timedelta(days=1))
    results.publish_results(by=made.office, campaign=campaign, confirms_redaction=True)


def decide_tables(made: Made, campaign: Campaign, on: dt.date) -> None:
    """Every unit above decides the table of its own (DN-7)."""
    for position, (table, parent) in enumerate(results.tables_of_parents(campaign), start=1):
        results.decide_table(
            by=made.heads[parent.code],
            campaign=campaign,
            table=table,
            parent=parent,
            number=f"{position:02d}/QĐ-MH (minh họa)",
            date=on,
        )


def last_year(made: Made, campaign: Campaign, guests: tuple[str, str]) -> None:
    """Last year's campaign from its closed intake to the published tables."""
    start = dt.datetime.combine(
        made.world.deadline.replace(year=campaign.year), dt.time(9), made.world.today.tzinfo
    )
    move_clock(campaign, start + dt.timedelta(days=13))
    judges = seat_bodies(made, campaign, guests)
    rng = random.Random(f"findings {campaign.slug}")  # noqa: S311 - invented, not a secret
    Appraisal(made, campaign, judges, {}, rng).judge(made.roster(campaign).values())
    results.lay_before_council(by=made.office, campaign=campaign)
    session = open_session(campaign, start + dt.timedelta(days=16))
    for participant, criterion in results.undecided_claims(campaign):
        appraisal.settle_criterion(
            by=session.opened_by,
            participant=participant,
            criterion_id=criterion,
            verdict=Finding.Verdict.GRANT,
            bases=["data"],
            reason="Chỉ tiêu ngoài chức năng, nhiệm vụ (minh họa).",
        )
    close_session(session, AGREED)
    results.announce_preliminary(
        by=made.office,
        campaign=campaign,
        appeals_before=(start + dt.timedelta(days=24)).date(),
    )
    decided = start + dt.timedelta(days=20)
    move_clock(campaign, decided)
    decide_tables(made, campaign, decided.date())
    move_clock(campaign, start + dt.timedelta(days=25))
    publish(made, campaign, "98/QĐ-MH (minh họa)", start + dt.timedelta(days=30))


def set_points(
    session: CouncilSession, ledger: Ledger, wanted: Fraction, total: Fraction, reason: str
) -> bool:
    """Let the council set one criterion so that a unit's total comes out as wanted.

    False where no criterion of the unit leaves room for that.
    """
    change = wanted - total
    for each in ledger.to_judge:
        outcome = ledger.outcomes[APPRAISED][each.id]
        points = outcome.points + change
        if outcome.status != "scored" or not 0 < points < outcome.max_points:
            continue
        appraisal.settle_criterion(
            by=session.opened_by,
            participant=ledger.participant,
            criterion_id=each.id,
            verdict=Finding.Verdict.ADJUST,
            points=exact_text(points),
            bases=["site_visit"],
            reason=reason,
            votes=(3, 0),
            locale="en",
        )
        return True
    return False


def others(campaign: Campaign, roster: dict[str, Participant]) -> list[Participant]:
    """All but the standing office, in whose matters its own council member has no vote."""
    return [each for each in roster.values() if each.unit_id != campaign.standing_office_id]


def disputed(campaign: Campaign, roster: dict[str, Participant]) -> Iterator[tuple[Ledger, str]]:
    """(ledger, criterion) where the appraisal set points below the claim, the most first."""
    found = []
    for ledger in _ledgers(campaign, roster):
        for each in ledger.differences:
            appraised = ledger.finding(each.id, Finding.Body.APPRAISAL)
            lost = (
                ledger.outcomes[CLAIMED][each.id].points - ledger.outcomes[SETTLED][each.id].points
            )
            if appraised is not None and appraised.points and lost > 0:
                found.append((lost, ledger.participant.unit.code, each.id, ledger))
    for _lost, _unit, criterion, ledger in sorted(found, key=lambda one: (-one[0], one[1:3])):
        yield ledger, criterion


def appeals(made: Made, campaign: Campaign, at: dt.datetime) -> None:
    """Appeals: the first that would move a rank is upheld, the others are turned down."""
    move_clock(campaign, at)
    roster = made.roster(campaign)
    said = {"verdict": "accept", "bases": ["site_visit"]}
    upheld: Appeal | None = None
    ripple = ""
    for number, (ledger, criterion) in enumerate(disputed(campaign, roster), start=1):
        filed = _appeal(made, ledger.participant, criterion)
        if upheld is None:
            moved = results.appeal_ripple(filed, reason=UPHELD, **said)  # type: ignore[arg-type]
            if any(each.is_rank_or_class for each in moved):
                upheld, ripple = filed, results.ripple_text(moved)
        if upheld is not None and number > 1:
            break
    assert upheld is not None
    made.show(upheld.participant.unit.code)
    session = open_session(campaign, at + dt.timedelta(days=5))
    results.uphold_appeal(
        by=session.opened_by,
        appeal=upheld,
        seen_ripple=ripple,
        reason=UPHELD,
        **said,  # type: ignore[arg-type]
    )
    for each in Appeal.objects.filter(
        participant__campaign=campaign, answered_at__isnull=True
    ).select_related("participant__unit"):
        each.participant.campaign = campaign
        results.turn_down_appeal(
            by=session.opened_by,
            appeal=each,
            answer="Văn bản ký sau ngày cuối của kỳ số liệu, không tính cho năm nay (minh họa).",
        )
    close_session(session, "Xét kiến nghị của các đơn vị: chấp nhận 1, còn lại không (minh họa).")


UPHELD = "Đoàn kiểm tra lại tại đơn vị: số liệu tự chấm có đủ minh chứng (minh họa)."


def _appeal(made: Made, participant: Participant, criterion: str) -> Appeal:
    head = made.heads[participant.unit.code]
    return results.file_appeal(
        by=head,
        participant=participant,
        criterion_id=criterion,
        text="Đơn vị có đủ văn bản, gửi kèm; đề nghị hội đồng xem lại (minh họa).",
        file=papers.received("giai-trinh", participant.unit, head),
    )


def one_year(made: Made, campaign: Campaign, review: Appraisal, start: dt.datetime) -> None:
    """Thanh Hóa: council, preliminary tables, appeals, decision, measures, a correction."""

    def after(days: int, hour: int = 9) -> dt.datetime:
        return (start + dt.timedelta(days=days)).replace(hour=hour)

    move_clock(campaign, start)
    roster = made.roster(campaign)
    review.judge(each for each in roster.values() if each.unit.code in review.elsewhere)
    move_clock(campaign, after(4))
    results.lay_before_council(by=made.office, campaign=campaign)
    session = open_session(campaign, after(5))
    _engineer(campaign, roster, session)
    close_session(session, AGREED)
    results.announce_preliminary(by=made.office, campaign=campaign, appeals_before=after(13).date())
    appeals(made, campaign, after(8))
    move_clock(campaign, after(14))
    publish(made, campaign, "112/QĐ-MH (minh họa)", after(18))
    _remedies(made, campaign, after(21))
    _correct(made, campaign, after)


def _engineer(campaign: Campaign, roster: dict[str, Participant], session: CouncilSession) -> None:
    """Two units tied in each table, and one unit a hair below a class."""
    regulation = regulation_of(campaign)
    ledgers = {each.participant.unit.code: each for each in _ledgers(campaign, roster)}
    totals = {
        code: each.score.total.points
        for code, each in results_at(campaign).units.items()
        if each.score is not None and code in ledgers
    }
    for group in regulation.criteria_sets:
        members = (code for code in totals if ledgers[code].participant.group == group)
        rows = sorted((totals[code], code) for code in members)
        middle = len(rows) // 2
        (lower, below), (upper, _above) = rows[middle - 1], rows[middle]
        set_points(session, ledgers[below], upper, lower, SEEN_AGAIN)
        scheme = regulation.scheme(group)
        bounds = [each.at_least for each in scheme.classes if each.at_least] if scheme else []
        _distance, code, bound = min(
            (abs(total - bound), code, bound)
            for total, code in rows[: middle - 1] + rows[middle + 1 :]
            for bound in bounds
        )
        set_points(session, ledgers[code], bound - Fraction(4, 100), totals[code], SEEN_AGAIN)


def _ledgers(campaign: Campaign, roster: dict[str, Participant]) -> list[Ledger]:
    """The ledgers of those who sent a form."""
    found = read_ledgers(campaign, others(campaign, roster))
    for each in found:
        each.participant.campaign = campaign
    return [each for each in found if each.claimed]


SEEN_AGAIN = "Hội đồng xem lại minh chứng và thống nhất số điểm này (minh họa)."


def _remedies(made: Made, campaign: Campaign, at: dt.datetime) -> None:
    """What units undertake about the points they lost: planned, under way, done."""
    move_clock(campaign, at)
    run = last_run(campaign)
    assert run is not None
    roster = made.roster(campaign)
    ranked = [row["unit"] for table in read_run(run).tables for row in table["rows"]]
    made.show(ranked[4])
    for code in (ranked[4], ranked[7], ranked[-3]):
        ledger = read_ledgers(campaign, [roster[code]])[0]
        outcomes = ledger.outcomes[SETTLED]
        lost = sorted(ledger.to_judge, key=lambda each: -outcomes[each.id].lost)[:4]
        for position, each in enumerate(lost):
            remedy = results.plan_remedy(
                by=made.focal[code],
                participant=roster[code],
                criterion_id=each.id,
                measure=MEASURES[position],
                due=(at + dt.timedelta(days=60 * (position + 1))).date(),
            )
            for progress, told in REPORTS[position]:
                results.report_remedy(
                    by=made.focal[code], remedy=remedy, progress=progress, report=told
                )


MEASURES = (
    "Bố trí kinh phí mua sắm, thay máy tính hết hạn (minh họa).",
    "Ban hành quy chế, giao bộ phận một cửa theo dõi hằng tuần (minh họa).",
    "Tập huấn cán bộ, ký số toàn bộ văn bản đi (minh họa).",
    "Rà soát thủ tục, đưa lên trực tuyến mức độ 3 (minh họa).",
)


_BEGUN = ("under_way", "Đã lập dự toán, chờ thẩm tra (minh họa).")
REPORTS = ((), (_BEGUN,), (_BEGUN, ("done", "Đã tập huấn xong, có danh sách (minh họa).")), ())
"""What was reported of each measure, one after the other."""


def _correct(made: Made, campaign: Campaign, after: object) -> None:
    """An inspection finds a claim unfounded: a correcting decision beside the first."""
    assert callable(after)
    move_clock(campaign, after(45))
    results.reopen_results(
        by=made.office,
        campaign=campaign,
        document="07/KL-MH (minh họa)",
        reason="Kết luận thanh tra: số liệu dịch vụ trực tuyến không đúng thực tế (minh họa).",
    )
    run = last_run(campaign)
    assert run is not None
    ranked = [row["unit"] for row in read_run(run).tables[0]["rows"][2:]]
    third = next(each for each in ranked if each != made.world.standing_office)
    participant = made.roster(campaign)[third]
    ledger = read_ledgers(campaign, [participant])[0]
    outcomes = ledger.outcomes[SETTLED]
    largest = max(ledger.to_judge, key=lambda each: (outcomes[each.id].points, each.id))
    session = open_session(campaign, after(48))
    appraisal.settle_criterion(
        by=session.opened_by,
        participant=participant,
        criterion_id=largest.id,
        verdict=Finding.Verdict.REJECT,
        bases=["data"],
        reason="Theo kết luận thanh tra: số liệu không có thật (minh họa).",
        votes=(3, 0),
    )
    close_session(session, "Xét lại theo kết luận thanh tra (minh họa).")
    publish(
        made,
        campaign,
        "05/QĐ-MH (minh họa)",
        after(52),
        "Điều chỉnh theo kết luận thanh tra: một tiêu chí không còn điểm (minh họa).",
    )
    move_clock(campaign, after(56))
