"""Ai bị tác động: what a correction moves, in the words of the regulation."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from django.utils.translation import gettext_lazy as _

from xephang.results import CampaignResults, Verdict
from xephang_web.results.runs import Moved, moved_between

VERDICTS: dict[str, Any] = {
    Verdict.BELOW_LOWEST: _("dưới mức thấp nhất"),
    Verdict.NOT_ASSESSED_LATE: _("không đánh giá: nộp trễ"),
    Verdict.NOT_ASSESSED_MISSING: _("không đánh giá: không nộp"),
    Verdict.EXEMPT: _("được miễn"),
    Verdict.PENDING: _("chờ người có thẩm quyền"),
}


@dataclass(frozen=True)
class ShownMove:
    """One unit that moves: points, class and rank, before and after, in words."""

    name: str
    points: tuple[Fraction | None, Fraction | None]
    classes: tuple[Any, Any]
    ranks: tuple[str, str]

    @property
    def changes_class(self) -> bool:
        """True if the class becomes another."""
        return bool(self.classes[0] != self.classes[1])

    @property
    def changes_rank(self) -> bool:
        """True if the rank becomes another."""
        return self.ranks[0] != self.ranks[1]


def shown_moves(moved: Iterable[Moved], results: CampaignResults) -> list[ShownMove]:
    """Moves with classes by name, those of class first, then of rank, then of points."""
    found = [
        ShownMove(
            each.name,
            (_points(each.points[0]), _points(each.points[1])),
            (
                _class(each.result_class[0], each.unit, results),
                _class(each.result_class[1], each.unit, results),
            ),
            each.rank,
        )
        for each in moved
    ]
    return sorted(found, key=lambda one: (not one.changes_class, not one.changes_rank, one.name))


def moves_between(before: CampaignResults, after: CampaignResults) -> list[ShownMove]:
    """Every unit whose figures differ between two results."""
    return shown_moves(moved_between(before, after), after)


def _points(text: str) -> Fraction | None:
    return Fraction(text) if text else None


def _class(shown: str, unit: str, results: CampaignResults) -> Any:
    """The name of a class, or the words of a verdict; several classes keep their ids."""
    if shown in VERDICTS:
        return VERDICTS[shown]
    scheme = results.regulation.scheme(results.units[unit].unit.group)
    names = {each.id: each.name for each in scheme.classes} if scheme else {}
    return names.get(shown, shown)
