"""The verifier in one Node process: a package in, its report out."""

from __future__ import annotations

import json
import shutil
import struct
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

SERVER = Path(__file__).with_name("serve.mjs")


@dataclass(frozen=True, slots=True)
class Report:
    """What the verifier says of one package."""

    holds: bool
    worded: bool
    digest: str | None
    units: int
    tables: int
    differences: tuple[dict[str, Any], ...]

    def names(self, *words: str) -> bool:
        """True if one difference has each of these in its place or its sentences."""
        told = (f"{each['place']} {each['vi']} {each['en']}" for each in self.differences)
        return any(all(word in each for word in words) for each in told)


class Verifier:
    """A running Node process that verifies packages one after the other."""

    def __init__(self, process: subprocess.Popen[bytes]) -> None:
        self._process = process

    def verify(self, content: bytes) -> Report:
        """The report on one package. Raises `AssertionError` if the verifier itself failed."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(struct.pack(">I", len(content)) + content)
        self._process.stdin.flush()
        told = json.loads(self._process.stdout.readline() or '{"crashed": "Node ended"}')
        assert "crashed" not in told, told["crashed"]
        return Report(**{**told, "differences": tuple(told["differences"])})


@contextmanager
def verifier() -> Iterator[Verifier]:
    """A verifier for as long as the block runs. Fails where Node is not installed."""
    node = shutil.which("node")
    assert node is not None, "Node is missing; the first line of README.md says how to get it"
    with subprocess.Popen(
        [node, str(SERVER)], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as process:
        try:
            yield Verifier(process)
        finally:
            assert process.stdin is not None
            process.stdin.close()
