"""Pages of docs/ that are written by the code they describe: `make docs` writes them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

import click

from tests.habits.permission_rows import permissions_page
from tests.habits.repository import ROOT
from tests.habits.rule_rows import rules_page
from xephang.cli import main


def command_page() -> str:
    """The reference of the command line, from the help of every command."""
    parts = [
        "# The command line",
        "*Written by `make docs` from the commands themselves.*",
        f"## xephang\n\n```\n{_help(main, 'xephang')}\n```",
    ]
    parts += [
        f"## {name}\n\n```\n{_help(command, f'xephang {name}')}\n```"
        for name, command in sorted(main.commands.items())
    ]
    return "\n\n".join(parts) + "\n"


def _help(command: click.Command, name: str) -> str:
    # With the group's own settings: click keeps the help option that it first made.
    context = click.Context(command, info_name=name, terminal_width=100, **main.context_settings)
    return command.get_help(context).rstrip()


PAGES: dict[str, Callable[[], str]] = {
    "docs/command-line.md": command_page,
    "docs/permissions.md": permissions_page,
    "docs/rules.md": rules_page,
}
"""Page, from the root of the repository → the function that gives its whole text."""


def stale_pages(pages: Mapping[str, Callable[[], str]], root: Path) -> list[str]:
    """The pages that are missing or say something else than their code."""
    return [
        name
        for name, page in pages.items()
        if not (root / name).is_file() or (root / name).read_text(encoding="utf-8") != page()
    ]


def write_pages(pages: Mapping[str, Callable[[], str]], root: Path) -> list[str]:
    """Write what is stale and tell which pages that were."""
    stale = stale_pages(pages, root)
    for name in stale:
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(pages[name](), encoding="utf-8")
    return stale


if __name__ == "__main__":
    for written in write_pages(PAGES, ROOT):
        print(f"wrote {written}")  # noqa: T201
