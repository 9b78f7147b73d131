"""Where regulations are found: a folder, or an id below the `regulations/` folder."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

from xephang.errors import Place, Problem, RegulationError
from xephang.texts import Text

LIBRARY_VARIABLE = "XEPHANG_REGULATIONS"
"""Environment variable that names another library folder."""


def library_folder() -> Path:
    """The folder of regulations: from the environment, else `regulations/` beside the work."""
    named = os.environ.get(LIBRARY_VARIABLE)
    if named:
        return Path(named)
    here = Path.cwd() / "regulations"
    return here if here.is_dir() else Path(__file__).resolve().parents[2] / "regulations"


def find_folder(given: str, library: Path | None = None) -> Path:
    """The regulation folder for a path or an id such as `thanh-hoa/2016-4289`.

    Raises `RegulationError` naming what is there when nothing matches.
    """
    as_path = Path(given)
    if (as_path / "regulation.yaml").is_file():
        return as_path
    root = library if library is not None else library_folder()
    if ".." not in as_path.parts and not as_path.is_absolute():
        below = root / given
        if (below / "regulation.yaml").is_file():
            return below
    known = ", ".join(regulation_ids(root)) or "—"
    raise RegulationError(
        [
            Problem(
                "no-regulation",
                Text(
                    "không có thư mục quy định “{given}” (có: {known})",
                    "there is no regulation folder “{given}” (there are: {known})",
                    {"given": given, "known": known},
                ),
                Place(file=given),
            )
        ]
    )


def regulation_ids(library: Path) -> Iterator[str]:
    """The ids of all regulation folders below a library, in order."""
    for path in sorted(library.glob("*/*/regulation.yaml")):
        yield path.parent.relative_to(library).as_posix()
