"""Die at every write of acts in turn, and say what is left. Run by test_crashes.py.

`python -m tests.web.assessments.crash ACT…`: on a database of its own, a child process does
each act and is killed at its n-th statement, for n = 1, 2, … until it comes through. After
each death the parent looks. Prints one line a death: the act, n, and what it found.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from typing import Any

import django

os.environ["DJANGO_SETTINGS_MODULE"] = "tests.web.settings"
django.setup()

from django.core.files.storage import default_storage  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.db import connection  # noqa: E402

from tests.web.cast import make_cast  # noqa: E402
from tests.web.crashing import ACTS  # noqa: E402
from xephang_web.audit import triggers  # noqa: E402
from xephang_web.audit.queries import verify_chain, verify_tables  # noqa: E402

KILLED = 9
WRITES = ("INSERT", "UPDATE", "DELETE", "RELEASE")


class Death:
    """Ends the process, without a word, at its n-th write: a statement, a file or a commit."""

    def __init__(self, n: int) -> None:
        self.left = n

    def draw_near(self) -> None:
        """One more write is about to be done."""
        self.left -= 1
        if self.left == 0:
            os._exit(KILLED)

    def execute(
        self, run: Callable[..., Any], sql: str, params: Any, many: bool, context: Any
    ) -> Any:
        """A wrapper of every statement."""
        if sql.lstrip().upper().startswith(WRITES):
            self.draw_near()
        return run(sql, params, many, context)

    def before(self, write: Callable[..., Any]) -> Callable[..., Any]:
        """The same write, that is not done where death comes first."""

        def dies(*given: Any, **named: Any) -> Any:
            self.draw_near()
            return write(*given, **named)

        return dies


def do_until(n: int, act: Callable[[], object]) -> None:
    """Do an act and die at its n-th write. Django commits past the wrapper of statements."""
    death = Death(n)
    connection._commit = death.before(connection._commit)  # type: ignore[attr-defined]
    default_storage.save = death.before(default_storage.save)  # type: ignore[method-assign]
    with connection.execute_wrapper(death.execute):
        act()


def die_and_look(name: str) -> int:
    """Die and look until the act comes through."""
    act = ACTS[name]
    triggers.remove()  # a database that is used again is emptied first
    call_command("flush", verbosity=0, interactive=False)
    triggers.install()
    cast = make_cast()
    act.prepare(cast)
    connection.close()
    for n in range(1, 400):
        child = os.fork()
        if child == 0:
            try:
                do_until(n, lambda: act.do(cast))
                os._exit(0)
            finally:  # an error ends the child without the parent's clean-up
                os._exit(1)
        _, status = os.waitpid(child, 0)
        flaws = [*verify_chain(), *verify_tables()]
        print(name, n, flaws or act.look(), flush=True)  # noqa: T201
        connection.close()
        code = os.waitstatus_to_exitcode(status)
        if code != KILLED:
            return code
    return 1


def main(names: list[str]) -> int:
    """Each act on a fresh cast; 0 where every one came through in the end."""
    call_command("migrate", verbosity=0)
    return max(die_and_look(each) for each in names)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
