"""One tar file: the database, every stored file, and a list with the digest of each."""

from __future__ import annotations

import hashlib
import io
import json
import os
import sqlite3
import subprocess
import tarfile
import tempfile
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder

from xephang_web.audit.queries import head_digest
from xephang_web.evidence.models import StoredFile
from xephang_web.shared import clock

FORMAT = "1"
MANIFEST, DATABASE, FILES = "manifest.json", "database", "files/"


class Unfit(Exception):
    """The archive cannot be used; `problems` says everything that is wrong with it."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__("; ".join(problems))
        self.problems = problems


def applied_migrations() -> list[str]:
    """`app.name` of every migration of the database, in order."""
    return sorted(
        f"{app}.{name}" for app, name in MigrationRecorder(connection).applied_migrations()
    )


def write_archive(path: Path) -> dict[str, Any]:
    """Back everything up into a new file and return its manifest.

    The database is taken first: a file that arrives meanwhile is not spoken of yet, and
    files are never changed or deleted. The archive has its name only once it is whole.
    """
    partial = path.with_name(f".{path.name}.partial")
    with tempfile.TemporaryDirectory(dir=path.parent) as folder:
        dump = Path(folder) / DATABASE
        _dump_database(dump)
        digests = {DATABASE: _digest_of(dump)}
        position, head = head_digest()
        with tarfile.open(partial, "w") as archive:
            archive.add(dump, DATABASE)
            for stored in StoredFile.objects.order_by("pk").iterator():
                with default_storage.open(stored.path, "rb") as source:
                    content = source.read()
                digests[FILES + stored.path] = hashlib.sha256(content).hexdigest()
                _add(archive, FILES + stored.path, content)
            manifest = {
                "format": FORMAT,
                "vendor": connection.vendor,
                "made_at": clock.now().isoformat(),
                "migrations": applied_migrations(),
                "records": str(position),
                "head": head,
                "digests": digests,
            }
            _add(archive, MANIFEST, json.dumps(manifest, ensure_ascii=False, indent=1).encode())
    partial.chmod(0o600)
    partial.replace(path)
    return manifest


def _add(archive: tarfile.TarFile, name: str, content: bytes) -> None:
    member = tarfile.TarInfo(name)
    member.size, member.mode = len(content), 0o600
    archive.addfile(member, io.BytesIO(content))


def _digest_of(path: Path) -> str:
    with path.open("rb") as source:
        return hashlib.file_digest(source, "sha256").hexdigest()


def _dump_database(target: Path) -> None:
    """A consistent copy, while others go on writing."""
    settings = connection.settings_dict
    if connection.vendor == "sqlite":
        with (
            closing(sqlite3.connect(str(settings["NAME"]))) as source,
            closing(sqlite3.connect(target)) as copy,
        ):
            source.backup(copy)
        return
    subprocess.run(  # noqa: S603 - fixed programs, parameters from the settings
        ["pg_dump", "--format=custom", "--no-owner", f"--file={target}", *_where()],  # noqa: S607
        check=True,
        env=_with_password(),
    )


def _where() -> list[str]:
    settings = connection.settings_dict
    named = {"--host": "HOST", "--port": "PORT", "--username": "USER", "--dbname": "NAME"}
    return [f"{option}={settings[key]}" for option, key in named.items() if settings.get(key)]


def _with_password() -> dict[str, str]:
    return {**os.environ, "PGPASSWORD": str(connection.settings_dict.get("PASSWORD") or "")}


def read_manifest(path: Path) -> dict[str, Any]:
    """The manifest of an archive whose every member was checked. Raises `Unfit`."""
    try:
        with tarfile.open(path) as archive:
            return _checked(archive)
    except FileNotFoundError:
        raise Unfit([f"there is no file {path}"]) from None
    except (tarfile.TarError, OSError, ValueError, KeyError, EOFError) as error:
        raise Unfit([f"not a whole archive: {error}"]) from None


def _checked(archive: tarfile.TarFile) -> dict[str, Any]:
    source = archive.extractfile(MANIFEST)
    manifest: dict[str, Any] = json.loads(source.read()) if source else {}
    problems = list(_wrong_kind(manifest))
    wanted = dict(manifest.get("digests", {}))
    for member in archive:
        if member.name == MANIFEST:
            continue
        if not member.isfile() or member.name.startswith("/") or ".." in Path(member.name).parts:
            problems.append(f"{member.name}: not a plain file inside the archive")
            continue
        content = archive.extractfile(member)
        expected = wanted.pop(member.name, None)
        if expected is None:
            problems.append(f"{member.name}: not in the manifest")
        elif content is None or hashlib.sha256(content.read()).hexdigest() != expected:
            problems.append(f"{member.name}: was changed")
    problems += [f"{name}: is missing" for name in wanted]
    if problems:
        raise Unfit(problems)
    return manifest


def _wrong_kind(manifest: dict[str, Any]) -> Iterator[str]:
    if manifest.get("format") != FORMAT:
        yield f"format {manifest.get('format')} is not known here"
    if manifest.get("vendor") != connection.vendor:
        yield f"made on {manifest.get('vendor')}, this database is {connection.vendor}"
    if DATABASE not in manifest.get("digests", {}):
        yield "holds no database"


def restore_archive(path: Path) -> dict[str, Any]:
    """Put everything back from a checked archive, files before the database.

    The database comes last and in one step: a restore that dies leaves the old one, with
    some files more than its rows speak of. Raises `Unfit`.
    """
    manifest = read_manifest(path)
    with tarfile.open(path) as archive:
        for member in archive:
            source = archive.extractfile(member)
            if source is not None and member.name.startswith(FILES):
                name = member.name.removeprefix(FILES)
                if not default_storage.exists(name):
                    default_storage.save(name, ContentFile(source.read()))
        source = archive.extractfile(DATABASE)
        assert source is not None
        _put_database_back(source.read())
    return manifest


def _put_database_back(content: bytes) -> None:
    connection.close()
    if connection.vendor == "sqlite":
        target = Path(str(connection.settings_dict["NAME"]))
        target.parent.mkdir(parents=True, exist_ok=True)
        beside = target.with_name(f"{target.name}.restored")
        beside.write_bytes(content)
        for log in ("-wal", "-shm"):
            target.with_name(target.name + log).unlink(missing_ok=True)
        beside.replace(target)
        return
    with tempfile.NamedTemporaryFile() as dump:
        dump.write(content)
        dump.flush()
        subprocess.run(  # noqa: S603 - fixed programs, parameters from the settings
            [  # noqa: S607
                "pg_restore", "--clean", "--if-exists", "--no-owner", "--single-transaction",
                *_where(), dump.name,
            ],
            check=True,
            env=_with_password(),
        )  # fmt: skip
