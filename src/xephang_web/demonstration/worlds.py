"""Dữ liệu minh họa: five invented training campaigns, drawn from a seed.

Every answer, receipt, act and note is made up; units bear public names of their year,
or say that they are made up (see `rosters`). The same seed gives the same worlds.
"""

from __future__ import annotations

import datetime as dt
import random
from functools import lru_cache

from xephang.calendar.dates import HANOI
from xephang.campaign import NA_APPROVED, NOT_APPLICABLE
from xephang.regulation import CriteriaSet, Regulation
from xephang_web.campaigns.library import library_regulation
from xephang_web.demonstration.answers import Filler, Share, leaning, within
from xephang_web.demonstration.cases import CLAIMED, PLANS, Case, Plan
from xephang_web.demonstration.facts import first_facts
from xephang_web.demonstration.shapes import (
    Answers,
    DemoExtension,
    DemoForm,
    DemoReceipt,
    DemoUnit,
    DemoWorld,
)

__all__ = [
    "DemoExtension",
    "DemoForm",
    "DemoReceipt",
    "DemoUnit",
    "DemoWorld",
    "regulation_of",
    "worlds",
]

COMMUNE_KINDS = ("commune", "ward", "township")


def worlds(seed: int = 2026) -> tuple[DemoWorld, ...]:
    """The five campaigns: Phan Thiết, Thanh Hóa, Đà Nẵng, Phú Thọ, Bình Thuận."""
    return tuple(_world(plan, f"{seed}/{plan.slug}") for plan in PLANS)


def regulation_of(world: DemoWorld | Plan) -> Regulation:
    """The regulation that a world follows, with the form of its year."""
    return _regulation(world.regulation_id, world.year)


@lru_cache
def _regulation(regulation_id: str, year: int) -> Regulation:
    return library_regulation(regulation_id).regulation(year)


def _world(plan: Plan, seed: str) -> DemoWorld:
    regulation = regulation_of(plan)
    units = plan.roster()
    levels = _levels(plan, units, seed)
    forms, previous = [], {}
    for unit in units:
        if unit.group is None:
            continue
        rng = _rng(f"{seed}/{unit.code}")
        form = regulation.criteria_sets[unit.group]
        case = plan.cases.get(unit.code) or _drawn_case(plan, unit.group, rng)
        earlier, answers = _two_years(plan, unit, form, levels[unit.code], rng)
        claims = plan.not_applicable.get(unit.code, ())
        for criterion in claims:
            earlier[criterion] = {NOT_APPLICABLE: "yes", NA_APPROVED: "yes"}
            answers[criterion] = {NOT_APPLICABLE: "yes"}
        previous[unit.code] = earlier
        forms.append(_form(plan, unit, form, case, answers, rng))
    return DemoWorld(
        slug=plan.slug,
        regulation_id=plan.regulation_id,
        year=plan.year,
        title=plan.title,
        launched=plan.launched,
        deadline=min(plan.deadlines.values()),
        last_deadline=max(plan.deadlines.values()),
        today=plan.today,
        standing_office=plan.standing_office,
        units=units,
        forms=tuple(forms),
        extensions=plan.extensions,
        previous_year=plan.year - 1,
        previous=previous,
    )


def _rng(seed: str) -> random.Random:
    return random.Random(seed)  # noqa: S311


def _levels(plan: Plan, units: tuple[DemoUnit, ...], seed: str) -> dict[str, float]:
    """How good each unit is: evenly from the weakest to the best, in a drawn order.

    Every seed so gives weak, middling and good units in every group.
    """
    rng = _rng(f"{seed}/levels")
    levels = {}
    for group, (low, high) in plan.curves.items():
        members = [each.code for each in units if each.group == group]
        rng.shuffle(members)
        for position, code in enumerate(members):
            step = (position + rng.random()) / len(members)
            levels[code] = low + (high - low) * step
    return levels


def _two_years(
    plan: Plan, unit: DemoUnit, form: CriteriaSet, level: float, rng: random.Random
) -> tuple[Answers, Answers]:
    """(last year's answers, this year's): mostly a little better than the year before."""
    facts = first_facts(unit.kind, rng)
    is_commune = unit.kind in COMMUNE_KINDS
    signs = "UBND" if is_commune or unit.kind == "district" else unit.code.rpartition(".")[2]
    leanings: dict[str, float] = {}
    level_before = level - 0.05 + 0.05 * leaning(rng)
    earlier = Filler(
        form, facts, rng, _share(level_before, leanings, rng), plan.year - 1, signs, is_commune
    )
    answers_before = earlier.fill()
    now = Filler(
        form,
        facts.year_after(rng),
        rng,
        _share(level, leanings, rng),
        plan.year,
        signs,
        is_commune,
        facts.known,
    )
    return answers_before, now.fill()


def _share(level: float, leanings: dict[str, float], rng: random.Random) -> Share:
    """The shares of one year; `leanings` carries each criterion's own into the next."""
    spread = 0.06 + 0.3 * (1 - within(level))

    def share(criterion: str) -> float:
        drawn = leaning(rng)
        kept = leanings.get(criterion)
        leanings[criterion] = drawn if kept is None else 0.85 * kept + 0.4 * drawn
        return level + spread * leanings[criterion]

    return share


def _drawn_case(plan: Plan, group: str, rng: random.Random) -> Case:
    """In time; where the campaign was just launched, a first draft or nothing yet."""
    chance = rng.random()
    if plan.begun is not None:
        is_begun = chance < plan.begun
        return Case("just launched", "drafting" if is_begun else "not_started")
    return Case("", receipts=(_in_time(plan, group, rng),))


def _in_time(plan: Plan, group: str, rng: random.Random) -> DemoReceipt:
    """A form that came on a working day before the deadline and before `today`, mostly late on."""
    last = min(plan.deadlines[group], plan.today.date()) - dt.timedelta(days=1)
    day = last - dt.timedelta(days=int(11 * rng.random() ** 2))
    day -= dt.timedelta(days=max(0, day.weekday() - 4))
    channel = rng.choice(plan.channels)
    moment = dt.time(
        rng.choice((7, 8, 9, 10, 13, 14, 15, 16)), rng.randrange(60), rng.randrange(60)
    )
    is_stamped = channel == "paper"
    at = dt.datetime.combine(day, dt.time() if is_stamped else moment, HANOI)
    return DemoReceipt(at, channel, day_only=is_stamped)


def _form(
    plan: Plan,
    unit: DemoUnit,
    form: CriteriaSet,
    case: Case,
    answers: Answers,
    rng: random.Random,
) -> DemoForm:
    if case.state == "not_started":
        return DemoForm(unit.code, {}, case.state, (), case.note)
    if case.state == "drafting":
        share = 0.35 + 0.45 * rng.random() if plan.begun is None else 0.05 + 0.2 * rng.random()
        draft = _draft(form, answers, share)
        if case.is_doubtful:
            _spoil(draft)
        return DemoForm(unit.code, draft, case.state, (), case.note)
    if case.is_doubtful:
        _spoil(answers)
    note = case.note or (CLAIMED if unit.code in plan.not_applicable else "")
    return DemoForm(unit.code, answers, case.state, case.receipts, note)


def _draft(form: CriteriaSet, answers: Answers, share: float) -> Answers:
    """The first part of what the unit itself enters."""
    own: Answers = {}
    for criterion in form.criteria():
        given = answers.get(criterion.id, {})
        entered = {
            name: value
            for name, value in given.items()
            if name == NOT_APPLICABLE or criterion.inputs[name].source == "unit"
        }
        if entered:
            own[criterion.id] = entered
    kept = list(own)[: max(1, round(len(own) * share))]
    return {criterion: own[criterion] for criterion in kept}


def _spoil(draft: Answers) -> None:
    """Lift the first numerator that can be lifted above its denominator."""
    for fields in draft.values():
        whole = fields.get("denominator")
        if "numerator" in fields and isinstance(whole, str):
            draft_numerator = int(whole) + 3
            fields["numerator"] = str(draft_numerator)
            return
