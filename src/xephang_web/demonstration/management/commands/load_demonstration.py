"""`manage.py load_demonstration`: the invented campaigns of the founding regulations."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from xephang_web.accounts.models import User
from xephang_web.demonstration.load import load_demonstration


class Command(BaseCommand):
    """Load the demonstration into an empty database, once."""

    help = "Load the demonstration (only with XEPHANG_DEMONSTRATION=1, only into an empty database)"

    def handle(self, *_args: Any, **_options: Any) -> None:
        """Load it, or say that it is there. Raises `CommandError` among real data."""
        if not settings.DEMONSTRATION:
            raise CommandError("XEPHANG_DEMONSTRATION is not set: this is not a demonstration")
        if User.objects.exists():
            if User.objects.filter(is_demo=True).exists():
                self.stdout.write("The demonstration is loaded.")
                return
            raise CommandError("the database holds real people: nothing was loaded")
        # Nobody is written to about questions that nobody asked.
        settings.EMAIL_BACKEND = "django.core.mail.backends.dummy.EmailBackend"
        load_demonstration(self.stdout.write)
