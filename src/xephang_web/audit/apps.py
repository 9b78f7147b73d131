"""The application `audit`; puts the triggers back after every migration."""

from __future__ import annotations

from typing import Any

from django.apps import AppConfig
from django.db.models.signals import post_migrate


def _reinstall(using: str, **_kwargs: Any) -> None:
    from xephang_web.audit.triggers import install

    install(using)


class AuditConfig(AppConfig):
    """Django's own signal is used once in the project: SQLite loses triggers when it rebuilds
    a table, and only `migrate` knows when it has."""

    name = "xephang_web.audit"
    label = "audit"

    def ready(self) -> None:
        """Ask to be called after every `migrate`."""
        post_migrate.connect(_reinstall, sender=self, dispatch_uid="audit-triggers")
