"""Reading what a page sends."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from typing import TypeVar
from urllib.parse import urlsplit, urlunsplit

from django.http import HttpRequest
from django.utils import formats
from django.utils.translation import gettext as _

from xephang.calendar import HANOI
from xephang_web.shared.errors import Mistake

T = TypeVar("T")
YEARS = range(1900, 2200)
"""What is written outside of these is a slip; sums with it would leave every calendar."""
_DAY = re.compile(r"([0-9]{1,2})[/-]([0-9]{1,2})[/-]([0-9]{4})(?![0-9])")


def is_htmx(request: HttpRequest) -> bool:
    """True if the page asks for a part of itself."""
    return request.headers.get("HX-Request") == "true"


def page_before(request: HttpRequest, otherwise: str = "/") -> str:
    """The page of ours that a form was sent from, as its address here."""
    try:
        before = urlsplit(request.headers.get("Referer", ""))
    except ValueError:
        return otherwise
    # A path of two slashes would be another host.
    is_path = before.path.startswith("/") and not before.path.startswith("//")
    ours = is_path and before.netloc == request.get_host()
    return urlunsplit(("", "", before.path, before.query, "")) if ours else otherwise


def posted_text(request: HttpRequest, name: str, *, limit: int = 5000) -> str:
    """A text field, trimmed. Raises `Mistake` where it is longer than is kept."""
    text = request.POST.get(name, "").strip()
    if len(text) > limit:
        raise Mistake(_("Nội dung dài quá {limit} ký tự.").format(limit=limit), field=name)
    return text


def posted_id(request: HttpRequest, name: str) -> int:
    """The id in a field; 0, which is nobody's, where there is none that could be one."""
    text = request.POST.get(name, "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 19 else 0


def posted_among(
    request: HttpRequest, name: str, offered: Mapping[str, T], message: str
) -> list[T]:
    """What was chosen of what is offered, by its id, each once.

    Raises `Mistake` with the message, which names as `ids` what is not offered (any more):
    left out unsaid, somebody would think it done.
    """
    ids = list(dict.fromkeys(request.POST.getlist(name)))
    unknown = [each[:40] for each in ids if each not in offered]
    if unknown:
        raise Mistake(message.format(ids=", ".join(unknown)), field=name)
    return [offered[each] for each in ids]


def posted_day(request: HttpRequest, name: str, label: str) -> dt.date:
    """A day written as dd/mm/yyyy. Raises `Mistake`."""
    text = posted_text(request, name, limit=20)
    for pattern in formats.get_format("DATE_INPUT_FORMATS"):
        try:
            found = dt.datetime.strptime(text, pattern).date()  # noqa: DTZ007
        except ValueError:
            continue
        if found.year in YEARS:
            return found
    _check_exists(text, label, name, "31/12/2026")
    raise Mistake(_("{label}: hãy viết ngày dạng 31/12/2026.").format(label=label), field=name)


def _check_exists(text: str, label: str, name: str, example: str) -> None:
    """Raise `Mistake` for a day that is written as asked, and is in no calendar: 31/02/2026."""
    written = _DAY.match(text)
    if written is None or int(written[3]) not in YEARS:
        return
    try:
        dt.date(int(written[3]), int(written[2]), int(written[1]))
    except ValueError:
        raise Mistake(
            _(
                "{label}: không có ngày {day} trong lịch. Hãy viết ngày trước, tháng sau: "
                "{example}."
            ).format(label=label, day=written[0], example=example),
            field=name,
        ) from None


def posted_moment(request: HttpRequest, name: str, label: str) -> dt.datetime:
    """A moment written as dd/mm/yyyy HH:MM, in Vietnamese time. Raises `Mistake`."""
    text = posted_text(request, name, limit=30)
    for pattern in formats.get_format("DATETIME_INPUT_FORMATS"):
        try:
            found = dt.datetime.strptime(text, pattern).replace(tzinfo=HANOI)
        except ValueError:
            continue
        if found.year in YEARS:
            return found
    _check_exists(text, label, name, "31/12/2026 17:00")
    raise Mistake(_("{label}: hãy viết dạng 31/12/2026 17:00.").format(label=label), field=name)
