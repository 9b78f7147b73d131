"""Every requirement id has its row in `docs/coverage.md`, and a test file that names it."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
COVERAGE = ROOT / "docs" / "coverage.md"
COUNTS = {"PT": 17, "TH": 16, "DN": 9, "PHT": 16, "BT": 8}
IDS = [f"{prefix}-{n}" for prefix, count in COUNTS.items() for n in range(1, count + 1)]
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
