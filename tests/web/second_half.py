"""The second half of a year, for tests: everybody sends, Chi appraises, Dũng's council settles."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db import transaction

from tests.web.cast import Cast, holds, person
from xephang.calendar import HANOI
from xephang.regulation import Criterion
from xephang_web.accounts.models import Role, User
from xephang_web.appraisal import services as appraisal
from xephang_web.appraisal.ledger import Ledger, read_ledger
from xephang_web.appraisal.models import CouncilSession, Finding
from xephang_web.appraisal.services.findings import (
    draft_finding,
    keep_finding,
)
from xephang_web.assessments import services as forms
from xephang_web.campaigns.models import Campaign, Member, Participant
from xephang_web.campaigns.services import close_campaign, seat_member, set_clock
from xephang_web.results import services as results

AFTER = dt.datetime(2016, 11, 21, 9, tzinfo=HANOI)
ANSWERS = {
    "1.2": {"numerator": "40", "denominator": "50"},
    "1.3": {"answer": "yes"},
}


@dataclass
class Council:
    """Who sits: Dũng in the chair, with Lan and Sơn."""

    dung: User
    lan: User
    son: User

    @property
    def all(self) -> list[User]:
        """The three of them."""
        return [self.dung, self.lan, self.son]


def send(cast: Cast, participant: Participant, by: User, head: User, **changed: str) -> None:
    """A unit's form, filled in and sent; `changed` are fields of criterion 1.2."""
    for criterion, values in ANSWERS.items():
        own = {**values, **(changed if criterion == "1.2" else {})}
        forms.save_answers(by=by, participant=participant, criterion_id=criterion, values=own)
    forms.submit_assessment(by=head, participant=participant)


def send_all(cast: Cast) -> None:
    """A claims 40 of 50, B 30 of 50; D sends too, E does not. Then the intake is closed."""
    chau = holds(person("Châu"), Role.HEAD, cast.unit_b)
    dien = holds(person("Diên"), Role.HEAD, cast.unit_d)
    send(cast, cast.a, cast.an, cast.binh)
    send(cast, cast.b, cast.giang, chau, numerator="30")
    forms.save_answers(
        by=cast.dao,
        participant=cast.participant(cast.unit_d),
        criterion_id="1.2",
        values=ANSWERS["1.2"],
    )
    forms.submit_assessment(by=dien, participant=cast.participant(cast.unit_d))
    set_clock(by=cast.hoa, campaign=cast.campaign, to=AFTER)
    close_campaign(by=cast.hoa, campaign=cast.campaign)


def campaign_of(cast: Cast) -> Campaign:
    """The campaign, read anew."""
    found: Campaign = Campaign.objects.select_related("regulation", "standing_office").get(
        pk=cast.campaign.pk
    )
    return found


def seat_council(cast: Cast) -> Council:
    """Three people of the province's office on the council."""
    made = Council(
        *(
            holds(person(name), Role.COUNCIL_MEMBER, cast.province)
            for name in ("Dũng", "Lan", "Sơn")
        )
    )
    for each in made.all:
        seat = Member.Seat.CHAIR if each is made.dung else Member.Seat.MEMBER
        seat_member(
            by=cast.hoa, campaign=cast.campaign, user=each, body=Member.Body.COUNCIL, seat=seat
        )
    return made


NOT_SURVEYED = "chưa khảo sát"
"""Why what nobody claimed has no points."""


def plain_finding(ledger: Ledger, criterion: Criterion) -> dict[str, Any]:
    """The claim accepted; where nothing was claimed, no points and why."""
    if ledger.is_for_a_person(criterion):
        return {"verdict": Finding.Verdict.ADJUST, "points": "0", "reason": NOT_SURVEYED}
    return {"verdict": Finding.Verdict.ACCEPT}


@transaction.atomic
def judge_rest(by: User, participant: Participant, *, is_signed: bool = True) -> None:
    """Accept every criterion that has no finding yet, then sign for the form.

    What nobody claimed is given no points, in so many words.

    The form is read once: these findings are what a test begins with, not what it is about.
    """
    ledger = read_ledger(participant)
    for criterion in ledger.open_criteria:
        finding = draft_finding(
            ledger,
            criterion_id=criterion.id,
            body=Finding.Body.APPRAISAL,
            bases=["data"],
            **plain_finding(ledger, criterion),
        )
        keep_finding(finding, by=by, before=None)
    if is_signed:
        appraisal.conclude_form(by=by, participant=participant)


def judge_all(cast: Cast, units: Iterable[Participant] | None = None) -> None:
    """Chi appraises every form that came."""
    for each in units or [cast.a, cast.b, cast.participant(cast.unit_d)]:
        judge_rest(cast.chi, each)


def open_session(cast: Cast, council: Council) -> CouncilSession:
    """The council meets, all three present."""
    return appraisal.open_session(
        by=council.dung,
        campaign=campaign_of(cast),
        held_on=dt.date(2016, 11, 25),
        present=council.all,
    )


def announce(cast: Cast) -> None:
    """The council's work is done; units may appeal until 1/12."""
    results.announce_preliminary(
        by=cast.hoa, campaign=campaign_of(cast), appeals_before=dt.date(2016, 12, 1)
    )
