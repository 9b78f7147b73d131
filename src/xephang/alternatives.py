"""Nếu khác đi: what a unit's total, class and rank would be with one criterion found otherwise.

Asked thousands of times, for everything that nobody has checked yet: one criterion is scored
again, with those that rest on it, and the unit is put among the others, who stay as they are.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property

from xephang.campaign import FieldValue
from xephang.canonical import digest
from xephang.outcomes import Outcome
from xephang.ranking import Entry, Standings
from xephang.regulation import CriteriaSet
from xephang.results import CampaignResults, TableResult, UnitResult, Verdict, entry_of, verdict_on
from xephang.rules import is_block_rule
from xephang.scoring import score_sheet


@dataclass(frozen=True, slots=True)
class Figures:
    """What a score gives a unit, before it is put among the others."""

    outcome: Outcome
    """Of the criterion that was asked about."""
    total: Fraction
    verdict: Verdict
    class_id: str | None
    class_position: int
    """0 for the highest class, counting down; beyond the last for none."""
    entry: Entry | None
    """What it is ranked by; None where it is not ranked."""


@dataclass(frozen=True, slots=True)
class Placing:
    """Where figures put a unit: its rank and how many its table ranks, None where it has none."""

    figures: Figures
    rank: int | None
    of: int


class Alternatives:
    """The results of a campaign, and what they would be for one unit with one thing changed."""

    def __init__(self, results: CampaignResults) -> None:
        self.results = results
        self._dependents = {
            group: dependents(criteria)
            for group, criteria in results.regulation.criteria_sets.items()
        }
        self._table_of = dict(_first_tables(results))
        self._standings: dict[int, Standings] = {}

    def as_it_stands(self, unit: str, criterion: str) -> Figures:
        """What the unit has now."""
        result = self.results.units[unit]
        return self._figures(result, criterion)

    def otherwise(
        self,
        unit: str,
        criterion: str,
        *,
        answers: Mapping[str, FieldValue] | None = None,
        points: Fraction | None = None,
    ) -> Figures:
        """What the unit would have with other answers to a criterion, or points set there."""
        sheet = self.results.block.sheets[unit]
        changed = self._dependents[sheet.group][criterion]
        supposed = sheet.supposing(criterion, changed, answers=answers, points=points)
        before = self.results.before_scoring[unit]
        result = verdict_on(self.results.regulation, before.unit, score_sheet(supposed), before)
        return self._figures(result, criterion)

    def is_compared(self, group: str, criterion: str) -> bool:
        """True if the criterion, or one that rests on it, is scored beside other units."""
        criteria = self.results.regulation.criteria_sets[group]
        changed = self._dependents[group][criterion]
        return any(is_block_rule(each.rule) for each in criteria.criteria() if each.id in changed)

    @cached_property
    def fingerprint(self) -> str:
        """A digest of every unit's answers: what comparisons rest on."""
        sheets = self.results.block.sheets
        return digest({unit: sheet.answers for unit, sheet in sheets.items()})

    def _figures(self, result: UnitResult, criterion: str) -> Figures:
        score = result.score
        assert score is not None
        outcome = score.form.find(criterion)
        assert outcome is not None
        table = self._table_of.get(result.unit.unit)
        is_ranked = result.verdict is Verdict.RANKED and table is not None
        found = result.classification
        scheme = self.results.regulation.scheme(result.unit.group)
        names = [each.id for each in scheme.classes] if scheme else []
        class_id = found.class_id if found else None
        return Figures(
            outcome=outcome,
            total=score.total.points,
            verdict=result.verdict,
            class_id=class_id,
            class_position=names.index(class_id) if class_id in names else len(names),
            entry=entry_of(table.table, self.results.regulation, result)
            if is_ranked and table is not None
            else None,
        )

    def place(self, unit: str, figures: Figures) -> Placing:
        """Put figures of a unit among the others of its table."""
        table = self._table_of.get(unit)
        if table is None or figures.entry is None:
            return Placing(figures, None, len(table.rows) if table else 0)
        return Placing(figures, self._among(table).place(figures.entry), len(table.rows))

    def _among(self, table: TableResult) -> Standings:
        if id(table) not in self._standings:
            declared = table.table
            entries = [
                entry_of(declared, self.results.regulation, self.results.units[each.unit.unit])
                for each in table.rows
            ]
            self._standings[id(table)] = Standings(
                [each for each in entries if each is not None],
                ties=declared.ties or "competition",
                precision=declared.precision,
                class_first=declared.order == "class_first",
            )
        return self._standings[id(table)]


def _first_tables(results: CampaignResults) -> Iterator[tuple[str, TableResult]]:
    """(unit, the first table that it stands in or would stand in)."""
    seen: set[str] = set()
    for table in results.tables:
        members = [
            *(each.unit.unit for each in table.rows),
            *(each.unit.unit for each in table.not_ranked),
        ]
        for unit in members:
            if unit not in seen:
                seen.add(unit)
                yield unit, table


def dependents(criteria: CriteriaSet) -> dict[str, frozenset[str]]:
    """Criterion → itself and every criterion whose rule may read it, directly or through others.

    Found by the references that rules write: `other/input`, or the id of another node.
    """
    listed = list(criteria.criteria())
    known = {each.id for each in listed}
    reads: dict[str, set[str]] = {}
    for each in listed:
        written = {"rule": each.rule.model_dump()}
        if each.only_if is not None:
            written["only_if"] = each.only_if.model_dump()
        named = {text.partition("/")[0] if "/" in text else text for text in _texts(written)}
        reads[each.id] = (named & known) - {each.id}
    found = {}
    for start in known:
        reached, edge = {start}, {start}
        while edge:
            edge = {other for other, named in reads.items() if named & edge} - reached
            reached |= edge
        found[start] = frozenset(reached)
    return found


def _texts(written: object) -> Iterator[str]:
    if isinstance(written, str):
        yield written
    elif isinstance(written, dict):
        for each in written.values():
            yield from _texts(each)
    elif isinstance(written, list | tuple):
        for each in written:
            yield from _texts(each)
