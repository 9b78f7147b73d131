"""Notices by e-mail that a unit is asked something: written down at once, sent by a task."""

from __future__ import annotations

from django.conf import settings
from django.core.mail import send_mail
from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _
from django_tasks import task

from xephang_web.appraisal.models import Clarification
from xephang_web.shared import clock


@task()
def tell_of_clarification(clarification_id: int) -> None:
    """Tell a unit once what it is asked, and until when: a task run again finds it told.

    The question itself stays in the application: a letter-box is read by others too.
    """
    with transaction.atomic():
        asked = (
            Clarification.objects.select_for_update(of=("self",))
            .select_related("participant__campaign", "participant__unit")
            .get(pk=clarification_id)
        )
        if asked.notified_at is not None or asked.answered_at is not None:
            return
        campaign = asked.participant.campaign
        with translation.override("vi"):
            subject = _("Yêu cầu giải trình: {campaign}").format(campaign=campaign.title)
            body = _(
                "Kính gửi {unit},\n\nTổ thẩm định đề nghị đơn vị giải trình tiêu chí {criterion} "
                "trong {campaign}. Trả lời đến hết ngày {day}.\n\nHãy mở phiếu của đơn vị, mục "
                "Giải trình, để đọc câu hỏi và trả lời.\n"
            ).format(
                unit=asked.participant.unit.name,
                criterion=asked.criterion,
                campaign=campaign.title,
                day=asked.due.strftime("%d/%m/%Y"),
            )
        send_mail(subject, body, settings.DEFAULT_FROM_EMAIL, asked.addresses.split(", "))
        asked.notified_at = clock.now()
        asked.save(update_fields=["notified_at"])
