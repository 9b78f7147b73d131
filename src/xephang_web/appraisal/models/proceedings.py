"""Tables of the proceedings: where the second half stands, forms signed for, the council."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django_fsm import ConcurrentTransitionMixin, FSMField, FSMModelMixin, transition

from xephang_web.accounts.models import User
from xephang_web.assessments.models import Submission
from xephang_web.audit.append_only import append_only
from xephang_web.campaigns.models import Campaign, Participant


class Proceedings(ConcurrentTransitionMixin, FSMModelMixin, models.Model):
    """Quá trình xét kết quả: where the second half of a campaign stands."""

    class State(models.TextChoices):
        """Who has the next word."""

        APPRAISING = "appraising", _("Đang thẩm định")
        SETTLING = "settling", _("Hội đồng đang xét")
        PRELIMINARY = "preliminary", _("Kết quả sơ bộ, chờ kiến nghị")
        PROPOSED = "proposed", _("Đã trình phê duyệt")
        APPROVED = "approved", _("Đã phê duyệt")
        PUBLISHED = "published", _("Đã công bố")
        CORRECTING = "correcting", _("Đang điều chỉnh sau công bố")

    campaign = models.OneToOneField(Campaign, on_delete=models.CASCADE, related_name="proceedings")
    state = FSMField(default=State.APPRAISING, choices=State.choices, protected=True)
    appeals_before = models.DateField(null=True, blank=True)
    """First day on which an appeal is no longer taken."""

    def __str__(self) -> str:
        return f"{self.campaign}: {self.state}"

    @transition(field=state, source=State.APPRAISING, target=State.SETTLING)
    def lay_before_council(self) -> None:
        """Trình hội đồng."""

    @transition(field=state, source=[State.SETTLING, State.PRELIMINARY], target=State.PRELIMINARY)
    def announce(self) -> None:
        """Thông báo kết quả sơ bộ; anew where a unit was left out since."""

    @transition(field=state, source=[State.PRELIMINARY, State.CORRECTING], target=State.PROPOSED)
    def propose(self) -> None:
        """Trình phê duyệt."""

    @transition(field=state, source=State.PROPOSED, target=State.SETTLING)
    def give_back(self) -> None:
        """Trả lại hội đồng, before anything was ever published."""

    @transition(field=state, source=State.PROPOSED, target=State.CORRECTING)
    def give_back_correction(self) -> None:
        """Trả lại hội đồng, the results before staying public."""

    @transition(field=state, source=State.PROPOSED, target=State.APPROVED)
    def approve(self) -> None:
        """Phê duyệt."""

    @transition(field=state, source=State.APPROVED, target=State.PUBLISHED)
    def publish(self) -> None:
        """Công bố."""

    @transition(field=state, source=State.PUBLISHED, target=State.CORRECTING)
    def reopen(self) -> None:
        """Điều chỉnh: what was published stays beside what comes."""


class FormAppraisal(models.Model):
    """Kết luận thẩm định phiếu: an appraiser has looked at a whole form and signs for it.

    It holds for what was sent then: a form taken back and sent again is signed for anew.
    """

    participant = models.OneToOneField(
        Participant, on_delete=models.CASCADE, related_name="form_appraisal"
    )
    submission = models.ForeignKey(
        Submission, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    concluded_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    concluded_at = models.DateTimeField()

    def __str__(self) -> str:
        return str(self.participant)

    @property
    def stands(self) -> bool:
        """True unless the form that was signed for was taken back since."""
        return self.submission is None or self.submission.withdrawn_at is None


@append_only(until={"closed_at": ("minutes",)}, lists=("present",))
class CouncilSession(models.Model):
    """Phiên họp hội đồng: who sat, how many had to, and its minutes."""

    campaign = models.ForeignKey(Campaign, on_delete=models.CASCADE, related_name="sessions")
    number = models.PositiveSmallIntegerField()
    held_on = models.DateField()
    quorum = models.PositiveSmallIntegerField()
    present = models.ManyToManyField(User, related_name="+")
    minutes = models.TextField(blank=True)
    opened_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    opened_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        """The latest first; one open at a time."""

        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(fields=["campaign", "number"], name="sessions_numbered"),
            models.UniqueConstraint(
                fields=["campaign"],
                condition=Q(closed_at__isnull=True),
                name="one_open_session",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.campaign} #{self.number}"
