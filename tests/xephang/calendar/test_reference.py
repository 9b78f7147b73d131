"""The calendar against a second answer that shares no code with it."""

from __future__ import annotations

import datetime as dt

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.xephang.calendar.reference import DAY, UNSETTLED, Form, Rule, is_worked, verdict, walk
from xephang.calendar import HANOI, OFFICIAL, Milestone, WorkingCalendar, judge_receipts
from xephang.calendar.swaps import SOURCES, Swap
from xephang.campaign import Extension, Receipt

FIRST, LAST = dt.date(2016, 1, 1), dt.date(2026, 12, 31)


def test_every_day_of_every_known_year_is_as_the_official_schedule_has_it() -> None:
    """Day by day: also says so when another version of the library gives other holidays."""
    assert min(SOURCES) == FIRST.year
    assert max(SOURCES) == LAST.year
    assert len(SOURCES) == LAST.year - FIRST.year + 1
    days = [FIRST + n * DAY for n in range((LAST - FIRST).days + 1)]
    wrong = [day for day in days if OFFICIAL.is_working_day(day) != is_worked(day)]
    assert wrong == [UNSETTLED]


@given(st.dates(FIRST, dt.date(2026, 9, 1)), st.integers(0, 30))
def test_working_days_are_counted_as_by_walking(day: dt.date, count: int) -> None:
    end = walk(day, count, "working_days")
    assert OFFICIAL.add(day, count) == end
    assert OFFICIAL.possible_ends(day, count) == (end, end)


units = st.sampled_from(["days", "working_days"])


@st.composite
def rules(draw: st.DrawFn, first: dt.date, last: dt.date) -> Rule:
    day = draw(st.dates(first, last).filter(lambda each: (each.month, each.day) != (2, 29)))
    grace = draw(st.integers(0, 8))
    unit = draw(st.one_of(st.none(), units)) if grace else None
    near = st.integers(-3, 12).map(lambda n: day + n * DAY)
    return Rule(
        day,
        is_through=draw(st.booleans()),
        grace=grace,
        unit=unit,
        is_open=draw(st.booleans()),
        more=draw(st.lists(st.tuples(st.integers(1, 9), units), max_size=1)) if grace else [],
        excludes=draw(st.sampled_from([True, True, True, False])),
        extended=draw(st.lists(near, max_size=2)),
    )


@st.composite
def cases(draw: st.DrawFn, first: dt.date, last: dt.date) -> tuple[Rule, list[Form], list[str]]:
    rule = draw(rules(first, last))
    forms, moments = [], []
    for _ in range(draw(st.integers(0, 3))):
        day = rule.day + draw(st.integers(-3, 24)) * DAY
        clock = draw(
            st.sampled_from([dt.time(0), dt.time(23, 59, 59, 999999)]) | st.times(), label="clock"
        )
        at = dt.datetime.combine(day, clock, HANOI)
        zone = dt.timezone(dt.timedelta(hours=draw(st.integers(-12, 14))))
        forms.append(Form(day, draw(st.booleans())))
        moments.append(draw(st.sampled_from([day.isoformat(), at.astimezone(zone).isoformat()])))
    return rule, forms, moments


def milestone(rule: Rule) -> Milestone:
    written: dict[str, object] = {"id": "m", "kind": "submission", "name": "m"}
    written["through" if rule.is_through else "before"] = f"{rule.day:%d/%m}/Y"
    written["channels"] = ["paper"]
    written["late"] = "not_assessed" if rule.excludes else "recorded"
    if rule.grace:
        readings = [{"days": str(days), "unit": unit} for days, unit in rule.more]
        written["grace"] = {
            "days": str(rule.grace),
            "unit": rule.unit,
            "assumed": rule.is_open,
            "readings": readings,
        }
    return Milestone.model_validate(written)


def judged(
    rule: Rule, forms: list[Form], moments: list[str], calendar: WorkingCalendar = OFFICIAL
) -> str:
    flaws = [{"channel": "email"}, {"channel": "paper", "complete": "no"}]
    receipts = []
    for number, (form, at) in enumerate(zip(forms, moments, strict=True)):
        how = {"channel": "paper"} if form.is_good else flaws[number % 2]
        receipts.append(Receipt.model_validate({"unit": "u", "at": at, **how}))
    acts = [Extension(milestone="m", before=day, document="d") for day in rule.extended]
    found = judge_receipts(
        milestone(rule), rule.day.year, receipts, extensions=acts, calendar=calendar
    )
    assert bool(found.other_readings) == (found.status == "doubtful")
    assert found.reason.show("vi")
    assert found.reason.show("en")
    return str(found.status)


@settings(max_examples=600, deadline=None)
@given(cases(dt.date(2016, 1, 5), dt.date(2026, 9, 20)))
def test_verdict_agrees_with_the_reference(case: tuple[Rule, list[Form], list[str]]) -> None:
    rule, forms, moments = case
    assert judged(rule, forms, moments) == verdict(rule, forms)


@st.composite
def schedules(draw: st.DrawFn, around: dt.date) -> WorkingCalendar:
    """A schedule that could yet be announced: two days at most swapped at a holiday."""
    unknown = WorkingCalendar(swaps=(), known_years=())
    days = [around + n * DAY for n in range(-5, 30)]
    rest = [day for day in days if not unknown.is_working_day(day)]
    holidays = [day for day in rest if day.weekday() < 5]
    bridges = [
        day
        for day in days
        if unknown.is_working_day(day) and any(abs(day - each) <= 3 * DAY for each in holidays)
    ]
    count = min(2, len(bridges))
    off = draw(st.lists(st.sampled_from(bridges), max_size=count, unique=True)) if count else []
    made_up = [day for day in rest if day.weekday() == 5]
    worked = draw(st.permutations(made_up))[: len(off)]
    swaps = [Swap(*each, "drawn") for each in zip(off, worked, strict=False)]
    return WorkingCalendar(swaps=swaps, known_years=range(2000, 2060), unsettled=())


@settings(max_examples=400, deadline=None)
@given(st.data())
def test_verdict_without_the_swaps_stands_whatever_swaps_are_announced(data: st.DataObject) -> None:
    """Beyond doubt today means: the same once the schedule is known."""
    holidays = st.sampled_from([(1, 1), (2, 10), (4, 28), (9, 2), (12, 28)])
    month, day = data.draw(holidays)
    start = dt.date(data.draw(st.integers(2027, 2045)), month, day)
    first, last = start - 14 * DAY, start + 10 * DAY
    rule, forms, moments = data.draw(cases(first, last))
    today = judged(rule, forms, moments, WorkingCalendar(swaps=(), known_years=()))
    later = judged(rule, forms, moments, data.draw(schedules(rule.day)))
    assert today in (later, "doubtful")
