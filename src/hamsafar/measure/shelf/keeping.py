"""Computing, and keeping what was found."""

import datetime as dt
import hashlib
import time
from collections.abc import Callable
from typing import Any, Final

import msgspec
from django.db import transaction

from hamsafar.base import clock
from hamsafar.ground.jobs import services as jobs

from .contracts import KINDS, Asked, Found, Kept, Kind, Tell
from .models import ShelfRow

REFRESH: Final = "shelf.refresh"
FORGOTTEN_AFTER: Final = dt.timedelta(days=14)
TRIED_AGAIN_AFTER: Final = dt.timedelta(minutes=1)
SHOW_EVERY: Final = 0.4  # seconds between two writings of what is known so far
Report = Callable[[int, int], None]


def begin(kind: Kind[Asked, Found], asked: Asked) -> ShelfRow:
    written, now = msgspec.json.encode(asked), clock.now()
    columns = {
        "kind": kind.name, "asked": written.decode(), "holds_words": kind.holds_words, "as_of": now, "seconds": 0.0, "looked_at": now,
    }  # fmt: skip
    row, _is_new = ShelfRow.objects.get_or_create(pk=_fingerprint(kind, written), defaults=columns)
    return row


def find(kind: Kind[Asked, Found], asked: Asked) -> ShelfRow | None:
    return ShelfRow.objects.filter(pk=_fingerprint(kind, msgspec.json.encode(asked))).first()


def compute(row: ShelfRow, report: Report = lambda _done, _of: None) -> Kept[Any]:
    """Into a row that was taken away meanwhile, or begun anew, nothing is written: somebody whom it told of was forgotten."""
    kind, begun, as_of = KINDS[row.kind], time.monotonic(), clock.now()
    found = kind.compute(asked_of(row), _teller(row, report))
    _write(row, found=msgspec.json.encode(found), is_part=False, as_of=as_of, seconds=time.monotonic() - begun)
    return Kept(found=found, as_of=as_of)


def asked_of(row: ShelfRow) -> Any:
    return msgspec.json.decode(row.asked, type=KINDS[row.kind].asked)


def is_whole(kind: Kind[Any, Found], row: ShelfRow) -> bool:
    """Whether it holds all that was asked for, as it stands today."""
    found = _read(kind, row)
    return found is not None and not row.is_part and kind.stands(asked_of(row), found)


def shown(kind: Kind[Asked, Found], row: ShelfRow) -> Kept[Found]:
    """What a row holds; newer figures are queued where these are old."""
    _remember(row)
    found = _read(kind, row)
    if found is None or row.is_part:
        return _awaited(row, found)
    return Kept(found=found, as_of=row.as_of, is_refreshing=_is_old(kind, row, found) and not _queue(row).is_over)


def _is_old(kind: Kind[Any, Found], row: ShelfRow, found: Found) -> bool:
    patience = max(kind.fresh_for, dt.timedelta(seconds=row.seconds / kind.share_of_time))
    return clock.now() - row.as_of > patience or not kind.stands(asked_of(row), found)


def _teller(row: ShelfRow, report: Report) -> Tell[Any]:
    """Parts are written only where nothing whole is kept yet: nobody who sees all is shown less."""
    told, is_first = time.monotonic(), row.found is None or row.is_part

    def tell(so_far: Any, done: int, of: int, /) -> None:
        nonlocal told
        report(done, of)
        if is_first and time.monotonic() - told > SHOW_EVERY:
            told = time.monotonic()
            _write(row, found=msgspec.json.encode(so_far), is_part=True)

    return tell


def _write(row: ShelfRow, **columns: Any) -> None:
    ShelfRow.objects.filter(pk=row.pk, as_of=row.as_of).update(**columns)


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


def _awaited(row: ShelfRow, so_far: Found | None) -> Kept[Found]:
    """The first figures. A job that failed is tried again for whoever looks a while later."""
    job = _queue(row)
    if not job.is_over:
        return Kept(found=so_far, as_of=None, is_refreshing=True)
    if clock.now() - row.as_of < TRIED_AGAIN_AFTER:
        return Kept(found=so_far, as_of=None, trouble=job.error or job.state.value)
    _write(row, as_of=clock.now())
    row.refresh_from_db()
    _queue(row)
    return Kept(found=so_far, as_of=None, is_refreshing=True)


@transaction.atomic
def _queue(row: ShelfRow) -> jobs.Job:
    """One job per state of the row: asking a hundred times while it runs queues nothing more."""
    state = "first" if row.found is None or row.is_part else "next"
    return jobs.enqueue(REFRESH, {"fingerprint": row.pk}, key=f"{row.pk}:{row.as_of.timestamp():.6f}:{state}")
