"""What the pages of a form show: rows, fields and states, made from a `Form`. No database."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import partial
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext

from xephang.campaign import NOT_APPLICABLE, FieldValue
from xephang.outcomes import Outcome, Status
from xephang.points import localise
from xephang.regulation import Column, Criterion, Input, Section, criteria_below
from xephang.rules.base import Rule
from xephang.rules.ratio import RatioRule
from xephang.texts import Text
from xephang_web.assessments.models import CriterionNote, EvidenceItem
from xephang_web.assessments.queries import Doubt, Form
from xephang_web.assessments.seen import seen_figure, seen_words
from xephang_web.assessments.told import NOTE_LABELS
from xephang_web.shared.canonical import canonical_text
from xephang_web.shared.words import language

GENERAL = "chung"
"""Address of the page with the form's general information."""


def slug_of(node: str) -> str:
    """The id of a node as an HTML id: no dots."""
    return node.replace(".", "-")


def shown_value(asked: Input | Column, value: str) -> str:
    """A canonical answer as it is written in a field: 1.204,5; dd/mm/yyyy."""
    if not value:
        return ""
    if asked.type in ("number", "count"):
        return localise(value, language())
    if asked.type == "date":
        return dt.date.fromisoformat(value).strftime("%d/%m/%Y")
    return value


def in_words(asked: Input | Column | None, value: FieldValue | None) -> str:
    """A canonical answer as a sentence says it: the option chosen by its name, rows by number."""
    if asked is not None and asked.type == "list" and isinstance(value, str):
        value = json.loads(value or "[]")
    if not value:
        return ""
    if isinstance(value, list):
        return ngettext("{count} dòng", "{count} dòng", len(value)).format(count=len(value))
    if value in ("yes", "no") and (asked is None or asked.type == "yes_no"):
        return _("có") if value == "yes" else _("không")
    if asked is None:
        return value
    if asked.type == "choice":
        names = {each.id: each.name.show(language()) for each in asked.options}
        return names.get(value, value)
    return shown_value(asked, value)


@dataclass(frozen=True, slots=True)
class FieldRow:
    """One row of a repeating answer: a field for each column."""

    position: int
    cells: tuple[FieldView, ...]


@dataclass(frozen=True, slots=True)
class FieldView:
    """One question of a criterion as a field of the page."""

    name: str
    html_id: str
    type: str
    label: Any
    value: str
    options: tuple[tuple[str, Any, bool], ...] = ()
    unit: str = ""
    is_own: bool = True
    seen: str = ""
    """What the page sends back, to say that it showed this."""
    previous: str = ""
    rows: tuple[FieldRow, ...] = ()
    columns: tuple[Any, ...] = ()

    @property
    def chosen(self) -> Any:
        """What the chosen option is called, or nothing."""
        return next((label for _id, label, is_chosen in self.options if is_chosen), "")


@dataclass(frozen=True, slots=True)
class CriterionRow:
    """One criterion as a row of the form."""

    criterion: Criterion
    slug: str
    how: Any
    fields: tuple[FieldView, ...]
    outcome: Outcome
    previous: Outcome | None
    shape: str
    state: str
    doubts: tuple[Doubt, ...]
    evidence: tuple[EvidenceItem, ...]
    note: CriterionNote | None
    may_be_left_out: bool
    is_left_out: bool
    is_unproven: bool
    is_ratio: bool
    share: Fraction | None
    comments: int
    needs_evidence: bool
    left_out_seen: str = ""
    who: str = ""
    when: dt.datetime | None = None
    lift: Any = None

    @property
    def is_numbered(self) -> bool:
        """True where the id is a number of the law, and not a word of our own (`general`)."""
        return any(each.isdigit() for each in self.criterion.id)

    @property
    def words_seen(self) -> dict[str, str]:
        """Each of the words beside it → what the page sends back, to say that it showed them."""
        return {name: str(seen_words(getattr(self.note, name, ""))) for name in NOTE_LABELS}

    @property
    def answers(self) -> dict[str, str]:
        """Input → the answer that the points rest on, as the form words it."""
        asked = self.criterion.inputs
        return {
            each.reference: each.given
            if asked[each.reference].type == "list"
            else in_words(asked[each.reference], each.given)
            for each in self.outcome.inputs
        }

    @property
    def is_scored(self) -> bool:
        """True if points are given for it at all."""
        return self.outcome.max_points > 0 or self.outcome.points > 0

    @property
    def is_known(self) -> bool:
        """True if its points can be shown now."""
        return self.outcome.status in (
            Status.SCORED,
            Status.OVERRIDDEN,
        )


STATE_WORDS = {
    "full": gettext_lazy("Đủ"),
    "half": gettext_lazy("Đang nhập"),
    "none": gettext_lazy("Thiếu"),
    "warn": gettext_lazy("Cần xem"),
    "na": gettext_lazy("Không áp dụng"),
    "wait": gettext_lazy("Biết sau khi khóa sổ"),
    "later": gettext_lazy("Nơi khác chấm"),
}


def criterion_row(form: Form, criterion: Criterion) -> CriterionRow:
    """Everything the page shows of one criterion."""
    outcome = form.outcomes.get(criterion.id) or _nothing(criterion)
    given = form.answers.get(criterion.id, {})
    doubts = tuple(each for each in form.doubts if each.criterion == criterion.id)
    left_out = given.get(NOT_APPLICABLE) == "yes"
    shape = _shape(form, criterion, doubts, given, left_out=left_out)
    note = form.notes.get(criterion.id)
    changed = [row for (of, _name), row in form.rows.items() if of == criterion.id]
    last = max(changed, key=lambda each: each.changed_at, default=None)
    maximum = form.criteria.max_of(criterion)
    return CriterionRow(
        criterion=criterion,
        slug=slug_of(criterion.id),
        how=criterion.rule.in_words(maximum, partial(form.criteria.label, criterion)),
        fields=tuple(_fields(form, criterion, given)),
        outcome=outcome,
        previous=form.previous_outcomes.get(criterion.id),
        shape=shape,
        state=str(STATE_WORDS[shape]),
        doubts=doubts,
        evidence=tuple(form.evidence.get(criterion.id, ())),
        note=note,
        may_be_left_out=left_out or form.knows_not_applicable(criterion),
        is_left_out=left_out,
        is_unproven=criterion in form.unproven,
        is_ratio=isinstance(criterion.rule, RatioRule) and len(criterion.inputs) == 2,
        share=share_given(criterion.rule, given),
        comments=form.comments.get(criterion.id, 0),
        needs_evidence=criterion in form.without_evidence,
        left_out_seen=str(
            seen_figure(form.rows.get((criterion.id, NOT_APPLICABLE)), "yes" if left_out else "")
        ),
        who=last.changed_by.full_name if last else "",
        when=last.changed_at if last else None,
        lift=_lift(form, criterion.id),
    )


def _nothing(criterion: Criterion) -> Outcome:
    zero = Fraction(0)
    return Outcome(criterion.id, criterion.name, zero, zero, zero, Status.NOT_SCORED, Text("", ""))


def _shape(
    form: Form,
    criterion: Criterion,
    doubts: tuple[Doubt, ...],
    given: Any,
    *,
    left_out: bool,
) -> str:
    if left_out:
        return "warn" if criterion in form.unproven else "na"
    if is_elsewhere(criterion) and not given:
        return "later"
    note = form.notes.get(criterion.id)
    if doubts and not (note and note.explanation):
        return "warn"
    if form.is_answered(criterion):
        outcome = form.outcomes.get(criterion.id)
        waits = outcome is not None and outcome.status is Status.KNOWN_AFTER_CLOSING
        return "wait" if waits else "full"
    return "half" if given else "none"


def is_elsewhere(criterion: Criterion) -> bool:
    """True if nothing of it is asked of the unit: a survey, the council or a system answers."""
    return bool(criterion.inputs) and all(
        each.source != "unit" for each in criterion.inputs.values()
    )


def share_given(rule: Rule, given: Mapping[str, Any]) -> Fraction | None:
    """The ratio of a plain numerator and denominator, to be shown beside them."""
    if not isinstance(rule, RatioRule):
        return None
    top, bottom = given.get(str(rule.numerator)), given.get(str(rule.denominator))
    if not isinstance(top, str) or not isinstance(bottom, str) or Fraction(bottom) == 0:
        return None
    return rule.part(Fraction(top), Fraction(bottom)) / Fraction(bottom)


def _lift(form: Form, criterion: str) -> Any:
    """How many points of this criterion the cheapest way to the next class takes."""
    way = form.way_up
    if way is None:
        return None
    return next((each for each in way.steps if each.criterion.node == criterion), None)


def _fields(form: Form, criterion: Criterion, given: Any) -> Iterator[FieldView]:
    for name, asked in criterion.inputs.items():
        row = form.rows.get((criterion.id, name))
        value = given.get(name, "")
        before = form.previous.get(criterion.id, {}).get(name, "")
        html_id = f"f-{slug_of(criterion.id)}-{name}"
        yield FieldView(
            name=name,
            html_id=html_id,
            type=asked.type,
            label=asked.label,
            value="" if isinstance(value, list) else shown_value(asked, value),
            options=_options(asked, value),
            unit=asked.unit_of_measure,
            is_own=asked.source == "unit",
            seen=str(seen_figure(row, canonical_text(value) if isinstance(value, list) else value)),
            previous=in_words(asked, before),
            rows=_rows(asked, value, html_id),
            columns=tuple(each.label for each in asked.columns.values()),
        )


def _options(asked: Input, value: FieldValue) -> tuple[tuple[str, Any, bool], ...]:
    if asked.type == "yes_no":
        return (("yes", _("Có"), value == "yes"), ("no", _("Không"), value == "no"))
    return tuple((each.id, each.name, value == each.id) for each in asked.options)


def _rows(asked: Input, value: FieldValue, html_id: str) -> tuple[FieldRow, ...]:
    """The rows of a repeating answer, and one empty row to write in."""
    if asked.type != "list":
        return ()
    written = value if isinstance(value, list) else []
    rows = []
    for position, row in enumerate([*written, {}]):
        cells = tuple(
            FieldView(
                name=column_id,
                html_id=f"{html_id}-{position}-{column_id}",
                type=column.type,
                label=column.label,
                value=shown_value(column, row.get(column_id, "")),
                options=(
                    (
                        ("yes", _("Có"), row.get(column_id) == "yes"),
                        ("no", _("Không"), row.get(column_id) == "no"),
                    )
                    if column.type == "yes_no"
                    else tuple((o.id, o.name, row.get(column_id) == o.id) for o in column.options)
                ),
            )
            for column_id, column in asked.columns.items()
        )
        rows.append(FieldRow(position, cells))
    return tuple(rows)


@dataclass(frozen=True, slots=True)
class SectionTab:
    """One section of the form in the list beside it."""

    id: str
    name: Any
    outcome: Outcome | None
    answered: int
    asked: int
    shape: str
    is_current: bool

    @property
    def part(self) -> Fraction | None:
        """The share of its points that it has."""
        if self.outcome is None or not self.outcome.applicable_max:
            return None
        return self.outcome.points / self.outcome.applicable_max


def criteria_of(form: Form, section: str) -> list[Criterion]:
    """The criteria on the page of a section; empty where there is no such section."""
    if section == GENERAL:
        return list(form.criteria.general)
    found = next((each for each in form.criteria.sections if each.id == section), None)
    return list(criteria_below(found)) if found else []


def section_tabs(form: Form, current: str = "") -> list[SectionTab]:
    """The sections of the form with how far each is."""
    tabs = []
    if form.criteria.general:
        tabs.append(_tab(form, GENERAL, _("Thông tin chung"), list(form.criteria.general), current))
    tabs += [
        _tab(form, each.id, each.name, list(criteria_below(each)), current)
        for each in form.criteria.sections
    ]
    return tabs


def _tab(form: Form, id_: str, name: Any, criteria: list[Criterion], current: str) -> SectionTab:
    asked = [one for one in criteria if any(i.source == "unit" for i in one.inputs.values())]
    answered = sum(1 for one in asked if form.is_answered(one))
    doubtful = {each.criterion for each in form.doubts}
    shape = "full" if answered == len(asked) else "half" if answered else "none"
    if any(one.id in doubtful and not _explained(form, one.id) for one in criteria):
        shape = "warn"
    return SectionTab(
        id_, name, form.outcomes.get(id_), answered, len(asked), shape, id_ == current
    )


def _explained(form: Form, criterion: str) -> bool:
    note = form.notes.get(criterion)
    return note is not None and bool(note.explanation)


@dataclass(frozen=True, slots=True)
class Subsection:
    """Criteria under one heading of a section's page."""

    name: Any
    id: str
    rows: tuple[CriterionRow, ...]


def subsections(form: Form, section_id: str) -> list[Subsection]:
    """The rows of a section's page, under the headings of its inner sections."""
    if section_id == GENERAL:
        rows = tuple(criterion_row(form, each) for each in form.criteria.general)
        return [Subsection("", "", rows)]
    section = next(each for each in form.criteria.sections if each.id == section_id)
    return list(_below(form, section, is_top=True))


def _below(form: Form, section: Section, *, is_top: bool) -> Iterator[Subsection]:
    own = tuple(criterion_row(form, each) for each in section.criteria)
    if own:
        yield Subsection("" if is_top else section.name, section.id, own)
    for child in section.sections:
        yield from _below(form, child, is_top=False)


CHANNEL_WORDS = {
    "application": gettext_lazy("Gửi trên Xếp Hạng"),
    "paper": gettext_lazy("Bản giấy"),
    "document_system": gettext_lazy("Hệ thống văn bản"),
    "official_mailbox": gettext_lazy("Hộp thư công vụ"),
    "email": gettext_lazy("Thư điện tử khác"),
}


def channel_words(channel: str) -> str:
    """What a channel is called; of one that we have no words for, its id."""
    return str(CHANNEL_WORDS.get(channel, channel))


SIGNED_AS_WORDS = {
    "head": gettext_lazy("thủ trưởng"),
    "deputy": gettext_lazy("cấp phó ký thay – KT."),
    "elsewhere": gettext_lazy("ở bản nhận trên kênh khác"),
}

PROGRESS_WORDS: dict[str, tuple[str, Any]] = {
    "not_started": ("none", gettext_lazy("Chưa mở")),
    "drafting": ("half", gettext_lazy("Đang nhập")),
    "submitted": ("full", gettext_lazy("Đã gửi")),
    "late": ("adj", gettext_lazy("Gửi trễ")),
    "doubtful": ("warn", gettext_lazy("Nghi vấn")),
    "missing": ("bad", gettext_lazy("Chưa nộp")),
    "not_assessed": ("bad", gettext_lazy("Không đánh giá")),
    "exempt": ("na", gettext_lazy("Được miễn")),
    "superseded": ("na", gettext_lazy("Nhập vào phiếu khác")),
}


def days_left(deadline: dt.datetime | None, now: dt.datetime) -> str:
    """How long there is, in words: whole days, then hours, then that it is over."""
    if deadline is None:
        return ""
    rest = deadline - now
    if rest <= dt.timedelta(0):
        return pgettext("deadline", "đã hết hạn")
    if rest.days >= 1:
        return _("còn {days} ngày").format(days=rest.days)
    hours, minutes = divmod(int(rest.total_seconds()) // 60, 60)
    return _("còn {hours} giờ {minutes} phút").format(hours=hours, minutes=minutes)
