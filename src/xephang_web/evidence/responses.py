"""Sending a stored file to somebody who may have it."""

from __future__ import annotations

from django.core.files.storage import default_storage
from django.http import FileResponse

from xephang_web.evidence.models import StoredFile


def send_file(stored: StoredFile) -> FileResponse:
    """The file as an attachment, never shown by the browser as a page of ours."""
    response = FileResponse(
        default_storage.open(stored.path, "rb"),
        as_attachment=True,
        filename=stored.name,
        content_type=stored.media_type,
    )
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, no-store"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response
