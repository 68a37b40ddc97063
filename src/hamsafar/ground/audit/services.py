"""The door of audit: who did what, when.

`record` writes inside the transaction of the deed, so a deed that is rolled back leaves no entry and a deed that stays has one.
"""

import datetime as dt
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping
from itertools import islice
from typing import Any

from django.db.models import Q, QuerySet
from django.forms import Form
from django.utils.functional import Promise

from hamsafar.base import clock
from hamsafar.base.text import fold

from . import models
from .contracts import Actor, Entry

__all__ = [
    "Actor", "Entry", "Things", "Told", "count_entries", "describe", "fact_name", "fact_value", "find_by_name", "list_deeds",
    "list_entries", "record", "sentence_of", "walk_entries", "word_facts", "word_form",
]  # fmt: skip
MOST_FOUND = 400  # things that a search for a name looks for; SQLite takes no more than a thousand values in one question


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


# What people read for the facts of a deed

Told = Mapping[Any, str | Promise] | Callable[[Any], str]  # of a code, its words
_fact_names: dict[tuple[str, str], str | Promise] = {}
_fact_values: dict[tuple[str, str], Told] = {}


def word_facts(room: str, names: Mapping[str, str | Promise] | None = None, values: Mapping[str, Told] | None = None) -> None:
    """How a fact of a room's deeds ("room.done") is called, and what its codes mean. What is said nowhere shows as it was written."""
    _fact_names.update({(room, fact): words for fact, words in (names or {}).items()})
    _fact_values.update({(room, fact): told for fact, told in (values or {}).items()})


def word_form(room: str, form: type[Form]) -> None:
    """Facts that have the names of a form's fields are called as there, and so are the choices that stand fast."""
    for fact, field in form.base_fields.items():
        _fact_names[room, fact] = field.label or fact
        choices = getattr(field, "choices", None)
        if isinstance(choices, list):
            _fact_values[room, fact] = dict(choices)


def fact_name(deed: str, fact: str) -> str:
    """Empty where its room says nothing of it."""
    return str(_fact_names.get((_room_of(deed), fact), ""))


def fact_value(deed: str, fact: str, value: Any) -> str:
    """The same for a single value."""
    told = _fact_values.get((_room_of(deed), fact))
    if told is None or not isinstance(value, Hashable):
        return ""
    return told(value) if callable(told) else str(told.get(value, ""))


def _room_of(deed: str) -> str:
    return deed.partition(".")[0]


# Looking for what is called so

Things = Callable[[str], Iterable[str]]
_things: list[Things] = []


def find_by_name(things: Things) -> None:
    """A room says which of its things have these words in their name, as `about` of its deeds names them: rule:7."""
    _things.append(things)


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
    """Newest first. `search` finds names as well as codes."""
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
        rows = rows.filter(_speaks_of(search))
    if deed:
        rows = rows.filter(deed=deed)
    if by_id:
        rows = rows.filter(by_id=by_id)
    if since:
        rows = rows.filter(at__gte=since)
    if until:
        rows = rows.filter(at__lt=until)
    return rows


def _speaks_of(search: str) -> Q:
    """Who did it, what was done and to what: by code as it is written down, and by name as it is shown to the reader."""
    written = Q(by_name__icontains=search) | Q(about__icontains=search) | Q(deed__icontains=search)
    wanted = fold(search)
    named = list(islice((about for things in _things for about in things(wanted)), MOST_FOUND)) if wanted else []
    deeds = [deed for deed, sentence in _sentences.items() if wanted and wanted in fold(str(sentence))]
    return written | Q(about__in=named) | Q(by_id__in=named) | Q(deed__in=deeds)


def _entry(row: models.Entry) -> Entry:
    return Entry(id=row.id, at=row.at, by_id=row.by_id, by_name=row.by_name, deed=row.deed, about=row.about, facts=row.facts)
