"""The value that customers are still to bring: BG/NBD for how often, Gamma-Gamma for how much, with the test of a forecast made earlier."""

import datetime as dt
from dataclasses import dataclass, replace
from typing import Final

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from hamsafar.base import calendars, clock
from hamsafar.base.calendars import Almanac
from hamsafar.base.money import base_currency
from hamsafar.science import intervals, purchases
from hamsafar.science.errors import NotEnoughData
from hamsafar.science.purchases import BgNbd, GammaGamma
from hamsafar.store.events import services as events
from hamsafar.store.events.services import Scope

from . import asking
from .contracts import BackTest, Forecast, Measurement, Metric, Why
from .measuring import currencies_of
from .windows import Windows

HORIZON_WEEKS: Final = 52
YEARLY_DISCOUNT: Final = 0.1
_WEEK: Final = 7.0  # days
# With fewer weeks than this there is nothing to hold a forecast against.
_SHORTEST_HISTORY_WEEKS: Final = 12.0
Array = NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True)
class Customers:
    """One row per customer, in weeks from whole days; purchases of one day are one purchase. mean_spend is of the repeat purchases."""

    frequency: Array
    recency: Array
    age: Array
    mean_spend: Array

    def __len__(self) -> int:
        return len(self.frequency)


def forecast(metric: Metric, *, scope: Scope, windows: Windows, almanac: Almanac, currency: str) -> Measurement:
    """Fitted on everything up to the end of the period (or now, if that is earlier)."""
    as_of = clock.now()
    until = min(windows.whole.until, as_of)
    days = purchase_days(replace(scope, since=None, until=until), almanac, currency)
    blank = Measurement(
        key=metric.key, value=None, low=None, high=None, n=0, unit=metric.unit, better=metric.better, period=windows.whole, as_of=as_of,
        currency=base_currency(currency),
    )  # fmt: skip
    if not len(days):
        return replace(blank, why=Why.NO_EVENTS, missing=metric.needs)
    last_day = calendars.day_of(until - dt.timedelta(microseconds=1), almanac)
    try:
        return _fitted(blank, days, number_of(last_day))
    except NotEnoughData as lack:
        return replace(blank, n=days.customers, why=Why.TOO_FEW, needs=lack.needs)


def _fitted(blank: Measurement, days: "PurchaseDays", last_day: int) -> Measurement:
    customers = summarise(days, last_day)
    buying, spending = fit(customers)
    value = purchases.lifetime_value(
        buying, spending, customers.frequency, customers.recency, customers.age, customers.mean_spend,
        horizon=HORIZON_WEEKS, yearly_discount=YEARLY_DISCOUNT,
    )  # fmt: skip
    mean = intervals.student(intervals.sums_of(value))
    alive = float(purchases.probability_alive(buying, customers.frequency, customers.recency, customers.age).sum())
    story = Forecast(
        r=buying.r, alpha=buying.alpha, a=buying.a, b=buying.b, p=spending.p, q=spending.q, v=spending.v, customers=len(customers),
        repeaters=int((customers.frequency > 0).sum()), alive=alive, horizon_weeks=HORIZON_WEEKS, back_test=back_test(days, last_day),
    )  # fmt: skip
    return replace(blank, value=mean.value, low=mean.low, high=mean.high, n=mean.n, forecast=story)


def fit(customers: Customers) -> tuple[BgNbd, GammaGamma]:
    """A gift is a purchase, but says nothing about spend. Raises NotEnoughData."""
    buying = purchases.fit_bg_nbd(customers.frequency, customers.recency, customers.age)
    paid = customers.mean_spend > 0
    return buying, purchases.fit_gamma_gamma(customers.frequency[paid], customers.mean_spend[paid])


def back_test(days: "PurchaseDays", last_day: int) -> BackTest | None:
    """Fit on the first half of the history, foresee the second. None where the history is too short or too thin."""
    first_day = int(days.days.min())
    half = first_day + (last_day - first_day) // 2
    weeks = (last_day - half) / _WEEK
    if weeks < _SHORTEST_HISTORY_WEEKS / 2:
        return None
    early = days.upto(half)
    try:
        customers = summarise(early, half)
        model = purchases.fit_bg_nbd(customers.frequency, customers.recency, customers.age)
    except NotEnoughData:
        return None
    bought_later = np.bincount(days.owner[days.days > half], minlength=days.customers)
    later = bought_later[np.unique(early.owner)].astype(np.float64)
    found = purchases.back_test(model, customers.frequency, customers.recency, customers.age, later, weeks)
    return BackTest(
        customers=found.customers, weeks=weeks, predicted=found.predicted, actual=found.actual,
        mean_absolute_error=found.mean_absolute_error, correlation=None if np.isnan(found.correlation) else found.correlation,
    )  # fmt: skip


# From payments to customers


@dataclass(frozen=True, slots=True, kw_only=True)
class PurchaseDays:
    """One row per customer and local day with a purchase, ordered by customer and day. owner: number of the customer."""

    owner: NDArray[np.int64]
    days: NDArray[np.int64]
    amounts: Array
    customers: int

    def __len__(self) -> int:
        return len(self.owner)

    def upto(self, day: int) -> "PurchaseDays":
        keep = self.days <= day
        return replace(self, owner=self.owner[keep], days=self.days[keep], amounts=self.amounts[keep])


def purchase_days(scope: Scope, almanac: Almanac, currency: str) -> PurchaseDays:
    return daily(events.ask_arrow(asking.question("clv_customers"), scope=scope, currencies=currencies_of(currency)), almanac)


def daily(payments: pa.Table, almanac: Almanac) -> PurchaseDays:
    """Purchases of one customer on one local day become one."""
    moments = payments["moments"].combine_chunks()
    owner = np.repeat(np.arange(len(moments), dtype=np.int64), np.diff(moments.offsets.to_numpy()))
    day = _local_days(moments.flatten().to_numpy(zero_copy_only=False).astype(np.int64), almanac)
    amounts = payments["amounts"].combine_chunks().flatten().to_numpy(zero_copy_only=False).astype(np.float64)
    if not len(owner):
        return PurchaseDays(owner=owner, days=day, amounts=amounts, customers=0)
    first = np.flatnonzero(np.r_[True, (owner[1:] != owner[:-1]) | (day[1:] != day[:-1])])
    return PurchaseDays(owner=owner[first], days=day[first], amounts=np.add.reduceat(amounts, first), customers=len(moments))


def _local_days(moments: NDArray[np.int64], almanac: Almanac) -> NDArray[np.int64]:
    """Local day numbers of moments in ms. The zone is asked once a quarter of an hour, the finest step in which zones differ."""
    quarters, place = np.unique(moments // 900_000, return_inverse=True)
    zone = almanac.tz
    locals_ = [number_of(dt.datetime.fromtimestamp(int(quarter) * 900, zone).date()) for quarter in quarters]
    return np.array(locals_, dtype=np.int64)[place]


def number_of(day: dt.date) -> int:
    return day.toordinal()


def summarise(days: PurchaseDays, last_day: int) -> Customers:
    """Frequency, recency and age of each customer at the end of `last_day`, and the mean of their repeat purchases."""
    _, start, count = np.unique(days.owner, return_index=True, return_counts=True)
    if not len(start):
        raise NotEnoughData("customers who bought")
    first, last = days.days[start], days.days[start + count - 1]
    repeats = (count - 1).astype(np.float64)
    spend = np.add.reduceat(days.amounts, start) - days.amounts[start]
    return Customers(
        frequency=repeats,
        recency=(last - first) / _WEEK,
        age=(last_day - first) / _WEEK,
        mean_spend=np.divide(spend, repeats, out=np.zeros_like(spend), where=repeats > 0),
    )
