"""The nouns of background work."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any
from uuid import UUID


class State(StrEnum):
    QUEUED = "queued"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    CANCELLED = "cancelled"


OVER = (State.DONE, State.FAILED, State.CANCELLED)


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """One piece of work. `done` of `total` is its progress (total 0: unknown); `error` is a sentence for people."""

    id: UUID
    name: str
    key: str
    state: State
    payload: Mapping[str, Any]
    attempts: int
    done: int
    total: int
    note: str
    error: str
    cancel_asked: bool
    created_at: dt.datetime
    run_at: dt.datetime
    started_at: dt.datetime | None
    finished_at: dt.datetime | None

    @property
    def is_over(self) -> bool:
        return self.state in OVER

    @property
    def share(self) -> float | None:
        """Between 0 and 1, or None while nobody knows how much there is."""
        return min(1.0, self.done / self.total) if self.total else None
