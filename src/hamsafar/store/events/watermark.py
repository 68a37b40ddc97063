"""How far the spine is written. One insert can touch several months, and those appear one after the other: a reader that trusts
the largest `seq` it sees may pass over a smaller one that is not there yet. So readers go up to the watermark, which the writer
moves only after its insert has committed.
"""

import threading
import time
from collections import deque

from hamsafar.base.eventstore import store


class Watermark:
    """The writer calls `moved_to(seq)` after each durable insert; readers in this process read `value` or wait for it to pass."""

    def __init__(self) -> None:
        self._value: int | None = None
        self._change = threading.Condition()

    @property
    def value(self) -> int | None:
        """The largest `seq` below which nothing can still appear; None while no writer runs in this process."""
        return self._value

    def moved_to(self, seq: int) -> None:
        with self._change:
            self._value = seq
            self._change.notify_all()

    def forget(self) -> None:
        """No writer runs any more: readers fall back on waiting for rows to settle."""
        with self._change:
            self._value = None

    def wait_past(self, seq: int, timeout: float, stopping: threading.Event | None = None) -> bool:
        """Wait until something newer than `seq` is written; False when nothing came in time, or when `stopping` was set before `wake`."""
        with self._change:
            self._change.wait_for(lambda: self._is_past(seq) or (stopping is not None and stopping.is_set()), timeout)
            return self._is_past(seq)

    def wake(self) -> None:
        """Somebody who waits has been told to stop."""
        with self._change:
            self._change.notify_all()

    def _is_past(self, seq: int) -> bool:
        return self._value is not None and self._value > seq


watermark = Watermark()


def newest() -> int:
    """The largest number that is written, to show what is new; followers ask `settled`."""
    return watermark.value if watermark.value is not None else _largest(0)


def settled() -> int:
    """The number up to which nothing can still appear."""
    return watermark.value if watermark.value is not None else _settling.upto()


class _Settling:
    """Where the writer is in another process, a number counts once it has been seen for longer than an insert takes to appear."""

    SECONDS = 2.0

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._seen: deque[tuple[float, int]] = deque()

    def upto(self) -> int:
        at = time.monotonic()
        with self._lock:
            self._seen.append((at, _largest(self._seen[-1][1] if self._seen else 0)))
            while len(self._seen) > 1 and self._seen[1][0] <= at - self.SECONDS:
                self._seen.popleft()
            first_at, first = self._seen[0]
            return first if first_at <= at - self.SECONDS else 0


def _largest(known: int) -> int:
    return int(store().query("select max(seq) from events where seq >= {known:UInt64}", {"known": known}).value())


_settling = _Settling()
