"""Reports take seconds to compute: a job does it and keeps what it found here. Whoever looks gets what is there, at once."""

import datetime as dt
import hashlib
import time
from collections.abc import Callable
from typing import Any, Final

import msgspec
from django.db import transaction

from hamsafar.base import clock
from hamsafar.base.calendars import Almanac, Period
from hamsafar.ground.jobs import services as jobs
from hamsafar.measure.metrics import services as metrics
from hamsafar.store.events import services as events

from .contracts import TYPES, Kept, Kind
from .models import ReportRow

REFRESH: Final = "reports.refresh"
FRESH_FOR: Final = dt.timedelta(minutes=10)
SHARE_OF_TIME: Final = 0.01  # what took long is computed less often
FORGOTTEN_AFTER: Final = dt.timedelta(days=14)
TRIED_AGAIN_AFTER: Final = dt.timedelta(minutes=1)
# With fewer events than this a report takes no longer than a page may, and a new installation shows its first one at once.
FEW_EVENTS: Final = 5_000


class Asked(msgspec.Struct, frozen=True, kw_only=True):
    """Which report. `word` moves with the days, `since` and `until` are a free range; `rows` and `columns`: by what it is taken apart."""

    kind: Kind
    score: str
    units: tuple[str, ...] | None
    word: str = ""
    since: str = ""
    until: str = ""
    almanac: Almanac
    currency: str
    rows: str = ""
    columns: str = ""

    @property
    def fingerprint(self) -> str:
        return hashlib.blake2b(msgspec.json.encode(self), digest_size=16).hexdigest()

    @property
    def period(self) -> Period:
        """Raises NoSuchPeriod."""
        return metrics.read_period(self.word, since=self.since, until=self.until, almanac=self.almanac)


Compute = Callable[[Asked], Any]


def look(asked: Asked, compute: Compute) -> Kept[Any]:
    """What is known of this report; newer figures are queued where these are old."""
    period, row = asked.period, ReportRow.objects.filter(pk=asked.fingerprint).first()
    if row is None and events.newest() < FEW_EVENTS:
        keep(asked, compute)
        row = ReportRow.objects.get(pk=asked.fingerprint)
    row = row or _begun(asked)
    _remember(row)
    if row.report is None:
        return _awaited(row, period)
    patience = max(FRESH_FOR, dt.timedelta(seconds=row.seconds / SHARE_OF_TIME))
    is_old = clock.now() - row.as_of > patience
    return Kept(
        report=msgspec.json.decode(bytes(row.report), type=TYPES[asked.kind]), period=period, as_of=row.as_of,
        is_refreshing=is_old and not _queue(row).is_over,
    )  # fmt: skip


def keep(asked: Asked, compute: Compute) -> None:
    begun, as_of = time.monotonic(), clock.now()
    found = msgspec.json.encode(compute(asked))
    columns = {
        "asked": msgspec.json.encode(asked).decode(), "report": found, "as_of": as_of, "seconds": time.monotonic() - begun,
    }  # fmt: skip
    ReportRow.objects.update_or_create(pk=asked.fingerprint, defaults=columns, create_defaults={**columns, "looked_at": as_of})


def asked_of(row: ReportRow) -> Asked:
    return msgspec.json.decode(row.asked, type=Asked)


@transaction.atomic
def _begun(asked: Asked) -> ReportRow:
    now = clock.now()
    columns = {"asked": msgspec.json.encode(asked).decode(), "as_of": now, "seconds": 0.0, "looked_at": now}
    row, _is_new = ReportRow.objects.get_or_create(pk=asked.fingerprint, defaults=columns)
    return row


def _remember(row: ReportRow) -> None:
    now = clock.now()
    if now - row.looked_at > dt.timedelta(hours=1):
        ReportRow.objects.filter(pk=row.pk).update(looked_at=now)


def _awaited(row: ReportRow, period: Period) -> Kept[Any]:
    """The first figures. A job that failed is tried again for whoever looks a while later."""
    job = _queue(row)
    if not job.is_over:
        return Kept(report=None, period=period, as_of=None, is_refreshing=True)
    if clock.now() - row.as_of < TRIED_AGAIN_AFTER:
        return Kept(report=None, period=period, as_of=None, trouble=job.error or job.state.value)
    ReportRow.objects.filter(pk=row.pk, as_of=row.as_of).update(as_of=clock.now())
    row.refresh_from_db()
    _queue(row)
    return Kept(report=None, period=period, as_of=None, is_refreshing=True)


@transaction.atomic
def _queue(row: ReportRow) -> jobs.Job:
    """One job per state of the row: asking a hundred times while it runs queues nothing more."""
    return jobs.enqueue(REFRESH, {"fingerprint": row.pk}, key=f"{row.pk}:{row.as_of.timestamp():.6f}")
