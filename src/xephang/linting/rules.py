"""Findings about rules: zero denominators, tables, bands, weights, options, inputs, circles."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from xephang.linting.findings import Finding, found
from xephang.linting.places import Places, near
from xephang.points import Number
from xephang.regulation import CriteriaSet, Criterion, Regulation
from xephang.rules import walk_rules
from xephang.rules.bands import BandsRule
from xephang.rules.base import Rule
from xephang.rules.choice import worth
from xephang.rules.conditions import Condition
from xephang.rules.information import InformationRule
from xephang.rules.parts import BestOfRule, BranchesRule, SumRule
from xephang.rules.quantities import (
    Constant,
    PointsOf,
    PreviousYear,
    Quantity,
    Quotient,
    RowOperation,
    walk,
)
from xephang.rules.ratio import RatioRule
from xephang.rules.table import TableRule
from xephang.texts import Text


def each_criterion(regulation: Regulation) -> Iterator[tuple[CriteriaSet, Criterion]]:
    """Every criterion once, with the first criteria set that has it."""
    seen: set[str] = set()
    for criteria in regulation.criteria_sets.values():
        for criterion in criteria.criteria():
            if criterion.id not in seen:
                seen.add(criterion.id)
                yield criteria, criterion


def rules(regulation: Regulation, places: Places) -> Iterator[Finding]:
    """Everything wrong inside the rules of criteria."""
    policy = regulation.file.not_applicable
    may_leave_out = policy is not None and policy.policy != "refused"
    for criteria, criterion in each_criterion(regulation):
        place = places.of("criterion", criterion.id)
        maximum = criteria.max_of(criterion)
        for rule in walk_rules(criterion.rule):
            for code, values in _rule_findings(rule, maximum, may_leave_out=may_leave_out):
                yield found(code, place, criterion.id, node=criterion.id, **values)


def _rule_findings(
    rule: Rule, maximum: Fraction, *, may_leave_out: bool
) -> Iterator[tuple[str, dict[str, object]]]:
    if isinstance(rule, RatioRule):
        if rule.on_zero is None and not _never_zero(rule.denominator):
            yield "no-zero-policy", {}
        if rule.on_zero == "not_applicable" and not may_leave_out:
            yield "zero-left-out-refused", {}
    for quantity in rule.quantities():
        for part in walk(quantity):
            silent = isinstance(part, Quotient) and part.on_zero is None
            if silent and isinstance(part, Quotient) and not _never_zero(part.quotient[1]):
                yield "no-zero-policy", {}
    if isinstance(rule, TableRule) and rule.match == "exact":
        top = max(rule.rows, key=lambda row: row.count)
        above = worth(rule.else_points, maximum)
        if above < worth(top.points, maximum):
            yield "count-above-top-row", {"top": Number(top.count), "points": Number(above)}
    if isinstance(rule, BandsRule) and rule.else_points is None:
        for value in _uncovered(rule):
            yield "bands-gap", {"value": Number(value)}
    if isinstance(rule, SumRule):
        weights = [part.weight for part in rule.parts if part.weight is not None]
        total = sum(weights, Fraction(0))
        if weights and len(weights) == len(rule.parts) and total != 1:
            yield "weights-do-not-add-up", {"sum": Number(total)}


def _never_zero(quantity: Quantity) -> bool:
    return isinstance(quantity, Constant) and quantity.constant != 0


def _uncovered(rule: BandsRule) -> Iterator[Fraction]:
    """Edges of bands, and points just beside them, that no band holds."""
    edges = sorted(
        {
            edge
            for band in rule.bands
            for edge in (band.at_least, band.above, band.below, band.at_most)
            if edge is not None
        }
    )
    tiny = Fraction(1, 10**9)
    for edge in edges[:-1]:
        for value in (edge, edge + tiny):
            if not any(band.holds(value) for band in rule.bands):
                yield edge
                break


def references(regulation: Regulation, places: Places) -> Iterator[Finding]:
    """Inputs used and never asked, asked and never used, and options that do not match."""
    for criteria in regulation.criteria_sets.values():
        asked = {each.id: each for each in criteria.criteria()}
        used: set[tuple[str, str]] = set()
        for criterion in criteria.criteria():
            for reference in used_references(criterion):
                other, _, name = reference.rpartition("/")
                owner = asked.get(other or criterion.id)
                if owner is None or name not in owner.inputs:
                    known = owner.inputs if owner is not None else asked
                    yield found(
                        "input-never-asked",
                        places.of("criterion", criterion.id),
                        criterion.id,
                        node=criterion.id,
                        id=reference,
                        near=near(name if owner is not None else other, known),
                    )
                used.add((other or criterion.id, name))
            yield from _options(criterion, places)
            yield from _nodes(criterion, set(asked), places)
        yield from _unused(criteria, used, places)


def used_references(criterion: Criterion) -> Iterator[str]:
    """Every input that a criterion's rule and conditions read, as it refers to them."""
    for rule in walk_rules(criterion.rule):
        for quantity in rule.quantities():
            yield from _inputs_of(quantity)
        yield from (reference for reference, _ in rule.choices())
    for condition in conditions_of(criterion):
        if condition.input is not None:
            yield condition.input
        if condition.quantity is not None:
            yield from _inputs_of(condition.quantity)
    for asked in criterion.inputs.values():
        if asked.equals is not None:
            yield from _inputs_of(asked.equals)


def conditions_of(criterion: Criterion) -> Iterator[Condition]:
    """The conditions of a criterion and of every part of its rule."""
    if criterion.only_if is not None:
        yield criterion.only_if
    for rule in walk_rules(criterion.rule):
        parts = rule.parts if isinstance(rule, (SumRule, BestOfRule)) else []
        if isinstance(rule, BranchesRule):
            parts = list(rule.branches.values())
        yield from (part.only_if for part in parts if part.only_if is not None)


def _inputs_of(quantity: Quantity) -> Iterator[str]:
    for part in walk(quantity):
        if isinstance(part, str):
            yield part
        elif isinstance(part, RowOperation):
            yield part.rows_of
        elif isinstance(part, PreviousYear):
            yield part.previous_year


def _options(criterion: Criterion, places: Places) -> Iterator[Finding]:
    """Options scored that the choice does not have, and options without points."""
    for rule in walk_rules(criterion.rule):
        for reference, scored in rule.choices():
            asked = criterion.inputs.get(reference)
            if asked is None:
                continue
            real = ["yes", "no"] if asked.type == "yes_no" else [each.id for each in asked.options]
            wrong = [(each, NO_OPTION) for each in scored if each not in real]
            if not isinstance(rule, BranchesRule):
                wrong += [(each, NO_POINTS) for each in real if each not in scored]
            for option, problem in wrong:
                yield found(
                    "option-mismatch",
                    places.of("criterion", criterion.id),
                    criterion.id,
                    node=criterion.id,
                    id=option,
                    input=reference,
                    problem=problem,
                )


NO_OPTION = Text("không có trong câu hỏi", "is not among those asked")
NO_POINTS = Text("không có điểm", "has no points")


def _nodes(criterion: Criterion, known: set[str], places: Places) -> Iterator[Finding]:
    for node in read_nodes(criterion):
        if node not in known:
            yield found(
                "unknown-reference",
                places.of("criterion", criterion.id),
                criterion.id,
                where=criterion.id,
                what="criterion",
                id=node,
                near=near(node, known),
            )


def read_nodes(criterion: Criterion) -> Iterator[str]:
    """Ids of the criteria whose points a criterion reads."""
    quantities = [quantity for rule in walk_rules(criterion.rule) for quantity in rule.quantities()]
    quantities += [each.quantity for each in conditions_of(criterion) if each.quantity is not None]
    for quantity in quantities:
        for part in walk(quantity):
            if isinstance(part, PointsOf):
                yield part.points_of


def _unused(criteria: CriteriaSet, used: set[tuple[str, str]], places: Places) -> Iterator[Finding]:
    for criterion in criteria.criteria():
        if isinstance(criterion.rule, InformationRule):
            continue
        for name, asked in criterion.inputs.items():
            if (criterion.id, name) not in used and asked.type not in ("text", "date"):
                yield found(
                    "input-never-used",
                    places.of("criterion", criterion.id),
                    criterion.id,
                    node=criterion.id,
                    id=name,
                )


def circles(regulation: Regulation, places: Places) -> Iterator[Finding]:
    """Criteria whose points rest on their own points."""
    for criteria in regulation.criteria_sets.values():
        reads = {each.id: set(read_nodes(each)) for each in criteria.criteria()}
        for start, first in reads.items():
            reached: set[str] = set()
            frontier = set(first)
            while frontier:
                node = frontier.pop()
                if node not in reached:
                    reached.add(node)
                    frontier |= reads.get(node, set())
            if start in reached:
                place = places.of("criterion", start)
                yield found("circular-reference", place, start, node=start)
