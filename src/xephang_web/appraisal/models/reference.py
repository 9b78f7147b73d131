"""Tables of what claims are set beside: reference data, and inspections during the year."""

from __future__ import annotations

from fractions import Fraction

from django.db import models
from django.utils.translation import gettext_lazy as _

from xephang_web.accounts.models import User
from xephang_web.audit.append_only import append_only
from xephang_web.campaigns.models import Campaign, Participant
from xephang_web.evidence.models import StoredFile
from xephang_web.organisations.models import Unit


@append_only(until={"withdrawn_at": ("withdrawn_for",)})
class ReferenceTable(models.Model):
    """Bảng số liệu đối chiếu: what a specialist agency says of one input of a criterion.

    A claim further from it than `tolerance` is a difference for a person to look at, never
    a verdict. The tolerance is in the input's own unit, or a percentage of the reference.
    """

    class Measure(models.TextChoices):
        """What the tolerance is measured in."""

        ABSOLUTE = "absolute", _("đơn vị của số liệu")
        PERCENT = "percent", _("% của số đối chiếu")

    campaign = models.ForeignKey(
        Campaign, on_delete=models.CASCADE, related_name="reference_tables"
    )
    supplied_by = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    title = models.CharField(max_length=255)
    criterion = models.CharField(max_length=64)
    field = models.CharField(max_length=64)
    document = models.CharField(max_length=255, blank=True)
    tolerance = models.CharField(max_length=40, default="0")
    measure = models.CharField(max_length=10, choices=Measure.choices, default=Measure.ABSOLUTE)
    uploaded_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    uploaded_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_for = models.TextField(blank=True)

    class Meta:
        """The latest first."""

        ordering = ["-uploaded_at", "-pk"]

    def __str__(self) -> str:
        return self.title

    def allows(self, reference: Fraction) -> Fraction:
        """How far a claim may lie from a reference value."""
        tolerance = Fraction(self.tolerance)
        if self.measure == self.Measure.PERCENT:
            return abs(reference) * tolerance / 100
        return tolerance


@append_only()
class ReferenceValue(models.Model):
    """Số liệu đối chiếu: one unit's figure in a reference table, canonical text."""

    table = models.ForeignKey(ReferenceTable, on_delete=models.CASCADE, related_name="rows")
    participant = models.ForeignKey(
        Participant, on_delete=models.CASCADE, related_name="reference_values"
    )
    value = models.CharField(max_length=80)

    class Meta:
        """A unit once a table."""

        constraints = [
            models.UniqueConstraint(
                fields=["table", "participant"], name="a_unit_once_a_reference_table"
            )
        ]

    def __str__(self) -> str:
        return self.value

    def difference(self, claimed: str) -> Fraction | None:
        """The claim less the reference, exactly; None where either is no number."""
        try:
            return Fraction(claimed) - Fraction(self.value)
        except ValueError:
            return None

    def is_apart_from(self, claimed: str) -> bool:
        """True if a claim differs by more than the table's tolerance."""
        difference = self.difference(claimed)
        if difference is None:
            return claimed != self.value
        return abs(difference) > self.table.allows(Fraction(self.value))


@append_only()
class ReferenceLook(models.Model):
    """Đã xem chênh lệch: somebody looked at a difference and says what they made of it."""

    value = models.ForeignKey(ReferenceValue, on_delete=models.CASCADE, related_name="looks")
    note = models.TextField()
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        """In the order they were written: the last one counts."""

        ordering = ["pk"]

    def __str__(self) -> str:
        return self.note[:60]


@append_only(until={"withdrawn_at": ("withdrawn_for",)})
class InspectionResult(models.Model):
    """Kết quả kiểm tra trong năm: what a periodic or thematic inspection found (PHT-11)."""

    class Kind(models.TextChoices):
        """Which kind of inspection."""

        PERIODIC = "periodic", _("Định kỳ")
        THEMATIC = "thematic", _("Chuyên đề")

    participant = models.ForeignKey(
        Participant, on_delete=models.CASCADE, related_name="inspections"
    )
    criterion = models.CharField(max_length=64, blank=True)
    kind = models.CharField(max_length=10, choices=Kind.choices, default=Kind.PERIODIC)
    held_on = models.DateField()
    text = models.TextField()
    document = models.CharField(max_length=255)
    file = models.ForeignKey(
        StoredFile, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    recorded_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_for = models.TextField(blank=True)

    class Meta:
        """The latest first."""

        ordering = ["-held_on", "-pk"]

    def __str__(self) -> str:
        return self.text[:60]
