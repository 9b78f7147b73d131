"""Figures that cannot be true: nobody's points until a person has decided."""

from __future__ import annotations

import pytest

from tests.web.cast import Cast
from tests.web.second_half import AFTER, send
from xephang_web.appraisal import services as appraisal
from xephang_web.appraisal.ledger import APPRAISED, CLAIMED, read_ledger
from xephang_web.appraisal.models import Finding
from xephang_web.campaigns.services import close_campaign, set_clock
from xephang_web.shared.errors import Mistake


def test_an_impossible_ratio_is_not_accepted_as_it_stands_but_adjusted(cast: Cast) -> None:
    send(cast, cast.a, cast.an, cast.binh, numerator="60")
    set_clock(by=cast.hoa, campaign=cast.campaign, to=AFTER)
    close_campaign(by=cast.hoa, campaign=cast.campaign)
    claimed = read_ledger(cast.a).outcomes[CLAIMED]["1.2"]
    assert claimed.status == "pending"
    assert claimed.points == 0
    with pytest.raises(Mistake, match="tử số 60 lớn hơn mẫu số 50"):
        appraisal.record_finding(
            by=cast.chi,
            participant=cast.a,
            criterion_id="1.2",
            verdict=Finding.Verdict.ACCEPT,
            bases=["data"],
        )
    assert not Finding.objects.exists()
    appraisal.record_finding(
        by=cast.chi,
        participant=cast.a,
        criterion_id="1.2",
        verdict=Finding.Verdict.ADJUST,
        values={"numerator": "50", "denominator": "50"},
        bases=["data"],
        reason="kiểm kê được 50 máy",
    )
    appraised = read_ledger(cast.a).outcomes[APPRAISED]["1.2"]
    assert appraised.points == appraised.max_points
