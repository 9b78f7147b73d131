"""Every requirement id has its row in `docs/coverage.md`, and a test file that names it."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
COVERAGE = ROOT / "docs" / "coverage.md"
COUNTS = {"PT": 17, "TH": 16, "DN": 9, "PHT": 16, "BT": 8}
IDS = [f"{prefix}-{n}" for prefix, count in COUNTS.items() for n in range(1, count + 1)]
WEB_ROW = re.compile(r"^\| ([A-Z]+-\d+) \| ([^|]+?) \| `(tests/[^`|]+)` \|$", re.MULTILINE)
FIRST_HALF = (
    "PT-3 PT-4 PT-5 PT-6 PT-11 PT-12 PT-15 PT-16 PT-17 TH-3 TH-6 TH-7 TH-12 TH-14 DN-3 "
    "DN-7 DN-8 PHT-1 PHT-3 PHT-4 PHT-5 PHT-6 PHT-14 PHT-15 PHT-16 BT-1 BT-2 BT-3 BT-5 BT-6 "
    "BT-7 BT-8"
)
SECOND_HALF = (
    "PT-3 PT-7 PT-8 PT-9 PT-10 PT-13 PT-14 PT-16 TH-4 TH-5 TH-8 TH-9 TH-10 TH-11 TH-12 "
    "TH-13 TH-15 DN-3 DN-5 DN-6 DN-7 DN-9 PHT-1 PHT-4 PHT-6 PHT-8 PHT-9 PHT-10 PHT-11 "
    "PHT-12 PHT-13 PHT-14 BT-7"
)
HALVES = {"first half": FIRST_HALF.split(), "second half": SECOND_HALF.split()}
"""What each half of the web application has to do."""
LATER = {"TH-13", "TH-15", "BT-8"}
"""What belongs to papers in and out, and nothing else does."""
ROW = re.compile(r"^\| ([A-Z]+-\d+) \| (.+?) \| (.*?) ?\| `(.+?)` \|$", re.MULTILINE)


def wrong_rows(page: str, root: Path) -> list[str]:
    """What is wrong with the table: ids without a row, test files that do not name their id."""
    rows = {match[1]: match[4] for match in ROW.finditer(page)}
    found = [f"{each} has no row" for each in IDS if each not in rows]
    found += [f"{each} is not a requirement" for each in rows if each not in IDS]
    for requirement, file in rows.items():
        path = root / file
        if not path.is_file():
            found.append(f"{requirement}: there is no {file}")
        elif not names(path.read_text(encoding="utf-8"), requirement):
            found.append(f"{requirement} is not named in {file}")
    return found


def table_of(page: str, half: str) -> str:
    """The part of the page about one half of the web application."""
    return page.partition(f"## The web application, {half}\n")[2].partition("\n## ")[0]


def wrong_web_rows(page: str, root: Path, half: str) -> list[str]:
    """The same for the table of one half of the web application."""
    rows = [(match[1], match[3]) for match in WEB_ROW.finditer(table_of(page, half))]
    ids = [requirement for requirement, _file in rows]
    found = [f"{each} has no row" for each in HALVES[half] if each not in ids]
    found += [f"{each} has two rows" for each in set(ids) if ids.count(each) > 1]
    found += [f"{each} is not a requirement" for each in ids if each not in IDS]
    for requirement, file in rows:
        path = root / file
        if not path.is_file() or not names(path.read_text(encoding="utf-8"), requirement):
            found.append(f"{requirement} is not named in {file}")
    return found


def put_off(page: str) -> tuple[set[str], set[str]]:
    """The ids that a row of the core calls later, and those that the end of the page does."""
    rows = {match[1] for match in ROW.finditer(page) if match[3].strip()}
    end = page.partition("\n## Later")[2]
    return rows, set(re.findall(r"^- ([A-Z]+-\d+):", end, re.MULTILINE))


@pytest.mark.parametrize("half", HALVES)
def test_every_requirement_of_a_half_has_a_page_and_a_test_that_names_it(half: str) -> None:
    assert wrong_web_rows(COVERAGE.read_text(encoding="utf-8"), ROOT, half) == []


def test_nothing_is_put_off_but_papers() -> None:
    assert put_off(COVERAGE.read_text(encoding="utf-8")) == (LATER, LATER)


@pytest.mark.parametrize(
    ("half", "row"), [("first half", "| PT-15 | questions"), ("second half", "| PHT-9 | below")]
)
def test_a_web_row_whose_test_does_not_name_it_is_told(half: str, row: str) -> None:
    page = COVERAGE.read_text(encoding="utf-8")
    requirement = row.split()[1]
    assert row in page
    told = wrong_web_rows(page.replace(row, row.replace(requirement, "PT-99")), ROOT, half)
    assert f"{requirement} has no row" in told
    assert "PT-99 is not a requirement" in told
    assert any(each.startswith("PT-99 is not named") for each in told)
    doubled = page.replace(row, f"{row} x | `tests/none.py` |\n{row}")
    told = wrong_web_rows(doubled, ROOT, half)
    assert f"{requirement} has two rows" in told
    assert f"{requirement} is not named in tests/none.py" in told


def test_a_requirement_put_off_unsaid_is_told() -> None:
    page = COVERAGE.read_text(encoding="utf-8")
    planted = page.replace("| DN-6 | who proposes and decides is named | |", "| DN-6 | x | y |")
    assert planted != page
    assert put_off(planted) == (LATER | {"DN-6"}, LATER)


def names(text: str, requirement: str) -> bool:
    """True if a text names the id alone, not only as the start of a longer number."""
    return re.search(rf"(?<![A-Z]){requirement}(?!\d)", text) is not None


def test_every_requirement_has_a_row_and_a_test_that_names_it() -> None:
    assert wrong_rows(COVERAGE.read_text(encoding="utf-8"), ROOT) == []


def test_a_missing_row_is_told() -> None:
    page = COVERAGE.read_text(encoding="utf-8").replace("| DN-3 |", "| DN-33 |")
    told = wrong_rows(page, ROOT)
    assert "DN-3 has no row" in told
    assert "DN-33 is not a requirement" in told


@pytest.mark.parametrize(
    ("text", "named"), [("PT-1, PT-3", True), ("PT-10", False), ("BPT-1", False)]
)
def test_an_id_is_not_taken_for_a_longer_one(text: str, named: bool) -> None:
    assert names(text, "PT-1") is named
