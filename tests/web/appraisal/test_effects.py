"""What hangs on a claim: kinds, order, thresholds, and that reading it again costs little."""

from __future__ import annotations

import dataclasses
import datetime as dt
from fractions import Fraction

from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.web.cast import Cast, holds, log_in, person
from tests.web.conftest import FrozenClock
from tests.web.second_half import ANSWERS, campaign_of, send_all
from xephang.results import Verdict
from xephang_web.accounts.models import Role, User
from xephang_web.appraisal import phrases, services
from xephang_web.appraisal.effects import Item, Kind, alternatives_of, move_of
from xephang_web.appraisal.ledger import as_second_sees, read_ledger
from xephang_web.appraisal.models import CriterionTask, Finding
from xephang_web.appraisal.queue import WorkQueue, form_rows, work_queue
from xephang_web.campaigns.queries import regulation_of
from xephang_web.shared import clock


def queue_of(cast: Cast) -> WorkQueue:
    """Chi's queue, everything read anew."""
    return work_queue(type(cast.chi).objects.get(pk=cast.chi.pk), campaign_of(cast))


def item_of(queue: WorkQueue, unit: str, criterion: str) -> Item:
    """One item of a queue."""
    return next(
        each
        for each in queue.items
        if each.participant.unit.code == unit and each.criterion.id == criterion
    )


def reference(cast: Cast, *rows: str, field: str = "numerator") -> None:
    """What the office's own records say of criterion 1.2."""
    services.upload_reference(
        by=cast.hoa,
        campaign=campaign_of(cast),
        title="Sổ tài sản",
        criterion="1.2",
        field=field,
        tolerance="0",
        name="so.csv",
        content="\n".join(["ma,so", *rows]).encode(),
        locale="vi",
    )


def test_a_claim_apart_from_reference_data_names_the_rank_it_would_cost(cast: Cast) -> None:
    send_all(cast)
    reference(cast, "T.A,20", "T.B,30")
    queue = queue_of(cast)
    item = item_of(queue, "T.A", "1.2")
    assert item.kind is Kind.REFERENCE
    assert phrases.effect_words(item, regulation_of(campaign_of(cast))) == "Hạng 1 xuống 2"
    assert phrases.state_of(item) == ("warn", "Lệch đối chiếu")
    assert item_of(queue, "T.B", "1.2").kind is not Kind.REFERENCE, "B's claim agrees"
    assert item.at_stake == Fraction(2, 5) * item.holds.figures.outcome.max_points  # type: ignore[union-attr]


def test_a_reference_figure_that_leaves_the_rank_says_so(cast: Cast) -> None:
    send_all(cast)
    reference(cast, "T.A,31")
    item = item_of(queue_of(cast), "T.A", "1.2")
    assert phrases.effect_words(item, regulation_of(campaign_of(cast))) == "Không đổi hạng"
    reference(cast, "T.A,30")
    item = item_of(queue_of(cast), "T.A", "1.2")
    assert (item.holds.rank, item.fails.rank) == (1, 1), "equal totals share the first rank"  # type: ignore[union-attr]


def test_what_speaks_against_a_claim_stands_before_what_nobody_has_looked_at(cast: Cast) -> None:
    send_all(cast)
    reference(cast, "T.A,39")
    queue = queue_of(cast)
    kinds = [each.is_question for each in queue.items]
    assert kinds == sorted(kinds, reverse=True)
    orders = [each.order for each in queue.items]
    assert orders == sorted(orders)
    assert queue.questions == sum(kinds)


def test_the_order_is_class_then_rank_then_points(cast: Cast) -> None:
    send_all(cast)
    queue = queue_of(cast)
    base = dataclasses.replace(item_of(queue, "T.A", "1.2"), kind=Kind.DOUBT)
    assert base.holds is not None
    holds_ = base.holds

    def moved(classes: int, ranks: int, points: int) -> Item:
        figures = dataclasses.replace(
            holds_.figures,
            class_position=holds_.figures.class_position + classes,
            total=holds_.figures.total - points,
        )
        assert holds_.rank is not None
        placing = dataclasses.replace(holds_, figures=figures, rank=holds_.rank + ranks)
        return dataclasses.replace(base, fails=placing)

    wanted = [moved(2, 1, 1), moved(1, 5, 9), moved(1, 4, 9), moved(0, 6, 1), moved(0, 1, 3)]
    wanted += [moved(0, 1, 2), moved(0, 0, 8), moved(0, 0, 0)]
    waits = dataclasses.replace(wanted[0], waits=True)
    unseen = dataclasses.replace(wanted[0], kind=Kind.UNSEEN)
    given = dataclasses.replace(wanted[0], given_to=("Tú",))
    nothing = dataclasses.replace(wanted[0], holds=None, fails=None)
    listed = [*wanted, waits, unseen, given, nothing]
    mixed = [nothing, given, *wanted[::-1], unseen, waits]
    assert sorted(mixed, key=lambda each: each.order) == listed


def test_a_claim_of_points_without_the_evidence_asked_for_is_a_question(cast: Cast) -> None:
    send_all(cast)
    queue = queue_of(cast)
    asked = {
        each.id
        for each in regulation_of(campaign_of(cast)).criteria_sets["so"].criteria()
        if each.evidence
    }
    for each in queue.items:
        if each.participant.unit.code == "T.A" and each.criterion.id in ANSWERS:
            wanted = Kind.EVIDENCE if each.criterion.id in asked else Kind.UNSEEN
            assert each.kind is wanted


def test_a_concluded_criterion_leaves_the_queue_and_comes_back_when_the_unit_explains(
    cast: Cast, server_clock: FrozenClock
) -> None:
    send_all(cast)
    campaign = campaign_of(cast)
    asked = services.ask_clarification(
        by=cast.chi,
        participant=cast.a,
        criterion_id="1.2",
        question="Danh sách máy?",
        due=campaign.clock_at.date(),  # type: ignore[union-attr]
    )
    assert item_of(queue_of(cast), "T.A", "1.2").waits
    services.record_finding(
        by=cast.chi,
        participant=cast.a,
        criterion_id="1.2",
        verdict=Finding.Verdict.REJECT,
        bases=["data"],
        reason="chưa có danh sách",
    )
    assert queue_of(cast).place(cast.a.pk, "1.2") is None
    asked.refresh_from_db()
    server_clock.at += dt.timedelta(minutes=1)
    services.answer_clarification(by=cast.an, clarification=asked, answer="Kèm danh sách.")
    item = item_of(queue_of(cast), "T.A", "1.2")
    assert item.kind is Kind.ANSWERED
    assert not item.waits


def test_nobody_is_offered_the_form_of_their_own_unit(cast: Cast) -> None:
    send_all(cast)
    holds(cast.chi, Role.FOCAL_PERSON, cast.unit_a)
    queue = queue_of(cast)
    assert "T.A" not in {each.participant.unit.code for each in queue.items}
    assert [each.participant.unit.code for each in queue.hidden] == ["T.A"]
    assert "của chính bạn" in queue.hidden[0].why
    page = log_in(cast.chi).get(f"/dot/{campaign_of(cast).slug}/tham-dinh/")
    text = page.content.decode()
    assert "1 phiếu đã ẩn: không ai thẩm định đơn vị mình." in text
    assert f"/tham-dinh/{cast.a.pk}/" not in text


def test_the_second_appraisers_effects_rest_on_their_own_findings_alone(cast: Cast) -> None:
    send_all(cast)
    services.record_finding(
        by=cast.chi,
        participant=cast.a,
        criterion_id="1.2",
        verdict=Finding.Verdict.REJECT,
        bases=["data"],
        reason="BI-MAT-CUA-NGUOI-THU-NHAT",
    )
    second = holds(person("Tú"), Role.APPRAISER, cast.office)
    services.draw_second_look(by=cast.hoa, participant=cast.a, appraiser=second)
    queue = work_queue(second, campaign_of(cast))
    item = item_of(queue, "T.A", "1.2")
    assert item.is_second
    assert item.holds is not None
    assert item.holds.figures.outcome.points > 0, "the first one's rejection is not counted"
    client = log_in(second)
    for address in ("", "1.2/", "gop/"):
        page = client.get(f"/tham-dinh/{cast.a.pk}/{address}").content.decode()
        assert "BI-MAT-CUA-NGUOI-THU-NHAT" not in page
        assert "Không chấp nhận, 0 điểm" not in page
    blind = as_second_sees(read_ledger(cast.a))
    assert blind.finding("1.2", Finding.Body.APPRAISAL) is None
    assert blind.history.get("1.2", []) == []


def test_what_a_draft_would_move_equals_what_it_moves_once_written(cast: Cast) -> None:
    send_all(cast)
    campaign = campaign_of(cast)
    ledger = read_ledger(cast.a)
    draft = services.draft_finding(
        ledger,
        criterion_id="1.2",
        body=Finding.Body.APPRAISAL,
        verdict=Finding.Verdict.ADJUST,
        values={"numerator": "10", "denominator": "50"},
        bases=["data"],
        reason="thử",
    )
    move = move_of(alternatives_of(campaign), ledger, draft)
    assert move is not None
    assert (move.before.rank, move.after.rank) == (1, 2)
    services.record_finding(
        by=cast.chi,
        participant=cast.a,
        criterion_id="1.2",
        verdict=Finding.Verdict.ADJUST,
        values={"numerator": "10", "denominator": "50"},
        bases=["data"],
        reason="thử",
    )
    after = alternatives_of(campaign_of(cast))
    now = after.place("T.A", after.as_it_stands("T.A", "1.2"))
    assert now.rank == move.after.rank
    assert now.figures.total == move.after.figures.total
    assert "hạng 1 thành 2" in phrases.move_words(move)


def test_what_was_given_to_somebody_else_stands_after_ones_own_and_names_them(cast: Cast) -> None:
    send_all(cast)
    other = holds(person("Tú"), Role.APPRAISER, cast.office)
    CriterionTask.objects.create(
        campaign=cast.campaign,
        group="so",
        criterion="1.2",
        user=other,
        given_by=cast.hoa,
        given_at=clock.now(),
    )
    item = item_of(queue_of(cast), "T.A", "1.2")
    assert item.given_to == ("Tú",)
    own = item_of(work_queue(other, campaign_of(cast)), "T.A", "1.2")
    assert own.given_to == ()
    text = log_in(cast.chi).get(f"/tham-dinh/{cast.a.pk}/1.2/").content.decode()
    assert "giao cho Tú" in " ".join(text.split())


def test_the_forms_of_a_queue_tell_how_far_each_is(cast: Cast) -> None:
    send_all(cast)
    rows = {each.participant.unit.code: each for each in form_rows(queue_of(cast))}
    assert set(rows) == {"T.A", "T.B", "T.D"}
    assert all(row.judged == 0 and row.to_judge > 5 for row in rows.values())
    services.record_finding(
        by=cast.chi, participant=cast.a, criterion_id="1.3", verdict=Finding.Verdict.ACCEPT
    )
    rows = {each.participant.unit.code: each for each in form_rows(queue_of(cast))}
    assert rows["T.A"].judged == 1
    assert not rows["T.A"].is_signed


def test_a_queue_takes_the_same_number_of_questions_for_one_form_and_for_three(cast: Cast) -> None:
    send_all(cast)
    second = holds(person("Tú"), Role.APPRAISER, cast.office)
    services.draw_second_look(by=cast.hoa, participant=cast.a, appraiser=second)
    queue_of(cast)  # the regulation is read once a process

    def questions(user: User) -> int:
        with CaptureQueriesContext(connection) as asked:
            work_queue(User.objects.get(pk=user.pk), campaign_of(cast))
        return len(asked)

    before = questions(second)
    for criterion in ("1.2", "1.3"):
        services.record_finding(
            by=second, participant=cast.a, criterion_id=criterion, verdict=Finding.Verdict.ACCEPT
        )
    assert questions(second) <= before, "not one more for each finding"
    three = questions(cast.chi)
    holds(cast.chi, Role.FOCAL_PERSON, cast.unit_a)
    holds(cast.chi, Role.FOCAL_PERSON, cast.unit_b)
    assert abs(three - questions(cast.chi)) <= 1
    assert three <= 35


def test_a_figure_that_leaves_no_value_waits_for_a_person_and_is_no_fall_of_class(
    cast: Cast,
) -> None:
    send_all(cast)
    item = item_of(queue_of(cast), "T.A", "1.2")
    assert item.holds is not None
    pending = dataclasses.replace(
        item.holds,
        figures=dataclasses.replace(
            item.holds.figures, verdict=Verdict.PENDING, class_id=None, class_position=9
        ),
        rank=None,
    )
    undecided = dataclasses.replace(item, fails=pending)
    assert undecided.class_steps == 0
    words = phrases.effect_words(undecided, regulation_of(campaign_of(cast)))
    assert words == "Phải có người quyết định mới xếp loại được"
