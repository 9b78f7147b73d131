"""Khắc phục tồn tại: the points that units lost, what they promised, and what came of it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

from xephang.regulation import criteria_below
from xephang_web.assessments.last_year import units_before
from xephang_web.campaigns.models import Campaign, Participant
from xephang_web.campaigns.queries import campaign_today, regulation_of
from xephang_web.organisations.queries import predecessors
from xephang_web.results.models import Publication, RemedyMeasure
from xephang_web.results.runs import Published, exact, read_run
from xephang_web.results.show import node_of


def last_published(campaign: Campaign) -> Publication | None:
    """The decision that stands in public now, without its package."""
    found: Publication | None = (
        campaign.publications.filter(published_at__isnull=False)
        .defer("open_content", "run__content")
        .select_related("run")
        .first()
    )
    return found


def is_overdue(measure: RemedyMeasure, today: dt.date) -> bool:
    """True if the day promised has passed and the measure is not done."""
    return measure.progress != RemedyMeasure.Progress.DONE and measure.due < today


@dataclass(frozen=True)
class LostPoint:
    """Points that a unit lost in one criterion, and its measures against that."""

    criterion: str
    name: Any
    lost: Fraction
    settled: Fraction
    applicable: Fraction
    reason: Any
    citation: str
    measures: tuple[RemedyMeasure, ...] = ()


def lost_points(
    published: Published, participant: Participant, measures: list[RemedyMeasure]
) -> list[LostPoint]:
    """Every criterion in which the published result lacks points, the most lost first."""
    record = published.units.get(participant.unit.code, {})
    tree = record.get("tree")
    if tree is None:
        return []
    criteria = regulation_of(participant.campaign).criteria_sets[participant.group]
    found = []
    for section in criteria.sections:
        for each in criteria_below(section):
            node = node_of(tree, each.id) or {}
            settled, applicable = exact(node.get("points")), exact(node.get("applicable"))
            if settled is None or applicable is None or applicable <= settled:
                continue
            own = tuple(one for one in measures if one.criterion == each.id)
            found.append(
                LostPoint(
                    each.id,
                    each.name,
                    applicable - settled,
                    settled,
                    applicable,
                    node.get("reason"),
                    node.get("citation", ""),
                    own,
                )
            )
    return sorted(found, key=lambda each: -each.lost)


@dataclass
class Followed:
    """How far one unit is with what it lost, for the office."""

    participant: Participant
    lost: Fraction = Fraction(0)
    criteria: int = 0
    unanswered: int = 0
    """Lost points without any measure."""
    measures: list[RemedyMeasure] = field(default_factory=list)
    done: int = 0
    overdue: int = 0

    @property
    def under_way(self) -> int:
        """Measures that somebody works on."""
        return sum(1 for each in self.measures if each.progress == "under_way")


def follow_up(campaign: Campaign, publication: Publication) -> list[Followed]:
    """Every assessed unit's lost points and measures, those that answered least first."""
    published = read_run(publication.run)
    today = campaign_today(campaign)
    measures: dict[int, list[RemedyMeasure]] = {}
    for each in RemedyMeasure.objects.filter(participant__campaign=campaign):
        measures.setdefault(each.participant_id, []).append(each)
    rows = []
    for participant in campaign.participants.select_related("unit"):
        participant.campaign = campaign
        own = measures.get(participant.pk, [])
        lost = lost_points(published, participant, own)
        if not lost and not own:
            continue
        rows.append(
            Followed(
                participant,
                sum((each.lost for each in lost), Fraction(0)),
                len(lost),
                sum(1 for each in lost if not each.measures),
                own,
                sum(1 for each in own if each.progress == RemedyMeasure.Progress.DONE),
                sum(1 for each in own if is_overdue(each, today)),
            )
        )
    return sorted(
        rows, key=lambda row: (-row.overdue, -row.unanswered, row.participant.unit.sort_key)
    )


@dataclass(frozen=True)
class Promise:
    """What a unit lost in a criterion last year and promised to do about it.

    `unit` is named where it is another: a predecessor whose duties went over.
    """

    unit: str
    year: int
    lost: Fraction | None
    measures: tuple[tuple[RemedyMeasure, bool], ...]
    """Each measure, and whether its day has passed undone."""


def promises(participant: Participant) -> dict[str, list[Promise]]:
    """Criterion → last year's loss and measures of the unit and of those it came from (TH-11).

    Read once a request and kept with the participant: the rows of a form ask one by one.
    """
    kept: dict[str, list[Promise]] | None = participant.__dict__.get("_promises")
    if kept is None:
        kept = {}
        for criterion, each in _promises(participant):
            kept.setdefault(criterion, []).append(each)
        participant.__dict__["_promises"] = kept
    return kept


def _promises(participant: Participant) -> Iterator[tuple[str, Promise]]:
    before = participant.campaign.previous
    if before is None:
        return
    publication = last_published(before)
    if publication is None:
        return
    published = read_run(publication.run)
    units = {
        *units_before([participant.unit_id])[participant.unit_id],
        *predecessors([participant.unit_id]).get(participant.unit_id, []),
    }
    today = campaign_today(participant.campaign)
    listed = before.participants.filter(unit__in=units).select_related("unit")
    for each in listed.prefetch_related("remedies"):
        each.campaign = before
        measures = list(each.remedies.all())
        other = "" if each.unit_id == participant.unit_id else each.unit.name
        lost = {one.criterion: one.lost for one in lost_points(published, each, measures)}
        for criterion in sorted({*lost, *(one.criterion for one in measures)}):
            own = tuple(
                (one, is_overdue(one, today)) for one in measures if one.criterion == criterion
            )
            yield criterion, Promise(other, before.year, lost.get(criterion), own)
