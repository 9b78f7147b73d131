"""Tables of files. What was received is never changed; what is no longer shown is still kept."""

from __future__ import annotations

from django.db import models

from xephang_web.accounts.models import User
from xephang_web.audit.append_only import append_only
from xephang_web.organisations.models import Unit


@append_only()
class StoredFile(models.Model):
    """Tệp đã nhận: its bytes under a random name, its digest, and whose it is."""

    path = models.CharField(max_length=200, unique=True)
    name = models.CharField(max_length=255)
    media_type = models.CharField(max_length=100)
    size = models.BigIntegerField()
    sha256 = models.CharField(max_length=64, db_index=True)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    uploaded_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    uploaded_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.name

    @property
    def kind(self) -> str:
        """The short name of its type for a chip: PDF, XLSX."""
        return self.name.rpartition(".")[2].upper()[:4]
