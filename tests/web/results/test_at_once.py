"""Two at the same moment in the second half: one goes through, the other is told and sees both."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest

from tests.web import second_half as later
from tests.web.at_once import at_once, meet_after
from tests.web.cast import Cast, holds, person
from xephang.calendar import HANOI
from xephang_web.accounts.models import Role, User
from xephang_web.appraisal import services as appraisal
from xephang_web.appraisal.models import (
    Clarification,
    Finding,
    FormAppraisal,
    Proceedings,
    SiteVisit,
)
from xephang_web.appraisal.services import findings, requests, sources, visits
from xephang_web.audit.models import Record
from xephang_web.audit.queries import verify_chain, verify_tables
from xephang_web.campaigns import roster
from xephang_web.campaigns.models import Campaign, Participant
from xephang_web.campaigns.services import close_campaign, set_clock
from xephang_web.results import services as results
from xephang_web.results.models import Appeal, Publication, ScoringRun
from xephang_web.results.runs import last_run, read_run
from xephang_web.results.services import appeals, steps
from xephang_web.shared.errors import Conflict, Mistake, TooLate


def told(outcomes: Any, kind: type[Mistake] | tuple[type[Mistake], ...]) -> Mistake:
    """The refusal among two outcomes; the other one went through."""
    refused = [each for each in outcomes if isinstance(each, Exception)]
    assert len(refused) == 1, outcomes
    assert isinstance(refused[0], kind), outcomes
    assert list(verify_chain()) == list(verify_tables()) == []
    return refused[0]


def both(outcomes: Any, one: str, other: str) -> None:
    """One finding was kept; the other writer is shown it beside what they wrote themselves."""
    refusal = told(outcomes, Conflict)
    assert isinstance(refusal, Conflict)
    kept = next(each for each in outcomes if isinstance(each, Finding))
    mine = other if kept.points == one else one
    assert kept.points.replace(".", ",") in refusal.theirs.replace(".", ",")
    assert mine.replace(".", ",") in refusal.yours.replace(".", ",")
    assert kept.reason in refusal.theirs


def test_two_appraisers_on_one_finding(transactional_cast: Cast) -> None:
    cast = transactional_cast
    later.send_all(cast)
    cuc = holds(person("Cúc"), Role.APPRAISER, cast.office)

    def finds(by: User, points: str) -> Callable[[], Finding]:
        return lambda: appraisal.record_finding(
            by=User.objects.get(pk=by.pk),
            participant=cast.a,
            criterion_id="1.2",
            verdict=Finding.Verdict.ADJUST,
            points=points,
            bases=["data"],
            reason=f"theo {by.full_name}",
            seen=0,
        )

    both(at_once(finds(cast.chi, "0,5"), finds(cuc, "0,25")), "0.5", "0.25")
    assert Finding.objects.count() == Record.objects.filter(act="finding.appraisal").count() == 1


def test_two_council_members_on_one_criterion(transactional_cast: Cast) -> None:
    cast = transactional_cast
    later.send_all(cast)
    later.judge_all(cast)
    results.lay_before_council(by=cast.hoa, campaign=later.campaign_of(cast))
    council = later.seat_council(cast)
    later.open_session(cast, council)

    def settles(by: User, points: str) -> Callable[[], Finding]:
        return lambda: appraisal.settle_criterion(
            by=User.objects.get(pk=by.pk),
            participant=cast.a,
            criterion_id="1.2",
            verdict=Finding.Verdict.ADJUST,
            points=points,
            bases=["data"],
            reason=f"theo {by.full_name}",
            seen=0,
        )

    both(at_once(settles(council.dung, "0,5"), settles(council.lan, "0,25")), "0.5", "0.25")
    assert Finding.objects.filter(body="council").count() == 1


def colleague(cast: Cast) -> User:
    """A second person of the standing office."""
    return holds(person("Hằng"), Role.STANDING_OFFICE, cast.office)


def test_two_offices_take_each_step_once(transactional_cast: Cast) -> None:
    """Laying before the council, announcing, proposing, publishing: each by two at once."""
    cast = transactional_cast
    pair = [cast.hoa, colleague(cast)]
    later.send_all(cast)
    later.judge_all(cast)

    def twice(step: Callable[..., Any], **given: Any) -> None:
        acts = [
            lambda by=by: step(
                by=User.objects.get(pk=by.pk), campaign=later.campaign_of(cast), **given
            )
            for by in pair
        ]
        with pytest.MonkeyPatch.context() as patch:
            meet_after(patch, (steps, "_expect"))
            # Whoever comes second finds the step made, before anything else is looked at.
            told(at_once(*acts), TooLate)

    twice(results.lay_before_council)
    twice(results.announce_preliminary, appeals_before=dt.date(2016, 12, 1))
    assert ScoringRun.objects.count() == 1
    campaign = later.campaign_of(cast)
    set_clock(by=cast.hoa, campaign=campaign, to=dt.datetime(2016, 12, 2, 9, tzinfo=HANOI))
    twice(results.propose_results)
    assert ScoringRun.objects.count() == 2
    run = last_run(later.campaign_of(cast))
    assert run is not None
    pair = [cast.khanh, holds(person("Khôi"), Role.APPROVER, cast.province)]
    twice(
        results.approve_results,
        number="100/QĐ",
        date=dt.date(2016, 12, 2),
        digest=run.digest,
    )
    assert Publication.objects.count() == 1
    pair = [cast.hoa, User.objects.get(full_name="Hằng")]
    twice(results.publish_results, confirms_redaction=True)
    assert Proceedings.objects.get().state == Proceedings.State.PUBLISHED
    for act in ("laid_before_council", "announced", "proposed", "approved", "published"):
        assert Record.objects.filter(act=f"results.{act}").count() == 1


def preliminary(cast: Cast) -> later.Council:
    """The preliminary results are announced; who sits on the council."""
    later.send_all(cast)
    later.judge_all(cast)
    council = later.seat_council(cast)
    results.lay_before_council(by=cast.hoa, campaign=later.campaign_of(cast))
    later.announce(cast)
    return council


def appealed(cast: Cast) -> Appeal:
    """A disputes a criterion."""
    return results.file_appeal(
        by=User.objects.get(pk=cast.binh.pk), participant=cast.a, criterion_id="1.2",
        text="Có 40 máy", file=None,
    )  # fmt: skip


def test_an_appeal_is_answered_or_taken_back_and_never_both(
    transactional_cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    cast = transactional_cast
    council = preliminary(cast)
    appeal = appealed(cast)
    later.open_session(cast, council)
    meet_after(monkeypatch, (appeals, "_check_waits"))
    outcomes = at_once(
        lambda: results.turn_down_appeal(
            by=User.objects.get(pk=council.dung.pk),
            appeal=Appeal.objects.get(pk=appeal.pk),
            answer="Không có căn cứ",
        ),
        lambda: results.withdraw_appeal(
            by=User.objects.get(pk=cast.binh.pk), appeal=Appeal.objects.get(pk=appeal.pk)
        ),
    )
    told(outcomes, Mistake)
    appeal.refresh_from_db()
    assert (appeal.answered_at is None) is not (appeal.withdrawn_at is None)


def test_results_are_not_proposed_while_an_appeal_is_taken(
    transactional_cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    """At midnight: the window has just closed for one, and not yet for the other."""
    cast = transactional_cast
    preliminary(cast)
    over = dt.datetime(2016, 12, 2, 9, tzinfo=HANOI)
    set_clock(by=cast.hoa, campaign=later.campaign_of(cast), to=over)
    monkeypatch.setattr(appeals, "campaign_today", lambda _campaign: dt.date(2016, 11, 30))
    meet_after(monkeypatch, (appeals, "regulation_of"), (steps, "undecided_tables"))
    outcomes = at_once(
        lambda: appealed(cast),
        lambda: results.propose_results(
            by=User.objects.get(pk=cast.hoa.pk), campaign=later.campaign_of(cast)
        ),
    )
    told(outcomes, Mistake)
    is_proposed = Proceedings.objects.get().state == Proceedings.State.PROPOSED
    assert is_proposed is not Appeal.objects.exists()


def test_nothing_is_found_behind_an_appraisal_that_is_being_closed(
    transactional_cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The last look at a form and the step to the council: one of them comes first."""
    cast = transactional_cast
    later.send_all(cast)
    later.judge_all(cast)
    meet_after(monkeypatch, (findings, "check_judgeable"), (steps, "unfinished_forms"))
    outcomes = at_once(
        lambda: appraisal.record_finding(
            by=User.objects.get(pk=cast.chi.pk),
            participant=Participant.objects.get(pk=cast.a.pk),
            criterion_id="1.2",
            verdict=Finding.Verdict.REJECT,
            bases=["data"],
            reason="không có máy",
        ),
        lambda: results.lay_before_council(
            by=User.objects.get(pk=cast.hoa.pk), campaign=later.campaign_of(cast)
        ),
    )
    told(outcomes, Mistake)
    is_over = Proceedings.objects.filter(state=Proceedings.State.SETTLING).exists()
    assert is_over is FormAppraisal.objects.filter(participant=cast.a).exists()


def test_a_form_is_signed_for_as_it_stands(
    transactional_cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One finds anew while another signs: no signature stands above a later finding."""
    cast = transactional_cast
    later.send_all(cast)
    later.judge_rest(cast.chi, cast.a, is_signed=False)
    cuc = holds(person("Cúc"), Role.APPRAISER, cast.office)
    meet_after(monkeypatch, (findings, "check_judgeable"))
    at_once(
        lambda: appraisal.record_finding(
            by=User.objects.get(pk=cuc.pk),
            participant=Participant.objects.get(pk=cast.a.pk),
            criterion_id="1.2",
            verdict=Finding.Verdict.REJECT,
            bases=["data"],
            reason="không có máy",
        ),
        lambda: appraisal.conclude_form(
            by=User.objects.get(pk=cast.chi.pk),
            participant=Participant.objects.get(pk=cast.a.pk),
        ),
    )
    acts = list(Record.objects.order_by("-position").values_list("act", flat=True)[:2])
    is_signed = FormAppraisal.objects.filter(participant=cast.a).exists()
    assert is_signed is (acts[0] == "form.appraised"), acts


def test_what_results_rest_on_does_not_move_while_they_are_frozen(
    transactional_cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    """E is excused while the results are proposed: they count it out, or the act is refused."""
    cast = transactional_cast
    preliminary(cast)
    over = dt.datetime(2016, 12, 2, 9, tzinfo=HANOI)
    set_clock(by=cast.hoa, campaign=later.campaign_of(cast), to=over)
    meet_after(monkeypatch, (roster, "check_facts_open"), (steps, "undecided_tables"))
    outcomes = at_once(
        lambda: roster.exempt_participant(
            by=User.objects.get(pk=cast.hoa.pk),
            participant=Participant.objects.get(pk=cast.participant(cast.unit_e).pk),
            reason="giải thể",
            document="9/QĐ",
        ),
        lambda: results.propose_results(
            by=User.objects.get(pk=cast.hoa.pk), campaign=later.campaign_of(cast)
        ),
    )
    assert not isinstance(outcomes[1], Exception), outcomes
    campaign = later.campaign_of(cast)
    run = last_run(campaign)
    assert run is not None
    says = read_run(run).units["T.D.E"]["verdict"]
    assert (says == "exempt") is not isinstance(outcomes[0], TooLate), outcomes


def test_a_unit_answers_once_however_many_write(
    transactional_cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    cast = transactional_cast
    later.send_all(cast)
    asked = appraisal.ask_clarification(
        by=cast.chi, participant=cast.a, criterion_id="1.2", question="Máy ở đâu?",
        due=dt.date(2016, 11, 25),
    )  # fmt: skip
    meet_after(monkeypatch, (requests, "locked"))

    def answers(by: User) -> Callable[[], None]:
        return lambda: appraisal.answer_clarification(
            by=User.objects.get(pk=by.pk),
            clarification=Clarification.objects.get(pk=asked.pk),
            answer=f"theo {by.full_name}",
        )

    told(at_once(answers(cast.an), answers(cast.binh)), Mistake)
    assert Record.objects.filter(act="clarification.answered").count() == 1


def test_a_visit_is_held_or_called_off_and_never_both(
    transactional_cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    cast = transactional_cast
    later.send_all(cast)
    visit = appraisal.plan_visit(
        by=cast.hoa, participant=cast.a, planned_on=later.AFTER.date(), team=[cast.chi],
        purpose="Đếm máy",
    )  # fmt: skip
    meet_after(monkeypatch, (visits, "_check_open"))
    outcomes = at_once(
        lambda: appraisal.hold_visit(
            by=User.objects.get(pk=cast.chi.pk), visit=SiteVisit.objects.get(pk=visit.pk),
            held_on=later.AFTER.date(), minutes="Đủ máy",
        ),
        lambda: appraisal.cancel_visit(
            by=User.objects.get(pk=cast.hoa.pk), visit=SiteVisit.objects.get(pk=visit.pk),
            reason="Mưa lũ",
        ),
    )  # fmt: skip
    told(outcomes, TooLate)


@pytest.mark.parametrize("what", ["table", "inspection"])
def test_what_two_withdraw_at_once_is_withdrawn_once(
    transactional_cast: Cast, monkeypatch: pytest.MonkeyPatch, what: str
) -> None:
    cast = transactional_cast
    if what == "table":
        kept: Any = appraisal.upload_reference(
            by=cast.hoa, campaign=later.campaign_of(cast), title="Sổ", criterion="1.2",
            field="numerator", name="bang.csv", content=b"T.A,40\n",
        )  # fmt: skip
        withdraw: Callable[..., None] = appraisal.withdraw_reference
    else:
        kept = appraisal.record_inspection(
            by=cast.hoa, participant=cast.a, held_on=dt.date(2016, 6, 3), text="Đủ.",
            document="45/KL",
        )  # fmt: skip
        withdraw = appraisal.withdraw_inspection
    meet_after(monkeypatch, (sources, "locked"))

    def act() -> None:
        row = type(kept).objects.get(pk=kept.pk)
        withdraw(by=User.objects.get(pk=cast.hoa.pk), reason="nhầm", **{what: row})

    told(at_once(act, act), Mistake)


def test_two_who_close_at_once_close_once(transactional_cast: Cast) -> None:
    cast = transactional_cast
    pair = [cast.hoa, colleague(cast)]
    set_clock(by=cast.hoa, campaign=cast.campaign, to=later.AFTER)

    def closes(by: User) -> Callable[[], None]:
        return lambda: close_campaign(
            by=User.objects.get(pk=by.pk), campaign=Campaign.objects.get(pk=cast.campaign.pk)
        )

    told(at_once(*[closes(each) for each in pair]), Mistake)
    assert Record.objects.filter(act="campaign.closed").count() == 1


@pytest.mark.django_db
def test_who_claims_to_have_seen_what_never_was_is_told_so(cast: Cast) -> None:
    """A forged or outdated version number is a conflict, not a broken page."""
    later.send_all(cast)
    with pytest.raises(Conflict, match="không còn hiệu lực"):
        appraisal.record_finding(
            by=cast.chi,
            participant=cast.a,
            criterion_id="1.2",
            verdict=Finding.Verdict.ACCEPT,
            seen=7,
        )
