"""Tables of people and of the roles they hold."""

from __future__ import annotations

import datetime as dt
from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from xephang_web.audit.append_only import append_only
from xephang_web.organisations.models import Unit
from xephang_web.shared.predicates import has_permission


class UserManager(BaseUserManager["User"]):
    """Makes people. An account without a password can log in only after its invitation."""

    def create_user(self, email: str, full_name: str, password: str | None = None) -> User:
        """A person with that address, which is kept in lower case."""
        user = self.model(email=email.strip().lower(), full_name=full_name)
        user.set_password(password)
        user.save(using=self._db)
        return user


class User(AbstractBaseUser):
    """Người dùng: a person, known by the e-mail address of their office."""

    email = models.EmailField(unique=True)
    full_name = models.CharField(max_length=120)
    position = models.CharField(max_length=120, blank=True)
    is_active = models.BooleanField(default=True)
    is_demo = models.BooleanField(default=False)
    roles_version = models.PositiveIntegerField(default=0)
    """Counts changes of roles: it is part of the session's fingerprint, so they end sessions."""
    date_joined = models.DateTimeField(auto_now_add=True)

    objects: ClassVar[UserManager] = UserManager()
    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS = ["full_name"]
    is_staff = False
    is_superuser = False

    def __str__(self) -> str:
        return self.full_name or self.email

    def get_full_name(self) -> str:
        """The name that stands in the record and on pages."""
        return self.full_name

    def has_perm(self, perm: str, obj: Any = None) -> bool:
        """Whether the rules of the application allow it."""
        return self.is_active and has_permission(perm, self, obj)

    def get_session_auth_hash(self) -> str:
        """Changes with the password and with the roles: an old session ends by itself."""
        return f"{super().get_session_auth_hash()}-{self.roles_version}"


class Role(models.TextChoices):
    """Vai trò: what a person does in a unit."""

    FOCAL_PERSON = "focal_person", _("Cán bộ đầu mối")
    HEAD = "head", _("Thủ trưởng")
    DEPUTY = "deputy", _("Cấp phó ký thay (KT.)")
    APPRAISER = "appraiser", _("Tổ viên thẩm định")
    PANEL_LEADER = "panel_leader", _("Tổ trưởng thẩm định")
    COUNCIL_MEMBER = "council_member", _("Ủy viên hội đồng")
    COUNCIL_CHAIR = "council_chair", _("Chủ tịch hội đồng")
    STANDING_OFFICE = "standing_office", _("Cơ quan thường trực")
    APPROVER = "approver", _("Người phê duyệt")
    DATA_SUPPLIER = "data_supplier", _("Cung cấp số liệu đối chiếu")
    EMULATION_OFFICE = "emulation_office", _("Cơ quan thi đua, khen thưởng")
    AUDITOR = "auditor", _("Kiểm toán, giám sát")
    ADMINISTRATOR = "administrator", _("Quản trị hệ thống")


SECOND_FACTOR_ROLES = frozenset(
    {
        Role.HEAD,
        Role.DEPUTY,
        Role.APPRAISER,
        Role.PANEL_LEADER,
        Role.COUNCIL_MEMBER,
        Role.COUNCIL_CHAIR,
        Role.STANDING_OFFICE,
        Role.APPROVER,
        Role.ADMINISTRATOR,
    }
)
"""Who signs, judges or manages does not come in with a password alone."""

ROLES_OF_NO_UNIT = frozenset({Role.AUDITOR, Role.ADMINISTRATOR})


@append_only(changing=("ends",))
class Appointment(models.Model):
    """Phân công: a role that a person holds in a unit, from one day until before another."""

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="appointments")
    role = models.CharField(max_length=20, choices=Role.choices)
    unit = models.ForeignKey(Unit, null=True, blank=True, on_delete=models.PROTECT)
    starts = models.DateField()
    ends = models.DateField(null=True, blank=True)
    document = models.CharField(max_length=255, blank=True)

    class Meta:
        """The latest first."""

        ordering = ["-starts", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends__isnull=True) | Q(ends__gte=F("starts")),
                name="appointment_ends_after_it_starts",
            ),
            models.CheckConstraint(
                condition=Q(unit__isnull=False) | Q(role__in=sorted(ROLES_OF_NO_UNIT)),
                name="appointment_is_in_a_unit",
            ),
            models.CheckConstraint(
                condition=~Q(role=Role.DEPUTY) | Q(ends__isnull=False),
                name="a_deputy_signs_for_a_time",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user}: {self.get_role_display()}"

    def holds_on(self, day: dt.date) -> bool:
        """True if the role is held on that day."""
        return self.starts <= day and (self.ends is None or day < self.ends)

    def is_over_on(self, day: dt.date) -> bool:
        """True if the role is held no more from that day on; also one ended before it began."""
        return self.ends is not None and self.ends <= max(day, self.starts)

    def is_ahead_on(self, day: dt.date) -> bool:
        """True if the first day of the role is still to come."""
        return self.starts > day and not self.is_over_on(day)


class Invitation(models.Model):
    """Lời mời: an address, and the role that waits there. The link's secret is kept hashed."""

    email = models.EmailField()
    full_name = models.CharField(max_length=120)
    role = models.CharField(max_length=20, choices=Role.choices)
    unit = models.ForeignKey(Unit, null=True, blank=True, on_delete=models.PROTECT)
    starts = models.DateField()
    ends = models.DateField(null=True, blank=True)
    document = models.CharField(max_length=255, blank=True)
    secret_digest = models.CharField(max_length=64, unique=True)
    invited_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        """The latest first."""

        ordering = ["-created_at"]

    def __str__(self) -> str:
        return f"{self.email}: {self.role}"
