"""No dual write: an event that tells of a row commits with that row, and a relay carries it to the spine.

The relay appends first and removes the rows after it, so a crash in between appends again under the same message id, which counts once.
"""

import logging
import threading
import time
from collections import deque

import msgspec
from django.db import connection, connections, transaction

from hamsafar.base.sqlite.base import make_durable

from .contracts import Columns, Event, Onward
from .models import OutboxRow

log = logging.getLogger("hamsafar.intake")

SLICE = 1_000
GATHERS = 0.25  # seconds; while many write, what follows is carried together
EVERY = 1.0  # also without a call: another process may have written

_encode = msgspec.msgpack.Encoder().encode
_decode = msgspec.msgpack.Decoder(Event).decode
_written = threading.Event()
_seen: deque[Event] = deque(maxlen=100_000)  # should the spine be away for long, the newest


def put(event: Event) -> None:
    """In the caller's transaction: the event is reported if and only if that commits."""
    with connection.cursor() as cursor:  # several for each answer to a survey, and the one row that nobody needs as an object
        cursor.execute("insert into intake_outbox (event) values (%s)", [_encode(event)])
    transaction.on_commit(_written.set)


def put_soon(event: Event) -> None:
    """Of something seen, which is nobody's row: the next to be carried by this process's relay, and lost if it is killed before."""
    _seen.append(event)
    _written.set()


def waiting() -> int:
    return OutboxRow.objects.count()


class Relay:
    """Runs in the one process that holds the spine."""

    def __init__(self, onward: Onward) -> None:
        self._onward = onward
        self._stopping = False
        self._thread = threading.Thread(target=self._run, name="intake-relay", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        self._stopping = True
        _written.set()
        self._thread.join()

    def carry(self) -> int:
        """Carry what waits now; returns how many events that were."""
        carried = 0
        while moved := self._carry_slice():
            carried += moved
        return carried

    def _carry_slice(self) -> int:
        rows = OutboxRow.objects.order_by("id").values_list("id", "event")[:SLICE]
        ids, waiting = [id for id, _event in rows], [_decode(bytes(event)) for _id, event in rows]
        seen = [_seen.popleft() for _ in range(min(SLICE, len(_seen)))]
        if not ids and not seen:
            return 0
        make_durable()  # the spine must not tell of rows that a power cut would take back
        try:
            self._onward.append(Columns.of([*waiting, *seen]))
        except Exception:
            _seen.extendleft(reversed(seen))
            raise
        OutboxRow.objects.filter(id__in=ids).delete()
        return len(ids) + len(seen)

    def _run(self) -> None:
        try:
            while not self._stopping:
                _written.clear()
                self._carry_or_log()
                if _written.wait(EVERY):
                    time.sleep(GATHERS)
            self._carry_or_log()
        finally:
            connections.close_all()

    def _carry_or_log(self) -> None:
        try:
            self.carry()
        except Exception:
            log.exception("the outbox cannot be carried to the spine right now; it stays")
