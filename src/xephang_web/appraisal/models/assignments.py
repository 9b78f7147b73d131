"""Tables of who checks what: tasks, what agencies verified, and the second, blind look."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from xephang_web.accounts.models import User
from xephang_web.audit.append_only import append_only
from xephang_web.campaigns.models import Campaign, Participant
from xephang_web.organisations.models import Unit


class CriterionTask(models.Model):
    """Phân công tiêu chí: who checks a criterion in every form of a group.

    A person of the panel, or a specialist agency that verifies it (`unit`).
    """

    campaign = models.ForeignKey(Campaign, on_delete=models.CASCADE, related_name="criterion_tasks")
    group = models.CharField(max_length=64)
    criterion = models.CharField(max_length=64)
    user = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT)
    unit = models.ForeignKey(Unit, null=True, blank=True, on_delete=models.PROTECT)
    given_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    given_at = models.DateTimeField()

    class Meta:
        """Somebody, one of the two, and once."""

        ordering = ["group", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(user__isnull=False, unit__isnull=True)
                | Q(user__isnull=True, unit__isnull=False),
                name="a_person_or_an_agency",
            ),
            # Two constraints: in a common one the empty column would let doubles through.
            models.UniqueConstraint(
                fields=["campaign", "group", "criterion", "user"],
                condition=Q(user__isnull=False),
                name="a_task_of_a_person_once",
            ),
            models.UniqueConstraint(
                fields=["campaign", "group", "criterion", "unit"],
                condition=Q(unit__isnull=False),
                name="a_task_of_an_agency_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.criterion}: {self.user or self.unit}"


@append_only()
class Verification(models.Model):
    """Kết quả xác minh: what a specialist agency says of one claim. Evidence, never a verdict.

    Never changed; a later one of the same agency replaces it. `values` is JSON of the
    fields as the agency has them, where they differ from the claim.
    """

    BASIS = "cross_check"

    class Outcome(models.TextChoices):
        """What the agency found."""

        CONFIRMED = "confirmed", _("Đúng như đơn vị khai")
        DIFFERS = "differs", _("Khác số đơn vị khai")

    participant = models.ForeignKey(
        Participant, on_delete=models.CASCADE, related_name="verifications"
    )
    criterion = models.CharField(max_length=64)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    version = models.PositiveSmallIntegerField()
    outcome = models.CharField(max_length=10, choices=Outcome.choices)
    values = models.TextField(default="{}")
    note = models.TextField(blank=True)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        """The versions of an agency count up."""

        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["participant", "criterion", "unit", "version"],
                name="verifications_versioned",
            )
        ]

    def __str__(self) -> str:
        return f"{self.participant} {self.criterion}: {self.outcome}"


@append_only(changing=("without",))
class SampleDraw(models.Model):
    """Rút mẫu: which forms were drawn for a second look, from which, by which seed.

    `population`, `drawn` and `without` are JSON lists of unit codes: the forms that could
    be drawn, those that were, and of these the ones nobody free of conflict was found for.
    """

    campaign = models.ForeignKey(Campaign, on_delete=models.CASCADE, related_name="sample_draws")
    number = models.PositiveSmallIntegerField()
    seed = models.CharField(max_length=80)
    group = models.CharField(max_length=64, blank=True)
    wanted = models.CharField(max_length=20)
    population = models.TextField()
    drawn = models.TextField()
    without = models.TextField(default="[]")
    drawn_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    drawn_at = models.DateTimeField()

    class Meta:
        """In the order they were drawn."""

        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["campaign", "number"], name="draws_numbered")
        ]

    def __str__(self) -> str:
        return f"{self.campaign} #{self.number}"


class SecondLook(models.Model):
    """Thẩm định độc lập: a form drawn for a second appraiser who does not see the first."""

    participant = models.OneToOneField(
        Participant, on_delete=models.CASCADE, related_name="second_look"
    )
    appraiser = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    draw = models.ForeignKey(
        SampleDraw, null=True, blank=True, on_delete=models.PROTECT, related_name="looks"
    )
    drawn_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    drawn_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.participant}: {self.appraiser}"
