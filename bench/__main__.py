"""`python -m bench`: every contender in one run, as ratios to the float64 NumPy script."""

from __future__ import annotations

import statistics
import time
import tracemalloc
from collections.abc import Callable

import pandas as pd

from bench.contenders import (
    floats,
    libreoffice,
    numpy_classes,
    numpy_totals,
    pandas_by_row,
    pandas_totals,
)
from bench.form import answers, regulation
from xephang.batch import rank_scores, score_columns

UNITS, CRITERIA, REPEATS = 15_000, 120, 15


def seconds(work: Callable[[], object], repeats: int = REPEATS) -> float:
    """The median time of one call."""
    times = []
    for _ in range(repeats):
        start = time.perf_counter()
        work()
        times.append(time.perf_counter() - start)
    return statistics.median(times)


def peak(work: Callable[[], object]) -> float:
    """The most memory that one call holds at once, in MB, above what it starts with."""
    tracemalloc.start()
    work()
    most = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return most / 1e6


def line(name: str, value: float, base: float, memory: str = "") -> None:
    """One line of the table."""
    print(f"{name:<46}{value * 1e3:>12.2f} ms {value / base:>10.2f} × {memory:>14}")


def main() -> None:
    """Measure and print."""
    form = regulation(CRITERIA, rounded=True)
    given = answers(CRITERIA, UNITS)
    data = floats(given)

    def exact() -> object:
        return score_columns(form, "g", given)

    def script() -> object:
        return numpy_classes(numpy_totals(data, CRITERIA, rounded=True))

    exact()
    # Interleaved, so that a noisy moment hits both.
    pairs = [(seconds(exact, 1), seconds(script, 1)) for _ in range(REPEATS)]
    ours = statistics.median(each for each, _ in pairs)
    base = statistics.median(each for _, each in pairs)
    memory = peak(exact), peak(script)
    print(f"{UNITS} units × {CRITERIA} criteria, leaf points rounded to two decimals")
    line("NumPy float64, vectorised", base, base, f"{memory[1]:.1f} MB")
    line("exact batch: totals and classes", ours, base, f"{memory[0]:.1f} MB")
    scores = score_columns(form, "g", given)
    table = form.file.rank_tables[0]
    line(
        "exact ranking with displayed totals, apart",
        seconds(lambda: rank_scores(scores, table, form), 3),
        base,
    )
    frame = pd.DataFrame(data)
    by_column = seconds(lambda: pandas_totals(frame, CRITERIA), 5)
    most = peak(lambda: pandas_totals(frame, CRITERIA))
    line("pandas by column, totals", by_column, base, f"{most:.1f} MB")
    few = 300
    by_row = pandas_by_row(data, CRITERIA, few) / few * UNITS
    line(f"pandas by row (from {few} units)", by_row, base)
    print(f"{'':<46}exact batch is {by_row / ours:,.0f} times faster than pandas by row")
    small = answers(100, 500)
    office = libreoffice(floats(small), 100, 500)
    if office is None:
        print("LibreOffice is not installed: not measured")
    else:
        small_form = regulation(100, rounded=True)
        one = seconds(lambda: score_columns(small_form, "g", small))
        print(f"LibreOffice, 500 × 100: {office:.2f} s, exact batch {one * 1e3:.2f} ms:")
        print(f"{'':<46}{office / one:,.0f} times faster")
    undeclared = regulation(CRITERIA, rounded=False)
    pairs = [
        (
            seconds(lambda: score_columns(undeclared, "g", given), 1),
            seconds(lambda: numpy_classes(numpy_totals(data, CRITERIA, rounded=False)), 1),
        )
        for _ in range(REPEATS)
    ]
    plain = statistics.median(each for _, each in pairs)
    line("NumPy float64, no rounding", plain, plain)
    line("exact batch, rounding undeclared", statistics.median(each for each, _ in pairs), plain)
    scores = score_columns(undeclared, "g", given)
    ranking = seconds(lambda: rank_scores(scores, table, undeclared), 1)
    line("exact ranking, rounding undeclared, apart", ranking, plain)
    print("\ncost against size (exact batch, totals and classes)")
    for units in (1_000, 10_000, 100_000, 1_000_000):
        chunk = min(units, 100_000)
        part = answers(CRITERIA, chunk)
        spent = 0.0
        for _ in range(units // chunk):
            start = time.perf_counter()
            score_columns(form, "g", part)
            spent += time.perf_counter() - start
        print(f"{units:>10} units {spent:>9.3f} s {spent / units / CRITERIA * 1e9:>8.2f} ns a leaf")


if __name__ == "__main__":
    main()
