"""A form with a mistake in it comes back as it was typed, with what is wrong where it is wrong."""

from __future__ import annotations

from html.parser import HTMLParser
from typing import Any

import pytest
from django.contrib.messages.storage.fallback import FallbackStorage
from django.test import RequestFactory

from tests.web.cast import Cast, log_in
from xephang_web.assessments.models import Answer
from xephang_web.campaigns.models import Extension, Question
from xephang_web.campaigns.services import ask_question
from xephang_web.shared.errors import AllAtOnce, Mistake, Mistakes, NotAllowed
from xephang_web.shared.form_markup import Forms
from xephang_web.shared.given_back import page_as_seen

DOT = "/dot/thanh-hoa-2016"
EXTENSION = {
    "milestone": "nop-so-lieu",
    "before": "31/02/2016",
    "document": "QĐ 12 & <b>",
    "reason": "Mất điện ở Sở\nhai ngày",
}


class Fields(HTMLParser):
    """What a browser would send from each form of a page, and which fields it calls wrong."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.forms: list[dict[str, list[str]]] = []
        self.wrong: list[str] = []
        self.focus: list[str] = []
        self.opened = 0
        self._name, self._area = "", False
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Keep what is filled in, ticked or chosen."""
        given = dict(attrs)
        name = given.get("name") or ""
        if tag == "form":
            self.forms.append({})
        if "aria-invalid" in given:
            self.wrong.append(name)
        if "autofocus" in given:
            self.focus.append(name or given.get("id") or "")
        self.opened += tag == "details" and "open" in given
        if tag == "select":
            self._name = name
        elif tag == "option" and "selected" in given:
            self._add(self._name, given.get("value") or "")
        elif tag == "textarea":
            self._name, self._area = name, True
            self._add(name, "")
        elif tag == "input" and name:
            is_box = given.get("type") in ("checkbox", "radio")
            if not is_box or "checked" in given:
                self._add(name, given.get("value") or "")

    def handle_data(self, data: str) -> None:
        """The text of a textarea; its first line break is the browser's."""
        if self._area:
            self.forms[-1][self._name][-1] += data

    def handle_endtag(self, tag: str) -> None:
        """A textarea is over."""
        if tag == "textarea":
            self._area = False
            text = self.forms[-1][self._name]
            text[-1] = text[-1].removeprefix("\n")

    def _add(self, name: str, value: str) -> None:
        if self.forms:
            self.forms[-1].setdefault(name, []).append(value)

    def holding(self, name: str) -> dict[str, list[str]]:
        """The first form with a field."""
        return next(each for each in self.forms if name in each)


def read(answer: Any) -> Fields:
    return Fields(answer.content.decode())


def said(answer: Any) -> str:
    return str(answer.content.decode())


def test_a_form_with_a_wrong_day_comes_back_as_it_was_typed(cast: Cast) -> None:
    given = {**EXTENSION, "participant": str(cast.b.pk)}
    answer = log_in(cast.hoa).post(f"{DOT}/lich/", given)
    found = read(answer)
    assert answer.status_code == 400
    assert "không có ngày 31/02/2016" in said(answer)
    form = found.holding("before")
    assert {name: form[name] for name in given} == {name: [text] for name, text in given.items()}
    assert (found.wrong, found.focus) == (["before"], ["before"])
    assert not Extension.objects.exists()


def test_the_form_that_comes_back_is_taken_once_it_is_mended(cast: Cast) -> None:
    client = log_in(cast.hoa)
    form = read(client.post(f"{DOT}/lich/", EXTENSION)).holding("before")
    mended = {name: values[0] for name, values in form.items()} | {"before": "30/11/2016"}
    assert client.post(f"{DOT}/lich/", mended).status_code == 302
    assert Extension.objects.get().reason == EXTENSION["reason"]


def test_everything_wrong_with_a_form_is_said_at_once_and_at_its_fields(cast: Cast) -> None:
    wrong = {**EXTENSION, "before": "01/11/2016", "document": " ", "reason": ""}
    answer = log_in(cast.hoa).post(f"{DOT}/lich/", wrong)
    found = read(answer)
    assert sorted(found.wrong) == ["before", "document", "reason"]
    assert found.focus == ["before"]
    for field, words in (("before", "Gia hạn phải"), ("document", "số, ngày"), ("reason", "lý do")):
        assert f'id="chua-ghi-duoc-{field}"' in said(answer)
        assert words in said(answer)
        assert f'<a href="#{field}">' in said(answer)


def test_the_page_is_the_one_that_the_form_stood_on(cast: Cast) -> None:
    """With what was searched for, else there would be nothing to tick."""
    before = f"http://testserver{DOT}/thanh-phan/?tim=thong"
    given = {"act": "add", "words": "thong", "unit": ["T.TT"], "group": "khong-co"}
    answer = log_in(cast.hoa).post(f"{DOT}/thanh-phan/", given, headers={"Referer": before})
    assert answer.status_code == 400
    assert read(answer).holding("unit")["unit"] == ["T.TT"]


def test_of_forms_alike_it_is_the_one_about_the_same_thing(cast: Cast) -> None:
    for text in ("Câu hỏi đầu tiên?", "Câu hỏi thứ hai?"):
        ask_question(by=cast.an, campaign=cast.campaign, unit=cast.unit_a, text=text)
    for each in Question.objects.all():
        typed = {"question": str(each.pk), "answer": "x" * 5001, "is_faq": "1"}
        found = read(log_in(cast.hoa).post(f"{DOT}/vuong-mac/", typed))
        filled = [form for form in found.forms if form.get("answer", [""])[0]]
        assert [form["question"] for form in filled] == [[str(each.pk)]]
        assert filled[0]["is_faq"] == ["1"]


def test_what_was_written_in_a_form_that_is_no_more_can_still_be_copied(cast: Cast) -> None:
    """The head gives back what nobody has handed up any more."""
    typed = {"remark": "Số máy tính của phòng chưa đúng."}
    headers = {"Referer": f"http://testserver/phieu/{cast.a.pk}/soat/"}
    answer = log_in(cast.binh).post(f"/phieu/{cast.a.pk}/tra-lai/", typed, headers=headers)
    assert answer.status_code == 400
    assert "Điều bạn đã viết" in said(answer)
    assert typed["remark"] in said(answer)
    assert f'href="/phieu/{cast.a.pk}/soat/"' in said(answer)


def test_a_secret_is_never_repeated(cast: Cast) -> None:
    secret = "ngựa đúng pin ghim xanh"
    given = {**EXTENSION, "password": secret}
    assert secret not in said(log_in(cast.hoa).post(f"{DOT}/lich/", given))


@pytest.mark.parametrize(
    ("who", "path", "is_seen"),
    [
        ("minh", "/nhat-ky/", True),
        ("hoa", "/nhat-ky/", False),
        ("hoa", f"{DOT}/lich/", True),
        ("hoa", "/dot/khong-co/lich/", False),
        ("hoa", "/khong-co/", False),
        ("hoa", f"{DOT}/so-lieu.json", False),
    ],
)
def test_only_a_page_is_drawn_that_the_person_could_open(
    cast: Cast, who: str, path: str, is_seen: bool
) -> None:
    """Whatever is written as the page before."""
    request = RequestFactory().post(f"{DOT}/lich/", EXTENSION)
    request.user = getattr(cast, who)
    request.session = {}  # type: ignore[assignment]
    request._messages = FallbackStorage(request)  # type: ignore[attr-defined]
    assert (page_as_seen(request, path) is not None) == is_seen


def test_of_several_forms_on_a_page_it_is_the_one_that_was_sent(cast: Cast) -> None:
    """To its own address: the first form of every page leads out."""
    headers = {"Referer": f"http://testserver{DOT}/lich/"}
    answer = log_in(cast.hoa).post(f"{DOT}/dong-ho/", headers=headers)
    found = read(answer)
    assert answer.status_code == 400
    assert (found.wrong, found.focus) == (["clock"], ["clock"])


def test_a_form_that_could_not_hold_all_that_was_typed_is_not_given_back(cast: Cast) -> None:
    more = {**EXTENSION, "note": "Điều này không có chỗ trên trang."}
    answer = log_in(cast.hoa).post(f"{DOT}/lich/", more)
    assert more["note"] in said(answer)
    assert read(answer).wrong == []


def test_two_writers_without_scripts_both_see_what_stands_and_the_second_chooses(
    cast: Cast,
) -> None:
    address = f"/phieu/{cast.a.pk}/luu/1.1/"
    page = f"/phieu/{cast.a.pk}/muc/1/"
    headers = {"Referer": f"http://testserver{page}"}
    first, second = log_in(cast.an), log_in(cast.binh)
    opened = next(
        form for form in read(second.get(page)).forms if any(k.startswith("v.") for k in form)
    )
    field = next(name.removeprefix("v.") for name in opened if name.startswith("v."))
    version = {f"v.{field}": opened[f"v.{field}"][0]}
    assert first.post(address, {field: "40", **version}, headers=headers).status_code == 302
    answer = second.post(address, {field: "41", **version}, headers=headers)
    assert answer.status_code == 409
    assert "Đang lưu" in said(answer)
    form = read(answer).holding(f"v.{field}")
    assert form[field] == ["41"]
    assert Answer.objects.get(field=field).value == "40"
    chosen = {field: "41", f"v.{field}": form[f"v.{field}"][0]}
    assert second.post(address, chosen, headers=headers).status_code == 302
    assert Answer.objects.get(field=field).value == "41"


def test_a_part_of_a_page_is_answered_with_a_part(cast: Cast) -> None:
    headers = {"HX-Request": "true"}
    answer = log_in(cast.hoa).post(f"{DOT}/lich/", EXTENSION, headers=headers)
    assert "<html" not in said(answer)


@pytest.mark.parametrize("path", ["lich", "thanh-phan", "van-ban", "chep", "trang-thai"])
def test_a_page_into_which_nothing_is_written_stays_the_same(cast: Cast, path: str) -> None:
    page = said(log_in(cast.hoa).get(f"{DOT}/{path}/"))
    read_forms = Forms(page)
    assert len(read_forms.found) > 2
    assert {read_forms.written(each) for each in read_forms.found} == {page}


PAGE = """<title>x</title><details><form method="post" id="f"><input name="a" value="1">
<input type="password" name="p"><input type="radio" name="r" value="1" checked>
<input type="radio" name="r" value="2"><textarea name="t">\ncũ &amp; mới</textarea>
<select name="s"><option value="1" selected>1</option><option value="2">2</option></select>
<input type="hidden" name="h" value="9"></form></details><input name="b" form="f" value="">"""


def test_every_kind_of_field_is_filled_in_but_secrets_and_what_the_page_knows() -> None:
    forms = Forms(PAGE)
    form = forms.found[0]
    typed = {"a": ['"2"'], "p": ["x"], "r": ["2"], "t": ["\n<a>"], "s": ["2"], "h": ["0"]}
    form.fill({**typed, "b": ["ở ngoài"]})
    found = Fields(forms.written(form)).forms[0]
    assert found == {**typed, "p": [""], "h": ["9"], "b": ["ở ngoài"]}


def test_all_mistakes_of_a_form_are_said_at_once() -> None:
    slips = AllAtOnce()
    with slips:
        raise Mistake("một", field="a")
    with slips:
        raise Mistake("hai", field="b")
    with pytest.raises(Mistakes) as found:
        slips.check()
    assert [each.field for each in found.value.parts] == ["a", "b"]


@pytest.mark.parametrize("error", [NotAllowed("không"), ValueError("x")])
def test_what_is_forbidden_or_broken_ends_the_reading_of_a_form(error: Exception) -> None:
    slips = AllAtOnce()
    with pytest.raises(type(error)), slips:
        raise error
