"""What a file is, judged by its content: an allow-list, for what comes from anywhere.

Nothing here trusts the name or the type that a browser sends. Office files are opened as
the archives they are: every member is counted and looked at, none is kept.
"""

from __future__ import annotations

import io
import re
import zipfile
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from xephang.archives import Limits, UnfitArchive, unpacked
from xephang_web.evidence import pdf
from xephang_web.shared.errors import Mistake

LIMITS = Limits(unpacked=200 * 1024 * 1024)
DEEPEST = 2
ALLOWED = gettext_noop("PDF, DOCX, XLSX, PPTX, ODT, ODS, PNG, JPG, TXT, CSV")

_WORD = "application/vnd.openxmlformats-officedocument."
_OFFICE = {
    "docx": ("word/document.xml", f"{_WORD}wordprocessingml.document"),
    "xlsx": ("xl/workbook.xml", f"{_WORD}spreadsheetml.sheet"),
    "pptx": ("ppt/presentation.xml", f"{_WORD}presentationml.presentation"),
    "odt": ("content.xml", "application/vnd.oasis.opendocument.text"),
    "ods": ("content.xml", "application/vnd.oasis.opendocument.spreadsheet"),
}
_PROGRAM_NAMES = re.compile(
    r"vbaproject|vbadata|(^|/)macrosheets/|^basic/.*(?<!/script-lb)(?<!/dialog-lb)(?<!/script-lc)"
    r"(?<!/dialog-lc)\.xml$|^scripts/.|\.(exe|dll|js|vbs|bat|cmd|scr|jar|ps1|hta|lnk|com|msi)$",
    re.IGNORECASE,
)
_ZIP = b"PK\x03\x04"
_ARCHIVES = (b"Rar!\x1a\x07", b"7z\xbc\xaf\x27\x1c")
_PROGRAMS = (b"MZ\x90", b"\x7fELF", b"\xcf\xfa\xed\xfe")
_PROGRAM_PARTS = (
    b"macroEnabled",
    b"<!ENTITY",
    b"_\x00V\x00B\x00A\x00_\x00P\x00R\x00O\x00J\x00E\x00C\x00T\x00",
    b"O\x00l\x00e\x001\x000\x00N\x00a\x00t\x00i\x00v\x00e\x00",
)
_REMOTE = re.compile(
    rb"<Relationship\b(?=[^<>]{0,4000}/(?:attachedTemplate|oleObject|frame|subDocument)\")"
    rb"(?=[^<>]{0,4000}Target=\"(?:https?:|ftp:|mhtml:|\\\\|file:(?://)?//[^/]))",
    re.IGNORECASE,
)
_MARKUP = re.compile(
    rb"<\?php|<!doctype\s+html|<(?:script|iframe|object|embed|html|body|meta|hta:\w+)[\s>/]"
    rb"|<svg[^<>]{0,500}xmlns|<img[^<>]{0,500}onerror|javascript:",
    re.IGNORECASE,
)
# A cell that starts a program (=cmd|' /C calc'!A0), in one pass: what stands before the bar
# ends where another cell begins, which is then the nearer one, and what stands after it ends
# where another cell has its bar. So no byte is read more than a few times, whatever is sent.
_BEGINS = rb"[ ]{0,20}[=+@-]"
_BEFORE_BAR = rb"(?:[^\r\n,;|\"\t%%s]|[\"\t](?!%s)){0,80}+\|" % _BEGINS
_COMMAND = re.compile(
    rb"[\r\n,;\t\"]%s%s(?:[^\r\n!,;\t\"]|[,;\t\"](?!%s%s)){0,200}+!"
    % (_BEGINS, _BEFORE_BAR % b"", _BEGINS, _BEFORE_BAR % b"!")
)
_EICAR = b"EICAR-STANDARD-ANTIVIRUS-TEST-FILE"


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
    if _EICAR in content:
        raise _has_program(name)
    if content.startswith(b"%PDF-"):
        return _pdf(name, extension, content)
    if content.startswith(b"\x89PNG\r\n\x1a\n"):
        return _picture(name, extension, content, {"png"}, "image/png")
    if content.startswith(b"\xff\xd8\xff"):
        return _picture(name, extension, content, {"jpg", "jpeg"}, "image/jpeg")
    if content.startswith(_ZIP):
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


def _broken(name: str) -> Mistake:
    return Mistake(_("Tệp “{name}” hỏng, không mở được.").format(name=name))


def _locked(name: str) -> Mistake:
    return Mistake(_("Tệp “{name}” có mật khẩu. Hãy lưu lại không đặt mật khẩu.").format(name=name))


def _has_program(name: str) -> Mistake:
    return Mistake(
        _("Tệp “{name}” có macro hoặc chương trình. Hãy lưu lại không kèm macro.").format(name=name)
    )


def _pdf(name: str, extension: str, content: bytes) -> FileKind:
    if extension != "pdf":
        raise _wrong_name(name)
    if zipfile.is_zipfile(io.BytesIO(content)) or _MARKUP.search(content):
        raise _wrong_name(name)
    flaw = pdf.flaw_of(content)
    if flaw == "program":
        raise Mistake(
            _("Tệp “{name}” có mã lệnh hoặc tệp nhúng. Hãy in lại ra PDF thường.").format(name=name)
        )
    if flaw is not None:
        raise _locked(name) if flaw == "locked" else _broken(name)
    return FileKind("pdf", "application/pdf")


def _picture(
    name: str, extension: str, content: bytes, extensions: set[str], media_type: str
) -> FileKind:
    if extension not in extensions or zipfile.is_zipfile(io.BytesIO(content)):
        raise _wrong_name(name)
    if _MARKUP.search(content) or b"%PDF-" in content:
        raise _wrong_name(name)
    end = b"IEND\xaeB`\x82" if media_type == "image/png" else b"\xff\xd9"
    if end not in content:
        raise _broken(name)
    return FileKind(extension, media_type)


def _office(name: str, extension: str, content: bytes) -> FileKind:
    if extension not in _OFFICE:
        raise _refused(name)
    marker, media_type = _OFFICE[extension]
    found = _Archive(name).members(content)
    if marker not in found:
        raise _wrong_name(name)
    if marker == "content.xml" and found.get("mimetype", b"").strip() != media_type.encode():
        raise _wrong_name(name)
    return FileKind(extension, media_type)


class _Archive:
    """An office file under inspection, with the archives inside it: one allowance for all."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.left = LIMITS.unpacked

    def _take(self, size: int) -> None:
        self.left -= size
        if self.left < 0:
            raise UnfitArchive("too-big")

    def members(self, content: bytes, *, depth: int = 1) -> dict[str, bytes]:
        """Name → first bytes of every member, each looked at to its end. Raises `Mistake`."""
        found: dict[str, bytes] = {}
        inside: dict[str, list[bytes]] = {}
        tail = b""
        try:
            for member, piece in unpacked(content, LIMITS):
                self._take(len(piece))
                if member not in found:
                    _check_member(self.name, member, piece)
                    found[member], tail = piece[:200], b""
                if _is_harmful(tail + piece):
                    raise _has_program(self.name)
                tail = piece[-5000:]
                if found[member].startswith(_ZIP):
                    inside.setdefault(member, []).append(piece)
        except UnfitArchive as unfit:
            raise _unfit(self.name, unfit) from None
        for member, pieces in inside.items():
            if depth >= DEEPEST or member.rpartition(".")[2].lower() not in _OFFICE:
                raise _has_program(self.name)
            self.members(b"".join(pieces), depth=depth + 1)
        return found


def _unfit(name: str, unfit: UnfitArchive) -> Mistake:
    if unfit.reason == "too-big":
        return Mistake(_("Tệp “{name}” bung ra quá lớn nên không nhận.").format(name=name))
    return _locked(name) if unfit.reason == "encrypted" else _broken(name)


def _check_member(name: str, member: str, start: bytes) -> None:
    if member.startswith("/") or ".." in member.split("/") or "\\" in member or ":" in member:
        raise _broken(name)
    if _PROGRAM_NAMES.search(member) or start.startswith((*_PROGRAMS, *_ARCHIVES)):
        raise _has_program(name)


def _is_harmful(text: bytes) -> bool:
    return (
        any(each in text for each in _PROGRAM_PARTS)
        or _EICAR in text
        or _REMOTE.search(text) is not None
    )


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
    if _MARKUP.search(content) or (extension == "csv" and _COMMAND.search(b"\n" + content)):
        raise _wrong_name(name)
    return FileKind(extension, "text/csv" if extension == "csv" else "text/plain")
