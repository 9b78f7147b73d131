"""Dữ liệu mở: the tables and the criteria as rows that a program or a spreadsheet reads."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Mapping
from typing import Any

from xephang.outcomes import Status
from xephang.regulation import Regulation
from xephang.tables import defused
from xephang_web.results.models import Publication
from xephang_web.results.runs import Published, read_publication

LICENCE = "CC BY 4.0"
TABLE_COLUMNS = ("table", "parent", "unit", "name", "rank", "value", "class", "verdict", "reason")
CRITERIA_COLUMNS = (
    "unit",
    "name",
    "group",
    "section",
    "criterion",
    "title",
    "points",
    "applicable",
    "max",
    "status",
)


def table_rows(found: Published) -> list[dict[str, str]]:
    """Every line of every table: the ranked from the first down, then who is not ranked."""
    rows = []
    for table in found.tables:
        shared = {"table": table["table"], "parent": table["parent"] or ""}
        for row in table["rows"]:
            named = {"unit": row["unit"], "name": found.name(row["unit"])}
            placed = {"rank": str(row["rank"]), "value": row["value"], "class": row["class"] or ""}
            rows.append({**shared, **named, **placed, "verdict": "ranked", "reason": ""})
        for row in table["not_ranked"]:
            named = {"unit": row["unit"], "name": found.name(row["unit"])}
            nothing = {"rank": "", "value": "", "class": ""}
            why = {"verdict": row["verdict"], "reason": row["reason"]["vi"]}
            rows.append({**shared, **named, **nothing, **why})
    return rows


def criteria_rows(found: Published, regulation: Regulation) -> list[dict[str, str]]:
    """Every settled criterion of every assessed unit, with exact points."""
    rows = []
    for code, record in sorted(found.units.items()):
        criteria = regulation.criteria_sets.get(record["group"])
        if criteria is None or not record.get("tree"):
            continue
        known = {each.id for each in criteria.criteria()}
        for section, node in _leaves(record["tree"], known, ""):
            if node["status"] == Status.NOT_SCORED:
                continue
            rows.append(
                {
                    "unit": code,
                    "name": found.name(code),
                    "group": record["group"],
                    "section": section,
                    "criterion": node["node"],
                    "title": node["name"],
                    "points": node["points"],
                    "applicable": node["applicable"],
                    "max": node["max"],
                    "status": node["status"],
                }
            )
    return rows


def _leaves(
    node: Mapping[str, Any], known: set[str], section: str
) -> Iterable[tuple[str, Mapping[str, Any]]]:
    for part in node.get("parts", ()):
        if part["node"] in known:
            yield section, part
        elif "/" not in part["node"]:
            yield from _leaves(part, known, part["node"])


def as_csv(columns: tuple[str, ...], rows: Iterable[Mapping[str, str]]) -> str:
    """CSV with a byte order mark, so that Excel reads the Vietnamese; no cell is a formula."""
    out = io.StringIO()
    writer = csv.DictWriter(out, columns)
    writer.writeheader()
    writer.writerows({key: defused(text) for key, text in row.items()} for row in rows)
    return "\ufeff" + out.getvalue()


def tables_csv(publication: Publication) -> str:
    """The rank tables."""
    return as_csv(TABLE_COLUMNS, table_rows(read_publication(publication)))


def criteria_csv(publication: Publication, regulation: Regulation) -> str:
    """The points of every criterion."""
    return as_csv(CRITERIA_COLUMNS, criteria_rows(read_publication(publication), regulation))


def tables_json(publication: Publication) -> str:
    """The rank tables, with where they come from and how they may be used."""
    content = {
        "campaign": publication.campaign.title,
        "year": publication.campaign.year,
        "training": publication.campaign.is_training,
        "decision": publication.decision_number,
        "date": publication.decision_date.isoformat(),
        "version": publication.version,
        "package_sha256": publication.open_digest,
        "licence": LICENCE,
        "rows": table_rows(read_publication(publication)),
    }
    return json.dumps(content, ensure_ascii=False, indent=1)
