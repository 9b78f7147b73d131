"""Who may do what with units, people and the record. The lowest predicates of the application."""

from __future__ import annotations

from xephang_web.accounts.models import Role, User
from xephang_web.accounts.queries import governs, standing
from xephang_web.organisations.models import Unit
from xephang_web.shared.predicates import add_permission, is_signed_in, predicate

OFFICE_ROLES = (Role.STANDING_OFFICE,)
OWN_ROLES = (Role.FOCAL_PERSON, Role.HEAD, Role.DEPUTY)
SIGNING_ROLES = (Role.HEAD, Role.DEPUTY)


@predicate
def is_administrator(user: User) -> bool:
    """Keeps units and accounts; has no say on any form."""
    return standing(user).is_any(Role.ADMINISTRATOR)


@predicate
def is_auditor(user: User) -> bool:
    """Reads all, changes nothing."""
    return standing(user).is_any(Role.AUDITOR)


@predicate
def is_office(user: User) -> bool:
    """Works in some standing office."""
    return standing(user).is_any(*OFFICE_ROLES)


@predicate
def heads_unit(user: User, unit: Unit | None) -> bool:
    """Is the head of that unit (or of any, where none is asked)."""
    if unit is None:
        return standing(user).is_any(Role.HEAD)
    return standing(user).has(Role.HEAD, unit=unit.pk)


@predicate
def is_unit_staff(user: User, unit: Unit | None) -> bool:
    """Works on the form of that unit."""
    return unit is not None and standing(user).has(*OWN_ROLES, unit=unit.pk)


@predicate
def governs_unit(user: User, unit: Unit | None) -> bool:
    """Works in the standing office in whose branch of the tree the unit stands."""
    return unit is not None and governs(user, unit)


add_permission("organisations.view", is_signed_in)
add_permission("organisations.manage_unit", is_administrator | governs_unit)
add_permission("organisations.manage", is_administrator | is_office)
add_permission("accounts.appoint", is_administrator | is_office | heads_unit)
add_permission("accounts.appoint_in", is_administrator | is_office | heads_unit)
add_permission("audit.view_all", is_auditor)
