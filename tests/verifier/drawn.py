"""Drawn packages: small regulations of every construction, one to six units, all from a seed."""

from __future__ import annotations

import datetime as dt
import functools
import random
from collections.abc import Mapping
from fractions import Fraction
from pathlib import Path
from typing import Any

from tests.verifier.criteria import drawn_answers, drawn_criterion
from tests.xephang.library import LIBRARY, WITH_DATA
from xephang.campaign import Campaign
from xephang.demonstration import data_files
from xephang.intake import load_campaign, load_campaign_file
from xephang.loading import RegulationFolder, folder_from_data, load_folder
from xephang.package import seal
from xephang.points import exact_text, parse_exact
from xephang.results import CampaignResults, assess

Data = dict[str, Any]
FROM_LIBRARY = 0.06
"""Share of packages made of a shipped regulation and answers beside it."""

GROUPS = ("so", "huyen", "xa")
# Order of code points, of UTF-16 and of numbers differ on these.
UNITS = ("10", "9", "a-1", "a-10", "B", "so-y-te", "đ", "\uff21", "\U0001d400", "z")
POLICIES = ("refused", "exclude_rescale", "exclude_percent", "zero", "full")


def drawn_package(seed: int) -> bytes:
    """The sealed package of one seed: always the same bytes."""
    draw = random.Random(seed)
    if draw.random() < FROM_LIBRARY:
        return _from_library(draw)
    regulation, forms, year = _regulation(draw)
    folder = folder_from_data({"regulation": regulation, "forms": forms})
    campaign = _campaign(draw, folder, year)
    results = assess(folder.regulation(year), campaign) if draw.random() < 0.6 else None
    written = {**regulation, **_judged(draw, regulation, results)}
    return seal(folder_from_data({"regulation": written, "forms": forms}), campaign, year)


# --- a regulation ----------------------------------------------------------------------------


def _maybe(draw: random.Random, share: float, name: str, value: Any) -> Data:
    return {name: value} if draw.random() < share else {}


def _rounding(draw: random.Random) -> Data:
    modes = ("half_up", "half_even", "down", "up")
    return {"digits": str(draw.choice((0, 1, 2, 2, 4))), "mode": draw.choice(modes)}


def _policy(draw: random.Random) -> Data:
    return {"policy": draw.choice(POLICIES), **_maybe(draw, 0.5, "cite", "8")}


def _regulation(draw: random.Random) -> tuple[Data, list[Data], int]:
    """What `regulation.yaml` and the forms of one year say, before classes and tables."""
    year = draw.choice((2016, 2019, 2020, 2024, 2026, 2030))
    groups = list(GROUPS[: draw.choice((1, 1, 2, 3))])
    count = draw.randint(2, 4)
    sections = [_section(draw, str(each), groups) for each in range(1, count + 1)]
    for role in ("bonus", "penalty", "information"):
        if draw.random() < 0.3:
            extra = {"id": role, "name": f"Điểm {role}", "role": role}
            cap = _maybe(draw, 0.5, "cap", draw.choice(("1", "2.5")))
            sections.append({**extra, **cap, "max": draw.choice(("3", "10"))})
    rounding = {
        stage: _rounding(draw)
        for stage in ("leaf", "section", "total", "display")
        if draw.random() < 0.4
    }
    bounds = {"least": "0", "most": draw.choice(("10", "20", "100")), "cite": "3"}
    written: Data = {
        "language": "1",
        "id": "thu/2020-1",
        "decision": {"number": "1/QĐ", "date": "2020-01-01", "issuer": "UBND", "title": "Thử"},
        "groups": [{"id": each, "name": each, "members": each} for each in groups],
        "sections": sections,
        "rounding": rounding,
        **_maybe(draw, 0.7, "not_applicable", _policy(draw)),
        **_maybe(draw, 0.3, "bounds", bounds),
        **_maybe(draw, 0.5, "calendar", _calendar(draw)),
    }
    return written, _forms(draw, sections, groups, year), year


def _section(draw: random.Random, name: str, groups: list[str]) -> Data:
    by_group = {each: draw.choice(("4", "6", "7.5")) for each in groups}
    maximum = draw.choice((None, None, "5", "12", by_group))
    return {
        "id": name,
        "name": {"vi": f"Mục {name}", "en": f"Section {name}"},
        **({"max": maximum} if maximum is not None else {}),
        **_maybe(draw, 0.15, "applies_to", [groups[0]]),
        **_maybe(draw, 0.2, "cap", draw.choice(("3", "5.25"))),
        **_maybe(draw, 0.5, "cite", f"điều {name}"),
    }


def _forms(draw: random.Random, sections: list[Data], groups: list[str], year: int) -> list[Data]:
    """One form for all groups, or one each; now and then a group has none."""
    if draw.random() < 0.7 or len(groups) == 1:
        return [_form(draw, sections, groups, year)]
    having = groups[:-1] if draw.random() < 0.3 else groups
    return [_form(draw, sections, [each], year) for each in having]


def _form(draw: random.Random, sections: list[Data], groups: list[str], year: int) -> Data:
    filled = []
    for section in sections:
        name = section["id"]
        leaves = [
            drawn_criterion(draw, f"{name}.{position}", groups)
            for position in range(1, draw.randint(1, 4) + 1)
        ]
        inner = {
            "id": f"{name}.I",
            "name": f"Mục {name}.I",
            **_maybe(draw, 0.3, "max", "4"),
            "criteria": [drawn_criterion(draw, f"{name}.I.{each}", groups) for each in (1, 2)],
        }
        part: Data = {"id": name, "criteria": leaves}
        filled.append({**part, **_maybe(draw, 0.25, "sections", [inner])})
    asked = {"staff": {"type": "count", "label": "Biên chế"}}
    general = {"id": "general", "name": "Biên chế", "max": "0", "inputs": asked}
    return {
        "year": str(year),
        "groups": groups,
        "general": [{**general, "rule": {"kind": "information"}}],
        "sections": filled,
    }


def _calendar(draw: random.Random) -> Data:
    deadline = {draw.choice(("before", "through")): draw.choice(("15/09/Y", "29/02/Y", "31/12/Y"))}
    grace: Data = {"days": str(draw.choice((1, 5)))}
    grace |= _maybe(draw, 0.8, "unit", draw.choice(("days", "working_days")))
    grace |= _maybe(draw, 0.3, "assumed", "true")
    milestone = {
        "id": "nop",
        "kind": "submission",
        "name": "Nộp phiếu",
        **deadline,
        **_maybe(draw, 0.5, "grace", grace),
        **_maybe(draw, 0.7, "late", "not_assessed"),
        **_maybe(draw, 0.5, "cite", "điều 5"),
        **_maybe(draw, 0.3, "channels", ["system", "paper"]),
    }
    return {"milestones": [milestone]}


# --- classes, indices and tables, at and beside what the units attained ------------------------


def _judged(draw: random.Random, written: Data, results: CampaignResults | None) -> Data:
    """What decides ranks and classes; thresholds lie where units are, or beside them."""
    sections = [each["id"] for each in written["sections"]]
    groups = [each["id"] for each in written["groups"]]
    indices = [_index(draw, f"i{each}", sections) for each in range(draw.choice((0, 0, 1, 2)))]
    named = ["total", *(each["id"] for each in indices)]
    schemes = [
        _scheme(draw, f"s-{index}", index, sections, results)
        for index in named
        if draw.random() < 0.75
    ]
    tables = [
        _table(draw, f"t-{number}", draw.choice(named), groups, sections)
        for number in range(draw.choice((1, 1, 2)))
    ]
    return {"indices": indices, "classes": schemes, "rank_tables": tables}


def _index(draw: random.Random, name: str, sections: list[str]) -> Data:
    known = [*sections, "1.1", "total", "absent"]
    terms = draw.sample(known, draw.randint(1, 3))
    weight = draw.choice(("0.5", "1/3", "2"))
    return {
        "id": name,
        "name": f"Chỉ số {name}",
        "terms": [{"of": each, **_maybe(draw, 0.6, "weight", weight)} for each in terms],
        "take": draw.choice(("points", "share")),
        "combine": draw.choice(("sum", "mean", "weighted_mean")),
        "scale": draw.choice(("1", "100")),
        **_maybe(draw, 0.3, "rounding", _rounding(draw)),
    }


def _scheme(
    draw: random.Random, name: str, index: str, sections: list[str], results: CampaignResults | None
) -> Data:
    of = draw.choice(("points", "points", "percent"))
    cuts = [draw.choice(("3", "5", "7.5", "10", "50")) for _ in range(2)]
    cuts += _attained(results, of)
    picked = sorted({*draw.sample(cuts, min(len(cuts), 3))}, key=_size, reverse=True)
    kind = draw.choice(("bands", "bands", "minima", "both", "gap"))
    minima = draw.sample(sections, min(2, len(sections)))
    classes: list[Data] = []
    for position, cut in enumerate(picked):
        made: Data = {"id": f"k{position}", "name": {"vi": f"Mức {position}", "en": "Class"}}
        if kind != "minima":
            made["at_least"] = cut
        if kind in ("minima", "both"):
            values = ("0", "1", "2", "2.5", *_section_points(results, minima[0]))
            made["minima"] = {each: draw.choice(values) for each in minima}
        if position and kind == "bands":
            made["below"] = picked[position - 1]
        if position and kind == "gap":
            made["at_most"] = exact_text(_size(picked[position - 1]) - _size("0.5"))
        classes.append({**made, **_maybe(draw, 0.3, "cite", "6")})
    if draw.random() < 0.4:
        classes.append({"id": "low", "name": "Yếu", **_maybe(draw, 0.3, "below", picked[-1])})
    return {"id": name, "index": index, "of": of, "cite": "điều 6", "classes": classes}


def _size(text: str) -> Fraction:
    return parse_exact(text)


def _short(values: list[Any]) -> list[str]:
    texts = [exact_text(each) for each in values]
    return [each for each in texts if len(each) <= 28]


def _attained(results: CampaignResults | None, of: str) -> list[str]:
    if results is None:
        return []
    totals = [each.score.total for each in results.units.values() if each.score is not None]
    values = [each.percent if of == "percent" else each.points for each in totals]
    return _short([each for each in values if each is not None])


def _section_points(results: CampaignResults | None, section: str) -> list[str]:
    if results is None:
        return []
    scores = [each.score for each in results.units.values() if each.score is not None]
    values = [each.sections.get(section) for each in scores]
    return _short([each for each in values if each is not None])


def _table(
    draw: random.Random, name: str, index: str, groups: list[str], sections: list[str]
) -> Data:
    return {
        "id": name,
        "name": f"Bảng {name}",
        "groups": draw.sample(groups, draw.randint(1, len(groups))),
        "index": index,
        "of": draw.choice(("points", "points", "percent")),
        **_maybe(draw, 0.3, "within", "parent"),
        **_maybe(draw, 0.3, "order", "class_first"),
        **_maybe(draw, 0.7, "ties", draw.choice(("competition", "dense", "ordinal"))),
        **_maybe(draw, 0.3, "precision", draw.choice(("0", "1"))),
        **_maybe(draw, 0.3, "tie_break", draw.sample([*sections, "1.1", "total"], 2)),
    }


# --- a campaign ------------------------------------------------------------------------------


def _campaign(draw: random.Random, folder: RegulationFolder, year: int) -> Campaign:
    regulation = folder.regulation(year)
    groups = [each.id for each in folder.file.groups]
    names = draw.sample(UNITS, draw.randint(1, 6))
    roster = [
        {
            "unit": unit,
            "group": draw.choice(groups),
            "name": {"vi": f"Đơn vị {unit}"},
            **_maybe(draw, 0.4, "parent", draw.choice(["bo", *names[:position]])),
            **_maybe(draw, 0.1, "predecessors", [draw.choice(["cu", *names[position + 1 :]])]),
        }
        for position, unit in enumerate(names)
    ]
    answers: dict[str, Any] = {}
    for member in roster:
        criteria = regulation.criteria_sets.get(member["group"])
        alike = [
            answers[each["unit"]]
            for each in roster
            if each["unit"] in answers and each["group"] == member["group"]
        ]
        if criteria is None or draw.random() < 0.07:
            continue
        if alike and draw.random() < 0.35:
            answers[member["unit"]] = draw.choice(alike)
            continue
        drawn = {each.id: drawn_answers(draw, each) for each in criteria.criteria()}
        answers[member["unit"]] = {key: value for key, value in drawn.items() if value}
    leaves = [each.id for made in regulation.criteria_sets.values() for each in made.criteria()]
    return Campaign.model_validate(
        {
            "year": year,
            "roster": roster,
            "answers": answers,
            **_maybe(draw, 0.8, "previous", answers),
            **drawn_acts(draw, names, leaves, year),
        }
    )


def drawn_acts(draw: random.Random, units: list[str], leaves: list[str], year: int) -> Data:
    """Receipts, extensions, exemptions, mergers and set points, some of each."""
    receipts = [_receipt(draw, unit, year) for unit in units for _ in range(draw.choice((1, 1, 2)))]
    extension = {
        "milestone": "nop",
        "before": f"{year}-{draw.choice(('09-10', '09-18', '10-01'))}",
        "document": "5/CV",
        **_maybe(draw, 0.5, "unit", draw.choice(units)),
    }
    override = {
        "unit": draw.choice(units),
        "criterion": draw.choice(leaves),
        "points": draw.choice(("0", "1.5", "99")),
        "reason": "thẩm định",
        "by": "Hội đồng",
    }
    exemption = {"unit": draw.choice(units), "reason": "mới lập", "document": "7/QĐ"}
    return {
        **_maybe(draw, 0.6, "receipts", receipts[: draw.choice((None, None, None, 1))]),
        **_maybe(draw, 0.3, "extensions", [extension]),
        **_maybe(draw, 0.3, "overrides", [override]),
        **_maybe(draw, 0.15, "exemptions", [exemption]),
    }


def _receipt(draw: random.Random, unit: str, year: int) -> Data:
    day = dt.date(year, draw.choice((2, 3, 9, 9, 9)), draw.randint(1, 28))
    if draw.random() < 0.4:
        day = dt.date(year, 9, draw.choice((14, 15, 16, 20, 21)))
    clock = draw.choice(("00:00:00", "23:59:59.999999", "10:30:00", "17:00:00", "08:15:00.25"))
    zone = draw.choice(("+07:00", "+07:00", "Z", "-05:00"))
    at = day.isoformat() if draw.random() < 0.2 else f"{day.isoformat()}T{clock}{zone}"
    return {
        "unit": unit,
        "at": at,
        **_maybe(draw, 0.3, "channel", draw.choice(("paper", "e-mail"))),
        **_maybe(draw, 0.15, "complete", False),
    }


# --- a shipped regulation with some of its units ----------------------------------------------


@functools.cache
def _shipped(regulation_id: str) -> tuple[RegulationFolder, Campaign, int]:
    path: Path = LIBRARY / regulation_id
    files = data_files(path)
    assert files is not None
    folder = load_folder(path)
    year = int(load_campaign_file(files[0])[0].year)
    regulation = folder.regulation(year if year in folder.years else None)
    return folder, load_campaign(regulation, files[0], answers_path=files[1]), regulation.year


def _from_library(draw: random.Random) -> bytes:
    """One to four units of the example, with answers taken from one another and some changed."""
    folder, campaign, year = _shipped(draw.choice(WITH_DATA))
    roster = draw.sample(campaign.roster, draw.randint(1, 4))
    units = [each.unit for each in roster]
    answers: Data = {}
    for member in roster:
        own = {key: dict(value) for key, value in campaign.answers.get(member.unit, {}).items()}
        for criterion in draw.sample(sorted(own), min(4, len(own))):
            _change(draw, own[criterion])
        if own:
            answers[member.unit] = own
    leaves = sorted({key for own in answers.values() for key in own}) or ["1.1"]
    acts: Mapping[str, Any] = drawn_acts(draw, units, leaves, year)
    kept = campaign.model_dump(mode="json")
    receipts = [each for each in kept["receipts"] or () if each["unit"] in units]
    data = {**kept, "receipts": None if kept["receipts"] is None else receipts, **acts}
    data |= {"roster": [each.model_dump(mode="json") for each in roster], "answers": answers}
    return seal(folder, Campaign.model_validate(data), year)


def _change(draw: random.Random, fields: Data) -> None:
    """Not applicable, with or without approval; or one answer taken away."""
    if draw.random() < 0.6:
        fields["not_applicable"] = "yes"
        fields["na_approved"] = draw.choice(("yes", "no"))
    elif fields:
        del fields[draw.choice(sorted(fields))]
