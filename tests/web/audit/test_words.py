"""The record speaks the language of the page: acts, fields and codes are called by their names."""

from __future__ import annotations

import ast
import datetime as dt
from pathlib import Path
from typing import Any

import pytest
from django.db import transaction
from django.utils import translation

from tests.web.cast import Cast, log_in
from xephang_web.assessments import services as forms
from xephang_web.audit.acts import ACTS
from xephang_web.audit.models import Record
from xephang_web.audit.services import About, record_act
from xephang_web.audit.telling import Told, said, tell
from xephang_web.audit.words import FIELDS, Naming
from xephang_web.campaigns.services import extend_deadline

SOURCE = Path(forms.__file__).resolve().parents[2]
# What these return is recorded as it is.
TELLING = ("_told", "_said", "_facts")
TOLD = ("before", "after", "told")


def acts_in(text: str) -> set[str]:
    """The acts that a module records; of those it puts together, the beginning."""
    calls = (node for node in ast.walk(ast.parse(text)) if isinstance(node, ast.Call))
    first = [
        each.args[0]
        for each in calls
        if isinstance(each.func, ast.Name) and each.func.id == "record_act" and each.args
    ]
    found = {str(each.value) for each in first if isinstance(each, ast.Constant)}
    parts = [each.values[0] for each in first if isinstance(each, ast.JoinedStr)]
    return found | {f"{each.value!s}*" for each in parts if isinstance(each, ast.Constant)}


def fields_in(text: str) -> set[str]:
    """The fields that a module records under its own words."""
    dicts: list[ast.AST] = []
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.keyword) and node.arg in ("before", "after"):
            dicts.append(node.value)
        elif isinstance(node, ast.FunctionDef) and node.name in TELLING:
            dicts += [each for each in ast.walk(node) if isinstance(each, ast.Dict)]
        elif isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) in TOLD:
            dicts.append(node.value)
    keys = (key for each in dicts if isinstance(each, ast.Dict) for key in each.keys)
    return {str(key.value) for key in keys if isinstance(key, ast.Constant)}


def recording() -> list[str]:
    texts = (path.read_text(encoding="utf-8") for path in SOURCE.rglob("*.py"))
    return [text for text in texts if "record_act(" in text and "def record_act" not in text]


def test_every_act_that_is_recorded_is_named_and_no_other() -> None:
    found = set().union(*map(acts_in, recording()))
    begun = [each[:-1] for each in found if each.endswith("*")]
    plain = {each for each in found if not each.endswith("*")}
    assert len(plain) > 60
    assert plain - set(ACTS) == set()
    # Some are handed to a function that records every step of its kind.
    said = "".join(recording())
    rest = {each for each in ACTS if not each.startswith(tuple(begun))}
    assert {each for each in rest if f'"{each}"' not in said} == set()


def test_every_field_that_is_recorded_is_named() -> None:
    found = set().union(*map(fields_in, recording())) | set(forms.NOTE_FIELDS)
    assert len(found) > 60
    assert found - set(FIELDS) == set()


def test_a_field_or_an_act_without_a_name_would_be_found() -> None:
    planted = 'record_act("form.eaten", about, by=by, before={"crumbs": "1"})'
    assert acts_in(planted) == {"form.eaten"}
    assert fields_in(planted) == {"crumbs"}
    assert fields_in('def _told(x):\n    return {"crumbs": x}') == {"crumbs"}


def shown(told: Told) -> list[tuple[str, str, str]]:
    return [
        (each.label, each.before.text if each.before else "", each.after.text if each.after else "")
        for each in told.changes
    ]


def last(act: str) -> Told:
    record = Record.objects.filter(act=act).order_by("-position").first()
    assert record is not None
    return tell([record])[0]


def test_figures_of_a_form_are_called_as_the_form_calls_them(cast: Cast) -> None:
    common: dict[str, Any] = {"by": cast.an, "participant": cast.a, "criterion_id": "1.1"}
    for many in ("1204", "1300"):
        forms.save_answers(**common, values={"numerator": many})
    told = last("answer.saved")
    assert told.act == "Ghi số liệu"
    assert told.naming.criterion == "1.1 Tỷ lệ máy tính trên cán bộ, công chức"
    assert told.naming.unit == "Sở Ánh Sáng"
    ((label, before, after),) = shown(told)
    assert label not in ("", "numerator")
    assert (before, after) == ("1.204", "1.300")
    with translation.override("en"):
        assert shown(last("answer.saved"))[0][1:] == ("1,204", "1,300")


def test_codes_and_days_are_read_in_words(cast: Cast) -> None:
    extend_deadline(
        by=cast.hoa,
        campaign=cast.campaign,
        milestone="nop-so-lieu",
        before=dt.date(2016, 11, 30),
        document="QĐ 1",
        reason="Bão",
    )
    assert ("mốc", "", "Gửi số liệu") in shown(last("deadline.extended"))
    assert ("trước ngày", "20/11/2016", "30/11/2016") in shown(last("deadline.extended"))
    assert shown(last("campaign.opened")) == [("bước", "Chuẩn bị", "Đang nhận phiếu")]


@pytest.mark.parametrize(
    ("field", "value", "text", "is_code"),
    [
        ("points", "54.65", "54,65", False),
        ("points", "164/3", "164/3", False),
        ("criterion", "2.7", "2.7", False),
        ("size", "20393", "20.393", False),
        ("complete", "yes", "có", False),
        ("on", "2019-10-17", "17/10/2019", False),
        ("clock", "2016-11-20T00:00:00+07:00", "00:00:00, 20/11/2016", False),
        ("bases", "data,site_visit", "Số liệu đơn vị, Khảo sát thực tế", False),
        ("drawn", '["T.A","T.B"]', "T.A, T.B", False),
        ("values", '{"answer":"yes"}', "answer: có", False),
        ("rows", '[{"a":["b"]}]', '[{"a":["b"]}]', True),
        ("sha256", "a" * 64, "a" * 64, True),
        ("text", "{không phải JSON", "{không phải JSON", False),
    ],
)
def test_every_kind_of_value_is_read(field: str, value: str, text: str, is_code: bool) -> None:
    found = said(field, value, Naming())
    assert found is not None
    assert (found.text, found.is_code) == (text, is_code)


@pytest.mark.parametrize("nothing", ["", None, "{}", "[]"])
def test_nothing_is_shown_of_nothing(nothing: str | None) -> None:
    assert said("values", nothing, Naming()) is None


def test_of_a_long_text_nothing_is_left_out(cast: Cast) -> None:
    long = "Biên bản. " * 40
    with transaction.atomic():
        record_act(
            "council.closed",
            About("campaign", cast.campaign.pk, campaign=cast.campaign.pk),
            by=cast.hoa,
            after={"minutes": long},
        )
    page = log_in(cast.minh).get("/nhat-ky/").content.decode()
    assert f"<summary>{long[:80]}…</summary>" in page
    assert long in page


@pytest.mark.parametrize("path", ["/nhat-ky/", "/phieu/{pk}/nhat-ky/", "/phieu/{pk}/trao-doi/1.1/"])
def test_no_page_of_the_record_shows_the_names_of_the_code(cast: Cast, path: str) -> None:
    forms.save_answers(
        by=cast.an, participant=cast.a, criterion_id="1.1", values={"numerator": "4"}
    )
    page = log_in(cast.minh).get(path.format(pk=cast.a.pk)).content.decode()
    assert "Ghi số liệu" in page
    for raw in ("numerator", "answer.saved"):
        assert f">{raw}<" not in page
        assert f"{raw}:" not in page
