"""Do the tables say what the record says? For `manage.py verify_log`.

The chain proves that the record was not touched. What decides about a unit is kept in
tables beside it: here each row that decides is held against the act that made it.
"""

from __future__ import annotations

import datetime as dt
import json
from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any

from xephang.canonical import digest
from xephang_web.assessments.lateness import APPLICATION, SIGNED_ELSEWHERE
from xephang_web.assessments.models import LatenessDecision, Receipt, Submission
from xephang_web.audit.models import Record
from xephang_web.audit.queries import Flaw
from xephang_web.campaigns.models import Extension, Participant

Facts = tuple[str, ...]
LONG = 80
"""So much of a fact names its row; what is longer is a whole text or table."""


def rows_against_record() -> Iterator[Flaw]:
    """Every submission, receipt, decision, extension and exclusion that no act accounts for.

    Also every such act whose row is gone.
    """
    for submission in Submission.objects.order_by("pk").iterator(chunk_size=500):
        if digest(json.loads(submission.content)) != submission.digest:
            yield Flaw(0, f"submission {submission.pk}: its content is not what its digest says")
    yield from held_against(_accounts())
    yield from _exclusions()


def held_against(accounts: Mapping[str, tuple[Counter[Facts], Counter[Facts]]]) -> Iterator[Flaw]:
    """What is there and was not told, and what was told and is not there, of each kind."""
    for name, (there, told) in accounts.items():
        for facts in (there - told).elements():
            yield Flaw(0, f"{name} ({_line(facts)}): no act made it so")
        for facts in (told - there).elements():
            yield Flaw(0, f"{name} ({_line(facts)}): an act made it, the row is gone")


def _line(facts: Facts) -> str:
    """The facts of a row in one line; of long ones the beginning."""
    return ", ".join(each if len(each) <= LONG else f"{each[:LONG]}…" for each in facts)


def _accounts() -> dict[str, tuple[Counter[Facts], Counter[Facts]]]:
    """What is checked → the facts of its rows, and those of its acts."""
    submissions = list(
        Submission.objects.select_related("assessment").defer("content").order_by("pk")
    )
    return {
        "submission": (
            Counter(
                (
                    str(each.assessment.participant_id), str(each.number), _moment(each.at),
                    each.digest, each.points, each.result_class, each.signed_as,
                )
                for each in submissions
            ),
            told_by("form.submitted", "number", "at", "digest", "points", "class", "signed_as"),
        ),
        "receipt of the application": (
            Counter(
                (str(each.participant_id), _moment(each.at))
                for each in Receipt.objects.filter(channel=APPLICATION)
            ),
            Counter(
                facts[:2]
                for facts in told_by("form.submitted", "at", "signed_as").elements()
                if facts[2] != SIGNED_ELSEWHERE
            ),
        ),
        "withdrawal": (
            Counter(
                (str(each.assessment.participant_id), str(each.number), each.digest)
                for each in submissions
                if each.withdrawn_at is not None
            ),
            told_by("form.withdrawn", "number", "digest", side="before"),
        ),
        "receipt": (
            Counter(
                (
                    str(each.participant_id), each.channel, str(each.stamped_on), each.reference,
                    each.scan.sha256 if each.scan else "",
                )
                for each in Receipt.objects.filter(at__isnull=True).select_related("scan")
            ),
            told_by("receipt.recorded", "channel", "stamped_on", "reference", "sha256"),
        ),
        "decision on lateness": (
            Counter(
                (str(each.participant_id), each.verdict, each.reason, each.document)
                for each in LatenessDecision.objects.all()
            ),
            told_by("lateness.decided", "verdict", "reason", "document"),
        ),
        "extension": (
            Counter(
                (
                    str(each.participant_id or each.campaign_id), each.milestone,
                    str(each.before), each.document,
                )
                for each in Extension.objects.all()
            ),
            told_by("deadline.extended", "milestone", "before", "document"),
        ),
    }  # fmt: skip


def told_by(act: str, *names: str, side: str = "after") -> Counter[Facts]:
    """What the acts of a kind say they made: whose, then the named facts."""
    return Counter(
        (each.object_id, *(_fact(name, _data(each)[side].get(name, "")) for name in names))
        for each in Record.objects.filter(act=act).iterator()
    )


def _fact(name: str, value: str) -> str:
    return _moment(dt.datetime.fromisoformat(value)) if name == "at" else value


def _moment(at: dt.datetime | None) -> str:
    """A moment in one spelling, whatever zone it was written in."""
    return at.astimezone(dt.UTC).isoformat() if at else ""


def _data(record: Record) -> dict[str, Any]:
    data: dict[str, Any] = json.loads(record.data)
    return data


def _exclusions() -> Iterator[Flaw]:
    """Units left out of a ranking, and units that an act left out and that are back."""
    told: dict[str, tuple[str, str]] = {}
    acts = ("roster.exempted", "roster.superseded", "roster.readmitted")
    for each in Record.objects.filter(act__in=acts).order_by("position").iterator():
        after = _data(each)["after"]
        exempted, goes_on = told.get(each.object_id, ("", ""))
        told[each.object_id] = {
            "roster.exempted": (after.get("reason", ""), goes_on),
            "roster.superseded": (exempted, after.get("goes_on", "")),
            "roster.readmitted": ("", ""),
        }[each.act]
    for unit in Participant.objects.select_related("superseded_by__unit").iterator():
        goes_on = unit.superseded_by.unit.code if unit.superseded_by else ""
        if told.get(str(unit.pk), ("", "")) != (unit.exempted_for, goes_on):
            yield Flaw(0, f"participant {unit.pk}: left out or taken in, and no act made it so")
