"""Commands about a campaign's answers: score, rank, explain, trial."""

from __future__ import annotations

from pathlib import Path

import click

from xephang.campaign import Campaign
from xephang.canonical import canonical_json
from xephang.cli.output import (
    Refused,
    UnitProgress,
    campaign_options,
    format_options,
    lang_option,
    reporting,
    write_grids,
    year_option,
)
from xephang.intake import load_campaign, load_campaign_file
from xephang.library import find_folder
from xephang.loading import load_folder
from xephang.package import write_whole
from xephang.points import Number, NumberLocale
from xephang.presentation import VERDICTS, class_name, explanation, rank_grids, score_grid
from xephang.records import results_record
from xephang.regulation import Regulation
from xephang.results import CampaignResults, assess
from xephang.tables import Cell, Column, Grid
from xephang.texts import Language, Text
from xephang.trial import Trial, trial


def read_inputs(
    given: str,
    campaign_path: Path | None,
    answers: Path | None,
    locale: NumberLocale | None,
    year: int | None,
) -> tuple[Regulation, Campaign]:
    """The regulation and campaign that a command is about."""
    if campaign_path is None and answers is None:
        raise click.UsageError("Give --campaign FILE, --answers FILE, or both.")
    folder = load_folder(find_folder(given))
    if year is None and campaign_path is not None:
        wanted = int(load_campaign_file(campaign_path)[0].year)
        year = wanted if wanted in folder.years else None
    regulation = folder.regulation(year)
    campaign = load_campaign(regulation, campaign_path, answers_path=answers, locale=locale)
    return regulation, campaign


def _assessed(regulation: Regulation, campaign: Campaign) -> CampaignResults:
    with UnitProgress("…") as progress:
        return assess(regulation, campaign, progress=progress)


@click.command("score")
@click.argument("regulation")
@campaign_options
@year_option
@format_options
@lang_option
@reporting
def score_command(
    regulation: str,
    campaign_path: Path | None,
    answers: Path | None,
    locale: NumberLocale | None,
    year: int | None,
    form: str,
    output: Path | None,
    lang: Language,
) -> None:
    """Score every unit. With --format json: every outcome tree, as canonical JSON."""
    results = _assessed(*read_inputs(regulation, campaign_path, answers, locale, year))
    if form != "json":
        write_grids([score_grid(results)], form, lang, output)
        return
    content = canonical_json(results_record(results))
    if output is None:
        click.echo(content.decode("utf-8"), nl=False)
    else:
        write_whole(output, content)


@click.command("rank")
@click.argument("regulation")
@campaign_options
@year_option
@format_options
@lang_option
@reporting
def rank_command(
    regulation: str,
    campaign_path: Path | None,
    answers: Path | None,
    locale: NumberLocale | None,
    year: int | None,
    form: str,
    output: Path | None,
    lang: Language,
) -> None:
    """Class and rank every unit: one table a group, units not ranked with their reason."""
    results = _assessed(*read_inputs(regulation, campaign_path, answers, locale, year))
    write_grids(rank_grids(results), form, lang, output)


@click.command("explain")
@click.argument("regulation")
@click.argument("unit")
@click.argument("criterion", required=False)
@campaign_options
@year_option
@lang_option
@reporting
def explain_command(
    regulation: str,
    unit: str,
    criterion: str | None,
    campaign_path: Path | None,
    answers: Path | None,
    locale: NumberLocale | None,
    year: int | None,
    lang: Language,
) -> None:
    """Say why UNIT has its points and class, and what would lift it; or one CRITERION alone."""
    loaded, campaign = read_inputs(regulation, campaign_path, answers, locale, year)
    if campaign.unit(unit) is None:
        known = ", ".join(each.unit for each in campaign.roster[:10])
        raise Refused(f"unit “{unit}” is not on the roster ({known} …)")
    results = assess(loaded, campaign)
    try:
        lines = explanation(loaded, results.units[unit], criterion)
    except KeyError:
        raise Refused(f"{unit}: the form has no criterion “{criterion}”") from None
    for line in lines:
        click.echo("  " * line.depth + line.text.show(lang))


@click.command("trial")
@click.argument("new")
@click.option(
    "--data",
    "campaign_path",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    required=True,
    help="Last year's campaign file.",
)
@click.option(
    "--answers",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="Last year's answers, where they are a table.",
)
@click.option("--old", help="The regulation in force (default: the one the campaign names).")
@click.option("--locale", type=click.Choice(["vi", "en"]), help="How numbers are written.")
@format_options
@lang_option
@reporting
def trial_command(
    new: str,
    campaign_path: Path,
    answers: Path | None,
    old: str | None,
    locale: NumberLocale | None,
    form: str,
    output: Path | None,
    lang: Language,
) -> None:
    """Say what the draft NEW would have done to last year's results.

    Who changes class, and which criteria no longer tell units apart.
    """
    old_id = old or load_campaign_file(campaign_path)[0].regulation
    before, campaign = read_inputs(old_id, campaign_path, answers, locale, None)
    after = load_folder(find_folder(new)).regulation()
    found = trial(before, after, campaign)
    write_grids(_trial_grids(found), form, lang, output)


def _trial_grids(found: Trial) -> list[Grid]:
    moved = tuple(
        (
            each.before.unit.unit,
            _class_shown(found.before, each.before.unit.unit),
            _class_shown(found.after, each.after.unit.unit),
            each.rank_before,
            each.rank_after,
            Text("đổi", "changes") if each.changes_class else None,
        )
        for each in found.moved
    )
    flat = tuple(
        (each.group, each.criterion.id, each.criterion.name, Number(each.least), each.units)
        for each in found.criteria
        if not each.discriminates
    )
    lost = tuple(
        (*each, Text("không dùng lại được", "cannot be taken over")) for each in found.dropped
    )
    new = tuple((*each, Text("chưa ai trả lời", "nobody answered")) for each in found.unanswered)
    return [
        Grid(Text("Ai đổi loại", "Who changes class"), _MOVED_COLUMNS, moved),
        Grid(
            Text("Tiêu chí không còn phân biệt", "Criteria that no longer discriminate"),
            _FLAT_COLUMNS,
            flat,
        ),
        Grid(Text("Số liệu cũ và dự thảo", "Old answers and the draft"), _DATA_COLUMNS, lost + new),
    ]


_MOVED_COLUMNS = (
    Column("unit", Text("Đơn vị", "Unit")),
    Column("class_before", Text("Loại cũ", "Class before")),
    Column("class_after", Text("Loại mới", "Class after")),
    Column("rank_before", Text("Hạng cũ", "Rank before"), is_number=True),
    Column("rank_after", Text("Hạng mới", "Rank after"), is_number=True),
    Column("change", Text("Đổi loại", "Class")),
)
_FLAT_COLUMNS = (
    Column("group", Text("Nhóm", "Group")),
    Column("criterion", Text("Tiêu chí", "Criterion")),
    Column("name", Text("Tên", "Name")),
    Column("points", Text("Điểm của mọi đơn vị", "Points of every unit"), is_number=True),
    Column("units", Text("Số đơn vị", "Units"), is_number=True),
)
_DATA_COLUMNS = (
    Column("group", Text("Nhóm", "Group")),
    Column("criterion", Text("Tiêu chí", "Criterion")),
    Column("what", Text("Tình trạng", "What")),
)


def _class_shown(results: CampaignResults, unit: str) -> Cell:
    result = results.units[unit]
    found = result.classification
    if found is None or found.class_id is None:
        return VERDICTS[result.verdict]
    return class_name(results.regulation.scheme(result.unit.group), found.class_id)
