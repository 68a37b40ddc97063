"""Figures that take long are computed by a job and kept here with the moment they are of. Whoever looks gets what is there, at once."""

import datetime as dt
import hashlib
from dataclasses import dataclass
from typing import Final

import msgspec
from django.db import transaction

from hamsafar.base import clock
from hamsafar.base.calendars import Almanac
from hamsafar.ground.jobs import services as jobs

from .models import BoardRow

REFRESH: Final = "metrics.refresh_board"
FRESH_FOR: Final = dt.timedelta(minutes=1)
# What took long is computed less often: at most this share of the time goes into it.
SHARE_OF_TIME: Final = 0.05
FORGOTTEN_AFTER: Final = dt.timedelta(days=14)


class Asked(msgspec.Struct, frozen=True, kw_only=True):
    """What kept figures are about. `word` moves with the days; `since` and `until` are for a free range. `key` "" is the whole board."""

    units: tuple[str, ...] | None
    word: str
    since: str = ""
    until: str = ""
    almanac: Almanac
    currency: str
    key: str = ""

    @property
    def fingerprint(self) -> str:
        return hashlib.blake2b(msgspec.json.encode(self), digest_size=16).hexdigest()


@dataclass(frozen=True, slots=True, kw_only=True)
class State:
    """Whether newer figures are on their way, and what went wrong with the last ones."""

    is_queued: bool = False
    trouble: str = ""


def find(asked: Asked) -> BoardRow | None:
    return BoardRow.objects.filter(pk=asked.fingerprint).first()


def asked_of(row: BoardRow) -> Asked:
    return msgspec.json.decode(row.asked, type=Asked)


@transaction.atomic
def begin(asked: Asked, nothing: bytes) -> BoardRow:
    """A place for figures that nobody has asked for before; `look` queues the work."""
    now = clock.now()
    row, _is_new = BoardRow.objects.get_or_create(pk=asked.fingerprint, defaults=_columns(asked, nothing, now, 0.0) | {"looked_at": now})
    return row


def put(asked: Asked, found: bytes, *, as_of: dt.datetime, seconds: float) -> None:
    """New figures; who looked when stays as it was, so that what nobody looks at is forgotten although it is renewed every night."""
    columns = _columns(asked, found, as_of, seconds)
    BoardRow.objects.update_or_create(pk=asked.fingerprint, defaults=columns, create_defaults={**columns, "looked_at": clock.now()})


def put_part(asked: Asked, found: bytes) -> None:
    """What is known so far, where nothing whole is kept yet."""
    BoardRow.objects.filter(pk=asked.fingerprint, seconds=0.0).update(board=found)


def put_explained(asked: Asked, found: bytes) -> None:
    """The same figures, now with where their changes come from."""
    BoardRow.objects.filter(pk=asked.fingerprint).update(board=found)


def look(row: BoardRow, *, is_whole: bool, is_explained: bool = True) -> State:
    """Somebody looks at these figures: remember that, and queue newer ones where these are old or something is lacking."""
    now = clock.now()
    if now - row.looked_at > dt.timedelta(hours=1):
        BoardRow.objects.filter(pk=row.pk).update(looked_at=now)
    if not is_whole:
        return _awaited(row, now)
    patience = max(FRESH_FOR, dt.timedelta(seconds=row.seconds / SHARE_OF_TIME))
    if is_explained and now - row.as_of < patience:
        return State()
    return State(is_queued=not _queue(row, "" if is_explained else "explain").is_over)


def _awaited(row: BoardRow, now: dt.datetime) -> State:
    """The first figures. A job that failed is tried again for whoever looks a while later."""
    job = _queue(row)
    if not job.is_over:
        return State(is_queued=True)
    if now - row.as_of < FRESH_FOR:
        return State(trouble=job.error or job.state.value)
    BoardRow.objects.filter(pk=row.pk, as_of=row.as_of).update(as_of=now)
    row.refresh_from_db()
    _queue(row)
    return State(is_queued=True)


@transaction.atomic
def _queue(row: BoardRow, what: str = "") -> jobs.Job:
    """One job per state of the row: asking a hundred times while it runs queues nothing more."""
    return jobs.enqueue(REFRESH, {"fingerprint": row.pk}, key=f"{row.pk}:{row.as_of.timestamp():.6f}:{what}")


def _columns(asked: Asked, found: bytes, as_of: dt.datetime, seconds: float) -> dict[str, object]:
    return {"asked": msgspec.json.encode(asked).decode(), "board": found, "as_of": as_of, "seconds": seconds}
