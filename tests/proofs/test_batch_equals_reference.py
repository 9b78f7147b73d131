"""Class, rank and displayed total of the batch against an independent Fraction evaluation.

The reference below is written from `docs/rules.md` and the tie and display rules alone;
it shares no code with the kernels, the scoring, the classes or the ranking. Half of the
units are pushed to a class threshold, or one unit in the last place to either side.
`make proof` draws far more of them than the ordinary run.
"""

from __future__ import annotations

import datetime as dt
import math
import os
import random
from collections.abc import Mapping
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.xephang.rules.bench import criterion, regulation
from xephang.batch import rank_scores, score_columns
from xephang.kernels import columns_from
from xephang.regulation import Regulation

F = Fraction
UNITS = 120
IN_PROOF = bool(os.environ.get("XEPHANG_PROOF"))
EXAMPLES = 900 if IN_PROOF else 25
TALLY = {"units": 0}


def half_up(value: Fraction, digits: int | None) -> Fraction:
    """Rounded half up, for values from 0 on; unchanged where nothing is declared."""
    if digits is None:
        return value
    scaled = value * 10**digits
    return F(math.floor(scaled + F(1, 2)), 10**digits)


def reference_leaf(
    kind: str, maximum: Fraction, extra: Mapping[str, Any], a: Mapping[str, int]
) -> Fraction:
    """Points of one leaf before rounding, straight from what the kind means."""
    if kind == "ratio":
        if a["b"] == 0:
            return F(0)
        share = min(F(a["a"], a["b"]), F(1))
        target: Fraction = extra["target"]
        return min(F(1), share / target) * maximum
    if kind == "choice":
        return (maximum, maximum / 3, F(0))[a["a"]]
    each: Fraction = extra.get("each", F(0))
    if kind == "per_item":
        return min(a["a"] * each, maximum)
    if kind == "deduction":
        return max(maximum - a["a"] * each, F(0))
    if kind == "table":
        return maximum if a["a"] >= 4 else maximum / 3 if a["a"] >= 2 else F(0)
    return min(F(a["a"], 1000), maximum)


@st.composite
def forms(
    draw: st.DrawFn,
) -> tuple[Regulation, list[tuple[str, str, Fraction, dict[str, Any]]], int | None, dict[str, Any]]:
    """A small regulation with its leaves, its leaf digits and its ranking choices."""
    digits = draw(st.none() | st.integers(0, 3))
    leaves: list[tuple[str, str, Fraction, dict[str, Any]]] = []
    written = []
    for number in range(draw(st.integers(2, 6))):
        kind = draw(st.sampled_from(["ratio", "choice", "per_item", "deduction", "table"]))
        maximum = F(draw(st.integers(1, 20)))
        extra: dict[str, Any] = {
            "target": draw(st.sampled_from([F(1), F(4, 5), F(1, 3)])),
            "each": draw(st.sampled_from([F(1), F(1, 4), F(1, 3), F(7, 100)])),
        }
        leaves.append((f"c{number}", kind, maximum, extra))
        written.append(_written(f"c{number}", kind, maximum, extra))
    leaves.append(("fine", "given", F(30), {}))
    fine = {"kind": "given", "of": "a"}
    asked = {"a": {"type": "number", "label": "a"}}
    written.append(criterion("fine", "30", fine, inputs=asked))
    top = sum((leaf[2] for leaf in leaves), F(0))
    cuts = sorted(
        {half_up(top * F(n, 10), 2 if digits is None else digits) for n in (4, 6, 8)}, reverse=True
    )
    choices = {
        "ties": draw(st.sampled_from(["competition", "dense"])),
        "precision": draw(st.sampled_from([None, 0, 1, 2])),
        "cuts": cuts,
    }
    classes = [{"id": f"k{n}", "name": "k", "at_least": str(cut)} for n, cut in enumerate(cuts)]
    table: dict[str, Any] = {"id": "t", "name": "t", "groups": ["g"], "ties": choices["ties"]}
    if choices["precision"] is not None:
        table["precision"] = str(choices["precision"])
    built = regulation(
        written,
        rounding={} if digits is None else {"leaf": {"digits": str(digits)}},
        classes=[{"classes": [*classes, {"id": "low", "name": "low"}]}],
        rank_tables=[table],
    )
    return built, leaves, digits, choices


def _written(name: str, kind: str, maximum: Fraction, extra: dict[str, Any]) -> dict[str, Any]:
    count: dict[str, Any] = {"type": "count", "label": "n"}
    third = {"share": "1/3"}
    options = [{"id": each, "name": each} for each in "xyz"]
    rules: dict[str, dict[str, Any]] = {
        "ratio": {
            "kind": "ratio",
            "numerator": "a",
            "denominator": "b",
            "on_zero": "zero",
            "target": str(extra["target"]),
        },
        "choice": {"kind": "choice", "input": "a", "points": {"x": "max", "y": third, "z": "0"}},
        "per_item": {"kind": "per_item", "of": "a", "each": str(extra["each"])},
        "deduction": {"kind": "deduction", "of": "a", "each": str(extra["each"])},
        "table": {
            "kind": "table",
            "of": "a",
            "match": "at_least",
            "rows": [{"count": "4", "points": "max"}, {"count": "2", "points": third}],
        },
    }
    inputs: dict[str, Any] = {"a": count, "b": count} if kind == "ratio" else {"a": count}
    if kind == "choice":
        inputs = {"a": {"type": "choice", "label": "x", "options": options}}
    return criterion(name, str(maximum), rules[kind], inputs=inputs)


def drawn_units(
    leaves: list[tuple[str, str, Fraction, dict[str, Any]]],
    digits: int | None,
    cuts: list[Fraction],
    seed: int,
) -> dict[str, dict[str, dict[str, int]]]:
    """Answers as whole numbers; every second unit is pushed to a threshold by its fine leaf."""
    rng = random.Random(seed)
    units = {}
    for number in range(UNITS):
        given: dict[str, dict[str, int]] = {}
        for name, kind, _, _ in leaves:
            if kind == "ratio":
                bottom = rng.randint(0, 40)
                given[name] = {"a": rng.randint(0, bottom), "b": bottom}
            elif kind == "choice":
                given[name] = {"a": rng.randint(0, 2)}
            else:
                given[name] = {"a": rng.randint(0, 30_000 if kind == "given" else 7)}
        if number % 2:
            cut = rng.choice(cuts)
            rest = total_of([leaf for leaf in leaves if leaf[0] != "fine"], digits, given)
            ulp = F(1, 10 ** (3 if digits is None else digits))
            missing = cut - rest + rng.choice([-1, 0, 1]) * ulp
            given["fine"] = {"a": int(min(max(missing, F(0)), F(30)) * 1000)}
        units[f"u{number:04d}"] = given
    return units


def total_of(
    leaves: list[tuple[str, str, Fraction, dict[str, Any]]],
    digits: int | None,
    given: dict[str, dict[str, int]],
) -> Fraction:
    points = (
        half_up(reference_leaf(kind, maximum, extra, given[name]), digits)
        for name, kind, maximum, extra in leaves
    )
    return sum(points, F(0))


def class_of(total: Fraction, cuts: list[Fraction]) -> int:
    return next((n for n, cut in enumerate(cuts) if total >= cut), len(cuts))


def reference_ranks(
    totals: dict[str, Fraction], ties: str, precision: int | None
) -> dict[str, int]:
    seen = {u: t if precision is None else half_up(t, precision) for u, t in totals.items()}
    distinct = sorted(set(seen.values()), reverse=True)
    if ties == "dense":
        return {u: distinct.index(t) + 1 for u, t in seen.items()}
    return {u: 1 + sum(other > t for other in seen.values()) for u, t in seen.items()}


def reference_shown(
    totals: dict[str, Fraction], cuts: list[Fraction], precision: int | None
) -> dict[str, str]:
    """Two decimals; more while the text lies in another class or equals a rival's."""
    merit = {t: t if precision is None else half_up(t, precision) for t in totals.values()}
    shown = {}
    for total in set(totals.values()):
        above = min((t for t in merit if merit[t] > merit[total]), default=None)
        below = max((t for t in merit if merit[t] < merit[total]), default=None)
        digits = 2
        while True:
            text = half_up(total, digits)
            misleads = class_of(text, cuts) != class_of(total, cuts)
            collides = any(r is not None and half_up(r, digits) == text for r in (above, below))
            if text == total or not (misleads or collides):
                break
            digits += 1
        shown[total] = (
            f"{math.floor(text)}.{int((text - math.floor(text)) * 10**digits):0{digits}d}"
        )
    return {unit: shown[total] for unit, total in totals.items()}


def as_answers(units: dict[str, dict[str, dict[str, int]]], leaves: list[Any]) -> dict[str, Any]:
    kinds = {name: kind for name, kind, _, _ in leaves}

    def text(kind: str, value: int) -> str:
        if kind == "choice":
            return "xyz"[value]
        return str(value) if kind != "given" else f"{value // 1000}.{value % 1000:03d}"

    return {
        unit: {
            name: {field: text(kinds[name], value) for field, value in fields.items()}
            for name, fields in given.items()
        }
        for unit, given in units.items()
    }


@pytest.mark.proof
@settings(max_examples=EXAMPLES, suppress_health_check=list(HealthCheck))
@given(forms(), st.integers(0, 2**32))
def test_batch_agrees_with_the_reference_in_class_rank_and_displayed_total(
    form: tuple[Regulation, list[Any], int | None, dict[str, Any]], seed: int
) -> None:
    compare(form, seed)


@settings(max_examples=25, suppress_health_check=list(HealthCheck))
@given(forms(), st.integers(0, 2**32))
def test_batch_agrees_with_the_reference_on_a_few_forms(
    form: tuple[Regulation, list[Any], int | None, dict[str, Any]], seed: int
) -> None:
    compare(form, seed)


def compare(form: tuple[Regulation, list[Any], int | None, dict[str, Any]], seed: int) -> None:
    built, leaves, digits, choices = form
    units = drawn_units(leaves, digits, choices["cuts"], seed)
    columns = columns_from(built.criteria_sets["g"], as_answers(units, leaves))
    scores = score_columns(built, "g", columns)
    expected = {unit: total_of(leaves, digits, given) for unit, given in units.items()}
    assert {u: scores.total(n) for n, u in enumerate(scores.units)} == expected
    cuts = choices["cuts"]
    classes = {u: int(scores.classes[n]) for n, u in enumerate(scores.units)}
    assert classes == {unit: class_of(total, cuts) for unit, total in expected.items()}
    ranked = rank_scores(scores, built.file.rank_tables[0], built)
    ties, precision = choices["ties"], choices["precision"]
    assert {r.unit: r.rank for r in ranked} == reference_ranks(expected, ties, precision)
    assert {r.unit: r.shown for r in ranked} == reference_shown(expected, cuts, precision)
    TALLY["units"] += len(units)


@pytest.mark.proof
def test_at_least_100_000_units_were_compared() -> None:
    """Runs after the comparison in the same process (`make proof` keeps files together)."""
    assert TALLY["units"] >= 100_000
    print(f"\n{TALLY['units']} units compared on {dt.date.today()}: no difference")  # noqa: DTZ011, T201
