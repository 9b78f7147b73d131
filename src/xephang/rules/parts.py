"""`sum`, `best_of` and `branches`: rules made of other rules (F7, F11 to F15, G13)."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import TYPE_CHECKING, Annotated, Literal

from pydantic import Field, model_validator

from xephang.outcomes import Outcome, Status, sum_applicable, sum_points
from xephang.points import Exact, Number
from xephang.rules.base import Award, NeedsBlock, NoValue, Rule, Sheet, clamp, not_applicable
from xephang.rules.conditions import Condition
from xephang.rules.evaluation import Subject, evaluate
from xephang.rules.quantities import Quantity
from xephang.rules.words import Labels, condition_words, joined
from xephang.texts import Model, Name, NameField, Text

if TYPE_CHECKING:
    from xephang.rules import AnyRule


class Part(Model):
    """A part of a criterion with its own rule and its own maximum.

    The maximum is `max`, or `weight` of the whole; without either, the whole.
    """

    name: NameField | None = None
    max: Exact | None = None
    weight: Exact | None = None
    only_if: Condition | None = None
    rule: AnyRule

    @model_validator(mode="after")
    def _has_one_maximum(self) -> Part:
        if self.max is not None and self.weight is not None:
            raise ValueError("a part has a max or a weight, not both")
        return self

    def max_of(self, max_points: Fraction) -> Fraction:
        """The part's own maximum, within a criterion of `max_points`."""
        if self.weight is not None:
            return self.weight * max_points
        return max_points if self.max is None else self.max

    def in_words(self, max_points: Fraction, labels: Labels) -> Text:
        """The part's name, rule and condition."""
        words = [self.rule.in_words(self.max_of(max_points), labels)]
        if self.only_if is not None:
            words.append(condition_words(self.only_if, labels))
        if self.name is None:
            return joined(words, ", ")
        values = {"name": self.name, "rule": joined(words, ", ")}
        return Text("{name}: {rule}", "{name}: {rule}", values)

    def outcome(self, sheet: Sheet, node: str, max_points: Fraction) -> Outcome:
        """The part scored for the unit on `sheet`."""
        subject = Subject(node, self.name or Name(vi=node), self.max_of(max_points))
        return evaluate(self.rule, sheet, subject, self.only_if)


def _require_decided(outcomes: list[Outcome]) -> None:
    """Hand the first undecided part upwards: a sum over it would not be a score."""
    for outcome in outcomes:
        if outcome.status is Status.KNOWN_AFTER_CLOSING:
            raise NeedsBlock
        if outcome.status is Status.PENDING:
            raise NoValue(outcome.reason)


class SumRule(Rule):
    """Cộng các phần: parts of unlike kinds added up, never above the maximum."""

    kind: Literal["sum"]
    parts: Annotated[list[Part], Field(min_length=1)]

    def award(self, sheet: Sheet, max_points: Fraction) -> Award:
        """The parts' points together; parts not applicable leave the maximum."""
        outcomes = [
            part.outcome(sheet, str(position), max_points)
            for position, part in enumerate(self.parts, start=1)
        ]
        _require_decided(outcomes)
        if all(outcome.status is Status.NOT_APPLICABLE for outcome in outcomes):
            return not_applicable(Text("không phần nào áp dụng", "no part is applicable"))
        applicable = min(max_points, sum_applicable(outcomes))
        points = clamp(sum_points(outcomes), Fraction(0), applicable)
        answered = any(outcome.status is not Status.UNANSWERED for outcome in outcomes)
        reason = Text(
            "cộng {count} phần: {points} điểm, tối đa {max}",
            "{count} parts added: {points} points, at most {max}",
            {"count": len(outcomes), "points": Number(points), "max": Number(applicable)},
        )
        status = Status.SCORED if answered else Status.UNANSWERED
        return Award(points, reason, status, applicable, tuple(outcomes))

    def in_words(self, max_points: Fraction, labels: Labels) -> Text:
        """Every part, to be added up."""
        return joined([part.in_words(max_points, labels) for part in self.parts], " + ")

    def quantities(self) -> Iterator[Quantity]:
        """None of its own."""
        return iter(())

    def subrules(self) -> Iterator[tuple[Rule, Fraction | None]]:
        """Every part's rule with its maximum."""
        for part in self.parts:
            yield part.rule, part.max

    def attainable(self, max_points: Fraction) -> Fraction:
        """What the parts can earn together, at most the maximum."""
        reachable = sum(
            (part.rule.attainable(part.max_of(max_points)) for part in self.parts), Fraction(0)
        )
        return min(max_points, reachable)


class BestOfRule(Rule):
    """Trường hợp có điểm cao nhất: the best of several ways to be scored (F13)."""

    kind: Literal["best_of"]
    parts: Annotated[list[Part], Field(min_length=2)]

    def award(self, sheet: Sheet, max_points: Fraction) -> Award:
        """The points of the best part; the first of equals is named."""
        outcomes = [
            part.outcome(sheet, str(position), max_points)
            for position, part in enumerate(self.parts, start=1)
        ]
        _require_decided(outcomes)
        counted = [each for each in outcomes if each.status is not Status.NOT_APPLICABLE]
        if not counted:
            return not_applicable(Text("không cách nào áp dụng", "no alternative is applicable"))
        best = max(counted, key=lambda outcome: outcome.points)
        reason = Text(
            "cao nhất là “{name}”: {points} điểm",
            "the best is “{name}”: {points} points",
            {"name": best.name, "points": Number(best.points)},
        )
        unanswered = all(each.status is Status.UNANSWERED for each in counted)
        status = Status.UNANSWERED if unanswered else Status.SCORED
        points = clamp(best.points, Fraction(0), max_points)
        return Award(points, reason, status, parts=tuple(outcomes))

    def in_words(self, max_points: Fraction, labels: Labels) -> Text:
        """Every alternative, the best of which counts."""
        parts = joined([part.in_words(max_points, labels) for part in self.parts], " | ")
        values = {"parts": parts}
        return Text("trường hợp cao nhất: {parts}", "the best of: {parts}", values)

    def quantities(self) -> Iterator[Quantity]:
        """None of its own."""
        return iter(())

    def subrules(self) -> Iterator[tuple[Rule, Fraction | None]]:
        """Every alternative's rule with its maximum."""
        for part in self.parts:
            yield part.rule, part.max

    def attainable(self, max_points: Fraction) -> Fraction:
        """What the best alternative can earn."""
        return min(
            max_points,
            max(part.rule.attainable(part.max_of(max_points)) for part in self.parts),
        )


class BranchesRule(Rule):
    """Rẽ nhánh: the option chosen decides which rule scores, each with its own cap (F14)."""

    kind: Literal["branches"]
    input: str
    branches: Annotated[dict[str, Part], Field(min_length=1)]

    def award(self, sheet: Sheet, max_points: Fraction) -> Award:
        """The points of the branch chosen; an option without a branch gives none."""
        chosen = sheet.choice(self.input)
        part = self.branches.get(chosen)
        if part is None:
            values = {"option": sheet.label(self.input, chosen)}
            reason = Text("“{option}”: 0 điểm", "“{option}”: 0 points", values)
            return Award(Fraction(0), reason)
        outcome = part.outcome(sheet, chosen, max_points)
        _require_decided([outcome])
        if outcome.status is Status.NOT_APPLICABLE:
            return not_applicable(outcome.reason)
        points = clamp(outcome.points, Fraction(0), max_points)
        reason = Text(
            "nhánh “{option}”: {points} điểm, tối đa {max}",
            "branch “{option}”: {points} points, at most {max}",
            {
                "option": sheet.label(self.input, chosen),
                "points": Number(points),
                "max": Number(outcome.max_points),
            },
        )
        return Award(points, reason, outcome.status, parts=(outcome,))

    def in_words(self, max_points: Fraction, labels: Labels) -> Text:
        """Every branch by its option."""
        branches = [
            Text(
                "“{option}”: {rule}",
                "“{option}”: {rule}",
                {
                    "option": labels(self.input, option),
                    "rule": part.in_words(max_points, labels),
                },
            )
            for option, part in self.branches.items()
        ]
        return joined(branches, " | ")

    def quantities(self) -> Iterator[Quantity]:
        """None of its own."""
        return iter(())

    def choices(self) -> Iterator[tuple[str, tuple[str, ...]]]:
        """The choice that selects the branch."""
        yield self.input, tuple(self.branches)

    def subrules(self) -> Iterator[tuple[Rule, Fraction | None]]:
        """Every branch's rule with its maximum."""
        for part in self.branches.values():
            yield part.rule, part.max

    def attainable(self, max_points: Fraction) -> Fraction:
        """What the best branch can earn."""
        return min(
            max_points,
            max(part.rule.attainable(part.max_of(max_points)) for part in self.branches.values()),
        )
