"""The form and the answers that every contender scores: mixed kinds, drawn from a seed."""

from __future__ import annotations

import datetime as dt
from typing import Any

import numpy as np

from xephang.kernels.columns import AnswerColumns, Column
from xephang.regulation import CriteriaSet, FormFile, Regulation, RegulationFile

KINDS = ("ratio", "target", "choice", "table", "per_item", "deduction", "given", "linear")
SECTIONS = 6
OPTIONS = [{"id": each, "name": each} for each in "xyz"]
OPTION_POINTS = {"x": "max", "y": {"share": "1/2"}, "z": "0"}


def regulation(criteria: int, *, rounded: bool) -> Regulation:
    """A form of `criteria` leaves over six sections, 100 points, four classes."""
    leaves = [_leaf(number, 100 / criteria) for number in range(criteria)]
    file = RegulationFile.model_validate(
        {
            "language": "1",
            "id": "bench/1",
            "decision": {"number": "1", "date": dt.date(2020, 1, 1), "issuer": "x", "title": "x"},
            "groups": [{"id": "g", "name": "g", "members": "g"}],
            "sections": [{"id": f"S{n}", "name": f"S{n}"} for n in range(SECTIONS)],
            "rounding": {"leaf": {"digits": "2"}} if rounded else {},
            "classes": [
                {
                    "classes": [
                        {"id": "a", "name": "a", "at_least": "70"},
                        {"id": "b", "name": "b", "at_least": "60", "below": "70"},
                        {"id": "c", "name": "c", "at_least": "50", "below": "60"},
                        {"id": "d", "name": "d", "below": "50"},
                    ]
                }
            ],
            "rank_tables": [{"id": "t", "name": "t", "groups": ["g"], "ties": "competition"}],
        }
    )
    form = FormFile.model_validate(
        {
            "year": "2020",
            "groups": ["g"],
            "sections": [{"id": f"S{n}", "criteria": leaves[n::SECTIONS]} for n in range(SECTIONS)],
        }
    )
    filled = {each.id: each.criteria for each in form.sections}
    tree = tuple(each.model_copy(update={"criteria": filled[each.id]}) for each in file.sections)
    return Regulation(file, 2020, {"g": CriteriaSet("g", tree, (), illustrative=True)}, "")


def _leaf(number: int, size: float) -> dict[str, Any]:
    kind = KINDS[number % len(KINDS)]
    count = {"type": "count", "label": "n"}
    maximum = f"{size:.2f}"
    rules: dict[str, tuple[dict[str, Any], dict[str, Any]]] = {
        "ratio": ({"a": count, "b": count}, _ratio()),
        "target": ({"a": count, "b": count}, {**_ratio(), "target": "0.8", "floor": "0.1"}),
        "choice": (
            {
                "a": {
                    "type": "choice",
                    "label": "x",
                    "options": [{"id": o, "name": o} for o in "xyz"],
                }
            },
            {
                "kind": "choice",
                "input": "a",
                "points": {"x": "max", "y": {"share": "1/2"}, "z": "0"},
            },
        ),
        "table": (
            {"a": count},
            {
                "kind": "table",
                "of": "a",
                "match": "at_least",
                "rows": [
                    {"count": "4", "points": "max"},
                    {"count": "2", "points": {"share": "1/2"}},
                    {"count": "1", "points": {"share": "1/4"}},
                ],
            },
        ),
        "per_item": ({"a": count}, {"kind": "per_item", "of": "a", "each": "0.15"}),
        "deduction": ({"a": count}, {"kind": "deduction", "of": "a", "each": "0.15"}),
        "given": ({"a": count}, {"kind": "given", "of": "a", "out_of": "100"}),
        "linear": ({"a": count}, {"kind": "linear", "of": "a", "none_at": "5", "full_at": "90"}),
    }
    inputs, rule = rules[kind]
    return {"id": f"c{number}", "name": kind, "max": maximum, "inputs": inputs, "rule": rule}


def _ratio() -> dict[str, Any]:
    return {"kind": "ratio", "numerator": "a", "denominator": "b", "on_zero": "zero"}


def answers(criteria: int, units: int, seed: int = 20) -> AnswerColumns:
    """Answers of `units` units, drawn from a seed."""
    draw = np.random.default_rng(seed)
    columns: dict[tuple[str, str], Column] = {}
    for number in range(criteria):
        kind, name = KINDS[number % len(KINDS)], f"c{number}"
        if kind in ("ratio", "target"):
            bottom = draw.integers(0, 300, units)
            columns[name, "b"] = Column(bottom)
            columns[name, "a"] = Column((bottom * draw.beta(4, 2, units)).astype(np.int64))
        elif kind == "choice":
            columns[name, "a"] = Column(draw.integers(0, 3, units), options=("x", "y", "z"))
        else:
            most = {"table": 7, "per_item": 9, "deduction": 6}.get(kind, 101)
            columns[name, "a"] = Column(draw.integers(0, most, units))
    return AnswerColumns(tuple(f"u{n:07d}" for n in range(units)), columns)
