"""Năm trước: a unit's figures of the year before, settled once they are published."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from fractions import Fraction

from xephang.campaign import FieldValue
from xephang.points import parse_exact
from xephang_web.assessments.models import SettledForm, Submission
from xephang_web.campaigns.models import Campaign, Participant
from xephang_web.organisations.queries import predecessors

Answers = dict[str, dict[str, FieldValue]]


@dataclass(frozen=True)
class LastYear:
    """What a unit is compared with: its own figures, or those of the one unit it came from.

    `is_settled` tells the source: True for what the published results of that year rest
    on, False for what the unit had claimed, which counts until they are published.
    `points` are the published ones by node; empty where nothing is published.
    """

    participant: Participant | None = None
    answers: Answers = field(default_factory=dict)
    points: Mapping[str, Fraction] = field(default_factory=dict)
    is_settled: bool = False


NOTHING = LastYear()


def last_year_of(participant: Participant) -> LastYear:
    """One unit's figures of the year before; empty where there are none."""
    found = figures_before(participant.campaign, [participant.unit_id])
    return found.get(participant.unit_id, NOTHING)


def _came_from(campaign: Campaign, units: list[int]) -> dict[int, list[int]]:
    """Unit id → what it came from by the end of the campaign's year.

    An act after that counts only where the office had a form go on in another for this very
    campaign: a merger of a later year makes nobody's figures of this one another's.
    """
    by_then = predecessors(units, until=dt.date(campaign.year, 12, 31))
    gone_on = set(
        campaign.participants.filter(superseded_by__isnull=False).values_list("unit", flat=True)
    )
    if gone_on:
        for unit, before in predecessors(units).items():
            known = by_then.setdefault(unit, [])
            known += [each for each in before if each in gone_on and each not in known]
    return by_then


def figures_before(campaign: Campaign, units: Iterable[int]) -> dict[int, LastYear]:
    """Unit id → its figures of the campaign before, in a fixed number of questions.

    A unit that came from several has no figures of its own to compare with.
    """
    if campaign.previous_id is None:
        return {}
    listed_units = list(units)
    came_from = _came_from(campaign, listed_units)
    wanted = {each: _candidates(each, came_from) for each in listed_units}
    asked = {one for listed in wanted.values() for one in listed}
    by_unit: dict[int, LastYear] = {}
    sent = Submission.objects.filter(
        assessment__participant__campaign=campaign.previous_id,
        assessment__participant__unit__in=asked,
        withdrawn_at__isnull=True,
    ).select_related("assessment__participant")
    for each in sent:
        participant = each.assessment.participant
        content = json.loads(each.content)
        by_unit[participant.unit_id] = LastYear(participant, dict(content["answers"]))
    settled = SettledForm.objects.filter(
        participant__campaign=campaign.previous_id, participant__unit__in=asked
    ).select_related("participant")
    for kept in settled:
        by_unit[kept.participant.unit_id] = LastYear(
            kept.participant,
            json.loads(kept.answers),
            {node: parse_exact(text) for node, text in json.loads(kept.points).items()},
            is_settled=True,
        )
    found = {}
    for unit, listed in wanted.items():
        chosen = next((by_unit[one] for one in listed if one in by_unit), None)
        if chosen is not None:
            found[unit] = chosen
    return found


def units_before(units: Iterable[int]) -> dict[int, list[int]]:
    """Unit id → the units whose last year is its own: itself, then the one it came from."""
    listed = list(units)
    came_from = predecessors(listed)
    return {each: _candidates(each, came_from) for each in listed}


def _candidates(unit: int, came_from: Mapping[int, list[int]]) -> list[int]:
    before = came_from.get(unit, [])
    return [unit, *(before if len(before) == 1 else [])]
