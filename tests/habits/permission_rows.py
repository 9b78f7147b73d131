"""docs/permissions.md: who may do what when, from the tables by which the tests ask."""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from importlib import import_module
from typing import Any

import django
from django.conf import settings

ABOUT = {
    "site": "The whole site",
    "unit": "A unit",
    "campaign": "A campaign",
    "form": "A unit's form, its appraisal and its result",
}


def permissions_page() -> str:
    """The matrix in words, for who audits the application."""
    if not settings.configured:
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.web.settings")
        django.setup()
    pages = import_module("tests.web.permissions.pages_table")
    rules = import_module("tests.web.permissions.rules_table")
    parts = [
        "# Who may do what",
        (
            "*Written by `make docs` from the tables in `tests/web/permissions`. The tests ask the "
            "application for every address as everybody named here and compare.*"
        ),
        (
            "What somebody may not know of is answered as not there (404), to a visitor with the "
            "page for logging in. Who sees a page and may not act there is told so (403). "
            "An act out of its time is refused and writes nothing."
        ),
        "## Who is meant",
        _table(("word", "who"), sorted(pages.RELATIONS.items())),
        (
            f"These count only once the campaign is launched: {_words(pages.AFTER_LAUNCH)}. "
            f"These only once the form is sent, for nobody judges by drafts: "
            f"{_words(pages.ONCE_SENT)}."
        ),
        "## Stages",
        _table(("stage", "what it means"), pages.STAGES.items()),
        "## Pages and acts",
        *_pages(pages),
        "## Pages of the log-in library",
        _table(
            ("address", "who comes in"),
            [(f"`{name}`", who) for name, who in pages.LIBRARY_PAGES.items()],
        ),
        "## Permissions",
        (
            "Each is asked of everybody who holds a post or a seat, in every place seen from the "
            "unit it is about, in every state of campaign and form."
        ),
        _table(("place", "what it means"), rules.PLACES.items()),
        _table(
            ("permission", "what it allows", "who has it"),
            [
                (f"`{each.name}`", each.words, _granted(rules, each))
                for each in (*rules.RULES, *rules.REACHES)
            ],
        ),
    ]
    return "\n\n".join(parts) + "\n"


def _pages(pages: Any) -> Iterable[str]:
    for about, title in ABOUT.items():
        listed = [each for each in pages.PAGES if each.about == about]
        yield f"### {title}"
        yield _table(
            ("address", "shows", "seen by", "act", "done by", "when"),
            [
                (
                    f"`{each.name}`",
                    each.shows or "–",
                    _seen(pages, each),
                    each.does or "–",
                    _words(each.act) if each.act else "–",
                    _stages(pages, each.when) if each.act else "–",
                )
                for each in listed
            ],
        )


def _seen(pages: Any, page: Any) -> str:
    if page.see is None:
        return "–"
    there = "" if page.there == pages.ALWAYS else f" ({_stages(pages, page.there)})"
    told = f"; told why not: {_words(page.barred)}" if page.barred else ""
    return f"{_words(page.see)}{there}{told}"


def _stages(pages: Any, stages: Sequence[str]) -> str:
    """Stages in words, the shorter way round."""
    if tuple(stages) == pages.ALWAYS:
        return "always"
    if not stages:
        return "never in the stages asked"
    left = [each for each in pages.ALWAYS if each not in stages]
    if len(left) < len(stages):
        return f"always but: {', '.join(left)}"
    return ", ".join(stages)


def _granted(rules: Any, rule: Any) -> str:
    return "; ".join(_grant(rules, each) for each in rule.grants) or "nobody in these places"


def _grant(rules: Any, grant: Any) -> str:
    is_wide = len(grant.places) >= len(rules.OF_A_UNIT)
    places = "anywhere" if is_wide else ", ".join(grant.places)
    said = f"{', '.join(each.replace('_', ' ') for each in grant.roles)} ({places})"
    if grant.during != rules.CAMPAIGN_STATES:
        said += f" while {' or '.join(grant.during)}"
    if grant.never:
        said += f", never: {', '.join(grant.never)}"
    if grant.only != rules.FORM_STATES:
        said += f", only: {', '.join(grant.only)}"
    return said


def _words(relations: Iterable[str]) -> str:
    return ", ".join(sorted(relations)) or "nobody"


def _table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join(f"| {' | '.join(each.replace('|', '/') for each in line)} |" for line in lines)
