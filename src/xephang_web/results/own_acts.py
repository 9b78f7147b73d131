"""What the standing office did for its own unit: whoever approves sees it first (decision 0012)."""

from __future__ import annotations

from xephang_web.audit.models import Record
from xephang_web.campaigns.models import Campaign
from xephang_web.organisations.queries import lineage_of

DECIDES = (
    "deadline.extended",
    "inspection.recorded",
    "inspection.withdrawn",
    "lateness.decided",
    "receipt.completeness_declared",
    "receipt.data_entered",
    "receipt.recorded",
    "roster.appraiser_set",
    "roster.exempted",
    "roster.readmitted",
    "roster.superseded",
)
"""Acts of the office about one unit that can move that unit's class or rank."""


def acts_for_itself(campaign: Campaign) -> list[Record]:
    """The acts of the standing office about itself in the year, oldest first.

    Its unit is also what that unit came from and what became of it.
    """
    own = {campaign.standing_office_id, *lineage_of([campaign.standing_office_id])}
    return list(Record.objects.filter(campaign=campaign.pk, unit__in=own, act__in=DECIDES))
