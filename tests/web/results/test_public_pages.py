"""The public pages: what everybody may read of a published year, and nothing before it."""

from __future__ import annotations

import csv
import hashlib
import io
import json
from http import HTTPStatus
from re import search

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.habits.repository import ROOT
from tests.web.cast import Cast, log_in
from tests.web.results.published import PARTS, SLUG, correct, publish, to_approval
from xephang.cli.packages import FAILS, HOLDS, PRINTED, UNPRINTED
from xephang.texts import Language
from xephang_web.results.views.revisits import KeptPages

PUBLIC = f"/cong-bo/{SLUG}/1/"
ALL = (*PARTS, "thay-doi/", "quyet-dinh/")


@pytest.fixture
def visitor(client: Client) -> Client:
    """Somebody without an account."""
    return client


def read(client: Client, address: str) -> str:
    """A page that must be there."""
    answer = client.get(address)
    assert answer.status_code == HTTPStatus.OK, (address, answer.status_code)
    return answer.content.decode()


def test_what_is_approved_but_not_published_is_nowhere(cast: Cast, visitor: Client) -> None:
    to_approval(cast)
    for part in ALL:
        assert visitor.get(PUBLIC + part).status_code == HTTPStatus.NOT_FOUND, part
        assert log_in(cast.hoa).get(PUBLIC + part).status_code == HTTPStatus.NOT_FOUND, part
    assert "100/QĐ-UBND" not in read(visitor, "/cong-bo/")
    publish(cast)
    for part in PARTS:
        assert visitor.get(PUBLIC + part).status_code == HTTPStatus.OK, part
    assert "100/QĐ-UBND" in read(visitor, "/cong-bo/")


def test_a_correction_that_is_not_published_is_nowhere(cast: Cast, visitor: Client) -> None:
    to_approval(cast)
    publish(cast)
    before = read(visitor, PUBLIC)
    assert "chưa điều chỉnh" in before
    assert visitor.get(PUBLIC + "thay-doi/").status_code == HTTPStatus.NOT_FOUND
    second = f"/cong-bo/{SLUG}/2/"
    for part in ALL:
        assert visitor.get(second + part).status_code == HTTPStatus.NOT_FOUND, part


def test_the_ranking_names_decision_law_classes_and_who_is_not_ranked(
    cast: Cast, visitor: Client
) -> None:
    """TH-5: two tables, one a group."""
    to_approval(cast)
    publish(cast)
    page = read(visitor, PUBLIC)
    for words in (
        "UBND tỉnh công bố",
        "100/QĐ-UBND",
        "02/12/2016",
        "QĐ 4289/QĐ-UBND",
        "31/10/2016",
    ):
        assert words in page, words
    assert "2 đơn vị được xếp hạng" in page
    assert page.index("Sở Ánh Sáng") < page.index("Sở Bưu Điện")
    assert 'class="xh-class xh-c1"' in page, "the class has its shape"
    districts = read(visitor, PUBLIC + "?bang=bang-2")
    assert "Xã Em" in districts
    assert "không gửi phiếu" in districts
    assert "Không phải 0 điểm." in districts
    assert "Điều 5.1b" in districts
    assert "Sở Ánh Sáng" not in districts, "one table a page"


def test_a_reader_orders_the_table_by_one_section_and_is_told_it_is_not_official(
    cast: Cast, visitor: Client
) -> None:
    to_approval(cast)
    publish(cast)
    page = read(visitor, PUBLIC + "?muc=1")
    assert "không phải thứ hạng chính thức" in page
    assert "Hạng chính thức" in page
    assert "không phải thứ hạng chính thức" not in read(visitor, PUBLIC)
    for wrong in ("?muc=99", "?bang=khac", "?muc=%00", "?bang=bang-1&muc=x"):
        assert visitor.get(PUBLIC + wrong).status_code in (
            HTTPStatus.NOT_FOUND,
            HTTPStatus.BAD_REQUEST,
        ), wrong


def test_a_profile_explains_total_class_rank_and_every_criterion(
    cast: Cast, visitor: Client
) -> None:
    to_approval(cast)
    publish(cast)
    page = read(visitor, PUBLIC + "T.A/")
    for words in (
        "Sở Ánh Sáng",
        "Hạng trong nhóm",
        "Đến Trung bình",
        "Trung vị nhóm",
        "40 / 50",
        "Điểm ấn định",
        "khảo sát thực tế",
        "chỉ nối được một phần",
    ):
        assert words in page, words
    missing = read(visitor, PUBLIC + "T.D.E/")
    assert "không gửi phiếu" in missing
    assert "Không phải 0 điểm." in missing
    assert "Điểm đã chốt" not in missing
    assert visitor.get(PUBLIC + "T.X/").status_code == HTTPStatus.NOT_FOUND
    assert visitor.get(PUBLIC + "T.TT/").status_code == HTTPStatus.NOT_FOUND, "not on the roster"


def test_two_versions_stand_side_by_side_and_the_difference_is_explained(
    cast: Cast, visitor: Client
) -> None:
    to_approval(cast)
    publish(cast)
    first = visitor.get(PUBLIC + "goi.json").content
    correct(cast)
    assert visitor.get(PUBLIC + "goi.json").content == first, "what was published stays"
    old = read(visitor, PUBLIC)
    assert "bản mới nhất là bản 2" in old
    assert f"/cong-bo/{SLUG}/2/thay-doi/" in old
    new = read(visitor, f"/cong-bo/{SLUG}/2/")
    assert "Lần 2, điều chỉnh lần 1" in new
    assert "theo kết luận thanh tra" in new
    difference = read(visitor, f"/cong-bo/{SLUG}/2/thay-doi/")
    for words in ("2 đơn vị thay đổi", "1.2", "không thấy máy nào", "dời chỗ vì đơn vị khác đổi"):
        assert words in difference, words
    assert "Huyện Đông" not in difference, "who stayed is not listed"
    assert visitor.get(PUBLIC + "thay-doi/").status_code == HTTPStatus.NOT_FOUND


def test_open_data_agree_with_the_package_and_name_licence_and_digest(
    cast: Cast, visitor: Client
) -> None:
    to_approval(cast)
    published = publish(cast)
    package = visitor.get(PUBLIC + "goi.json")
    assert hashlib.sha256(package.content).hexdigest() == published.open_digest
    assert "immutable" in package["Cache-Control"]
    page = read(visitor, PUBLIC)
    assert published.open_digest in page
    assert "CC BY 4.0" in page
    table = json.loads(visitor.get(PUBLIC + "bang.json").content)
    assert table["package_sha256"] == published.open_digest
    assert table["licence"] == "CC BY 4.0"
    results = json.loads(package.content)["results"]
    ranked = {row["unit"]: row["value"] for each in results["tables"] for row in each["rows"]}
    assert {row["unit"]: row["value"] for row in table["rows"] if row["rank"]} == ranked
    content = visitor.get(PUBLIC + "tieu-chi.csv").content.decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(content)))
    found = {row["criterion"]: row for row in rows if row["unit"] == "T.A"}
    assert found["1.3"]["points"] == "0.9"
    assert found["1.3"]["section"] == "1"
    assert found["1.3"]["status"] == "overridden"
    assert not [row for row in rows if row["unit"] == "T.D.E"], "no form, no points, no zero"


def test_the_regulation_is_read_with_articles_scoring_and_method(
    cast: Cast, visitor: Client
) -> None:
    to_approval(cast)
    publish(cast)
    page = read(visitor, PUBLIC + "quy-dinh/")
    for words in ("Điều 1.3a", "Kết quả được tính thế nào", "Lịch của năm", "Minh chứng:"):
        assert words in page, words
    assert "giả định" in page, "what is not the law's is marked"
    assert visitor.get(PUBLIC + "quy-dinh/?nhom=khac").status_code == HTTPStatus.NOT_FOUND
    assert read(visitor, PUBLIC + "quy-dinh/?nhom=huyen") != page


def test_a_visitor_who_has_the_page_is_not_sent_it_again(cast: Cast, visitor: Client) -> None:
    to_approval(cast)
    publish(cast)
    first = visitor.get(PUBLIC)
    assert first["Cache-Control"] == "private, no-cache"
    tag = visitor.get(PUBLIC)["ETag"]
    assert visitor.get(PUBLIC, headers={"If-None-Match": tag}).status_code == 304
    other = visitor.get(PUBLIC + "?muc=1", headers={"If-None-Match": tag})
    assert other.status_code == HTTPStatus.OK
    visitor.cookies["django_language"] = "en"
    assert visitor.get(PUBLIC, headers={"If-None-Match": tag}).status_code == HTTPStatus.OK
    visitor.cookies["django_language"] = "vi"
    correct(cast)
    again = visitor.get(PUBLIC, headers={"If-None-Match": tag})
    assert again.status_code == HTTPStatus.OK, "the banner of the correction must reach everybody"
    named = log_in(cast.hoa).get(PUBLIC, headers={"If-None-Match": tag})
    assert named.status_code == HTTPStatus.OK, "a page with a name on it is made for that person"
    assert "ETag" not in named


def test_pages_ask_the_database_a_few_times_whatever_they_show(cast: Cast, visitor: Client) -> None:
    to_approval(cast)
    publish(cast)
    most = {"": 9, "T.A/": 10, "quy-dinh/": 5, "bang.csv": 4, "tieu-chi.csv": 4}
    for part, limit in most.items():
        read(visitor, PUBLIC + part)
        with CaptureQueriesContext(
            connection,
        ) as asked:
            visitor.get(PUBLIC + part)
        assert len(asked) <= limit, (part, len(asked), [each["sql"][:90] for each in asked])


def test_the_pages_are_complete_in_english_and_keep_the_names_of_the_law(
    cast: Cast, visitor: Client
) -> None:
    to_approval(cast)
    publish(cast)
    visitor.cookies["django_language"] = "en"
    page = read(visitor, PUBLIC + "T.A/")
    assert "Rank in its group" in page
    assert "Points set" in page
    assert "Sở Ánh Sáng" in page
    assert "Hạng trong nhóm" not in page


def test_a_page_that_is_kept_bears_the_token_of_who_asks_for_it(cast: Cast) -> None:
    to_approval(cast)
    publish(cast)
    first, second = Client(enforce_csrf_checks=True), Client(enforce_csrf_checks=True)
    made, kept = read(first, PUBLIC), read(second, PUBLIC)
    token = search(r'name="csrfmiddlewaretoken" value="(\w{64})"', kept)
    assert token is not None
    assert token[1] not in made
    assert made.count("Sở Bưu Điện") == kept.count("Sở Bưu Điện")
    said = {"language": "en", "next": PUBLIC, "csrfmiddlewaretoken": token[1]}
    assert second.post("/ngon-ngu/", said).status_code == HTTPStatus.FOUND
    assert first.post("/ngon-ngu/", said).status_code == HTTPStatus.FORBIDDEN
    assert "Published by" in read(second, PUBLIC), "each language is kept for itself"


def test_pages_made_for_somebody_or_for_an_odd_address_are_not_kept(cast: Cast) -> None:
    to_approval(cast)
    publish(cast)
    named = read(log_in(cast.hoa), PUBLIC)
    assert cast.hoa.full_name in named
    assert cast.hoa.full_name not in read(Client(), PUBLIC)
    assert "ETag" not in Client().get(PUBLIC + "?khac=1")
    pages = KeptPages(2)
    for each in "abc":
        pages.put(each, each.encode())
    assert [pages.get(each) for each in "abc"] == [None, b"b", b"c"]


@pytest.mark.django_db
@pytest.mark.parametrize("language", ["vi", "en"])
def test_the_page_that_verifies_and_the_command_say_the_same_of_the_same(
    visitor: Client, language: Language
) -> None:
    visitor.cookies["django_language"] = language
    page = read(visitor, "/cong-bo/kiem-tra/")
    for each in (HOLDS, FAILS, PRINTED, UNPRINTED):
        assert f'="{each.show(language)}"' in page


def test_every_column_of_the_open_data_is_explained_where_it_is_offered(
    cast: Cast, visitor: Client
) -> None:
    """Page and docs name each column, each entry of the JSON, and each word that stands in one."""
    to_approval(cast)
    publish(cast)
    offered = read(visitor, PUBLIC)
    assert 'href="/cong-bo/cot-du-lieu/"' in offered
    docs = (ROOT / "docs" / "open-data.md").read_text(encoding="utf-8")
    for language in ("vi", "en"):
        visitor.cookies["django_language"] = language
        page = read(visitor, "/cong-bo/cot-du-lieu/")
        for name, told in (("bang.csv", "verdict"), ("tieu-chi.csv", "status")):
            text = visitor.get(f"{PUBLIC}{name}").content.decode("utf-8-sig")
            rows = list(csv.DictReader(io.StringIO(text)))
            for word in {*rows[0], *(each[told] for each in rows)}:
                assert f"<code>{word}</code>" in page, (name, word)
                assert f"`{word}`" in docs, (name, word)
        for word in json.loads(visitor.get(f"{PUBLIC}bang.json").content):
            assert f"<code>{word}</code>" in page, word
            assert f"`{word}`" in docs, word
