"""The stages of the second half: appraisal, council, results, brought about by the services."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import TYPE_CHECKING

from django.core.files.uploadedfile import SimpleUploadedFile

from tests.web.appraisal.sources_scene import png
from tests.web.permissions.pages_table import SECOND_HALF
from tests.web.permissions.payloads import CRITERION, SETTLED_ON
from tests.web.second_half import AFTER, announce, campaign_of, judge_rest
from xephang.calendar import HANOI
from xephang_web.accounts.models import User
from xephang_web.appraisal import services as appraisal
from xephang_web.appraisal.models import Finding
from xephang_web.campaigns.models import Participant
from xephang_web.campaigns.services import close_campaign, set_clock
from xephang_web.evidence.services import receive_file
from xephang_web.results import services as results
from xephang_web.results.models import Appeal
from xephang_web.results.runs import last_run

if TYPE_CHECKING:
    from tests.web.permissions.people import Scene

OVER = dt.datetime(2016, 12, 2, 9, tzinfo=HANOI)
"""When the time for appeals is over."""


def bring_on(scene: Scene) -> None:
    """From the sent forms to the scene's stage, one step after the other."""
    cast, stage = scene.cast, scene.stage
    set_clock(by=cast.hoa, campaign=cast.campaign, to=AFTER)
    close_campaign(by=cast.hoa, campaign=cast.campaign)
    forms = [scene.form("A"), scene.form("E")]
    for each in forms:
        each.refresh_from_db()
        _look_into(scene, each)
    steps: tuple[tuple[str, Callable[[], None]], ...] = (
        ("appraising", lambda: None),
        ("judged", lambda: _judge(scene, forms)),
        ("appraised", lambda: _sign(scene, forms)),
        ("settling", lambda: _sit(scene)),
        ("settled", lambda: _rise(scene)),
        ("preliminary", lambda: _announce(scene, forms)),
        ("own table", lambda: None),
        ("decided", lambda: _answer(scene)),
        ("proposed", lambda: _propose(scene)),
        ("approved", lambda: _approve(scene)),
        ("published", lambda: _publish(scene)),
        ("correcting", lambda: _reopen(scene)),
        ("corrected", lambda: _correct(scene)),
    )
    assert tuple(name for name, _ in steps) == SECOND_HALF
    for name, step in steps:
        step()
        if name == stage:
            return


def _user(scene: Scene, name: str) -> User:
    found = scene.users[name]
    assert found is not None
    return found


def _look_into(scene: Scene, form: Participant) -> None:
    """A finding that changes a claim, a question to the unit, a visit, a second look at A."""
    cast = scene.cast
    appraisal.record_finding(
        by=cast.chi,
        participant=form,
        criterion_id=SETTLED_ON,
        verdict=Finding.Verdict.ADJUST,
        points="0",
        bases=["data"],
        reason="Không thấy trong sổ.",
    )
    appraisal.ask_clarification(
        by=cast.chi,
        participant=form,
        criterion_id=CRITERION,
        question="Văn bản nào?",
        due=dt.date(2016, 11, 25),
    )
    appraisal.plan_visit(
        by=cast.hoa,
        participant=form,
        planned_on=dt.date(2016, 11, 24),
        team=[_user(scene, "the leader of the panel, by seat")],
        purpose="Xem tại chỗ.",
    )
    _held_and_answered(scene, form)
    if form.unit_id == cast.unit_a.pk:
        appraisal.draw_second_look(
            by=cast.hoa, participant=form, appraiser=_user(scene, "the second appraiser of A")
        )


def _held_and_answered(scene: Scene, form: Participant) -> None:
    """A visit held, with a photograph, and a question answered with a file."""
    cast = scene.cast
    leader = _user(scene, "the leader of the panel, by seat")
    visit = appraisal.plan_visit(
        by=cast.hoa,
        participant=form,
        planned_on=dt.date(2016, 11, 25),
        team=[leader],
        purpose="Đếm máy.",
    )
    appraisal.hold_visit(
        by=leader, visit=visit, held_on=AFTER.date(), minutes="Đủ máy.", uploads=[png()]
    )
    asked = appraisal.ask_clarification(
        by=cast.chi,
        participant=form,
        criterion_id="1.2",
        question="Máy ở đâu?",
        due=dt.date(2016, 11, 25),
    )
    is_a = form.unit_id == cast.unit_a.pk
    appraisal.answer_clarification(
        by=_user(scene, "the head of A" if is_a else "the head of E"),
        clarification=asked,
        answer="Ở kho.",
        uploads=[SimpleUploadedFile("giai-trinh.txt", f"kho {form.pk}".encode())],
    )


def _judge(scene: Scene, forms: list[Participant]) -> None:
    for each in forms:
        for asked in each.clarifications.filter(answered_at__isnull=True):
            appraisal.answer_clarification(
                by=_user(scene, "the head of A" if each is forms[0] else "the head of E"),
                clarification=asked,
                answer="Có kèm theo.",
            )
        judge_rest(scene.cast.chi, each, is_signed=False)


def _sign(scene: Scene, forms: list[Participant]) -> None:
    for each in forms:
        appraisal.conclude_form(by=scene.cast.chi, participant=each)


def _sit(scene: Scene) -> None:
    results.lay_before_council(by=scene.cast.hoa, campaign=campaign_of(scene.cast))
    appraisal.open_session(
        by=_user(scene, "the chair of the council"),
        campaign=campaign_of(scene.cast),
        held_on=dt.date(2016, 11, 25),
        present=[each.user for each in campaign_of(scene.cast).members.filter(body="council")],
    )


def _rise(scene: Scene) -> None:
    appraisal.close_session(
        by=_user(scene, "the chair of the council"),
        session=campaign_of(scene.cast).sessions.get(),
        minutes="Biên bản.",
    )


def _announce(scene: Scene, forms: list[Participant]) -> None:
    announce(scene.cast)
    for form, head in zip(forms, ("the head of A", "the head of E"), strict=True):
        by = _user(scene, head)
        paper = SimpleUploadedFile("kiem-ke.txt", f"Biên bản {form.pk}".encode())
        results.file_appeal(
            by=by,
            participant=Participant.objects.get(pk=form.pk),
            criterion_id=SETTLED_ON,
            text="Có đủ.",
            file=receive_file(by=by, unit=form.unit, upload=paper),
        )


def _answer(scene: Scene) -> None:
    chair, campaign = _user(scene, "the chair of the council"), campaign_of(scene.cast)
    appraisal.open_session(
        by=chair,
        campaign=campaign,
        held_on=dt.date(2016, 11, 30),
        present=[each.user for each in campaign.members.filter(body="council")],
    )
    for each in Appeal.objects.all():
        results.turn_down_appeal(by=chair, appeal=each, answer="Không có căn cứ.")
    appraisal.close_session(
        by=chair,
        session=campaign.sessions.get(closed_at__isnull=True),
        minutes="Biên bản trả lời kiến nghị.",
    )
    set_clock(by=scene.cast.hoa, campaign=campaign_of(scene.cast), to=OVER)


def _propose(scene: Scene) -> None:
    results.propose_results(by=scene.cast.hoa, campaign=campaign_of(scene.cast))


def _correct(scene: Scene) -> None:
    _propose(scene)
    _approve(scene, "120/QĐ-UBND", "Kết luận thanh tra.")
    _publish(scene)


def _approve(scene: Scene, number: str = "100/QĐ-UBND", why_corrected: str = "") -> None:
    run = last_run(campaign_of(scene.cast))
    assert run is not None
    results.approve_results(
        by=scene.cast.khanh,
        campaign=campaign_of(scene.cast),
        number=number,
        why_corrected=why_corrected,
        date=dt.date(2016, 12, 2),
        digest=run.digest,
        document=receive_file(
            by=scene.cast.khanh,
            unit=scene.cast.province,
            upload=SimpleUploadedFile("quyet-dinh.txt", "Quyết định".encode()),
        ),
    )


def _publish(scene: Scene) -> None:
    results.publish_results(
        by=scene.cast.hoa, campaign=campaign_of(scene.cast), confirms_redaction=True
    )


def _reopen(scene: Scene) -> None:
    results.reopen_results(
        by=scene.cast.hoa,
        campaign=campaign_of(scene.cast),
        document="5/KL",
        reason="Kết luận thanh tra.",
    )
