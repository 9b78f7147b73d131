"""The notice by e-mail that a form is incomplete: a unit that does not know cannot complete it."""

from __future__ import annotations

from django.conf import settings
from django.core.mail import send_mail
from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _
from django_tasks import task

from xephang_web.accounts.models import Role
from xephang_web.accounts.queries import people_of
from xephang_web.assessments.models import Receipt
from xephang_web.shared import clock


def tell_once_written(receipt: Receipt) -> None:
    """Have the unit told that its form is incomplete once that is written, and not before."""
    pk = receipt.pk
    transaction.on_commit(lambda: tell_of_incomplete.enqueue(pk))


@task()
def tell_of_incomplete(receipt_id: int) -> None:
    """Tell a unit once that what it handed in is incomplete: a task run again finds it told.

    What is missing stands in the application: a letter-box is read by others too.
    """
    with transaction.atomic():
        receipt = (
            Receipt.objects.select_for_update(of=("self",))
            .select_related("participant__campaign", "participant__unit")
            .get(pk=receipt_id)
        )
        participant = receipt.participant
        people = people_of(participant.unit, Role.FOCAL_PERSON, Role.HEAD)
        if receipt.told_at is not None or receipt.is_complete or not people:
            return
        with translation.override("vi"):
            subject = _("Phiếu chưa đầy đủ: {campaign}").format(campaign=participant.campaign.title)
            body = _(
                "Kính gửi {unit},\n\nCơ quan thường trực ghi phiếu của đơn vị trong {campaign} là "
                "chưa đầy đủ: phiếu chưa được tính.\n\nHãy mở phiếu của đơn vị để đọc còn thiếu "
                "gì, bổ sung và gửi lại.\n"
            ).format(unit=participant.unit.name, campaign=participant.campaign.title)
        addresses = [each.email for each in people]
        send_mail(subject, body, settings.DEFAULT_FROM_EMAIL, addresses)
        receipt.told_at = clock.now()
        receipt.save(update_fields=["told_at"])
