"""Writing the record. Called inside the transaction of the act that it records."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from django.db import transaction

from xephang.canonical import digest
from xephang_web.audit.models import ChainHead, Record
from xephang_web.shared import clock
from xephang_web.shared.canonical import canonical_text

FORMAT = "1"


class Actor(Protocol):
    """Whoever does something: a person, or None for the system itself."""

    pk: Any

    def get_full_name(self) -> str:
        """The name that stands in the record."""


@dataclass(frozen=True, slots=True)
class About:
    """What an act is about: the object, and whose it is."""

    type: str
    id: str | int
    campaign: int | None = None
    unit: int | None = None


def entry_of(record: Record) -> dict[str, Any]:
    """The part of a record that its digest covers, as plain data."""
    return {
        "format": FORMAT,
        "position": str(record.position),
        "at": record.at.astimezone(dt.UTC).isoformat(),
        "actor": "" if record.actor is None else str(record.actor),
        "actor_name": record.actor_name,
        "act": record.act,
        "object_type": record.object_type,
        "object_id": record.object_id,
        "campaign": "" if record.campaign is None else str(record.campaign),
        "unit": "" if record.unit is None else str(record.unit),
        "data": record.data,
        "previous": record.previous,
    }


def record_act(
    act: str,
    about: About,
    *,
    by: Actor | None,
    at: dt.datetime | None = None,
    before: Mapping[str, Any] | None = None,
    after: Mapping[str, Any] | None = None,
) -> Record:
    """Add one act to the end of the chain and return its record.

    `before` and `after` are plain data of texts; `at` defaults to the server's clock.
    Must run inside the transaction that does the act, so that neither exists alone.
    """
    assert transaction.get_connection().in_atomic_block, "an act and its record are one transaction"
    heads = ChainHead.objects.select_for_update()
    try:
        head = heads.get(pk=1)
    except ChainHead.DoesNotExist:
        head = heads.get_or_create(pk=1)[0]
    added = Record(
        pk=head.position + 1,
        position=head.position + 1,
        at=at or clock.now(),
        actor=by.pk if by is not None else None,
        actor_name=by.get_full_name() if by is not None else "Hệ thống",
        act=act,
        object_type=about.type,
        object_id=str(about.id),
        campaign=about.campaign,
        unit=about.unit,
        data=canonical_text({"before": dict(before or {}), "after": dict(after or {})}),
        previous=head.digest,
    )
    added.digest = digest(entry_of(added))
    added.save(force_insert=True)
    ChainHead.objects.filter(pk=1).update(position=added.position, digest=added.digest)
    return added
