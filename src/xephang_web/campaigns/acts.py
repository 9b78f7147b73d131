"""What every act in a campaign shares: who may, what it is about, what has to be said."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import TypeVar

from django.db.models import Model
from django.utils.translation import gettext as _

from xephang_web.accounts.models import User
from xephang_web.audit.services import About
from xephang_web.campaigns.models import (
    Campaign,
    Participant,
)
from xephang_web.campaigns.queries import campaign_today
from xephang_web.shared.errors import Mistake, NotAllowed, TooLate

M = TypeVar("M", bound=Model)
FACTS_STAND: list[Callable[[Campaign], str]] = []
"""Why what results rest on cannot change now (empty: it can); applications above add theirs."""


NOT_ASSESSED: list[Callable[[Campaign], set[str]]] = []
"""Codes of the units that are too late or without a form; applications above say which."""


def check_facts_open(campaign: Campaign) -> None:
    """Raise `TooLate` while results that rest on roster, dates and receipts are being decided.

    What was proposed, approved or published must come out of the record again.
    """
    for question in FACTS_STAND:
        why = question(campaign)
        if why:
            raise TooLate(why)


def about_campaign(campaign: Campaign) -> About:
    """What an act on the whole campaign is recorded about."""
    return About("campaign", campaign.pk, campaign=campaign.pk)


def about_participant(participant: Participant) -> About:
    """What an act on one unit of the roster is recorded about."""
    return About(
        "participant", participant.pk, campaign=participant.campaign_id, unit=participant.unit_id
    )


def check_runs(by: User, campaign: Campaign) -> None:
    """Raise `NotAllowed` unless the person works in the campaign's standing office."""
    if not by.has_perm("campaigns.run", campaign):
        raise NotAllowed(_("Việc này do cơ quan thường trực của đợt đánh giá thực hiện."))


def locked(row: M) -> M:
    """The row as it stands now, and nobody else changes it until the act is over."""
    return type(row)._base_manager.select_for_update().get(pk=row.pk)


def check_near(campaign: Campaign, day: dt.date, field: str) -> None:
    """Raise `Mistake` for a term that ends more than a year from now and the campaign's year.

    The year was mistyped. A term is not shortened afterwards: what waits for it would wait
    for good.
    """
    last = max(campaign_today(campaign), dt.date(campaign.year, 12, 31)) + dt.timedelta(days=366)
    if day > last:
        raise Mistake(
            _("Ngày {day} cách đợt đánh giá hơn một năm: hãy xem lại năm.").format(
                day=day.strftime("%d/%m/%Y")
            ),
            field=field,
        )


def check_signed(campaign: Campaign, date: dt.date) -> None:
    """Raise `Mistake` for a document signed on a day yet to come, by the campaign's clock."""
    today = campaign_today(campaign)
    if date > today:
        raise Mistake(
            _("Ngày ký {date} chưa đến: hôm nay là {today}.").format(
                date=date.strftime("%d/%m/%Y"), today=today.strftime("%d/%m/%Y")
            )
        )


def required_text(text: str, message: str, field: str = "") -> str:
    """The text, trimmed. Raises `Mistake` with the message where there is none."""
    if not text.strip():
        raise Mistake(message, field=field)
    return text.strip()
