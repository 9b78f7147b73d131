"""Chấm điểm: one unit's answers become a tree of outcomes. The meaning of every batch.

Two passes where a rule needs the whole block: the sheets of all units share one
`Block`; without a block, such criteria are known after closing.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from xephang.campaign import Override, UnitAnswers
from xephang.indices import UnitScore, index_values, section_points
from xephang.outcomes import Outcome, Status, sum_applicable, sum_points
from xephang.points import Number, Rounding, round_to
from xephang.regulation import Regulation, Section
from xephang.rules.base import clamp
from xephang.sheets import Block, UnitSheet
from xephang.texts import Name, Text

FORM_NODE = "form"


def new_block() -> Block:
    """An empty block whose units are scored by `score_sheet`."""
    return Block(score_sheet)


def score_unit(
    regulation: Regulation,
    group: str,
    answers: UnitAnswers,
    *,
    unit: str = "",
    previous: UnitAnswers | None = None,
    overrides: Sequence[Override] = (),
    block: Block | None = None,
) -> UnitScore:
    """Score one unit's canonical answers on the form of its group.

    Without a `block`, criteria that need other units are known after closing.
    Raises `KeyError` if the regulation has no form for the group in its year.
    """
    sheet = UnitSheet(
        unit=unit,
        regulation=regulation,
        criteria_set=regulation.criteria_sets[group],
        answers=answers,
        previous=previous or {},
        overrides={each.criterion: each for each in overrides},
        block=block,
    )
    return score_sheet(sheet)


def score_sheet(sheet: UnitSheet) -> UnitScore:
    """Score everything on one unit's sheet."""
    rounding = sheet.regulation.file.rounding
    general = tuple(sheet.outcome(each.id) for each in sheet.criteria_set.general)
    sections = tuple(
        _section(each, sheet, rounding.section) for each in sheet.criteria_set.sections
    )
    form = _form(sheet, (*general, *sections))
    rescale = rescales(sheet)
    indices = index_values(sheet.regulation, sheet.group, form, rescale=rescale)
    minima = {
        node.id: section_points(sheet.section_outcomes[node.id], rescale=rescale)
        for node in sheet.criteria_set.all_sections()
    }
    return UnitScore(sheet.unit, sheet.group, form, indices, minima)


def _section(section: Section, sheet: UnitSheet, rounding: Rounding | None) -> Outcome:
    """One section: its parts added, capped at its maximum, rounded where declared."""
    if section.id not in sheet.section_outcomes:
        sheet.section_outcomes[section.id] = _added(section, sheet, rounding)
    return sheet.section_outcomes[section.id]


def _added(section: Section, sheet: UnitSheet, rounding: Rounding | None) -> Outcome:
    parts = tuple(
        [_section(each, sheet, rounding) for each in section.sections]
        + [sheet.outcome(each.id) for each in section.criteria]
    )
    maximum = sheet.criteria_set.max_of(section)
    applicable = min(maximum, sum_applicable(parts)) if parts else Fraction(0)
    ceiling = applicable if section.cap is None else min(applicable, section.cap)
    points = clamp(
        round_to(clamp(sum_points(parts), Fraction(0), ceiling), rounding), Fraction(0), maximum
    )
    left_out = bool(parts) and all(each.status is Status.NOT_APPLICABLE for each in parts)
    reason = Text(
        "cộng {count} mục: {points} điểm, tối đa {max}",
        "{count} items added: {points} points, at most {max}",
        {"count": len(parts), "points": Number(points), "max": Number(applicable)},
    )
    return Outcome(
        section.id,
        section.name,
        points,
        maximum,
        applicable,
        Status.NOT_APPLICABLE if left_out else Status.SCORED,
        reason,
        section.cite,
        children=parts,
    )


def _form(sheet: UnitSheet, parts: tuple[Outcome, ...]) -> Outcome:
    """The whole form: base rescaled for what does not apply, bonus added, penalty taken off."""
    roles = {section.id: section.role for section in sheet.criteria_set.sections}
    base = [each for each in parts if roles.get(each.node) == "base"]
    bonus = sum_points(each for each in parts if roles.get(each.node) == "bonus")
    penalty = sum_points(each for each in parts if roles.get(each.node) == "penalty")
    full = sum((each.max_points for each in base), Fraction(0))
    applicable = sum_applicable(base)
    earned = sum_points(base)
    values = {"base": Number(earned), "full": Number(full), "applicable": Number(applicable)}
    reason = Text("cộng các mục: {base} / {full}", "sections added: {base} / {full}", values)
    status = Status.SCORED
    if applicable == 0:
        status = Status.PENDING
        reason = Text("không có tiêu chí nào áp dụng", "no criterion is applicable")
    elif applicable != full and rescales(sheet):
        earned = earned * full / applicable
        values["rescaled"] = Number(earned)
        reason = Text(
            "{base} điểm trên {applicable} điểm áp dụng, quy đổi về thang {full}: {rescaled}",
            "{base} points of {applicable} applicable, brought to the scale of {full}: {rescaled}",
            values,
        )
        applicable = full
    points = _bounded(earned + bonus - penalty, sheet)
    points = round_to(points, sheet.regulation.file.rounding.total)
    if bonus or penalty:
        reason = Text(
            "{base}; thưởng {bonus}, trừ {penalty}: {points}",
            "{base}; bonus {bonus}, penalty {penalty}: {points}",
            {
                "base": reason,
                "bonus": Number(bonus),
                "penalty": Number(penalty),
                "points": Number(points),
            },
        )
    return Outcome(
        FORM_NODE,
        Name(vi="Tổng điểm", en="Total"),
        points,
        full,
        applicable,
        status,
        reason,
        children=parts,
    )


def rescales(sheet: UnitSheet) -> bool:
    """True unless the regulation judges by percent of what remains, without rescaling."""
    policy = sheet.regulation.file.not_applicable
    return policy is None or policy.policy != "exclude_percent"


def _bounded(points: Fraction, sheet: UnitSheet) -> Fraction:
    bounds = sheet.regulation.file.bounds
    if bounds is None:
        return points
    if bounds.least is not None:
        points = max(points, bounds.least)
    if bounds.most is not None:
        points = min(points, bounds.most)
    return points


def _undecided(score: UnitScore) -> list[Outcome]:
    return [
        each
        for each in score.form.walk()
        if each.status is Status.PENDING and not any(part.is_undecided for part in each.children)
    ]


def article_of_undecided(score: UnitScore) -> str:
    """The article of the first criterion that a person must decide and that has one."""
    return next((each.citation for each in _undecided(score) if each.citation), "")


def why_undecided(score: UnitScore) -> Text:
    """What a person must decide first: the first such criterion with its own reason."""
    waiting = _undecided(score)
    if not waiting:
        return Text(
            "có tiêu chí chờ người có thẩm quyền quyết định",
            "some criteria are for a person to decide",
        )
    values = {"id": waiting[0].node, "why": waiting[0].reason, "more": len(waiting) - 1}
    if len(waiting) == 1:
        return Text("tiêu chí {id}: {why}", "criterion {id}: {why}", values)
    return Text(
        "tiêu chí {id}: {why} (và {more} tiêu chí khác)",
        "criterion {id}: {why} (and {more} more)",
        values,
    )
