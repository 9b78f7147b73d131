"""Two years side by side: changes, what cannot be compared and why, and one seal for all."""

from __future__ import annotations

import datetime as dt
from http import HTTPStatus

from django.test import Client
from django.utils import translation

from tests.web.cast import Cast
from tests.web.results.published import SLUG, publish, to_approval
from tests.web.second_half import campaign_of
from xephang_web.appraisal.ledger import SETTLED, stage_campaign
from xephang_web.campaigns.models import Campaign
from xephang_web.organisations.models import Reorganisation
from xephang_web.organisations.services import create_unit
from xephang_web.results.models import Publication, ScoringRun

PUBLIC = f"/cong-bo/{SLUG}/1/"


def with_a_year_before(cast: Cast) -> None:
    """The year before, published with the same results."""
    now = campaign_of(cast)
    published = Publication.objects.get()
    before: Campaign = Campaign.objects.get(pk=now.pk)
    before.pk, before.slug, before.year = None, "thanh-hoa-2015", 2015
    before.title = "Đợt đánh giá 2015"
    before._state.adding = True
    before.save()
    run = ScoringRun.objects.get(pk=published.run_id)
    run.pk, run.campaign, run._state.adding = None, before, True
    run.save()
    published.pk, published.campaign, published.run = None, before, run
    published._state.adding = True
    published.save()
    Campaign.objects.filter(pk=now.pk).update(previous=before)


def read(address: str) -> str:
    """A page that must be there."""
    answer = Client().get(address)
    assert answer.status_code == HTTPStatus.OK, address
    return answer.content.decode()


def test_ranks_of_two_years_with_the_same_criteria_are_compared(cast: Cast) -> None:
    to_approval(cast)
    publish(cast)
    with_a_year_before(cast)
    table = read(PUBLIC)
    assert "năm 2015" in table
    assert "giữ hạng" in table
    assert "Đổi hạng so với năm 2015" in table
    profile = read(PUBLIC + "T.A/")
    assert "Các năm" in profile
    assert "/cong-bo/thanh-hoa-2015/1/T.A/" in profile
    assert "so được" in profile


def test_a_unit_that_was_merged_since_is_not_compared_and_says_what_it_came_from(
    cast: Cast,
) -> None:
    to_approval(cast)
    publish(cast)
    with_a_year_before(cast)
    gone = create_unit(
        by=None, code="T.CU", name="Sở Cũ", kind=cast.unit_a.kind, parent=cast.province
    )
    act = Reorganisation.objects.create(
        kind=Reorganisation.Kind.MERGE, date=dt.date(2016, 3, 1), document="9/NQ-HĐND"
    )
    act.predecessors.add(gone, cast.unit_b)
    act.successors.add(cast.unit_a)
    table = read(PUBLIC)
    assert "không so được" in table
    profile = read(PUBLIC + "T.A/")
    for words in ("01/03/2016", "9/NQ-HĐND", "Sở Cũ", "năm trước hạng 2", "được sắp xếp lại"):
        assert words in profile, words
    other = read(PUBLIC + "T.B/")
    assert "được sắp xếp lại" not in other, "others are compared as before"


def test_an_old_merger_had_its_effect_last_year_already(cast: Cast) -> None:
    to_approval(cast)
    publish(cast)
    with_a_year_before(cast)
    act = Reorganisation.objects.create(
        kind=Reorganisation.Kind.MERGE, date=dt.date(2015, 3, 1), document="9/NQ-HĐND"
    )
    act.predecessors.add(cast.unit_b)
    act.successors.add(cast.unit_a)
    assert "không so được:" not in read(PUBLIC + "T.A/")
    assert "Hình thành ngày 01/03/2015" in read(PUBLIC + "T.A/")


def test_what_is_sealed_does_not_depend_on_the_language_of_who_seals(cast: Cast) -> None:
    to_approval(cast)
    with translation.override("en"):
        english = stage_campaign(campaign_of(cast), SETTLED)
    with translation.override("vi"):
        assert stage_campaign(campaign_of(cast), SETTLED) == english
    assert {each.by for each in english.overrides} == {"Thẩm định"}
