"""Reference data: read with all problems at once, previewed, kept, withdrawn (PT-8)."""

from __future__ import annotations

import io
from fractions import Fraction
from http import HTTPStatus
from typing import Any

import pytest
import xlsxwriter
from django.core.files.uploadedfile import SimpleUploadedFile

from tests.web.appraisal.sources_scene import (
    AT,
    XSS,
    agency,
    campaign_of,
    count_queries,
    seated,
    send_all,
    table_of,
    why_open,
)
from tests.web.cast import Cast, log_in
from xephang_web.appraisal.models import Finding, ReferenceLook, ReferenceTable
from xephang_web.appraisal.reference import differences_for
from xephang_web.audit.models import Record
from xephang_web.shared.errors import Mistake

PAGE = f"{AT}doi-chieu/"
UPLOAD = f"{PAGE}nop/"
SAID = {
    "title": "Sổ tài sản",
    "input": "1.2/numerator",
    "tolerance": "0",
    "measure": "absolute",
}


def csv(text: str) -> SimpleUploadedFile:
    """A CSV file."""
    return SimpleUploadedFile("bang.csv", text.encode())


def book(*rows: tuple[Any, ...]) -> SimpleUploadedFile:
    """A workbook with these cells."""
    out = io.BytesIO()
    with xlsxwriter.Workbook(out) as made:
        sheet = made.add_worksheet()
        for line, row in enumerate(rows):
            for column, cell in enumerate(row):
                sheet.write(line, column, cell)
    return SimpleUploadedFile("bang.xlsx", out.getvalue())


def test_a_table_is_shown_before_it_is_kept(cast: Cast) -> None:
    hoa = log_in(cast.hoa)
    preview = hoa.post(UPLOAD, {**SAID, "file": csv("mã đơn vị,số liệu\nT.A,1.022\nT.B,\n")})
    page = preview.content.decode()
    assert preview.status_code == HTTPStatus.OK
    assert "Nhận bảng này" in page
    assert "1.022" in page
    assert "Huyện Đông" in page, "who is not in the table is named"
    assert not ReferenceTable.objects.exists()
    assert 'name="rows" value="T.A,1022' in page
    hoa.post(UPLOAD, {**SAID, "rows": "T.A,1022\n"})
    kept = ReferenceTable.objects.get()
    assert [(each.participant.unit.code, each.value) for each in kept.rows.all()] == [
        ("T.A", "1022")
    ]
    assert "T.A=1022" in Record.objects.get(act="reference.uploaded").data


def test_every_problem_is_named_by_its_row_and_nothing_is_kept(cast: Cast) -> None:
    rows = f"mã,số liệu\nT.X,22\nT.A,ba mươi\nT.B,5\nT.B,6\n,7\n{XSS},1\n"
    answer = log_in(cast.hoa).post(
        UPLOAD, {**SAID, "title": "", "tolerance": "-1", "file": csv(rows)}
    )
    assert answer.status_code == HTTPStatus.BAD_REQUEST
    page = answer.content.decode()
    for told in (
        "Dòng 2: không có đơn vị “T.X”",
        "Dòng 3: “ba mươi”",
        "Dòng 5: “T.B” đã có ở dòng 4",
        "Dòng 6: thiếu mã",
        "Dòng 7",
        "Hãy ghi tên bảng",
        "Dung sai không thể âm",
    ):
        assert told in page, told
    assert "Có 7 chỗ phải sửa" in page
    assert XSS not in page
    assert not ReferenceTable.objects.exists()


def test_an_unknown_unit_in_the_first_row_is_a_problem_and_no_head(cast: Cast) -> None:
    with pytest.raises(Mistake, match="Dòng 1: không có đơn vị “T"):
        table_of(cast, "T.X,22\nT.A,30\n")


def test_a_workbook_number_keeps_its_point(cast: Cast) -> None:
    hoa = log_in(cast.hoa)
    said = {**SAID, "input": "1.2/denominator"}
    page = hoa.post(UPLOAD, {**said, "file": book(("code", "value"), ("T.A", 1234))})
    assert 'value="T.A,1234' in page.content.decode()
    assert "1.234" in page.content.decode(), "shown as a Vietnamese page writes it"
    typed = hoa.post(UPLOAD, {**said, "file": book(("code", "value"), ("T.A", "1.230"))})
    assert typed.status_code == HTTPStatus.BAD_REQUEST, "text that looks like a number"
    assert "là chữ" in typed.content.decode()


@pytest.mark.parametrize("content", [b"", b"\xff\xfe\x00", b"PK\x03\x04rubbish", b'"open'])
@pytest.mark.parametrize("name", ["bang.csv", "bang.xlsx"])
def test_a_broken_file_is_refused_in_words(cast: Cast, name: str, content: bytes) -> None:
    answer = log_in(cast.hoa).post(
        UPLOAD, {**SAID, "file": SimpleUploadedFile(name, content or b" ")}
    )
    assert answer.status_code == HTTPStatus.BAD_REQUEST
    assert not ReferenceTable.objects.exists()


@pytest.mark.parametrize(
    ("tolerance", "measure", "reference", "is_apart"),
    [
        ("0", "absolute", "40", False),
        ("0", "absolute", "41", True),
        ("1", "absolute", "41", False),
        ("0,9", "absolute", "41", True),
        ("10", "percent", "44", False),
        ("12 %", "percent", "45", False),
        ("9", "percent", "44", True),
        ("11", "percent", "36", True),
        ("11,2", "percent", "36", False),
        ("11,1", "percent", "36", True),
        ("50", "percent", "0", True),
    ],
)
def test_the_tolerance_is_absolute_or_percent_of_the_reference(
    cast: Cast, tolerance: str, measure: str, reference: str, is_apart: bool
) -> None:
    # A claims 40. Of 44, 10 % are 4,4; of 36, 11,1 % are 3,996 and 11,2 % are 4,032.
    send_all(cast)
    table_of(cast, f"T.A,{reference}\n", tolerance=tolerance, measure=measure)
    found = differences_for(cast.hoa, campaign_of(cast))
    assert [each.participant.unit.code for each in found] == ["T.A"] * is_apart


def test_a_difference_is_signed_looked_at_with_a_note_and_decides_nothing(cast: Cast) -> None:
    send_all(cast)
    table_of(cast, "T.A,22\nT.B,30\n", tolerance="5")
    found = differences_for(cast.chi, campaign_of(cast))
    assert [(each.participant.unit.code, each.signed) for each in found] == [("T.A", Fraction(18))]
    chi = log_in(cast.chi)
    page = chi.get(PAGE).content.decode()
    assert "+18" in page
    assert "Sở Bưu Điện" not in page, "30 and 30 agree"
    empty = chi.post(PAGE, {"look": found[0].value.pk, "note": " "})
    assert empty.status_code == HTTPStatus.BAD_REQUEST
    chi.post(PAGE, {"look": found[0].value.pk, "note": XSS})
    assert ReferenceLook.objects.get().by == cast.chi
    assert "+18" not in chi.get(PAGE).content.decode(), "looked at: out of the queue"
    page = chi.get(f"{PAGE}?xem=het").content.decode()
    assert "+18" in page
    assert XSS not in page
    assert not Finding.objects.exists()
    assert why_open(cast.b, "1.2") != "reference"
    assert why_open(cast.a, "1.2") == "reference", "looked at, and still never in bulk"


def test_who_is_in_conflict_sees_no_difference_of_their_unit(cast: Cast) -> None:
    send_all(cast)
    seated(cast, cast.giang)
    value = table_of(cast, "T.A,22\nT.B,3\n").rows.get(participant=cast.b)
    giang = log_in(cast.giang)
    page = giang.get(PAGE).content.decode()
    assert "Sở Ánh Sáng" in page
    assert "Sở Bưu Điện" not in page
    refused = giang.post(PAGE, {"look": value.pk, "note": "đúng mà"})
    assert refused.status_code == HTTPStatus.FORBIDDEN


def test_a_supplier_sees_the_own_tables_and_no_claim(cast: Cast) -> None:
    send_all(cast)
    _unit, supplier = agency(cast)
    table = table_of(cast, "T.A,22\n", title="Bảng của văn phòng")
    browser = log_in(supplier)
    page = browser.get(PAGE).content.decode()
    assert "Bảng của văn phòng" not in page
    assert "+18" not in page
    assert browser.get(f"{PAGE}{table.pk}/").status_code == HTTPStatus.NOT_FOUND
    gone = browser.post(PAGE, {"withdraw": table.pk, "reason": "x"})
    assert gone.status_code == HTTPStatus.FORBIDDEN, "whether there is such a table or not"
    browser.post(UPLOAD, {**SAID, "title": "Bảng tài chính", "rows": "T.A,39\n"})
    own = ReferenceTable.objects.get(title="Bảng tài chính")
    assert own.supplied_by.name == "Sở Tài Chính"
    assert "Bảng tài chính" in browser.get(PAGE).content.decode()
    assert browser.get(f"{PAGE}{own.pk}/").status_code == HTTPStatus.OK
    names = browser.get(f"{PAGE}mau.csv").content.decode()
    assert "T.A,Sở Ánh Sáng" in names
    assert browser.get(f"{PAGE}mau.xlsx").content.startswith(b"PK")
    assert browser.get(f"{PAGE}mau.exe").status_code == HTTPStatus.NOT_FOUND


def test_the_template_comes_back_as_a_table(cast: Cast) -> None:
    hoa = log_in(cast.hoa)
    template = hoa.get(f"{PAGE}mau.csv").content.decode("utf-8-sig")
    filled = template.replace("Sở Ánh Sáng,", "Sở Ánh Sáng,22")
    page = hoa.post(UPLOAD, {**SAID, "file": csv(filled)}).content.decode()
    assert 'name="rows" value="T.A,22' in page


def test_two_tables_stand_beside_one_input_and_a_withdrawn_one_stays_in_sight(
    cast: Cast,
) -> None:
    send_all(cast)
    first = table_of(cast, "T.A,22\n")
    table_of(cast, "T.A,23\n", title="Kiểm kê")
    assert len(differences_for(cast.hoa, campaign_of(cast))) == 2
    hoa = log_in(cast.hoa)
    assert hoa.post(PAGE, {"withdraw": first.pk}).status_code == HTTPStatus.BAD_REQUEST
    hoa.post(PAGE, {"withdraw": first.pk, "reason": "nhầm năm"})
    assert len(differences_for(cast.hoa, campaign_of(cast))) == 1
    page = hoa.get(PAGE).content.decode()
    assert "Sổ tài sản" in page
    assert "nhầm năm" in page
    assert hoa.post(PAGE, {"withdraw": first.pk, "reason": "x"}).status_code == 400


def test_nobody_else_learns_of_reference_data(cast: Cast) -> None:
    send_all(cast)
    table = table_of(cast, "T.A,22\n")
    for user in (cast.an, cast.giang, cast.dao, cast.quyen):
        for address in (PAGE, UPLOAD, f"{PAGE}mau.csv", f"{PAGE}{table.pk}/"):
            assert log_in(user).get(address).status_code == HTTPStatus.NOT_FOUND, address


def test_the_queue_asks_as_much_of_the_database_for_many_as_for_few(cast: Cast) -> None:
    send_all(cast)
    table_of(cast, "T.A,22\n")
    hoa = log_in(cast.hoa)
    few = count_queries(hoa, PAGE)
    table_of(cast, "T.A,21\nT.B,1\nT.D,1\n", title="Hai")
    table_of(cast, "T.A,20\nT.B,2\n", title="Ba")
    assert count_queries(hoa, PAGE) == few
