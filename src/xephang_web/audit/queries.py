"""Reading the record, and proving that nobody touched it."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

from xephang.canonical import digest
from xephang_web.audit.models import ChainHead, Record
from xephang_web.audit.services import About, entry_of

GENESIS = "0" * 64


@dataclass(frozen=True, slots=True)
class Flaw:
    """One place where the chain does not hold; position 0: a row beside it."""

    position: int
    what: str


def verify_chain() -> Iterator[Flaw]:
    """Every flaw of the chain: changed, missing, moved or added records, and a cut end."""
    expected, previous = 1, GENESIS
    try:
        for record in Record.objects.order_by("position").iterator(chunk_size=2000):
            if record.position != expected:
                yield Flaw(expected, f"records {expected} to {record.position - 1} are missing")
            if record.previous != previous:
                yield Flaw(record.position, "does not follow the record before it")
            if record.pk != record.position or _digest(record) != record.digest:
                yield Flaw(record.position, "was changed after it was written")
            expected, previous = record.position + 1, record.digest
    except ValueError as error:  # a value that is none of its column's: SQLite keeps any
        yield Flaw(expected, f"cannot be read, nor what follows it: {error}")
    head = ChainHead.objects.filter(pk=1).first()
    position, end = (head.position, head.digest) if head else (0, GENESIS)
    if (position, end) != (expected - 1, previous):
        yield Flaw(position, "the end of the chain is not where the last act left it")


def _digest(record: Record) -> str:
    """The digest that the record ought to have; empty where it holds no moment."""
    at: object = record.at
    return digest(entry_of(record)) if isinstance(at, dt.datetime) else ""


WITNESSES: list[Callable[[], Iterator[Flaw]]] = []
"""Checks of other applications that hold their tables against the record; they add their own."""


def verify_tables() -> Iterator[Flaw]:
    """Every row that decides something and is not what the record says, by every witness."""
    for witness in WITNESSES:
        yield from witness()


def head_digest() -> tuple[int, str]:
    """Position and digest of the last record: what to write down to notice a rewritten chain."""
    head = ChainHead.objects.filter(pk=1).first()
    return (head.position, head.digest) if head else (0, GENESIS)


def records_about(about: About) -> QuerySet[Record]:
    """The acts on one object, oldest first."""
    return Record.objects.filter(object_type=about.type, object_id=str(about.id))


def changes(record: Record) -> list[tuple[str, Any, Any]]:
    """What an act changed: (field, before, after), fields in their order."""
    data = json.loads(record.data)
    before, after = data["before"], data["after"]
    return [
        (field, before.get(field), after.get(field))
        for field in dict.fromkeys([*before, *after])
        if before.get(field) != after.get(field)
    ]
