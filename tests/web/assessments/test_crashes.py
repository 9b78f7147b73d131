"""A process killed at any write: nothing acknowledged is lost, nothing is half-written."""

from __future__ import annotations

import subprocess
import sys

import pytest

from tests.web.crashing import ACTS

IN_PARTS = {"attach"}
"""Acts that are two: what was done before stays, each whole."""


@pytest.fixture(scope="module")
def deaths() -> dict[str, list[str]]:
    """Act → what was left after each death; the last is the one that came through."""
    run = subprocess.run(
        [sys.executable, "-m", "tests.web.assessments.crash", *ACTS],
        capture_output=True,
        text=True,
        timeout=1200,
        check=False,
    )
    assert run.returncode == 0, run.stderr
    found: dict[str, list[str]] = {}
    for line in run.stdout.splitlines():
        act, _n, left = line.split(" ", 2)
        found.setdefault(act, []).append(left)
    return found


@pytest.mark.parametrize("act", sorted(ACTS))
def test_a_process_killed_at_any_write_leaves_all_or_nothing(
    act: str, deaths: dict[str, list[str]]
) -> None:
    found = deaths[act]
    assert len(found) > 3
    assert found[-1] == "all"
    assert set(found[:-1]) <= ({"nothing", "all"} if act in IN_PARTS else {"nothing"})
