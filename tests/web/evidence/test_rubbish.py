"""A file of rubbish is looked at in the time of an honest one, and nothing is missed for that."""

from __future__ import annotations

import re
import time

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from xephang_web.evidence.inspection import inspect
from xephang_web.shared.errors import Mistake

SIZE = 1024 * 1024
AS_LONG_AS = 5
"""How many times the work of plain words is still the same order; it was six to ten times."""
PLAIN = re.compile(rb"(?:^|[\r\n,;\t\"])[ \t]{0,20}[=+@-][^\r\n,;|]{0,80}\|[^\r\n!]{0,200}!")
"""A cell that starts a program (`=cmd|' /C calc'!A0`), said simply and searched slowly."""


def filled(text: bytes) -> bytes:
    """A megabyte of the same."""
    return (text * (SIZE // len(text) + 1))[:SIZE]


def work(content: bytes) -> float:
    """Seconds of the processor for one look, the best of three."""
    took = []
    for _number in range(3):
        before = time.process_time()
        inspect("so-lieu.csv", content)
        took.append(time.process_time() - before)
    return min(took)


@pytest.mark.parametrize(
    "rubbish",
    [b'"', b'"=', b'"=|', b"\t", b"\t=|", b'"=|' + b'"' * 200, b'"=|' + b";=" * 60,
     b',="' + b'"' * 78, b'"' + b" " * 20, b'"=|' * 40 + b"x" * 201 + b"!", b"|", b"!"],
    ids=lambda each: ascii(each[:6]),
)  # fmt: skip
def test_rubbish_holds_nobody_up(rubbish: bytes) -> None:
    assert work(filled(rubbish)) < AS_LONG_AS * work(filled("Xã Đông, 12,5\n".encode())[:-8])


@given(st.lists(st.sampled_from([bytes([each]) for each in b'"=|!;,\t\n\r -x']), max_size=30))
@example([b"=cmd|' /C calc'!A0"])
@example([b"x,", b" " * 20, b"=", b"x" * 80, b"|", b"y" * 200, b"!"])
@example([b"x,=", b"x" * 81, b"|!"])
@example([b"x,=|", b"y" * 201, b"!"])
@example([b"=a|'/c b|c,=1'!A0"])
def test_a_cell_that_starts_a_program_is_found_as_by_the_simple_search(parts: list[bytes]) -> None:
    content = b"x" + b"".join(parts) if parts[:1] != [b"="] else b"".join(parts)
    try:
        inspect("so-lieu.csv", content)
        is_refused = False
    except Mistake:
        is_refused = True
    assert is_refused == bool(PLAIN.search(content))
