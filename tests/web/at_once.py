"""Doing things at the same moment, each in a thread with a connection of its own."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from contextlib import suppress
from typing import Any

import pytest
from django.db import connection

WAITS = 0.5
"""Seconds that somebody waits for another who may not come."""


def meet_after(patch: pytest.MonkeyPatch, *steps: tuple[Any, str]) -> None:
    """Two wait for each other after one of these functions: then both have passed it.

    Where a lock lets one through and holds the other back, that one goes on alone. So two
    who pass a check at the same moment do so every time, and not once in a hundred.
    """
    both = threading.Barrier(2)

    def wrapped(real: Callable[..., Any]) -> Callable[..., Any]:
        def step(*given: Any, **named: Any) -> Any:
            result = real(*given, **named)
            with suppress(threading.BrokenBarrierError):
                both.wait(WAITS)
            return result

        return step

    for module, name in steps:
        patch.setattr(module, name, wrapped(getattr(module, name)))


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
