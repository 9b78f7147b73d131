"""Who takes part and who checks whom: slips are refused, and what excludes can be taken back."""

from __future__ import annotations

import datetime as dt
import json
import re

import pytest

from tests.web.cast import Cast, log_in, make_cast
from xephang.library import find_folder
from xephang.loading import load_folder
from xephang_web.assessments import services as forms
from xephang_web.audit.models import Record
from xephang_web.campaigns.amendments import amend_campaign
from xephang_web.campaigns.copying import copy_campaign
from xephang_web.campaigns.models import Campaign, Participant
from xephang_web.campaigns.pinning import pin_content, pin_from_library
from xephang_web.campaigns.roster import (
    add_participants,
    continue_form,
    exempt_participant,
    set_appraiser,
)
from xephang_web.organisations.models import Unit
from xephang_web.organisations.services import create_unit, end_unit, move_unit
from xephang_web.shared.errors import Mistake

SLUG = "thanh-hoa-2016"


def write(cast: Cast) -> None:
    """An fills in one answer of unit A."""
    forms.save_answers(
        by=cast.an,
        participant=cast.a,
        criterion_id="1.3",
        values={"answer": "yes"},
    )


@pytest.mark.parametrize("how", ["exempted", "superseded"])
def test_a_unit_that_was_left_out_by_mistake_is_assessed_again(cast: Cast, how: str) -> None:
    if how == "exempted":
        exempt_participant(by=cast.hoa, participant=cast.a, reason="nhầm", document="QĐ 1")
    else:
        continue_form(by=cast.hoa, kept=cast.b, ended=[cast.a], document="QĐ 1")
    given = {"act": "readmit", "participant": cast.a.pk, "reason": "Ghi nhầm", "document": "QĐ 2"}
    address = f"/dot/{SLUG}/thanh-phan/"
    assert log_in(cast.minh).post(address, given).status_code == 403
    assert log_in(cast.hoa).post(address, {**given, "document": ""}).status_code == 400
    assert log_in(cast.hoa).post(address, given).status_code == 302
    write(cast)
    assert log_in(cast.hoa).post(address, given).status_code == 400


def test_two_forms_never_go_on_in_each_other(cast: Cast) -> None:
    """Then nobody could write either of them."""
    continue_form(by=cast.hoa, kept=cast.b, ended=[cast.a], document="QĐ 1")
    with pytest.raises(Mistake):
        continue_form(by=cast.hoa, kept=cast.a, ended=[cast.b], document="QĐ 1")
    assert cast.b.superseded_by is None


def test_nobody_checks_a_unit_above_nor_below_but_by_the_text(cast: Cast) -> None:
    """Semantics: barred both ways, unless the regulation names the parent."""
    d = Participant.objects.get(campaign=cast.campaign, unit=cast.unit_d)
    e = Participant.objects.get(campaign=cast.campaign, unit=cast.unit_e)
    with pytest.raises(Mistake):
        set_appraiser(by=cast.hoa, participant=d, appraiser=cast.unit_e)
    with pytest.raises(Mistake):
        set_appraiser(by=cast.hoa, participant=e, appraiser=cast.unit_d)
    set_appraiser(by=cast.hoa, participant=e, appraiser=cast.unit_b)
    assert Participant.objects.get(pk=e.pk).appraised_by == cast.unit_b


def test_a_unit_that_was_no_more_is_not_put_on_the_roster(cast: Cast) -> None:
    old = create_unit(by=None, code="T.O", name="Sở Cũ", kind=cast.unit_a.kind)
    end_unit(by=cast.hoa, unit=old, date=dt.date(2016, 1, 1), document="NQ")
    with pytest.raises(Mistake, match="Sở Cũ"):
        add_participants(by=cast.hoa, campaign=cast.campaign, units=[old], group="so")


def test_a_unit_of_another_branch_is_put_on_the_roster_only_by_who_says_so(cast: Cast) -> None:
    """A code typed wrongly must not rank a unit of another province; it is said and recorded."""
    kind = cast.unit_a.kind
    province = create_unit(by=None, code="U", name="Tỉnh khác", kind=kind)
    create_unit(by=None, code="U.1", name="Sở Lạ", kind=kind, parent=province)
    create_unit(by=None, code="T.L", name="Sở Lân", kind=kind, parent=cast.province)
    address, hoa = f"/dot/{SLUG}/thanh-phan/", log_in(cast.hoa)
    given = {"act": "add", "unit": ["T.L", "U.1"], "group": "so"}
    refused = hoa.post(address, given)
    assert refused.status_code == 400
    assert "Sở Lạ" in refused.content.decode()
    assert not Participant.objects.filter(unit__code__in=["T.L", "U.1"]).exists()
    offered = hoa.get(address + "?tim=so la&ngoai=1").content.decode()
    assert 'value="U.1"' in offered
    assert 'name="wide" value="yes"' in offered
    assert hoa.post(address, {**given, "wide": "yes"}).status_code == 302
    assert Participant.objects.filter(unit__code__in=["T.L", "U.1"]).count() == 2
    added = Record.objects.filter(act="roster.added").latest("pk")
    assert json.loads(added.data)["after"]["outside"] == "U.1"
    assert "ngoài địa bàn" in log_in(cast.minh).get("/nhat-ky/").content.decode()


def test_a_copied_year_is_checked_by_who_is_there_now(cast: Cast) -> None:
    """The unit that appraised last year has ended: the text's own appraiser takes its place."""
    set_appraiser(by=cast.hoa, participant=cast.a, appraiser=cast.unit_b)
    end_unit(by=cast.hoa, unit=cast.unit_b, date=dt.date(2016, 12, 1), document="NQ")
    regulation = pin_from_library("thanh-hoa/2016-4289", 2017)
    made = copy_campaign(
        by=cast.hoa,
        source=cast.campaign,
        slug="2017",
        title="2017",
        regulation=regulation,
        left_out=["T.B"],
    )
    assert made.participants.get(unit=cast.unit_a).appraised_by == cast.office


BY_THE_PARENT = [("phu-tho/2018-1609", 2018, "huyen"), ("da-nang/2022-448", 2022, "quan-huyen")]
"""Regulations whose text has districts appraise their communes, with the group of districts."""


def second_district(cast: Cast, group: str) -> tuple[Unit, Unit]:
    """One more district and a commune under it, both on the roster."""
    district = create_unit(
        by=None, code="T.F", name="Huyện Phúc", kind=cast.unit_d.kind, parent=cast.province
    )
    commune = create_unit(
        by=None, code="T.F.G", name="Xã Gạo", kind=cast.unit_e.kind, parent=district
    )
    add_participants(by=cast.hoa, campaign=cast.campaign, units=[district], group=group)
    add_participants(by=cast.hoa, campaign=cast.campaign, units=[commune], group="xa")
    return district, commune


def appraisers(campaign: Campaign) -> dict[str, Unit | None]:
    """Code of each unit on the roster → who checks its form."""
    listed = campaign.participants.select_related("unit", "appraised_by")
    return {each.unit.code: each.appraised_by for each in listed}


@pytest.mark.django_db
@pytest.mark.parametrize(("regulation", "year", "districts"), BY_THE_PARENT)
def test_each_commune_is_checked_by_its_own_district_and_all_others_by_the_office(
    regulation: str, year: int, districts: str
) -> None:
    """PHT-3, PHT-4, DN-7: communes send to their district, which appraises them.

    The district itself stands under the province, which checks nobody.
    """
    cast = make_cast(regulation, year, lower="xa")
    district, _commune = second_district(cast, districts)
    found = appraisers(cast.campaign)
    assert found["T.D.E"] == cast.unit_d
    assert found["T.F.G"] == district
    assert {found[code] for code in ("T.A", "T.B", "T.F")} == {cast.office}
    page = log_in(cast.hoa).get(f"/dot/{SLUG}/thanh-phan/").content.decode()
    row = next(each for each in page.split("<tr ") if "Xã Gạo\n" in each)
    cells = re.findall(r"<td[^>]*>\s*([^<]*?)\s*</td>", row)
    assert cells == ["T.F.G", "Huyện Phúc", "Huyện Phúc"], "code, unit above, and who checks"


def test_where_the_text_names_no_parent_the_office_checks_the_commune_too(cast: Cast) -> None:
    """PHT-4 and DN-7 are not Thanh Hóa's: there a panel in the office appraises everybody."""
    assert set(appraisers(cast.campaign)) == {"T.A", "T.B", "T.D", "T.D.E"}
    assert set(appraisers(cast.campaign).values()) == {cast.office}


@pytest.mark.django_db
@pytest.mark.parametrize(("regulation", "year", "districts"), BY_THE_PARENT)
def test_a_commune_is_checked_by_the_district_it_stands_under_now(
    regulation: str, year: int, districts: str
) -> None:
    """PHT-4, DN-7: the parent appraises; after a move that is the new one."""
    cast = make_cast(regulation, year, lower="xa")
    district, _commune = second_district(cast, districts)
    move_unit(
        by=cast.hoa, unit=cast.unit_e, parent=district, date=dt.date(year, 12, 1), document="NQ"
    )
    assert appraisers(cast.campaign)["T.D.E"] == cast.unit_d, "the year that runs is left alone"
    folder = load_folder(find_folder(regulation))
    forms = [{**document.data, "year": str(year + 1)} for document, _form in folder.forms]
    content = {"regulation": folder.document.data, "forms": forms}
    made = copy_campaign(
        by=cast.hoa,
        source=Campaign.objects.get(pk=cast.campaign.pk),
        slug="sau",
        title="Năm sau",
        regulation=pin_content(content, year + 1),
    )
    found = appraisers(made)
    assert (found["T.D.E"], found["T.F.G"]) == (district, district)
    assert found["T.A"] == cast.office


def test_a_year_is_copied_to_a_later_one_with_a_name_and_amended_within_itself(cast: Cast) -> None:
    same, later = (pin_from_library("thanh-hoa/2016-4289", year) for year in (2016, 2017))
    for regulation, title in ((same, "2016"), (later, " ")):
        with pytest.raises(Mistake):
            copy_campaign(
                by=cast.hoa, source=cast.campaign, slug="x", title=title, regulation=regulation
            )
    with pytest.raises(Mistake):
        amend_campaign(
            by=cast.hoa, campaign=cast.campaign, regulation=later, document="QĐ", reason="x"
        )
    assert Campaign.objects.get(pk=cast.campaign.pk).regulation == same
