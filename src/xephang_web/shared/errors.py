"""What can go wrong at an act of a person. One tree: every view shows it the same way."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from types import TracebackType

from xephang.errors import Problem


class Mistake(Exception):
    """Something a person asked for that cannot be done, said so that they know what to do.

    `status` is the HTTP status it is answered with; nothing was written. `field` is the
    name of the field that has to be mended, where it is one.
    """

    status = 400

    def __init__(self, message: str, *, problems: Sequence[Problem] = (), field: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.problems = tuple(problems)
        self.field = field

    @property
    def parts(self) -> list[Mistake]:
        """The single mistakes that this one is made of."""
        return [self]


class Mistakes(Mistake):
    """Several fields of one form at once."""

    def __init__(self, found: Sequence[Mistake]) -> None:
        super().__init__(" ".join(each.message for each in found))
        self.found = tuple(found)

    @property
    def parts(self) -> list[Mistake]:
        """Each by itself, in the order of the form."""
        return list(self.found)


class AllAtOnce:
    """Collects the mistakes of a form, so that a person hears of all of them at once.

    with slips:
        day = posted_day(…)
    with slips:
        reason = posted_text(…)
    slips.check()
    """

    def __init__(self) -> None:
        self.found: list[Mistake] = []

    def __enter__(self) -> None:
        """Go on: a mistake in the block is kept for later."""

    def __exit__(
        self, _kind: object, error: BaseException | None, _trace: TracebackType | None
    ) -> bool:
        """Swallow a wrong field, and nothing else: what is forbidden or too late ends it all."""
        if type(error) is not Mistake:
            return False
        self.found.append(error)
        return True

    def check(self) -> None:
        """Raise what was found. What the blocks have read is there only after this."""
        if len(self.found) > 1:
            raise Mistakes(self.found)
        if self.found:
            raise self.found[0]


class NotAllowed(Mistake):
    """The person may see the thing, but not do this to it."""

    status = 403


@dataclass(frozen=True, slots=True)
class Clash:
    """One field that two people have changed: what stands now, and what was to be written.

    `seen` is what a page has to send with the field to say that it has shown what stands.
    """

    field: str
    label: str
    theirs: str
    yours: str
    seen: str = ""


class Conflict(Mistake):
    """Somebody else changed the same thing meanwhile; `theirs` is what is stored now.

    `clashes` names each field, where it is about fields: all of them, as whoever decides
    about one must not decide unseen about another.
    """

    status = 409

    def __init__(
        self, message: str, *, theirs: str = "", yours: str = "", clashes: Sequence[Clash] = ()
    ) -> None:
        super().__init__(message)
        self.clashes = tuple(clashes)
        if len(self.clashes) == 1:
            theirs, yours = self.clashes[0].theirs, self.clashes[0].yours
        self.theirs = theirs
        self.yours = yours


class TooLate(Mistake):
    """The step is closed."""

    status = 409
