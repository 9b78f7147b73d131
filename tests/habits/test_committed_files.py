"""A committed file names no package registry and no folder of the machine it came from."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.habits.repository import ROOT, committed_files

# Put together from parts, so that this file does not find itself.
REGISTRIES = re.compile(
    "|".join(
        re.escape(".".join(labels))
        for labels in [
            ("pypi", "org"),
            ("pypi", "python", "org"),
            ("pythonhosted", "org"),
            ("registry", "npmjs", "org"),
            ("registry", "yarnpkg", "com"),
            ("deb", "debian", "org"),
            ("crates", "io"),
        ]
    )
)
OWN_FOLDERS = "|".join(["work", "root", "opt", r"home/\w+", "Users"])
FOLDERS = re.compile(rf"(?:(?<![\w.:/~$}}*-])|file://)/(?:{OWN_FOLDERS})/[\w.]")


def findings(path: Path) -> list[str]:
    """`line: text` of each registry address and machine path in the file."""
    lines = path.read_bytes().decode("utf-8", errors="replace").splitlines()
    return [
        f"{number}: {found[0]}"
        for number, line in enumerate(lines, start=1)
        for found in [*REGISTRIES.finditer(line), *FOLDERS.finditer(line)]
    ]


def test_no_committed_file_names_a_registry_or_a_folder_of_one_machine() -> None:
    found = {str(path.relative_to(ROOT)): findings(path) for path in committed_files()}
    assert {name: lines for name, lines in found.items() if lines} == {}


@pytest.mark.parametrize(
    "planted",
    [
        "--index-url https://{}.org/simple".format("pypi"),
        '"resolved": "https://registry.{}.org/x/-/x.tgz"'.format("npmjs"),
        "# via -r /{}/main/requirements.in".format("work"),
        "home = /{}/.pyenv/versions".format("root"),
        "--find-links file:///{}/wheels".format("opt"),
        "PYTHON=/{}/an/python".format("home"),
    ],
)
def test_a_planted_address_or_path_is_found(tmp_path: Path, planted: str) -> None:
    path = tmp_path / "file.txt"
    path.write_text(f"first line\n{planted}\n", encoding="utf-8")
    assert [line.split(":")[0] for line in findings(path)] == ["2"]


@pytest.mark.parametrize(
    "harmless",
    ["https://example.vn/work/page", "docs/root/x", "./opt/x", "$HOME/work/x", "/usr/bin/env"],
)
def test_addresses_of_pages_and_relative_paths_are_let_be(tmp_path: Path, harmless: str) -> None:
    path = tmp_path / "file.txt"
    path.write_text(harmless, encoding="utf-8")
    assert findings(path) == []
