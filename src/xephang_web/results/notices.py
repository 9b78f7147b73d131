"""Notices by e-mail that results can be read: written down at once, sent by a task.

Who was left out wrongly has to know in time that there is a window for appeals.
"""

from __future__ import annotations

import datetime as dt

from django.conf import settings
from django.core.mail import send_mail
from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _
from django_tasks import task

from xephang_web.accounts.models import Role, User
from xephang_web.accounts.queries import people_by_unit
from xephang_web.audit.services import record_act
from xephang_web.campaigns.acts import about_campaign
from xephang_web.results.models import Publication, ResultNotice, ScoringRun
from xephang_web.shared import clock

RETRY_AFTER = dt.timedelta(hours=1)
RETRY_UNTIL = dt.timedelta(days=7)
"""A notice that could not be sent for so long is no use any more: the window is mostly over."""


def tell_units(run: ScoringRun, *, by: User) -> None:
    """Write down a notice for every unit on the roster, to its heads and focal persons.

    Units that nobody could be told for are named in the record. A campaign in training
    tells nobody.
    """
    campaign = run.campaign
    if campaign.is_training:
        return
    listed = list(
        campaign.participants.filter(superseded_by__isnull=True)
        .select_related("unit")
        .order_by("unit__sort_key")
    )
    people = people_by_unit([each.unit_id for each in listed], Role.FOCAL_PERSON, Role.HEAD)
    for each in listed:
        if each.unit_id in people:
            addresses = ", ".join(one.email for one in people[each.unit_id])
            made = ResultNotice.objects.create(
                run=run, participant=each, addresses=addresses, asked_at=clock.now()
            )
            _hand_over(made.pk)
    without = [each.unit.name for each in listed if each.unit_id not in people]
    record_act(
        "results.told",
        about_campaign(campaign),
        by=by,
        after={"digest": run.digest, "without": ", ".join(without)},
    )


def _hand_over(pk: int) -> None:
    transaction.on_commit(lambda: send_notice.enqueue(pk))


def retry_notices() -> int:
    """Hand notices that were not sent to a task again: the mail server may have been away."""
    now = clock.now()
    waiting = ResultNotice.objects.filter(
        sent_at__isnull=True, asked_at__lte=now - RETRY_AFTER, asked_at__gte=now - RETRY_UNTIL
    )
    found = list(waiting.values_list("pk", flat=True))
    for pk in found:
        send_notice.enqueue(pk)
    return len(found)


@task()
def send_notice(notice_id: int) -> None:
    """Tell one unit, once: a task that runs again finds it told.

    The result itself stays in the application: a letter-box is read by others too.
    """
    with transaction.atomic():
        notice = (
            ResultNotice.objects.select_for_update(of=("self",))
            .select_related("participant__unit", "run__campaign__proceedings")
            .defer("run__content")
            .get(pk=notice_id)
        )
        if notice.sent_at is not None:
            return
        with translation.override("vi"):
            subject, body = _letter(notice)
        send_mail(subject, body, settings.DEFAULT_FROM_EMAIL, notice.addresses.split(", "))
        notice.sent_at = clock.now()
        notice.save(update_fields=["sent_at"])


def _letter(notice: ResultNotice) -> tuple[str, str]:
    """Subject and text, in Vietnamese."""
    campaign, unit = notice.run.campaign, notice.participant.unit.name
    decided = Publication.objects.filter(run=notice.run).defer("open_content").first()
    if decided is not None:
        return (
            _("Kết quả đã công bố: {campaign}").format(campaign=campaign.title),
            _(
                "Kính gửi {unit},\n\nKết quả của {campaign} đã được phê duyệt theo quyết định "
                "{number} ngày {day} và công bố.\n\nHãy mở phiếu của đơn vị, mục Kết quả, để "
                "đọc vì sao; mục Khắc phục để ghi biện pháp.\n"
            ).format(
                unit=unit,
                campaign=campaign.title,
                number=decided.decision_number,
                day=decided.decision_date.strftime("%d/%m/%Y"),
            ),
        )
    until = campaign.proceedings.appeals_before
    assert until is not None
    return (
        _("Kết quả sơ bộ: {campaign}").format(campaign=campaign.title),
        _(
            "Kính gửi {unit},\n\nĐã có kết quả sơ bộ của {campaign}. Hãy mở phiếu của đơn vị, "
            "mục Kết quả, để đọc loại, hạng và từng điểm đã mất, hoặc vì sao đơn vị không được "
            "đánh giá.\n\nThủ trưởng gửi kiến nghị được đến trước ngày {day}.\n"
        ).format(unit=unit, campaign=campaign.title, day=until.strftime("%d/%m/%Y")),
    )
