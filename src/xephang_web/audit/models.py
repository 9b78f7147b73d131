"""Tables of the record."""

from __future__ import annotations

from django.db import models

from xephang_web.audit.append_only import append_only


@append_only()
class Record(models.Model):
    """Bản ghi: one act, linked to the one before by its digest. Never changed, never deleted.

    Actor, campaign and unit are kept as plain ids: the record outlives what it speaks of.
    `data` is canonical JSON with what was before and after.
    """

    position = models.BigIntegerField(unique=True)
    at = models.DateTimeField(db_index=True)
    actor = models.BigIntegerField(null=True, db_index=True)
    actor_name = models.CharField(max_length=200)
    act = models.CharField(max_length=60, db_index=True)
    object_type = models.CharField(max_length=40)
    object_id = models.CharField(max_length=120)
    campaign = models.BigIntegerField(null=True)
    unit = models.BigIntegerField(null=True)
    data = models.TextField()
    previous = models.CharField(max_length=64)
    digest = models.CharField(max_length=64, unique=True)

    class Meta:
        """Two indexes: the record of one object, and of one unit in one campaign."""

        ordering = ["position"]
        indexes = [
            models.Index(fields=["object_type", "object_id"]),
            models.Index(fields=["campaign", "unit"]),
        ]

    def __str__(self) -> str:
        return f"{self.position} {self.act}"


class ChainHead(models.Model):
    """The end of the chain: its one row is locked while a record is added."""

    position = models.BigIntegerField(default=0)
    digest = models.CharField(max_length=64, default="0" * 64)

    def __str__(self) -> str:
        return str(self.position)
