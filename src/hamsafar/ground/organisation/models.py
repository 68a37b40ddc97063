"""Tables of organisation."""

import hashlib
from functools import cached_property
from typing import Any

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.utils.crypto import salted_hmac

from hamsafar.base import clock
from hamsafar.base.calendars import Calendar

from .contracts import Grant, UnitKind, WeekStart
from .roles import Role


def _choices(values: type[UnitKind] | type[Role] | type[Calendar] | type[WeekStart]) -> list[tuple[str, str]]:
    return [(value.value, value.value) for value in values]


class CompanyRow(models.Model):
    """One row (id 1): what holds for the whole installation."""

    name = models.CharField(max_length=200, blank=True)
    language = models.CharField(max_length=5)
    currency = models.CharField(max_length=3)
    calendar = models.CharField(max_length=20, choices=_choices(Calendar))
    week_start = models.CharField(max_length=20, choices=_choices(WeekStart))
    time_zone = models.CharField(max_length=64)


class Unit(models.Model):
    code = models.CharField(max_length=40, unique=True)
    kind = models.CharField(max_length=20, choices=_choices(UnitKind))
    name_fa = models.CharField(max_length=200, blank=True)
    name_en = models.CharField(max_length=200, blank=True)
    parent = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="children")
    time_zone = models.CharField(max_length=64, blank=True)
    week_start = models.CharField(max_length=20, blank=True)
    currency = models.CharField(max_length=3, blank=True)
    archived_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["code"]


class MemberManager(BaseUserManager["Member"]):
    def get_by_natural_key(self, username: str | None) -> "Member":
        return self.get(email=fold_email(username or ""))

    def create_user(self, email: str, name: str, password: str | None, **fields: Any) -> "Member":
        member = self.model(email=fold_email(email), name=name, **fields)
        member.set_password(password)
        member.save(using=self._db)
        return member


class Member(AbstractBaseUser):
    """A person who signs in. AUTH_USER_MODEL."""

    email = models.CharField(max_length=254, unique=True)
    name = models.CharField(max_length=200)
    is_active = models.BooleanField(default=True)
    created_at = models.DateTimeField(default=clock.now)
    # Empty means "as the company's".
    language = models.CharField(max_length=5, blank=True)
    calendar = models.CharField(max_length=20, blank=True)
    digits = models.CharField(max_length=10, blank=True)
    theme = models.CharField(max_length=10, blank=True)
    # Part of every session's fingerprint: raising it signs out everywhere.
    session_epoch = models.PositiveIntegerField(default=0)

    objects = MemberManager()
    USERNAME_FIELD = EMAIL_FIELD = "email"
    REQUIRED_FIELDS = ["name"]

    def get_session_auth_hash(self) -> str:
        return salted_hmac("hamsafar.member.session", f"{self.password}:{self.session_epoch}", algorithm="sha256").hexdigest()

    @cached_property
    def grants(self) -> tuple[Grant, ...]:
        rows = self.memberships.select_related("unit").order_by("id")
        return tuple(Grant(role=Role(row.role), unit=row.unit.code if row.unit else "") for row in rows)

    @property
    def audit_id(self) -> str:
        return f"member:{self.pk}"

    @property
    def audit_name(self) -> str:
        return self.name


class Membership(models.Model):
    member = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="memberships")
    role = models.CharField(max_length=20, choices=_choices(Role))
    unit = models.ForeignKey(Unit, null=True, blank=True, on_delete=models.PROTECT, related_name="memberships")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["member", "role", "unit"], name="one_role_per_unit", nulls_distinct=False),
        ]


class InvitationRow(models.Model):
    email = models.CharField(max_length=254)
    role = models.CharField(max_length=20, choices=_choices(Role))
    unit = models.ForeignKey(Unit, null=True, blank=True, on_delete=models.CASCADE, related_name="invitations")
    # Only the hash is kept: whoever reads the database cannot join with what they find.
    token_hash = models.CharField(max_length=64, unique=True)
    invited_by = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="invitations")
    created_at = models.DateTimeField(default=clock.now)
    expires_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)


class ApiKeyRow(models.Model):
    name = models.CharField(max_length=100)
    prefix = models.CharField(max_length=12)
    secret_hash = models.CharField(max_length=64, unique=True)
    role = models.CharField(max_length=20, choices=_choices(Role))
    units = models.ManyToManyField(Unit, related_name="+")
    for_all = models.BooleanField(default=False)
    created_by = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="keys")
    created_at = models.DateTimeField(default=clock.now)
    last_used_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)


def fold_email(email: str) -> str:
    return email.strip().casefold()


def fingerprint(secret: str) -> str:
    """For secrets that we made ourselves: 256 random bits need no slow hash."""
    return hashlib.sha256(secret.encode()).hexdigest()
