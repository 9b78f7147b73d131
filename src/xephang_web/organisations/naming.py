"""What a unit may be called: its code stands in addresses, its name in every table."""

from __future__ import annotations

import re
import unicodedata

from django.utils.translation import gettext as _

MOST_OF_CODE = 60
MOST_OF_NAME = 255
_CODE = re.compile(rf"[A-Za-z0-9][A-Za-z0-9._-]{{0,{MOST_OF_CODE - 1}}}")
_UNSEEN = ("Cc", "Cf", "Zl", "Zp")
"""Control characters, direction marks, breaks of lines: they make a name read as another."""


def wrong_code(code: str) -> str:
    """What is wrong with a unit's code, in words; empty where nothing is.

    Official identifier codes (`H50.01.02`, `000.00.01.H57`) are letters, digits and dots.
    What divides an address, or is a folder's own name (`..`), would lose the unit its page.
    """
    if _CODE.fullmatch(code):
        return ""
    shown = "".join("\ufffd" if _is_unseen(each) else each for each in code[: MOST_OF_CODE + 1])
    return _(
        "mã “{code}” không dùng được: chỉ gồm chữ cái không dấu, chữ số, dấu chấm, gạch ngang, "
        "gạch dưới; bắt đầu bằng chữ cái hoặc chữ số; dài nhất {limit} ký tự."
    ).format(code=shown, limit=MOST_OF_CODE)


def wrong_name(name: str) -> str:
    """What is wrong with a unit's name, in words; empty where nothing is."""
    if not name.strip():
        return _("thiếu tên.")
    if len(name) > MOST_OF_NAME:
        return _("tên dài quá {limit} ký tự.").format(limit=MOST_OF_NAME)
    unseen = next((each for each in name if _is_unseen(each)), None)
    if unseen is None:
        return ""
    return _("tên có ký tự không nhìn thấy (U+{code}): hãy gõ lại tên.").format(
        code=f"{ord(unseen):04X}"
    )


def _is_unseen(character: str) -> bool:
    return unicodedata.category(character) in _UNSEEN
