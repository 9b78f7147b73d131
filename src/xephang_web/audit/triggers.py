"""Database triggers that refuse to change or delete what is append-only, on both databases."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from django.apps import apps
from django.db import connections, models, transaction
from django.db.models import Q

from xephang_web.audit.append_only import KEPT, columns_that_wait

_ON = {
    "sqlite": ("update", "delete", "replace"),
    "postgresql": ("update", "delete", "truncate"),
}
_FUNCTION = (
    "CREATE OR REPLACE FUNCTION xephang_refuse() RETURNS trigger LANGUAGE plpgsql AS "
    "$$ BEGIN RAISE EXCEPTION '% is append-only', TG_TABLE_NAME; END $$"
)


def install(using: str = "default") -> None:
    """Create the triggers of every table that exists, as the models say now."""
    connection = connections[using]
    remove(using)
    statements = [_FUNCTION] if connection.vendor == "postgresql" else []
    there = set(connection.introspection.table_names())
    for model in _kept_models():
        if model._meta.db_table in there:
            make = _sqlite if connection.vendor == "sqlite" else _postgresql
            statements += make(model)
    _run(using, statements)


def remove(using: str = "default") -> None:
    """Take the triggers away: for migrations, and tests that empty the tables between them."""
    drop = "DROP TRIGGER IF EXISTS {name}"
    if connections[using].vendor == "postgresql":
        drop += " ON {table}"
    there = set(connections[using].introspection.table_names())
    names = [each for each in _names(using) if each[0] in there]
    _run(using, [drop.format(table=table, name=name) for table, name in names])


def missing(using: str = "default") -> list[str]:
    """The tables that the database does not guard, or not wholly."""
    question = {
        "sqlite": "SELECT tbl_name, name FROM sqlite_master WHERE type = 'trigger'",
        "postgresql": "SELECT tgrelid::regclass::text, tgname FROM pg_trigger "
        "WHERE tgenabled IN ('O', 'A')",
    }[connections[using].vendor]
    with connections[using].cursor() as cursor:
        cursor.execute(question)
        there = {(str(table), str(name)) for table, name in cursor.fetchall()}
    return list(dict.fromkeys(table for table, name in _names(using) if (table, name) not in there))


def _kept_models() -> Iterator[type[models.Model]]:
    """Append-only models, and those that Django makes for their lists."""
    for model, kept in KEPT.items():
        yield model
        for name in kept.lists:
            yield apps.get_model(model._meta.app_label, f"{model.__name__}_{name}")


def _names(using: str) -> list[tuple[str, str]]:
    """(table, trigger) of all that there should be."""
    return [
        (model._meta.db_table, f"{model._meta.db_table}_no_{event}")
        for model in _kept_models()
        for event in _ON[connections[using].vendor]
    ]


def _is_refused(model: type[models.Model], differs: str) -> str:
    """The condition under which an update is refused; empty: always."""
    waits = columns_that_wait(model) if model in KEPT else {}
    if not any(each is not None for each in waits.values()):
        return ""
    refused = []
    for column, gates in waits.items():
        changed = f'OLD."{column}" {differs} NEW."{column}"'
        if gates is None:
            refused.append(changed)
        refused += [f'({changed} AND OLD."{gate}" IS NOT NULL)' for gate in gates or ()]
    return f"WHEN ({' OR '.join(refused)})"


def _sqlite(model: type[models.Model]) -> list[str]:
    """INSERT OR REPLACE deletes the row it replaces without asking the trigger on DELETE."""
    table = model._meta.db_table
    head = "CREATE TRIGGER {name} BEFORE {event} ON {table} {when} "
    body = f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
    same = " OR ".join(_same_row(model))
    whens = {
        ("update", "UPDATE"): _is_refused(model, "IS NOT"),
        ("delete", "DELETE"): "",
        ("replace", "INSERT"): f'WHEN EXISTS (SELECT 1 FROM "{table}" WHERE {same})',  # noqa: S608
    }
    return [
        head.format(name=f"{table}_no_{name}", event=event, table=table, when=when) + body
        for (name, event), when in whens.items()
    ]


def _same_row(model: type[models.Model]) -> Iterator[str]:
    """Under which conditions a new row stands in the place of one that is there."""
    for each in model._meta.concrete_fields:
        if each.unique:
            yield f'"{each.column}" = NEW."{each.column}"'
    for one in model._meta.constraints:
        if isinstance(one, models.UniqueConstraint):
            partial = f" AND {_nulls(model, one.condition)}" if one.condition else ""
            yield f"({_all_equal(model, one.fields)}{partial})"


def _all_equal(model: type[models.Model], names: Sequence[str]) -> str:
    columns = [_column(model, each) for each in names]
    return " AND ".join(f'"{each}" = NEW."{each}"' for each in columns)


def _nulls(model: type[models.Model], condition: Q) -> str:
    """What a partial unique index asks of both rows: that columns are empty, or are not."""
    parts = []
    for asked in condition.children:
        name, is_null = asked  # type: ignore[misc]
        column = _column(model, name.removesuffix("__isnull"))
        what = "IS NULL" if is_null else "IS NOT NULL"
        parts.append(f'"{column}" {what} AND NEW."{column}" {what}')
    return " AND ".join(parts)


def _column(model: type[models.Model], name: str) -> str:
    return next(str(each.column) for each in model._meta.concrete_fields if each.name == name)


def _postgresql(model: type[models.Model]) -> list[str]:
    table = model._meta.db_table
    head = f"CREATE TRIGGER {table}_no_{{name}} BEFORE {{event}} ON {table} FOR EACH {{each}} "
    when = _is_refused(model, "IS DISTINCT FROM")
    made = [
        head.format(name="update", event="UPDATE", each="ROW") + when,
        head.format(name="delete", event="DELETE", each="ROW"),
        head.format(name="truncate", event="TRUNCATE", each="STATEMENT"),
    ]
    return [f"{each} EXECUTE FUNCTION xephang_refuse()" for each in made]


def _run(using: str, statements: list[str]) -> None:
    with transaction.atomic(using=using), connections[using].cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)
