"""Each step on the way from the appraisal to the published decision."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Mapping

from django.db import transaction
from django.utils.translation import gettext as _
from django_fsm import ConcurrentTransition

from xephang.calendar import HANOI
from xephang.campaign import Campaign as CoreCampaign
from xephang.canonical import digest_bytes
from xephang.package import seal
from xephang.records import table_record
from xephang_web.accounts.models import User
from xephang_web.accounts.permissions import SIGNING_ROLES
from xephang_web.accounts.queries import standing
from xephang_web.appraisal.effects import alternatives_of
from xephang_web.appraisal.ledger import SETTLED
from xephang_web.appraisal.models import Proceedings
from xephang_web.assessments.models import Assessment
from xephang_web.assessments.services import keep_settled_forms
from xephang_web.audit.services import record_act
from xephang_web.campaigns.acts import (
    about_campaign,
    check_near,
    check_runs,
    check_signed,
    required_text,
)
from xephang_web.campaigns.conflicts import interest
from xephang_web.campaigns.models import Campaign
from xephang_web.campaigns.queries import campaign_now, campaign_today, folder_of, regulation_of
from xephang_web.evidence.models import StoredFile
from xephang_web.organisations.models import Unit
from xephang_web.results.models import Appeal, Publication, ScoringRun, TableDecision
from xephang_web.results.notices import tell_units
from xephang_web.results.own_acts import acts_for_itself
from xephang_web.results.redaction import RedactionChangesResults, redact
from xephang_web.results.runs import last_run, make_run, points_by_node, read_run
from xephang_web.results.services.readiness import (
    check_council_is_done,
    check_forms_entered,
    newly_left_out,
    unfinished_forms,
)
from xephang_web.shared.canonical import canonical_text
from xephang_web.shared.errors import Conflict, Mistake, NotAllowed, TooLate

State = Proceedings.State


def _locked(campaign: Campaign) -> Proceedings:
    Proceedings.objects.get_or_create(campaign=campaign)
    found: Proceedings = Proceedings.objects.select_for_update().get(campaign=campaign)
    return found


def _expect(found: Proceedings, *states: str) -> None:
    if found.state not in states:
        raise TooLate(
            _("Bước này không làm được khi đợt ở trạng thái “{state}”.").format(
                state=found.get_state_display()
            )
        )


def _moved(found: Proceedings, before: str, by: User, act: str, **after: str) -> None:
    try:
        found.save()
    except ConcurrentTransition:
        raise Conflict(_("Người khác vừa chuyển bước. Hãy tải lại trang.")) from None
    record_act(
        act,
        about_campaign(found.campaign),
        by=by,
        before={"state": before},
        after={"state": found.state, **after},
    )


def _hold_forms(campaign: Campaign) -> None:
    """Nobody finds on any form or signs for it until the step is over (`hold_form`)."""
    held = Assessment.objects.select_for_update().filter(participant__campaign=campaign)
    list(held.order_by("pk").values_list("pk"))


@transaction.atomic
def lay_before_council(*, by: User, campaign: Campaign) -> None:
    """Trình hội đồng: the appraisal is over. Every form that is assessed is signed for."""
    check_runs(by, campaign)
    if campaign.state != Campaign.State.CLOSED:
        raise Mistake(_("Hãy khóa sổ đợt đánh giá trước."))
    found = _locked(campaign)
    _expect(found, State.APPRAISING)
    _hold_forms(campaign)
    check_forms_entered(campaign)
    waiting = unfinished_forms(campaign)
    if waiting:
        raise Mistake(
            _("Còn {count} phiếu chưa kết luận thẩm định: {names} …").format(
                count=len(waiting), names=", ".join(each.unit.name for each in waiting[:3])
            )
        )
    before = found.state
    found.lay_before_council()
    _moved(found, before, by, "results.laid_before_council")


@transaction.atomic
def announce_preliminary(*, by: User, campaign: Campaign, appeals_before: dt.date) -> ScoringRun:
    """Thông báo kết quả sơ bộ: compute and freeze, and open the window for appeals.

    Once more only where somebody was left out since: they have not been heard.
    """
    check_runs(by, campaign)
    found = _locked(campaign)
    if found.state != State.PRELIMINARY or not newly_left_out(campaign):
        _expect(found, State.SETTLING)
    check_council_is_done(campaign)
    if appeals_before <= campaign_today(campaign):
        raise Mistake(_("Thời hạn kiến nghị phải sau hôm nay."), field="appeals_before")
    check_near(campaign, appeals_before, "appeals_before")
    run = make_run(campaign, by=by, purpose=ScoringRun.Purpose.PRELIMINARY)
    before = found.state
    found.appeals_before = appeals_before
    found.announce()
    _moved(
        found, before, by, "results.announced", digest=run.digest, until=appeals_before.isoformat()
    )
    tell_units(run, by=by)
    return run


def tables_of_parents(campaign: Campaign) -> list[tuple[str, Unit]]:
    """(table, unit above) of every table that a unit above decides for its own (DN-7)."""
    declared = [each for each in regulation_of(campaign).file.rank_tables if each.within]
    found = []
    for table in declared:
        parents = {
            each.parent
            for each in campaign.participants.filter(
                group__in=table.groups, parent__isnull=False
            ).select_related("parent")
            if each.parent is not None
        }
        found += [(table.id, each) for each in sorted(parents, key=lambda one: one.sort_key)]
    return found


@transaction.atomic
def decide_table(
    *,
    by: User,
    campaign: Campaign,
    table: str,
    parent: Unit,
    number: str,
    date: dt.date,
    seen: str | None = None,
) -> TableDecision:
    """A district confirms the ranking of its own communes, by its own decision (DN-7).

    `seen` is the digest of the table that the page showed; if the table is another by now,
    nothing is written.
    """
    if not standing(by).has(*SIGNING_ROLES, unit=parent.pk):
        raise NotAllowed(
            _("Bảng này do thủ trưởng của {unit} quyết định.").format(unit=parent.name)
        )
    found = _locked(campaign)
    _expect(found, State.PRELIMINARY, State.CORRECTING)
    if (table, parent) not in tables_of_parents(campaign):
        raise Mistake(_("Quy định không giao bảng này cho đơn vị đó."))
    run = last_run(campaign)
    assert run is not None
    now = tables_now(campaign)
    if (table, parent) not in undecided_tables(campaign, now):
        raise Mistake(_("Bảng này đã được quyết định."))
    rows = now.get((table, parent.code), "")
    if seen is not None and seen != digest_bytes(rows.encode()):
        raise Conflict(_("Bảng đã khác lúc bạn xem. Hãy tải lại trang."))
    _check_dated(run, date)
    made = TableDecision.objects.create(
        campaign=campaign,
        table=table,
        parent=parent,
        run=run,
        rows=rows,
        number=required_text(number, _("Cần số, ngày của văn bản."), "number"),
        date=date,
        by=by,
        at=campaign_now(campaign),
    )
    record_act(
        "results.table_decided",
        about_campaign(campaign),
        by=by,
        after={"table": table, "parent": parent.code, "number": made.number, "rows": rows},
    )
    return made


def undecided_tables(
    campaign: Campaign, now: Mapping[tuple[str, str], str] | None = None
) -> list[tuple[str, Unit]]:
    """Tables that a unit above has to decide: those it has not, and those that changed since.

    An upheld appeal lets it decide again. `now` is `tables_now`, where the caller has it.
    """
    asked = tables_of_parents(campaign)
    decided: dict[tuple[str, int], str] = {}
    for each in TableDecision.objects.filter(campaign=campaign).order_by("pk"):
        decided[each.table, each.parent_id] = each.rows
    if not asked or not decided:
        return asked
    now = tables_now(campaign) if now is None else now
    return [
        (table, parent)
        for table, parent in asked
        if decided.get((table, parent.pk)) != now.get((table, parent.code), "")
    ]


def tables_now(campaign: Campaign) -> dict[tuple[str, str], str]:
    """(table, code of the unit above) → the table as settled now, as canonical JSON."""
    results = alternatives_of(campaign, stage=SETTLED).results
    return {
        (each.table.id, each.parent): canonical_text(table_record(each))
        for each in results.tables
        if each.parent is not None
    }


@transaction.atomic
def propose_results(*, by: User, campaign: Campaign) -> ScoringRun:
    """Trình phê duyệt: freeze the final results. Appeals are answered, their window is over."""
    check_runs(by, campaign)
    found = _locked(campaign)
    _expect(found, State.PRELIMINARY, State.CORRECTING)
    check_council_is_done(campaign)
    waiting = Appeal.objects.filter(
        participant__campaign=campaign, answered_at__isnull=True, withdrawn_at__isnull=True
    ).count()
    if waiting:
        raise Mistake(_("Còn {count} kiến nghị chưa trả lời.").format(count=waiting))
    is_first = found.state == State.PRELIMINARY
    now = campaign_today(campaign)
    if is_first and found.appeals_before is not None and now < found.appeals_before:
        raise Mistake(
            _("Thời hạn kiến nghị còn đến trước {day}.").format(
                day=found.appeals_before.strftime("%d/%m/%Y")
            )
        )
    unheard = newly_left_out(campaign) if is_first else []
    if unheard:
        raise Mistake(
            _(
                "{names}: có trong kết quả sơ bộ, nay không được đánh giá. Hãy thông báo lại kết "
                "quả sơ bộ để đơn vị kiến nghị."
            ).format(names=", ".join(each.unit.name for each in unheard[:3]))
        )
    open_tables = undecided_tables(campaign)
    if open_tables:
        raise Mistake(_("Chờ {unit} quyết định bảng của mình.").format(unit=open_tables[0][1].name))
    run = make_run(campaign, by=by, purpose=ScoringRun.Purpose.PROPOSED)
    before = found.state
    found.propose()
    _moved(found, before, by, "results.proposed", digest=run.digest)
    return run


def _check_approves(by: User, campaign: Campaign) -> None:
    """Raise `NotAllowed` for who does not approve, or belongs to one of those that are ranked."""
    if not by.has_perm("results.approve", campaign):
        raise NotAllowed(_("Việc này do người phê duyệt thực hiện."))
    why = interest(by, campaign)
    if why:
        raise NotAllowed(_("Xung đột lợi ích: {why}").format(why=why))


@transaction.atomic
def approve_results(
    *,
    by: User,
    campaign: Campaign,
    number: str,
    date: dt.date,
    digest: str,
    document: StoredFile | None = None,
    why_corrected: str = "",
) -> Publication:
    """Phê duyệt: the authority's decision on the proposed run, named by its digest."""
    _check_approves(by, campaign)
    found = _locked(campaign)
    _expect(found, State.PROPOSED)
    run = campaign.runs.filter(purpose=ScoringRun.Purpose.PROPOSED).first()
    assert run is not None
    if run.made_by_id == by.pk:
        raise NotAllowed(_("Người trình không tự phê duyệt."))
    if digest != run.digest:
        raise Conflict(_("Kết quả trình đã khác bản bạn xem. Hãy tải lại trang."))
    _check_dated(run, date)
    version = campaign.publications.count() + 1
    if version > 1:
        why_corrected = required_text(
            why_corrected, _("Hãy viết vì sao kết quả được điều chỉnh."), "why_corrected"
        )
    numbered = required_text(number, _("Cần số, ngày của văn bản."), "number")
    if campaign.publications.filter(decision_number=numbered, decision_date=date).exists():
        raise Mistake(
            _("Số và ngày này là của quyết định trước: hãy ghi quyết định mới."), field="number"
        )
    made = Publication.objects.create(
        campaign=campaign,
        version=version,
        run=run,
        decision_number=numbered,
        decision_date=date,
        document=document,
        approved_by=by,
        approved_at=campaign_now(campaign),
        why_corrected=why_corrected.strip(),
    )
    before = found.state
    found.approve()
    own = acts_for_itself(campaign)
    _moved(
        found,
        before,
        by,
        "results.approved",
        version=str(version),
        number=numbered,
        date=date.isoformat(),
        digest=run.digest,
        why=made.why_corrected,
        **({"own_acts": ", ".join(str(each.position) for each in own)} if own else {}),
    )
    return made


def _check_dated(run: ScoringRun, date: dt.date) -> None:
    """Nobody decides on results before they are there, nor tomorrow. Raises `Mistake`."""
    check_signed(run.campaign, date)
    if date < run.made_at.astimezone(HANOI).date():
        raise Mistake(
            _("Quyết định không thể ký trước ngày có kết quả ({day}).").format(
                day=run.made_at.astimezone(HANOI).strftime("%d/%m/%Y")
            ),
            field="date",
        )


@transaction.atomic
def return_results(*, by: User, campaign: Campaign, remark: str) -> None:
    """Trả lại: the authority wants the council to look again, and says at what."""
    _check_approves(by, campaign)
    found = _locked(campaign)
    _expect(found, State.PROPOSED)
    said = required_text(remark, _("Hãy viết điều cần xem lại."), "remark")
    before = found.state
    if campaign.publications.exists():
        found.give_back_correction()
    else:
        found.give_back()
    _moved(found, before, by, "results.returned", remark=said)


def _core_of(run: ScoringRun) -> CoreCampaign:
    return CoreCampaign.model_validate(json.loads(run.content)["campaign"])


@transaction.atomic
def publish_results(*, by: User, campaign: Campaign, confirms_redaction: bool) -> Publication:
    """Công bố: put the approved results out, after somebody has looked at what is left out.

    The open package gives the approved points, classes and ranks to the digit, or nothing
    is published. A campaign in training stays labelled as one.
    """
    check_runs(by, campaign)
    found = _locked(campaign)
    _expect(found, State.APPROVED)
    if not confirms_redaction:
        raise Mistake(_("Hãy xem và xác nhận phần lược bỏ trước khi công bố."))
    made = campaign.publications.first()
    assert made is not None
    full = _core_of(made.run)
    try:
        core, restricted = redact(regulation_of(campaign), full)
    except RedactionChangesResults:
        raise Mistake(_("Lược bỏ làm đổi kết quả đã phê duyệt: chưa công bố.")) from None
    content = seal(folder_of(campaign), core, campaign.year)
    now = campaign_now(campaign)
    made.open_content, made.open_digest = content.decode(), digest_bytes(content)
    made.left_out = ", ".join(restricted)
    made.published_by, made.published_at = by, now
    made.save()
    keep_settled_forms(
        campaign=campaign,
        answers=full.answers,
        points=points_by_node(read_run(made.run)),
        digest=made.run.digest,
        at=now,
    )
    before = found.state
    found.publish()
    _moved(
        found,
        before,
        by,
        "results.published",
        version=str(made.version),
        digest=made.open_digest,
        left_out=made.left_out,
    )
    tell_units(made.run, by=by)
    return made


@transaction.atomic
def reopen_results(*, by: User, campaign: Campaign, document: str, reason: str) -> None:
    """Điều chỉnh sau công bố: the council looks again; what is public stays public."""
    check_runs(by, campaign)
    found = _locked(campaign)
    _expect(found, State.PUBLISHED)
    said = {
        "document": required_text(document, _("Cần số, ngày của văn bản."), "document"),
        "reason": required_text(reason, _("Cần lý do điều chỉnh."), "reason"),
    }
    before = found.state
    found.reopen()
    _moved(found, before, by, "results.reopened", **said)
