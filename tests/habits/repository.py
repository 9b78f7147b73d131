"""Which files the repository holds."""

from __future__ import annotations

import subprocess
from pathlib import Path

ROOT = Path(__file__).parents[2]


def committed_files(ending: str = "") -> list[Path]:
    """The files that git follows and that are there, with names that end so."""
    listed = subprocess.run(
        ["git", "-c", f"safe.directory={ROOT}", "ls-files", "-z"],
        cwd=ROOT,
        check=True,
        capture_output=True,
        text=True,
    ).stdout
    paths = [ROOT / name for name in listed.split("\0") if name.endswith(ending) and name]
    return [path for path in paths if path.is_file()]


def source_files() -> list[Path]:
    """The Python files of the packages; migrations are written by Django."""
    return sorted(path for path in (ROOT / "src").rglob("*.py") if "migrations" not in path.parts)
