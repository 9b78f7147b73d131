"""A campaign is founded on a regulation of the library, or on one that its office brings in."""

from __future__ import annotations

import html
import json

from tests.web.campaigns.regulation_files import changed, library_files, send, zipped
from tests.web.cast import Cast, log_in
from xephang.yaml_files import GivenFile
from xephang_web.audit.models import Record
from xephang_web.campaigns.models import Campaign, PinnedRegulation
from xephang_web.campaigns.queries import regulation_of

CREATE = "/tao-dot/"
WHICH = "thanh-hoa/2016-4289"


def own_files(own: str = "lang-son/2016-1") -> list[GivenFile]:
    """The regulation of a province that the library does not have."""
    return changed(library_files(WHICH), f"id: {WHICH}", f"id: {own}")


def test_a_province_that_is_not_in_the_library_brings_its_own(cast: Cast) -> None:
    answer = send(cast, CREATE, [zipped(own_files())], year="2017")
    assert answer.status_code == 302
    page = html.unescape(log_in(cast.hoa).get(answer["Location"]).content.decode())
    assert "lang-son/2016-1" in page
    digest = answer["Location"].partition("regulation=")[2]
    data = {"title": "Lạng Sơn 2017", "title_en": "Lang Son 2017", "office": "T.TT"}
    log_in(cast.hoa).post(CREATE, {**data, "regulation": digest})
    made = Campaign.objects.get(slug="lang-son-2017")
    assert (made.year, made.title_en) == (2017, "Lang Son 2017")
    assert regulation_of(made).id == "lang-son/2016-1"
    assert regulation_of(made).criteria_sets["so"].criterion("1.8"), "new in the form of 2017"
    told = json.loads(Record.objects.get(act="regulation.received").data)["after"]
    assert (told["digest"], told["files"]) == (digest, "quy-dinh.zip")


def test_of_several_years_one_has_to_be_named(cast: Cast) -> None:
    count = PinnedRegulation.objects.count()
    for year, words in (("", "2016, 2017"), ("2019", "năm 2019"), ("20x6", "bốn chữ số")):
        answer = send(cast, CREATE, own_files(), year=year)
        assert answer.status_code == 400
        assert words in html.unescape(answer.content.decode())
    assert PinnedRegulation.objects.count() == count


def test_an_id_that_no_column_holds_is_refused(cast: Cast) -> None:
    for own in ("x/" + "y" * 100, "../x", "Lạng Sơn", "a@b"):
        answer = send(cast, CREATE, own_files(own), year="2016")
        assert answer.status_code == 400, own


def test_nobody_but_an_office_brings_a_regulation_in(cast: Cast) -> None:
    for who in (cast.an, cast.khanh, cast.quyen, cast.minh):
        assert log_in(who).post(CREATE, {"act": "upload"}).status_code in (403, 404)
