"""The door of audit: who did what, when.

`record` writes inside the transaction of the deed, so a deed that is rolled back leaves no entry and a deed that stays has one.
"""

import datetime as dt
from collections.abc import Iterator, Mapping
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.functional import Promise

from hamsafar.base import clock

from . import models
from .contracts import Actor, Entry

__all__ = ["Actor", "Entry", "count_entries", "describe", "list_deeds", "list_entries", "record", "sentence_of", "walk_entries"]


def record(deed: str, *, by: Actor | None = None, about: object = "", facts: Mapping[str, Any] | None = None) -> None:
    """Note that `by` (None: the system itself) did `deed`, such as "organisation.unit_moved", to `about`. Facts must be JSON."""
    models.Entry.objects.create(
        at=clock.now(),
        by_id=by.audit_id if by else "",
        by_name=by.audit_name if by else "",
        deed=deed,
        about=str(about),
        facts=dict(facts or {}),
    )


_sentences: dict[str, str | Promise] = {}


def describe(sentences: Mapping[str, str | Promise]) -> None:
    """What people read for a deed, in lazy translation. A room calls this once for its own deeds; others show as their code."""
    _sentences.update(sentences)


def sentence_of(deed: str) -> str:
    return str(_sentences.get(deed, deed))


def list_entries(
    *,
    search: str = "",
    deed: str = "",
    by_id: str = "",
    since: dt.datetime | None = None,
    until: dt.datetime | None = None,
    offset: int = 0,
    limit: int = 50,
) -> tuple[Entry, ...]:
    """Newest first."""
    return tuple(_entry(row) for row in _found(search, deed, by_id, since, until)[offset : offset + limit])


def count_entries(
    *, search: str = "", deed: str = "", by_id: str = "", since: dt.datetime | None = None, until: dt.datetime | None = None
) -> int:
    return _found(search, deed, by_id, since, until).count()


def walk_entries(
    *, search: str = "", deed: str = "", by_id: str = "", since: dt.datetime | None = None, until: dt.datetime | None = None
) -> Iterator[Entry]:
    """All of them, newest first, a slice at a time: for exports."""
    return (_entry(row) for row in _found(search, deed, by_id, since, until).iterator(chunk_size=500))


def list_deeds() -> tuple[str, ...]:
    """Codes that occur in the log."""
    return tuple(models.Entry.objects.order_by("deed").values_list("deed", flat=True).distinct())


def _found(search: str, deed: str, by_id: str, since: dt.datetime | None, until: dt.datetime | None) -> "QuerySet[models.Entry]":
    rows = models.Entry.objects.all()
    if search:
        rows = rows.filter(Q(by_name__icontains=search) | Q(about__icontains=search) | Q(deed__icontains=search))
    if deed:
        rows = rows.filter(deed=deed)
    if by_id:
        rows = rows.filter(by_id=by_id)
    if since:
        rows = rows.filter(at__gte=since)
    if until:
        rows = rows.filter(at__lt=until)
    return rows


def _entry(row: models.Entry) -> Entry:
    return Entry(id=row.id, at=row.at, by_id=row.by_id, by_name=row.by_name, deed=row.deed, about=row.about, facts=row.facts)
