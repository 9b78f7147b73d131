"""Hệ quả: what the approved results lead to, each line with its article."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from xephang.regulation import Consequence, Regulation
from xephang.texts import Name
from xephang_web.accounts.models import Role
from xephang_web.accounts.queries import current_appointments
from xephang_web.campaigns.models import Campaign
from xephang_web.results.models import Publication
from xephang_web.results.runs import Published, exact

EFFECTS: dict[str, Any] = {
    "not_considered": _("Không xét thi đua"),
    "award_proposal": _("Đề xuất khen thưởng"),
    "emulation_criterion": _("Tiêu chí thi đua của đơn vị"),
    "head_accountability": _("Trách nhiệm của người đứng đầu"),
    "reuse": _("Dùng cho việc đánh giá khác"),
}
"""Every effect a regulation can name, in the order the lists are read."""
ABOUT_HEADS = ("head_accountability",)


@dataclass(frozen=True, slots=True)
class ConsequenceLine:
    """One consequence for one unit."""

    unit: str
    name: str
    effect: str
    what: Name
    class_name: Name | None
    why: Mapping[str, str]
    """Why it has that class, or none, in both languages."""
    points: Fraction | None
    rank: int | None
    citation: str
    head: str = ""
    table: Name | None = None
    """The rank table that it stands in: ranks are only told apart within one."""
    parent: str = ""
    """The parent unit of that table, where each parent has its own."""


@dataclass(frozen=True, slots=True)
class ConsequenceList:
    """One consequence of the regulation with the units that it meets."""

    effect: str
    what: Name
    citation: str
    lines: tuple[ConsequenceLine, ...]

    @property
    def has_tables(self) -> bool:
        """True if units of more than one rank table stand in it."""
        return len({(each.table, each.parent) for each in self.lines}) > 1

    @property
    def names_heads(self) -> bool:
        """True if it is about persons."""
        return self.effect in ABOUT_HEADS


def day_of(publication: Publication) -> dt.date:
    """The day by which heads are named: of publication, or of approval while unpublished."""
    return timezone.localtime(publication.published_at or publication.approved_at).date()


def heads_on(campaign: Campaign, day: dt.date) -> dict[str, str]:
    """Unit code → who headed it on a day; nobody where the role was not held."""
    held = (
        current_appointments(day)
        .filter(role=Role.HEAD, unit__in=campaign.participants.values("unit"))
        .select_related("user", "unit")
        .order_by("starts", "pk")
    )
    return {each.unit.code: each.user.full_name for each in held if each.unit is not None}


def consequences_of(
    published: Published, regulation: Regulation, heads: Mapping[str, str] | None = None
) -> list[ConsequenceLine]:
    """Every consequence of the regulation, for every unit it meets, in the order of the law.

    An award proposal is only for units of the highest class of their scheme; not being
    considered is for the classes and verdicts that the article names (PT-14, TH-13).
    """
    declared = regulation.file.consequences
    return [line for each in declared for line in _lines(each, published, regulation, heads or {})]


def lists_of(
    published: Published, regulation: Regulation, heads: Mapping[str, str]
) -> list[tuple[Any, list[ConsequenceList]]]:
    """(what the effect is called, its consequences with their units), effect by effect."""
    found = []
    for effect, label in EFFECTS.items():
        lists = [
            ConsequenceList(
                effect,
                each.name,
                each.cite,
                tuple(_lines(each, published, regulation, heads)),
            )
            for each in regulation.file.consequences
            if each.effect == effect
        ]
        if lists:
            found.append((label, lists))
    return found


def _lines(
    declared: Consequence,
    published: Published,
    regulation: Regulation,
    heads: Mapping[str, str],
) -> Iterator[ConsequenceLine]:
    tables = {each.id: each.name for each in regulation.file.rank_tables}
    for code, record in sorted(published.units.items(), key=lambda one: _place(published, one[0])):
        group = record["group"]
        if declared.groups and group not in declared.groups:
            continue
        scheme = regulation.scheme(group)
        found = (record.get("classes") or {}).get(scheme.index) if scheme else None
        class_id = found["class"] if found and record["verdict"] == "ranked" else None
        if not _meets(declared, class_id, record["verdict"], scheme):
            continue
        placed = published.row_of(code)
        table = _table_of(published, code)
        names = {one.id: one.name for one in scheme.classes} if scheme else {}
        yield ConsequenceLine(
            code,
            published.name(code),
            declared.effect,
            declared.name,
            names.get(class_id or ""),
            found["reason"] if found and class_id else record["reason"],
            exact((record.get("tree") or {}).get("points")),
            placed[1]["rank"] if placed else None,
            declared.cite,
            heads.get(code, "") if declared.effect in ABOUT_HEADS else "",
            tables.get(table["table"]) if table else None,
            published.name(table["parent"]) if table and table["parent"] else "",
        )


def _place(published: Published, unit: str) -> tuple[int, int, str]:
    """Units in the order of the tables they stand in, then the unranked."""
    for position, table in enumerate(published.tables):
        for row in table["rows"]:
            if row["unit"] == unit:
                return position, row["rank"], unit
        if any(each["unit"] == unit for each in table["not_ranked"]):
            return position, len(table["rows"]) + 1, unit
    return len(published.tables), 0, unit


def _table_of(published: Published, unit: str) -> dict[str, Any] | None:
    """The rank table in whose order a unit stands, ranked there or not."""
    position = _place(published, unit)[0]
    return published.tables[position] if position < len(published.tables) else None


def _meets(consequence: Consequence, class_id: str | None, verdict: str, scheme: Any) -> bool:
    if consequence.classes or consequence.verdicts:
        return class_id in consequence.classes or verdict in consequence.verdicts
    if consequence.effect == "award_proposal":
        return scheme is not None and class_id == scheme.classes[0].id
    return verdict in ("ranked", "below_lowest")
