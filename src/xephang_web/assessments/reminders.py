"""Reminders by e-mail: written down at once, sent by a task."""

from __future__ import annotations

import datetime as dt

from django.conf import settings
from django.core.mail import send_mail
from django.db import IntegrityError, transaction
from django.utils import translation
from django.utils.translation import gettext as _
from django_tasks import task

from xephang_web.accounts.models import Role, User
from xephang_web.accounts.queries import people_of
from xephang_web.assessments.progress import campaign_progress
from xephang_web.audit.services import About, record_act
from xephang_web.campaigns.acts import check_runs
from xephang_web.campaigns.models import Campaign, Participant, Reminder
from xephang_web.campaigns.queries import campaign_now, extensions_of, submission_terms
from xephang_web.shared import clock

DAYS_AHEAD = (1, 7)
"""How many days before its deadline a unit that has not handed in is reminded by itself."""
RETRY_AFTER = dt.timedelta(hours=1)
RETRY_UNTIL = dt.timedelta(days=3)
"""A reminder that could not be sent for so long is no use any more."""


def remind_units(*, by: User, campaign: Campaign, only: int | None = None) -> tuple[int, list[str]]:
    """Queue a reminder for every unit that has not handed in (or for one participant).

    Gives how many were queued, and the names of units that nobody could be reminded for.
    """
    check_runs(by, campaign)
    now = campaign_now(campaign)
    participants = campaign.participants.select_related("unit", "parent")
    if only is not None:
        participants = participants.filter(pk=only)
    queued, without = 0, []
    for each in campaign_progress(campaign, participants, now):
        if not each.is_awaited:
            continue
        people = people_of(each.participant.unit, Role.FOCAL_PERSON, Role.HEAD)
        if not people:
            without.append(each.participant.unit.name)
            continue
        _queue(each.participant, [person.email for person in people], by=by)
        queued += 1
    return queued, without


def _queue(
    participant: Participant,
    addresses: list[str],
    *,
    by: User | None,
    before: dt.datetime | None = None,
    days_ahead: int | None = None,
) -> bool:
    """Write a reminder down and hand it to a task; False where it was written down before."""
    with transaction.atomic():
        made = Reminder(
            participant=participant,
            sent_by=by,
            before=before,
            days_ahead=days_ahead,
            asked_at=clock.now(),
            addresses=", ".join(addresses),
        )
        try:
            with transaction.atomic():
                made.save()
        except IntegrityError:
            return False
        record_act(
            "reminder.queued",
            About(
                "form", participant.pk, campaign=participant.campaign_id, unit=participant.unit_id
            ),
            by=by,
            after={"addresses": made.addresses},
        )
    send_reminder.enqueue(made.pk)
    return True


def remind_due() -> int:
    """Remind of deadlines that come near, a week and a day ahead; gives how many were queued.

    For every campaign that is open and no training. However often and however late this
    runs: of one deadline each unit hears twice at most.
    """
    queued = 0
    open_now = Campaign.objects.filter(state=Campaign.State.OPEN, is_training=False)
    for campaign in open_now:
        now = campaign_now(campaign)
        participants = campaign.participants.select_related("unit", "parent")
        for each in campaign_progress(campaign, participants, now):
            if not each.is_awaited or each.lateness is None:
                continue
            deadline = each.lateness.terms.deadline
            left = deadline - now
            near = [days for days in DAYS_AHEAD if dt.timedelta() < left <= dt.timedelta(days)]
            people = people_of(each.participant.unit, Role.FOCAL_PERSON, Role.HEAD) if near else []
            if people:
                addresses = [person.email for person in people]
                queued += _queue(
                    each.participant, addresses, by=None, before=deadline, days_ahead=min(near)
                )
    return queued


def retry_reminders() -> int:
    """Hand reminders that were not sent to a task again: the mail server may have been away."""
    now = clock.now()
    waiting = Reminder.objects.filter(
        sent_at__isnull=True,
        asked_at__lte=now - RETRY_AFTER,
        asked_at__gte=now - RETRY_UNTIL,
    )
    found = list(waiting.values_list("pk", flat=True))
    for pk in found:
        send_reminder.enqueue(pk)
    return len(found)


@task()
def send_reminder(reminder_id: int) -> None:
    """Send one reminder, once: a task that runs again finds it sent."""
    with transaction.atomic():
        reminder = (
            Reminder.objects.select_for_update(of=("self",))
            .select_related("participant__campaign__regulation", "participant__unit")
            .get(pk=reminder_id)
        )
        if reminder.sent_at is not None:
            return
        participant = reminder.participant
        campaign = participant.campaign
        due = submission_terms(campaign, participant.group, extensions_of(participant))
        with translation.override("vi"):
            subject = _("Nhắc gửi phiếu: {campaign}").format(campaign=campaign.title)
            body = _(
                "Kính gửi {unit},\n\nPhiếu tự chấm của {campaign} chưa được gửi.{deadline}\n\n"
                "Đây là thư nhắc tự động của cơ quan thường trực.\n"
            ).format(
                unit=participant.unit.name,
                campaign=campaign.title,
                deadline=_(" Thời hạn: trước ngày {day}.").format(
                    day=due.deadline.strftime("%d/%m/%Y")
                )
                if due
                else "",
            )
        send_mail(subject, body, settings.DEFAULT_FROM_EMAIL, reminder.addresses.split(", "))
        reminder.sent_at = clock.now()
        reminder.save(update_fields=["sent_at"])
