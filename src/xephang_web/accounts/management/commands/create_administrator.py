"""`manage.py create_administrator EMAIL NAME`: the first person of a new installation."""

from __future__ import annotations

import sys
from getpass import getpass
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from xephang_web.accounts.services import found_administrator
from xephang_web.shared.errors import Mistake


class Command(BaseCommand):
    """Make the administrator who then invites everybody else."""

    help = "Make an account that administers the system; the second factor is set up at log-in"

    def add_arguments(self, parser: CommandParser) -> None:
        """Whose account, and how the password comes."""
        parser.add_argument("email")
        parser.add_argument("full_name", help="the name that stands in the record")
        parser.add_argument(
            "--another", action="store_true", help="although there is an administrator"
        )
        parser.add_argument(
            "--password-stdin", action="store_true", help="read the password from standard input"
        )

    def handle(self, *_args: Any, **options: Any) -> None:
        """Make it. Raises `CommandError` where that cannot be done."""
        try:
            user = found_administrator(
                email=options["email"],
                full_name=options["full_name"],
                password=self._password(is_piped=options["password_stdin"]),
                is_another=options["another"],
            )
        except Mistake as mistake:
            raise CommandError(mistake.message) from None
        self.stdout.write(f"{user.email} administers the system; log in and set up a second factor")

    def _password(self, *, is_piped: bool) -> str:
        if is_piped:
            return sys.stdin.readline().rstrip("\n")
        first = getpass("Password: ")
        if first != getpass("Password (again): "):
            raise CommandError("the two passwords differ; nothing was made")
        return first
