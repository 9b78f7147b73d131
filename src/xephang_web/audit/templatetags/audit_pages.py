"""Words for the record."""

from __future__ import annotations

from django import template

from xephang_web.audit.acts import ACTS

register = template.Library()


@register.filter
def act_words(act: str) -> str:
    """What an act is called."""
    return str(ACTS.get(act, act))
