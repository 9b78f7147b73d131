"""Trình diễn: what is published of a regulation, held against what comes out here."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

from xephang.points import fixed_text
from xephang.results import CampaignResults, TableResult

FIGURES = "published/figures.csv"
HEADER = ("index", "unit", "figure", "published", "why_not")


@dataclass(frozen=True, slots=True)
class Figure:
    """One published figure and what comes out: rank, class, points or percent of a table.

    `why_not` is the reason, where it is known that a figure cannot come out.
    """

    index: str
    unit: str
    figure: str
    published: str
    reproduced: str
    why_not: str = ""

    @property
    def is_reproduced(self) -> bool:
        """True if both are the same to the last digit printed."""
        return self.published == self.reproduced


def data_files(folder: Path) -> tuple[Path, Path] | None:
    """(campaign file, answers) that come with a regulation: published before example."""
    for kind in ("published", "example"):
        campaign, answers = folder / kind / "campaign.yaml", folder / kind / "answers.csv"
        if campaign.is_file() and answers.is_file():
            return campaign, answers
    return None


def published_figures(folder: Path, results: CampaignResults) -> Iterator[Figure]:
    """Every figure of `published/figures.csv` beside the one that comes out.

    Points and percent are rounded half up to as many decimals as the figure was printed
    with. A file that is not there gives nothing.
    """
    path = folder / FIGURES
    if not path.is_file():
        return
    tables = {table.table.index: table for table in results.tables}
    with path.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            index, unit, figure, published, why_not = (row[name] for name in HEADER)
            found = _found(results, tables.get(index), index, unit, figure, published)
            yield Figure(index, unit, figure, published, found, why_not)


def _found(
    results: CampaignResults,
    table: TableResult | None,
    index: str,
    unit: str,
    figure: str,
    published: str,
) -> str:
    row = next((each for each in table.rows if each.unit.unit == unit), None) if table else None
    score = results.units[unit].score if unit in results.units else None
    if row is None or score is None:
        return ""
    if figure == "rank":
        return str(row.rank)
    if figure == "class":
        return row.class_id or ""
    value = score.indices[index]
    number: Fraction | None = value.points if figure == "points" else value.percent
    decimals = len(published.partition(".")[2])
    return "" if number is None else fixed_text(number, decimals)
