"""Lists for emulation and other work: only from approved results, each line with its article."""

from __future__ import annotations

import csv
import datetime as dt
import io
from http import HTTPStatus

import pytest
from django.test import Client
from python_calamine import CalamineWorkbook

from tests.web.cast import Cast, holds, log_in, person
from tests.web.results.test_cycle import approve, to_proposal
from tests.web.second_half import (
    announce,
    campaign_of,
    judge_all,
    open_session,
    seat_council,
    send_all,
)
from xephang.library import find_folder
from xephang.loading import load_folder
from xephang_web.accounts.models import Appointment, Role
from xephang_web.appraisal import services as appraisal
from xephang_web.appraisal.models import Finding
from xephang_web.results import services as results
from xephang_web.results.consequences import consequences_of, heads_on, lists_of
from xephang_web.results.models import Publication
from xephang_web.results.runs import Published, last_run

ADDRESS = "/dot/thanh-hoa-2016/he-qua"


def approved(cast: Cast) -> Publication:
    """The results of the year, approved and not published."""
    send_all(cast)
    judge_all(cast)
    results.lay_before_council(by=cast.hoa, campaign=campaign_of(cast))
    announce(cast)
    to_proposal(cast)
    return approve(cast, "100/QĐ-UBND")


def table(content: bytes) -> list[dict[str, str]]:
    """A CSV as rows by heading."""
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"))))


def test_nothing_is_listed_before_the_results_are_approved(cast: Cast) -> None:
    send_all(cast)
    judge_all(cast)
    results.lay_before_council(by=cast.hoa, campaign=campaign_of(cast))
    announce(cast)
    hoa = log_in(cast.hoa)
    page = hoa.get(f"{ADDRESS}/").content.decode()
    assert "Chưa có kết quả được phê duyệt" in page
    assert "Sở Ánh Sáng" not in page
    for ending in (".csv", ".xlsx"):
        assert hoa.get(ADDRESS + ending).status_code == HTTPStatus.NOT_FOUND
    assert hoa.get("/dot/thanh-hoa-2016/ket-qua.csv").status_code == HTTPStatus.NOT_FOUND


def test_every_line_has_its_class_rank_and_article(cast: Cast) -> None:
    approved(cast)
    page = log_in(cast.hoa).get(f"{ADDRESS}/").content.decode()
    assert "đã phê duyệt, chưa công bố" in page
    assert "100/QĐ-UBND" in page
    rows = table(log_in(cast.hoa).get(f"{ADDRESS}.csv").content)
    listed = [each for each in rows if each["unit"] == "T.A"]
    assert {each["what"] for each in listed} == {
        "Dùng cho Chỉ số cải cách hành chính",
        "Dùng khi xếp loại mức độ hoàn thành nhiệm vụ",
    }, "an award is proposed for the highest class alone"
    assert {(each["class"], each["rank"], each["article"]) for each in listed} == {
        ("Yếu", "1", "6.3b")
    }
    section = page[page.index("Sở Ánh Sáng") :]
    assert "Yếu" in section[:600], "the class is in the line of the page"


def test_the_table_for_other_work_says_what_its_columns_mean(cast: Cast) -> None:
    """TH-15: for the PAR index and task-completion grading."""
    publication = approved(cast)
    hoa = log_in(cast.hoa)
    rows = {
        each["unit"]: each for each in table(hoa.get("/dot/thanh-hoa-2016/ket-qua.csv").content)
    }
    assert rows["T.A"]["digest"] == publication.run.digest
    assert rows["T.A"]["rank"] == "1"
    assert rows["T.D.E"]["verdict"] == "not_assessed_missing"
    assert rows["T.D.E"]["points"] == "", "what was not assessed is empty, never nought"
    book = CalamineWorkbook.from_filelike(io.BytesIO(hoa.get(f"{ADDRESS}.xlsx").content))
    sheets = [book.get_sheet_by_name(name).to_python() for name in book.sheet_names]
    assert len(sheets) == 3
    explained = {row[0] for row in sheets[2]}
    assert explained >= set(rows["T.A"])


def test_heads_are_those_of_the_day_of_publication(cast: Cast) -> None:
    day = dt.date(2016, 12, 15)
    Appointment.objects.filter(user=cast.binh).update(ends=day)
    Appointment.objects.create(user=person("Bảo"), role=Role.HEAD, unit=cast.unit_a, starts=day)
    assert heads_on(cast.campaign, dt.date(2016, 12, 14))["T.A"] == "Bình"
    assert heads_on(cast.campaign, dt.date(2016, 12, 15))["T.A"] == "Bảo"
    assert "T.B" not in heads_on(cast.campaign, dt.date(2016, 12, 15))


def test_classes_from_kha_down_are_not_considered_and_heads_are_named() -> None:
    """PT-13, PT-14: by the articles of Phan Thiết."""
    regulation = load_folder(find_folder("phan-thiet/2020-4487")).regulation(2020)
    scheme = regulation.scheme("phong")
    assert scheme is not None

    def unit(code: str, class_id: str | None, verdict: str = "ranked") -> dict[str, object]:
        reason = {"vi": "vì", "en": "why"}
        classes = {scheme.index: {"class": class_id, "reason": reason}} if class_id else {}
        return {
            "unit": code, "group": "phong", "verdict": verdict, "reason": reason,
            "citation": "", "classes": classes, "tree": None,
        }  # fmt: skip

    listed = [unit("A", "tot"), unit("B", "kha"), unit("C", "yeu"), unit("D", None, "pending")]
    published = Published(
        {
            "results": {"units": listed, "tables": []},
            "campaign": {
                "roster": [{"unit": each["unit"], "name": {"vi": "x"}} for each in listed]
            },
        }
    )
    lines = consequences_of(published, regulation, {"B": "Bảo"})
    out = [(each.unit, each.citation) for each in lines if each.effect == "not_considered"]
    assert out == [("B", "13.2"), ("C", "13.2")]
    heads = {each.unit: each.head for each in lines if each.effect == "head_accountability"}
    assert heads == {"A": "", "B": "Bảo", "C": ""}, "a person decides on D first"
    assert not any(each.head for each in lines if each.effect != "head_accountability")
    names = [str(label) for label, _lists in lists_of(published, regulation, {})]
    assert names[0] == "Không xét thi đua"


@pytest.mark.parametrize(
    ("folder", "group", "listed"),
    [
        ("thanh-hoa/2016-4289", "so", {("award_proposal", "A", "6.2c")}),  # TH-13
        ("da-nang/2022-448", "so", {("award_proposal", "A", "2")}),  # DN-9
        (
            "phu-tho/2018-1609",
            "so",
            {  # PHT-13: of the unit and of its head, whatever the class
                ("emulation_criterion", "A", "8"),
                ("emulation_criterion", "B", "8"),
                ("head_accountability", "A", "8"),
                ("head_accountability", "B", "8"),
            },
        ),
    ],
)
def test_whom_a_consequence_meets_is_what_the_text_says(
    folder: str, group: str, listed: set[tuple[str, str, str]]
) -> None:
    regulation = load_folder(find_folder(folder)).regulation(int(folder.split("/")[1][:4]))
    scheme = regulation.scheme(group)
    assert scheme is not None
    words = {"vi": "vì", "en": "why"}
    best, least = scheme.classes[0].id, scheme.classes[-1].id
    units = [
        {
            "unit": code, "group": group, "verdict": "ranked", "reason": words, "citation": "",
            "classes": {scheme.index: {"class": found, "reason": words}}, "tree": None,
        }
        for code, found in (("A", best), ("B", least))
    ]  # fmt: skip
    roster = [{"unit": code, "name": {"vi": code}} for code in "AB"]
    published = Published(
        {"results": {"units": units, "tables": []}, "campaign": {"roster": roster}}
    )
    lines = consequences_of(published, regulation, {})
    met = {(each.effect, each.unit, each.citation) for each in lines if each.effect != "reuse"}
    assert met == listed


def test_only_those_who_work_with_the_lists_see_them(cast: Cast) -> None:
    approved(cast)
    emulation = holds(person("Thi"), Role.EMULATION_OFFICE, cast.province)
    elsewhere = holds(person("Xa"), Role.EMULATION_OFFICE, cast.unit_b)
    addresses = (
        f"{ADDRESS}/", f"{ADDRESS}.csv", f"{ADDRESS}.xlsx", "/dot/thanh-hoa-2016/ket-qua.csv",
    )  # fmt: skip
    for address in addresses:
        for user in (cast.hoa, cast.minh, cast.khanh, emulation):
            assert log_in(user).get(address).status_code == HTTPStatus.OK, (user, address)
        for user in (cast.an, cast.binh, cast.giang, cast.chi, cast.dao, cast.quyen, elsewhere):
            assert log_in(user).get(address).status_code == HTTPStatus.NOT_FOUND, (user, address)


def test_a_correction_that_is_only_proposed_feeds_no_list(cast: Cast) -> None:
    approved(cast)
    results.publish_results(by=cast.hoa, campaign=campaign_of(cast), confirms_redaction=True)
    results.reopen_results(by=cast.hoa, campaign=campaign_of(cast), document="5", reason="sai sót")
    council = seat_council(cast)
    session = open_session(cast, council)
    appraisal.settle_criterion(
        by=council.dung,
        participant=cast.a,
        criterion_id="1.2",
        verdict=Finding.Verdict.REJECT,
        bases=["data"],
        reason="số liệu khống",
    )
    appraisal.close_session(by=council.dung, session=session, minutes="Biên bản")
    results.propose_results(by=cast.hoa, campaign=campaign_of(cast))
    proposed = last_run(campaign_of(cast))
    assert proposed is not None
    address = "/dot/thanh-hoa-2016/ket-qua.csv"
    rows = {each["unit"]: each for each in table(log_in(cast.hoa).get(address).content)}
    assert rows["T.A"]["digest"] == Publication.objects.get().run.digest != proposed.digest
    assert rows["T.A"]["rank"] == "1"


@pytest.mark.parametrize("ending", [".csv", ".xlsx", "/"])
def test_a_visitor_is_asked_to_log_in(cast: Cast, client: Client, ending: str) -> None:

    assert client.get(ADDRESS + ending).status_code == HTTPStatus.FOUND
