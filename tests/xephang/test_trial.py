"""A draft tried on last year's answers: who changes class, what no longer discriminates."""

from __future__ import annotations

import shutil
from pathlib import Path

from tests.xephang.library import HUE, assessed
from xephang.loading import load_regulation
from xephang.trial import Trial, trial


def tried(tmp_path: Path, *edits: tuple[str, str, str]) -> Trial:
    """Huế 2020 tried under a draft that differs by edits (file, old, new)."""
    copy = tmp_path / "draft"
    shutil.copytree(HUE, copy)
    for file, old, new in edits:
        path = copy / file
        text = path.read_text(encoding="utf-8")
        assert old in text
        path.write_text(text.replace(old, new, 1), encoding="utf-8")
    results = assessed("hue/2020-cqdt-huyen")
    return trial(results.regulation, load_regulation(copy), results.campaign)


FORM = "forms/2020-huyen.yaml"


def test_higher_threshold_moves_exactly_the_units_below_it(tmp_path: Path) -> None:
    found = tried(tmp_path, ("regulation.yaml", "at_least: 90}", "at_least: 92}"))
    assert {each.before.unit.unit for each in found.moved if each.changes_class} == {
        "huong-thuy",
        "phu-vang",
    }


def test_unchanged_draft_moves_nobody_and_drops_nothing(tmp_path: Path) -> None:
    found = tried(tmp_path)
    assert [each for each in found.moved if each.changes_class] == []
    assert found.dropped == ()
    assert found.unanswered == ()
    assert all(each.rank_before == each.rank_after for each in found.moved)


def test_answers_to_a_criterion_that_is_gone_are_named_not_guessed(tmp_path: Path) -> None:
    found = tried(tmp_path, (FORM, "id: SS.2", "id: SS.9"))
    assert found.dropped == (("huyen", "SS.2"),)
    assert found.unanswered == (("huyen", "SS.9"),)


def test_input_asked_in_another_way_is_not_taken_over(tmp_path: Path) -> None:
    old = "score: {type: number, label: Điểm đạt, source: appraiser, most: 48}"
    found = tried(tmp_path, (FORM, old, "score: {type: count, label: Điểm đạt}"))
    assert ("huyen", "SS.1") in found.dropped


def test_criterion_that_every_unit_answers_alike_no_longer_discriminates(tmp_path: Path) -> None:
    found = tried(tmp_path)
    by_id = {each.criterion.id: each for each in found.criteria}
    assert by_id["SS.1"].discriminates
    assert not by_id["KQ.2"].discriminates
    assert by_id["SS.2"].at_maximum == 8
