"""Who fits a condition: keys, a count, a look at one person. Always in what the asker may see."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import replace

import msgspec

from hamsafar.base import clock
from hamsafar.base.eventstore import Limits
from hamsafar.store.events import services as events
from hamsafar.store.events.services import Scope

from . import asking
from .asking import EVERYONE, asked
from .contracts import Condition, Count, Did, Happened, Property
from .resolving import resolved

COMPANY = Scope()
EVERYBODY = 2**62
PREVIEW = Limits(seconds=10)  # a page that counts while somebody types must not hold up the others


def members(condition: Condition, *, scope: Scope = COMPANY, at: dt.datetime | None = None, limit: int = EVERYBODY) -> Sequence[int]:
    """The keys of everyone who fits, in order of key. Raises QueryTooSlow or QueryTooLarge."""
    last = "select person_key from members order by person_key limit {most:UInt64}"
    question, values = asked(resolved(condition), at=at or clock.now(), last=last)
    keys: Sequence[int] = events.ask_arrow(question, scope=scope, most=limit, **values).column("person_key").to_pylist()
    return keys


def count(condition: Condition, *, scope: Scope = COMPANY, at: dt.datetime | None = None, limits: Limits | None = None) -> Count:
    """How many fit, of how many there are."""
    last = f"select (select count() from members) as fitting, (select count() from {EVERYONE}) as everyone"  # noqa: S608
    question, values = asked(resolved(condition), at=at or clock.now(), last=last)
    fitting, everyone = events.ask(question, scope=scope, limits=limits, **values).one()
    return Count(people=fitting, of=everyone)


def matches(condition: Condition, person: int, *, scope: Scope = COMPANY, at: dt.datetime | None = None) -> bool:
    """Does this one person (any of their keys) fit? As fast as a look-up."""
    question, values = asked(resolved(condition), at=at or clock.now(), last="select count() from members")
    theirs = replace(scope, people=tuple(events.canonical_of([person]).values()))
    return bool(events.ask(question, scope=theirs, **values).value())


def sample(condition: Condition, *, scope: Scope = COMPANY, limit: int = 20, offset: int = 0) -> Sequence[int]:
    """Some of them, the same ones each time it is asked."""
    last = "select person_key from members order by cityHash64(person_key), person_key limit {most:UInt64} offset {first:UInt64}"
    question, values = asked(resolved(condition), at=clock.now(), last=last)
    return [key for (key,) in events.ask(question, scope=scope, most=limit, first=offset, **values).rows]


def happened(
    event: str, *, after: int, upto: int, where: Sequence[Property] = (), scope: Scope = COMPANY, at: dt.datetime | None = None
) -> list[Happened]:
    """Events of this name that were written after one number of the spine and up to another, in that order, whose properties pass."""
    question, values = asking.happened(event, where, after=after, upto=upto, at=at or clock.now())
    return [
        Happened(
            seq=row["seq"],
            person=row["person_key"],
            source=row["source"],
            message_id=row["message_id"],
            timestamp=row["timestamp"],
            unit=row["unit"],
            channel=row["channel"],
            properties=msgspec.json.decode(row["properties"]),
        )
        for row in events.ask(question, scope=scope, **values).dicts()
    ]


def count_events(did: Did, *, scope: Scope = COMPANY, at: dt.datetime | None = None) -> int:
    """How many events of this name and these properties there were in its time."""
    question, values = asking.counted(did, at=at or clock.now())
    return int(events.ask(question, scope=scope, **values).value())


def which_happened(names: Sequence[str], *, after: int, upto: int) -> frozenset[str]:
    """Which of these names were written at all: a cheap look before asking about each."""
    rows = events.ask(asking.question("which"), scope=COMPANY, names=list(names), after=after, upto=upto).rows
    return frozenset(name for (name,) in rows)
