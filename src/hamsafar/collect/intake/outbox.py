"""No dual write: an event that tells of a row commits with that row, and a relay carries it to the spine.

The relay appends first and removes the rows after it, so a crash in between appends again under the same message id, which counts once.
"""

import logging
import threading

import msgspec
from django.db import connections, transaction

from .contracts import Columns, Event, Onward
from .models import OutboxRow

log = logging.getLogger("hamsafar.intake")

SLICE = 1_000
EVERY = 1.0  # also without a call: another process may have written

_encode = msgspec.msgpack.Encoder().encode
_decode = msgspec.msgpack.Decoder(Event).decode
_written = threading.Event()


def put(event: Event) -> None:
    """In the caller's transaction: the event is reported if and only if that commits."""
    OutboxRow.objects.create(event=_encode(event))
    transaction.on_commit(_written.set)


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
        rows = list(OutboxRow.objects.order_by("id")[:SLICE])
        if not rows:
            return 0
        self._onward.append(Columns.of([_decode(bytes(row.event)) for row in rows]))
        OutboxRow.objects.filter(id__in=[row.id for row in rows]).delete()
        return len(rows)

    def _run(self) -> None:
        try:
            while not self._stopping:
                _written.clear()
                self._carry_or_log()
                _written.wait(EVERY)
            self._carry_or_log()
        finally:
            connections.close_all()

    def _carry_or_log(self) -> None:
        try:
            self.carry()
        except Exception:
            log.exception("the outbox cannot be carried to the spine right now; it stays")
