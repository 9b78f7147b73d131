"""Run the tests of the web on a real PostgreSQL: a cluster of its own that lives as long as they.

`python -m tests.postgresql [all | arguments of python -m]`: by default pytest on the tests of
the web, without those that ask nothing of the database; with `all` these too. PostgreSQL
refuses to run as root: then the cluster belongs to the user `postgres`, whom Debian's package
has made.
"""

from __future__ import annotations

import os
import pwd
import shutil
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

BINARIES = max(Path("/usr/lib/postgresql").glob("*/bin"), default=Path("/usr/bin"))
ALL = ["pytest", "-q", "-n", "2", "--dist", "loadfile", "--no-loadscope-reorder", "tests/web"]
SAME_ANYWHERE = (
    "tests/web/accounts",
    "tests/web/appraisal",
    "tests/web/assessments/test_lateness_rows.py",
    "tests/web/cycle/test_plain_way.py",
    "tests/web/cycle/test_planted_breaks.py",
    "tests/web/demonstration",
    "tests/web/evidence",
    "tests/web/permissions",
    "tests/web/portal",
    "tests/web/results/test_odd_input.py",
    "tests/web/results/test_pages.py",
    "tests/web/results/test_public_pages.py",
    "tests/web/shared",
    "tests/web/test_translations.py",
)
"""Pages, files, who may open them, the law of lateness: minutes that ask little of a database."""
SHORT = [*ALL, *(f"--ignore={each}" for each in SAME_ANYWHERE)]


def free_port() -> int:
    """A port of this machine that nobody listens on."""
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


def as_owner(command: list[str]) -> list[str]:
    """The command, run by the user `postgres` where we are root."""
    return ["runuser", "-u", "postgres", "--", *command] if os.geteuid() == 0 else command


@contextmanager
def cluster() -> Iterator[str]:
    """The address of a running PostgreSQL that holds nothing, and is thrown away afterwards."""
    folder = Path(tempfile.mkdtemp(prefix="xephang-postgresql-"))
    if os.geteuid() == 0:
        owner = pwd.getpwnam("postgres")
        os.chown(folder, owner.pw_uid, owner.pw_gid)
    data, port = folder / "data", free_port()
    try:
        make = [
            f"{BINARIES}/initdb",
            "-D",
            str(data),
            "-A",
            "trust",
            "-U",
            "postgres",
            "-E",
            "UTF8",
        ]
        subprocess.run(as_owner([*make, "--locale=C.UTF-8"]), check=True, capture_output=True)
        # What a crash would lose does not matter here; what the tests see does not change.
        options = f"-p {port} -k {folder} -h 127.0.0.1 -c fsync=off -c max_connections=40"
        control = [f"{BINARIES}/pg_ctl", "-D", str(data), "-w"]
        subprocess.run(
            as_owner([*control, "-o", options, "-l", str(folder / "log"), "start"]),
            check=True,
            stdout=subprocess.DEVNULL,
        )
        try:
            yield f"postgres://postgres@127.0.0.1:{port}/postgres"
        finally:
            subprocess.run(
                as_owner([*control, "-m", "immediate", "stop"]),
                check=False,
                stdout=subprocess.DEVNULL,
            )
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def main(arguments: list[str]) -> int:
    """Run a module against the cluster; its exit code is ours."""
    with cluster() as address:
        environment = {**os.environ, "XEPHANG_TEST_DATABASE": address}
        chosen = ALL if arguments == ["all"] else arguments or SHORT
        command = [sys.executable, "-m", *chosen]
        return subprocess.run(command, env=environment, check=False).returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
