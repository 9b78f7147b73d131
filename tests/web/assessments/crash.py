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

from django.core.management import call_command  # noqa: E402
from django.db import connection  # noqa: E402

from tests.web.cast import make_cast  # noqa: E402
from tests.web.crashing import ACTS  # noqa: E402
from xephang_web.audit import triggers  # noqa: E402
from xephang_web.audit.queries import verify_chain, verify_tables  # noqa: E402

KILLED = 9
WRITES = ("INSERT", "UPDATE", "DELETE", "COMMIT", "RELEASE")


def dying_at(n: int) -> Callable[..., Any]:
    """An execute wrapper that ends the process, without a word, at the n-th write."""
    seen = 0

    def execute(run: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:
        nonlocal seen
        if sql.lstrip().upper().startswith(WRITES):
            seen += 1
            if seen == n:
                os._exit(KILLED)
        return run(sql, params, many, context)

    return execute


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
                with connection.execute_wrapper(dying_at(n)):
                    act.do(cast)
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
