"""The files of a form: to download, and to look at where one works."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_GET

from xephang_web.accounts.models import User
from xephang_web.accounts.requests import person
from xephang_web.assessments.models import EvidenceItem
from xephang_web.campaigns.queries import reach_participant
from xephang_web.evidence.models import StoredFile
from xephang_web.evidence.pictures import send_picture
from xephang_web.evidence.responses import send_file
from xephang_web.shared.policy import SIGNED_IN, page


def reach_file(user: User, pk: int, file_id: int) -> StoredFile:
    """A file of a form, for whoever may see the form. Raises `Http404`."""
    participant = reach_participant(user, pk)
    used = EvidenceItem.objects.filter(assessment__participant=participant, file=file_id).exists()
    scanned = participant.receipts.filter(scan=file_id).exists()
    if not used and not scanned:
        raise Http404
    found: StoredFile = get_object_or_404(StoredFile, pk=file_id)
    return found


@page(SIGNED_IN)
@require_GET
def download(request: HttpRequest, pk: int, file_id: int) -> HttpResponse:
    """A file of the form, to whoever may see the form."""
    return send_file(reach_file(person(request), pk, file_id))  # type: ignore[return-value]


@page(SIGNED_IN)
@require_GET
def picture(request: HttpRequest, pk: int, file_id: int) -> HttpResponse:
    """A page of a PDF (`?trang=2`), or a picture, drawn on the server as PNG."""
    asked = request.GET.get("trang", "1")
    number = int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 7 else 0
    return send_picture(reach_file(person(request), pk, file_id), number)
