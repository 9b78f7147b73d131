"""Which tables never lose a row, and which of their columns may still be written, until when.

A model says so itself, beside its columns; `triggers` has the database refuse all else.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TypeVar

from django.db import models

M = TypeVar("M", bound=type[models.Model])


@dataclass(frozen=True)
class Kept:
    """How the rows of a table are kept. What is named nowhere never changes."""

    changing: tuple[str, ...] = ()
    """Fields that may always be written."""
    until: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Field → itself and others that may be written while it is empty, and never again after."""
    lists: tuple[str, ...] = ()
    """Many-to-many fields: what was put on them stays on them."""


KEPT: dict[type[models.Model], Kept] = {}
"""Every append-only table of the application, in the order they were declared."""


def append_only(
    *,
    changing: tuple[str, ...] = (),
    until: Mapping[str, tuple[str, ...]] | None = None,
    lists: tuple[str, ...] = (),
) -> Callable[[M], M]:
    """Keep every row of a model, and all of it but what is named here (see `Kept`)."""

    def keep(model: M) -> M:
        KEPT[model] = Kept(changing, until or {}, lists)
        return model

    return keep


def columns_that_wait(model: type[models.Model]) -> dict[str, tuple[str, ...] | None]:
    """Column → the columns that must be empty for it to be written.

    Nothing (`()`) is waited for where it is always written, and None: it never is.
    """
    kept = KEPT[model]
    columns = {each.name: str(each.column) for each in model._meta.concrete_fields}
    found: dict[str, tuple[str, ...] | None] = {}
    for name, column in columns.items():
        gates = [gate for gate, those in kept.until.items() if name in (gate, *those)]
        is_open = bool(gates) or name in kept.changing
        found[column] = tuple(columns[gate] for gate in gates) if is_open else None
    return found
