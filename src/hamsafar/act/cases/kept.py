"""How closing the loop goes is counted over all cases and a year of customers: the shelf keeps it."""

import datetime as dt
from typing import Final

import msgspec

from hamsafar.base import clock
from hamsafar.measure.metrics.services import OfPeriod
from hamsafar.measure.shelf import services as shelf

from . import looping
from .looping import Comparison, Loop


class OfYear(msgspec.Struct, frozen=True, kw_only=True):
    units: tuple[str, ...] | None


def _loop(asked: OfPeriod, _tell: object) -> Loop:
    return looping.loop_of(looping.runs(units=asked.units), asked.period, clock.now())


def _comparison(asked: OfYear, _tell: object) -> Comparison:
    return looping.compare(clock.now(), units=asked.units)


LOOP: Final = shelf.kind("cases.loop", asked=OfPeriod, found=Loop, compute=_loop)
# It ends months ago, so it does not change by the minute.
COMPARISON: Final = shelf.kind(
    "cases.comparison", asked=OfYear, found=Comparison, compute=_comparison, fresh_for=dt.timedelta(hours=1), share_of_time=0.01
)
