"""The Vietnamese guides say what the pages say: every button is there, every picture is."""

from __future__ import annotations

import re
from pathlib import Path

import polib
import pytest

from tests.habits.repository import ROOT
from xephang_web.shared.messages import CATALOGUE

GUIDES = sorted((ROOT / "docs" / "vi").glob("*.md"))
QUOTED = re.compile(r"(?<![*\w])\*([^*\n]+)\*(?![*\w])")
PICTURE = re.compile(r"!\[([^\]]*)\]\(([^)]+)\)")
TAKEN = re.compile(r"""\bShown\(\s*"([a-z-]+)\"""")
PAGES = ROOT / "tests" / "journeys" / "pages.py"
SCREENS = ("-desktop.jpg", "-phone.jpg", "-desktop-en.jpg", "-phone-en.jpg")


def spoken() -> set[str]:
    """The words of the pages, blanks as `…`."""
    return {re.sub(r"%\(\w+\)s|\{\w*\}", "…", each.msgid) for each in polib.pofile(str(CATALOGUE))}


def unspoken(text: str, words: set[str]) -> list[str]:
    """The words quoted in a guide that no page says."""
    return [each for each in QUOTED.findall(text) if each.replace("...", "…") not in words]


def bare_pictures(path: Path) -> list[str]:
    """The pictures that are not there, or are shown without words for who cannot see them."""
    found = PICTURE.findall(path.read_text(encoding="utf-8"))
    return [to for words, to in found if not words.strip() or not (path.parent / to).is_file()]


@pytest.mark.parametrize("path", GUIDES, ids=lambda each: each.stem)
def test_every_label_quoted_in_a_guide_is_on_a_page(path: Path) -> None:
    assert unspoken(path.read_text(encoding="utf-8"), spoken()) == []


@pytest.mark.parametrize("path", GUIDES, ids=lambda each: each.stem)
def test_every_picture_of_a_guide_is_there_and_has_words(path: Path) -> None:
    assert bare_pictures(path) == []


def not_taken(text: str, names: set[str]) -> list[str]:
    """The pictures that no page of `make screens` makes: they would stay as they once were."""
    made = {f"{name}{screen}" for name in names for screen in SCREENS}
    return [to for _words, to in PICTURE.findall(text) if Path(to).name not in made]


@pytest.mark.parametrize("path", GUIDES, ids=lambda each: each.stem)
def test_every_picture_of_a_guide_is_taken_anew_with_the_others(path: Path) -> None:
    names = set(TAKEN.findall(PAGES.read_text(encoding="utf-8")))
    assert names
    assert not_taken(path.read_text(encoding="utf-8"), names) == []


@pytest.mark.parametrize(
    "path", [each for each in GUIDES if each.stem != "README"], ids=lambda each: each.stem
)
def test_every_role_is_shown_pictures(path: Path) -> None:
    assert PICTURE.search(path.read_text(encoding="utf-8"))


def test_the_index_leads_to_every_guide() -> None:
    index = (ROOT / "docs" / "vi" / "README.md").read_text(encoding="utf-8")
    others = [each.name for each in GUIDES if each.name != "README.md"]
    assert [each for each in others if f"]({each})" not in index] == []


def test_a_picture_that_nobody_takes_is_found() -> None:
    text = "![Trang](../screens/start-phone.jpg) ![Trang](../screens/stary-phone.jpg)"
    assert not_taken(text, {"start"}) == ["../screens/stary-phone.jpg"]


def test_a_button_that_is_called_otherwise_is_found(tmp_path: Path) -> None:
    said = {"Gửi phiếu", "Phiếu của …"}
    assert unspoken("Bấm *Gửi phiếu*, rồi *Phiếu của …* và **đậm**.", said) == []
    assert unspoken("Bấm *Nộp phiếu*.", said) == ["Nộp phiếu"]
    guide = tmp_path / "guide.md"
    guide.write_text("![](x.jpg) ![Trang](khong-co.jpg)", encoding="utf-8")
    assert bare_pictures(guide) == ["x.jpg", "khong-co.jpg"]
