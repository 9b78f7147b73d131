"""What the core is given: nobody is left out, and nothing counted, but by a recorded act."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path
from typing import Any

from tests.web.assessments.test_sending import fill_in
from tests.web.cast import Cast
from xephang.intake import load_campaign
from xephang.library import find_folder
from xephang.loading import load_folder
from xephang.results import Verdict, assess
from xephang_web.assessments import services
from xephang_web.assessments.handover import core_campaign
from xephang_web.assessments.queries import read_form
from xephang_web.assessments.views.office import campaign_file
from xephang_web.campaigns.amendments import amend_campaign
from xephang_web.campaigns.copying import copy_campaign
from xephang_web.campaigns.models import Campaign
from xephang_web.campaigns.pinning import pin_content, pin_from_library
from xephang_web.campaigns.queries import regulation_of
from xephang_web.campaigns.roster import add_participants, continue_form
from xephang_web.campaigns.services import open_campaign
from xephang_web.organisations.services import create_unit, end_unit, merge_units, split_unit


def verdicts(cast: Cast) -> dict[str, Verdict]:
    """Unit code → the core's verdict."""
    campaign = Campaign.objects.get(pk=cast.campaign.pk)
    found = assess(regulation_of(campaign), core_campaign(campaign))
    return {code: each.verdict for code, each in found.units.items()}


def sent(cast: Cast) -> None:
    """Unit A's form, filled in and sent."""
    fill_in(cast)
    services.submit_assessment(by=cast.binh, participant=cast.a)


def test_a_unit_that_was_split_and_lives_on_is_ranked(cast: Cast) -> None:
    sent(cast)
    new = create_unit(
        by=None, code="T.A2", name="Sở Mới", kind=cast.unit_a.kind, parent=cast.province
    )
    split_unit(
        by=cast.hoa, unit=cast.unit_a, into=[cast.unit_a, new], date=dt.date(2016, 9, 1),
        document="NQ 1",
    )  # fmt: skip
    add_participants(by=cast.hoa, campaign=cast.campaign, units=[new], group="so")
    assert verdicts(cast)["T.A"] is Verdict.RANKED


def test_a_merger_of_a_later_year_takes_nobody_out_of_this_one(cast: Cast) -> None:
    sent(cast)
    merge_units(
        by=cast.hoa, units=[cast.unit_a, cast.unit_b], into=cast.unit_b,
        date=dt.date(2018, 1, 1), document="NQ 2",
    )  # fmt: skip
    assert verdicts(cast)["T.A"] is Verdict.RANKED


def test_a_form_that_goes_on_in_another_is_left_out_by_that_act(cast: Cast) -> None:
    sent(cast)
    continue_form(by=cast.hoa, kept=cast.b, ended=[cast.a], document="QĐ 3")
    assert verdicts(cast)["T.A"] is Verdict.EXEMPT


def amended(cast: Cast) -> None:
    """The same regulation with another question under 1.2."""
    folder = load_folder(find_folder("thanh-hoa/2016-4289"))
    content: dict[str, Any] = {
        "regulation": folder.document.data,
        "forms": json.loads(json.dumps([document.data for document, _form in folder.forms])),
    }

    def change(node: Any) -> None:
        if isinstance(node, dict):
            if node.get("id") == "1.2":
                node["name"] = "Tỷ lệ máy tính (sửa đổi)"
            for each in node.values():
                change(each)
        elif isinstance(node, list):
            for each in node:
                change(each)

    change(content["forms"])
    amend_campaign(
        by=cast.hoa,
        campaign=cast.campaign,
        regulation=pin_content(content, 2016),
        document="QĐ 4",
        reason="Hỏi lại",
    )


def test_what_was_sent_before_an_amendment_counts_where_the_criterion_is_the_same(
    cast: Cast,
) -> None:
    """The core is given what the form shows: changed criteria have no answer any more."""
    sent(cast)
    amended(cast)
    campaign = Campaign.objects.get(pk=cast.campaign.pk)
    given = core_campaign(campaign).answers["T.A"]
    assert "1.2" not in given
    assert given["1.3"] == {"answer": "yes"}
    assert given == read_form(cast.a).answers


def test_an_export_is_readable_after_a_unit_of_last_year_has_gone(
    cast: Cast, tmp_path: Path
) -> None:
    sent(cast)
    end_unit(by=cast.hoa, unit=cast.unit_a, date=dt.date(2016, 12, 31), document="NQ 5")
    made = copy_campaign(
        by=cast.hoa, source=cast.campaign, slug="2017", title="2017",
        regulation=pin_from_library("thanh-hoa/2016-4289", 2017), left_out=["T.A"],
    )  # fmt: skip
    open_campaign(by=cast.hoa, campaign=made)
    assert not made.participants.filter(unit=cast.unit_a).exists()
    path = tmp_path / "2017.json"
    path.write_text(json.dumps(campaign_file(made), ensure_ascii=False), encoding="utf-8")
    read = load_campaign(regulation_of(made), path)
    assert set(read.previous) <= {each.unit for each in read.roster}
