"""Đường lên mức trên: how far a unit is from the next class, and the cheapest way there.

The cheapest way is the one with the fewest criteria, then the fewest points. It counts
points as if each lost point could be won by itself; a criterion scored in steps may
give more than what is asked here, never less at its maximum.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from xephang.classes import Classification, ClassScheme, Shortfall
from xephang.outcomes import Outcome, Status
from xephang.regulation import CriteriaSet, Regulation, criteria_below
from xephang.results import UnitResult
from xephang.texts import Name


@dataclass(frozen=True, slots=True)
class Step:
    """One criterion to improve: points to win there, out of those it lost."""

    criterion: Outcome
    points: Fraction
    lost: Fraction


@dataclass(frozen=True, slots=True)
class WayUp:
    """What separates a unit from the next class up.

    `binding` is the section whose minimum is furthest away, in share of its maximum,
    None where the total alone decides. `steps` is empty where the lost points that can
    be won do not suffice.
    """

    next_class: str
    name: Name
    shortfalls: tuple[Shortfall, ...]
    binding: str | None
    steps: tuple[Step, ...]

    @property
    def is_reachable(self) -> bool:
        """True if winning lost points alone would reach the class."""
        return bool(self.steps)


def way_up(regulation: Regulation, result: UnitResult) -> WayUp | None:
    """The way from a unit's class to the next; None at the top, or where it has no class."""
    found = result.classification
    score = result.score
    if score is None or found is None or found.next_class is None or not found.shortfalls:
        return None
    scheme = _scheme_of(regulation, result)
    if scheme is None:
        return None
    criteria = regulation.criteria_sets[result.unit.group]
    counted = _counted_sections(regulation, criteria, scheme.index)
    lost = _lost_by_section(criteria, score.form)
    chosen: dict[str, Step] = {}
    reachable = all(
        _win_in_section(each, score.form, lost, chosen)
        for each in found.shortfalls
        if each.section is not None
    )
    total = next((each for each in found.shortfalls if each.section is None), None)
    if total is not None and reachable:
        reachable = _win_in_total(total, scheme, counted, score.form, lost, chosen)
    steps = tuple(chosen.values()) if reachable else ()
    name = next(each.name for each in scheme.classes if each.id == found.next_class)
    return WayUp(found.next_class, name, found.shortfalls, _binding(found, criteria), steps)


def _scheme_of(regulation: Regulation, result: UnitResult) -> ClassScheme | None:
    """The scheme behind the main classification, where its index is a plain sum of points."""
    index = next(iter(result.classifications or {}), "total")
    declared = next((each for each in regulation.file.indices if each.id == index), None)
    if declared is not None and (declared.take != "points" or declared.combine != "sum"):
        return None
    return regulation.scheme(result.unit.group, index)


def _counted_sections(regulation: Regulation, criteria: CriteriaSet, index: str) -> list[str]:
    """Ids of the sections that an index adds up: the base sections for the total."""
    declared = next((each for each in regulation.file.indices if each.id == index), None)
    if declared is None:
        return [each.id for each in criteria.sections if each.role == "base"]
    known = {each.id for each in criteria.all_sections()}
    return [term.of for term in declared.terms if term.of in known]


def _lost_by_section(criteria: CriteriaSet, form: Outcome) -> dict[str, list[Outcome]]:
    """Section → criteria below it that lost points, the most lost first, then form order."""
    scored = {each.node: each for each in form.walk()}
    by_section = {}
    for section in criteria.all_sections():
        leaves = [scored[each.id] for each in criteria_below(section)]
        losers = [each for each in leaves if each.lost > 0 and each.status is not Status.OVERRIDDEN]
        by_section[section.id] = sorted(losers, key=lambda each: -each.lost)
    return by_section


def _scale(outcome: Outcome) -> Fraction:
    """What one won point is worth once the node is brought back to its full scale."""
    if outcome.applicable_max == 0:
        return Fraction(1)
    return outcome.max_points / outcome.applicable_max


def _win_in_section(
    shortfall: Shortfall,
    form: Outcome,
    lost: dict[str, list[Outcome]],
    chosen: dict[str, Step],
) -> bool:
    section = form.find(shortfall.section or "")
    if section is None:
        return False
    return _take(shortfall.gap / _scale(section), lost[section.node], chosen)


def _win_in_total(
    shortfall: Shortfall,
    scheme: ClassScheme,
    counted: list[str],
    form: Outcome,
    lost: dict[str, list[Outcome]],
    chosen: dict[str, Step],
) -> bool:
    """Win what the total lacks, counting what the sections' minima already ask for."""
    outcomes = [form.find(each) for each in counted]
    full = sum((each.max_points for each in outcomes if each), Fraction(0))
    applicable = sum((each.applicable_max for each in outcomes if each), Fraction(0))
    if applicable == 0:
        return False
    gap = shortfall.gap * full / 100 if scheme.of == "percent" else shortfall.gap
    gap = gap * applicable / full - sum((each.points for each in chosen.values()), Fraction(0))
    candidates = sorted(
        (each for section in counted for each in lost[section]), key=lambda each: -each.lost
    )
    return gap <= 0 or _take(gap, candidates, chosen)


def _take(gap: Fraction, candidates: list[Outcome], chosen: dict[str, Step]) -> bool:
    """Choose from the most lost down until `gap` points are won; False where they run out."""
    for candidate in candidates:
        if gap <= 0:
            return True
        taken = chosen.get(candidate.node)
        left = candidate.lost - (taken.points if taken else Fraction(0))
        won = min(left, gap)
        if won > 0:
            before = taken.points if taken else Fraction(0)
            chosen[candidate.node] = Step(candidate, before + won, candidate.lost)
            gap -= won
    return gap <= 0


def _binding(found: Classification, criteria: CriteriaSet) -> str | None:
    """The section whose minimum is furthest away, as a share of its maximum."""
    maxima = {each.id: criteria.max_of(each) for each in criteria.all_sections()}
    sections = [each for each in found.shortfalls if each.section is not None]
    if not sections:
        return None
    return max(sections, key=lambda each: each.gap / (maxima[each.section or ""] or 1)).section
