"""Các năm: what was published in earlier years, and what keeps two years from comparison.

Two years of a unit are compared only if the criteria of its group stayed what they were
and no act merged or split the unit in between.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from typing import Any

from xephang.differences import differences
from xephang_web.campaigns.models import Campaign
from xephang_web.campaigns.queries import regulation_of, regulation_pinned
from xephang_web.organisations.models import Reorganisation
from xephang_web.results.models import Publication
from xephang_web.results.runs import Published, exact, read_publication
from xephang_web.results.show import marks_of

MOST_YEARS = 5
CRITERIA, REORGANISED = "criteria", "reorganised"
_CHANGES_UNITS = (Reorganisation.Kind.MERGE, Reorganisation.Kind.SPLIT)


@dataclass(frozen=True)
class YearBefore:
    """Last year's published results beside this year's."""

    campaign: Campaign
    publication: Publication
    published: Published
    changed_groups: frozenset[str]
    """Target groups whose criteria or classes are not what they were."""
    reorganised: frozenset[str]
    """Units of this year that an act has formed since."""

    def rank_of(self, table: str, parent: str | None, unit: str) -> int | None:
        """The rank a unit had in the same table, or None."""
        return self._ranks.get((table, parent), {}).get(unit)

    def why_incomparable(self, unit: str, group: str) -> str:
        """`criteria` or `reorganised`, or nothing where the two years can be compared."""
        if unit in self.reorganised:
            return REORGANISED
        return CRITERIA if group in self.changed_groups else ""

    @property
    def _ranks(self) -> Mapping[tuple[str, str | None], Mapping[str, int]]:
        return _ranks_of(self.publication.pk, self.publication.open_digest)


@lru_cache(maxsize=32)
def _ranks_of(pk: int, _digest: str) -> dict[tuple[str, str | None], dict[str, int]]:
    found = read_publication(Publication.objects.defer("open_content").get(pk=pk))
    return {
        (table["table"], table["parent"]): {row["unit"]: row["rank"] for row in table["rows"]}
        for table in found.tables
    }


def latest_publication(campaign: Campaign) -> Publication | None:
    """The last published version of a campaign, without its content."""
    found: Publication | None = (
        campaign.publications.filter(published_at__isnull=False).defer("open_content").first()
    )
    return found


def year_before(campaign: Campaign, now: Published) -> YearBefore | None:
    """What was published the year before, or None."""
    last = campaign.previous
    publication = latest_publication(last) if last else None
    if last is None or publication is None:
        return None
    return YearBefore(
        last,
        publication,
        read_publication(publication),
        _changed_groups(
            last.regulation.digest,
            last.regulation.year,
            campaign.regulation.digest,
            campaign.regulation.year,
        ),
        frozenset(reorganised_since(last, now)),
    )


@lru_cache(maxsize=64)
def _changed_groups(old: str, old_year: int, new: str, new_year: int) -> frozenset[str]:
    found = differences(regulation_pinned(old, old_year), regulation_pinned(new, new_year))
    return frozenset(each.group for each in found if each.group)


def reorganised_since(last: Campaign, now: Published) -> set[str]:
    """Units whose roster line names predecessors, or that an act has formed since last year.

    An act before the end of last year's data window had its effect last year already.
    """
    listed = {code for code, each in now.roster.items() if each.get("predecessors")}
    acts = Reorganisation.objects.filter(kind__in=_CHANGES_UNITS, date__gt=data_until(last))
    formed = acts.filter(successors__code__in=list(now.roster)).values_list(
        "successors__code", flat=True
    )
    return listed | (set(formed) & set(now.roster))


def data_window_end(campaign: Campaign) -> dt.date | None:
    """The last day that the year's data count to, where the regulation names one."""
    calendar = regulation_of(campaign).file.calendar
    if calendar is None or calendar.data_window is None:
        return None
    return calendar.data_window.through.in_year(campaign.year)


def data_until(campaign: Campaign) -> dt.date:
    """The last day that the year's data count to; where none is named, the end of the year."""
    return data_window_end(campaign) or dt.date(campaign.year, 12, 31)


@dataclass(frozen=True, slots=True)
class YearLine:
    """One year of a unit: what it had, and why the year after cannot be compared with it."""

    year: int
    publication: Publication
    points: Fraction | None
    shown: str
    maximum: Fraction | None
    class_name: Any
    bars: int
    rank: int | None
    of: int
    reason: Mapping[str, str]
    why_apart: str = ""
    """What parts this year from the one after it; nothing where they can be compared."""


def years_of(publication: Publication, code: str) -> list[YearLine]:
    """A unit's published years, the earliest first, at most five. Versions: the last of each."""
    lines: list[YearLine] = []
    campaign, version = publication.campaign, publication
    why = ""
    while True:
        found = read_publication(version)
        record = found.units.get(code)
        if record is None:
            break
        lines.append(_line(campaign, version, found, code, why))
        before = year_before(campaign, found)
        if before is None or len(lines) == MOST_YEARS:
            break
        why = before.why_incomparable(code, record["group"])
        campaign, version = before.campaign, before.publication
    return lines[::-1]


def _line(
    campaign: Campaign, version: Publication, found: Published, code: str, why: str
) -> YearLine:
    record = found.units[code]
    placed = found.row_of(code)
    classes = list((record.get("classes") or {}).items())
    index, classed = classes[0] if classes else ("total", None)
    scheme = regulation_of(campaign).scheme(record["group"], index)
    mark = next(
        (each for each in marks_of(scheme) if classed and each.id == classed["class"]), None
    )
    total = (record.get("indices") or {}).get("total")
    return YearLine(
        year=campaign.year,
        publication=version,
        points=exact(placed[1]["value"]) if placed else None,
        shown=placed[1]["shown"] if placed else "",
        maximum=exact(total["max"]) if total else None,
        class_name=mark.name if mark else None,
        bars=mark.bars if mark else 0,
        rank=placed[1]["rank"] if placed else None,
        of=len(placed[0]["rows"]) if placed else 0,
        reason=record["reason"],
        why_apart=why,
    )


@dataclass(frozen=True, slots=True)
class Origin:
    """One act that formed a unit, and what its predecessors had the year before."""

    act: Reorganisation
    before: list[tuple[str, str, int | None]]
    """(code, name, last year's rank) of each predecessor."""


def origins_of(code: str, until: dt.date, before: YearBefore | None) -> list[Origin]:
    """The acts that formed a unit by that day, the latest first, with its predecessors' ranks."""
    acts = Reorganisation.objects.filter(successors__code=code, date__lte=until).prefetch_related(
        "predecessors"
    )
    found = []
    for act in acts:
        lines = []
        for each in act.predecessors.all():
            placed = before.published.row_of(each.code) if before else None
            lines.append((each.code, each.name, placed[1]["rank"] if placed else None))
        found.append(Origin(act, lines))
    return found
