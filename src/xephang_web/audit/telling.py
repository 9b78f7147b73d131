"""Records as they are read on a page: who did what, about what, and what changed."""

from __future__ import annotations

import datetime as dt
import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.utils import timezone

from xephang_web.audit.acts import ACTS
from xephang_web.audit.models import Record
from xephang_web.audit.queries import changes
from xephang_web.audit.words import CHOICES, FIELDS, FIGURES, TELLERS, YES_NO, Naming
from xephang_web.shared.templatetags.xephang import day, plain_number, text

_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_MOMENT = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}\S*")
_FIGURE = re.compile(r"-?\d{1,15}(\.\d{1,30})?")
_DIGEST = re.compile(r"[0-9a-f]{64}(, [0-9a-f]{64})*")
SHORT = 160
"""Longer texts stand folded behind their beginning; nothing of them is left out."""


@dataclass(frozen=True, slots=True)
class Said:
    """One value as it is shown."""

    text: str
    is_code: bool = False

    @property
    def start(self) -> str:
        """The beginning of what is too long for a line; empty where it is not."""
        return f"{self.text[:80]}…" if len(self.text) > SHORT else ""


@dataclass(frozen=True, slots=True)
class Change:
    """One field of an act."""

    label: str
    before: Said | None
    after: Said | None


@dataclass(frozen=True, slots=True)
class Told:
    """One record, in words."""

    record: Record
    act: str
    naming: Naming
    changes: list[Change]


def tell(records: Sequence[Record]) -> list[Told]:
    """The records in words; what has to be looked up for them is looked up once for all."""
    namings = {each.position: Naming() for each in records}
    for teller in TELLERS:
        teller(records, namings)
    return [_told(each, namings[each.position]) for each in records]


def _told(record: Record, naming: Naming) -> Told:
    # Figures of a form are recorded under their own ids, which may be those of other fields.
    own = naming.inputs if record.act.startswith("answer.") else {}
    changed = [
        Change(
            text(own.get(name) or FIELDS.get(name, name)),
            said(name, before, naming),
            said(name, after, naming),
        )
        for name, before, after in changes(record)
        if name != "criterion" or not naming.criterion
    ]
    found = [each for each in changed if each.before or each.after]
    return Told(record, str(ACTS.get(record.act, record.act)), naming, found)


def said(name: str, value: Any, naming: Naming) -> Said | None:
    """A value in the words and figures of the page; None for nothing."""
    raw = str(value or "")
    if raw in ("", "{}", "[]"):
        return None
    if _DIGEST.fullmatch(raw):
        return Said(raw, is_code=True)
    known = CHOICES.get(name, {}) | naming.codes.get(name, {})
    parts = [each.strip() for each in raw.split(",")]
    if known and all(each in known for each in parts):
        return Said(", ".join(text(known[each]) for each in parts))
    if raw[0] in "[{":
        return _of_json(raw, naming)
    if (name in naming.figures or name in FIGURES) and _FIGURE.fullmatch(raw):
        return Said(plain_number(raw))
    return Said(_plain(raw))


def _plain(raw: str) -> str:
    if raw in YES_NO:
        return str(YES_NO[raw])
    if _DAY.fullmatch(raw):
        return day(dt.date.fromisoformat(raw))
    if _MOMENT.fullmatch(raw):
        moment = dt.datetime.fromisoformat(raw)
        if timezone.is_aware(moment):
            return timezone.localtime(moment).strftime("%H:%M:%S, %d/%m/%Y")
    return raw


def _of_json(raw: str, naming: Naming) -> Said:
    try:
        found = json.loads(raw)
    except ValueError:
        return Said(raw)
    if isinstance(found, dict):
        found = [found]
    if all(isinstance(each, str) for each in found):
        return Said(", ".join(found))
    if all(isinstance(each, dict) and _is_flat(each) for each in found):
        rows = ("; ".join(_pair(k, v, naming) for k, v in each.items()) for each in found)
        return Said(" | ".join(rows))
    return Said(raw, is_code=True)


def _is_flat(row: dict[str, Any]) -> bool:
    return all(isinstance(each, str) for each in row.values())


def _pair(name: str, value: str, naming: Naming) -> str:
    shown = said(name, value, naming)
    return f"{text(naming.inputs.get(name, name))}: {shown.text if shown else '–'}"
