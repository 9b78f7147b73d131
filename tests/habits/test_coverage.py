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
FIRST_HALF = [
    "PT-3",
    "PT-5",
    "PT-6",
    "PT-11",
    "PT-12",
    "PT-15",
    "PT-16",
    "PT-17",
    "TH-3",
    "TH-6",
    "TH-7",
    "TH-12",
    "TH-14",
    "DN-3",
    "DN-7",
    "DN-8",
    "PHT-1",
    "PHT-3",
    "PHT-4",
    "PHT-6",
    "PHT-14",
    "PHT-15",
    "PHT-16",
    "BT-1",
    "BT-2",
    "BT-3",
    "BT-5",
    "BT-6",
    "BT-7",
    "BT-8",
]
"""What the first half of the web application has to do."""
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


def wrong_web_rows(page: str, root: Path) -> list[str]:
    """The same for the table of the web application's first half."""
    rows = {match[1]: match[3] for match in WEB_ROW.finditer(page)}
    found = [f"{each} has no row" for each in FIRST_HALF if each not in rows]
    for requirement, file in rows.items():
        path = root / file
        if not path.is_file() or not names(path.read_text(encoding="utf-8"), requirement):
            found.append(f"{requirement} is not named in {file}")
    return found


def test_every_requirement_of_the_first_half_has_a_page_and_a_test_that_names_it() -> None:
    assert wrong_web_rows(COVERAGE.read_text(encoding="utf-8"), ROOT) == []


def test_a_web_row_whose_test_does_not_name_it_is_told() -> None:
    page = COVERAGE.read_text(encoding="utf-8").replace(
        "| PT-15 | questions", "| PT-99 | questions"
    )
    told = wrong_web_rows(page, ROOT)
    assert "PT-15 has no row" in told
    assert any(each.startswith("PT-99 is not named") for each in told)


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
