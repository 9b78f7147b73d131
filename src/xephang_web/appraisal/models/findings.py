"""Tables of what is found and asked: findings, site visits, clarifications."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from xephang_web.accounts.models import User
from xephang_web.appraisal.models.proceedings import CouncilSession
from xephang_web.assessments.models import Submission
from xephang_web.audit.append_only import append_only
from xephang_web.campaigns.models import Participant
from xephang_web.evidence.models import StoredFile

_OVER = ("planned_on", "held_on", "minutes", "cancelled_at", "cancelled_for")


@append_only(until={"held_on": _OVER, "cancelled_at": _OVER}, lists=("team", "photographs"))
class SiteVisit(models.Model):
    """Khảo sát thực tế: planned, held or called off, with its team, minutes and photographs."""

    participant = models.ForeignKey(Participant, on_delete=models.CASCADE, related_name="visits")
    planned_on = models.DateField()
    purpose = models.TextField()
    team = models.ManyToManyField(User, related_name="+")
    held_on = models.DateField(null=True, blank=True)
    minutes = models.TextField(blank=True)
    photographs = models.ManyToManyField(StoredFile, related_name="+")
    planned_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    cancelled_at = models.DateTimeField(null=True, blank=True)
    cancelled_for = models.TextField(blank=True)

    class Meta:
        """In the order of the days."""

        ordering = ["planned_on", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(held_on__isnull=True) | Q(cancelled_at__isnull=True),
                name="a_visit_is_held_or_called_off",
            )
        ]

    def __str__(self) -> str:
        return f"{self.participant} {self.planned_on}"

    @property
    def team_names(self) -> str:
        """Who goes, by name."""
        return ", ".join(each.full_name for each in self.team.all())


@append_only()
class Finding(models.Model):
    """Kết luận về một tiêu chí: one line of the ledger. Never changed; a later one replaces it.

    `values` is JSON of the fields that were set in place of the claimed ones, `points`
    exact text where points were set outright. `bases` are ids of the regulation's bases.
    It is about what was sent (`submission`) under the criteria in force then
    (`found_under`): on another form, or a changed criterion, it does not count.
    """

    class Body(models.TextChoices):
        """Who found."""

        APPRAISAL = "appraisal", _("Thẩm định")
        SECOND = "second", _("Thẩm định độc lập")
        COUNCIL = "council", _("Hội đồng")

    class Verdict(models.TextChoices):
        """What was found."""

        ACCEPT = "accept", _("Chấp nhận số tự chấm")
        ADJUST = "adjust", _("Điều chỉnh")
        REJECT = "reject", _("Không chấp nhận, 0 điểm")
        GRANT = "grant_na", _("Đồng ý không áp dụng")
        REFUSE = "refuse_na", _("Không đồng ý không áp dụng")
        KEEP = "keep", _("Giữ kết quả thẩm định")

    participant = models.ForeignKey(Participant, on_delete=models.CASCADE, related_name="findings")
    criterion = models.CharField(max_length=64)
    body = models.CharField(max_length=10, choices=Body.choices)
    version = models.PositiveSmallIntegerField()
    verdict = models.CharField(max_length=10, choices=Verdict.choices)
    values = models.TextField(default="{}")
    points = models.CharField(max_length=80, blank=True)
    bases = models.CharField(max_length=80, blank=True)
    reason = models.TextField(blank=True)
    is_bulk = models.BooleanField(default=False)
    submission = models.ForeignKey(
        Submission, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    found_under = models.CharField(max_length=64, blank=True)
    visit = models.ForeignKey(SiteVisit, null=True, blank=True, on_delete=models.PROTECT)
    session = models.ForeignKey(
        CouncilSession, null=True, blank=True, on_delete=models.PROTECT, related_name="findings"
    )
    votes_for = models.PositiveSmallIntegerField(null=True, blank=True)
    votes_against = models.PositiveSmallIntegerField(null=True, blank=True)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        """Versions count up for each body; a council's finding has its session."""

        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["participant", "criterion", "body", "version"], name="findings_versioned"
            ),
            models.CheckConstraint(
                condition=~Q(body="council") | Q(session__isnull=False),
                name="the_council_settles_in_session",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.participant} {self.criterion} {self.verdict}"


@append_only(
    changing=("notified_at",),
    until={"answered_at": ("answer", "answered_by", "due")},
    lists=("files",),
)
class Clarification(models.Model):
    """Yêu cầu bổ sung và giải trình: what the appraiser asks, until when, what the unit says."""

    participant = models.ForeignKey(
        Participant, on_delete=models.CASCADE, related_name="clarifications"
    )
    criterion = models.CharField(max_length=64)
    question = models.TextField()
    due = models.DateField()
    asked_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    answer = models.TextField(blank=True)
    answered_by = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    answered_at = models.DateTimeField(null=True, blank=True)
    files = models.ManyToManyField(StoredFile, related_name="+")
    addresses = models.TextField(blank=True)
    """Whom the notice went to; empty where the unit has nobody."""
    notified_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        """In the order they were asked."""

        ordering = ["asked_at", "pk"]

    def __str__(self) -> str:
        return self.question[:60]
