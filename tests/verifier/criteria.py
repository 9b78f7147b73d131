"""Drawn criteria of every rule kind, and drawn answers to whatever a criterion asks."""

from __future__ import annotations

import random
from collections.abc import Callable
from typing import Any

from xephang.regulation import Column, Criterion, Input

Data = dict[str, Any]
Made = tuple[Data, Data]
"""(inputs, rule)."""

COUNT = {"type": "count", "label": "Số lượng"}
NUMBER = {"type": "number", "label": "Giá trị"}
OPTIONS = [{"id": each, "name": f"Mức {each}"} for each in ("x", "y", "z")]
CHOICE = {"type": "choice", "label": "Mức", "options": OPTIONS}
YES_NO = {"type": "yes_no", "label": "Có hay không"}
# The order of the form is not that of the alphabet.
ROWS = {
    "type": "list",
    "label": "Văn bản",
    "columns": {
        "title": {"type": "text", "label": "Tên"},
        "signed": {"type": "yes_no", "label": "Đã ký"},
        "date": {"type": "date", "label": "Ngày"},
        "score": {"type": "number", "label": "Điểm"},
    },
}


def _given(draw: random.Random) -> Made:
    scale = {"out_of": draw.choice(("10", "3"))} if draw.random() < 0.5 else {}
    return {"v": NUMBER}, {"kind": "given", "of": "v", **scale}


def _ratio(draw: random.Random) -> Made:
    rule: Data = {"kind": "ratio", "numerator": "a", "denominator": "b"}
    policy = draw.choice((None, *["zero", "full", "not_applicable"] * 5))
    rule |= {"on_zero": policy} if policy else {}
    rule |= {"target": {"2016": "0.8", "2022": "1"}} if draw.random() < 0.3 else {}
    return {"a": COUNT, "b": COUNT}, rule


def _by_staff(draw: random.Random) -> Made:
    rule = {"kind": "ratio", "numerator": "a", "denominator": "general/staff", "on_zero": "zero"}
    return {"a": COUNT}, {**rule, "may_exceed": "true"}


def _choice(draw: random.Random) -> Made:
    points = {"x": "max", "y": {"share": draw.choice(("1/3", "0.5"))}, "z": "0"}
    return {"v": CHOICE}, {"kind": "choice", "input": "v", "points": points}


def _per_item(draw: random.Random) -> Made:
    where = {"count": "rows", "where": {"signed": "yes"}}
    each = draw.choice(("0.5", "1/7", "1"))
    if draw.random() < 0.5:
        return {"rows": ROWS}, {"kind": "per_item", "of": where, "each": each}
    return {"n": COUNT}, {"kind": "per_item", "of": "n", "each": each}


def _deduction(draw: random.Random) -> Made:
    return {"n": COUNT}, {"kind": "deduction", "of": "n", "each": draw.choice(("0.5", "1/3"))}


def _table(draw: random.Random) -> Made:
    rows = [{"count": "4", "points": "max"}, {"count": "2", "points": "0.5"}]
    match = draw.choice(("at_least", "exact"))
    return {"n": COUNT}, {"kind": "table", "of": "n", "match": match, "rows": rows}


def _bands(draw: random.Random) -> Made:
    bands = [{"at_least": "6", "points": "max"}, {"at_least": "2", "below": "5", "points": "1"}]
    rule: Data = {"kind": "bands", "of": "v", "bands": bands}
    return {"v": NUMBER}, {**rule, **({"else_points": "0"} if draw.random() < 0.95 else {})}


def _linear(draw: random.Random) -> Made:
    change = {"difference": ["v", {"previous_year": "v"}]}
    of = change if draw.random() < 0.15 else "v"
    return {"v": NUMBER}, {"kind": "linear", "of": of, "none_at": "0", "full_at": "7"}


def _normalised(draw: random.Random) -> Made:
    method = draw.choice(("best", "min_max", "z_score"))
    rule: Data = {"kind": "normalised", "of": "v", "method": method}
    if method == "z_score":
        rule |= {"deviation": {"digits": "3"}, "none_at": "-2", "full_at": "2"}
    return {"v": NUMBER}, rule


def _mean(draw: random.Random) -> Made:
    return {"rows": ROWS}, {
        "kind": "given",
        "of": {"mean": "rows", "field": "score"},
        "out_of": "10",
    }


def _information(draw: random.Random) -> Made:
    return {"t": {"type": "text", "label": "Ghi chú"}}, {"kind": "information"}


def _children(draw: random.Random) -> Made:
    below = {"children": {"take": "share", "combine": draw.choice(("mean", "sum", "count"))}}
    return {}, {"kind": "given", "of": below, "out_of": "1"}


SIMPLE: tuple[Callable[[random.Random], Made], ...] = (
    _given,
    _given,
    _ratio,
    _by_staff,
    _choice,
    _per_item,
    _deduction,
    _table,
    _bands,
    _linear,
    _normalised,
    _mean,
    _information,
)


def _part(draw: random.Random, position: int) -> tuple[Data, Data]:
    """One part under inputs of its own: (inputs, part)."""
    inputs, rule = draw.choice((_ratio, _choice, _per_item, _given, _bands))(draw)
    names = {name: f"{name}{position}" for name in inputs}
    size = draw.choice(({}, {"max": draw.choice(("1", "2"))}, {"weight": "0.5"}))
    part = {"rule": _renamed(rule, names), **size}
    if draw.random() < 0.4:
        part["name"] = f"Phần {position}"
    if draw.random() < 0.2:
        part["only_if"] = {"input": "gate", "equals": "yes"}
    return {names[name]: asked for name, asked in inputs.items()}, part


def _renamed(value: Any, names: dict[str, str]) -> Any:
    """The rule with its input references renamed; keys and other words stay."""
    if isinstance(value, dict):
        keep = ("kind", "points", "on_zero", "match", "where", "field")
        return {key: each if key in keep else _renamed(each, names) for key, each in value.items()}
    if isinstance(value, list):
        return [_renamed(each, names) for each in value]
    return names.get(value, value)


def _parts(draw: random.Random) -> Made:
    kind = draw.choice(("sum", "best_of", "branches"))
    made = [_part(draw, position) for position in (1, 2, 3)[: draw.choice((2, 2, 3))]]
    inputs: Data = {"gate": YES_NO}
    for asked, _ in made:
        inputs |= asked
    parts = [part for _, part in made]
    if kind == "branches":
        branches = dict(zip(("x", "y"), parts, strict=False))
        return {"way": CHOICE, **inputs}, {"kind": kind, "input": "way", "branches": branches}
    if draw.random() < 0.2:
        parts[0] = {"rule": {"kind": "sum", "parts": [parts[0]]}}
    return inputs, {"kind": kind, "parts": parts}


def drawn_criterion(draw: random.Random, name: str, groups: list[str]) -> Data:
    """What a form says of one criterion."""
    kind = draw.random()
    make = _parts if kind < 0.25 else _children if kind < 0.26 else draw.choice(SIMPLE)
    inputs, rule = make(draw)
    sizes = draw.choices(("2", "3", "5", "1.25", "10/3"), k=len(groups))
    maximum = dict(zip(groups, sizes, strict=True)) if draw.random() < 0.2 else sizes[0]
    made: Data = {"id": name, "name": f"Tiêu chí {name}", "max": maximum, "rule": rule}
    if draw.random() < 0.1:
        inputs = {**inputs, "gate": YES_NO}
        made["only_if"] = {"input": "gate", "equals": "yes"}
    if draw.random() < 0.15:
        made["applies_to"] = [draw.choice(groups)]
    if draw.random() < 0.15:
        policy = draw.choice(("refused", "exclude_rescale", "zero", "full"))
        made["not_applicable"] = {"policy": policy, "cite": "khoản 2"}
    if draw.random() < 0.1:
        made["rounding"] = {"digits": draw.choice(("0", "1")), "mode": draw.choice(("up", "down"))}
    if draw.random() < 0.5:
        made["cite"] = "điều 3"
    return {**made, "inputs": inputs}


def drawn_answers(draw: random.Random, criterion: Criterion) -> Data:
    """Canonical answers to one criterion; some missing, some not applicable."""
    answers: Data = {}
    for name, asked in criterion.inputs.items():
        if draw.random() > 0.06:
            answers[name] = _answer(draw, asked)
    if draw.random() < 0.12:
        answers["not_applicable"] = "yes"
        answers["na_approved"] = draw.choice(("yes", "yes", "no"))
    return answers


def _answer(draw: random.Random, asked: Input | Column) -> Any:
    if asked.type == "number":
        return draw.choice(("0", "1", "2", "3.5", "5", "7", "8.125", "10"))
    if asked.type == "count":
        return str(draw.choice((0, 1, 2, 3, 4, 6, 7)))
    if asked.type == "yes_no":
        return draw.choice(("yes", "yes", "no"))
    if asked.type == "choice":
        return draw.choice([each.id for each in asked.options])
    if asked.type == "date":
        return f"2020-0{draw.randint(1, 9)}-11"
    if asked.type == "text":
        return draw.choice(("Kế hoạch", "Báo cáo “quý”", "61/UBND, đã gửi"))
    assert isinstance(asked, Input)
    return [
        {name: _answer(draw, column) for name, column in asked.columns.items()}
        for _ in range(draw.randint(0, 3))
    ]
