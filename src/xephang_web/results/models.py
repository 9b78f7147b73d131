"""Tables of the results: frozen runs, appeals, decisions, publications, remedies."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from xephang_web.accounts.models import User
from xephang_web.appraisal.models import Finding
from xephang_web.audit.append_only import append_only
from xephang_web.campaigns.models import Campaign, Participant
from xephang_web.evidence.models import StoredFile
from xephang_web.organisations.models import Unit


@append_only()
class ScoringRun(models.Model):
    """Lần tổng hợp: a campaign computed by the core and frozen as a sealed package."""

    class Purpose(models.TextChoices):
        """What it was made for."""

        PRELIMINARY = "preliminary", _("Kết quả sơ bộ")
        PROPOSED = "proposed", _("Trình phê duyệt")

    campaign = models.ForeignKey(Campaign, on_delete=models.CASCADE, related_name="runs")
    number = models.PositiveSmallIntegerField()
    purpose = models.CharField(max_length=20, choices=Purpose.choices)
    content = models.TextField()
    digest = models.CharField(max_length=64)
    made_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()

    class Meta:
        """The latest first."""

        ordering = ["-number"]
        constraints = [models.UniqueConstraint(fields=["campaign", "number"], name="runs_numbered")]

    def __str__(self) -> str:
        return f"{self.campaign} #{self.number}"


_ANSWER = ("is_upheld", "answer", "finding", "ripple", "answered_by", "answered_at")
_ENDED = (*_ANSWER, "withdrawn_by", "withdrawn_at")


@append_only(until={"answered_at": _ENDED, "withdrawn_at": _ENDED})
class Appeal(models.Model):
    """Kiến nghị, phúc tra: a unit disputes a preliminary result; the council answers."""

    participant = models.ForeignKey(Participant, on_delete=models.CASCADE, related_name="appeals")
    criterion = models.CharField(max_length=64, blank=True)
    """Empty: the unit disputes that it is not assessed at all."""
    text = models.TextField()
    file = models.ForeignKey(StoredFile, null=True, blank=True, on_delete=models.PROTECT)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    is_upheld = models.BooleanField(null=True)
    answer = models.TextField(blank=True)
    finding = models.OneToOneField(Finding, null=True, blank=True, on_delete=models.PROTECT)
    ripple = models.TextField(blank=True)
    """JSON of the units whose class or rank the correction moved, as it was shown before."""
    answered_by = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    answered_at = models.DateTimeField(null=True, blank=True)
    withdrawn_by = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    """When the unit took it back, which it can while nobody has answered."""

    class Meta:
        """Answered or taken back, never both. Those that wait first."""

        ordering = [models.F("answered_at").asc(nulls_first=True), "at"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(answered_at__isnull=True) | models.Q(withdrawn_at__isnull=True),
                name="an_appeal_ends_once",
            )
        ]

    def __str__(self) -> str:
        return f"{self.participant} {self.criterion}"

    @property
    def waits(self) -> bool:
        """True if the council still owes an answer."""
        return self.answered_at is None and self.withdrawn_at is None

    @property
    def is_about_standing(self) -> bool:
        """True if the unit disputes that it is not assessed, not the points of a criterion."""
        return not self.criterion

    @property
    def subject(self) -> str:
        """What it is about, in words."""
        if self.is_about_standing:
            return str(_("Việc không được đánh giá"))
        return str(_("Tiêu chí {id}")).format(id=self.criterion)


@append_only()
class TableDecision(models.Model):
    """Quyết định của cấp trên: a district confirms the table of its own communes (DN-7)."""

    campaign = models.ForeignKey(Campaign, on_delete=models.CASCADE, related_name="+")
    table = models.CharField(max_length=64)
    parent = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    run = models.ForeignKey(ScoringRun, on_delete=models.PROTECT, related_name="decisions")
    rows = models.TextField()
    """JSON of the table as it was decided: it counts only while the table is still that."""
    number = models.CharField(max_length=80)
    date = models.DateField()
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        """The latest first: that one counts."""

        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"{self.table} {self.parent} {self.number}"


@append_only(until={"published_at": ("open_content", "open_digest", "left_out", "published_by")})
class Publication(models.Model):
    """Phê duyệt và công bố: a decision on a run; public once `published_at` is set.

    `open_content` is the package that everybody may take: without what redaction left out.
    A correcting decision is another row; the one before stays public beside it.
    """

    campaign = models.ForeignKey(Campaign, on_delete=models.CASCADE, related_name="publications")
    version = models.PositiveSmallIntegerField()
    run = models.OneToOneField(ScoringRun, on_delete=models.PROTECT, related_name="publication")
    decision_number = models.CharField(max_length=80)
    decision_date = models.DateField()
    document = models.ForeignKey(StoredFile, null=True, blank=True, on_delete=models.PROTECT)
    approved_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    approved_at = models.DateTimeField()
    why_corrected = models.TextField(blank=True)
    open_content = models.TextField(blank=True)
    open_digest = models.CharField(max_length=64, blank=True)
    left_out = models.TextField(blank=True)
    published_by = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    published_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        """The latest first."""

        ordering = ["-version"]
        constraints = [
            models.UniqueConstraint(fields=["campaign", "version"], name="publications_numbered")
        ]

    def __str__(self) -> str:
        return f"{self.campaign} v{self.version}"


@append_only(until={"sent_at": ()})
class ResultNotice(models.Model):
    """Báo tin kết quả: one e-mail that tells one unit that its result can be read, a run once."""

    run = models.ForeignKey(ScoringRun, on_delete=models.CASCADE, related_name="notices")
    participant = models.ForeignKey(Participant, on_delete=models.CASCADE, related_name="+")
    addresses = models.TextField()
    asked_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        """In the order they were written down."""

        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["run", "participant"], name="told_once_a_run")
        ]

    def __str__(self) -> str:
        return f"{self.participant} {self.run}"


@append_only(changing=("progress", "report", "reported_at"))
class RemedyMeasure(models.Model):
    """Biện pháp khắc phục: what a unit does about points it lost, until when, how far (TH-11)."""

    class Progress(models.TextChoices):
        """How far."""

        PLANNED = "planned", _("Chưa làm")
        UNDER_WAY = "under_way", _("Đang làm")
        DONE = "done", _("Đã xong")

    participant = models.ForeignKey(Participant, on_delete=models.CASCADE, related_name="remedies")
    criterion = models.CharField(max_length=64)
    measure = models.TextField()
    due = models.DateField()
    progress = models.CharField(max_length=10, choices=Progress.choices, default=Progress.PLANNED)
    report = models.TextField(blank=True)
    reported_at = models.DateTimeField(null=True, blank=True)
    """When progress was last reported, and what was said of it."""
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        """In the order of the form."""

        ordering = ["criterion", "pk"]

    def __str__(self) -> str:
        return self.measure[:60]
