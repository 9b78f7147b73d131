"""Published rankings come out again to the last printed digit (rows G7, G8, R4, B-graded)."""

from __future__ import annotations

from fractions import Fraction

import pytest

from tests.xephang.library import LIBRARY, assessed
from xephang.demonstration import Figure, published_figures
from xephang.points import fixed_text


def figures(regulation: str) -> list[Figure]:
    return list(published_figures(LIBRARY / regulation, assessed(regulation)))


def test_hue_2020_comes_out_but_for_the_one_percent_printed_from_unprinted_points() -> None:
    found = figures("hue/2020-cqdt-huyen")
    assert len(found) == 48
    missed = {(each.index, each.unit, each.figure) for each in found if not each.is_reproduced}
    assert missed == {("outcome", "a-luoi", "points"), ("outcome", "a-luoi", "percent")}


def test_a_luoi_81_96_needs_points_that_were_rounded_to_the_printed_75_41() -> None:
    assert fixed_text(Fraction("75.41") / 92 * 100, 2) == "81.97"
    lowest, beyond = Fraction("81.955") * 92 / 100, Fraction("81.965") * 92 / 100
    printed_from = max(lowest, Fraction("75.405"))
    assert printed_from < beyond
    assert fixed_text(printed_from, 2) == "75.41"
    assert fixed_text(printed_from / 92 * 100, 2) == "81.96"


def test_hue_2020_classes_and_order_are_the_published_ones() -> None:
    results = assessed("hue/2020-cqdt-huyen")
    readiness, outcome = results.tables
    assert [row.class_id for row in readiness.rows] == ["I"] * 7 + ["II"] * 2
    assert [row.class_id for row in outcome.rows] == ["II", "III", "III"]
    assert [row.unit.unit for row in outcome.rows] == ["nam-dong", "phu-vang", "a-luoi"]


def test_the_17_ministries_of_2019_rank_as_published() -> None:
    found = figures("bo-nganh/2019-ict-index")
    assert len(found) == 34
    assert [each for each in found if not each.is_reproduced] == []
    assert [each.published for each in found if each.figure == "rank"] == [
        str(rank) for rank in range(1, 18)
    ]


def test_a_wrong_published_figure_is_not_called_reproduced() -> None:
    assert not Figure("total", "x", "rank", "1", "2").is_reproduced


@pytest.mark.parametrize("figure", figures("hue/2020-cqdt-huyen"), ids=lambda each: each.unit)
def test_a_figure_that_does_not_come_out_says_why(figure: Figure) -> None:
    assert figure.is_reproduced or "rounded for print" in figure.why_not
