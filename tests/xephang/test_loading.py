"""Regulation files: places of problems, digests, and text that stays text."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.xephang.library import HUE
from xephang.errors import RegulationError
from xephang.loading import load_folder, load_regulation, parse_json, parse_yaml


def edited(tmp_path: Path, file: str, old: str, new: str) -> Path:
    folder = tmp_path / "copy"
    shutil.copytree(HUE, folder)
    path = folder / file
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    return folder


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("kind: given", "kind: givven", "“givven” ('choice', 'ratio'"),
        ("max: 48", "max: NaN", "not a number"),
        ("max: 48", "maxx: 48", "there is no such key"),
        ("type: number", "type: numbr", "not one of the values allowed “numbr”"),
        ("year: 2020", "year: MMXX", "not written in the form wanted"),
    ],
)
def test_problem_names_file_line_and_what_was_written(
    tmp_path: Path, old: str, new: str, told: str
) -> None:
    folder = edited(tmp_path, "forms/2020-huyen.yaml", old, new)
    with pytest.raises(RegulationError) as refused:
        load_folder(folder)
    named = [each for each in refused.value.problems if told in each.show("en")]
    assert named, refused.value
    assert named[0].place.file.endswith("forms/2020-huyen.yaml")
    assert named[0].place.line > 0


def test_problems_of_all_files_are_told_at_once(tmp_path: Path) -> None:
    folder = edited(tmp_path, "forms/2020-huyen.yaml", "max: 48", "max: x")
    path = folder / "regulation.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace("scale: 150", "scale: y"), "utf-8")
    with pytest.raises(RegulationError) as refused:
        load_folder(folder)
    files = {each.place.file for each in refused.value.problems}
    assert len(files) == 2


def test_digest_ignores_comments_and_key_order_and_sees_every_value(tmp_path: Path) -> None:
    before = load_regulation(HUE).digest
    comment = edited(tmp_path / "a", "regulation.yaml", "# The thresholds", "# Other words")
    assert load_regulation(comment).digest == before
    order = edited(tmp_path / "b", "regulation.yaml", "{id: SS, name", "{max: 50, id: SS, name")
    path = order / "regulation.yaml"
    text = path.read_text(encoding="utf-8").replace(
        "en: Readiness}, max: 50,", "en: Readiness},", 1
    )
    path.write_text(text, encoding="utf-8")
    assert load_regulation(order).digest == before
    value = edited(tmp_path / "c", "regulation.yaml", "at_least: 90}", "at_least: 90.0}")
    assert load_regulation(value).digest != before


def test_numbers_and_words_stay_as_written() -> None:
    assert parse_yaml("a: 0.10\nb: yes\nc: 007\nd: null\n", "x").data == {
        "a": "0.10",
        "b": "yes",
        "c": "007",
        "d": None,
    }
    assert parse_json('{"a": 0.10, "b": true, "c": 1e5}', "x").data == {
        "a": "0.10",
        "b": "true",
        "c": "1e5",
    }


@pytest.mark.parametrize(
    "text", ['{"a": 1, "a": 2}', '{"a": NaN}', '{"a": Infinity}', "{", "[" * 9000]
)
def test_json_that_says_two_things_or_nothing_is_refused(text: str) -> None:
    with pytest.raises(RegulationError):
        parse_json(text, "x.json")


@pytest.mark.parametrize("text", ["a: 1\na: 2\n", "a: &x 1\n", "a: [", "\t- x", "[" * 5000])
def test_yaml_that_says_two_things_or_nothing_is_refused(text: str) -> None:
    with pytest.raises(RegulationError):
        parse_yaml(text, "x.yaml")
