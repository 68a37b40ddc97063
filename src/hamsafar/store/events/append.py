"""The one writer of the spine: decides exactly-once, numbers, makes durable, and only then says so (docs/concurrency.md).

Any thread may append; one at a time passes the lock. What returns is on disk; `settle` waits until it can be read as well.
"""

import logging
import threading
import time
from collections.abc import Sequence
from pathlib import Path

import msgspec
import numpy as np
import pyarrow as pa
import xxhash
from django.conf import settings

from hamsafar.base import traffic
from hamsafar.base.eventstore import EventStore, store
from hamsafar.collect.intake.services import Columns, Event, Outcome, Receipt, Verdict
from hamsafar.identify.people.services import stamp

from .backlog import Backlog
from .bloom import Bloom
from .dedupe import Group, Known, Payload
from .errors import SpineBroken
from .rows import Numbers, batch_of, id_hashes_of
from .table import Table
from .watermark import watermark

log = logging.getLogger("hamsafar.spine")

_HASHES_A_STEP = 50_000
OTHER_PAYLOAD = "same_id_other_payload"


class Spine:
    """One per process and event store."""

    def __init__(self, target: EventStore, folder: Path) -> None:
        self._table = Table(target)
        self._backlog = Backlog(folder, self._table.insert, self._table.insert_missing, watermark.moved_to)
        self._known = Known(self)
        self._lock = threading.Lock()
        self._filled = threading.Event()
        self._failure: BaseException | None = None
        self._seq = 0

    def start(self) -> None:
        """Bring in what a crash left, then fill the filter of known ids beside; appends wait for it, pages do not."""
        replayed = self._backlog.replay()
        if replayed:
            log.warning("%s acknowledged events were brought in from the journal", replayed)
        self._seq = self._table.last_seq()
        self._backlog.start(self._seq)
        threading.Thread(target=self._fill, name="spine-filter", daemon=True).start()

    def stop(self) -> None:
        self._filled.wait()
        with self._lock:
            self._backlog.stop()
        watermark.forget()
        self._table.close()

    def append(self, columns: Columns, keys: Numbers) -> Verdict:
        """What is ACCEPTED is durable when this returns. Raises SpineBusy when the table does not keep up."""
        if not len(columns):
            return Verdict({}, self._seq)
        group = Group(columns, id_hashes_of(columns))
        self._wait_for_filter()
        with self._lock:
            self._backlog.wait_for_room()
            others = self._known.judge(group)
            self._set_aside(columns, others)
            self._keep(group, keys, others)
            return Verdict(others, self._seq)

    @property
    def is_pressed(self) -> bool:
        return self._backlog.is_pressed

    def forget_recent(self) -> None:
        with self._lock:
            self._backlog.settle()
            self._known.forget_recent()

    def settle(self, seq: int | None = None, timeout: float = 30.0) -> bool:
        return self._backlog.settle(seq, timeout)

    def _keep(self, group: Group, keys: Numbers, others: dict[int, Outcome]) -> None:
        count = len(group)
        rows = [row for row in range(count) if row not in others] if others else None
        if rows == []:
            return
        seqs = np.arange(self._seq + 1, self._seq + 1 + count, dtype=np.uint64)
        batch = batch_of(group.columns, keys=keys, seqs=seqs, id_hashes=group.id_hashes)
        self._seq += count
        if rows is not None:
            batch = batch.take(pa.array(rows))
        self._backlog.append(batch, self._seq)
        self._known.remember(batch, last_seq=self._seq, visible_seq=self._backlog.visible_seq)

    def _set_aside(self, columns: Columns, others: dict[int, Outcome]) -> None:
        """Quarantine first: should we stop between the two, the client sends all again and finds the same answer."""
        rows = [row for row, outcome in others.items() if outcome is Outcome.QUARANTINED]
        if rows:
            self._table.quarantine(_quarantined(columns, rows))

    # What the memory of known ids asks (dedupe.Memory)

    def known(self, id_hashes: Numbers) -> dict[bytes, int]:
        return self._table.known(id_hashes)

    def payload(self, id: bytes, id_hash: int) -> Payload:
        self._backlog.settle()
        return self._table.payload(id, id_hash)

    def forgotten(self, id_hashes: Numbers) -> set[int]:
        return self._table.forgotten(id_hashes)

    def _wait_for_filter(self) -> None:
        self._filled.wait()
        if self._failure:
            raise SpineBroken from self._failure

    def _fill(self) -> None:
        try:
            self._known.bloom = self._filter()
        except Exception as failure:  # without it nothing may be accepted; whoever appends hears of it
            log.exception("the filter of known ids cannot be filled")
            self._failure = failure
        finally:
            self._filled.set()

    def _filter(self) -> Bloom:
        began, count = time.monotonic(), self._table.count()
        bloom = Bloom(expected=count + count // 4)
        for hashes in self._table.hashes(self._seq):
            for start in range(0, len(hashes), _HASHES_A_STEP):
                bloom.add(hashes[start : start + _HASHES_A_STEP])
        log.info("%s known ids in %.1f MB after %.1f s", len(bloom), bloom.bytes / 1e6, time.monotonic() - began)
        return bloom


def _quarantined(columns: Columns, rows: Sequence[int]) -> pa.Table:
    events = [columns.event(row) for row in rows]
    return pa.table(
        {
            "received_at": pa.array([event.received_at for event in events], pa.timestamp("ms", "UTC")),
            "source": [event.source for event in events],
            "message_id": [event.message_id for event in events],
            "name": [event.name for event in events],
            "reason": [OTHER_PAYLOAD] * len(rows),
            "payload_hash": pa.array([xxhash.xxh64_intdigest(Payload.at(columns, row).canonical()) for row in rows], pa.uint64()),
            "payload": [msgspec.json.encode(event).decode() for event in events],
        }
    )


_spine: Spine | None = None
_starting = threading.Lock()


def start() -> None:
    """Open the writer of this process. What is appended before opens it too."""
    _open()


def stop() -> None:
    """Everything that was acknowledged is in the table, or in the journal for the next start."""
    global _spine
    with _starting:
        spine, _spine = _spine, None
    if spine:
        spine.stop()


def append(events: Sequence[Event]) -> Receipt:
    """Keep these events: durable, exactly once, and to be read by the next question."""
    columns = Columns.of(events)
    verdict = append_columns(columns, stamp(columns))
    _open().settle(verdict.last_seq)
    return verdict.receipt(len(events))


def append_columns(columns: Columns, keys: Numbers) -> Verdict:
    """The same for many and for the tracking API: durable when it returns, to be read within PACE and an insert."""
    return _open().append(columns, keys)


def settle(timeout: float = 30.0) -> bool:
    """Wait until everything that is acknowledged can be read; for backups, erasure and tests."""
    return _spine.settle(timeout=timeout) if _spine else True


def is_pressed() -> bool:
    """Whether so much arrives, or is asked for by people, that work which can wait should."""
    return traffic.is_pressed() or (_spine is not None and _spine.is_pressed)


def forget_recent() -> None:
    """After rows were erased: what this process remembers of their ids is no longer in the store."""
    if _spine:
        _spine.forget_recent()


def _open() -> Spine:
    global _spine
    if _spine:
        return _spine
    with _starting:
        if not _spine:
            spine = Spine(store(), Path(settings.DATA) / "journal")
            spine.start()
            _spine = spine
        return _spine
