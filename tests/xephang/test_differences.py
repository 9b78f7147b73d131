"""What changed between two regulations is said in words (BT-2, PT-11, PHT-15, T4)."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.xephang.library import HUE
from xephang.differences import differences
from xephang.loading import load_regulation


def said(tmp_path: Path, file: str, old: str, new: str) -> list[str]:
    """The changes, in English, after one edit of one file of the Huế regulation."""
    copy = tmp_path / "copy"
    shutil.copytree(HUE, copy)
    path = copy / file
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")
    return [
        f"{each.kind} {each.node}: {each.message.show('en')}"
        for each in differences(load_regulation(HUE), load_regulation(copy))
    ]


FORM = "forms/2020-huyen.yaml"
REGULATION = "regulation.yaml"


@pytest.mark.parametrize(
    ("file", "old", "new", "expected"),
    [
        (
            REGULATION,
            "number: 3402/QĐ-UBND",
            "number: 102/QĐ-UBND",
            ["changed decision: decision 102/QĐ-UBND instead of 3402/QĐ-UBND"],
        ),
        (
            FORM,
            "max: 92\n        inputs",
            "max: 90\n        inputs",
            ["changed KQ.1: KQ.1 Phần đánh giá mọi đơn vị: maximum was 92, is now 90"],
        ),
        (
            FORM,
            "id: KQ.2",
            "id: KQ.3",
            [
                "added KQ.3: new: “KQ.3 Phần có thể không đánh giá”, at most 8 points",
                "removed KQ.2: gone: “KQ.2 Phần có thể không đánh giá”, 8 points",
            ],
        ),
        (
            FORM,
            "rule: {kind: given, of: score}",
            "rule: {kind: given, of: score, out_of: 10}",
            [
                f"changed {node}: {node} {name}: scored otherwise. Before: Điểm đạt ÷ {most} × "
                f"{most}. Now: Điểm đạt ÷ 10 × {most}"
                for node, name, most in (
                    ("SS.1", "Phần đánh giá mọi đơn vị", 48),
                    ("SS.2", "Phần có thể không đánh giá", 2),
                    ("KQ.1", "Phần đánh giá mọi đơn vị", 92),
                    ("KQ.2", "Phần có thể không đánh giá", 8),
                )
            ],
        ),
        (
            REGULATION,
            "policy: exclude_rescale",
            "policy: exclude_percent",
            ["changed not_applicable: the rule on not applicable changed"],
        ),
    ],
)
def test_each_change_is_said_once(
    tmp_path: Path, file: str, old: str, new: str, expected: list[str]
) -> None:
    assert said(tmp_path, file, old, new) == expected


def test_changed_comment_changes_nothing(tmp_path: Path) -> None:
    assert said(tmp_path, REGULATION, "# Thừa Thiên Huế, results", "# Another word") == []


def test_changed_threshold_names_both_values(tmp_path: Path) -> None:
    copy = tmp_path / "copy"
    shutil.copytree(HUE, copy)
    path = copy / REGULATION
    text = path.read_text(encoding="utf-8").replace("    index: readiness\n", "", 1)
    path.write_text(text, encoding="utf-8")
    before = load_regulation(copy)
    path.write_text(text.replace("at_least: 90}", "at_least: 91}", 1), encoding="utf-8")
    changes = differences(before, load_regulation(copy))
    assert [each.message.show("vi") for each in changes] == ["mức “Mức I”: từ ≥ 90 thành ≥ 91"]
