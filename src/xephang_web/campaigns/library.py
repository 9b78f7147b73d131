"""The regulations of the library folder, read anew only where a file has changed.

Reading the YAML of a regulation takes a second, and a page that offers them all reads them all.
"""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from xephang.library import find_folder
from xephang.loading import RegulationFolder, load_folder

Stamp = tuple[tuple[str, int, int], ...]
"""Of each file of a folder: its name, when it was last written (ns), its bytes."""


def library_regulation(regulation_id: str) -> RegulationFolder:
    """A regulation of the library folder as its files stand now; not to be written to.

    Raises `RegulationError`.
    """
    path = find_folder(regulation_id)
    return _read(path.resolve(), _stamp(path))


def _stamp(path: Path) -> Stamp:
    files = [*path.glob("*.yaml"), *path.glob("forms/*.yaml"), *path.glob("source.md")]
    found = ((each, each.stat()) for each in sorted(files))
    return tuple((each.name, stat.st_mtime_ns, stat.st_size) for each, stat in found)


@lru_cache(maxsize=64)
def _read(path: Path, _stamp: Stamp) -> RegulationFolder:
    return load_folder(path)
