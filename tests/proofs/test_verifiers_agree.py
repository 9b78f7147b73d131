"""The JavaScript verifier and `xephang verify` agree, and both name every single change.

The two share nothing: one is Python and scores with the core, the other was written from
docs/rules.md, docs/rule-language.md, docs/calendar.md and docs/verifier.md. Ordinary runs
draw a sample; `make verifier-proof` draws 10,000 packages and 1,000 changes.
"""

from __future__ import annotations

import datetime as dt
import json
import random
from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Any

import pytest

from tests.verifier.changes import drawn_change, resealed
from tests.verifier.drawn import drawn_package
from tests.verifier.node import Report, Verifier, verifier
from xephang.canonical import canonical_json, digest_bytes
from xephang.errors import VerificationError
from xephang.package import verify

SAMPLE = range(150)
ALL = range(100_000, 110_000)
SAMPLE_CHANGES = 60
ALL_CHANGES = 1_000
SHARES = 20
"""The long proof in shares, so that two processes divide it between them."""


@pytest.fixture(scope="module")
def javascript() -> Iterator[Verifier]:
    with verifier() as running:
        yield running


def test_both_hold_a_sample_of_drawn_packages(javascript: Verifier) -> None:
    met = agreed(javascript, SAMPLE)
    missing = {each for each in WANTED if not met[each]}
    assert missing == set()


def test_both_name_a_sample_of_single_changes(javascript: Verifier) -> None:
    kinds = named(javascript, "sample", SAMPLE_CHANGES)
    assert sum(kinds.values()) == SAMPLE_CHANGES
    assert len(kinds) > 10


def test_an_input_that_is_no_more_is_said_to_be_absent(javascript: Verifier) -> None:
    package = json.loads(drawn_package(1))
    leaf = next(
        node
        for unit in package["results"]["units"]
        if "tree" in unit
        for node in _nodes(unit["tree"])
        if node.get("inputs")
    )
    name = next(iter(leaf["inputs"]))
    asked = next(
        each["inputs"][name]
        for form in package["regulation"]["forms"]
        for each in _criteria(form)
        if each["id"] == leaf["node"]
    )
    leaf["inputs"]["kept-by-nobody"] = leaf["inputs"].pop(name)
    report = javascript.verify(canonical_json(package))
    assert not report.holds
    assert_says(report, "", "an input under another name")
    told = " ".join(each["en"] for each in report.differences)
    assert f"it comes out as “{asked['label']}: " in told
    assert "kept-by-nobody: " in told


def _criteria(form: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Every criterion that a form asks, however deep."""
    yield from form.get("general", ())
    waiting = list(form["sections"])
    for each in waiting:
        yield from each.get("criteria", ())
        waiting += each.get("sections", ())


def test_both_say_where_nothing_but_words_differ(javascript: Verifier) -> None:
    package = json.loads(drawn_package(1))
    unit = package["results"]["units"][0]
    unit["reason"]["en"] += " indeed"
    changed = resealed(package)
    found = verify(changed)
    assert found is not None
    assert "only the words differ" in found.message.show("en")
    report = javascript.verify(changed)
    assert report.worded
    # In the page's language where it tells them apart, else in the other.
    assert all(" indeed" in each["en"] and " indeed" in each["vi"] for each in report.differences)
    unit["group"] += "x"
    report = javascript.verify(resealed(package))
    assert not report.holds
    assert not report.worded


def test_a_last_moment_that_is_not_the_other_units_is_named_without_a_table_of_holidays(
    javascript: Verifier,
) -> None:
    """Two units of one deadline in working days: the page knows no holidays, but both."""
    package, units = next(found for found in map(_of_one_deadline, range(400)) if found)
    late = units[1]["lateness"]
    day = dt.datetime.fromisoformat(late["last_accepted"])
    late["last_accepted"] = (day + dt.timedelta(days=1)).isoformat()
    report = javascript.verify(resealed(package))
    assert report.names(units[1]["unit"], "last_accepted")


def _of_one_deadline(seed: int) -> tuple[dict[str, Any], list[dict[str, Any]]] | None:
    """A package whose first two units were in time for one deadline in working days."""
    package = json.loads(drawn_package(seed))
    calendar = package["regulation"]["regulation"].get("calendar") or {}
    graces = [each.get("grace") or {} for each in calendar.get("milestones", ())]
    in_time = [
        each
        for each in package["results"]["units"]
        if each.get("lateness", {}).get("status") == "on_time"
    ]
    moments = {each["lateness"]["last_accepted"] for each in in_time}
    in_working_days = bool(graces) and all(each.get("unit") == "working_days" for each in graces)
    if in_working_days and len(in_time) > 1 and len(moments) == 1:
        return package, in_time
    return None


@pytest.mark.proof
@pytest.mark.parametrize("share", range(SHARES))
def test_both_hold_ten_thousand_packages(share: int, javascript: Verifier) -> None:
    size = len(ALL) // SHARES
    seeds = ALL[share * size : (share + 1) * size]
    met = agreed(javascript, seeds)
    assert met["packages"] == size
    assert {each for each in WANTED if not met[each]} == set()


@pytest.mark.proof
@pytest.mark.parametrize("share", range(SHARES))
def test_both_name_a_thousand_single_changes(share: int, javascript: Verifier) -> None:
    kinds = named(javascript, f"proof {share}", ALL_CHANGES // SHARES)
    assert sum(kinds.values()) == ALL_CHANGES // SHARES


# --- packages that hold -----------------------------------------------------------------------

VERDICTS = (
    "ranked",
    "below_lowest",
    "not_assessed_late",
    "not_assessed_missing",
    "exempt",
    "pending",
)
LEAVES = ("scored", "unanswered", "not_applicable", "not_applicable_refused", "overridden")
WANTED = (
    *(f"verdict {each}" for each in VERDICTS),
    *(f"status {each}" for each in (*LEAVES, "pending", "not_scored")),
    *(f"class {each}" for each in ("classed", "below_lowest", "in_gap")),
    *(f"late {each}" for each in ("on_time", "late_within_grace", "recorded_late", "doubtful")),
    "tie",
    "bonus",
    "penalty",
    "on a threshold",
    "rescaled",
    "more than two decimals",
    "unending total",
)
"""What drawn packages must hold between them, or nothing would be shown by agreement."""


def agreed(javascript: Verifier, seeds: Iterable[int]) -> Counter[str]:
    """Verify the packages of all seeds twice; what was met in them, counted."""
    met: Counter[str] = Counter()
    for seed in seeds:
        sealed = drawn_package(seed)
        own = verify(sealed)
        assert own is None, f"seed {seed}: xephang verify names {own.place}"
        report = javascript.verify(sealed)
        assert report.differences == (), f"seed {seed}: {report.differences[:3]}"
        assert report.holds
        assert report.digest == digest_bytes(sealed)
        package = json.loads(sealed)
        assert report.units == len(package["campaign"]["roster"])
        met.update(_met(package))
    return met


def _met(package: dict[str, Any]) -> Iterator[str]:
    yield "packages"
    roles = {
        each["id"]: each.get("role") for each in package["regulation"]["regulation"]["sections"]
    }
    for unit in package["results"]["units"]:
        yield f"verdict {unit['verdict']}"
        if "lateness" in unit:
            yield f"late {unit['lateness']['status']}"
        for found in unit.get("classes", {}).values():
            yield f"class {found['status']}"
        if "tree" not in unit:
            continue
        tree = unit["tree"]
        yield from (f"status {each['status']}" for each in _nodes(tree))
        for part in tree["parts"]:
            if part["points"] != "0" and roles.get(part["node"]) in ("bonus", "penalty"):
                yield str(roles[part["node"]])
        base = [each for each in tree["parts"] if roles.get(each["node"], "") in (None, "base")]
        if tree["applicable"] == tree["max"] and any(
            each["applicable"] != each["max"] for each in base
        ):
            yield "rescaled"
        if "/" in tree["points"]:
            yield "unending total"
        yield from _thresholds(package, unit)
    for table in package["results"]["tables"]:
        yield from ("tie" for row in table["rows"] if row["tied"])
        longest = max((len(row["shown"].partition(".")[2]) for row in table["rows"]), default=0)
        if longest > 2:
            yield "more than two decimals"


def _nodes(node: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield node
    for part in node.get("parts", ()):
        yield from _nodes(part)


def _thresholds(package: dict[str, Any], unit: dict[str, Any]) -> Iterator[str]:
    for scheme in package["regulation"]["regulation"].get("classes", ()):
        index = unit["indices"].get(scheme.get("index", "total"))
        value = index and index[scheme.get("of", "points")]
        yield from (
            "on a threshold"
            for each in scheme["classes"]
            if value and each.get("at_least") == value
        )


# --- packages that do not ---------------------------------------------------------------------


def named(javascript: Verifier, name: str, wanted: int) -> Counter[str]:
    """Draw changes until both verifiers have named that many; how many of each kind.

    A change without effect (a unit's name, an act that changes nothing) must be let be by
    both.
    """
    draw = random.Random(name)
    kinds: Counter[str] = Counter()
    while sum(kinds.values()) < wanted:
        sealed = drawn_package(draw.randrange(200_000, 210_000))
        for change in (drawn_change(draw, sealed) for _ in range(10)):
            if change is None or change.content == sealed or sum(kinds.values()) == wanted:
                continue
            place = _place_named(change.content)
            report = javascript.verify(change.content)
            told = f"{change.kind}: {change.what}: {place}"
            if place is None:
                assert report.holds, f"{told}: {report.differences[:2]}"
            else:
                assert not report.holds, f"{told}: nothing named in JavaScript"
                kinds[change.kind] += 1
                assert_says(report, change.unit, told)
    return kinds


def assert_says(report: Report, unit: str, told: str) -> None:
    """Each difference is a whole sentence in both languages; one names the unit changed."""
    for each in report.differences:
        assert each["vi"] != each["en"], told
        assert min(len(each["vi"]), len(each["en"])) > 15, told
        assert not any(
            sign in each["vi"] + each["en"]
            for sign in ('{"', "undefined", "[object", "{where}", "{place}")
        ), told
    assert report.names(unit), f"{told}: {unit} is not named in {report.differences[:3]}"


def _place_named(content: bytes) -> str | None:
    """Where `xephang verify` finds a difference; None where the package holds."""
    try:
        found = verify(content)
    except VerificationError:
        return "refused"
    return None if found is None else found.place
