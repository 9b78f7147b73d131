"""Hình của kết quả: claimed against settled, and the classes before and after the appeals."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from xephang.canonical import digest
from xephang.regulation import Regulation
from xephang.results import CampaignResults, assess
from xephang_web.appraisal.effects import alternatives_of
from xephang_web.appraisal.ledger import CLAIMED, SETTLED, stage_campaign
from xephang_web.appraisal.memory import Memory
from xephang_web.assessments.pages import is_elsewhere
from xephang_web.campaigns.models import Campaign
from xephang_web.campaigns.queries import regulation_of
from xephang_web.results.models import ScoringRun
from xephang_web.results.runs import results_of

_claimed = Memory(8)


@dataclass(frozen=True)
class ClaimedSettled:
    """One unit's total as it claimed it and as it was settled."""

    name: str
    claimed: Fraction
    settled: Fraction
    maximum: Fraction

    @property
    def difference(self) -> Fraction:
        """What appraisal and council took off, or gave."""
        return self.settled - self.claimed

    @property
    def claimed_share(self) -> Fraction:
        """The claim as a share of the form."""
        return self.claimed / self.maximum if self.maximum else Fraction(0)

    @property
    def settled_share(self) -> Fraction:
        """What was settled as a share of the form."""
        return self.settled / self.maximum if self.maximum else Fraction(0)


@dataclass(frozen=True)
class GroupPicture:
    """The units of one group, the greatest difference first."""

    name: Any
    rows: tuple[ClaimedSettled, ...]


@dataclass(frozen=True)
class ClassCount:
    """How many units a class had before the appeals, and has now."""

    name: Any
    before: int
    after: int
    of: int

    @property
    def change(self) -> int:
        """How many more it has now."""
        return self.after - self.before


@dataclass(frozen=True)
class ClassPicture:
    """The classes of one group, the highest first."""

    name: Any
    counts: tuple[ClassCount, ...]


def claimed_against_settled(campaign: Campaign) -> list[GroupPicture]:
    """Every assessed unit's claimed and settled total, group by group, scored with the block.

    What the unit is not asked, a survey or the council answers: there the settled value
    stands in both, so that the difference is about claims alone.
    """
    regulation = regulation_of(campaign)
    claimed = _as_claimed(campaign, regulation)
    settled = alternatives_of(campaign, stage=SETTLED).results
    found = []
    for group in regulation.file.groups:
        rows = []
        for code, result in settled.units.items():
            before = claimed.units[code]
            if result.unit.group != group.id or result.score is None or before.score is None:
                continue
            total = result.score.total
            rows.append(
                ClaimedSettled(
                    result.unit.title, before.score.total.points, total.points, total.max_points
                )
            )
        if rows:
            rows.sort(key=lambda each: (-abs(each.difference), each.name))
            found.append(GroupPicture(group.name, tuple(rows)))
    return found


def _as_claimed(campaign: Campaign, regulation: Regulation) -> CampaignResults:
    """The results if every claim had held, with the settled values where nothing was claimed."""
    claims, settled = stage_campaign(campaign, CLAIMED), stage_campaign(campaign, SETTLED)
    groups = {each.unit: each.group for each in settled.roster}
    answers, supplied = {}, set()
    for unit, given in claims.answers.items():
        answers[unit] = dict(given)
        for each in regulation.criteria_sets[groups[unit]].criteria():
            if is_elsewhere(each) and not given.get(each.id):
                supplied.add((unit, each.id))
                if each.id in settled.answers.get(unit, {}):
                    answers[unit][each.id] = settled.answers[unit][each.id]
    merged = claims.model_copy(
        update={
            "answers": answers,
            "overrides": tuple(
                each for each in settled.overrides if (each.unit, each.criterion) in supplied
            ),
        }
    )
    key = f"{regulation.digest} {digest(merged.model_dump(mode='json'))}"
    return _claimed.get(key, lambda: assess(regulation, merged))


def classes_before_and_after(campaign: Campaign) -> list[ClassPicture]:
    """Classes at the first preliminary results, and as everything is settled now."""
    first = campaign.runs.filter(purpose=ScoringRun.Purpose.PRELIMINARY).defer("content").last()
    if first is None:
        return []
    regulation = regulation_of(campaign)
    before, after = results_of(first), alternatives_of(campaign, stage=SETTLED).results
    found = []
    for group in regulation.file.groups:
        scheme = regulation.scheme(group.id)
        if scheme is None:
            continue
        then, now = _counts(before, regulation, group.id), _counts(after, regulation, group.id)
        of = max(sum(then.values()), sum(now.values()))
        if of:
            counts = tuple(
                ClassCount(each.name, then.get(each.id, 0), now.get(each.id, 0), of)
                for each in scheme.classes
            )
            found.append(ClassPicture(group.name, counts))
    return found


def _counts(results: CampaignResults, regulation: Regulation, group: str) -> dict[str, int]:
    scheme = regulation.scheme(group)
    counts: dict[str, int] = {}
    for each in results.units.values():
        if each.unit.group != group or each.verdict != "ranked" or scheme is None:
            continue
        found = (each.classifications or {}).get(scheme.index)
        if found is not None and found.class_id is not None:
            counts[found.class_id] = counts.get(found.class_id, 0) + 1
    return counts
