"""The library `rules` with types: who may do what is said in predicates that combine with |."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Protocol, cast

import rules


class Predicate(Protocol):
    """A question about a person, and perhaps an object, that combines with others."""

    def __call__(self, user: Any, obj: Any = None) -> bool:
        """The answer."""

    def __or__(self, other: Predicate) -> Predicate:
        """Either."""

    def __and__(self, other: Predicate) -> Predicate:
        """Both."""


def predicate(question: Callable[..., bool]) -> Predicate:
    """A function of (user) or (user, object) as a predicate."""
    return cast("Predicate", rules.predicate(question))  # type: ignore[attr-defined,no-untyped-call]


def add_permission(name: str, asked: Predicate) -> None:
    """Give a permission its predicate."""
    rules.add_perm(name, asked)  # type: ignore[attr-defined,no-untyped-call]


def widen_permission(name: str, also: Predicate) -> None:
    """Give a permission of an app below to more people, whom only an app above knows."""
    before = cast("Predicate", rules.permissions.permissions[name])
    rules.set_perm(name, before | also)  # type: ignore[attr-defined,no-untyped-call]


def has_permission(name: str, user: Any, obj: Any = None) -> bool:
    """Whether the person has the permission; an unknown permission is nobody's."""
    return bool(rules.has_perm(name, user, obj))  # type: ignore[attr-defined,no-untyped-call]
