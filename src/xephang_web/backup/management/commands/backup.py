"""`manage.py backup FILE`: the database and every stored file, with their digests."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from xephang_web.backup.archive import write_archive


class Command(BaseCommand):
    """Back everything up while the application goes on."""

    help = "Write the database and all files into one archive"

    def add_arguments(self, parser: CommandParser) -> None:
        """The archive, and whether one that is there may be replaced."""
        parser.add_argument("file", type=Path)
        parser.add_argument("--force", action="store_true", help="replace a file that is there")

    def handle(self, *_args: Any, **options: Any) -> None:
        """Write it. Raises `CommandError` where that cannot be done."""
        path: Path = options["file"].absolute()
        if path.exists() and not options["force"]:
            raise CommandError(f"{path} is there already; --force replaces it")
        if not path.parent.is_dir():
            raise CommandError(f"there is no folder {path.parent}")
        try:
            manifest = write_archive(path)
        except OSError as error:
            raise CommandError(f"could not be written: {error}") from None
        self.stdout.write(
            f"{path}: {len(manifest['digests']) - 1} files, {manifest['records']} records; "
            f"the record ends with {manifest['head']}"
        )
