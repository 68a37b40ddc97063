"""API keys: shown once, kept as a hash, with a role and units of their own."""

import datetime as dt
import secrets
from dataclasses import dataclass

from django.db import transaction

from hamsafar.base import clock
from hamsafar.base.errors import NotFound
from hamsafar.ground.audit import services as audit

from . import models
from .contracts import ApiKey, Grant
from .errors import OwnerIsForAll
from .roles import Role

MARK = "hk_"
# last_used_at is for people who tidy up; a write on every request would cost more than the request.
USE_IS_NOTED_EVERY = dt.timedelta(minutes=5)


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyActor:
    """Stands where a member stands in a request that carries an API key."""

    id: int
    name: str
    grants: tuple[Grant, ...]
    is_authenticated: bool = True
    is_active: bool = True
    is_anonymous: bool = False

    @property
    def pk(self) -> str:
        return f"key:{self.id}"

    @property
    def audit_id(self) -> str:
        return f"key:{self.id}"

    @property
    def audit_name(self) -> str:
        return self.name


@transaction.atomic
def create_key(*, name: str, role: Role, units: tuple[str, ...], by: models.Member) -> tuple[ApiKey, str]:
    """The key and its secret; the secret is not kept and cannot be shown again. No units: the whole company."""
    if role is Role.OWNER and units:
        raise OwnerIsForAll()
    secret = MARK + secrets.token_urlsafe(32)
    row = models.ApiKeyRow.objects.create(
        name=name.strip(),
        prefix=secret[:10],
        secret_hash=models.fingerprint(secret),
        role=role,
        for_all=not units,
        created_by=by,
    )
    chosen = models.Unit.objects.filter(code__in=units)
    if len(chosen) != len(set(units)):
        raise NotFound()
    row.units.set(chosen)
    audit.record("organisation.key_created", by=by, about=f"key:{row.pk}", facts={"name": row.name, "role": role, "units": list(units)})
    return _key(row), secret


def list_keys(*, revoked: bool = False) -> tuple[ApiKey, ...]:
    rows = models.ApiKeyRow.objects.select_related("created_by").prefetch_related("units").order_by("-id")
    return tuple(_key(row) for row in rows if revoked or row.revoked_at is None)


@transaction.atomic
def revoke_key(key_id: int, *, by: audit.Actor) -> None:
    row = models.ApiKeyRow.objects.filter(pk=key_id, revoked_at__isnull=True).first()
    if row is None:
        raise NotFound()
    row.revoked_at = clock.now()
    row.save()
    audit.record("organisation.key_revoked", by=by, about=f"key:{row.pk}", facts={"name": row.name})


def find_key_actor(secret: str) -> KeyActor | None:
    """Who stands behind this secret; None when it is unknown or revoked."""
    if not secret.startswith(MARK):
        return None
    row = models.ApiKeyRow.objects.prefetch_related("units").filter(secret_hash=models.fingerprint(secret), revoked_at__isnull=True).first()
    if row is None:
        return None
    _note_use(row)
    units = [""] if row.for_all else [unit.code for unit in row.units.all()]
    return KeyActor(id=row.pk, name=row.name, grants=tuple(Grant(role=Role(row.role), unit=unit) for unit in units))


def _note_use(row: models.ApiKeyRow) -> None:
    now = clock.now()
    if row.last_used_at is None or now - row.last_used_at > USE_IS_NOTED_EVERY:
        models.ApiKeyRow.objects.filter(pk=row.pk).update(last_used_at=now)


def _key(row: models.ApiKeyRow) -> ApiKey:
    return ApiKey(
        id=row.pk,
        name=row.name,
        prefix=row.prefix,
        role=Role(row.role),
        units=tuple(unit.code for unit in row.units.all()),
        created_by=row.created_by.name,
        created_at=row.created_at,
        last_used_at=row.last_used_at,
        revoked_at=row.revoked_at,
    )
