"""Forecasts for pages: fitting models takes seconds, so a job does it and the page shows the last ones."""

import time
from dataclasses import replace

import msgspec

from hamsafar.base.calendars import Almanac
from hamsafar.store.events import services as events
from hamsafar.store.events.services import Scope

from . import board, forecasting, shelf
from .catalogue import CATALOGUE
from .contracts import Foreseen
from .shelf import Asked
from .windows import windows_of


def forecast_so_far(
    key: str, *, scope: Scope, period: str = "", since: str = "", until: str = "", almanac: Almanac | None = None
) -> Foreseen:
    """At once what is known of a forecast; look again while there is no measurement. Raises NoSuchPeriod."""
    asked = board.asked_for(scope, period, since, until, almanac, key)
    row = shelf.find(asked)
    if row is None and events.newest() < board.FEW_EVENTS:
        keep_forecast(asked)
        row = shelf.find(asked)
    row = row or shelf.begin(asked, msgspec.json.encode(Foreseen(measurement=None)))
    kept = msgspec.json.decode(bytes(row.board), type=Foreseen)
    state = shelf.look(row, is_whole=kept.measurement is not None)
    return replace(kept, is_refreshing=state.is_queued, trouble=state.trouble)


def keep_forecast(asked: Asked) -> None:
    begun = time.monotonic()
    windows = windows_of(board.period_of(asked), asked.almanac, None)
    found = forecasting.forecast(
        CATALOGUE[asked.key], scope=Scope(units=asked.units), windows=windows, almanac=asked.almanac, currency=asked.currency
    )
    shelf.put(asked, msgspec.json.encode(Foreseen(measurement=found)), as_of=found.as_of, seconds=time.monotonic() - begun)
