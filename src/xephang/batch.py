"""Chấm hàng loạt: class, rank and displayed total of many units, exact and fast.

The meaning is `scoring.score_unit`. Where every leaf of a form is rounded as declared,
totals are whole numbers of that scale and kernels add them up; leaves without a kernel
are scored by the one evaluator and added to the same whole numbers.

Where no rounding is declared, the same kernels work at nine decimals: each leaf is off by
at most one unit of the last of them, a total by at most as many as it has leaves. Whatever
that bound could change (a class, an order, a displayed digit) is scored again exactly.

Units for which a criterion is left out, and forms with other roundings, caps or bounds,
are scored by the one evaluator altogether.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction

import numpy as np

from xephang.classes import ClassScheme, shows_alike
from xephang.kernels import AnswerColumns, LeafPlan, plan
from xephang.kernels.columns import Flags, Integers
from xephang.points import Rounding, fixed_text
from xephang.ranking import Entry, Ranked, rank
from xephang.regulation import CriteriaSet, Criterion, RankTable, Regulation
from xephang.results import classify_score
from xephang.rules import is_block_rule
from xephang.scoring import new_block
from xephang.sheets import Block, UnitSheet


@dataclass(frozen=True, slots=True)
class BatchScores:
    """Totals and classes of one group's units, in the order of the columns.

    `totals[i]` ÷ 10^`digits` is the total of unit i to within `slack` of its last unit
    (0: exactly), unless `exact` holds it. `classes[i]` is the position in the scheme, -1
    for no class; it is always exact.
    """

    units: tuple[str, ...]
    totals: Integers
    digits: int
    exact: dict[int, Fraction]
    classes: Integers
    sections: dict[str, Integers]
    slack: int
    resolve: Callable[[int], Fraction]

    def total(self, position: int) -> Fraction:
        """The exact total of one unit."""
        if position not in self.exact and self.slack:
            self.exact[position] = self.resolve(position)
        return self.nearly(position)

    def nearly(self, position: int) -> Fraction:
        """The total of one unit as it stands: exact, or to within the slack."""
        if position in self.exact:
            return self.exact[position]
        return Fraction(int(self.totals[position]), 10**self.digits)


def score_columns(regulation: Regulation, group: str, answers: AnswerColumns) -> BatchScores:
    """Score, in bulk, the units whose answers stand in columns.

    Gives for every unit exactly the total and class that `score_unit` and `classify`
    give, block criteria included. Raises `KeyError` for an unknown group.
    """
    criteria = regulation.criteria_sets[group]
    size = len(answers.units)
    rounding = regulation.file.rounding.leaf
    working = rounding if rounding is not None else Rounding(digits=WORKING_DIGITS)
    leaves = sum(criteria.max_of(each) > 0 for each in criteria.criteria())
    slack = 0 if rounding is not None else leaves
    digits = working.digits
    singles = _singles(regulation, criteria, answers, rounding)
    block = _block(regulation, criteria, answers, singles)
    sections: dict[str, Integers] = {}
    totals = np.zeros(size, dtype=np.int64)
    if not singles.all():
        for section in criteria.sections:
            sections[section.id] = np.zeros(size, dtype=np.int64)
            for criterion in section.criteria:
                into = sections[section.id]
                _add_leaf(regulation, criteria, criterion, working, answers, block, singles, into)
            sign = {"base": 1, "bonus": 1, "penalty": -1}.get(section.role, 0)
            totals += sign * sections[section.id]
    scheme = regulation.scheme(group)
    if slack and scheme is not None:
        singles |= _near_a_threshold(scheme, totals, digits, sections, slack)
    exact, classes = _classes(regulation, group, totals, digits, sections, singles, block, answers)

    def resolve(position: int) -> Fraction:
        unit = _sheet(regulation, group, answers, position, block).unit
        return block.score(unit).total.points

    return BatchScores(answers.units, totals, digits, exact, classes, sections, slack, resolve)


WORKING_DIGITS = 9
"""Decimals that kernels work at where the regulation declares no rounding."""


def _near_a_threshold(
    scheme: ClassScheme, totals: Integers, digits: int, sections: dict[str, Integers], slack: int
) -> Flags:
    """The units whose total or section points could lie on either side of a threshold."""
    scale = 10**digits
    near = np.zeros(len(totals), dtype=np.bool_)
    for each in scheme.classes:
        for bound in (each.at_least, each.below, each.at_most):
            if bound is not None:
                near |= np.abs(totals - int(bound * scale)) <= slack + 1
        for section, minimum in each.minima.items():
            near |= np.abs(sections[section] - int(minimum * scale)) <= slack + 1
    return near


def _singles(
    regulation: Regulation, criteria: CriteriaSet, answers: AnswerColumns, rounding: Rounding | None
) -> Flags:
    """The units that must be scored one by one."""
    singles = np.zeros(len(answers.units), dtype=np.bool_)
    file = regulation.file
    is_plain = (
        (rounding is None or rounding.mode == "half_up")
        and file.rounding.section is None
        and file.rounding.total is None
        and file.bounds is None
        and all(not s.sections and s.cap is None for s in criteria.sections)
        and all(_adds_up(criteria, section.id) for section in criteria.sections)
        and all(each.rounding is None for each in criteria.criteria())
    )
    if not is_plain:
        singles[:] = True
    for flags in answers.left_out.values():
        singles |= flags
    for position, given in answers.rest.items():
        if any("not_applicable" in fields for fields in given.values()):
            singles[position] = True
    return singles


def _adds_up(criteria: CriteriaSet, section_id: str) -> bool:
    """True if a section's leaves cannot pass its maximum, so that no cap is needed."""
    section = next(each for each in criteria.sections if each.id == section_id)
    below = sum((criteria.max_of(each) for each in section.criteria), Fraction(0))
    return below <= criteria.max_of(section)


def _block(
    regulation: Regulation, criteria: CriteriaSet, answers: AnswerColumns, singles: Flags
) -> Block:
    """Sheets of the units that need the one evaluator; of all, where the block counts."""
    block = new_block()
    for position in range(len(answers.units)) if _needs_all(criteria) else np.flatnonzero(singles):
        unit = answers.units[position]
        sheet = UnitSheet(unit, regulation, criteria, answers.answers(int(position)), block=block)
        block.add(unit, sheet)
    return block


def _needs_all(criteria: CriteriaSet) -> bool:
    return any(is_block_rule(each.rule) for each in criteria.criteria())


def _add_leaf(
    regulation: Regulation,
    criteria: CriteriaSet,
    criterion: Criterion,
    rounding: Rounding,
    answers: AnswerColumns,
    block: Block,
    singles: Flags,
    into: Integers,
) -> None:
    """Add one leaf to its section; units for whom it is undecided go to the one evaluator."""
    maximum = criteria.max_of(criterion)
    made: LeafPlan | None = plan(criterion, maximum, rounding, regulation.year, answers)
    if made is not None:
        made.add(into)
        return
    scale = 10**rounding.digits
    for position in range(len(answers.units)):
        outcome = _sheet(regulation, criteria.group, answers, position, block).outcome(criterion.id)
        into[position] += int(outcome.points * scale)
        singles[position] |= outcome.is_undecided


def _classes(
    regulation: Regulation,
    group: str,
    totals: Integers,
    digits: int,
    sections: dict[str, Integers],
    singles: Flags,
    block: Block,
    answers: AnswerColumns,
) -> tuple[dict[int, Fraction], Integers]:
    """Exact totals of the single units, and everybody's class."""
    size = len(totals)
    classes = np.full(size, -1, dtype=np.int64)
    exact: dict[int, Fraction] = {}
    scheme = regulation.scheme(group)
    order = {each.id: position for position, each in enumerate(scheme.classes)} if scheme else {}
    in_bulk = scheme is not None and scheme.of == "points"
    if scheme is not None and in_bulk:
        for position in range(len(scheme.classes) - 1, -1, -1):
            classes[_covered(scheme, position, totals, digits, sections)] = position
    one_by_one = singles if in_bulk else np.ones(size, dtype=np.bool_)
    for found in np.flatnonzero(one_by_one):
        position = int(found)
        score = block.score(_sheet(regulation, group, answers, position, block).unit)
        exact[position] = score.total.points
        verdict = classify_score(scheme, score) if scheme is not None else None
        classes[position] = order.get(verdict.class_id or "", -1) if verdict else -1
    return exact, classes


def _sheet(
    regulation: Regulation, group: str, answers: AnswerColumns, position: int, block: Block
) -> UnitSheet:
    """The sheet of one unit, made when first needed."""
    unit = answers.units[position]
    if unit not in block.sheets:
        criteria = regulation.criteria_sets[group]
        given = answers.answers(position)
        block.sheets[unit] = UnitSheet(unit, regulation, criteria, given, block=block)
    return block.sheets[unit]


def _covered(
    scheme: ClassScheme, position: int, totals: Integers, digits: int, sections: dict[str, Integers]
) -> Flags:
    """The units that meet every condition of one class, by whole numbers alone."""
    wanted = scheme.classes[position]
    scale = 10**digits
    met = np.ones(len(totals), dtype=np.bool_)
    if wanted.at_least is not None:
        met &= totals >= _ceiling(wanted.at_least * scale)
    if wanted.below is not None:
        met &= totals < _ceiling(wanted.below * scale)
    if wanted.at_most is not None:
        met &= totals <= wanted.at_most * scale // 1
    for section, minimum in wanted.minima.items():
        met &= sections[section] >= _ceiling(minimum * scale)
    return met


def _ceiling(value: Fraction) -> int:
    """The least whole number not below `value`."""
    return -((-value) // 1)


def rank_scores(scores: BatchScores, table: RankTable, regulation: Regulation) -> list[Ranked]:
    """The ranks of a batch by a table on the total; units without a class stay out of it.

    Totals that are known to within a slack are first scored exactly wherever the slack
    could change a rank or a displayed digit.
    """
    scheme = regulation.scheme(table.groups[0], table.index)
    ranked_at = [
        position
        for position in range(len(scores.units))
        if scheme is None or scores.classes[position] >= 0
    ]
    _resolve_neighbours(scores, ranked_at, table.precision)
    where = {scores.units[position]: position for position in ranked_at}
    while True:
        rows = _ranked(scores, ranked_at, table, scheme)
        unsure = [
            where[row.unit] for row in rows if _display_is_unsure(scores, where[row.unit], row)
        ]
        if not unsure:
            return rows
        for position in unsure:
            scores.total(position)


def _ranked(
    scores: BatchScores, ranked_at: list[int], table: RankTable, scheme: ClassScheme | None
) -> list[Ranked]:
    entries = [
        Entry(scores.units[each], scores.nearly(each), max(int(scores.classes[each]), 0))
        for each in ranked_at
    ]
    bands = scheme.classes if scheme is not None and scheme.of == table.of else []
    return rank(
        entries,
        ties=table.ties or "competition",
        precision=table.precision,
        class_first=table.order == "class_first",
        same_class=lambda value, shown: shows_alike(bands, value, shown),
    )


def _resolve_neighbours(scores: BatchScores, ranked_at: list[int], precision: int | None) -> None:
    """Score exactly the units that the slack leaves in doubt against one beside them."""
    if not scores.slack:
        return
    positions = np.array(ranked_at, dtype=np.int64)
    values = scores.totals[positions]
    order = np.argsort(values, kind="stable")
    close = np.flatnonzero(np.diff(values[order]) <= 2 * scores.slack)
    doubtful = set(order[close]) | set(order[close + 1])
    if precision is not None and precision < scores.digits:
        step = 10 ** (scores.digits - precision)
        off = np.abs((values + step // 2) % step)
        beside = (off <= scores.slack) | (off >= step - scores.slack)
        doubtful |= set(np.flatnonzero(beside))
    for each in doubtful:
        scores.total(int(positions[each]))


def _display_is_unsure(scores: BatchScores, position: int, row: Ranked) -> bool:
    """True if the slack could change a digit of what is shown."""
    if not scores.slack or position in scores.exact:
        return False
    digits = len(row.shown.partition(".")[2])
    value, off = scores.nearly(position), Fraction(scores.slack, 10**scores.digits)
    return fixed_text(value - off, digits) != fixed_text(value + off, digits)
