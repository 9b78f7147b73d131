"""Collecting the words of the pages for translation: `python -m xephang_web.shared.messages`.

Source words are Vietnamese. The catalogue `locale/en` is brought up to date: new words are
added without a translation, words that nobody says any more are dropped. It bears neither
dates nor line numbers, so that it changes only when the words do.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import polib
from django.utils.translation import trim_whitespace

SOURCE = Path(__file__).resolve().parent.parent
CATALOGUE = SOURCE / "locale" / "en" / "LC_MESSAGES" / "django.po"
_TRANSLATE = re.compile(
    r"""\{%\s*translate\s+(?P<q>["'])(?P<id>.*?)(?P=q)(?:\s+context\s+(["'])(?P<ctx>.*?)\3)?[^%]*%\}"""
)
_FILTER = re.compile(r"""_\((?P<q>["'])(?P<id>.*?)(?P=q)\)""")
_BLOCK = re.compile(
    r"\{%\s*blocktranslate\b(?P<head>[^%]*)%\}(?P<body>.*?)\{%\s*endblocktranslate\s*%\}", re.DOTALL
)
_PLURAL = re.compile(r"\{%\s*plural\s*%\}")
_VARIABLE = re.compile(r"\{\{\s*(\w+)\s*\}\}")
_ONE = {"_", "gettext", "gettext_lazy", "gettext_noop"}
_CONTEXT = {"pgettext", "pgettext_lazy"}
_MANY = {"ngettext", "ngettext_lazy"}


@dataclass(frozen=True, order=True, slots=True)
class Message:
    """Words to be translated: what they say, for several, and in which sense."""

    id: str
    plural: str = ""
    context: str = ""


def messages_of_template(text: str) -> Iterator[Message]:
    """The words of one template."""
    for found in _TRANSLATE.finditer(text):
        yield Message(found["id"].replace("%", "%%"), context=found["ctx"] or "")
    for tag in re.findall(r"\{%.*?%\}", text):
        for found in _FILTER.finditer(tag):
            yield Message(found["id"])
    for block in _BLOCK.finditer(text):
        if "trimmed" in block["head"].split():
            one, *several = (trim_whitespace(each) for each in _PLURAL.split(block["body"]))
        else:
            one, *several = _PLURAL.split(block["body"])
        yield Message(_spoken(one), _spoken(several[0]) if several else "")


def _spoken(body: str) -> str:
    """A block as gettext sees it: `{{ name }}` is `%(name)s`, a percent sign is doubled."""
    return _VARIABLE.sub(r"%(\1)s", body.replace("%", "%%"))


def messages_of_module(text: str) -> Iterator[Message]:
    """The words of one Python module."""
    for node in ast.walk(ast.parse(text)):
        if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Name):
            continue
        words = [each.value for each in node.args if isinstance(each, ast.Constant)]
        texts = [each for each in words if isinstance(each, str)]
        if node.func.id in _ONE and len(texts) == 1:
            yield Message(texts[0])
        elif node.func.id in _CONTEXT and len(texts) == 2:
            yield Message(texts[1], context=texts[0])
        elif node.func.id in _MANY and len(texts) == 2:
            yield Message(texts[0], texts[1])


def all_messages() -> list[Message]:
    """Every word of the application, in order."""
    found: set[Message] = set()
    templates = SOURCE / "templates"
    for path in (*templates.rglob("*.html"), *templates.rglob("*.txt")):
        found |= set(messages_of_template(path.read_text(encoding="utf-8")))
    for path in SOURCE.rglob("*.py"):
        if "migrations" not in path.parts and path != Path(__file__).resolve():
            found |= set(messages_of_module(path.read_text(encoding="utf-8")))
    return sorted(found)


def merged() -> polib.POFile:
    """The catalogue with exactly the words of today, translations kept."""
    kept = {(each.msgctxt or "", each.msgid): each for each in polib.pofile(str(CATALOGUE))}
    made = polib.POFile(wrapwidth=100)
    made.metadata = {
        "Content-Type": "text/plain; charset=UTF-8",
        "Plural-Forms": "nplurals=2; plural=(n != 1);",
    }
    for each in all_messages():
        old = kept.get((each.context, each.id))
        entry = polib.POEntry(msgid=each.id, msgctxt=each.context or None, msgid_plural=each.plural)
        if each.plural:
            entry.msgstr_plural = old.msgstr_plural if old and old.msgid_plural else {0: "", 1: ""}
        else:
            entry.msgstr = old.msgstr if old else ""
        made.append(entry)
    return made


def untranslated(catalogue: polib.POFile) -> list[str]:
    """The words that have no translation."""
    return [
        each.msgid
        for each in catalogue
        if not (all(each.msgstr_plural.values()) if each.msgid_plural else each.msgstr)
    ]


def main() -> None:
    """Write the catalogue and say what is still to be translated."""
    catalogue = merged()
    catalogue.save(str(CATALOGUE))
    for each in untranslated(catalogue):
        print(each)  # noqa: T201 - what this command is for


if __name__ == "__main__":
    main()
