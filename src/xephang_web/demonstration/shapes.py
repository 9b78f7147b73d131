"""Khuôn dữ liệu minh họa: what an invented campaign consists of, as plain data."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from xephang.campaign import FieldValue, UnitAnswers
from xephang.texts import Text

UnitKind = Literal[
    "province",
    "department",
    "central_agency",
    "attached_unit",
    "district",
    "commune",
    "ward",
    "township",
    "division",
    "city",
    "office",
]
"""`city` and `province` are roots; a city or town below a province is a `district`."""

FormState = Literal["submitted", "drafting", "not_started"]

Answers = dict[str, dict[str, FieldValue]]
"""criterion → field → canonical value, of one unit and year."""


@dataclass(frozen=True, slots=True)
class DemoUnit:
    """Đơn vị: one body on the chart; the People's Committee is the root.

    `group` is the regulation's target group; None is not ranked.
    """

    code: str
    name: str
    kind: UnitKind
    parent: str | None
    group: str | None
    is_restricted: bool = False


@dataclass(frozen=True, slots=True)
class DemoReceipt:
    """Biên nhận: a form received. `day_only`: a stamp says the day, `at` is its 00:00."""

    at: dt.datetime
    channel: str
    complete: bool = True
    day_only: bool = False


@dataclass(frozen=True, slots=True)
class DemoForm:
    """Phiếu: the answers of one unit as they stand at the world's `today`.

    A submitted form answers everything, also what the unit does not enter itself
    (survey, council, reference data: see `Input.source`), so that it can be scored. A
    draft holds only what the unit enters. `note` says why a case is of interest.
    """

    unit: str
    answers: UnitAnswers
    state: FormState
    receipts: tuple[DemoReceipt, ...]
    note: str = ""


@dataclass(frozen=True, slots=True)
class DemoExtension:
    """Gia hạn: an act that moves a milestone, for one unit or (None) for all."""

    unit: str | None
    milestone: str
    before: dt.date
    document: str
    reason: str


@dataclass(frozen=True, slots=True)
class DemoWorld:
    """Một đợt huấn luyện: units, forms and last year's answers of one training campaign.

    `launched` is when the campaign began, `deadline` the first day on which some group is
    late, `last_deadline` the first on which every group is, `today` until when forms came.
    """

    slug: str
    regulation_id: str
    year: int
    title: Text
    launched: dt.datetime
    deadline: dt.date
    last_deadline: dt.date
    today: dt.datetime
    standing_office: str
    units: tuple[DemoUnit, ...]
    forms: tuple[DemoForm, ...]
    extensions: tuple[DemoExtension, ...]
    previous_year: int
    previous: Mapping[str, UnitAnswers]

    def ranked(self) -> tuple[DemoUnit, ...]:
        """The units that stand in a target group."""
        return tuple(each for each in self.units if each.group is not None)
