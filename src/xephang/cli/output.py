"""What every command shares: options, the way problems are shown, and where output goes."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from functools import wraps
from pathlib import Path
from typing import Any, Self, TypeVar

import click
from rich.console import Console
from rich.progress import Progress
from rich.table import Table
from rich.text import Text as RichText

from xephang.errors import InputError, VerificationError
from xephang.package import write_whole
from xephang.tables import Grid, shown, to_csv, to_json, to_xlsx
from xephang.texts import Language

NO, UNUSABLE = 1, 2
PIPE_WIDTH = 200
PROGRESS_FROM = 200
"""Units from which on a progress bar is worth its line."""

Command = TypeVar("Command", bound=Callable[..., Any])


class Refused(click.ClickException):
    """A wrong input: its message on standard error, exit code 2."""

    exit_code = UNUSABLE

    def show(self, file: Any = None) -> None:
        """Write the message as it is, one problem a line."""
        click.echo(self.message, file=file or sys.stderr)


def lang_option(command: Command) -> Command:
    """`--lang`: the language of what is printed."""
    return click.option(
        "--lang",
        type=click.Choice(["vi", "en"]),
        default="vi",
        envvar="XEPHANG_LANG",
        show_default=True,
        help="Language of the output (or set XEPHANG_LANG).",
    )(command)


def format_options(command: Command) -> Command:
    """`--format` and `--output`."""
    command = click.option(
        "--output",
        "-o",
        type=click.Path(dir_okay=False, path_type=Path),
        help="Write to this file instead of the terminal; needed for xlsx.",
    )(command)
    return click.option(
        "--format",
        "form",
        type=click.Choice(["table", "json", "csv", "xlsx"]),
        default="table",
        show_default=True,
        help="Form of the output.",
    )(command)


def year_option(command: Command) -> Command:
    """`--year`: which year's forms."""
    return click.option(
        "--year",
        type=click.IntRange(1990, 2100),
        help="Use the forms of this year (default: the latest that the folder has).",
    )(command)


def campaign_options(command: Command) -> Command:
    """`--campaign`, `--answers`, `--locale`."""
    existing = click.Path(exists=True, dir_okay=False, path_type=Path)
    command = click.option(
        "--locale",
        type=click.Choice(["vi", "en"]),
        help="How numbers in answers are written: vi 1.234,5; en 1,234.5. Never guessed.",
    )(command)
    command = click.option(
        "--answers",
        type=existing,
        help="Answers as CSV or XLSX with header unit,group,criterion,field,value.",
    )(command)
    return click.option(
        "--campaign",
        "campaign_path",
        type=existing,
        help="Campaign file (YAML or JSON): year, roster, receipts, exemptions, answers.",
    )(command)


def reporting(command: Command) -> Command:
    """Turn the core's errors into problems on standard error and exit code 2."""

    @wraps(command)
    def wrapped(*args: Any, **options: Any) -> Any:
        try:
            return command(*args, **options)
        except InputError as error:
            language: Language = options.get("lang") or "vi"
            raise Refused("\n".join(each.show(language) for each in error.problems)) from None
        except VerificationError as error:
            raise Refused(str(error)) from None
        except OSError as error:
            raise Refused(f"{error.filename or ''}: {error.strerror}") from None

    return wrapped  # type: ignore[return-value]


def write_grids(grids: Sequence[Grid], form: str, language: Language, output: Path | None) -> None:
    """Tables in the form asked for, to the terminal or whole into a file."""
    if form == "xlsx":
        if output is None:
            raise click.UsageError("--format xlsx needs --output FILE.")
        partial = output.with_name(output.name + ".partial")
        to_xlsx(grids, language, partial)
        partial.replace(output)
        return
    if form == "json":
        text = to_json(grids, language)
    elif form == "csv":
        text = to_csv(grids, language)
    else:
        text = _as_text(grids, language, to_file=output is not None)
    if output is None:
        click.echo(text, nl=False)
    else:
        write_whole(output, text.encode("utf-8"))


def _as_text(grids: Sequence[Grid], language: Language, *, to_file: bool) -> str:
    wide = to_file or not sys.stdout.isatty()
    console = Console(
        width=PIPE_WIDTH if wide else None, color_system=None if wide else "auto", markup=False
    )
    with console.capture() as capture:
        for grid in grids:
            table = Table(title=grid.title.show(language), title_justify="left")
            for column in grid.columns:
                table.add_column(
                    column.heading.show(language), justify="right" if column.is_number else "left"
                )
            for row in grid.rows:
                table.add_row(*(RichText(shown(cell, language)) for cell in row))
            console.print(table)
            if grid.note is not None:
                console.print(RichText(grid.note.show(language)))
    return capture.get()


class UnitProgress:
    """A progress bar over units on standard error, for long work on a terminal only."""

    def __init__(self, label: str) -> None:
        self._progress = Progress(console=Console(stderr=True), transient=True)
        self._task = self._progress.add_task(label, total=None)
        self._shown = False

    def __call__(self, done: int, total: int) -> None:
        """Note that `done` of `total` units are scored."""
        if not self._shown and total >= PROGRESS_FROM and sys.stderr.isatty():
            self._progress.start()
            self._shown = True
        if self._shown:
            self._progress.update(self._task, completed=done, total=total)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        if self._shown:
            self._progress.stop()
