"""Command `check`: the linter on regulation folders."""

from __future__ import annotations

from pathlib import Path

import click

from xephang.cli.output import NO, format_options, lang_option, reporting, write_grids, year_option
from xephang.library import find_folder
from xephang.linting import Finding, lint
from xephang.loading import load_folder
from xephang.tables import Column, Grid
from xephang.texts import Language, Text


@click.command("check")
@click.argument("regulations", nargs=-1, required=True, metavar="REGULATION…")
@year_option
@format_options
@lang_option
@reporting
def check_command(
    regulations: tuple[str, ...], year: int | None, form: str, output: Path | None, lang: Language
) -> None:
    """Find what is wrong in a regulation before it is signed: all findings at once.

    Exit code 1 when there is an error that the file does not acknowledge.
    """
    findings: list[Finding] = []
    for given in regulations:
        findings += lint(load_folder(find_folder(given)), year)
    if form == "table":
        for finding in findings:
            click.echo(finding.show(lang))
        open_ones = [each for each in findings if each.is_open]
        click.echo(_summary(len(findings), len(open_ones)).show(lang))
    else:
        write_grids([_findings_grid(findings)], form, lang, output)
    if any(each.severity == "error" and each.is_open for each in findings):
        raise SystemExit(NO)


def _summary(found: int, open_ones: int) -> Text:
    return Text(
        "{found} phát hiện, {open} chưa được xác nhận",
        "{found} findings, {open} not acknowledged",
        {"found": found, "open": open_ones},
    )


def _findings_grid(findings: list[Finding]) -> Grid:
    columns = (
        Column("severity", Text("Mức", "Severity")),
        Column("code", Text("Mã", "Code")),
        Column("place", Text("Chỗ", "Place")),
        Column("message", Text("Phát hiện", "Finding")),
        Column("advice", Text("Cách sửa", "Advice")),
        Column("acknowledged", Text("Đã xác nhận vì", "Acknowledged because")),
    )
    rows = tuple(
        (
            each.severity,
            each.code,
            str(each.place),
            each.message,
            each.advice,
            each.acknowledged,
        )
        for each in findings
    )
    return Grid(Text("Phát hiện", "Findings"), columns, rows)
