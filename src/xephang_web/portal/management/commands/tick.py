"""`manage.py tick`: the periodic work, once. Run it every hour."""

from __future__ import annotations

import logging
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from xephang_web.portal.tick import JOBS

log = logging.getLogger(__name__)


class Command(BaseCommand):
    """Runs every job; one that fails keeps none of the others from running."""

    help = "Do what is due: reminders of deadlines, sessions and tasks to be forgotten"

    def handle(self, *_args: Any, **_options: Any) -> None:
        """Print what each job did; raise `CommandError` naming those that failed."""
        failed = []
        for job in JOBS:
            try:
                self.stdout.write(f"{job.does}: {job.run()}")
            except Exception:
                log.exception("tick: %s", job.does)
                failed.append(job.does)
        if failed:
            raise CommandError(f"failed: {', '.join(failed)}")
