"""What units do about the points they lost (TH-11)."""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.utils.translation import gettext as _

from xephang_web.accounts.models import User
from xephang_web.audit.services import record_act
from xephang_web.campaigns.acts import (
    about_participant,
    required_text,
)
from xephang_web.campaigns.models import Participant
from xephang_web.campaigns.queries import campaign_now, regulation_of
from xephang_web.results.models import (
    RemedyMeasure,
)
from xephang_web.shared.errors import Mistake, NotAllowed, TooLate


@transaction.atomic
def plan_remedy(
    *, by: User, participant: Participant, criterion_id: str, measure: str, due: dt.date
) -> RemedyMeasure:
    """Biện pháp khắc phục: what the unit will do about points it lost, and until when."""
    if not by.has_perm("assessments.edit", participant):
        raise NotAllowed(_("Chỉ cán bộ của đơn vị ghi biện pháp của mình."))
    if not participant.campaign.publications.filter(published_at__isnull=False).exists():
        raise TooLate(_("Kết quả chưa công bố."))
    criteria = regulation_of(participant.campaign).criteria_sets[participant.group]
    if criteria.criterion(criterion_id) is None:
        raise Mistake(_("Phiếu này không có tiêu chí {id}.").format(id=criterion_id))
    made = RemedyMeasure.objects.create(
        participant=participant,
        criterion=criterion_id,
        measure=required_text(measure, _("Hãy viết biện pháp."), "measure"),
        due=due,
        by=by,
        at=campaign_now(participant.campaign),
    )
    record_act(
        "remedy.planned",
        about_participant(participant),
        by=by,
        after={"criterion": criterion_id, "measure": made.measure, "due": due.isoformat()},
    )
    return made


@transaction.atomic
def report_remedy(*, by: User, remedy: RemedyMeasure, progress: str, report: str = "") -> None:
    """Báo tiến độ: how far a measure is, and what there is to say of it."""
    if not by.has_perm("assessments.edit", remedy.participant):
        raise NotAllowed(_("Chỉ cán bộ của đơn vị ghi biện pháp của mình."))
    if progress not in RemedyMeasure.Progress.values:
        raise Mistake(_("Hãy chọn tiến độ."), field="progress")
    before = {"progress": remedy.progress, "report": remedy.report}
    remedy.progress, remedy.report = progress, report.strip()
    remedy.reported_at = campaign_now(remedy.participant.campaign)
    remedy.save(update_fields=["progress", "report", "reported_at"])
    record_act(
        "remedy.reported",
        about_participant(remedy.participant),
        by=by,
        before=before,
        after={"progress": remedy.progress, "report": remedy.report},
    )
