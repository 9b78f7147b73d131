"""Pictures of results as drawings in the page. Geometry stands in attributes (strict CSP).

Every picture has its table beside it: the drawings say nothing to a screen reader.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from fractions import Fraction
from typing import Any

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from xephang.points import Number
from xephang_web.results.show import ClassMark, Line, Row, Table
from xephang_web.results.years import YearLine
from xephang_web.shared.templatetags.xephang import MINUS, number, plain_number, share, width
from xephang_web.shared.words import language

register = template.Library()
BASES = {
    "data": _("số liệu"),
    "cross_check": _("đối chiếu"),
    "site_visit": _("khảo sát thực tế"),
    "inspection": _("kết quả kiểm tra"),
}
WIDE = 340
"""Drawings with lettering are drawn at the width of a phone, and never much enlarged."""
BINS = 20
NAME_LETTERS = 27
LABEL_HEIGHT = 16
"""Between two names of a drawing, so that stacked diacritics do not touch."""


@register.filter
def signed(value: Fraction | None, digits: int = 2) -> str:
    """A difference with its sign: +6,25, −0,50; nothing where it is not known."""
    if value is None:
        return ""
    shown = Number(abs(Fraction(value)), digits).show(language())
    if not any(each in "123456789" for each in shown):
        return shown
    return f"{'+' if value > 0 else MINUS}{shown}"


@register.filter
def kilobytes(value: int | None) -> str:
    """The size of a download: 12 kB."""
    if value is None:
        return ""
    return f"{number(max(1, round(value / 1000)))} kB"


@register.filter
def basis_words(value: str) -> str:
    """The bases of a finding in words: `data,site_visit` gives “số liệu, khảo sát thực tế”."""
    return ", ".join(str(BASES.get(each.strip(), each.strip())) for each in value.split(","))


@register.filter
def said_by(value: str) -> str:
    """Who set the points, in the language of the page. Packages have it in Vietnamese."""
    return gettext(value) if value else ""


@register.simple_tag
def share_of_rows(count: int, of: int) -> str:
    """A count as a percentage of all."""
    return share(Fraction(count, of)) if of else ""


@register.simple_tag
def range_bar(line: Line) -> SafeString:
    """A section of a unit: its bar, the group's range behind it, the median as a tick."""
    parts = ['<rect class="t" y="6" width="100" height="1"/>']
    if line.lowest is not None and line.highest is not None:
        span = max(line.highest - line.lowest, Fraction(1, 200))
        parts.append(
            f'<rect class="r" x="{width(line.lowest)}" y="0" width="{width(span)}" height="14"/>'
        )
    if line.own is not None:
        parts.append(f'<rect class="f" y="4" width="{width(line.own)}" height="6"/>')
    if line.group is not None:
        parts.append(f'<rect class="m" x="{width(line.group)}" y="-1" width="0.6" height="16"/>')
    return mark_safe(  # noqa: S308 - built from numbers alone
        '<svg class="xh-range" viewBox="0 0 100 14" preserveAspectRatio="none" aria-hidden="true">'
        f"{''.join(parts)}</svg>"
    )


@register.simple_tag
def class_strip(table: Table) -> SafeString:
    """The classes of a table as one strip, each as wide as its count, the highest first."""
    total = max(1, len(table.rows))
    parts: list[SafeString] = []
    left = Fraction(0)
    for each in table.classes:
        part = Fraction(each.count * WIDE, total)
        if not each.count:
            continue
        middle = left + part / 2
        parts.append(
            format_html(
                '<rect class="b{}" x="{}" y="18" width="{}" height="26"/>'
                '<text x="{}" y="12" text-anchor="middle">{}</text>',
                each.bars,
                _at(left),
                _at(max(part - 1, Fraction(1))),
                _at(min(max(middle, Fraction(8)), Fraction(WIDE - 8))),
                each.count,
            )
        )
        left += part
    return format_html(
        '<svg class="xh-strip" viewBox="0 0 {} 46" aria-hidden="true">{}</svg>',
        WIDE,
        mark_safe("".join(parts)),  # noqa: S308 - escaped above
    )


@register.simple_tag
def totals_chart(table: Table) -> SafeString:
    """How many units have about which total, with the thresholds of the classes."""
    top = Fraction(100) if table.is_percent else table.maximum
    if not top or not table.rows:
        return SafeString("")
    counts = [0] * BINS
    for row in table.rows:
        counts[min(BINS - 1, max(0, int(row.value * BINS / top)))] += 1
    high, base, step = 110, 150, Fraction(WIDE, BINS)
    most = max(counts)
    bars = format_html_join(
        "",
        '<rect class="f" x="{}" y="{}" width="{}" height="{}"/>',
        (
            (
                _at(step * position + 1),
                _at(Fraction(base) - Fraction(high * count, most)),
                _at(step - 2),
                _at(Fraction(high * count, most)),
            )
            for position, count in enumerate(counts)
            if count
        ),
    )
    marks = [
        (_at(each.at_least / top * WIDE), number(each.at_least))
        for each in table.classes
        if each.at_least is not None and 0 < each.at_least < top
    ]
    lines = format_html_join(
        "",
        '<line class="e" x1="{0}" x2="{0}" y1="30" y2="156"/>'
        '<text x="{0}" y="170" text-anchor="middle">{1}</text>',
        marks,
    )
    return format_html(
        '<svg class="xh-totals" viewBox="0 0 {w} 176" aria-hidden="true">{bars}{lines}'
        '<line class="g" x2="{w}" y1="150" y2="150"/><text y="170">0</text>'
        '<text x="{w}" y="170" text-anchor="end">{top}</text></svg>',
        w=WIDE,
        bars=bars,
        lines=lines,
        top=number(top),
    )


@register.simple_tag
def slopes(table: Table, year_before: int, year: int) -> SafeString:
    """Each unit's rank a year ago and now, joined by a line; who rose is drawn in the accent."""
    rows = table.compared
    if not rows:
        return SafeString("")
    last = max(max(each.rank, _before(each)) for each in rows)
    line_height = 22
    labels = _labels(rows, line_height)
    drawn = format_html_join(
        "",
        '<line class="{kind}" x1="34" y1="{a}" x2="120" y2="{b}"/>'
        '<circle class="{kind}" cx="34" cy="{a}" r="3"/>'
        '<circle class="{kind}" cx="120" cy="{b}" r="3"/>',
        (
            {
                "kind": each.change.kind if each.change else "same",
                "a": _line(_before(each), line_height),
                "b": _line(each.rank, line_height),
            }
            for each in rows
        ),
    )
    left = format_html_join(
        "",
        '<text class="n" x="24" y="{}" text-anchor="end">{}</text>',
        {(_line(_before(each), line_height) + 4, _before(each)) for each in rows},
    )
    right = format_html_join(
        "",
        '<text class="n" x="146" y="{0}" text-anchor="end">{1}</text>'
        '<text x="154" y="{0}">{2}</text>',
        (
            (
                place + 4,
                each.rank,
                _short(each.name),
            )
            for each, place in labels
        ),
    )
    return format_html(
        '<svg class="xh-slopes" viewBox="0 0 {} {}" aria-hidden="true">'
        '<text class="h" x="34" y="12" text-anchor="middle">{}</text>'
        '<text class="h" x="120" y="12" text-anchor="middle">{}</text>{}{}{}</svg>',
        WIDE,
        max(_line(last, line_height), labels[-1][1]) + 16,
        year_before,
        year,
        drawn,
        left,
        right,
    )


def _labels(rows: Sequence[Row], line_height: int) -> list[tuple[Row, int]]:
    """Rows by rank, each with the height of its name: units of one rank stand below each other."""
    found: list[tuple[Row, int]] = []
    free = 0
    for each in sorted(rows, key=lambda row: (row.rank, row.unit)):
        place = max(_line(each.rank, line_height), free)
        found.append((each, place))
        free = place + LABEL_HEIGHT
    return found


def _before(row: Row) -> int:
    return row.change.before if row.change and row.change.before is not None else row.rank


def _line(rank: int, height: int) -> int:
    return 10 + rank * height


def _short(name: str) -> str:
    return name if len(name) <= NAME_LETTERS else name[: NAME_LETTERS - 1].rstrip() + "…"


@register.simple_tag
def years_chart(years: Sequence[YearLine], marks: Sequence[ClassMark]) -> SafeString:
    """A unit's totals year by year, over the thresholds of this year's classes.

    Two years that cannot be compared are not joined.
    """
    drawn = [each for each in years if each.points is not None and each.maximum]
    if not drawn:
        return SafeString("")
    top, floor, left, right = 24, 150, 60, WIDE - 96
    gap = Fraction(right - left, max(1, len(years) - 1))

    def across(position: int) -> Fraction:
        return Fraction(left + right, 2) if len(years) == 1 else left + gap * position

    maximum = drawn[-1].maximum or Fraction(1)
    # The scale begins a little below the lowest of what is drawn, not at 0: lines lie apart.
    shares = [each.points / each.maximum for each in drawn if each.points and each.maximum]
    shares += [each.at_least / maximum for each in marks if each.at_least]
    lowest = max(Fraction(0), min(shares, default=Fraction(0)) - Fraction(1, 10))

    def up(share: Fraction) -> Fraction:
        return floor - (floor - top) * (share - lowest) / (1 - lowest)

    parts: list[SafeString] = []
    parts += _thresholds(marks, maximum, up, right)
    previous: tuple[Fraction, Fraction] | None = None
    for position, year in enumerate(years):
        parts.append(
            format_html(
                '<text class="n" x="{}" y="172" text-anchor="middle">{}</text>',
                _at(across(position)),
                year.year,
            )
        )
        if year.points is None or not year.maximum:
            previous = None
            continue
        x, y = across(position), up(year.points / year.maximum)
        if previous is not None:
            parts.append(
                format_html(
                    '<line class="l" x1="{}" y1="{}" x2="{}" y2="{}"/>',
                    _at(previous[0]),
                    _at(previous[1]),
                    _at(x),
                    _at(y),
                )
            )
        parts.append(
            format_html(
                '<circle class="{}" cx="{x}" cy="{y}" r="4"/>'
                '<text class="n v" x="{x}" y="{ty}" text-anchor="middle">{}</text>',
                "d" if year is years[-1] else "o",
                plain_number(year.shown),
                x=_at(x),
                y=_at(y),
                ty=_at(y - 10),
            )
        )
        previous = None if year.why_apart else (x, y)
    return format_html(
        '<svg class="xh-years" viewBox="0 0 {} 178" aria-hidden="true">'
        '<line class="g" x1="30" x2="{}" y1="150" y2="150"/>{}</svg>',
        WIDE,
        right + 20,
        mark_safe("".join(parts)),  # noqa: S308 - escaped above
    )


def _thresholds(
    marks: Sequence[ClassMark], maximum: Fraction, up: Callable[[Fraction], Fraction], right: int
) -> list[SafeString]:
    """The classes' lower bounds as dashed lines, each with its number and its name."""
    parts = []
    for each in marks:
        if each.at_least is None or not 0 < each.at_least <= maximum:
            continue
        y = up(each.at_least / maximum)
        parts.append(
            format_html(
                '<line class="e" x1="30" x2="{x}" y1="{y}" y2="{y}"/>'
                '<text class="n" x="26" y="{ty}" text-anchor="end">{n}</text>'
                '<text x="{nx}" y="{ty}">{name}</text>',
                x=right + 20,
                y=_at(y),
                ty=_at(y + 4),
                n=number(each.at_least),
                nx=right + 26,
                name=each.name.vi,
            )
        )
    return parts


def _at(value: Any) -> str:
    """A coordinate, to a tenth."""
    return f"{float(value):.1f}"
