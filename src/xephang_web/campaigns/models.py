"""Tables of a campaign: the year, its pinned regulation, roster, dates, documents, questions."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django_fsm import ConcurrentTransitionMixin, FSMField, FSMModelMixin, transition

from xephang_web.accounts.models import User
from xephang_web.audit.append_only import append_only
from xephang_web.evidence.models import StoredFile
from xephang_web.organisations.models import Unit


@append_only()
class PinnedRegulation(models.Model):
    """Quy định đã ghim: a regulation with one year's forms, exactly as it was when pinned.

    `content` is what the folder says, as canonical JSON; `digest` is the core's digest
    of it. A row is never changed: an amendment pins another.
    """

    regulation_id = models.CharField(max_length=80)
    year = models.PositiveSmallIntegerField()
    digest = models.CharField(max_length=64, unique=True)
    content = models.TextField()
    pinned_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.regulation_id} ({self.year})"


class Campaign(ConcurrentTransitionMixin, FSMModelMixin, models.Model):
    """Đợt đánh giá: one year of one regulation.

    A campaign in training has a clock of its own: it stood at `clock_at` when the
    server's clock stood at `clock_set_at`, and goes on from there.
    """

    class State(models.TextChoices):
        """Where the campaign stands."""

        PREPARING = "preparing", _("Chuẩn bị")
        OPEN = "open", _("Đang nhận phiếu")
        CLOSED = "closed", _("Đã khóa sổ")

    slug = models.SlugField(max_length=80, unique=True)
    title = models.CharField(max_length=255)
    title_en = models.CharField(max_length=255, blank=True)
    year = models.PositiveSmallIntegerField()
    regulation = models.ForeignKey(PinnedRegulation, on_delete=models.PROTECT)
    standing_office = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    previous = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="next"
    )
    state = FSMField(default=State.PREPARING, choices=State.choices, protected=True)
    is_training = models.BooleanField(default=False)
    clock_at = models.DateTimeField(null=True, blank=True)
    clock_set_at = models.DateTimeField(null=True, blank=True)
    created_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField()

    class Meta:
        """The latest year first."""

        ordering = ["-year", "slug"]
        constraints = [
            models.CheckConstraint(
                condition=Q(clock_at__isnull=True) | Q(is_training=True),
                name="only_training_has_its_own_clock",
            )
        ]

    def __str__(self) -> str:
        return self.title

    @transition(field=state, source=State.PREPARING, target=State.OPEN)
    def open(self) -> None:
        """Phát động."""

    @transition(field=state, source=State.OPEN, target=State.CLOSED)
    def close(self) -> None:
        """Khóa sổ: there is no way back."""


class Participant(models.Model):
    """Đơn vị tham gia: a unit on the roster of a campaign, in its target group.

    `parent` is the unit it stood under when it was put on the roster; `appraised_by`
    is who checks its form. `superseded_by`: after a reorganisation, the form that goes on.
    """

    campaign = models.ForeignKey(Campaign, on_delete=models.CASCADE, related_name="participants")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="participations")
    group = models.CharField(max_length=64)
    parent = models.ForeignKey(
        Unit, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    appraised_by = models.ForeignKey(
        Unit, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    exempted_for = models.TextField(blank=True)
    exempted_by_document = models.CharField(max_length=255, blank=True)
    superseded_by = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="supersedes"
    )
    superseded_document = models.CharField(max_length=255, blank=True)

    class Meta:
        """A unit stands on a roster once."""

        ordering = ["unit__sort_key"]
        constraints = [
            models.UniqueConstraint(fields=["campaign", "unit"], name="a_unit_participates_once")
        ]

    def __str__(self) -> str:
        return f"{self.unit} ({self.campaign.year})"


@append_only()
class Extension(models.Model):
    """Gia hạn: a recorded act that moves a deadline, for all or for one unit, with its document."""

    campaign = models.ForeignKey(Campaign, on_delete=models.CASCADE, related_name="extensions")
    participant = models.ForeignKey(
        Participant, null=True, blank=True, on_delete=models.PROTECT, related_name="extensions"
    )
    milestone = models.CharField(max_length=64)
    before = models.DateField()
    document = models.CharField(max_length=255)
    reason = models.TextField()
    decided_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField()

    class Meta:
        """In the order they were decided."""

        ordering = ["decided_at", "pk"]

    def __str__(self) -> str:
        return f"{self.milestone} {self.before}"


class Member(models.Model):
    """Thành viên: a seat on the appraisal panel or the council, perhaps seconded from a unit."""

    class Body(models.TextChoices):
        """Which body."""

        PANEL = "panel", _("Tổ thẩm định")
        COUNCIL = "council", _("Hội đồng")

    class Seat(models.TextChoices):
        """Which seat."""

        LEADER = "leader", _("Tổ trưởng")
        CHAIR = "chair", _("Chủ tịch")
        MEMBER = "member", _("Thành viên")

    campaign = models.ForeignKey(Campaign, on_delete=models.CASCADE, related_name="members")
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="seats")
    body = models.CharField(max_length=10, choices=Body.choices)
    seat = models.CharField(max_length=10, choices=Seat.choices, default=Seat.MEMBER)
    seconded_from = models.ForeignKey(
        Unit, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    document = models.CharField(max_length=255, blank=True)

    class Meta:
        """A person sits in a body once."""

        ordering = ["body", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["campaign", "user", "body"], name="one_seat_a_body")
        ]

    def __str__(self) -> str:
        return f"{self.user} ({self.body})"


@append_only()
class CampaignDocument(models.Model):
    """Văn bản của đợt: launch letter, cost estimate, decision, and other papers of the office."""

    class Kind(models.TextChoices):
        """What it is."""

        LETTER = "letter", _("Công văn triển khai")
        COST = "cost_estimate", _("Dự toán kinh phí")
        DECISION = "decision", _("Quyết định")
        OTHER = "other", _("Văn bản khác")

    campaign = models.ForeignKey(Campaign, on_delete=models.CASCADE, related_name="documents")
    kind = models.CharField(max_length=20, choices=Kind.choices)
    title = models.CharField(max_length=255)
    number = models.CharField(max_length=80, blank=True)
    date = models.DateField(null=True, blank=True)
    file = models.ForeignKey(StoredFile, null=True, blank=True, on_delete=models.PROTECT)
    is_for_units = models.BooleanField(default=True)

    class Meta:
        """The latest first."""

        ordering = ["-date", "-pk"]

    def __str__(self) -> str:
        return self.title


class Contact(models.Model):
    """Đầu mối liên hệ: whom a unit calls when it does not know how to go on."""

    campaign = models.ForeignKey(Campaign, on_delete=models.CASCADE, related_name="contacts")
    name = models.CharField(max_length=120)
    phone = models.CharField(max_length=40, blank=True)
    email = models.EmailField(blank=True)

    def __str__(self) -> str:
        return self.name


@append_only(changing=("answer", "answered_by", "answered_at", "is_faq"))
class Question(models.Model):
    """Vướng mắc: what a unit asks about the criteria, and the office's answer."""

    campaign = models.ForeignKey(Campaign, on_delete=models.CASCADE, related_name="questions")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    criterion = models.CharField(max_length=64, blank=True)
    text = models.TextField()
    asked_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    answer = models.TextField(blank=True)
    answered_by = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    answered_at = models.DateTimeField(null=True, blank=True)
    is_faq = models.BooleanField(default=False)

    class Meta:
        """Those that wait longest first."""

        ordering = ["answered_at", "asked_at"]

    def __str__(self) -> str:
        return self.text[:60]


@append_only()
class Amendment(models.Model):
    """Sửa đổi giữa đợt: another regulation pinned, with the document that orders it."""

    campaign = models.ForeignKey(Campaign, on_delete=models.CASCADE, related_name="amendments")
    replaced = models.ForeignKey(PinnedRegulation, on_delete=models.PROTECT, related_name="+")
    pinned = models.ForeignKey(PinnedRegulation, on_delete=models.PROTECT, related_name="+")
    document = models.CharField(max_length=255)
    reason = models.TextField(default="", blank=True)
    decided_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField()

    class Meta:
        """The latest first."""

        ordering = ["-decided_at"]

    def __str__(self) -> str:
        return self.document


@append_only(until={"sent_at": ()})
class Reminder(models.Model):
    """Nhắc nộp phiếu: one e-mail that reminds one unit.

    One that fell due by itself has no sender, and says for which deadline it was and how
    many days ahead: so it is sent once, and again where the deadline moves.
    """

    participant = models.ForeignKey(Participant, on_delete=models.CASCADE, related_name="reminders")
    sent_by = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    before = models.DateTimeField(null=True, blank=True)
    days_ahead = models.PositiveSmallIntegerField(null=True, blank=True)
    asked_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True, blank=True)
    addresses = models.TextField(blank=True)

    class Meta:
        """The latest first."""

        ordering = ["-asked_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["participant", "before", "days_ahead"], name="one_reminder_a_date"
            )
        ]

    def __str__(self) -> str:
        return f"{self.participant} {self.asked_at}"
