"""Are runs, decisions and publications what the record says? For `manage.py verify_log`.

What was approved is named by its digest in the record. Here each content is held against its
digest, and each row against the act that made it.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator

from xephang.canonical import digest_bytes
from xephang_web.assessments.models import SettledForm
from xephang_web.assessments.witness import Facts, held_against, told_by
from xephang_web.audit.queries import Flaw
from xephang_web.results.models import Appeal, Publication, ScoringRun, TableDecision
from xephang_web.results.runs import Published, points_by_node
from xephang_web.shared.canonical import canonical_text

_RUNS = {
    ScoringRun.Purpose.PRELIMINARY: "results.announced",
    ScoringRun.Purpose.PROPOSED: "results.proposed",
}


def results_against_record() -> Iterator[Flaw]:
    """Every content that is not what its digest says, every row that no act made so."""
    yield from _contents()
    yield from held_against(_accounts())
    yield from _settled_forms()


def _contents() -> Iterator[Flaw]:
    for run in ScoringRun.objects.order_by("pk").iterator(chunk_size=1):
        if digest_bytes(run.content.encode()) != run.digest:
            yield Flaw(0, f"scoring run {run.pk}: its content is not what its digest says")
    published = Publication.objects.filter(published_at__isnull=False).order_by("pk")
    for each in published.iterator(chunk_size=1):
        if digest_bytes(each.open_content.encode()) != each.open_digest:
            yield Flaw(0, f"publication {each.pk}: its package is not what its digest says")


def _accounts() -> dict[str, tuple[Counter[Facts], Counter[Facts]]]:
    """What is checked → the facts of its rows, and those of its acts."""
    runs = list(ScoringRun.objects.defer("content"))
    decisions = list(
        Publication.objects.select_related("run").defer("open_content", "run__content")
    )
    appeals = list(Appeal.objects.all())
    found: dict[str, tuple[Counter[Facts], Counter[Facts]]] = {
        f"scoring run ({purpose.value})": (
            Counter(
                (str(each.campaign_id), each.digest) for each in runs if each.purpose == purpose
            ),
            told_by(act, "digest"),
        )
        for purpose, act in _RUNS.items()
    }
    return found | {
        "approval": (
            Counter(
                (
                    str(each.campaign_id), str(each.version), each.decision_number,
                    str(each.decision_date), each.run.digest, each.why_corrected,
                )
                for each in decisions
            ),
            told_by("results.approved", "version", "number", "date", "digest", "why"),
        ),
        "publication": (
            Counter(
                (str(each.campaign_id), str(each.version), each.open_digest, each.left_out)
                for each in decisions
                if each.published_at is not None
            ),
            told_by("results.published", "version", "digest", "left_out"),
        ),
        "decision on a table": (
            Counter(
                (str(each.campaign_id), each.table, each.number, each.rows)
                for each in TableDecision.objects.all()
            ),
            told_by("results.table_decided", "table", "number", "rows"),
        ),
        "appeal": (
            Counter((str(each.participant_id), each.criterion, each.text) for each in appeals),
            told_by("appeal.filed", "criterion", "text"),
        ),
        "answer to an appeal": (
            Counter(
                (
                    str(each.participant_id), each.criterion, "yes" if each.is_upheld else "no",
                    each.answer, each.ripple,
                )
                for each in appeals
                if each.answered_at is not None
            ),
            told_by("appeal.answered", "criterion", "upheld", "answer", "ripple"),
        ),
    }  # fmt: skip


def _settled_forms() -> Iterator[Flaw]:
    """Figures that next year is compared with, and that are not those of the published run."""
    kept = SettledForm.objects.select_related("participant__unit").order_by("digest", "pk")
    digest, package = "", Published({})
    points: dict[str, dict[str, str]] = {}
    for each in kept.iterator(chunk_size=500):
        if each.digest != digest:
            digest = each.digest
            run = ScoringRun.objects.filter(
                digest=digest, campaign=each.participant.campaign_id
            ).first()
            package = Published(json.loads(run.content) if run else {"results": {"units": []}})
            points = points_by_node(package)
        code = each.participant.unit.code
        answers = package.package.get("campaign", {}).get("answers", {}).get(code)
        as_published = (canonical_text(answers or {}), canonical_text(points.get(code, {})))
        if (each.answers, each.points) != as_published:
            yield Flaw(0, f"settled form {each.pk}: not what was published")
