"""Command `demonstrate`: rank all regulations that have data, check what is published."""

from __future__ import annotations

from pathlib import Path

import click

from xephang.cli.output import NO, lang_option, reporting, write_grids
from xephang.demonstration import Figure, data_files, published_figures
from xephang.intake import load_campaign, load_campaign_file
from xephang.library import library_folder, regulation_ids
from xephang.loading import load_folder
from xephang.presentation import rank_grids
from xephang.results import assess
from xephang.texts import Language, Text


@click.command("demonstrate")
@click.option("--table-rows", default=10, show_default=True, help="Rows shown of each table.")
@lang_option
@reporting
def demonstrate_command(table_rows: int, lang: Language) -> None:
    """Rank every regulation of the library on the data beside it.

    Says for each published figure whether it was reproduced; exit code 1 if
    one was not and the data do not say why.
    """
    library = library_folder()
    figures: list[Figure] = []
    for regulation_id in regulation_ids(library):
        figures += _one(library / regulation_id, table_rows, lang)
    missed = [each for each in figures if not each.is_reproduced]
    unexplained = [each for each in missed if not each.why_not]
    for each in missed:
        click.echo(_line(each))
    click.echo(
        Text(
            "{met} trong {all} số liệu đã công bố được tính lại đúng",
            "{met} of {all} published figures were reproduced",
            {"met": len(figures) - len(missed), "all": len(figures)},
        ).show(lang)
    )
    if unexplained:
        raise SystemExit(NO)


def _one(folder: Path, table_rows: int, lang: Language) -> list[Figure]:
    """Rank one regulation, print its tables, and give back its published figures."""
    files = data_files(folder)
    if files is None:
        return []
    campaign_path, answers = files
    year = int(load_campaign_file(campaign_path)[0].year)
    loaded = load_folder(folder)
    regulation = loaded.regulation(year if year in loaded.years else None)
    results = assess(regulation, load_campaign(regulation, campaign_path, answers_path=answers))
    click.echo(f"\n━━ {regulation.id}: {regulation.file.decision.title.show(lang)}")
    grids = rank_grids(results)
    write_grids([grid.first(table_rows) for grid in grids], "table", lang, None)
    figures = list(published_figures(folder, results))
    for each in figures:
        click.echo(_line(each))
    return figures


def _line(figure: Figure) -> str:
    """One published figure, whether it came out, and why not where that is known."""
    named = f"{figure.index} {figure.unit} {figure.figure} = {figure.published}"
    if figure.is_reproduced:
        return f"✓ {named}"
    why = f": {figure.why_not}" if figure.why_not else ""
    return f"✗ {named} ≠ {figure.reproduced}{why}"
