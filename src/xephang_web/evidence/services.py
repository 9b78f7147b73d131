"""Receiving files. The bytes are on the disk before any row speaks of them."""

from __future__ import annotations

import hashlib
import re
import secrets
import unicodedata

from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils.translation import gettext as _

from xephang_web.accounts.models import User
from xephang_web.audit.services import About, record_act
from xephang_web.evidence.inspection import inspect
from xephang_web.evidence.models import StoredFile
from xephang_web.organisations.models import Unit
from xephang_web.shared import clock
from xephang_web.shared.errors import Mistake

_UNSEEN = re.compile(
    r"[\x00-\x1f\x7f-\x9f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]"
)
_DEVICE = re.compile(r"(con|prn|aux|nul|com[0-9]|lpt[0-9])(?=\.|$)", re.IGNORECASE)


def safe_name(given: str) -> str:
    """The file's name for people, 200 characters at most, as they read it and can save it.

    Without folders, control and direction marks, and in composed letters. A name that
    Windows keeps for a device gets a line before it.
    """
    name = _UNSEEN.sub("", given.replace("\\", "/").rpartition("/")[2]).strip().lstrip(".")
    name = unicodedata.normalize("NFC", name)
    name = f"_{name}" if _DEVICE.match(name) else name
    stem, dot, extension = name.rpartition(".")
    return f"{stem[:190]}{dot}{extension[:9]}" if dot else name[:200]


def receive_file(*, by: User, unit: Unit, upload: UploadedFile[bytes]) -> StoredFile:
    """Check and keep one uploaded file of a unit.

    The file is stored under a random name first and its row written after, so that a crash
    can leave bytes without a row, never a row without bytes. Raises `Mistake`.
    """
    name = safe_name(upload.name or "")
    if not name:
        raise Mistake(_("Tệp không có tên."))
    if (upload.size or 0) > settings.MAX_UPLOAD_BYTES:
        raise Mistake(
            _("Tệp “{name}” lớn hơn {limit} MB. Hãy nén hoặc tách tệp.").format(
                name=name, limit=settings.MAX_UPLOAD_BYTES // 1024 // 1024
            )
        )
    content = upload.read()
    kind = inspect(name, content)
    digest = hashlib.sha256(content).hexdigest()
    path = f"{clock.now():%Y/%m}/{secrets.token_hex(16)}.{kind.extension}"
    kept_as = default_storage.save(path, ContentFile(content))
    with transaction.atomic():
        stored = StoredFile.objects.create(
            path=kept_as,
            name=name,
            media_type=kind.media_type,
            size=len(content),
            sha256=digest,
            unit=unit,
            uploaded_by=by,
            uploaded_at=clock.now(),
        )
        record_act(
            "file.received",
            About("file", stored.pk, unit=unit.pk),
            by=by,
            after={"name": name, "size": str(stored.size), "sha256": digest},
        )
    return stored
