"""A standing office manages its own branch of the tree, and nobody else's."""

from __future__ import annotations

import datetime as dt

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from tests.web.cast import Cast, holds, log_in, person
from xephang_web.accounts.models import Role, User
from xephang_web.accounts.services import appoint
from xephang_web.organisations.models import Unit, UnitKind
from xephang_web.organisations.queries import search_units
from xephang_web.organisations.services import create_unit, rename_unit
from xephang_web.shared.errors import NotAllowed


def other_office(cast: Cast) -> tuple[User, Unit]:
    """Somebody in the standing office of another province, and that office."""
    kind = UnitKind.objects.get(code="department")
    root = create_unit(by=None, code="K", name="UBND tỉnh khác", kind=kind)
    office = create_unit(by=None, code="K.TT", name="Sở khác", kind=kind, parent=root)
    return holds(person("Kẻ Khác"), Role.STANDING_OFFICE, office), office


def test_an_office_gives_roles_in_its_own_branch(cast: Cast) -> None:
    appoint(by=cast.hoa, user=cast.giang, role=Role.FOCAL_PERSON, unit=cast.unit_e)
    assert log_in(cast.hoa).get(f"/nhan-su/{cast.unit_a.pk}/").status_code == 200


def test_another_provinces_office_gives_itself_nothing_here(cast: Cast) -> None:
    other, _office = other_office(cast)
    with pytest.raises(NotAllowed):
        appoint(by=other, user=other, role=Role.STANDING_OFFICE, unit=cast.office)
    client = log_in(other)
    assert client.get(f"/nhan-su/{cast.unit_a.pk}/").status_code == 404
    assert client.get(f"/don-vi/{cast.unit_a.pk}/sap-xep/").status_code == 404
    assert client.get("/dot/thanh-hoa-2016/").status_code == 404
    assert client.get(f"/phieu/{cast.a.pk}/").status_code == 404


def test_units_are_imported_only_where_one_manages(cast: Cast) -> None:
    other, _office = other_office(cast)
    table = "code,name,kind,parent\nT.X,Xâm nhập,department,T\n"
    answer = log_in(other).post(
        "/don-vi/nhap/", {"file": SimpleUploadedFile("u.csv", table.encode())}
    )
    assert answer.status_code == 422
    assert not Unit.objects.filter(code="T.X").exists()
    log_in(cast.hoa).post("/don-vi/nhap/", {"file": SimpleUploadedFile("u.csv", table.encode())})
    assert Unit.objects.get(code="T.X").parent == cast.province


def test_every_problem_of_an_import_is_named_and_nothing_is_written(cast: Cast) -> None:
    table = (
        "code,name,kind,parent,valid_from\n"
        "T.A,Trùng mã,department,T,\nT.Y,,department,T,\nT.Z,Sai loại,abc,T,32/13/2020\n"
        "T.W,Không cha,department,KHONG,\n"
    )
    answer = log_in(cast.quyen).post(
        "/don-vi/nhap/", {"file": SimpleUploadedFile("u.csv", table.encode())}
    )
    page = answer.content.decode()
    assert answer.status_code == 422
    for line in ("Dòng 2", "Dòng 3", "Dòng 4", "Dòng 5"):
        assert line in page
    assert not Unit.objects.filter(code__in=["T.Y", "T.Z", "T.W"]).exists()


@pytest.mark.parametrize("words", ["dak lak", "ĐẮK LẮK", "Đắk", "lak dak"])
def test_search_goes_without_marks_and_case(cast: Cast, words: str) -> None:
    kind = UnitKind.objects.get(code="department")
    create_unit(by=None, code="DL", name="Sở Đắk Lắk", kind=kind)
    assert [each.code for each in search_units(words)] == ["DL"]


def test_vietnamese_order_is_by_letters_then_tones(cast: Cast) -> None:
    kind = UnitKind.objects.get(code="department")
    for position, name in enumerate(["Zét Ă", "Zét Đ", "Zét A", "Zét Á", "Zét D", "Zét Â"]):
        create_unit(by=None, code=f"Z{position}", name=name, kind=kind)
    names = [each.name for each in search_units("zet")]
    assert names == ["Zét A", "Zét Á", "Zét Ă", "Zét Â", "Zét D", "Zét Đ"]


def test_a_renamed_unit_keeps_its_former_name(cast: Cast) -> None:
    rename_unit(
        by=cast.quyen, unit=cast.unit_a, name="Sở Mới", date=dt.date(2016, 7, 1), document="NQ 1"
    )
    page = log_in(cast.an).get(f"/don-vi/{cast.unit_a.pk}/").content.decode()
    assert "Sở Ánh Sáng" in page
    assert "Sở Mới" in page
    assert cast.unit_a.periods.count() == 2
