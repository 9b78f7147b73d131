"""What is written about unit A in the second half is read by nobody whom it does not concern.

Every text column of every model is either of a unit, and then holds a canary in A's rows,
or excused below with a reason. Every page is opened as everybody who has nothing to do
with A's form, and no canary may be in what comes back.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from typing import Any

import pytest
import xlsxwriter
from django.db.models import CharField, Value
from django.db.models.functions import Cast, Concat
from django.http import HttpResponse

from tests.journeys.planted import DECISIONS, PLANTED, text_columns
from tests.web.permissions.asking import Browsers, address_of
from tests.web.permissions.pages_table import PAGES, Page
from tests.web.permissions.payloads import Case
from tests.web.permissions.people import PEOPLE, TYPED, A, E, Scene, Who, make_scene
from xephang_web.appraisal import permissions as judging
from xephang_web.audit import triggers
from xephang_web.campaigns.models import Campaign
from xephang_web.results.models import Appeal
from xephang_web.results.views import office

OWNERS = {
    "evidence.StoredFile": "unit",
    "campaigns.Participant": "unit",
    "campaigns.Question": "unit",
    "campaigns.Reminder": "participant__unit",
    "assessments.CriterionNote": "assessment__participant__unit",
    "assessments.Comment": "assessment__participant__unit",
    "assessments.EvidenceItem": "assessment__participant__unit",
    "assessments.Receipt": "participant__unit",
    "assessments.LatenessDecision": "participant__unit",
    "appraisal.Verification": "participant__unit",
    "appraisal.SiteVisit": "participant__unit",
    "appraisal.Finding": "participant__unit",
    "appraisal.Clarification": "participant__unit",
    "appraisal.ReferenceLook": "value__participant__unit",
    "appraisal.InspectionResult": "participant__unit",
    "results.Appeal": "participant__unit",
    "results.RemedyMeasure": "participant__unit",
    "results.ResultNotice": "participant__unit",
}
"""Models whose texts are of one unit → how its rows are found."""

OF_NO_UNIT = {
    "accounts.User": "the name of a person stands wherever that person acted",
    "accounts.Appointment": "the document of an appointment, on the page of the unit's people",
    "accounts.Invitation": "the name of somebody invited, on the page of the unit's people",
    "organisations.UnitKind": "everybody sees the kinds of units",
    "organisations.Unit": "everybody sees the units",
    "organisations.UnitPeriod": "everybody sees a unit's history",
    "organisations.Reorganisation": "everybody sees a unit's history",
    "campaigns.Campaign": "everybody in the campaign sees its title, and it is published",
    "campaigns.Extension": "everybody in the campaign sees its dates",
    "campaigns.Member": "of the roster of the campaign",
    "campaigns.CampaignDocument": "papers of the campaign",
    "campaigns.Contact": "everybody in the campaign sees whom to call",
    "campaigns.Amendment": "everybody in the campaign sees what changed the criteria",
    "appraisal.SampleDraw": "the draw of a whole campaign",
    "appraisal.CouncilSession": "minutes are of the whole council",
    "appraisal.ReferenceTable": "the title of a table about many units",
    "results.TableDecision": "the number of a decision",
    "results.Publication": "of the decision, which is published",
}
"""Models whose planted texts are not one unit's own, and why."""

pytestmark = pytest.mark.usefixtures("quick_pages")
STAGES = (
    pytest.param("appraising", marks=pytest.mark.proof),  # all of it is there later too
    "preliminary",
    "published",
)
CONCERNED = {
    "an approver in the province": {"results:results", "results:appeal", "results:appeal_file"},
    "a supplier of data in B": {"appraisal:verify", "appraisal:verify_task"},
}
"""Who has nothing to do with A's form, and yet reads some of it on these pages, by their office."""


def planted_columns() -> Iterator[tuple[Any, Any]]:
    """The text columns that hold what somebody typed."""
    for model, column in text_columns():
        if DECISIONS.get(model._meta.label, {}).get(column.name) in PLANTED:
            yield model, column


def test_every_text_is_a_units_own_or_excused_with_a_reason() -> None:
    labels = {model._meta.label for model, _column in planted_columns()}
    assert labels - set(OWNERS) - set(OF_NO_UNIT) == set(), "add the model to one of the two lists"
    assert set(OWNERS) & set(OF_NO_UNIT) == set()


def plant(scene: Scene) -> dict[str, str]:
    """A canary into every text of A's rows; canary → column. What is typed was typed before."""
    triggers.remove()
    marks = {f"{TYPED}T.A": "what A typed into its form"}
    for number, (model, column) in enumerate(planted_columns()):
        owner = OWNERS.get(model._meta.label)
        if owner is None:
            continue
        mark = f"chim{number}hoang"
        text = f"https://{mark}.example/" if column.name == "url" else mark
        found = model._base_manager.filter(**{owner: scene.cast.unit_a})
        found.exclude(**{column.name: ""}).update(
            **{column.name: Concat(Value(text), Cast("pk", CharField()), output_field=CharField())}
        )
        marks[mark] = f"{model._meta.label}.{column.name}"
    return marks


def said(answer: HttpResponse) -> str:
    """Everything an answer says, its heads included."""
    streaming = getattr(answer, "streaming_content", None)
    body = b"".join(streaming) if streaming is not None else answer.content
    for close in getattr(answer, "_resource_closers", []):
        close()
    return str(answer.headers) + opened(body)


def opened(body: bytes) -> str:
    """The text of an answer; of a workbook or another archive, that of all that is in it."""
    if not zipfile.is_zipfile(io.BytesIO(body)):
        return body.decode(errors="replace")
    with zipfile.ZipFile(io.BytesIO(body)) as archive:
        return "\n".join(opened(archive.read(each)) for each in archive.namelist())


def test_a_canary_in_a_cell_of_a_workbook_is_heard() -> None:
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        book.add_worksheet().write_string(3, 2, "chim1hoang")
    assert "chim1hoang" in opened(out.getvalue())
    assert "chim1hoang" not in out.getvalue().decode(errors="replace")


def seen_by(
    scene: Scene, marks: dict[str, str], who: Who, pages: tuple[Page, ...] = PAGES
) -> Iterator[tuple[str, str]]:
    """(page, column) of every canary that somebody is shown, for A, for E and in a search."""
    client = Browsers(scene).of(who)
    user = scene.users[who.name]
    asked: dict[str, str] = {"/don-vi/?tim=chim": "organisations:units"}
    for page in pages:
        if page.see is None or not page.keeps_session:
            continue
        for form in (A, E) if page.about == "form" else (A,):
            asked.setdefault(address_of(page, Case(scene.cast, scene.form(form), user)), page.name)
    for address, name in asked.items():
        text = said(client.get(address))  # type: ignore[arg-type]
        for mark, column in marks.items():
            if mark in text:
                yield name, column


def strangers() -> list[Who]:
    """Everybody who has no say about A's form: among them who is called and in conflict."""
    return [
        each
        for each in PEOPLE
        if not each.form_a - {"barred", "approver"} and "office" not in each.campaign
    ]


def leaks(scene: Scene, marks: dict[str, str]) -> list[str]:
    """Everything of A that somebody sees whom it does not concern."""
    return [
        f"{who.name} sees {column} on {page}"
        for who in strangers()
        for page, column in sorted(set(seen_by(scene, marks, who)))
        if page not in CONCERNED.get(who.name, set())
    ]


@pytest.mark.parametrize("stage", STAGES)
def test_nobody_whom_it_does_not_concern_sees_what_is_written_about_a_unit(
    db: None, stage: str
) -> None:
    scene = make_scene(stage)
    assert leaks(scene, plant(scene)) == []


def test_the_second_appraiser_sees_nothing_of_what_the_first_found(db: None) -> None:
    scene = make_scene("judged")
    marks = plant(scene)
    (who,) = [each for each in PEOPLE if each.name == "the second appraiser of A"]
    seen = set(seen_by(scene, marks, who))
    of_findings = {each for each in seen if each[1] == "appraisal.Finding.reason"}
    assert of_findings == set()
    assert any(column != "appraisal.Finding.reason" for _page, column in seen), "they see the form"


def test_the_units_own_people_see_what_is_theirs(db: None) -> None:
    """The canaries are really there: what nobody may see is seen by those who may."""
    scene = make_scene("preliminary")
    marks = plant(scene)
    (who,) = [each for each in PEOPLE if each.name == "the head of A"]
    columns = {column for _page, column in seen_by(scene, marks, who)}
    for column in (
        "appraisal.Finding.reason", "appraisal.Clarification.question", "results.Appeal.text",
        "assessments.EvidenceItem.title", "what A typed into its form",
    ):  # fmt: skip
        assert column in columns, column


# --- planted mistakes: each is one that somebody could make, and each is found ---------------
@pytest.fixture
def planted(db: None) -> tuple[Scene, dict[str, str]]:
    """The preliminary results, with canaries."""
    scene = make_scene("preliminary")
    return scene, plant(scene)


def one(name: str) -> Who:
    """Somebody of the table."""
    return next(each for each in PEOPLE if each.name == name)


def test_a_form_reached_without_asking_is_found(
    planted: tuple[Scene, dict[str, str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    scene, marks = planted
    given = ("campaigns.view_form", "results.see_own")
    who = one("a focal person of B")
    user = scene.users[who.name]
    assert user is not None
    monkeypatch.setattr(type(user), "has_perm", lambda _self, perm, _obj=None: perm in given)
    assert list(seen_by(scene, marks, who))


def test_a_conflict_that_is_not_asked_about_is_found(
    planted: tuple[Scene, dict[str, str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    scene, marks = planted
    monkeypatch.setattr(judging, "conflict", lambda _user, _participant: "")
    assert list(seen_by(scene, marks, one("a seat on the council, with a post in A")))


def test_appeals_listed_without_asking_whose_they_are_are_found(
    planted: tuple[Scene, dict[str, str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    scene, marks = planted
    every = lambda _user, campaign: list(  # noqa: E731
        Appeal.objects.filter(participant__campaign=campaign)
    )
    monkeypatch.setattr(office, "appeals_seen", every)
    assert list(seen_by(scene, marks, one("a seat on the council, with a post in A")))


def test_a_second_look_that_shows_the_first_is_found(
    db: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    scene = make_scene("judged")
    marks = plant(scene)
    monkeypatch.setattr(judging, "_is_second", lambda _user, _participant: False)
    who = one("the second appraiser of A")
    columns = {column for _page, column in seen_by(scene, marks, who)}
    assert "appraisal.Finding.reason" in columns


def test_an_export_of_everything_is_found(
    planted: tuple[Scene, dict[str, str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    scene, marks = planted
    reach = lambda _user, slug: Campaign.objects.get(slug=slug)  # noqa: E731
    who = one("a focal person of B")
    user = scene.users[who.name]
    assert user is not None
    monkeypatch.setattr(
        type(user), "has_perm", lambda self, perm, obj=None: perm.endswith("see_all")
    )
    monkeypatch.setattr("xephang_web.assessments.views.office.reach_campaign", reach)
    assert list(seen_by(scene, marks, who))
