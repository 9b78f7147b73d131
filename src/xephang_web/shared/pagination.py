"""Long lists, a page at a time."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Page, Paginator
from django.http import HttpRequest


def page_of(request: HttpRequest, items: Any, size: int) -> Page[Any]:
    """The page that the address asks for (`?trang=2`); a wrong number gives the nearest page."""
    return Paginator(items, size).get_page(request.GET.get("trang"))
