"""Pages of people: who holds which role in a unit, inviting, handing over, one's own roles."""

from __future__ import annotations

import datetime as dt

from django.contrib import messages
from django.contrib.auth import login
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from xephang_web.accounts import services
from xephang_web.accounts.models import ROLES_OF_NO_UNIT, Appointment, Role, User
from xephang_web.accounts.permissions import OWN_ROLES, is_auditor
from xephang_web.accounts.queries import (
    open_invitations,
    standing,
    today,
)
from xephang_web.accounts.requests import person
from xephang_web.organisations.models import Unit
from xephang_web.shared.errors import Mistake, NotAllowed
from xephang_web.shared.policy import ANYONE, SIGNED_IN, page
from xephang_web.shared.requests import posted_day, posted_id, posted_text


@page(SIGNED_IN)
@require_GET
def me(request: HttpRequest) -> HttpResponse:
    """One's own roles, and the ways to secure the account."""
    user = person(request)
    given = Appointment.objects.filter(user=user).select_related("unit")
    found = [each for each in given if each.holds_on(today()) or each.is_ahead_on(today())]
    held = [(each, each.unit is not None and _may_see(user, each.unit)) for each in found]
    keeps = bool(services.roles_given(user, None))
    return render(request, "accounts/me.html", {"held": held, "keeps": keeps})


def _may_see(user: User, unit: Unit) -> bool:
    held = standing(user)
    return (
        user.has_perm("organisations.manage_unit", unit)
        or is_auditor(user)
        or held.has(*OWN_ROLES, unit=unit.pk)
    )


@page(SIGNED_IN)
def people(request: HttpRequest, unit_id: int) -> HttpResponse:
    """Who holds which role in a unit; invite, hand over, end."""
    unit = get_object_or_404(Unit, pk=unit_id)
    if not _may_see(person(request), unit):
        raise Http404
    return _people(request, unit)


@page(SIGNED_IN)
def keepers(request: HttpRequest) -> HttpResponse:
    """Auditors and administrators, whose roles belong to no unit; invite, end."""
    if not services.roles_given(person(request), None):
        raise Http404
    return _people(request, None)


def _people(request: HttpRequest, unit: Unit | None) -> HttpResponse:
    user = person(request)
    if request.method == "POST":
        _act(request, user, unit)
        return redirect(request.path)
    given = services.roles_given(user, unit)
    roles = [
        each for each in Role if each in given and (each in ROLES_OF_NO_UNIT) == (unit is None)
    ]
    appointments = Appointment.objects.filter(unit=unit).select_related("user")
    over = {each.pk for each in appointments if each.is_over_on(today())}
    context = {
        "unit": unit,
        "current": [
            (
                each,
                Role(each.role) in given,
                services.may_hand_over(user, each, given),
            )
            for each in appointments
            if each.pk not in over
        ],
        "former": [each for each in appointments if each.pk in over],
        "invitations": [(each, Role(each.role) in given) for each in open_invitations(unit)],
        "roles": [(each.value, each.label) for each in roles],
    }
    return render(request, "accounts/people.html", context)


def _day(request: HttpRequest, field: str, label: str) -> dt.date | None:
    return posted_day(request, field, label) if request.POST.get(field) else None


def _act(request: HttpRequest, user: User, unit: Unit | None) -> None:
    act = request.POST.get("act", "")
    if act == "invite":
        role = request.POST.get("role", "")
        if role not in Role.values:
            raise Mistake(_("Hãy chọn vai trò."), field="role")
        email = posted_text(request, "email", limit=254)
        link = request.build_absolute_uri(reverse("accounts:accept", args=["SECRET"]))
        services.invite(
            by=user,
            email=email,
            full_name=posted_text(request, "full_name", limit=120),
            role=Role(role),
            unit=unit,
            starts=_day(request, "starts", _("Từ ngày")),
            ends=_day(request, "ends", _("Đến ngày")),
            document=posted_text(request, "document", limit=255),
            link=link.replace("SECRET", "{secret}"),
        )
        messages.success(request, _("Đã gửi lời mời đến {email}.").format(email=email))
        return
    if act == "withdraw":
        waiting = open_invitations(unit)
        services.withdraw_invitation(
            by=user, invitation=get_object_or_404(waiting, pk=posted_id(request, "invitation"))
        )
        messages.success(request, _("Đã rút lời mời: liên kết không còn hiệu lực."))
        return
    appointment = get_object_or_404(Appointment, pk=posted_id(request, "appointment"), unit=unit)
    if act == "hand_over":
        if not services.may_hand_over(user, appointment):
            raise NotAllowed(_("Bạn không bàn giao được vai trò này."))
        to = User.objects.filter(email=posted_text(request, "email", limit=254).lower()).first()
        services.hand_over(by=user, appointment=appointment, to=to)
        messages.success(request, _("Đã bàn giao. Lịch sử của phiếu được giữ nguyên."))
    elif act == "end":
        services.end_appointment(by=user, appointment=appointment)
        messages.success(request, _("Đã chấm dứt vai trò."))
    else:
        raise Mistake(_("Không rõ việc cần làm."))


@page(ANYONE)
def accept(request: HttpRequest, secret: str) -> HttpResponse:
    """Accept an invitation: choose a password, or just take the role with an account there is."""
    invitation = services.find_invitation(secret)
    known = invitation is not None and User.objects.filter(email=invitation.email).exists()
    problem = ""
    if request.method == "POST":
        try:
            user = services.accept_invitation(
                secret=secret, password=request.POST.get("password", "")
            )
        except Mistake as mistake:
            problem = mistake.message
        else:
            if known:
                messages.success(request, _("Đã nhận vai trò. Hãy đăng nhập."))
                return redirect("account_login")
            login(request, user, backend="allauth.account.auth_backends.AuthenticationBackend")
            return redirect("portal:home")
    context = {"invitation": invitation, "known": known, "problem": problem}
    status = 404 if invitation is None else 422 if problem else 200
    response = render(request, "accounts/accept.html", context, status=status)
    response["Referrer-Policy"] = "no-referrer"
    return response
