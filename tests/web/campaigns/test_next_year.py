"""Into the next year: by the same regulation, and no unit left behind without a word."""

from __future__ import annotations

import datetime as dt
import html
import json
import re

import pytest

from tests.web.campaigns.regulation_files import (
    FOUNDING,
    campaign_of,
    cast_of,
    changed,
    library_files,
    send,
    unzipped,
)
from tests.web.cast import Cast, log_in
from xephang_web.audit.models import Record
from xephang_web.campaigns.copying import copy_campaign
from xephang_web.campaigns.models import Campaign
from xephang_web.campaigns.pinning import pin_carried_over, pin_from_library
from xephang_web.campaigns.queries import regulation_of
from xephang_web.campaigns.services import open_campaign
from xephang_web.organisations.services import create_unit, end_unit, merge_units
from xephang_web.shared.errors import Mistake

DOT = "/dot/thanh-hoa-2016"
COPY = f"{DOT}/chep/"
WHICH = "thanh-hoa/2016-4289"


def opened(cast: Cast, **query: str) -> str:
    """The page of copying as Hoa sees it."""
    return html.unescape(log_in(cast.hoa).get(COPY, query).content.decode())


def offered(page: str) -> list[str]:
    """The regulations that can be chosen."""
    listed = page.partition('name="regulation">')[2].partition("</select>")[0]
    return re.findall(r'<option value="([^"]+)"', listed)


def told(act: str = "campaign.copied") -> dict[str, str]:
    """What the record says of the copy."""
    after: dict[str, str] = json.loads(Record.objects.get(act=act).data)["after"]
    return after


@pytest.mark.django_db
@pytest.mark.parametrize(("regulation", "year"), FOUNDING)
def test_each_of_the_five_goes_on_into_the_next_year(regulation: str, year: int) -> None:
    cast = cast_of(regulation, year)
    choices = offered(opened(cast))
    has_next = regulation == WHICH
    assert choices == [f"{WHICH}@2017" if has_next else "mang-sang"]
    page = opened(cast, regulation=choices[0])
    assert "Mọi đơn vị của đợt này đều sang được năm sau." in page
    data = {"title": "Đợt sau", "title_en": "Next year", "regulation": choices[0], "seen": ""}
    answer = log_in(cast.hoa).post(COPY, data)
    assert answer.status_code == 302, answer.content.decode()
    made = Campaign.objects.get(previous=cast.campaign)
    assert (made.year, made.title_en) == (year + 1, "Next year")
    assert made.regulation.regulation_id == regulation
    before, after = regulation_of(campaign_of(cast)), regulation_of(made)
    assert set(before.criteria_sets) == set(after.criteria_sets)
    if not has_next:
        assert before.criteria_sets == after.criteria_sets
    rosters = [
        list(each.participants.values_list("unit__code", "group").order_by("unit__code"))
        for each in (cast.campaign, made)
    ]
    assert rosters[0] == rosters[1]
    assert len(rosters[0]) == 4
    open_campaign(by=cast.hoa, campaign=made)
    form = made.participants.get(unit=cast.unit_a)
    section = after.criteria_sets[form.group].sections[0].id
    assert log_in(cast.an).get(f"/phieu/{form.pk}/muc/{section}/").status_code == 200


def test_no_other_regulation_is_offered_or_taken(cast: Cast) -> None:
    foreign = pin_from_library("da-nang/2022-448", 2022)
    for token in ("da-nang/2022-448@2022", foreign.digest):
        assert log_in(cast.hoa).get(COPY, {"regulation": token}).status_code == 400
        data = {"title": "Đợt sau", "regulation": token}
        assert log_in(cast.hoa).post(COPY, data).status_code == 400
    same_year = {"title": "Đợt sau", "regulation": f"{WHICH}@2016"}
    assert log_in(cast.hoa).post(COPY, same_year).status_code == 400
    assert log_in(cast.hoa).post(COPY, {"title": "Đợt sau"}).status_code == 400
    assert Campaign.objects.count() == 1


def departments_only(cast: Cast) -> str:
    """Next year's form, brought in, is for departments alone; the digest it is pinned by."""
    files = unzipped(log_in(cast.hoa).get(f"{DOT}/sua-doi/tep/", {"nam": "sau"}))
    text = files[1].content.decode()
    assert "groups:\n  - so\n  - huyen\n" in text
    answer = send(cast, COPY, changed(files, "groups:\n  - so\n  - huyen\n", "groups:\n  - so\n"))
    assert answer.status_code == 302, answer.content.decode()
    digest: str = answer["Location"].partition("regulation=")[2]
    return digest


def test_units_without_a_form_are_named_before_and_recorded_with_the_reason(cast: Cast) -> None:
    digest = departments_only(cast)
    page = opened(cast, regulation=digest)
    listed = page.partition("2 đơn vị không sang được")[2].partition("</ul>")[0]
    for unit in (cast.unit_d, cast.unit_e):
        assert f"{unit.name} ({unit.code})" in listed
    assert 'name="seen" value="T.D,T.D.E"' in page
    data = {"title": "Đợt sau", "regulation": digest}
    unseen = html.unescape(log_in(cast.hoa).post(COPY, data).content.decode())
    assert "Huyện Đông, Xã Em" in unseen
    assert "Cần lý do không đưa" in unseen, "both at once"
    assert Campaign.objects.count() == 1
    data |= {"seen": "T.D,T.D.E", "reason": "Huyện có bộ tiêu chí riêng."}
    assert log_in(cast.hoa).post(COPY, data).status_code == 302
    made = Campaign.objects.get(previous=cast.campaign)
    assert set(made.participants.values_list("unit__code", flat=True)) == {"T.A", "T.B"}
    said = told()
    assert said["without_form"] == "T.D (huyen), T.D.E (huyen)"
    assert said["reason"] == "Huyện có bộ tiêu chí riêng."
    assert said["digest"] == digest
    log = html.unescape(log_in(cast.minh).get("/nhat-ky/").content.decode())
    assert "T.D (huyen)" in log


def test_a_unit_that_drops_out_between_preview_and_act_stops_the_act(cast: Cast) -> None:
    end_unit(by=cast.hoa, unit=cast.unit_a, date=dt.date(2016, 12, 1), document="NQ")
    regulation = pin_from_library(WHICH, 2017)
    with pytest.raises(Mistake, match="Sở Ánh Sáng"):
        copy_campaign(by=cast.hoa, source=cast.campaign, slug="s", title="S", regulation=regulation)


def test_ended_units_are_named_and_those_that_came_of_them_offered(cast: Cast) -> None:
    merged = create_unit(
        by=None, code="T.AB", name="Sở Gộp", kind=cast.unit_a.kind, parent=cast.province
    )
    merge_units(
        by=cast.hoa, units=[cast.unit_a, cast.unit_b], into=merged,
        date=dt.date(2016, 12, 30), document="NQ 2",
    )  # fmt: skip
    end_unit(by=cast.hoa, unit=cast.unit_e, date=dt.date(2017, 1, 1), document="NQ 3")
    choice = f"{WHICH}@2017"
    page = opened(cast, regulation=choice)
    assert "1 đơn vị sang năm sau" in page
    listed = page.partition("3 đơn vị đã chấm dứt")[2].partition("</ul>")[0]
    for name in ("Sở Ánh Sáng (T.A)", "Sở Bưu Điện (T.B)", "Xã Em (T.D.E)", "30/12/2016"):
        assert name in listed
    assert listed.count("Sở Gộp") == 2
    assert page.count('name="successor"') == 1
    data = {"title": "Đợt sau", "regulation": choice, "seen": "T.A,T.B,T.D.E"}
    foreign = {**data, "successor": "T.TT"}
    assert log_in(cast.hoa).post(COPY, foreign).status_code == 400
    assert log_in(cast.hoa).post(COPY, {**data, "successor": "T.AB"}).status_code == 302
    made = Campaign.objects.get(previous=cast.campaign)
    assert dict(made.participants.values_list("unit__code", "group")) == {
        "T.D": "huyen",
        "T.AB": "so",
    }
    assert made.participants.get(unit=merged).appraised_by == cast.office
    assert told()["ended"] == "T.A, T.B, T.D.E"
    assert told()["successors"] == "T.AB"


def test_a_chain_of_successors_ends_at_the_one_that_is_there(cast: Cast) -> None:
    units = [
        create_unit(by=None, code=code, name=code, kind=cast.unit_a.kind, parent=cast.province)
        for code in ("T.X", "T.Y", "T.Z")
    ]
    merge_units(
        by=cast.hoa, units=[cast.unit_a, cast.unit_b], into=units[0],
        date=dt.date(2016, 11, 2), document="NQ 2",
    )  # fmt: skip
    merge_units(
        by=cast.hoa, units=[units[0], units[2]], into=units[1],
        date=dt.date(2016, 12, 2), document="NQ 3",
    )  # fmt: skip
    page = opened(cast, regulation=f"{WHICH}@2017")
    assert re.findall(r'name="successor" value="([^"]+)"', page) == ["T.Y"]


def test_next_years_form_is_brought_in_only_with_next_years_date(cast: Cast) -> None:
    files = library_files(WHICH)
    answer = send(cast, COPY, [each for each in files if not each.name.startswith("2017")])
    assert answer.status_code == 400
    assert "Không có phiếu của năm 2017" in html.unescape(answer.content.decode())
    answer = send(cast, COPY, changed(files, "id: thanh-hoa/2016-4289", "id: khac/1"))
    assert answer.status_code == 400


def test_a_carried_over_form_differs_in_its_year_alone(cast: Cast) -> None:
    carried = pin_carried_over(cast.campaign.regulation, 2018)
    old, new = (json.loads(each.content) for each in (cast.campaign.regulation, carried))
    assert old["regulation"] == new["regulation"]
    assert [{**each, "year": "2016"} for each in new["forms"]] == old["forms"]
    assert (carried.year, {each["year"] for each in new["forms"]}) == (2018, {"2018"})
