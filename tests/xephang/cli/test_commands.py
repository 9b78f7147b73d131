"""Every command does its job on real input, in both languages and every format."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import jsonschema
import pytest
from click.testing import CliRunner, Result
from python_calamine import CalamineWorkbook
from ruamel.yaml import YAML

from tests.xephang.library import ALL, HUE, LIBRARY
from xephang.canonical import canonical_json
from xephang.cli import main
from xephang.schemas import SCHEMAS

DATA = (
    "--campaign",
    str(HUE / "published" / "campaign.yaml"),
    "--answers",
    str(HUE / "published" / "answers.csv"),
)


@pytest.fixture(autouse=True)
def _own_library(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XEPHANG_REGULATIONS", str(LIBRARY))


def as_an_editor_reads(path: Path) -> object:
    """YAML with its own numbers and booleans; dates stay text, as in JSON."""
    data = YAML(typ="safe", pure=True).load(path.read_text(encoding="utf-8"))
    return json.loads(json.dumps(data, default=str))


def run(*arguments: str) -> Result:
    return CliRunner().invoke(main, list(arguments))


@pytest.mark.parametrize("command", sorted(main.commands))
def test_every_command_explains_itself(command: str) -> None:
    result = run(command, "--help")
    assert result.exit_code == 0
    assert "Usage:" in result.output
    assert len(result.output.splitlines()) > 5


def test_rank_as_csv_gives_one_header_a_table_and_plain_numbers() -> None:
    result = run("rank", "hue/2020-cqdt-huyen", *DATA, "--format", "csv", "--lang", "en")
    assert result.exit_code == 0
    first = result.output.split("\n\n")[0]
    rows = list(csv.DictReader(io.StringIO(first)))
    assert [row["unit"] for row in rows][:2] == ["nam-dong", "quang-dien"]
    assert rows[7]["points"] == "44.41"


def test_rank_in_vietnamese_shows_decimal_commas() -> None:
    result = run("rank", "hue/2020-cqdt-huyen", *DATA)
    assert "44,41" in result.output
    assert "được xếp hạng" in result.output


def test_rank_as_workbook_comes_back_as_it_was(tmp_path: Path) -> None:
    target = tmp_path / "ranks.xlsx"
    result = run("rank", "hue/2020-cqdt-huyen", *DATA, "--format", "xlsx", "-o", str(target))
    assert result.exit_code == 0
    book = CalamineWorkbook.from_path(str(target))
    rows = book.get_sheet_by_index(0).to_python()
    assert rows[8][3] == 44.41
    assert len(book.sheet_names) == 2


def test_score_as_json_is_canonical_and_holds_every_tree() -> None:
    result = run("score", "hue/2020-cqdt-huyen", *DATA, "--format", "json")
    record = json.loads(result.output)
    assert canonical_json(record).decode() == result.output
    assert len(record["units"]) == 9
    assert record["units"][0]["tree"]["parts"][0]["parts"][0]["inputs"]


def test_explain_opens_a_number_to_its_inputs_and_its_article() -> None:
    result = run("explain", "hue/2020-cqdt-huyen", "tp-hue", "SS.1", *DATA, "--lang", "en")
    assert "42.63" in result.output
    assert "[bang-1]" in result.output


def test_explain_says_what_would_lift_the_unit_one_class() -> None:
    result = run("explain", "hue/2020-cqdt-huyen", "tp-hue", *DATA, "--lang", "en")
    assert "1.1875 short of “Mức I”" in result.output
    assert "cheapest: at least 0.57 more points at SS.1" in result.output


def test_seal_then_verify_holds_and_the_printed_digest_is_compared(tmp_path: Path) -> None:
    target = tmp_path / "package.json"
    sealed = run("seal", "hue/2020-cqdt-huyen", *DATA, "-o", str(target))
    assert sealed.exit_code == 0
    printed = sealed.output.split("digest ")[1].strip()
    right = run("verify", str(target), "--digest", printed, "--lang", "en")
    assert right.exit_code == 0
    assert "It matches" in right.output
    assert "is the one printed in the decision" in right.output
    assert "Not compared" in run("verify", str(target), "--lang", "en").output
    other = run("verify", str(target), "--digest", "0" * 64, "--lang", "en")
    assert other.exit_code == 1
    assert "It does not match. What differs: package.json: package: " in other.output


def test_show_prints_the_form_and_its_digest() -> None:
    result = run("show", "hue/2020-cqdt-huyen")
    assert "Điều kiện sẵn sàng" in result.output
    assert "digest " in result.output


def test_diff_of_a_regulation_with_itself_says_that_nothing_changed() -> None:
    result = run("diff", "hue/2020-cqdt-huyen", "hue/2020-cqdt-huyen", "--lang", "en")
    assert result.output.strip() == "nothing changed"


def test_trial_of_the_same_regulation_moves_nobody() -> None:
    result = run(
        "trial", "hue/2020-cqdt-huyen", "--data", DATA[1], "--answers", DATA[3], "--format", "json"
    )
    assert result.exit_code == 0
    moved = json.loads(result.output)[0]["rows"]
    assert len(moved) == 9
    assert all(row["class_before"] == row["class_after"] for row in moved)


def test_test_command_counts_cases_and_fails_on_none() -> None:
    assert run("test", "hue/2020-cqdt-huyen", "--lang", "en").output.endswith(
        "6 cases met, 0 missed\n"
    )
    assert run("test", "hue/2020-cqdt-huyen", "--name", "no such name").exit_code == 2


def test_demonstrate_reproduces_what_is_published() -> None:
    result = run("demonstrate", "--lang", "en")
    assert result.exit_code == 0
    assert "80 of 82 published figures were reproduced" in result.output


@pytest.mark.parametrize("kind", sorted(SCHEMAS))
def test_schema_is_valid_json_schema(kind: str) -> None:
    result = run("schema", kind)
    jsonschema.Draft202012Validator.check_schema(json.loads(result.output))


@pytest.mark.parametrize("regulation", ALL)
def test_every_shipped_file_fits_the_published_schema(regulation: str) -> None:
    validators = {
        kind: jsonschema.Draft202012Validator(json.loads(run("schema", kind).output))
        for kind in SCHEMAS
    }
    folder = LIBRARY / regulation
    files = [("regulation", folder / "regulation.yaml")]
    files += [("form", path) for path in folder.glob("forms/*.yaml")]
    files += [("cases", path) for path in folder.glob("cases/*.yaml")]
    files += [("campaign", path) for path in folder.glob("*/campaign.yaml")]
    for kind, path in files:
        data = as_an_editor_reads(path)
        errors = [error.message for error in validators[kind].iter_errors(data)]
        assert errors == [], path
