"""Looking at a file without opening it: pages of a PDF and pictures, drawn on the server.

The file is read by another process with limits (`picture_child`); what comes back is a PNG
of our own making. What cannot be drawn can still be downloaded.
"""

from __future__ import annotations

import subprocess
import sys
from threading import BoundedSemaphore

from django.core.cache import cache
from django.core.files.storage import default_storage
from django.http import HttpResponse
from django.utils.translation import gettext as _

from xephang_web.evidence.models import StoredFile
from xephang_web.shared.errors import Mistake

PDF = "application/pdf"
PICTURES = ("image/png", "image/jpeg")
MOST_SECONDS = 20
"""How long somebody waits for a drawing: longer than the child may compute."""
AT_ONCE = BoundedSemaphore(2)
"""Drawings that one process of the application makes at a time."""
NO_SUCH_PAGE = 5
KEPT_SECONDS = 24 * 3600


class Unviewable(Exception):
    """A file that cannot be drawn; `reason` is `broken`, `too-much`, `no-page` or `busy`."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def is_picture(stored: StoredFile) -> bool:
    """True for a file that is a picture itself."""
    return stored.media_type in PICTURES


def page_count(stored: StoredFile) -> int:
    """How many pages a PDF has; 0 where it cannot be drawn. Asked once for each content."""
    key = f"pages-of-{stored.sha256}"
    known = cache.get(key)
    if known is None:
        try:
            known = int(_drawn(stored, "count"))
        except Unviewable as problem:
            if problem.reason == "busy":
                return 0
            known = 0
        cache.set(key, known, KEPT_SECONDS)
    return int(known)


def picture_of(stored: StoredFile, page: int = 1) -> bytes:
    """A page of a PDF, or a picture, as PNG. Raises `Unviewable`."""
    if stored.media_type == PDF:
        return _drawn(stored, str(page))
    if is_picture(stored) and page == 1:
        return _drawn(stored, "picture")
    raise Unviewable("no-page")


def _drawn(stored: StoredFile, wanted: str) -> bytes:
    with default_storage.open(stored.path, "rb") as file:
        content = file.read()
    if not AT_ONCE.acquire(timeout=MOST_SECONDS):
        raise Unviewable("busy")
    try:
        run = subprocess.run(  # noqa: S603 - our own module, a word we chose
            [sys.executable, "-I", "-m", "xephang_web.evidence.picture_child", wanted],
            input=content,
            capture_output=True,
            timeout=MOST_SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise Unviewable("too-much") from None
    finally:
        AT_ONCE.release()
    if run.returncode == 0:
        return bytes(run.stdout)
    if run.returncode == NO_SUCH_PAGE:
        raise Unviewable("no-page")
    raise Unviewable("broken" if run.returncode == 3 else "too-much")


def send_picture(stored: StoredFile, page: int) -> HttpResponse:
    """The drawing as an answer. Raises `Mistake` where the file can only be downloaded."""
    try:
        drawn = picture_of(stored, page)
    except Unviewable as problem:
        words = {
            "busy": _("Máy chủ đang bận dựng trang khác. Hãy tải lại sau ít giây."),
            "no-page": _("Tệp không có trang này."),
        }
        raise Mistake(
            words.get(problem.reason)
            or _("Không dựng được tệp này để xem tại chỗ. Hãy tải tệp về để xem.")
        ) from None
    response = HttpResponse(drawn, content_type="image/png")
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, no-store"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response
