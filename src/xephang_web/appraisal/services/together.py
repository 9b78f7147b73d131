"""Accepting claims together: only what nothing speaks against, and only after a look at the list.

The page of the list gives a receipt of what it showed, to whom. Without it, or where the list
has changed since, nothing is accepted.
"""

from __future__ import annotations

from collections.abc import Iterable

from django.core import signing
from django.db import transaction
from django.utils.translation import gettext as _

from xephang_web.accounts.models import User
from xephang_web.appraisal.ledger import Ledger, as_second_sees, read_ledger
from xephang_web.appraisal.models import Finding
from xephang_web.appraisal.queue import agreeing_criteria, agreement_digest, known_about
from xephang_web.appraisal.services.findings import (
    body_of,
    check_judgeable,
    check_judges,
    draft_finding,
    hold_form,
    keep_finding,
)
from xephang_web.campaigns.models import Participant
from xephang_web.shared.errors import Conflict, Mistake

SALT = "xephang.appraisal.together"
HOURS = 12
"""How long a list that was opened may be accepted from."""


def receipt_of_list(by: User, participant: Participant, shown: str) -> str:
    """What the page of a list hands out: who opened it, and what it showed."""
    return signing.dumps([by.pk, participant.pk, shown], salt=SALT)


def _opened(by: User, participant: Participant, receipt: str) -> str:
    """The digest of the list that the person has opened. Raises `Conflict`."""
    try:
        user, form, shown = signing.loads(receipt, salt=SALT, max_age=HOURS * 3600)
    except (signing.BadSignature, ValueError, TypeError):
        user, form, shown = 0, 0, ""
    if (user, form) != (by.pk, participant.pk):
        raise Conflict(
            _("Hãy mở danh sách, xem từng số liệu rồi mới chấp nhận. Chưa chấp nhận gì.")
        )
    return str(shown)


@transaction.atomic
def accept_agreeing(
    *, by: User, participant: Participant, criteria: Iterable[str], receipt: str
) -> list[Finding]:
    """Accept several claims after a look at them, each recorded as its own finding.

    What disagrees with reference data, is doubtful, lacks evidence, claims N/A or is decided
    already is never taken along. Raises `Conflict` where the list was not opened, or is
    another by now.
    """
    check_judges(by, participant)
    hold_form(participant)
    check_judgeable(participant)
    shown = _opened(by, participant, receipt)
    body = body_of(by, participant)
    ledger: Ledger = read_ledger(participant)
    if body == Finding.Body.SECOND:
        ledger = as_second_sees(ledger)
    known = known_about(participant.campaign, [ledger])[participant.pk]
    if agreement_digest(ledger, known) != shown:
        raise Conflict(
            _("Danh sách đã đổi từ lúc bạn mở. Hãy xem lại. Chưa chấp nhận gì."),
        )
    allowed = {each.id for each in agreeing_criteria(ledger, known)}
    made = []
    for criterion_id in dict.fromkeys(criteria):
        if criterion_id not in allowed:
            raise Mistake(
                _("Tiêu chí {id} phải xem riêng: có chênh lệch, nghi vấn hoặc đã kết luận.").format(
                    id=criterion_id
                )
            )
        finding = draft_finding(
            ledger,
            criterion_id=criterion_id,
            body=body,
            verdict=Finding.Verdict.ACCEPT,
            bases=["data"],
        )
        finding.is_bulk = True
        made.append(keep_finding(finding, by=by, before=None))
    if not made:
        raise Mistake(_("Hãy đánh dấu ít nhất một tiêu chí."))
    return made
