"""The record, for the auditor."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from xephang_web.audit.models import Record
from xephang_web.audit.queries import head_digest
from xephang_web.audit.telling import tell
from xephang_web.shared.pagination import page_of
from xephang_web.shared.policy import page


@page("audit.view_all")
@require_GET
def log(request: HttpRequest) -> HttpResponse:
    """Every act of everybody, the latest first; filtered by act or person."""
    records = Record.objects.order_by("-position")
    act, name = request.GET.get("viec", ""), request.GET.get("nguoi", "")
    if act:
        records = records.filter(act=act)
    if name:
        records = records.filter(actor_name__contains=name)
    listed = page_of(request, records, 50)
    position, digest = head_digest()
    context = {
        "listed": listed,
        "records": tell(list(listed.object_list)),
        "acts": Record.objects.order_by("act").values_list("act", flat=True).distinct(),
        "act": act,
        "name": name,
        "position": position,
        "digest": digest,
    }
    return render(request, "audit/log.html", context)
