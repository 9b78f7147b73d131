"""The way to the decision: preliminary tables, appeals, approval, publication."""

from __future__ import annotations

import json
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from xephang.campaign import Campaign as CoreCampaign
from xephang.canonical import digest_bytes
from xephang_web.accounts.models import User
from xephang_web.accounts.permissions import SIGNING_ROLES
from xephang_web.accounts.queries import standing
from xephang_web.accounts.requests import check_may, person
from xephang_web.appraisal.models import Proceedings
from xephang_web.appraisal.queries import proceedings_of
from xephang_web.audit.telling import tell
from xephang_web.campaigns.conflicts import interest
from xephang_web.campaigns.models import Campaign
from xephang_web.campaigns.queries import campaign_now, reach_campaign, regulation_of
from xephang_web.evidence.services import receive_file
from xephang_web.organisations.models import Unit
from xephang_web.results import path, pictures, services
from xephang_web.results.leaving_out import LeftOut, left_out_of
from xephang_web.results.models import ScoringRun
from xephang_web.results.moves import ShownMove, moves_between
from xephang_web.results.own_acts import acts_for_itself
from xephang_web.results.redaction import RedactionChangesResults
from xephang_web.results.runs import last_run, read_run, results_at, results_of
from xephang_web.results.show import tables_of
from xephang_web.results.views.appeals import appeals_seen
from xephang_web.shared.errors import Mistake, NotAllowed
from xephang_web.shared.policy import SIGNED_IN, page
from xephang_web.shared.requests import posted_day, posted_id, posted_text

State = Proceedings.State


def own_tables(user: User, campaign: Campaign) -> list[tuple[str, Unit]]:
    """The tables that the person decides as head of the unit above (DN-7)."""
    return [
        (table, parent)
        for table, parent in services.tables_of_parents(campaign)
        if standing(user).has(*SIGNING_ROLES, unit=parent.pk)
    ]


def reach_results(user: User, slug: str) -> Campaign:
    """A campaign whose results the person works on. Raises `Http404`."""
    campaign = reach_campaign(user, slug)
    if not user.has_perm("results.see_all", campaign) and not own_tables(user, campaign):
        raise Http404
    return campaign


@page(SIGNED_IN)
@require_GET
def results(request: HttpRequest, slug: str) -> HttpResponse:
    """Where the results stand, what keeps the next step back, the latest tables."""
    user = person(request)
    campaign = reach_results(user, slug)
    proceedings = proceedings_of(campaign)
    run = last_run(campaign)
    runs = list(campaign.runs.defer("content"))
    sees_all = user.has_perm("results.see_all", campaign)
    mine = own_tables(user, campaign)
    tables = tables_of(read_run(run), regulation_of(campaign)) if run else []
    if not sees_all:
        own = {parent.name for _table, parent in mine}
        tables = [each for each in tables if each.parent in own]
    publications = list(
        campaign.publications.defer("open_content", "run__content").select_related(
            "approved_by", "published_by", "document", "run"
        )
    )
    context: dict[str, Any] = {
        "campaign": campaign,
        "now": campaign_now(campaign),
        "proceedings": proceedings,
        "run": run,
        "tables": tables,
        "steps": path.steps(proceedings, runs, publications[0] if publications else None),
        "milestones": path.milestones(campaign, proceedings),
        "blockers": path.blockers(campaign, proceedings) if sees_all else [],
        "open_disputes": path.open_disputes(campaign)
        if sees_all and proceedings.state == State.SETTLING
        else 0,
        "sees_all": sees_all,
        "appeals": appeals_seen(user, campaign) if sees_all else [],
        "publications": publications,
        "may_run": user.has_perm("campaigns.run", campaign),
        "may_approve": user.has_perm("results.approve", campaign),
        "interest": interest(user, campaign) if user.has_perm("results.approve", campaign) else "",
        "own_acts": tell(acts_for_itself(campaign))
        if user.has_perm("results.approve", campaign) and proceedings.state == State.PROPOSED
        else [],
        "is_own_proposal": run is not None and run.made_by_id == user.pk,
        "may_follow": user.has_perm("results.follow_remedies", campaign),
        "may_list": user.has_perm("results.consequences", campaign),
        "my_tables": _my_tables(campaign, mine)
        if proceedings.state in (State.PRELIMINARY, State.CORRECTING)
        else [],
    }
    if sees_all:
        context["changes"], context["changes_since"] = _changes(campaign, proceedings, runs)
        context["announces_anew"] = proceedings.state == State.PRELIMINARY and bool(
            services.newly_left_out(campaign)
        )
        context["left_out"] = _left_out(campaign, proceedings, run)
    return render(request, "results/results.html", context)


def _my_tables(campaign: Campaign, mine: list[tuple[str, Unit]]) -> list[dict[str, Any]]:
    """The tables somebody has yet to decide, as they stand now, with the digest of each."""
    waiting = set(services.undecided_tables(campaign)) & set(mine)
    now = services.tables_now(campaign) if waiting else {}
    names = dict(campaign.participants.values_list("unit__code", "unit__name"))
    found = []
    for table, parent in mine:
        if (table, parent) in waiting:
            rows = now.get((table, parent.code), "{}")
            ranked = json.loads(rows).get("rows", [])
            found.append(
                {
                    "table": table,
                    "parent": parent,
                    "digest": digest_bytes(rows.encode()),
                    "rows": [{**each, "name": names.get(each["unit"], "")} for each in ranked],
                }
            )
    return found


def _changes(
    campaign: Campaign, proceedings: Proceedings, runs: list[ScoringRun]
) -> tuple[list[ShownMove], str]:
    """Who moves since what was last announced or published, and since what that was."""
    published = (
        campaign.publications.filter(published_at__isnull=False)
        .defer("open_content", "run__content")
        .select_related("run")
        .first()
    )
    if proceedings.state == State.PUBLISHED:
        return [], ""
    if published is not None:
        since, base = _("bản đã công bố"), published.run
    else:
        announced = [each for each in runs if each.purpose == ScoringRun.Purpose.PRELIMINARY]
        if not announced or proceedings.state == State.SETTLING:
            return [], ""
        since, base = _("kết quả sơ bộ"), announced[0]
    frozen = proceedings.state in (State.PROPOSED, State.APPROVED)
    after = results_of(runs[0]) if frozen else results_at(campaign)
    return moves_between(results_of(base), after), since


def _left_out(
    campaign: Campaign, proceedings: Proceedings, run: ScoringRun | None
) -> LeftOut | None:
    """What publication will leave out, for whoever confirms it; None where it would not hold."""
    if proceedings.state != State.APPROVED or run is None:
        return None
    core = CoreCampaign.model_validate(read_run(run).package["campaign"])
    try:
        return left_out_of(regulation_of(campaign), core)
    except RedactionChangesResults:
        return None


@page(SIGNED_IN)
@require_GET
def picture(request: HttpRequest, slug: str) -> HttpResponse:
    """Claimed against settled, and the classes before and after the appeals."""
    user = person(request)
    campaign = reach_campaign(user, slug)
    if not user.has_perm("results.see_all", campaign):
        raise Http404
    proceedings = proceedings_of(campaign)
    is_known = proceedings.state != State.APPRAISING
    context = {
        "campaign": campaign,
        "now": campaign_now(campaign),
        "proceedings": proceedings,
        "is_known": is_known,
        "groups": pictures.claimed_against_settled(campaign) if is_known else [],
        "classes": pictures.classes_before_and_after(campaign) if is_known else [],
    }
    return render(request, "results/pictures.html", context)


@page(SIGNED_IN)
@require_POST
def step(request: HttpRequest, slug: str) -> HttpResponse:
    """One step of the way, by its name."""
    user = person(request)
    campaign = reach_results(user, slug)
    name = posted_text(request, "step", limit=20)
    if name in ("approve", "return"):
        message = _("Việc này do người phê duyệt thực hiện.")
        check_may(user, "results.approve", campaign, message)
    else:
        message = _("Việc này do cơ quan thường trực của đợt đánh giá thực hiện.")
        check_may(user, "campaigns.run", campaign, message)
    if name == "council":
        services.lay_before_council(by=user, campaign=campaign)
        told = _("Đã trình hội đồng.")
    elif name == "announce":
        services.announce_preliminary(
            by=user,
            campaign=campaign,
            appeals_before=posted_day(request, "appeals_before", _("Thời hạn kiến nghị")),
        )
        told = _("Đã thông báo kết quả sơ bộ. Các đơn vị gửi kiến nghị được.")
    elif name == "propose":
        services.propose_results(by=user, campaign=campaign)
        told = _("Đã trình phê duyệt.")
    elif name == "approve":
        upload = request.FILES.get("document")
        services.approve_results(
            by=user,
            campaign=campaign,
            number=posted_text(request, "number", limit=80),
            date=posted_day(request, "date", _("Ngày ký")),
            digest=posted_text(request, "digest", limit=64),
            document=receive_file(by=user, unit=campaign.standing_office, upload=upload)
            if upload
            else None,
            why_corrected=posted_text(request, "why_corrected"),
        )
        told = _("Đã phê duyệt.")
    elif name == "return":
        services.return_results(by=user, campaign=campaign, remark=posted_text(request, "remark"))
        told = _("Đã trả lại hội đồng.")
    elif name == "publish":
        services.publish_results(
            by=user, campaign=campaign, confirms_redaction=bool(request.POST.get("redaction"))
        )
        told = _("Đã công bố.")
    elif name == "reopen":
        services.reopen_results(
            by=user,
            campaign=campaign,
            document=posted_text(request, "document_number", limit=255),
            reason=posted_text(request, "reason"),
        )
        told = _("Hội đồng xét lại. Kết quả đã công bố vẫn công khai.")
    else:
        raise Mistake(_("Không có bước này."))
    messages.success(request, told)
    return redirect("results:results", slug)


@page(SIGNED_IN)
@require_POST
def decide_table(request: HttpRequest, slug: str) -> HttpResponse:
    """A district's head confirms the table of its communes."""
    user = person(request)
    campaign = reach_results(user, slug)
    wanted = posted_id(request, "parent")
    mine = own_tables(user, campaign)
    parent = next((unit for _table, unit in mine if unit.pk == wanted), None)
    if parent is None:
        raise NotAllowed(_("Bảng này do thủ trưởng của đơn vị cấp trên quyết định."))
    services.decide_table(
        by=user,
        campaign=campaign,
        table=posted_text(request, "table", limit=64),
        parent=parent,
        number=posted_text(request, "number", limit=80),
        date=posted_day(request, "date", _("Ngày ký")),
        seen=posted_text(request, "seen", limit=64) or None,
    )
    messages.success(request, _("Đã ghi quyết định về bảng này."))
    return redirect("results:results", slug)
