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

from hamsafar.base import disk


class Flush:
    """The log of one database file. A reader may see what was committed some milliseconds before the disk has it."""

    def __init__(self, path: Path) -> None:
        self._path, self._news = path, threading.Condition()
        self._begun = self._ended = 0
        self._trouble: OSError | None = None
        self._known = 0  # the log's number in its file system, once its name is on the disk

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
        self.require_sound()

    def require_sound(self) -> None:
        """What the disk holds after a flush that failed nobody knows, and a second one would not say: only a restart reads it again."""
        if self._trouble:
            raise OperationalError(f"disk I/O error: {self._trouble.strerror}") from self._trouble

    def _run(self) -> None:
        is_done = False
        try:
            self._to_disk()
            is_done = True
        except OSError as trouble:
            self._trouble, is_done = trouble, True
        finally:
            with self._news:
                if is_done:
                    self._ended = self._begun
                else:
                    self._begun = self._ended  # interrupted (Ctrl-C): whoever waits flushes by itself
                self._news.notify_all()

    def _to_disk(self) -> None:
        """The log goes away when the last connection closes, and is on the disk by then."""
        try:
            log = os.open(self._path, os.O_RDONLY | os.O_CLOEXEC)
        except FileNotFoundError:
            return
        try:
            os.fdatasync(log)
            self._keep_name(os.fstat(log).st_ino)
        finally:
            os.close(log)

    def _keep_name(self, file: int) -> None:
        """A new file is only durable when its folder's entry is. SQLite sees to it where the connection that made the log writes first."""
        if file == self._known:
            return
        disk.flush(self._path.parent)
        self._known = file


Tickets = dict[Flush, int]
deferred: ContextVar[Tickets | None] = ContextVar("deferred", default=None)
"""Where this is set, commits note their ticket there instead of waiting: whoever set it waits before anything is acknowledged."""
