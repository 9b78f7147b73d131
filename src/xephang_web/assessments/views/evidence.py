"""The evidence of a form: attached, taken off, put back; each act says exactly what it did."""

from __future__ import annotations

from collections.abc import Sequence

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from xephang.regulation import Criterion
from xephang_web.accounts.models import User
from xephang_web.accounts.requests import person
from xephang_web.assessments import services
from xephang_web.assessments.models import EvidenceItem
from xephang_web.assessments.told import EvidenceTold
from xephang_web.assessments.views.filling import REMOVED, row_again, section_address
from xephang_web.campaigns.models import Participant
from xephang_web.campaigns.queries import reach_participant, regulation_of
from xephang_web.evidence.services import receive_file
from xephang_web.shared.errors import Mistake
from xephang_web.shared.policy import SIGNED_IN, page
from xephang_web.shared.requests import is_htmx, posted_text


@page(SIGNED_IN)
@require_POST
def attach(request: HttpRequest, pk: int, criterion_id: str) -> HttpResponse:
    """Attach files (several at once) or a link, to this criterion and others named with it."""
    user = person(request)
    participant = reach_participant(user, pk)
    criterion = _criterion(participant, criterion_id)
    try:
        # Nothing is received for who may not write, for a form that is locked, or for a slip.
        services.check_editable(by=user, participant=participant)
        told = _attach(request, participant, _criteria_posted(request, participant, criterion_id))
    except Mistake as mistake:
        if not is_htmx(request):
            raise
        return _refused(request, participant, criterion, mistake)
    if is_htmx(request):
        status = 422 if told.problems else 200
        return row_again(request, participant, criterion, told=told, status=status)
    if told.problems and not told.done:
        raise Mistake(" ".join(told.problems), field=told.lands)
    # Where a part is attached, a page that says "nothing was written" would be wrong.
    messages.success(request, told.done)
    for each in told.problems:
        messages.error(request, each)
    return _back(participant, criterion_id)


def _criterion(participant: Participant, criterion_id: str) -> Criterion:
    """A criterion of the unit's form. Raises `Http404`."""
    found = regulation_of(participant.campaign).criteria_sets[participant.group]
    criterion = found.criterion(criterion_id)
    if criterion is None:
        raise Http404
    return criterion


def _back(participant: Participant, criterion_id: str, query: str = "") -> HttpResponse:
    criteria = regulation_of(participant.campaign).criteria_sets[participant.group]
    return redirect(section_address(criteria, participant.pk, criterion_id, query))


def _refused(
    request: HttpRequest, participant: Participant, criterion: Criterion, mistake: Mistake
) -> HttpResponse:
    """The row as it stands, with why nothing was done: never a message in the row's place."""
    told = EvidenceTold(
        criterion.id,
        problems=(mistake.message, _("Chưa ghi gì.")),
        lands=mistake.field or "more",
        opens=bool(mistake.field),
        typed=_typed(request),
    )
    status = 422 if mistake.status == Mistake.status else mistake.status
    return row_again(request, participant, criterion, told=told, status=status)


def _typed(request: HttpRequest) -> dict[str, str]:
    return {name: request.POST.get(name, "") for name in ("url", "also")}


def _criteria_posted(
    request: HttpRequest, participant: Participant, criterion_id: str
) -> list[str]:
    """The criteria that something is attached to. Raises `Mistake` with all that are unknown."""
    criteria = [criterion_id]
    for each in request.POST.get("also", "").replace(";", ",").split(","):
        if each.strip() and each.strip() not in criteria:
            criteria.append(each.strip())
    problems = []
    for each in criteria:
        try:
            services.known_criterion(participant, each)
        except Mistake as mistake:
            problems.append(mistake.message)
    if problems:
        raise Mistake(" ".join(problems), field="also")
    return criteria


def _attach(
    request: HttpRequest, participant: Participant, criteria: Sequence[str]
) -> EvidenceTold:
    """Attach what can be attached, one by one, and tell of each whether it was."""
    user = person(request)
    done: list[str] = []
    problems: list[str] = []
    lands = ""
    uploads = request.FILES.getlist("files")
    for upload in uploads:
        try:
            stored = receive_file(by=user, unit=participant.unit, upload=upload)
            services.add_evidence(by=user, participant=participant, criteria=criteria, file=stored)
            done.append(stored.name)
        except Mistake as mistake:
            problems.append(mistake.message)
            lands = lands or "files"
    try:
        if name := _attach_link(user, request, participant, criteria):
            done.append(name)
    except Mistake as mistake:
        problems.append(mistake.message)
        lands = lands or "url"
    if not done and not problems:
        problems.append(_("Hãy chọn tệp hoặc ghi liên kết."))
        lands = "files"
    words = _("Đã gắn minh chứng: {names}.").format(names=", ".join(done)) if done else ""
    if done and problems:
        problems.append(_("Phần còn lại chưa gắn."))
    return EvidenceTold(
        criteria[0],
        done=words,
        problems=tuple(problems),
        lands=lands or "more",
        opens=True,
        typed=_typed(request) if problems else {},
    )


def _attach_link(
    user: User, request: HttpRequest, participant: Participant, criteria: Sequence[str]
) -> str:
    """Attach the link that was given, if one was; what it is called. Raises `Mistake`."""
    url = posted_text(request, "url", limit=500)
    title = posted_text(request, "title", limit=255)
    if url:
        services.add_evidence(
            by=user, participant=participant, criteria=criteria, url=url, title=title
        )
    return title or url


@page(SIGNED_IN)
@require_POST
def detach(request: HttpRequest, pk: int, item_id: int) -> HttpResponse:
    """Take a piece of evidence off, or put it back (`undo`)."""
    user = person(request)
    participant = reach_participant(user, pk)
    item = get_object_or_404(EvidenceItem, pk=item_id, assessment__participant=participant)
    criterion = _criterion(participant, item.criterion)
    is_undone = bool(request.POST.get("undo"))
    act = services.restore_evidence if is_undone else services.remove_evidence
    try:
        act(by=user, participant=participant, item=item)
    except Mistake as mistake:
        if not is_htmx(request):
            raise
        return _refused(request, participant, criterion, mistake)
    if not is_htmx(request):
        query = "" if is_undone else f"?{REMOVED}={item.pk}"
        return _back(participant, item.criterion, query)
    told = EvidenceTold.restored_one(item) if is_undone else EvidenceTold.removed_one(item)
    return row_again(request, participant, criterion, told=told)
