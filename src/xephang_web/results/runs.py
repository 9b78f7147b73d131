"""Lần tổng hợp: a campaign computed once by the core, frozen, and read from then on."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property, lru_cache
from typing import Any

from django.utils.translation import ngettext

from xephang.campaign import Campaign as CoreCampaign
from xephang.canonical import digest_bytes
from xephang.package import seal
from xephang.points import parse_exact
from xephang.results import CampaignResults, assess
from xephang_web.accounts.models import User
from xephang_web.appraisal.ledger import SETTLED, stage_campaign
from xephang_web.appraisal.models import Finding, Proceedings
from xephang_web.campaigns.models import Campaign
from xephang_web.campaigns.queries import campaign_now, folder_of, regulation_of
from xephang_web.results.models import Publication, ScoringRun


def make_run(campaign: Campaign, *, by: User, purpose: str) -> ScoringRun:
    """Compute the settled results and freeze them, with all that they rest on."""
    content = seal(folder_of(campaign), stage_campaign(campaign, SETTLED), campaign.year)
    last = campaign.runs.first()
    made: ScoringRun = ScoringRun.objects.create(
        campaign=campaign,
        number=(last.number if last else 0) + 1,
        purpose=purpose,
        content=content.decode(),
        digest=digest_bytes(content),
        made_by=by,
        made_at=campaign_now(campaign),
    )
    return made


@dataclass(frozen=True)
class Published:
    """A sealed package as pages read it. Nothing is computed: everything stands in it."""

    package: Mapping[str, Any]

    @cached_property
    def units(self) -> dict[str, dict[str, Any]]:
        """Unit code → its record."""
        return {each["unit"]: each for each in self.package["results"]["units"]}

    @property
    def tables(self) -> list[dict[str, Any]]:
        """The rank tables."""
        return list(self.package["results"]["tables"])

    @cached_property
    def roster(self) -> dict[str, dict[str, Any]]:
        """Unit code → its line on the roster."""
        return {each["unit"]: each for each in self.package["campaign"]["roster"]}

    def name(self, unit: str) -> str:
        """What a unit is called."""
        found = (self.roster.get(unit) or {}).get("name") or {}
        return str(found.get("vi") or unit)

    def row_of(self, unit: str) -> tuple[dict[str, Any], dict[str, Any]] | None:
        """(table, row) of a unit in the first table that ranks it."""
        for table in self.tables:
            for row in table["rows"]:
                if row["unit"] == unit:
                    return table, row
        return None


MOST_NAMED = 5
"""Of units that share a rank so many are named; the rest is counted."""


@dataclass(frozen=True, slots=True)
class Rung:
    """The units of one rank in a published table, in its order, and what is printed there."""

    rank: int
    shown: str
    units: tuple[str, ...]

    @property
    def name(self) -> str:
        """Their names as one text."""
        named = "; ".join(self.units[:MOST_NAMED])
        more = len(self.units) - MOST_NAMED
        if more <= 0:
            return named
        return ngettext(
            "{names} và {n} đơn vị nữa", "{names} và {n} đơn vị nữa", more
        ).format(names=named, n=more)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Neighbours:
    """Who stands around a unit: on the next rank up, beside it on its own, on the next down."""

    above: Rung | None = None
    beside: Rung | None = None
    below: Rung | None = None


def neighbours_of(published: Published, unit: str) -> Neighbours:
    """The ranks around a unit; all nothing where no table ranks it."""
    placed = published.row_of(unit)
    if placed is None:
        return Neighbours()
    table, own = placed
    ranks: dict[int, list[dict[str, Any]]] = {}
    for row in table["rows"]:
        if row["unit"] != unit:
            ranks.setdefault(row["rank"], []).append(row)

    def rung(rank: int | None) -> Rung | None:
        if rank is None or rank not in ranks:
            return None
        rows = ranks[rank]
        return Rung(rank, rows[0]["shown"], tuple(published.name(each["unit"]) for each in rows))

    return Neighbours(
        above=rung(max((each for each in ranks if each < own["rank"]), default=None)),
        beside=rung(own["rank"]),
        below=rung(min((each for each in ranks if each > own["rank"]), default=None)),
    )


def points_by_node(published: Published) -> dict[str, dict[str, str]]:
    """Unit → node of its form → points, as the package writes them."""
    found: dict[str, dict[str, str]] = {}
    for unit, record in published.units.items():
        waiting = [record["tree"]] if record.get("tree") else []
        while waiting:
            node = waiting.pop()
            found.setdefault(unit, {})[node["node"]] = node["points"]
            waiting += node.get("parts", ())
    return found


@lru_cache(maxsize=16)
def _read(kind: str, pk: int, _digest: str) -> Published:
    """`_digest` only keeps apart rows of databases that come and go in one process."""
    if kind == "run":
        content = ScoringRun.objects.values_list("content", flat=True).get(pk=pk)
    else:
        content = Publication.objects.values_list("open_content", flat=True).get(pk=pk)
    return Published(json.loads(content))


def read_run(run: ScoringRun) -> Published:
    """What a run says. Runs never change, so it is read once a process."""
    return _read("run", run.pk, run.digest)


def read_publication(publication: Publication) -> Published:
    """What a publication says in public: the redacted package, never the run itself."""
    return _read("publication", publication.pk, publication.open_digest)


@lru_cache(maxsize=4)
def _computed(pk: int, _digest: str) -> CampaignResults:
    run = ScoringRun.objects.select_related("campaign__regulation").get(pk=pk)
    core = CoreCampaign.model_validate(json.loads(run.content)["campaign"])
    return assess(regulation_of(run.campaign), core)


def results_of(run: ScoringRun) -> CampaignResults:
    """What the core makes of a run, for questions that its package does not answer."""
    return _computed(run.pk, run.digest)


def shown_run(campaign: Campaign) -> tuple[ScoringRun | None, Publication | None]:
    """The run that units read now, and the decision on it if it is public.

    What is published stands until the next decision is published; before that, the
    preliminary results and what came of the appeals. Nothing before they are announced,
    nor while the council looks at them again.
    """
    published: Publication | None = (
        campaign.publications.filter(published_at__isnull=False)
        .defer("open_content", "run__content")
        .select_related("run")
        .first()
    )
    if published is not None:
        return published.run, published
    found = Proceedings.objects.filter(campaign=campaign).first()
    announced = (
        Proceedings.State.PRELIMINARY,
        Proceedings.State.PROPOSED,
        Proceedings.State.APPROVED,
    )
    if found is None or found.state not in announced:
        return None, None
    return last_run(campaign), None


def last_run(campaign: Campaign) -> ScoringRun | None:
    """The latest run, without its content."""
    run: ScoringRun | None = campaign.runs.defer("content").first()
    return run


@dataclass(frozen=True, slots=True)
class Moved:
    """One unit whose points, class, verdict or rank another finding would change."""

    unit: str
    name: str
    points: tuple[str, str]
    result_class: tuple[str, str]
    rank: tuple[str, str]

    @property
    def is_rank_or_class(self) -> bool:
        """True if more than points would change."""
        return self.result_class[0] != self.result_class[1] or self.rank[0] != self.rank[1]


def results_at(campaign: Campaign, *, assumed: Iterable[Finding] = ()) -> CampaignResults:
    """The settled results now, or as they would be with findings that are not written."""
    return assess(regulation_of(campaign), stage_campaign(campaign, SETTLED, assumed=assumed))


def ripple(campaign: Campaign, finding: Finding) -> list[Moved]:
    """Everyone whom a correction would move: points, class and rank, before and after."""
    return moved_between(results_at(campaign), results_at(campaign, assumed=[finding]))


def moved_between(before: CampaignResults, after: CampaignResults) -> list[Moved]:
    """The units whose figures differ between two results of one campaign."""
    old, new = figures(before), figures(after)
    return [
        Moved(
            unit,
            before.units[unit].unit.title,
            (old[unit][0], new[unit][0]),
            (old[unit][1], new[unit][1]),
            (old[unit][2], new[unit][2]),
        )
        for unit in sorted(old)
        if old[unit] != new[unit]
    ]


def figures(results: CampaignResults) -> dict[str, tuple[str, str, str]]:
    """Unit → (exact points, class or verdict, ranks), each as text."""
    ranks: dict[str, list[str]] = {}
    for table in results.tables:
        for row in table.rows:
            ranks.setdefault(row.unit.unit, []).append(str(row.rank))
    found = {}
    for unit, each in results.units.items():
        points = "" if each.score is None else str(each.score.total.points)
        classes = [one.class_id or "" for one in (each.classifications or {}).values()]
        shown = ", ".join(classes) if each.verdict == "ranked" else str(each.verdict)
        found[unit] = (points, shown, ", ".join(ranks.get(unit, [])))
    return found


def exact(text: str | None) -> Fraction | None:
    """A number of a package as a fraction."""
    return None if text is None else parse_exact(text)
