"""Tệp quy định: a regulation as files that anybody may send, and as files to be edited.

What comes in is bounded before it is read: by number, bytes, names and brackets, for a small
file can cost a parser minutes. Nothing of it is run, followed or written to a disk.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any, TypeVar

from pydantic import BaseModel
from ruamel.yaml import YAML

from xephang.archives import Limits, Reason, UnfitArchive, unpacked
from xephang.errors import Place, Problem, RegulationError
from xephang.loading import (
    Document,
    RegulationFolder,
    folder_from_data,
    parse_content,
    validate,
)
from xephang.regulation import FormFile, RegulationFile
from xephang.texts import Text

M = TypeVar("M", bound=BaseModel)

MOST_FILES = 40
MOST_FILE_BYTES = 300_000
MOST_BYTES = 600_000
"""Of all files together; the largest regulation we know has 56,000."""
MOST_BRACKETS = 20_000
"""Of one file: text of nothing but brackets is scanned in the square of its length."""
ARCHIVE_LIMITS = Limits(unpacked=4_000_000, members=300, harmless=2_000_000)
DEEPEST, LONGEST_NAME = 5, 120
MOST_PROBLEMS = 100

ROOT_NAME = "regulation.yaml"
_NAME = re.compile(r"[^\x00-\x1f\x7f\\:*?\"<>|]+")
_ID = re.compile(r"[a-z0-9][a-z0-9-]*/[a-z0-9][a-z0-9-]*")
_ENDINGS = (".yaml", ".yml")
_NOT_THE_LAW = ("cases", "example", "published", "__MACOSX")
"""Folders beside a regulation's own files: its examples, and what a file manager adds."""
_BEGIN = ("language", "id", "year", "number", "date", "groups", "name", "label", "vi", "en")
_END = ("inputs", "rule", "general", "sections", "criteria")


@dataclass(frozen=True, slots=True)
class GivenFile:
    """A file as somebody sent it: its name, which may be a path inside an archive."""

    name: str
    content: bytes


def folder_from_files(given: Iterable[GivenFile]) -> tuple[RegulationFolder, tuple[str, ...]]:
    """The regulation in files, or in one archive of them; and the names that were not read.

    One file is called `regulation.yaml`; the other YAML files are forms. In an archive they
    stand beside it or below it, whatever folder it is in. Raises `RegulationError` with the
    problems of all the files.
    """
    files = list(given)
    if any(each.name.lower().endswith(".zip") for each in files):
        files = _unpacked(files)
    files, left_out = _of_the_law(files)
    problems = list(_unfit(files))
    if problems:
        raise RegulationError(problems)
    forms: list[tuple[Document, FormFile]] = []
    root: tuple[Document, RegulationFile] | None = None
    for each in files:
        if PurePosixPath(each.name).name == ROOT_NAME:
            root = _read(each, RegulationFile, problems)
        elif (form := _read(each, FormFile, problems)) is not None:
            forms.append(form)
    if root is not None and not (len(root[1].id) <= 80 and _ID.fullmatch(root[1].id)):
        problems.append(
            _problem(
                "regulation-id",
                "mã quy định viết dạng tinh-thanh/nam-so, chữ thường không dấu",
                "the id is written as province/year-number, in small letters",
                root[0].place(("id",)),
            )
        )
    if problems or root is None:
        raise RegulationError(_bounded(problems))
    return RegulationFolder(Path(), *root, tuple(forms), None), left_out


def _read(given: GivenFile, model: type[M], problems: list[Problem]) -> tuple[Document, M] | None:
    try:
        document = parse_content(given.content, given.name)
        return document, validate(model, document)
    except RegulationError as error:
        problems.extend(error.problems)
        return None


def _bounded(problems: list[Problem]) -> list[Problem]:
    """The first problems, and how many more there are: a rubbish file can have thousands."""
    more = len(problems) - MOST_PROBLEMS
    if more <= 0:
        return problems
    text = Text("và {more} lỗi nữa", "and {more} more problems", {"more": more})
    return [*problems[:MOST_PROBLEMS], Problem("more-problems", text)]


def _unpacked(files: list[GivenFile]) -> list[GivenFile]:
    """The members of the one archive. Raises `RegulationError`."""
    archive = files[0]
    if len(files) > 1:
        raise RegulationError(
            [
                _problem(
                    "archive-among-files",
                    "gửi hoặc một tệp .zip, hoặc các tệp YAML, không gửi lẫn",
                    "send either one .zip file, or YAML files, not both",
                )
            ]
        )
    members: dict[str, list[bytes]] = {}
    try:
        for name, piece in unpacked(archive.content, ARCHIVE_LIMITS):
            members.setdefault(name, []).append(piece)
    except UnfitArchive as error:
        vi, en = _ARCHIVE_REASONS[error.reason]
        problem = _problem("unfit-archive", vi, en, Place(file=_shown(archive.name)))
        raise RegulationError([problem]) from None
    return [GivenFile(name, b"".join(pieces)) for name, pieces in members.items()]


_ARCHIVE_REASONS: Mapping[Reason, tuple[str, str]] = {
    "broken": (
        "tệp .zip hỏng, hoặc có hai tệp cùng tên",
        "the .zip file is broken, or has two files of one name",
    ),
    "encrypted": ("tệp .zip có mật khẩu", "the .zip file has a password"),
    "too-big": ("tệp .zip bung ra quá lớn", "the .zip file unpacks to too much"),
}


def _of_the_law(files: list[GivenFile]) -> tuple[list[GivenFile], tuple[str, ...]]:
    """The files to be read, and the names of those that stand beside a regulation."""
    kept, left_out = [], []
    for each in files:
        path = PurePosixPath(each.name)
        beside = path.name in ("source.md", ".DS_Store") or any(
            part in _NOT_THE_LAW for part in path.parts[:-1]
        )
        if beside and _is_fit_name(each.name):
            left_out.append(each.name)
        else:
            kept.append(each)
    return kept, tuple(left_out)


def _unfit(files: list[GivenFile]) -> Iterator[Problem]:
    """What keeps files from being read at all."""
    if len(files) > MOST_FILES:
        yield _problem(
            "too-many-files", "quá {most} tệp", "more than {most} files", most=MOST_FILES
        )
        return
    names: set[str] = set()
    for each in files:
        place = Place(file=_shown(each.name))
        if not _is_fit_name(each.name):
            yield _problem(
                "file-name",
                "tên tệp không nhận: đường dẫn ra ngoài, quá dài, quá sâu hoặc có ký tự lạ",
                "not a name for a file: it leads out, is too long, too deep or has odd characters",
                place,
            )
        elif not each.name.lower().endswith(_ENDINGS):
            yield _problem("not-yaml", "không phải tệp .yaml", "not a .yaml file", place)
        elif len(each.content) > MOST_FILE_BYTES:
            yield _problem("unreadable", "tệp quá lớn", "file too large", place)
        elif sum(each.content.count(sign) for sign in (b"[", b"{")) > MOST_BRACKETS:
            yield _problem("unreadable", "quá nhiều dấu ngoặc", "too many brackets", place)
        if each.name in names:
            yield _problem("file-twice", "hai tệp cùng tên", "two files of one name", place)
        names.add(each.name)
    if sum(len(each.content) for each in files) > MOST_BYTES:
        yield _problem("unreadable", "các tệp quá lớn", "the files are too large together")
    roots = [each.name for each in files if PurePosixPath(each.name).name == ROOT_NAME]
    if len(set(roots)) > 1:
        yield _problem(
            "regulation-twice",
            "có hai tệp regulation.yaml: {names}",
            "there are two files regulation.yaml: {names}",
            names=", ".join(_shown(each) for each in roots),
        )
    if not roots:
        yield _problem(
            "no-regulation-file", "thiếu tệp regulation.yaml", "there is no file regulation.yaml"
        )
    if len(files) == len(roots):
        yield _problem("no-form-file", "thiếu tệp phiếu", "there is no form file")


def _is_fit_name(name: str) -> bool:
    parts = PurePosixPath(name).parts
    return (
        0 < len(name) <= LONGEST_NAME
        and len(parts) <= DEEPEST
        and bool(_NAME.fullmatch(name))
        and name.isprintable()
        and not name.startswith("/")
        and ".." not in parts
    )


def _shown(name: str) -> str:
    """A name as it can be shown: short, and of characters that can be."""
    return "".join(each if each.isprintable() else "?" for each in name[:LONGEST_NAME])


def _problem(code: str, vi: str, en: str, place: Place | None = None, **values: Any) -> Problem:
    return Problem(code, Text(vi, en, values), place or Place())


def written(content: Mapping[str, Any]) -> list[GivenFile]:
    """Plain data `{regulation: …, forms: […]}` as YAML files that read back as the same data."""
    parts = [content["regulation"], *content["forms"]]
    return [
        GivenFile(name, _yaml(part))
        for name, part in zip(_names(content["forms"]), parts, strict=True)
    ]


def folder_of(content: Mapping[str, Any]) -> RegulationFolder:
    """The regulation in such data, its places named by the files that `written` makes of it.

    Raises `RegulationError`.
    """
    folder = folder_from_data(content)
    documents = [folder.document, *(document for document, _form in folder.forms)]
    for name, document in zip(_names(content["forms"]), documents, strict=True):
        document.file = name
    return folder


def _names(forms: Sequence[Mapping[str, Any]]) -> list[str]:
    """The name of the regulation's file, and of each form's: by its year and groups."""
    names = [ROOT_NAME]
    for each in forms:
        stem = f"forms/{each['year']}-{'-'.join(each['groups'])}"[:80]
        tails = ("", *(f"-{number}" for number in range(2, len(forms) + 2)))
        names.append(next(name for tail in tails if (name := f"{stem}{tail}.yaml") not in names))
    return names


def archive_of(files: Iterable[GivenFile]) -> bytes:
    """The files as one ZIP archive; the same bytes for the same files."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for each in files:
            archive.writestr(zipfile.ZipInfo(each.name), each.content, zipfile.ZIP_DEFLATED)
    return made.getvalue()


def _yaml(data: Any) -> bytes:
    yaml = YAML(typ="rt", pure=True)
    yaml.width = 100
    yaml.indent(mapping=2, sequence=4, offset=2)
    made = io.BytesIO()
    yaml.dump(_in_reading_order(data), made)
    return made.getvalue()


def _in_reading_order(data: Any) -> Any:
    """The same data, what names a thing first and what stands below it last."""
    if isinstance(data, list):
        return [_in_reading_order(each) for each in data]
    if not isinstance(data, dict):
        return data

    def place(key: str) -> tuple[int, int]:
        if key in _BEGIN:
            return 0, _BEGIN.index(key)
        return (2, _END.index(key)) if key in _END else (1, 0)

    return {key: _in_reading_order(data[key]) for key in sorted(data, key=place)}
