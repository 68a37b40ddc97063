"""The door of background work.

A job is a row that commits with the data of whoever asks, so it is neither lost nor run for something that was rolled back.
"""

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Count

from hamsafar.base import clock
from hamsafar.base.errors import NotFound

from . import queue
from .contracts import OVER, Job, State
from .errors import Cancelled, JobIsNotOver, JobIsOver, WorkerStops
from .handlers import handler, nightly
from .models import JobRow
from .run import Run
from .words import call_it
from .worker import Worker, run_due, wake

__all__ = [
    "OVER", "Cancelled", "Job", "Run", "State", "Worker", "WorkerStops", "call_it", "cancel", "counts", "enqueue", "enqueue_all", "get_job",
    "handler", "list_jobs", "nightly", "progress", "prune", "retry", "run_due", "start", "stop", "stuck", "take_out",
]  # fmt: skip

_worker: Worker | None = None


def enqueue(name: str, payload: Mapping[str, Any], *, key: str, run_at: dt.datetime | None = None) -> Job:
    """Queue work once per (name, key): asking again returns the job that is there, whatever became of it.

    The payload names things by id; it holds no personal data, so that forgetting a person need not look here. Words are a bug: ValueError.
    """
    row, is_new = queue.put(name, payload, key, run_at)
    if is_new:
        transaction.on_commit(wake)
    return queue.to_job(row)


def enqueue_all(name: str, wanted: Sequence[tuple[Mapping[str, Any], str, dt.datetime]]) -> None:
    """The same for many: (payload, key, when), in one write."""
    queue.put_all(name, wanted)
    transaction.on_commit(wake)


def get_job(job_id: UUID) -> Job:
    row = queue.find(job_id)
    if row is None:
        raise NotFound
    return queue.to_job(row)


progress = get_job


def list_jobs(*, states: Sequence[State] = (), name: str = "", limit: int = 100, offset: int = 0) -> list[Job]:
    """Newest first."""
    rows = JobRow.objects.order_by("-created_at", "id")
    rows = rows.filter(state__in=states) if states else rows
    rows = rows.filter(name=name) if name else rows
    return [queue.to_job(row) for row in rows[offset : offset + limit]]


def counts() -> dict[State, int]:
    found = dict(JobRow.objects.values_list("state").annotate(n=Count("id")))
    return {state: found.get(state, 0) for state in State}


@transaction.atomic
def cancel(job_id: UUID) -> Job:
    """A waiting job ends at once; a running one at its next report."""
    row = JobRow.objects.select_for_update().filter(id=job_id).first()
    if row is None:
        raise NotFound
    if row.state in OVER:
        raise JobIsOver
    row.cancel_asked = True
    if row.state == State.QUEUED:
        row.state, row.finished_at = State.CANCELLED, clock.now()
    row.save(update_fields=["cancel_asked", "state", "finished_at"])
    return queue.to_job(row)


@transaction.atomic
def retry(job_id: UUID) -> Job:
    """Run a job that failed or was cancelled once more, with all its attempts."""
    row = JobRow.objects.select_for_update().filter(id=job_id).first()
    if row is None:
        raise NotFound
    if row.state not in (State.FAILED, State.CANCELLED):
        raise JobIsNotOver
    row.state, row.attempts, row.error, row.cancel_asked = State.QUEUED, 0, "", False
    row.run_at, row.finished_at = clock.now(), None
    row.save(update_fields=["state", "attempts", "error", "cancel_asked", "run_at", "finished_at"])
    transaction.on_commit(wake)
    return queue.to_job(row)


def stuck(*, older_than: dt.timedelta = dt.timedelta(minutes=15)) -> list[Job]:
    """Jobs that should have been taken long ago: nobody works."""
    before = clock.now() - older_than
    rows = JobRow.objects.filter(state=State.QUEUED, run_at__lt=before) | JobRow.objects.filter(state=State.RUNNING, lease_until__lt=before)
    return [queue.to_job(row) for row in rows.order_by("run_at")[:50]]


@transaction.atomic
def take_out(name: str, *, keys: Sequence[str]) -> list[Job]:
    """Those of them that wait, out of the queue: whoever asked for them does the work without it."""
    rows = list(JobRow.objects.select_for_update().filter(name=name, key__in=keys, state=State.QUEUED))
    if rows:
        JobRow.objects.filter(pk__in=[row.pk for row in rows]).delete()
    return [queue.to_job(row) for row in rows]


def prune(*, before: dt.datetime) -> int:
    """Forget jobs that ended before this moment."""
    deleted, _ = JobRow.objects.filter(state__in=OVER, finished_at__lt=before).delete()
    return deleted


def start(*, away: bool = False) -> None:
    """Start this process's worker threads; a second call changes nothing. `away`: beside the server, whose own work is left to it."""
    global _worker
    if _worker is None:
        _worker = Worker(away=away)
        _worker.start()


def stop() -> None:
    global _worker
    if _worker is not None:
        _worker.stop()
        _worker = None
