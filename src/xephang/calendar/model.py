"""Thời hạn và mốc: the `calendar:` block of a regulation."""

from __future__ import annotations

import datetime
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field, model_validator

from xephang.calendar.dates import DateField
from xephang.texts import Model, NameField, Remark, RemarkField

GraceUnit = Literal["days", "working_days"]
MilestoneKind = Literal[
    "launch", "submission", "synthesis", "appraisal", "report", "publication", "other"
]


def _whole(given: Any) -> int:
    """Digits alone: `int` would also read 1_0, True and 5.7, each as another number."""
    text = str(given).strip()
    if isinstance(given, bool) or not (text.isascii() and text.isdigit()):
        raise ValueError("a whole number is wanted, such as 5")
    return int(text)


DayCount = Annotated[int, BeforeValidator(_whole), Field(ge=1, le=366)]


class Window(Model):
    """A span of days, both ends included; open at the start where `from` is left out."""

    start: DateField | None = Field(default=None, alias="from")
    through: DateField
    cite: str = ""
    assumed: bool = False


class Reading(Model):
    """Another way to read a grace, that would move the last accepted moment."""

    days: DayCount
    unit: GraceUnit
    why: RemarkField = Remark(vi="cách hiểu khác", en="another reading")


class Grace(Model):
    """Nộp trễ cho phép: how long after the deadline a form still counts as late but assessed.

    An `assumed` or missing unit means the text does not say it: the other unit is then
    another reading, and what falls between the two is for a person. No grace is said
    by leaving it out: zero days would give the whole day named, which nobody means.
    """

    days: DayCount
    unit: GraceUnit | None = None
    assumed: bool = False
    readings: list[Reading] = []
    cite: str = ""


class AfterMilestone(Model):
    """A term that runs from another milestone (`complete`: the form declared complete)."""

    milestone: str
    working_days: DayCount


class Milestone(Model):
    """Mốc: one date of the exercise, with exactly one of four forms.

    `before` D: before 00:00 of D. `through` D: to 24:00 of D. `within`: a window.
    `after`: a term in working days. `late` says what lies beyond deadline and grace;
    where it is not written the text is silent, and lateness is recorded without
    consequence.
    """

    id: str
    kind: MilestoneKind
    name: NameField
    groups: list[str] = []
    before: DateField | None = None
    through: DateField | None = None
    within: Window | None = None
    after: AfterMilestone | None = None
    channels: list[str] = []
    grace: Grace | None = None
    late: Literal["not_assessed", "recorded"] = "recorded"
    cite: str = ""
    assumed: bool = False

    @model_validator(mode="after")
    def _has_one_form(self) -> Milestone:
        forms = (self.before, self.through, self.within, self.after)
        if sum(each is not None for each in forms) != 1:
            raise ValueError("a milestone has exactly one of before, through, within, after")
        if self.grace is not None and self.before is None and self.through is None:
            raise ValueError("grace needs a deadline: before or through")
        return self

    def applies_to(self, group: str) -> bool:
        """True if the milestone is for that target group."""
        return not self.groups or group in self.groups

    def last_day(self, year: int) -> datetime.date | None:
        """The last day in time; None for a term that runs from another milestone."""
        if self.before is not None:
            return self.before.bound_in_year(year) - datetime.timedelta(days=1)
        if self.through is not None:
            return self.through.in_year(year)
        if self.within is not None:
            return self.within.through.in_year(year)
        return None

    def named_day(self, year: int) -> datetime.date | None:
        """The day that the text names, from which grace is counted."""
        if self.before is not None:
            return self.before.bound_in_year(year)
        return self.last_day(year)


class Calendar(Model):
    """Lịch của một đợt: data window, milestones, and the span the whole exercise falls in."""

    data_window: Window | None = None
    exercise: Window | None = None
    milestones: list[Milestone] = []

    def submission(self, group: str) -> Milestone | None:
        """The milestone by which that group's forms are due, or None."""
        return next(
            (m for m in self.milestones if m.kind == "submission" and m.applies_to(group)), None
        )
