"""Where things stand: lines of sections, criteria and other named parts in a folder's files."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Iterator
from typing import Any

from xephang.errors import Place
from xephang.loading import DataPath, Document, RegulationFolder
from xephang.texts import Text

NAMED = {
    "sections": "section",
    "criteria": "criterion",
    "general": "criterion",
    "groups": "group",
    "classes": "class",
    "rank_tables": "table",
    "milestones": "milestone",
    "indices": "index",
    "consequences": "consequence",
}


class Places:
    """The place of every named part, by kind and id; the first where one stands twice."""

    def __init__(self, folder: RegulationFolder, year: int) -> None:
        self.documents = [folder.document]
        self.documents += [doc for doc, form in folder.forms if int(form.year) == year]
        self.root = folder.document.place(())
        self._found: dict[tuple[str, str], Place] = {}
        self.all: list[tuple[str, str, Document, DataPath]] = []
        for document in self.documents:
            for kind, name, path in named_parts(document.data, ()):
                self.all.append((kind, name, document, path))
                self._found.setdefault((kind, name), document.place(path))

    def of(self, kind: str, name: str) -> Place:
        """The place of a named part, or of the regulation where it is not named."""
        return self._found.get((kind, name), self.root)

    def citations(self) -> Iterator[tuple[str, Place]]:
        """Every `cite` in the files, with its place."""
        for document in self.documents:
            for path, value in _cited(document.data, ()):
                yield value, document.place(path)


def named_parts(data: Any, path: DataPath) -> Iterator[tuple[str, str, DataPath]]:
    """(kind, id, path) of every part that bears an id, below `data`."""
    if isinstance(data, dict):
        for key, value in data.items():
            kind = NAMED.get(key)
            if kind is not None and isinstance(value, list):
                for position, each in enumerate(value):
                    if isinstance(each, dict) and isinstance(each.get("id"), str):
                        yield kind, each["id"], (*path, key, position)
            yield from named_parts(value, (*path, key))
    elif isinstance(data, list):
        for position, each in enumerate(data):
            yield from named_parts(each, (*path, position))


def _cited(data: Any, path: DataPath) -> Iterator[tuple[DataPath, str]]:
    if isinstance(data, dict):
        for key, value in data.items():
            if key == "cite" and isinstance(value, str) and value:
                yield (*path, key), value
            else:
                yield from _cited(value, (*path, key))
    elif isinstance(data, list):
        for position, each in enumerate(data):
            yield from _cited(each, (*path, position))


def near(wrong: str, known: Iterable[str]) -> Text | str:
    """A hint at the nearest known id, or nothing."""
    close = difflib.get_close_matches(wrong, list(known), n=1)
    if not close:
        return ""
    return Text(" (có phải “{id}”?)", " (is it “{id}”?)", {"id": close[0]})
