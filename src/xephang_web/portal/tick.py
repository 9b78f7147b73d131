"""Việc định kỳ: what is done as time passes, one job after another. `manage.py tick` runs it.

Nothing here decides anything: deadlines, grace, the end of roles, invitations and sessions
hold by the clock alone, whether this runs or not.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module

from django.conf import settings
from django.contrib.sessions.models import Session
from django_tasks_db.models import DBTaskResult

from xephang_web.assessments.reminders import remind_due, retry_reminders
from xephang_web.results.notices import retry_notices
from xephang_web.shared import clock

TASKS_KEPT = dt.timedelta(days=30)
"""How long it can be looked up what became of a task."""


@dataclass(frozen=True, slots=True)
class Job:
    """One periodic job: what it does, in words, and the function that gives how often it did."""

    does: str
    run: Callable[[], int]


def end_sessions() -> int:
    """Forget sessions that are over."""
    over = Session.objects.filter(expire_date__lt=clock.now()).count()
    import_module(settings.SESSION_ENGINE).SessionStore.clear_expired()
    return over


def forget_tasks() -> int:
    """Forget tasks that ended long ago."""
    ended = DBTaskResult.objects.finished().filter(finished_at__lte=clock.now() - TASKS_KEPT)
    return int(ended.delete()[0])


JOBS = (
    Job("reminders of deadlines queued", remind_due),
    Job("reminders tried again", retry_reminders),
    Job("notices of results tried again", retry_notices),
    Job("sessions forgotten", end_sessions),
    Job("ended tasks forgotten", forget_tasks),
)
