"""What a table of units got wrong is put right, and nobody is left under a unit that is no more."""

from __future__ import annotations

import datetime as dt
from http import HTTPStatus
from importlib import import_module

import pytest
from django.apps import apps

from tests.web.cast import Cast, log_in, make_cast
from xephang_web.audit.models import Record
from xephang_web.campaigns.models import Participant
from xephang_web.organisations import services
from xephang_web.organisations.models import Unit
from xephang_web.organisations.tables import UnitRow, in_order, read_units
from xephang_web.shared.errors import Mistake

DAY = dt.date(2016, 11, 1)


@pytest.fixture
def cast(db: None) -> Cast:
    return make_cast()


def test_a_unit_is_marked_as_restricted_after_its_import_with_a_reason(cast: Cast) -> None:
    """4.7, PHT-1: what open data leave out follows the mark."""
    address = f"/don-vi/{cast.unit_a.pk}/sua/"
    browser = log_in(cast.quyen)
    said = {"name_en": "Department of Light", "restricted": "yes"}
    assert browser.post(address, said).status_code == HTTPStatus.BAD_REQUEST
    assert browser.post(address, {**said, "reason": "Nhập thiếu"}).status_code == HTTPStatus.FOUND
    unit = Unit.objects.get(pk=cast.unit_a.pk)
    assert unit.is_restricted
    assert unit.name in browser.get("/don-vi/?tim=department of light").content.decode()
    record = Record.objects.get(act="unit.corrected")
    assert "Nhập thiếu" in record.data
    assert '"restricted":"no"' in record.data.replace(" ", "")
    assert "hạn chế" in browser.get(f"/don-vi/{unit.pk}/").content.decode()
    again = browser.post(address, {**said, "reason": "lần nữa"})
    assert again.status_code == HTTPStatus.BAD_REQUEST, "nothing was changed"


def test_who_does_not_manage_a_unit_does_not_correct_it(cast: Cast) -> None:
    said = {"name_en": "X", "restricted": "yes", "reason": "x"}
    for who in (cast.an, cast.binh, cast.minh, cast.khanh):
        answer = log_in(who).post(f"/don-vi/{cast.unit_a.pk}/sua/", said)
        assert answer.status_code in (HTTPStatus.FORBIDDEN, HTTPStatus.NOT_FOUND), who
    assert not Unit.objects.filter(is_restricted=True).exists()


def test_what_stands_under_a_unit_that_is_split_goes_to_the_successor_that_is_named(
    cast: Cast,
) -> None:
    what = {"by": cast.quyen, "date": DAY, "document": "1/NQ"}
    kind = cast.unit_d.kind
    north, south = (
        services.create_unit(by=cast.quyen, code=code, name=name, kind=kind, parent=cast.province)
        for code, name in (("T.D1", "Huyện Bắc"), ("T.D2", "Huyện Nam"))
    )
    for below_to in (None, cast.unit_a):
        with pytest.raises(Mistake, match="Còn 1 đơn vị trực thuộc"):
            services.split_unit(
                unit=cast.unit_d,
                into=[north, south],
                below_to=below_to,
                **what,  # type: ignore[arg-type]
            )
    assert Unit.objects.get(pk=cast.unit_d.pk).valid_until is None
    services.split_unit(unit=cast.unit_d, into=[north, south], below_to=south, **what)  # type: ignore[arg-type]
    assert Unit.objects.get(pk=cast.unit_e.pk).parent == south
    assert Unit.objects.get(pk=cast.unit_d.pk).valid_until == DAY


def test_a_chain_of_units_is_read_however_deep_it_is() -> None:
    deep = 4000
    rows = [
        UnitRow(
            line=n, code=str(n), name="x", kind="commune", parent=str(n - 1) if n else "",
            name_en="", is_restricted=False, valid_from=None,
        )
        for n in reversed(range(deep))
    ]  # fmt: skip
    assert [each.code for each in in_order(rows)] == [str(n) for n in range(deep)]


@pytest.mark.django_db
def test_a_table_as_vietnamese_excel_writes_it_is_read() -> None:
    """Columns apart by semicolons, and the mark that Excel puts before UTF-8."""
    # Again, for a database that another test has emptied since it was migrated.
    import_module("xephang_web.organisations.migrations.0002_kinds").add_kinds(apps, None)
    text = "\ufeffcode;name;kind;parent\nT;UBND tỉnh, thành phố;province;\n"
    rows, problems = read_units("don-vi.csv", text.encode())
    assert problems == []
    assert [each.name for each in rows] == ["UBND tỉnh, thành phố"]


def test_a_unit_that_ended_since_is_offered_for_the_year_in_which_it_lived(cast: Cast) -> None:
    """A district that ended in 2025 takes part in the training campaign of 2016."""
    Participant.objects.filter(unit=cast.unit_d).delete()
    services.end_unit(by=cast.quyen, unit=cast.unit_e, date=dt.date(2025, 7, 1), document="1/NQ")
    services.end_unit(by=cast.quyen, unit=cast.unit_d, date=dt.date(2025, 7, 1), document="1/NQ")
    address = f"/dot/{cast.campaign.slug}/thanh-phan/?tim=huyen dong"
    page = log_in(cast.hoa).get(address).content.decode()
    assert f'value="{cast.unit_d.code}"' in page


def test_the_office_takes_all_that_it_found_at_once_in_its_own_branch(cast: Cast) -> None:
    """277 communes are not ticked one by one; another province's are not among them."""
    kind = cast.unit_e.kind
    for number in range(60):
        services.create_unit(
            by=cast.quyen, code=f"T.D.{number}", name=f"Xã Đông {number}", kind=kind,
            parent=cast.unit_d,
        )  # fmt: skip
    elsewhere = services.create_unit(by=cast.quyen, code="U", name="Tỉnh khác", kind=kind)
    services.create_unit(
        by=cast.quyen, code="U.1", name="Xã Đông khác", kind=kind, parent=elsewhere
    )
    address = f"/dot/{cast.campaign.slug}/thanh-phan/"
    browser = log_in(cast.hoa)
    page = browser.get(address + "?tim=xa dong").content.decode()
    assert "Đưa cả 60 đơn vị tìm thấy" in page
    assert "U.1" not in page
    assert "U.1" in browser.get(address + "?tim=xa dong khac&ngoai=1").content.decode()
    said = {"act": "add", "words": "xa dong", "group": "huyen", "all": "yes"}
    assert browser.post(address, said).status_code == HTTPStatus.FOUND
    there = Participant.objects.filter(unit__code__startswith="T.D.", unit__name__contains="Đông")
    assert there.count() == 60
    assert not Participant.objects.filter(unit__code="U.1").exists()
