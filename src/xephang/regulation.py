"""Quyết định, quy định: the typed model of a regulation folder.

`RegulationFile` is what `regulation.yaml` says, `FormFile` what `forms/<year>-<group>.yaml`
adds. `Regulation` puts them together for one year: one `CriteriaSet` a target group.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field, model_validator

from xephang.calendar import Calendar
from xephang.classes import ClassScheme
from xephang.points import Exact, Rounding
from xephang.rules import AnyRule
from xephang.rules.conditions import Condition
from xephang.rules.quantities import Quantity
from xephang.texts import Model, Name, NameField, RemarkField, Text

LANGUAGE_VERSION = "1"
"""Version of the regulation language; part of every digest."""

Id = Annotated[str, Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]*$", max_length=64)]


def _by_group(given: Any) -> Any:
    return given if isinstance(given, dict) else {"*": given}


ByGroup = Annotated[
    dict[str, Exact], BeforeValidator(_by_group, json_schema_input_type=str | dict[str, str])
]
"""One number for all groups, or one a group: `{so: "8", huyen: "8"}`."""


def of_group(values: dict[str, Fraction], group: str) -> Fraction | None:
    """The number for a target group, or None where there is none for it."""
    return values.get(group, values.get("*"))


class DecisionReference(Model):
    """Another decision, by number and date, as far as they are known."""

    number: str = ""
    date: dt.date | None = None
    title: str = ""


class Decision(Model):
    """Quyết định: the signed document that a folder expresses."""

    number: str
    date: dt.date
    issuer: NameField
    title: NameField
    in_force: dt.date | None = None
    replaces: list[DecisionReference] = []
    amends: list[DecisionReference] = []
    guided_by: list[DecisionReference] = []
    cite: str = ""


class TargetGroup(Model):
    """Nhóm đối tượng: a kind of unit with its own form and table."""

    id: Id
    name: NameField
    members: NameField
    parent_group: Id | None = None
    cite: str = ""
    assumed: bool = False


InputType = Literal["number", "count", "yes_no", "choice", "date", "text", "list"]
InputSource = Literal["unit", "system", "survey", "council", "reference", "index", "appraiser"]


class Option(Model):
    """One option of a choice."""

    id: Id
    name: NameField


class Column(Model):
    """One column of a repeating input."""

    type: Literal["number", "count", "yes_no", "choice", "date", "text"]
    label: NameField
    options: list[Option] = []
    required: bool = False


class Input(Model):
    """Số liệu, câu hỏi: one thing asked, and where its value comes from.

    `source` other than `unit` means that the unit cannot edit it (F2q, F18 to F22).
    `least` and `most` bound a number; a count is a whole number from 0 on. `equals` is
    what the figure should come to by other answers of the same form: where it does not,
    the sums disagree, and a person is asked; nothing is refused.
    """

    type: InputType
    label: NameField
    source: InputSource = "unit"
    unit_of_measure: str = ""
    options: list[Option] = []
    columns: dict[str, Column] = {}
    least: Exact | None = None
    most: Exact | None = None
    equals: Quantity | None = None

    @model_validator(mode="after")
    def _shape_fits_type(self) -> Input:
        if self.equals is not None and self.type not in ("number", "count"):
            raise ValueError("equals is for inputs of type number or count")
        if bool(self.options) != (self.type == "choice"):
            raise ValueError("options are for inputs of type choice, which need them")
        if bool(self.columns) != (self.type == "list"):
            raise ValueError("columns are for inputs of type list, which need them")
        return self


class NotApplicablePolicy(Model):
    """Không thuộc chức năng: what a criterion outside the unit's functions does (DN-3, G7, G8).

    `refused`: not granted (also what silence means). `exclude_rescale`: left out, and
    the base points brought back to the full scale. `exclude_percent`: left out, and
    the unit judged by percent of what remains. `zero`, `full`: that many points.
    """

    policy: Literal["refused", "exclude_rescale", "exclude_percent", "zero", "full"]
    evidence: NameField | None = None
    approver: Literal["appraiser", "council", "standing_office", "approving_authority"] | None = (
        None
    )
    cite: str = ""
    assumed: bool = False


class Criterion(Model):
    """Tiêu chí thành phần: a leaf of the form, with what it asks and how it scores."""

    id: Id
    name: NameField
    max: ByGroup
    applies_to: list[Id] = []
    inputs: dict[Id, Input] = {}
    rule: AnyRule
    only_if: Condition | None = None
    evidence: list[NameField] = []
    verifier: NameField | None = None
    data_source: NameField | None = None
    not_applicable: NotApplicablePolicy | None = None
    rounding: Rounding | None = None
    guidance: RemarkField | None = None
    cite: str = ""
    assumed: bool = False


class Section(Model):
    """Nhóm tiêu chí, mục: a part of the form holding sections or criteria.

    `role` of a top section: `base` counts within the scale, `bonus` adds outside it,
    `penalty` subtracts (its criteria say how much). `cap` limits what is counted.
    """

    id: Id
    name: NameField
    max: ByGroup | None = None
    applies_to: list[Id] = []
    role: Literal["base", "bonus", "penalty", "information"] = "base"
    cap: Exact | None = None
    sections: list[Section] = []
    criteria: list[Criterion] = []
    cite: str = ""
    assumed: bool = False


class IndexTerm(Model):
    """One node or other index that enters an index, with its weight."""

    of: str
    weight: Exact | None = None


class Index(Model):
    """Chỉ số: a roll-up of its own, beside or instead of the total (G3 to G5, G14).

    `take: share` uses points ÷ applicable maximum of each term, `take: points` its
    points. `combine` adds, averages, or averages by weight. The result is multiplied
    by `scale` where `take` is `share`.
    """

    id: Id
    name: NameField
    groups: list[Id] = []
    terms: Annotated[list[IndexTerm], Field(min_length=1)]
    take: Literal["points", "share"] = "points"
    combine: Literal["sum", "mean", "weighted_mean"] = "sum"
    scale: Exact = Fraction(1)
    rounding: Rounding | None = None
    cite: str = ""


class Roundings(Model):
    """Where points are rounded. A stage left out is not rounded; `display` never counts."""

    leaf: Rounding | None = None
    section: Rounding | None = None
    total: Rounding | None = None
    display: Rounding | None = None


class Bounds(Model):
    """What the total may not pass once bonus and penalty are counted."""

    least: Exact | None = None
    most: Exact | None = None
    cite: str = ""
    assumed: bool = False


class RankTable(Model):
    """Bảng xếp hạng: who is ranked together, by what, and how ties are seen.

    `within: parent` makes one table for the children of each parent (DN-7).
    `precision` is the number of decimals at which two results are equal; without it
    exact values are compared. `order` `class_first` orders by class before the index.
    """

    id: Id
    name: NameField
    groups: list[Id]
    within: Literal["parent"] | None = None
    index: str = "total"
    of: Literal["points", "percent"] = "points"
    order: Literal["index", "class_first"] = "index"
    ties: Literal["competition", "dense", "ordinal"] | None = None
    precision: Annotated[int, Field(ge=0, le=12)] | None = None
    tie_break: list[str] = []
    cite: str = ""
    assumed: bool = False


class AppraisalBasis(Model):
    """Căn cứ thẩm định: one of the bases a check may rest on."""

    id: Literal["data", "cross_check", "site_visit", "inspection"]
    name: NameField
    from_whom: NameField | None = None
    cite: str = ""


class AppraiserOf(Model):
    """Who appraises the units of which groups."""

    groups: list[Id]
    appraiser: Literal["parent", "standing_office", "panel", "council"]
    forwards_by: Id | None = None
    cite: str = ""


class Appraisal(Model):
    """Thẩm định: bases, bodies and who appraises whom."""

    bases: list[AppraisalBasis] = []
    who: list[AppraiserOf] = []
    panel: NameField | None = None
    council: NameField | None = None
    standing_office: NameField | None = None
    approving_authority: NameField | None = None
    cite: str = ""


class Consequence(Model):
    """Hệ quả thi đua: what a class, a verdict or having a result leads to (PT-6, PT-14, TH-13).

    Without `classes` and `verdicts` it holds for every unit of its groups.
    """

    id: Id
    name: NameField
    effect: Literal[
        "not_considered", "emulation_criterion", "head_accountability", "award_proposal", "reuse"
    ]
    groups: list[Id] = []
    classes: list[Id] = []
    verdicts: list[Literal["not_assessed_late", "not_assessed_missing", "below_lowest"]] = []
    cite: str


class Acknowledgement(Model):
    """A linter finding that the authors know of, with their reason. It stays visible."""

    code: str
    where: str = ""
    reason: RemarkField


class RegulationFile(Model):
    """What `regulation.yaml` says."""

    language: Literal["1"]
    id: str
    decision: Decision
    groups: Annotated[list[TargetGroup], Field(min_length=1)]
    sections: Annotated[list[Section], Field(min_length=1)]
    scale: ByGroup | None = None
    not_applicable: NotApplicablePolicy | None = None
    rounding: Roundings = Roundings()
    bounds: Bounds | None = None
    indices: list[Index] = []
    classes: list[ClassScheme] = []
    rank_tables: list[RankTable] = []
    calendar: Calendar | None = None
    appraisal: Appraisal | None = None
    consequences: list[Consequence] = []
    acknowledged: list[Acknowledgement] = []
    notes: list[RemarkField] = []


class FormSection(Model):
    """The component criteria that a form puts under one section of the regulation."""

    id: Id
    sections: list[Section] = []
    criteria: list[Criterion] = []


class FormFile(Model):
    """Phiếu: what `forms/<year>-<group>.yaml` adds for that year, for its groups.

    `illustrative` marks component criteria made up from real practice, because the
    source gives none; it is shown wherever the form is shown.
    """

    year: Annotated[str, Field(pattern=r"^[0-9]{4}$")]
    groups: Annotated[list[Id], Field(min_length=1)]
    illustrative: bool = False
    source: RemarkField | None = None
    general: list[Criterion] = []
    sections: Annotated[list[FormSection], Field(min_length=1)]


YES_NO = {"yes": Text("có", "yes"), "no": Text("không", "no")}


@dataclass(frozen=True, slots=True)
class CriteriaSet:
    """Bộ tiêu chí của một nhóm: the tree that one target group is scored by."""

    group: str
    sections: tuple[Section, ...]
    general: tuple[Criterion, ...]
    illustrative: bool

    def criteria(self) -> Iterator[Criterion]:
        """Every leaf in the order of the form, general information first."""
        yield from self.general
        for section in self.sections:
            yield from criteria_below(section)

    def criterion(self, criterion_id: str) -> Criterion | None:
        """The leaf with that id, or None."""
        return next((each for each in self.criteria() if each.id == criterion_id), None)

    def label(self, criterion: Criterion, reference: str, option: str | None = None) -> Name | Text:
        """What the form calls an input, or one of its options, seen from a criterion.

        `reference` is an input id of the criterion, or `other/input`, and for a column
        of a repeating input `input[column]`. What the form does not know is called by
        its id.
        """
        other, _, name = reference.rpartition("/")
        asked_by = self.criterion(other) if other else criterion
        name, _, column = name.partition("[")
        asked: Input | Column | None = asked_by.inputs.get(name) if asked_by is not None else None
        if column and isinstance(asked, Input):
            asked = asked.columns.get(column.removesuffix("]"))
        if option is None:
            return asked.label if asked is not None else Name(vi=reference)
        named = (each.name for each in asked.options if each.id == option) if asked else ()
        return next(iter(named), YES_NO.get(option) or Name(vi=option))

    def all_sections(self) -> Iterator[Section]:
        """Every section, parents before children."""
        for section in self.sections:
            yield from sections_from(section)

    def max_of(self, node: Section | Criterion) -> Fraction:
        """The maximum of a node for this group: declared, else that of its children."""
        if node.max is not None:
            declared = of_group(node.max, self.group)
            if declared is not None:
                return declared
        if isinstance(node, Criterion):
            return Fraction(0)
        below: list[Section | Criterion] = [*node.sections, *node.criteria]
        return sum((self.max_of(child) for child in below), Fraction(0))


def criteria_below(section: Section) -> Iterator[Criterion]:
    """Every leaf of a section, in the order of the form."""
    for child in section.sections:
        yield from criteria_below(child)
    yield from section.criteria


def sections_from(section: Section) -> Iterator[Section]:
    """The section and all sections below it."""
    yield section
    for child in section.sections:
        yield from sections_from(child)


@dataclass(frozen=True, slots=True)
class Regulation:
    """A regulation with the forms of one year: what a campaign pins by digest."""

    file: RegulationFile
    year: int
    criteria_sets: dict[str, CriteriaSet]
    digest: str

    @property
    def id(self) -> str:
        """`province/year-number`."""
        return self.file.id

    def group(self, group: str) -> TargetGroup | None:
        """The target group with that id, or None."""
        return next((each for each in self.file.groups if each.id == group), None)

    def scheme(self, group: str, index: str = "total") -> ClassScheme | None:
        """The class scheme of a group for an index, or None."""
        return next(
            (s for s in self.file.classes if s.applies_to(group) and s.index == index), None
        )

    def tables(self, group: str) -> list[RankTable]:
        """The rank tables a group stands in."""
        return [table for table in self.file.rank_tables if group in table.groups]
