"""Somebody for every post there is, and the campaign and form in every state, to ask the rules."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import product
from typing import Any

from django.db import transaction
from django.http import Http404

from tests.web.cast import BEGAN
from tests.web.permissions import rules_table as table
from tests.web.permissions.people import with_own_table
from tests.web.permissions.rules_table import Post, Rule
from xephang_web.accounts.models import Appointment, Role, User
from xephang_web.accounts.services import may_give
from xephang_web.appraisal.models import SecondLook
from xephang_web.assessments.models import Assessment, Submission
from xephang_web.assessments.services import check_editable
from xephang_web.audit import triggers
from xephang_web.campaigns import queries
from xephang_web.campaigns.models import Campaign, Member, Participant
from xephang_web.campaigns.pinning import pin_from_library
from xephang_web.organisations.models import Unit, UnitKind
from xephang_web.organisations.services import create_unit
from xephang_web.shared.errors import NotAllowed, TooLate

PARENTS = {
    table.FAR_ABOVE: None,
    table.ABOVE: table.FAR_ABOVE,
    table.OWN: table.ABOVE,
    table.BELOW: table.OWN,
    table.BESIDE: table.ABOVE,
    table.NEAR: table.BESIDE,
    table.CHECKER: table.ABOVE,
    table.OFFICE: table.ABOVE,
    "other root": None,
    table.OTHER_TREE: "other root",
    table.OTHER_OFFICE: "other root",
}
TODAY = dt.date(2016, 11, 1)
STATES = {
    "draft": Assessment.State.DRAFT,
    "before the head": Assessment.State.REVIEW,
    "submitted": Assessment.State.SUBMITTED,
    "withdrawn": Assessment.State.DRAFT,
    "draft for the panel": Assessment.State.DRAFT,
    "sent to the panel": Assessment.State.SUBMITTED,
    "second look": Assessment.State.SUBMITTED,
}
SENT_AT = dt.datetime(2016, 10, 1, tzinfo=dt.UTC)
LOCKED_FORMS = {*table.SENT, "superseded", "exempted"}


@dataclass
class Posts:
    """The unit, its campaign, and a person in every post."""

    units: dict[str, Unit]
    campaign: Campaign
    participant: Participant
    people: dict[Post, User] = field(default_factory=dict)
    nobodies: dict[str, list[User]] = field(default_factory=dict)
    """People who held or will hold the posts, or whose account is closed."""

    def asked_about(self, rule: Rule) -> Any:
        """What a rule is asked about, as it stands now."""
        objects = {
            "unit": self.units[table.OWN],
            "campaign": self.participant.campaign,
            "form": self.participant,
            "nothing": None,
        }
        return objects[rule.about]

    def enter(self, campaign: str, form: str) -> None:
        """Put campaign and form into a state, past every service, and read them anew."""
        Campaign.objects.filter(pk=self.campaign.pk).update(state=campaign)
        other = self.units[table.CHECKER]
        checkers = {
            "checked by itself": self.units[table.OWN],
            **dict.fromkeys(table.FOR_THE_PANEL),
        }
        Assessment.objects.filter(participant=self.participant).delete()
        Participant.objects.filter(pk=self.participant.pk).update(
            superseded_by=self.participant.pk if form == "superseded" else None,
            exempted_for="Giải thể" if form == "exempted" else "",
            appraised_by=checkers.get(form, other),
        )
        SecondLook.objects.filter(participant=self.participant).delete()
        if form == "second look":
            by = self.people[table.SECOND, table.SYSTEM]
            SecondLook.objects.create(
                participant=self.participant, appraiser=by, drawn_by=by, drawn_at=SENT_AT
            )
        if form in STATES:
            made = Assessment.objects.create(participant=self.participant, state=STATES[form])
            if form in (*table.SENT, "withdrawn"):
                self._submission(made, is_withdrawn=form == "withdrawn")
        self.participant = Participant.objects.select_related("campaign").get(
            pk=self.participant.pk
        )

    def _submission(self, form: Assessment, *, is_withdrawn: bool) -> None:
        at = SENT_AT
        by = self.people["head", table.OWN]
        Submission.objects.create(
            assessment=form, number=1, at=at, server_at=at, by=by, signed_as="head",
            content="{}", digest="0" * 64, regulation_digest="0" * 64, points="0",
            withdrawn_at=at if is_withdrawn else None,
        )  # fmt: skip


def make_posts() -> Posts:
    """Two trees of units, a campaign with one form, and somebody in every post."""
    triggers.remove()  # states are entered past every service, and left again
    kind = UnitKind.objects.create(code="unit", name="Đơn vị", level="unit")
    units: dict[str, Unit] = {}
    for number, (place, parent) in enumerate(PARENTS.items()):
        units[place] = create_unit(
            by=None,
            code=f"U{number}",
            name=f"Đơn vị {number}",
            kind=kind,
            parent=units[parent] if parent else None,
        )
    founder = User.objects.create(email="nguoi-lap@xephang.example", full_name="Lập")
    campaign = Campaign.objects.create(
        slug="dot",
        title="Đợt",
        year=2016,
        regulation=with_own_table(pin_from_library("thanh-hoa/2016-4289", 2016), "bang-1"),
        standing_office=units[table.OFFICE],
        created_by=founder,
        created_at=dt.datetime(2016, 10, 1, tzinfo=dt.UTC),
    )
    participant = Participant.objects.create(
        campaign=campaign,
        unit=units[table.OWN],
        group="so",
        parent=units[table.ABOVE],
        appraised_by=units[table.CHECKER],
    )
    made = Posts(units, campaign, participant)
    every = table.posts()
    made.people = dict(zip(every, _holders(made, "holds", BEGAN, None), strict=True))
    _seats(made)
    made.nobodies = {
        "held it until today": _holders(made, "held", BEGAN, TODAY),
        "holds it from tomorrow": _holders(made, "will", TODAY + dt.timedelta(days=1), None),
        "whose account is closed": _holders(made, "closed", BEGAN, None, is_active=False),
        "who holds nothing": [User.objects.create(email="nobody@xephang.example")],
    }
    return made


def _seats(made: Posts) -> None:
    """Somebody in every seat, who belongs to a unit through a post that gives nothing."""
    for number, (seat, place) in enumerate(table.seats()):
        sitting = User.objects.create(email=f"seat{number}@xephang.example", full_name="Ghế")
        made.people[seat, place] = sitting
        if place != table.SYSTEM:
            Appointment.objects.create(
                user=sitting, role=Role.COUNCIL_MEMBER, unit=made.units[place], starts=BEGAN
            )
        if seat == table.SECOND:
            continue
        body = Member.Body.COUNCIL if seat == table.ON_THE_COUNCIL else Member.Body.PANEL
        kind = Member.Seat.LEADER if seat == table.LEADER else Member.Seat.MEMBER
        Member.objects.create(campaign=made.campaign, user=sitting, body=body, seat=kind)


def _holders(
    made: Posts, name: str, starts: dt.date, ends: dt.date | None, *, is_active: bool = True
) -> list[User]:
    """Somebody for every post, in the order of `posts`, who holds it in that time."""
    people = User.objects.bulk_create(
        User(
            email=f"{name}{number}@xephang.example",
            full_name=f"{name}: {role} in {place}",
            is_active=is_active,
        )
        for number, (role, place) in enumerate(table.posts())
    )
    Appointment.objects.bulk_create(
        Appointment(
            user=user,
            role=role,
            unit=made.units.get(place),
            starts=starts,
            ends=ends or (dt.date(2099, 1, 1) if role == "deputy" else None),
        )
        for user, (role, place) in zip(people, table.posts(), strict=True)
    )
    return people


def given(made: Posts, user: User, rule: Rule) -> bool:
    """What the application answers: through its permissions, or through a scoped query."""
    campaign, participant = made.participant.campaign, made.participant
    reaches: dict[str, Callable[[], bool]] = {
        "visible_campaigns": lambda: (
            queries.visible_campaigns(user).filter(pk=campaign.pk).exists()
        ),
        "visible_participants": lambda: (
            queries.visible_participants(user, campaign).filter(pk=participant.pk).exists()
        ),
        "reach_participant": lambda: _reaches(user, participant.pk),
    }
    if rule.name in reaches:
        return reaches[rule.name]()
    return user.has_perm(rule.name, made.asked_about(rule))


def _reaches(user: User, pk: int) -> bool:
    try:
        return queries.reach_participant(user, pk).pk == pk
    except Http404:
        return False


def differences(made: Posts, rules: tuple[Rule, ...], forms: tuple[str, ...]) -> Iterator[str]:
    """Where the application answers otherwise than the rules in words: one line a case."""
    for campaign, form in product(table.CAMPAIGN_STATES, forms):
        made.enter(campaign, form)
        for rule, (post, user) in product(rules, made.people.items()):
            should, does = rule.holds(post, campaign, form), given(made, user, rule)
            if should is not does:
                yield (
                    f"{rule.name}, campaign {campaign}, form {form}: {post[0]} in {post[1]} "
                    f"{'has it and should not' if does else 'should have it and has not'}"
                )


def held_by_nobodies(made: Posts, rules: tuple[Rule, ...]) -> Iterator[str]:
    """What is given to people who hold no post today: one line a case."""
    made.enter("open", "draft")
    for rule, (who, users) in product(rules, made.nobodies.items()):
        for user in users:
            if given(made, user, rule):
                yield f"{rule.name}: somebody {who} has it ({user.full_name})"


def appointing_differences(made: Posts) -> Iterator[str]:
    """Where somebody can give a role that the words do not let them give, or the reverse."""
    unit = made.units[table.OWN]
    for (post, user), role in product(made.people.items(), Role):
        place = None if role.value in table.WITHOUT_UNIT else unit
        should = table.may_appoint(post, role.value)
        if may_give(user, role, place) is not should:
            yield f"{post[0]} in {post[1]} giving {role.value}: should be {should}"
    for who, users in made.nobodies.items():
        for user, role in product(users, Role):
            if may_give(user, role, unit):
                yield f"somebody {who} gives {role.value} ({user.full_name})"


def filling_differences(made: Posts) -> Iterator[str]:
    """Where a form can be written to by other people, or in other states, than it should."""
    for campaign, form in product(table.CAMPAIGN_STATES, table.FORM_STATES):
        made.enter(campaign, form)
        is_locked = campaign != "open" or form in LOCKED_FORMS
        for post, user in made.people.items():
            is_staff = post[0] in table.STAFF and post[1] == table.OWN
            should = ("too late" if is_locked else "yes") if is_staff else "not allowed"
            found = _filling(made, user)
            if found != should:
                yield f"{post[0]} in {post[1]}, campaign {campaign}, form {form}: {found}"


def _filling(made: Posts, user: User) -> str:
    point = transaction.savepoint()
    try:
        check_editable(by=user, participant=made.participant)
    except NotAllowed:
        return "not allowed"
    except TooLate:
        return "too late"
    finally:
        transaction.savepoint_rollback(point)
    return "yes"
