"""How much came in, under which names, and what was not kept."""

import datetime as dt
from collections.abc import Sequence

from hamsafar.base.eventstore import store
from hamsafar.base.sql import questions_beside

from .contracts import Drop, NameUse, PropertyUse, Quarantined, Scope, Volume
from .queries import ask

question = questions_beside(__file__)
SAMPLE = 20_000  # latest events of a name whose properties are looked into


def volumes(edges: Sequence[dt.datetime], *, scope: Scope) -> tuple[Volume, ...]:
    """Events and people in each span that begins at an edge. Calendars decide the edges (base.calendars), the store only counts."""
    bounded = [round(edge.timestamp() * 1000) for edge in edges]
    answer = ask(question("volumes"), scope=scope, edges=bounded)
    return tuple(Volume(**row) for row in answer.dicts())


def names(*, scope: Scope) -> tuple[NameUse, ...]:
    """Every event name that was seen, the most frequent first."""
    rows = ask(question("names"), scope=scope).dicts()
    return tuple(NameUse(**row | {"sources": tuple(row["sources"]), "channels": tuple(row["channels"])}) for row in rows)


def properties(name: str, *, scope: Scope) -> tuple[PropertyUse, ...]:
    """What the latest events of this name carried; the program looks into 20,000 of them."""
    rows = ask(question("properties"), scope=scope, name=name, sample=SAMPLE).dicts()
    return tuple(PropertyUse(**row | {"examples": tuple(row["examples"])}) for row in rows)


def drops(since: dt.date, until: dt.date, *, limit: int = 500) -> tuple[Drop, ...]:
    """What was not kept in these days (UTC), by source and reason, latest day first."""
    answer = store().query(question("drops").stacked(), {"since": since, "until": until, "limit": limit})
    return tuple(Drop(**row) for row in answer.dicts())


def quarantined(*, source: str = "", search: str = "", offset: int = 0, limit: int = 50) -> tuple[Quarantined, ...]:
    """Events that came again under a known id with another payload, latest first; `search` is the beginning of an id."""
    params = {"source": source, "search": search, "offset": offset, "limit": limit}
    answer = store().query(question("quarantined").stacked(), params)
    return tuple(Quarantined(**row) for row in answer.dicts())
