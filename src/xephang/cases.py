"""Tình huống: law cases written in YAML beside a regulation, and whether they come out."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from typing import Annotated, Any, Literal

from pydantic import Field, model_validator

from xephang.calendar import judge_receipts
from xephang.campaign import Extension, Receipt, read_answers
from xephang.classes import Classification, classify
from xephang.errors import Place, Problem, RegulationError
from xephang.loading import Document, RegulationFolder, read_document, validate
from xephang.points import Exact, exact_text
from xephang.regulation import Regulation
from xephang.results import classify_score
from xephang.scoring import score_unit
from xephang.texts import Model, Text


class Given(Model):
    """Exact figures to classify directly, without any answers."""

    total: Exact | None = None
    sections: dict[str, Exact] = {}


class CaseReceipt(Model):
    """A receipt of the case's one unit."""

    at: str
    channel: str = "system"
    complete: str = "yes"


class CaseExtension(Model):
    """An extension act for the case's unit."""

    milestone: str
    before: str
    document: str


class Expected(Model):
    """What the law gives. Only what is written is compared."""

    total: Exact | None = None
    class_id: str | None = Field(default=None, alias="class")
    verdict: Literal["below_lowest", "pending", "ranked"] | None = None
    points: dict[str, Exact] = {}
    status: dict[str, str] = {}
    lateness: str | None = None
    last_accepted: str | None = None


class Case(Model):
    """One situation: exact figures, answers or receipts of one unit, and what follows."""

    name: str
    cite: str = ""
    group: str
    given: Given | None = None
    answers: dict[str, dict[str, Any]] | None = None
    previous: dict[str, dict[str, Any]] = {}
    receipts: list[CaseReceipt] | None = None
    extensions: list[CaseExtension] = []
    expect: Expected

    @model_validator(mode="after")
    def _has_one_start(self) -> Case:
        starts = (self.given, self.answers, self.receipts)
        if sum(each is not None for each in starts) != 1:
            raise ValueError("a case has exactly one of given, answers, receipts")
        return self


class CaseFile(Model):
    """A file of cases, all for the forms of one year."""

    year: Annotated[str, Field(pattern=r"^[0-9]{4}$")]
    cases: Annotated[list[Case], Field(min_length=1)]


@dataclass(frozen=True, slots=True)
class CaseResult:
    """One case with every difference between what was expected and what came out."""

    case: Case
    place: Place
    differences: tuple[Text, ...]

    @property
    def is_met(self) -> bool:
        """True if the case comes out as written."""
        return not self.differences


def run_cases(folder: RegulationFolder) -> list[CaseResult]:
    """Every case of a regulation folder, in the order of files and lines.

    Raises `RegulationError` when a case file cannot be read.
    """
    results: list[CaseResult] = []
    problems: list[Problem] = []
    for path in sorted((folder.path / "cases").glob("*.yaml")):
        try:
            document = read_document(path, shown_as=f"{folder.path.name}/cases/{path.name}")
            results += _run_file(folder, document)
        except RegulationError as error:
            problems.extend(error.problems)
    if problems:
        raise RegulationError(problems)
    return results


def _run_file(folder: RegulationFolder, document: Document) -> Iterator[CaseResult]:
    file = validate(CaseFile, document)
    regulation = folder.regulation(int(file.year))
    for position, case in enumerate(file.cases):
        place = document.place(("cases", position))
        yield CaseResult(case, place, tuple(_differences(regulation, case)))


def _differences(regulation: Regulation, case: Case) -> Iterator[Text]:
    if regulation.group(case.group) is None:
        yield Text("không có nhóm “{id}”", "there is no group “{id}”", {"id": case.group})
    elif case.given is not None:
        yield from _classed(regulation, case, case.given)
    elif case.answers is not None:
        yield from _scored(regulation, case, case.answers)
    else:
        yield from _received(regulation, case)


def _differs(what: str, expected: object, found: object) -> Iterator[Text]:
    if expected is not None and str(expected) != str(found):
        yield Text(
            "{what}: chờ {expected}, được {found}",
            "{what}: expected {expected}, got {found}",
            {"what": what, "expected": expected, "found": found},
        )


def _verdict(found: Classification | None) -> str:
    if found is None or found.status == "in_gap":
        return "pending"
    return "ranked" if found.status == "classed" else "below_lowest"


def _classed(regulation: Regulation, case: Case, given: Given) -> Iterator[Text]:
    scheme = regulation.scheme(case.group) or next(
        (each for each in regulation.file.classes if each.applies_to(case.group)), None
    )
    if scheme is None:
        yield Text("nhóm này không có quy định xếp loại", "the group has no class scheme")
        return
    total = given.total
    if total is None:
        total = sum(given.sections.values(), Fraction(0))
    found = classify(scheme, total, given.sections)
    yield from _differs("class", case.expect.class_id, found.class_id)
    yield from _differs("verdict", case.expect.verdict, _verdict(found))


def _scored(regulation: Regulation, case: Case, answers: dict[str, Any]) -> Iterator[Text]:
    criteria = regulation.criteria_sets[case.group]
    read, problems = read_answers(criteria, answers, None, Place())
    for problem in problems:
        yield problem.message
    score = score_unit(regulation, case.group, read, previous=case.previous)
    expected = case.expect
    if expected.total is not None:
        yield from _differs("total", exact_text(expected.total), exact_text(score.total.points))
    scheme = next((each for each in regulation.file.classes if each.applies_to(case.group)), None)
    if scheme is not None:
        found = classify_score(scheme, score)
        yield from _differs("class", expected.class_id, found.class_id if found else None)
        yield from _differs("verdict", expected.verdict, _verdict(found))
    for node, points in expected.points.items():
        outcome = score.form.find(node)
        got = exact_text(outcome.points) if outcome else None
        yield from _differs(f"points {node}", exact_text(points), got)
    for node, status in expected.status.items():
        outcome = score.form.find(node)
        yield from _differs(f"status {node}", status, outcome.status if outcome else None)


def _received(regulation: Regulation, case: Case) -> Iterator[Text]:
    calendar = regulation.file.calendar
    milestone = calendar.submission(case.group) if calendar else None
    if milestone is None:
        yield Text("nhóm này không có hạn nộp", "the group has no submission milestone")
        return
    receipts = [
        Receipt.model_validate({"unit": "case", **each.model_dump()})
        for each in case.receipts or []
    ]
    extensions = [Extension.model_validate(each.model_dump()) for each in case.extensions]
    found = judge_receipts(milestone, regulation.year, receipts, extensions=extensions)
    yield from _differs("lateness", case.expect.lateness, found.status)
    if case.expect.last_accepted is not None:
        yield from _differs(
            "last_accepted", case.expect.last_accepted, found.terms.last_accepted.isoformat()
        )
