"""Hệ quả: lists for emulation and awards, and tables for what else takes the results over."""

from __future__ import annotations

from collections.abc import Callable

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from xephang.regulation import Regulation
from xephang_web.accounts.models import User
from xephang_web.accounts.requests import person
from xephang_web.campaigns.models import Campaign
from xephang_web.campaigns.queries import campaign_now, reach_campaign, regulation_of
from xephang_web.results import exports
from xephang_web.results.consequences import consequences_of, day_of, heads_on, lists_of
from xephang_web.results.models import Publication
from xephang_web.results.runs import Published, read_run
from xephang_web.shared.policy import SIGNED_IN, page
from xephang_web.shared.words import language

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def _reach(user: User, slug: str) -> tuple[Campaign, Publication | None]:
    """The campaign, and the last decision on its results. Raises `Http404`."""
    campaign = reach_campaign(user, slug)
    if not user.has_perm("results.consequences", campaign):
        raise Http404
    found: Publication | None = (
        campaign.publications.defer("open_content", "run__content").select_related("run").first()
    )
    return campaign, found


@page(SIGNED_IN)
@require_GET
def consequences(request: HttpRequest, slug: str) -> HttpResponse:
    """Lists for emulation and awards, effect by effect, each line with its article."""
    campaign, publication = _reach(person(request), slug)
    context = {
        "campaign": campaign,
        "now": campaign_now(campaign),
        "publication": publication,
        "effects": [],
        "columns": exports.MEANINGS.items(),
    }
    if publication is not None:
        day = day_of(publication)
        context["day"] = day
        context["effects"] = lists_of(
            read_run(publication.run), regulation_of(campaign), heads_on(campaign, day)
        )
    return render(request, "results/consequences.html", context)


def _file(
    request: HttpRequest,
    slug: str,
    name: str,
    kind: str,
    made: Callable[[Published, Regulation, Publication, Campaign], bytes],
) -> HttpResponse:
    campaign, publication = _reach(person(request), slug)
    if publication is None:
        raise Http404
    content = made(read_run(publication.run), regulation_of(campaign), publication, campaign)
    response = HttpResponse(content, content_type=kind)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


@page(SIGNED_IN)
@require_GET
def consequences_csv(request: HttpRequest, slug: str) -> HttpResponse:
    """Every consequence for every unit, for emulation files."""

    def made(
        published: Published, regulation: Regulation, publication: Publication, campaign: Campaign
    ) -> bytes:
        heads = heads_on(campaign, day_of(publication))
        lines = consequences_of(published, regulation, heads)
        return exports.csv_of(exports.lines_grid(lines, publication, language()), language())

    return _file(request, slug, f"he-qua-{slug}.csv", "text/csv; charset=utf-8", made)


@page(SIGNED_IN)
@require_GET
def units_csv(request: HttpRequest, slug: str) -> HttpResponse:
    """One line a unit, for the PAR index and task grading (TH-15)."""

    def made(
        published: Published, regulation: Regulation, publication: Publication, _campaign: Campaign
    ) -> bytes:
        grid = exports.units_grid(published, regulation, publication, language())
        return exports.csv_of(grid, language())

    return _file(request, slug, f"ket-qua-{slug}.csv", "text/csv; charset=utf-8", made)


@page(SIGNED_IN)
@require_GET
def consequences_xlsx(request: HttpRequest, slug: str) -> HttpResponse:
    """All of it as a workbook with the columns explained."""

    def made(
        published: Published, regulation: Regulation, publication: Publication, campaign: Campaign
    ) -> bytes:
        heads = heads_on(campaign, day_of(publication))
        return exports.workbook_of(published, regulation, publication, heads, language())

    return _file(request, slug, f"he-qua-{slug}.xlsx", XLSX, made)
