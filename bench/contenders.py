"""What a user would pick instead: a float64 NumPy script, pandas by row, a workbook."""

from __future__ import annotations

import shutil
import subprocess
import tempfile
import time
from pathlib import Path

import numpy as np
import pandas as pd
import xlsxwriter
from numpy.typing import NDArray

from bench.form import KINDS
from xephang.kernels.columns import AnswerColumns

Floats = NDArray[np.float64]


def floats(answers: AnswerColumns) -> dict[str, Floats]:
    """The same answers as float64 arrays, as such a script would hold them."""
    return {
        f"{criterion}.{name}": column.values.astype(np.float64)
        for (criterion, name), column in answers.columns.items()
    }


def numpy_totals(data: dict[str, Floats], criteria: int, *, rounded: bool) -> Floats:
    """Totals in float64, vectorised, each leaf rounded half up to two decimals if asked."""
    size = round(100 / criteria, 2)
    total = np.zeros(len(data["c0.a"]))
    for number in range(criteria):
        kind = KINDS[number % len(KINDS)]
        points = _leaf(kind, data, f"c{number}", size)
        total += np.floor(points * 100 + 0.5) / 100 if rounded else points
    return total


def _leaf(kind: str, data: dict[str, Floats], name: str, size: float) -> Floats:
    a = data[f"{name}.a"]
    if kind in ("ratio", "target"):
        b = data[f"{name}.b"]
        share = np.divide(a, b, out=np.zeros_like(a), where=b != 0)
        if kind == "target":
            share = np.where(share < 0.1, 0.0, np.minimum(share / 0.8, 1.0))
        return share * size
    if kind == "choice":
        return np.array([size, size / 2, 0.0])[a.astype(np.int64)]
    if kind == "table":
        return np.select([a >= 4, a >= 2, a >= 1], [size, size / 2, size / 4], 0.0)
    if kind == "per_item":
        return np.minimum(a * 0.15, size)
    if kind == "deduction":
        return np.clip(size - a * 0.15, 0.0, size)
    if kind == "given":
        return np.minimum(a / 100, 1.0) * size
    return np.clip((a - 5) / 85, 0.0, 1.0) * size


def numpy_classes(total: Floats) -> NDArray[np.int64]:
    """Classes from float totals."""
    return np.select([total >= 70, total >= 60, total >= 50], [0, 1, 2], 3)


def pandas_totals(frame: pd.DataFrame, criteria: int) -> pd.Series[float]:
    """Totals by pandas, a column at a time, each leaf rounded half up to two decimals."""
    size = round(100 / criteria, 2)
    total = pd.Series(0.0, index=frame.index)
    for number in range(criteria):
        points = _series(KINDS[number % len(KINDS)], frame, f"c{number}", size)
        total += np.floor(points * 100 + 0.5) / 100
    return total


def _series(kind: str, frame: pd.DataFrame, name: str, size: float) -> pd.Series[float]:
    a = frame[f"{name}.a"]
    if kind in ("ratio", "target"):
        share = (a / frame[f"{name}.b"]).fillna(0.0)
        if kind == "target":
            share = (share / 0.8).clip(upper=1.0).where(share >= 0.1, 0.0)
        return share * size
    if kind == "choice":
        return a.map({0.0: size, 1.0: size / 2, 2.0: 0.0})
    if kind == "table":
        steps = [size, size / 2, size / 4]
        return pd.Series(np.select([a >= 4, a >= 2, a >= 1], steps, 0.0), index=frame.index)
    if kind == "per_item":
        return (a * 0.15).clip(upper=size)
    if kind == "deduction":
        return (size - a * 0.15).clip(lower=0.0)
    if kind == "given":
        return (a / 100).clip(upper=1.0) * size
    return ((a - 5) / 85).clip(0.0, 1.0) * size


def pandas_by_row(data: dict[str, Floats], criteria: int, units: int) -> float:
    """Seconds that `DataFrame.apply(axis=1)` takes over the first `units` units."""
    frame = pd.DataFrame({key: values[:units] for key, values in data.items()})
    size = round(100 / criteria, 2)

    def score(row: pd.Series[float]) -> float:
        total = 0.0
        for number in range(criteria):
            kind, name = KINDS[number % len(KINDS)], f"c{number}"
            a = row[f"{name}.a"]
            if kind in ("ratio", "target"):
                b = row[f"{name}.b"]
                share = a / b if b else 0.0
                if kind == "target":
                    share = 0.0 if share < 0.1 else min(share / 0.8, 1.0)
                points = share * size
            elif kind == "choice":
                points = (size, size / 2, 0.0)[int(a)]
            elif kind == "table":
                points = size if a >= 4 else size / 2 if a >= 2 else size / 4 if a >= 1 else 0.0
            elif kind == "per_item":
                points = min(a * 0.15, size)
            elif kind == "deduction":
                points = max(size - a * 0.15, 0.0)
            elif kind == "given":
                points = min(a / 100, 1.0) * size
            else:
                points = min(max((a - 5) / 85, 0.0), 1.0) * size
            total += int(points * 100 + 0.5) / 100
        return total

    start = time.perf_counter()
    frame.apply(score, axis=1)
    return time.perf_counter() - start


def libreoffice(data: dict[str, Floats], criteria: int, units: int) -> float | None:
    """Seconds that LibreOffice takes to open, recalculate and save a workbook; None without it."""
    if shutil.which("soffice") is None:
        return None
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "form.xlsx"
        _workbook(path, data, criteria, units)
        command = ["soffice", "--headless", f"-env:UserInstallation=file://{folder}/profile"]
        command += ["--convert-to", "csv", "--outdir", folder, str(path)]
        subprocess.run(command, check=True, capture_output=True)
        start = time.perf_counter()
        subprocess.run(command, check=True, capture_output=True)
        return time.perf_counter() - start


def _workbook(path: Path, data: dict[str, Floats], criteria: int, units: int) -> None:
    size = round(100 / criteria, 2)
    with xlsxwriter.Workbook(str(path)) as book:
        sheet = book.add_worksheet()
        for row in range(units):
            column, terms = 0, []
            for number in range(criteria):
                kind, name = KINDS[number % len(KINDS)], f"c{number}"
                sheet.write_number(row, column, data[f"{name}.a"][row])
                a = xlsxwriter.utility.xl_rowcol_to_cell(row, column)
                column += 1
                b = ""
                if kind in ("ratio", "target"):
                    sheet.write_number(row, column, data[f"{name}.b"][row])
                    b = xlsxwriter.utility.xl_rowcol_to_cell(row, column)
                    column += 1
                terms.append(f"ROUND({_formula(kind, a, b, size)},2)")
            sheet.write_formula(row, column, "=" + "+".join(terms))


def _formula(kind: str, a: str, b: str, size: float) -> str:
    return {
        "ratio": f"IF({b}=0,0,{a}/{b})*{size}",
        "target": f"IF({b}=0,0,IF({a}/{b}<0.1,0,MIN({a}/{b}/0.8,1)))*{size}",
        "choice": f"CHOOSE({a}+1,{size},{size / 2},0)",
        "table": f"IF({a}>=4,{size},IF({a}>=2,{size / 2},IF({a}>=1,{size / 4},0)))",
        "per_item": f"MIN({a}*0.15,{size})",
        "deduction": f"MAX({size}-{a}*0.15,0)",
        "given": f"MIN({a}/100,1)*{size}",
        "linear": f"MIN(MAX(({a}-5)/85,0),1)*{size}",
    }[kind]
