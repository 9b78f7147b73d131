"""Ba cơ sở thẩm định: what stands for each basis that the regulation names (PT-8, DN-5, TH-8)."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from xephang_web.appraisal.ledger import Ledger
from xephang_web.appraisal.models import InspectionResult, SiteVisit, Verification
from xephang_web.appraisal.queries import Beside

LETTERS = "abcdđe"
BASIS_WORDS = {
    "data": gettext_lazy("Số liệu đơn vị"),
    "cross_check": gettext_lazy("Đối chiếu"),
    "site_visit": gettext_lazy("Khảo sát thực tế"),
    "inspection": gettext_lazy("Kiểm tra trong năm"),
}
"""What the bases are called where a regulation gives them no name."""


@dataclass(frozen=True, slots=True)
class Basis:
    """One basis: its letter and name, what there is of it, and whether a finding rests on it."""

    id: str
    letter: str
    name: Any
    cite: str
    shape: str
    words: str
    references: tuple[Beside, ...] = ()
    visits: tuple[SiteVisit, ...] = ()
    inspections: tuple[InspectionResult, ...] = ()
    is_used: bool = False


def bases_of(
    ledger: Ledger,
    *,
    evidence: int,
    references: Iterable[Beside],
    verified: Iterable[Verification],
    visits: Iterable[SiteVisit],
    inspections: Iterable[InspectionResult],
    used: Collection[str],
) -> list[Basis]:
    """The bases of the regulation, in its order; three plain ones where it names none."""
    appraisal = ledger.regulation.file.appraisal
    named: list[tuple[str, Any, str]] = []
    if appraisal is not None:
        named = [(each.id, each.name, each.cite) for each in appraisal.bases]
    if not named:
        named = [
            ("data", _("Số liệu đơn vị"), ""),
            ("cross_check", _("Đối chiếu"), ""),
            ("site_visit", _("Khảo sát thực tế"), ""),
        ]
    references, verified = tuple(references), tuple(verified)
    visits, inspections = tuple(visits), tuple(inspections)
    if inspections and all(each[0] != "inspection" for each in named):
        named = [*named, ("inspection", _("Kiểm tra trong năm"), "")]
    if (references or verified) and all(each[0] != "cross_check" for each in named):
        named = [*named, ("cross_check", _("Số liệu đối chiếu"), "")]
    states = {
        "data": _data(evidence),
        "cross_check": _cross_check(references, verified),
        "site_visit": _visited(visits),
        "inspection": _inspected(inspections),
    }
    return [
        Basis(
            id=id_,
            letter=LETTERS[number],
            name=name,
            cite=cite,
            shape=states[id_][0],
            words=states[id_][1],
            references=references if id_ == "cross_check" else (),
            visits=visits if id_ == "site_visit" else (),
            inspections=inspections if id_ == "inspection" else (),
            is_used=id_ in used,
        )
        for number, (id_, name, cite) in enumerate(named)
    ]


def _data(evidence: int) -> tuple[str, str]:
    if evidence:
        return "full", _("{count} minh chứng").format(count=evidence)
    return "none", _("Không có minh chứng")


def _cross_check(
    references: tuple[Beside, ...], verified: tuple[Verification, ...]
) -> tuple[str, str]:
    if not references and not verified:
        return "na", _("Chưa có số liệu đối chiếu")
    differs = any(each.outcome == Verification.Outcome.DIFFERS for each in verified)
    if differs or any(each.is_apart for each in references):
        return "warn", _("Lệch")
    return "full", _("Khớp")


def _visited(visits: tuple[SiteVisit, ...]) -> tuple[str, str]:
    if any(each.held_on for each in visits):
        return "full", _("Đã khảo sát")
    if visits:
        return "half", _("Đã lên lịch")
    return "na", _("Không khảo sát")


def _inspected(inspections: tuple[InspectionResult, ...]) -> tuple[str, str]:
    if not inspections:
        return "na", _("Không có kết quả kiểm tra")
    return "warn", _("{count} kết quả kiểm tra").format(count=len(inspections))
