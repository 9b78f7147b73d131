"""The record: the database refuses to change it, and whoever goes round that is found out."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, transaction

from tests.web.at_once import at_once
from tests.web.cast import Cast
from xephang.canonical import digest
from xephang_web.audit import triggers
from xephang_web.audit.models import ChainHead, Record
from xephang_web.audit.queries import head_digest, verify_chain
from xephang_web.audit.services import About, entry_of, record_act

COLUMNS = [str(each.column) for each in Record._meta.concrete_fields]
# Columns are given numbers that no record has, texts that none has, and moments.
OTHER: dict[str, Any] = {"id": 9_000_001, "position": 9_000_001, "at": "1999-09-09 09:09:09.000001"}


def sql(statement: str, *values: Any) -> None:
    """Run a statement past everything that Django knows."""
    with connection.cursor() as cursor:
        cursor.execute(statement, values)


@contextmanager
def nobody_watching() -> Iterator[None]:
    """The triggers taken away, and in the end everything as it was."""
    with transaction.atomic():
        triggers.remove()
        yield
        transaction.set_rollback(True)


def is_found_out() -> bool:
    """True if `verify_log` refuses the record, in words."""
    triggers.install()
    try:
        call_command("verify_log", stdout=StringIO(), stderr=StringIO())
    except CommandError:
        return True
    return False


def sealed(record: Record) -> Record:
    """The record with the digest that fits what it says now."""
    record.digest = digest(entry_of(record))
    return record


def test_an_untouched_record_is_whole(cast: Cast) -> None:
    assert Record.objects.count() >= 10
    assert list(verify_chain()) == []
    with nobody_watching():
        assert not is_found_out()


def test_every_change_of_every_column_of_every_row_is_found(cast: Cast) -> None:
    unseen = []
    for record in list(Record.objects.all()):
        for column in COLUMNS:
            old = getattr(record, column)
            is_number = isinstance(old, int) or column in ("actor", "campaign", "unit")
            new = OTHER.get(column, (old or 0) + 7 if is_number else f"{old}x"[-64:])
            with nobody_watching():
                sql(f'UPDATE audit_record SET "{column}" = %s WHERE id = %s', new, record.pk)
                if not is_found_out():
                    unseen.append((record.position, column))
    assert unseen == []


@pytest.mark.parametrize("column", ["actor", "campaign", "unit"])
def test_a_number_taken_out_or_put_in_is_found(cast: Cast, column: str) -> None:
    for record in list(Record.objects.all()):
        new = 0 if getattr(record, column) is None else None
        with nobody_watching():
            sql(f'UPDATE audit_record SET "{column}" = %s WHERE id = %s', new, record.pk)
            assert is_found_out(), record.position


@pytest.mark.parametrize("moment", ["rubbish", "2016-13-45 00:00:00", ""])
def test_a_moment_that_is_none_is_found_and_said(cast: Cast, moment: str) -> None:
    if connection.vendor != "sqlite":
        return  # PostgreSQL keeps nothing but moments in the column
    with nobody_watching():
        sql("UPDATE audit_record SET at = %s WHERE position = 3", moment)
        assert is_found_out()


def test_a_changed_record_with_a_new_digest_is_found(cast: Cast) -> None:
    for record in list(Record.objects.all()):
        record.actor_name = "Ai đó"
        with nobody_watching():
            Record.objects.filter(pk=record.pk).update(
                actor_name=record.actor_name, digest=sealed(record).digest
            )
            assert is_found_out(), record.position


def test_every_deletion_is_found(cast: Cast) -> None:
    for pk in list(Record.objects.values_list("pk", flat=True)):
        with nobody_watching():
            sql("DELETE FROM audit_record WHERE id = %s", pk)
            assert is_found_out(), pk


def _added(position: int) -> Record:
    """One record more, well made, that follows the one before its place."""
    made = Record.objects.get(position=position - 1)
    made.previous, made.pk, made.position = made.digest, position, position
    return sealed(made)


def test_every_insertion_is_found(cast: Cast) -> None:
    last = Record.objects.count()
    for position in range(2, last + 2):
        with nobody_watching():
            for each in range(last, position - 1, -1):
                sql(
                    "UPDATE audit_record SET id = id + 1, position = position + 1 WHERE id=%s", each
                )
            _added(position).save(force_insert=True)
            assert is_found_out(), position


def test_every_swap_of_two_neighbours_is_found(cast: Cast) -> None:
    for first in range(1, Record.objects.count()):
        with nobody_watching():
            for old, new in ((first, -1), (first + 1, first), (-1, first + 1)):
                sql("UPDATE audit_record SET id = %s, position = %s WHERE id = %s", new, new, old)
            assert is_found_out(), first


def test_a_tail_cut_off_is_found(cast: Cast) -> None:
    last = Record.objects.count()
    for kept in range(last):
        with nobody_watching():
            sql("DELETE FROM audit_record WHERE position > %s", kept)
            assert is_found_out(), kept


def test_a_tail_cut_off_with_the_head_is_found_by_the_digest_written_down(cast: Cast) -> None:
    last, written_down = head_digest()
    for kept in range(1, last):
        with nobody_watching():
            sql("DELETE FROM audit_record WHERE position > %s", kept)
            end = Record.objects.get(position=kept).digest
            ChainHead.objects.update(position=kept, digest=end)
            assert not is_found_out()  # in itself it is whole
            with pytest.raises(CommandError, match="rewritten"):
                call_command("verify_log", head=written_down, stdout=StringIO())


def test_a_chain_rewritten_as_a_whole_is_found_by_the_digest_written_down(cast: Cast) -> None:
    _last, written_down = head_digest()
    with nobody_watching():
        previous = "0" * 64
        for record in list(Record.objects.order_by("position")):
            record.previous, record.actor_name = previous, "Không ai"
            previous = sealed(record).digest
            record.save()
        ChainHead.objects.update(digest=previous)
        assert not is_found_out()
        with pytest.raises(CommandError, match="rewritten"):
            call_command("verify_log", head=written_down, stdout=StringIO())
    call_command("verify_log", head=written_down, stdout=StringIO())


def test_a_record_without_its_triggers_is_not_called_whole(cast: Cast) -> None:
    with nobody_watching(), pytest.raises(CommandError):
        call_command("verify_log", stdout=StringIO(), stderr=StringIO())


def _delete_one() -> None:
    Record.objects.get(position=2).delete()


def _save_one() -> None:
    record = Record.objects.get(position=2)
    record.actor_name = "Ai đó"
    record.save()


def _replace_one() -> None:
    columns = ", ".join(f'"{each}"' for each in COLUMNS)
    values = columns.replace('"actor_name"', "'Ai đó'")
    into = {
        "sqlite": "INSERT OR REPLACE INTO audit_record ({}) SELECT {} FROM audit_record",
        "postgresql": "INSERT INTO audit_record ({}) SELECT {} FROM audit_record "
        "ON CONFLICT (id) DO UPDATE SET actor_name = 'Ai đó'",
    }[connection.vendor]
    sql(into.format(columns, values))


def _truncate() -> None:
    if connection.vendor == "sqlite":
        sql("DELETE FROM audit_record")  # SQLite's own truncation
    else:
        sql("TRUNCATE audit_record CASCADE")


@pytest.mark.parametrize(
    "change",
    [
        _delete_one,
        _save_one,
        _replace_one,
        _truncate,
        lambda: Record.objects.all().delete(),
        lambda: Record.objects.update(actor_name="Ai đó"),
        lambda: Record.objects.filter(position=2)._raw_delete("default"),
        lambda: sql("UPDATE audit_record SET actor_name = 'Ai đó' WHERE position = 2"),
        lambda: sql("DELETE FROM audit_record WHERE position = 2"),
    ],
)
def test_the_database_refuses_to_change_the_record(cast: Cast, change: Callable[[], Any]) -> None:
    before = list(Record.objects.values())
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        change()
    assert list(Record.objects.values()) == before


def test_writers_at_once_make_one_chain(transactional_cast: Cast) -> None:
    start = Record.objects.count()

    def write() -> None:
        for each in range(5):
            with transaction.atomic():
                record_act("note.saved", About("test", each), by=None)

    assert at_once(*[write] * 6) == [None] * 6
    assert Record.objects.count() == start + 30
    assert list(verify_chain()) == []


def test_an_act_that_fails_leaves_no_record_and_no_gap(transactional_cast: Cast) -> None:
    before = head_digest()
    with transaction.atomic():
        record_act("note.saved", About("test", 1), by=None)
        transaction.set_rollback(True)
    assert head_digest() == before
    with transaction.atomic():
        record_act("note.saved", About("test", 2), by=None)
    assert list(verify_chain()) == []
