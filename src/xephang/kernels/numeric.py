"""The compiled loops. Every quotient is rounded half up exactly, by whole numbers.

A quotient is first estimated in float64 and then corrected by its whole remainder:
the estimate may be off by one, the remainder never is. Callers make sure that no
product passes 2^62.
"""

from __future__ import annotations

import numba
import numpy as np

from xephang.kernels.columns import Integers


@numba.njit(cache=True, inline="always")
def rounded_quotient(numerator: int, denominator: int) -> int:
    """`numerator` ÷ `denominator` rounded half up, for whole numbers from 0 on."""
    estimate: int = np.int64(np.floor(numerator / denominator + 0.5))  # type: ignore[assignment]
    remainder = 2 * numerator - (2 * estimate - 1) * denominator
    if remainder < 0:
        return estimate - 1
    if remainder >= 2 * denominator:
        return estimate + 1
    return estimate


@numba.njit(cache=True)
def add_share(
    top: Integers,
    bottom: Integers,
    top_scale: int,
    bottom_scale: int,
    maximum: int,
    complement: int,
    on_zero: int,
    floor_top: int,
    floor_bottom: int,
    target_top: int,
    target_bottom: int,
    into: Integers,
) -> None:
    """Add round(min(1, top ÷ bottom ÷ target) × maximum) to `into`; nothing below the floor."""
    for i in range(len(into)):
        denominator = bottom[i] * bottom_scale
        numerator = top[i] * top_scale
        if denominator == 0:
            into[i] += on_zero
            continue
        if complement == 1:
            numerator = denominator - numerator
        numerator = min(max(numerator, 0), denominator)
        if floor_bottom > 0 and numerator * floor_bottom < floor_top * denominator:
            continue
        if target_bottom > 0:
            numerator *= target_bottom
            denominator *= target_top
            if numerator >= denominator:
                into[i] += maximum
                continue
        into[i] += rounded_quotient(numerator * maximum, denominator)


@numba.njit(cache=True)
def add_line(
    values: Integers, slope: int, offset: int, divisor: int, low: int, high: int, into: Integers
) -> None:
    """Add round(clamp((slope × value + offset), 0) ÷ divisor), within low to high, to `into`."""
    for i in range(len(into)):
        numerator = slope * values[i] + offset
        if numerator <= low * divisor:
            into[i] += low
        elif numerator >= high * divisor:
            into[i] += high
        else:
            into[i] += rounded_quotient(numerator, divisor)


@numba.njit(cache=True)
def add_option(codes: Integers, points: Integers, into: Integers) -> None:
    """Add the points of each unit's option to `into`."""
    for i in range(len(into)):
        into[i] += points[codes[i]]


@numba.njit(cache=True)
def add_step(values: Integers, starts: Integers, points: Integers, into: Integers) -> None:
    """Add the points of the last step not above the value; `points[0]` below the first."""
    for i in range(len(into)):
        step = 0
        for start in starts:
            step += values[i] >= start
        into[i] += points[step]
