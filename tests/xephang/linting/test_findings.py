"""Every code of the linter: a clean regulation gives none, one mutation gives exactly that one."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.xephang.library import ALL, LIBRARY
from xephang.linting import KINDS, Finding, lint
from xephang.loading import load_folder

REGULATION = """\
language: 1
id: song-xanh/2020-1
decision: {number: 1/QĐ, date: 2020-01-01, issuer: UBND, title: Quy định, cite: d1}
groups:
  - {id: so, name: Sở, members: các sở, cite: d1}
  - {id: xa, name: Xã, members: các xã, cite: d1}
sections:
  - {id: A, name: Mục A, max: 60, cite: d1}
  - {id: B, name: Mục B, max: 40, cite: d1}
  - {id: T, name: Thưởng, role: bonus, max: 5, cap: 5, cite: d1}
scale: 100
not_applicable: {policy: exclude_rescale, evidence: Văn bản, approver: council, cite: d1}
rounding: {leaf: {digits: 2}}
bounds: {least: 0, most: 100}
indices:
  - id: i
    name: Chỉ số
    combine: weighted_mean
    terms: [{of: A, weight: 1/2}, {of: B, weight: 1/2}]
classes:
  - id: muc
    cite: d1
    classes:
      - {id: tot, name: Tốt, at_least: 80, minima: {A: 40}}
      - {id: kha, name: Khá, at_least: 50, below: 80, minima: {A: 30}}
      - {id: yeu, name: Yếu, below: 50}
rank_tables:
  - {id: bang, name: Bảng, groups: [so, xa], ties: competition, tie_break: [A], cite: d1}
calendar:
  exercise: {from: 01/10/Y, through: 31/12/Y}
  milestones:
    - id: nop
      kind: submission
      name: Nộp
      before: 15/10/Y
      late: not_assessed
      grace: {days: 5, unit: working_days}
    - {id: duyet, kind: report, name: Duyệt, before: 25/11/Y}
appraisal:
  who: [{groups: [so, xa], appraiser: panel, cite: d1}]
consequences:
  - {id: thi-dua, name: Thi đua, effect: not_considered, classes: [yeu], cite: d1}
"""
FORM = """\
year: 2020
groups: [so, xa]
sections:
  - id: A
    criteria:
      - id: A.1
        name: Tỷ lệ
        max: 30
        inputs: {a: {type: count, label: a}, b: {type: count, label: b}}
        rule: {kind: ratio, numerator: a, denominator: b, on_zero: zero}
        cite: d1
      - id: A.2
        name: Đếm
        max: 30
        inputs: {n: {type: count, label: n}}
        rule:
          kind: table
          of: n
          match: at_least
          rows: [{count: 4, points: max}, {count: 1, points: 10}]
  - id: B
    criteria:
      - id: B.1
        name: Chọn
        max: 10
        inputs: {c: {type: choice, label: c, options: [{id: x, name: X}, {id: y, name: Y}]}}
        rule: {kind: choice, input: c, points: {x: max, y: 0}}
      - id: B.2
        name: Khoảng
        max: 10
        inputs: {n: {type: number, label: n}}
        rule: {kind: bands, of: n, bands: [{at_least: 5, points: max}, {below: 5, points: 0}]}
      - id: B.3
        name: Hai phần
        max: 20
        inputs: {p: {type: yes_no, label: p}, n: {type: count, label: n}}
        rule:
          kind: sum
          parts:
            - {weight: 1/2, rule: {kind: choice, input: p, points: {yes: max, no: 0}}}
            - weight: 1/2
              only_if: {quantity: {points_of: B.1}, at_least: 1}
              rule: {kind: per_item, of: n, each: 1}
  - id: T
    criteria:
      - id: T.1
        name: Thưởng
        max: 5
        inputs: {n: {type: count, label: n}}
        rule: {kind: per_item, of: n, each: 1}
"""
SOURCE = '# Nguồn\n\n<a id="d1"></a>Điều 1.\n'
R, F = "regulation.yaml", "forms/2020-so.yaml"

Edit = tuple[str, str, str]
"""File, text in it, and what stands there instead."""

MUTATIONS: list[tuple[str, str, list[Edit]]] = [
    (
        "maxima-do-not-add-up",
        "id: A, name",
        [(F, "max: 30\n        inputs: {a:", "max: 29\n        inputs: {a:")],
    ),
    ("scale-does-not-match", "language", [(R, "scale: 100", "scale: 101")]),
    ("no-maximum", "id: A, name", [(R, "name: Mục A, max: 60", "name: Mục A, max: {so: 60}")]),
    ("maximum-unattainable", "id: A.2", [(F, "{count: 4, points: max}", "{count: 4, points: 29}")]),
    ("class-gap", "id: tot", [(R, "below: 80, minima", "at_most: 79, minima")]),
    ("class-overlap", "id: tot", [(R, "below: 80, minima", "below: 81, minima")]),
    ("class-order", "id: tot", [(R, "at_least: 50, below: 80", "at_least: 85")]),
    ("class-not-monotone", "id: tot", [(R, "minima: {A: 30}", "minima: {A: 41}")]),
    (
        "class-unreachable",
        "id: tot",
        [(R, "at_least: 80, minima: {A: 40}", "at_least: 80, minima: {A: 61}")],
    ),
    ("no-zero-policy", "id: A.1", [(F, ", on_zero: zero", "")]),
    (
        "zero-left-out-refused",
        "id: A.1",
        [
            (F, "on_zero: zero", "on_zero: not_applicable"),
            (R, "policy: exclude_rescale, evidence: Văn bản, approver: council", "policy: refused"),
        ],
    ),
    ("count-above-top-row", "id: A.2", [(F, "match: at_least", "match: exact")]),
    ("bands-gap", "id: B.2", [(F, "{below: 5, points: 0}", "{below: 4, points: 0}")]),
    ("weights-do-not-add-up", "id: B.3", [(F, "- {weight: 1/2, rule", "- {weight: 1/3, rule")]),
    ("weights-do-not-add-up", "id: i", [(R, "{of: A, weight: 1/2}", "{of: A, weight: 1/3}")]),
    ("no-evidence-policy", "language", [(R, " evidence: Văn bản,", "")]),
    ("no-approver", "language", [(R, " approver: council,", "")]),
    ("rounding-undeclared", "language", [(R, "rounding: {leaf: {digits: 2}}\n", "")]),
    ("ties-undeclared", "id: bang", [(R, " ties: competition,", "")]),
    ("deadline-on-rest-day", "id: duyet", [(R, "before: 25/11/Y", "before: 28/11/Y")]),
    ("grace-unit-undeclared", "id: nop", [(R, "{days: 5, unit: working_days}", "{days: 5}")]),
    ("milestone-out-of-order", "id: duyet", [(R, "before: 25/11/Y", "before: 05/10/Y")]),
    ("milestone-outside-exercise", "id: duyet", [(R, "before: 25/11/Y", "before: 05/01/Y+1")]),
    ("swaps-unknown", "language", []),
    ("no-rank-table", "id: xa", [(R, "groups: [so, xa], ties", "groups: [so], ties")]),
    (
        "no-class-scheme",
        "id: xa",
        [(R, "    cite: d1\n    classes:", "    cite: d1\n    groups: [so]\n    classes:")],
    ),
    ("no-group-form", "id: xa", [(F, "groups: [so, xa]", "groups: [so]")]),
    (
        "applies-to-nobody",
        "id: T.1",
        [
            (
                F,
                "name: Thưởng\n        max: 5",
                "name: Thưởng\n        applies_to: [khac]\n        max: 5",
            )
        ],
    ),
    ("unknown-reference", "id: bang", [(R, "tie_break: [A]", "tie_break: [AA]")]),
    ("unknown-reference", "id: B.3", [(F, "points_of: B.1", "points_of: B.9")]),
    ("unknown-reference", "id: thi-dua", [(R, "classes: [yeu]", "classes: [yeuu]")]),
    ("duplicated-id", "id: A.1", [(F, "id: A.2", "id: A.1")]),
    ("input-never-asked", "id: A.1", [(F, "numerator: a,", "numerator: aa,")]),
    ("input-never-used", "id: A.1", [(F, "denominator: b,", "denominator: a,")]),
    ("option-mismatch", "id: B.1", [(F, "{x: max, y: 0}", "{x: max, z: 0}")]),
    ("circular-reference", "id: B.3", [(F, "points_of: B.1", "points_of: B.3")]),
    ("bonus-unbounded", "language", [(R, "bounds: {least: 0, most: 100}\n", "")]),
    ("no-cap", "id: T, name", [(R, " cap: 5,", "")]),
    ("unknown-citation", "cite: d7", [(F, "cite: d1", "cite: d7")]),
    ("no-source", "language", [("source.md", SOURCE, "")]),
    (
        "acknowledged-nothing",
        "language",
        [(R, "bounds:", "acknowledged: [{code: no-cap, where: T, reason: vì}]\nbounds:")],
    ),
]


def written(tmp_path: Path, edits: list[Edit], year: int = 2020) -> tuple[Path, list[Finding]]:
    """The clean regulation after some edits, and the findings in it."""
    folder = tmp_path / "song-xanh"
    (folder / "forms").mkdir(parents=True)
    texts = {R: REGULATION, F: FORM, "source.md": SOURCE}
    for file, old, new in edits:
        assert old in texts[file], old
        texts[file] = texts[file].replace(old, new, 1)
    for name, text in texts.items():
        if text:
            (folder / name).write_text(text, encoding="utf-8")
    return folder, lint(load_folder(folder), year)


def test_clean_regulation_has_no_findings(tmp_path: Path) -> None:
    _, findings = written(tmp_path, [])
    assert [each.show("en") for each in findings] == []


@pytest.mark.parametrize(
    ("code", "anchor", "edits"), MUTATIONS, ids=[f"{n}-{m[0]}" for n, m in enumerate(MUTATIONS)]
)
def test_each_mistake_is_found_on_the_line_that_makes_it(
    tmp_path: Path, code: str, anchor: str, edits: list[Edit]
) -> None:
    year = 2031 if code == "swaps-unknown" else 2020
    folder, findings = written(tmp_path, edits, year)
    named = [each for each in findings if each.code == code]
    assert named, [each.show("en") for each in findings]
    lines = []
    for each in named:
        file = folder / each.place.file.split("/", 1)[1]
        lines.append(file.read_text(encoding="utf-8").splitlines()[each.place.line - 1])
    assert any(anchor in line for line in lines), lines


def test_every_code_has_a_mutation() -> None:
    assert {each[0] for each in MUTATIONS} == set(KINDS)


@pytest.mark.parametrize("code", sorted(KINDS))
def test_every_code_has_a_line_in_the_docs(code: str) -> None:
    page = (LIBRARY.parent / "docs" / "linter.md").read_text(encoding="utf-8")
    assert f"| `{code}` |" in page


def test_an_acknowledged_finding_stays_visible_with_its_reason(tmp_path: Path) -> None:
    new = "acknowledged: [{code: no-cap, where: T, reason: vì thế}]\nbounds:"
    _, (finding,) = written(tmp_path, [(R, " cap: 5,", ""), (R, "bounds:", new)])
    assert not finding.is_open
    assert "vì thế" in finding.show("vi")


def test_all_findings_come_at_once_in_the_order_of_lines(tmp_path: Path) -> None:
    _, findings = written(tmp_path, [(R, "scale: 100", "scale: 90")])
    both = [each.place.line for each in findings]
    assert both == sorted(both)


def test_integer_bands_leave_84_5_without_a_class(tmp_path: Path) -> None:
    """H2: 70 to 84 and 85 to 100."""
    old = "{id: tot, name: Tốt, at_least: 80, minima: {A: 40}}"
    new = "{id: tot, name: Tốt, at_least: 85, at_most: 100}"
    _, findings = written(tmp_path, [(R, old, new)])
    gap = next(each for each in findings if each.code == "class-gap")
    assert "from 80 to 85" in gap.message.show("en")


@pytest.mark.parametrize("regulation", ALL)
def test_shipped_regulations_have_no_open_finding(regulation: str) -> None:
    folder = load_folder(LIBRARY / regulation)
    for year in folder.years:
        if year == max(folder.years):
            open_ones = [each.show("en") for each in lint(folder, year) if each.is_open]
            assert open_ones == []
