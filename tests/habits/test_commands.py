"""What the pages tell a newcomer to type is there: targets, packages, set-up files."""

from __future__ import annotations

import os
import re
import tomllib

import pytest

from tests.habits.repository import ROOT, committed_files

TYPED = re.compile(r"(?:`|^\s*|&& )make ([a-z]+)\b", re.MULTILINE)
TARGET = re.compile(r"^([a-z-]+):(?!=)(.*)$", re.MULTILINE)
NEEDED = {"git", "make", "python3.11", "python3.11-venv", "nodejs"}


def targets(makefile: str) -> dict[str, str]:
    """Target → its one-line comment."""
    return {
        name: rest.partition("## ")[2] for name, rest in TARGET.findall(makefile) if name != "PHONY"
    }


def unknown_targets(page: str, makefile: str) -> list[str]:
    """What the page says to make and the Makefile cannot."""
    return sorted(set(TYPED.findall(page)) - set(targets(makefile)))


def makefile() -> str:
    """The repository's Makefile."""
    return (ROOT / "Makefile").read_text(encoding="utf-8")


@pytest.mark.parametrize("name", ["README.md", "README.vi.md"])
def test_readme_gives_two_commands_and_what_to_install_first(name: str) -> None:
    page = (ROOT / name).read_text(encoding="utf-8")
    assert {"run", "test"} <= set(TYPED.findall(page))
    first_line = page.splitlines()[0]
    assert "apt-get install" in first_line
    assert set(first_line.replace("`", " ").split()) >= NEEDED


def test_every_page_names_only_targets_that_exist() -> None:
    found = {
        str(page.relative_to(ROOT)): unknown_targets(page.read_text(encoding="utf-8"), makefile())
        for page in committed_files(".md")
    }
    assert {name: unknown for name, unknown in found.items() if unknown} == {}


def test_every_target_says_what_it_does() -> None:
    assert [name for name, comment in targets(makefile()).items() if not comment] == []


def test_ci_runs_the_readmes_test_command() -> None:
    script = ROOT / ".ci" / "run"
    assert os.access(script, os.X_OK)
    assert re.search(r"^exec make test\b", script.read_text(encoding="utf-8"), re.MULTILINE)


def has_unreleased_changes(changelog: str) -> bool:
    """True if the section "Unreleased" stands first among the versions and has an entry."""
    sections = re.split(r"^## ", changelog, flags=re.MULTILINE)[1:]
    return bool(sections) and bool(re.match(r"Unreleased\n(?s:.*?)^- ", sections[0], re.MULTILINE))


def test_changelog_has_an_unreleased_section() -> None:
    assert has_unreleased_changes((ROOT / "CHANGELOG.md").read_text(encoding="utf-8"))


def unlocked(project: str, lock: str) -> list[str]:
    """What pyproject.toml asks for and the lock does not name, or names without a hash."""
    asked = tomllib.loads(project)["project"]
    wanted = [*asked["dependencies"]]
    for extra in asked["optional-dependencies"].values():
        wanted += extra
    entries = re.split(r"^(?=[a-zA-Z])", lock, flags=re.MULTILINE)
    locked = {entry.partition("==")[0] for entry in entries if "--hash=sha256:" in entry}
    bare = {entry.partition("==")[0] for entry in entries if entry and "--hash=" not in entry}
    names = {re.split(r"[<>=!~\[; ]", each)[0].lower().replace(".", "-") for each in wanted}
    return sorted((names - locked) | bare)


def test_lock_names_every_dependency_with_its_hashes() -> None:
    project = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    lock = (ROOT / "requirements.lock").read_text(encoding="utf-8")
    assert unlocked(project, lock) == []


def test_planted_mistakes_are_found() -> None:
    text = ".PHONY: a\nrun: setup ## go\nbare:\nSTAMP := x\n"
    assert targets(text) == {"run": "go", "bare": ""}
    page = "Type `make run`.\n\n    make fly\n\nWe make sure.\n"
    assert unknown_targets(page, text) == ["fly"]
    assert not has_unreleased_changes("# Changelog\n\n## 0.1.0\n\n- a\n\n## Unreleased\n\n- b\n")
    assert not has_unreleased_changes("# Changelog\n\n## Unreleased\n\n## 0.1.0\n\n- a\n")
    assert has_unreleased_changes("# Changelog\n\n## Unreleased\n\n- a\n")
    project = '[project]\ndependencies = ["a>=2", "b"]\noptional-dependencies = { dev = ["c.d"] }\n'
    assert unlocked(project, "a==2 \\\n    --hash=sha256:0\nc-d==1\n") == ["b", "c-d"]
