"""The tables are what the models say: nobody forgets a migration, and none depends on chance."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

from tests.habits.repository import ROOT


@pytest.mark.parametrize("seed", ["0", "2"])
def test_models_and_migrations_agree_whatever_the_order_of_sets(seed: str) -> None:
    checked = subprocess.run(
        [sys.executable, "manage.py", "makemigrations", "--check", "--dry-run"],
        cwd=ROOT,
        env={**os.environ, "PYTHONHASHSEED": seed, "PYTHONPATH": "src"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert checked.returncode == 0, checked.stdout
