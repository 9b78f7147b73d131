"""Every name in the glossary is a name in the code."""

from __future__ import annotations

import re

from tests.habits.repository import ROOT

GLOSSARY = ROOT / "docs" / "glossary.md"
ROW = re.compile(r"^\| (.+?) \| (.+?) \|$", re.MULTILINE)


def names_in_code() -> set[str]:
    """Every word that the code writes as a name, a key or a value."""
    return {
        word
        for path in (ROOT / "src").rglob("*.py")
        for word in re.findall(r"[A-Za-z_]\w*", path.read_text(encoding="utf-8"))
    }


def unknown_names(page: str, known: set[str]) -> list[str]:
    """The names of a glossary that the code does not have."""
    given = [name for _term, names in ROW.findall(page) for name in re.findall(r"`(\w+)`", names)]
    return [name for name in given if name not in known]


def test_every_name_of_the_glossary_is_in_the_code() -> None:
    page = GLOSSARY.read_text(encoding="utf-8")
    assert len(ROW.findall(page)) > 40
    assert unknown_names(page, names_in_code()) == []


def test_a_name_that_the_code_has_not_is_told() -> None:
    page = "| đợt | `Campaign` |\n| hội đồng | `Council`; `Member` |\n"
    assert unknown_names(page, {"Campaign", "Member"}) == ["Council"]
