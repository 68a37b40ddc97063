"""Sources and their write keys."""

import re
import secrets
from collections.abc import Iterable, Sequence
from typing import Any

from django.db import IntegrityError, transaction

from hamsafar.base import clock
from hamsafar.base.errors import BadInput
from hamsafar.collect.vocabulary import services as vocabulary
from hamsafar.ground.audit import services as audit

from . import keyring
from .contracts import Source, SourceKind, WriteKey
from .errors import LastKey, SlugTaken, SourceNotFound
from .models import SourceRow, WriteKeyRow

DEFAULT_SPACE = "main"
_ORIGIN = re.compile(r"https?://(\*\.)?[a-z0-9.-]+(:\d+)?|[a-z][a-z0-9+.-]*://[a-z0-9.-]+")


def list_sources(*, units: Sequence[str] | None = None) -> list[Source]:
    """Oldest first; only those of these units, if they are given."""
    rows = SourceRow.objects.prefetch_related("keys")
    return [to_source(row) for row in rows if units is None or row.unit in units]


def get_source(slug: str, *, units: Sequence[str] | None = None) -> Source:
    row = SourceRow.objects.prefetch_related("keys").filter(slug=slug).first()
    if row is None or (units is not None and row.unit not in units):
        raise SourceNotFound
    return to_source(row)


def find_source(write_key: str, origin: str) -> Source | None:
    """Whose write key this is, if pages of this origin may use it. As fast as the tracking API asks."""
    card = keyring.find(write_key)
    return card.source if card and (not origin or card.allows(origin)) else None


@transaction.atomic
def create_source(
    name: str,
    *,
    slug: str = "",
    kind: SourceKind = SourceKind.WEBSITE,
    space: str = DEFAULT_SPACE,
    unit: str = "",
    channel: str = "",
    is_test: bool = False,
    by: audit.Actor | None = None,
) -> Source:
    """A source with its first write key."""
    name = name.strip()[:100]
    slug = slug or _free_slug(name, kind)
    row = SourceRow(slug=slug, name=name or slug, kind=kind, space=space, unit=unit, channel=_channel(channel), created_at=clock.now())
    row.is_test = is_test
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError:
        raise SlugTaken(slug=slug) from None
    _add_key(row)
    audit.record("intake.source_created", by=by, about=slug)
    return _changed(row)


def register_source(slug: str, *, space: str, unit: str = "", channel: str = "", name: str = "") -> None:
    """That files bring events under this slug: it is shown with the others from now on. One that is there stays as it is."""
    if SourceRow.objects.filter(slug=slug).exists():
        return
    known = channel if channel in vocabulary.CHANNELS else ""
    facts = {"name": name or slug, "kind": SourceKind.FILE, "space": space, "unit": unit, "channel": known, "created_at": clock.now()}
    SourceRow.objects.get_or_create(slug=slug, defaults=facts)


@transaction.atomic
def change_source(slug: str, *, by: audit.Actor | None = None, **changes: Any) -> Source:
    """`name`, `space`, `unit`, `channel`, `origins`, `per_second`, `is_paused`, `is_test`; what is left out stays."""
    row = _locked(slug)
    if "origins" in changes:
        changes["origins"] = clean_origins(changes["origins"])
    if "channel" in changes:
        changes["channel"] = _channel(changes["channel"])
    unknown = changes.keys() - {"name", "kind", "space", "unit", "channel", "origins", "per_second", "is_paused", "is_test"}
    if unknown:
        raise TypeError(f"a source has no {unknown}")
    for field, value in changes.items():
        setattr(row, field, value)
    row.save(update_fields=list(changes))
    audit.record("intake.source_changed", by=by, about=slug, facts={key: _plain(value) for key, value in changes.items()})
    return _changed(row)


@transaction.atomic
def add_key(slug: str, *, by: audit.Actor | None = None) -> Source:
    """A further write key; the old ones stay, so that pages can be changed one after the other."""
    row = _locked(slug)
    _add_key(row)
    audit.record("intake.key_added", by=by, about=slug)
    return _changed(row)


@transaction.atomic
def revoke_key(slug: str, key: str, *, by: audit.Actor | None = None) -> Source:
    row = _locked(slug)
    live = row.keys.filter(revoked_at=None)
    if not live.filter(key=key).exists():
        raise SourceNotFound
    if live.count() == 1:
        raise LastKey
    live.filter(key=key).update(revoked_at=clock.now())
    audit.record("intake.key_revoked", by=by, about=slug, facts={"key": key[:8]})
    return _changed(row)


def to_source(row: SourceRow) -> Source:
    keys = tuple(WriteKey(key=key.key, created_at=key.created_at, revoked_at=key.revoked_at) for key in row.keys.all())
    return Source(
        slug=row.slug,
        name=row.name,
        kind=SourceKind(row.kind),
        space=row.space,
        unit=row.unit,
        channel=row.channel,
        origins=tuple(row.origins),
        per_second=row.per_second,
        is_paused=row.is_paused,
        is_test=row.is_test,
        created_at=row.created_at,
        keys=keys,
    )


def _locked(slug: str) -> SourceRow:
    row = SourceRow.objects.select_for_update().filter(slug=slug).first()
    if row is None:
        raise SourceNotFound
    return row


def _add_key(row: SourceRow) -> None:
    WriteKeyRow.objects.create(source=row, key=secrets.token_urlsafe(24), created_at=clock.now())


def _changed(row: SourceRow) -> Source:
    transaction.on_commit(keyring.reload)
    return to_source(SourceRow.objects.prefetch_related("keys").get(pk=row.pk))


def _free_slug(name: str, kind: str) -> str:
    """From a Latin name; a Persian one gets the kind and a number, since the slug is typed into queries."""
    base = re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-")[:50] or str(kind)
    taken = set(SourceRow.objects.filter(slug__startswith=base).values_list("slug", flat=True))
    return next(slug for slug in (base, *(f"{base}-{number}" for number in range(2, 10_000))) if slug not in taken)


def _channel(channel: str) -> str:
    if channel and channel not in vocabulary.CHANNELS:
        raise BadInput(reason=channel)
    return channel


def clean_origins(origins: Iterable[str]) -> list[str]:
    cleaned = [origin.strip().rstrip("/").lower() for origin in origins if origin.strip()]
    for origin in cleaned:
        if not _ORIGIN.fullmatch(origin):
            raise BadInput(reason=origin)
    return cleaned


def _plain(value: Any) -> Any:
    return list(value) if isinstance(value, (tuple, set)) else value
