"""What a unit is asked, until when (TH-10), and what it reads of inspections (PHT-11)."""

from __future__ import annotations

import datetime as dt
from http import HTTPStatus

import pytest
from django.core import mail
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import TestCase

from tests.web.appraisal.sources_scene import (
    AT,
    XSS,
    campaign_of,
    count_queries,
    seated,
    send_all,
    shut,
)
from tests.web.cast import Cast, log_in
from xephang.calendar import HANOI
from xephang_web.accounts.models import Appointment
from xephang_web.appraisal import services
from xephang_web.appraisal.models import Clarification, InspectionResult
from xephang_web.appraisal.notices import tell_of_clarification
from xephang_web.audit.models import Record
from xephang_web.campaigns.services import set_clock
from xephang_web.evidence.models import StoredFile

ASKED = f"{AT}giai-trinh/"
INSPECTIONS = f"{AT}kiem-tra/"
DUE = dt.date(2016, 11, 25)


def ask(cast: Cast, question: str = "Máy ở đâu?") -> Clarification:
    """Chi asks unit A about 1.2, until 25/11; what waits for the commit is done."""
    with TestCase.captureOnCommitCallbacks(execute=True):
        return services.ask_clarification(
            by=cast.chi, participant=cast.a, criterion_id="1.2", question=question, due=DUE
        )


def at(cast: Cast, day: int, hour: int = 9) -> None:
    """Move the campaign's clock to a day of November."""
    set_clock(
        by=cast.hoa,
        campaign=campaign_of(cast),
        to=dt.datetime(2016, 11, day, hour, tzinfo=HANOI),
    )


def test_the_unit_is_told_once_by_mail_that_it_is_asked(cast: Cast) -> None:
    send_all(cast)
    asked = ask(cast)
    assert [each.to for each in mail.outbox] == [["an@xephang.example", "bình@xephang.example"]]
    assert "25/11/2016" in mail.outbox[0].body
    assert "Máy ở đâu?" not in mail.outbox[0].body, "the question itself stays inside"
    tell_of_clarification.call(asked.pk)
    assert len(mail.outbox) == 1, "a task that runs again finds it told"


def test_a_unit_without_people_is_named_to_who_asks(cast: Cast) -> None:
    send_all(cast)
    Appointment.objects.filter(unit=cast.unit_a).update(ends=dt.date(2016, 1, 1))
    chi = log_in(cast.chi)
    said = {"question": "Máy ở đâu?", "due": "25/11/2016"}
    page = chi.post(f"/tham-dinh/{cast.a.pk}/hoi/1.2/", said, follow=True).content.decode()
    assert "chưa có ai nhận thư" in page
    assert "chưa có ai nhận thư" in chi.get(ASKED).content.decode()


def test_every_page_of_the_form_and_the_start_page_say_that_something_is_asked(
    cast: Cast,
) -> None:
    send_all(cast)
    an = log_in(cast.an)
    assert "Mở mục Giải trình" not in an.get(f"/phieu/{cast.a.pk}/soat/").content.decode()
    ask(cast)
    for page in ("soat/", "muc/1/", "bien-nhan/"):
        told = an.get(f"/phieu/{cast.a.pk}/{page}").content.decode()
        assert "Mở mục Giải trình" in told, page
        assert "25/11/2016" in told
    home = an.get("/").content.decode()
    assert "Giải trình đến hết 25/11/2016" in home
    assert "Giải trình đến hết" not in log_in(cast.giang).get("/").content.decode()
    at(cast, 26)
    assert "Mở mục Giải trình" not in an.get(f"/phieu/{cast.a.pk}/soat/").content.decode()


def test_an_answer_comes_with_files_that_only_the_two_sides_reach(cast: Cast) -> None:
    send_all(cast)
    asked = ask(cast, f"Máy ở đâu? {XSS}")
    an, address = log_in(cast.an), f"/phieu/{cast.a.pk}/giai-trinh/"
    page = an.get(address).content.decode()
    assert "Máy ở đâu?" in page
    assert XSS not in page
    before = StoredFile.objects.count()
    said = {"clarification": asked.pk, "answer": f"Ở kho B {XSS}"}
    bad = an.post(address, {**said, "files": [SimpleUploadedFile("a.exe", b"MZ\x90")]})
    assert bad.status_code == HTTPStatus.BAD_REQUEST
    empty = an.post(address, {"clarification": asked.pk, "answer": " "})
    assert empty.status_code == HTTPStatus.BAD_REQUEST
    assert StoredFile.objects.count() == before
    files = [SimpleUploadedFile("bien-ban.txt", "biên bản".encode())]
    assert an.post(address, {**said, "files": files}).status_code == HTTPStatus.FOUND
    kept = asked.files.get()
    for user in (cast.an, cast.chi, cast.hoa, cast.minh):
        assert shut(log_in(user).get(f"{address}tep/{kept.pk}/")) == HTTPStatus.OK, user
    for user in (cast.giang, cast.dao, cast.quyen):
        assert log_in(user).get(f"{address}tep/{kept.pk}/").status_code == HTTPStatus.NOT_FOUND
    foreign = log_in(cast.giang).get(f"/phieu/{cast.b.pk}/giai-trinh/tep/{kept.pk}/")
    assert foreign.status_code == HTTPStatus.NOT_FOUND, "by the address of one's own form"
    page = log_in(cast.chi).get(ASKED).content.decode()
    assert "Ở kho B" in page
    assert XSS not in page
    again = an.post(address, said)
    assert again.status_code == HTTPStatus.BAD_REQUEST, "answered once"


@pytest.mark.parametrize(("day", "hour", "is_taken"), [(25, 23, True), (26, 0, False)])
def test_an_answer_is_taken_to_the_end_of_the_last_day(
    cast: Cast, day: int, hour: int, is_taken: bool
) -> None:
    send_all(cast)
    asked = ask(cast)
    at(cast, day, hour)
    an, address = log_in(cast.an), f"/phieu/{cast.a.pk}/giai-trinh/"
    answer = an.post(address, {"clarification": asked.pk, "answer": "Ở kho B"})
    asked.refresh_from_db()
    assert (asked.answered_at is not None) == is_taken
    assert answer.status_code == (HTTPStatus.FOUND if is_taken else HTTPStatus.CONFLICT)
    if not is_taken:
        page = an.get(address).content.decode()
        assert "Quá hạn" in page
        assert "kết luận theo số liệu" in page


def test_the_appraiser_sees_what_is_overdue_first_and_can_give_longer(cast: Cast) -> None:
    send_all(cast)
    ask(cast, "Câu hỏi A")
    with TestCase.captureOnCommitCallbacks(execute=True):
        services.ask_clarification(
            by=cast.chi,
            participant=cast.b,
            criterion_id="1.2",
            question="Câu hỏi B",
            due=dt.date(2016, 11, 30),
        )
    at(cast, 27)
    chi = log_in(cast.chi)
    page = chi.get(ASKED).content.decode()
    assert "1 quá hạn, 1 đang chờ" in page
    assert page.index("Câu hỏi A") < page.index("Câu hỏi B")
    asked = Clarification.objects.get(participant=cast.a)
    extension = f"/tham-dinh/{cast.a.pk}/gia-han/{asked.pk}/"
    foreign = f"/tham-dinh/{cast.b.pk}/gia-han/{asked.pk}/"
    assert chi.post(foreign, {"due": "29/11/2016"}).status_code == HTTPStatus.NOT_FOUND
    for wrong in ("26/11/2016", "25/11/2016", "mai"):
        refused = chi.post(extension, {"due": wrong})
        assert refused.status_code == HTTPStatus.BAD_REQUEST, wrong
    with TestCase.captureOnCommitCallbacks(execute=True):
        chi.post(extension, {"due": "29/11/2016"})
    asked.refresh_from_db()
    assert asked.due == dt.date(2016, 11, 29)
    assert len(mail.outbox) == 3, "the unit is told again"
    assert Record.objects.filter(act="clarification.extended").count() == 1
    an = log_in(cast.an)
    an.post(f"/phieu/{cast.a.pk}/giai-trinh/", {"clarification": asked.pk, "answer": "Kho B"})
    asked.refresh_from_db()
    assert asked.answer == "Kho B"


def test_who_is_in_conflict_or_stands_outside_extends_nothing(cast: Cast) -> None:
    send_all(cast)
    asked = ask(cast)
    seated(cast, cast.an)
    an = log_in(cast.an)
    assert "Máy ở đâu?" not in an.get(ASKED).content.decode()
    said, extension = {"due": "29/11/2016"}, f"/tham-dinh/{cast.a.pk}/gia-han/{asked.pk}/"
    assert an.post(extension, said).status_code == HTTPStatus.FORBIDDEN
    assert log_in(cast.hoa).post(extension, said).status_code == HTTPStatus.FORBIDDEN, "no judge"
    for user in (cast.giang, cast.dao, cast.quyen):
        assert log_in(user).get(ASKED).status_code == HTTPStatus.NOT_FOUND
        assert log_in(user).post(extension, said).status_code == HTTPStatus.NOT_FOUND
    asked.refresh_from_db()
    assert asked.due == DUE


INSPECTED = {
    "criterion": "1.2",
    "kind": "thematic",
    "held_on": "03/06/2016",
    "text": "Thiếu sổ theo dõi",
    "document": "45/KL-TTr",
}


def test_an_inspection_is_kept_shown_beside_the_claim_and_to_the_unit(cast: Cast) -> None:
    send_all(cast)
    hoa = log_in(cast.hoa)
    upload = SimpleUploadedFile("ket-luan.txt", "kết luận".encode())
    said = {**INSPECTED, "text": f"Thiếu sổ {XSS}", "participant": cast.a.pk, "file": upload}
    assert hoa.post(INSPECTIONS, said).status_code == HTTPStatus.FOUND
    made = InspectionResult.objects.get()
    chi = log_in(cast.chi)
    for address in (INSPECTIONS, f"/tham-dinh/{cast.a.pk}/1.2/"):
        page = chi.get(address).content.decode()
        assert "Thiếu sổ" in page, address
        assert XSS not in page
    own = log_in(cast.an).get(f"/phieu/{cast.a.pk}/giai-trinh/").content.decode()
    assert "Thiếu sổ" in own
    assert "45/KL-TTr" in own
    address = f"{INSPECTIONS}{made.pk}/tep/"
    for user in (cast.hoa, cast.chi, cast.an, cast.minh):
        assert shut(log_in(user).get(address)) == HTTPStatus.OK, user
    for user in (cast.giang, cast.dao, cast.quyen):
        assert log_in(user).get(address).status_code == HTTPStatus.NOT_FOUND


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        ({"criterion": "9.9"}, "9.9"),
        ({"kind": "khác"}, "loại kiểm tra"),
        ({"held_on": "22/11/2016"}, "chưa đến"),
        ({"held_on": "hôm qua"}, "31/12/2026"),
        ({"text": ""}, "kết quả kiểm tra"),
        ({"document": " "}, "số, ngày"),
        ({"participant": "0"}, "chọn đơn vị"),
    ],
)
def test_an_inspection_that_is_not_whole_is_refused(
    cast: Cast, changed: dict[str, str], told: str
) -> None:
    send_all(cast)
    said = {**INSPECTED, "participant": cast.a.pk, **changed}
    answer = log_in(cast.hoa).post(INSPECTIONS, said)
    assert answer.status_code == HTTPStatus.BAD_REQUEST
    assert told in answer.content.decode()
    assert not InspectionResult.objects.exists()


def test_an_inspection_is_withdrawn_with_a_reason_and_no_longer_counts(cast: Cast) -> None:
    send_all(cast)
    hoa = log_in(cast.hoa)
    hoa.post(INSPECTIONS, {**INSPECTED, "participant": cast.a.pk})
    made = InspectionResult.objects.get()
    refused = log_in(cast.chi).post(INSPECTIONS, {"withdraw": made.pk, "reason": "x"})
    assert refused.status_code == HTTPStatus.FORBIDDEN
    assert hoa.post(INSPECTIONS, {"withdraw": made.pk}).status_code == HTTPStatus.BAD_REQUEST
    hoa.post(INSPECTIONS, {"withdraw": made.pk, "reason": "nhầm đơn vị"})
    assert "nhầm đơn vị" in hoa.get(INSPECTIONS).content.decode(), "it stays in the list"
    own = log_in(cast.an).get(f"/phieu/{cast.a.pk}/giai-trinh/").content.decode()
    assert "Thiếu sổ" not in own
    beside = log_in(cast.chi).get(f"/tham-dinh/{cast.a.pk}/1.2/").content.decode()
    assert "Thiếu sổ" not in beside


def test_the_lists_ask_as_much_of_the_database_for_many_as_for_few(cast: Cast) -> None:
    send_all(cast)
    ask(cast)
    hoa, chi = log_in(cast.hoa), log_in(cast.chi)
    hoa.post(INSPECTIONS, {**INSPECTED, "participant": cast.a.pk})
    few = count_queries(chi, ASKED), count_queries(hoa, INSPECTIONS)
    for number in range(4):
        ask(cast, f"Câu {number}")
        hoa.post(INSPECTIONS, {**INSPECTED, "participant": cast.b.pk})
    assert (count_queries(chi, ASKED), count_queries(hoa, INSPECTIONS)) == few
