"""Thành phần: who takes part, who checks whom, the bodies, the contacts."""

from __future__ import annotations

from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from xephang_web.accounts.models import User
from xephang_web.accounts.requests import person
from xephang_web.campaigns import services
from xephang_web.campaigns.acts import check_runs
from xephang_web.campaigns.models import (
    Campaign,
    Member,
    Participant,
)
from xephang_web.campaigns.queries import (
    reach_campaign,
    regulation_of,
    visible_participants,
)
from xephang_web.campaigns.roster import (
    add_participants,
    branch_of,
    continue_form,
    exempt_participant,
    lived_in,
    readmit_participant,
    remove_participant,
    set_appraiser,
)
from xephang_web.organisations.models import Unit
from xephang_web.organisations.queries import search_units
from xephang_web.shared.errors import AllAtOnce, Mistake
from xephang_web.shared.policy import SIGNED_IN, page
from xephang_web.shared.requests import posted_id, posted_text

MOST_FOUND = 50


@page(SIGNED_IN)
def roster(request: HttpRequest, slug: str) -> HttpResponse:
    """Who takes part, in which group, who checks whom; panel and council; contacts."""
    user = person(request)
    campaign = reach_campaign(user, slug)
    if not user.has_perm("campaigns.see_all", campaign):
        raise Http404
    if request.method == "POST":
        check_runs(user, campaign)
        _roster_act(request, campaign)
        return redirect("campaigns:roster", slug)
    words, is_wide = request.GET.get("tim", ""), bool(request.GET.get("ngoai"))
    found = _to_add(campaign, words, is_wide=is_wide) if words else Unit.objects.none()
    found_all = found.count()
    participants = visible_participants(user, campaign)
    regulation = regulation_of(campaign)
    context = {
        "campaign": campaign,
        "regulation": regulation,
        "participants": participants,
        "by_group": [
            (group, [each for each in participants if each.group == group.id])
            for group in regulation.file.groups
        ],
        "members": campaign.members.select_related("user", "seconded_from"),
        "contacts": campaign.contacts.all(),
        "words": words,
        "is_wide": is_wide,
        "found_all": found_all,
        "found": found[:MOST_FOUND],
        "found_more": max(0, found_all - MOST_FOUND),
        "may_run": user.has_perm("campaigns.run", campaign),
        "bodies": Member.Body.choices,
        "seats": Member.Seat.choices,
    }
    return render(request, "campaigns/roster.html", context)


def _to_add(campaign: Campaign, words: str, *, is_wide: bool) -> QuerySet[Unit]:
    """Units that may still be put on the roster: of the office's own branch, or (wide) any.

    Whoever was there in the year assessed, though it is no more today.
    """
    there = campaign.participants.values("unit")
    found = search_units(words).exclude(pk__in=there).filter(lived_in(campaign.year))
    return found if is_wide else found.filter(pk__in=branch_of(campaign))


def _unit(request: HttpRequest, name: str) -> Unit:
    code = posted_text(request, name, limit=60)
    unit = Unit.objects.filter(code=code).first()
    if unit is None:
        raise Mistake(_("Không có đơn vị mã “{code}”.").format(code=code), field=name)
    return unit


def posted_participant(request: HttpRequest, campaign: Campaign, name: str) -> Participant:
    """The unit of the campaign that a field names. Raises `Mistake`."""
    found = campaign.participants.filter(pk=posted_id(request, name))
    participant = found.select_related("unit", "campaign", "appraised_by").first()
    if participant is None:
        raise Mistake(_("Hãy chọn một đơn vị của đợt."), field=name)
    return participant


def _roster_act(request: HttpRequest, campaign: Campaign) -> None:
    user, act = person(request), request.POST.get("act", "")
    if act == "add":
        units: QuerySet[Unit] = Unit.objects.filter(code__in=request.POST.getlist("unit"))
        words, is_wide = posted_text(request, "words", limit=120), bool(request.POST.get("wide"))
        if request.POST.get("all") and words:
            units = _to_add(campaign, words, is_wide=is_wide)
        made = add_participants(
            by=user,
            campaign=campaign,
            units=units,
            group=request.POST.get("group", ""),
            is_wide=is_wide,
        )
        messages.success(request, _("Đã thêm {count} đơn vị.").format(count=len(made)))
    elif act == "remove":
        remove_participant(
            by=user, participant=posted_participant(request, campaign, "participant")
        )
        messages.success(request, _("Đã đưa đơn vị ra khỏi thành phần."))
    elif act == "exempt":
        exempt_participant(
            by=user,
            participant=posted_participant(request, campaign, "participant"),
            reason=posted_text(request, "reason"),
            document=posted_text(request, "document", limit=255),
        )
        messages.success(request, _("Đã ghi quyết định miễn đánh giá."))
    elif act == "readmit":
        readmit_participant(
            by=user,
            participant=posted_participant(request, campaign, "participant"),
            reason=posted_text(request, "reason"),
            document=posted_text(request, "document", limit=255),
        )
        messages.success(request, _("Đơn vị được đánh giá trở lại."))
    elif act == "appraiser":
        set_appraiser(
            by=user,
            participant=posted_participant(request, campaign, "participant"),
            appraiser=_unit(request, "appraiser"),
        )
        messages.success(request, _("Đã phân công cơ quan thẩm định."))
    elif act == "continue":
        continue_form(
            by=user,
            kept=posted_participant(request, campaign, "participant"),
            ended=[posted_participant(request, campaign, "ended")],
            document=posted_text(request, "document", limit=255),
        )
        messages.success(request, _("Đã ghi quyết định phiếu nào được tiếp tục."))
    elif act == "seat":
        _seat(request, campaign)
        messages.success(request, _("Đã ghi thành viên."))
    elif act == "unseat":
        services.unseat_member(
            by=user, member=get_object_or_404(campaign.members, pk=posted_id(request, "member"))
        )
        messages.success(request, _("Đã rút tên thành viên."))
    elif act == "drop_contact":
        contact = get_object_or_404(campaign.contacts, pk=posted_id(request, "contact"))
        services.remove_contact(by=user, contact=contact)
        messages.success(request, _("Đã bỏ đầu mối liên hệ."))
    elif act == "contact":
        services.add_contact(
            by=user,
            campaign=campaign,
            name=posted_text(request, "name", limit=120),
            phone=posted_text(request, "phone", limit=40),
            email=posted_text(request, "email", limit=254),
        )
        messages.success(request, _("Đã thêm đầu mối liên hệ."))
    else:
        raise Mistake(_("Không rõ việc cần làm."))


def _seat(request: HttpRequest, campaign: Campaign) -> None:
    slips, seconded_from = AllAtOnce(), None
    with slips:
        email = posted_text(request, "email", limit=254).lower()
        member = User.objects.filter(email=email).first()
        if member is None:
            raise Mistake(
                _("Không có tài khoản với địa chỉ này. Hãy mời người đó trước."), field="email"
            )
    with slips:
        body, seat = request.POST.get("body", ""), request.POST.get("seat", "")
        if body not in Member.Body.values or seat not in Member.Seat.values:
            raise Mistake(_("Hãy chọn tổ hoặc hội đồng, và chức danh."), field="body")
    with slips:
        if request.POST.get("seconded_from"):
            seconded_from = _unit(request, "seconded_from")
    slips.check()
    assert member is not None
    services.seat_member(
        by=person(request),
        campaign=campaign,
        user=member,
        body=Member.Body(body),
        seat=Member.Seat(seat),
        seconded_from=seconded_from,
        document=posted_text(request, "document", limit=255),
    )
