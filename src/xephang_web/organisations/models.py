"""Tables of units. Kinds and levels are data: tiers change, the code does not."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from xephang_web.audit.append_only import append_only


class UnitKind(models.Model):
    """Loại đơn vị: department, ward …, with the level of government it stands on."""

    code = models.SlugField(max_length=40, unique=True)
    name = models.CharField(max_length=120)
    name_en = models.CharField(max_length=120, blank=True)
    level = models.CharField(max_length=40)
    """`central`, `province`, `district`, `commune`: words of the law in force, not of the code."""
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        """In the order of the state's tiers."""

        ordering = ["position", "code"]

    def __str__(self) -> str:
        return self.name


class Unit(models.Model):
    """Đơn vị: an agency of any level, as it is now; `UnitPeriod` keeps what it was.

    `code` is the official identifier code. `valid_until` is the first day on which the
    unit no longer exists. `search` and `sort_key` are computed by the services.
    """

    code = models.CharField(max_length=60, unique=True)
    name = models.CharField(max_length=255)
    name_en = models.CharField(max_length=255, blank=True)
    kind = models.ForeignKey(UnitKind, on_delete=models.PROTECT)
    parent = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="children"
    )
    is_restricted = models.BooleanField(default=False)
    valid_from = models.DateField()
    valid_until = models.DateField(null=True, blank=True)
    search = models.CharField(max_length=400, db_index=True)
    sort_key = models.CharField(max_length=1000, db_index=True)

    class Meta:
        """In Vietnamese order."""

        ordering = ["sort_key", "code"]
        constraints = [
            models.CheckConstraint(
                condition=Q(valid_until__isnull=True) | Q(valid_until__gt=F("valid_from")),
                name="unit_ends_after_it_starts",
            ),
            models.CheckConstraint(condition=~Q(parent=F("pk")), name="unit_is_not_its_own_parent"),
        ]

    def __str__(self) -> str:
        return self.name


@append_only(until={"ends": ()})
class UnitPeriod(models.Model):
    """What a unit was called, was, and stood under, from one day until another."""

    unit = models.ForeignKey(Unit, on_delete=models.CASCADE, related_name="periods")
    name = models.CharField(max_length=255)
    kind = models.ForeignKey(UnitKind, on_delete=models.PROTECT)
    parent = models.ForeignKey(
        Unit, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    starts = models.DateField()
    ends = models.DateField(null=True, blank=True)

    class Meta:
        """One period after the other."""

        ordering = ["starts", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["unit"], condition=Q(ends__isnull=True), name="one_open_period_a_unit"
            )
        ]

    def __str__(self) -> str:
        return f"{self.name} ({self.starts})"


@append_only(lists=("predecessors", "successors"))
class Reorganisation(models.Model):
    """Sắp xếp: one act that merged, split, renamed, moved or ended units, with its document."""

    class Kind(models.TextChoices):
        """What the act did."""

        MERGE = "merge", _("Hợp nhất, sáp nhập")
        SPLIT = "split", _("Chia, tách")
        RENAME = "rename", _("Đổi tên")
        MOVE = "move", _("Chuyển cơ quan cấp trên")
        END = "end", _("Chấm dứt hoạt động")

    kind = models.CharField(max_length=10, choices=Kind.choices)
    date = models.DateField()
    document = models.CharField(max_length=255)
    predecessors = models.ManyToManyField(Unit, related_name="reorganised_by")
    successors = models.ManyToManyField(Unit, related_name="came_from")

    class Meta:
        """The latest first."""

        ordering = ["-date", "-pk"]

    def __str__(self) -> str:
        return f"{self.kind} {self.date}"
