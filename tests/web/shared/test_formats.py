"""Days and figures are read in the form in which they are shown, in both languages."""

from __future__ import annotations

import re

import pytest
from django.utils import formats, translation

from tests.web.cast import Cast, log_in
from xephang_web.assessments.models import Answer
from xephang_web.campaigns.models import Campaign


@pytest.mark.parametrize(("language", "shown"), [("vi", "1.234,5"), ("en", "1,234.5")])
def test_a_figure_is_read_as_it_is_shown(cast: Cast, language: str, shown: str) -> None:
    client = log_in(cast.an)
    client.cookies["django_language"] = language
    client.post(f"/phieu/{cast.a.pk}/luu/1.4/", {"fibre": shown})
    assert Answer.objects.get(criterion="1.4", field="fibre").value == "1234.5"
    page = client.get(f"/phieu/{cast.a.pk}/muc/1/").content.decode()
    assert re.search(rf'name="fibre"\s+value="{re.escape(shown)}"', page)


@pytest.mark.parametrize("language", ["vi", "en"])
def test_a_day_is_read_with_the_day_first(cast: Cast, language: str) -> None:
    client = log_in(cast.hoa)
    client.cookies["django_language"] = language
    client.post("/dot/thanh-hoa-2016/dong-ho/", {"clock": "03/11/2016 17:30"})
    page = client.get("/dot/thanh-hoa-2016/lich/").content.decode()
    assert "17:30, 03/11/2016" in page
    assert Campaign.objects.get().state == "open"


@pytest.mark.parametrize("written", ["11/31/2016 09:00", "2016", "3.11.2016 9h"])
def test_what_is_no_day_is_refused_with_an_example(cast: Cast, written: str) -> None:
    answer = log_in(cast.hoa).post("/dot/thanh-hoa-2016/dong-ho/", {"clock": written})
    assert answer.status_code == 400
    assert "31/12/2026 17:00" in answer.content.decode()


@pytest.mark.parametrize("language", ["vi", "en"])
def test_the_frameworks_own_formats_agree(language: str) -> None:
    with translation.override(language):
        assert formats.get_format("DATE_INPUT_FORMATS")[0] == "%d/%m/%Y"
        assert formats.get_format("SHORT_DATE_FORMAT") == "d/m/Y"
        assert formats.get_format("DECIMAL_SEPARATOR") == ("," if language == "vi" else ".")
