"""Templates are readable: no line longer than a newcomer's screen, no element behind another."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from tests.habits.repository import ROOT

TEMPLATES = ROOT / "src/xephang_web/templates"
LONGEST_LINE = 140
# Folders still to be laid out anew: this list only ever gets shorter.
NOT_YET: set[str] = set()
_ELEMENTS = (
    r"(?:p|div|section|article|header|footer|main|nav|form|fieldset|legend|h[1-6]|ul|ol|li|dl|dt|dd"
    r"|table|thead|tbody|tr|th|td|caption|details|summary|figure|figcaption|select|option)\b"
)
# An element that ends where another begins: each has a line of its own.
_TWO_ON_A_LINE = re.compile(rf"</{_ELEMENTS}.*<({_ELEMENTS})")


def crammed(text: str) -> Iterator[tuple[int, str]]:
    """The lines that hold too much, by number, with what is too much."""
    for number, line in enumerate(text.splitlines(), start=1):
        if len(line) > LONGEST_LINE:
            yield number, f"{len(line)} characters"
        elif two := _TWO_ON_A_LINE.search(line):
            yield number, f"<{two[1]}> behind another element"


def crammed_files(folder: Path) -> set[str]:
    """The templates under a folder that hold such lines."""
    return {
        path.relative_to(folder).as_posix()
        for path in folder.rglob("*.html")
        if any(crammed(path.read_text(encoding="utf-8")))
    }


def test_every_template_is_laid_out() -> None:
    found = [
        f"{path.relative_to(TEMPLATES)}:{number}: {what}"
        for path in sorted(TEMPLATES.rglob("*.html"))
        if path.relative_to(TEMPLATES).parts[0] not in NOT_YET
        for number, what in crammed(path.read_text(encoding="utf-8"))
    ]
    assert found == []


def test_a_planted_long_line_and_a_crammed_one_are_found(tmp_path: Path) -> None:
    folder = tmp_path / "app"
    folder.mkdir()
    (folder / "good.html").write_text(
        "<ul>\n  <li><p>Một</p></li>\n  <li>\n    <b>Hai</b> và <a>ba</a>\n  </li>\n</ul>\n",
        "utf-8",
    )
    (folder / "long.html").write_text(f"<p>{'x' * (LONGEST_LINE - 6)}</p>\n", "utf-8")
    (folder / "crammed.html").write_text("<p>Một</p><p>Hai</p>\n", "utf-8")
    assert crammed_files(tmp_path) == {"app/long.html", "app/crammed.html"}
