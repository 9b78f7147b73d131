"""Filling in a form: fields saved one by one, live points, two writers, refusals.

BT-3 (a ratio with its numerator and denominator), PT-16 (every point can be explained).
"""

from __future__ import annotations

import re

import pytest
from django.test import Client

from tests.web.cast import Cast, log_in
from xephang.scoring import score_unit
from xephang_web.assessments import services
from xephang_web.assessments.models import Answer
from xephang_web.assessments.queries import read_form
from xephang_web.audit.models import Record
from xephang_web.campaigns.queries import regulation_of
from xephang_web.shared.errors import Conflict, Mistake, NotAllowed, TooLate


def address(cast: Cast, criterion: str) -> str:
    return f"/phieu/{cast.a.pk}/luu/{criterion}/"


def test_a_number_typed_in_vietnamese_is_kept_exactly_and_scored(cast: Cast) -> None:
    answer = log_in(cast.an).post(
        address(cast, "1.2"), {"numerator": "1.204", "denominator": "1.806"}, follow=True
    )
    assert answer.status_code == 200
    assert Answer.objects.get(criterion="1.2", field="numerator").value == "1204"
    form = read_form(cast.a)
    expected = score_unit(
        regulation_of(cast.campaign), "so", {"1.2": {"numerator": "1204", "denominator": "1806"}}
    )
    assert form.score.total.points == expected.total.points > 0
    assert "66,67 %" in answer.content.decode()


def tree_of(page: str, criterion: str) -> str:
    """What opens under "why so many points" of a criterion, as lines of text."""
    _before, _found, rest = page.partition(f'id="w-{criterion.replace(".", "-")}"')
    tree = rest.partition("</summary>")[2].partition("</details>")[0]
    lines = (each.strip() for each in re.sub(r"<[^>]+>", "\n", tree).splitlines())
    return "\n".join(each for each in lines if each)


def test_every_point_opens_into_its_tree_beside_the_field(cast: Cast) -> None:
    """PT-16: the rule with its figures, its article, each input, and who wrote it."""
    client = log_in(cast.an)
    client.post(address(cast, "1.2"), {"numerator": "37", "denominator": "48"})
    page = client.get(f"/phieu/{cast.a.pk}/muc/1/").content.decode()
    row = page[page.index('id="c-1-2"') : page.index('id="c-1-3"')]
    fetched = client.get(f"/phieu/{cast.a.pk}/diem/1/").content.decode()
    for shown in (row, fetched):  # as the page opens, and as it is brought up to date
        assert tree_of(shown, "1.2").splitlines() == [
            "Tỷ lệ máy tính nối mạng nội bộ",
            "37 / 48 = 77,0833… % × 1 điểm = 0,7708…, làm tròn 0,77 · 1.3c",
            "0,77",
            "Tổng số máy tính", "48", "Số máy nối mạng nội bộ", "37",
            "An,", "09:00, 01/11/2016",
        ]  # fmt: skip
    (section,) = (each for each in read_form(cast.a).criteria.sections if each.id == "1")
    rows = page.split("<article")[1:]
    assert len(rows) == len(section.criteria)
    for criterion, own in zip(section.criteria, rows, strict=True):
        assert tree_of(own, criterion.id).startswith(criterion.name.vi), criterion.id


def test_the_tree_says_answers_as_the_form_words_them(cast: Cast) -> None:
    client = log_in(cast.an)
    client.post(address(cast, "1.2"), {"numerator": "1.204", "denominator": "1.806"})
    client.post(address(cast, "1.3"), {"answer": "yes"})
    page = client.get(f"/phieu/{cast.a.pk}/muc/1/").content.decode()
    assert {"1.204", "1.806"} <= set(tree_of(page, "1.2").splitlines())
    assert "có" in tree_of(page, "1.3").splitlines()
    assert "yes" not in tree_of(page, "1.3")


def test_what_has_no_points_yet_is_not_shown_as_nought(cast: Cast) -> None:
    client = log_in(cast.an)
    client.post(address(cast, "1.2"), {"numerator": "37", "denominator": ""})
    page = client.get(f"/phieu/{cast.a.pk}/muc/1/").content.decode()
    shown = tree_of(page, "1.2").splitlines()
    assert shown[2] == "–"
    assert "0,00" not in shown


def test_in_english_the_same_figures_are_typed_with_commas(cast: Cast) -> None:
    client = log_in(cast.an)
    client.post("/ngon-ngu/", {"language": "en", "next": "/"})
    client.post(address(cast, "1.2"), {"numerator": "1,204", "denominator": "1,806"})
    assert Answer.objects.get(criterion="1.2", field="numerator").value == "1204"


def test_what_is_no_number_is_refused_and_the_old_value_is_kept(cast: Cast) -> None:
    client = log_in(cast.an)
    client.post(address(cast, "1.2"), {"numerator": "10", "denominator": "20"})
    answer = client.post(
        address(cast, "1.2"),
        {"numerator": "mười", "denominator": "30", "v.numerator": "1", "v.denominator": "1"},
        headers={"HX-Request": "true"},
    )
    assert answer.status_code == 422
    assert "mười" in answer.content.decode()
    assert Answer.objects.get(criterion="1.2", field="denominator").value == "20"


def test_the_second_writer_sees_both_values_and_nothing_is_lost(cast: Cast) -> None:
    values = {"numerator": "10", "denominator": "20"}
    services.save_answers(by=cast.an, participant=cast.a, criterion_id="1.2", values=values)
    services.save_answers(
        by=cast.binh,
        participant=cast.a,
        criterion_id="1.2",
        values={"numerator": "11"},
        seen={"numerator": 1},
    )
    with pytest.raises(Conflict) as raised:
        services.save_answers(
            by=cast.an,
            participant=cast.a,
            criterion_id="1.2",
            values={"numerator": "12"},
            seen={"numerator": 1},
        )
    assert (raised.value.theirs, raised.value.yours) == ("11", "12")
    assert Answer.objects.get(criterion="1.2", field="numerator").value == "11"


def test_a_conflict_is_answered_with_409_and_both_values(cast: Cast) -> None:
    client = log_in(cast.an)
    client.post(address(cast, "1.2"), {"numerator": "10", "denominator": "20"})
    services.save_answers(
        by=cast.binh, participant=cast.a, criterion_id="1.2", values={"numerator": "17"}
    )
    answer = client.post(
        address(cast, "1.2"),
        {"numerator": "18", "denominator": "20", "v.numerator": "1", "v.denominator": "1"},
        headers={"HX-Request": "true"},
    )
    assert answer.status_code == 409
    assert "17" in answer.content.decode()
    assert "18" in answer.content.decode()


def test_writing_the_same_value_again_is_no_change_and_no_record(cast: Cast) -> None:
    for _ in range(2):
        services.save_answers(
            by=cast.an, participant=cast.a, criterion_id="1.2", values={"numerator": "10"}
        )
    assert Answer.objects.get(field="numerator", criterion="1.2").version == 1
    assert Record.objects.filter(act="answer.saved").count() == 1


def test_every_change_is_recorded_with_before_and_after(cast: Cast) -> None:
    for value in ("10", "12", ""):
        services.save_answers(
            by=cast.an, participant=cast.a, criterion_id="1.2", values={"numerator": value}
        )
    page = log_in(cast.an).get(f"/phieu/{cast.a.pk}/trao-doi/1.2/").content.decode()
    assert "10" in page
    assert "12" in page
    records = Record.objects.filter(act="answer.saved", object_id=f"{cast.a.pk}/1.2")
    assert [each.data for each in records.order_by("position")] == [
        '{"after":{"numerator":"10"},"before":{"numerator":""}}',
        '{"after":{"numerator":"12"},"before":{"numerator":"10"}}',
        '{"after":{"numerator":""},"before":{"numerator":"12"}}',
    ]


def test_a_numerator_above_its_denominator_is_kept_and_doubted(cast: Cast) -> None:
    answer = log_in(cast.an).post(
        address(cast, "1.2"), {"numerator": "52", "denominator": "48"}, follow=True
    )
    assert any(each.criterion == "1.2" for each in read_form(cast.a).doubts)
    assert "Cần xem" in answer.content.decode()


def test_criteria_that_need_the_whole_block_say_known_after_closing(cast: Cast) -> None:
    services.save_answers(
        by=cast.an, participant=cast.a, criterion_id="general", values={"staff": "40"}
    )
    values = {"fibre": "100", "copper": "10"}
    services.save_answers(by=cast.an, participant=cast.a, criterion_id="1.4", values=values)
    form = read_form(cast.a)
    assert form.outcomes["1.4"].is_undecided
    page = log_in(cast.an).get(f"/phieu/{cast.a.pk}/muc/1/").content.decode()
    assert "Sau khi khóa sổ" in page


def test_where_the_regulation_is_silent_not_applicable_is_not_offered_and_not_granted(
    cast: Cast,
) -> None:
    page = log_in(cast.an).get(f"/phieu/{cast.a.pk}/muc/1/").content.decode()
    assert "Không thuộc chức năng" not in page
    services.save_answers(
        by=cast.an, participant=cast.a, criterion_id="1.2", values={"not_applicable": "yes"}
    )
    assert read_form(cast.a).outcomes["1.2"].status == "not_applicable_refused"


def test_a_field_that_is_not_the_units_own_cannot_be_written(cast: Cast) -> None:
    criteria = regulation_of(cast.campaign).criteria_sets["so"]
    criterion, field = next(
        (each, name)
        for each in criteria.criteria()
        for name, asked in each.inputs.items()
        if asked.source != "unit"
    )
    with pytest.raises(Mistake):
        services.save_answers(
            by=cast.an, participant=cast.a, criterion_id=criterion.id, values={field: "1"}
        )


def test_without_javascript_the_form_is_saved_and_the_page_comes_back(cast: Cast) -> None:
    answer = log_in(cast.an).post(address(cast, "1.3"), {"answer": "yes"})
    assert answer.status_code == 302
    assert answer["Location"].endswith("/muc/1/#c-1-3")


def test_rows_of_a_list_are_kept_in_the_order_of_their_columns(cast: Cast) -> None:
    criteria = regulation_of(cast.campaign).criteria_sets["so"]
    criterion, field, asked = next(
        (each, name, one)
        for each in criteria.criteria()
        for name, one in each.inputs.items()
        if one.type == "list" and one.source == "unit"
    )
    column = next(name for name, one in asked.columns.items() if one.type == "text")
    log_in(cast.an).post(
        address(cast, criterion.id),
        {f"{field}.there": "1", f"{field}.0.{column}": "Một", f"{field}.1.{column}": "Hai"},
    )
    rows = read_form(cast.a).answers[criterion.id][field]
    assert [row[column] for row in rows] == ["Một", "Hai"]  # type: ignore[index]


@pytest.mark.parametrize("who", ["giang", "khanh", "quyen", "dao"])
def test_others_may_not_know_of_the_form(cast: Cast, who: str) -> None:
    client = log_in(getattr(cast, who))
    assert client.get(f"/phieu/{cast.a.pk}/").status_code == 404
    assert client.post(address(cast, "1.2"), {"numerator": "1"}).status_code == 404
    assert not Answer.objects.exists()


@pytest.mark.parametrize("who", ["hoa", "chi", "minh"])
def test_the_office_appraisers_and_auditors_read_the_form_and_cannot_write_it(
    cast: Cast, who: str
) -> None:
    client = log_in(getattr(cast, who))
    assert client.get(f"/phieu/{cast.a.pk}/muc/1/").status_code == 200
    assert client.post(address(cast, "1.2"), {"numerator": "1"}).status_code == 403
    with pytest.raises(NotAllowed):
        services.save_answers(
            by=getattr(cast, who), participant=cast.a, criterion_id="1.2", values={"numerator": "1"}
        )
    assert not Answer.objects.exists()


def test_a_visitor_is_asked_to_log_in(cast: Cast) -> None:
    answer = Client().get(f"/phieu/{cast.a.pk}/muc/1/")
    assert answer.status_code == 302
    assert answer["Location"].startswith("/tai-khoan/login/")


def test_after_submission_nothing_changes(cast: Cast) -> None:
    services.save_answers(
        by=cast.an, participant=cast.a, criterion_id="1.2", values={"numerator": "10"}
    )
    services.submit_assessment(by=cast.binh, participant=cast.a)
    with pytest.raises(TooLate):
        services.save_answers(
            by=cast.an, participant=cast.a, criterion_id="1.2", values={"numerator": "11"}
        )
    assert Answer.objects.get(criterion="1.2", field="numerator").value == "10"
