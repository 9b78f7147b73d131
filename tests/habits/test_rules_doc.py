"""`docs/rules.md` is complete: every row has module and test, every kind an example."""

from __future__ import annotations

import pytest

from tests.habits.rule_rows import EXAMPLES, ROOT, ROWS, named_tests
from xephang.loading import parse_yaml
from xephang.regulation import Criterion
from xephang.rules import RULE_KINDS

GRADED = [
    *[f"F{n}" for n in (1, 2, "2z", "2q", 3, 4, "4z", 5, 6, "6m", *range(7, 31))],
    *[f"G{n}" for n in range(1, 16)],
    *[f"H{n}" for n in range(1, 10)],
    *[f"R{n}" for n in range(1, 10)],
    *[f"T{n}" for n in range(1, 9)],
]
"""Rows graded A or B, the C rows that are asked for, and the rows of time."""


def test_every_row_is_listed_once() -> None:
    assert [row for row, *_ in ROWS] == GRADED


@pytest.mark.parametrize(("row", "module"), [(row, module) for row, _, _, module in ROWS])
def test_every_row_has_its_module_and_a_test_named_after_it(row: str, module: str) -> None:
    assert (ROOT / "src" / "xephang" / f"{module}.py").is_file()
    assert named_tests(row), f"no test is named after {row}"


@pytest.mark.parametrize("kind", sorted(RULE_KINDS))
def test_every_kind_has_an_example_that_is_read(kind: str) -> None:
    written = parse_yaml(EXAMPLES[kind], "example").data
    made = Criterion.model_validate({"id": "x", "name": "x", "max": "60", **written})
    assert type(made.rule) is RULE_KINDS[kind]
