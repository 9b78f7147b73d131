"""The rows of the rule typology that the language expresses, and with what."""

from __future__ import annotations

import re
from pathlib import Path

from xephang.rules import RULE_KINDS

ROOT = Path(__file__).resolve().parents[2]
TESTS = (
    "tests/xephang/rules/test_typology_leaf.py",
    "tests/xephang/rules/test_typology_whole.py",
)
ROWS: tuple[tuple[str, str, str, str], ...] = (
    ("F1", "Yes or no", "`choice`", "rules/choice"),
    ("F2", "Plain ratio", "`ratio`", "rules/ratio"),
    ("F2z", "Ratio whose denominator can be zero", "`ratio`, `on_zero`", "rules/ratio"),
    (
        "F2q",
        "Denominator set elsewhere",
        "input `source: appraiser`, reference `other/input`",
        "rules/quantities",
    ),
    ("F3", "Ratio saturating at a target, by year", "`ratio`, `target`", "rules/ratio"),
    ("F4", "Ratio in bands", "`bands`", "rules/bands"),
    ("F4z", "Ratio with a floor", "`ratio`, `floor`", "rules/ratio"),
    ("F5", "Complement ratio", "`ratio`, `complement`", "rules/ratio"),
    ("F6", "Normalised by the best unit", "`normalised`, `best`", "rules/normalised"),
    (
        "F6m",
        "Min-max; z-score with a declared deviation",
        "`normalised`, `min_max`, `z_score`",
        "rules/normalised",
    ),
    ("F7", "Several ratios in one", "`sum`", "rules/parts"),
    ("F8", "Count table", "`table`, `match`", "rules/table"),
    ("F9", "Count × points, capped", "`per_item`", "rules/per_item"),
    ("F10", "One level chosen", "`choice`, `{share: 1/2}`", "rules/choice"),
    ("F11", "Independent conditions", "`sum` of `choice`", "rules/parts"),
    ("F12", "Unlike parts", "`sum`, `max` a part", "rules/parts"),
    ("F13", "Best of alternatives", "`best_of`", "rules/parts"),
    ("F14", "Exclusive branches", "`branches`", "rules/parts"),
    ("F15", "Base and increment", "`sum`, `only_if`", "rules/parts"),
    ("F16", "Weighted conversion", "quantity `weighted`", "rules/quantities"),
    ("F17", "Qualifier on what is counted", "quantity `where`", "rules/quantities"),
    ("F18", "Measured elsewhere", "input `source: system`; `given`", "rules/given"),
    ("F19", "External index", "input `source: index`; `bands`", "rules/bands"),
    ("F20", "Survey", "input `source: survey`; `given`", "rules/given"),
    ("F21", "Council score", "input `source: council`; quantity `mean`", "rules/quantities"),
    ("F22", "Another ranking's result", "`given`", "rules/given"),
    ("F23", "Plan attainment", "`ratio`, `may_exceed`", "rules/ratio"),
    ("F24", "Shown, no points", "`information`", "rules/information"),
    ("F25", "General information", "`information`; reference `other/input`", "rules/information"),
    ("F26", "Rows of a list", "input `list`; quantity `count`", "rules/quantities"),
    ("F27", "Deduction", "`deduction`", "rules/deduction"),
    ("F28", "Override by an appraiser", "`overrides` of the campaign", "rules/choice"),
    ("F29", "Change from last year", "quantity `previous_year`; `linear`", "rules/linear"),
    ("F30", "Depends on another criterion", "`only_if`; quantity `points_of`", "rules/conditions"),
    ("G1", "Sum of a tree", "sections in sections", "scoring"),
    ("G2", "Cap a section", "`max` of the section", "scoring"),
    ("G3", "Weighted mean of shares", "index, `weighted_mean`", "indices"),
    ("G4", "Plain mean", "index, `mean`", "indices"),
    ("G5", "One node in several roll-ups", "several indices", "indices"),
    ("G6", "Bonus and penalty", "section `role`, `cap`; `bounds`", "scoring"),
    ("G7", "Left out, rest rescaled", "`exclude_rescale`", "scoring"),
    ("G8", "Left out, judged by percent", "`exclude_percent`", "indices"),
    ("G9", "Bases of their own", "`applies_to`, `max` by group", "regulation"),
    (
        "G10",
        "Left out only with approval",
        "`evidence`, `approver`; `na_approved`",
        "applicability",
    ),
    ("G11", "Children in the parent's score", "quantity `children`", "rules/quantities"),
    ("G12", "Mean over predecessors", "quantity `predecessors`", "rules/quantities"),
    ("G13", "Weighted blend", "`sum`, `weight` a part", "rules/parts"),
    ("G14", "Indices side by side", "index, class scheme, table each", "results"),
    ("G15", "Where points are rounded", "`rounding`", "points"),
    ("H1", "Half-open thresholds", "`at_least`, `below`", "classes"),
    ("H2", "Integer gaps", "`at_most`: a gap is for a person", "classes"),
    ("H3", "Percent of the applicable maximum", "`of: percent`", "classes"),
    ("H4", "Every section's minimum", "`minima`", "classes"),
    ("H5", "Thresholds by kind of unit", "`groups` of a scheme", "classes"),
    ("H6", "Labels change", "`name` of a class", "classes"),
    ("H7", "Not assessed, not ranked", "verdicts", "results"),
    ("H8", "Consequences of a class", "`consequences`", "regulation"),
    ("H9", "Boundary and rounding", "exact comparison; more decimals shown", "ranking"),
    ("R1", "Competition rank", "`ties: competition`", "ranking"),
    ("R2", "Dense rank", "`ties: dense`", "ranking"),
    ("R3", "Shared first", "`ties`", "ranking"),
    ("R4", "Precision of ties", "`precision`", "ranking"),
    ("R5", "Within the parent", "`within: parent`", "results"),
    ("R6", "Rank by an index", "`index` of a table", "results"),
    ("R7", "Tie broken by a criterion", "`tie_break`", "results"),
    ("R8", "Change from last year", "two results compared", "trial"),
    ("R9", "Corrected later", "two packages compared", "package"),
    ("T1", "Data window", "`data_window`", "calendar/model"),
    ("T2", "Days or working days", "`grace`, `unit`", "calendar/lateness"),
    ("T3", "Working days from an act", "`after`", "calendar/working_days"),
    ("T4", "Amended mid-life", "`amends`; `xephang diff`", "differences"),
    ("T5", "Targets by year", "`target` by year", "rules/ratio"),
    ("T6", "Reorganised units", "`predecessors` on the roster", "results"),
    ("T7", "Yearly components", "`forms/<year>-…`", "loading"),
    ("T8", "Lock after the deadline", "last accepted moment", "calendar/lateness"),
)
"""Row of the typology, what it is, how the language says it, the module below src/xephang."""


def named_tests(row: str) -> list[tuple[str, str]]:
    """(file, test) of every test named after a row."""
    named = re.compile(rf"^def (test_(?:[A-Z0-9a-z]+_)*?{row}_\w+)\(", re.MULTILINE)
    return [
        (file, name)
        for file in TESTS
        for name in named.findall((ROOT / file).read_text(encoding="utf-8"))
    ]


def rules_page() -> str:
    """`docs/rules.md`: every row with kind, module and test, and every kind with an example."""
    lines = [
        "# Rules: what real regulations use, and how the language says it",
        (
            "*Written by `make docs`. Rows F are forms of a leaf score, G of aggregation, H of "
            "classes, R of ranking, T of time and versions.*"
        ),
        "| row | what it is | in the language | module | test |\n| --- | --- | --- | --- | --- |\n"
        + "\n".join(_row(*row) for row in ROWS),
        "## The kinds",
    ]
    for kind, rule in RULE_KINDS.items():
        words = (rule.__doc__ or "").strip()
        text = "\n".join(line.removeprefix("    ") for line in words.splitlines())
        lines.append(f"### `{kind}`\n\n{text}\n\n```yaml\n{EXAMPLES[kind]}\n```")
    return "\n\n".join(lines) + "\n"


def _row(row: str, what: str, language: str, module: str) -> str:
    named = ", ".join(f"`{name}`" for _, name in named_tests(row))
    linked = f"[{module}](../src/xephang/{module}.py)"
    return f"| {row} | {what} | {language} | {linked} | {named} |"


EXAMPLES: dict[str, str] = {
    "choice": "rule:\n  kind: choice\n  input: level\n"
    "  points: {head: max, deputy: {share: 1/2}, none: 0}",
    "ratio": "rule:\n  kind: ratio\n  numerator: signed\n  denominator: sent\n  on_zero: zero\n"
    "  target: {2020: 0.8, 2025: 1}",
    "bands": "rule:\n  kind: bands\n  of: {quotient: [a, b], on_zero: zero}\n"
    "  bands: [{at_least: 0.9, points: max}, {at_least: 0.7, points: 3}]\n  else_points: 0",
    "table": "rule:\n  kind: table\n  of: meetings\n  match: at_least\n"
    "  rows: [{count: 4, points: max}, {count: 2, points: 10}]",
    "per_item": "rule: {kind: per_item, of: {count: documents, where: {signed: yes}}, each: 0.5}",
    "linear": "rule:\n  kind: linear\n  of: {difference: [now, {previous_year: now}]}\n"
    "  none_at: 0\n  full_at: 20",
    "normalised": "rule:\n  kind: normalised\n  method: best\n"
    "  of: {quotient: [{weighted: {fibre: 1, copper: 0.5}}, general/staff], on_zero: zero}",
    "given": "rule: {kind: given, of: {mean: members, field: score}, out_of: 10}",
    "deduction": "rule: {kind: deduction, of: late_reports, each: 0.5, least: 0}",
    "sum": "rule:\n  kind: sum\n  parts:\n"
    "    - {max: 45, rule: {kind: ratio, numerator: a, denominator: b, on_zero: zero}}\n"
    "    - {max: 5, rule: {kind: per_item, of: applications, each: 1}}",
    "best_of": "rule:\n  kind: best_of\n  parts:\n"
    "    - {name: By degree, rule: {kind: choice, input: degree, points: {yes: max, no: 0}}}\n"
    "    - {name: By certificates, rule: {kind: per_item, of: certificates, each: 1}}",
    "branches": "rule:\n  kind: branches\n  input: hosting\n  branches:\n"
    "    centre: {max: 60, rule: {kind: choice, input: backup, points: {yes: max, no: 35}}}\n"
    "    room: {max: 20, rule: {kind: choice, input: power, points: {yes: max, no: 0}}}",
    "information": "rule: {kind: information}",
}
"""One example of every kind, as it stands in a form."""
