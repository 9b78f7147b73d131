"""Every setting stands in `docs/operations.md`, and every one that stands there is read."""

from __future__ import annotations

import re

from tests.habits.repository import ROOT

SETTING = re.compile(r"XEPHANG_[A-Z0-9_]+")


def test_the_page_names_the_settings_that_are_read_and_no_others() -> None:
    readers = ("xephang_web/settings.py", "xephang/library.py")
    code = "".join((ROOT / "src" / each).read_text(encoding="utf-8") for each in readers)
    page = (ROOT / "docs" / "operations.md").read_text(encoding="utf-8")
    rows = set(re.findall(r"^\| `(XEPHANG_[A-Z0-9_]+)` \|", page, re.MULTILINE))
    assert rows == set(SETTING.findall(code))
