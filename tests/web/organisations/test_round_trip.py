"""What is exported and imported again, into an empty installation, is the same units."""

from __future__ import annotations

import datetime as dt
from http import HTTPStatus
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction

from tests.web.cast import holds, log_in, person
from xephang_web.accounts.models import Role
from xephang_web.organisations.models import Unit, UnitKind, UnitPeriod
from xephang_web.organisations.services import create_unit, end_unit

FIELDS = (
    "code", "name", "name_en", "kind__code", "parent__code", "is_restricted", "valid_from",
    "valid_until", "search", "sort_key",
)  # fmt: skip
PERIODS = ("unit__code", "name", "kind__code", "parent__code", "starts", "ends")
RISKY = ("=1+1", "+84 phòng", "-x", "@y", "'=z", "''-w", "'trong nháy'", 'a, "b"; c')


def _found() -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """Every unit and every period, by what is written of them."""
    units = Unit.objects.order_by("code").values(*FIELDS)
    return list(units), list(UnitPeriod.objects.order_by("unit__code", "starts").values(*PERIODS))


def _kinds() -> None:
    """The kinds, which an export names by their codes."""
    for code in ("district", "special_zone"):
        UnitKind.objects.get_or_create(code=code, defaults={"name": code, "level": "district"})


def _plant() -> None:
    """A tree with every mark: ended, restricted, dated, named in English, oddly named."""
    by = holds(person("Quyên"), Role.ADMINISTRATOR)
    kind, zone = (UnitKind.objects.get(code=each) for each in ("district", "special_zone"))
    day, end = dt.date(2010, 3, 1), dt.date(2025, 7, 1)
    top = create_unit(by=by, code="T", name="UBND tỉnh", kind=kind)
    gone = create_unit(
        by=by, code="T.1", name="Huyện Một", name_en="One", kind=kind, parent=top, valid_from=day
    )
    below = create_unit(
        by=by, code="T.0", name="Đặc khu", kind=zone, parent=gone, is_restricted=True
    )
    for number, name in enumerate(RISKY):
        create_unit(by=by, code=f"R{number}", name=name, name_en=name, kind=kind, parent=top)
    create_unit(by=by, code="X-1_a.B", name="x", kind=kind)
    for each in (below, gone):
        end_unit(by=by, unit=each, date=end, document="1/NQ")


@pytest.mark.django_db
@pytest.mark.parametrize("ending", ["csv", "xlsx"])
def test_exported_and_imported_again_nothing_is_lost(ending: str) -> None:
    browser = log_in(holds(person("Sen"), Role.ADMINISTRATOR))
    _kinds()
    with transaction.atomic():
        _plant()
        before = _found()
        exported = browser.get(f"/don-vi/xuat.{ending}").content
        # An installation without units: what was planted never was.
        transaction.set_rollback(True)
    assert not Unit.objects.exists()
    sent = browser.post("/don-vi/nhap/", {"file": SimpleUploadedFile(f"don-vi.{ending}", exported)})
    assert sent.status_code == HTTPStatus.FOUND, sent.content.decode()
    assert _found() == before
    assert browser.get(f"/don-vi/xuat.{ending}").status_code == HTTPStatus.OK
    if ending == "csv":
        assert browser.get("/don-vi/xuat.csv").content == exported


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("dates", "words"),
    [
        ("01/03/2010,31/02/2025", "“31/02/2025” không phải ngày"),
        ("01/07/2025,01/07/2025", "ngày chấm dứt phải sau ngày bắt đầu"),
        (",01/01/1900", "Ngày chấm dứt phải sau ngày thành lập"),
    ],
)
def test_an_end_that_cannot_be_is_said_and_nothing_is_kept(dates: str, words: str) -> None:
    _kinds()
    browser = log_in(holds(person("Quyên"), Role.ADMINISTRATOR))
    table = f"code,name,kind,valid_from,valid_until\nT,Huyện,district,{dates}\n"
    sent = browser.post("/don-vi/nhap/", {"file": SimpleUploadedFile("u.csv", table.encode())})
    assert sent.status_code >= HTTPStatus.BAD_REQUEST
    assert words in sent.content.decode()
    assert not Unit.objects.exists()
