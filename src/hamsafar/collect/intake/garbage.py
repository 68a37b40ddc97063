"""How often Python looks for objects that only refer to each other, in the process that takes events and serves pages.

A group of events makes a hundred thousand small objects and none of them is garbage: looking through them again and again took a third
of the time. What pages leave behind is, some hundred objects each; looked for only when there are a hundred thousand, all requests wait
for two tenths of a second while it is taken away.
"""

import gc
import threading
from types import TracebackType

OFTEN, RARELY = (10_000, 50, 50), (100_000, 20, 20)


def begin() -> None:
    """What was made at the start stays; it is not looked through any more."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(*OFTEN)


class Rarely:
    """`with` around the work on a large group, in several threads at once."""

    def __init__(self) -> None:
        self._lock, self._inside = threading.Lock(), 0

    def __enter__(self) -> None:
        with self._lock:
            self._inside += 1
            gc.set_threshold(*RARELY)

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        with self._lock:
            self._inside -= 1
            if not self._inside:
                gc.set_threshold(*OFTEN)


rarely = Rarely()
