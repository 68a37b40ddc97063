"""How well the loop is closed: counted on the spine, from what cases told it."""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from statistics import median
from typing import Any

import numpy as np

from hamsafar.base.calendars import Period
from hamsafar.ground.organisation import services as organisation
from hamsafar.science import intervals
from hamsafar.science.effects import Effect, effect_on_treated
from hamsafar.science.errors import NotEnoughData
from hamsafar.science.intervals import Estimate
from hamsafar.store.events import services as events
from hamsafar.store.events.services import Scope

from .asking_again import COUNTS_FOR, is_happy

question = events.questions_beside(__file__)

DAY = dt.timedelta(days=1)
SOON, LATER = 14, 60  # days in which somebody is contacted or not, and after them the days in which they buy again or not
MERGED = "merged"


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """One case as the spine tells it."""

    case_id: str
    opened_at: dt.datetime
    due_at: dt.datetime
    question: str = ""
    contacted_at: dt.datetime | None = None
    closed_at: dt.datetime | None = None
    outcome: str = ""
    answered_at: dt.datetime | None = None
    score: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Loop:
    """Shares and times with their intervals; None where there is nothing to count."""

    opened: int
    in_time: Estimate | None  # of the cases that fell due, closed before
    within_a_day: Estimate | None  # of those opened at least a day ago, contacted within 24 hours
    hours: Estimate | None  # to the first contact, of those contacted
    median_hours: Estimate | None
    recovered: Estimate | None  # of those contacted who answered the same question again


def runs(*, units: tuple[str, ...] | None) -> list[Run]:
    """Every case, however old: the last ones decide what is due now."""
    rows = events.ask(question("loop"), scope=Scope(units=units), days=COUNTS_FOR.days).dicts()
    return [_run(row) for row in rows if row["outcome"] != MERGED]


def _run(row: dict[str, Any]) -> Run:
    return Run(**{name: row[name] for name in Run.__slots__})


def loop_of(found: Iterable[Run], period: Period, at: dt.datetime) -> Loop:
    """Of cases that were opened in the period; in time: of those that fell due in it and whose time is up."""
    known = list(found)
    opened = [run for run in known if run.opened_at in period]
    due = [run for run in known if run.due_at in period and run.due_at <= at]
    a_day_old = [run for run in opened if run.opened_at + DAY <= at]
    hours = [_hours(run.contacted_at - run.opened_at) for run in opened if run.contacted_at is not None]
    again = [happy for run in opened if run.score is not None and (happy := is_happy(run.question, run.score)) is not None]
    return Loop(
        opened=len(opened),
        in_time=_share(run.closed_at is not None and run.closed_at <= run.due_at for run in due),
        within_a_day=_share(run.contacted_at is not None and run.contacted_at <= run.opened_at + DAY for run in a_day_old),
        hours=_mean(hours),
        median_hours=_median(hours),
        recovered=_share(again),
    )


def _hours(span: dt.timedelta) -> float:
    return span.total_seconds() / 3600


def _share(flags: Iterable[bool]) -> Estimate | None:
    given = list(flags)
    return intervals.wilson(sum(given), len(given)) if given else None


def _mean(values: Sequence[float]) -> Estimate | None:
    if not values:
        return None
    found = intervals.student(intervals.sums_of(np.array(values, dtype=np.float64)))
    return found if found.low is None else replace(found, low=max(0.0, found.low))  # nobody is reached before they complain


def _median(values: Sequence[float]) -> Estimate | None:
    if len(values) < 2:
        return Estimate(value=values[0], low=None, high=None, n=1) if values else None
    return intervals.bootstrap(np.array(values, dtype=np.float64), lambda sample: float(median(sample)), times=500)


# Compared with similar customers whom nobody contacted


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """`effect` None: too few; then `contacted` and `not_contacted` say how many there were."""

    effect: Effect | None
    contacted: int
    not_contacted: int
    since: dt.datetime
    until: dt.datetime


def compare(at: dt.datetime, *, units: tuple[str, ...] | None, days: int = 365) -> Comparison:
    """Customers who gave an unhappy answer: did more of those contacted within SOON days buy in the LATER days after that?

    What counts as the outcome begins when it is settled who was contacted, so that nobody is called contacted because they stayed.
    """
    since, until = at - days * DAY, at - (SOON + LATER) * DAY
    currency = organisation.company().currency
    currencies = ["IRR", "IRT"] if currency in ("IRR", "IRT") else [currency]
    rows = list(
        events.ask(
            question("similar"), scope=Scope(units=units, since=None, until=at), since=since, until=until, soon=SOON, later=LATER,
            currencies=currencies,
        ).dicts()
    )  # fmt: skip
    treated = np.array([bool(row["contacted"]) for row in rows], dtype=bool)
    return Comparison(
        effect=_effect(rows, treated), contacted=int(treated.sum()), not_contacted=int((~treated).sum()), since=since, until=until
    )


def _effect(rows: Sequence[dict[str, Any]], treated: np.ndarray[Any, np.dtype[np.bool_]]) -> Effect | None:
    if not rows:
        return None
    outcome = np.array([float(row["bought"]) for row in rows])
    try:
        return effect_on_treated(treated, outcome, np.array([covariates_of(row) for row in rows], dtype=np.float64))
    except NotEnoughData:
        return None


def covariates_of(row: dict[str, Any]) -> list[float]:
    """What was known when they told us; counts and money grow by ever smaller steps."""
    depth = row["score"] / 6 if row["question"] == "nps" else (row["score"] - 1) / 4
    counts = [float(np.log1p(row[name])) for name in ("orders", "lately", "troubles", "talks")]
    return [depth, float(row["question"] == "nps"), float(np.log1p(max(0.0, row["paid"]))), *counts]
