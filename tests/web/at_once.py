"""Doing things at the same moment, each in a thread with a connection of its own."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from typing import Any

from django.db import connection


def at_once(*acts: Callable[[], Any]) -> Sequence[Any]:
    """What each act gave, or the exception it ended with; all start together."""
    ready = threading.Barrier(len(acts))
    results: list[Any] = [None] * len(acts)

    def run(place: int, act: Callable[[], Any]) -> None:
        try:
            ready.wait(30)
            results[place] = act()
        except Exception as error:  # noqa: BLE001 - the caller looks at it
            results[place] = error
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=each) for each in enumerate(acts)]
    for each in threads:
        each.start()
    for each in threads:
        each.join(120)
    return results
