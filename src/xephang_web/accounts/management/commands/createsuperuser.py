"""Django's command of that name has no meaning here: what a person may do comes from roles."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError


class Command(BaseCommand):
    """Point to the command that makes the first administrator."""

    help = "Use create_administrator instead"

    def handle(self, *_args: Any, **_options: Any) -> None:
        """Say so. Raises `CommandError`."""
        raise CommandError(
            "there are no superusers; use: manage.py create_administrator EMAIL NAME"
        )
