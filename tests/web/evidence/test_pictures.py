"""Evidence looked at where one works: drawn on the server, for whoever may download it."""

from __future__ import annotations

import io
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from PIL import Image

from tests.web.cast import Cast, log_in
from tests.web.evidence import files
from tests.web.second_half import send_all
from xephang.canonical import digest_bytes
from xephang_web.assessments.models import Assessment, EvidenceItem
from xephang_web.evidence import pictures
from xephang_web.evidence.models import StoredFile
from xephang_web.evidence.pictures import Unviewable, page_count, picture_of
from xephang_web.shared import clock

PNG = b"\x89PNG\r\n\x1a\n"


def kept(cast: Cast, name: str, content: bytes, media_type: str = "application/pdf") -> StoredFile:
    """A file in the store as if it had come in, whatever it is."""
    path = default_storage.save(f"thu/{digest_bytes(content)[:12]}", ContentFile(content))
    stored = StoredFile(
        path=path,
        name=name,
        media_type=media_type,
        size=len(content),
        sha256=digest_bytes(content),
        unit=cast.unit_a,
        uploaded_by=cast.an,
        uploaded_at=clock.now(),
    )
    stored.save()
    return stored


def attached(cast: Cast, stored: StoredFile) -> str:
    """The address of the drawing, the file being evidence of A's criterion 1.2."""
    EvidenceItem.objects.create(
        assessment=Assessment.objects.get_or_create(participant=cast.a)[0],
        criterion="1.2",
        file=stored,
        title=stored.name,
        added_by=cast.an,
        added_at=clock.now(),
    )
    return f"/phieu/{cast.a.pk}/tep/{stored.pk}/anh/"


def book(pages: int, size: tuple[int, int] = (300, 400)) -> bytes:
    """A PDF of several pages, each its own shade."""
    drawn = [Image.new("L", size, 250 - number) for number in range(pages)]
    out = io.BytesIO()
    drawn[0].save(out, "PDF", save_all=True, append_images=drawn[1:])
    return out.getvalue()


def photograph(size: tuple[int, int]) -> bytes:
    """A JPEG with where it was taken written into it."""
    exif = Image.Exif()
    exif[0x010E] = "BI-MAT-TRONG-EXIF"
    out = io.BytesIO()
    Image.new("RGB", size, "teal").save(out, "JPEG", exif=exif)
    return out.getvalue()


def test_a_pdf_is_drawn_page_by_page(cast: Cast) -> None:
    stored = kept(cast, "bao-cao.pdf", book(3))
    assert page_count(stored) == 3
    shown = [Image.open(io.BytesIO(picture_of(stored, number))) for number in (1, 3)]
    assert all(each.width <= 1400 and each.height <= 2000 for each in shown)
    assert shown[0].getpixel((5, 5)) != shown[1].getpixel((5, 5))
    with pytest.raises(Unviewable, match="no-page"):
        picture_of(stored, 4)


def test_a_picture_is_made_smaller_and_loses_what_it_carried(cast: Cast) -> None:
    stored = kept(cast, "anh.jpg", photograph((4000, 3000)), "image/jpeg")
    drawn = picture_of(stored)
    assert drawn.startswith(PNG)
    assert max(Image.open(io.BytesIO(drawn)).size) <= 2000
    assert b"BI-MAT" not in drawn


def test_every_honest_pdf_and_picture_is_drawn_and_every_other_file_left_alone(cast: Cast) -> None:
    types = {"pdf": "application/pdf", "png": "image/png"}
    for name, content in files.honest().items():
        ending = name.rpartition(".")[2].lower()
        if ending in types:
            assert picture_of(kept(cast, name, content, types[ending])).startswith(PNG)
        elif ending != "jpg" and ending != "jpeg":
            with pytest.raises(Unviewable):
                picture_of(kept(cast, name, content, "text/plain"))


HOSTILE = {
    name: content
    for name, content in files.hostile().items()
    if name.endswith(("pdf", "png", "jpg"))
}


def test_a_hostile_file_gives_a_drawing_or_a_calm_message_and_never_a_fault(cast: Cast) -> None:
    browser = log_in(cast.an)
    types = {"pdf": "application/pdf", "png": "image/png", "jpg": "image/jpeg"}
    for name, content in HOSTILE.items():
        media_type = types[name.rpartition(".")[2]]
        answer = browser.get(attached(cast, kept(cast, name, content, media_type)))
        assert answer.status_code in (200, 400), name
        if answer.status_code == 200:
            assert answer["Content-Type"] == "image/png"
            assert answer.content.startswith(PNG)
        else:
            assert "Hãy tải tệp về" in answer.content.decode()


@pytest.mark.parametrize(
    "content",
    [
        files.pdf().replace(b"[0 0 595 842]", b"[0 0 9e9 9e9]"),
        files.pdf().replace(b"[0 0 595 842]", b"[0 0 0 0]    "),
        files.pdf().replace(b"/Kids [3 0 R]", b"/Kids [2 0 R]"),
        b"%PDF-1.7\n" + b"1 0 obj <<" * 50_000,
    ],
    ids=["endless page", "no page area", "a page tree in a circle", "nothing but beginnings"],
)
def test_a_damaged_pdf_is_never_more_than_a_message(cast: Cast, content: bytes) -> None:
    answer = log_in(cast.an).get(attached(cast, kept(cast, "hong.pdf", content)))
    assert answer.status_code in (200, 400)


def test_a_picture_that_unpacks_to_gigabytes_is_not_unpacked(cast: Cast) -> None:
    huge = files.png(side=4).replace((4).to_bytes(4, "big") * 2, (60_000).to_bytes(4, "big") * 2)
    with pytest.raises(Unviewable):
        picture_of(kept(cast, "bom.png", huge, "image/png"))


def test_a_child_that_does_not_come_back_is_ended(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pictures, "MOST_SECONDS", 0.001)
    with pytest.raises(Unviewable, match="too-much"):
        picture_of(kept(cast, "cham.pdf", book(1)))


def test_a_drawing_is_for_whoever_may_download_the_file_and_nobody_else(
    cast: Cast, client: Any
) -> None:
    address = attached(cast, kept(cast, "bao-cao.pdf", book(2)))
    assert client.get(address).status_code == 302
    for stranger in (cast.giang, cast.dao, cast.quyen):
        assert log_in(stranger).get(address).status_code == 404
    for reader in (cast.an, cast.chi, cast.hoa, cast.minh):
        assert log_in(reader).get(address).status_code == 200
    other = f"/phieu/{cast.b.pk}/tep/{EvidenceItem.objects.get().file_id}/anh/"
    assert log_in(cast.giang).get(other).status_code == 404, "a file of another form"


def test_a_drawing_can_do_nothing_in_a_browser(cast: Cast) -> None:
    answer = log_in(cast.an).get(attached(cast, kept(cast, "bao-cao.pdf", book(2))) + "?trang=2")
    assert answer["Content-Type"] == "image/png"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert "no-store" in answer["Cache-Control"]
    for wrong in ("0", "3", "-1", "x", "9" * 30):
        assert (
            log_in(cast.an).get(f"{answer.request['PATH_INFO']}?trang={wrong}").status_code == 400
        )


def test_the_desk_shows_the_evidence_and_turns_its_pages(cast: Cast) -> None:
    address = attached(cast, kept(cast, "bao-cao.pdf", book(3)))
    send_all(cast)
    desk = f"/tham-dinh/{cast.a.pk}/1.2/"
    browser = log_in(cast.chi)
    assert f'src="{address}?trang=1"' in browser.get(desk).content.decode()
    text = browser.get(f"{desk}?trang=2").content.decode()
    assert f'src="{address}?trang=2"' in text
    assert "2 / 3" in text
    part = browser.get(
        f"{desk}?trang=3", headers={"HX-Request": "true", "HX-Target": "minh-chung"}
    ).content.decode()
    assert f'src="{address}?trang=3"' in part
    assert "<html" not in part


def test_a_damaged_pdf_on_the_desk_is_offered_as_a_download(cast: Cast) -> None:
    attached(cast, kept(cast, "hong.pdf", b"%PDF-1.7 khong phai"))
    send_all(cast)
    text = log_in(cast.chi).get(f"/tham-dinh/{cast.a.pk}/1.2/").content.decode()
    assert "Không dựng được tệp này" in text
    assert "Tải về" in text
