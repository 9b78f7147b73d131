"""A year taken to its publication, and to a correction of it, for tests of what is public."""

from __future__ import annotations

import datetime as dt

from tests.web.cast import Cast
from tests.web.second_half import (
    announce,
    campaign_of,
    judge_all,
    seat_council,
    send_all,
)
from xephang.calendar import HANOI
from xephang_web.appraisal import services as appraisal
from xephang_web.appraisal.models import Finding
from xephang_web.campaigns.services import set_clock
from xephang_web.results import services as results
from xephang_web.results.models import Publication
from xephang_web.results.runs import last_run

SLUG = "thanh-hoa-2016"
PARTS = ("", "goi.json", "bang.csv", "bang.json", "tieu-chi.csv", "quy-dinh/", "T.A/", "T.D.E/")
"""What a publication has, behind its address."""


def approve(cast: Cast, number: str, why: str = "") -> Publication:
    """Khánh approves what was proposed."""
    run = last_run(campaign_of(cast))
    assert run is not None
    return results.approve_results(
        by=cast.khanh,
        campaign=campaign_of(cast),
        number=number,
        date=dt.date(2016, 12, 2),
        digest=run.digest,
        why_corrected=why,
    )


def to_approval(cast: Cast) -> Publication:
    """Everything up to the approved decision, which nobody outside knows of yet.

    The appraisal sets 1.3 of unit A to 0,9 points, with a reason.
    """
    send_all(cast)
    seat_council(cast)
    appraisal.record_finding(
        by=cast.chi,
        participant=cast.a,
        criterion_id="1.3",
        verdict=Finding.Verdict.ADJUST,
        points="0,9",
        bases=["site_visit"],
        reason="chỉ nối được một phần",
    )
    judge_all(cast)
    results.lay_before_council(by=cast.hoa, campaign=campaign_of(cast))
    announce(cast)
    set_clock(by=cast.hoa, campaign=campaign_of(cast), to=dt.datetime(2016, 12, 2, 9, tzinfo=HANOI))
    results.propose_results(by=cast.hoa, campaign=campaign_of(cast))
    return approve(cast, "100/QĐ-UBND")


def publish(cast: Cast) -> Publication:
    """The approved decision goes out."""
    return results.publish_results(by=cast.hoa, campaign=campaign_of(cast), confirms_redaction=True)


def correct(cast: Cast) -> Publication:
    """A second decision: 1.2 of unit A counts nothing, and B passes it."""
    results.reopen_results(
        by=cast.hoa, campaign=campaign_of(cast), document="5/KL-TTr", reason="kết luận thanh tra"
    )
    members = [each.user for each in campaign_of(cast).members.filter(body="council")]
    session = appraisal.open_session(
        by=members[0], campaign=campaign_of(cast), held_on=dt.date(2016, 12, 2), present=members
    )
    appraisal.settle_criterion(
        by=members[1],
        participant=cast.a,
        criterion_id="1.2",
        verdict=Finding.Verdict.ADJUST,
        points="0",
        bases=["data"],
        reason="không thấy máy nào",
    )
    appraisal.close_session(by=members[0], session=session, minutes="Biên bản")
    results.propose_results(by=cast.hoa, campaign=campaign_of(cast))
    approve(cast, "120/QĐ-UBND", "theo kết luận thanh tra")
    return publish(cast)
