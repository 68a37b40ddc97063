"""The rows: put in, taken out by one worker at a time, finished by the one that holds the lease."""

import datetime as dt
import random
import re
from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID, uuid4

from django.db import transaction
from django.db.models import F, Q, QuerySet

from hamsafar.base import clock

from .contracts import Job, State
from .models import JobRow

LEASE = dt.timedelta(seconds=60)
FIRST_DELAY, LONGEST_DELAY = 10.0, 3600.0


def to_job(row: JobRow) -> Job:
    return Job(
        id=row.id, name=row.name, key=row.key, state=State(row.state), payload=row.payload, attempts=row.attempts,
        done=row.done, total=row.total, note=row.note, error=row.error, cancel_asked=row.cancel_asked,
        created_at=row.created_at, run_at=row.run_at, started_at=row.started_at, finished_at=row.finished_at,
    )  # fmt: skip


NAME = re.compile(r"[\w:./?=&+-]{0,200}", re.ASCII)  # an id, a moment, a path: neither a sentence nor an e-mail address


def _words_in(said: Any) -> bool:
    if isinstance(said, str):
        return NAME.fullmatch(said) is None
    if isinstance(said, Mapping):
        return any(map(_words_in, (*said.keys(), *said.values())))
    return isinstance(said, list | tuple) and any(map(_words_in, said))


def _without_words(payload: Mapping[str, Any]) -> dict[str, Any]:
    if _words_in(payload):
        raise ValueError("the payload of a job names things by id, and holds no words")
    return dict(payload)


def put(name: str, payload: Mapping[str, Any], key: str, run_at: dt.datetime | None) -> tuple[JobRow, bool]:
    at = clock.now()
    return JobRow.objects.get_or_create(
        name=name, key=key, defaults={"payload": _without_words(payload), "created_at": at, "run_at": run_at or at}
    )  # fmt: skip


def put_all(name: str, wanted: Iterable[tuple[Mapping[str, Any], str, dt.datetime]]) -> None:
    """Many at once: (payload, key, when). Those that are there already stay as they are."""
    at = clock.now()
    rows = [JobRow(name=name, key=key, payload=_without_words(payload), created_at=at, run_at=run_at) for payload, key, run_at in wanted]
    JobRow.objects.bulk_create(rows, ignore_conflicts=True)


def take(*, without: list[str] | None = None) -> JobRow | None:
    """The next due job, leased to the caller, or None. PostgreSQL skips rows that others hold; SQLite has one writer at a time."""
    due = _due(clock.now()).exclude(name__in=without or [])
    if not due.exists():  # a plain read: an idle worker takes no write lock
        return None
    with transaction.atomic():
        row = due.order_by("run_at", "created_at").select_for_update(skip_locked=True).first()
        if row is None:
            return None
        at = clock.now()
        row.state, row.lease, row.lease_until = State.RUNNING, uuid4(), at + LEASE
        row.started_at, row.attempts, row.note = at, row.attempts + 1, ""
        row.save(update_fields=["state", "lease", "lease_until", "started_at", "attempts", "note"])
    return row


def _due(at: dt.datetime) -> QuerySet[JobRow]:
    abandoned = Q(state=State.RUNNING, lease_until__lt=at)
    return JobRow.objects.filter(Q(state=State.QUEUED, run_at__lte=at) | abandoned)


def held(row: JobRow) -> QuerySet[JobRow]:
    """The row, if the lease is still ours."""
    return JobRow.objects.filter(id=row.id, lease=row.lease, state=State.RUNNING)


def extend(row: JobRow) -> bool:
    return bool(held(row).update(lease_until=clock.now() + LEASE))


def finish(row: JobRow, state: State, *, error: str = "") -> None:
    held(row).update(state=state, error=error, finished_at=clock.now(), lease=None, lease_until=None)


def put_back(row: JobRow) -> None:
    """The process ends before the job does: not the job's fault, so it costs no attempt."""
    held(row).update(state=State.QUEUED, attempts=F("attempts") - 1, lease=None, lease_until=None)


def retry_later(row: JobRow, error: str) -> None:
    run_at = clock.now() + dt.timedelta(seconds=delay(row.attempts))
    held(row).update(state=State.QUEUED, run_at=run_at, error=error, lease=None, lease_until=None)


def delay(attempt: int) -> float:
    """Seconds before the next attempt: doubling, with a fifth of chance so that failures do not come back together."""
    return min(LONGEST_DELAY, FIRST_DELAY * 2 ** (attempt - 1)) * random.uniform(0.8, 1.2)  # noqa: S311 - not a secret


def find(job_id: UUID) -> JobRow | None:
    return JobRow.objects.filter(id=job_id).first()
