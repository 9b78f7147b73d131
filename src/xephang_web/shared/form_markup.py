"""Forms in a page as it was drawn: finding one, and writing into its fields.

Only our own templates are read here, so what browsers forgive need not be known.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from html import escape
from html.parser import HTMLParser

NOT_TYPED = ("hidden", "submit", "button", "image", "reset")
KEPT_BY_NOBODY = ("file", "password")
"""What a browser does not let a page fill in, and what no page should repeat."""


@dataclass(slots=True, eq=False)
class Tag:
    """A start tag, where it stands in the page, and what is to be written there instead."""

    name: str
    attributes: dict[str, str | None]
    start: int
    end: int
    closes: int = 0
    """Where the end tag begins, of an element that has one."""
    text: str | None = None
    """HTML to stand between the tags instead."""
    inside: str = ""
    after: str = ""
    """HTML to put right after the start tag, and behind the element."""
    is_changed: bool = False

    def get(self, name: str, default: str = "") -> str:
        """An attribute; empty where it is there without a value."""
        return self.attributes.get(name, default) or ""

    def set(self, name: str, value: str | None) -> None:
        """Give the tag an attribute ("": one without a value), or take it away (None)."""
        self.attributes.pop(name, None)
        if value is not None:
            self.attributes[name] = value or None
        self.is_changed = True

    @property
    def kind(self) -> str:
        """text, checkbox, hidden …; of what is no `input`, its own name."""
        if self.name == "button":
            return "submit"
        return self.get("type", "text") if self.name == "input" else self.name

    def edits(self) -> list[tuple[int, int, str]]:
        """(from, to, what to put there): what has changed, in the order of the page."""
        found = []
        if self.is_changed:
            said = (
                name if value is None else f'{name}="{escape(value)}"'
                for name, value in self.attributes.items()
            )
            found.append((self.start, self.end, f"<{' '.join([self.name, *said])}>"))
        if self.inside:
            found.append((self.end, self.end, self.inside))
        if self.text is not None:
            found.append((self.end, self.closes, self.text))
        if self.after:
            behind = self.closes + len(f"</{self.name}>") if self.closes else self.end
            found.append((behind, behind, self.after))
        return found


@dataclass(slots=True, eq=False)
class Form:
    """A form, its fields wherever on the page these stand, and what folds it away."""

    tag: Tag
    folds: list[Tag]
    fields: list[Tag] = field(default_factory=list)
    options: list[tuple[Tag, Tag]] = field(default_factory=list)
    """(select, option)."""

    def typed(self, name: str) -> Tag | None:
        """The first field of a name that a person fills in."""
        found = (each for each in self.fields if each.get("name") == name)
        return next((each for each in found if each.kind not in NOT_TYPED), None)

    def fill(self, values: Mapping[str, Sequence[str]]) -> None:
        """Let the fields hold these values."""
        taken: dict[str, int] = {}
        for each in self.fields:
            name, kind = each.get("name"), each.kind
            given = values.get(name, [])
            if not name or kind in NOT_TYPED or kind in KEPT_BY_NOBODY or kind == "select":
                continue
            if kind in ("checkbox", "radio"):
                each.set("checked", "" if each.get("value", "on") in given else None)
            elif given:
                # Of fields that share a name, each gets its own.
                position = taken[name] = taken.get(name, -1) + 1
                text = given[min(position, len(given) - 1)]
                if kind == "textarea":
                    each.text = f"\n{escape(text)}"
                else:
                    each.set("value", text)
        for select, option in self.options:
            chosen = option.get("value") in values.get(select.get("name"), [])
            option.set("selected", "" if chosen else None)

    def tags(self) -> Iterable[Tag]:
        """Everything of the form that may have changed."""
        return [self.tag, *self.folds, *self.fields, *(each for _select, each in self.options)]


class Forms(HTMLParser):
    """The forms of a page, as they are `found`, and its title."""

    def __init__(self, page: str) -> None:
        super().__init__(convert_charrefs=False)
        self.found: list[Form] = []
        self.title: Tag | None = None
        self._page = page
        self._lines = [0, *(each.end() for each in re.finditer("\n", page))]
        self._form: Form | None = None
        self._folds: list[Tag] = []
        self._holder: Tag | None = None
        self._apart: list[Tag] = []
        self.feed(page)
        self.close()
        by_id = {each.tag.get("id"): each for each in self.found}
        for each in self._apart:
            if each.get("form") in by_id:
                by_id[each.get("form")].fields.append(each)

    def _here(self) -> int:
        line, column = self.getpos()
        return self._lines[line - 1] + column

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """A form, a field, or something that folds."""
        here = self._here()
        found = Tag(tag, dict(attrs), here, here + len(self.get_starttag_text() or ""))
        if tag == "form":
            self._form = Form(found, list(self._folds))
            self.found.append(self._form)
        elif tag == "details":
            self._folds.append(found)
            if self._form is not None:
                self._form.folds.append(found)
        elif tag == "title" and self.title is None:
            self.title = found
        elif tag == "option" and self._form is not None and self._holder is not None:
            self._form.options.append((self._holder, found))
        elif tag in ("input", "select", "textarea", "button"):
            if found.get("form"):
                self._apart.append(found)
            elif self._form is not None:
                self._form.fields.append(found)
            self._holder = found if tag in ("select", "textarea") else self._holder

    def handle_endtag(self, tag: str) -> None:
        """The end of what was begun."""
        if tag == "form":
            self._form = None
        elif tag == "details" and self._folds:
            self._folds.pop()
        elif self._holder is not None and tag == self._holder.name:
            self._holder.closes, self._holder = self._here(), None

    def written(self, form: Form) -> str:
        """The page with what was changed in a form."""
        tags = [*form.tags(), *([self.title] if self.title else [])]
        edits = [edit for tag in dict.fromkeys(tags) for edit in tag.edits()]
        out, at = [], 0
        for start, end, text in sorted(edits, key=lambda each: each[:2]):
            out += [self._page[at:start], text]
            at = end
        return "".join([*out, self._page[at:]])
