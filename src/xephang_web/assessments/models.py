"""Tables of the forms: answers, evidence, submissions, receipts, and what the office decides."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django_fsm import ConcurrentTransitionMixin, FSMField, FSMModelMixin, transition

from xephang_web.accounts.models import User
from xephang_web.audit.append_only import append_only
from xephang_web.campaigns.models import Participant
from xephang_web.evidence.models import StoredFile
from xephang_web.organisations.models import Unit


class Assessment(ConcurrentTransitionMixin, FSMModelMixin, models.Model):
    """Phiếu đánh giá: one unit's answers in one campaign."""

    class State(models.TextChoices):
        """Where the form stands."""

        DRAFT = "draft", _("Đang nhập")
        REVIEW = "review", _("Chờ thủ trưởng")
        SUBMITTED = "submitted", _("Đã gửi")

    participant = models.OneToOneField(
        Participant, on_delete=models.CASCADE, related_name="assessment"
    )
    state = FSMField(default=State.DRAFT, choices=State.choices, protected=True)
    changed_at = models.DateTimeField(null=True, blank=True)
    changed_by = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    def __str__(self) -> str:
        return str(self.participant)

    @transition(field=state, source=State.DRAFT, target=State.REVIEW)
    def lay_before_head(self) -> None:
        """Trình thủ trưởng."""

    @transition(field=state, source=State.REVIEW, target=State.DRAFT)
    def give_back(self) -> None:
        """Trả lại cán bộ đầu mối."""

    @transition(field=state, source=[State.DRAFT, State.REVIEW], target=State.SUBMITTED)
    def submit(self) -> None:
        """Gửi phiếu."""

    @transition(field=state, source=State.SUBMITTED, target=State.DRAFT)
    def withdraw(self) -> None:
        """Rút phiếu."""


class Answer(models.Model):
    """Số liệu: one field of one criterion, as canonicalised by the core.

    The value of a repeating field is JSON (`is_rows`). `version` counts changes: a
    writer says which version they saw, and learns of one they did not. A value taken
    out leaves the row with an empty value, so that its version goes on counting.
    """

    assessment = models.ForeignKey(Assessment, on_delete=models.CASCADE, related_name="answers")
    criterion = models.CharField(max_length=64)
    field = models.CharField(max_length=64)
    value = models.TextField()
    is_rows = models.BooleanField(default=False)
    version = models.PositiveIntegerField(default=1)
    answered_under = models.CharField(max_length=64)
    """Digest of the criteria that were in force: after an amendment it tells what still counts."""
    changed_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    changed_at = models.DateTimeField()

    class Meta:
        """One row a field."""

        constraints = [
            models.UniqueConstraint(
                fields=["assessment", "criterion", "field"], name="one_answer_a_field"
            )
        ]

    def __str__(self) -> str:
        return f"{self.criterion}/{self.field} = {self.value[:40]}"


class CriterionNote(models.Model):
    """Ghi chú của tiêu chí: narrative, why evidence is missing, why N/A, and who fills it in."""

    assessment = models.ForeignKey(Assessment, on_delete=models.CASCADE, related_name="notes")
    criterion = models.CharField(max_length=64)
    narrative = models.TextField(blank=True)
    without_evidence = models.TextField(blank=True)
    not_applicable_reason = models.TextField(blank=True)
    explanation = models.TextField(blank=True)
    """Why a doubtful value is right all the same."""
    assigned_to = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        """One row a criterion."""

        constraints = [
            models.UniqueConstraint(fields=["assessment", "criterion"], name="one_note_a_criterion")
        ]

    def __str__(self) -> str:
        return self.criterion


@append_only()
class Comment(models.Model):
    """Trao đổi nội bộ: what colleagues say to one another about a criterion."""

    assessment = models.ForeignKey(Assessment, on_delete=models.CASCADE, related_name="comments")
    criterion = models.CharField(max_length=64)
    text = models.TextField()
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        """In the order they were said."""

        ordering = ["at", "pk"]

    def __str__(self) -> str:
        return self.text[:40]


@append_only(changing=("removed_at",))
class EvidenceItem(models.Model):
    """Minh chứng của một tiêu chí: a file or a link, until it is taken away."""

    assessment = models.ForeignKey(Assessment, on_delete=models.CASCADE, related_name="evidence")
    criterion = models.CharField(max_length=64)
    file = models.ForeignKey(StoredFile, null=True, blank=True, on_delete=models.PROTECT)
    url = models.URLField(max_length=500, blank=True)
    title = models.CharField(max_length=255, blank=True)
    added_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    added_at = models.DateTimeField()
    removed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        """A file or a link, never both."""

        ordering = ["added_at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=(Q(file__isnull=True) & ~Q(url="")) | (Q(file__isnull=False) & Q(url="")),
                name="a_file_or_a_link",
            )
        ]

    def __str__(self) -> str:
        return self.title or self.url


@append_only(until={"withdrawn_at": ("withdrawn_by", "keeps_receipt")})
class Submission(models.Model):
    """Lần gửi: what was handed in, frozen, with the result that the unit saw.

    `content` is canonical JSON of answers, notes and evidence; `digest` is its SHA-256.
    `points` is the exact total as text. `at` is the campaign's clock, `server_at` the
    server's own. A withdrawn submission stays, marked.
    """

    assessment = models.ForeignKey(Assessment, on_delete=models.CASCADE, related_name="submissions")
    number = models.PositiveSmallIntegerField()
    at = models.DateTimeField()
    server_at = models.DateTimeField()
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    signed_as = models.CharField(max_length=20)
    content = models.TextField()
    digest = models.CharField(max_length=64)
    regulation_digest = models.CharField(max_length=64)
    points = models.CharField(max_length=80)
    result_class = models.CharField(max_length=64, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_by = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    entered_for = models.ForeignKey(
        "Receipt", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    """The form received elsewhere whose data these are, as the office froze them."""
    keeps_receipt = models.BooleanField(default=False)
    """Taken back to be completed, or for what came on paper: what came stays received."""

    class Meta:
        """Numbered from one."""

        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["assessment", "number"], name="submissions_numbered"),
            models.UniqueConstraint(
                fields=["assessment"],
                condition=Q(withdrawn_at__isnull=True),
                name="one_standing_submission",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.assessment} #{self.number}"


@append_only()
class Endorsement(models.Model):
    """Cấp trên xác nhận: the unit above answers for the data of a form as sent (PHT-4, PHT-14)."""

    submission = models.OneToOneField(
        Submission, on_delete=models.CASCADE, related_name="endorsement"
    )
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    server_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.submission} {self.unit}"


class SettledForm(models.Model):
    """Số liệu chốt: a form's answers as the published results of its year rest on them.

    What next year's form is compared with. Written at publication, out of the frozen
    results that `digest` names; a correcting decision replaces it.
    """

    participant = models.OneToOneField(
        Participant, on_delete=models.CASCADE, related_name="settled_form"
    )
    answers = models.TextField()
    points = models.TextField()
    """JSON: node of the form → its published points, exact; among them what needs the block."""
    digest = models.CharField(max_length=64)
    settled_at = models.DateTimeField()

    def __str__(self) -> str:
        return str(self.participant)


@append_only(
    changing=("is_complete", "completeness_note", "declared_by", "declared_at", "told_at"),
    until={"submission": ()},
)
class Receipt(models.Model):
    """Biên nhận: a form that arrived, on whatever channel.

    Through the application it has a moment and its submission; on paper, through the
    document system or by e-mail the office records the stamped day and the scan.
    """

    participant = models.ForeignKey(Participant, on_delete=models.CASCADE, related_name="receipts")
    submission = models.OneToOneField(
        Submission, null=True, blank=True, on_delete=models.CASCADE, related_name="receipt"
    )
    channel = models.CharField(max_length=30)
    at = models.DateTimeField(null=True, blank=True)
    stamped_on = models.DateField(null=True, blank=True)
    reference = models.CharField(max_length=120, blank=True)
    scan = models.ForeignKey(StoredFile, null=True, blank=True, on_delete=models.PROTECT)
    note = models.TextField(blank=True)
    is_complete = models.BooleanField(default=True)
    completeness_note = models.TextField(blank=True)
    declared_by = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    declared_at = models.DateTimeField(null=True, blank=True)
    told_at = models.DateTimeField(null=True, blank=True)
    """When the unit was told that this form is incomplete."""
    recorded_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()

    class Meta:
        """A moment or a stamped day."""

        ordering = ["recorded_at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(at__isnull=False, stamped_on__isnull=True)
                | Q(at__isnull=True, stamped_on__isnull=False),
                name="a_moment_or_a_stamped_day",
            )
        ]

    def __str__(self) -> str:
        return f"{self.participant} {self.channel}"


@append_only()
class LatenessDecision(models.Model):
    """Quyết định về trường hợp nghi vấn: what the office decided, why, and by which document.

    `basis` is the doubt that it answers: another doubt, about another form, it does not.
    """

    class Verdict(models.TextChoices):
        """How the doubtful form is taken."""

        ACCEPTED = "accepted", _("Chấp nhận, được đánh giá")
        NOT_ASSESSED = "not_assessed", _("Không đánh giá")

    participant = models.ForeignKey(
        Participant, on_delete=models.CASCADE, related_name="lateness_decisions"
    )
    verdict = models.CharField(max_length=20, choices=Verdict.choices)
    reason = models.TextField()
    document = models.CharField(max_length=255)
    basis = models.TextField(default="", editable=False)
    decided_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField()

    class Meta:
        """The last one counts."""

        ordering = ["decided_at", "pk"]

    def __str__(self) -> str:
        return self.verdict
