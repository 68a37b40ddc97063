"""The threads that do the work: one takes everything, one leaves slow work alone, so that an import never holds up a receipt."""

import datetime as dt
import logging
import threading
import time
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import close_old_connections, connections

from hamsafar.base import clock
from hamsafar.base.errors import Refused

from . import handlers, queue
from .contracts import Job, State
from .errors import Cancelled, WorkerStops
from .models import JobRow
from .run import Run

log = logging.getLogger("hamsafar.jobs")
IDLE, HEARTBEAT = 1.0, 15.0

_wake = threading.Condition()
_queued = 0


def wake() -> None:
    """Something was queued and committed; idle threads of this process look at once."""
    global _queued
    with _wake:
        _queued += 1
        _wake.notify_all()


def run_due(*, limit: int = 1000, away: bool = False) -> list[Job]:
    """Do what is due now, in this thread. For tests and for commands that want their work done before they return."""
    finished = []
    without = handlers.names_at_home() if away else None
    for _ in range(limit):
        row = queue.take(without=without)
        if row is None:
            break
        do(row, threading.Event())
        row.refresh_from_db()
        finished.append(queue.to_job(row))
    return finished


def do(row: JobRow, stopping: threading.Event) -> None:
    """Run one leased job and write down how it ended."""
    found = handlers.find_handler(row.name)
    if found is None:
        queue.finish(row, State.FAILED, error=f"no handler is called {row.name}")
        return
    if row.cancel_asked:
        queue.finish(row, State.CANCELLED)
        return
    if row.attempts > found.attempts:  # its worker died every time
        queue.finish(row, State.FAILED, error=row.error or "the process ended while it ran")
        return
    try:
        found.work(row.payload, Run(row, stopping))
    except Cancelled:
        queue.finish(row, State.CANCELLED)
    except WorkerStops:
        queue.put_back(row)
    except Refused as refusal:  # trying again would be refused again
        queue.finish(row, State.FAILED, error=refusal.sentence)
    except Exception as error:  # the worker outlives every handler; the error is logged and kept
        log.exception("job %s %s failed at attempt %s", row.name, row.id, row.attempts)
        _failed(row, found, error)
    else:
        queue.finish(row, State.DONE)


def _failed(row: JobRow, found: handlers.Handler, error: Exception) -> None:
    # The text of a foreign error may hold a customer's data, and this row is shown on a page: keep its kind only.
    kind = type(error).__name__
    if row.attempts >= found.attempts:
        queue.finish(row, State.FAILED, error=kind)
    else:
        queue.retry_later(row, kind)


class Worker:
    """Two threads, a heartbeat and the nightly schedule; started and stopped with the process. `away` from the server some work is left."""

    def __init__(self, *, away: bool = False) -> None:
        self._away = away
        self._stopping = threading.Event()
        self._running: dict[str, JobRow] = {}
        self._threads = [
            threading.Thread(target=self._loop, args=("jobs", False), name="jobs", daemon=True),
            threading.Thread(target=self._loop, args=("jobs-quick", True), name="jobs-quick", daemon=True),
            threading.Thread(target=self._heartbeat, name="jobs-heartbeat", daemon=True),
        ]

    def start(self) -> None:
        handlers.discover()
        for thread in self._threads:
            thread.start()

    def stop(self, *, timeout: float = 20.0) -> None:
        """Running handlers end at their next report; what does not end in time keeps its lease and is taken up again later."""
        self._stopping.set()
        wake()
        until = time.monotonic() + timeout
        for thread in self._threads:
            thread.join(max(0.1, until - time.monotonic()))

    def _loop(self, lane: str, quick_only: bool) -> None:
        without = [*(handlers.slow_names() if quick_only else ()), *(handlers.names_at_home() if self._away else ())]
        while not self._stopping.is_set():
            seen = _queued
            try:
                if self._one(lane, without):
                    continue
            except Exception:  # the database may be away for a while; the thread is not
                log.exception("the job queue cannot be read")
                self._stopping.wait(5)
            _rest(seen)
        connections.close_all()

    def _one(self, lane: str, without: list[str]) -> bool:
        close_old_connections()
        row = queue.take(without=without)
        if row is None:
            return False
        self._running[lane] = row
        try:
            do(row, self._stopping)
        finally:
            self._running.pop(lane, None)
        return True

    def _heartbeat(self) -> None:
        while not self._stopping.is_set():
            try:
                close_old_connections()
                for row in list(self._running.values()):
                    queue.extend(row)
                queue_nightly()
            except Exception:
                log.exception("the job queue cannot be written")
            self._stopping.wait(HEARTBEAT)
        connections.close_all()


def _rest(seen: int) -> None:
    with _wake:
        _wake.wait_for(lambda: _queued != seen, timeout=IDLE)


def queue_nightly() -> None:
    """Queue the work of the coming night. The key is the date, so it does not matter how often or where this is called."""
    zone = ZoneInfo(settings.TIME_ZONE)
    here = clock.now().astimezone(zone)
    for each in handlers.list_nightly():
        day = here.date() + dt.timedelta(days=here.time() >= each.at)
        run_at = dt.datetime.combine(day, each.at, tzinfo=zone)
        if not JobRow.objects.filter(name=each.name, key=day.isoformat()).exists():
            queue.put(each.name, {}, day.isoformat(), run_at)
