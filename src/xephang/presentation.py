"""Trình bày: results and regulations as tables and explanation lines for people."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

from xephang.calendar.dates import Day
from xephang.classes import ClassScheme
from xephang.improvement import WayUp, way_up
from xephang.outcomes import InputValue, Outcome, Status
from xephang.points import Number, parse_number
from xephang.regulation import CriteriaSet, Regulation
from xephang.results import CampaignResults, TableResult, UnitResult, Verdict, number_shown
from xephang.tables import Cell, Column, Grid
from xephang.texts import Name, Text

ILLUSTRATIVE = Text(
    "Phiếu minh họa: tiêu chí thành phần được dựng theo thực tế, không có trong nguồn.",
    "Illustrative form: its component criteria are made up from practice, not from the source.",
)
VERDICTS: dict[Verdict, Text] = {
    Verdict.RANKED: Text("được xếp hạng", "ranked"),
    Verdict.BELOW_LOWEST: Text("dưới mức thấp nhất", "below the lowest class"),
    Verdict.NOT_ASSESSED_LATE: Text("không đánh giá (nộp trễ)", "not assessed (late)"),
    Verdict.NOT_ASSESSED_MISSING: Text("không đánh giá (không nộp)", "not assessed (missing)"),
    Verdict.EXEMPT: Text("được miễn", "exempt"),
    Verdict.PENDING: Text("chờ quyết định", "pending"),
}
STATUSES: dict[Status, Text] = {
    Status.SCORED: Text("đã chấm", "scored"),
    Status.UNANSWERED: Text("chưa trả lời", "not answered"),
    Status.NOT_APPLICABLE: Text("không tính", "left out"),
    Status.NOT_APPLICABLE_REFUSED: Text("không chấp nhận loại trừ", "left-out refused"),
    Status.NOT_SCORED: Text("thông tin", "information"),
    Status.KNOWN_AFTER_CLOSING: Text("biết sau khi khóa sổ", "known after closing"),
    Status.PENDING: Text("chờ quyết định", "pending"),
    Status.OVERRIDDEN: Text("điểm ấn định", "points set"),
}


def rank_grids(results: CampaignResults) -> list[Grid]:
    """Every rank table of a campaign, the units not ranked at its foot with their reason."""
    return [_rank_grid(results, table) for table in results.tables]


def _rank_grid(results: CampaignResults, table: TableResult) -> Grid:
    title = Text("{name}", "{name}", {"name": table.table.name})
    if table.parent is not None:
        parent = results.campaign.unit(table.parent)
        shown = parent.title if parent else table.parent
        title = Text(
            "{name}: {parent}", "{name}: {parent}", {"name": table.table.name, "parent": shown}
        )
    rows: list[tuple[Cell, ...]] = []
    for row in table.rows:
        scheme = results.regulation.scheme(row.unit.group, table.table.index)
        found = results.units[row.unit.unit]
        rows.append(
            (
                row.rank,
                row.unit.unit,
                row.unit.title,
                number_shown(row.shown),
                class_name(scheme, row.class_id),
                VERDICTS[found.verdict],
                None,
            )
        )
    rows += [
        (None, each.unit.unit, each.unit.title, None, None, VERDICTS[each.verdict], each.reason)
        for each in table.not_ranked
    ]
    return Grid(title, _RANK_COLUMNS, tuple(rows), _note(results.regulation))


_RANK_COLUMNS = (
    Column("rank", Text("Hạng", "Rank"), is_number=True),
    Column("unit", Text("Mã", "Id")),
    Column("name", Text("Đơn vị", "Unit")),
    Column("points", Text("Kết quả", "Result"), is_number=True),
    Column("class", Text("Xếp loại", "Class")),
    Column("verdict", Text("Trạng thái", "Verdict")),
    Column("reason", Text("Lý do", "Reason")),
)


def _note(regulation: Regulation) -> Text | None:
    illustrative = any(each.illustrative for each in regulation.criteria_sets.values())
    return ILLUSTRATIVE if illustrative else None


def class_name(scheme: ClassScheme | None, class_id: str | None) -> Name | str | None:
    """The name of a class as the law gives it, its id where there is no scheme."""
    if scheme is None or class_id is None:
        return class_id
    return next((each.name for each in scheme.classes if each.id == class_id), class_id)


def score_grid(results: CampaignResults) -> Grid:
    """One line a unit: verdict, points, percent, class, and the points of its sections."""
    rows: list[tuple[Cell, ...]] = []
    for unit in sorted(results.units):
        result = results.units[unit]
        score = result.score
        found = result.classification
        scheme = results.regulation.scheme(result.unit.group)
        total = score.total if score else None
        rows.append(
            (
                unit,
                result.unit.title,
                result.unit.group,
                VERDICTS[result.verdict],
                Number(total.points) if total else None,
                Number(total.max_points) if total else None,
                Number(total.percent) if total and total.percent is not None else None,
                class_name(scheme, found.class_id if found else None),
                result.reason,
            )
        )
    return Grid(Text("Điểm", "Scores"), _SCORE_COLUMNS, tuple(rows), _note(results.regulation))


_SCORE_COLUMNS = (
    Column("unit", Text("Mã", "Id")),
    Column("name", Text("Đơn vị", "Unit")),
    Column("group", Text("Nhóm", "Group")),
    Column("verdict", Text("Trạng thái", "Verdict")),
    Column("points", Text("Điểm", "Points"), is_number=True),
    Column("max", Text("Tối đa", "Maximum"), is_number=True),
    Column("percent", Text("%", "%"), is_number=True),
    Column("class", Text("Xếp loại", "Class")),
    Column("reason", Text("Lý do", "Reason")),
)


@dataclass(frozen=True, slots=True)
class Line:
    """One line of an explanation: how deep it stands, and what it says."""

    depth: int
    text: Text


def explanation(
    regulation: Regulation, result: UnitResult, criterion: str | None = None
) -> list[Line]:
    """Why a unit has its points: verdict, class, way up, and the tree, or one criterion of it.

    Raises `KeyError` when the unit has no such criterion.
    """
    lines = [
        Line(0, Text("{name}", "{name}", {"name": result.unit.title})),
        Line(1, _labelled(VERDICTS[result.verdict], result.reason, result.citation)),
    ]
    if result.score is None:
        return lines
    criteria = regulation.criteria_sets[result.unit.group]
    if criterion is not None:
        outcome = result.score.form.find(criterion)
        if outcome is None:
            raise KeyError(criterion)
        return lines + list(_tree(criteria, outcome, 1))
    way = way_up(regulation, result)
    if way is not None:
        lines += _way_lines(way)
    return lines + list(_tree(criteria, result.score.form, 1))


def _labelled(label: Text, reason: Text, citation: str) -> Text:
    if not citation:
        return Text("{label}: {reason}", "{label}: {reason}", {"label": label, "reason": reason})
    return Text(
        "{label}: {reason} [{cite}]",
        "{label}: {reason} [{cite}]",
        {"label": label, "reason": reason, "cite": citation},
    )


def _way_lines(way: WayUp) -> Iterator[Line]:
    for shortfall in way.shortfalls:
        where = Text("tổng", "total")
        if shortfall.section is not None:
            where = Text("mục {id}", "section {id}", {"id": shortfall.section})
        yield Line(
            1,
            Text(
                "còn thiếu {gap} để đạt “{name}” ({where}: có {has}, cần {needs})",
                "{gap} short of “{name}” ({where}: has {has}, needs {needs})",
                {
                    "gap": Number(shortfall.gap),
                    "name": way.name,
                    "where": where,
                    "has": Number(shortfall.has),
                    "needs": Number(shortfall.needs),
                },
            ),
        )
    if way.binding is not None:
        yield Line(
            1,
            Text("mục quyết định: {id}", "binding section: {id}", {"id": way.binding}),
        )
    for step in way.steps:
        yield Line(
            2,
            Text(
                "rẻ nhất: thêm ít nhất {points} điểm ở {id} {name} (đã mất {lost})",
                "cheapest: at least {points} more points at {id} {name} ({lost} lost there)",
                {
                    "points": Number(step.points),
                    "id": step.criterion.node,
                    "name": step.criterion.name,
                    "lost": Number(step.lost),
                },
            ),
        )


def _tree(criteria: CriteriaSet, outcome: Outcome, depth: int) -> Iterator[Line]:
    values = {
        "node": outcome.node,
        "name": outcome.name,
        "points": Number(outcome.points),
        "max": Number(outcome.applicable_max),
        "status": STATUSES[outcome.status],
        "reason": outcome.reason,
        "cite": f" [{outcome.citation}]" if outcome.citation else "",
    }
    template = "{node} {name}: {points}/{max} ({status}) {reason}{cite}"
    yield Line(depth, Text(template, template, values))
    for given in outcome.inputs:
        words = "{label} = {given}"
        answer = _answer_shown(criteria, outcome.node, given)
        yield Line(depth + 1, Text(words, words, {"label": given.label, "given": answer}))
    for child in outcome.children:
        yield from _tree(criteria, child, depth + 1)


def _answer_shown(criteria: CriteriaSet, node: str, given: InputValue) -> Cell:
    """An answer as the form words it: the name of an option, a number in its form."""
    criterion = criteria.criterion(node)
    asked = criterion.inputs.get(given.reference) if criterion else None
    if criterion is None or asked is None or not given.given:
        return given.given or "—"
    if asked.type in ("choice", "yes_no"):
        return criteria.label(criterion, given.reference, given.given)
    if asked.type in ("number", "count"):
        return Number(parse_number(given.given))
    if asked.type == "date":
        return Text("{day}", "{day}", {"day": Day(dt.date.fromisoformat(given.given))})
    return given.given
