"""The ways around an append-only table that leave the triggers standing."""

from __future__ import annotations

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import DatabaseError, connection, transaction

from tests.web.cast import Cast
from xephang_web.audit.models import Record

COLUMNS = (
    "id, position, at, actor, actor_name, act, object_type, object_id, campaign, unit, data, "
    "previous, digest"
)


@pytest.mark.parametrize("kept", ["id", "position", "digest"])
def test_no_record_is_replaced_by_an_insert(cast: Cast, kept: str) -> None:
    """SQLite's INSERT OR REPLACE removes what is in the way without the trigger on DELETE."""
    if connection.vendor != "sqlite":
        pytest.skip("PostgreSQL has no INSERT OR REPLACE, and ON CONFLICT DO UPDATE is an update")
    new = COLUMNS.replace("actor_name", "'Người khác'")
    for name, other in (("id", "id + 900000"), ("position", "position + 900000")):
        if name != kept:
            new = new.replace(f"{name},", f"{other},", 1)
    if kept != "digest":
        new = new.removesuffix("digest") + "digest || 'x'"
    before = Record.objects.count()
    sql = f"INSERT OR REPLACE INTO audit_record ({COLUMNS}) SELECT {new} FROM audit_record LIMIT 1"
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        connection.cursor().execute(sql)
    assert Record.objects.count() == before
    assert not Record.objects.filter(actor_name="Người khác").exists()


def test_triggers_that_were_switched_off_are_missed(cast: Cast) -> None:
    """They are still listed by PostgreSQL, and do nothing."""
    off = (
        "ALTER TABLE audit_record DISABLE TRIGGER audit_record_refuse"
        if connection.vendor == "postgresql"
        else "DROP TRIGGER audit_record_no_replace"
    )
    call_command("verify_log")
    connection.cursor().execute(off)
    with pytest.raises(CommandError):
        call_command("verify_log")
