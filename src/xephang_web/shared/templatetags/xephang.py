"""Template filters and tags: the core's texts and exact numbers in the language of the page."""

from __future__ import annotations

import datetime as dt
from fractions import Fraction
from typing import Any

from django import template
from django.forms import BoundField
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from xephang.points import Number, fixed_text, localise
from xephang_web.shared.words import language, setter_in_english

register = template.Library()
MINUS = "\u2212"


@register.filter
def text(value: Any) -> str:
    """A `Text` or `Name` of the core in the language of the page; anything else as it is."""
    show = getattr(value, "show", None)
    if not callable(show):
        return "" if value is None else str(value)
    return _said(show(language()))


def _said(sentence: str) -> str:
    return setter_in_english(sentence) if language() == "en" else sentence


@register.filter
def web_address(value: str) -> str:
    """An address as it may stand in a link: of the web, or nowhere.

    Addresses are checked when they are written; whatever came into the database otherwise
    runs nothing either.
    """
    return value if value.lower().startswith(("http://", "https://")) else "#"


@register.filter
def control(field: BoundField) -> SafeString:
    """A field of a Django form, drawn as our own fields are: no label inside the field."""
    field.field.widget.attrs.pop("placeholder", None)
    return field.as_widget(attrs={"class": "form-control"})


@register.filter
def points(value: Fraction | None) -> str:
    """Points with two decimals, as the look asks: 84,50."""
    if value is None:
        return ""
    return Number(Fraction(value), 2).show(language()).replace("-", MINUS)


@register.filter
def number(value: Any) -> str:
    """An exact number, grouped: 1.234,5."""
    if value is None or value == "":
        return ""
    return Number(Fraction(value)).show(language()).replace("-", MINUS)


@register.filter
def plain_number(value: str) -> str:
    """A shown value of a package (`84.50`), with its decimals, as the language writes it.

    An exact value that no decimals end (`164/3`) stays as it is.
    """
    if not value or "/" in value:
        return value or ""
    return localise(value, language()).replace("-", MINUS)


@register.filter
def in_language(value: Any) -> str:
    """A sentence of a package, which has it in both languages."""
    return _said(str(value.get(language(), ""))) if isinstance(value, dict) else ""


@register.simple_tag
def count_bar(count: int, of: int) -> SafeString:
    """A bar of a count among so many."""
    return bar(Fraction(count, of) if of else Fraction(0))


@register.filter
def share(value: Fraction | None) -> str:
    """A fraction of one as a percentage with two decimals: 66,67 %."""
    if value is None:
        return ""
    return f"{Number(Fraction(value) * 100, 2).show(language())} %"


@register.filter
def width(value: Fraction | None) -> str:
    """A fraction of one as a plain number from 0 to 100, for the geometry of a drawing."""
    if value is None:
        return "0"
    return fixed_text(max(Fraction(0), min(Fraction(1), Fraction(value))) * 100, 2)


@register.filter
def moment(value: dt.datetime | None) -> str:
    """A moment in Vietnamese time: 09:42, 14/11/2026."""
    return timezone.localtime(value).strftime("%H:%M, %d/%m/%Y") if value else ""


@register.filter
def exact_moment(value: dt.datetime | None) -> str:
    """A moment to the microsecond, in Vietnamese time, as a receipt shows it."""
    return timezone.localtime(value).strftime("%H:%M:%S.%f, %d/%m/%Y (UTC%z)") if value else ""


@register.filter
def received(value: dt.datetime | None) -> str:
    """When a form came: a moment, or the day alone of a form whose stamp says no hour."""
    if value is None:
        return ""
    is_stamped = timezone.localtime(value).time() == dt.time.min
    return day(value) if is_stamped else moment(value)


@register.filter
def day(value: dt.date | dt.datetime | None) -> str:
    """A day: 14/11/2026; of a moment, the day it falls on in Viet Nam."""
    if isinstance(value, dt.datetime):
        value = timezone.localtime(value).date()
    return value.strftime("%d/%m/%Y") if value else ""


@register.filter
def last_day(value: dt.datetime | None) -> str:
    """The last day before a first moment no longer in time: 20/9 00:00 gives 19/09."""
    return day(value - dt.timedelta(microseconds=1)) if value else ""


@register.filter
def item(mapping: Any, key: Any) -> Any:
    """One value of a dictionary, or None."""
    return mapping.get(key) if hasattr(mapping, "get") else None


@register.simple_tag
def state(shape: str, words: Any, extra: str = "") -> SafeString:
    """A state: its word, and its shape (`full`, `half`, `none`, `warn`, `bad`, `wait`, `na`)."""
    return format_html('<span class="xh-st xh-{} {}">{}</span>', shape, extra, text(words))


@register.simple_tag
def class_scale(total: Any) -> SafeString:
    """The scale of classes with where the total stands: a drawing, its words beside it in text.

    Geometry stands in attributes, so that no style needs to be allowed.
    """
    reach = float(max(Fraction(0), min(Fraction(1), total.share)) * 1000)
    parts = [
        '<rect class="t" y="20" width="1000" height="7"/>',
        f'<rect class="f" y="20" width="{reach:.1f}" height="7"/>',
    ]
    for band in total.bands:
        left = float(band.start / total.maximum * 1000) if total.maximum else 0.0
        parts.append(
            format_html(
                '<line class="e" x1="{x}" x2="{x}" y1="16" y2="62"/>'
                '<text class="{on}" x="{tx}" y="45">{name}</text>'
                '<text class="n {on}" x="{tx}" y="61">{start}</text>',
                x=f"{left:.1f}",
                tx=f"{left + 6:.1f}",
                on="on" if band.is_current else "",
                name=text(band.name),
                start=number(band.start),
            )
        )
    parts.append(f'<rect class="k" x="{max(0.0, reach - 2):.1f}" y="14" width="4" height="19"/>')
    return format_html(
        '<svg class="xh-classes" viewBox="0 0 1000 66" aria-hidden="true">{}</svg>',
        mark_safe("".join(parts)),  # noqa: S308 - numbers and escaped names
    )


@register.simple_tag
def bar(part: Fraction | None) -> SafeString:
    """A thin bar of a share, as a drawing without style attributes."""
    return mark_safe(  # noqa: S308 - built from a number alone
        '<svg class="xh-bar" viewBox="0 0 100 6" preserveAspectRatio="none" aria-hidden="true">'
        '<rect class="t" width="100" height="6"/>'
        f'<rect class="f" width="{width(part)}" height="6"/>'
        "</svg>"
    )


@register.filter
def clock_field(value: dt.datetime | None) -> str:
    """A moment as it is typed: 14/11/2026 09:42."""
    return timezone.localtime(value).strftime("%d/%m/%Y %H:%M") if value else ""


@register.simple_tag
def profile_bar(now: Fraction | None, before: Fraction | None) -> SafeString:
    """One section of a profile: a bar for this year, an ink tick for last year."""
    tick = (
        ""
        if before is None
        else f'<rect class="m" x="{width(before)}" y="-2" width="0.8" height="14"/>'
    )
    return mark_safe(  # noqa: S308 - built from numbers alone
        '<svg class="xh-prof-bar" viewBox="0 0 100 10" preserveAspectRatio="none" '
        'aria-hidden="true">'
        '<rect class="t" y="2" width="100" height="6"/>'
        f'<rect class="f" y="2" width="{width(now)}" height="6"/>{tick}</svg>'
    )


@register.simple_tag
def steps(rows: list[tuple[dt.date, int, int]], total: int) -> SafeString:
    """Forms received so far, day by day, as a line; the table beside it says the same."""
    first, last = rows[0][0], rows[-1][0]
    span = max(1, (last - first).days)
    top = max(1, total)
    points_ = [
        f"{50 + (each - first).days * 540 / span:.1f},{200 - so_far * 180 / top:.1f}"
        for each, _count, so_far in rows
    ]
    end = points_[-1].split(",")
    return format_html(
        '<svg class="xh-steps" viewBox="0 0 620 225" aria-hidden="true">'
        '<line class="g" x1="50" x2="600" y1="200" y2="200"/>'
        '<line class="h" x1="50" x2="600" y1="20" y2="20"/>'
        '<text x="44" y="24" text-anchor="end">{}</text>'
        '<text x="44" y="204" text-anchor="end">0</text>'
        '<polyline class="l" points="{}"/><circle class="d" cx="{}" cy="{}" r="4"/>'
        '<text x="50" y="220">{}</text><text x="590" y="220" text-anchor="end">{}</text></svg>',
        total,
        " ".join(points_),
        end[0],
        end[1],
        first.strftime("%d/%m"),
        last.strftime("%d/%m"),
    )
