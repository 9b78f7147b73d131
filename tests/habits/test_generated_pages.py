"""The generated pages of docs/ say what the code says."""

from __future__ import annotations

from pathlib import Path

from tests.habits.regenerate import PAGES, stale_pages, write_pages
from tests.habits.repository import ROOT


def test_generated_pages_are_up_to_date() -> None:
    assert stale_pages(PAGES, ROOT) == [], "run `make docs`"


def test_a_missing_and_a_changed_page_are_found_and_written(tmp_path: Path) -> None:
    pages = {"docs/a.md": lambda: "a\n", "docs/b.md": lambda: "b\n"}
    assert write_pages(pages, tmp_path) == ["docs/a.md", "docs/b.md"]
    assert stale_pages(pages, tmp_path) == []
    (tmp_path / "docs/b.md").write_text("changed by hand\n", encoding="utf-8")
    assert stale_pages(pages, tmp_path) == ["docs/b.md"]
