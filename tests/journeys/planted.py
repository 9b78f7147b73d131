"""What is planted into every text of the application, column by column.

Every text column of every model has its decision here: planted and seen on a page, or why
not. A new column without one fails the test that uses this.
"""

from __future__ import annotations

from collections.abc import Iterator

from django.apps import apps
from django.db import models
from django.db.models import CharField, Value
from django.db.models.functions import Cast, Concat

from xephang_web.audit import triggers

SHOWN = "shown"
"""Planted, and on at least one of the pages that are opened."""
KEPT = "planted, and read by no page that is opened here"
CHOSEN = "one of a few words of the code, or the id of something in the regulation"
COUNTED = "a figure, which the core reads"
SEALED = "frozen text with a digest: what stands in it was planted where it came from"
SECRET = "never shown"
NAMED = "an address or a path of the code's own form, checked where it is written"

DECISIONS: dict[str, dict[str, str]] = {
    "accounts.User": {"password": SECRET, "email": NAMED, "full_name": SHOWN, "position": KEPT},
    "accounts.Appointment": {"role": CHOSEN, "document": KEPT},
    "accounts.Invitation": {
        "email": NAMED, "full_name": SHOWN, "role": CHOSEN, "secret_digest": SECRET,
        "document": KEPT,
    },
    "organisations.UnitKind": {"code": NAMED, "name": SHOWN, "name_en": SHOWN, "level": SHOWN},
    "organisations.Unit": {
        "code": NAMED, "name": SHOWN, "name_en": KEPT, "search": SECRET, "sort_key": SECRET,
    },
    "organisations.UnitPeriod": {"name": SHOWN},
    "organisations.Reorganisation": {"kind": CHOSEN, "document": SHOWN},
    "evidence.StoredFile": {
        "path": SECRET, "name": KEPT, "media_type": CHOSEN, "sha256": SEALED,
    },
    "campaigns.PinnedRegulation": {"regulation_id": CHOSEN, "digest": SEALED, "content": SEALED},
    "campaigns.Campaign": {"slug": NAMED, "title": SHOWN, "title_en": KEPT, "state": CHOSEN},
    "campaigns.Participant": {
        "group": CHOSEN, "exempted_for": KEPT, "exempted_by_document": KEPT,
        "superseded_document": KEPT,
    },
    "campaigns.Extension": {"milestone": CHOSEN, "document": SHOWN, "reason": SHOWN},
    "campaigns.Member": {"body": CHOSEN, "seat": CHOSEN, "document": SHOWN},
    "campaigns.CampaignDocument": {"kind": CHOSEN, "title": SHOWN, "number": SHOWN},
    "campaigns.Contact": {"name": SHOWN, "phone": SHOWN, "email": NAMED},
    "campaigns.Question": {"criterion": SHOWN, "text": SHOWN, "answer": SHOWN},
    "campaigns.Amendment": {"document": KEPT, "reason": KEPT},
    "campaigns.Reminder": {"addresses": KEPT},
    "assessments.Assessment": {"state": CHOSEN},
    "assessments.Answer": {
        "criterion": CHOSEN, "field": CHOSEN, "value": COUNTED, "answered_under": SEALED,
    },
    "assessments.CriterionNote": {
        "criterion": CHOSEN, "narrative": SHOWN, "without_evidence": SHOWN,
        "not_applicable_reason": KEPT, "explanation": SHOWN,
    },
    "assessments.Comment": {"criterion": CHOSEN, "text": SHOWN},
    "assessments.EvidenceItem": {"criterion": CHOSEN, "url": KEPT, "title": SHOWN},
    "assessments.Submission": {
        "signed_as": CHOSEN, "content": SEALED, "digest": SEALED, "regulation_digest": SEALED,
        "points": COUNTED, "result_class": CHOSEN,
    },
    "assessments.SettledForm": {"answers": SEALED, "points": SEALED, "digest": SEALED},
    "assessments.Receipt": {
        "channel": CHOSEN, "reference": SHOWN, "note": KEPT, "completeness_note": KEPT,
    },
    "assessments.LatenessDecision": {
        "verdict": CHOSEN, "reason": SHOWN, "document": SHOWN, "basis": SEALED,
    },
    "appraisal.CriterionTask": {"group": CHOSEN, "criterion": CHOSEN},
    "appraisal.Verification": {
        "criterion": CHOSEN, "outcome": CHOSEN, "values": SEALED, "note": KEPT,
    },
    "appraisal.SampleDraw": {
        "seed": KEPT, "group": CHOSEN, "wanted": KEPT, "population": SEALED, "drawn": SEALED,
        "without": SEALED,
    },
    "appraisal.SecondLook": {},
    "appraisal.Proceedings": {"state": CHOSEN},
    "appraisal.FormAppraisal": {},
    "appraisal.CouncilSession": {"minutes": KEPT},
    "appraisal.SiteVisit": {"purpose": SHOWN, "minutes": KEPT, "cancelled_for": KEPT},
    "appraisal.Finding": {
        "found_under": SEALED, "criterion": CHOSEN, "body": CHOSEN, "verdict": CHOSEN,
        "values": SEALED, "points": COUNTED, "bases": CHOSEN, "reason": SHOWN,
    },
    "appraisal.Clarification": {
        "criterion": CHOSEN, "question": SHOWN, "answer": SHOWN, "addresses": KEPT,
    },
    "appraisal.ReferenceTable": {
        "title": KEPT, "criterion": CHOSEN, "field": CHOSEN, "document": KEPT,
        "tolerance": COUNTED, "measure": CHOSEN, "withdrawn_for": KEPT,
    },
    "appraisal.ReferenceValue": {"value": COUNTED},
    "appraisal.ReferenceLook": {"note": KEPT},
    "appraisal.InspectionResult": {
        "criterion": CHOSEN, "kind": CHOSEN, "text": KEPT, "document": KEPT, "withdrawn_for": KEPT,
    },
    "results.ScoringRun": {"purpose": CHOSEN, "content": SEALED, "digest": SEALED},
    "results.Appeal": {"criterion": CHOSEN, "text": SHOWN, "answer": KEPT, "ripple": SEALED},
    "results.TableDecision": {"rows": SEALED, "table": CHOSEN, "number": KEPT},
    "results.Publication": {
        "decision_number": SHOWN, "why_corrected": KEPT, "open_content": SEALED,
        "open_digest": SEALED, "left_out": SEALED,
    },
    "results.ResultNotice": {"addresses": KEPT},
    "results.RemedyMeasure": {
        "criterion": CHOSEN, "measure": SHOWN, "progress": CHOSEN, "report": KEPT,
    },
    "audit.Record": {
        "actor_name": SEALED, "act": CHOSEN, "object_type": CHOSEN, "object_id": CHOSEN,
        "data": SEALED, "previous": SEALED, "digest": SEALED,
    },
    "audit.ChainHead": {"digest": SEALED},
}  # fmt: skip

PLANTED = (SHOWN, KEPT)
LINK = "javascript:document.title='xss'//"
"""Planted into addresses; into all else, something that breaks out of text and attributes."""


ELEMENTS = "xss, img[src=x], a[href^='javascript:']"
"""What is in a page where a payload was taken for more than text."""


def payload(mark: str, room: int | None) -> str:
    """Text that is an element, a handler and the end of an attribute, if a page lets it be."""
    handler = "<img src=x onerror=alert(1)>" if room is None or room > 64 else ""
    return f"\"'><xss onclick=alert(1)>{handler}{mark}"


def text_columns() -> Iterator[tuple[type[models.Model], models.Field[object, object]]]:
    """Every column of the application that holds text."""
    kinds = (models.CharField, models.TextField, models.JSONField, models.FileField)
    for model in apps.get_models():
        if model.__module__.startswith("xephang_web."):
            for column in model._meta.concrete_fields:
                if isinstance(column, kinds):
                    yield model, column


def undecided() -> tuple[set[str], set[str]]:
    """Columns without a decision, and decisions without a column."""
    there = {f"{model._meta.label}.{column.name}" for model, column in text_columns()}
    decided = {f"{label}.{name}" for label, names in DECISIONS.items() for name in names}
    return there - decided, decided - there


def plant() -> dict[str, str]:
    """Put the payload into every row of every column to be planted; mark → column to be seen."""
    triggers.remove()
    marks = {}
    for number, (model, column) in enumerate(text_columns()):
        label = model._meta.label
        decision = DECISIONS[label][column.name]
        if decision not in PLANTED:
            continue
        mark = f"m{number}m"
        is_address = isinstance(column, models.URLField)
        text = f"{LINK}{mark}" if is_address else payload(mark, column.max_length)
        rows = model._base_manager.all()
        (rows.exclude(**{column.name: ""}) if is_address else rows).update(
            **{column.name: Concat(Value(text), Cast("pk", CharField()), output_field=CharField())}
        )
        if decision == SHOWN:
            marks[mark] = f"{label}.{column.name}"
    return marks
