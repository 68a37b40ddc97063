"""All measures of one scope at a glance. A page that shows a board never waits for the spine: a job computes what is not known yet."""

import datetime as dt
import time
from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import Final

import msgspec

from hamsafar.base import clock
from hamsafar.base.calendars import Almanac, Calendar, Period, natural_bucket
from hamsafar.base.money import base_currency
from hamsafar.ground.organisation import services as organisation
from hamsafar.store.events import services as events
from hamsafar.store.events.services import Scope

from . import asking, explaining, measuring, shelf
from . import targets as keeping
from .asking import Asker, By
from .catalogue import CATALOGUE, MEASURES, variants_of
from .contracts import Board, Measurement, Metric
from .models import BoardRow
from .periods import USUAL, read_period
from .shelf import Asked
from .windows import Windows, windows_of

# With fewer events than this a board takes no longer than a page does, and a new installation shows its first figures at once.
FEW_EVENTS: Final = 20_000
SHOW_EVERY: Final = 0.4  # seconds between two tellings of how far a board is
EXPLAINED_FOR: Final = dt.timedelta(hours=1)
EXPLAINING_SHARE_OF_TIME: Final = 0.01
Tell = Callable[[tuple[Measurement, ...]], None]


def board(*, scope: Scope, period: str = "", since: str = "", until: str = "", almanac: Almanac | None = None) -> Board:
    """The seventeen measures (each by its first variant that has a value), as of a moment that is said. Raises NoSuchPeriod.

    Waits where nothing is known yet. Newer figures are computed behind the scenes once what is kept is older than a minute.
    """
    asked = asked_for(scope, period, since, until, almanac)
    row = shelf.find(asked)
    if row is None or not _read(row).is_whole:
        return _keep(asked)
    return _shown(row, scope, needs_causes=False)


def explained_board(*, scope: Scope, period: str = "", since: str = "", until: str = "", almanac: Almanac | None = None) -> Board:
    """The board with where its changes come from. Waits for both where they are not known; for programs. Raises NoSuchPeriod."""
    asked = asked_for(scope, period, since, until, almanac)
    row = shelf.find(asked)
    if row is None or _read(row).drivers is None:
        return refresh_board(asked)
    return _shown(row, scope)


def board_so_far(*, scope: Scope, period: str = "", since: str = "", until: str = "", almanac: Almanac | None = None) -> Board:
    """The same for a page: at once, with as many measures as are known. Look again until it `is_whole`. Raises NoSuchPeriod."""
    asked = asked_for(scope, period, since, until, almanac)
    row = shelf.find(asked)
    if row is None and events.newest() < FEW_EVENTS:
        _keep(asked)
        row = shelf.find(asked)
    return _shown(row or shelf.begin(asked, msgspec.json.encode(_board(asked, (), clock.now()))), scope)


def asked_for(scope: Scope, period: str, since: str, until: str, almanac: Almanac | None, key: str = "") -> Asked:
    asked = Asked(
        units=scope.units, word=period, since=since, until=until, almanac=almanac or organisation.almanac_of(),
        currency=organisation.company().currency, key=key,
    )  # fmt: skip
    period_of(asked)
    return asked


def period_of(asked: Asked) -> Period:
    """Raises NoSuchPeriod."""
    return read_period(asked.word, since=asked.since, until=asked.until, almanac=asked.almanac)


def refresh_board(asked: Asked, report: Callable[[int, int], None] = lambda _done, _of: None) -> Board:
    """New figures, and where their changes come from when what is known of that is old."""
    row = shelf.find(asked)
    before = _read(row) if row else None
    found = _keep(asked, report, explained=before)
    return found if _is_explained(found) else _explain(asked, found)


def awaited(board: Board) -> tuple[Metric, ...]:
    """What a board that is not whole does not know yet, by the first variant of each measure."""
    known = {CATALOGUE[one.key].measure for one in board.measurements}
    return tuple(variants_of(measure)[0] for measure in MEASURES if measure not in known)


def warm_boards() -> None:
    """Compute the whole company's usual board in both calendars, so that the first to open Home does not wait. For after a large load."""
    found: Board | None = None
    for calendar in Calendar:
        almanac = replace(organisation.almanac_of(), calendar=calendar)
        asked = Asked(units=None, word=USUAL, almanac=almanac, currency=organisation.company().currency)
        found = _keep(asked, explained=found)
        found = found if _is_explained(found) else _explain(asked, found)


def _shown(row: BoardRow, scope: Scope, *, needs_causes: bool = True) -> Board:
    kept = _read(row)
    state = shelf.look(row, is_whole=kept.is_whole, is_explained=kept.drivers is not None or not needs_causes)
    return _with_targets(replace(kept, is_refreshing=state.is_queued, trouble=state.trouble), scope.units)


def _read(row: BoardRow) -> Board:
    return msgspec.json.decode(bytes(row.board), type=Board)


def _with_targets(kept: Board, units: tuple[str, ...] | None) -> Board:
    """Targets are not measured: a new one shows at once."""
    goals = keeping.targets_of(CATALOGUE.values(), units)
    return replace(kept, measurements=tuple(replace(one, target=goals[one.key]) for one in kept.measurements))


def _is_explained(board: Board) -> bool:
    """Causes do not change by the minute, and looking for them costs more than measuring."""
    if board.drivers is None or board.explained_at is None:
        return False
    patience = max(EXPLAINED_FOR, dt.timedelta(seconds=board.explaining_took / EXPLAINING_SHARE_OF_TIME))
    return clock.now() - board.explained_at < patience


def _explain(asked: Asked, board: Board) -> Board:
    begun, scope, windows = time.monotonic(), Scope(units=asked.units), _windows(asked)
    with events.lifted(wanted(windows), scope=scope, is_patient=True) as asker:
        round_ = explaining.Round(scope=scope, windows=windows, as_of=board.as_of, currency=asked.currency, asker=asker)
        drivers = explaining.explain(board.measurements, round_)
    took = time.monotonic() - begun
    explained = replace(board, drivers=drivers, explained_at=clock.now(), explaining_took=took)
    shelf.put_explained(asked, msgspec.json.encode(explained))
    return explained


def _keep(asked: Asked, report: Callable[[int, int], None] = lambda _done, _of: None, explained: Board | None = None) -> Board:
    begun, told = time.monotonic(), time.monotonic()

    def tell(found: tuple[Measurement, ...]) -> None:
        nonlocal told
        report(len(found), len(MEASURES))
        if time.monotonic() - told > SHOW_EVERY:
            told = time.monotonic()
            shelf.put_part(asked, msgspec.json.encode(_board(asked, found, clock.now())))

    found = compute_board(asked, tell)
    if explained and explained.period == found.period:
        known = {name: getattr(explained, name) for name in ("drivers", "explained_at", "explaining_took")}
        found = replace(found, **known)
    shelf.put(asked, msgspec.json.encode(found), as_of=found.as_of, seconds=time.monotonic() - begun)
    return found


def compute_board(asked: Asked, tell: Tell = lambda _found: None) -> Board:
    """Every event that a measure reads is taken out of the spine once. `tell` hears of the measures found so far."""
    as_of, scope = clock.now(), Scope(units=asked.units)
    windows = _windows(asked)
    goals = keeping.targets_of(CATALOGUE.values(), asked.units)
    found: list[Measurement] = []
    with events.lifted(wanted(windows), scope=scope) as asker:
        for measure in MEASURES:
            found.append(_one(measure, asked, scope, windows, goals, as_of, asker))
            tell(tuple(found))
    return _board(asked, found, as_of)


def wanted(windows: Windows) -> dict[str, dt.datetime | None]:
    """Which events the measures of a board read, each from when on."""
    found: dict[str, dt.datetime | None] = {}
    for metric in _looking_back():
        since = asking.reach(metric, windows)
        for name in metric.reads:
            known = found.get(name, since)
            found[name] = None if since is None or known is None else min(known, since)
    return found


def _looking_back() -> Iterable[Metric]:
    return (metric for metric in CATALOGUE.values() if not metric.is_forecast)


def _windows(asked: Asked) -> Windows:
    period = period_of(asked)
    return windows_of(period, asked.almanac, natural_bucket(period))


def _board(asked: Asked, found: Iterable[Measurement], as_of: dt.datetime) -> Board:
    windows = _windows(asked)
    return Board(
        measurements=tuple(found), of=len(MEASURES), units=asked.units, currency=base_currency(asked.currency),
        period=windows.whole, compared_with=windows.previous, as_of=as_of,
    )  # fmt: skip


def _one(
    measure: str, asked: Asked, scope: Scope, windows: Windows, goals: dict[str, float | None], as_of: dt.datetime, asker: Asker
) -> Measurement:
    first: Measurement | None = None
    for metric in (variant for variant in variants_of(measure) if not variant.is_forecast):
        found = measuring.compute(
            metric, scope=scope, windows=windows, by=By(), currency=asked.currency, target=goals[metric.key], as_of=as_of, asker=asker
        )
        if found.value is not None:
            return found
        first = first or found
    assert first is not None  # every measure has a variant that looks back
    return first
