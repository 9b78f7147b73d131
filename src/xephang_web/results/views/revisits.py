"""Trang công khai được giữ lại: a page that has not changed is not made again.

When results are published everybody comes at once, and comes back. What is public never
changes of itself: a visitor's page is the same until something is published, an act forms
units anew, or another release of the software is installed.
"""

from __future__ import annotations

import hashlib
import re
import zlib
from collections import OrderedDict
from collections.abc import Callable
from functools import lru_cache, wraps
from http import HTTPStatus
from pathlib import Path
from threading import Lock
from typing import Concatenate, ParamSpec

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import get_token
from django.utils.cache import get_conditional_response, patch_vary_headers

from xephang_web.organisations.models import Reorganisation
from xephang_web.results.models import Publication
from xephang_web.shared.words import language

SOURCE = Path(__file__).resolve().parents[2]
Rest = ParamSpec("Rest")
CHOICES = {"bang", "muc", "nhom"}
"""What an address may ask for. With anything else the page is made, and not kept."""
MOST_KEPT = 512
TOKEN = re.compile(rb'("X-CSRFToken": "|name="csrfmiddlewaretoken" value=")[A-Za-z0-9]{64}')
"""Where the frame of a page bears a visitor's token."""


class KeptPages:
    """The pages made last, compressed, in this process: what it holds never goes stale."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._pages: OrderedDict[str, bytes] = OrderedDict()
        self._lock = Lock()

    def get(self, mark: str) -> bytes | None:
        """A page, or None where it has to be made."""
        with self._lock:
            kept = self._pages.get(mark)
            if kept is None:
                return None
            self._pages.move_to_end(mark)
        return zlib.decompress(kept)

    def put(self, mark: str, page: bytes) -> None:
        """Keep a page; the one that nobody has asked for the longest makes room."""
        with self._lock:
            self._pages[mark] = zlib.compress(page)
            if len(self._pages) > self._most:
                self._pages.popitem(last=False)

    def forget(self) -> None:
        """Let go of every page: for tests, whose databases begin again with the same ids."""
        with self._lock:
            self._pages.clear()


KEPT = KeptPages(MOST_KEPT)


def same_until_published(
    view: Callable[Concatenate[HttpRequest, Rest], HttpResponse],
) -> Callable[Concatenate[HttpRequest, Rest], HttpResponse]:
    """Make a visitor's page once, and answer 304 to a browser that has it.

    Only for visitors: the page of somebody who is logged in bears their name and messages.
    """

    @wraps(view)
    def respond(request: HttpRequest, /, *args: Rest.args, **kwargs: Rest.kwargs) -> HttpResponse:
        is_visitor = settings.SESSION_COOKIE_NAME not in request.COOKIES
        if not is_visitor or request.method != "GET" or set(request.GET) - CHOICES:
            return view(request, *args, **kwargs)
        mark = _mark(request)
        # The page bears a token that fits this cookie alone.
        tag = _tag(mark, request.COOKIES.get(settings.CSRF_COOKIE_NAME, ""))
        known = get_conditional_response(request, etag=tag)
        if known is not None and known.status_code == HTTPStatus.NOT_MODIFIED:
            return _revisited(known, tag)
        page = KEPT.get(mark)
        if page is not None:
            return _revisited(HttpResponse(_with_token(page, request)), tag)
        response = view(request, *args, **kwargs)
        if response.status_code == HTTPStatus.OK:
            KEPT.put(mark, response.content)
            _revisited(response, tag)
        return response

    return respond


def _revisited(response: HttpResponse, tag: str) -> HttpResponse:
    """The response with what lets a browser ask whether it has changed."""
    response["ETag"] = tag
    response["Cache-Control"] = "private, no-cache"
    patch_vary_headers(response, ["Cookie"])
    return response


def _with_token(page: bytes, request: HttpRequest) -> bytes:
    """The page kept for everybody, with a token of this visitor against forged forms."""
    token = get_token(request).encode()
    return TOKEN.sub(lambda found: found[1] + token, page)


def _mark(request: HttpRequest) -> str:
    """What a visitor's page depends on, as one name."""
    published = Publication.objects.filter(published_at__isnull=False)
    last = published.order_by("-published_at", "-pk").values_list(
        "pk", "open_digest", "decision_number", "published_at", "why_corrected"
    )
    acts = Reorganisation.objects
    parts = (
        request.get_full_path(),
        language(),
        str(published.count()),
        str(last.first()),
        str(acts.count()),
        str(acts.order_by("-pk").values_list("pk", "date", "document").first()),
        release(),
    )
    return f"public-{hashlib.sha256(chr(10).join(parts).encode()).hexdigest()}"


def _tag(mark: str, cookie: str) -> str:
    """A weak tag: the page may bear another token, which says the same."""
    return f'W/"{hashlib.sha256(f"{mark} {cookie}".encode()).hexdigest()[:32]}"'


@lru_cache(maxsize=1)
def release() -> str:
    """A mark of the software that makes the pages: of its templates, words, styles and code."""
    made = hashlib.sha256()
    kept = ("templates/**/*.html", "static/**/*", "locale/**/*.po", "results/**/*.py")
    for pattern in (*kept, "shared/**/*.py"):
        for each in sorted(SOURCE.glob(pattern)):
            if each.is_file():
                made.update(each.name.encode() + each.read_bytes())
    return made.hexdigest()[:16]
