"""Sổ ba giá trị của một tiêu chí: claimed, appraised, settled, each with who, when, on what."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from xephang.outcomes import Outcome
from xephang_web.appraisal.figures import is_missing
from xephang_web.appraisal.ledger import APPRAISED, SETTLED, Ledger
from xephang_web.appraisal.models import Finding
from xephang_web.assessments.pages import CriterionRow
from xephang_web.shared.words import language

SHAPES = {
    Finding.Verdict.ACCEPT: "full",
    Finding.Verdict.KEEP: "full",
    Finding.Verdict.ADJUST: "adj",
    Finding.Verdict.REJECT: "bad",
    Finding.Verdict.GRANT: "na",
    Finding.Verdict.REFUSE: "adj",
}


@dataclass(frozen=True, slots=True)
class Line:
    """One of the three values; what is not there yet says so."""

    name: str
    outcome: Outcome
    is_known: bool
    shape: str
    words: str
    who: str = ""
    when: dt.datetime | None = None
    bases: str = ""
    reason: str = ""


def three_values(
    ledger: Ledger,
    criterion: str,
    row: CriterionRow,
    *,
    bases: Mapping[str, Any],
    is_blind: bool,
) -> list[Line]:
    """The lines of the table. A second, blind appraiser has two: the claim and their own."""
    claimed = ledger.claimed_outcome(criterion)
    lines = [
        Line(
            name=_("Tự chấm"),
            outcome=claimed,
            is_known=not is_missing(claimed),
            shape="full",
            words=_("Đã gửi"),
            who=row.who,
            when=row.when,
        ),
        _line(
            ledger,
            criterion,
            APPRAISED,
            _("Của bạn") if is_blind else _("Thẩm định"),
            ledger.finding(criterion, Finding.Body.APPRAISAL),
            bases,
        ),
    ]
    if not is_blind:
        settled = ledger.finding(criterion, Finding.Body.COUNCIL)
        lines.append(_line(ledger, criterion, SETTLED, _("Kết luận"), settled, bases))
    return lines


def _line(
    ledger: Ledger,
    criterion: str,
    stage: str,
    name: str,
    finding: Finding | None,
    bases: Mapping[str, Any],
) -> Line:
    outcome = ledger.outcomes[stage][criterion]
    if finding is None:
        return Line(name, outcome, is_known=False, shape="none", words=_("Chờ"))
    named = [bases.get(each) for each in finding.bases.split(",") if each]
    return Line(
        name,
        outcome,
        is_known=not outcome.is_undecided,
        shape=SHAPES[Finding.Verdict(finding.verdict)],
        words=str(finding.get_verdict_display()),
        who=finding.by.full_name,
        when=finding.at,
        bases="; ".join(_shown(each) for each in named if each),
        reason=finding.reason,
    )


def _shown(name: Any) -> str:
    show = getattr(name, "show", None)
    return str(show(language())) if callable(show) else str(name)
