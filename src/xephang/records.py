"""Results as plain data: what canonical JSON, exports and packages are written from.

Numbers travel as exact text, sentences in both languages, units in the order of their
ids: the same results give the same bytes.
"""

from __future__ import annotations

from typing import Any

from xephang.calendar import Lateness
from xephang.campaign import Campaign
from xephang.classes import Classification
from xephang.outcomes import Outcome
from xephang.points import exact_text
from xephang.results import CampaignResults, TableResult, UnitResult
from xephang.texts import Text


def both(text: Text) -> dict[str, str]:
    """A sentence in both languages."""
    return {"en": text.show("en"), "vi": text.show("vi")}


def outcome_record(outcome: Outcome) -> dict[str, Any]:
    """One node of the tree with everything below it."""
    record: dict[str, Any] = {
        "node": outcome.node,
        "name": outcome.name.vi,
        "points": exact_text(outcome.points),
        "max": exact_text(outcome.max_points),
        "applicable": exact_text(outcome.applicable_max),
        "status": str(outcome.status),
        "reason": both(outcome.reason),
        "citation": outcome.citation,
    }
    if outcome.inputs:
        record["inputs"] = {each.reference: each.given for each in outcome.inputs}
    if outcome.children:
        record["parts"] = [outcome_record(child) for child in outcome.children]
    return record


def classification_record(found: Classification) -> dict[str, Any]:
    """A class, why, and what is missing for the next one up."""
    return {
        "status": found.status,
        "class": found.class_id,
        "reason": both(found.reason),
        "citation": found.citation,
        "next_class": found.next_class,
        "shortfalls": [
            {"section": each.section, "has": exact_text(each.has), "needs": exact_text(each.needs)}
            for each in found.shortfalls
        ],
    }


def _lateness_record(lateness: Lateness) -> dict[str, Any]:
    received = lateness.received
    return {
        "status": str(lateness.status),
        "received": None if received is None else received.isoformat(),
        "deadline": lateness.terms.deadline.isoformat(),
        "last_accepted": lateness.terms.last_accepted.isoformat(),
        "other_readings": [both(each) for each in lateness.other_readings],
    }


def unit_record(result: UnitResult) -> dict[str, Any]:
    """One unit's verdict, indices, classes and whole tree."""
    record: dict[str, Any] = {
        "unit": result.unit.unit,
        "group": result.unit.group,
        "verdict": str(result.verdict),
        "reason": both(result.reason),
        "citation": result.citation,
    }
    if result.lateness is not None:
        record["lateness"] = _lateness_record(result.lateness)
    if result.score is not None:
        record["indices"] = {
            index.id: {
                "points": exact_text(index.points),
                "max": exact_text(index.max_points),
                "percent": None if index.percent is None else exact_text(index.percent),
                "undecided": index.is_undecided,
            }
            for index in result.score.indices.values()
        }
        record["tree"] = outcome_record(result.score.form)
    if result.classifications:
        record["classes"] = {
            index: classification_record(found) for index, found in result.classifications.items()
        }
    return record


def table_record(table: TableResult) -> dict[str, Any]:
    """One rank table, from the first rank down, then who is not ranked and why."""
    return {
        "table": table.table.id,
        "parent": table.parent,
        "rows": [
            {
                "rank": row.rank,
                "tied": row.is_tied,
                "unit": row.unit.unit,
                "value": exact_text(row.value),
                "shown": row.shown,
                "class": row.class_id,
            }
            for row in table.rows
        ],
        "not_ranked": [
            {
                "unit": each.unit.unit,
                "verdict": str(each.verdict),
                "reason": both(each.reason),
                "citation": each.citation,
            }
            for each in table.not_ranked
        ],
    }


def results_record(results: CampaignResults) -> dict[str, Any]:
    """Everything a campaign gives, in an order that depends on ids alone."""
    return {
        "regulation": results.regulation.id,
        "regulation_digest": results.regulation.digest,
        "year": results.campaign.year,
        "units": [unit_record(results.units[unit]) for unit in sorted(results.units)],
        "tables": [table_record(table) for table in results.tables],
    }


def campaign_record(campaign: Campaign) -> dict[str, Any]:
    """The roster and answers that the results rest on, in an order of ids alone."""
    record: dict[str, Any] = campaign.model_dump(mode="json")
    record["roster"] = sorted(record["roster"], key=lambda each: each["unit"])
    for kind in ("receipts", "exemptions", "rulings", "overrides", "extensions"):
        if record[kind] is not None:
            record[kind] = sorted(record[kind], key=lambda each: str(sorted(each.items())))
    return record
