"""Between "acknowledged" and "in the table": the journal on disk and the same batches in memory, and the thread that moves them on.

The inserter takes everything that has come together, inserts it as one part, moves the watermark and empties the segment. A lone
event is in the table ten milliseconds after it was acknowledged; under load an insert waits until it is worth it, so that parts stay few
and large: merging many small ones afterwards costs more than everything else together.
"""

import logging
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa

from hamsafar.base import traffic
from hamsafar.base.traffic import Rate

from .errors import SpineBusy
from .journal import Journal, Segment, read
from .rows import SCHEMA

log = logging.getLogger("hamsafar.spine")

PACE = 0.25  # seconds between the starts of two inserts
PATIENT_PACE = 1.0  # the same where more than FEW rows wait already, or many people ask for pages
REST = 4  # and as many times as long as the last one took: it flushes a dozen files, and a disk that is slow then is slow for everybody
LONGEST_REST = 2.0
FEW, ENOUGH = 1_000, 120_000
PRESSED = 1_500  # events a second from which on other work should leave the machine to the intake
MOST_ROWS, MOST_BYTES = 300_000, 400 << 20  # what may wait; then the senders wait
PATIENCE = 10.0  # how long they do
RETRY_FIRST, RETRY_LAST = 0.1, 5.0

Insert = Callable[[pa.Table], None]


@dataclass(slots=True)
class Load:
    """What one insert takes over."""

    batches: list[pa.RecordBatch]
    last_seq: int
    segment: Segment | None
    size: int = 0


class Backlog:
    """Append is called under the spine's lock, everything else from anywhere."""

    def __init__(self, folder: Path, insert: Insert, insert_missing: Insert, moved_to: Callable[[int], None]) -> None:
        self._journal = Journal(folder, SCHEMA)
        self._insert, self._insert_missing, self._moved_to = insert, insert_missing, moved_to
        self._change = threading.Condition()
        self._load = Load([], 0, None)
        self._rows = self._bytes = 0
        self._visible_seq = 0
        self._wanted_seq = 0
        self._last_start = self._rest = 0.0
        self._rate = Rate()
        self._stopping = False
        self._thread: threading.Thread | None = None

    def replay(self) -> int:
        """Insert what a crash left behind. Call before `start`; returns how many rows the segments held."""
        rows = 0
        for path in self._journal.segments():
            batches = list(read(path))
            if batches:
                table = pa.Table.from_batches(batches)
                rows += table.num_rows
                self._insert_missing(table)
            path.unlink()
        return rows

    def start(self, seq: int) -> None:
        self._journal.prepare()
        self._load.last_seq = self._visible_seq = seq
        self._moved_to(seq)
        self._thread = threading.Thread(target=self._run, name="spine-inserter", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """Returns when everything is in the table, or when the store will not take it and the journal keeps it for the next start."""
        with self._change:
            self._stopping = True
            self._change.notify_all()
        if self._thread:
            self._thread.join()
        self._journal.close()

    @property
    def visible_seq(self) -> int:
        """Everything up to this number is in the table."""
        return self._visible_seq

    @property
    def waiting(self) -> int:
        return self._rows

    @property
    def is_pressed(self) -> bool:
        return self._rate.value() > PRESSED

    def wait_for_room(self) -> None:
        """Raises SpineBusy when the table does not keep up: memory and disk are never filled without bound."""
        with self._change:
            if not self._change.wait_for(lambda: self._rows < MOST_ROWS and self._bytes < MOST_BYTES, PATIENCE):
                raise SpineBusy

    def append(self, batch: pa.RecordBatch, last_seq: int) -> None:
        """Durable when it returns."""
        with self._change:
            size = self._journal.append(batch)
            self._load.batches.append(batch)
            self._load.last_seq = last_seq
            self._rows += batch.num_rows
            self._rate.add(batch.num_rows)
            self._bytes += size
            self._load.size += size
            self._change.notify_all()

    def settle(self, seq: int | None = None, timeout: float = 30.0) -> bool:
        """Wait until everything up to `seq` (all that is acknowledged now, if None) is in the table; False when it takes too long."""
        with self._change:
            wanted = self._load.last_seq if seq is None else seq
            self._wanted_seq = max(self._wanted_seq, wanted)
            self._change.notify_all()
            return self._change.wait_for(lambda: self._visible_seq >= wanted, timeout)

    def _run(self) -> None:
        while self._wait_for_work():
            self._move(self._take())

    def _wait_for_work(self) -> bool:
        with self._change:
            self._change.wait_for(lambda: self._load.batches or self._stopping)
            if not self._load.batches:
                return False
            self._change.wait_for(self._is_urgent, self._last_start + max(PACE, self._rest) - time.monotonic())
            if self._rows > FEW or traffic.is_pressed():
                self._change.wait_for(self._is_urgent, self._last_start + PATIENT_PACE - time.monotonic())
            self._last_start = time.monotonic()
            return True

    def _is_urgent(self) -> bool:
        return self._stopping or self._rows >= ENOUGH or self._wanted_seq > self._visible_seq

    def _take(self) -> Load:
        with self._change:
            load, self._load = self._load, Load([], self._load.last_seq, None)
            load.segment = self._journal.rotate()
            return load

    def _move(self, load: Load) -> None:
        table = pa.Table.from_batches(load.batches)
        if not self._insert_until_done(table):
            return
        if load.segment:
            self._journal.empty(load.segment)
        self._moved_to(load.last_seq)
        with self._change:
            self._visible_seq = load.last_seq
            self._rest = min(LONGEST_REST, REST * (time.monotonic() - self._last_start))
            self._rows -= table.num_rows
            self._bytes -= load.size
            self._change.notify_all()

    def _insert_until_done(self, table: pa.Table) -> bool:
        """A failed insert may have happened all the same (a lost answer), so a repeat leaves out what is there."""
        insert, pause = self._insert, RETRY_FIRST
        while True:
            try:
                insert(table)
                return True
            except Exception:
                log.exception("the event store did not take %s rows; the journal keeps them, trying again", table.num_rows)
            with self._change:
                if self._change.wait_for(lambda: self._stopping, pause):
                    return False
            insert, pause = self._insert_missing, min(pause * 2, RETRY_LAST)
