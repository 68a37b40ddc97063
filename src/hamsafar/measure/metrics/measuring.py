"""From tallies to measurements: value, interval, trend, comparison, breakdown, and what is missing."""

import datetime as dt
from dataclasses import dataclass

from hamsafar.base import clock
from hamsafar.base.money import base_currency
from hamsafar.science import intervals
from hamsafar.science.errors import NotEnoughData
from hamsafar.science.intervals import Difference, Estimate, Sums
from hamsafar.store.events.services import Scope

from . import asking
from .asking import SPINE, Asker, By, Tallies
from .contracts import Better, Change, Measurement, Method, Metric, Point, Slice, Unit, Verdict, Why
from .windows import FIRST_BUCKET, PREVIOUS, WHOLE, Windows

# A difference may have an interval without zero by chance one time in twenty; with seventeen measures on a page that is one a day.
CLEAR = 0.01


def compute(
    metric: Metric,
    *,
    scope: Scope,
    windows: Windows,
    by: By,
    currency: str,
    target: float | None,
    as_of: dt.datetime | None = None,
    asker: Asker = SPINE,
) -> Measurement:
    """One pass over the spine for value, comparison and trend; one more for the groups of a breakdown."""
    as_of = as_of or clock.now()
    currencies = currencies_of(currency)
    tallies = asking.tally(metric, scope=scope, windows=windows, by=By(), as_of=as_of, currencies=currencies, asker=asker)
    whole, before = tallies.get((WHOLE, "")), tallies.get((PREVIOUS, ""))
    estimate = estimate_of(metric, whole)
    lack = Lack() if estimate else _lack(metric, scope, windows, as_of, asker)
    is_money = metric.unit is Unit.MONEY
    return Measurement(
        key=metric.key,
        value=estimate.value if estimate else None,
        low=estimate.low if estimate else None,
        high=estimate.high if estimate else None,
        n=whole.n if whole else 0,
        unit=metric.unit,
        better=metric.better,
        period=windows.whole,
        as_of=as_of,
        bucket=windows.bucket,
        trend=_trend(metric, windows, tallies),
        by=f"{by.way}:{by.name}" if by.name else by.way,
        slices=_slices(metric, scope, windows, by, as_of, currencies, asker) if by.way else (),
        compared_with=windows.previous,
        previous=previous.value if (previous := estimate_of(metric, before)) else None,
        previous_n=before.n if before else 0,
        change=change_of(metric, before, whole),
        target=target,
        currency=base_currency(currency) if is_money else "",
        other_currencies=_other_currencies(metric, scope, windows, currencies, asker) if is_money else (),
        settles_after=metric.settles,
        why=lack.why,
        missing=lack.missing,
    )


def currencies_of(currency: str) -> tuple[str, ...]:
    """What may be added up with this one: toman and rial are two units of one currency."""
    return ("IRR", "IRT") if base_currency(currency) == "IRR" else (currency,)


def estimate_of(metric: Metric, sums: Sums | None) -> Estimate | None:
    if sums is None or sums.n == 0:
        return None
    if metric.method is Method.WILSON:
        return intervals.wilson(sums.total, sums.n)
    if metric.method is Method.NPS:
        return intervals.nps(sums)
    return _on_scale(metric, intervals.student(sums))


def change_of(metric: Metric, before: Sums | None, now: Sums | None) -> Change | None:
    """This period against the one before. Both are taken as independent: a customer who is in both makes the interval a little too wide."""
    if not before or not now:
        return None
    try:
        found = _difference(metric, before, now)
    except NotEnoughData:
        return None
    return Change(difference=found.value, low=found.low, high=found.high, p=found.p, verdict=_verdict(metric, found))


def _difference(metric: Metric, before: Sums, now: Sums) -> Difference:
    if metric.method is Method.WILSON:
        return intervals.newcombe((before.total, before.n), (now.total, now.n))
    if metric.method is Method.NPS:
        return intervals.nps_difference(before, now)
    return intervals.welch(before, now)


def _verdict(metric: Metric, found: Difference) -> Verdict:
    if found.p >= CLEAR or not found.is_clear:
        return Verdict.UNCLEAR
    return Verdict.BETTER if (found.value > 0) == (metric.better is Better.HIGH) else Verdict.WORSE


def _on_scale(metric: Metric, estimate: Estimate) -> Estimate:
    """An interval does not reach beyond what is possible: a score of 7.2 of 7, a negative time."""
    lowest, highest = metric.bounds
    if estimate.low is None or estimate.high is None:
        return estimate
    return Estimate(value=estimate.value, low=max(estimate.low, lowest), high=min(estimate.high, highest), n=estimate.n)


def _trend(metric: Metric, windows: Windows, tallies: Tallies) -> tuple[Point, ...]:
    pairs = zip(windows.edges, windows.edges[1:], strict=False)
    return tuple(_point(metric, since, until, tallies.get((slot, ""))) for slot, (since, until) in enumerate(pairs, FIRST_BUCKET))


def _point(metric: Metric, since: dt.datetime, until: dt.datetime, sums: Sums | None) -> Point:
    found = estimate_of(metric, sums)
    if found is None:
        return Point(since=since, until=until, value=None, low=None, high=None, n=0)
    return Point(since=since, until=until, value=found.value, low=found.low, high=found.high, n=found.n)


def _slices(
    metric: Metric, scope: Scope, windows: Windows, by: By, as_of: dt.datetime, currencies: tuple[str, ...], asker: Asker
) -> tuple[Slice, ...]:
    """The largest groups, each with its own comparison."""
    two = Windows(whole=windows.whole, previous=windows.previous, bucket=None, almanac=windows.almanac)
    tallies = asking.tally(metric, scope=scope, windows=two, by=by, as_of=as_of, currencies=currencies, asker=asker)
    groups = sorted((group, sums) for (slot, group), sums in tallies.items() if slot == WHOLE)
    if by.way != "cohort":  # months stay in their order
        groups.sort(key=lambda one: -one[1].n)
    return tuple(_slice(metric, group, sums, tallies.get((PREVIOUS, group))) for group, sums in groups)


def _slice(metric: Metric, group: str, sums: Sums, before: Sums | None) -> Slice:
    found = estimate_of(metric, sums)
    assert found is not None  # a group exists because something was counted in it
    return Slice(group=group, value=found.value, low=found.low, high=found.high, n=found.n, change=change_of(metric, before, sums))


# What is missing


@dataclass(frozen=True, slots=True, kw_only=True)
class Lack:
    why: Why | None = None
    missing: tuple[str, ...] = ()


def _lack(metric: Metric, scope: Scope, windows: Windows, as_of: dt.datetime, asker: Asker) -> Lack:
    """Which needed event has never arrived; if all have, whether outcomes are still open."""
    seen = present_names(metric.needs, scope, asker)
    missing = tuple(name for name in metric.needs if name not in seen)
    if missing:
        return Lack(why=Why.NO_EVENTS, missing=missing)
    open_yet = metric.settles and windows.whole.since + metric.settles > as_of
    return Lack(why=Why.NOT_SETTLED if open_yet else Why.NONE_IN_PERIOD)


def present_names(names: tuple[str, ...], scope: Scope, asker: Asker) -> frozenset[str]:
    everything = Scope(units=scope.units, include_marked=scope.include_marked)
    found = asker.ask(asking.question("present"), reads=names, since=None, scope=everything, names=names)
    return frozenset(name for (name,) in found.rows)


def _other_currencies(metric: Metric, scope: Scope, windows: Windows, currencies: tuple[str, ...], asker: Asker) -> tuple[str, ...]:
    """Money that is not in the value, because no rate is known by which it could be added."""
    found = asker.ask(
        asking.question("currencies"), reads=metric.reads, since=asking.reach(metric, windows),
        scope=asking.reaching(metric, scope, windows, By()), names=metric.reads, currencies=currencies,
    )  # fmt: skip
    return tuple(currency for (currency,) in found.rows)
