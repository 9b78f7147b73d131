"""What everybody may read without an account. Only what was published is ever looked at."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from xephang.presentation import STATUSES, VERDICTS
from xephang.results import Verdict
from xephang_web.campaigns.queries import regulation_of
from xephang_web.evidence.responses import send_file
from xephang_web.results.models import Publication, TableDecision
from xephang_web.results.open_data import (
    CRITERIA_WORDS,
    JSON_WORDS,
    LICENCE,
    TABLE_WORDS,
    criteria_csv,
    tables_csv,
    tables_json,
)
from xephang_web.results.profiles import criteria_of, figures_of, group_members, minima_of
from xephang_web.results.runs import read_publication
from xephang_web.results.show import (
    MOST_CHOICES,
    Table,
    by_section,
    marks_of,
    profile_against_group,
    tables_of,
)
from xephang_web.results.versions import changes_between
from xephang_web.results.views.revisits import same_until_published
from xephang_web.results.years import (
    data_until,
    data_window_end,
    origins_of,
    year_before,
    years_of,
)
from xephang_web.shared.policy import ANYONE, page
from xephang_web.shared.words import language

FOREVER = "public, max-age=31536000, immutable"
"""For what a version holds: it never changes, a correction is another version."""
A_DAY = "public, max-age=86400"
"""For what a later release of the software may write in another form."""


def reach_publication(slug: str, version: int) -> Publication:
    """A publication by its address. Raises `Http404` for what is not (yet) public."""
    found: Publication | None = (
        Publication.objects.filter(campaign__slug=slug, version=version, published_at__isnull=False)
        .select_related(
            "campaign__previous__regulation",
            "campaign__regulation",
            "campaign__standing_office__parent",
            "document",
        )
        .defer(
            "open_content",
            "campaign__regulation__content",
            "campaign__previous__regulation__content",
        )
        .first()
    )
    if found is None:
        raise Http404
    return found


def frame_of(publication: Publication) -> dict[str, Any]:
    """What the head of every page of a publication says, and where the others are."""
    campaign = publication.campaign
    others = list(
        Publication.objects.filter(campaign=campaign, published_at__isnull=False)
        .exclude(pk=publication.pk)
        .defer("open_content")
        .order_by("version")
    )
    newer = [each for each in others if each.version > publication.version]
    older = [each for each in others if each.version < publication.version]
    regulation = regulation_of(campaign)
    in_english = language() == "en" and campaign.title_en
    return {
        "publication": publication,
        # The frame of the page is the visitor's, not that of somebody who works on the campaign.
        "campaign": None,
        "shown": campaign,
        "title": campaign.title_en if in_english else campaign.title,
        "issuer": campaign.standing_office.parent or campaign.standing_office,
        "others": others,
        "newer": newer[-1] if newer else None,
        "older": older[-1] if older else None,
        "regulation": regulation,
        "data_until": data_window_end(campaign),
        "is_training": campaign.is_training,
    }


@page(ANYONE)
@require_GET
@same_until_published
def published(request: HttpRequest) -> HttpResponse:
    """Everything that was published: each campaign once, with all its versions."""
    found = (
        Publication.objects.filter(published_at__isnull=False)
        .select_related("campaign__standing_office__parent")
        .defer("open_content")
        .order_by("-campaign__year", "campaign__slug", "-version")
    )
    campaigns: dict[int, list[Publication]] = {}
    for each in found:
        campaigns.setdefault(each.campaign_id, []).append(each)
    return render(
        request,
        "results/published.html",
        {"campaigns": [(each[0], each[1:]) for each in campaigns.values()]},
    )


@page(ANYONE)
@require_GET
@same_until_published
def verify(request: HttpRequest) -> HttpResponse:
    """Verify a package in the visitor's own browser: nothing is sent anywhere."""
    return render(request, "results/verify.html")


@page(ANYONE)
@require_GET
@same_until_published
def columns(request: HttpRequest) -> HttpResponse:
    """What every column of the open data means, and every word that stands in one."""
    context = {
        "files": [
            ("bang.csv", _("Các bảng xếp hạng"), TABLE_WORDS),
            ("tieu-chi.csv", _("Điểm từng tiêu chí của mọi đơn vị"), CRITERIA_WORDS),
            ("bang.json", _("Các bảng xếp hạng, cho chương trình"), JSON_WORDS),
        ],
        "words": [
            ("verdict", VERDICTS),
            # What is not scored is not in the file.
            ("status", {key: words for key, words in STATUSES.items() if key != "not_scored"}),
        ],
        "licence": LICENCE,
    }
    return render(request, "results/columns.html", context)


@page(ANYONE)
@require_GET
@same_until_published
def tables(request: HttpRequest, slug: str, version: int) -> HttpResponse:
    """One ranking table of a publication; `bang` names which, `muc` orders it by one section."""
    publication = reach_publication(slug, version)
    found = read_publication(publication)
    before = year_before(publication.campaign, found)
    every = tables_of(found, regulation_of(publication.campaign), before)
    table = _chosen(every, request.GET.get("bang", ""))
    official = table
    section = request.GET.get("muc", "")
    if section:
        ordered = by_section(table, section)
        if ordered is None:
            raise Http404
        table = ordered
    context = frame_of(publication) | {
        "tables": every,
        "lists_tables": len(every) > MOST_CHOICES,
        "table": table,
        "official": official,
        "section": next((each for each in table.sections if each.id == section), None),
        "before": before,
        "decided": _decisions(publication).get((table.id, table.parent_code)),
        "sizes": _sizes(publication.pk, publication.open_digest),
        "licence": LICENCE,
    }
    return render(request, "results/tables.html", context)


def _chosen(tables: list[Table], key: str) -> Table:
    """The table that the address names, else the first that ranks anybody. Raises `Http404`."""
    if not key and tables:
        return next((each for each in tables if each.rows), tables[0])
    found = next((each for each in tables if each.key == key), None)
    if found is None:
        raise Http404
    return found


def _decisions(publication: Publication) -> dict[tuple[str, str], TableDecision]:
    """(table, code of the unit above) → its own decision, where it decides its table (DN-7)."""
    made = TableDecision.objects.filter(
        campaign_id=publication.campaign_id, at__lte=publication.approved_at
    )
    ordered = made.select_related("parent").order_by("at")
    return {(each.table, each.parent.code): each for each in ordered}


@page(ANYONE)
@require_GET
@same_until_published
def unit(request: HttpRequest, slug: str, version: int, code: str) -> HttpResponse:
    """One unit's published result, section by section against its group."""
    publication = reach_publication(slug, version)
    found = read_publication(publication)
    record = found.units.get(code)
    if record is None:
        raise Http404
    regulation = regulation_of(publication.campaign)
    group = record["group"]
    criteria = regulation.criteria_sets.get(group)
    if criteria is None:
        raise Http404
    is_restricted = bool(found.roster[code].get("restricted"))
    before = year_before(publication.campaign, found)
    scheme = regulation.scheme(group)
    context = frame_of(publication) | {
        "code": code,
        "name": found.name(code),
        "record": record,
        "verdict": VERDICTS[Verdict(record["verdict"])],
        "group": regulation.group(group),
        "figures": figures_of(found, regulation, code),
        "table": _table_of(tables_of(found, regulation, before), code),
        "origins": origins_of(code, data_until(publication.campaign), before),
        "is_restricted": is_restricted,
        "profile": profile_against_group(found, criteria, code, with_range=True),
        "peers": group_members(found, group),
        "minima": minima_of(found, criteria, scheme, code),
        "years": years_of(publication, code),
        "marks": marks_of(scheme),
        "criteria": criteria_of(found, criteria, code),
        "is_illustrative": criteria.illustrative,
    }
    return render(request, "results/unit.html", context)


def _table_of(tables: list[Table], code: str) -> dict[str, Any] | None:
    """The table that ranks a unit, and its row there."""
    for table in tables:
        for row in table.rows:
            if row.unit == code:
                return {"table": table, "row": row}
    return None


@page(ANYONE)
@require_GET
@same_until_published
def changes(request: HttpRequest, slug: str, version: int) -> HttpResponse:
    """What a correcting decision changed: for whom, what, and why."""
    publication = reach_publication(slug, version)
    context = frame_of(publication)
    older: Publication | None = context["older"]
    if older is None:
        raise Http404
    moved = changes_between(
        read_publication(older), read_publication(publication), context["regulation"]
    )
    return render(
        request,
        "results/versions.html",
        context
        | {
            "moved": moved,
            "classes_moved": sum(1 for each in moved if each.changes_class),
            "ranks_moved": sum(1 for each in moved if each.changes_rank),
            "points_moved": sum(1 for each in moved if each.changes_points),
        },
    )


@page(ANYONE)
@require_GET
def document(_request: HttpRequest, slug: str, version: int) -> FileResponse:
    """The decision itself, as it was uploaded when the results were approved."""
    publication = reach_publication(slug, version)
    if publication.document is None:
        raise Http404
    return send_file(publication.document)


def _download(
    publication: Publication, content: str, ending: str, kind: str, keep: str
) -> HttpResponse:
    name = f"{publication.campaign.slug}-v{publication.version}{ending}"
    response = HttpResponse(content.encode(), content_type=f"{kind}; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["Cache-Control"] = keep
    response["ETag"] = f'"{publication.open_digest[:32]}{ending}"'
    return response


@page(ANYONE)
@require_GET
def package(_request: HttpRequest, slug: str, version: int) -> HttpResponse:
    """The sealed package that everybody may take and recompute."""
    publication = reach_publication(slug, version)
    content = Publication.objects.values_list("open_content", flat=True).get(pk=publication.pk)
    return _download(publication, content, ".json", "application/json", FOREVER)


@page(ANYONE)
@require_GET
def csv_table(_request: HttpRequest, slug: str, version: int) -> HttpResponse:
    """The tables as CSV."""
    publication = reach_publication(slug, version)
    return _download(publication, tables_csv(publication), ".csv", "text/csv", A_DAY)


@page(ANYONE)
@require_GET
def csv_criteria(_request: HttpRequest, slug: str, version: int) -> HttpResponse:
    """The points of every criterion of every unit as CSV."""
    publication = reach_publication(slug, version)
    content = criteria_csv(publication, regulation_of(publication.campaign))
    return _download(publication, content, "-tieu-chi.csv", "text/csv", A_DAY)


@page(ANYONE)
@require_GET
def json_table(_request: HttpRequest, slug: str, version: int) -> HttpResponse:
    """The tables as JSON, with where they come from."""
    publication = reach_publication(slug, version)
    return _download(publication, tables_json(publication), "-bang.json", "application/json", A_DAY)


@lru_cache(maxsize=32)
def _sizes(pk: int, _digest: str) -> dict[str, int]:
    """How large each download is, in bytes. Counted once a process: nothing of it changes."""
    publication = Publication.objects.select_related("campaign__regulation").get(pk=pk)
    contents = {
        "csv": tables_csv(publication),
        "json": tables_json(publication),
        "criteria": criteria_csv(publication, regulation_of(publication.campaign)),
        "package": publication.open_content,
    }
    return {name: len(content.encode()) for name, content in contents.items()}
