"""Vì sao kết quả này: a unit's class, rank and every lost point, with who decided and why.

Everything is read from the run that is shown; of the ledger only what stood when it was made.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any

from xephang.campaign import NA_APPROVED, NOT_APPLICABLE
from xephang.classes import ClassScheme
from xephang.improvement import WayUp, way_up
from xephang.outcomes import Outcome
from xephang.regulation import CriteriaSet, Criterion
from xephang.results import UnitResult, measured_by
from xephang.texts import Name
from xephang_web.appraisal.ledger import STAGES, Ledger, counted_findings
from xephang_web.appraisal.models import Finding
from xephang_web.campaigns.models import Participant
from xephang_web.campaigns.queries import regulation_of
from xephang_web.results.models import Publication, ScoringRun
from xephang_web.results.runs import (
    Neighbours,
    Published,
    exact,
    neighbours_of,
    read_run,
    results_of,
)
from xephang_web.results.show import Line, node_of, profile_against_group


@dataclass(frozen=True)
class ReasonLine:
    """One criterion: three values, what was lost, who decided it and why."""

    criterion: Criterion
    claimed: Outcome
    appraised: Outcome
    settled: Fraction | None
    applicable: Fraction
    lost: Fraction
    is_elsewhere: bool
    """True if the unit had nothing to claim: a survey, the council or a system gave the value."""
    is_left_out: bool
    is_undecided: bool
    reason: Any
    citation: str
    finding: Finding | None
    bases: tuple[Any, ...]


@dataclass(frozen=True)
class Threshold:
    """What the class or the next one asks for, in one place, and what the unit has there."""

    name: Any
    """The section; empty for the total."""
    has: Fraction
    needs: Fraction

    @property
    def is_met(self) -> bool:
        """True if the unit has enough."""
        return self.has >= self.needs

    @property
    def gap(self) -> Fraction:
        """What is missing."""
        return max(self.needs - self.has, Fraction(0))


@dataclass(frozen=True)
class Sheet:
    """All that one unit is told of its result."""

    record: Mapping[str, Any]
    run: ScoringRun
    publication: Publication | None
    class_name: Name | None
    class_reason: Any
    class_citation: str
    points: Fraction | None
    shown: str
    maximum: Fraction | None
    table_name: Name | None
    rank: int | None
    is_tied: bool
    of: int
    neighbours: Neighbours
    """Empty until the table is public."""
    reached: tuple[Threshold, ...]
    next_class: Name | None
    missing: tuple[Threshold, ...]
    way: WayUp | None
    lines: tuple[ReasonLine, ...]
    profile: tuple[Line, ...]
    lateness: Mapping[str, Any] | None
    received: dt.datetime | None
    deadline: dt.datetime | None

    @property
    def is_assessed(self) -> bool:
        """True if it has points at all."""
        return self.points is not None

    @property
    def losing(self) -> list[ReasonLine]:
        """Criteria that lost points, the most lost first."""
        return sorted((each for each in self.lines if each.lost > 0), key=lambda each: -each.lost)

    @property
    def full(self) -> list[ReasonLine]:
        """Criteria with all their points."""
        return [each for each in self.lines if each.lost <= 0 and not each.is_left_out]

    @property
    def left_out(self) -> list[ReasonLine]:
        """Criteria that do not apply to the unit."""
        return [each for each in self.lines if each.is_left_out]

    @property
    def total_lost(self) -> Fraction:
        """All lost points together."""
        return sum((each.lost for each in self.losing), Fraction(0))


def sheet_of(
    participant: Participant, run: ScoringRun, publication: Publication | None, ledger: Ledger
) -> Sheet:
    """The sheet of a unit from the run that units read now."""
    published = read_run(run)
    code = participant.unit.code
    record = published.units[code]
    regulation = regulation_of(participant.campaign)
    criteria = regulation.criteria_sets[participant.group]
    scheme = regulation.scheme(participant.group)
    placed = published.row_of(code)
    found = (record.get("classes") or {}).get(scheme.index) if scheme else None
    class_id = found["class"] if found and record["verdict"] == "ranked" else None
    tree = record.get("tree") or {}
    names = {each.id: each.name for each in scheme.classes} if scheme else {}
    tables = {each.id: each.name for each in regulation.file.rank_tables}
    lateness = record.get("lateness")
    computed = results_of(run).units.get(code)
    return Sheet(
        record=record,
        run=run,
        publication=publication,
        class_name=names.get(class_id or ""),
        class_reason=found["reason"] if found else record["reason"],
        class_citation=found["citation"] if found else record["citation"],
        points=exact(tree.get("points")),
        shown=placed[1]["shown"] if placed else "",
        maximum=exact(tree.get("max")),
        table_name=tables.get(placed[0]["table"]) if placed else None,
        rank=placed[1]["rank"] if placed else None,
        is_tied=bool(placed and placed[1]["tied"]),
        of=len(placed[0]["rows"]) if placed else 0,
        neighbours=neighbours_of(published, code) if publication is not None else Neighbours(),
        reached=tuple(_reached(scheme, class_id, computed, criteria))
        if scheme and computed
        else (),
        next_class=names.get((found or {}).get("next_class") or ""),
        missing=tuple(_missing(found, criteria)),
        way=way_up(regulation, computed) if computed is not None else None,
        lines=tuple(_lines(_as_of(ledger, run), record, published)),
        profile=tuple(profile_against_group(published, criteria, code)) if tree else (),
        lateness=lateness,
        received=_moment(lateness, "received"),
        deadline=_moment(lateness, "deadline"),
    )


def _moment(lateness: Mapping[str, Any] | None, key: str) -> dt.datetime | None:
    text = (lateness or {}).get(key)
    return dt.datetime.fromisoformat(text) if text else None


def _as_of(ledger: Ledger, run: ScoringRun) -> Ledger:
    """The ledger as it stood when the run was made: what came later is told with its own run."""
    listed = [each for found in ledger.history.values() for each in found]
    made = [each for each in listed if each.at <= run.made_at]
    participant = ledger.participant
    return replace(
        ledger,
        found=counted_findings(made, ledger.submission, participant.campaign, participant.group),
    )


def _lines(ledger: Ledger, record: Mapping[str, Any], published: Published) -> Iterator[ReasonLine]:
    counted = published.package["campaign"]["answers"].get(record["unit"], {})
    appraisal = ledger.regulation.file.appraisal
    names: dict[str, Name] = {}
    for basis in appraisal.bases if appraisal else ():
        names[basis.id] = basis.name
    for each in ledger.to_judge if record.get("tree") else []:
        node = node_of(record["tree"], each.id) or {}
        settled, applicable = exact(node.get("points")), exact(node.get("applicable"))
        finding = ledger.finding(each.id, Finding.Body.COUNCIL) or ledger.finding(
            each.id, Finding.Body.APPRAISAL
        )
        fields = counted.get(each.id, {})
        yield ReasonLine(
            criterion=each,
            claimed=ledger.outcomes[STAGES[0]][each.id],
            appraised=ledger.outcomes[STAGES[1]][each.id],
            settled=settled,
            applicable=applicable or Fraction(0),
            lost=max((applicable or Fraction(0)) - (settled or Fraction(0)), Fraction(0)),
            is_elsewhere=ledger.is_for_a_person(each),
            is_left_out=fields.get(NOT_APPLICABLE) == "yes" and fields.get(NA_APPROVED) == "yes",
            is_undecided=node.get("status") in ("pending", "known_after_closing"),
            reason=node.get("reason"),
            citation=node.get("citation", ""),
            finding=finding,
            bases=tuple(
                names.get(one, one) for one in (finding.bases if finding else "").split(",") if one
            ),
        )


def _reached(
    scheme: ClassScheme, class_id: str | None, result: UnitResult, criteria: CriteriaSet
) -> Iterator[Threshold]:
    """What the unit's own class asks for and the unit has: total and minima of sections."""
    band = next((each for each in scheme.classes if each.id == class_id), None)
    if band is None or result.score is None:
        return
    value = measured_by(result.score.indices.get(scheme.index), scheme.of)
    if band.at_least is not None and value is not None:
        yield Threshold("", value, band.at_least)
    sections = {each.id: each.name for each in criteria.all_sections()}
    for section, least in band.minima.items():
        has = result.score.sections.get(section)
        if has is not None:
            yield Threshold(sections.get(section, section), has, least)


def _missing(found: Mapping[str, Any] | None, criteria: CriteriaSet) -> Iterator[Threshold]:
    """What the next class up asks for beyond what the unit has."""
    sections = {each.id: each.name for each in criteria.all_sections()}
    for each in (found or {}).get("shortfalls", ()):
        has, needs = exact(each["has"]), exact(each["needs"])
        if has is not None and needs is not None:
            name = sections.get(each["section"], each["section"]) if each["section"] else ""
            yield Threshold(name, has, needs)
