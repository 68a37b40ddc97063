"""Whose turn it is to write: first come, first served, among the threads of one process."""

import threading
from collections import deque
from collections.abc import Callable


class Turn:
    """The right to write, or a place in the queue for it. Given back once; giving it back again does nothing."""

    def __init__(self, give_back: Callable[["Turn"], None]) -> None:
        self._give_back, self._called = give_back, threading.Event()

    def call(self) -> None:
        self._called.set()

    def wait(self, seconds: float) -> bool:
        return self._called.wait(seconds)

    def end(self) -> None:
        self._give_back(self)


class WriteQueue:
    """One writer at a time, in the order of asking.

    SQLite lets one connection write and has the others look again now and then, each by itself and ever less often, until they give up.
    With twenty waiting it stands idle most of the time, and who came last may go first.
    """

    def __init__(self) -> None:
        self._lock, self._line = threading.Lock(), deque[Turn]()

    def take(self, seconds: float) -> Turn | None:
        """Whoever waited that long gets None and may ask SQLite itself: a turn that is never ended must not stop everybody for ever."""
        turn = Turn(self._end)
        with self._lock:
            self._line.append(turn)
            if self._line[0] is turn:
                turn.call()
        if turn.wait(seconds):
            return turn
        turn.end()
        return None

    def _end(self, turn: Turn) -> None:
        with self._lock:
            if turn not in self._line:
                return
            self._line.remove(turn)
            if self._line:
                self._line[0].call()
