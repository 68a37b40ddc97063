"""What was committed reaches the disk: one flush for all who wait for it at that moment.

SQLite flushes its log within each commit (`synchronous=FULL`), so that the next writer waits for the disk as well and there are never more
commits a second than flushes. Here the commit only writes (`NORMAL`), the turn goes on, and whoever committed waits for a flush that began
after it: a slow disk makes everybody wait once, not one after the other.
"""

import os
import threading
from contextvars import ContextVar
from pathlib import Path

from django.db import OperationalError


class Flush:
    """The log of one database file. A reader may see what was committed some milliseconds before the disk has it."""

    def __init__(self, path: Path) -> None:
        self._path, self._news = path, threading.Condition()
        self._begun = self._ended = 0
        self._trouble: OSError | None = None

    def ticket(self) -> int:
        """The number of the flush that takes along everything committed until now; the one that runs may have begun too early."""
        with self._news:
            return self._begun + 1

    def wait(self, ticket: int) -> None:
        """Comes back once the flush of that number is done, by this thread if need be. Raises OperationalError where the disk failed."""
        with self._news:
            self._news.wait_for(lambda: self._ended >= ticket or self._ended == self._begun)
            if is_ours := self._ended < ticket:
                self._begun += 1
        if is_ours:
            self._run()
        if self._trouble:
            # What the disk holds after a flush that failed nobody knows, and a second one would not say: only a restart reads it again.
            raise OperationalError(f"disk I/O error: {self._trouble.strerror}") from self._trouble

    def _run(self) -> None:
        try:
            self._to_disk()
        except OSError as trouble:
            self._trouble = trouble
        finally:
            with self._news:
                self._ended = self._begun
                self._news.notify_all()

    def _to_disk(self) -> None:
        """The log goes away when the last connection closes, and is on the disk by then."""
        try:
            log = os.open(self._path, os.O_RDONLY)
        except FileNotFoundError:
            return
        try:
            os.fdatasync(log)
        finally:
            os.close(log)


Tickets = dict[Flush, int]
deferred: ContextVar[Tickets | None] = ContextVar("deferred", default=None)
"""Where this is set, commits note their ticket there instead of waiting: whoever set it waits before anything is acknowledged."""
