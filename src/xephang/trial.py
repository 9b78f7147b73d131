"""Chạy thử: what a draft regulation would have done to a year's real answers."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from xephang.campaign import Campaign
from xephang.regulation import Criterion, Regulation
from xephang.results import CampaignResults, UnitResult, assess


@dataclass(frozen=True, slots=True)
class Moved:
    """One unit under the old and the draft regulation."""

    before: UnitResult
    after: UnitResult
    rank_before: int | None
    rank_after: int | None

    @property
    def changes_class(self) -> bool:
        """True if the class, or the verdict, is another."""
        return (
            _class_id(self.before) != _class_id(self.after)
            or self.before.verdict != self.after.verdict
        )


@dataclass(frozen=True, slots=True)
class Discrimination:
    """How well one criterion tells units of a group apart.

    `spread` is the difference between the best and the worst points as a share of the
    maximum; 0 means that the criterion decides nothing.
    """

    group: str
    criterion: Criterion
    least: Fraction
    most: Fraction
    maximum: Fraction
    at_maximum: int
    units: int

    @property
    def discriminates(self) -> bool:
        """True if at least two units differ."""
        return self.least != self.most


@dataclass(frozen=True, slots=True)
class Trial:
    """A draft beside the regulation in force, on the same units.

    `dropped` are (group, criterion) whose old answers the draft cannot take over, and
    `unanswered` the draft's criteria that nobody has answers for.
    """

    before: CampaignResults
    after: CampaignResults
    moved: tuple[Moved, ...]
    criteria: tuple[Discrimination, ...]
    dropped: tuple[tuple[str, str], ...]
    unanswered: tuple[tuple[str, str], ...]


def trial(old: Regulation, new: Regulation, campaign: Campaign) -> Trial:
    """Score last year's campaign by `old` and by the draft `new`, and compare.

    An answer is taken over where the draft's criterion of the same id asks the same
    inputs; nothing is guessed. Who was late last year stays out: a draft's deadlines
    say nothing of forms that were sent under others.
    """
    before = assess(old, campaign)
    carried, dropped = _carried(old, new, campaign)
    scored = {unit: each for unit, each in carried.items() if before.units[unit].score is not None}
    after = assess(new, campaign.model_copy(update={"answers": scored, "receipts": None}))
    ranks = _ranks(before), _ranks(after)
    moved = tuple(
        Moved(before.units[unit], after.units[unit], ranks[0].get(unit), ranks[1].get(unit))
        for unit in sorted(before.units)
    )
    answered = {
        (member.group, criterion)
        for member in campaign.roster
        for criterion in carried.get(member.unit, {})
    }
    unanswered = tuple(
        (group, criterion.id)
        for group, criteria in new.criteria_sets.items()
        for criterion in criteria.criteria()
        if criterion.inputs and (group, criterion.id) not in answered
    )
    return Trial(before, after, moved, _discriminations(after), dropped, unanswered)


def _carried(
    old: Regulation, new: Regulation, campaign: Campaign
) -> tuple[dict[str, dict[str, dict[str, object]]], tuple[tuple[str, str], ...]]:
    """The answers that the draft can take, and (group, criterion) of those that it cannot."""
    carried: dict[str, dict[str, dict[str, object]]] = {}
    dropped: set[tuple[str, str]] = set()
    for member in campaign.roster:
        before, after = (each.criteria_sets.get(member.group) for each in (old, new))
        for criterion_id, fields in campaign.answers.get(member.unit, {}).items():
            was = before.criterion(criterion_id) if before else None
            now = after.criterion(criterion_id) if after else None
            if was is not None and now is not None and _asks_the_same(was, now):
                carried.setdefault(member.unit, {})[criterion_id] = dict(fields)
            else:
                dropped.add((member.group, criterion_id))
    return carried, tuple(sorted(dropped))


def _asks_the_same(old: Criterion, new: Criterion) -> bool:
    """True if every input of the draft was asked before, in the same way."""
    return all(
        name in old.inputs
        and old.inputs[name].type == asked.type
        and {each.id for each in asked.options} >= {each.id for each in old.inputs[name].options}
        for name, asked in new.inputs.items()
    )


def _ranks(results: CampaignResults) -> dict[str, int]:
    return {row.unit.unit: row.rank for table in results.tables for row in table.rows}


def _class_id(result: UnitResult) -> str | None:
    return result.classification.class_id if result.classification else None


def _discriminations(results: CampaignResults) -> tuple[Discrimination, ...]:
    """Every scored criterion of every group, over the units that were scored."""
    found = []
    for group, criteria in results.regulation.criteria_sets.items():
        scores = [
            {each.node: each for each in unit.score.form.walk()}
            for unit in results.units.values()
            if unit.unit.group == group and unit.score is not None
        ]
        for criterion in criteria.criteria():
            maximum = criteria.max_of(criterion)
            points = [each[criterion.id].points for each in scores if criterion.id in each]
            if not points or maximum == 0:
                continue
            at_maximum = sum(each == maximum for each in points)
            found.append(
                Discrimination(
                    group, criterion, min(points), max(points), maximum, at_maximum, len(points)
                )
            )
    return tuple(found)
