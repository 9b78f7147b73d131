"""The first half of the year: founding, filling in, sending, receipts, closing."""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.db.models import Q

from tests.web.cycle.stage import FINAL, PAPER, Stage
from tests.web.cycle.world import at, pin_short
from xephang_web.accounts.models import User
from xephang_web.assessments import services as forms
from xephang_web.assessments.lateness import form_to_enter
from xephang_web.assessments.models import Assessment, LatenessDecision, Receipt
from xephang_web.campaigns import roster
from xephang_web.campaigns import services as campaigns
from xephang_web.campaigns.models import Campaign, Member, Participant
from xephang_web.campaigns.queries import regulation_of, submission_milestone


class FirstHalf(Stage):
    """From the founding of a campaign to its closing."""

    def found(self, by: str = "Hoa") -> None:
        """Campaign, roster, seats and launch: the wrong people try each step first."""
        province = self.world.province
        pinned = pin_short(province, province.year)
        self.guards.look()

        def create(name: str) -> Campaign:
            return campaigns.create_campaign(
                by=self.person(name),
                slug=f"dot-{province.year}",
                title="Đợt đánh giá",
                regulation=pinned,
                standing_office=self.world.units["O"],
                training_clock=at(province.year, *province.opens),
            )

        self.attempt("create", lambda: create("Khánh"), may=False)
        self.must("create", lambda: create(by))
        for group, codes in self.world.groups.items():
            units = [self.world.units[each] for each in codes]
            for name, may in (("Minh", False), (by, True)):
                self.attempt(
                    "roster",
                    lambda name=name, group=group, units=units: roster.add_participants(  # type: ignore[misc]
                        by=self.person(name), campaign=self.campaign, units=units, group=group
                    ),
                    may=may,
                )
        self.compose(by)
        self.attempt(
            "open",
            lambda: campaigns.open_campaign(by=self.person("Quyên"), campaign=self.campaign),
            may=False,
        )
        self.must(
            "open", lambda: campaigns.open_campaign(by=self.person(by), campaign=self.campaign)
        )

    def compose(self, by: str) -> None:
        """Seats on panel and council, and who checks the office's own form."""
        own = self.participant("O")
        assert own is not None
        self.must(
            "appraiser",
            lambda: roster.set_appraiser(
                by=self.person(by), participant=own, appraiser=self.world.units["B"]
            ),
        )
        council, panel = Member.Body.COUNCIL, Member.Body.PANEL
        seats = [
            ("Dũng", council, Member.Seat.CHAIR, None),
            ("Lan", council, Member.Seat.MEMBER, None),
            ("Sơn", council, Member.Seat.MEMBER, None),
            ("Việt", council, Member.Seat.MEMBER, "A"),
            ("Bách", panel, Member.Seat.MEMBER, "B"),
            ("Chi", panel, Member.Seat.MEMBER, None),
        ]
        for name, body, seat, seconded in seats:
            if self.campaign.members.filter(user__full_name=name, body=body).exists():
                continue
            self.must(
                "seat",
                lambda name=name, body=body, seat=seat, seconded=seconded: campaigns.seat_member(  # type: ignore[misc]
                    by=self.person(by),
                    campaign=self.campaign,
                    user=self.person(name),
                    body=body,
                    seat=seat,
                    seconded_from=self.world.units[seconded] if seconded else None,
                ),
            )

    def fill(self, by: str, unit: str, criterion: str, share: int, *, is_na: bool = False) -> None:
        """One criterion of a form."""
        participant = self.participant(unit)
        if participant is None:
            return
        may = self.works_in(by, unit)
        values = {"numerator": str(share), "denominator": "60"}
        if is_na:
            values["not_applicable"] = "yes"
        reasons = dict.fromkeys(
            ("not_applicable_reason", "without_evidence"), "Không giao việc này"
        )

        def write() -> None:
            person = self.person(by)
            forms.save_answers(
                by=person, participant=participant, criterion_id=criterion, values=values
            )
            if is_na:  # DN-3: what is left out comes with its reason
                forms.save_note(
                    by=person, participant=participant, criterion_id=criterion, texts=reasons
                )

        self.attempt(
            "fill",
            write,
            may=(may or self.enters(by, participant))
            and self.campaign.state == Campaign.State.OPEN,
        )

    def enters(self, by: str, participant: Participant) -> bool:
        """The office, while it holds a complete form on paper whose data are not here (PT-5)."""
        held = participant.receipts.filter(stamped_on__isnull=False, is_complete=True).filter(
            Q(submission=None) | Q(submission__withdrawn_at__isnull=False)
        )
        return by == "Hoa" and held.exists()

    def prove(self, by: str, unit: str, criterion: str) -> None:
        """Why a criterion is not the unit's own, and why there is no paper (DN-3)."""
        participant = self.participant(unit)
        if participant is None:
            return
        may = self.works_in(by, unit)
        texts = {"not_applicable_reason": "không có bến cảng", "without_evidence": "đã rõ"}
        self.attempt(
            "prove",
            lambda: forms.save_note(
                by=self.person(by), participant=participant, criterion_id=criterion, texts=texts
            ),
            may=(may or self.enters(by, participant))
            and self.campaign.state == Campaign.State.OPEN,
        )

    def send(self, by: str, unit: str) -> None:
        """The head sends the form."""
        participant = self.participant(unit)
        if participant is None:
            return
        self.attempt(
            "send",
            lambda: forms.submit_assessment(by=self.person(by), participant=participant),
            may=self.signs(by, unit) and self.campaign.state == Campaign.State.OPEN,
        )

    def withdraw(self, by: str, unit: str) -> None:
        """The head takes the form back."""
        participant = self.participant(unit)
        if participant is None:
            return
        self.attempt(
            "withdraw",
            lambda: forms.withdraw_submission(
                by=self.person(by), participant=participant, reason="Sửa số liệu"
            ),
            may=self.signs(by, unit) and self.campaign.state == Campaign.State.OPEN,
        )

    def paper(self, by: str, unit: str, days: int, *, is_complete: bool) -> None:
        """The office records a form on paper, stamped some days after the deadline."""
        participant = self.participant(unit)
        if participant is None:
            return
        self.attempt(
            "paper",
            lambda: forms.record_receipt(
                by=self.person(by),
                participant=participant,
                channel="paper",
                note="bản quét gửi sau",
                stamped_on=self.deadline(participant) + dt.timedelta(days=days),
                is_complete=is_complete,
            ),
            may=by == "Hoa" and self.stage not in FINAL,
        )

    def criteria(self, unit: str) -> list[str]:
        """The criteria of a unit's form."""
        participant = self.participant(unit)
        if participant is None:
            return []
        regulation = regulation_of(participant.campaign)
        return [each.id for each in regulation.criteria_sets[participant.group].criteria()]

    def enter(self, by: str, unit: str) -> None:
        """The office enters a form that it holds; what was sent too late is set aside first."""
        participant = self.participant(unit)
        receipt = participant.receipts.first() if participant is not None else None
        if participant is None or receipt is None:
            return
        held = form_to_enter(participant) or receipt
        self.attempt(
            "enter",
            lambda: self._enter(self.person(by), held),
            may=by == "Hoa" and self.stage not in FINAL,
        )

    def _enter(self, by: User, held: Receipt) -> None:
        with transaction.atomic():
            participant = held.participant
            if Assessment.objects.filter(participant=participant, state="submitted").exists():
                forms.set_data_aside(by=by, receipt=held, reason="Bản giấy đến trước")
            for criterion in self.criteria(participant.unit.code)[:2]:
                forms.save_answers(
                    by=by,
                    participant=participant,
                    criterion_id=criterion,
                    values={"numerator": "20", "denominator": "60", "not_applicable": ""},
                )
            forms.keep_data_of_paper(by=by, receipt=held)

    def decide_lateness(self, by: str, unit: str, *, is_accepted: bool) -> None:
        """The office decides a doubtful form."""
        participant = self.participant(unit)
        if participant is None:
            return
        verdict = LatenessDecision.Verdict
        self.attempt(
            "decide lateness",
            lambda: forms.decide_lateness(
                by=self.person(by),
                participant=participant,
                verdict=verdict.ACCEPTED if is_accepted else verdict.NOT_ASSESSED,
                reason="bưu điện chậm",
                document=PAPER,
            ),
            may=by == "Hoa" and self.stage not in FINAL,
        )

    def extend(self, by: str, unit: str | None, days: int) -> None:
        """A later deadline, for one unit or for all."""
        participant = self.participant(unit or "A")
        if participant is None:
            return
        milestone = submission_milestone(self.campaign, participant.group)
        assert milestone is not None
        self.attempt(
            "extend",
            lambda: campaigns.extend_deadline(
                by=self.person(by),
                campaign=self.campaign,
                milestone=milestone.id,
                before=self.deadline(participant) + dt.timedelta(days=days),
                document=PAPER,
                reason="bão",
                participant=participant if unit else None,
            ),
            may=by == "Hoa" and self.stage not in FINAL,
        )

    def move_clock(self, by: str, month: int, day: int, years: int = 0) -> None:
        """The clock of the training moves."""
        self.attempt(
            "clock",
            lambda: campaigns.set_clock(
                by=self.person(by),
                campaign=self.campaign,
                to=at(self.campaign.year + years, month, day),
            ),
            may=by == "Hoa",
        )

    def close(self, by: str) -> None:
        """The intake is closed."""
        self.attempt(
            "close",
            lambda: campaigns.close_campaign(by=self.person(by), campaign=self.campaign),
            may=by == "Hoa",
        )

    def exempt(self, by: str, unit: str, *, back: bool) -> None:
        """A unit is left out, or taken in again."""
        participant = self.participant(unit)
        if participant is None:
            return
        act = roster.readmit_participant if back else roster.exempt_participant
        self.attempt(
            "readmit" if back else "exempt",
            lambda: act(
                by=self.person(by), participant=participant, reason="mới lập", document=PAPER
            ),
            may=by == "Hoa" and self.stage not in FINAL,
        )
