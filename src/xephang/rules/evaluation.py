"""From a rule to an outcome: the one place where an award gets its name and maximum."""

from __future__ import annotations

from dataclasses import dataclass, replace
from fractions import Fraction

from xephang.outcomes import InputValue, Outcome, Status
from xephang.rules.base import Award, NeedsBlock, NotAnswered, NoValue, Rule, Sheet
from xephang.rules.conditions import Condition
from xephang.texts import Name, Text


@dataclass(frozen=True, slots=True)
class Subject:
    """What is being scored: a criterion, or a part of one."""

    node: str
    name: Name
    max_points: Fraction
    citation: str = ""
    inputs: tuple[InputValue, ...] = ()


def evaluate(
    rule: Rule, sheet: Sheet, subject: Subject, only_if: Condition | None = None
) -> Outcome:
    """The outcome of one rule for the unit on `sheet`. Never raises on answers.

    A missing answer gives no points and keeps the maximum; a value that other units
    decide, or that no text decides, is undecided.
    """
    try:
        if only_if is not None and not only_if.holds(sheet):
            unmet = Text("điều kiện không đạt: 0 điểm", "its condition is not met: 0 points")
            award = Award(Fraction(0), unmet)
        else:
            award = rule.award(sheet, subject.max_points)
    except NotAnswered as missing:
        award = Award(
            Fraction(0),
            Text(
                "chưa trả lời “{field}”: 0 điểm",
                "“{field}” is not answered: 0 points",
                {"field": sheet.label(missing.reference)},
            ),
            Status.UNANSWERED,
        )
    except NeedsBlock:
        award = Award(
            Fraction(0),
            Text("biết sau khi khóa sổ", "known after closing"),
            Status.KNOWN_AFTER_CLOSING,
        )
    except NoValue as undecided:
        award = Award(
            Fraction(0),
            Text(
                "chờ người có thẩm quyền: {why}",
                "for a person to decide: {why}",
                {"why": undecided.why},
            ),
            Status.PENDING,
        )
    applicable = subject.max_points if award.applicable is None else award.applicable
    return Outcome(
        node=subject.node,
        name=subject.name,
        points=award.points,
        max_points=subject.max_points,
        applicable_max=applicable,
        status=award.status,
        reason=award.reason,
        citation=subject.citation,
        inputs=subject.inputs,
        children=tuple(_within(part, subject.node) for part in award.parts),
    )


def _within(part: Outcome, node: str) -> Outcome:
    """A part, and what it is made of, under ids of their own: `2.6/1`, never a bare `1`.

    A bare position could be taken for a section of that id, and give it a wrong class.
    """
    children = tuple(_within(child, node) for child in part.children)
    return replace(part, node=f"{node}/{part.node}", children=children)
