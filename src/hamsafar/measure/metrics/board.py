"""All measures of one scope at a glance. Reading a board never waits for the spine, except the very first time."""

import datetime as dt
import hashlib
import time
from dataclasses import replace
from typing import Final

import msgspec
from django.db import transaction

from hamsafar.base import clock
from hamsafar.base.calendars import Almanac, Calendar, natural_bucket
from hamsafar.ground.jobs import services as jobs
from hamsafar.ground.organisation import services as organisation
from hamsafar.store.events.services import Scope

from . import measuring
from . import targets as keeping
from .asking import By
from .catalogue import CATALOGUE, MEASURES, variants_of
from .contracts import Board, Measurement
from .models import BoardRow
from .periods import USUAL, read_period
from .windows import Windows, windows_of

REFRESH: Final = "metrics.refresh_board"
FRESH_FOR: Final = dt.timedelta(minutes=1)
# A board that took long is computed less often: at most this share of the time goes into it.
SHARE_OF_TIME: Final = 0.05
FORGOTTEN_AFTER: Final = dt.timedelta(days=14)


class Asked(msgspec.Struct, frozen=True, kw_only=True):
    """What a board is about. `word` moves with the days; `since` and `until` are for a free range."""

    units: tuple[str, ...] | None
    word: str
    since: str = ""
    until: str = ""
    almanac: Almanac
    currency: str

    @property
    def fingerprint(self) -> str:
        return hashlib.blake2b(msgspec.json.encode(self), digest_size=16).hexdigest()


def board(*, scope: Scope, period: str = "", since: str = "", until: str = "", almanac: Almanac | None = None) -> Board:
    """The seventeen measures (each by its first variant that has a value), as of a moment that is said. Raises NoSuchPeriod.

    Newer figures are computed behind the scenes once what is kept is older than a minute.
    """
    almanac = almanac or organisation.almanac_of()
    asked = Asked(units=scope.units, word=period, since=since, until=until, almanac=almanac, currency=organisation.company().currency)
    read_period(asked.word, since=asked.since, until=asked.until, almanac=almanac)
    row = BoardRow.objects.filter(pk=asked.fingerprint).first()
    if row is None:
        return _keep(asked)
    return _with_targets(_read(row, is_refreshing=_refresh_if_old(row)), scope.units)


def refresh_board(asked: Asked) -> Board:
    return _keep(asked)


def warm_boards() -> None:
    """Compute the whole company's usual board in both calendars, so that the first to open Home does not wait. For after a large load."""
    for calendar in Calendar:
        almanac = replace(organisation.almanac_of(), calendar=calendar)
        _keep(Asked(units=None, word=USUAL, almanac=almanac, currency=organisation.company().currency))


def _refresh_if_old(row: BoardRow) -> bool:
    now = clock.now()
    if now - row.looked_at > dt.timedelta(hours=1):
        BoardRow.objects.filter(pk=row.pk).update(looked_at=now)
    patience = max(FRESH_FOR, dt.timedelta(seconds=row.seconds / SHARE_OF_TIME))
    if now - row.as_of < patience:
        return False
    # One job per state of the row: asking a hundred times while it runs queues nothing more.
    with transaction.atomic():
        jobs.enqueue(REFRESH, {"fingerprint": row.pk}, key=f"{row.pk}:{row.as_of.timestamp():.0f}")
    return True


def _keep(asked: Asked) -> Board:
    begun = time.monotonic()
    found = compute_board(asked)
    BoardRow.objects.update_or_create(
        pk=asked.fingerprint,
        defaults={
            "asked": msgspec.json.encode(asked).decode(),
            "board": msgspec.json.encode(found),
            "as_of": found.as_of,
            "seconds": time.monotonic() - begun,
            "looked_at": clock.now(),
        },
    )
    return found


def compute_board(asked: Asked) -> Board:
    period = read_period(asked.word, since=asked.since, until=asked.until, almanac=asked.almanac)
    windows = windows_of(period, asked.almanac, natural_bucket(period))
    as_of, scope = clock.now(), Scope(units=asked.units)
    goals = keeping.targets_of(CATALOGUE.values(), asked.units)
    found = tuple(_one(measure, asked, scope, windows, goals, as_of) for measure in MEASURES)
    return Board(measurements=found, period=period, compared_with=windows.previous, as_of=as_of)


def _one(measure: str, asked: Asked, scope: Scope, windows: Windows, goals: dict[str, float | None], as_of: dt.datetime) -> Measurement:
    first: Measurement | None = None
    for metric in (variant for variant in variants_of(measure) if not variant.is_forecast):
        found = measuring.compute(
            metric, scope=scope, windows=windows, by=By(), currency=asked.currency, target=goals[metric.key], as_of=as_of
        )
        if found.value is not None:
            return found
        first = first or found
    assert first is not None  # every measure has a variant that looks back
    return first


def _read(row: BoardRow, *, is_refreshing: bool) -> Board:
    return replace(msgspec.json.decode(bytes(row.board), type=Board), is_refreshing=is_refreshing)


def _with_targets(kept: Board, units: tuple[str, ...] | None) -> Board:
    """Targets are not measured: a new one shows at once."""
    goals = keeping.targets_of(CATALOGUE.values(), units)
    return replace(kept, measurements=tuple(replace(one, target=goals[one.key]) for one in kept.measurements))
