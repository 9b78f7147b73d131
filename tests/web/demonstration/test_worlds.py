"""The invented campaigns: repeatable, complete, and taken by the core as they are."""

from __future__ import annotations

from collections import Counter
from functools import cache

import pytest

from xephang.calendar import LatenessStatus
from xephang.campaign import (
    NOT_APPLICABLE,
    Campaign,
    Extension,
    Receipt,
    RosterUnit,
    read_answers,
)
from xephang.errors import Place
from xephang.points import parse_number
from xephang.results import CampaignResults, Verdict, assess
from xephang.sheets import UnitSheet
from xephang_web.demonstration.cases import IMPOSSIBLE
from xephang_web.demonstration.names import ILLUSTRATIVE, ascii_code, invented_names
from xephang_web.demonstration.shapes import DemoForm, DemoWorld
from xephang_web.demonstration.worlds import regulation_of, worlds

SLUGS = (
    "phan-thiet-2020",
    "thanh-hoa-2016",
    "da-nang-2022",
    "phu-tho-2018",
    "binh-thuan-2019",
)
COUNTS = {
    "phan-thiet-2020": {"phong": 12, "phuong-xa": 18},
    "thanh-hoa-2016": {"so": 20, "huyen": 27},
    "da-nang-2022": {"so": 20, "don-vi": 8, "trung-uong": 8, "quan-huyen": 7, "xa": 56},
    "phu-tho-2018": {"so": 26, "huyen": 13, "xa": 277},
    "binh-thuan-2019": {"so": 20, "su-nghiep": 8, "huyen": 10},
}
BIG_GROUP = 12
LAUNCHED = "phu-tho-2018"
"""Just launched: first drafts, and nothing sent yet."""

each_world = pytest.mark.parametrize("slug", SLUGS)
each_collected = pytest.mark.parametrize("slug", [each for each in SLUGS if each != LAUNCHED])


@cache
def drawn() -> dict[str, DemoWorld]:
    return {each.slug: each for each in worlds()}


@cache
def results(slug: str) -> CampaignResults:
    """The world as it stands at its `today`, through the core."""
    world = drawn()[slug]
    submitted = [each for each in world.forms if each.state == "submitted"]
    campaign = Campaign(
        year=world.year,
        illustrative=True,
        roster=tuple(
            RosterUnit(unit=each.code, group=each.group, parent=each.parent)
            for each in world.ranked()
            if each.group
        ),
        receipts=tuple(receipt for form in world.forms for receipt in receipts_of(form)),
        extensions=tuple(
            Extension(
                milestone=each.milestone,
                before=each.before,
                unit=each.unit,
                document=each.document,
            )
            for each in world.extensions
        ),
        answers={each.unit: dict(each.answers) for each in submitted},
        previous={unit: dict(each) for unit, each in world.previous.items()},
    )
    return assess(regulation_of(world), campaign)


def receipts_of(form: DemoForm) -> list[Receipt]:
    return [
        Receipt(
            unit=form.unit,
            at=each.at.date() if each.day_only else each.at,
            channel=each.channel,
            complete=each.complete,
        )
        for each in form.receipts
    ]


def lateness(slug: str) -> Counter[LatenessStatus]:
    found = (each.lateness for each in results(slug).units.values())
    return Counter(each.status for each in found if each is not None)


def claims(world: DemoWorld) -> list[tuple[str, str]]:
    return [
        (form.unit, criterion)
        for form in world.forms
        for criterion, fields in form.answers.items()
        if NOT_APPLICABLE in fields
    ]


def test_the_same_seed_gives_the_same_bytes() -> None:
    assert repr(worlds(2026)).encode() == repr(worlds()).encode()


def test_another_seed_gives_other_worlds_of_the_same_units() -> None:
    other = {each.slug: each for each in worlds(1)}
    assert tuple(other) == SLUGS
    for slug, world in drawn().items():
        assert other[slug].units == world.units
        assert other[slug].forms != world.forms


@each_world
def test_every_group_has_its_number_of_units(slug: str) -> None:
    groups = Counter(each.group for each in drawn()[slug].ranked())
    assert dict(groups) == COUNTS[slug]


@each_world
def test_every_unit_hangs_below_one_root_by_a_code_of_its_own(slug: str) -> None:
    units = drawn()[slug].units
    codes = {each.code for each in units}
    assert len(codes) == len(units) == len({each.name + (each.parent or "") for each in units})
    assert all(code.isascii() and len(code) <= 32 for code in codes)
    assert [each.code for each in units if each.parent is None] == [units[0].code]
    assert {each.parent for each in units if each.parent} <= codes
    assert drawn()[slug].standing_office in codes


@pytest.mark.parametrize(("slug", "above"), [("da-nang-2022", 7), ("phu-tho-2018", 13)])
def test_every_commune_is_the_child_of_a_district(slug: str, above: int) -> None:
    kinds = {each.code: each.kind for each in drawn()[slug].units}
    parents = {each.parent for each in drawn()[slug].units if each.group == "xa"}
    assert len(parents) == above
    assert {kinds[each or ""] for each in parents} == {"district"}


def test_police_and_military_are_restricted_and_nobody_else() -> None:
    restricted = [each for world in drawn().values() for each in world.units if each.is_restricted]
    assert len(restricted) == 4
    assert all("Công an" in each.name or "Quân sự" in each.name for each in restricted)


def test_invented_communes_say_so_in_their_name() -> None:
    communes = [each for each in drawn()["phu-tho-2018"].units if each.group == "xa"]
    assert sum(each.name.endswith(ILLUSTRATIVE) for each in communes) == 244


def test_more_names_than_can_be_made_up_are_refused() -> None:
    assert len(set(invented_names(260))) == 260
    with pytest.raises(ValueError, match="only 260"):
        invented_names(261)


def test_a_code_bears_no_marks() -> None:
    assert ascii_code("Đức Nghĩa") == "DUC-NGHIA"


@each_world
def test_answers_are_read_without_a_problem_and_unchanged(slug: str) -> None:
    world = drawn()[slug]
    forms = regulation_of(world).criteria_sets
    groups = {each.code: each.group or "" for each in world.units}
    given = [(each.unit, each.answers) for each in world.forms] + list(world.previous.items())
    for unit, answers in given:
        assert read_answers(forms[groups[unit]], answers, None, Place()) == (answers, [])


@each_world
def test_submitted_forms_and_last_years_answer_every_question(slug: str) -> None:
    world = drawn()[slug]
    forms = regulation_of(world).criteria_sets
    groups = {each.code: each.group or "" for each in world.units}
    given = [(each.unit, each.answers) for each in world.forms if each.state == "submitted"]
    for unit, answers in [*given, *world.previous.items()]:
        for criterion in forms[groups[unit]].criteria():
            fields = answers.get(criterion.id, {})
            assert NOT_APPLICABLE in fields or set(fields) == set(criterion.inputs)
    assert set(world.previous) == {each.unit for each in world.forms}


@each_world
def test_only_one_form_of_each_world_is_impossible(slug: str) -> None:
    world = drawn()[slug]
    regulation = regulation_of(world)
    groups = {each.code: each.group or "" for each in world.units}

    def is_impossible(form: DemoForm) -> bool:
        criteria = regulation.criteria_sets[groups[form.unit]]
        return bool(UnitSheet(form.unit, regulation, criteria, form.answers).doubts())

    expected = "submitted" if slug == "binh-thuan-2019" else "drafting"
    assert [each.state for each in world.forms if is_impossible(each)] == [expected]


@each_world
def test_drafts_hold_some_answers_and_only_what_the_unit_enters(slug: str) -> None:
    world = drawn()[slug]
    forms = regulation_of(world).criteria_sets
    groups = {each.code: each.group or "" for each in world.units}
    drafts = [each for each in world.forms if each.state == "drafting"]
    assert drafts
    for draft in drafts:
        criteria = list(forms[groups[draft.unit]].criteria())
        assert 0 < len(draft.answers) < len(criteria)
        sources = {
            each.inputs[name].source
            for each in criteria
            for name in draft.answers.get(each.id, {})
            if name != NOT_APPLICABLE
        }
        assert sources == {"unit"}
        assert not draft.receipts
    assert all(not each.answers for each in world.forms if each.state == "not_started")


@each_collected
def test_ratios_do_not_all_divide_evenly(slug: str) -> None:
    shares = [
        parse_number(str(fields["numerator"])) / whole
        for form in drawn()[slug].forms
        if form.state == "submitted"
        for fields in form.answers.values()
        if {"numerator", "denominator"} <= set(fields)
        and (whole := parse_number(str(fields["denominator"])))
    ]
    assert sum((100 * each).denominator > 1 for each in shares) > len(shares) / 2


@each_collected
def test_last_year_is_like_this_year_but_not_the_same(slug: str) -> None:
    world = drawn()[slug]
    submitted = [each for each in world.forms if each.state == "submitted"]
    same = Counter(
        fields == world.previous[form.unit][criterion]
        for form in submitted
        for criterion, fields in form.answers.items()
    )
    assert 0.15 < same[True] / same.total() < 0.75


@each_collected
def test_every_submitted_form_is_scored_and_big_groups_spread_over_classes(slug: str) -> None:
    world, found = drawn()[slug], results(slug)
    for form in world.forms:
        assert (found.units[form.unit].score is not None) == (
            form.state == "submitted" and form.note != "late beyond grace"
        )
    assert {each.unit for each in world.forms if each.note == IMPOSSIBLE} == {
        unit
        for unit, each in found.units.items()
        if each.verdict is Verdict.PENDING
        and each.score
        and each.lateness
        and each.lateness.status is not LatenessStatus.DOUBTFUL
    }
    for group, count in COUNTS[slug].items():
        classes = {
            each.classification.class_id
            for each in found.units.values()
            if each.unit.group == group and each.classification
        }
        assert len(classes) >= (3 if count >= BIG_GROUP else 2)


@each_world
def test_not_applicable_is_claimed_only_where_the_regulation_knows_it(slug: str) -> None:
    world = drawn()[slug]
    if regulation_of(world).file.not_applicable is None:
        assert claims(world) == []
    else:
        assert 3 <= len({unit for unit, _ in claims(world)}) <= 8


@each_collected
def test_receipts_came_before_today_and_most_of_them_in_time(slug: str) -> None:
    world = drawn()[slug]
    assert all(each.at <= world.today for form in world.forms for each in form.receipts)
    assert all(bool(form.receipts) == (form.state == "submitted") for form in world.forms)
    found = lateness(slug)
    assert found[LatenessStatus.ON_TIME] > 0.6 * found.total()
    assert found[LatenessStatus.MISSING]


@each_world
def test_channels_are_permitted_but_for_the_one_by_e_mail_alone(slug: str) -> None:
    world = drawn()[slug]
    calendar = regulation_of(world).file.calendar
    assert calendar is not None
    allowed = {channel for each in calendar.milestones for channel in each.channels}
    used = {receipt.channel for form in world.forms for receipt in form.receipts}
    allowed = allowed or {"system", "document_system", "paper"}
    assert used - allowed == ({"email"} if slug == "phan-thiet-2020" else set())


@pytest.mark.parametrize("slug", ["phan-thiet-2020", "binh-thuan-2019"])
def test_where_there_is_a_grace_some_are_within_beyond_and_in_doubt(slug: str) -> None:
    found = lateness(slug)
    assert found[LatenessStatus.LATE_WITHIN_GRACE] == 2
    assert found[LatenessStatus.NOT_ASSESSED] == 1
    assert found[LatenessStatus.DOUBTFUL] == (2 if slug == "phan-thiet-2020" else 1)


@pytest.mark.parametrize("slug", ["thanh-hoa-2016", "da-nang-2022"])
def test_where_the_text_is_silent_late_forms_are_recorded_and_ranked(slug: str) -> None:
    late = [
        each
        for each in results(slug).units.values()
        if each.lateness and each.lateness.status is LatenessStatus.RECORDED_LATE
    ]
    assert len(late) >= 3
    assert {each.verdict for each in late} <= {Verdict.RANKED, Verdict.BELOW_LOWEST}


@each_collected
def test_an_extension_moves_a_deadline_of_the_regulation(slug: str) -> None:
    world = drawn()[slug]
    calendar = regulation_of(world).file.calendar
    assert calendar is not None
    bounds = {
        each.id: each.before.bound_in_year(world.year)
        for each in calendar.milestones
        if each.before
    }
    assert world.extensions
    assert all(each.before > bounds[each.milestone] for each in world.extensions)


def test_a_launched_campaign_has_first_drafts_and_most_units_have_not_begun() -> None:
    states = Counter(each.state for each in drawn()[LAUNCHED].forms)
    assert set(states) == {"drafting", "not_started"}
    assert 0.05 < states["drafting"] / states.total() < 0.2
    world = drawn()[LAUNCHED]
    assert all(not each.receipts for each in world.forms)
    assert world.launched < world.today
    assert world.today.date() < world.deadline


def test_forms_are_in_time_by_the_extension_for_all_units() -> None:
    found = results("thanh-hoa-2016").units
    for unit in ("TH.LANG-CHANH", "TH.XD"):
        verdict = found[unit].lateness
        assert verdict is not None
        assert verdict.status is LatenessStatus.ON_TIME
