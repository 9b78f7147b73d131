"""Loading the demonstration: the invented campaigns as people would have made them.

Campaign acts and submissions go through the services, each at the moment it happened by
the campaign's own clock. Answers are written in bulk, with one record a form: nobody
typed them.
"""

from __future__ import annotations

import datetime as dt
import json
import random
from collections.abc import Callable, Mapping
from typing import Any

from django.db import transaction

from xephang.calendar import HANOI
from xephang.campaign import NA_APPROVED, NOT_APPLICABLE, UnitAnswers
from xephang.canonical import digest
from xephang.texts import Text
from xephang_web.accounts.models import Appointment, Role, User
from xephang_web.assessments import services as forms
from xephang_web.assessments.models import Answer, Assessment, CriterionNote
from xephang_web.audit.services import record_act
from xephang_web.campaigns import services as campaigns
from xephang_web.campaigns.library import library_regulation
from xephang_web.campaigns.models import Campaign, CampaignDocument, Member, Participant
from xephang_web.campaigns.pinning import pin_content
from xephang_web.campaigns.queries import regulation_of
from xephang_web.campaigns.roster import add_participants
from xephang_web.demonstration import papers, proofs, stages
from xephang_web.demonstration.cases import IMPOSSIBLE, WITH_EVIDENCE
from xephang_web.demonstration.made import Made, at_clock, move_clock
from xephang_web.demonstration.people import person_name
from xephang_web.demonstration.shapes import DemoForm, DemoReceipt, DemoUnit, DemoWorld
from xephang_web.demonstration.worlds import worlds
from xephang_web.organisations.kinds import KINDS
from xephang_web.organisations.models import Unit, UnitKind
from xephang_web.organisations.services import create_unit
from xephang_web.shared.canonical import canonical_text

Say = Callable[[str], None]
BEGAN = dt.date(2010, 1, 1)
AFTER_GRACE = dt.timedelta(days=12)
"""So long after the last deadline nobody may send any more, by any of the regulations."""
_IN_APPLICATION = ("system", "document_system")


@transaction.atomic
def load_demonstration(say: Say) -> None:
    """Load everything into an empty database; `say` gets a line a campaign."""
    _kinds()
    _of_the_whole_system()
    for world in worlds():
        say(f"{world.title.vi}: {len(world.units)} đơn vị …")
        load_world(world)


def _kinds() -> None:
    for position, (code, name, name_en, level) in enumerate(KINDS):
        UnitKind.objects.update_or_create(
            code=code,
            defaults={"name": name, "name_en": name_en, "level": level, "position": position},
        )


def _person(email: str, name: str, *, is_demo: bool) -> User:
    user = User(email=email, full_name=name, is_demo=is_demo)
    user.set_unusable_password()
    user.save()
    return user


def _of_the_whole_system() -> None:
    for role, name in ((Role.AUDITOR, "Tạ Quang Vinh"), (Role.ADMINISTRATOR, "Mạc Thu Trang")):
        user = _person(f"{role.value}@minh-hoa.example", name, is_demo=True)
        Appointment.objects.create(user=user, role=role, starts=BEGAN)


def load_world(world: DemoWorld) -> tuple[Campaign, Campaign]:
    """One world: units, people, last year's campaign and this year's, at its stage."""
    made = Made(world)
    kinds = {each.code: each for each in UnitKind.objects.all()}
    for each in world.units:
        made.units[each.code] = create_unit(
            by=None,
            code=each.code,
            name=each.name,
            kind=kinds[each.kind],
            parent=made.units[each.parent] if each.parent else None,
            is_restricted=each.is_restricted,
        )
    _people(made)
    previous = _previous_campaign(made)
    stages.end_last_year(made, previous)
    campaign = _campaign(made, previous)
    stages.take_on(made, campaign)
    return previous, campaign


def _featured(world: DemoWorld) -> set[str]:
    """Units whose people stand on the start page: one of each interesting kind."""
    chosen: dict[str, str] = {}
    for form in world.forms:
        kind = f"{form.state}:{form.note.split(',')[0][:24]}"
        chosen.setdefault(kind if form.note else form.state, form.unit)
    parents = {each.parent for each in world.units if each.parent}
    above = next((u.code for u in world.units if u.group and u.code in parents), "")
    return {*list(chosen.values())[:4], above} - {""}


def _people(made: Made) -> None:
    world = made.world
    rng = random.Random(f"people {world.slug}")  # noqa: S311 - invented names, not secrets
    featured = _featured(world)
    above = {each.parent for each in world.units if each.group == "xa"}

    def holder(role: Role, code: str, address: str, *, is_demo: bool) -> User:
        user = _person(f"{address}@minh-hoa.example", person_name(rng), is_demo=is_demo)
        Appointment.objects.create(user=user, role=role, unit=made.units[code], starts=BEGAN)
        return user

    for each in world.units:
        if each.group is None:
            continue
        shown = each.code in featured
        address = each.code.lower().replace(".", "-")
        focal = holder(Role.FOCAL_PERSON, each.code, f"dau-moi.{address}", is_demo=shown)
        head = holder(Role.HEAD, each.code, f"thu-truong.{address}", is_demo=shown)
        made.focal[each.code], made.heads[each.code] = focal, head
        if each.code in above:
            made.appraisers[each.code] = holder(
                Role.APPRAISER, each.code, f"tham-dinh.{address}", is_demo=shown
            )
    root = next(each.code for each in world.units if each.parent is None)
    office = world.standing_office
    for key, role, code in (
        ("standing_office", Role.STANDING_OFFICE, office),
        ("panel_leader", Role.PANEL_LEADER, office),
        ("appraiser", Role.APPRAISER, office),
        ("data_supplier", Role.DATA_SUPPLIER, office),
        ("agency", Role.DATA_SUPPLIER, f"{root}.NV"),
        ("emulation_office", Role.EMULATION_OFFICE, root),
        ("council_chair", Role.COUNCIL_CHAIR, root),
        ("council_member", Role.COUNCIL_MEMBER, office),
        ("approver", Role.APPROVER, root),
    ):
        made.people[key] = holder(role, code, f"{key}.{world.slug}", is_demo=True)


def _pin(world: DemoWorld, year: int) -> Any:
    """The regulation with the forms of a year; where it has none, this year's, relabelled."""
    folder = library_regulation(world.regulation_id)
    content = {
        "regulation": folder.document.data,
        "forms": [document.data for document, _form in folder.forms],
    }
    if year not in folder.years:
        same = [each for each in content["forms"] if str(each["year"]) == str(world.year)]
        content["forms"] = [{**each, "year": str(year)} for each in same]
    return pin_content(content, year)


def _open(made: Made, year: int, title: Text, previous: Campaign | None) -> Campaign:
    world, office = made.world, made.office
    slug = world.slug.replace(str(world.year), str(year))
    start = world.launched.replace(year=year)
    campaign = campaigns.create_campaign(
        by=office,
        slug=slug,
        title=title.vi,
        title_en=title.en,
        regulation=_pin(world, year),
        standing_office=made.units[world.standing_office],
        previous=previous,
        training_clock=start,
    )
    groups: dict[str, list[Unit]] = {}
    for each in world.units:
        if each.group is not None:
            groups.setdefault(each.group, []).append(made.units[each.code])
    for group, units in groups.items():
        add_participants(by=office, campaign=campaign, units=units, group=group)
    campaigns.open_campaign(by=office, campaign=campaign)
    return campaign


def _previous_campaign(made: Made) -> Campaign:
    world = made.world
    title = Text(
        world.title.vi.replace(str(world.year), str(world.previous_year)),
        world.title.en.replace(str(world.year), str(world.previous_year)),
    )
    campaign = _open(made, world.previous_year, title, None)
    sent = dt.datetime.combine(
        world.deadline.replace(year=world.previous_year), dt.time(15), HANOI
    ) - dt.timedelta(days=5)
    participants = made.roster(campaign)
    at_clock(campaign, sent)
    for code, answers in world.previous.items():
        typed = sent - dt.timedelta(hours=30)
        _write_answers(participants[code], answers, made.focal[code], typed)
        forms.submit_assessment(by=made.heads[code], participant=participants[code])
    closes = world.last_deadline.replace(year=world.previous_year) + AFTER_GRACE
    move_clock(campaign, dt.datetime.combine(closes, dt.time(9), HANOI))
    campaigns.close_campaign(by=made.office, campaign=campaign)
    return campaign


def _campaign(made: Made, previous: Campaign) -> Campaign:
    world, office = made.world, made.office
    campaign = _open(made, world.year, world.title, previous)
    participants = made.roster(campaign)
    at_clock(campaign, world.launched + dt.timedelta(hours=2))
    day = world.launched.date()
    campaigns.add_document(
        by=office,
        campaign=campaign,
        kind=CampaignDocument.Kind.LETTER,
        title="Công văn triển khai (minh họa)",
        number="01/CV-MH",
        date=day,
        file=papers.received("ke-hoach", made.units[world.standing_office], office),
    )
    campaigns.add_document(
        by=office,
        campaign=campaign,
        kind=CampaignDocument.Kind.COST,
        title="Dự toán kinh phí (minh họa)",
        number="02/DT-MH",
        date=day,
        is_for_units=False,
    )
    campaigns.add_contact(
        by=office,
        campaign=campaign,
        name=office.full_name,
        phone="0000 000 000",
        email=office.email,
    )
    campaigns.seat_member(
        by=office,
        campaign=campaign,
        user=made.people["panel_leader"],
        body=Member.Body.PANEL,
        seat=Member.Seat.LEADER,
        document="QĐ 03/QĐ-MH (minh họa)",
    )
    for act in world.extensions:
        campaigns.extend_deadline(
            by=office,
            campaign=campaign,
            milestone=act.milestone,
            before=act.before,
            document=act.document,
            reason=act.reason,
            participant=participants[act.unit] if act.unit else None,
        )
    _questions(made, campaign)
    for form in world.forms:
        _load_form(made, campaign, participants[form.unit], form)
    move_clock(campaign, world.today)
    return campaign


def _load_form(made: Made, campaign: Campaign, participant: Participant, form: DemoForm) -> None:
    if form.state == "not_started":
        return
    criteria = regulation_of(campaign).criteria_sets[participant.group]
    own = {
        criterion: {
            name: value
            for name, value in fields.items()
            if name not in (by_id := criteria.criterion(criterion)).inputs  # type: ignore[union-attr]
            or by_id.inputs[name].source == "unit"  # type: ignore[union-attr]
        }
        for criterion, fields in form.answers.items()
    }
    moments = [each.at for each in form.receipts]
    typed = min([*moments, made.world.today]) - dt.timedelta(hours=30)
    focal = made.focal[form.unit]
    _write_answers(participant, own, focal, typed)
    at_clock(campaign, typed)
    if form.unit in WITH_EVIDENCE:
        papers.attach_evidence(participant, focal)
    else:
        is_draft = form.state == "drafting"
        proofs.load_evidence(participant, own, focal, added=typed, is_draft=is_draft)
    if form.note == IMPOSSIBLE:
        papers.explain_doubts(participant, focal)
    for receipt in form.receipts:
        _receive(made, campaign, participant, receipt)


def _receive(
    made: Made, campaign: Campaign, participant: Participant, receipt: DemoReceipt
) -> None:
    office = made.office
    at_clock(campaign, receipt.at)
    state = Assessment.objects.get(participant=participant).state
    if (
        receipt.channel in _IN_APPLICATION
        and receipt.complete
        and state != Assessment.State.SUBMITTED
    ):
        forms.submit_assessment(by=made.heads[participant.unit.code], participant=participant)
        return
    forms.record_receipt(
        by=office,
        participant=participant,
        channel=receipt.channel,
        note="Bản quét gửi sau (minh họa)",
        stamped_on=receipt.at.astimezone(HANOI).date(),
        reference="số đến (minh họa)",
        is_complete=receipt.complete,
    )


def _write_answers(
    participant: Participant, answers: UnitAnswers, by: User, typed: dt.datetime
) -> None:
    assessment = Assessment.objects.create(participant=participant, changed_at=typed, changed_by=by)
    rows = [
        Answer(
            assessment=assessment,
            criterion=criterion,
            field=name,
            value=canonical_text(value) if isinstance(value, list) else value,
            is_rows=isinstance(value, list),
            answered_under=participant.campaign.regulation.digest,
            changed_by=by,
            changed_at=typed,
        )
        for criterion, fields in answers.items()
        for name, value in fields.items()
        if name != NA_APPROVED
    ]
    Answer.objects.bulk_create(rows)
    CriterionNote.objects.bulk_create(
        CriterionNote(
            assessment=assessment,
            criterion=criterion,
            not_applicable_reason="Không thuộc chức năng, nhiệm vụ được giao (minh họa).",
            without_evidence="Nêu trong quyết định quy định chức năng, nhiệm vụ (minh họa).",
        )
        for criterion, fields in answers.items()
        if fields.get(NOT_APPLICABLE) == "yes"
    )
    record_act(
        "answer.loaded",
        forms.about_form(participant),
        by=by,
        after={"fields": str(len(rows)), "digest": digest(_plain(answers))},
    )


def _plain(answers: UnitAnswers) -> Mapping[str, Any]:
    return dict(json.loads(canonical_text({key: dict(value) for key, value in answers.items()})))


QUESTIONS = (
    "Hồ sơ trả trực tiếp nhưng nộp trực tuyến có tính là trực tuyến không?",
    "Mẫu số có tính người lao động hợp đồng không?",
    "Đơn vị mới tách trong năm lấy số liệu từ ngày nào?",
)


def _questions(made: Made, campaign: Campaign) -> None:
    asking: list[DemoUnit] = [each for each in made.world.units if each.code in made.focal][3:6]
    for position, (unit, text) in enumerate(zip(asking, QUESTIONS, strict=True)):
        asked = campaigns.ask_question(
            by=made.focal[unit.code], campaign=campaign, unit=made.units[unit.code], text=text
        )
        if position == 0:
            campaigns.answer_question(
                by=made.office,
                question=asked,
                answer="Có: tính theo cách nộp, không theo cách trả (trả lời minh họa).",
                is_faq=True,
            )
