"""Are the findings what the record says? For `manage.py verify_log`.

A finding decides what a criterion counts. Each is held against the act that wrote it: a
verdict, a figure, a reason or a writer changed by hand is told, and so is a line put in or
taken out.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator

from xephang.canonical import digest
from xephang_web.appraisal.models import Finding
from xephang_web.assessments.witness import Facts, held_against
from xephang_web.audit.models import Record
from xephang_web.audit.queries import Flaw

_FIELDS = ("criterion", "version", "verdict", "values", "points", "bases", "reason", "bulk")
_ACTS = tuple(f"finding.{each}" for each in Finding.Body.values)
LOADED = "finding.loaded"


def findings_against_record() -> Iterator[Flaw]:
    """Every finding that no act wrote so, and every act whose finding is gone."""
    told = Counter(_told(each) for each in Record.objects.filter(act__in=_ACTS).iterator())
    there: Counter[Facts] = Counter()
    loaded: dict[int, list[Finding]] = {}
    left = told.copy()
    for each in Finding.objects.order_by("pk").iterator(chunk_size=2000):
        facts = _facts(each)
        if left[facts] > 0:
            left[facts] -= 1
            there[facts] += 1
        else:
            loaded.setdefault(each.participant_id, []).append(each)
    for record in Record.objects.filter(act=LOADED).order_by("position").iterator():
        after = json.loads(record.data)["after"]
        found = loaded.get(int(record.object_id), [])
        some, rest = found[: int(after["findings"])], found[int(after["findings"]) :]
        if digest_of_loaded(some) == after["digest"]:
            loaded[int(record.object_id)] = rest
        else:
            yield Flaw(0, f"findings loaded for participant {record.object_id}: not what was told")
    for rest in loaded.values():
        there.update(_facts(each) for each in rest)
    yield from held_against({"finding": (there, told)})


def digest_of_loaded(findings: list[Finding]) -> str:
    """The digest of findings that were loaded together, in the order they were."""
    return digest(
        [
            [each.criterion, each.body, each.verdict, each.values, each.points, each.reason]
            for each in findings
        ]
    )


def _facts(finding: Finding) -> Facts:
    return (
        f"{finding.participant_id}/{finding.criterion}",
        f"finding.{finding.body}",
        str(finding.by_id),
        finding.criterion,
        str(finding.version),
        finding.verdict,
        finding.values,
        finding.points,
        finding.bases,
        finding.reason,
        "yes" if finding.is_bulk else "no",
    )


def _told(record: Record) -> Facts:
    after = json.loads(record.data)["after"]
    said = tuple(after.get(name, "") for name in _FIELDS)
    return (record.object_id, record.act, str(record.actor), *said)
