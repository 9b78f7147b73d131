"""Dự thảo biên bản: what a session of the council settled, in words, for who may read it."""

from __future__ import annotations

from django.utils.translation import gettext as _

from xephang_web.accounts.models import User
from xephang_web.appraisal.models import CouncilSession, Finding
from xephang_web.appraisal.people import preload_own_units
from xephang_web.appraisal.permissions import conflict


def draft_minutes(session: CouncilSession, reader: User | None = None) -> str:
    """Who was there, and what the session settled, to be worked over by hand.

    Of units with which the `reader` is in conflict it says that there is something, not what.
    """
    there = list(session.present.order_by("full_name"))
    preload_own_units(there, session.campaign)
    lines = [
        _("Phiên họp số {number}, ngày {day}.").format(
            number=session.number, day=session.held_on.strftime("%d/%m/%Y")
        ),
        _("Có mặt {count} ủy viên (cần ít nhất {quorum}): {names}.").format(
            count=len(there),
            quorum=session.quorum,
            names=", ".join(each.full_name for each in there),
        ),
    ]
    settled = _settled(session)
    hidden = [each for each in settled if _why_barred(reader, each)]
    if not settled:
        lines += ["", _("Phiên họp chưa kết luận tiêu chí nào.")]
    for findings in settled:
        if findings not in hidden:
            lines += ["", *_about(findings, there)]
    for findings in hidden:
        name = findings[0].participant.unit.name
        lines += ["", _("{unit}: không hiện vì bạn có xung đột lợi ích.").format(unit=name)]
    return "\n".join(lines)


def withheld_from(session: CouncilSession, reader: User) -> str:
    """What the draft of that reader leaves out: the record adds it to the minutes they write."""
    there = list(session.present.order_by("full_name"))
    preload_own_units(there, session.campaign)
    hidden = (each for each in _settled(session) if _why_barred(reader, each))
    return "\n\n".join("\n".join(_about(findings, there)) for findings in hidden)


def why_hidden(session: CouncilSession, reader: User) -> str:
    """Why the reader may not see the minutes as they were written; empty where they may."""
    whys = (_why_barred(reader, each) for each in _settled(session))
    return next((each for each in whys if each), "")


def _why_barred(reader: User | None, findings: list[Finding]) -> str:
    return "" if reader is None else conflict(reader, findings[0].participant)


def _settled(session: CouncilSession) -> list[list[Finding]]:
    """What the session settled, unit by unit."""
    by_unit: dict[int, list[Finding]] = {}
    found = session.findings.select_related(
        "participant__unit__parent__parent__parent", "by"
    ).order_by("participant__unit__name", "pk")
    for each in found:
        each.participant.campaign = session.campaign
        by_unit.setdefault(each.participant_id, []).append(each)
    return list(by_unit.values())


def _about(findings: list[Finding], there: list[User]) -> list[str]:
    """One unit: its name, who took no part, and each criterion."""
    participant = findings[0].participant
    lines = [participant.unit.name]
    barred = [each.full_name for each in there if conflict(each, participant)]
    if barred:
        lines.append(
            _("Không tham gia vì xung đột lợi ích: {names}.").format(names=", ".join(barred))
        )
    return lines + [_line(each) for each in findings]


def _line(finding: Finding) -> str:
    said = _("- Tiêu chí {id}: {verdict}. Lý do: {reason}").format(
        id=finding.criterion, verdict=finding.get_verdict_display(), reason=finding.reason
    )
    if finding.votes_for is not None:
        said += " " + _("(thuận {yes}, chống {no})").format(
            yes=finding.votes_for, no=finding.votes_against
        )
    return said
