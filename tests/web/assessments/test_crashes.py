"""A process killed at any write: nothing acknowledged is lost, nothing is half-written."""

from __future__ import annotations

import subprocess
import sys

import pytest


@pytest.mark.parametrize("act", ["submit", "attach"])
def test_a_process_killed_at_any_write_leaves_all_or_nothing(act: str) -> None:
    run = subprocess.run(
        [sys.executable, "-m", "tests.web.assessments.crash", act],
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert run.returncode == 0, run.stderr
    found = [line.partition(" ")[2] for line in run.stdout.splitlines()]
    assert len(found) > 5
    assert found[-1] == "all"
    assert set(found[:-1]) <= {"nothing"} if act == "submit" else set(found) <= {"nothing", "all"}
