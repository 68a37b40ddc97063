"""How far the spine is written. One insert can touch several months, and those appear one after the other: a reader that trusts
the largest `seq` it sees may pass over a smaller one that is not there yet. So readers go up to the watermark, which the writer
moves only after its insert has committed.
"""

import threading


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

    def wait_past(self, seq: int, timeout: float) -> bool:
        """Wait until something newer than `seq` is written; False when nothing came in time."""
        with self._change:
            return self._change.wait_for(lambda: self._value is not None and self._value > seq, timeout)


watermark = Watermark()
