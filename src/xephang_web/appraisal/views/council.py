"""The council's pages: sessions, differences only, and settling one criterion."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from xephang_web.accounts.models import User
from xephang_web.accounts.requests import check_may, person
from xephang_web.appraisal import queries, services
from xephang_web.appraisal.disputes import UnitDisputes, disputes_of
from xephang_web.appraisal.minutes import draft_minutes, why_hidden
from xephang_web.appraisal.models import CouncilSession, Finding
from xephang_web.appraisal.permissions import is_sent
from xephang_web.appraisal.services.council import OPEN_STAGES
from xephang_web.appraisal.views.judging import check_sees, criterion_context, said_about
from xephang_web.campaigns.models import Campaign, Member, Participant
from xephang_web.campaigns.queries import campaign_now, reach_campaign
from xephang_web.shared.errors import AllAtOnce, Mistake, NotAllowed
from xephang_web.shared.pagination import page_of
from xephang_web.shared.policy import SIGNED_IN, page
from xephang_web.shared.requests import posted_among, posted_day, posted_text

OPEN, SETTLED, ALL = "cho", "xong", "tat-ca"
MINUTES_LIMIT = 100_000
UNITS_ON_A_PAGE = 20


def _reach(user: User, slug: str) -> Campaign:
    """A campaign whose council the person may watch. Raises `Http404`."""
    campaign = reach_campaign(user, slug)
    if not user.has_perm("appraisal.see_council", campaign):
        raise Http404
    return campaign


@page(SIGNED_IN)
def sessions(request: HttpRequest, slug: str) -> HttpResponse:
    """What is in dispute, unit by unit, and the session that settles it."""
    user = person(request)
    campaign = _reach(user, slug)
    seats = list(campaign.members.filter(body=Member.Body.COUNCIL).select_related("user"))
    open_now = campaign.sessions.filter(closed_at__isnull=True).first()
    may_open = user.has_perm("appraisal.council", campaign) or user.has_perm(
        "campaigns.run", campaign
    )
    if request.method == "POST":
        if not may_open:
            raise NotAllowed(_("Phiên họp do hội đồng hoặc cơ quan thường trực mở."))
        _write(request, user, campaign, open_now)
        return redirect("appraisal:council", slug)
    now = campaign_now(campaign)
    units, supplied = disputes_of(user, campaign, now.date(), open_now)
    waiting = sum(each.open for each in units)
    shown = request.GET.get("xem", OPEN if waiting else ALL)
    listed = page_of(request, _filtered(units, shown), UNITS_ON_A_PAGE)
    context = {
        "campaign": campaign,
        "now": now,
        "proceedings": queries.proceedings_of(campaign),
        "seats": seats,
        "least": len(seats) // 2 + 1,
        "open_now": open_now,
        "sessions": campaign.sessions.filter(closed_at__isnull=False)
        .select_related("opened_by")
        .prefetch_related("present"),
        "listed": listed,
        "supplied": supplied,
        "supplied_count": sum(len(each.criteria) for each in supplied),
        "shown": shown,
        "views": [
            (OPEN, _("Chờ kết luận"), waiting),
            (SETTLED, _("Đã kết luận"), sum(len(each.disputes) for each in units) - waiting),
            (ALL, _("Tất cả"), sum(len(each.disputes) for each in units)),
        ],
        "draft": draft_minutes(open_now, user) if open_now is not None else "",
        "may_settle": user.has_perm("appraisal.council", campaign),
        "may_open": may_open,
        "is_time": queries.proceedings_of(campaign).state in OPEN_STAGES,
    }
    return render(request, "appraisal/council.html", context)


def _filtered(units: list[UnitDisputes], shown: str) -> list[dict[str, Any]]:
    rows = []
    for each in units:
        chosen = [
            one
            for one in each.disputes
            if shown == ALL or one.is_open == (shown == OPEN) or shown not in (OPEN, SETTLED)
        ]
        if chosen:
            rows.append({"unit": each, "disputes": chosen})
    return rows


def _write(
    request: HttpRequest, user: User, campaign: Campaign, open_now: CouncilSession | None
) -> None:
    """Open a session with those who are there, or end the one that is open with its minutes."""
    if open_now is not None:
        services.close_session(
            by=user,
            session=open_now,
            minutes=posted_text(request, "minutes", limit=MINUTES_LIMIT),
        )
        messages.success(request, _("Phiên họp đã kết thúc, biên bản được ghi."))
        return
    services.open_session(
        by=user,
        campaign=campaign,
        held_on=posted_day(request, "held_on", _("Ngày họp")),
        present=_posted_seats(request, campaign),
    )
    messages.success(request, _("Đã mở phiên họp."))


@page(SIGNED_IN)
@require_GET
def minutes(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """The minutes of a session, to be printed and signed."""
    campaign = _reach(person(request), slug)
    session = get_object_or_404(
        campaign.sessions.prefetch_related("present"), number=number, closed_at__isnull=False
    )
    why = why_hidden(session, person(request))
    if why:
        # The text was written by hand: no part of it can be left out for certain.
        raise NotAllowed(
            _("Biên bản nói cả về đơn vị mà bạn có xung đột lợi ích. {why}").format(why=why)
        )
    context = {"campaign": campaign, "now": campaign_now(campaign), "session": session}
    return render(request, "appraisal/minutes.html", context)


def _posted_seats(request: HttpRequest, campaign: Campaign) -> list[User]:
    """Who was ticked as present. Raises `Mistake`, naming an id that has no seat (any more).

    By its number: whose it is elsewhere is nobody's business here.
    """
    seats = campaign.members.filter(body=Member.Body.COUNCIL).select_related("user")
    told = _("Người mang số {ids} không có ghế trong hội đồng. Hãy tải lại trang.")
    return posted_among(request, "present", {str(each.user_id): each.user for each in seats}, told)


def _posted_votes(request: HttpRequest) -> tuple[int, int] | None:
    """The votes for and against; None where neither is written: nobody voted. Raises `Mistake`.

    What cannot be read is refused: dropped, it would make a vote that failed no vote at all.
    """
    fields = {"votes_for": _("Phiếu thuận"), "votes_against": _("Phiếu chống")}
    written = {name: posted_text(request, name) for name in fields}
    if not any(written.values()):
        return None
    slips, votes = AllAtOnce(), []
    for name, text in written.items():
        with slips:
            if not (text.isascii() and text.isdigit() and len(text) <= 4):
                raise Mistake(
                    _(
                        "{label}: “{text}” không phải số phiếu. Hãy ghi cả hai số, hoặc "
                        "không số nào."
                    ).format(label=fields[name], text=text[:40]),
                    field=name,
                )
            votes.append(int(text))
    slips.check()
    return votes[0], votes[1]


@page(SIGNED_IN)
def settle(request: HttpRequest, pk: int, criterion_id: str) -> HttpResponse:
    """One criterion before the council, with all that was said about it."""
    user = person(request)
    participant = (
        Participant.objects.select_related(
            "campaign__standing_office", "campaign__regulation", "unit__parent__parent__parent"
        )
        .filter(pk=pk)
        .first()
    )
    if participant is None or not is_sent(participant):
        raise Http404
    check_sees(user, participant, "appraisal.see_findings")
    if request.method == "POST":
        check_may(user, "appraisal.settle", participant, _("Việc này do hội đồng thực hiện."))
        seen = posted_text(request, "seen", limit=9)
        votes = _posted_votes(request)
        services.settle_criterion(
            by=user,
            participant=participant,
            criterion_id=criterion_id,
            votes=votes,
            seen=int(seen) if seen.isascii() and seen.isdigit() else None,
            **said_about(request, participant, criterion_id),
        )
        messages.success(request, _("Hội đồng đã kết luận tiêu chí {id}.").format(id=criterion_id))
        return redirect("appraisal:council", participant.campaign.slug)
    context = criterion_context(request, participant, criterion_id, Finding.Body.COUNCIL)
    context["may_judge"] = (
        user.has_perm("appraisal.settle", participant)
        and participant.campaign.sessions.filter(closed_at__isnull=True).exists()
    )
    context["is_council"] = True
    return render(request, "appraisal/criterion.html", context)
