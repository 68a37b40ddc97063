"""What the intake tells and asks beside the events themselves: what it did not keep, and what came from whom."""

import datetime as dt
import threading
import time
from collections.abc import Sequence

import pyarrow as pa

from hamsafar.base import clock
from hamsafar.base.eventstore import store
from hamsafar.base.sql import questions_beside
from hamsafar.collect.intake.services import Activity, DropCount

question = questions_beside(__file__)

FRESH = 2.0  # seconds for which an answer about activity is good enough: it is shown on pages that ask again and again


def note_drops(drops: Sequence[DropCount]) -> None:
    rows = {
        "day": pa.array([drop.day for drop in drops], pa.date32()),
        "source": [drop.source for drop in drops],
        "reason": [drop.reason for drop in drops],
        "count": pa.array([drop.count for drop in drops], pa.uint64()),
        "last_at": pa.array([drop.last_at for drop in drops], pa.timestamp("ms", "UTC")),
        "example": [drop.example for drop in drops],
    }
    store().insert_arrow("drops", pa.table(rows))


_asking = threading.Lock()
_known: dict[tuple[str, dt.date], tuple[float, dict[str, Activity]]] = {}


def activity(since: dt.datetime) -> dict[str, Activity]:
    """By source: events and drops since a moment of today, the latest event."""
    key = (store().address, since.date())
    with _asking:
        asked_at, found = _known.get(key, (float("-inf"), {}))
        if time.monotonic() - asked_at < FRESH:
            return found
        found = _activity(since)
        _known.clear()
        _known[key] = (time.monotonic(), found)
        return found


def _activity(since: dt.datetime) -> dict[str, Activity]:
    values = {"since": since, "month_ago": clock.now() - dt.timedelta(days=31), "day": since.date()}
    rows = store().query(question("activity").stacked(), values).rows
    return {
        source: Activity(today=today, last_at=last_at, last_name=name, dropped_today=dropped)
        for source, today, last_at, name, dropped in rows
    }
