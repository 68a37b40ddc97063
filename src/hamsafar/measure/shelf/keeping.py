"""Computing, and keeping what was found."""

import datetime as dt
import hashlib
import time
from typing import Any, Final

import msgspec
from django.db import transaction

from hamsafar.base import clock
from hamsafar.ground.jobs import services as jobs

from .contracts import KINDS, Asked, Found, Kept, Kind
from .models import ShelfRow

REFRESH: Final = "shelf.refresh"
FORGOTTEN_AFTER: Final = dt.timedelta(days=14)
TRIED_AGAIN_AFTER: Final = dt.timedelta(minutes=1)


def begin(kind: Kind[Asked, Found], asked: Asked) -> ShelfRow:
    written, now = msgspec.json.encode(asked), clock.now()
    columns = {
        "kind": kind.name, "asked": written.decode(), "holds_words": kind.holds_words, "as_of": now, "seconds": 0.0, "looked_at": now,
    }  # fmt: skip
    row, _is_new = ShelfRow.objects.get_or_create(pk=_fingerprint(kind, written), defaults=columns)
    return row


def find(kind: Kind[Asked, Found], asked: Asked) -> ShelfRow | None:
    return ShelfRow.objects.filter(pk=_fingerprint(kind, msgspec.json.encode(asked))).first()


def compute(row: ShelfRow) -> None:
    """Into a row that was taken away meanwhile, or begun anew, nothing is written: somebody whom it told of was forgotten."""
    kind, begun, as_of = KINDS[row.kind], time.monotonic(), clock.now()
    found = msgspec.json.encode(kind.compute(msgspec.json.decode(row.asked, type=kind.asked)))
    ShelfRow.objects.filter(pk=row.pk, as_of=row.as_of).update(found=found, as_of=as_of, seconds=time.monotonic() - begun)


def shown(kind: Kind[Asked, Found], row: ShelfRow) -> Kept[Found]:
    """What a row holds; newer figures are queued where these are old."""
    _remember(row)
    found = _read(kind, row)
    if found is None:
        return _awaited(row)
    patience = max(kind.fresh_for, dt.timedelta(seconds=row.seconds / kind.share_of_time))
    is_old = clock.now() - row.as_of > patience
    return Kept(found=found, as_of=row.as_of, is_refreshing=is_old and not _queue(row).is_over)


def _read(kind: Kind[Any, Found], row: ShelfRow) -> Found | None:
    """Nothing where it was written in a form that this version no longer knows."""
    try:
        return None if row.found is None else msgspec.json.decode(bytes(row.found), type=kind.found)
    except msgspec.ValidationError:
        return None


def _fingerprint(kind: Kind[Any, Any], asked: bytes) -> str:
    return hashlib.blake2b(kind.name.encode() + b"\0" + asked, digest_size=16).hexdigest()


def _remember(row: ShelfRow) -> None:
    now = clock.now()
    if now - row.looked_at > dt.timedelta(hours=1):
        ShelfRow.objects.filter(pk=row.pk).update(looked_at=now)


def _awaited(row: ShelfRow) -> Kept[Any]:
    """The first figures. A job that failed is tried again for whoever looks a while later."""
    job = _queue(row)
    if not job.is_over:
        return Kept(found=None, as_of=None, is_refreshing=True)
    if clock.now() - row.as_of < TRIED_AGAIN_AFTER:
        return Kept(found=None, as_of=None, trouble=job.error or job.state.value)
    ShelfRow.objects.filter(pk=row.pk, as_of=row.as_of).update(as_of=clock.now())
    row.refresh_from_db()
    _queue(row)
    return Kept(found=None, as_of=None, is_refreshing=True)


@transaction.atomic
def _queue(row: ShelfRow) -> jobs.Job:
    """One job per state of the row: asking a hundred times while it runs queues nothing more."""
    return jobs.enqueue(REFRESH, {"fingerprint": row.pk}, key=f"{row.pk}:{row.as_of.timestamp():.6f}")
