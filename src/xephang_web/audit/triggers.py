"""Database triggers that refuse to change or delete a record, on both databases."""

from __future__ import annotations

from django.db import connections

TABLE = "audit_record"
_REFUSAL = "the record is append-only"
_SQLITE = [
    (
        f"CREATE TRIGGER IF NOT EXISTS {TABLE}_no_{event} BEFORE {event.upper()} ON {TABLE} "
        f"BEGIN SELECT RAISE(ABORT, '{_REFUSAL}'); END"
    )
    for event in ("update", "delete")
]
# INSERT OR REPLACE deletes the row it replaces without asking the trigger on DELETE.
_SQLITE.append(
    f"CREATE TRIGGER IF NOT EXISTS {TABLE}_no_replace BEFORE INSERT ON {TABLE} "  # noqa: S608
    f"WHEN EXISTS (SELECT 1 FROM {TABLE} WHERE id = NEW.id OR position = NEW.position "
    f"OR digest = NEW.digest) BEGIN SELECT RAISE(ABORT, '{_REFUSAL}'); END"
)
_POSTGRESQL = [
    (
        f"CREATE OR REPLACE FUNCTION {TABLE}_refuse() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN RAISE EXCEPTION '{_REFUSAL}'; END $$"
    ),
    f"DROP TRIGGER IF EXISTS {TABLE}_refuse ON {TABLE}",
    (
        f"CREATE TRIGGER {TABLE}_refuse BEFORE UPDATE OR DELETE OR TRUNCATE ON {TABLE} "
        f"FOR EACH STATEMENT EXECUTE FUNCTION {TABLE}_refuse()"
    ),
]
_REMOVE = {
    "sqlite": [
        f"DROP TRIGGER IF EXISTS {TABLE}_no_{each}" for each in ("update", "delete", "replace")
    ],
    "postgresql": [f"DROP TRIGGER IF EXISTS {TABLE}_refuse ON {TABLE}"],
}


def install(using: str = "default") -> None:
    """Create the triggers where the table exists; again is harmless."""
    connection = connections[using]
    if TABLE not in connection.introspection.table_names():
        return
    statements = _SQLITE if connection.vendor == "sqlite" else _POSTGRESQL
    _run(using, statements)


def remove(using: str = "default") -> None:
    """Take the triggers away: for tests that empty the tables between them, nothing else."""
    _run(using, _REMOVE[connections[using].vendor])


def are_installed(using: str = "default") -> bool:
    """True if the database refuses changes."""
    connection = connections[using]
    question = {
        "sqlite": f"SELECT count(*) FROM sqlite_master WHERE type='trigger' AND tbl_name='{TABLE}'",  # noqa: S608
        "postgresql": f"SELECT 3*count(*) FROM pg_trigger WHERE tgname='{TABLE}_refuse' "  # noqa: S608
        "AND tgenabled IN ('O', 'A')",
    }[connection.vendor]
    with connection.cursor() as cursor:
        cursor.execute(question)
        return bool(cursor.fetchone()[0] >= 3)


def _run(using: str, statements: list[str]) -> None:
    with connections[using].cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)
