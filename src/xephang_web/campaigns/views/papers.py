"""Dates with the acts that moved them, papers, questions and answers."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from xephang_web.accounts.requests import person
from xephang_web.campaigns import services
from xephang_web.campaigns.acts import check_runs
from xephang_web.campaigns.models import (
    CampaignDocument,
    Participant,
    Question,
)
from xephang_web.campaigns.queries import (
    campaign_now,
    campaign_schedule,
    reach_campaign,
    regulation_of,
    visible_participants,
)
from xephang_web.campaigns.templatetags.campaign_pages import own_participants
from xephang_web.campaigns.views.composition import posted_participant
from xephang_web.evidence.responses import send_file
from xephang_web.evidence.services import receive_file
from xephang_web.organisations.models import Unit
from xephang_web.shared.errors import Mistake, NotAllowed
from xephang_web.shared.policy import SIGNED_IN, page
from xephang_web.shared.requests import posted_day, posted_id, posted_text


@page(SIGNED_IN)
def dates(request: HttpRequest, slug: str) -> HttpResponse:
    """The dates of the year as the regulation sets them, and every act that moved one."""
    user = person(request)
    campaign = reach_campaign(user, slug)
    if request.method == "POST":
        check_runs(user, campaign)
        services.extend_deadline(
            by=user,
            campaign=campaign,
            milestone=request.POST.get("milestone", ""),
            before=posted_day(request, "before", _("Gia hạn đến trước ngày")),
            document=posted_text(request, "document", limit=255),
            reason=posted_text(request, "reason"),
            participant=posted_participant(request, campaign, "participant")
            if request.POST.get("participant")
            else None,
        )
        messages.success(request, _("Đã ghi quyết định gia hạn."))
        return redirect("campaigns:dates", slug)
    calendar = regulation_of(campaign).file.calendar
    visible = visible_participants(user, campaign)
    extensions = campaign.extensions.select_related("participant__unit", "decided_by")
    may_run = user.has_perm("campaigns.run", campaign)
    sees_all = user.has_perm("campaigns.see_all", campaign)
    context = {
        "campaign": campaign,
        "rows": campaign_schedule(campaign),
        "now": campaign_now(campaign),
        "extensions": extensions
        if sees_all
        else [e for e in extensions if e.participant is None or e.participant in visible],
        "milestones": [
            each
            for each in (calendar.milestones if calendar else [])
            if each.named_day(campaign.year)
        ],
        "participants": visible if may_run else [],
        "may_run": may_run,
    }
    return render(request, "campaigns/dates.html", context)


@page(SIGNED_IN)
def documents(request: HttpRequest, slug: str) -> HttpResponse:
    """The papers of the campaign: launch letter, cost estimate, decisions."""
    user = person(request)
    campaign = reach_campaign(user, slug)
    may_run = user.has_perm("campaigns.run", campaign)
    if request.method == "POST":
        check_runs(user, campaign)
        upload = request.FILES.get("file")
        kind = request.POST.get("kind", "")
        if kind not in CampaignDocument.Kind.values:
            raise Mistake(_("Hãy chọn loại văn bản."), field="kind")
        services.add_document(
            by=user,
            campaign=campaign,
            kind=CampaignDocument.Kind(kind),
            title=posted_text(request, "title", limit=255),
            number=posted_text(request, "number", limit=80),
            date=posted_day(request, "date", _("Ngày ký")) if request.POST.get("date") else None,
            file=receive_file(by=user, unit=campaign.standing_office, upload=upload)
            if upload
            else None,
            is_for_units=bool(request.POST.get("is_for_units")),
        )
        messages.success(request, _("Đã lưu văn bản."))
        return redirect("campaigns:documents", slug)
    listed = campaign.documents.select_related("file")
    if not user.has_perm("campaigns.see_all", campaign):
        listed = listed.filter(is_for_units=True)
    context = {
        "campaign": campaign,
        "documents": listed,
        "kinds": CampaignDocument.Kind.choices,
        "may_run": may_run,
        "contacts": campaign.contacts.all(),
    }
    return render(request, "campaigns/documents.html", context)


@page(SIGNED_IN)
@require_GET
def document_file(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """The file of a paper, to whom the paper is for."""
    user = person(request)
    campaign = reach_campaign(user, slug)
    listed = campaign.documents.filter(file__isnull=False)
    if not user.has_perm("campaigns.see_all", campaign):
        listed = listed.filter(is_for_units=True)
    found = get_object_or_404(listed, pk=pk)
    assert found.file is not None
    return send_file(found.file)  # type: ignore[return-value]


def _asking(request: HttpRequest, own: list[Participant]) -> Unit:
    """For which of a person's units they ask: the first, where they have one or name none.

    Raises `Mistake` for a unit that is not theirs.
    """
    if not request.POST.get("participant"):
        return own[0].unit
    named = posted_id(request, "participant")
    found = next((each.unit for each in own if each.pk == named), None)
    if found is None:
        raise Mistake(_("Hãy chọn đơn vị của bạn."), field="participant")
    return found


@page(SIGNED_IN)
def questions(request: HttpRequest, slug: str) -> HttpResponse:
    """Vướng mắc: units ask, the office answers; answers of use to all are kept for all."""
    user = person(request)
    campaign = reach_campaign(user, slug)
    own = own_participants(user, campaign)
    may_run = user.has_perm("campaigns.run", campaign)
    sees_all = user.has_perm("campaigns.see_all", campaign)
    if request.method == "POST":
        if "question" in request.POST:
            check_runs(user, campaign)
            services.answer_question(
                by=user,
                question=get_object_or_404(campaign.questions, pk=posted_id(request, "question")),
                answer=posted_text(request, "answer"),
                is_faq=bool(request.POST.get("is_faq")),
            )
            messages.success(request, _("Đã trả lời."))
        else:
            if not own:
                raise NotAllowed(_("Câu hỏi do cán bộ của đơn vị tham gia gửi."))
            services.ask_question(
                by=user,
                campaign=campaign,
                unit=_asking(request, own),
                text=posted_text(request, "text"),
                criterion=posted_text(request, "criterion", limit=64),
            )
            messages.success(request, _("Đã gửi câu hỏi cho cơ quan thường trực."))
        return redirect("campaigns:questions", slug)
    listed = campaign.questions.select_related("unit", "asked_by", "answered_by")
    mine = listed if sees_all else listed.filter(unit__in=[each.unit_id for each in own])
    context = {
        "campaign": campaign,
        "waiting": [each for each in mine if each.answered_at is None],
        "answered": [each for each in mine if each.answered_at is not None],
        "faq": Question.objects.filter(campaign=campaign, is_faq=True, answered_at__isnull=False),
        "own": own,
        "asking": request.GET.get("don-vi", ""),
        "may_run": may_run,
        "sees_all": sees_all,
        "about": request.GET.get("tieu-chi", ""),
    }
    return render(request, "campaigns/questions.html", context)
