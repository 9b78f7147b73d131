"""Figures that should come to what other answers of the form say: doubted, never refused."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.xephang.linting.test_findings import F, written
from xephang.errors import RegulationError
from xephang.loading import load_folder
from xephang.regulation import Regulation
from xephang.scoring import score_unit
from xephang.sheets import UnitSheet

PLAIN = "inputs: {n: {type: count, label: n}}\n        rule:\n          kind: table"
TIED = PLAIN.replace("label: n", "label: Tổng, equals: {sum: [A.1/a, A.1/b]}")
PARTS = {"A.1": {"a": "2", "b": "3"}}


@pytest.fixture
def regulation(tmp_path: Path) -> Regulation:
    folder, _findings = written(tmp_path, [(F, PLAIN, TIED)])
    return load_folder(folder).regulation(2020)


def told(regulation: Regulation, answers: dict[str, dict[str, str]]) -> list[tuple[str, str]]:
    sheet = UnitSheet("u", regulation, regulation.criteria_sets["so"], answers)
    assert sheet.doubts() == []
    return [(criterion, each.message.show("vi")) for criterion, each in sheet.disagreements()]


def test_a_total_that_is_not_the_sum_of_its_parts_is_doubted(regulation: Regulation) -> None:
    assert told(regulation, {**PARTS, "A.2": {"n": "6"}}) == [
        ("A.2", "Tổng: 6, nhưng theo số liệu khác của phiếu là 5")
    ]


def test_a_total_that_agrees_is_not(regulation: Regulation) -> None:
    assert told(regulation, {**PARTS, "A.2": {"n": "5"}}) == []


def test_nothing_is_doubted_before_all_of_it_is_there(regulation: Regulation) -> None:
    assert told(regulation, {"A.1": {"a": "2"}, "A.2": {"n": "6"}}) == []
    assert told(regulation, PARTS) == []


def test_the_points_are_the_same_either_way(regulation: Regulation, tmp_path: Path) -> None:
    folder, _findings = written(tmp_path / "plain", [])
    plain = load_folder(folder).regulation(2020)
    answers = {**PARTS, "A.2": {"n": "6"}}
    tied, without = (score_unit(each, "so", answers) for each in (regulation, plain))
    assert tied.total.points == without.total.points > 0


def test_a_reference_to_what_nobody_asks_is_found(tmp_path: Path) -> None:
    _folder, findings = written(tmp_path, [(F, PLAIN, TIED.replace("A.1/b", "A.1/z"))])
    assert "input-never-asked" in {each.code for each in findings}


def test_only_figures_can_be_sums(tmp_path: Path) -> None:
    text = PLAIN.replace("type: count, label: n", "type: text, label: n, equals: A.1/a")
    with pytest.raises(RegulationError, match="equals is for inputs of type number or count"):
        written(tmp_path, [(F, PLAIN, text)])
