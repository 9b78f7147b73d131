"""Which piece of evidence is in view, and how: a page of a PDF, a picture, or only a download."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.http import HttpRequest

from xephang_web.assessments.models import EvidenceItem
from xephang_web.evidence.pictures import is_picture, page_count


@dataclass(frozen=True, slots=True)
class Viewer:
    """One piece of evidence in view. `pages` is 0 where it cannot be shown as pages."""

    items: Sequence[EvidenceItem]
    item: EvidenceItem
    number: int
    kind: str
    """`pages`, `picture`, `broken` (a PDF that cannot be drawn), `file` or `link`."""
    page: int = 1
    pages: int = 0

    @property
    def of(self) -> int:
        """How many pieces there are."""
        return len(self.items)

    @property
    def before(self) -> int | None:
        """The page before."""
        return self.page - 1 if self.page > 1 else None

    @property
    def after(self) -> int | None:
        """The page after."""
        return self.page + 1 if self.page < self.pages else None


def evidence_shown(request: HttpRequest, items: Sequence[EvidenceItem]) -> Viewer | None:
    """What `?tep=` and `?trang=` ask for; the first piece that can be seen without them."""
    if not items:
        return None
    wanted = request.GET.get("tep", "")
    chosen = next((each for each in items if str(each.pk) == wanted), None)
    if chosen is None:
        chosen = next((each for each in items if _can_be_seen(each)), items[0])
    number = list(items).index(chosen) + 1
    if chosen.file is None:
        return Viewer(items, chosen, number, "link")
    if is_picture(chosen.file):
        return Viewer(items, chosen, number, "picture", 1, 1)
    if chosen.file.media_type != "application/pdf":
        return Viewer(items, chosen, number, "file")
    pages = page_count(chosen.file)
    if not pages:
        return Viewer(items, chosen, number, "broken")
    asked = request.GET.get("trang", "")
    page = int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 7 else 1
    return Viewer(items, chosen, number, "pages", max(1, min(page, pages)), pages)


def _can_be_seen(item: EvidenceItem) -> bool:
    return item.file is not None and (
        item.file.media_type == "application/pdf" or is_picture(item.file)
    )
