"""Die at every write of an act in turn, and say what is left. Run by test_crashes.py.

`python -m tests.web.assessments.crash ACT`: on a database of its own, a child process does
the act and is killed at its n-th statement, for n = 1, 2, … until it comes through. After
each death the parent looks. Prints one line a death: n, and what it found.
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
from django.core.files.uploadedfile import SimpleUploadedFile  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.db import connection  # noqa: E402

from tests.web.cast import Cast, make_cast  # noqa: E402
from xephang_web.assessments import services  # noqa: E402
from xephang_web.assessments.models import Answer, Assessment, Receipt, Submission  # noqa: E402
from xephang_web.audit import triggers  # noqa: E402
from xephang_web.audit.models import Record  # noqa: E402
from xephang_web.audit.queries import verify_chain  # noqa: E402
from xephang_web.evidence.models import StoredFile  # noqa: E402
from xephang_web.evidence.services import receive_file  # noqa: E402

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


def submit(cast: Cast) -> None:
    """The head sends the form."""
    services.submit_assessment(by=cast.binh, participant=cast.a)


def attach(cast: Cast) -> None:
    """A file arrives and is attached."""
    upload = SimpleUploadedFile("a.txt", b"minh ch\xe1\xbb\xa9ng")
    stored = receive_file(by=cast.an, unit=cast.unit_a, upload=upload)
    services.add_evidence(by=cast.an, participant=cast.a, criteria=["1.2", "1.3"], file=stored)


def what_is_left() -> str:
    """`nothing`, `all`, or what stands half-written."""
    submissions, receipts = Submission.objects.count(), Receipt.objects.count()
    state = Assessment.objects.get().state
    recorded = Record.objects.filter(act="form.submitted").count()
    flaws = list(verify_chain())
    if flaws or Answer.objects.count() != 1:
        return f"the record or the answers are broken: {flaws}"
    if (submissions, receipts, state, recorded) == (0, 0, "draft", 0):
        return "nothing"
    if (submissions, receipts, state, recorded) == (1, 1, "submitted", 1):
        return "all"
    return f"half: {submissions} submissions, {receipts} receipts, {state}, {recorded} records"


def what_is_left_of_a_file() -> str:
    """Files with their rows, and evidence with its records: all or nothing of each act."""
    for stored in StoredFile.objects.all():
        if not default_storage.exists(stored.path):
            return "half: a row without its file"
    received = Record.objects.filter(act="file.received").count()
    added = Record.objects.filter(act="evidence.added").count()
    items = Assessment.objects.get().evidence.count()
    files = StoredFile.objects.count()
    if list(verify_chain()) or received != files or added != items or items not in (0, 2):
        return f"half: {files} files, {received} received, {items} items, {added} added"
    return "all" if items == 2 else "nothing"


def main(act: str) -> int:
    """Die and look until the act comes through."""
    do, look = {"submit": (submit, what_is_left), "attach": (attach, what_is_left_of_a_file)}[act]
    call_command("migrate", verbosity=0)
    triggers.remove()  # a database that is used again (PostgreSQL's) is emptied first
    call_command("flush", verbosity=0, interactive=False)
    triggers.install()
    cast = make_cast()
    services.save_answers(
        by=cast.an, participant=cast.a, criterion_id="1.3", values={"answer": "yes"}
    )
    connection.close()
    for n in range(1, 200):
        child = os.fork()
        if child == 0:
            try:
                with connection.execute_wrapper(dying_at(n)):
                    do(cast)
                os._exit(0)
            finally:  # an error ends the child without the parent's clean-up
                os._exit(1)
        _, status = os.waitpid(child, 0)
        print(n, look(), flush=True)  # noqa: T201
        connection.close()
        code = os.waitstatus_to_exitcode(status)
        if code != KILLED:
            return code
    return 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
