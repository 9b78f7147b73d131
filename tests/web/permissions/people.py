"""Who asks for the pages, how each stands to what they are about, and the stages of the forms."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Callable
from dataclasses import dataclass, field

from django.core.files.uploadedfile import SimpleUploadedFile

from tests.web.cast import BEGAN, TODAY, Cast, holds, make_cast, person
from tests.web.evidence.files import png
from tests.web.permissions.pages_table import (
    AFTER_LAUNCH,
    OF_OWN_TABLES,
    ONCE_SENT,
    SECOND_HALF,
    SENT,
    Relations,
    those,
)
from tests.web.permissions.payloads import CRITERION, OWN_TABLE, SECRET
from tests.web.permissions.second_stages import bring_on
from tests.web.second_half import AFTER, ANSWERS
from xephang_web.accounts.models import Appointment, Invitation, Role, User
from xephang_web.appraisal import services as appraisal
from xephang_web.assessments import services as forms
from xephang_web.campaigns import services as campaigns
from xephang_web.campaigns.models import (
    Campaign,
    CampaignDocument,
    Member,
    Participant,
    PinnedRegulation,
)
from xephang_web.campaigns.pinning import pin_content
from xephang_web.evidence.services import receive_file
from xephang_web.organisations.models import Unit
from xephang_web.organisations.services import create_unit
from xephang_web.shared import clock

NONE = those()
A, E = "A", "E"
TYPED = "chim-go-tay-"
"""What a unit types into its form begins with this and ends with its code."""
"""The two forms that are asked for: of a department, and of a commune below a district."""


@dataclass(frozen=True)
class Who:
    """Somebody who asks: how they stand to form A, form E, the campaign, unit A, the site."""

    name: str
    form_a: Relations = NONE
    form_e: Relations = NONE
    campaign: Relations = NONE
    unit: Relations = NONE
    site: Relations = NONE
    is_visitor: bool = False

    def stands(self, about: str, form: str, stage: str) -> Relations:
        """The relations that count, as the campaign and the forms stand now."""
        of_form = self.form_a if form == A else self.form_e
        found = {
            "form": of_form,
            "campaign": self.campaign,
            "unit": self.unit | self.site,
            "site": self.site,
        }[about]
        if stage == "preparing" and about in ("form", "campaign"):
            found -= AFTER_LAUNCH
            if "seat" not in found:
                found -= those("judging", "leader")
        if stage not in SENT:
            found -= ONCE_SENT
        if stage != "own table":
            found -= OF_OWN_TABLES
        return found | (those("everybody") if self.is_visitor else those("everybody", "person"))


TAKER = those("participant", "taker")
CHECKER, JUDGE, SETTLER, BARRED = (
    those("checker", "judge"),
    those("judge"),
    those("settler"),
    those("barred"),
)
LEADS = those("leader")
APPROVER = those("approver")
JUDGES, SEAT = those("participant", "judging"), those("seat")
AUDITS = those("auditor")
PEOPLE = (
    Who("a visitor", is_visitor=True),
    Who("somebody whose account is closed", is_visitor=True),
    Who("somebody without a role"),
    Who("a focal person of A", form_a=those("unit"), campaign=TAKER, unit=those("unit")),
    Who("the head of A", those("unit", "signer"), campaign=TAKER, unit=those("unit", "head")),
    Who("a deputy of A", those("unit", "signer"), campaign=TAKER, unit=those("unit")),
    Who("a focal person of A until today"),
    Who("a focal person of A from tomorrow"),
    Who("a focal person of B", campaign=TAKER),
    Who("the head of B", campaign=TAKER),
    Who("a focal person of D, above E", form_e=those("parent"), campaign=TAKER),
    Who("the head of D, above E", form_e=those("parent"), campaign=TAKER | those("table")),
    Who("a focal person of E", form_e=those("unit"), campaign=TAKER),
    Who("the head of E", form_e=those("unit", "signer"), campaign=TAKER),
    Who("an appraiser", CHECKER, CHECKER, JUDGES),
    Who("a panel leader", CHECKER | LEADS, CHECKER | LEADS, JUDGES | LEADS),
    Who("an appraiser who fills in for B", CHECKER, CHECKER, TAKER | those("judging")),
    Who("an appraiser who has a post in A", BARRED, CHECKER, JUDGES),
    Who("an appraiser who has a post in E, below D", CHECKER, BARRED, JUDGES),
    Who("an appraiser in A, which checks nobody", campaign=those("participant")),
    Who(
        "the standing office",
        those("office"),
        those("office"),
        those("office"),
        those("governor"),
        those("some office"),
    ),
    Who("an approver in the office", campaign=those("officer")),
    Who("a supplier of data in the office", campaign=those("officer", "supplier")),
    Who("a supplier of data in B", campaign=those("officer", "supplier", "verifier")),
    Who("the emulation office in the office", campaign=those("officer")),
    Who("the emulation office in the province", campaign=those("officer", "awards")),
    Who("an approver in the province", APPROVER, APPROVER, APPROVER | those("officer")),
    Who("a council member in the office, without a seat"),
    Who("a seat on the panel", JUDGE, JUDGE, SEAT | those("judging")),
    Who("a seat on the panel, seconded from A", BARRED, JUDGE, SEAT | those("judging")),
    Who(
        "the leader of the panel, by seat",
        JUDGE | LEADS,
        JUDGE | LEADS,
        SEAT | LEADS | those("judging"),
    ),
    Who("the second appraiser of A", those("second"), JUDGE, SEAT | those("judging")),
    Who("a seat on the council", SETTLER, SETTLER, SEAT | those("council")),
    Who("the chair of the council", SETTLER, SETTLER, SEAT | those("council")),
    Who("a seat on the council, with a post in A", BARRED, SETTLER, SEAT | those("council")),
    Who("the auditor", AUDITS, AUDITS, AUDITS, AUDITS, AUDITS),
    Who("the administrator", unit=those("administrator"), site=those("administrator")),
    Who("the standing office of another province", site=those("some office")),
    Who("a head in another province"),
)


@dataclass
class Scene:
    """The cast in one stage, with everybody of `PEOPLE`, and what was planted."""

    cast: Cast
    stage: str
    users: dict[str, User | None] = field(default_factory=dict)
    forms: dict[str, Participant] = field(default_factory=dict)

    def form(self, name: str) -> Participant:
        """Form A or form E."""
        if name not in self.forms:
            unit = self.cast.unit_a if name == A else self.cast.unit_e
            self.forms[name] = self.cast.participant(unit)
        return self.forms[name]


def make_scene(stage: str) -> Scene:
    """Everybody in their places, and both forms in that stage."""
    cast = make_cast()
    scene = Scene(cast, stage)
    if stage == "own table":
        _give_table_to_district(cast)
    _people(scene)
    _plant(scene)
    for name, filler, head in ((A, cast.an, cast.binh), (E, cast.en, scene.users["the head of E"])):
        assert head is not None
        _bring(scene, scene.form(name), filler, head)
    state = {"preparing": "preparing", "closed": "closed"}.get(stage)
    if state:
        Campaign.objects.filter(pk=cast.campaign.pk).update(state=state)
    if stage == "over":
        campaigns.set_clock(by=cast.hoa, campaign=cast.campaign, to=AFTER)
    if stage in SECOND_HALF:
        bring_on(scene)
    scene.forms.clear()
    return scene


def with_own_table(pinned: PinnedRegulation, table: str) -> PinnedRegulation:
    """The same regulation where units above rank what is below them, each its own (DN-7)."""
    content = json.loads(pinned.content)
    found = next(each for each in content["regulation"]["rank_tables"] if each["id"] == table)
    found["within"] = "parent"
    return pin_content(content, pinned.year)


def _give_table_to_district(cast: Cast) -> None:
    pinned = with_own_table(cast.campaign.regulation, OWN_TABLE)
    Campaign.objects.filter(pk=cast.campaign.pk).update(regulation=pinned)
    cast.campaign.regulation = pinned
    # The province ranks the district itself in another table.
    Participant.objects.filter(unit=cast.unit_d).update(group="so")


def _people(scene: Scene) -> None:
    cast, users = scene.cast, scene.users
    today = TODAY.date()
    kind = cast.unit_a.kind
    other = create_unit(by=None, code="K", name="UBND tỉnh khác", kind=kind)
    office = create_unit(by=None, code="K.TT", name="Sở khác", kind=kind, parent=other)
    ka = create_unit(by=None, code="K.A", name="Sở của tỉnh khác", kind=kind, parent=other)
    users.update(
        {
            "a visitor": None,
            "somebody without a role": person("Vô Danh"),
            "a focal person of A": cast.an,
            "the head of A": cast.binh,
            "a deputy of A": cast.kim,
            "a focal person of B": cast.giang,
            "a focal person of D, above E": cast.dao,
            "a focal person of E": cast.en,
            "an appraiser": cast.chi,
            "the standing office": cast.hoa,
            "an approver in the province": cast.khanh,
            "the auditor": cast.minh,
            "the administrator": cast.quyen,
        }
    )
    for name, role, unit in (
        ("the head of B", Role.HEAD, cast.unit_b),
        ("the head of D, above E", Role.HEAD, cast.unit_d),
        ("the head of E", Role.HEAD, cast.unit_e),
        ("a panel leader", Role.PANEL_LEADER, cast.office),
        ("an appraiser who fills in for B", Role.APPRAISER, cast.office),
        ("an appraiser in A, which checks nobody", Role.APPRAISER, cast.unit_a),
        ("an approver in the office", Role.APPROVER, cast.office),
        ("a supplier of data in the office", Role.DATA_SUPPLIER, cast.office),
        ("a supplier of data in B", Role.DATA_SUPPLIER, cast.unit_b),
        ("the emulation office in the office", Role.EMULATION_OFFICE, cast.office),
        ("the emulation office in the province", Role.EMULATION_OFFICE, cast.province),
        ("an appraiser who has a post in A", Role.APPRAISER, cast.office),
        ("an appraiser who has a post in E, below D", Role.APPRAISER, cast.office),
        ("a council member in the office, without a seat", Role.COUNCIL_MEMBER, cast.office),
        ("the standing office of another province", Role.STANDING_OFFICE, office),
        ("a head in another province", Role.HEAD, ka),
    ):
        users[name] = holds(person(f"p{len(users)}"), role, unit)
    fills_in = users["an appraiser who fills in for B"]
    assert fills_in is not None
    holds(fills_in, Role.FOCAL_PERSON, cast.unit_b)
    users["a focal person of A until today"] = holds(
        person("Cửu"), Role.FOCAL_PERSON, cast.unit_a, ends=today
    )
    coming = users["a focal person of A from tomorrow"] = person("Mai")
    Appointment.objects.create(
        user=coming,
        role=Role.FOCAL_PERSON,
        unit=cast.unit_a,
        starts=today + dt.timedelta(days=1),
    )
    closed = users["somebody whose account is closed"] = holds(
        person("Đóng"), Role.FOCAL_PERSON, cast.unit_a, BEGAN + dt.timedelta(days=40000)
    )
    closed.is_active = False
    closed.save()
    for name, unit in (
        ("an appraiser who has a post in A", cast.unit_a),
        ("an appraiser who has a post in E, below D", cast.unit_e),
    ):
        bound = users[name]
        assert bound is not None
        holds(bound, Role.COUNCIL_MEMBER, unit)
    _seats(scene)


def _seats(scene: Scene) -> None:
    cast, users = scene.cast, scene.users
    panel, council = Member.Body.PANEL, Member.Body.COUNCIL
    seats: tuple[tuple[str, Member.Body, Member.Seat, Unit | None], ...] = (
        ("a seat on the panel", panel, Member.Seat.MEMBER, None),
        ("a seat on the panel, seconded from A", panel, Member.Seat.MEMBER, cast.unit_a),
        ("the leader of the panel, by seat", panel, Member.Seat.LEADER, None),
        ("the second appraiser of A", panel, Member.Seat.MEMBER, None),
        ("a seat on the council", council, Member.Seat.MEMBER, None),
        ("the chair of the council", council, Member.Seat.CHAIR, None),
        ("a seat on the council, with a post in A", council, Member.Seat.MEMBER, None),
    )
    for name, body, seat, unit in seats:
        sitting = users[name] = person(f"ghế {len(users)}")
        Member.objects.create(
            campaign=cast.campaign, user=sitting, body=body, seat=seat, seconded_from=unit
        )
    bound = users["a seat on the council, with a post in A"]
    assert bound is not None
    holds(bound, Role.COUNCIL_MEMBER, cast.unit_a)


def _plant(scene: Scene) -> None:
    cast = scene.cast
    upload = SimpleUploadedFile("du-toan.txt", "dự toán".encode())
    stored = receive_file(by=cast.hoa, unit=cast.office, upload=upload)
    for title, is_for_units in (("Công văn cho đơn vị", True), ("Dự toán nội bộ", False)):
        CampaignDocument.objects.create(
            campaign=cast.campaign,
            kind="letter",
            title=title,
            file=stored,
            is_for_units=is_for_units,
        )
    campaigns.ask_question(
        by=cast.an, campaign=cast.campaign, unit=cast.unit_a, text="Câu hỏi của A"
    )
    _plant_sources(scene)
    Invitation.objects.create(
        email="nguoi-duoc-moi@xephang.example",
        full_name="Người Được Mời",
        role=Role.FOCAL_PERSON,
        unit=cast.unit_b,
        starts=BEGAN,
        secret_digest=hashlib.sha256(SECRET.encode()).hexdigest(),
        invited_by=cast.hoa,
        created_at=clock.now(),
        expires_at=clock.now() + dt.timedelta(days=14),
    )


def _plant_sources(scene: Scene) -> None:
    """A criterion given to B to verify, a table of B's, an inspection of A and of E."""
    cast = scene.cast
    supplier = scene.users["a supplier of data in B"]
    assert supplier is not None
    appraisal.give_tasks(
        by=cast.hoa, campaign=cast.campaign, group="so", criteria=[CRITERION], unit=cast.unit_b
    )
    appraisal.upload_reference(
        by=supplier,
        campaign=cast.campaign,
        title="Bảng của B",
        criterion="1.2",
        field="numerator",
        name="bang.csv",
        content=b"T.A,40\n",
    )
    for form in (scene.form(A), scene.form(E)):
        appraisal.record_inspection(
            by=cast.hoa,
            participant=form,
            held_on=dt.date(2016, 6, 3),
            text="Đủ sổ.",
            document="45/KL",
            upload=SimpleUploadedFile("ket-luan.txt", "kết luận".encode()),
        )


def _bring(scene: Scene, form: Participant, filler: User, head: User) -> None:
    """Put a form into the scene's stage, the way its people would."""
    if scene.stage == "not begun":
        return
    for criterion, values in ANSWERS.items():
        forms.save_answers(by=filler, participant=form, criterion_id=criterion, values=values)
    forms.save_answers(
        by=filler,
        participant=form,
        criterion_id="contact",
        values={"post": f"{TYPED}{form.unit.code}"},
    )
    upload = SimpleUploadedFile("minh-chung.png", png(side=form.pk % 90 + 2))
    stored = receive_file(by=filler, unit=form.unit, upload=upload)
    forms.add_evidence(by=filler, participant=form, criteria=[CRITERION], file=stored)
    after: dict[str, Callable[[], object]] = {
        "before the head": lambda: forms.send_to_head(by=filler, participant=form),
        "submitted": lambda: forms.submit_assessment(by=head, participant=form),
        "doubtful": lambda: forms.record_receipt(
            by=scene.cast.hoa,
            participant=form,
            channel="paper",
            note="bản quét gửi sau",
            stamped_on=TODAY.date(),
            is_complete=False,
        ),
        "exempted": lambda: Participant.objects.filter(pk=form.pk).update(exempted_for="Giải thể"),
        "superseded": lambda: Participant.objects.filter(pk=form.pk).update(
            superseded_by=scene.cast.b.pk
        ),
    }
    if scene.stage in SECOND_HALF:
        after["submitted"]()
    elif scene.stage in after:
        after[scene.stage]()
