"""The second half of the year: appraisal, council, appeals."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

from tests.web.cycle.first_half import FirstHalf
from tests.web.cycle.guards import COUNCIL_STAGES
from tests.web.cycle.reading import is_called
from tests.web.cycle.world import at
from xephang_web.appraisal import services as appraisal
from xephang_web.appraisal.ledger import read_ledger
from xephang_web.appraisal.models import Finding
from xephang_web.campaigns.models import Participant
from xephang_web.campaigns.queries import campaign_today
from xephang_web.results import services as results
from xephang_web.results.models import Appeal


class SecondHalf(FirstHalf):
    """From the first finding to the last answer to an appeal."""

    def may_judge(self, by: str, participant: Participant) -> bool:
        """Called, free, and while the appraisal lasts."""
        called = is_called(self.world.people[by].pk, participant.pk, self.today())
        return called and self.is_free(by, participant) and self.stage == "appraising"

    def judge(self, by: str, unit: str, criterion: str, verdict: str, **given: Any) -> None:
        """A finding of the appraisal."""
        participant = self.participant(unit)
        if participant is None:
            return
        self.attempt(
            f"judge {verdict}",
            lambda: appraisal.record_finding(
                by=self.person(by),
                participant=participant,
                criterion_id=criterion,
                verdict=verdict,
                bases=["data"],
                reason="đã đối chiếu",
                **given,
            ),
            may=self.may_judge(by, participant),
        )

    def conclude(self, by: str, unit: str) -> None:
        """Somebody signs for a form."""
        participant = self.participant(unit)
        if participant is None:
            return
        self.attempt(
            "conclude",
            lambda: appraisal.conclude_form(by=self.person(by), participant=participant),
            may=self.may_judge(by, participant),
        )

    def second_look(self, by: str, unit: str, appraiser: str) -> None:
        """A form is drawn for a second appraiser."""
        participant = self.participant(unit)
        if participant is None:
            return
        self.attempt(
            "second look",
            lambda: appraisal.draw_second_look(
                by=self.person(by), participant=participant, appraiser=self.person(appraiser)
            ),
            may=by in ("Hoa", "Tâm") and self.is_free(appraiser, participant),
        )

    def visit(self, by: str, unit: str, team: Sequence[str]) -> None:
        """A visit is planned, and held by one of the team."""
        participant = self.participant(unit)
        if participant is None:
            return
        day = campaign_today(self.campaign)
        made = self.attempt(
            "visit",
            lambda: appraisal.plan_visit(
                by=self.person(by),
                participant=participant,
                planned_on=day,
                team=[self.person(each) for each in team],
                purpose="xem máy chủ",
            ),
            may=by in ("Hoa", "Tâm") and all(self.is_free(each, participant) for each in team),
        )
        if made is not None:
            self.attempt(
                "hold visit",
                lambda: appraisal.hold_visit(
                    by=self.person(team[0]), visit=made, held_on=day, minutes="đã xem"
                ),
            )

    def clarify(self, by: str, unit: str, criterion: str, answers: str) -> None:
        """The appraiser asks; somebody answers."""
        participant = self.participant(unit)
        if participant is None:
            return
        year = self.campaign.year
        asked = self.attempt(
            "ask",
            lambda: appraisal.ask_clarification(
                by=self.person(by),
                participant=participant,
                criterion_id=criterion,
                question="Vì sao?",
                due=dt.date(year, 12, 31),
            ),
            may=self.may_judge(by, participant),
        )
        if asked is not None:
            self.attempt(
                "answer",
                lambda: appraisal.answer_clarification(
                    by=self.person(answers), clarification=asked, answer="Vì thế."
                ),
                may=self.works_in(answers, unit),
            )

    def reference(self, by: str, rows: dict[str, int]) -> None:
        """A table of a specialist agency."""
        content = "\n".join(f"{unit},{value}" for unit, value in rows.items()).encode()
        self.attempt(
            "reference",
            lambda: appraisal.upload_reference(
                by=self.person(by),
                campaign=self.campaign,
                title="Số máy",
                criterion="1.1",
                field="numerator",
                tolerance="5",
                name="so-may.csv",
                content=content,
            ),
            may=by in ("Hoa", "Số", "Liệu"),
        )

    # --- the council

    def meet(self, by: str, present: Sequence[str]) -> None:
        """A session begins."""
        self.attempt(
            "session",
            lambda: appraisal.open_session(
                by=self.person(by),
                campaign=self.campaign,
                held_on=at(self.campaign.year, 12, 1).date(),
                present=[self.person(each) for each in present],
            ),
            may=by in ("Hoa", "Dũng", "Lan", "Sơn", "Việt") and self.stage in COUNCIL_STAGES,
        )

    def rise(self, by: str) -> None:
        """The session ends, if one is open."""
        session = self.campaign.sessions.filter(closed_at__isnull=True).first()
        if session is None:
            return
        self.attempt(
            "minutes",
            lambda: appraisal.close_session(
                by=self.person(by), session=session, minutes="Biên bản"
            ),
            may=by in ("Hoa", "Dũng", "Lan", "Sơn", "Việt"),
        )

    def settle(self, by: str, unit: str, criterion: str, verdict: str, **given: Any) -> None:
        """The council settles a criterion."""
        participant = self.participant(unit)
        if participant is None:
            return
        seated = by in ("Dũng", "Lan", "Sơn", "Việt")
        self.attempt(
            f"settle {verdict}",
            lambda: appraisal.settle_criterion(
                by=self.person(by),
                participant=participant,
                criterion_id=criterion,
                verdict=verdict,
                bases=["data"],
                reason="hội đồng thống nhất",
                **given,
            ),
            may=seated and self.is_free(by, participant) and self.stage in COUNCIL_STAGES,
        )

    def appeal(self, by: str, unit: str, criterion: str) -> None:
        """A head disputes a result; without a criterion, that the unit is not assessed at all."""
        participant = self.participant(unit)
        if participant is None:
            return
        self.attempt(
            "appeal",
            lambda: results.file_appeal(
                by=self.person(by),
                participant=participant,
                criterion_id=criterion,
                text="Có đủ máy",
                file=None,
            ),
            may=self.signs(by, unit) and self.stage == "preliminary",
        )

    def waiting_appeal(self) -> Appeal | None:
        """The appeal that waits longest."""
        listed = Appeal.objects.filter(
            participant__campaign=self.campaign,
            answered_at__isnull=True,
            withdrawn_at__isnull=True,
        )
        return listed.order_by("pk").first()

    def withdraw_appeal(self, by: str) -> None:
        """The appeal that waits longest is taken back."""
        appeal = self.waiting_appeal()
        if appeal is None:
            return
        self.attempt(
            "withdraw appeal",
            lambda: results.withdraw_appeal(by=self.person(by), appeal=appeal),
            may=self.signs(by, appeal.participant.unit.code),
        )

    def answer_appeal(self, by: str, *, uphold: bool, points: str) -> None:
        """The council answers the appeal that waits longest."""
        appeal = self.waiting_appeal()
        if appeal is None:
            return
        said: dict[str, Any] = {
            "verdict": Finding.Verdict.ADJUST,
            "points": points,
            "bases": ["data"],
            "reason": "có hồ sơ",
        }

        def answer() -> Appeal:
            assert appeal is not None
            if not uphold:
                return results.turn_down_appeal(
                    by=self.person(by), appeal=appeal, answer="không có hồ sơ"
                )
            if not appeal.criterion:
                moves, _is_in = results.standing_ripple(appeal.participant)
                return results.uphold_standing(
                    by=self.person(by),
                    appeal=appeal,
                    answer="đã ghi nhận phiếu",
                    seen_ripple=results.ripple_text(moves),
                )
            moved = results.ripple_text(results.appeal_ripple(appeal, **said))
            return results.uphold_appeal(
                by=self.person(by), appeal=appeal, seen_ripple=moved, **said
            )

        seated = by in ("Dũng", "Lan", "Sơn", "Việt")
        upheld = "uphold" if appeal.criterion else "uphold standing"
        self.attempt(
            upheld if uphold else "turn down",
            answer,
            may=seated and self.is_free(by, appeal.participant) and self.stage in COUNCIL_STAGES,
        )

    def open_criteria(self, participant: Participant) -> list[str]:
        """Criteria that nobody has judged."""
        return [each.id for each in read_ledger(participant).open_criteria]
