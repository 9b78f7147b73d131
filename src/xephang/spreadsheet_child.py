"""What reads a workbook: a process of its own, with little memory and little time.

Run by `xephang.spreadsheets` with the workbook on its standard input; writes its first
sheet as JSON. It imports no more than it needs, so that it starts at once.
"""

from __future__ import annotations

import io
import json
import resource
import sys
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from python_calamine import CalamineError, CalamineWorkbook

from xephang.archives import Limits, UnfitArchive, unpacked

LIMITS = Limits(unpacked=512 * 1024 * 1024, ratio=200)
MOST_MEMORY = 1024 * 1024 * 1024
MOST_SECONDS = 30
MOST_TEXT = 50_000_000
MOST_SIGNIFICANT_DIGITS = 15
UNREADABLE, TOO_MUCH = 3, 4


def cell_text(cell: Any) -> str | None:
    """A cell as text, numbers by their shortest representation; None where that is not exact."""
    if isinstance(cell, bool):
        return "yes" if cell else "no"
    if isinstance(cell, (int, float)):
        number = Decimal(repr(cell))
        digits = number.normalize().as_tuple().digits
        if not number.is_finite() or len(digits) > MOST_SIGNIFICANT_DIGITS:
            return None
        text = format(number, "f")
        return text.rstrip("0").rstrip(".") if "." in text else text
    if isinstance(cell, datetime):
        return cell.date().isoformat()
    if isinstance(cell, date):
        return cell.isoformat()
    return str(cell)


def limit() -> None:
    """Take away from this process what reading a workbook does not need."""
    resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (MOST_SECONDS, MOST_SECONDS))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))


def main() -> int:
    """Read, write, and say by the exit code how it went."""
    limit()
    try:
        content = sys.stdin.buffer.read()
        for _piece in unpacked(content, LIMITS):
            pass  # nothing is kept: the archive is what it declares, or this raises
        book = CalamineWorkbook.from_filelike(io.BytesIO(content))
        name = book.sheet_names[0]
        text = 0
        rows: list[list[str | None]] = []
        for row in book.get_sheet_by_name(name).to_python(skip_empty_area=False):
            rows.append([cell_text(each) for each in row])
            text += len(row) + sum(len(each or "") for each in rows[-1])
            if text > MOST_TEXT:
                return TOO_MUCH
        sys.stdout.write(json.dumps({"sheet": name, "rows": rows}))
    except MemoryError:
        return TOO_MUCH
    except UnfitArchive as unfit:
        return TOO_MUCH if unfit.reason == "too-big" else UNREADABLE
    except (CalamineError, OSError, IndexError):
        return UNREADABLE
    return 0


if __name__ == "__main__":
    sys.exit(main())
