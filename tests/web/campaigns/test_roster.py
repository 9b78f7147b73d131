"""Who takes part and who checks whom: slips are refused, and what excludes can be taken back."""

from __future__ import annotations

import datetime as dt

import pytest

from tests.web.cast import Cast, log_in
from xephang_web.assessments import services as forms
from xephang_web.campaigns.amendments import amend_campaign
from xephang_web.campaigns.models import Campaign, Participant
from xephang_web.campaigns.pinning import pin_from_library
from xephang_web.campaigns.roster import (
    add_participants,
    continue_form,
    exempt_participant,
    set_appraiser,
)
from xephang_web.campaigns.services import copy_campaign
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


def test_a_copied_year_is_checked_by_who_is_there_now(cast: Cast) -> None:
    """The unit that appraised last year has ended: the text's own appraiser takes its place."""
    set_appraiser(by=cast.hoa, participant=cast.a, appraiser=cast.unit_b)
    end_unit(by=cast.hoa, unit=cast.unit_b, date=dt.date(2016, 12, 1), document="NQ")
    regulation = pin_from_library("thanh-hoa/2016-4289", 2017)
    made = copy_campaign(
        by=cast.hoa, source=cast.campaign, slug="2017", title="2017", regulation=regulation
    )
    assert made.participants.get(unit=cast.unit_a).appraised_by == cast.office


def test_a_commune_is_checked_by_the_district_it_stands_under_now(cast: Cast) -> None:
    """PHT-4: the parent appraises; after a move that is the new one."""
    campaign = Campaign.objects.get(pk=cast.campaign.pk)
    e = Participant.objects.get(campaign=campaign, unit=cast.unit_e)
    Participant.objects.filter(pk=e.pk).update(appraised_by=cast.unit_d)
    move_unit(
        by=cast.hoa, unit=cast.unit_e, parent=cast.unit_b, date=dt.date(2016, 12, 1), document="NQ"
    )
    regulation = pin_from_library("thanh-hoa/2016-4289", 2017)
    made = copy_campaign(
        by=cast.hoa, source=campaign, slug="2017", title="2017", regulation=regulation
    )
    assert made.participants.get(unit=cast.unit_e).appraised_by == cast.office


def test_a_year_is_copied_to_a_later_one_with_a_name_and_amended_within_itself(cast: Cast) -> None:
    same, later = (pin_from_library("thanh-hoa/2016-4289", year) for year in (2016, 2017))
    for regulation, title in ((same, "2016"), (later, " ")):
        with pytest.raises(Mistake):
            copy_campaign(
                by=cast.hoa, source=cast.campaign, slug="x", title=title, regulation=regulation
            )
    with pytest.raises(Mistake):
        amend_campaign(by=cast.hoa, campaign=cast.campaign, regulation=later, document="QĐ")
    assert Campaign.objects.get(pk=cast.campaign.pk).regulation == same
