"""`manage.py verify_log`: proves that the record is whole."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from xephang_web.audit.models import Record
from xephang_web.audit.queries import head_digest, verify_chain, verify_tables
from xephang_web.audit.triggers import missing


class Command(BaseCommand):
    """Check every record's digest, its link to the one before, and the rows it accounts for."""

    help = "Check that no record of an act was changed, removed or added (exit code 1 if so)"

    def add_arguments(self, parser: CommandParser) -> None:
        """`--head` compares with a digest that was written down earlier."""
        parser.add_argument("--head", help="the digest the chain ended with, written down earlier")

    def handle(self, *_args: Any, **options: Any) -> None:
        """Print what was found; raise `CommandError` on any flaw."""
        flaws = [*verify_chain(), *verify_tables()]
        for flaw in flaws:
            self.stderr.write(
                f"record {flaw.position}: {flaw.what}" if flaw.position else flaw.what
            )
        open_tables = missing()
        if open_tables:
            self.stderr.write(
                "the triggers that keep these append-only are not installed: "
                + ", ".join(open_tables)
            )
        position, digest = head_digest()
        if options["head"] and not _contains(options["head"]):
            raise CommandError(
                "no record has the digest given with --head: the chain was rewritten"
            )
        if flaws or open_tables:
            raise CommandError(f"{len(flaws)} flaw(s) in {position} records")
        self.stdout.write(f"{position} records, whole; the chain ends with {digest}")


def _contains(digest: str) -> bool:
    return Record.objects.filter(digest=digest).exists()
