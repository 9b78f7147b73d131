"""The steps to publication, the next year, and the plain way forward with the right people."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db import transaction

from tests.web.cycle.second_half import SecondHalf
from tests.web.cycle.stage import PAPER
from tests.web.cycle.world import at, pin_short
from xephang_web.appraisal import services as appraisal
from xephang_web.assessments import services as forms
from xephang_web.assessments.lateness import lateness_of
from xephang_web.assessments.models import Answer, Assessment
from xephang_web.campaigns import services as campaigns
from xephang_web.campaigns.copying import copy_campaign, copy_plan
from xephang_web.campaigns.models import Campaign, Participant
from xephang_web.campaigns.queries import campaign_now, campaign_today
from xephang_web.organisations import services as organisations
from xephang_web.organisations.models import Unit
from xephang_web.results import services as results
from xephang_web.results.runs import last_run

COUNCIL = ("Dũng", "Lan", "Sơn", "Việt")


class Walk(SecondHalf):
    """Everything that can be done in a year, and from one year to the next."""

    # --- the steps

    def lay(self, by: str) -> None:
        """The appraisal is over."""
        self.attempt(
            "lay",
            lambda: results.lay_before_council(by=self.person(by), campaign=self.campaign),
            may=by == "Hoa"
            and self.stage == "appraising"
            and self.campaign.state == Campaign.State.CLOSED,
        )

    def announce(self, by: str, days: int = 7) -> None:
        """Preliminary results."""
        campaign = self.campaign
        day = campaign_now(campaign).date() + dt.timedelta(days=days)
        self.attempt(
            "announce",
            lambda: results.announce_preliminary(
                by=self.person(by), campaign=campaign, appeals_before=day
            ),
            may=by == "Hoa" and self.stage in ("settling", "preliminary"),
        )

    def decide_table(self, by: str, unit: str) -> None:
        """A district decides the table of its communes."""
        within = "bang-xa" if self.world.province.na_approver else "bang-1"
        self.attempt(
            "table",
            lambda: results.decide_table(
                by=self.person(by),
                campaign=self.campaign,
                table=within,
                parent=self.world.units[unit],
                number=PAPER,
                date=campaign_today(self.campaign),
            ),
            may=self.signs(by, unit)
            and within == "bang-xa"
            and self.stage in ("preliminary", "correcting"),
        )

    def propose(self, by: str) -> None:
        """The office proposes."""
        self.attempt(
            "propose",
            lambda: results.propose_results(by=self.person(by), campaign=self.campaign),
            may=by == "Hoa" and self.stage in ("preliminary", "correcting"),
        )

    def approve(self, by: str, *, digest: str | None = None) -> None:
        """The authority approves."""
        run, version = last_run(self.campaign), self.campaign.publications.count() + 1
        self.attempt(
            "approve",
            lambda: results.approve_results(
                by=self.person(by),
                campaign=self.campaign,
                number=f"{99 + version}/QĐ-UBND",
                date=campaign_today(self.campaign),
                digest=(run.digest if run else "") if digest is None else digest,
                why_corrected="theo kết luận",
            ),
            may=by == "Khánh" and self.stage == "proposed" and digest is None,
        )

    def give_back(self, by: str) -> None:
        """The authority returns the results."""
        self.attempt(
            "return",
            lambda: results.return_results(
                by=self.person(by), campaign=self.campaign, remark="xem lại 1.1"
            ),
            may=by == "Khánh" and self.stage == "proposed",
        )

    def publish(self, by: str, *, confirms: bool = True) -> None:
        """The office publishes: a year, the one after it, or a correction."""
        campaign = self.campaign
        name = "publish" if campaign.previous_id is None else "publish the next year"
        if campaign.publications.count() > 1:
            name = "publish a correction"
        self.attempt(
            name,
            lambda: results.publish_results(
                by=self.person(by), campaign=campaign, confirms_redaction=confirms
            ),
            may=by == "Hoa" and confirms and self.stage == "approved",
        )

    def reopen(self, by: str) -> None:
        """What was published is corrected."""
        self.attempt(
            "reopen",
            lambda: results.reopen_results(
                by=self.person(by), campaign=self.campaign, document=PAPER, reason="thanh tra"
            ),
            may=by == "Hoa" and self.stage == "published",
        )

    # --- from one year to the next

    def reorganise(self, what: str, unit: str, other: str, document: str = PAPER) -> None:
        """Units are merged, split, renamed, moved or ended on New Year's Day."""
        day = dt.date(self.campaign.year + 1, 1, 1)
        if unit == other:
            return
        one, two = (Unit.objects.get(pk=self.world.units[each].pk) for each in (unit, other))
        by = self.person("Quyên")

        def split() -> None:
            with transaction.atomic():
                made = organisations.create_unit(
                    by=by,
                    code=f"{unit}x{Unit.objects.count()}",
                    name=f"{one.name} tách",
                    kind=one.kind,
                    parent=one.parent,
                )
                organisations.split_unit(
                    by=by, unit=one, into=[one, made], date=day, document=document
                )

        acts: dict[str, Any] = {
            "rename": lambda: organisations.rename_unit(
                by=by, unit=one, name=f"{one.name} mới", date=day, document=document
            ),
            "merge": lambda: organisations.merge_units(
                by=by, units=[one, two], into=two, date=day, document=document
            ),
            "split": split,
            "move": lambda: organisations.move_unit(
                by=by, unit=one, parent=two, date=day, document=document
            ),
            "end": lambda: organisations.end_unit(by=by, unit=one, date=day, document=document),
        }
        self.attempt(what, acts[what], may=bool(document))

    def next_year(self, by: str) -> None:
        """Last year's campaign is copied, and launched."""
        source = self.campaign
        pinned = pin_short(self.world.province, source.year + 1)
        self.guards.look()
        made = self.attempt(
            "copy",
            lambda: copy_campaign(
                by=self.person(by),
                source=source,
                slug=f"dot-{source.year + 1}",
                title="Đợt sau",
                regulation=pinned,
                left_out=copy_plan(source, pinned).codes,
                reason="Nhóm không còn phiếu.",
            ),
            may=by == "Hoa",
        )
        if made is None:
            return
        self.must(
            "clock",
            lambda: campaigns.set_clock(
                by=self.person(by),
                campaign=self.campaign,
                to=at(source.year + 1, *self.world.province.opens),
            ),
        )
        self.must(
            "open", lambda: campaigns.open_campaign(by=self.person(by), campaign=self.campaign)
        )

    # --- the plain way forward

    def advance(self) -> None:
        """The next step of the year, with everything that it waits for, by the right people."""
        campaign = self.campaign
        if campaign.state == Campaign.State.OPEN:
            if not self._send_some():
                self.move_clock("Hoa", 12, 1)
                self.close("Hoa")
        elif self.stage == "appraising":
            self._enter_the_rest()
            if not self._appraise_some():
                self.lay("Hoa")
        elif self.stage == "settling":
            self._enter_the_rest()
            self._settle_the_rest()
            self.announce("Hoa")
        elif self.stage in ("preliminary", "correcting"):
            self._enter_the_rest()
            self._answer_the_rest()
            if self.stage == "preliminary" and results.newly_left_out(self.campaign):
                self.announce("Hoa")
                self._wait_for_appeals()
            self.propose("Hoa")
        elif self.stage == "proposed":
            self.approve("Khánh")
        elif self.stage == "approved":
            self.publish("Hoa")
        else:
            self.next_year("Hoa")

    def year(self, until: str = "published") -> None:
        """The plain way to a stage; fails where it leads nowhere. `sent`: the intake is closed."""
        for _step in range(40):
            if self.stage == until or (
                until == "sent" and self.campaign.state == Campaign.State.CLOSED
            ):
                return
            self.advance()
        raise AssertionError(f"still {self.stage}: {self.refused}")

    def _send_some(self, most: int = 3) -> int:
        """A few forms filled in and sent; 0 where nobody is left but H, which never sends."""
        made = 0
        for number, each in enumerate(self.participants):
            code = each.unit.code
            if made == most:
                break
            sent = Assessment.objects.filter(participant=each, state="submitted").exists()
            is_out = each.exempted_for or each.superseded_by_id is not None
            if sent or is_out or code == "H" or f"head-{code}" not in self.world.people:
                continue
            self.complete(each, number)
            self.send(f"head-{code}", code)
            made += self.done[-1] == "send"
        return made

    def complete(self, participant: Participant, number: int) -> None:
        """A whole form, with the proof of what it claims."""
        code = participant.unit.code
        self.must("fill form", lambda: self._fill(participant, number))
        for criterion in self._unproven(participant):
            self.prove(f"focal-{code}", code, criterion)

    @staticmethod
    def _unproven(participant: Participant) -> list[str]:
        claims = Answer.objects.filter(
            assessment__participant=participant, field="not_applicable", value="yes"
        )
        return list(claims.values_list("criterion", flat=True))

    def _fill(self, participant: Participant, number: int) -> None:
        by = self.person(f"focal-{participant.unit.code}")
        for place, criterion in enumerate(self.criteria(participant.unit.code)):
            share = str(30 + (7 * number + 3 * place) % 30)
            values = {"numerator": share, "denominator": "60"}
            forms.save_answers(
                by=by, participant=participant, criterion_id=criterion, values=values
            )

    def _appraise_some(self, most: int = 3) -> int:
        """A few forms judged and signed for; 0 where none is left."""
        waiting = results.unfinished_forms(self.campaign)
        for each in waiting[:most]:
            code, name = each.unit.code, self.judge_of(each)
            if name is None:
                self.exempt("Hoa", code, back=False)
                continue
            self.must("judge form", lambda name=name, each=each: self._judge(name, each))  # type: ignore[misc]
            self.conclude(name, code)
        return len(waiting)

    def _judge(self, name: str, participant: Participant) -> None:
        """What nobody has judged yet: claims are accepted, N/A granted where it is known."""
        for criterion in self.open_criteria(participant):
            claim = participant.assessment.answers.filter(
                criterion=criterion, field="not_applicable", value="yes"
            ).exists()
            known = claim and bool(self.world.province.na_approver)
            appraisal.record_finding(
                by=self.person(name),
                participant=participant,
                criterion_id=criterion,
                verdict="grant_na" if known else "reject" if claim else "accept",
                bases=["data"],
                reason="đã đối chiếu",
            )

    def _decide_doubtful(self) -> None:
        for each in self.participants:
            lateness = lateness_of(each)
            if lateness is not None and lateness.status == "doubtful":
                self.decide_lateness("Hoa", each.unit.code, is_accepted=True)

    def _enter_the_rest(self) -> None:
        self._decide_doubtful()
        for each in results.unentered_forms(self.campaign):
            self.enter("Hoa", each.unit.code)

    def _sit(self) -> None:
        if not self.campaign.sessions.filter(closed_at__isnull=True).exists():
            self.meet("Dũng", COUNCIL)

    def _settle_the_rest(self) -> None:
        waiting = results.undecided_claims(self.campaign)
        unseen = results.unfinished_forms(self.campaign)
        if waiting or unseen:
            self._sit()
        for participant in unseen:
            name = next(one for one in COUNCIL if self.is_free(one, participant))
            for criterion in self.open_criteria(participant):
                self.settle(name, participant.unit.code, criterion, "reject", votes=(2, 1))
        for participant, criterion in waiting:
            code = participant.unit.code
            name = next(one for one in COUNCIL if self.is_free(one, participant))
            self.settle(name, code, criterion, "keep", votes=(2, 1))
        self.rise("Hoa")
        self._decide_doubtful()

    def _wait_for_appeals(self) -> None:
        """The window for appeals passes; results that were given back open another."""
        campaign = self.campaign
        until = campaign.proceedings.appeals_before
        if until is not None and campaign_today(campaign) < until:
            self.move_clock("Hoa", until.month, until.day, until.year - campaign.year)

    def _answer_the_rest(self) -> None:
        while (appeal := self.waiting_appeal()) is not None:
            name = next((one for one in COUNCIL if self.is_free(one, appeal.participant)), None)
            assert name is not None
            self._sit()
            self.answer_appeal(name, uphold=False, points="0")
        self._decide_doubtful()
        self.rise("Hoa")
        self._wait_for_appeals()
        for table, parent in results.undecided_tables(self.campaign):
            assert table == "bang-xa"
            self.decide_table(f"head-{parent.code}", parent.code)
