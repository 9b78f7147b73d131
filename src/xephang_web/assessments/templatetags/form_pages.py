"""What stands on every page of a form."""

from __future__ import annotations

from django import template

from xephang_web.assessments.queries import Withdrawal, withdrawal_of
from xephang_web.campaigns.models import Participant

register = template.Library()


@register.simple_tag
def taken_back(participant: Participant) -> Withdrawal | None:
    """Who took the form back, when and why, while it was not sent again."""
    return withdrawal_of(participant)
