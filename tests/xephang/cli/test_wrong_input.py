"""Wrong input: one clear message a problem, its place, exit code 2, nothing half-written."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from tests.xephang.library import HUE, LIBRARY
from xephang.cli import main

HEADER = "unit,group,criterion,field,value\n"
GOOD = "tp-hue,huyen,SS.1,score,42.63\n"


@pytest.fixture(autouse=True)
def _own_library(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XEPHANG_REGULATIONS", str(LIBRARY))


def rank(answers: Path, *more: str) -> Result:
    campaign = HUE / "published" / "campaign.yaml"
    options = ["--campaign", str(campaign), "--answers", str(answers), "--lang", "en", *more]
    return CliRunner().invoke(main, ["rank", "hue/2020-cqdt-huyen", *options])


@pytest.mark.parametrize(
    ("row", "place", "told"),
    [
        ("nobody,huyen,SS.1,score,1\n", "a.csv:3", "“nobody” is not on the roster"),
        ("nam-dong,huyen,XX,score,1\n", "a.csv:3", "no criterion “XX”"),
        ("nam-dong,huyen,SS.1,points,1\n", "a.csv:3", "does not ask “points”"),
        ("nam-dong,huyen,SS.1,score,much\n", "a.csv:3", "cannot be read as a number"),
        ('nam-dong,huyen,SS.1,score,"2,125"\n', "a.csv:3", "declare the locale"),
        ("nam-dong,huyen,SS.1,score,-1\n", "a.csv:3", "below the least allowed"),
        ("nam-dong,huyen,SS.1,score,49\n", "a.csv:3", "above the most allowed"),
        ("nam-dong,huyen,SS.1,score,NaN\n", "a.csv:3", "cannot be read as a number"),
        ("nam-dong,huyen,SS.1,score,inf\n", "a.csv:3", "cannot be read as a number"),
        ("nam-dong,huyen,SS.1,score,1e400000\n", "a.csv:3", "cannot be read as a number"),
        ("nam-dong,huyen,SS.1,score," + "9" * 5000 + "\n", "a.csv:3", "more than 30 digits"),
        ("nam-dong,huyen,SS.1,score,٤٢\n", "a.csv:3", "cannot be read as a number"),
        (GOOD, "a.csv:3", "already answered at a.csv:2"),
        ("nam-dong,so,SS.1,score,1\n", "a.csv:3", "the table says so"),
        ("nam-dong,huyen,SS.2,not_applicable,maybe\n", "a.csv:3", "yes or no"),
        ("nam-dong,huyen,SS.1\n", "a.csv:3", "3 cells, 5 are wanted"),
        (",huyen,SS.1,score,1\n", "a.csv:3", "is empty"),
        ('nam-dong,huyen,SS.1,score,"1\n', "a.csv", "cannot be read"),
    ],
)
def test_wrong_row_is_named_with_its_line(tmp_path: Path, row: str, place: str, told: str) -> None:
    answers = tmp_path / "a.csv"
    answers.write_text(HEADER + GOOD + row, encoding="utf-8")
    target = tmp_path / "out.csv"
    result = rank(answers, "--format", "csv", "-o", str(target))
    assert result.exit_code == 2
    assert place in result.stderr
    assert told in result.stderr
    assert "Traceback" not in result.output
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a.csv"]


def test_all_problems_are_told_at_once(tmp_path: Path) -> None:
    answers = tmp_path / "a.csv"
    answers.write_text(
        HEADER + "nobody,huyen,SS.1,score,1\nnam-dong,huyen,SS.1,score,x\n", encoding="utf-8"
    )
    lines = rank(answers).stderr.strip().splitlines()
    assert len(lines) == 2
    assert lines[0].startswith("a.csv:2: ")
    assert lines[1].startswith("a.csv:3: ")


@pytest.mark.parametrize(
    ("name", "content", "told"),
    [
        ("a.csv", b"PK\x03\x04\x00\x00", "not a CSV text file"),
        ("a.csv", "unit,group\n".encode("utf-16"), "not"),
        ("a.csv", b"unit;group;criterion;field;value\n", "the first row must be"),
        ("a.csv", b"", "the first row must be"),
        ("a.csv", "đơn vị".encode("cp1258", "replace"), ""),
        ("a.xlsx", b"unit,group,criterion,field,value\n", "not an XLSX workbook"),
        ("a.xlsx", b"", "not an XLSX workbook"),
    ],
)
def test_file_that_is_not_what_its_name_says_is_refused(
    tmp_path: Path, name: str, content: bytes, told: str
) -> None:
    answers = tmp_path / name
    answers.write_bytes(content)
    result = rank(answers)
    assert result.exit_code == 2
    assert told in result.stderr
    assert name in result.stderr


def test_workbook_that_unpacks_to_far_more_than_it_weighs_is_refused(tmp_path: Path) -> None:
    answers = tmp_path / "bomb.xlsx"
    with zipfile.ZipFile(answers, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet1.xml", b"0" * 50_000_000)
    result = rank(answers)
    assert result.exit_code == 2
    assert "unpacks to far more" in result.stderr


@pytest.mark.parametrize(
    "arguments",
    [
        ["rank", "no/such-regulation", "--answers", "x"],
        ["rank", "hue/2020-cqdt-huyen"],
        ["rank", "../../etc", "--campaign", str(HUE / "published" / "campaign.yaml")],
        ["explain", "hue/2020-cqdt-huyen"],
        ["calendar", "hue/2020-cqdt-huyen", "--year", "2020"],
        ["calendar", "hue/2020-cqdt-huyen", "--year", "twenty"],
        ["show", "hue/2020-cqdt-huyen", "--group", "nobody"],
        ["show", "hue/2020-cqdt-huyen", "--year", "1999"],
        ["verify", str(HUE / "regulation.yaml")],
        ["verify", "no-such-file"],
        ["nonsense"],
    ],
)
def test_wrong_call_ends_with_2_and_a_message(arguments: list[str]) -> None:
    result = CliRunner().invoke(main, arguments)
    assert result.exit_code == 2
    assert result.stderr.strip()
    assert "Traceback" not in result.stderr


def test_unknown_unit_and_criterion_are_named() -> None:
    published = HUE / "published"
    options = ["--campaign", str(published / "campaign.yaml"), "--answers"]
    options.append(str(published / "answers.csv"))
    runner = CliRunner()
    unit = runner.invoke(main, ["explain", "hue/2020-cqdt-huyen", "nobody", *options])
    assert (unit.exit_code, "nobody" in unit.stderr) == (2, True)
    leaf = runner.invoke(main, ["explain", "hue/2020-cqdt-huyen", "tp-hue", "XX", *options])
    assert (leaf.exit_code, "XX" in leaf.stderr) == (2, True)


@pytest.mark.parametrize(
    ("campaign", "told"),
    [
        ("year: 2020\n", "roster"),
        ("year: 2020\nregulation: other\nroster: [{unit: a, group: huyen}]\n", "“other”"),
        (
            "year: 2020\nregulation: hue/2020-cqdt-huyen\nroster: [{unit: a, group: so}]\n",
            "no group “so”",
        ),
        (
            (
                "year: 2020\nregulation: hue/2020-cqdt-huyen\n"
                "roster: [{unit: a, group: huyen}, {unit: a, group: huyen}]\n"
            ),
            "stands twice",
        ),
        (
            (
                "year: 2020\nregulation: hue/2020-cqdt-huyen\nroster: [{unit: a, group: huyen}]\n"
                "receipts: [{unit: a, at: 2020-01-01T10:00:00}]\n"
            ),
            "time zone",
        ),
        (
            (
                "year: 2020\nregulation: hue/2020-cqdt-huyen\ndigest: '00'\n"
                "roster: [{unit: a, group: huyen}]\n"
            ),
            "digest",
        ),
        ("year: 2020\nyear: 2021\n", "written twice"),
        ("a: &x 1\nb: *x\n", "anchors"),
        ("[", "YAML"),
    ],
)
def test_wrong_campaign_file_is_named(tmp_path: Path, campaign: str, told: str) -> None:
    path = tmp_path / "campaign.yaml"
    path.write_text(campaign, encoding="utf-8")
    arguments = ["rank", "hue/2020-cqdt-huyen", "--campaign", str(path), "--lang", "en"]
    result = CliRunner().invoke(main, arguments)
    assert result.exit_code == 2
    assert told in result.stderr
    assert "campaign.yaml" in result.stderr
