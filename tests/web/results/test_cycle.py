"""From the last form to the published decision, and back again by a correcting one."""

from __future__ import annotations

import datetime as dt
import json

import pytest

from tests.web.cast import Cast
from tests.web.second_half import (
    announce,
    campaign_of,
    judge_all,
    open_session,
    seat_council,
    send_all,
)
from xephang.calendar import HANOI
from xephang.package import verify
from xephang_web.appraisal import services as appraisal
from xephang_web.appraisal.models import Finding, Proceedings
from xephang_web.audit.queries import verify_chain
from xephang_web.campaigns.services import set_clock
from xephang_web.results import services as results
from xephang_web.results.models import Publication
from xephang_web.results.runs import last_run, read_publication, read_run
from xephang_web.shared.errors import Conflict, Mistake, NotAllowed, TooLate

DAY = dt.date(2016, 12, 2)


def to_proposal(cast: Cast) -> None:
    """Move past the window for appeals and propose."""
    set_clock(by=cast.hoa, campaign=campaign_of(cast), to=dt.datetime(2016, 12, 2, 9, tzinfo=HANOI))
    results.propose_results(by=cast.hoa, campaign=campaign_of(cast))


def approve(cast: Cast, number: str, why: str = "") -> Publication:
    """Khánh approves what was proposed, on the day it was proposed."""
    run = last_run(campaign_of(cast))
    assert run is not None
    return results.approve_results(
        by=cast.khanh,
        campaign=campaign_of(cast),
        number=number,
        date=run.made_at.astimezone(HANOI).date(),
        digest=run.digest,
        why_corrected=why,
    )


def test_an_appeal_changes_a_rank_and_a_correction_stands_beside_the_first_table(
    cast: Cast,
) -> None:
    """PT-7, DN-6: the council settles, the office proposes, the authority decides."""
    send_all(cast)
    council = seat_council(cast)
    appraisal.record_finding(
        by=cast.chi,
        participant=cast.a,
        criterion_id="1.2",
        verdict=Finding.Verdict.ADJUST,
        values={"numerator": "10", "denominator": "50"},
        bases=["site_visit"],
        reason="kiểm kê tại chỗ được 10 máy",
    )
    judge_all(cast)
    with pytest.raises(TooLate):
        announce(cast)
    results.lay_before_council(by=cast.hoa, campaign=campaign_of(cast))
    with pytest.raises(TooLate, match="thẩm định"):
        appraisal.record_finding(
            by=cast.chi, participant=cast.a, criterion_id="1.2", verdict=Finding.Verdict.ACCEPT
        )
    announce(cast)
    run = last_run(campaign_of(cast))
    assert run is not None
    first = read_run(run)
    ranks = {row["unit"]: row["rank"] for row in first.tables[0]["rows"]}
    assert ranks == {"T.A": 2, "T.B": 1}
    with pytest.raises(NotAllowed):
        results.file_appeal(
            by=cast.an, participant=cast.a, criterion_id="1.2", text="Có 40 máy", file=None
        )
    appeal = results.file_appeal(
        by=cast.binh, participant=cast.a, criterion_id="1.2", text="Có 40 máy", file=None
    )
    with pytest.raises(Mistake, match="kiến nghị"):
        to_proposal(cast)
    said = {"verdict": "accept", "bases": ["site_visit"], "reason": "30 máy ở trụ sở thứ hai"}
    moved = results.appeal_ripple(appeal, **said)  # type: ignore[arg-type]
    assert {each.unit: each.rank for each in moved} == {"T.A": ("2", "1"), "T.B": ("1", "2")}
    session = open_session(cast, council)
    with pytest.raises(Conflict):
        results.uphold_appeal(by=council.dung, appeal=appeal, seen_ripple="[]", **said)  # type: ignore[arg-type]
    results.uphold_appeal(
        by=council.dung,
        appeal=appeal,
        seen_ripple=results.ripple_text(moved),
        **said,  # type: ignore[arg-type]
    )
    with pytest.raises(Mistake, match="biên bản"):
        results.propose_results(by=cast.hoa, campaign=campaign_of(cast))
    appraisal.close_session(by=council.dung, session=session, minutes="Biên bản phiên 1")
    results.propose_results(by=cast.hoa, campaign=campaign_of(cast))
    with pytest.raises(NotAllowed):
        results.approve_results(
            by=cast.hoa, campaign=campaign_of(cast), number="1", date=DAY, digest=""
        )
    with pytest.raises(Conflict):
        results.approve_results(
            by=cast.khanh, campaign=campaign_of(cast), number="1", date=DAY, digest="0" * 64
        )
    published = approve(cast, "100/QĐ-UBND")
    with pytest.raises(Mistake, match="lược bỏ"):
        results.publish_results(by=cast.hoa, campaign=campaign_of(cast), confirms_redaction=False)
    results.publish_results(by=cast.hoa, campaign=campaign_of(cast), confirms_redaction=True)
    published.refresh_from_db()
    assert verify(published.open_content.encode(), printed_digest=published.open_digest) is None
    public = read_publication(published)
    assert {row["unit"]: row["rank"] for row in public.tables[0]["rows"]} == {"T.A": 1, "T.B": 2}

    results.reopen_results(
        by=cast.hoa, campaign=campaign_of(cast), document="5/KL-TTr", reason="kết luận thanh tra"
    )
    session = open_session(cast, council)
    appraisal.settle_criterion(
        by=council.lan,
        participant=cast.a,
        criterion_id="1.2",
        verdict=Finding.Verdict.REJECT,
        bases=["data"],
        reason="số liệu khống",
    )
    appraisal.close_session(by=council.dung, session=session, minutes="Biên bản phiên 2")
    results.propose_results(by=cast.hoa, campaign=campaign_of(cast))
    with pytest.raises(Mistake, match="điều chỉnh"):
        approve(cast, "120/QĐ-UBND")
    approve(cast, "120/QĐ-UBND", "theo kết luận thanh tra")
    results.publish_results(by=cast.hoa, campaign=campaign_of(cast), confirms_redaction=True)
    second = Publication.objects.get(version=2)
    rows = read_publication(second).tables[0]["rows"]
    assert {row["unit"]: row["rank"] for row in rows} == {"T.A": 2, "T.B": 1}
    assert Publication.objects.filter(published_at__isnull=False).count() == 2
    assert Proceedings.objects.get().state == Proceedings.State.PUBLISHED
    assert list(verify_chain()) == []


def test_who_did_not_send_is_named_with_the_reason_and_never_given_zero(cast: Cast) -> None:
    send_all(cast)
    judge_all(cast)
    results.lay_before_council(by=cast.hoa, campaign=campaign_of(cast))
    announce(cast)
    run = last_run(campaign_of(cast))
    assert run is not None
    (absent,) = read_run(run).tables[1]["not_ranked"]
    assert (absent["unit"], absent["verdict"]) == ("T.D.E", "not_assessed_missing")
    assert absent["reason"]["vi"]


def test_the_appraisal_does_not_end_while_a_form_is_open(cast: Cast) -> None:
    send_all(cast)
    judge_all(cast, [cast.a])
    with pytest.raises(Mistake, match="2 phiếu"):
        results.lay_before_council(by=cast.hoa, campaign=campaign_of(cast))


def test_what_a_restricted_unit_gave_is_not_in_the_open_package_and_the_ranks_stay(
    cast: Cast,
) -> None:
    cast.unit_b.is_restricted = True
    cast.unit_b.save()
    send_all(cast)
    judge_all(cast)
    results.lay_before_council(by=cast.hoa, campaign=campaign_of(cast))
    announce(cast)
    to_proposal(cast)
    published = approve(cast, "100/QĐ-UBND")
    results.publish_results(by=cast.hoa, campaign=campaign_of(cast), confirms_redaction=True)
    published.refresh_from_db()
    assert published.left_out == "T.B"
    assert verify(published.open_content.encode()) is None
    opened, sealed = json.loads(published.open_content), json.loads(published.run.content)
    assert "30" not in json.dumps(opened["campaign"]["answers"]["T.B"])
    assert "30" in json.dumps(sealed["campaign"]["answers"]["T.B"])
    for table, full in zip(opened["results"]["tables"], sealed["results"]["tables"], strict=True):
        assert [(r["unit"], r["rank"], r["value"]) for r in table["rows"]] == [
            (r["unit"], r["rank"], r["value"]) for r in full["rows"]
        ]
