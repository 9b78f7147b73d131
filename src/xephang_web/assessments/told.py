"""What the row of a criterion says: how words beside it are called, what became of evidence."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from xephang_web.assessments.models import EvidenceItem

NOTE_LABELS = {
    "narrative": gettext_lazy("Thuyết minh"),
    "without_evidence": gettext_lazy("Vì sao thiếu minh chứng"),
    "not_applicable_reason": gettext_lazy("Lý do, căn cứ chức năng nhiệm vụ"),
    "explanation": gettext_lazy("Giải trình số cần xem"),
}
"""The words beside a criterion, as the form calls them."""


@dataclass(frozen=True, slots=True)
class EvidenceTold:
    """What an act about the evidence of a criterion came to, to be said in its row."""

    criterion: str
    done: str = ""
    problems: tuple[str, ...] = ()
    lands: str = ""
    """The field of the row that gets the focus, if the row took it away; `more`: "+"."""
    opens: bool = False
    typed: Mapping[str, str] = field(default_factory=dict)
    removed: int | None = None
    """What can be put back."""
    restored: int | None = None
    is_page: bool = False
    """A whole page says it, and not a row in its place."""

    @classmethod
    def removed_one(cls, item: EvidenceItem, *, is_page: bool = False) -> EvidenceTold:
        """Something was taken off, and can be put back."""
        done = _("Đã bỏ minh chứng “{title}”.").format(title=item.title)
        return cls(item.criterion, done, removed=item.pk, is_page=is_page)

    @classmethod
    def restored_one(cls, item: EvidenceItem) -> EvidenceTold:
        """Something was put back."""
        done = _("Đã gắn lại minh chứng “{title}”.").format(title=item.title)
        return cls(item.criterion, done, restored=item.pk)
