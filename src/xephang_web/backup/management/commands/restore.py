"""`manage.py restore FILE`: put a backup back, after checking every part of it."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Any

from django.core.files.storage import default_storage
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import connection

from xephang_web.accounts.models import User
from xephang_web.audit import triggers
from xephang_web.audit.queries import verify_chain
from xephang_web.backup.archive import Unfit, restore_archive
from xephang_web.evidence.models import StoredFile


class Command(BaseCommand):
    """Replace everything by what an archive holds."""

    help = "Put a backup back (into an empty database, or with --force over what is there)"

    def add_arguments(self, parser: CommandParser) -> None:
        """The archive, and whether what is there may be replaced."""
        parser.add_argument("file", type=Path)
        parser.add_argument("--force", action="store_true", help="replace what is there")

    def handle(self, *_args: Any, **options: Any) -> None:
        """Check, restore, check again. Raises `CommandError`; then nothing was replaced."""
        tables = connection.introspection.table_names()
        if "accounts_user" in tables and User.objects.exists() and not options["force"]:
            raise CommandError("the database is not empty; --force replaces all that it holds")
        try:
            manifest = restore_archive(options["file"].absolute())
        except Unfit as unfit:
            for problem in unfit.problems:
                self.stderr.write(problem)
            raise CommandError(f"{len(unfit.problems)} problem(s); nothing was replaced") from None
        call_command("migrate", verbosity=0)
        problems = [f"record {each.position}: {each.what}" for each in verify_chain()]
        problems += list(_broken_files())
        problems += [f"the triggers of {table} are not installed" for table in triggers.missing()]
        for problem in problems:
            self.stderr.write(problem)
        if problems:
            raise CommandError(f"restored, with {len(problems)} problem(s)")
        self.stdout.write(f"restored and whole: {manifest['records']} records")


def _broken_files() -> list[str]:
    """Stored files that are missing or not what their row says."""
    found = []
    for stored in StoredFile.objects.iterator():
        if not default_storage.exists(stored.path):
            found.append(f"{stored.path}: is missing")
            continue
        with default_storage.open(stored.path, "rb") as source:
            if hashlib.sha256(source.read()).hexdigest() != stored.sha256:
                found.append(f"{stored.path}: was changed")
    return found
