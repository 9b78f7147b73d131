"""Phần lược bỏ: exactly what the open package lacks, for whoever confirms the publication."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from xephang.campaign import Campaign as CoreCampaign
from xephang.campaign import UnitAnswers
from xephang.regulation import CriteriaSet, Regulation
from xephang_web.results.redaction import redact, typed_words


@dataclass(frozen=True)
class UnitLeftOut:
    """What is left out of one unit: a criterion with the fields that go."""

    name: str
    is_restricted: bool
    fields: tuple[tuple[str, Any], ...]
    """(criterion, what the field is called)."""


@dataclass(frozen=True)
class LeftOut:
    """Everything that redaction takes out, and every sentence of officials that stays."""

    units: tuple[UnitLeftOut, ...]
    kept_words: tuple[tuple[str, str, str], ...]
    """(unit, criterion, words) of reasons that everybody will read."""

    @property
    def count(self) -> int:
        """How many fields go."""
        return sum(len(each.fields) for each in self.units)


def left_out_of(regulation: Regulation, campaign: CoreCampaign) -> LeftOut:
    """Compare what was approved with what would be open. Raises `RedactionChangesResults`."""
    opened, restricted = redact(regulation, campaign)
    names = {each.unit: each.title for each in campaign.roster}
    groups = {each.unit: each.group for each in campaign.roster}
    found = []
    for unit in sorted(campaign.answers, key=lambda one: names.get(one, one)):
        criteria = regulation.criteria_sets.get(groups.get(unit, ""))
        if criteria is None:
            continue
        fields = _gone(campaign.answers[unit], opened.answers.get(unit, {}), criteria)
        if fields or unit in restricted:
            found.append(UnitLeftOut(names.get(unit, unit), unit in restricted, fields))
    words = [
        (names.get(unit, unit), criterion, said) for unit, criterion, said in typed_words(opened)
    ]
    return LeftOut(tuple(found), tuple(words))


def _gone(
    full: UnitAnswers, opened: Mapping[str, Mapping[str, Any]], criteria: CriteriaSet
) -> tuple[tuple[str, Any], ...]:
    found = []
    for criterion, fields in full.items():
        asked = criteria.criterion(criterion)
        for name, value in fields.items():
            if opened.get(criterion, {}).get(name) != value:
                known = asked.inputs.get(name) if asked is not None else None
                found.append((criterion, known.label if known is not None else name))
    return tuple(found)
