"""Whose turn it is to write: first come, first served, among the threads of one process."""

import threading
from collections import deque
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True, eq=False)
class Turn:
    """The right to write, or a place in the queue for it. Given back once; giving it back again does nothing."""

    queue: "WriteQueue"
    called: threading.Event = field(default_factory=threading.Event)

    def end(self) -> None:
        self.queue.leave(self)


class WriteQueue:
    """One writer at a time, in the order of asking.

    SQLite lets one connection write and has the others look again now and then, each by itself and ever less often, until they give up.
    With twenty waiting it stands idle most of the time, and who came last may go first.
    """

    def __init__(self) -> None:
        self._lock, self._line = threading.Lock(), deque[Turn]()

    def take(self, seconds: float) -> Turn | None:
        """Whoever waited that long gets None and may ask SQLite itself: a turn that is never ended must not stop everybody for ever."""
        turn = Turn(self)
        with self._lock:
            self._line.append(turn)
            self._line[0].called.set()
        if turn.called.wait(seconds):
            return turn
        turn.end()
        return None

    def leave(self, turn: Turn) -> None:
        with self._lock:
            if turn in self._line:
                self._line.remove(turn)
            if self._line:
                self._line[0].called.set()
