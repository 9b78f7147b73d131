"""A unit's code stands in addresses and tables for good: what breaks them is refused at once."""

from __future__ import annotations

import datetime as dt
import io
from http import HTTPStatus

import pytest
import xlsxwriter
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from tests.web.cast import Cast, log_in, make_cast
from tests.web.results.published import SLUG, publish, to_approval
from xephang_web.organisations import services
from xephang_web.organisations.models import Unit
from xephang_web.shared.errors import Mistake

OFFICIAL = ("H50.01.02", "000.00.01.H57", "dn_02-a", "PHT.TTTT", "7", "A" * 60)
BAD = (
    "T/2",
    "T\\2",
    "A" * 61,
    "T\x002",
    "T\x1f2",
    "T\n2",
    "T 2",
    "T?2",
    "T#2",
    "T%2F2",
    "SỞ",
    "T\u200b2",
    "..",
    ".",
    "-T",
    "=T",
    "٣",
)


@pytest.fixture
def cast(db: None) -> Cast:
    return make_cast()


def table(*rows: tuple[str, str]) -> bytes:
    """Codes and names as an import, each cell quoted."""
    lines = [f'"{code}","{name}",department,T' for code, name in rows]
    return "\r\n".join(["code,name,kind,parent", *lines]).encode()


def workbook(*rows: tuple[str, str]) -> bytes:
    """The same as XLSX."""
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True, "strings_to_formulas": False}) as book:
        sheet = book.add_worksheet()
        for number, row in enumerate([("code", "name"), *rows]):
            rest = ("kind", "parent") if number == 0 else ("department", "T")
            for column, cell in enumerate((*row, *rest)):
                sheet.write_string(number, column, cell)
    return out.getvalue()


def sent(cast: Cast, name: str, content: bytes) -> tuple[int, str]:
    """What the page of imports answers to Hoa."""
    upload = SimpleUploadedFile(name, content)
    answer = log_in(cast.hoa).post("/don-vi/nhap/", {"file": upload})
    return answer.status_code, answer.content.decode()


@pytest.mark.parametrize("code", BAD, ids=ascii)
def test_a_code_that_addresses_cannot_hold_is_refused_with_its_line(cast: Cast, code: str) -> None:
    for name, content in (
        ("don-vi.csv", table(("T.1", "Sở Một"), (code, "Sở Hai"))),
        ("don-vi.xlsx", workbook(("T.1", "Sở Một"), (code, "Sở Hai"))),
    ):
        status, page = sent(cast, name, content)
        assert status == HTTPStatus.UNPROCESSABLE_ENTITY, name
        assert "\x00" not in page
        # A workbook cannot hold every character: it is refused as a whole.
        assert "Dòng 3" in page or "XLSX" in page, name
    assert not Unit.objects.filter(name__startswith="Sở Một").exists()
    with pytest.raises(Mistake, match="không dùng được"):
        services.create_unit(by=cast.quyen, code=code, name="Sở Hai", kind=cast.unit_a.kind)


@pytest.mark.parametrize("name", ["x" * 256, "Sở\x07Hai", "Sở\u202eHai", " "], ids=ascii)
def test_a_name_that_cannot_be_kept_or_seen_is_refused(cast: Cast, name: str) -> None:
    status, page = sent(cast, "don-vi.csv", table(("T.1", name)))
    assert status == HTTPStatus.UNPROCESSABLE_ENTITY
    assert "Dòng 2" in page
    with pytest.raises(Mistake):
        services.create_unit(by=cast.quyen, code="T.1", name=name, kind=cast.unit_a.kind)
    with pytest.raises(Mistake):
        services.rename_unit(
            by=cast.quyen, unit=cast.unit_a, name=name, date=dt.date(2016, 11, 1), document="1/NQ"
        )


def test_a_name_of_the_greatest_length_is_kept_and_sorted(cast: Cast) -> None:
    """Its key for sorting is longer than itself."""
    status, _page = sent(cast, "don-vi.csv", table(("T.1", "ư" * 255)))
    assert status == HTTPStatus.FOUND
    assert len(Unit.objects.get(code="T.1").sort_key) <= 1000


def test_codes_as_they_are_in_use_are_taken(cast: Cast) -> None:
    for name, made in (("a.csv", table), ("a.xlsx", workbook)):
        codes = [name[-1] + each[1:] for each in OFFICIAL]
        status, _page = sent(cast, name, made(*((each, f"Sở {each}") for each in codes)))
        assert status == HTTPStatus.FOUND, name
        assert Unit.objects.filter(code__in=codes).count() == len(OFFICIAL)


def test_a_published_table_leads_to_units_with_official_codes(cast: Cast) -> None:
    Unit.objects.filter(pk=cast.unit_a.pk).update(code="000.00.01.H57")
    Unit.objects.filter(pk=cast.unit_e.pk).update(code="H50.01.02")
    to_approval(cast)
    made = publish(cast)
    address = f"/cong-bo/{SLUG}/{made.version}/"
    page = Client().get(address)
    assert page.status_code == HTTPStatus.OK
    assert f"{address}000.00.01.H57/" in page.content.decode()
    for code in ("000.00.01.H57", "H50.01.02"):
        assert Client().get(f"{address}{code}/").status_code == HTTPStatus.OK
