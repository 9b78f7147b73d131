"""Sửa đổi giữa đợt: another regulation pinned, and what becomes of the answers."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from django.db import transaction
from django.utils.translation import gettext as _

from xephang.regulation import Regulation
from xephang_web.accounts.models import User
from xephang_web.audit.services import record_act
from xephang_web.campaigns.acts import NOT_ASSESSED, about_campaign, check_runs, required_text
from xephang_web.campaigns.models import (
    Amendment,
    Campaign,
    PinnedRegulation,
)
from xephang_web.campaigns.queries import (
    campaign_now,
    pinned_regulation,
    regulation_pinned,
)
from xephang_web.shared.errors import AllAtOnce, Mistake


@dataclass(frozen=True, slots=True)
class AmendmentEffect:
    """What an amendment does to the answers of one group: which criteria keep theirs."""

    group: str
    kept: tuple[str, ...]
    """Criteria that are the same: their answers move over."""
    changed: tuple[str, ...]
    """Criteria that ask something else now: their answers are not counted and are listed to the
    unit, which answers again."""
    gone: tuple[str, ...]
    """Criteria that are no more: their answers are not counted either, and listed too."""
    added: tuple[str, ...]


def amendment_effects(old: Regulation, new: Regulation) -> list[AmendmentEffect]:
    """Group by group, what happens to the answers when `new` replaces `old` in mid-campaign."""
    effects = []
    for group, before in old.criteria_sets.items():
        after = new.criteria_sets.get(group)
        was = {each.id: each for each in before.criteria()}
        now = {each.id: each for each in after.criteria()} if after else {}
        kept = tuple(
            id_
            for id_, each in was.items()
            if id_ in now
            and now[id_].inputs == each.inputs
            and now[id_].rule == each.rule
            and now[id_].name == each.name
        )
        effects.append(
            AmendmentEffect(
                group,
                kept,
                tuple(each for each in was if each in now and each not in kept),
                tuple(each for each in was if each not in now),
                tuple(each for each in now if each not in was),
            )
        )
    return effects


@lru_cache(maxsize=256)
def unchanged_criteria(old: str, new: str, year: int, group: str) -> frozenset[str]:
    """Criteria of a group's form that are the same under two pinned regulations, by digest."""
    effects = amendment_effects(regulation_pinned(old, year), regulation_pinned(new, year))
    return frozenset(one for each in effects if each.group == group for one in each.kept)


def check_amends(campaign: Campaign, regulation: PinnedRegulation) -> None:
    """Raise `Mistake` unless a campaign can go on under what is pinned there.

    That is the same regulation with that year's forms for every group on the roster, and
    says something else than the one in force.
    """
    if campaign.state == Campaign.State.CLOSED:
        raise Mistake(_("Đợt đánh giá đã khóa sổ."))
    if regulation.pk == campaign.regulation_id:
        raise Mistake(_("Bộ tiêu chí mới trùng với bộ đang dùng."), field="regulation")
    if regulation.regulation_id != campaign.regulation.regulation_id:
        raise Mistake(_("Bộ tiêu chí mới phải là của cùng một quy định."), field="regulation")
    if regulation.year != campaign.year:
        raise Mistake(_("Bộ tiêu chí mới phải là của năm {year}.").format(year=campaign.year))
    groups = set(campaign.participants.values_list("group", flat=True))
    missing = groups - set(pinned_regulation(regulation).criteria_sets)
    if missing:
        raise Mistake(
            _("Bộ tiêu chí mới không có phiếu cho nhóm: {groups}.").format(
                groups=", ".join(sorted(missing))
            )
        )


def _not_assessed(campaign: Campaign) -> set[str]:
    return {code for question in NOT_ASSESSED for code in question(campaign)}


@transaction.atomic
def amend_campaign(
    *, by: User, campaign: Campaign, regulation: PinnedRegulation, document: str, reason: str
) -> Amendment:
    """Sửa đổi giữa đợt: pin the campaign anew. Answers of changed criteria stop counting.

    They are kept, marked by their criterion, and listed to the unit by
    `assessments.queries.set_aside_answers`. Raises `NotAllowed` or `Mistake`, also where an
    earlier deadline or a milestone of another name would undo what came in time.
    """
    check_runs(by, campaign)
    check_amends(campaign, regulation)
    slips = AllAtOnce()
    with slips:
        paper = required_text(document, _("Cần số, ngày của văn bản sửa đổi."), "document")
    with slips:
        why = required_text(reason, _("Cần lý do sửa đổi."), "reason")
    slips.check()
    replaced, before = campaign.regulation, _not_assessed(campaign)
    made = Amendment.objects.create(
        campaign=campaign,
        replaced=replaced,
        pinned=regulation,
        document=paper,
        reason=why,
        decided_by=by,
        decided_at=campaign_now(campaign),
    )
    campaign.regulation = regulation
    campaign.save(update_fields=["regulation"])
    undone = _not_assessed(campaign) - before
    if undone:
        campaign.regulation = replaced  # the row itself goes back with the transaction
        raise Mistake(
            _(
                "Theo bộ này, phiếu đã nhận của {count} đơn vị không còn được đánh giá "
                "({codes} …). Hãy giữ mã mốc gửi phiếu, và thời hạn không sớm hơn bộ đang dùng."
            ).format(count=len(undone), codes=", ".join(sorted(undone)[:3]))
        )
    record_act(
        "campaign.amended",
        about_campaign(campaign),
        by=by,
        before={"digest": replaced.digest},
        after={"digest": regulation.digest, "document": made.document, "reason": made.reason},
    )
    return made
