"""Kết quả: a whole campaign scored, classed and ranked, and who is not ranked and why."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from enum import StrEnum
from fractions import Fraction

from xephang.calendar import Lateness, LatenessStatus, judge_receipts
from xephang.campaign import Campaign, Exemption, LatenessRuling, Receipt, RosterUnit
from xephang.classes import Classification, ClassScheme, classify, shows_alike
from xephang.indices import IndexValue, UnitScore
from xephang.points import Number
from xephang.ranking import LEAST_DIGITS, Entry, rank
from xephang.regulation import RankTable, Regulation
from xephang.scoring import article_of_undecided, new_block, why_undecided
from xephang.sheets import Block, UnitSheet
from xephang.texts import Text

Progress = Callable[[int, int], None]
"""Called with (units done, units in all)."""


class Verdict(StrEnum):
    """What the year gives a unit. Never merged, never a zero."""

    RANKED = "ranked"
    BELOW_LOWEST = "below_lowest"
    NOT_ASSESSED_LATE = "not_assessed_late"
    NOT_ASSESSED_MISSING = "not_assessed_missing"
    EXEMPT = "exempt"
    PENDING = "pending"


ASSESSED = frozenset({Verdict.RANKED, Verdict.BELOW_LOWEST})


@dataclass(frozen=True, slots=True)
class UnitResult:
    """One unit's verdict with its reason; score and classes where it was assessed.

    `classifications` holds one entry for each index that has a class scheme.
    """

    unit: RosterUnit
    verdict: Verdict
    reason: Text
    citation: str = ""
    score: UnitScore | None = None
    classifications: dict[str, Classification] | None = None
    lateness: Lateness | None = None

    @property
    def classification(self) -> Classification | None:
        """The classification by the first scheme that applies, or None."""
        return next(iter((self.classifications or {}).values()), None)


@dataclass(frozen=True, slots=True)
class RankedUnit:
    """One row of a rank table. `shown` is plain text, `2.125`."""

    unit: RosterUnit
    rank: int
    is_tied: bool
    value: Fraction
    shown: str
    class_id: str | None


@dataclass(frozen=True, slots=True)
class TableResult:
    """Bảng xếp hạng: the ranked units, and those of its groups that are not ranked."""

    table: RankTable
    parent: str | None
    rows: tuple[RankedUnit, ...]
    not_ranked: tuple[UnitResult, ...]


@dataclass(frozen=True, slots=True)
class CampaignResults:
    """Everything a campaign gives, with the sheets that were scored and who was out before."""

    regulation: Regulation
    campaign: Campaign
    units: dict[str, UnitResult]
    tables: tuple[TableResult, ...]
    block: Block = field(compare=False, repr=False)
    before_scoring: dict[str, UnitResult] = field(compare=False, repr=False)


def assess(
    regulation: Regulation, campaign: Campaign, *, progress: Progress | None = None
) -> CampaignResults:
    """Score, class and rank every unit on the roster.

    Late and missing units are judged by the calendar, exempt ones left out, doubtful
    ones pending; every unit gets a verdict and a reason. The order of the roster does
    not matter to any figure.
    """
    standing = standings(regulation, campaign)
    block = _block(regulation, campaign, standing)
    units: dict[str, UnitResult] = {}
    for done, member in enumerate(campaign.roster, start=1):
        result = standing[member.unit]
        sheet = block.sheets.get(member.unit)
        if sheet is not None:
            result = verdict_on(regulation, member, block.score(member.unit), result)
        units[member.unit] = result
        if progress is not None:
            progress(done, len(campaign.roster))
    tables = tuple(
        table
        for declared in regulation.file.rank_tables
        for table in _tables(declared, regulation, campaign, units)
    )
    return CampaignResults(regulation, campaign, units, tables, block, standing)


def standings(regulation: Regulation, campaign: Campaign) -> dict[str, UnitResult]:
    """The verdict on every unit before any scoring: who is out, or waits, and who goes on.

    Who goes on stands as `RANKED`; a `PENDING` here waits for the ruling on a doubtful form.
    """
    acts = _Acts.of(campaign)
    return {each.unit: _standing(regulation, campaign, each, acts) for each in campaign.roster}


@dataclass(frozen=True, slots=True)
class _Acts:
    """What is recorded about each unit, by unit id: looked up once, not searched for."""

    exemptions: dict[str, Exemption]
    rulings: dict[str, LatenessRuling]
    successors: dict[str, list[str]]
    receipts: dict[str, list[Receipt]]

    @classmethod
    def of(cls, campaign: Campaign) -> _Acts:
        """The acts of a campaign by unit."""
        successors: dict[str, list[str]] = {}
        for member in sorted(campaign.roster, key=lambda each: each.unit):
            for before in member.predecessors:
                successors.setdefault(before, []).append(member.title)
        receipts: dict[str, list[Receipt]] = {}
        for each in campaign.receipts or ():
            receipts.setdefault(each.unit, []).append(each)
        return cls(
            {each.unit: each for each in campaign.exemptions},
            {each.unit: each for each in campaign.rulings},
            successors,
            receipts,
        )


def _standing(
    regulation: Regulation, campaign: Campaign, member: RosterUnit, acts: _Acts
) -> UnitResult:
    """The verdict before any scoring: who is out, and who goes on (as `ranked`)."""
    exemption = acts.exemptions.get(member.unit)
    if exemption is not None:
        document = f" ({exemption.document})" if exemption.document else ""
        why = Text(
            "được miễn: {reason}{document}",
            "exempt: {reason}{document}",
            {"reason": exemption.reason, "document": document},
        )
        return UnitResult(member, Verdict.EXEMPT, why)
    successors = acts.successors.get(member.unit)
    if successors:
        why = Text(
            "đã sắp xếp vào “{name}”", "succeeded by “{name}”", {"name": ", ".join(successors)}
        )
        return UnitResult(member, Verdict.EXEMPT, why)
    has_answers = bool(campaign.answers.get(member.unit))
    lateness = _lateness(regulation, campaign, member, acts)
    if lateness is not None and lateness.status is LatenessStatus.NOT_ASSESSED:
        return UnitResult(
            member, Verdict.NOT_ASSESSED_LATE, lateness.reason, lateness.citation, lateness=lateness
        )
    ruling = None
    if lateness is not None and lateness.status is LatenessStatus.DOUBTFUL:
        ruling = acts.rulings.get(member.unit)
        if ruling is None:
            return UnitResult(
                member, Verdict.PENDING, lateness.reason, lateness.citation, lateness=lateness
            )
        if ruling.verdict == "not_assessed":
            return UnitResult(
                member,
                Verdict.NOT_ASSESSED_LATE,
                ruling.words,
                lateness.citation,
                lateness=lateness,
            )
    citation = lateness.citation if lateness else ""
    received = lateness is not None and lateness.status is not LatenessStatus.MISSING
    if lateness is not None and not received and acts.receipts.get(member.unit):
        # What came was flawed, and came after the last moment by every reading.
        why = lateness.reason
        return UnitResult(member, Verdict.NOT_ASSESSED_MISSING, why, citation, lateness=lateness)
    if not has_answers and not received:
        why = Text("không gửi phiếu: không đánh giá", "no form was sent: not assessed")
        return UnitResult(member, Verdict.NOT_ASSESSED_MISSING, why, citation, lateness=lateness)
    if lateness is not None and not received:
        why = Text(
            "có số liệu nhưng không có biên nhận: chờ người có thẩm quyền",
            "there are answers but no receipt: for a person to decide",
        )
        return UnitResult(member, Verdict.PENDING, why, citation, lateness=lateness)
    if not has_answers:
        why = Text(
            "có biên nhận nhưng không có số liệu: chờ người có thẩm quyền",
            "there is a receipt but there are no answers: for a person to decide",
        )
        return UnitResult(member, Verdict.PENDING, why, citation, lateness=lateness)
    if member.group not in regulation.criteria_sets:
        why = Text("nhóm này không có phiếu", "this group has no form")
        return UnitResult(member, Verdict.PENDING, why, lateness=lateness)
    reason = lateness.reason if lateness else Text("được đánh giá", "assessed")
    if ruling is not None:
        reason = ruling.words
    return UnitResult(member, Verdict.RANKED, reason, lateness=lateness)


def _lateness(
    regulation: Regulation, campaign: Campaign, member: RosterUnit, acts: _Acts
) -> Lateness | None:
    """The calendar's verdict; None where no receipts were recorded or there is no deadline."""
    calendar = regulation.file.calendar
    if campaign.receipts is None or calendar is None:
        return None
    milestone = calendar.submission(member.group)
    if milestone is None:
        return None
    return judge_receipts(
        milestone,
        campaign.year,
        acts.receipts.get(member.unit, []),
        extensions=[
            each
            for each in campaign.extensions
            if each.milestone == milestone.id and each.unit in (None, member.unit)
        ],
    )


def _block(regulation: Regulation, campaign: Campaign, standing: dict[str, UnitResult]) -> Block:
    """The sheets of all units that are compared: the assessed, the doubtful, predecessors."""
    block = new_block()
    before = {each for member in campaign.roster for each in member.predecessors}
    overrides: dict[str, dict[str, object]] = {}
    for override in campaign.overrides:
        overrides.setdefault(override.unit, {})[override.criterion] = override
    for member in sorted(campaign.roster, key=lambda each: each.unit):
        verdict = standing[member.unit].verdict
        counted = verdict in (Verdict.RANKED, Verdict.PENDING)
        if member.parent and counted:
            block.children.setdefault(member.parent, []).append(member.unit)
        if member.predecessors:
            block.predecessors[member.unit] = sorted(member.predecessors)
        if member.group not in regulation.criteria_sets:
            continue
        sheet = UnitSheet(
            unit=member.unit,
            regulation=regulation,
            criteria_set=regulation.criteria_sets[member.group],
            answers=campaign.answers.get(member.unit, {}),
            previous=campaign.previous.get(member.unit, {}),
            overrides=overrides.get(member.unit, {}),  # type: ignore[arg-type]
            block=block,
        )
        if counted:
            block.add(member.unit, sheet)
        elif member.unit in before:
            block.sheets[member.unit] = sheet
    return block


def verdict_on(
    regulation: Regulation, member: RosterUnit, score: UnitScore, before: UnitResult
) -> UnitResult:
    """The verdict on a scored unit: its classes, or what a person must decide first."""
    classifications = {
        scheme.index: found
        for scheme in regulation.file.classes
        if scheme.applies_to(member.group) and (found := classify_score(scheme, score)) is not None
    }
    main = next(iter(classifications.values()), None)
    verdict, reason, citation = before.verdict, before.reason, before.citation
    if verdict is Verdict.RANKED:
        if score.total.is_undecided or _lacks_section(regulation, member.group, score):
            verdict, reason = Verdict.PENDING, why_undecided(score)
            schemes = [each for each in regulation.file.classes if each.applies_to(member.group)]
            citation = article_of_undecided(score) or next(
                (each.cite for each in schemes if each.cite), ""
            )
        elif main is not None and main.status == "in_gap":
            verdict, reason, citation = Verdict.PENDING, main.reason, main.citation
        elif main is not None and main.status == "below_lowest":
            verdict, reason, citation = Verdict.BELOW_LOWEST, main.reason, main.citation
        elif main is not None:
            reason, citation = main.reason, main.citation
    return UnitResult(member, verdict, reason, citation, score, classifications, before.lateness)


def classify_score(scheme: ClassScheme, score: UnitScore) -> Classification | None:
    """The class of a score by one scheme; None where its index or a section has no value."""
    index = score.indices.get(scheme.index)
    value = measured_by(index, scheme.of)
    if value is None or any(score.sections.get(each) is None for each in scheme.sections):
        return None
    sections = {each: points for each, points in score.sections.items() if points is not None}
    return classify(scheme, value, sections)


def measured_by(index: IndexValue | None, of: str) -> Fraction | None:
    """An index as points or percent of its applicable maximum; None where undecided."""
    if index is None or index.is_undecided:
        return None
    return index.percent if of == "percent" else index.points


def _lacks_section(regulation: Regulation, group: str, score: UnitScore) -> bool:
    schemes = [each for each in regulation.file.classes if each.applies_to(group)]
    return any(score.sections.get(each) is None for scheme in schemes for each in scheme.sections)


def _tables(
    declared: RankTable,
    regulation: Regulation,
    campaign: Campaign,
    units: dict[str, UnitResult],
) -> Iterable[TableResult]:
    """One table, or one for each parent where the regulation ranks within parents."""
    members = [units[each.unit] for each in campaign.roster if each.group in declared.groups]
    if declared.within is None:
        yield _table(declared, None, regulation, members)
        return
    for parent in sorted({each.unit.parent or "" for each in members}):
        below = [each for each in members if (each.unit.parent or "") == parent]
        yield _table(declared, parent, regulation, below)


def _table(
    declared: RankTable, parent: str | None, regulation: Regulation, members: list[UnitResult]
) -> TableResult:
    ranked = {each.unit.unit: each for each in members if each.verdict is Verdict.RANKED}
    scheme = _scheme_of(declared, regulation)
    entries = [
        entry
        for result in ranked.values()
        if (entry := entry_of(declared, regulation, result)) is not None
    ]
    display = regulation.file.rounding.display
    rows = rank(
        entries,
        ties=declared.ties or "competition",
        precision=declared.precision,
        class_first=declared.order == "class_first",
        digits=LEAST_DIGITS if display is None else display.digits,
        same_class=_same_class(scheme, declared),
    )
    shown = tuple(
        RankedUnit(
            ranked[row.unit].unit,
            row.rank,
            row.is_tied,
            row.value,
            row.shown,
            _class_id(declared, ranked[row.unit]),
        )
        for row in rows
    )
    placed = {row.unit for row in rows}
    others = tuple(
        _without_index(each) if each.verdict is Verdict.RANKED else each
        for each in sorted(members, key=lambda each: each.unit.unit)
        if each.unit.unit not in placed
    )
    return TableResult(declared, parent, shown, others)


def _scheme_of(declared: RankTable, regulation: Regulation) -> ClassScheme | None:
    schemes = (regulation.scheme(group, declared.index) for group in declared.groups)
    return next((each for each in schemes if each is not None), None)


def entry_of(declared: RankTable, regulation: Regulation, result: UnitResult) -> Entry | None:
    """What a scored unit is ranked by in a table; None where it gave nothing for its index."""
    if result.score is None:
        return None
    value = measured_by(result.score.indices.get(declared.index), declared.of)
    if value is None:
        return None
    position = class_position(_scheme_of(declared, regulation), result)
    return Entry(result.unit.unit, value, position, _breakers(declared, result.score))


def _without_index(result: UnitResult) -> UnitResult:
    """A unit that is ranked elsewhere, as a table sees it for whose index it gave nothing."""
    why = Text("không có số liệu cho chỉ số này", "no answers for this index")
    return replace(result, verdict=Verdict.NOT_ASSESSED_MISSING, reason=why, citation="")


def _class_id(declared: RankTable, result: UnitResult) -> str | None:
    found = (result.classifications or {}).get(declared.index) or result.classification
    return found.class_id if found else None


def class_position(scheme: ClassScheme | None, result: UnitResult) -> int:
    """0 for the highest class of the scheme, counting down the list."""
    found = (result.classifications or {}).get(scheme.index) if scheme else None
    if scheme is None or found is None or found.class_id is None:
        return 0
    return [each.id for each in scheme.classes].index(found.class_id)


def _breakers(declared: RankTable, score: UnitScore) -> tuple[Fraction, ...]:
    """Points of the nodes that break ties, in their order (R7)."""
    values = []
    for node in declared.tie_break:
        index = score.indices.get(node)
        outcome = score.form.find(node)
        points = index.points if index else outcome.points if outcome else Fraction(0)
        values.append(points)
    return tuple(values)


def _same_class(
    scheme: ClassScheme | None, declared: RankTable
) -> Callable[[Fraction, Fraction], bool] | None:
    """Whether a shown value lies in the bands that its exact value lies in."""
    if scheme is None or scheme.of != declared.of:
        return None

    def same(value: Fraction, shown: Fraction) -> bool:
        return shows_alike(scheme.classes, value, shown)

    return same


def number_shown(text: str) -> Number:
    """A shown value (plain text) as a number for a person."""
    _, _, decimals = text.partition(".")
    return Number(Fraction(text), len(decimals))
