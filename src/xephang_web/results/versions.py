"""Các bản công bố: what a correcting decision changed, for whom, and why."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from xephang.regulation import Regulation
from xephang_web.results.runs import Published, exact
from xephang_web.results.show import marks_of


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a unit stands in one version. `shown` is what its table prints."""

    points: Fraction | None
    shown: str
    class_id: str
    class_name: Any
    bars: int
    verdict: str
    reason: Any
    rank: int | None


@dataclass(frozen=True, slots=True)
class CriterionChange:
    """A criterion whose points differ, with the reason that the later version gives."""

    id: str
    name: str
    before: Fraction | None
    after: Fraction | None
    reason: Any


@dataclass(frozen=True, slots=True)
class UnitChange:
    """One unit that two versions do not show alike."""

    unit: str
    name: str
    before: Standing | None
    after: Standing | None
    criteria: tuple[CriterionChange, ...]

    @property
    def changes_points(self) -> bool:
        """True if its points differ."""
        return self._differs("points")

    @property
    def changes_class(self) -> bool:
        """True if its class or its verdict differs."""
        return self._differs("class_id") or self._differs("verdict")

    @property
    def changes_rank(self) -> bool:
        """True if its rank differs."""
        return self._differs("rank")

    @property
    def is_moved_by_others(self) -> bool:
        """True if nothing of its own differs: it moved because others did."""
        return not self.criteria and not self.changes_points

    def _differs(self, what: str) -> bool:
        if self.before is None or self.after is None:
            return True
        return bool(getattr(self.before, what) != getattr(self.after, what))


def changes_between(
    before: Published, after: Published, regulation: Regulation
) -> list[UnitChange]:
    """Every unit whose points, class, verdict or rank differ: classes first, then ranks."""
    found = []
    for code in sorted({*before.units, *after.units}):
        old, new = _standing(before, code, regulation), _standing(after, code, regulation)
        if old == new:
            continue
        name = after.name(code) if code in after.roster else before.name(code)
        found.append(UnitChange(code, name, old, new, _criteria(before, after, code)))
    return sorted(
        found,
        key=lambda each: (
            not each.changes_class,
            not each.changes_points,
            (each.after and each.after.rank) or 0,
            each.unit,
        ),
    )


def _standing(published: Published, code: str, regulation: Regulation) -> Standing | None:
    record = published.units.get(code)
    if record is None:
        return None
    placed = published.row_of(code)
    index, classed = next(iter((record.get("classes") or {}).items()), ("total", None))
    marks = marks_of(regulation.scheme(record["group"], index))
    mark = next((each for each in marks if classed and each.id == classed["class"]), None)
    total = (record.get("indices") or {}).get("total")
    return Standing(
        points=exact(total["points"]) if total else None,
        shown=placed[1]["shown"] if placed else "",
        class_id=mark.id if mark else "",
        class_name=mark.name if mark else None,
        bars=mark.bars if mark else 0,
        verdict=record["verdict"],
        # The reason names the points: what counts here is the verdict behind it.
        reason=None if record["verdict"] == "ranked" else tuple(sorted(record["reason"].items())),
        rank=placed[1]["rank"] if placed else None,
    )


def _criteria(before: Published, after: Published, code: str) -> tuple[CriterionChange, ...]:
    old = _leaves((before.units.get(code) or {}).get("tree"))
    new = _leaves((after.units.get(code) or {}).get("tree"))
    found = []
    for node in new or old:
        had, has = old.get(node), new.get(node)
        left, right = _points(had), _points(has)
        if left != right:
            shown = has or had or {}
            found.append(CriterionChange(node, shown["name"], left, right, shown["reason"]))
    return tuple(found)


def _points(node: dict[str, Any] | None) -> Fraction | None:
    return exact(node["points"]) if node else None


def _leaves(tree: Any) -> dict[str, dict[str, Any]]:
    """Criterion → its node. Criteria are the first nodes below a section that cite or ask."""
    found: dict[str, dict[str, Any]] = {}
    _collect(tree, found)
    return found


def _collect(node: Any, found: dict[str, dict[str, Any]]) -> None:
    if not node:
        return
    parts = [each for each in node.get("parts", ()) if "/" not in each["node"]]
    if not parts:
        found[node["node"]] = node
        return
    for each in parts:
        _collect(each, found)
