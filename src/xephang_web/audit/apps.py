"""The application `audit`; takes the triggers off for a migration and puts them back after it."""

from __future__ import annotations

from typing import Any

from django.apps import AppConfig
from django.db.models.signals import post_migrate, pre_migrate


def _stand_aside(using: str, **_kwargs: Any) -> None:
    from xephang_web.audit.triggers import remove

    remove(using)


def _reinstall(using: str, **_kwargs: Any) -> None:
    from xephang_web.audit.triggers import install

    install(using)


class AuditConfig(AppConfig):
    """Django's own signals are used here alone. SQLite loses triggers when it rebuilds a table
    and drops no column that one names; a migration may have to fill in new columns of old rows;
    and only `migrate` knows when that is."""

    name = "xephang_web.audit"
    label = "audit"

    def ready(self) -> None:
        """Ask to be called before and after every `migrate`."""
        pre_migrate.connect(_stand_aside, sender=self, dispatch_uid="audit-triggers-off")
        post_migrate.connect(_reinstall, sender=self, dispatch_uid="audit-triggers")
