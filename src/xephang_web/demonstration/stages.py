"""Các giai đoạn: how far each of the five campaigns is taken after its forms came in.

Phú Thọ was just launched and Phan Thiết is filling in: they stay as they are. Bình Thuận is
under appraisal, Đà Nẵng before its council, Thanh Hóa published beside the year before.
"""

from __future__ import annotations

import datetime as dt
import random

from xephang_web.campaigns.models import Campaign
from xephang_web.campaigns.services import close_campaign
from xephang_web.demonstration.appraising import appraise
from xephang_web.demonstration.judging import Appraisal, elsewhere, seat_bodies
from xephang_web.demonstration.made import Made, moment, move_clock
from xephang_web.demonstration.publishing import last_year, one_year
from xephang_web.demonstration.settling import settle

GUESTS = {
    "binh-thuan-2019": ("BT.VP", "BT.KHDT"),
    "da-nang-2022": ("DN.VP", "DN.KHDT"),
    "thanh-hoa-2016": ("TH.VP", "TH.NV"),
}
"""Units that second somebody to the panel."""
CLOSED = {"binh-thuan-2019": moment(2019, 10, 4, 8)}
"""When the intake was closed, where an extended deadline and its grace ran on after `today`."""
COMPARED = ("da-nang-2022", "thanh-hoa-2016")
"""Worlds whose year before is published too."""


def end_last_year(made: Made, campaign: Campaign) -> None:
    """Publish the year before of the worlds that are compared with it."""
    if made.world.slug in COMPARED:
        last_year(made, campaign, GUESTS[made.world.slug])


def take_on(made: Made, campaign: Campaign) -> None:
    """Take this year's campaign of a world to its stage."""
    slug = campaign.slug
    if slug not in GUESTS:
        return
    move_clock(campaign, CLOSED.get(slug, made.world.today + dt.timedelta(days=1)))
    close_campaign(by=made.office, campaign=campaign)
    review = _appraisal(made, campaign)
    if slug == "binh-thuan-2019":
        appraise(made, campaign, review)
    elif slug == "da-nang-2022":
        settle(made, campaign, review)
    else:
        one_year(made, campaign, review, moment(campaign.year, 11, 28))


def _appraisal(made: Made, campaign: Campaign) -> Appraisal:
    """Who appraises this year, and what others than the units say of them."""
    judges = seat_bodies(made, campaign, GUESTS[campaign.slug])
    groups = dict(campaign.participants.values_list("unit__code", "group"))
    known = {
        form.unit: elsewhere(campaign, form, groups[form.unit])
        for form in made.world.forms
        if form.receipts
    }
    rng = random.Random(f"findings {campaign.slug}")  # noqa: S311 - invented, not a secret
    made.show(*GUESTS[campaign.slug])
    return Appraisal(made, campaign, judges, known, rng)
