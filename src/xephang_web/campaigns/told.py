"""What the record says of a campaign, in the words of its regulation."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from xephang.regulation import Criterion, Regulation
from xephang_web.audit.models import Record
from xephang_web.audit.words import YES_NO, Naming
from xephang_web.campaigns.models import Campaign, Participant
from xephang_web.campaigns.regulations import regulation_of
from xephang_web.shared.templatetags.xephang import text


def name_campaigns(records: Sequence[Record], namings: Mapping[int, Naming]) -> None:
    """Campaign and criterion of every record, and the law's names for groups, dates, figures."""
    wanted = {each.campaign for each in records if each.campaign is not None}
    campaigns = Campaign.objects.select_related("regulation").in_bulk(wanted)
    groups = dict(
        Participant.objects.filter(
            pk__in={place for each in records if (place := _place(each))}
        ).values_list("pk", "group")
    )
    codes: dict[int, dict[str, dict[str, Any]]] = {}
    for each in records:
        campaign = campaigns.get(each.campaign or 0)
        if campaign is None:
            continue
        regulation = regulation_of(campaign)
        naming = namings[each.position]
        naming.campaign = campaign.title
        naming.codes |= codes.setdefault(campaign.pk, _codes(regulation))
        criterion = _criterion(each, regulation, groups.get(_place(each), ""))
        if criterion is not None:
            _name_inputs(naming, criterion)


def _place(record: Record) -> int:
    """The place on the roster in the id of a record about a criterion or a form; 0 for others."""
    start = record.object_id.partition("/")[0]
    is_place = record.object_type in ("criterion", "finding", "form", "participant")
    return int(start) if is_place and start.isascii() and start.isdigit() else 0


def _codes(regulation: Regulation) -> dict[str, dict[str, Any]]:
    file = regulation.file
    calendar = file.calendar
    return {
        "group": {each.id: each.name for each in file.groups},
        "milestone": {each.id: each.name for each in (calendar.milestones if calendar else [])},
        "table": {each.id: each.name for each in file.rank_tables},
        "class": {each.id: each.name for scheme in file.classes for each in scheme.classes},
    }


def _criterion(record: Record, regulation: Regulation, group: str) -> Criterion | None:
    """The criterion that a record is about, as the form of that unit has it."""
    wanted = record.object_id.partition("/")[2]
    if not wanted:
        data = json.loads(record.data)
        wanted = data["after"].get("criterion") or data["before"].get("criterion") or ""
    sets = regulation.criteria_sets
    forms = [sets[group]] if group in sets else list(sets.values())
    return next((found for each in forms if (found := each.criterion(wanted))), None)


def _name_inputs(naming: Naming, criterion: Criterion) -> None:
    is_numbered = criterion.id[:1].isdigit()
    name = text(criterion.name)
    naming.criterion = f"{criterion.id} {name}" if is_numbered else name
    for field, asked in criterion.inputs.items():
        naming.inputs[field] = asked.label
        naming.inputs |= {each: column.label for each, column in asked.columns.items()}
        if asked.type in ("number", "count"):
            naming.figures.add(field)
        elif asked.type == "choice":
            naming.codes[field] = {each.id: each.name for each in asked.options}
        elif asked.type == "yes_no":
            naming.codes[field] = dict(YES_NO)
    naming.codes["field"] = {field: asked.label for field, asked in criterion.inputs.items()}
