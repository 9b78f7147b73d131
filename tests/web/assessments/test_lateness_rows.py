"""The rows derived by hand from the law, driven through the services with the clock frozen.

The verdicts in `tests/xephang/calendar/lateness_rows.yaml` are derived by hand from the texts
and the calendar, without running the code. Here each form is really sent, or recorded by the
office with its stamp, and both what the office sees (progress) and what the core makes of the
campaign must give the verdict of the row, wherever the server stands.
"""

from __future__ import annotations

import datetime as dt
import os
import time
from collections.abc import Iterator
from typing import Any

import pytest

from tests.web.cast import holds, person
from tests.web.conftest import FrozenClock
from tests.web.cycle.world import short_form
from tests.xephang.calendar.test_lateness import DATA
from xephang.calendar import HANOI, terms
from xephang.library import find_folder
from xephang.loading import load_folder
from xephang.results import assess
from xephang_web.accounts.models import Role, User
from xephang_web.assessments import services as forms
from xephang_web.assessments.handover import core_campaign
from xephang_web.assessments.models import Receipt
from xephang_web.assessments.progress import campaign_progress
from xephang_web.campaigns import services as campaigns
from xephang_web.campaigns.models import Campaign, Participant
from xephang_web.campaigns.pinning import pin_content
from xephang_web.campaigns.queries import campaign_now, regulation_of
from xephang_web.campaigns.roster import add_participants
from xephang_web.organisations.models import Unit, UnitKind
from xephang_web.organisations.services import create_unit
from xephang_web.shared.errors import Mistake

THANH_HOA = "thanh-hoa/2016-4289"
SHOWN = {
    "on_time": "submitted",
    "late_within_grace": "late",
    "recorded_late": "late",
    "doubtful": "doubtful",
    "not_assessed": "not_assessed",
    "missing": "missing",
}
"""Verdict of a row → what the page of progress says."""
VERDICTS = {
    "on_time": "ranked",
    "late_within_grace": "ranked",
    "recorded_late": "ranked",
    "doubtful": "pending",
    "not_assessed": "not_assessed_late",
    "missing": "not_assessed_missing",
}
"""Verdict of a row → what the year gives the unit."""


@pytest.fixture(params=["UTC", "America/New_York"])
def server_zone(request: pytest.FixtureRequest) -> Iterator[str]:
    """The zone of the machine; the law's stays Viet Nam's."""
    before = os.environ.get("TZ", "Asia/Ho_Chi_Minh")
    os.environ["TZ"] = request.param
    time.tzset()
    yield request.param
    os.environ["TZ"] = before
    time.tzset()


class Desk:
    """One office whose campaigns have one deadline each, and a unit for every row."""

    def __init__(self, clock: FrozenClock) -> None:
        self.clock = clock
        kind = UnitKind.objects.get_or_create(
            code="department", defaults={"name": "Sở", "level": "province"}
        )[0]
        self.kind = kind
        self.province = create_unit(by=None, code="P", name="UBND tỉnh", kind=kind)
        self.office = create_unit(
            by=None, code="O", name="Sở Thông tin", kind=kind, parent=self.province
        )
        self.hoa = holds(person("Hoa"), Role.STANDING_OFFICE, self.office)
        self.head = person("Bình")
        self.made: dict[tuple[Any, ...], Campaign] = {}

    def campaign(self, of: str, year: int, *more: str) -> Campaign:
        """A real campaign with that deadline; made once."""
        key = (of, year, *more)
        if key not in self.made:
            self.clock.at = dt.datetime(year, 1, 2, tzinfo=HANOI)
            law = dict(load_folder(find_folder(THANH_HOA)).document.data)
            written = {**DATA["milestones"][of], "cite": "9.9"}
            deadline = {"id": "m", "kind": "submission", "name": "Gửi phiếu", **written}
            law["calendar"] = {"milestones": [deadline]}
            self.made[key] = campaigns.create_campaign(
                by=self.hoa,
                slug="-".join([of.replace("_", "-"), str(year), *more]),
                title=of,
                regulation=pin_content(
                    {"regulation": law, "forms": [short_form(THANH_HOA, year)]}, year
                ),
                standing_office=self.office,
            )
        return self.made[key]

    def unit(self, campaign: Campaign) -> Participant:
        """One more unit on the roster, whose head is Bình."""
        number = Unit.objects.count()
        unit = create_unit(
            by=None, code=f"U{number}", name=f"Sở {number}", kind=self.kind, parent=self.province
        )
        holds(self.head, Role.HEAD, unit)
        add_participants(by=self.hoa, campaign=campaign, units=[unit], group="so")
        if Campaign.objects.get(pk=campaign.pk).state == Campaign.State.PREPARING:
            campaigns.open_campaign(by=self.hoa, campaign=campaign)
        return Participant.objects.select_related("campaign__regulation", "unit").get(
            campaign=campaign, unit=unit
        )

    def write(self, participant: Participant) -> User:
        """The head writes an answer, long before any deadline."""
        head = User.objects.get(pk=self.head.pk)
        self.clock.at = dt.datetime(participant.campaign.year, 1, 3, tzinfo=HANOI)
        forms.save_answers(
            by=head, participant=participant, criterion_id="1.1", values={"numerator": "5"}
        )
        return head

    def send(self, participant: Participant, at: str, *, is_complete: bool = True) -> None:
        """The form is sent in the application at that very moment."""
        head = self.write(participant)
        self.clock.at = dt.datetime.fromisoformat(at).astimezone(dt.UTC)
        made = forms.submit_assessment(by=head, participant=participant)
        assert made.at == self.clock.at
        if not is_complete:
            forms.declare_completeness(
                by=self.hoa,
                receipt=Receipt.objects.get(submission=made),
                is_complete=False,
                note="thiếu phụ lục",
            )

    def stamp(
        self, participant: Participant, day: str, channel: str, *, is_complete: bool = True
    ) -> None:
        """The office records a form with the day of its stamp, long afterwards."""
        if not participant.receipts.exists():
            self.write(participant)
        self.clock.at = dt.datetime(participant.campaign.year + 1, 6, 1, tzinfo=HANOI)
        forms.record_receipt(
            by=self.hoa,
            participant=participant,
            channel=channel,
            note="bản quét gửi sau",
            stamped_on=dt.date.fromisoformat(day[:10]),
            is_complete=is_complete,
        )

    def check(self, rows: list[tuple[Participant, str, str]]) -> None:
        """Progress and results of every unit are what its row says, each with its reason."""
        by_campaign: dict[int, list[tuple[Participant, str, str]]] = {}
        for row in rows:
            by_campaign.setdefault(row[0].campaign_id, []).append(row)
        for pk, listed in by_campaign.items():
            campaign = Campaign.objects.select_related("regulation").get(pk=pk)
            self.clock.at = dt.datetime(campaign.year + 1, 6, 1, tzinfo=HANOI)
            shown = {
                each.participant.pk: each
                for each in campaign_progress(
                    campaign, campaign.participants.all(), campaign_now(campaign)
                )
            }
            results = assess(regulation_of(campaign), core_campaign(campaign)).units
            for participant, expected, told in listed:
                one, result = shown[participant.pk], results[participant.unit.code]
                assert one.state == SHOWN[expected], told
                assert one.lateness is not None
                assert one.lateness.status == expected, told
                assert result.verdict == VERDICTS[expected], told
                assert bool(one.lateness.other_readings) == (expected == "doubtful"), told
                if result.verdict != "ranked":
                    assert result.citation == "9.9", told
                    assert result.reason.show("vi"), told


@pytest.mark.django_db
def test_every_row_holds_wherever_the_server_stands(
    server_zone: str, server_clock: FrozenClock
) -> None:
    desk = Desk(server_clock)
    rows = []
    for of, written, at, expected in DATA["rows"]:
        year = int(written)
        participant = desk.unit(desk.campaign(of, year))
        if len(at) == 10:
            channel = (DATA["milestones"][of].get("channels") or ["paper"])[0]
            desk.stamp(participant, at, channel)
        else:
            desk.send(participant, at)
        rows.append((participant, expected, f"{of} {year} {at} in {server_zone}"))
    assert len(rows) >= 60
    desk.check(rows)


@pytest.mark.django_db
@pytest.mark.parametrize("for_all", [True, False], ids=["for all", "for one unit"])
def test_forms_on_several_channels_and_extensions(
    server_zone: str, server_clock: FrozenClock, *, for_all: bool
) -> None:
    desk = Desk(server_clock)
    rows = []
    for number, row in enumerate(DATA["acts"]):
        acts = row.get("before", [])
        if for_all and not acts:
            continue
        more = (str(number),) if for_all else ()
        campaign = desk.campaign(row["of"], int(row["year"]), *more)
        participant = desk.unit(campaign)
        _extended(desk, participant, acts, for_all=for_all)
        is_sent = False
        for at, channel, complete in row["forms"]:
            is_complete = complete == "yes"
            # The application is the document system of the office: one form is sent there.
            if channel == "document_system" and len(at) > 10 and not is_sent:
                desk.send(participant, at, is_complete=is_complete)
                is_sent = True
            else:
                desk.stamp(participant, at, channel, is_complete=is_complete)
        rows.append((participant, row["expect"], f"{row} in {server_zone}"))
    desk.check(rows)


def _extended(desk: Desk, participant: Participant, acts: list[str], *, for_all: bool) -> None:
    campaign = participant.campaign
    desk.clock.at = dt.datetime(campaign.year, 1, 5, tzinfo=HANOI)
    written = regulation_of(campaign).file.calendar
    assert written is not None
    on_time_until = terms(written.milestones[0], campaign.year).deadline.astimezone(HANOI).date()
    there = campaign.extensions.filter(participant=None if for_all else participant)
    for day in acts:
        before = dt.date.fromisoformat(day)
        said: dict[str, Any] = {
            "by": desk.hoa,
            "campaign": campaign,
            "milestone": "m",
            "before": before,
            "document": "12/TB",
            "reason": "bão",
            "participant": None if for_all else participant,
        }
        if before > max([on_time_until, *(each.before for each in there.all())]):
            campaigns.extend_deadline(**said)
        else:  # an act takes no time away: the office is told
            with pytest.raises(Mistake):
                campaigns.extend_deadline(**said)


@pytest.mark.django_db
def test_an_extension_for_one_unit_gives_another_nothing(
    server_zone: str, server_clock: FrozenClock
) -> None:
    """Bình Thuận 2019, one unit extended to before 20/9: grace 23 to 27/9. The other: to 20/9."""
    desk = Desk(server_clock)
    campaign = desk.campaign("bt", 2019)
    one, other = desk.unit(campaign), desk.unit(campaign)
    _extended(desk, one, ["2019-09-20"], for_all=False)
    for each in (one, other):
        desk.send(each, "2019-09-23T10:00:00+07:00")
    told = f"in {server_zone}"
    desk.check([(one, "late_within_grace", told), (other, "not_assessed", told)])
