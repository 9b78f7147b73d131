"""Reminders by e-mail: written down at once, sent by a task."""

from __future__ import annotations

from django.conf import settings
from django.core.mail import send_mail
from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _
from django_tasks import task

from xephang_web.accounts.models import Role, User
from xephang_web.accounts.queries import people_of
from xephang_web.assessments.progress import campaign_progress
from xephang_web.audit.services import About, record_act
from xephang_web.campaigns.acts import check_runs
from xephang_web.campaigns.models import Campaign, Reminder
from xephang_web.campaigns.queries import campaign_now, extensions_of, submission_terms
from xephang_web.shared import clock

_WAITING = ("not_started", "drafting", "missing")


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
        if each.state not in _WAITING:
            continue
        people = people_of(each.participant.unit, Role.FOCAL_PERSON, Role.HEAD)
        if not people:
            without.append(each.participant.unit.name)
            continue
        with transaction.atomic():
            made = Reminder.objects.create(
                participant=each.participant,
                sent_by=by,
                asked_at=clock.now(),
                addresses=", ".join(person.email for person in people),
            )
            record_act(
                "reminder.queued",
                About(
                    "form",
                    each.participant.pk,
                    campaign=campaign.pk,
                    unit=each.participant.unit_id,
                ),
                by=by,
                after={"to": made.addresses},
            )
        send_reminder.enqueue(made.pk)
        queued += 1
    return queued, without


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
