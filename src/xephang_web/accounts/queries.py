"""Reading people and the roles they hold."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Q, QuerySet
from django.utils import timezone

from xephang_web.accounts.models import SECOND_FACTOR_ROLES, Appointment, Invitation, Role, User
from xephang_web.organisations.models import Unit
from xephang_web.organisations.queries import above
from xephang_web.shared import clock


def today() -> dt.date:
    """Today in Viet Nam, by the server's clock."""
    return timezone.localtime(clock.now()).date()


@dataclass(frozen=True, slots=True)
class Standing:
    """The roles somebody holds today: pairs of role and unit id (None: the whole system)."""

    held: frozenset[tuple[str, int | None]]

    def has(self, *roles: Role, unit: int | None = None) -> bool:
        """True if one of the roles is held in that unit."""
        return any((role.value, unit) in self.held for role in roles)

    def units(self, *roles: Role) -> set[int]:
        """The units in which one of the roles is held."""
        wanted = {role.value for role in roles}
        return {unit for role, unit in self.held if role in wanted and unit is not None}

    def is_any(self, *roles: Role) -> bool:
        """True if one of the roles is held anywhere."""
        wanted = {role.value for role in roles}
        return any(role in wanted for role, _ in self.held)


NOBODY = Standing(frozenset())


def standing(user: object) -> Standing:
    """The roles a person holds today; read once and kept on the person of the request."""
    if not isinstance(user, User) or not user.is_active:
        return NOBODY
    kept = getattr(user, "_standing", None)
    if kept is None:
        held = current_appointments().filter(user=user).values_list("role", "unit_id")
        kept = Standing(frozenset(held))
        user._standing = kept  # type: ignore[attr-defined]
    assert isinstance(kept, Standing)
    return kept


def current_appointments(day: dt.date | None = None) -> QuerySet[Appointment]:
    """Roles held on a day, today if none is given."""
    on = day or today()
    return Appointment.objects.filter(starts__lte=on).filter(Q(ends__isnull=True) | Q(ends__gt=on))


def governs(user: User, unit: Unit) -> bool:
    """True if a standing office of the person's has that unit in its own branch of the tree.

    An office manages what stands under the body that it serves (its own parent), and
    nothing of another province or city on the same installation.
    """
    offices = Unit.objects.filter(pk__in=standing(user).units(Role.STANDING_OFFICE))
    branches = {each.parent_id or each.pk for each in offices}
    return bool(branches & {each.pk for each in (*above(unit), unit)})


def needs_second_factor(user: User) -> bool:
    """True if a role of the person asks for more than a password (demo accounts excepted)."""
    return not user.is_demo and standing(user).is_any(*SECOND_FACTOR_ROLES)


def people_of(unit: Unit, *roles: Role) -> list[User]:
    """Who holds one of the roles in a unit today, by name."""
    return list(
        User.objects.filter(
            is_active=True,
            pk__in=current_appointments().filter(unit=unit, role__in=roles).values("user"),
        ).order_by("full_name")
    )


def people_by_unit(units: Iterable[int], *roles: Role) -> dict[int, list[User]]:
    """Unit id → who holds one of the roles there today, in one question."""
    found: dict[int, list[User]] = {}
    held = current_appointments().filter(unit__in=list(units), role__in=roles, user__is_active=True)
    for each in held.select_related("user").order_by("user__full_name"):
        if each.unit_id is not None:
            found.setdefault(each.unit_id, []).append(each.user)
    return found


def open_invitations(unit: Unit | None) -> QuerySet[Invitation]:
    """Invitations into a unit, or (None) into roles of no unit, that were not accepted yet."""
    return Invitation.objects.filter(
        unit=unit, accepted_at__isnull=True, expires_at__gt=clock.now()
    )
