"""Tờ chấm: one unit's answers against its form, and the block of units it is compared with."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field, replace
from fractions import Fraction
from functools import lru_cache
from typing import Any

from xephang.applicability import REFUSED, not_applicable_outcome
from xephang.campaign import (
    NA_APPROVED,
    NOT_APPLICABLE,
    FieldValue,
    Override,
    UnitAnswers,
)
from xephang.errors import Problem
from xephang.indices import UnitScore
from xephang.outcomes import InputValue, Outcome, Status
from xephang.points import Number, Rounding, round_to
from xephang.regulation import (
    CriteriaSet,
    Criterion,
    NotApplicablePolicy,
    Regulation,
    criteria_below,
)
from xephang.rules.base import BlockValues, NeedsBlock, NotAnswered, NoValue, Row, clamp
from xephang.rules.evaluation import Subject, evaluate
from xephang.rules.quantities import Children, Predecessors, Quantity, Relatives, measure
from xephang.texts import Name, Remark, Text

SUPPOSED = Remark(vi="giả định", en="supposed")
"""The reason of points that nobody set: they are only tried."""


class Block:
    """The units that are compared with one another, once forms are closed.

    `sheets` are the assessed units of the campaign by id; relatives are found through
    `children` and `predecessors`, which map a unit to ids of other units.
    """

    def __init__(self, scorer: Callable[[UnitSheet], UnitScore]) -> None:
        self._scorer = scorer
        self._scores: dict[str, UnitScore] = {}
        self.sheets: dict[str, UnitSheet] = {}
        self.groups: dict[str, list[str]] = {}
        self.children: dict[str, list[str]] = {}
        self.predecessors: dict[str, list[str]] = {}
        self._values: dict[tuple[str, str, int], BlockValues] = {}

    def add(self, unit: str, sheet: UnitSheet) -> None:
        """Put one assessed unit into the block of its group."""
        self.sheets[unit] = sheet
        self.groups.setdefault(sheet.group, []).append(unit)

    def with_sheet(self, sheet: UnitSheet) -> Block:
        """The same block with one unit's sheet in place of the one it has."""
        made = Block(self._scorer)
        made.sheets = {**self.sheets, sheet.unit: sheet}
        made.groups, made.children = self.groups, self.children
        made.predecessors = self.predecessors
        made._scores.update(self._scores)
        made._scores.pop(sheet.unit, None)
        return made

    def score(self, unit: str) -> UnitScore:
        """The score of one unit of the block, computed once."""
        if unit not in self._scores:
            self._scores[unit] = self._scorer(self.sheets[unit])
        return self._scores[unit]

    def assessed(self, units: Iterable[str]) -> list[UnitSheet]:
        """The sheets of those of the units that have one: others have no form, or are elsewhere."""
        return [self.sheets[unit] for unit in units if unit in self.sheets]

    def values(self, group: str, criterion: str, quantity: Quantity) -> BlockValues:
        """The quantity for every unit of a group that has it, measured once."""
        key = (group, criterion, id(quantity))
        if key not in self._values:
            measured = (
                self.sheets[unit].measured(criterion, quantity)
                for unit in self.groups.get(group, [])
            )
            self._values[key] = BlockValues([each for each in measured if each is not None])
        return self._values[key]


def _disagreement(label: Name, figure: Fraction, expected: Fraction) -> Problem:
    return Problem(
        "sums-disagree",
        Text(
            "{label}: {figure}, nhưng theo số liệu khác của phiếu là {expected}",
            "{label}: {figure}, but {expected} by other figures of the form",
            {"label": label, "figure": Number(figure), "expected": Number(expected)},
        ),
    )


@dataclass(slots=True)
class UnitSheet:
    """One unit's answers against its form; scores criteria on demand, each once."""

    unit: str
    regulation: Regulation
    criteria_set: CriteriaSet
    answers: UnitAnswers
    previous: UnitAnswers = field(default_factory=dict)
    overrides: Mapping[str, Override] = field(default_factory=dict)
    block: Block | None = None
    _criteria: dict[str, Criterion] = field(init=False)
    _outcomes: dict[str, Outcome] = field(default_factory=dict, init=False)
    _under_way: set[str] = field(default_factory=set, init=False)
    section_outcomes: dict[str, Outcome] = field(default_factory=dict, init=False)
    """Sections scored so far by id; kept by whoever scores the whole sheet."""

    def __post_init__(self) -> None:
        self._criteria = {each.id: each for each in self.criteria_set.criteria()}

    @property
    def group(self) -> str:
        """The unit's target group."""
        return self.criteria_set.group

    def outcome(self, criterion_id: str) -> Outcome:
        """The outcome of one criterion."""
        if criterion_id not in self._outcomes:
            if criterion_id in self._under_way:
                raise NoValue(Text("tiêu chí dựa vào chính nó", "the criterion rests on itself"))
            self._under_way.add(criterion_id)
            self._outcomes[criterion_id] = self._scored(self._criteria[criterion_id])
            self._under_way.discard(criterion_id)
        return self._outcomes[criterion_id]

    def measured(self, criterion_id: str, quantity: Quantity) -> Fraction | None:
        """The quantity as this unit answers it; None where it has no value or is not applicable."""
        criterion = self._criteria.get(criterion_id)
        if criterion is None or self._not_applicable(criterion) is Status.NOT_APPLICABLE:
            return None
        try:
            return measure(quantity, CriterionSheet(self, criterion))
        except (NotAnswered, NoValue):
            return None

    def doubts(self) -> list[tuple[str, Problem]]:
        """(criterion, problem) of everything impossible in the answers."""
        found = []
        for criterion in self._criteria.values():
            if criterion.id in self.answers:
                sheet = CriterionSheet(self, criterion)
                found += [(criterion.id, each) for each in criterion.rule.doubts(sheet)]
        return found

    def disagreements(self) -> list[tuple[str, Problem]]:
        """(criterion, problem) of figures that do not come to what other answers say they are."""
        found = []
        for criterion in self._criteria.values():
            for name, asked in criterion.inputs.items():
                if asked.equals is None or name not in self.answers.get(criterion.id, {}):
                    continue
                figure = self.measured(criterion.id, name)
                expected = self.measured(criterion.id, asked.equals)
                if figure is not None and expected is not None and figure != expected:
                    found.append((criterion.id, _disagreement(asked.label, figure, expected)))
        return found

    def supposing(
        self,
        criterion_id: str,
        changed: AbstractSet[str],
        *,
        answers: Mapping[str, FieldValue] | None = None,
        points: Fraction | None = None,
    ) -> UnitSheet:
        """The same sheet with one criterion answered, or its points set, otherwise.

        `changed` are the criteria to be scored again, that one among them; every other
        outcome is taken over. Where they are compared with other units, those stay as
        they are.
        """
        given, overrides = dict(self.answers), dict(self.overrides)
        if answers is not None:
            given[criterion_id] = answers
            overrides.pop(criterion_id, None)
        if points is not None:
            overrides[criterion_id] = Override(
                unit=self.unit, criterion=criterion_id, points=points, reason=SUPPOSED, by=""
            )
        made = replace(self, answers=given, overrides=overrides)
        kept = {each: self.outcome(each) for each in self._criteria if each not in changed}
        made._outcomes.update(kept)
        for section in self.criteria_set.all_sections():
            same = not any(each.id in changed for each in criteria_below(section))
            if same and section.id in self.section_outcomes:
                made.section_outcomes[section.id] = self.section_outcomes[section.id]
        if answers is not None and self.block is not None:
            made.block = self.block.with_sheet(made)
        return made

    def policy(self, criterion: Criterion) -> NotApplicablePolicy:
        """What not applicable does for a criterion: its own policy, the regulation's, refused."""
        return criterion.not_applicable or self.regulation.file.not_applicable or REFUSED

    def _not_applicable(self, criterion: Criterion) -> Status | None:
        """None where not claimed; else whether it is granted."""
        given = self.answers.get(criterion.id, {})
        if given.get(NOT_APPLICABLE) != "yes":
            return None
        policy = self.policy(criterion)
        if policy.policy == "refused" or given.get(NA_APPROVED) != "yes":
            return Status.NOT_APPLICABLE_REFUSED
        return Status.NOT_APPLICABLE

    def _scored(self, criterion: Criterion) -> Outcome:
        maximum = self.criteria_set.max_of(criterion)
        subject = Subject(
            criterion.id, criterion.name, maximum, criterion.cite, self._inputs_of(criterion)
        )
        override = self.overrides.get(criterion.id)
        if override is not None:
            return _overridden(subject, override)
        claim = self._not_applicable(criterion)
        if claim is not None:
            return not_applicable_outcome(subject, self.policy(criterion), claim)
        outcome = evaluate(
            criterion.rule, CriterionSheet(self, criterion), subject, criterion.only_if
        )
        rounding = criterion.rounding or self.regulation.file.rounding.leaf
        return _rounded(outcome, rounding)

    def _inputs_of(self, criterion: Criterion) -> tuple[InputValue, ...]:
        given = self.answers.get(criterion.id, {})
        values = []
        for name, asked in criterion.inputs.items():
            value = given.get(name)
            if isinstance(value, list):
                value = "; ".join(", ".join(row.values()) for row in value)
            values.append(InputValue(name, asked.label, "" if value is None else value))
        return tuple(values)


def _rounded(outcome: Outcome, rounding: Rounding | None) -> Outcome:
    """A leaf's points rounded as declared; the reason says so where it changed them."""
    points = round_to(outcome.points, rounding)
    if points == outcome.points:
        return outcome
    reason = Text(
        "{reason} = {exact}, làm tròn {points}",
        "{reason} = {exact}, rounded to {points}",
        {
            "reason": outcome.reason,
            "exact": Number(outcome.points),
            "points": Number(points),
        },
    )
    return replace(outcome, points=points, reason=reason)


def _overridden(subject: Subject, override: Override) -> Outcome:
    points = clamp(override.points, Fraction(0), subject.max_points)
    return Outcome(
        subject.node,
        subject.name,
        points,
        subject.max_points,
        subject.max_points,
        Status.OVERRIDDEN,
        Text(
            "{by} ấn định {points} điểm: {reason}",
            "{by} set {points} points: {reason}",
            {"by": override.by, "points": Number(points), "reason": override.reason},
        ),
        subject.citation,
        subject.inputs,
    )


class CriterionSheet:
    """The `Sheet` of one criterion: resolves references for its rule."""

    __slots__ = ("_criterion", "_unit")

    def __init__(self, unit: UnitSheet, criterion: Criterion) -> None:
        self._unit = unit
        self._criterion = criterion

    @property
    def year(self) -> int:
        """The assessment year."""
        return self._unit.regulation.year

    def _given(self, reference: str, answers: UnitAnswers) -> Any:
        criterion, _, name = reference.rpartition("/")
        return answers.get(criterion or self._criterion.id, {}).get(name)

    def number(self, reference: str) -> Fraction:
        """The number answered. Raises `NotAnswered`."""
        return _number(self._given(reference, self._unit.answers), reference)

    def choice(self, reference: str) -> str:
        """The option chosen. Raises `NotAnswered`."""
        given = self._given(reference, self._unit.answers)
        if not isinstance(given, str):
            raise NotAnswered(reference)
        return given

    def rows(self, reference: str) -> list[Row]:
        """The rows of a repeating answer; none answered is an empty list."""
        given = self._given(reference, self._unit.answers)
        return given if isinstance(given, list) else []

    def previous(self, reference: str) -> Fraction:
        """The number answered the year before. Raises `NotAnswered`."""
        return _number(self._given(reference, self._unit.previous), f"{reference} (Y-1)")

    def label(self, reference: str, option: str | None = None) -> Name | Text:
        """What the form calls an input, or one of its options."""
        return self._unit.criteria_set.label(self._criterion, reference, option)

    def node(self, node: str) -> Outcome:
        """The outcome of another criterion of the form, undecided ones handed upwards."""
        outcome = self._unit.outcome(node)
        if outcome.status is Status.KNOWN_AFTER_CLOSING:
            raise NeedsBlock
        if outcome.status is Status.PENDING:
            raise NoValue(outcome.reason)
        return outcome

    def block(self, quantity: Quantity) -> BlockValues:
        """The quantity's value for every unit of the group that has one.

        Raises `NoValue` where there is none: a unit that was merged away may be the last.
        """
        if self._unit.block is None:
            raise NeedsBlock
        found = self._unit.block.values(self._unit.group, self._criterion.id, quantity)
        if not found.values:
            raise NoValue(
                Text("không có đơn vị nào để so sánh", "there is no unit to compare with")
            )
        return found

    def children(self, wanted: Children) -> list[Fraction]:
        """One value for each assessed unit directly below this one."""
        block = self._unit.block
        if block is None:
            raise NeedsBlock
        below = block.assessed(block.children.get(self._unit.unit, []))
        chosen = [each for each in below if not wanted.groups or each.group in wanted.groups]
        return [value for each in chosen if (value := _taken(block, each, wanted)) is not None]

    def predecessors(self, wanted: Predecessors) -> list[Fraction]:
        """One value for each assessed unit that this one succeeded."""
        block = self._unit.block
        if block is None:
            raise NeedsBlock
        before = block.assessed(block.predecessors.get(self._unit.unit, []))
        return [value for each in before if (value := _taken(block, each, wanted)) is not None]


def _number(given: Any, reference: str) -> Fraction:
    if not isinstance(given, str):
        raise NotAnswered(reference)
    return _exact(given)


@lru_cache(maxsize=100_000)
def _exact(canonical: str) -> Fraction:
    """The value of a canonical number; the same few numbers come again and again."""
    return Fraction(canonical)


def _taken(block: Block, sheet: UnitSheet, wanted: Relatives) -> Fraction | None:
    """What `wanted` takes from one related unit; None where it has no such value."""
    if wanted.take == "input":
        criterion, _, name = (wanted.of or "").rpartition("/")
        given = sheet.answers.get(criterion, {}).get(name)
        return _exact(given) if isinstance(given, str) else None
    score = block.score(sheet.unit)
    outcome = score.form if wanted.of is None else score.form.find(wanted.of)
    if outcome is None or outcome.is_undecided:
        return None
    if wanted.of is None and wanted.take == "points":
        return score.total.points
    if wanted.take == "points":
        return outcome.points
    if outcome.applicable_max == 0:
        return None
    return outcome.points / outcome.applicable_max
