"""Events as they stand on timelines: one person's, the newest of all, one by its id."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import replace
from typing import Any

import msgspec

from hamsafar.base.errors import NotFound
from hamsafar.base.eventstore import Answer
from hamsafar.base.sql import questions_beside
from hamsafar.collect.vocabulary import services as vocabulary

from .contracts import Cursor, Happening, Scope, Timeline
from .queries import ask
from .watermark import newest

question = questions_beside(__file__)
END_OF_TIME = Cursor(timestamp=dt.datetime(2299, 1, 1, tzinfo=dt.UTC), seq=2**64 - 1)
_RECENT = 20_000  # numbers to look through before looking further back
_decode = msgspec.json.Decoder().decode


def timeline(
    person: int | Iterable[int],
    *,
    scope: Scope,
    before: Cursor | None = None,
    families: tuple[str, ...] = (),
    channels: tuple[str, ...] = (),
    limit: int = 50,
) -> Timeline:
    """One page of what happened to a person (or to some), latest first. `families` are the vocabulary's; its unknown names are `system`."""
    people = (person,) if isinstance(person, int) else tuple(person)
    start = before or END_OF_TIME
    names, not_names = _names_of(families)
    answer = ask(
        question("timeline"),
        scope=replace(scope, people=people),
        before=start.timestamp,
        before_seq=start.seq,
        names=names,
        not_names=not_names,
        channels=channels,
        limit=limit + 1,
    )
    happenings = _happenings(answer)
    page, more = happenings[:limit], len(happenings) > limit
    return Timeline(happenings=page, next=Cursor(timestamp=page[-1].timestamp, seq=page[-1].seq) if more else None)


def latest(*, scope: Scope, after: int = 0, source: str = "", name: str = "", who: str = "", limit: int = 50) -> tuple[Happening, ...]:
    """The newest events in the order of writing, newest first; `who` is an identifier as it was sent."""
    upto = newest()
    filters: dict[str, Any] = {"source": source, "name": name, "who": who, "limit": limit}
    near = max(after, upto - _RECENT)
    found = _happenings(ask(question("latest"), scope=scope, after=near, upto=upto, **filters))
    if len(found) == limit or near == after:
        return found
    return _happenings(ask(question("latest"), scope=scope, after=after, upto=upto, **filters))


def get_event(seq: int, *, scope: Scope) -> dict[str, Any]:
    """Every column of one event, as it is kept; raises NotFound also for one outside the scope."""
    rows = ask(question("one"), scope=scope, seq=seq).dicts()
    if not rows:
        raise NotFound
    return rows[0]


def first_event(source: str) -> Happening | None:
    """The first event that this source ever sent, marked traffic included; None while one waits for it."""
    found = _happenings(ask(question("first_event"), scope=Scope(include_marked=True), source=source))
    return found[0] if found else None


def _names_of(families: tuple[str, ...]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Names to keep and names to leave out: `system` holds whatever the vocabulary does not know, so it is asked from the other side."""
    if not families:
        return (), ()
    if vocabulary.Family.SYSTEM in families:
        return (), tuple(event.name for event in vocabulary.EVENTS if event.family not in families)
    return tuple(event.name for event in vocabulary.EVENTS if event.family in families), ()


def _happenings(answer: Answer) -> tuple[Happening, ...]:
    return tuple(_happening(row) for row in answer.dicts())


def _happening(row: dict[str, Any]) -> Happening:
    row["person"], row["person_key"] = row.pop("person_key"), row.pop("own_key")
    row["properties"] = _object(row["properties"])
    row["flags"] = tuple(row["flags"])
    return Happening(**row)


def _object(text: str) -> dict[str, Any]:
    value = _decode(text) if text else {}
    return value if isinstance(value, dict) else {}
