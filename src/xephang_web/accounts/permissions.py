"""Who may do what with units, people and the record. The lowest predicates of the application."""

from __future__ import annotations

from xephang_web.accounts.models import Role, User
from xephang_web.accounts.queries import governs, standing
from xephang_web.organisations.models import Unit
from xephang_web.shared.predicates import add_permission, predicate

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
def governs_unit(user: User, unit: Unit | None) -> bool:
    """Works in the standing office in whose branch of the tree the unit stands."""
    return unit is not None and governs(user, unit)


add_permission("organisations.manage_unit", is_administrator | governs_unit)
add_permission("organisations.manage", is_administrator | is_office)
add_permission("audit.view_all", is_auditor)
