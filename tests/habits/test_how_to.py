"""The newcomer's guide does what it says: its files are written and its commands run."""

from __future__ import annotations

import re
import shlex
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
GUIDE = ROOT / "docs" / "how-to" / "write-a-regulation.md"
STEP = re.compile(
    r"^`(?P<file>[\w./-]+)`\n\n```\w+\n(?P<text>.*?)^```$"
    r"|^`(?P<edited>[\w./-]+)`: `(?P<old>[^`]+)` becomes `(?P<new>[^`]+)`$"
    r"|^```console\n(?P<console>.*?)^```$",
    re.MULTILINE | re.DOTALL,
)


def follow(page: str, folder: Path) -> list[str]:
    """Do every step of a page in a folder; gives what did not come out as the page says."""
    wrong = []
    for step in STEP.finditer(page):
        if step["file"]:
            path = folder / step["file"]
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(step["text"], encoding="utf-8")
        elif step["edited"]:
            path = folder / step["edited"]
            text = path.read_text(encoding="utf-8")
            assert text.count(step["old"]) == 1, step["old"]
            path.write_text(text.replace(step["old"], step["new"]), encoding="utf-8")
        else:
            wrong += _console(step["console"], folder)
    return wrong


def _console(block: str, folder: Path) -> list[str]:
    wrong = []
    for part in re.split(r"^\$ ", block, flags=re.MULTILINE)[1:]:
        command, *expected = part.rstrip("\n").split("\n")
        words = shlex.split(command)
        assert words[0] == "xephang"
        ran = subprocess.run(
            [sys.executable, "-m", "xephang.cli", *words[1:]],
            cwd=folder,
            capture_output=True,
            text=True,
            check=False,
        )
        code = next((line for line in expected if line.startswith("[exit code")), "[exit code 0]")
        if code != f"[exit code {ran.returncode}]":
            wrong.append(f"{command}: exit code {ran.returncode}: {ran.stderr}")
        printed = ran.stdout.splitlines()
        wrong += [
            f"{command}: does not print {line!r}"
            for line in expected
            if line not in printed and line != code
        ]
    return wrong


def test_every_command_of_the_guide_prints_what_the_guide_shows(tmp_path: Path) -> None:
    page = GUIDE.read_text(encoding="utf-8")
    assert page.count("$ xephang") >= 9
    assert follow(page, tmp_path) == []


def test_a_line_that_is_not_printed_is_told(tmp_path: Path) -> None:
    page = GUIDE.read_text(encoding="utf-8").replace("97.80", "99.99")
    assert any("99.99" in each for each in follow(page, tmp_path))
