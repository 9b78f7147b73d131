"""Whole-number rounding is exact at every tie and beside it, for numbers up to the bound."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from xephang.kernels.numeric import add_line, add_share
from xephang.points import Rounding, round_to


@given(st.integers(0, 2**40), st.integers(1, 2**40), st.integers(1, 100_000))
def test_share_is_rounded_half_up_exactly(top: int, bottom: int, maximum: int) -> None:
    into = np.zeros(1, dtype=np.int64)
    top = top % (bottom + 1)
    add_share(np.array([top]), np.array([bottom]), 1, 1, maximum, 0, 0, 0, 0, 0, 0, into)
    assert into[0] == round_to(Fraction(top, bottom) * maximum, Rounding(digits=0))


@given(st.integers(0, 2**20), st.integers(0, 2), st.integers(1, 5000))
def test_share_at_a_tie_and_one_beside_it(half: int, beside: int, bottom: int) -> None:
    """top ÷ bottom lies at, just under or just over a half."""
    bottom = 2 * bottom
    top = min(bottom, (2 * (half % 10) + 1) * bottom // 20 + beside - 1)
    into = np.zeros(1, dtype=np.int64)
    add_share(np.array([max(top, 0)]), np.array([bottom]), 1, 1, 10, 0, 0, 0, 0, 0, 0, into)
    assert into[0] == round_to(Fraction(max(top, 0), bottom) * 10, Rounding(digits=0))


@given(
    st.integers(0, 2**30), st.integers(-500, 500), st.integers(-(10**6), 10**6), st.integers(1, 999)
)
def test_line_is_clamped_and_rounded_exactly(
    value: int, slope: int, start: int, divisor: int
) -> None:
    into = np.zeros(1, dtype=np.int64)
    add_line(np.array([value]), slope, start, divisor, 0, 100, into)
    exact = min(max(Fraction(slope * value + start, divisor), Fraction(0)), Fraction(100))
    assert into[0] == round_to(exact, Rounding(digits=0))
