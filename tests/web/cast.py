"""The people of the tests.

An fills in for unit A, Bình heads A, Kim signs for Bình (KT.), Chi appraises in the
standing office, Giang is of unit B and sees nothing of A, Hoa runs the campaign, Khánh
approves, Minh audits, Quyên keeps the system. District D stands over commune E, whose
focal person is Én; Đào is of D.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.test import Client

from xephang.calendar import HANOI
from xephang_web.accounts.models import Appointment, Role, User
from xephang_web.campaigns import services as campaigns
from xephang_web.campaigns.models import Campaign, Participant
from xephang_web.campaigns.pinning import pin_from_library
from xephang_web.campaigns.roster import add_participants
from xephang_web.organisations.models import Unit, UnitKind
from xephang_web.organisations.services import create_unit

BEGAN = dt.date(2010, 1, 1)
TODAY = dt.datetime(2016, 11, 1, 9, tzinfo=HANOI)


@dataclass
class Cast:
    """Everybody, with the units and the campaign they meet in."""

    an: User
    binh: User
    kim: User
    chi: User
    giang: User
    hoa: User
    khanh: User
    minh: User
    quyen: User
    dao: User
    en: User
    unit_a: Unit
    unit_b: Unit
    unit_d: Unit
    unit_e: Unit
    office: Unit
    province: Unit
    campaign: Campaign

    def participant(self, unit: Unit) -> Participant:
        """A unit's place on the roster, read anew."""
        return Participant.objects.select_related("campaign", "unit", "parent").get(
            campaign=self.campaign, unit=unit
        )

    @property
    def a(self) -> Participant:
        """Unit A on the roster."""
        return self.participant(self.unit_a)

    @property
    def b(self) -> Participant:
        """Unit B on the roster."""
        return self.participant(self.unit_b)


def person(name: str, *, is_demo: bool = True) -> User:
    """Somebody with an address of their own; `is_demo` needs no second factor."""
    user = User(email=f"{name.lower()}@xephang.example", full_name=name, is_demo=is_demo)
    user.set_unusable_password()
    user.save()
    return user


def holds(user: User, role: Role, unit: Unit | None = None, ends: dt.date | None = None) -> User:
    """Give somebody a role without asking who gives it."""
    Appointment.objects.create(user=user, role=role, unit=unit, starts=BEGAN, ends=ends)
    return user


def make_cast(
    regulation: str = "thanh-hoa/2016-4289",
    year: int = 2016,
    lower: str = "huyen",
    upper: str = "so",
) -> Cast:
    """Everybody in their places; the campaign is open on 1/11/2016, in training.

    `upper` is the group of A and B, `lower` that of the district and its commune.
    """
    kinds = {
        code: UnitKind.objects.get_or_create(code=code, defaults={"name": code, "level": code})[0]
        for code in ("province", "department", "district", "commune")
    }
    province = create_unit(by=None, code="T", name="UBND tỉnh", kind=kinds["province"])
    office = create_unit(
        by=None, code="T.TT", name="Sở Thông tin", kind=kinds["department"], parent=province
    )
    unit_a = create_unit(
        by=None, code="T.A", name="Sở Ánh Sáng", kind=kinds["department"], parent=province
    )
    unit_b = create_unit(
        by=None, code="T.B", name="Sở Bưu Điện", kind=kinds["department"], parent=province
    )
    unit_d = create_unit(
        by=None, code="T.D", name="Huyện Đông", kind=kinds["district"], parent=province
    )
    unit_e = create_unit(by=None, code="T.D.E", name="Xã Em", kind=kinds["commune"], parent=unit_d)
    hoa = holds(person("Hoa"), Role.STANDING_OFFICE, office)
    campaign = campaigns.create_campaign(
        by=hoa,
        slug="thanh-hoa-2016",
        title="Đợt đánh giá 2016",
        regulation=pin_from_library(regulation, year),
        standing_office=office,
        training_clock=TODAY,
    )
    add_participants(by=hoa, campaign=campaign, units=[unit_a, unit_b], group=upper)
    add_participants(by=hoa, campaign=campaign, units=[unit_d, unit_e], group=lower)
    campaigns.open_campaign(by=hoa, campaign=campaign)
    return Cast(
        an=holds(person("An"), Role.FOCAL_PERSON, unit_a),
        binh=holds(person("Bình"), Role.HEAD, unit_a),
        kim=holds(person("Kim"), Role.DEPUTY, unit_a, ends=dt.date(2099, 1, 1)),
        chi=holds(person("Chi"), Role.APPRAISER, office),
        giang=holds(person("Giang"), Role.FOCAL_PERSON, unit_b),
        hoa=hoa,
        khanh=holds(person("Khánh"), Role.APPROVER, province),
        minh=holds(person("Minh"), Role.AUDITOR),
        quyen=holds(person("Quyên"), Role.ADMINISTRATOR),
        dao=holds(person("Đào"), Role.FOCAL_PERSON, unit_d),
        en=holds(person("Én"), Role.FOCAL_PERSON, unit_e),
        unit_a=unit_a,
        unit_b=unit_b,
        unit_d=unit_d,
        unit_e=unit_e,
        office=office,
        province=province,
        campaign=campaign,
    )


def log_in(user: User) -> Client:
    """A browser in which somebody is logged in."""
    client = Client(raise_request_exception=False)
    client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client
