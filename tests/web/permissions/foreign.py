"""Puts ids of somebody else's things into one's own requests, one at a time.

Where from: the table of pages says what belongs into every address and every act. The same
question asked about another form, and about two copies of the campaign, gives what does not.
The `sister` is the same units' in the same hands; the `stranger` is another province's, and
nothing of it is published. Whatever differs between the answers is an id, and is tried.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import connection, models, transaction
from django.urls import resolve, reverse

from tests.web.permissions import payloads as send
from tests.web.permissions.asking import DONE, Browsers, expected, parts_of, verdict
from tests.web.permissions.pages_table import (
    APPRAISAL_PAGES,
    PAGES,
    RESULT_PAGES,
    Page,
    those,
)
from tests.web.permissions.payloads import Case
from tests.web.permissions.people import PEOPLE, A, E, Scene, Who, make_scene
from tests.web.permissions.twins import Twin
from xephang_web.campaigns.models import Campaign
from xephang_web.campaigns.queries import regulation_of
from xephang_web.organisations.models import Unit
from xephang_web.organisations.services import create_unit
from xephang_web.results import services as results
from xephang_web.results.models import Publication

NOBODYS = "999999999"
NO_IDS = {"ending": "the kind of a file"}
"""Parts of addresses that name nothing of anybody's, and what they are."""
OF_THE_REGULATION = ("criterion_id", "section_id")
WITHIN_A_CAMPAIGN = ("number", "version", "code")
"""Parts that name something together with the campaign alone: every campaign has its first."""
UNPUBLISHED, SITTING, OF_THE_SISTER = 7, 8, 9
REFUSED = (403, 404)
NOT_TAKEN = (400, 403, 404, 409, 422)
FIRST = ("appraising", "draft", "published")
"""The stages that most acts go through in; the others are gone into for the rest."""


def _also(name: str, sends: Any, **changed: Any) -> Page:
    """Another act of an address, for what it is sent: who may do it is in the table."""
    page = next(each for each in (*APPRAISAL_PAGES, *RESULT_PAGES) if each.name == name)
    return replace(page, sends=sends, **changed)


ALSO = (
    _also("appraisal:tasks", send.task_taken_back),
    _also("appraisal:tasks", send.assignment_of_agency),
    _also("appraisal:second_looks", send.appointment),
    _also("appraisal:reference", send.look, act=those("judging")),
    _also("appraisal:inspections", send.inspection_withdrawn),
    _also("results:remedies", send.remedy_reported),
)
"""Acts that share an address, and need no row of their own in the table of pages."""


def rows(stage: str) -> Iterator[tuple[Page, str]]:
    """(page, method) of what is tried in a stage: everything looked at once, in the last."""
    looks = {}
    for page in PAGES:
        if page.about not in ("form", "campaign"):
            continue
        if page.see is not None and stage == looked_at_in(page):
            looks[page.name, page.arguments] = page
        if page.act is not None and stage_of(page) == stage:
            yield page, "POST"
    for page in ALSO:
        if stage_of(page) == stage:
            yield page, "POST"
    for page in looks.values():
        yield page, "GET"


def looked_at_in(page: Page) -> str:
    """The stage in which a page is looked at: where there is most to see."""
    return "published" if "published" in page.there else page.there[0]


def stage_of(page: Page) -> str:
    """The stage in which an act is tried: one in which it goes through."""
    fits = [each for each in (*FIRST, *page.when) if each in page.when and each in page.there]
    return fits[0]


@dataclass
class Foreign:
    """A scene, what is not of it, and what was tried."""

    scene: Scene
    sister: Twin
    stranger: Twin
    units: dict[str, Unit]
    tried: set[tuple[str, str]] = field(default_factory=set)
    """(address, part of it), and (module of a view, posted field)."""

    def __post_init__(self) -> None:
        self.browsers = Browsers(self.scene)

    def cases(self, who: Who) -> dict[str, Case]:
        """The request as it should be (`own`), and the same about what is not of it."""
        user, cast = self.scene.users[who.name], self.scene.cast
        form = self.scene.form(A)
        sister = replace(cast, campaign=self.sister.of(cast.campaign))
        stranger = replace(
            cast,
            campaign=self.stranger.of(cast.campaign),
            chi=self.stranger.stranger_for(cast.chi),
            **self.units,  # type: ignore[arg-type]
        )
        return {
            "own": Case(cast, form, user),
            "another form": Case(cast, self.scene.form(E), user),
            "sister": Case(sister, self.sister.of(form), user),
            "stranger": Case(stranger, self.stranger.of(form), user),
        }


def make_foreign(stage: str) -> Foreign:
    """The scene in that stage, with both copies of its campaign."""
    scene = make_scene(stage)
    cast = scene.cast
    if stage == "published":
        results.plan_remedy(
            by=cast.an, participant=cast.a, criterion_id="1.2", measure="Mua máy",
            due=cast.campaign.created_at.date(),
        )  # fmt: skip
    units = _units_elsewhere(scene)
    sister = Twin("chi-em").copy(cast.campaign)
    of = {getattr(cast, name).pk: unit.pk for name, unit in units.items()}
    stranger = Twin("nguoi-la", of, is_of_strangers=True, changed=_unpublished)
    stranger.copy(cast.campaign)
    stranger.stranger_for(cast.chi)
    if stage in ("published", "corrected"):
        _plant_what_is_not_public(scene, sister.of(cast.campaign))
    return Foreign(scene, sister, stranger, units)


def _units_elsewhere(scene: Scene) -> dict[str, Unit]:
    """Units of the other province in the places of ours."""
    found = {
        "province": Unit.objects.get(code="K"),
        "office": Unit.objects.get(code="K.TT"),
        "unit_a": Unit.objects.get(code="K.A"),
    }
    for name in ("unit_b", "unit_d", "unit_e"):
        own: Unit = getattr(scene.cast, name)
        parent = found["unit_d"] if name == "unit_e" else found["province"]
        code = own.code.replace("T.", "K.", 1)
        found[name] = create_unit(by=None, code=code, name=code, kind=own.kind, parent=parent)
    return found


def _unpublished(row: models.Model) -> None:
    if isinstance(row, Publication):
        row.published_at = row.published_by = None


def _plant_what_is_not_public(scene: Scene, sister: Campaign) -> None:
    """Rows alone: a version that is approved, a session that sits, and one of the sister."""
    campaign, by, at = scene.cast.campaign, scene.cast.khanh, scene.cast.campaign.created_at
    public = campaign.publications.earliest("version")
    Publication.objects.create(
        open_content=public.open_content, open_digest=public.open_digest, campaign=campaign,
        version=UNPUBLISHED, run=campaign.runs.get(number=1),
        decision_number="2/QĐ", decision_date="2016-12-21", approved_by=by, approved_at=at,
    )  # fmt: skip
    session: dict[str, Any] = {
        "held_on": "2016-12-01", "quorum": 1, "opened_by": by, "opened_at": at, "minutes": "Kín.",
    }  # fmt: skip
    campaign.sessions.create(number=SITTING, **session)
    sister.sessions.create(number=OF_THE_SISTER, closed_at=at, **session)


def askers(page: Page, method: str, stage: str) -> list[Who]:
    """The first and the last of the table who may: mostly one of the unit and one above it.

    Not the auditor, who reads all of every campaign.
    """
    people = [each for each in PEOPLE if each.name != "the auditor"]
    may = [each for each in people if expected(page, each, method, A, stage) == DONE]
    return list(dict.fromkeys([*may[:1], *may[-1:]]))


def wrong_parts(
    foreign: Foreign, page: Page, method: str, who: Who, cases: dict[str, Case]
) -> Iterator[tuple[str, str, dict[str, Any]]]:
    """(part, whose, all parts) of every address in which one part is not the own one."""
    own = parts_of(page, cases["own"])
    beside = {*OF_THE_REGULATION, *WITHIN_A_CAMPAIGN, *NO_IDS}
    ids = [each for each in own if each not in beside]
    goes_for_e = expected(page, who, method, E, foreign.scene.stage) == DONE
    theirs = {
        # A single id that stands for what one may reach as well.
        "sister": len(ids) == 1,
        "another form": len([each for each in ids if each != "slug"]) == 1 and goes_for_e,
        "stranger": False,
    }
    for whose, is_theirs in theirs.items():
        if is_theirs:
            continue
        for part, value in parts_of(page, cases[whose]).items():
            if value != own[part] and str(value) != NOBODYS:
                yield part, whose, {**own, part: value}
    section, criterion = _places_of_e(foreign)
    for part, whose, value in (
        ("version", "an unpublished decision", UNPUBLISHED),
        ("number", "a session that sits", SITTING),
        ("number", "a session of the sister", OF_THE_SISTER),
        ("section_id", "another group", section),
        ("criterion_id", "another group", criterion),
    ):
        if part in own:
            yield part, whose, {**own, part: value}


def _places_of_e(foreign: Foreign) -> tuple[str, str]:
    """A section and a criterion that the form of E has and that of A has not."""
    sets = regulation_of(foreign.scene.cast.campaign).criteria_sets
    mine, theirs = sets[foreign.scene.form(A).group], sets[foreign.scene.form(E).group]
    sections = {each.id for each in theirs.sections} - {each.id for each in mine.sections}
    criteria = {each.id for each in theirs.criteria()} - {each.id for each in mine.criteria()}
    return min(sections, default="99"), min(criteria, default="99.9")


def wrong_fields(page: Page, cases: dict[str, Case]) -> Iterator[tuple[str, str, dict[str, Any]]]:
    """(field, whose, all fields) of what is sent with one field that is not the own one."""
    own = page.sends(cases["own"])
    for whose, case in cases.items():
        if whose == "own" or (whose == "another form" and page.about != "form"):
            continue
        for name, value in page.sends(case).items():
            is_file = isinstance(value, UploadedFile)
            if value != own[name] and not is_file and str(value) != NOBODYS:
                yield name, whose, {**own, name: value}


def nobodys(value: Any) -> Any:
    """An id of the same form that nothing has."""
    if isinstance(value, list):
        return [NOBODYS]
    head, dash, _id = str(value).rpartition("-")
    return f"{head}{dash}{NOBODYS}"


class Written:
    """What a request writes into tables of the application, undone or not."""

    def __init__(self) -> None:
        self.tables: list[str] = []

    def __call__(self, run: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        """Run a statement, and note where it writes."""
        words = sql.replace('"', "").split(maxsplit=3)
        if words[0] in ("INSERT", "UPDATE", "DELETE"):
            table = words[1] if words[0] == "UPDATE" else words[2]
            if not table.startswith(("django_", "axes_")):
                self.tables.append(table)
        return run(sql, params, many, context)


def answer_to(
    foreign: Foreign, page: Page, method: str, who: Who, parts: dict[str, Any], sent: Any
) -> tuple[Any, list[str]]:
    """Ask once, and undo it; the answer, and the tables that it wrote into."""
    client, written = foreign.browsers.of(who), Written()
    address = reverse(page.name, kwargs=parts)
    with transaction.atomic():
        with connection.execute_wrapper(written):
            answer: Any = client.get(address) if method == "GET" else client.post(address, sent)
        for close in getattr(answer, "_resource_closers", []):
            close()
        transaction.set_rollback(True)
    return answer, written.tables


def reached(foreign: Foreign, page: Page, method: str, who: Who) -> Iterator[str]:
    """What somebody reaches on a page by an id that is not of it; one line each."""
    foreign.browsers.of(who)  # logged in before what is undone begins
    with transaction.atomic():
        cases = foreign.cases(who)
        own, sent = parts_of(page, cases["own"]), page.sends(cases["own"])
        fields = list(wrong_fields(page, cases)) if method == "POST" else []
        what = f"{method} {page.name} ({page.does or page.shows}) by {who.name}"
        answer, _written = answer_to(foreign, page, method, who, own, sent)
        if verdict(answer) != DONE:
            yield f"{what}: {answer.status_code}, so that nothing is learnt from it"
        for part, whose, parts in wrong_parts(foreign, page, method, who, cases):
            foreign.tried.add((page.name, part))
            answer, written = answer_to(foreign, page, method, who, parts, sent)
            is_word = part in OF_THE_REGULATION
            if answer.status_code not in (NOT_TAKEN if is_word else REFUSED) or written:
                yield f"{what}: {part} of {whose}: {answer.status_code}, wrote {written}"
        module = resolve(reverse(page.name, kwargs=own)).func.__module__
        for name, whose, changed in fields:
            foreign.tried.add((module, name))
            answer, written = answer_to(foreign, page, method, who, own, changed)
            unknown = {**changed, name: nobodys(changed[name])}
            other, _written = answer_to(foreign, page, method, who, own, unknown)
            is_told_apart = answer.status_code != other.status_code
            if answer.status_code not in NOT_TAKEN or is_told_apart or written:
                yield (
                    f"{what}: {name} of {whose}: {answer.status_code}, of nobody: "
                    f"{other.status_code}, wrote {written}"
                )
        transaction.set_rollback(True)
