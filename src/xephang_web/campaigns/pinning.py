"""Ghim quy định: keeping a regulation exactly as it is when a campaign begins."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from xephang.loading import folder_from_data
from xephang_web.campaigns.library import library_regulation
from xephang_web.campaigns.models import PinnedRegulation
from xephang_web.shared import clock
from xephang_web.shared.canonical import canonical_text


def pin_content(content: Mapping[str, Any], year: int) -> PinnedRegulation:
    """Keep a regulation with one year's forms as it is now; the same content is kept once.

    Raises `RegulationError` where the content cannot be read, or has no form of that year.
    """
    forms = [each for each in content["forms"] if str(each.get("year")) == str(year)]
    kept = {"regulation": content["regulation"], "forms": forms}
    regulation = folder_from_data(kept).regulation(year)
    return PinnedRegulation.objects.get_or_create(
        digest=regulation.digest,
        defaults={
            "regulation_id": regulation.id,
            "year": year,
            "content": canonical_text(kept),
            "pinned_at": clock.now(),
        },
    )[0]


def pin_from_library(regulation_id: str, year: int) -> PinnedRegulation:
    """Pin a regulation of the library folder. Raises `RegulationError`."""
    folder = library_regulation(regulation_id)
    content = {
        "regulation": folder.document.data,
        "forms": [document.data for document, _form in folder.forms],
    }
    return pin_content(content, year)


def carried_over(pinned: PinnedRegulation, year: int) -> dict[str, Any]:
    """What is pinned, as plain data, its forms being those of another year."""
    content: dict[str, Any] = json.loads(pinned.content)
    return {**content, "forms": [{**each, "year": str(year)} for each in content["forms"]]}


def pin_carried_over(pinned: PinnedRegulation, year: int) -> PinnedRegulation:
    """Pin for a year what another year was judged by."""
    return pin_content(carried_over(pinned, year), year)
