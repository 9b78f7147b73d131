"""Keeping what a year came to, for the year after it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

from django.db import transaction

from xephang.campaign import UnitAnswers
from xephang_web.assessments.models import SettledForm
from xephang_web.campaigns.models import Campaign
from xephang_web.shared.canonical import canonical_text


@transaction.atomic
def keep_settled_forms(
    *,
    campaign: Campaign,
    answers: Mapping[str, UnitAnswers],
    points: Mapping[str, Mapping[str, str]],
    digest: str,
    at: dt.datetime,
) -> None:
    """Số liệu chốt: keep each form as the published results rest on it.

    Called by whoever publishes, who has checked that it may be done and records it; a
    later decision replaces what an earlier one left here. `answers` and `points` (by node
    of the form) are of unit codes; `digest` names the results.
    """
    SettledForm.objects.filter(participant__campaign=campaign).delete()
    SettledForm.objects.bulk_create(
        SettledForm(
            participant=each,
            answers=canonical_text(answers[each.unit.code]),
            points=canonical_text(dict(points.get(each.unit.code, {}))),
            digest=digest,
            settled_at=at,
        )
        for each in campaign.participants.select_related("unit")
        if each.unit.code in answers
    )
