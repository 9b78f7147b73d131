"""Single changes to a sealed package, each of which both verifiers must name."""

from __future__ import annotations

import json
import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from xephang.canonical import canonical_json, digest
from xephang.package import PARTS
from xephang.points import NumberFormatError, exact_text, parse_exact

Steps = tuple[str | int, ...]
"""The way from the package to a value in it."""


@dataclass(frozen=True, slots=True)
class Change:
    """A changed package: what was done to it, and the unit that must be named, if any."""

    kind: str
    content: bytes
    what: str
    unit: str = ""


def drawn_change(draw: random.Random, sealed: bytes) -> Change | None:
    """One change of a drawn kind; None where the package has nothing of that kind."""
    kind = draw.choice(sorted(KINDS))
    return KINDS[kind](draw, sealed)


def resealed(package: dict[str, Any]) -> bytes:
    """The package with digests made anew, as somebody would who wants to deceive."""
    package["digests"] = {name: digest(package[name]) for name in PARTS}
    return canonical_json(package)


# --- bytes ------------------------------------------------------------------------------------


def _bit(draw: random.Random, sealed: bytes) -> Change:
    at, bit = draw.randrange(len(sealed)), draw.randrange(8)
    changed = bytearray(sealed)
    changed[at] ^= 1 << bit
    return Change("bit", bytes(changed), f"byte {at} bit {bit}")


def _byte(draw: random.Random, sealed: bytes) -> Change:
    at = draw.randrange(len(sealed))
    middle = draw.choice((b"", sealed[at : at + 1] * 2, b" " + sealed[at : at + 1]))
    return Change("byte", sealed[:at] + middle + sealed[at + 1 :], f"byte {at} is {middle!r}")


def _end(draw: random.Random, sealed: bytes) -> Change:
    kept = draw.choice((sealed[:-1], sealed[:-2], sealed + b"\n", b"\xef\xbb\xbf" + sealed))
    return Change("end", kept, "start or end")


# --- values -----------------------------------------------------------------------------------


def values_in(value: Any, way: Steps = ()) -> Iterator[tuple[Steps, Any]]:
    """Every single value below, with the way to it."""
    if isinstance(value, dict):
        for key, each in value.items():
            yield from values_in(each, (*way, key))
    elif isinstance(value, list):
        for position, each in enumerate(value):
            yield from values_in(each, (*way, position))
    else:
        yield way, value


def _other(draw: random.Random, value: Any) -> Any:
    """Another value of the same type, near the old one where it is a number."""
    if isinstance(value, bool):
        return not value
    if isinstance(value, int):
        return value + draw.choice((-1, 1))
    if value is None:
        return draw.choice(("", "0", "x"))
    try:
        number = parse_exact(value)
    except NumberFormatError:
        return draw.choice((value + "x", value[:-1], value.swapcase() + "-"))
    step = draw.choice((Fraction(1), Fraction(-1), Fraction(1, 100), Fraction(1, 3)))
    return draw.choice((exact_text(number + step), f"{value}0" if "." in value else f"{value}.0"))


def put(package: Any, way: Steps, value: Any) -> None:
    """Set the value at the end of the way."""
    for step in way[:-1]:
        package = package[step]
    package[way[-1]] = value


def _unit_on(package: dict[str, Any], way: Steps) -> str:
    """The unit whose record or row the way leads through; nothing on a place of its own."""
    value: Any = package
    for step in way[:-1]:
        value = value[step]
        if isinstance(value, dict) and isinstance(value.get("unit"), str):
            return "" if way[-1] == "unit" else str(value["unit"])
    return ""


def _value(draw: random.Random, sealed: bytes, part: str, *, reseal: bool) -> Change | None:
    package = json.loads(sealed)
    found = list(values_in(package[part], (part,)))
    if not found:
        return None
    way, old = draw.choice(found)
    new = _other(draw, old)
    unit = _unit_on(package, way) if part == "results" else ""
    put(package, way, new)
    content = resealed(package) if reseal else canonical_json(package)
    kind = f"{'resealed ' if reseal else ''}value of {part}"
    return Change(kind, content, f"{way}: {old!r} to {new!r}", unit if reseal else "")


def _unsealed(draw: random.Random, sealed: bytes) -> Change | None:
    return _value(draw, sealed, draw.choice(PARTS), reseal=False)


def _result(draw: random.Random, sealed: bytes) -> Change | None:
    return _value(draw, sealed, "results", reseal=True)


def _regulation(draw: random.Random, sealed: bytes) -> Change | None:
    return _value(draw, sealed, "regulation", reseal=True)


def _campaign(draw: random.Random, sealed: bytes) -> Change | None:
    return _value(draw, sealed, "campaign", reseal=True)


def _ranking(draw: random.Random, sealed: bytes) -> Change | None:
    """A rank, a class, a tie, a printed figure, a verdict: what people look at."""
    package = json.loads(sealed)
    wanted = ("rank", "class", "tied", "shown", "value", "verdict", "points", "percent", "status")
    found = [
        (way, old) for way, old in values_in(package["results"], ("results",)) if way[-1] in wanted
    ]
    if not found:
        return None
    way, old = draw.choice(found)
    known = [value for other, value in found if other[-1] == way[-1] and value != old]
    new = draw.choice(known) if known else _other(draw, old)
    unit = _unit_on(package, way)
    put(package, way, new)
    return Change("ranking", resealed(package), f"{way}: {old!r} to {new!r}", unit)


def _sentence(draw: random.Random, sealed: bytes) -> Change | None:
    """A letter or a figure of a sentence, in one of its languages, and nothing else."""
    package = json.loads(sealed)
    found = [
        (way, old)
        for way, old in values_in(package["results"], ("results",))
        if way[-1] in ("vi", "en")
    ]
    way, old = draw.choice(found)
    at = draw.randrange(len(old))
    new = old[:at] + draw.choice("x7 ") * draw.randint(0, 1) + old[at + 1 :]
    if new == old:
        return None
    put(package, way, new)
    unit = _unit_on(package, way)
    return Change("sentence", resealed(package), f"{way}: {old!r} to {new!r}", unit)


def _digest(draw: random.Random, sealed: bytes) -> Change:
    package = json.loads(sealed)
    name = draw.choice(PARTS)
    package["digests"][name] = digest(draw.random().hex())
    return Change("digest", canonical_json(package), f"digest of {name}")


# --- what is there and what is not ------------------------------------------------------------


def _lists(package: dict[str, Any]) -> Iterator[tuple[str, list[Any]]]:
    """The lists of a package whose length and order are the result's."""
    yield "units", package["results"]["units"]
    yield "tables", package["results"]["tables"]
    yield "forms", package["regulation"]["forms"]
    yield "roster", package["campaign"]["roster"]
    for table in package["results"]["tables"]:
        yield "rows", table["rows"]
        yield "not_ranked", table["not_ranked"]
    for unit in package["results"]["units"]:
        if "tree" in unit:
            yield "parts", unit["tree"]["parts"]


def _item(draw: random.Random, sealed: bytes) -> Change | None:
    """An entry of a list removed, doubled, or put in another place."""
    package = json.loads(sealed)
    name, items = draw.choice([each for each in _lists(package) if each[1]])
    at = draw.randrange(len(items))
    done = draw.choice(("removed", "doubled", "moved"))
    if done == "removed":
        del items[at]
    elif done == "doubled":
        items.insert(at, json.loads(json.dumps(items[at])))
    elif name in ("forms", "roster") or len(items) < 2:
        return None
    else:
        items.append(items.pop(at) if at + 1 < len(items) else items.pop(0))
    return Change(f"{name} {done}", resealed(package), f"{name}[{at}] {done}")


def _key(draw: random.Random, sealed: bytes) -> Change:
    """An entry of a record removed or added, in a unit's record or a table."""
    package = json.loads(sealed)
    records = [*package["results"]["units"], *package["results"]["tables"], package["results"]]
    records += [unit["tree"] for unit in package["results"]["units"] if "tree" in unit]
    record = draw.choice(records)
    key = draw.choice(sorted(record))
    if draw.random() < 0.5:
        record["note"] = "thêm"
        return Change("key added", resealed(package), "note")
    del record[key]
    return Change("key removed", resealed(package), key)


def _part(draw: random.Random, sealed: bytes) -> Change:
    package = json.loads(sealed)
    key = draw.choice(sorted(package))
    if draw.random() < 0.5:
        del package[key]
    else:
        package["more"] = package[key]
    return Change("part", canonical_json(package), f"{key} removed or added")


# --- what the results rest on -----------------------------------------------------------------


def _answer(draw: random.Random, sealed: bytes) -> Change | None:
    """An answer of a unit whose points are printed."""
    package = json.loads(sealed)
    printed = {each["unit"] for each in package["results"]["units"] if "tree" in each}
    answers = {unit: own for unit, own in package["campaign"]["answers"].items() if unit in printed}
    found = [(way, old) for way, old in values_in(answers) if isinstance(old, str)]
    if not found:
        return None
    way, old = draw.choice(found)
    new = {"yes": "no", "no": "yes"}.get(old) or _other(draw, old)
    put(package["campaign"]["answers"], way, new)
    return Change("answer", resealed(package), f"{way}: {old!r} to {new!r}", str(way[0]))


def _act(draw: random.Random, sealed: bytes) -> Change | None:
    """A recorded act added, taken away, or changed; or a unit's group."""
    package = json.loads(sealed)
    campaign = package["campaign"]
    unit = draw.choice(campaign["roster"])["unit"]
    done = draw.choice(("exempt", "override", "receipt", "group", "remove"))
    if done == "exempt":
        campaign["exemptions"].append(
            {"unit": unit, "reason": {"vi": "lý do khác"}, "document": ""}
        )
    elif done == "override":
        leaf = {"unit": unit, "criterion": "1.1", "points": "0.125", "by": "x"}
        campaign["overrides"].append({**leaf, "reason": {"vi": "lý do khác"}, "basis": ""})
    elif done == "group":
        member = next(each for each in campaign["roster"] if each["unit"] == unit)
        others = [each["id"] for each in package["regulation"]["regulation"]["groups"]]
        member["group"] = draw.choice(others)
    elif not campaign["receipts"]:
        return None
    elif done == "receipt":
        receipt = draw.choice(campaign["receipts"])
        unit, receipt["at"] = receipt["unit"], "2031-01-01T00:00:00+07:00"
    else:
        campaign["receipts"].pop(draw.randrange(len(campaign["receipts"])))
        unit = ""
    return Change(f"act {done}", resealed(package), f"{done} of {unit}", unit)


KINDS: dict[str, Callable[[random.Random, bytes], Change | None]] = {
    "act": _act,
    "answer": _answer,
    "bit": _bit,
    "byte": _byte,
    "campaign": _campaign,
    "digest": _digest,
    "end": _end,
    "item": _item,
    "key": _key,
    "part": _part,
    "ranking": _ranking,
    "ranking again": _ranking,
    "regulation": _regulation,
    "result": _result,
    "result again": _result,
    "sentence": _sentence,
    "unsealed": _unsealed,
}
