"""The one server clock. Tests freeze it here; campaigns in training have their own beside it."""

from __future__ import annotations

import datetime as dt


def now() -> dt.datetime:
    """The present moment, in UTC."""
    return dt.datetime.now(dt.UTC)
