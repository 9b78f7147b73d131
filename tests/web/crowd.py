"""A campaign with so many of everything that pages list."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from tests.web.cast import Cast, holds, person
from tests.web.second_half import (
    AFTER,
    announce,
    campaign_of,
    judge_rest,
    open_session,
    seat_council,
    send,
    send_all,
)
from xephang.calendar import HANOI
from xephang_web.accounts.models import Role, User
from xephang_web.accounts.services import invite
from xephang_web.appraisal import services as appraisal
from xephang_web.assessments import services as forms
from xephang_web.campaigns import services as campaigns
from xephang_web.campaigns.models import CampaignDocument, Member, Participant
from xephang_web.campaigns.pinning import pin_from_library
from xephang_web.campaigns.roster import add_participants
from xephang_web.campaigns.services import set_clock
from xephang_web.organisations.models import Unit
from xephang_web.organisations.services import create_unit
from xephang_web.results import services as results
from xephang_web.results.runs import last_run

DOT = "/dot/thanh-hoa-2016"


@dataclass(frozen=True)
class Listed:
    """A page that lists things: who opens it, and where."""

    who: User
    path: str


def new_unit(cast: Cast, position: int) -> tuple[Unit, User, User]:
    """A department with its focal person and head, on the roster."""
    unit = create_unit(
        by=None,
        code=f"T.N{position}",
        name=f"Sở số {position}",
        kind=cast.unit_a.kind,
        parent=cast.province,
    )
    add_participants(by=cast.hoa, campaign=cast.campaign, units=[unit], group="so")
    focal = holds(person(f"Focal{position}"), Role.FOCAL_PERSON, unit)
    return unit, focal, holds(person(f"Head{position}"), Role.HEAD, unit)


def grow_form(cast: Cast, position: int) -> None:
    """One more of everything that hangs on a form: on A's, and on that of a new unit."""
    unit, focal, head = new_unit(cast, position)
    there = cast.participant(unit)
    campaigns.extend_deadline(
        by=cast.hoa, campaign=cast.campaign, milestone="nop-so-lieu", document="CV",
        before=dt.date(2016, 12, 1 + position), reason="Bão", participant=there,
    )  # fmt: skip
    send(cast, there, focal, head)
    forms.withdraw_submission(by=head, participant=there, reason="Sửa")
    forms.submit_assessment(by=head, participant=there)
    forms.record_receipt(
        by=cast.hoa,
        participant=there,
        channel="paper",
        note="bản quét gửi sau",
        stamped_on=dt.date(2016, 11, 1),
    )
    forms.save_answers(
        by=cast.an, participant=cast.a, criterion_id="1.2",
        values={"numerator": str(30 + position), "denominator": "50"},
    )  # fmt: skip
    forms.add_comment(by=cast.an, participant=cast.a, criterion_id="1.2", text="Xem lại")
    forms.add_evidence(
        by=cast.an, participant=cast.a, criteria=["1.2"], url=f"https://a.example/{position}"
    )


def grow_campaign(cast: Cast, position: int) -> None:
    """One more campaign, member, contact, paper, question with and without an answer, person."""
    another = campaigns.create_campaign(
        by=cast.hoa,
        slug=f"dot-{position}",
        title=f"Đợt {position}",
        regulation=pin_from_library("thanh-hoa/2016-4289", 2016),
        standing_office=cast.office,
        training_clock=AFTER,
    )
    add_participants(by=cast.hoa, campaign=another, units=[cast.unit_a, cast.unit_b], group="so")
    campaigns.open_campaign(by=cast.hoa, campaign=another)
    seated = person(f"Member{position}")
    campaigns.seat_member(
        by=cast.hoa, campaign=cast.campaign, user=seated, body=Member.Body.PANEL,
        seconded_from=cast.unit_b,
    )  # fmt: skip
    campaigns.add_contact(by=cast.hoa, campaign=cast.campaign, name=f"Liên hệ {position}")
    campaigns.add_document(
        by=cast.hoa, campaign=cast.campaign, kind=CampaignDocument.Kind.LETTER, title="Công văn"
    )
    for answer in ("", "Có", "Không"):
        asked = campaigns.ask_question(
            by=cast.an, campaign=cast.campaign, unit=cast.unit_a, text=f"Câu {position}"
        )
        if answer:
            campaigns.answer_question(
                by=cast.hoa, question=asked, answer=answer, is_faq=answer == "Có"
            )
    for role in (Role.FOCAL_PERSON, Role.HEAD):
        holds(seated, role, cast.unit_a)
    invite(
        by=cast.hoa, email=f"moi{position}@xephang.example", full_name="Mới",
        role=Role.FOCAL_PERSON, unit=cast.unit_a, link="/loi-moi/{secret}/",
    )  # fmt: skip


def first_half(cast: Cast, size: int) -> list[Listed]:
    """The pages from the launch to the submitted form, with so much on each."""
    for position in range(size):
        grow_form(cast, position)
        grow_campaign(cast, position)
    form = f"/phieu/{cast.a.pk}"
    sent = Participant.objects.get(unit__code="T.N0", campaign=cast.campaign).pk
    return [
        *(Listed(who, "/") for who in (cast.hoa, cast.an, cast.minh)),
        *(
            Listed(who, f"{DOT}/{page}")
            for who in (cast.hoa, cast.minh)
            for page in ("", "tien-do/", "thanh-phan/", "lich/", "van-ban/", "vuong-mac/")
        ),
        Listed(cast.hoa, f"{DOT}/thanh-phan/?tim=so"),
        Listed(cast.an, f"{DOT}/van-ban/"),
        Listed(cast.an, f"{DOT}/vuong-mac/"),
        Listed(cast.hoa, f"/nhan-su/{cast.unit_a.pk}/"),
        Listed(cast.hoa, "/nhan-su/"),
        Listed(cast.minh, "/nhat-ky/"),
        Listed(cast.quyen, "/don-vi/"),
        Listed(cast.quyen, "/don-vi/?tim=so"),
        Listed(cast.quyen, f"/don-vi/{cast.province.pk}/"),
        Listed(cast.quyen, "/don-vi/xuat.csv"),
        *(
            Listed(cast.an, f"{form}/{page}")
            for page in ("muc/1/", "soat/", "trao-doi/1.2/", "nhat-ky/", "bien-nhan/", "diem/1/")
        ),
        *(Listed(cast.hoa, f"/phieu/{sent}/{page}") for page in ("bien-nhan/", "nhat-ky/")),
        Listed(cast.hoa, f"{DOT}/so-lieu.json"),
    ]


def judged(cast: Cast, size: int, first: int = 0) -> None:
    """Everybody has sent: A, B, D and so many more; the intake is closed."""
    for position in range(first, first + size):
        unit, focal, head = new_unit(cast, position)
        send(cast, cast.participant(unit), focal, head, numerator=str(20 + position))
    send_all(cast)


def appraising(cast: Cast, size: int) -> list[Listed]:
    """The appraisers' pages while they work."""
    judged(cast, size)
    ask(cast)
    return appraisers_pages(cast)


def ask(cast: Cast) -> None:
    """Chi asks about every form there is, and about A's once for each of them."""
    rest = Participant.objects.filter(campaign=cast.campaign, unit__code__startswith="T.N")
    for each in rest:
        appraisal.ask_clarification(
            by=cast.chi, participant=each, criterion_id="1.2", question="Số từ đâu?",
            due=dt.date(2016, 12, 1),
        )  # fmt: skip
        appraisal.ask_clarification(
            by=cast.chi, participant=cast.a, criterion_id="1.2", question=f"Của {each}?",
            due=dt.date(2016, 12, 1),
        )  # fmt: skip


def appraisers_pages(cast: Cast) -> list[Listed]:
    """The pages on which forms are judged."""
    return [
        Listed(cast.chi, f"{DOT}/tham-dinh/"),
        Listed(cast.chi, f"/tham-dinh/{cast.a.pk}/"),
        Listed(cast.chi, f"/tham-dinh/{cast.a.pk}/1.2/"),
        Listed(cast.chi, f"{DOT}/doi-chieu/"),
        Listed(cast.chi, f"{DOT}/khao-sat/"),
        Listed(cast.hoa, f"{DOT}/hoi-dong/"),
        Listed(cast.hoa, f"{DOT}/ket-qua/"),
        Listed(cast.an, f"/phieu/{cast.a.pk}/giai-trinh/"),
    ]


def published(cast: Cast, size: int) -> list[Listed]:
    """What the office and everybody read once the tables are out."""
    judged(cast, size)
    return publish(cast)


def publish(cast: Cast) -> list[Listed]:
    """Judge the rest, settle, approve and publish; then the pages that say so."""
    for each in Participant.objects.filter(
        campaign=cast.campaign, assessment__state="submitted"
    ).select_related("campaign", "unit", "parent"):
        judge_rest(cast.chi, each)
    council = seat_council(cast)
    results.lay_before_council(by=cast.hoa, campaign=campaign_of(cast))
    announce(cast)
    session = open_session(cast, council)
    appraisal.close_session(by=council.dung, session=session, minutes="Biên bản")
    set_clock(by=cast.hoa, campaign=campaign_of(cast), to=dt.datetime(2016, 12, 2, 9, tzinfo=HANOI))
    results.propose_results(by=cast.hoa, campaign=campaign_of(cast))
    run = last_run(campaign_of(cast))
    assert run is not None
    results.approve_results(
        by=cast.khanh, campaign=campaign_of(cast), number="1/QĐ-UBND",
        date=dt.date(2016, 12, 2), digest=run.digest, why_corrected="",
    )  # fmt: skip
    results.publish_results(by=cast.hoa, campaign=campaign_of(cast), confirms_redaction=True)
    public = "/cong-bo/thanh-hoa-2016/1"
    return [
        Listed(cast.hoa, f"{DOT}/ket-qua/"),
        Listed(cast.hoa, f"{DOT}/hoi-dong/"),
        Listed(cast.hoa, f"{DOT}/he-qua/"),
        Listed(cast.hoa, f"{DOT}/he-qua.csv"),
        Listed(cast.an, f"/phieu/{cast.a.pk}/ket-qua/"),
        Listed(cast.an, f"/phieu/{cast.a.pk}/khac-phuc/"),
        *(
            Listed(cast.giang, path)
            for path in ("/cong-bo/", f"{public}/", f"{public}/T.A/", f"{public}/bang.csv")
        ),
    ]
