"""Bình Thuận under appraisal: half judged, with reference data, visits, questions and doubts."""

from __future__ import annotations

import datetime as dt
from fractions import Fraction

from xephang.points import exact_text
from xephang.regulation import Criterion
from xephang.rules.ratio import RatioRule
from xephang_web.appraisal import services as appraisal
from xephang_web.appraisal.ledger import CLAIMED, Ledger, read_ledger, read_ledgers
from xephang_web.appraisal.models import Finding, SecondLook
from xephang_web.assessments import services as forms
from xephang_web.assessments.models import LatenessDecision
from xephang_web.campaigns.models import Campaign, Participant
from xephang_web.campaigns.queries import regulation_of
from xephang_web.demonstration import papers
from xephang_web.demonstration.judging import HALVED, Appraisal, finding, load_findings
from xephang_web.demonstration.made import Made, moment, move_clock

OVERDUE, ANSWERED, WAITING = "BT.YT", "BT.NV", "BT.LDTBXH"
VISITED = "BT.GDDT"
PLANNED = ("BT.TUY-PHONG", "BT.CDCD", "BT.NGV")


def decide_doubt(made: Made, campaign: Campaign) -> None:
    """The form that came in time and was never completed: the office decides."""
    move_clock(campaign, moment(campaign.year, 10, 4, 9))
    forms.decide_lateness(
        by=made.office,
        participant=made.roster(campaign)["BT.CDN"],
        verdict=LatenessDecision.Verdict.NOT_ASSESSED,
        reason="Phiếu thiếu phần II, đơn vị không bổ sung khi được yêu cầu (minh họa)",
        document="905/STTTT-BCVT&CNTT (minh họa)",
    )


def appraise(made: Made, campaign: Campaign, review: Appraisal) -> None:
    """What stands in the middle of the appraisal, on 22/10."""
    year = campaign.year
    decide_doubt(made, campaign)
    move_clock(campaign, moment(year, 10, 4, 10))
    roster = made.roster(campaign)
    sent = [roster[code] for code in sorted(review.elsewhere) if code != "BT.CDN"]
    _references(made, campaign, sent)
    _inspections(made, roster)
    _tasks(made, campaign, review)
    move_clock(campaign, moment(year, 10, 7, 14))
    apart = (OVERDUE, ANSWERED, WAITING, VISITED, "BT.HAM-TAN", *PLANNED)
    done = [each for each in sent if each.unit.code not in apart][: len(sent) // 2]
    review.judge(done)
    review.judge([roster[OVERDUE], roster[ANSWERED]], until=24, signs=False)
    review.judge([roster[WAITING], roster[VISITED]], until=12, signs=False)
    _clarifications(made, campaign, roster, review)
    _visits(made, campaign, roster, review)
    _second_looks(made, campaign, done, review)
    made.show(ANSWERED, OVERDUE, WAITING)
    move_clock(campaign, moment(year, 10, 22, 9))


def compared(campaign: Campaign) -> list[Criterion]:
    """Three ratios of every group whose figures an agency keeps too."""
    sets = list(regulation_of(campaign).criteria_sets.values())
    return [
        each
        for each in sets[0].criteria()
        if isinstance(each.rule, RatioRule)
        and {"numerator", "denominator"} <= set(each.inputs)
        and each.inputs["numerator"].source == "unit"
        and all(one.criterion(each.id) is not None for one in sets)
    ][:3]


def _references(made: Made, campaign: Campaign, sent: list[Participant]) -> None:
    """Three tables of agencies; some units say more than the agency knows of."""
    ledgers = read_ledgers(campaign, sent)
    suppliers = (made.people["data_supplier"], made.people["agency"], made.people["agency"])
    names = ("Trung tâm CNTT và Truyền thông", "Sở Nội vụ", "Sở Nội vụ")
    for position, (asked, by, name) in enumerate(
        zip(compared(campaign), suppliers, names, strict=True)
    ):
        field = "denominator" if position == 1 else "numerator"
        rows = []
        for number, ledger in enumerate(ledgers):
            claimed = ledger.claimed.get(asked.id, {}).get(field)
            if not isinstance(claimed, str):
                continue
            known = Fraction(claimed)
            is_asked = position == 2 and ledger.participant.unit.code == ANSWERED
            if is_asked or (number + position) % 6 == 2:
                known = Fraction(int(known * 4 / 5))
            elif (number + position) % 9 == 4:
                known += 1
            rows.append(f"{ledger.participant.unit.code},{exact_text(known)}")
        appraisal.upload_reference(
            by=by,
            campaign=campaign,
            title=f"{asked.inputs[field].label.vi}: số liệu của {name} (minh họa)",
            criterion=asked.id,
            field=field,
            tolerance="1",
            name="bang.csv",
            content=("ma,so_lieu\n" + "\n".join(rows) + "\n").encode(),
        )


def _inspections(made: Made, roster: dict[str, Participant]) -> None:
    computers = compared(roster[ANSWERED].campaign)[2].id
    for code, criterion, day, text in (
        (ANSWERED, computers, 14, "Kiểm tra chuyên đề: 3 máy tính trong kê khai đã thanh lý."),
        ("BT.TUY-PHONG", "", 21, "Kiểm tra định kỳ: một cửa điện tử vận hành đúng quy trình."),
        ("BT.HAM-TAN", computers, 22, "Đoàn kiểm tra chưa thấy sổ theo dõi trang thiết bị."),
        (VISITED, "", 28, "Kiểm tra ký số: văn bản gửi trường học chưa ký số."),
    ):
        appraisal.record_inspection(
            by=made.office,
            participant=roster[code],
            held_on=dt.date(2019, 6, day),
            text=f"{text} (minh họa)",
            document=f"{day}/KL-MH (minh họa)",
            criterion=criterion,
        )


def _tasks(made: Made, campaign: Campaign, review: Appraisal) -> None:
    first, second, third = (each.id for each in compared(campaign))
    leader = made.people["panel_leader"]
    for group in regulation_of(campaign).criteria_sets:
        for criterion, judge in ((first, review.judges[0]), (third, review.judges[1])):
            appraisal.give_tasks(
                by=leader, campaign=campaign, group=group, criteria=[criterion], user=judge
            )
        appraisal.give_tasks(
            by=leader,
            campaign=campaign,
            group=group,
            criteria=[second],
            unit=made.units["BT.NV"],
        )


def _clarifications(
    made: Made, campaign: Campaign, roster: dict[str, Participant], review: Appraisal
) -> None:
    """Asked and answered, asked and still open, asked and never answered."""
    year = campaign.year
    meetings, tasks, computers = (each.id for each in compared(campaign))
    move_clock(campaign, moment(year, 10, 8, 10))
    asked = []
    for code, criterion, due, question in (
        (ANSWERED, computers, 15, "Số máy tính kê khai nhiều hơn số kiểm kê. Đề nghị giải trình."),
        (ANSWERED, tasks, 15, "Đề nghị bổ sung văn bản giao từng nhiệm vụ trong kế hoạch."),
        (OVERDUE, computers, 14, "Đề nghị gửi biên bản kiểm kê trang thiết bị."),
        (WAITING, tasks, 28, "Đề nghị bổ sung báo cáo kết quả từng nhiệm vụ trong kế hoạch."),
        ("BT.HAM-TAN", meetings, 28, "Tử số lớn hơn mẫu số: đề nghị kiểm tra lại số liệu."),
    ):
        participant = roster[code]
        made_now = appraisal.ask_clarification(
            by=review.judge_of(participant),
            participant=participant,
            criterion_id=criterion,
            question=f"{question} (minh họa)",
            due=dt.date(year, 10, due),
        )
        asked.append(made_now)
    move_clock(campaign, moment(year, 10, 11, 16))
    for each, name, told in zip(
        asked[:2],
        ("kiem-ke", "giai-trinh"),
        ("Ba máy mới nhận trong tháng 8, chưa ghi sổ", "Văn bản giao nhiệm vụ gửi kèm công văn"),
        strict=True,
    ):
        each.participant = roster[ANSWERED]
        appraisal.answer_clarification(
            by=made.focal[ANSWERED],
            clarification=each,
            answer=f"{told} (minh họa).",
            uploads=[papers.upload(name)],
        )


def _second_looks(
    made: Made, campaign: Campaign, done: list[Participant], review: Appraisal
) -> None:
    """A sample drawn for others who do not see the first: of those concluded, one is only begun."""
    move_clock(campaign, moment(campaign.year, 10, 18, 10))
    appraisal.draw_sample(
        by=made.people["panel_leader"], campaign=campaign, wanted="8", seed="minh-hoa-2019"
    )
    concluded = {each.pk for each in done}
    looks = SecondLook.objects.filter(participant__in=concluded).select_related(
        "appraiser", "participant__unit"
    )
    for position, look in enumerate(looks.order_by("pk")):
        look.participant.campaign = campaign
        ledger = read_ledger(look.participant)
        findings = [_seen_again(review, ledger, each.id) for each in ledger.to_judge]
        move_clock(campaign, moment(campaign.year, 10, 21, 9 + position))
        load_findings(ledger, findings[:9] if position == 0 else findings, look.appraiser)


def _seen_again(review: Appraisal, ledger: Ledger, criterion: str) -> Finding:
    """Mostly what the first appraiser found; now and then fewer points."""
    first = ledger.finding(criterion, Finding.Body.APPRAISAL)
    assert first is not None
    claimed = ledger.outcomes[CLAIMED][criterion].points
    if first.verdict == Finding.Verdict.ACCEPT and claimed > 1 and review.rng.random() < 0.07:
        points = exact_text(claimed - Fraction(1, 2))
        return finding(
            ledger,
            criterion,
            Finding.Verdict.ADJUST,
            HALVED[1],
            points=points,
            body=Finding.Body.SECOND,
        )
    return Finding(
        participant=ledger.participant,
        criterion=criterion,
        body=Finding.Body.SECOND.value,
        version=1,
        verdict=first.verdict,
        values=first.values,
        points=first.points,
        bases=first.bases,
        reason=first.reason,
    )


def _visits(
    made: Made, campaign: Campaign, roster: dict[str, Participant], review: Appraisal
) -> None:
    """One held, with findings on its basis; one whose day has passed; two still to come."""
    leader, team = made.people["panel_leader"], review.judges[:1]
    year = campaign.year
    move_clock(campaign, moment(year, 10, 9, 9))
    for code, day, month in (
        (VISITED, 17, 10),
        *zip(PLANNED, (18, 25, 1), (10, 10, 11), strict=True),
    ):
        visit = appraisal.plan_visit(
            by=leader,
            participant=roster[code],
            planned_on=dt.date(year, month, day),
            team=team,
            purpose="Kiểm kê máy tính, xem phần mềm một cửa và văn bản ký số (minh họa).",
        )
        if code != VISITED:
            continue
        visit.participant = roster[code]
        move_clock(campaign, moment(year, 10, 17, 16))
        appraisal.hold_visit(
            by=team[0],
            visit=visit,
            held_on=dt.date(year, 10, 17),
            minutes="Kiểm đếm 41 máy tính, 6 máy không dùng được; một cửa chạy đúng (minh họa).",
            uploads=[papers.upload("anh-khao-sat", kind="jpg")],
        )
        ledger = read_ledger(roster[code])
        for each in ledger.open_criteria[:2]:
            claimed = ledger.outcomes[CLAIMED][each.id].points
            appraisal.record_visit_finding(
                by=team[0],
                visit=visit,
                criterion_id=each.id,
                verdict=Finding.Verdict.ADJUST,
                points=exact_text(Fraction(int(claimed * 50), 100)),
                reason="Đoàn khảo sát chỉ thấy một phần như kê khai (minh họa).",
                locale="en",
            )
        move_clock(campaign, moment(year, 10, 18, 9))
