"""Commands about regulations: show, schema, calendar, diff, test."""

from __future__ import annotations

import json
from pathlib import Path

import click

from xephang.calendar import schedule
from xephang.cases import run_cases
from xephang.cli.output import (
    NO,
    Refused,
    format_options,
    lang_option,
    reporting,
    write_grids,
    year_option,
)
from xephang.differences import Change, differences
from xephang.library import find_folder
from xephang.loading import load_folder, load_regulation
from xephang.readable import calendar_grid, regulation_grids
from xephang.schemas import SCHEMAS, editor_schema
from xephang.tables import Column, Grid
from xephang.texts import Language, Text


@click.command("schema")
@click.argument("kind", type=click.Choice(sorted(SCHEMAS)), default="regulation")
@reporting
def schema_command(kind: str) -> None:
    """Print the JSON Schema of a file, for editors: regulation, form, campaign or cases."""
    schema = editor_schema(kind)
    click.echo(json.dumps(schema, ensure_ascii=False, indent=2, sort_keys=True))


@click.command("show")
@click.argument("regulation")
@click.option("--group", help="Only the form of this target group.")
@year_option
@format_options
@lang_option
@reporting
def show_command(
    regulation: str,
    group: str | None,
    year: int | None,
    form: str,
    output: Path | None,
    lang: Language,
) -> None:
    """Show a regulation to be read: a form a target group, classes, tables, consequences."""
    loaded = load_regulation(find_folder(regulation), year)
    if group is not None and group not in loaded.criteria_sets:
        raise Refused(f"{regulation}: no group “{group}” ({', '.join(loaded.criteria_sets)})")
    write_grids(regulation_grids(loaded, group), form, lang, output)
    if form == "table" and output is None:
        click.echo(f"digest {loaded.digest}")


@click.command("calendar")
@click.argument("regulation")
@click.option("--year", type=click.IntRange(1990, 2100), required=True, help="Assessment year.")
@format_options
@lang_option
@reporting
def calendar_command(
    regulation: str, year: int, form: str, output: Path | None, lang: Language
) -> None:
    """Print a year's windows, deadlines and last accepted moments, in Asia/Ho_Chi_Minh."""
    folder = load_folder(find_folder(regulation))
    if folder.file.calendar is None:
        raise Refused(f"{regulation}: the regulation has no calendar")
    title = Text(
        "{id}, năm {year} (giờ Việt Nam)",
        "{id}, {year} (time of Viet Nam)",
        {"id": folder.file.id, "year": year},
    )
    grid = calendar_grid(schedule(folder.file.calendar, year), title)
    write_grids([grid], form, lang, output)


@click.command("diff")
@click.argument("old")
@click.argument("new")
@click.option("--old-year", type=click.IntRange(1990, 2100), help="Forms of OLD (default: latest).")
@click.option("--new-year", type=click.IntRange(1990, 2100), help="Forms of NEW (default: latest).")
@format_options
@lang_option
@reporting
def diff_command(
    old: str,
    new: str,
    old_year: int | None,
    new_year: int | None,
    form: str,
    output: Path | None,
    lang: Language,
) -> None:
    """Say in words what changed between two regulations, or two years of one."""
    changes = differences(
        load_regulation(find_folder(old), old_year), load_regulation(find_folder(new), new_year)
    )
    if form == "table" and not changes:
        click.echo(Text("không có thay đổi", "nothing changed").show(lang))
    else:
        write_grids([_changes_grid(changes)], form, lang, output)


KINDS = {
    "added": Text("thêm", "added"),
    "removed": Text("bỏ", "removed"),
    "changed": Text("đổi", "changed"),
}


def _changes_grid(changes: list[Change]) -> Grid:
    columns = (
        Column("kind", Text("Loại", "Kind")),
        Column("group", Text("Nhóm", "Group")),
        Column("node", Text("Mục", "Node")),
        Column("change", Text("Thay đổi", "Change")),
    )
    rows = tuple((KINDS[each.kind], each.group, each.node, each.message) for each in changes)
    return Grid(Text("Thay đổi", "Changes"), columns, rows)


@click.command("test")
@click.argument("regulations", nargs=-1, required=True, metavar="REGULATION…")
@click.option("--name", default="", help="Only cases whose name contains this.")
@lang_option
@reporting
def test_command(regulations: tuple[str, ...], name: str, lang: Language) -> None:
    """Run the law cases beside a regulation. Exit code 1 when one does not come out."""
    met, missed = 0, 0
    for given in regulations:
        for result in run_cases(load_folder(find_folder(given))):
            if name.casefold() not in result.case.name.casefold():
                continue
            met += result.is_met
            missed += not result.is_met
            for difference in result.differences:
                click.echo(f"{result.place}: {result.case.name}: {difference.show(lang)}")
    if met + missed == 0:
        raise Refused("no case was run")
    click.echo(
        Text(
            "{met} tình huống đúng, {missed} sai",
            "{met} cases met, {missed} missed",
            {"met": met, "missed": missed},
        ).show(lang)
    )
    if missed:
        raise SystemExit(NO)
