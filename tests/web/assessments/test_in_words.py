"""Answers in sentences: options by their names, figures as the language writes them."""

from __future__ import annotations

from typing import Any

import pytest
from django.utils import translation

from tests.web.cast import Cast, log_in
from xephang.regulation import Input
from xephang_web.assessments import services
from xephang_web.assessments.pages import in_words
from xephang_web.campaigns.queries import regulation_of

CHOICE = {"options": [{"id": "full", "name": {"vi": "Chuyên trách", "en": "Full time"}}]}
LIST = {"columns": {"name": {"type": "text", "label": {"vi": "Tên"}}}}


def asked(kind: str, **more: Any) -> Input:
    return Input.model_validate({"type": kind, "label": {"vi": "Hỏi"}, **more})


@pytest.mark.parametrize(
    ("field", "value", "vi", "en"),
    [
        (asked("number"), "1204.5", "1.204,5", "1,204.5"),
        (asked("count"), "0", "0", "0"),
        (asked("yes_no"), "yes", "có", "yes"),
        (asked("text"), "yes", "yes", "yes"),
        (None, "no", "không", "no"),
        (asked("date"), "2026-11-03", "03/11/2026", "03/11/2026"),
        (asked("choice", **CHOICE), "full", "Chuyên trách", "Chuyên trách (Full time)"),
        (asked("choice", **CHOICE), "gone", "gone", "gone"),
        (asked("list", **LIST), [{"name": "a"}, {"name": "b"}], "2 dòng", "2 rows"),
        (asked("list", **LIST), '[{"name":"a"}]', "1 dòng", "1 row"),
        (asked("list", **LIST), "", "", ""),
        (asked("number"), "", "", ""),
        (asked("number"), None, "", ""),
    ],
)
def test_an_answer_is_said_as_the_form_says_it(field: Input, value: Any, vi: str, en: str) -> None:
    for language, words in (("vi", vi), ("en", en)):
        with translation.override(language):
            assert in_words(field, value) == words


def test_the_second_writer_of_a_choice_reads_the_names_of_both(cast: Cast) -> None:
    criteria = regulation_of(cast.campaign).criteria_sets["so"]
    criterion, field, options = next(
        (each, name, asked.options)
        for each in criteria.criteria()
        for name, asked in each.inputs.items()
        if asked.type == "choice" and asked.source == "unit"
    )
    common: dict[str, Any] = {"participant": cast.a, "criterion_id": criterion.id}
    services.save_answers(by=cast.binh, values={field: options[0].id}, **common)
    answer = log_in(cast.an).post(
        f"/phieu/{cast.a.pk}/luu/{criterion.id}/",
        {field: options[1].id, f"v.{field}": "0"},
        headers={"HX-Request": "true"},
    )
    assert answer.status_code == 409
    for each in options[:2]:
        assert f">{each.name.vi}<" in answer.content.decode()


def test_everything_wrong_with_a_criterion_is_said_at_once(cast: Cast) -> None:
    answer = log_in(cast.an).post(
        f"/phieu/{cast.a.pk}/luu/1.2/",
        {"numerator": "mười", "denominator": "chín"},
        headers={"HX-Request": "true"},
    )
    assert answer.status_code == 422
    for each in ("mười", "chín"):
        assert each in answer.content.decode()
