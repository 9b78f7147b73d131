"""Writing the evidence of a form."""

from __future__ import annotations

from collections.abc import Sequence

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.db import transaction
from django.utils.translation import gettext as _

from xephang_web.accounts.models import User
from xephang_web.assessments.models import (
    EvidenceItem,
)
from xephang_web.assessments.services.forms import (
    about_answer,
    editable_form,
    known_criterion,
    mark_changed,
)
from xephang_web.audit.services import record_act
from xephang_web.campaigns.models import Participant
from xephang_web.campaigns.queries import (
    campaign_now,
)
from xephang_web.evidence.models import StoredFile
from xephang_web.shared import clock
from xephang_web.shared.errors import Mistake, NotAllowed


@transaction.atomic
def add_evidence(
    *,
    by: User,
    participant: Participant,
    criteria: Sequence[str],
    file: StoredFile | None = None,
    url: str = "",
    title: str = "",
) -> list[EvidenceItem]:
    """Attach one file or link to one or several criteria.

    A file belongs to the unit that sent it; another unit's cannot be attached.
    """
    assessment = editable_form(by, participant)
    if file is not None and file.unit_id != participant.unit_id:
        raise NotAllowed(_("Tệp này thuộc đơn vị khác."))
    if file is None:
        _check_link(url)
    made = []
    for criterion_id in criteria:
        known_criterion(participant, criterion_id)
        same = assessment.evidence.filter(criterion=criterion_id, removed_at__isnull=True)
        if file is not None and same.filter(file__sha256=file.sha256).exists():
            continue
        item = EvidenceItem.objects.create(
            assessment=assessment,
            criterion=criterion_id,
            file=file,
            url="" if file else url.strip(),
            title=(title or (file.name if file else url)).strip()[:255],
            added_by=by,
            added_at=clock.now(),
        )
        made.append(item)
        record_act(
            "evidence.added",
            about_answer(participant, criterion_id),
            by=by,
            after={"title": item.title, "url": item.url, "sha256": file.sha256 if file else ""},
        )
    mark_changed(assessment, by, campaign_now(participant.campaign))
    return made


def _check_link(url: str) -> None:
    try:
        URLValidator(schemes=["http", "https"])(url.strip())
    except ValidationError:
        raise Mistake(_("Liên kết phải bắt đầu bằng http:// hoặc https://."), field="url") from None


@transaction.atomic
def remove_evidence(*, by: User, participant: Participant, item: EvidenceItem) -> None:
    """Take a piece of evidence off a criterion. The file itself is kept, with its history."""
    assessment = editable_form(by, participant)
    if item.assessment_id != assessment.pk or item.removed_at is not None:
        raise Mistake(_("Minh chứng này không còn ở phiếu."))
    item.removed_at = clock.now()
    item.save(update_fields=["removed_at"])
    mark_changed(assessment, by, campaign_now(participant.campaign))
    record_act(
        "evidence.removed",
        about_answer(participant, item.criterion),
        by=by,
        before={"title": item.title, "sha256": item.file.sha256 if item.file else ""},
    )


@transaction.atomic
def restore_evidence(*, by: User, participant: Participant, item: EvidenceItem) -> None:
    """Put a piece of evidence back that was taken off."""
    assessment = editable_form(by, participant)
    if item.assessment_id != assessment.pk or item.removed_at is None:
        raise Mistake(_("Minh chứng này đang ở phiếu."))
    item.removed_at = None
    item.save(update_fields=["removed_at"])
    mark_changed(assessment, by, campaign_now(participant.campaign))
    record_act(
        "evidence.restored",
        about_answer(participant, item.criterion),
        by=by,
        after={"title": item.title},
    )
