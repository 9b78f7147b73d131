"""Every id in every address and every act of a campaign, replaced by one of somebody else's.

The addresses are those of the resolver, the posted ids those that the views read: one that
is not tried fails the test.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
from django.db import transaction
from django.http import HttpResponse
from django.urls import URLPattern, URLResolver, get_resolver, path

from tests.web.permissions.foreign import (
    ALSO,
    NO_IDS,
    Foreign,
    askers,
    make_foreign,
    reached,
    rows,
    stage_of,
)
from tests.web.permissions.pages_table import PAGES
from xephang_web.appraisal import reference
from xephang_web.appraisal.models import ReferenceTable
from xephang_web.appraisal.views import visits
from xephang_web.results.models import Publication
from xephang_web.results.views import public, units

pytestmark = pytest.mark.usefixtures("quick_pages", "bare_errors")
SPACES = ("appraisal", "results", "assessments", "campaigns")
"""The parts of the application whose addresses are about a campaign."""
VIEWS = ("appraisal", "results")
"""The parts whose posted ids are all tried; those of the first half stand in test_inside.py."""
OF_NO_CAMPAIGN = {"campaigns:create", "results:columns", "results:published", "results:verify"}
WORDS = {
    "act", "answer", "appeals_before", "basis", "criterion", "date", "decision", "digest",
    "document", "document_number", "due", "group", "held_on", "input", "kind", "measure",
    "minutes", "note", "number", "outcome", "planned_on", "points", "progress", "purpose",
    "question", "reason", "redaction", "remark", "report", "rows", "section", "seed", "seen",
    "seen_ripple", "step", "table", "text", "title", "to_day", "tolerance", "verdict",
    "votes_against", "votes_for", "wanted", "why_corrected",
}  # fmt: skip
"""Posted fields that are no ids: words, days, numbers, places in the regulation, and digests
of what somebody has seen."""
BOTH = {("xephang_web.appraisal.views.visits", "to")}
"""Fields that are an id on one page and a word on this: the day a visit is moved to."""


ELSEWHERE = [("assessments:endorse", "pk")]
"""An act on the form of a unit below one's own, which A has not: tried in test_endorsing.py."""


LED_ON = {("xephang_web.appraisal.views.desk", "onward")}
"""Only where one is led on to once an act is done; with ids of others tried in test_desk.py."""


def sweep(stage: str) -> tuple[list[str], set[tuple[str, str]]]:
    """What is reached in a stage by ids of others, and what was tried."""
    found: list[str] = []
    with transaction.atomic():
        foreign = make_foreign(stage)
        for page, method in rows(stage):
            for who in askers(page, method, stage):
                found += [f"{stage}: {each}" for each in reached(foreign, page, method, who)]
        transaction.set_rollback(True)
    return found, foreign.tried


def test_no_id_of_others_reaches_anything_and_none_is_forgotten(db: Any) -> None:
    acts = [each for each in (*PAGES, *ALSO) if each.act and each.about in ("form", "campaign")]
    found, tried = [], set()
    for stage in dict.fromkeys([*map(stage_of, acts), "published", "corrected"]):
        lines, parts = sweep(stage)
        found += lines
        tried |= parts
    assert found == [], "\n".join(found)
    assert untried_addresses(get_resolver(), tried) == ELSEWHERE
    known = tried | LED_ON
    assert [each for each in posted_ids() if each not in known] == [], "add the act to `ALSO`"


def parts_of_addresses(resolver: Any, space: str = "") -> Iterator[tuple[str, str]]:
    """(address, part) of every address that is about a campaign."""
    for each in resolver.url_patterns:
        if isinstance(each, URLResolver):
            yield from parts_of_addresses(each, each.namespace or space)
        elif isinstance(each, URLPattern) and space in SPACES:
            name = f"{space}:{each.name}"
            parts = set(each.pattern.converters) - set(NO_IDS)
            yield from ((name, part) for part in parts)
            if not parts and name not in OF_NO_CAMPAIGN:
                yield name, "nothing that says of which campaign"


def untried_addresses(resolver: Any, tried: set[tuple[str, str]]) -> list[tuple[str, str]]:
    """The parts of addresses that nobody put an id of others into."""
    return sorted(set(parts_of_addresses(resolver)) - tried)


def posted_ids() -> list[tuple[str, str]]:
    """(module, field) of every posted field that the views of the second half read as an id."""
    found = set()
    for app in VIEWS:
        package = import_module(f"xephang_web.{app}.views")
        for file in sorted(Path(str(package.__file__)).parent.glob("*.py")):
            module = f"xephang_web.{app}.views.{file.stem}"
            tree = ast.parse(file.read_text(encoding="utf-8"))
            found |= {(module, name) for name in posted_names(tree)}
    return sorted(each for each in found if each[1] not in WORDS and each not in BOTH)


def posted_names(tree: ast.AST) -> Iterator[str]:
    """The names of the fields that code reads of what was posted."""
    for node in ast.walk(tree):
        reads: list[ast.expr] = []
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
            reads = node.args[1:2] if node.func.id.startswith("posted_") else []
        elif isinstance(node, ast.Call) and _is_post(node.func):
            reads = node.args[:1]
        elif isinstance(node, ast.Subscript) and _ends_with_post(node.value):
            reads = [node.slice]
        elif isinstance(node, ast.Compare) and any(map(_ends_with_post, node.comparators)):
            reads = [node.left]
        yield from (str(each.value) for each in reads if isinstance(each, ast.Constant))


def _is_post(function: ast.expr) -> bool:
    return isinstance(function, ast.Attribute) and _ends_with_post(function.value)


def _ends_with_post(node: ast.expr) -> bool:
    return isinstance(node, ast.Attribute) and node.attr == "POST"


# --- planted mistakes: each is one that somebody could make, and each is found ---------------
@pytest.fixture
def published(db: Any) -> Foreign:
    """A published campaign, with what is not of it."""
    return make_foreign("published")


def found_on(foreign: Foreign, name: str, method: str = "GET") -> list[str]:
    """What is reached on one page by ids of others."""
    pages = [page for page, how in rows("published") if (page.name, how) == (name, method)]
    return [
        line
        for page in pages
        for who in askers(page, method, "published")
        for line in reached(foreign, page, method, who)
    ]


def test_a_table_of_another_campaign_shown_is_found(
    published: Foreign, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert found_on(published, "appraisal:reference_table") == []
    every = lambda *_given: list(ReferenceTable.objects.all())  # noqa: E731
    monkeypatch.setattr(reference, "tables_for", every)
    assert any(
        "pk of sister: 200" in each for each in found_on(published, "appraisal:reference_table")
    )


def anyones(among: Any, **wanted: Any) -> Any:
    """A row by its id alone, whosever it is."""
    return among.model._base_manager.get(**wanted)


def test_a_photograph_of_another_visit_shown_is_found(
    published: Foreign, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert found_on(published, "appraisal:photograph") == []
    monkeypatch.setattr(visits, "get_object_or_404", anyones)
    assert found_on(published, "appraisal:photograph")


def test_a_decision_shown_before_it_is_published_is_found(
    published: Foreign, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert found_on(published, "results:csv") == []
    reach = lambda slug, version: anyones(  # noqa: E731
        Publication.objects, campaign__slug=slug, version=version
    )
    monkeypatch.setattr(public, "reach_publication", reach)
    found = found_on(published, "results:csv")
    assert any("version of an unpublished decision: 200" in each for each in found)


def test_an_appeal_of_another_unit_withdrawn_is_found(
    db: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    foreign = make_foreign("preliminary")
    (page,) = [each for each in PAGES if each.name == "results:withdraw_appeal"]
    (who, *_others) = askers(page, "POST", "preliminary")
    assert list(reached(foreign, page, "POST", who)) == []
    monkeypatch.setattr(units, "get_object_or_404", anyones)
    monkeypatch.setattr("xephang_web.results.services.appeals.User.has_perm", lambda *_given: True)
    found = list(reached(foreign, page, "POST", who))
    assert any("results_appeal" in each for each in found), "it was written into"


def test_a_new_address_with_an_id_is_missed_until_it_is_tried() -> None:
    class Later:
        """Addresses of a later release."""

        namespace, app_name = "results", "results"
        urlpatterns = (
            path("dot/<slug:slug>/moi/<int:pk>/", lambda _request: HttpResponse(), name="new"),
        )

    resolver = get_resolver(Later)  # type: ignore[arg-type]
    assert set(parts_of_addresses(resolver, "results")) == {
        ("results:new", "slug"),
        ("results:new", "pk"),
    }


def test_a_new_posted_id_is_missed_until_it_is_tried() -> None:
    code = 'a = posted_id(request, "one"); b = request.POST.getlist("two"); "three" in r.POST'
    assert set(posted_names(ast.parse(code))) == {"one", "two", "three"}
