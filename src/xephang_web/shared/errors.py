"""What can go wrong at an act of a person. One tree: every view shows it the same way."""

from __future__ import annotations

from collections.abc import Sequence

from xephang.errors import Problem


class Mistake(Exception):
    """Something a person asked for that cannot be done, said so that they know what to do.

    `status` is the HTTP status it is answered with; nothing was written.
    """

    status = 400

    def __init__(self, message: str, *, problems: Sequence[Problem] = ()) -> None:
        super().__init__(message)
        self.message = message
        self.problems = tuple(problems)


class NotAllowed(Mistake):
    """The person may see the thing, but not do this to it."""

    status = 403


class Conflict(Mistake):
    """Somebody else changed the same thing meanwhile; `theirs` is what is stored now."""

    status = 409

    def __init__(self, message: str, *, theirs: str = "", yours: str = "") -> None:
        super().__init__(message)
        self.theirs = theirs
        self.yours = yours


class TooLate(Mistake):
    """The step is closed."""

    status = 409
