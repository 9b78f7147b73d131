"""Tiếng Việt in code: folding for search, and the order of the Vietnamese alphabet."""

from __future__ import annotations

import re
import unicodedata

from django.utils.translation import get_language, gettext

from xephang.texts import Language

_LETTERS = "aăâbcdđeêfghijklmnoôơpqrstuưvwxyz"
_TONES = ["", "\u0300", "\u0309", "\u0303", "\u0301", "\u0323"]  # ngang huyền hỏi ngã sắc nặng
_END = "\t"  # before everything that a letter, a digit or another character begins with
_VOWEL_MARKS = {"\u0306", "\u0302", "\u031b"}
_SET_POINTS = re.compile(r"^([^:]+?)(?= set [0-9][0-9.,]*…? points: )")
"""How the core's English sentence about points that a person set begins."""


def fold(text: str) -> str:
    """The text as it is searched: lower case, no marks, đ as d, single spaces."""
    lowered = unicodedata.normalize("NFD", text.casefold()).replace("đ", "d")
    plain = "".join(each for each in lowered if not unicodedata.combining(each))
    return " ".join(plain.split())


def collation_key(text: str) -> str:
    """A key that sorts as Vietnamese dictionaries do: by letters first, then by tones.

    Letters are compared through the whole text before any tone is: `ba`, `bà`, `bá`, `bác`.
    What begins another name stands before it: `phường 1`, `phường 10`.
    """
    letters: list[str] = []
    tones: list[str] = []
    for character in unicodedata.normalize("NFC", text.casefold()):
        decomposed = unicodedata.normalize("NFD", character)
        base = decomposed[0] + "".join(each for each in decomposed[1:] if each in _VOWEL_MARKS)
        tone = next((each for each in decomposed[1:] if each in _TONES), "")
        letter = unicodedata.normalize("NFC", base)
        position = _LETTERS.find(letter)
        if position >= 0:
            letters.append(f"l{position:02d}")
        elif character.isdigit():
            letters.append(f"d{character}")
        else:
            letters.append(f" {character}")
        tones.append(str(_TONES.index(tone)))
    return "".join(letters) + _END + "".join(tones)


def language() -> Language:
    """The language of the page being made."""
    return "en" if (get_language() or "vi").startswith("en") else "vi"


def setter_in_english(sentence: str) -> str:
    """An English sentence about points that were set, with who set them in English too.

    The sentence is sealed with the body's Vietnamese name in both languages. Packages that
    are published keep it, and so the page alone says it otherwise. A name that is none of
    ours stays as it is.
    """
    return _SET_POINTS.sub(lambda found: gettext(found[1]), sentence)
