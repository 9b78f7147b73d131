"""What a file is, judged by its content: an allow-list, for what comes from anywhere.

Nothing here trusts the name or the type that a browser sends. Office files are opened as
the archives they are, without unpacking them.
"""

from __future__ import annotations

import io
import zipfile
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from xephang_web.shared.errors import Mistake

MAX_UNPACKED = 200 * 1024 * 1024
MAX_RATIO = 150
MAX_MEMBERS = 5000
ALLOWED = gettext_noop("PDF, DOCX, XLSX, PPTX, ODT, ODS, PNG, JPG, TXT, CSV")

_OFFICE = {
    "docx": (
        "word/document.xml",
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ),
    "xlsx": (
        "xl/workbook.xml",
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ),
    "pptx": (
        "ppt/presentation.xml",
        "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    ),
    "odt": ("content.xml", "application/vnd.oasis.opendocument.text"),
    "ods": ("content.xml", "application/vnd.oasis.opendocument.spreadsheet"),
}
_DANGEROUS_MEMBERS = (
    "vbaproject",
    "vbadata",
    ".exe",
    ".dll",
    ".js",
    ".vbs",
    ".bat",
    ".scr",
    ".jar",
)
_DANGEROUS_PDF = (b"/JavaScript", b"/Launch", b"/EmbeddedFile", b"/RichMedia")


@dataclass(frozen=True, slots=True)
class FileKind:
    """What a file was found to be."""

    extension: str
    media_type: str


def inspect(name: str, content: bytes) -> FileKind:
    """The kind of a file. Raises `Mistake`, saying what is wrong and what to send instead."""
    extension = name.rpartition(".")[2].lower() if "." in name else ""
    if not content:
        raise Mistake(_("Tệp “{name}” rỗng.").format(name=name))
    if content.startswith(b"%PDF-"):
        return _pdf(name, extension, content)
    if content.startswith(b"\x89PNG\r\n\x1a\n"):
        return _picture(name, extension, content, {"png"}, "image/png")
    if content.startswith(b"\xff\xd8\xff"):
        return _picture(name, extension, content, {"jpg", "jpeg"}, "image/jpeg")
    if content.startswith(b"PK\x03\x04"):
        return _office(name, extension, content)
    if extension in ("txt", "csv"):
        return _text(name, extension, content)
    raise _refused(name)


def _refused(name: str) -> Mistake:
    return Mistake(
        _("Không nhận tệp “{name}”: chỉ nhận {allowed}. Hãy lưu lại ở một dạng đó.").format(
            name=name, allowed=_(ALLOWED)
        )
    )


def _wrong_name(name: str) -> Mistake:
    return Mistake(
        _("Tệp “{name}” có nội dung khác với đuôi tên. Hãy lưu lại đúng dạng.").format(name=name)
    )


def _pdf(name: str, extension: str, content: bytes) -> FileKind:
    if extension != "pdf":
        raise _wrong_name(name)
    if zipfile.is_zipfile(io.BytesIO(content)):
        raise _wrong_name(name)
    if any(each in content for each in _DANGEROUS_PDF):
        raise Mistake(
            _("Tệp “{name}” có mã lệnh hoặc tệp nhúng. Hãy in lại ra PDF thường.").format(name=name)
        )
    return FileKind("pdf", "application/pdf")


def _picture(
    name: str, extension: str, content: bytes, extensions: set[str], media_type: str
) -> FileKind:
    if extension not in extensions or zipfile.is_zipfile(io.BytesIO(content)):
        raise _wrong_name(name)
    if b"<script" in content.lower() or b"<svg" in content.lower():
        raise _wrong_name(name)
    return FileKind(extension, media_type)


def _office(name: str, extension: str, content: bytes) -> FileKind:
    if extension not in _OFFICE:
        raise _refused(name)
    marker, media_type = _OFFICE[extension]
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            members = archive.infolist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError):
        raise Mistake(_("Tệp “{name}” hỏng, không mở được.").format(name=name)) from None
    names = {each.filename for each in members}
    if marker not in names:
        raise _wrong_name(name)
    if any(bad in each.lower() for each in names for bad in _DANGEROUS_MEMBERS):
        raise Mistake(
            _("Tệp “{name}” có macro hoặc chương trình. Hãy lưu lại không kèm macro.").format(
                name=name
            )
        )
    if any(each.startswith("/") or ".." in each.split("/") or "\\" in each for each in names):
        raise Mistake(_("Tệp “{name}” hỏng, không mở được.").format(name=name))
    unpacked = sum(each.file_size for each in members)
    if (
        len(members) > MAX_MEMBERS
        or unpacked > MAX_UNPACKED
        or any(each.file_size > MAX_RATIO * max(each.compress_size, 1024) for each in members)
    ):
        raise Mistake(_("Tệp “{name}” bung ra quá lớn nên không nhận.").format(name=name))
    return FileKind(extension, media_type)


def _text(name: str, extension: str, content: bytes) -> FileKind:
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise Mistake(
            _("Tệp “{name}” không phải văn bản UTF-8. Hãy lưu lại với mã UTF-8.").format(name=name)
        ) from None
    start = text.lstrip()[:200].lower()
    if "\x00" in text or start.startswith(("<", "#!", "mz")):
        raise _wrong_name(name)
    return FileKind(extension, "text/csv" if extension == "csv" else "text/plain")
