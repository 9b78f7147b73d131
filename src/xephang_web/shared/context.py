"""What every page's frame needs."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest


def page(request: HttpRequest) -> dict[str, Any]:
    """Whether this is a demonstration, and where to come back after changing the language."""
    return {
        "is_demonstration": settings.DEMONSTRATION,
        "here": request.get_full_path() if request.method == "GET" else "/",
    }
