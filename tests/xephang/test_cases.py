"""Law cases run in pytest, and a case that is wrong is told."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.xephang.library import ALL, HUE, LIBRARY
from xephang.cases import CaseResult, run_cases
from xephang.errors import RegulationError
from xephang.loading import load_folder

RESULTS = {each: run_cases(load_folder(LIBRARY / each)) for each in ALL}
EVERY_CASE = [result for results in RESULTS.values() for result in results]


@pytest.mark.parametrize("regulation", ALL)
def test_every_regulation_has_cases_that_cite_their_articles(regulation: str) -> None:
    assert RESULTS[regulation]
    assert [result.case.name for result in RESULTS[regulation] if not result.case.cite] == []


@pytest.mark.parametrize("result", EVERY_CASE, ids=lambda each: f"{each.place}")
def test_law_case_comes_out(result: CaseResult) -> None:
    assert [each.show("en") for each in result.differences] == []


def _hue_with_case(tmp_path: Path, case: str) -> Path:
    folder = tmp_path / "hue"
    for source in ("regulation.yaml", "forms/2020-huyen.yaml"):
        target = folder / source
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text((HUE / source).read_text(encoding="utf-8"), encoding="utf-8")
    (folder / "cases").mkdir()
    (folder / "cases" / "one.yaml").write_text(f"year: 2020\ncases:\n{case}", encoding="utf-8")
    return folder


@pytest.mark.parametrize(
    ("expected", "told"),
    [
        ("{class: II}", "class: expected II, got I"),
        ('{total: "1"}', "total: expected 1, got"),
        ("{verdict: pending}", "verdict: expected pending, got ranked"),
        ('{points: {SS: "3"}}', "points SS: expected 3, got 50"),
        ("{status: {SS.1: unanswered}}", "status SS.1: expected unanswered, got scored"),
    ],
)
def test_case_that_does_not_come_out_says_what_was_expected_and_what_came(
    tmp_path: Path, expected: str, told: str
) -> None:
    case = (
        "  - name: sai\n    group: huyen\n"
        '    answers: {SS.1: {score: "48"}, SS.2: {score: "2"}}\n'
        f"    expect: {expected}\n"
    )
    (result,) = run_cases(load_folder(_hue_with_case(tmp_path, case)))
    assert not result.is_met
    assert told in result.differences[0].show("en")


def test_case_with_two_starts_is_refused_with_its_line(tmp_path: Path) -> None:
    case = "  - name: hai\n    group: huyen\n    given: {}\n    answers: {}\n    expect: {}\n"
    with pytest.raises(RegulationError) as refused:
        run_cases(load_folder(_hue_with_case(tmp_path, case)))
    assert refused.value.problems[0].place.line == 3
