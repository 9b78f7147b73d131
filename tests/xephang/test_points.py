"""Numbers: what is read and refused, how they are rounded and shown, never misleadingly."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xephang.canonical import canonical_json, digest
from xephang.points import (
    Number,
    NumberFormatError,
    NumberLocale,
    Rounding,
    RoundingMode,
    exact_text,
    parse_exact,
    parse_number,
    round_to,
)
from xephang.ranking import Entry, rank, shown_values


@pytest.mark.parametrize(
    "text",
    [
        "2,125",
        "",
        " ",
        "NaN",
        "inf",
        "1e400000",
        "9" * 31,
        "٤٢",
        "1.",
        ".5",
        "--1",
        "1 000",
        "0x10",
    ],
)
def test_what_is_no_plain_number_is_refused(text: str) -> None:
    with pytest.raises(NumberFormatError):
        parse_number(text)


@pytest.mark.parametrize(
    ("text", "locale", "value"),
    [
        ("2.125", None, Fraction(17, 8)),
        ("1.234,5", "vi", Fraction(2469, 2)),
        ("2,125", "vi", Fraction(17, 8)),
        ("2.125", "vi", Fraction(2125)),
        ("2,125", "en", Fraction(2125)),
        ("1,234.5", "en", Fraction(2469, 2)),
        ("-3", None, Fraction(-3)),
    ],
)
def test_numbers_are_read_in_the_locale_that_is_declared(
    text: str, locale: NumberLocale | None, value: Fraction
) -> None:
    assert parse_number(text, locale=locale) == value


@pytest.mark.parametrize(
    ("mode", "expected"),
    [
        ("half_up", ["1", "3", "-3", "2"]),
        ("half_even", ["0", "2", "-2", "2"]),
        ("down", ["0", "2", "-2", "1"]),
        ("up", ["1", "3", "-3", "2"]),
    ],
)
def test_rounding_modes_at_ties(mode: RoundingMode, expected: list[str]) -> None:
    values = [Fraction(1, 2), Fraction(5, 2), Fraction(-5, 2), Fraction(8, 5)]
    rounding = Rounding(digits=0, mode=mode)
    assert [exact_text(round_to(each, rounding)) for each in values] == expected


@given(st.fractions(max_denominator=10**6))
def test_exact_text_reads_back(value: Fraction) -> None:
    text = exact_text(value)
    if len(text) <= 25:
        assert parse_exact(text) == value


def test_numbers_are_shown_in_the_readers_form() -> None:
    assert Number(Fraction("1234.5")).show("vi") == "1.234,5"
    assert Number(Fraction("1234.5"), 2).show("en") == "1,234.50"
    assert Number(Fraction(-1, 3)).show("vi") == "-0,3333…"


THRESHOLDS = [Fraction(85), Fraction(70), Fraction(50)]


def class_of(value: Fraction) -> int:
    return sum(value < each for each in THRESHOLDS)


@given(st.lists(st.fractions(40, 100, max_denominator=10**5), min_size=1, max_size=30))
def test_what_is_shown_never_contradicts_class_or_order(values: list[Fraction]) -> None:
    shown = shown_values(values, same_class=lambda a, b: class_of(a) == class_of(b))
    for value, text in shown.items():
        assert class_of(Fraction(text)) == class_of(value)
        assert len(text.partition(".")[2]) >= 2
    ordered = sorted(shown)
    assert [Fraction(shown[each]) for each in ordered] == sorted(
        {Fraction(shown[each]) for each in ordered}
    )


@given(st.permutations(range(12)), st.sampled_from([None, 0, 1]))
def test_ranks_do_not_depend_on_the_order_of_input(order: list[int], precision: int | None) -> None:
    values = [Fraction(n * n % 7, 4) for n in range(12)]
    entries = [Entry(f"u{n:02d}", values[n]) for n in order]
    assert rank(entries, precision=precision) == rank(
        sorted(entries, key=lambda each: each.unit), precision=precision
    )


def test_canonical_json_is_one_text_for_the_same_data() -> None:
    composed, decomposed = "\u00ea", "e\u0302"
    assert canonical_json({"b": 1, "a": composed}) == canonical_json({"a": decomposed, "b": 1})
    assert digest({"a": "1"}) != digest({"a": "2"})
    for wrong in ({"a": 1.5}, {1: "a"}, {composed: 1, decomposed: 2}, {"a": {1, 2}}):
        with pytest.raises(TypeError):
            canonical_json(wrong)
