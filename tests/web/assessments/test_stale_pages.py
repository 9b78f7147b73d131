"""A page opened earlier: what its writer left alone stays as a colleague wrote it meanwhile."""

from __future__ import annotations

from typing import Any

import pytest

from tests.web.at_once import at_once
from tests.web.cast import Cast, log_in, make_cast
from tests.web.shared.test_given_back import Fields, read
from xephang_web.assessments import services
from xephang_web.assessments.models import Answer, CriterionNote
from xephang_web.assessments.queries import read_form
from xephang_web.audit.models import Record
from xephang_web.campaigns.queries import regulation_of
from xephang_web.shared.errors import Conflict

HTMX = {"HX-Request": "true"}


class Page:
    """The form of one criterion in somebody's browser, as it was when they opened the page."""

    def __init__(self, cast: Cast, who: Any, criterion: str = "1.2") -> None:
        self.address = f"/phieu/{cast.a.pk}/luu/{criterion}/"
        self.section = f"/phieu/{cast.a.pk}/muc/{criterion.split('.', maxsplit=1)[0]}/"
        self.client, self.slug = log_in(who), criterion.replace(".", "-")
        self.fields = self._form(self.client.get(self.section).content.decode())

    def _form(self, page: str) -> dict[str, str]:
        text = page[page.index(f'id="form-{self.slug}"') :]
        (form,) = Fields(f"<form {text[: text.index('</form>')]}</form>").forms
        return {name: values[-1] for name, values in form.items()}

    def save(self, *, htmx: bool = True, **typed: str) -> Any:
        """Send the whole form as the browser does, and take over what the answer brings."""
        self.fields |= typed
        headers = HTMX if htmx else {"Referer": f"http://testserver{self.section}"}
        sent = {name: text.replace("\n", "\r\n") for name, text in self.fields.items()}
        answer = self.client.post(self.address, sent, headers=headers)
        text = answer.content.decode()
        if htmx and answer.status_code == 200:
            if f'id="form-{self.slug}"' in text:
                self.fields = self._form(text)
            else:
                (brought,) = Fields(f"<form>{text}</form>").forms
                self.fields = {
                    name: value for name, value in self.fields.items() if not name.startswith("v.")
                } | {name: values[0] for name, values in brought.items()}
        elif not htmx and answer.status_code == 409:
            self.fields = self._form(text)
        return answer

    def overwrite(self, refusal: Any) -> Any:
        """Press "write mine" under what was refused."""
        text = refusal.content.decode()
        value = text.split('name="overwrite" value="')[1].split('"')[0]
        return self.client.post(self.address, self.fields | {"overwrite": value}, headers=HTMX)


def note(cast: Cast, **texts: str) -> None:
    services.save_note(by=cast.binh, participant=cast.a, criterion_id="1.2", texts=texts)


def figures(cast: Cast, **values: str) -> None:
    services.save_answers(by=cast.binh, participant=cast.a, criterion_id="1.2", values=values)


def kept() -> dict[str, str]:
    return {each.field: each.value for each in Answer.objects.filter(criterion="1.2")}


def narrative() -> str:
    return CriterionNote.objects.get(criterion="1.2").narrative


@pytest.mark.parametrize("htmx", [True, False])
@pytest.mark.parametrize("before", ["", "Cũ,\nhai dòng"])
def test_a_narrative_that_its_writer_left_alone_is_not_wiped(
    cast: Cast, before: str, *, htmx: bool
) -> None:
    note(cast, narrative=before)
    page = Page(cast, cast.an)
    note(cast, narrative="Của Bình")
    answer = page.save(numerator="11", htmx=htmx)
    assert answer.status_code == (200 if htmx else 302)
    assert (narrative(), kept()["numerator"]) == ("Của Bình", "11")
    # And so at every later save of the same page, which has heard of it by then.
    assert page.save(numerator="12", htmx=htmx).status_code == (200 if htmx else 409)
    assert narrative() == "Của Bình"


def test_a_page_that_was_behind_shows_what_the_colleague_wrote(cast: Cast) -> None:
    figures(cast, numerator="10", denominator="20")
    page = Page(cast, cast.an)
    note(cast, narrative="Của Bình")
    figures(cast, denominator="30")
    answer = page.save(numerator="11")
    assert answer.status_code == 200
    assert kept() == {"numerator": "11", "denominator": "30"}
    assert (page.fields["denominator"], page.fields["narrative"]) == ("30", "Của Bình")
    assert "Đồng nghiệp vừa đổi" in answer.content.decode()
    assert page.save(numerator="12", denominator="31", narrative="Của An").status_code == 200
    assert (kept()["denominator"], narrative()) == ("31", "Của An")


@pytest.mark.parametrize("htmx", [True, False])
def test_words_that_two_have_changed_are_shown_both_and_nothing_is_written(
    cast: Cast, *, htmx: bool
) -> None:
    note(cast, narrative="Cũ")
    page = Page(cast, cast.an)
    note(cast, narrative="Của Bình")
    answer = page.save(numerator="11", narrative="Của An", htmx=htmx)
    assert answer.status_code == 409
    for each in ("Thuyết minh", "Của Bình", "Của An"):
        assert each in answer.content.decode()
    assert (narrative(), kept()) == ("Của Bình", {})


def test_words_are_written_over_those_that_were_shown_and_over_no_others(cast: Cast) -> None:
    page = Page(cast, cast.an)
    note(cast, narrative="Của Bình")
    refusal = page.save(narrative="Của An")
    note(cast, narrative="Của Bình, sửa")
    again = page.overwrite(refusal)
    assert again.status_code == 409
    assert "Của Bình, sửa" in again.content.decode()
    assert narrative() == "Của Bình, sửa"
    assert page.overwrite(again).status_code == 200
    assert narrative() == "Của An"


def test_without_scripts_the_form_given_back_overwrites_only_what_it_showed(cast: Cast) -> None:
    figures(cast, numerator="10", denominator="20")
    page = Page(cast, cast.an)
    figures(cast, numerator="12")
    note(cast, narrative="Của Bình")
    refusal = page.save(numerator="11", htmx=False)
    assert refusal.status_code == 409
    assert page.fields["numerator"] == "11"
    figures(cast, denominator="30")
    assert page.save(htmx=False).status_code == 302
    assert kept() == {"numerator": "11", "denominator": "30"}
    assert narrative() == "Của Bình"


def test_a_slip_without_scripts_does_not_make_the_page_newer_than_it_is(cast: Cast) -> None:
    page = Page(cast, cast.an)
    note(cast, narrative="Của Bình")
    refusal = page.save(numerator="mười", narrative="Của An", htmx=False)
    assert refusal.status_code == 400
    page.fields = page._form(refusal.content.decode())
    assert page.save(numerator="10", htmx=False).status_code == 409
    assert narrative() == "Của Bình"


def test_words_sent_by_a_page_that_cannot_tell_what_it_showed_wipe_nothing(cast: Cast) -> None:
    note(cast, narrative="Của Bình")
    client = log_in(cast.an)
    address = f"/phieu/{cast.a.pk}/luu/1.2/"
    assert client.post(address, {"narrative": ""}, headers=HTMX).status_code == 200
    assert client.post(address, {"narrative": "Của An"}, headers=HTMX).status_code == 409
    assert narrative() == "Của Bình"


def test_a_text_that_comes_back_with_other_line_breaks_is_no_change(cast: Cast) -> None:
    note(cast, narrative="Một\nHai")
    before = Record.objects.count()
    page = Page(cast, cast.an)
    assert page.save().status_code == 200
    assert Record.objects.count() == before
    assert page.save(narrative="Một\nHai\nBa", htmx=False).status_code == 302
    assert narrative() == "Một\nHai\nBa"


def test_a_criterion_that_a_colleague_left_out_is_not_taken_back_by_an_older_page(
    db: None,
) -> None:
    cast = make_cast("da-nang/2022-448", 2022, lower="quan-huyen")
    criteria = regulation_of(cast.campaign).criteria_sets["so"]
    page = Page(cast, cast.an, "3.2")
    services.save_answers(
        by=cast.binh, participant=cast.a, criterion_id="3.2", values={"not_applicable": "yes"}
    )
    assert criteria.criterion("3.2") is not None
    assert page.save(narrative="Xem sổ").status_code == 200
    assert read_form(cast.a).answers["3.2"]["not_applicable"] == "yes"


def test_every_figure_in_conflict_is_named_with_both_values(cast: Cast) -> None:
    figures(cast, numerator="10", denominator="20")
    page = Page(cast, cast.an)
    figures(cast, numerator="111", denominator="222")
    refusal = page.save(numerator="333", denominator="444")
    assert refusal.status_code == 409
    text = refusal.content.decode()
    asked = regulation_of(cast.campaign).criteria_sets["so"].criterion("1.2")
    assert asked is not None
    for field in asked.inputs.values():
        assert field.label.vi in text
    for value in ("111", "222", "333", "444"):
        assert f">{value}<" in text
    assert kept() == {"numerator": "111", "denominator": "222"}
    assert page.overwrite(refusal).status_code == 200
    assert kept() == {"numerator": "333", "denominator": "444"}


def test_figures_are_written_over_those_that_were_shown_and_over_no_others(cast: Cast) -> None:
    figures(cast, numerator="10", denominator="20")
    page = Page(cast, cast.an)
    figures(cast, numerator="111")
    refusal = page.save(numerator="333", denominator="444")
    figures(cast, denominator="222")  # was not in what was shown
    again = page.overwrite(refusal)
    assert again.status_code == 409
    assert "222" in again.content.decode()
    assert kept() == {"numerator": "111", "denominator": "222"}


def test_a_page_that_has_not_heard_of_the_button_is_asked_again(cast: Cast) -> None:
    """As it was before: `overwrite=yes` wrote over everything, shown or not."""
    figures(cast, numerator="10")
    page = Page(cast, cast.an)
    figures(cast, numerator="111")
    answer = page.save(numerator="333", overwrite="yes")
    assert answer.status_code == 409
    assert kept()["numerator"] == "111"


def test_what_stands_is_kept_and_the_rest_of_the_form_is_saved(cast: Cast) -> None:
    figures(cast, numerator="10")
    page = Page(cast, cast.an)
    figures(cast, numerator="111")
    refusal = page.save(numerator="333", narrative="Của An")
    keep = refusal.content.decode().split('name="keep" value="')[1].split('"')[0]
    sent = page.fields | {"keep": keep}
    answer = page.client.post(page.address, sent, headers=HTMX)
    assert answer.status_code == 200
    assert (kept()["numerator"], narrative()) == ("111", "Của An")
    assert page._form(answer.content.decode())["numerator"] == "111"


def test_a_field_that_was_empty_is_not_written_over_after_another_was_saved(cast: Cast) -> None:
    page = Page(cast, cast.an)
    assert page.save(numerator="10").status_code == 200
    figures(cast, denominator="20")
    answer = page.save(denominator="30")
    assert answer.status_code == 409
    assert kept() == {"numerator": "10", "denominator": "20"}


def test_figures_and_words_are_written_together_or_not_at_all(cast: Cast) -> None:
    page = Page(cast, cast.an)
    answer = page.save(numerator="10", narrative="x" * 5001)
    assert answer.status_code == 422
    assert "5000" in answer.content.decode()
    assert kept() == {}
    assert not Record.objects.filter(act="answer.saved").exists()
    # The slips of both are told at once.
    answer = page.save(numerator="mười")
    for each in ("mười", "5000"):
        assert each in answer.content.decode()


def test_the_service_says_all_that_clashes(cast: Cast) -> None:
    figures(cast, numerator="10", denominator="20")
    with pytest.raises(Conflict) as raised:
        services.save_answers(
            by=cast.an,
            participant=cast.a,
            criterion_id="1.2",
            values={"numerator": "11", "denominator": "21"},
            seen={"numerator": 0, "denominator": 0},
        )
    assert [(each.field, each.theirs, each.yours) for each in raised.value.clashes] == [
        ("numerator", "10", "11"),
        ("denominator", "20", "21"),
    ]


def test_of_two_who_write_words_at_once_one_is_asked(transactional_cast: Cast) -> None:
    cast = transactional_cast
    pages = [Page(cast, cast.an), Page(cast, cast.binh)]
    results = at_once(
        lambda: pages[0].save(narrative="Của An").status_code,
        lambda: pages[1].save(narrative="Của Bình").status_code,
    )
    assert sorted(results) == [200, 409]
    assert narrative() == ("Của An" if results[0] == 200 else "Của Bình")


def test_the_rows_of_a_list_in_conflict_can_be_told_apart(cast: Cast) -> None:
    page = Page(cast, cast.an, "7.4")
    services.save_answers(
        by=cast.binh,
        participant=cast.a,
        criterion_id="7.4",
        values={"documents": [{"number": "12/KH"}]},
    )
    page.fields["documents.0.number"] = "34/QĐ"
    answer = page.save()
    assert answer.status_code == 409
    for each in ("12/KH", "34/QĐ"):
        assert each in answer.content.decode()


def test_a_page_given_back_reads_as_forms_do(cast: Cast) -> None:
    """The helper above reads what a browser would: the marks are there for every field."""
    fields = Page(cast, cast.an).fields
    assert {"v.numerator", "v.denominator", "v.narrative"} <= set(fields)
    assert read(log_in(cast.an).get(f"/phieu/{cast.a.pk}/muc/1/")).forms
