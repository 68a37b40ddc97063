"""All measures of one scope, and where their changes come from, out of the spine. Takes seconds: jobs call it, pages read what is kept."""

import datetime as dt
from collections.abc import Iterable, Iterator

import msgspec

from hamsafar.base import clock
from hamsafar.base.calendars import Almanac, Period, natural_bucket
from hamsafar.base.money import base_currency
from hamsafar.measure.shelf.services import Tell
from hamsafar.store.events import services as events
from hamsafar.store.events.services import Scope

from . import asking, explaining, forecasting, measuring
from . import targets as keeping
from .asking import Asker, By
from .catalogue import CATALOGUE, MEASURES, variants_of
from .contracts import Board, Causes, Measurement, Metric
from .periods import read_period
from .windows import Windows, windows_of


class Asked(msgspec.Struct, frozen=True, kw_only=True):
    """What kept figures are about. `word` moves with the days; `since` and `until` are for a free range."""

    units: tuple[str, ...] | None
    word: str
    since: str = ""
    until: str = ""
    almanac: Almanac
    currency: str

    @property
    def period(self) -> Period:
        """Raises NoSuchPeriod."""
        return read_period(self.word, since=self.since, until=self.until, almanac=self.almanac)

    @property
    def windows(self) -> Windows:
        return windows_of(self.period, self.almanac, natural_bucket(self.period))

    @property
    def scope(self) -> Scope:
        return Scope(units=self.units)


class OfOne(Asked, frozen=True, kw_only=True):
    """The same of one measure."""

    key: str


def compute_board(asked: Asked, tell: Tell[Board]) -> Board:
    """Every event that a measure reads is taken out of the spine once."""
    as_of, found = clock.now(), list[Measurement]()
    with events.lifted(wanted(asked.windows), scope=asked.scope) as asker:
        for one in _measurements(asked, asked.windows, as_of, asker):
            found.append(one)
            tell(board_of(asked, found, clock.now()), len(found), len(MEASURES))
    return board_of(asked, found, as_of)


def find_causes(asked: Asked, _tell: object) -> Causes:
    """Where the changes of these measures come from."""
    as_of, windows = clock.now(), windows_of(asked.period, asked.almanac, None)
    with events.lifted(wanted(windows), scope=asked.scope, is_patient=True) as asker:
        measured = list(_measurements(asked, windows, as_of, asker))
        round_ = explaining.Round(scope=asked.scope, windows=windows, as_of=as_of, currency=asked.currency, asker=asker)
        return Causes(drivers=explaining.explain(measured, round_), period=asked.period)


def foresee(asked: OfOne, _tell: object) -> Measurement:
    windows = windows_of(asked.period, asked.almanac, None)
    return forecasting.forecast(
        CATALOGUE[asked.key], scope=asked.scope, windows=windows, almanac=asked.almanac, currency=asked.currency
    )  # fmt: skip


def board_of(asked: Asked, found: Iterable[Measurement], as_of: dt.datetime) -> Board:
    windows = asked.windows
    return Board(
        measurements=tuple(found), of=len(MEASURES), units=asked.units, currency=base_currency(asked.currency),
        period=windows.whole, compared_with=windows.previous, as_of=as_of,
    )  # fmt: skip


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


def _measurements(asked: Asked, windows: Windows, as_of: dt.datetime, asker: Asker) -> Iterator[Measurement]:
    """Each measure by its first variant that has a value."""
    goals = keeping.targets_of(CATALOGUE.values(), asked.units)

    def compute(metric: Metric) -> Measurement:
        return measuring.compute(
            metric, scope=asked.scope, windows=windows, by=By(), currency=asked.currency, target=goals[metric.key], as_of=as_of, asker=asker
        )

    for measure in MEASURES:
        yield _first_with_value(compute(metric) for metric in variants_of(measure) if not metric.is_forecast)


def _first_with_value(variants: Iterable[Measurement]) -> Measurement:
    first: Measurement | None = None
    for one in variants:
        if one.value is not None:
            return one
        first = first or one
    assert first is not None  # every measure has a variant that looks back
    return first
