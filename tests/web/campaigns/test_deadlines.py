"""Dates that acts move: what gives nobody time is refused; books stay open while any may come."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from tests.web.assessments.test_channels import BINH_THUAN, intake
from tests.web.campaigns.regulation_files import changed, library_files
from tests.web.cast import Cast, log_in, make_cast
from tests.web.conftest import FrozenClock
from xephang.calendar import HANOI
from xephang.results import Verdict
from xephang.yaml_files import folder_from_files
from xephang_web.assessments import services as forms
from xephang_web.campaigns import services
from xephang_web.campaigns.amendments import amend_campaign
from xephang_web.campaigns.models import Campaign, Extension
from xephang_web.campaigns.pinning import pin_content
from xephang_web.campaigns.queries import submission_milestone
from xephang_web.shared.errors import Mistake

MICROSECOND = dt.timedelta(microseconds=1)


@pytest.fixture
def phan_thiet(db: None) -> Cast:
    """Before 25/9/2020, five days of grace that the text does not call working days or not."""
    return make_cast("phan-thiet/2020-4487", 2020, lower="phuong-xa", upper="phong")


@pytest.fixture
def phu_tho(db: None) -> Cast:
    """Districts and departments send by milestones of their own."""
    return make_cast("phu-tho/2018-1609", 2018, lower="huyen", upper="so")


def extended(cast: Cast, milestone: str, before: dt.date, **given: Any) -> Extension:
    """Hoa moves a deadline."""
    return services.extend_deadline(
        by=cast.hoa, campaign=cast.campaign, milestone=milestone, before=before,
        document="12/TB", reason="bão", **given,
    )  # fmt: skip


def closed_at(cast: Cast, moment: dt.datetime) -> bool:
    """Whether Hoa can close the intake at that moment."""
    services.set_clock(by=cast.hoa, campaign=cast.campaign, to=moment)
    page = log_in(cast.hoa).post(f"/dot/{cast.campaign.slug}/trang-thai/", {"to": "closed"})
    assert page.status_code in (302, 400)
    return bool(Campaign.objects.get(pk=cast.campaign.pk).state == Campaign.State.CLOSED)


def test_the_books_stay_open_while_another_reading_would_take_a_form(phan_thiet: Cast) -> None:
    """PT: five days end on 30/9, five working days on 2/10: what comes between is doubtful."""
    assert not closed_at(phan_thiet, dt.datetime(2020, 10, 1, tzinfo=HANOI))
    over = dt.datetime(2020, 10, 3, tzinfo=HANOI)
    assert not closed_at(phan_thiet, over - MICROSECOND)
    assert closed_at(phan_thiet, over)


def test_another_reading_of_an_extended_time_is_waited_for_too(phan_thiet: Cast) -> None:
    """To before 1/10/2020: five days end on 6/10, five working days on 8/10."""
    milestone = _submission(phan_thiet)
    extended(phan_thiet, milestone, dt.date(2020, 10, 1), participant=phan_thiet.a)
    over = dt.datetime(2020, 10, 9, tzinfo=HANOI)
    assert not closed_at(phan_thiet, over - MICROSECOND)
    assert closed_at(phan_thiet, over)


def _submission(cast: Cast) -> str:
    found = submission_milestone(cast.campaign, cast.a.group)
    assert found is not None
    return found.id


def test_a_unit_is_given_no_time_at_a_milestone_of_other_units(phu_tho: Cast) -> None:
    with pytest.raises(Mistake, match="nhóm"):
        extended(phu_tho, "nop-huyen", dt.date(2018, 11, 10), participant=phu_tho.a)
    page = log_in(phu_tho.hoa).post(
        f"/dot/{phu_tho.campaign.slug}/lich/",
        {
            "milestone": "nop-huyen", "before": "10/11/2018", "document": "12/TB",
            "reason": "bão", "participant": phu_tho.a.pk,
        },
    )  # fmt: skip
    assert page.status_code == 400
    assert not Extension.objects.exists()
    extended(phu_tho, "nop-so", dt.date(2018, 11, 10), participant=phu_tho.a)
    extended(phu_tho, "nop-huyen", dt.date(2018, 11, 10))


def test_an_extension_that_gives_no_time_is_refused_with_the_present_deadline(
    phu_tho: Cast,
) -> None:
    """Kept in silence, the office would think that it had moved the day, to either side."""
    extended(phu_tho, "nop-so", dt.date(2018, 11, 10))
    for day in (9, 10):
        for unit in ({}, {"participant": phu_tho.a}):
            with pytest.raises(Mistake, match="10/11/2018"):
                extended(phu_tho, "nop-so", dt.date(2018, 11, day), **unit)
    extended(phu_tho, "nop-so", dt.date(2018, 11, 20), participant=phu_tho.a)
    with pytest.raises(Mistake, match="20/11/2018"):
        extended(phu_tho, "nop-so", dt.date(2018, 11, 15), participant=phu_tho.a)
    extended(phu_tho, "nop-so", dt.date(2018, 11, 15), participant=phu_tho.b)
    extended(phu_tho, "nop-so", dt.date(2018, 11, 15))


@pytest.mark.django_db
@pytest.mark.parametrize(
    "change",
    [("nop-phieu", "gui-phieu"), ("before: 15/09/Y", "before: 20/08/Y")],
    ids=["another name", "an earlier day"],
)
def test_an_amendment_undoes_nothing_that_came_in_time(
    server_clock: FrozenClock, change: tuple[str, str]
) -> None:
    """A unit was given time by an act, or sent before the day that was asked for then."""
    desk = intake(server_clock, *BINH_THUAN)
    server_clock.at = dt.datetime(2019, 9, 10, 9, tzinfo=HANOI)
    campaign = Campaign.objects.get(pk=desk.campaign.pk)
    milestone = submission_milestone(campaign, desk.unit.group)
    assert milestone is not None
    if change[0] == "nop-phieu":
        services.extend_deadline(
            by=desk.office, campaign=campaign, milestone=milestone.id, document="1/CV",
            before=dt.date(2019, 10, 20), reason="bão", participant=desk.unit,
        )  # fmt: skip
        server_clock.at = dt.datetime(2019, 10, 10, 9, tzinfo=HANOI)
    forms.submit_assessment(by=desk.head, participant=desk.unit)
    assert desk.result().verdict is Verdict.RANKED
    folder, _found = folder_from_files(changed(library_files("binh-thuan/2019-1867"), *change))
    content = {
        "regulation": folder.document.data,
        "forms": [document.data for document, _form in folder.forms],
    }
    amended = pin_content(content, 2019)
    with pytest.raises(Mistake, match=r"G\.A"):
        amend_campaign(
            by=desk.office, campaign=campaign, regulation=amended, document="2/QĐ", reason="sửa"
        )
    assert Campaign.objects.get(pk=campaign.pk).regulation == desk.campaign.regulation
    assert desk.result().verdict is Verdict.RANKED


def test_a_mistyped_year_blocks_no_campaign_for_good(phu_tho: Cast) -> None:
    """No act shortens a term: neither the intake nor the results wait until 2062."""
    with pytest.raises(Mistake, match="xem lại năm"):
        extended(phu_tho, "nop-so", dt.date(2062, 11, 1))
    assert not Extension.objects.exists()
