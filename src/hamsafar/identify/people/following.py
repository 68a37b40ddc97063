"""Follows the spine and keeps who is who up to date, off the request path. What it needs from later floors is injected by the pipeline."""

import logging
import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from django.db import close_old_connections, connection, transaction
from django.db.models import F

from hamsafar.base.sqlite.base import make_durable
from hamsafar.collect.intake.services import Event

from . import keys, ledger, rekeying
from .contracts import Batch, ReKey
from .gather import gather, sighting_of, tells_more
from .models import ExceptionRow, IdentifierRow, OffsetRow
from .settle import settle_what_waits
from .turns import run_many, turn

log = logging.getLogger("hamsafar.people")
OFFSET = "people"
AT_ONCE = 200_000  # events of the spine that one batch looks through
PUBLISHED_AT_ONCE = 50_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Wiring:
    """The doors of later floors: reading the spine, telling it who is who, moving events, and who else listens to what was told."""

    read: Callable[[int, int], Batch]
    publish: Callable[[Mapping[int, int]], None]
    move: Callable[[ReKey], None] | None = None
    # Returns at once when something newer than this number is written, or when `wake` was called after the event was set.
    wait: Callable[[int, float, threading.Event], bool] | None = None
    wake: Callable[[], None] | None = None
    listeners: Sequence[Callable[[Sequence[Event]], None]] = ()


_wiring: Wiring | None = None


def wire(wiring: Wiring | None) -> None:
    global _wiring
    _wiring = wiring


def observe(events: Sequence[Event]) -> None:
    """Learn from these events now. The follower does the same for everything on the spine; learning twice changes nothing."""
    with turn():
        _learn(Batch(upto=0, sightings=[sighting_of(e) for e in events], telling=[e for e in events if tells_more(e)], is_all=True))
    publish()


def catch_up(limit: int = AT_ONCE) -> int:
    """Read everything that is new, `limit` events at a time; returns how far the spine has been read."""
    while True:
        batch = _step(limit)
        if batch is None or batch.is_all:
            return offset()


def _step(limit: int) -> Batch | None:
    if _wiring is None:
        return None
    with turn():
        after = offset()
        batch = _wiring.read(after, limit)
        if batch.upto > after:
            _learn(batch)
            for listener in _wiring.listeners:
                listener(batch.telling)
            _move_offset(batch.upto)
    publish()
    _move_events()
    return batch


def _learn(batch: Batch) -> None:
    facts = gather(batch.sightings, [event for event in batch.telling if tells_more(event)])
    changed_hands, seen = ledger.keep(facts)
    settle_what_waits(seen, changed_hands)


def offset() -> int:
    return OffsetRow.objects.filter(name=OFFSET).values_list("seq", flat=True).first() or 0


def _move_offset(seq: int) -> None:
    with transaction.atomic():
        OffsetRow.objects.update_or_create(name=OFFSET, defaults={"seq": seq})


def publish() -> int:
    """Tell the event store every answer that it does not know yet. Told twice does no harm; a crash before the mark only tells it again."""
    told = 0
    while _wiring is not None:
        rows = IdentifierRow.objects.exclude(person=F("published")).values_list("key", "person")
        changes = dict(rows[:PUBLISHED_AT_ONCE])
        if not changes:
            break
        make_durable()  # what a power cut takes back here would stay there, and nobody would know
        _wiring.publish(changes)
        _mark_published(changes)
        told += len(changes)
    return told


def publish_again() -> int:
    """For an event store that lost its table, or was restored from elsewhere: tell it everything."""
    IdentifierRow.objects.exclude(person=F("key")).update(published=F("key"))
    return publish()


def _mark_published(changes: Mapping[int, int]) -> None:
    # With the person that was told, not with the present one: if it changed meanwhile, the row stays unpublished.
    rows = [(ledger.signed(person), ledger.signed(key)) for key, person in changes.items()]
    ledger.Slices().write(rows, lambda some: run_many("update people_identifier set published = %s where key = %s", some))


def _move_events() -> None:
    if _wiring is not None and _wiring.move is not None:
        rekeying.move_events(_wiring.move)


# The thread


class Follower(threading.Thread):
    """Waits for the spine to grow and catches up. After a failure it tries again; nothing is lost, because the offset has not moved."""

    PATIENCE, PAUSE = 1.0, 0.25  # seconds: longest wait for news; rest between batches, so that many small events become one batch

    def __init__(self) -> None:
        super().__init__(name="people-follower", daemon=True)
        self._stopping = threading.Event()

    def run(self) -> None:
        rekeying.load()
        while not self._stopping.is_set():
            try:
                self._once()
            except Exception:
                log.exception("could not follow the spine; trying again")
                self._stopping.wait(self.PATIENCE)
            close_old_connections()
        connection.close()

    def _once(self) -> None:
        if _exceptions_changed():
            rekeying.load()
        read = catch_up()
        if _wiring is not None and _wiring.wait is not None:
            _wiring.wait(read, self.PATIENCE, self._stopping)
            self._stopping.wait(self.PAUSE)
        else:
            self._stopping.wait(self.PATIENCE)

    def stop(self) -> None:
        self._stopping.set()
        if _wiring is not None and _wiring.wake is not None:
            _wiring.wake()
        self.join(timeout=30)


def _exceptions_changed() -> bool:
    """Another process may have split or re-keyed something."""
    return ExceptionRow.objects.filter(active=True).count() != keys.count_exceptions()


_follower: Follower | None = None


def start() -> None:
    global _follower
    if _follower is None:
        _follower = Follower()
        _follower.start()


def stop() -> None:
    global _follower
    if _follower is not None:
        _follower.stop()
        _follower = None
