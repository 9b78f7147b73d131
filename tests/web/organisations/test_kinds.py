"""Kinds of units are added on a page: tiers change by law, and nobody waits for a release."""

from __future__ import annotations

import json
from http import HTTPStatus
from importlib import import_module

import pytest
from django.apps import apps
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from tests.web.cast import Cast, holds, log_in, person
from xephang_web.accounts.models import Role
from xephang_web.audit.models import Record
from xephang_web.organisations.models import Unit, UnitKind

PAGE = "/don-vi/loai/"
SPECIAL = {"code": "special_zone", "name": "Đặc khu", "name_en": "Special zone", "level": "commune"}


@pytest.mark.django_db
def test_a_founder_begins_with_the_usual_kinds_and_adds_one_without_a_command() -> None:
    """A new installation: what `migrate` leaves, an administrator, and pages."""
    import_module("xephang_web.organisations.migrations.0002_kinds").add_kinds(apps, None)
    browser = log_in(holds(person("Quyên"), Role.ADMINISTRATOR))
    page = browser.get(PAGE).content.decode()
    for words in ("province", "UBND tỉnh", "Provincial People&#x27;s Committee", "Cấp tỉnh"):
        assert words in page
    assert browser.post(PAGE, SPECIAL).status_code == HTTPStatus.FOUND
    assert "Đặc khu" in browser.get(PAGE).content.decode()
    table = "code,name,kind,parent\nT,UBND tỉnh,province,\nT.1,Đặc khu Một,special_zone,T\n"
    sent = browser.post("/don-vi/nhap/", {"file": SimpleUploadedFile("u.csv", table.encode())})
    assert sent.status_code == HTTPStatus.FOUND, sent.content.decode()
    assert Unit.objects.get(code="T.1").kind.name == "Đặc khu"


def test_a_kind_stands_behind_those_of_its_level_and_is_an_act(cast: Cast) -> None:
    before = list(UnitKind.objects.values_list("code", flat=True))
    last_of_level = UnitKind.objects.filter(level="province").last()
    assert last_of_level is not None
    assert log_in(cast.hoa).post(PAGE, {**SPECIAL, "level": "province"}).status_code == 302
    codes = list(UnitKind.objects.values_list("code", flat=True))
    assert [each for each in codes if each != "special_zone"] == before
    levels = list(UnitKind.objects.values_list("level", flat=True))
    position = codes.index("special_zone")
    assert levels[position - 1] == "province"
    assert "province" not in levels[position + 1 :]
    record = Record.objects.get(act="unit_kind.created")
    assert json.loads(record.data)["after"] == {**SPECIAL, "level": "province"}
    told = log_in(cast.minh).get("/nhat-ky/").content.decode()
    assert "Thêm loại đơn vị" in told
    assert "Đặc khu" in told


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        (
            {"code": ""},
            "Mã loại gồm chữ thường không dấu, số, gạch dưới, gạch nối; tối đa 40 ký tự.",
        ),
        ({"code": "Đặc khu"}, "Mã loại gồm chữ thường không dấu"),
        ({"code": "x" * 41}, "dài quá 40 ký tự"),
        ({"code": "department"}, "Mã loại “department” đã có."),
        ({"name": " "}, "Hãy ghi tên loại đơn vị."),
        ({"name": "x" * 121}, "dài quá 120 ký tự"),
        ({"level": "village"}, "Hãy chọn cấp chính quyền."),
    ],
)
def test_what_is_wrong_with_a_kind_is_said_and_nothing_is_kept(
    wrong: dict[str, str], words: str, cast: Cast
) -> None:
    count = UnitKind.objects.count()
    answer = log_in(cast.quyen).post(PAGE, {**SPECIAL, **wrong})
    assert answer.status_code == HTTPStatus.BAD_REQUEST
    assert words in answer.content.decode()
    assert UnitKind.objects.count() == count


def test_all_that_is_wrong_is_said_at_once(cast: Cast) -> None:
    answer = log_in(cast.quyen).post(PAGE, {"code": "", "name": "", "level": ""}).content.decode()
    for words in ("Mã loại gồm", "Hãy ghi tên loại", "Hãy chọn cấp"):
        assert words in answer


def test_who_manages_no_units_neither_sees_nor_adds_kinds(cast: Cast) -> None:
    for browser in (log_in(cast.an), log_in(cast.minh), log_in(cast.khanh), Client()):
        assert browser.get(PAGE).status_code != HTTPStatus.OK
        browser.post(PAGE, SPECIAL)
    assert not UnitKind.objects.filter(code="special_zone").exists()
    assert PAGE not in log_in(cast.an).get("/don-vi/").content.decode()
    assert PAGE in log_in(cast.hoa).get("/don-vi/").content.decode()
