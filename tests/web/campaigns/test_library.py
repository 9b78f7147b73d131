"""The library folder is read once, and again where one of its files has changed."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from xephang.errors import RegulationError
from xephang.library import LIBRARY_VARIABLE, library_folder
from xephang_web.campaigns.library import library_regulation

WHICH = "phan-thiet/2020-4487"


@pytest.fixture
def own_library(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A library of one regulation that a test may write to; its folder of the regulation."""
    folder = tmp_path / WHICH
    shutil.copytree(library_folder() / WHICH, folder)
    monkeypatch.setenv(LIBRARY_VARIABLE, str(tmp_path))
    return folder


def test_what_has_not_changed_is_not_read_again(own_library: Path) -> None:
    assert library_regulation(WHICH) is library_regulation(WHICH)


def test_a_changed_file_is_read_at_once(own_library: Path) -> None:
    before = library_regulation(WHICH)
    file = own_library / "regulation.yaml"
    text = file.read_text(encoding="utf-8")
    changed = text.replace(before.file.decision.number, "4488/QĐ-UBND")
    assert changed != text
    file.write_text(changed, encoding="utf-8")
    assert library_regulation(WHICH).file.decision.number == "4488/QĐ-UBND"


def test_a_form_that_is_added_or_taken_away_is_seen_at_once(own_library: Path) -> None:
    years = library_regulation(WHICH).years
    (form,) = (own_library / "forms").glob("2020*.yaml")
    added = own_library / "forms" / "2031.yaml"
    added.write_text(form.read_text(encoding="utf-8").replace("2020", "2031"), encoding="utf-8")
    assert library_regulation(WHICH).years == (*years, 2031)
    added.unlink()
    assert library_regulation(WHICH).years == years


def test_a_broken_file_is_told_and_read_again_once_mended(own_library: Path) -> None:
    file = own_library / "regulation.yaml"
    text = file.read_text(encoding="utf-8")
    file.write_text(text + "\n  : [", encoding="utf-8")
    for _time in range(2):
        with pytest.raises(RegulationError):
            library_regulation(WHICH)
    file.write_text(text, encoding="utf-8")
    assert library_regulation(WHICH).years
