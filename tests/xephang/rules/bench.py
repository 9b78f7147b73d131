"""A workbench for rules: one criterion, its answers, its award, without any files."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Any

from pydantic import TypeAdapter

from xephang.campaign import Campaign, RosterUnit
from xephang.classes import Classification, classify
from xephang.indices import UnitScore
from xephang.outcomes import Outcome
from xephang.regulation import CriteriaSet, FormFile, Regulation, RegulationFile
from xephang.results import CampaignResults, assess
from xephang.rules import AnyRule
from xephang.rules.base import Rule
from xephang.scoring import score_unit

DECISION = {"number": "1/QĐ", "date": dt.date(2020, 1, 1), "issuer": "UBND", "title": "Quy định"}
RULE: TypeAdapter[Rule] = TypeAdapter(AnyRule)


def parsed(rule: Mapping[str, Any]) -> Rule:
    """A rule from its written form."""
    return RULE.validate_python(dict(rule))


def criterion(
    criterion_id: str, maximum: str, rule: Mapping[str, Any], **more: Any
) -> dict[str, Any]:
    """A criterion that asks, as plain numbers, whatever the test answers."""
    return {"id": criterion_id, "name": criterion_id, "max": maximum, "rule": rule, **more}


def regulation(
    criteria: list[dict[str, Any]] | dict[str, list[dict[str, Any]]], year: int = 2020, **more: Any
) -> Regulation:
    """A regulation of one group `g` (or `groups=`): criteria in section A, or by section."""
    by_section = criteria if isinstance(criteria, dict) else {"A": criteria}
    groups = more.pop("groups", ["g"])
    sections = more.pop("sections", [{"id": each, "name": each} for each in by_section])
    file = RegulationFile.model_validate(
        {
            "language": "1",
            "id": "x/1",
            "decision": DECISION,
            "groups": [{"id": each, "name": each, "members": each} for each in groups],
            "sections": sections,
            **more,
        }
    )
    form = FormFile.model_validate(
        {
            "year": str(year),
            "groups": groups,
            "sections": [{"id": each, "criteria": made} for each, made in by_section.items()],
        }
    )
    filled = {each.id: each.criteria for each in form.sections}
    sets = {}
    for group in groups:
        tree = [
            each.model_copy(
                update={
                    "criteria": [
                        made
                        for made in filled.get(each.id, [])
                        if not made.applies_to or group in made.applies_to
                    ]
                }
            )
            for each in file.sections
        ]
        sets[group] = CriteriaSet(group, tuple(tree), (), illustrative=False)
    return Regulation(file, year, sets, "0" * 64)


def scored(
    rule: Mapping[str, Any], answers: Mapping[str, Any], maximum: str = "10", **more: Any
) -> Outcome:
    """The outcome of one criterion `1` under a rule, for one unit alone."""
    built = regulation([criterion("1", maximum, rule)], **more)
    score = score_unit(built, "g", {"1": dict(answers)})
    outcome = score.form.find("1")
    assert outcome is not None
    return outcome


def points(
    rule: Mapping[str, Any], answers: Mapping[str, Any], maximum: str = "10", **more: Any
) -> Fraction:
    """The points of one criterion."""
    return scored(rule, answers, maximum, **more).points


def score(built: Regulation, answers: Mapping[str, Mapping[str, Any]], **more: Any) -> UnitScore:
    """One unit of group `g` scored."""
    return score_unit(built, "g", {key: dict(value) for key, value in answers.items()}, **more)


def campaign(
    built: Regulation, answers: Mapping[str, Mapping[str, Mapping[str, Any]]], **more: Any
) -> CampaignResults:
    """A campaign over units named by the answers; `roster=` where they are more than units of g."""
    roster = more.pop("roster", None)
    members = roster or [RosterUnit(unit=each, group="g") for each in answers]
    plain = {
        unit: {key: dict(value) for key, value in given.items()} for unit, given in answers.items()
    }
    return assess(built, Campaign(year=2020, roster=tuple(members), answers=plain, **more))


def totals(built: Regulation, values: Mapping[str, str], **more: Any) -> CampaignResults:
    """A campaign in which criterion `1` simply takes each unit's value."""
    return campaign(built, {unit: {"1": {"v": value}} for unit, value in values.items()}, **more)


def plain(maximum: str = "100", **more: Any) -> Regulation:
    """A regulation whose only criterion takes a value as it is."""
    table = {"id": "t", "name": "t", "groups": ["g"], **more.pop("table", {})}
    taken = criterion("1", maximum, {"kind": "given", "of": "v"})
    return regulation([taken], rank_tables=[table], **more)


def ranks(results: CampaignResults) -> dict[str, int]:
    """Unit → rank, over all tables."""
    return {row.unit.unit: row.rank for table in results.tables for row in table.rows}


def classed(classes: Sequence[Mapping[str, Any]], value: str, **sections: str) -> Classification:
    """The class of an exact value, and section points, under bands."""
    built = plain(classes=[{"classes": [dict(each) for each in classes]}])
    exact = {name: Fraction(each) for name, each in sections.items()}
    return classify(built.file.classes[0], Fraction(value), exact)
