"""Files from anybody: hostile ones are refused and leave nothing, honest ones are all kept."""

from __future__ import annotations

import hashlib
import unicodedata
from pathlib import Path
from typing import Any

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile

from tests.web.cast import Cast, log_in
from tests.web.evidence.files import docx, honest, hostile, pdf
from xephang_web.assessments.models import EvidenceItem
from xephang_web.audit.models import Record
from xephang_web.campaigns.models import Participant
from xephang_web.evidence.models import StoredFile
from xephang_web.evidence.services import receive_file, safe_name
from xephang_web.shared.errors import Mistake

LIMIT = 2 * 1024 * 1024


@pytest.fixture(autouse=True)
def _two_megabytes(settings: Any) -> None:
    settings.MAX_UPLOAD_BYTES = LIMIT


def attach(cast: Cast, *files: SimpleUploadedFile, who: str = "an", **more: str) -> Any:
    """What the form answers to dropped files."""
    return log_in(getattr(cast, who)).post(
        f"/phieu/{cast.a.pk}/minh-chung/1.3/",
        {"files": list(files), **more},
        headers={"HX-Request": "true"},
    )


def fetched(cast: Cast, who: str, place: Participant, file: int) -> tuple[Any, bytes]:
    """What a form gives of a file: the answer, closed, and the bytes."""
    answer: Any = log_in(getattr(cast, who)).get(f"/phieu/{place.pk}/tep/{file}/")
    body = b"".join(answer.streaming_content) if answer.streaming else b""
    for close in answer._resource_closers:
        close()
    return answer, body


def kept_files() -> list[Path]:
    """Every file in the store."""
    return [each for each in Path(default_storage.path("")).rglob("*") if each.is_file()]


def test_no_hostile_file_is_kept(cast: Cast) -> None:
    files = hostile()
    assert len(files) > 90
    before = Record.objects.count()
    wrong = []
    for name, content in files.items():
        answer = attach(cast, SimpleUploadedFile(name, content))
        told = answer.content.decode()
        if answer.status_code != 422 or name not in told:
            wrong.append((name, answer.status_code))
    assert wrong == []
    assert not StoredFile.objects.exists()
    assert not EvidenceItem.objects.exists()
    assert kept_files() == []
    assert Record.objects.count() == before


def test_every_honest_file_is_kept_as_it_came(cast: Cast) -> None:
    wrong = []
    for name, content in honest().items():
        answer = attach(cast, SimpleUploadedFile(name, content))
        stored = StoredFile.objects.order_by("-pk").first()
        if answer.status_code != 200 or stored is None:
            wrong.append((name, answer.content.decode()[:200]))
        else:
            with default_storage.open(stored.path) as file:
                assert file.read() == content
            assert stored.sha256 == hashlib.sha256(content).hexdigest()
    assert wrong == []
    assert StoredFile.objects.count() == len(honest()) == len(kept_files())


def test_a_refused_file_takes_no_honest_one_with_it(cast: Cast) -> None:
    good, bad = SimpleUploadedFile("tốt.pdf", pdf()), SimpleUploadedFile("xấu.pdf", docx())
    answer = attach(cast, good, bad)
    assert answer.status_code == 422
    assert "xấu.pdf" in answer.content.decode()
    assert [each.name for each in StoredFile.objects.all()] == ["tốt.pdf"]


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("../../../etc/passwd.pdf", "passwd.pdf"),
        ("..\\..\\windows\\win.pdf", "win.pdf"),
        ("C:\\Users\\An\\Báo cáo.pdf", "Báo cáo.pdf"),
        ("/tuyệt đối.pdf", "tuyệt đối.pdf"),
        ("CON.pdf", "_CON.pdf"),
        ("nul.pdf", "_nul.pdf"),
        ("Lpt1.quý.pdf", "_Lpt1.quý.pdf"),
        ("Congvan.pdf", "Congvan.pdf"),
        ("rỗng\x00.pdf", "rỗng.pdf"),
        ("hai\r\ndòng.pdf", "haidòng.pdf"),
        ("ngược\u202efdp.pdf", "ngượcfdp.pdf"),
        ("\u2066ẩn\u200b\u2069.pdf", "ẩn.pdf"),
        (".htaccess.pdf", "htaccess.pdf"),
        ("...pdf", "pdf"),
        (unicodedata.normalize("NFD", "Đắk Lắk.pdf"), "Đắk Lắk.pdf"),
        ("dài" * 100 + ".pdf", ("dài" * 100)[:190] + ".pdf"),
    ],
)
def test_a_name_keeps_nothing_that_could_harm(given: str, kept: str) -> None:
    assert safe_name(given) == kept
    assert safe_name(kept) == kept


@pytest.mark.parametrize("name", ["CON.pdf", "ngược\u202efdp.pdf", "dài" * 100 + ".pdf"])
def test_a_file_is_stored_under_a_name_of_ours(cast: Cast, name: str) -> None:
    assert attach(cast, SimpleUploadedFile(name, pdf())).status_code == 200
    stored = StoredFile.objects.get()
    assert stored.name == safe_name(name)
    assert [each.suffix for each in kept_files()] == [".pdf"]
    assert len(kept_files()[0].stem) == 32
    assert int(kept_files()[0].stem, 16)


def test_a_file_without_a_name_is_refused(cast: Cast) -> None:
    upload = SimpleUploadedFile("x", pdf())
    upload.name = "\u202e"
    with pytest.raises(Mistake):
        receive_file(by=cast.an, unit=cast.unit_a, upload=upload)


def test_a_file_is_sent_as_an_attachment_that_runs_nothing(cast: Cast) -> None:
    attach(cast, SimpleUploadedFile("Đắk Lắk.pdf", pdf()))
    stored = StoredFile.objects.get()
    for who in ("an", "binh", "hoa"):
        answer, body = fetched(cast, who, cast.a, stored.pk)
        assert answer.status_code == 200
        assert answer["Content-Disposition"].startswith("attachment;")
        assert "%C4%90%E1%BA%AFk%20L%E1%BA%AFk.pdf" in answer["Content-Disposition"]
        assert answer["Content-Type"] == "application/pdf"
        assert answer["X-Content-Type-Options"] == "nosniff"
        assert answer["Content-Security-Policy"] == "default-src 'none'; sandbox"
        assert "no-store" in answer["Cache-Control"]
        assert body == pdf()


@pytest.mark.parametrize("who", ["giang", "dao", "en", "khanh", "quyen"])
def test_others_reach_no_file_not_even_through_their_own_form(cast: Cast, who: str) -> None:
    attach(cast, SimpleUploadedFile("a.pdf", pdf()))
    stored = StoredFile.objects.get()
    for place in (cast.a, cast.b, cast.participant(cast.unit_d), cast.participant(cast.unit_e)):
        assert fetched(cast, who, place, stored.pk)[0].status_code == 404
    assert attach(cast, SimpleUploadedFile("b.pdf", pdf()), who=who).status_code == 404
    assert StoredFile.objects.count() == 1


def test_one_file_serves_several_criteria(cast: Cast) -> None:
    attach(cast, SimpleUploadedFile("a.pdf", pdf()), also="1.2; 1.1, 1.3")
    assert StoredFile.objects.count() == 1
    items = EvidenceItem.objects.order_by("criterion")
    assert [each.criterion for each in items] == ["1.1", "1.2", "1.3"]
    assert len({each.file_id for each in items}) == 1
    attach(cast, SimpleUploadedFile("again.pdf", pdf()))
    assert EvidenceItem.objects.filter(criterion="1.3").count() == 1


def test_a_slip_in_the_criteria_keeps_no_file(cast: Cast) -> None:
    answer = attach(cast, SimpleUploadedFile("a.pdf", pdf()), also="1.2, 99.9")
    assert answer.status_code == 422
    assert "99.9" in answer.content.decode()
    assert not StoredFile.objects.exists()
    assert kept_files() == []


def test_evidence_taken_off_is_kept_and_can_be_put_back(cast: Cast) -> None:
    attach(cast, SimpleUploadedFile("a.pdf", pdf()), also="1.2")
    item = EvidenceItem.objects.get(criterion="1.3")
    client = log_in(cast.an)
    assert client.post(f"/phieu/{cast.a.pk}/bo-minh-chung/{item.pk}/").status_code == 302
    item.refresh_from_db()
    assert item.removed_at is not None
    assert EvidenceItem.objects.get(criterion="1.2").removed_at is None
    assert len(kept_files()) == 1
    assert fetched(cast, "an", cast.a, item.file_id or 0)[1] == pdf()
    client.post(f"/phieu/{cast.a.pk}/bo-minh-chung/{item.pk}/", {"undo": "yes"})
    item.refresh_from_db()
    assert item.removed_at is None
    acts = Record.objects.filter(act__startswith="evidence.").values_list("act", flat=True)
    assert sorted(acts) == ["evidence.added"] * 2 + ["evidence.removed", "evidence.restored"]


@pytest.mark.parametrize("who", ["giang", "hoa", "minh", "chi"])
def test_others_take_no_evidence_off(cast: Cast, who: str) -> None:
    attach(cast, SimpleUploadedFile("a.pdf", pdf()))
    item = EvidenceItem.objects.get()
    answer = log_in(getattr(cast, who)).post(f"/phieu/{cast.a.pk}/bo-minh-chung/{item.pk}/")
    assert answer.status_code in (403, 404)
    item.refresh_from_db()
    assert item.removed_at is None


def test_of_several_files_it_is_said_which_were_attached_and_which_were_not(cast: Cast) -> None:
    files = [SimpleUploadedFile("a.pdf", pdf()), SimpleUploadedFile("x.exe", b"MZ")]
    answer = attach(cast, *files, url="ftp://a.example/")
    said = answer.content.decode()
    assert answer.status_code == 422
    for each in ("Đã gắn minh chứng: a.pdf.", "x.exe", "https://", "Phần còn lại chưa gắn."):
        assert each in said
    assert "chưa được ghi" not in said
    assert "vẫn giữ nguyên" not in said
    assert 'value="ftp://a.example/"' in said, "what was typed is still there"
    assert [each.title for each in EvidenceItem.objects.all()] == ["a.pdf"]


def test_without_scripts_no_page_says_that_nothing_was_written_where_a_part_was(
    cast: Cast,
) -> None:
    client, address = log_in(cast.an), f"/phieu/{cast.a.pk}/minh-chung/1.3/"
    files = [SimpleUploadedFile("a.pdf", pdf()), SimpleUploadedFile("x.exe", b"MZ")]
    answer = client.post(address, {"files": files}, follow=True)
    said = answer.content.decode()
    assert answer.status_code == 200
    assert "Đã gắn minh chứng: a.pdf." in said
    assert "x.exe" in said
    assert "Chưa ghi gì" not in said
    refused = client.post(address, {"url": "ftp://a.example/"})
    assert refused.status_code == 400
    assert EvidenceItem.objects.count() == 1


@pytest.mark.parametrize("undo", [True, False])
def test_what_a_colleague_has_done_already_is_said_in_the_row(cast: Cast, *, undo: bool) -> None:
    attach(cast, SimpleUploadedFile("a.pdf", pdf()))
    item = EvidenceItem.objects.get()
    address = f"/phieu/{cast.a.pk}/bo-minh-chung/{item.pk}/"
    client = log_in(cast.an)
    if not undo:
        client.post(address)
    answer = client.post(address, {"undo": "yes"} if undo else {}, headers={"HX-Request": "true"})
    assert answer.status_code == 422
    assert 'id="c-1-3"' in answer.content.decode(), (
        "the row is there, and not a message in its place"
    )


def test_what_was_taken_off_is_offered_back_on_the_page_until_it_is_back(cast: Cast) -> None:
    attach(cast, SimpleUploadedFile("a.pdf", pdf()))
    item = EvidenceItem.objects.get()
    client = log_in(cast.an)
    address = f"/phieu/{cast.a.pk}/bo-minh-chung/{item.pk}/"
    page = client.post(address, follow=True)
    assert "Đã bỏ minh chứng “a.pdf”." in page.content.decode()
    place = page.redirect_chain[0][0].partition("#")[0]
    assert "Hoàn tác" in client.get(place).content.decode()
    client.post(address, {"undo": "yes"})
    assert "Hoàn tác" not in client.get(place).content.decode()
    for rubbish in ("x", "²", "9" * 40, "0", "-1"):
        assert client.get(place.replace(f"={item.pk}", f"={rubbish}")).status_code == 200


def test_evidence_of_another_unit_is_not_offered_on_ones_own_page(cast: Cast) -> None:
    attach(cast, SimpleUploadedFile("mat.pdf", pdf()))
    item = EvidenceItem.objects.get()
    log_in(cast.an).post(f"/phieu/{cast.a.pk}/bo-minh-chung/{item.pk}/")
    page = log_in(cast.giang).get(f"/phieu/{cast.b.pk}/muc/1/?da-bo={item.pk}").content.decode()
    assert "mat.pdf" not in page
