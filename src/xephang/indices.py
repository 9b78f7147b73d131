"""Chỉ số: the figures that rank and class, read off the tree of outcomes (G3 to G5, G14)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from xephang.outcomes import Outcome, Status
from xephang.points import round_to
from xephang.regulation import Index, Regulation


@dataclass(frozen=True, slots=True)
class IndexValue:
    """An index of one unit: exact points on its scale, and percent of what was applicable."""

    id: str
    points: Fraction
    max_points: Fraction
    percent: Fraction | None
    is_undecided: bool


def section_points(outcome: Outcome, *, rescale: bool) -> Fraction | None:
    """A section's points as a minimum sees them: rescaled within it; None if nothing applies."""
    if outcome.max_points == 0:
        return outcome.points
    if outcome.applicable_max == 0:
        return None
    if outcome.applicable_max == outcome.max_points or not rescale:
        return outcome.points
    return outcome.points * outcome.max_points / outcome.applicable_max


def index_values(
    regulation: Regulation, group: str, form: Outcome, *, rescale: bool
) -> dict[str, IndexValue]:
    """Every index of the regulation for a group, in its order, after `total`: the whole form.

    `rescale`: what is not applicable is brought back to the full scale (G7), else left
    out of the maximum (G8).
    """
    percent = form.points / form.applicable_max * 100 if form.applicable_max else None
    if rescale and form.max_points:
        percent = form.points / form.max_points * 100
    values = {
        "total": IndexValue("total", form.points, form.max_points, percent, form.is_undecided)
    }
    declared = [each for each in regulation.file.indices if not each.groups or group in each.groups]
    nodes = _by_id(form) if declared else {}
    for index in declared:
        values[index.id] = _index(index, nodes, values, rescale=rescale)
    return values


def _by_id(form: Outcome) -> dict[str, Outcome]:
    """Every node of a form by its id; the first where an id stands twice."""
    nodes: dict[str, Outcome] = {}
    for each in form.walk():
        nodes.setdefault(each.node, each)
    return nodes


def _index(
    index: Index, nodes: Mapping[str, Outcome], known: Mapping[str, IndexValue], *, rescale: bool
) -> IndexValue:
    """One declared index; undecided where nothing under it was answered or applies."""
    points, maximum, weights = Fraction(0), Fraction(0), Fraction(0)
    undecided, answered = False, False
    for term in index.terms:
        if term.of in known and term.of != index.id:
            value, full = known[term.of].points, known[term.of].max_points
            undecided |= known[term.of].is_undecided
            answered = True
        else:
            outcome = nodes.get(term.of)
            rescaled = None if outcome is None else section_points(outcome, rescale=rescale)
            if outcome is None or rescaled is None:
                continue
            undecided |= outcome.is_undecided
            answered |= _is_answered(outcome)
            full = outcome.max_points if rescale else outcome.applicable_max
            value = rescaled
        if full == 0:
            continue
        weighted = index.combine == "weighted_mean" and term.weight is not None
        weight = term.weight if weighted and term.weight is not None else Fraction(1)
        if index.take == "share":
            value, full = value / full * index.scale, index.scale
        points += weight * value
        maximum += weight * full
        weights += weight
    if index.combine != "sum" and weights:
        points, maximum = points / weights, maximum / weights
    points = round_to(points, index.rounding)
    percent = points / maximum * 100 if maximum else None
    is_undecided = undecided or not answered or maximum == 0
    return IndexValue(index.id, points, maximum, percent, is_undecided)


def _is_answered(outcome: Outcome) -> bool:
    leaves = [each for each in outcome.walk() if not each.children]
    return any(each.status is not Status.UNANSWERED for each in leaves)


@dataclass(frozen=True, slots=True)
class UnitScore:
    """Điểm của một đơn vị: the tree, the indices read off it, section points for minima."""

    unit: str
    group: str
    form: Outcome
    indices: dict[str, IndexValue]
    sections: dict[str, Fraction | None]
    """Points of every section as minima see them: rescaled within it; None if nothing applies."""

    @property
    def total(self) -> IndexValue:
        """The index that ranks where the regulation names no other."""
        return self.indices["total"]
