"""Quy định của một công bố: the pinned regulation for everybody to read."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from xephang_web.campaigns.queries import regulation_pinned
from xephang_web.results.reading import dates_of, form_of, maxima_of, method_of, rest_of
from xephang_web.results.views.public import frame_of, reach_publication
from xephang_web.results.views.revisits import same_until_published
from xephang_web.shared.policy import ANYONE, page


@page(ANYONE)
@require_GET
@same_until_published
def regulation(request: HttpRequest, slug: str, version: int) -> HttpResponse:
    """The regulation as a readable page, exactly as it was pinned; `nhom` chooses a form."""
    publication = reach_publication(slug, version)
    pinned = publication.campaign.regulation
    found = regulation_pinned(pinned.digest, pinned.year)
    groups = [each for each in found.file.groups if each.id in found.criteria_sets]
    chosen = request.GET.get("nhom", "") or (groups[0].id if groups else "")
    criteria = found.criteria_sets.get(chosen)
    if criteria is None:
        raise Http404
    context = frame_of(publication) | {
        "digest": pinned.digest,
        "groups": groups,
        "chosen": found.group(chosen),
        "form": form_of(criteria),
        "is_illustrative": criteria.illustrative,
        "maxima": maxima_of(found),
        "method": method_of(found),
        "grids": rest_of(found),
        "dates": dates_of(found),
    }
    return render(request, "results/regulation.html", context)
