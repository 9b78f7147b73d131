"""Lược bỏ trước khi công bố: the package that everybody may take.

Words that people typed (names of documents and persons) are taken out everywhere. Of a
unit marked as restricted (police, military: PHT-1) every figure it gave is taken out; its
points stand as settled, so that totals, classes and ranks still come out for anybody.
Where a criterion compares a unit with its whole block, and a restricted unit is the best or
the least of it, the others' points stand as settled too: the bound is a figure left out.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from xephang.campaign import NA_APPROVED, NOT_APPLICABLE, Override
from xephang.campaign import Campaign as CoreCampaign
from xephang.outcomes import Outcome, Status
from xephang.regulation import CriteriaSet, Regulation
from xephang.results import CampaignResults, Verdict, assess
from xephang.texts import Remark
from xephang_web.results.runs import figures

LEFT_OUT = "(lược bỏ)"
HELD = Remark(
    vi="So với cả khối, có số liệu đã lược bỏ của đơn vị hạn chế: giữ điểm đã chốt.",
    en="Compared with the whole block, which has left-out data of a restricted unit: "
    "the points stand as settled.",
)
_ROUNDS = 3
"""Points that hold may decide what others are compared with; so deep no regulation goes."""
_FLAGS = (NOT_APPLICABLE, NA_APPROVED)


class RedactionChangesResults(Exception):
    """The redacted package would not give the approved results: it must not be published."""


def redact(regulation: Regulation, campaign: CoreCampaign) -> tuple[CoreCampaign, list[str]]:
    """The campaign as it may be published, and the codes of units whose figures were left out.

    Raises `RedactionChangesResults` unless points, classes and ranks stay what they are.
    """
    full = assess(regulation, campaign)
    restricted = [each.unit for each in campaign.roster if each.restricted]
    groups = {each.unit: each.group for each in campaign.roster}
    answers: dict[str, Any] = {}
    overrides = [each for each in campaign.overrides if each.unit not in restricted]
    for unit, given in campaign.answers.items():
        criteria = regulation.criteria_sets.get(groups[unit])
        if criteria is None:
            continue
        if unit in restricted:
            # One that waits for a person has no points to stand in for its figures: without
            # them it waits as well, for the figures that are left out.
            if full.units[unit].verdict is not Verdict.PENDING:
                answers[unit] = _flags_only(given)
                overrides += _as_settled(unit, criteria, full)
        else:
            answers[unit] = _without_words(given, criteria)
    previous = {
        unit: _without_words(given, regulation.criteria_sets[groups[unit]])
        for unit, given in campaign.previous.items()
        if unit not in restricted and groups.get(unit) in regulation.criteria_sets
    }
    overrides = [
        each.model_copy(update={"reason": Remark(vi=LEFT_OUT), "by": LEFT_OUT})
        if each.unit in restricted
        else each
        for each in overrides
    ]
    open_campaign = campaign.model_copy(
        update={"answers": answers, "previous": previous, "overrides": tuple(overrides)}
    )
    for _round in range(_ROUNDS):
        found = assess(regulation, open_campaign)
        held = _moved_by_redaction(full, found)
        if not held:
            break
        open_campaign = open_campaign.model_copy(
            update={"overrides": (*open_campaign.overrides, *held)}
        )
    if held or _results(found, restricted) != _results(full, restricted):
        raise RedactionChangesResults
    return open_campaign, restricted


def _results(results: CampaignResults, restricted: list[str]) -> dict[str, tuple[str, str, str]]:
    """What must stay. A restricted unit that waits has no points yet, only that it waits."""
    found = figures(results)
    for unit in restricted:
        if results.units[unit].verdict is Verdict.PENDING:
            found[unit] = ("", *found[unit][1:])
    return found


def _moved_by_redaction(full: CampaignResults, found: CampaignResults) -> list[Override]:
    """Overrides that hold the criteria whose points are not what was settled."""
    held = []
    for unit, before in full.units.items():
        after = found.units[unit]
        if before.score is None or after.score is None:
            continue
        settled = {each.node: each for each in before.score.form.walk()}
        criteria = full.regulation.criteria_sets[before.unit.group].criteria()
        now = {each.node: each for each in after.score.form.walk()}
        held += [
            Override(unit=unit, criterion=each.id, points=was.points, reason=HELD, by=LEFT_OUT)
            for each in criteria
            if (was := settled.get(each.id)) is not None
            and (is_now := now.get(each.id)) is not None
            and was.points != is_now.points
            and is_now.status is not Status.OVERRIDDEN
        ]
    return held


def typed_words(campaign: CoreCampaign) -> list[tuple[str, str, str]]:
    """(unit, where, words) of every sentence of an official that the open package keeps.

    Reasons of set points, exemptions and rulings are public, because they explain a result.
    Whoever confirms the redaction reads them first: no word of them may be about a person.
    """
    said = [(each.unit, each.criterion, each.reason.vi) for each in campaign.overrides]
    said += [(each.unit, "", each.reason.vi) for each in campaign.exemptions]
    said += [(each.unit, "", each.reason.vi) for each in campaign.rulings]
    mine = (LEFT_OUT, HELD.vi)
    return [each for each in said if each[2] not in mine]


def _flags_only(given: Mapping[str, Mapping[str, Any]]) -> dict[str, dict[str, Any]]:
    kept = {
        criterion: {name: fields[name] for name in _FLAGS if name in fields}
        for criterion, fields in given.items()
    }
    found = {criterion: fields for criterion, fields in kept.items() if fields}
    # A form without answers would count as one that never came.
    return found or {criterion: {} for criterion in list(given)[:1]}


def _as_settled(unit: str, criteria: CriteriaSet, full: CampaignResults) -> list[Override]:
    score = full.units[unit].score
    if score is None:
        return []
    outcomes: dict[str, Outcome] = {each.node: each for each in score.form.walk()}
    return [
        Override(
            unit=unit,
            criterion=each.id,
            points=outcomes[each.id].points,
            reason=Remark(vi=LEFT_OUT),
            by=LEFT_OUT,
        )
        for each in criteria.criteria()
        if each.id in outcomes
        and outcomes[each.id].max_points > 0
        and outcomes[each.id].status
        not in (Status.NOT_APPLICABLE, Status.NOT_SCORED, Status.PENDING)
    ]


def _without_words(
    given: Mapping[str, Mapping[str, Any]], criteria: CriteriaSet
) -> dict[str, dict[str, Any]]:
    return {
        criterion: {name: _kept(criteria, criterion, name, value) for name, value in fields.items()}
        for criterion, fields in given.items()
    }


def _kept(criteria: CriteriaSet, criterion: str, name: str, value: Any) -> Any:
    found = criteria.criterion(criterion)
    asked = found.inputs.get(name) if found else None
    if asked is None:
        return value
    if asked.type == "text":
        return LEFT_OUT if value else value
    if isinstance(value, list):
        words = {key for key, column in asked.columns.items() if column.type == "text"}
        return [
            {key: LEFT_OUT if key in words and text else text for key, text in row.items()}
            for row in value
        ]
    return value
