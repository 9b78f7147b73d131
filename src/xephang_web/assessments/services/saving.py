"""Saving what is typed in a form: the figures of a criterion, and the words beside them.

All that a page sends of one criterion is one act: it is written together, or not at all.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from xephang.campaign import NOT_APPLICABLE, FieldValue, read_answer
from xephang.points import NumberLocale
from xephang.regulation import Criterion, Input
from xephang_web.accounts.models import User
from xephang_web.assessments.models import Answer, Assessment, CriterionNote
from xephang_web.assessments.pages import in_words
from xephang_web.assessments.queries import still_counts
from xephang_web.assessments.seen import Seen, Step, plain, seen_figure, seen_words, step
from xephang_web.assessments.services.forms import (
    NOTE_FIELDS,
    about_answer,
    editable_form,
    known_criterion,
    mark_changed,
)
from xephang_web.assessments.told import NOTE_LABELS
from xephang_web.audit.services import record_act
from xephang_web.campaigns.models import Participant
from xephang_web.campaigns.queries import campaign_now
from xephang_web.shared.canonical import canonical_text
from xephang_web.shared.errors import AllAtOnce, Clash, Conflict, Mistake
from xephang_web.shared.words import language

MAX_WORDS = 5000
"""Characters of a text beside a criterion."""


def read_value(
    criterion: Criterion, field: str, given: Any, locale: NumberLocale
) -> FieldValue | None:
    """The canonical value of what somebody wrote; None where the field was emptied.

    Raises `Mistake` with the core's words where it cannot be read.
    """
    if field == NOT_APPLICABLE:
        return "yes" if given in ("yes", "on", "1", "true") else None
    asked = criterion.inputs.get(field)
    if asked is None or asked.source != "unit":
        raise Mistake(_("Tiêu chí {id} không hỏi “{field}”.").format(id=criterion.id, field=field))
    if given in ("", [], None):
        return None
    value, problem = read_answer(asked, given, locale)
    if problem is not None:
        raise Mistake(f"{asked.label.show(language())}: {problem.show(language())}", field=field)
    return value


def _read_words(name: str, text: str) -> str:
    if name not in NOTE_FIELDS:
        raise Mistake(_("Không có mục ghi chú này."))
    if len(plain(text)) > MAX_WORDS:
        raise Mistake(
            f"{NOTE_LABELS[name]}: " + _("Nội dung dài quá {limit} ký tự.").format(limit=MAX_WORDS),
            field=name,
        )
    return plain(text)


CHANGING = ("value", "is_rows", "version", "answered_under", "changed_by", "changed_at")
"""What of an answer becomes another when it is written again."""


def _told_apart(asked: Input, *contents: str) -> tuple[str, ...]:
    """Contents of a repeating field in words: how many rows, and those not in all of them."""
    told = []
    read = [json.loads(each or "[]") for each in contents]
    for rows in read:
        own = [row for row in rows if not all(row in each for each in read)]
        words = [
            ", ".join(
                in_words(column, row[name]) for name, column in asked.columns.items() if name in row
            )
            for row in own
        ]
        count = in_words(asked, rows)
        told.append(f"{count}: {'; '.join(words)}" if words else count)
    return tuple(told)


@dataclass(frozen=True, slots=True)
class Saved:
    """What there is of a criterion after a save."""

    versions: Mapping[str, int]
    """Of each field that has ever been answered."""
    seen: Mapping[str, Seen]
    """What a page that sent this shows now, of each field of which it shows what stands."""
    behind: Mapping[str, str]
    """Fields that the page sent as it had shown them, and that say something else by now,
    with what they are called."""


@dataclass(slots=True)
class _Draft:
    """What a save comes to, before any of it is written."""

    participant: Participant
    criterion: Criterion
    seen: Mapping[str, Seen] | None
    figures: dict[str, tuple[str, bool]] = field(default_factory=dict)
    """Field → its new content, and whether these are rows."""
    words: dict[str, str] = field(default_factory=dict)
    left: set[str] = field(default_factory=set)
    behind: dict[str, str] = field(default_factory=dict)
    clashes: list[Clash] = field(default_factory=list)

    def figure(self, name: str, value: FieldValue | None, row: Answer | None) -> None:
        """Weigh one figure against the row that stands."""
        new = canonical_text(value) if isinstance(value, list) else (value or "")
        old, version = (row.value, row.version) if row else ("", 0)
        seen = self._seen(name)
        taken = step(seen, new=new, old=old, version=version)
        campaign, group = self.participant.campaign, self.participant.group
        if taken is Step.SAME and row is not None and not still_counts(row, campaign, group):
            taken = Step.CHANGE  # the same again, for the criterion as it is now
        asked = self.criterion.inputs.get(name)
        label = asked.label.show(language()) if asked else _("Không thuộc chức năng của đơn vị")
        if taken is Step.CHANGE:
            self.figures[name] = new, isinstance(value, list)
        elif taken is Step.LEFT:
            self.left.add(name)
            if seen is not None and seen.version != version:
                self.behind[name] = label
        elif taken is Step.CLASH:
            theirs, yours = (in_words(asked, each) for each in (old, new))
            if asked is not None and asked.type == "list":
                theirs, yours = _told_apart(asked, old, new)
            self.clashes.append(Clash(name, label, theirs, yours, str(seen_figure(row, old))))

    def word(self, name: str, new: str, old: str) -> None:
        """Weigh one text against the one that stands."""
        taken = step(self._seen(name), new=new, old=plain(old))
        label = str(NOTE_LABELS[name])
        if taken is Step.CHANGE:
            self.words[name] = new
        elif taken is Step.LEFT:
            self.left.add(name)
            self.behind[name] = label
        elif taken is Step.CLASH:
            self.clashes.append(Clash(name, label, old, new, str(seen_words(old))))

    def _seen(self, name: str) -> Seen | None:
        return None if self.seen is None else self.seen.get(name)

    def check(self) -> None:
        """Raise `Conflict` where somebody else was first: with every field, and both contents."""
        if not self.clashes:
            return
        if any(each.field in NOTE_FIELDS for each in self.clashes):
            message = _("Có người vừa đổi điều bạn đang sửa. Chưa ghi gì; hãy chọn bản đúng.")
        else:
            message = _("Có người vừa đổi số liệu này. Chưa ghi gì; hãy chọn giá trị đúng.")
        raise Conflict(message, clashes=self.clashes)


@transaction.atomic
def save_criterion(
    *,
    by: User,
    participant: Participant,
    criterion_id: str,
    values: Mapping[str, Any],
    texts: Mapping[str, str],
    seen: Mapping[str, Seen] | None = None,
    locale: NumberLocale = "vi",
) -> Saved:
    """Save figures as typed, and words beside them: all of it, or nothing.

    `values` holds text, or a list of rows for a repeating field; an empty one takes the
    answer out. `seen` says what the writer saw of each field: what they left as they saw it
    is not written, and where somebody else has changed what they changed, nothing is. A field
    of which it says nothing is written over.
    Raises `NotAllowed`, `TooLate`, `Mistake`, `Conflict` (with every field and both contents).
    """
    assessment = editable_form(by, participant)
    criterion = known_criterion(participant, criterion_id)
    canonical: dict[str, FieldValue | None] = {}
    words: dict[str, str] = {}
    slips = AllAtOnce()
    for name, given in values.items():
        with slips:
            canonical[name] = read_value(criterion, name, given, locale)
    for name, text in texts.items():
        with slips:
            words[name] = _read_words(name, text)
    slips.check()
    draft = _Draft(participant, criterion, seen)
    stored = {}
    if canonical:
        written = Answer.objects.filter(assessment=assessment, criterion=criterion_id)
        stored = {each.field: each for each in written}
    for name, value in canonical.items():
        draft.figure(name, value, stored.get(name))
    note = None
    if words:
        note = assessment.notes.filter(criterion=criterion_id).first()
    for name, text in words.items():
        draft.word(name, text, getattr(note, name, ""))
    draft.check()
    if draft.figures:
        _write_figures(by, assessment, draft, stored)
    if draft.words:
        _write_words(by, assessment, draft, note)
    if draft.figures or draft.words:
        mark_changed(assessment, by, campaign_now(participant.campaign))
    shown = {name: seen_figure(stored.get(name), _value(stored, name)) for name in canonical}
    shown |= {name: seen_words(text) for name, text in words.items()}
    return Saved(
        versions={name: row.version for name, row in stored.items()},
        seen={name: each for name, each in shown.items() if name not in draft.left},
        behind=draft.behind,
    )


def _value(stored: Mapping[str, Answer], name: str) -> str:
    return stored[name].value if name in stored else ""


def _write_figures(
    by: User, assessment: Assessment, draft: _Draft, stored: dict[str, Answer]
) -> None:
    """Write the figures that change, and their record; `stored` gets the rows as they are."""
    campaign, now = draft.participant.campaign, campaign_now(draft.participant.campaign)
    before = {name: _value(stored, name) for name in draft.figures}
    for name, (text, is_rows) in draft.figures.items():
        row = stored.get(name)
        if row is None:
            row = Answer(assessment=assessment, criterion=draft.criterion.id, field=name, version=0)
        row.value, row.is_rows = text, is_rows
        row.version += 1
        row.answered_under = campaign.regulation.digest
        row.changed_by, row.changed_at = by, now
        if row.version == 1:
            row.save(force_insert=True)
        else:
            row.save(update_fields=CHANGING)
        stored[name] = row
    record_act(
        "answer.saved",
        about_answer(draft.participant, draft.criterion.id),
        by=by,
        before=before,
        after={name: text for name, (text, _is_rows) in draft.figures.items()},
    )


def _write_words(
    by: User, assessment: Assessment, draft: _Draft, note: CriterionNote | None
) -> None:
    """Write the texts that change, these columns and no other, and their record."""
    if note is None:
        note = CriterionNote(assessment=assessment, criterion=draft.criterion.id)
    before = {name: getattr(note, name) for name in draft.words}
    for name, text in draft.words.items():
        setattr(note, name, text)
    if note.pk is None:
        note.save(force_insert=True)
    else:
        note.save(update_fields=list(draft.words))
    record_act(
        "note.saved",
        about_answer(draft.participant, draft.criterion.id),
        by=by,
        before=before,
        after=dict(draft.words),
    )


def save_answers(
    *,
    by: User,
    participant: Participant,
    criterion_id: str,
    values: Mapping[str, Any],
    seen: Mapping[str, int] | None = None,
    locale: NumberLocale = "vi",
) -> Mapping[str, int]:
    """Save figures alone; returns which version each of the criterion's fields has now.

    `seen` says which version of each field the writer saw (0: none). See `save_criterion`.
    """
    return save_criterion(
        by=by,
        participant=participant,
        criterion_id=criterion_id,
        values=values,
        texts={},
        seen=None if seen is None else {name: Seen(each) for name, each in seen.items()},
        locale=locale,
    ).versions


def save_note(
    *,
    by: User,
    participant: Participant,
    criterion_id: str,
    texts: Mapping[str, str],
    seen: Mapping[str, Seen] | None = None,
) -> None:
    """Save words beside a criterion: narrative, why evidence is missing, why N/A, explanation."""
    save_criterion(
        by=by, participant=participant, criterion_id=criterion_id, values={}, texts=texts, seen=seen
    )
