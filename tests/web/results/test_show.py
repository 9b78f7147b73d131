"""What pages make of a package: orders by section, classes as bars, changes, medians, pictures."""

from __future__ import annotations

import re
from fractions import Fraction
from itertools import pairwise
from typing import Any

import pytest
from django.template.loader import render_to_string

from xephang.library import find_folder
from xephang.loading import load_regulation
from xephang_web.results.runs import Neighbours, Published, Rung, neighbours_of
from xephang_web.results.show import by_section, marks_of, median, tables_of
from xephang_web.results.templatetags.result_pictures import (
    LABEL_HEIGHT,
    signed,
    slopes,
    totals_chart,
)
from xephang_web.results.versions import changes_between
from xephang_web.results.years import CRITERIA, REORGANISED

REGULATION = load_regulation(find_folder("thanh-hoa/2016-4289"), 2016)
LEVELS = load_regulation(find_folder("phu-tho/2018-1609"), 2018)


def tree(sections: dict[str, tuple[str, str]]) -> dict[str, Any]:
    """A form with sections: id → (points, applicable)."""
    parts = [
        {"node": key, "name": key, "points": points, "max": most, "applicable": most}
        for key, (points, most) in sections.items()
    ]
    return {"node": "form", "points": "0", "max": "100", "applicable": "100", "parts": parts}


def package(
    rows: list[tuple[str, int, str, str]],
    sections: dict[str, dict[str, tuple[str, str]]],
    table: str = "bang-1",
    group: str = "so",
) -> Published:
    """A package of one table: (unit, rank, shown, class)."""
    ranks = [rank for _unit, rank, _shown, _class in rows]
    return Published(
        {
            "campaign": {"roster": [{"unit": unit, "name": {"vi": unit}} for unit, *_ in rows]},
            "results": {
                "units": [
                    {
                        "unit": unit,
                        "group": group,
                        "verdict": "ranked",
                        "reason": {"vi": "", "en": ""},
                        "tree": tree(sections[unit]),
                        "indices": {"total": {"max": "100", "points": shown}},
                        "classes": {"total": {"class": class_id}},
                    }
                    for unit, _rank, shown, class_id in rows
                ],
                "tables": [
                    {
                        "table": table,
                        "parent": None,
                        "rows": [
                            {
                                "unit": unit,
                                "rank": rank,
                                "tied": ranks.count(rank) > 1,
                                "shown": shown,
                                "value": shown,
                                "class": class_id,
                            }
                            for unit, rank, shown, class_id in rows
                        ],
                        "not_ranked": [],
                    }
                ],
            },
        }
    )


THREE = package(
    [("A", 1, "90", "tot"), ("B", 2, "80", "kha"), ("C", 2, "80", "kha")],
    {"A": {"1": ("4", "8")}, "B": {"1": ("6", "8")}, "C": {"1": ("3", "4")}},
)


class Earlier:
    """A year before that says what it is told."""

    def __init__(self, ranks: dict[str, int], why: dict[str, str]) -> None:
        self.ranks, self.why = ranks, why

    def rank_of(self, table: str, parent: str | None, unit: str) -> int | None:
        """The rank a unit had."""
        return self.ranks.get(unit)

    def why_incomparable(self, unit: str, group: str) -> str:
        """What keeps two years apart."""
        return self.why.get(unit, "")


def test_the_order_by_a_section_compares_exact_shares_of_what_applied() -> None:
    table = tables_of(THREE, REGULATION)[0]
    ordered = by_section(table, "1")
    assert ordered is not None
    assert [(row.unit, row.place, row.rank) for row in ordered.rows] == [
        ("B", 1, 2),
        ("C", 1, 2),
        ("A", 3, 1),
    ]
    assert by_section(table, "khac") is None


def test_a_class_opens_where_it_differs_from_the_row_above() -> None:
    rows = tables_of(THREE, REGULATION)[0].rows
    assert [row.opens_class for row in rows] == [False, True, False]
    assert [row.bars for row in rows] == [4, 3, 3]


def test_a_change_is_told_only_where_two_years_can_be_compared() -> None:
    before = Earlier({"A": 3, "C": 1}, {"C": REORGANISED})
    changes = [row.change for row in tables_of(THREE, REGULATION, before)[0].rows]
    assert [(each.kind, each.places) for each in changes if each] == [
        ("up", 2),
        ("new", 0),
        ("incomparable", 0),
    ]
    table = tables_of(THREE, REGULATION, Earlier({"A": 1}, {"A": CRITERIA}))[0]
    assert table.compared == [], "what cannot be compared is in no picture"
    assert slopes(table, 2015, 2016) == ""


def test_names_of_units_that_share_a_rank_stand_below_each_other() -> None:
    table = tables_of(THREE, REGULATION, Earlier({"A": 3, "B": 2, "C": 1}, {}))[0]
    assert sorted(row.rank for row in table.compared) == [1, 2, 2]
    drawn = slopes(table, 2015, 2016)
    heights = sorted(int(y) for y in re.findall(r'<text x="154" y="(\d+)"', drawn))
    assert len(heights) == len(table.compared)
    assert all(low - high >= LABEL_HEIGHT for high, low in pairwise(heights))


def test_a_section_is_held_against_the_minimum_of_each_level() -> None:
    """PHT-8: the level of a unit is the highest that every section reaches."""
    sections = {"1": ("25.19", "28"), "2": ("9", "10"), "3": ("5", "12")}
    found = package([("A", 1, "90", "IV")], {"A": sections}, table="bang-so")
    cells = {cell.head.id: cell for cell in tables_of(found, LEVELS)[0].rows[0].sections}
    assert cells["1"].level.vi == "Mức II", "25,19 is not 25,2"
    assert cells["2"].level.vi == "Mức I"
    assert cells["3"].level is None
    assert cells["3"].lacks


def test_below_the_lowest_level_a_unit_stands_in_its_groups_table_without_a_rank() -> None:
    """PHT-9, PHT-10: three tables; below level IV not ranked, and that is said."""
    below = {"vi": "Dưới mức IV", "en": "Below level IV"}
    groups = ("so", "huyen", "xa")
    roster = [{"unit": each, "name": {"vi": f"Đơn vị {each}"}} for each in groups]
    units = [
        {
            "unit": each, "group": each, "verdict": "below_lowest", "reason": below,
            "citation": "7.1", "classes": {}, "indices": {}, "tree": None,
        }
        for each in groups
    ]  # fmt: skip
    tables = [
        {
            "table": each.id,
            "parent": None,
            "rows": [],
            "not_ranked": [one for one in units if one["group"] in each.groups],
        }
        for each in LEVELS.file.rank_tables
    ]
    found = Published(
        {"campaign": {"roster": roster}, "results": {"units": units, "tables": tables}}
    )
    shown = tables_of(found, LEVELS)
    assert [[one["unit"] for one in each.not_ranked] for each in shown] == [
        ["so"],
        ["huyen"],
        ["xa"],
    ]
    page = render_to_string("results/rank_table.html", {"table": shown[2], "is_public": False})
    assert "Không xếp hạng" in page
    assert "Dưới mức IV" in page
    assert "Điều 7.1" in page
    assert "Không phải 0 điểm" not in page, "it was assessed, and has points"


def test_the_highest_class_has_four_bars_and_the_lowest_at_least_one() -> None:
    scheme = REGULATION.scheme("so")
    assert [each.bars for each in marks_of(scheme)] == [4, 3, 2, 1]
    assert scheme is not None
    short = scheme.model_copy(update={"classes": scheme.classes[:3]})
    assert [each.bars for each in marks_of(short)] == [4, 3, 2]


@pytest.mark.parametrize(
    ("values", "middle"),
    [([], None), ([3, 1, 2], Fraction(2)), ([1, 2], Fraction(3, 2))],
)
def test_the_median_is_exact(values: list[int], middle: Fraction | None) -> None:
    assert median([Fraction(each) for each in values]) == middle


def test_ranks_around_a_unit_leave_nobody_out_and_name_no_more_than_five() -> None:
    rows = [("A", 1, "90", "tot")]
    rows += [(each, 2, "80", "kha") for each in "BCD"]
    rows += [(each, 5, "70", "kha") for each in "EFGHIKL"]
    found = package(rows, {unit: {} for unit, *_rest in rows})
    around = neighbours_of(found, "C")
    assert around.above == Rung(1, "90", (found.name("A"),))
    assert around.beside is not None
    assert around.beside.units == (found.name("B"), found.name("D"))
    assert around.below is not None
    assert (around.below.rank, len(around.below.units)) == (5, 7)
    assert around.below.name.endswith(" và 2 đơn vị nữa")
    assert around.below.name.count("; ") == 4
    assert neighbours_of(found, "A").beside is None
    assert neighbours_of(found, "nobody") == Neighbours()


def test_differences_between_versions_name_the_criterion_and_who_was_only_moved() -> None:
    after = package(
        [("B", 1, "80", "kha"), ("C", 1, "80", "kha"), ("A", 3, "79", "kha")],
        {"A": {"1": ("2", "8")}, "B": {"1": ("6", "8")}, "C": {"1": ("3", "4")}},
    )
    for each in (THREE, after):
        for unit in each.units.values():
            for part in unit["tree"]["parts"]:
                part["reason"] = {"vi": "vì", "en": "why"}
    found = {each.unit: each for each in changes_between(THREE, after, REGULATION)}
    assert list(found) == ["A", "B", "C"], "whose class changed stands first"
    changed = [(one.id, one.before, one.after) for one in found["A"].criteria]
    assert changed == [("1", Fraction(4), Fraction(2))]
    assert found["A"].changes_class
    assert found["B"].is_moved_by_others
    assert not found["B"].changes_points
    assert changes_between(THREE, THREE, REGULATION) == []


def test_a_difference_carries_its_sign_and_nothing_has_none() -> None:
    assert signed(Fraction(25, 4)) == "+6,25"
    assert signed(Fraction(-1, 2)) == "−0,50"
    assert signed(Fraction(0)) == "0,00"
    assert signed(None) == ""


def test_the_picture_of_totals_has_a_bar_for_every_unit_and_the_thresholds() -> None:
    drawn = str(totals_chart(tables_of(THREE, REGULATION)[0]))
    assert drawn.count('class="f"') == 2
    assert drawn.count('class="e"') == 3
