"""What a handler holds while it works."""

import threading
import time
from uuid import UUID

from hamsafar.base import clock

from . import queue
from .errors import Cancelled, WorkerStops
from .models import JobRow

SAVE_EVERY = 0.5


class Run:
    """What a handler is given beside its payload: a place to say how far it is, and to hear that it should end."""

    def __init__(self, row: JobRow, stopping: threading.Event) -> None:
        self._row, self._stopping, self._saved = row, stopping, 0.0

    @property
    def job_id(self) -> UUID:
        return self._row.id

    @property
    def attempt(self) -> int:
        return self._row.attempts

    def report(self, done: int, total: int = 0, note: str = "") -> None:
        """Say how far it is. Call it between commits: it raises Cancelled or WorkerStops when the handler should end."""
        if self._stopping.is_set():
            raise WorkerStops
        if time.monotonic() - self._saved < SAVE_EVERY and done < total:
            return
        self._saved = time.monotonic()
        queue.held(self._row).update(done=done, total=total, note=note[:300], lease_until=clock.now() + queue.LEASE)
        if JobRow.objects.filter(id=self._row.id, cancel_asked=True).exists():
            raise Cancelled
