"""What pages show of results: last year's losses and promises, differences, pairs of bars."""

from __future__ import annotations

from fractions import Fraction

from django import template
from django.utils.safestring import SafeString, mark_safe

from xephang_web.campaigns.models import Participant
from xephang_web.results.remedies import Promise, promises
from xephang_web.shared.templatetags.xephang import MINUS, points, width

register = template.Library()


@register.simple_tag
def promised(participant: Participant, criterion: str) -> list[Promise]:
    """Last year's loss in a criterion with what was promised; empty where there is none."""
    return promises(participant).get(criterion, [])


@register.filter
def signed(value: Fraction | int) -> str:
    """A difference with its sign: +2, −0,50; nothing changed is 0."""
    if isinstance(value, int):
        return f"+{value}" if value > 0 else str(value).replace("-", MINUS)
    return f"+{points(value)}" if value > 0 else points(value)


@register.simple_tag
def two_bars(before: int, after: int, of: int) -> SafeString:
    """A count before and after as two bars; the table beside them says the same."""
    return mark_safe(  # noqa: S308 - built from numbers alone
        '<svg class="xh-two-bars" viewBox="0 0 100 14" preserveAspectRatio="none" '
        'aria-hidden="true">'
        f'<rect class="b" y="0" width="{width(_part(before, of))}" height="5"/>'
        f'<rect class="f" y="7" width="{width(_part(after, of))}" height="6"/></svg>'
    )


def _part(count: int, of: int) -> Fraction:
    return Fraction(count, of) if of else Fraction(0)
