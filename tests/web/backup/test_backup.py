"""Backup and restore, as an administrator runs them, on data of their own.

Where the tests run on PostgreSQL, every folder of data has a database of its own there.
"""

from __future__ import annotations

import hashlib
import io
import os
import subprocess
import sys
import tarfile
from pathlib import Path

import psycopg
import pytest
from psycopg import sql

ROOT = Path(__file__).resolve().parents[3]
PLANT = """
from django.core.files.uploadedfile import SimpleUploadedFile
from tests.web.cast import make_cast
from xephang_web.evidence.services import receive_file
cast = make_cast()
receive_file(by=cast.an, unit=cast.unit_a, upload=SimpleUploadedFile("a.txt", b"minh chung"))
"""
LOOK = """
from xephang_web.accounts.models import User
from xephang_web.evidence.models import StoredFile
from xephang_web.audit.models import Record
from django.core.files.storage import default_storage
names = sorted(User.objects.values_list("full_name", flat=True))
files = [default_storage.open(each.path).read() for each in StoredFile.objects.all()]
print(names, files, list(Record.objects.order_by("position").values_list("digest", flat=True)))
"""


def database_of(data: Path) -> dict[str, str]:
    """The setting that gives a folder of data its own database on PostgreSQL, made if need be."""
    cluster = os.environ.get("XEPHANG_TEST_DATABASE")
    if not cluster:
        return {}
    name = f"backup_{hashlib.sha256(str(data).encode()).hexdigest()[:16]}"
    with psycopg.connect(cluster, autocommit=True) as connection:
        if not connection.execute(
            "SELECT 1 FROM pg_database WHERE datname = %s", [name]
        ).fetchone():
            connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
    return {"XEPHANG_DATABASE": f"{cluster.rpartition('/')[0]}/{name}"}


def manage(data: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run manage.py with its data in a folder."""
    environment = {each: value for each, value in os.environ.items() if "XEPHANG" not in each}
    environment |= {
        "DJANGO_SETTINGS_MODULE": "xephang_web.settings",
        "XEPHANG_DATA": str(data),
        "XEPHANG_DEMONSTRATION": "yes",
        "PYTHONPATH": str(ROOT),
        **database_of(data),
    }
    return subprocess.run(
        [sys.executable, "manage.py", *arguments],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.fixture(scope="module")
def backed_up(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path, str]:
    """(data folder, archive, what the data say)."""
    folder = tmp_path_factory.mktemp("backup")
    data, archive = folder / "data", folder / "everything.tar"
    assert manage(data, "migrate", "-v0").returncode == 0
    planted = manage(data, "shell", "-v0", "-c", PLANT)
    assert planted.returncode == 0, planted.stderr
    made = manage(data, "backup", str(archive))
    assert made.returncode == 0, made.stderr
    assert "1 files" in made.stdout
    return data, archive, manage(data, "shell", "-v0", "-c", LOOK).stdout


def test_everything_comes_back_on_another_machine(
    backed_up: tuple[Path, Path, str], tmp_path: Path
) -> None:
    _data, archive, said = backed_up
    restored = manage(tmp_path, "restore", str(archive))
    assert restored.returncode == 0, restored.stderr
    assert "restored and whole" in restored.stdout
    assert manage(tmp_path, "shell", "-v0", "-c", LOOK).stdout == said
    assert "minh chung" in said
    assert manage(tmp_path, "verify_log").returncode == 0


def test_what_is_there_is_not_overwritten_unasked(backed_up: tuple[Path, Path, str]) -> None:
    data, archive, said = backed_up
    assert manage(data, "restore", str(archive)).returncode == 1
    assert manage(data, "backup", str(archive)).returncode == 1
    assert manage(data, "shell", "-v0", "-c", LOOK).stdout == said


def rewritten(archive: Path, target: Path, spoil: str) -> None:
    """A copy of an archive with one member changed, missing, added or cut off."""
    with tarfile.open(archive) as source, tarfile.open(target, "w") as copy:
        for member in source:
            content = source.extractfile(member).read()  # type: ignore[union-attr]
            if spoil == member.name.partition("/")[0]:
                content = content[:-1] + bytes([content[-1] ^ 1])
            if spoil == "missing" and member.name.startswith("files/"):
                continue
            member.size = len(content)
            copy.addfile(member, io.BytesIO(content))
        if spoil == "traversal":
            added = tarfile.TarInfo("../outside")
            copy.addfile(added, io.BytesIO(b""))
    if spoil == "truncated":
        target.write_bytes(target.read_bytes()[: target.stat().st_size // 2])


# The archive is checked the same way on every database: one damage is enough on the second.
SPOILT = ["database"] if os.environ.get("XEPHANG_TEST_DATABASE") else [
    "database", "files", "manifest.json", "missing", "traversal", "truncated",
]  # fmt: skip


@pytest.mark.parametrize("spoil", SPOILT)
def test_a_damaged_archive_replaces_nothing(
    backed_up: tuple[Path, Path, str], tmp_path: Path, spoil: str
) -> None:
    data, archive, said = backed_up
    spoilt = tmp_path / "spoilt.tar"
    rewritten(archive, spoilt, spoil)
    run = manage(data, "restore", "--force", str(spoilt))
    assert run.returncode == 1
    assert "Traceback" not in run.stderr
    assert "nothing was replaced" in run.stderr
    assert manage(data, "shell", "-v0", "-c", LOOK).stdout == said


def test_a_file_that_is_not_there_or_no_archive_is_said_in_words(tmp_path: Path) -> None:
    (tmp_path / "x.tar").write_bytes(b"nothing")
    for name in ("none.tar", "x.tar"):
        run = manage(tmp_path / "data", "restore", str(tmp_path / name))
        assert run.returncode == 1
        assert "Traceback" not in run.stderr
