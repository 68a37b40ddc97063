"""What identify.people needs from the event store, which is a later floor: reading it, telling it who is who, moving events."""

import datetime as dt
import threading
import time
from collections.abc import Mapping, Sequence
from typing import Any

import msgspec

from hamsafar.base.eventstore import store
from hamsafar.base.sql import questions_beside
from hamsafar.collect.intake.services import Event, Identifier
from hamsafar.identify.consent import services as consent
from hamsafar.identify.people import services as people
from hamsafar.store.events import services as events
from hamsafar.store.events.append import settle
from hamsafar.store.events.watermark import settled, watermark

question = questions_beside(__file__)
_identifiers = msgspec.json.Decoder(tuple[Identifier, ...]).decode
_LONG_AGO = dt.datetime(1900, 1, 1, tzinfo=dt.UTC)
_MOVED_AT_ONCE = 10_000


def read(after: int, limit: int) -> people.Batch:
    """Grouping is the engine's work: a million events of ten thousand people are ten thousand sightings."""
    end = settled()
    follows = threading.current_thread().name == FOLLOWER
    hurried = follows and events.is_pressed()
    upto = min(after + (_stride.length(limit) if follows else limit), end)
    if upto <= after:
        return people.Batch(upto=after, sightings=(), telling=(), is_all=True)
    between = {"after": after, "upto": upto}
    sightings = store().query(question("sightings").stacked(), between)
    telling = store().query(question("tellings").stacked(), between)
    return people.Batch(
        upto=upto,
        sightings=[_sighting(row) for row in sightings.rows],
        telling=[_event(row) for row in telling.dicts()],
        is_all=upto >= end or hurried,  # rest first, then go on
    )


def _sighting(row: Sequence[Any]) -> people.Sighting:
    source, kind, space, user_id, anonymous_id, previous_id, identifiers, unit, first, last = row
    return people.Sighting(
        source, kind, space, user_id, anonymous_id, previous_id, _identifiers(identifiers or "[]"), unit, first, last
    )  # fmt: skip


def _event(row: dict[str, Any]) -> Event:
    return Event(**row | {"identifiers": _identifiers(row["identifiers"] or "[]")})


def publish(changes: Mapping[int, int]) -> None:
    events.override(changes)


FOLLOWER = "people-follower"  # whoever else asks to catch up wants all of it at once
_BREATHS, _LONGEST_BREATH = 9, 3.0


class Stride:
    """How many events the follower looks through at once: what it does in a quarter of a second.

    A million events of ten thousand known people are quickly read, a thousand strangers are not; and whoever begins to send
    in the middle of a stride shares the processor with it to its end.
    """

    SECONDS, SHORTEST = 0.25, 500

    def __init__(self) -> None:
        self._length = 2_000
        self._began: float | None = None

    def length(self, limit: int) -> int:
        """Of the next stride, which begins now."""
        self.end()
        self._began = time.monotonic()
        self._length = min(self._length, limit)
        return self._length

    def end(self) -> float:
        """How long the last one took; 0 if there was none."""
        if self._began is None:
            return 0.0
        took, self._began = time.monotonic() - self._began, None
        pace = min(2.0, max(0.25, self.SECONDS / max(took, 1e-3)))
        self._length = max(self.SHORTEST, int(self._length * pace))
        return took


_stride = Stride()


def wait(seq: int, timeout: float, stopping: threading.Event) -> bool:
    """Learning who is who can wait a moment, a sender cannot: while much arrives, nine tenths of the time belong to the intake."""
    rest_until = time.monotonic() + min(_LONGEST_BREATH, _BREATHS * _stride.end())
    while events.is_pressed() and time.monotonic() < rest_until and not stopping.is_set():
        time.sleep(0.05)
    return watermark.wait_past(seq, timeout, stopping)


def move(change: people.ReKey) -> None:
    """Rewrite events under another key. Repeatable: rows that a crash left under both keys are not copied again, only taken away."""
    settle()  # what was acknowledged under the old key must be in the table to be moved
    found = store().query(question("events_of_key").stacked(), {"key": change.old, "since": change.since or _LONG_AGO})
    theirs = [seq for seq, *named in found.rows if _is_about(change.identifier, named)]
    for start in range(0, len(theirs), _MOVED_AT_ONCE):
        _move({"old": change.old, "new": change.new, "seqs": theirs[start : start + _MOVED_AT_ONCE]})


def _is_about(identifier: Identifier, named: Sequence[Any]) -> bool:
    """Two names can share a key by accident; only the events of this one move."""
    space, user_id, anonymous_id, identifiers = named
    event = Event(
        source="", message_id="", timestamp=_LONG_AGO, received_at=_LONG_AGO,
        space=space, user_id=user_id, anonymous_id=anonymous_id, identifiers=_identifiers(identifiers or "[]"),
    )  # fmt: skip
    return people.strongest(event) == identifier


_COLUMNS = """
    select arrayStringConcat(groupArray(name), ', ') from (
        select name from system.columns
        where database = currentDatabase() and table = 'events' and default_kind != 'MATERIALIZED' order by position
    )"""
_COPY = """
    insert into events ({columns})
    select {columns} from (
        select * replace ({{new:UInt64}} as person_key) from (
            select * from events where person_key = {{old:UInt64}} and seq in {{seqs:Array(UInt64)}}
        )
    )
    where seq not in (select seq from events where person_key = {{new:UInt64}})"""
_COPIED = "select groupArray(seq) from events where person_key = {new:UInt64} and seq in {seqs:Array(UInt64)}"
_TAKE_AWAY = "delete from events where person_key = {old:UInt64} and seq in {seqs:Array(UInt64)}"


def _move(facts: Mapping[str, Any]) -> None:
    columns = store().query(_COLUMNS).value()
    store().command(_COPY.format(columns=columns), facts)
    copied = store().query(_COPIED, facts).value()
    store().command(_TAKE_AWAY, {**facts, "seqs": copied})


def wiring() -> people.Wiring:
    return people.Wiring(read=read, publish=publish, move=move, wait=wait, wake=watermark.wake, listeners=(consent.observe,))
