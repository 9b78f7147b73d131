"""Đường đến quyết định: each step of the results, and what stands in the way of the next."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from xephang_web.appraisal.disputes import judged_ledgers
from xephang_web.appraisal.models import Finding, Proceedings
from xephang_web.campaigns.models import Campaign
from xephang_web.campaigns.queries import (
    campaign_now,
    campaign_schedule,
    campaign_today,
    regulation_of,
)
from xephang_web.results import services
from xephang_web.results.models import Appeal, Publication, ScoringRun

State = Proceedings.State
STEPS: tuple[tuple[str, Any, Any], ...] = (
    (State.APPRAISING, gettext_lazy("Thẩm định"), gettext_lazy("Tổ thẩm định")),
    (State.SETTLING, gettext_lazy("Hội đồng xét"), gettext_lazy("Hội đồng")),
    (
        State.PRELIMINARY,
        gettext_lazy("Kết quả sơ bộ, kiến nghị"),
        gettext_lazy("Đơn vị, hội đồng"),
    ),
    (State.PROPOSED, gettext_lazy("Trình phê duyệt"), gettext_lazy("Cơ quan thường trực")),
    (State.APPROVED, gettext_lazy("Phê duyệt"), gettext_lazy("Người phê duyệt")),
    (State.PUBLISHED, gettext_lazy("Công bố"), gettext_lazy("Cơ quan thường trực")),
)
_ORDER = [step for step, _label, _who in STEPS]


@dataclass(frozen=True)
class Step:
    """One step of the way: done, now or later; who does it."""

    label: Any
    who: Any
    is_done: bool
    is_now: bool
    at: dt.datetime | None


@dataclass(frozen=True)
class Blocker:
    """One thing that must be done before the next step, with the page where it is done."""

    text: str
    address: str = ""


@dataclass(frozen=True)
class MilestoneRow:
    """A milestone of the regulation: what it is, when it ends, whether it is done or late."""

    name: Any
    citation: str
    deadline: dt.datetime
    is_done: bool
    is_late: bool
    days_left: int


def position(state: str) -> int:
    """How far a state is on the way; a correction stands where appeals stand."""
    return _ORDER.index(State.PRELIMINARY if state == State.CORRECTING else State(state))


def steps(proceedings: Proceedings, runs: list[ScoringRun], last: Publication | None) -> list[Step]:
    """The way with where it stands, and the moments that are known.

    The last three steps are acts: once results are proposed, they wait for the next one.
    """
    now = position(proceedings.state)
    now += State(proceedings.state) in (State.PROPOSED, State.APPROVED)
    moments = {
        State.PRELIMINARY: _moment(runs, ScoringRun.Purpose.PRELIMINARY),
        State.PROPOSED: _moment(runs, ScoringRun.Purpose.PROPOSED),
        State.APPROVED: last.approved_at if last else None,
        State.PUBLISHED: last.published_at if last else None,
    }
    is_over = proceedings.state == State.PUBLISHED
    return [
        Step(
            label,
            who,
            place < now or is_over,
            place == now and not is_over,
            moments.get(State(state)) if place < now or is_over else None,
        )
        for place, (state, label, who) in enumerate(STEPS)
    ]


def _moment(runs: list[ScoringRun], purpose: str) -> dt.datetime | None:
    return next((each.made_at for each in runs if each.purpose == purpose), None)


def blockers(campaign: Campaign, proceedings: Proceedings) -> list[Blocker]:
    """What keeps the next step from being taken now; empty where nothing does."""
    ask = {
        State.APPRAISING: _while_appraising,
        State.SETTLING: _while_settling,
        State.PRELIMINARY: _before_proposal,
        State.CORRECTING: _before_proposal,
    }.get(State(proceedings.state))
    found = list(ask(campaign, proceedings)) if ask is not None else []
    if not found and ask in (_while_settling, _before_proposal):
        found = list(_without_total(campaign))
    return found


def _while_appraising(campaign: Campaign, _proceedings: Proceedings) -> Iterator[Blocker]:
    if campaign.state != Campaign.State.CLOSED:
        yield Blocker(
            _("Đợt chưa khóa sổ: còn nhận phiếu."), reverse("campaigns:state", args=[campaign.slug])
        )
        return
    yield from _of_the_office(campaign)
    for each in services.unfinished_forms(campaign):
        yield Blocker(
            _("{unit}: phiếu chưa ký kết luận thẩm định").format(unit=each.unit.name),
            reverse("appraisal:form", args=[each.pk]),
        )


def _of_the_office(campaign: Campaign) -> Iterator[Blocker]:
    """Forms that the office holds and nobody has entered."""
    for each in services.unentered_forms(campaign):
        yield Blocker(
            _("{unit}: phiếu đã nhận, chưa nhập số liệu theo bản ấy").format(unit=each.unit.name),
            reverse("assessments:receive", args=[each.pk]),
        )


def _of_the_council(campaign: Campaign) -> Iterator[Blocker]:
    yield from _of_the_office(campaign)
    for each in services.undecided_lateness(campaign):
        yield Blocker(
            _("{unit}: chưa rõ nộp đúng hạn hay không, chờ quyết định").format(unit=each.unit.name),
            reverse("assessments:decide", args=[each.pk]),
        )
    for each in services.unfinished_forms(campaign):
        yield Blocker(
            _("{unit}: phiếu đến sau thẩm định, hội đồng xét từng tiêu chí").format(
                unit=each.unit.name
            ),
            reverse("appraisal:form", args=[each.pk]),
        )
    session = campaign.sessions.filter(closed_at__isnull=True).first()
    if session is not None:
        yield Blocker(
            _("Phiên họp {number} của hội đồng chưa kết thúc: cần biên bản").format(
                number=session.number
            ),
            reverse("appraisal:council", args=[campaign.slug]),
        )
    for participant, criterion in services.undecided_claims(campaign):
        yield Blocker(
            _("{unit}: đề nghị không áp dụng tiêu chí {id} chờ hội đồng").format(
                unit=participant.unit.name, id=criterion
            ),
            reverse("appraisal:settle", args=[participant.pk, criterion]),
        )


def _without_total(campaign: Campaign) -> Iterator[Blocker]:
    """Asked once nothing else is in the way: before, half of all totals wait for something."""
    for participant, criterion in services.undecided_scores(campaign):
        yield Blocker(
            _("{unit}: tiêu chí {id} chưa có điểm, chờ hội đồng").format(
                unit=participant.unit.name, id=criterion
            ),
            reverse("appraisal:settle", args=[participant.pk, criterion]),
        )


def _while_settling(campaign: Campaign, _proceedings: Proceedings) -> Iterator[Blocker]:
    yield from _of_the_council(campaign)


def _unheard(campaign: Campaign) -> Iterator[Blocker]:
    """Who was left out since the announcement, and could not appeal yet."""
    for each in services.newly_left_out(campaign):
        yield Blocker(
            _("{unit}: nay không được đánh giá, chưa được kiến nghị; thông báo lại").format(
                unit=each.unit.name
            ),
            reverse("assessments:receipt", args=[each.pk]),
        )


def _before_proposal(campaign: Campaign, proceedings: Proceedings) -> Iterator[Blocker]:
    waiting = Appeal.objects.filter(
        participant__campaign=campaign, answered_at__isnull=True, withdrawn_at__isnull=True
    ).select_related("participant__unit")
    for each in waiting:
        yield Blocker(
            _("{unit}: kiến nghị chưa trả lời ({subject})").format(
                unit=each.participant.unit.name, subject=each.subject
            ),
            reverse("results:appeal", args=[campaign.slug, each.pk]),
        )
    if proceedings.state == State.PRELIMINARY:
        yield from _unheard(campaign)
    until = proceedings.appeals_before
    today = campaign_today(campaign)
    if proceedings.state == State.PRELIMINARY and until is not None and today < until:
        yield Blocker(
            _("Thời hạn kiến nghị còn đến trước {day}").format(day=until.strftime("%d/%m/%Y"))
        )
    yield from _of_the_council(campaign)
    for _table, parent in services.undecided_tables(campaign):
        yield Blocker(_("Chờ thủ trưởng {unit} quyết định bảng của mình").format(unit=parent.name))


def open_disputes(campaign: Campaign) -> int:
    """Differences on which the council has not spoken: the appraisal stands there."""
    return sum(
        1
        for ledger in judged_ledgers(campaign)
        for each in ledger.differences
        if ledger.finding(each.id, Finding.Body.COUNCIL) is None
    )


_DONE_AT = {
    "synthesis": State.PRELIMINARY,
    "appraisal": State.SETTLING,
    "report": State.PROPOSED,
    "publication": State.PUBLISHED,
}


def milestones(campaign: Campaign, proceedings: Proceedings) -> list[MilestoneRow]:
    """The milestones of the second half that have a date, and how they stand (BT-7)."""
    calendar = regulation_of(campaign).file.calendar
    if calendar is None:
        return []
    kinds = {each.id: each.kind for each in calendar.milestones}
    now = campaign_now(campaign)
    found = []
    for row in campaign_schedule(campaign):
        reached = _DONE_AT.get(kinds.get(row.id, ""))
        if reached is None or row.deadline is None:
            continue
        is_done = position(proceedings.state) >= position(reached) or (
            campaign.publications.filter(published_at__isnull=False).exists()
        )
        is_late = not is_done and now >= row.deadline
        left = (row.deadline - now).days if now < row.deadline else 0
        found.append(MilestoneRow(row.name, row.citation, row.deadline, is_done, is_late, left))
    return found
