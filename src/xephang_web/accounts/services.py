"""Every write to people, roles and invitations."""

from __future__ import annotations

import datetime as dt
import hashlib
import secrets
from smtplib import SMTPException

from django.conf import settings
from django.contrib.auth import password_validation
from django.core.exceptions import ValidationError
from django.core.mail import send_mail
from django.core.validators import validate_email
from django.db import transaction
from django.db.models import F, Q
from django.utils.translation import gettext as _

from xephang_web.accounts.models import ROLES_OF_NO_UNIT, Appointment, Invitation, Role, User
from xephang_web.accounts.queries import current_appointments, governs, standing, today
from xephang_web.audit.services import About, record_act
from xephang_web.organisations.models import Unit
from xephang_web.shared import clock
from xephang_web.shared.errors import Mistake, NotAllowed

INVITATION_DAYS = 14
# What a head gives out in the own unit; every other role is the office's or the administrator's.
_GIVEN_BY_HEADS = frozenset({Role.FOCAL_PERSON, Role.DEPUTY})
_GIVEN_BY_OFFICE = frozenset(set(Role) - {Role.ADMINISTRATOR, Role.AUDITOR})


def roles_given(giver: User, unit: Unit | None) -> frozenset[Role]:
    """The roles `giver` may put somebody into there: nobody hands out more than they manage."""
    held = standing(giver)
    if held.is_any(Role.ADMINISTRATOR):
        return frozenset(Role)
    if unit is None:
        return frozenset()
    if held.is_any(Role.STANDING_OFFICE) and governs(giver, unit):
        return _GIVEN_BY_OFFICE
    return _GIVEN_BY_HEADS if held.has(Role.HEAD, unit=unit.pk) else frozenset()


def may_give(giver: User, role: Role, unit: Unit | None) -> bool:
    """Whether `giver` may put somebody into a role there."""
    return role in roles_given(giver, unit)


def _check(giver: User, role: Role, unit: Unit | None, ends: dt.date | None) -> None:
    if not may_give(giver, role, unit):
        raise NotAllowed(_("Bạn không giao được vai trò này ở đơn vị này."))
    if (unit is None) != (role in ROLES_OF_NO_UNIT):
        raise Mistake(_("Vai trò này cần gắn với một đơn vị (hoặc không gắn với đơn vị nào)."))
    if role == Role.DEPUTY and ends is None:
        raise Mistake(_("Ký thay (KT.) chỉ có thời hạn: hãy ghi ngày kết thúc."), field="ends")


@transaction.atomic
def appoint(
    *,
    by: User,
    user: User,
    role: Role,
    unit: Unit | None,
    starts: dt.date | None = None,
    ends: dt.date | None = None,
    document: str = "",
) -> Appointment:
    """Give a person a role in a unit for a time. Ends the person's sessions.

    Raises `NotAllowed` if `by` may not give it, `Mistake` on a wrong time or unit.
    """
    _check(by, role, unit, ends)
    begins = starts or today()
    if ends is not None and ends <= begins:
        raise Mistake(_("Ngày kết thúc phải sau ngày bắt đầu."), field="ends")
    made = Appointment.objects.create(
        user=user, role=role, unit=unit, starts=begins, ends=ends, document=document
    )
    _end_sessions(user)
    record_act(
        "appointment.given",
        About("appointment", made.pk, unit=unit.pk if unit else None),
        by=by,
        after={
            "person": user.full_name,
            "role": role.value,
            "unit": unit.code if unit else "",
            "starts": begins.isoformat(),
            "ends": ends.isoformat() if ends else "",
            "document": document,
        },
    )
    return made


@transaction.atomic
def end_appointment(*, by: User, appointment: Appointment) -> None:
    """End a role today. What was done in it stays in the record. Ends the person's sessions.

    Raises `NotAllowed`, or `Mistake` for one that is over: its last day is history.
    """
    role = Role(appointment.role)
    if not may_give(by, role, appointment.unit):
        raise NotAllowed(_("Bạn không chấm dứt được vai trò này."))
    if appointment.is_over_on(today()):
        raise Mistake(_("Vai trò này đã chấm dứt trước đó."))
    if is_last_administrator(appointment):
        raise Mistake(_("Đây là quản trị viên cuối cùng: hãy giao vai trò cho người khác trước."))
    day = max(today(), appointment.starts)
    before = appointment.ends
    appointment.ends = day
    appointment.save(update_fields=["ends"])
    _end_sessions(appointment.user)
    record_act(
        "appointment.ended",
        About("appointment", appointment.pk, unit=appointment.unit_id),
        by=by,
        before={"ends": before.isoformat() if before else ""},
        after={"ends": day.isoformat()},
    )


@transaction.atomic
def hand_over(
    *, by: User, appointment: Appointment, to: User | None, document: str = ""
) -> Appointment:
    """Bàn giao: end a focal person's role and give it to another person of the unit.

    Assigned criteria and the history stay with the form; only who answers for it changes,
    for the rest of the time for which the role was given. Other roles are not handed on:
    who may give them ends one and gives another. `to` has a role in that unit already, by
    an invitation that they accepted: a post that nobody asked for would put an appraiser or
    the approver in conflict with the unit. None is somebody unknown, who is answered alike.
    Raises `NotAllowed`, `Mistake`.
    """
    role, unit = Role(appointment.role), appointment.unit
    if not may_hand_over(by, appointment):
        raise NotAllowed(_("Bạn không bàn giao được vai trò này."))
    if to is not None and appointment.user_id == to.pk:
        raise Mistake(_("Người nhận bàn giao phải là người khác."), field="email")
    if not appointment.holds_on(today()):
        raise Mistake(_("Chỉ bàn giao được vai trò đang giữ."))
    there = current_appointments().filter(unit=unit, user=to, user__is_active=True)
    if to is None or not there.exists():
        raise Mistake(
            _(
                "Chỉ bàn giao được cho người đang giữ một vai trò ở đơn vị này. Hãy nhờ thủ trưởng "
                "hoặc cơ quan thường trực mời người đó trước; người đó nhận lời mời rồi thì bàn "
                "giao được."
            ),
            field="email",
        )
    until = appointment.ends
    appointment.ends = today()
    appointment.save(update_fields=["ends"])
    lasting = Q(ends__isnull=True) if until is None else Q(ends__isnull=True) | Q(ends__gte=until)
    # Who was invited into the same role for as long holds it once.
    made = there.filter(lasting, role=role).first() or Appointment.objects.create(
        user=to, role=role, unit=unit, starts=today(), ends=until, document=document
    )
    _end_sessions(appointment.user)
    _end_sessions(to)
    record_act(
        "appointment.handed_over",
        About("appointment", made.pk, unit=appointment.unit_id),
        by=by,
        before={"person": appointment.user.full_name},
        after={"person": to.full_name, "role": role.value, "document": document},
    )
    return made


def may_hand_over(by: User, appointment: Appointment, given: frozenset[Role] | None = None) -> bool:
    """Whether `by` may hand a focal person's role on: that person, or who may give it.

    `given`, where it is known already, are the roles that `by` gives in that unit.
    """
    if appointment.role != Role.FOCAL_PERSON:
        return False
    if by.pk == appointment.user_id:
        return True
    return Role.FOCAL_PERSON in (roles_given(by, appointment.unit) if given is None else given)


def _end_sessions(user: User) -> None:
    User.objects.filter(pk=user.pk).update(roles_version=F("roles_version") + 1)
    user.refresh_from_db(fields=["roles_version"])
    if hasattr(user, "_standing"):
        del user._standing


@transaction.atomic
def invite(
    *,
    by: User,
    email: str,
    full_name: str,
    role: Role,
    unit: Unit | None,
    link: str,
    starts: dt.date | None = None,
    ends: dt.date | None = None,
    document: str = "",
) -> Invitation:
    """Send somebody a link that makes their account and gives them the role for a time.

    `link` is the address of the page that accepts, with `{secret}` in it. The secret is
    sent, never stored. Raises `NotAllowed`, `Mistake`; where the mail server is down the
    invitation is taken back.
    """
    _check(by, role, unit, ends)
    begins = starts or today()
    if begins < today():
        raise Mistake(_("Vai trò không bắt đầu trước hôm nay."), field="starts")
    if ends is not None and ends <= begins:
        raise Mistake(_("Ngày kết thúc phải sau ngày bắt đầu."), field="ends")
    address, name = _address(email), _name(full_name)
    secret = secrets.token_urlsafe(32)
    now = clock.now()
    made = Invitation.objects.create(
        email=address,
        full_name=name,
        role=role,
        unit=unit,
        starts=begins,
        ends=ends,
        document=document.strip(),
        secret_digest=_digest(secret),
        invited_by=by,
        created_at=now,
        expires_at=now + dt.timedelta(days=INVITATION_DAYS),
    )
    record_act(
        "invitation.sent",
        About("invitation", made.pk, unit=unit.pk if unit else None),
        by=by,
        after={
            "email": address,
            "role": role.value,
            "unit": unit.code if unit else "",
            "starts": begins.isoformat(),
            "ends": ends.isoformat() if ends else "",
            "document": made.document,
        },
    )
    subject = _("Mời tham gia Xếp Hạng")
    body = _(
        "Kính gửi {name},\n\n{sender} mời ông/bà nhận vai trò “{role}”{unit}.\n"
        "Mở liên kết sau để đặt mật khẩu (hết hạn sau {days} ngày):\n\n{link}\n"
    ).format(
        name=made.full_name,
        sender=by.full_name,
        role=role.label,
        unit=f" – {unit.name}" if unit else "",
        days=INVITATION_DAYS,
        link=link.replace("{secret}", secret),
    )
    transaction.on_commit(lambda: _send(made, subject, body))
    return made


def _address(email: str) -> str:
    """An e-mail address as it is kept. Raises `Mistake`."""
    address = email.strip().lower()
    try:
        validate_email(address)
    except ValidationError:
        raise Mistake(_("Hãy ghi địa chỉ thư điện tử."), field="email") from None
    return address


def _name(full_name: str) -> str:
    """A person's name as it is kept. Raises `Mistake`."""
    if not full_name.strip():
        raise Mistake(_("Hãy ghi họ tên."), field="full_name")
    return full_name.strip()


def _new_user(email: str, full_name: str, password: str) -> User:
    """An account with a password that is good enough. Raises `Mistake`."""
    user = User(email=email, full_name=full_name)
    try:
        password_validation.validate_password(password, user)
    except ValidationError as error:
        raise Mistake(" ".join(error.messages)) from None
    user.set_password(password)
    user.save()
    return user


@transaction.atomic
def found_administrator(
    *, email: str, full_name: str, password: str, is_another: bool = False
) -> User:
    """The first administrator, made by whoever runs the server: nobody could invite them.

    A later one only with `is_another`. Raises `Mistake` on a bad address or password, on an
    address that is known, and where there is an administrator already.
    """
    address, name = _address(email), _name(full_name)
    there = current_appointments().filter(role=Role.ADMINISTRATOR, user__is_active=True)
    if there.exists() and not is_another:
        raise Mistake(_("Đã có quản trị viên: người ấy mời người khác ở trang Quản trị."))
    if User.objects.filter(email=address).exists():
        raise Mistake(_("Đã có tài khoản với địa chỉ này."), field="email")
    user = _new_user(address, name, password)
    made = Appointment.objects.create(user=user, role=Role.ADMINISTRATOR, starts=today())
    record_act(
        "appointment.given",
        About("appointment", made.pk),
        by=None,
        after={
            "person": user.full_name,
            "role": Role.ADMINISTRATOR.value,
            "starts": made.starts.isoformat(),
        },
    )
    return user


def _send(invitation: Invitation, subject: str, body: str) -> None:
    """Send the link, outside of any transaction; nobody holds the link of one not sent."""
    try:
        send_mail(subject, body, settings.DEFAULT_FROM_EMAIL, [invitation.email])
    except (OSError, SMTPException):
        _take_back(invitation, by=invitation.invited_by)
        raise Mistake(
            _("Máy chủ thư không nhận thư nên lời mời được rút lại. Hãy thử lại sau.")
        ) from None


def withdraw_invitation(*, by: User, invitation: Invitation) -> None:
    """Take an invitation back: its link opens nothing any more. Raises `NotAllowed`, `Mistake`."""
    if not may_give(by, Role(invitation.role), invitation.unit):
        raise NotAllowed(_("Bạn không rút được lời mời này."))
    if invitation.accepted_at is not None or invitation.expires_at <= clock.now():
        raise Mistake(_("Lời mời này không còn chờ ai."))
    _take_back(invitation, by=by)


@transaction.atomic
def _take_back(invitation: Invitation, *, by: User) -> None:
    invitation.expires_at = clock.now()
    invitation.save(update_fields=["expires_at"])
    record_act(
        "invitation.withdrawn",
        About("invitation", invitation.pk, unit=invitation.unit_id),
        by=by,
        before={"email": invitation.email, "role": invitation.role},
    )


def find_invitation(secret: str) -> Invitation | None:
    """The invitation that a link opens; None if it is unknown, used, out of date or withdrawn.

    One whose sender may not give the role any more opens nothing either.
    """
    found = (
        Invitation.objects.select_related("unit", "invited_by")
        .filter(secret_digest=_digest(secret), accepted_at__isnull=True)
        .filter(expires_at__gt=clock.now())
        .first()
    )
    if found is None or (found.ends is not None and found.ends <= today()):
        return None
    return found if may_give(found.invited_by, Role(found.role), found.unit) else None


@transaction.atomic
def accept_invitation(*, secret: str, password: str) -> User:
    """Make the account (or take the one of that address) and give it the role.

    An account that exists keeps its password: the invitation only adds a role.
    Raises `Mistake` on a dead link or a weak password.
    """
    invitation = find_invitation(secret)
    if invitation is None:
        raise Mistake(_("Liên kết mời không còn hiệu lực. Hãy xin cơ quan thường trực gửi lại."))
    user = User.objects.filter(email=invitation.email).first()
    if user is None:
        user = _new_user(invitation.email, invitation.full_name, password)
    invitation.accepted_at = clock.now()
    invitation.save(update_fields=["accepted_at"])
    Appointment.objects.create(
        user=user,
        role=invitation.role,
        unit=invitation.unit,
        starts=invitation.starts,
        ends=invitation.ends,
        document=invitation.document,
    )
    _end_sessions(user)
    record_act(
        "invitation.accepted",
        About("invitation", invitation.pk, unit=invitation.unit_id),
        by=user,
        after={"email": user.email, "role": invitation.role},
    )
    return user


def _digest(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()


def is_last_administrator(appointment: Appointment) -> bool:
    """True if nobody else who can log in keeps the system.

    Inside of a transaction the others are held: two cannot end one another at once.
    """
    if appointment.role != Role.ADMINISTRATOR:
        return False
    current = current_appointments().filter(role=Role.ADMINISTRATOR, user__is_active=True)
    held = set(current.select_for_update(of=("self",)).values_list("pk", flat=True))
    return not held - {appointment.pk}
