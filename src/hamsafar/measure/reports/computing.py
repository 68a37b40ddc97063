"""From answers and facts to reports. Takes seconds: jobs call it, pages read what the shelf keeps."""

import datetime as dt
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from hamsafar.base import calendars, clock
from hamsafar.base.money import base_currency
from hamsafar.science import intervals
from hamsafar.science.changes import decompose
from hamsafar.science.drivers import Fact, find_drivers
from hamsafar.science.errors import NotEnoughData
from hamsafar.science.intervals import Estimate, Sums, sums_of, welch
from hamsafar.store.events import services as events
from hamsafar.store.events.services import Scope

from . import gathering
from .asked import Asked
from .contracts import Cell, Changes, Crosstab, Drivers, Kind, Lack, Level, Money, Multiple, Part, Report, Spending
from .dimensions import TOTAL, groups_of
from .gathering import Answers, Wanted
from .scores import Score, get_score

Floats = NDArray[np.float64]
FEWEST_SHOWN: Final = 5  # a cell with fewer answers would tell what one person said
MOST_GROUPS: Final = 12
OTHER_WORDS: Final = "~"  # words that name none of the topics
DAYS_AFTER: Final = 90
YEAR: Final = dt.timedelta(days=365)


def compute(asked: Asked, _tell: object) -> Report:
    return _COMPUTE[asked.kind](asked, get_score(asked.score))


def wanted_of(asked: Asked, score: Score) -> Wanted:
    period = asked.period
    return Wanted(score=score, units=asked.units, since=period.since, until=period.until)


# Drivers


def _drivers(asked: Asked, score: Score) -> Drivers:
    wanted = wanted_of(asked, score)
    found = gathering.answers(wanted)
    if not len(found):
        nothing = Part(findings=None, lack=Lack.NO_ANSWERS)
        return Drivers(answers=0, with_words=0, operational=nothing, expressed=nothing)
    rows, topics = gathering.expressed(found.topics)
    facts = gathering.operational(wanted, found.ids, currencies(asked.currency))
    return Drivers(
        answers=len(found), with_words=len(rows),
        operational=_part(found, np.arange(len(found)), facts, Lack.NO_FACTS),
        expressed=_part(found, rows, topics, Lack.NO_WORDS),
    )  # fmt: skip


def _part(found: Answers, rows: NDArray[np.int64], facts: Sequence[Fact], lack: Lack) -> Part:
    """What was asked about is held equal: scores of one survey lie higher than those of another, whatever happened."""
    if not facts or not len(rows):
        return Part(findings=None, lack=lack)
    held = [np.array(found.columns[name])[rows] for name in ("about", "survey")]
    try:
        return Part(findings=find_drivers(found.score[rows], facts, people=found.owners[rows], controls=held))
    except NotEnoughData:
        return Part(findings=None, lack=Lack.TOO_FEW)


# What changed


def _changes(asked: Asked, score: Score) -> Changes:
    period = asked.period
    before_period = calendars.previous(period, asked.almanac)
    now, before = (
        gathering.answers(Wanted(score=score, units=asked.units, since=one.since, until=one.until)) for one in (period, before_period)
    )
    sides = [score.coded(one.score) for one in (before, now)]
    groups = [_named(one, asked.rows) for one in (before, now)]
    estimates = [estimate(score, one) for one in sides]
    try:
        found = decompose((sides[0], groups[0]), (sides[1], groups[1]))
    except NotEnoughData:
        lack = Lack.TOO_FEW if len(now) or len(before) else Lack.NO_ANSWERS
        return Changes(before=estimates[0], now=estimates[1], found=None, compared_with=before_period, lack=lack)
    return Changes(before=estimates[0], now=estimates[1], found=found, compared_with=before_period)


def _named(found: Answers, by: str) -> list[tuple[str, ...]]:
    if by != "topic":
        return [(value,) for value in found.columns[by]]
    return [() if named is None else named or (OTHER_WORDS,) for named in found.topics]


# Crosstabs


def _crosstab(asked: Asked, score: Score) -> Crosstab:
    wanted = wanted_of(asked, score)
    found = gathering.answers(wanted)
    if not len(found):
        return Crosstab(rows=(), columns=(), cells=(), compared=0, lack=Lack.NO_ANSWERS)
    values = score.coded(found.score)
    rows, columns = (_largest(groups_of(by, found, wanted)) for by in (asked.rows, asked.columns))
    everybody = np.ones(len(found), bool)
    masks = [
        [row & column for column in (*columns.values(), everybody)] for row in (*rows.values(), everybody)
    ]  # fmt: skip
    cells = [[_cell(score, values, mask) for mask in line] for line in masks]
    return Crosstab(
        rows=(*rows, TOTAL), columns=(*columns, TOTAL), cells=tuple(map(tuple, _holm(cells))),
        compared=sum(cell.difference is not None for line in cells for cell in line),
    )  # fmt: skip


def _largest(groups: Mapping[str, NDArray[np.bool_]]) -> dict[str, NDArray[np.bool_]]:
    kept = sorted(groups, key=lambda key: (-int(groups[key].sum()), key))[:MOST_GROUPS]
    return {key: groups[key] for key in kept}


def _cell(score: Score, values: Floats, mask: NDArray[np.bool_]) -> Cell:
    n = int(mask.sum())
    if n < FEWEST_SHOWN:
        return Cell(n=n, estimate=None)
    rest = values[~mask]
    difference = welch(sums_of(rest), sums_of(values[mask])) if len(rest) >= FEWEST_SHOWN else None
    return Cell(n=n, estimate=estimate(score, values[mask]), difference=difference)


def _holm(cells: Sequence[Sequence[Cell]]) -> list[list[Cell]]:
    chances = sorted(cell.difference.p for line in cells for cell in line if cell.difference)
    raised, highest = dict[float, float](), 0.0
    for place, p in enumerate(chances):
        highest = max(highest, min(1.0, p * (len(chances) - place)))
        raised[p] = highest
    return [
        [
            Cell(n=cell.n, estimate=cell.estimate, difference=cell.difference, p=raised[cell.difference.p]) if cell.difference else cell
            for cell in line
        ]
        for line in cells
    ]  # fmt: skip


# Money


def _money(asked: Asked, score: Score) -> Money:
    end = min(clock.now(), asked.period.until)
    return Money(currency=base_currency(asked.currency), year=_year(asked, score, end), after=_after(asked, score, end))


def _year(asked: Asked, score: Score, until: dt.datetime) -> Spending:
    """Each customer by the last answer of the period, with what they paid in the year before its end."""
    since = until - YEAR
    found = gathering.answers(wanted_of(asked, score))
    last = _one_each(found, np.arange(len(found)))  # the newest answers stand first
    paid = events.ask(
        gathering.question("spent"), scope=Scope(units=asked.units, since=since, until=until),
        currencies=currencies(asked.currency), paid_since=since, paid_until=until,
    )  # fmt: skip
    money = dict(paid.rows)
    amounts = np.array([max(0.0, float(money.get(int(found.people[row]), 0.0))) for row in last.tolist()])
    return _spending(score, found.score[last], amounts, since, until)


def _after(asked: Asked, score: Score, end: dt.datetime) -> Spending:
    """Each customer by their first answer in a year that ended ninety days ago, with what they paid in the ninety days after it."""
    until = end - dt.timedelta(days=DAYS_AFTER)
    wanted = Wanted(score=score, units=asked.units, since=until - YEAR, until=until)
    found = gathering.answers(wanted)
    first = _one_each(found, np.arange(len(found))[::-1])
    ahead = dt.timedelta(days=DAYS_AFTER)
    rows = gathering.asked_about(wanted, "spent_after", ahead=ahead, days_after=DAYS_AFTER, currencies=currencies(asked.currency))
    money = {row["id_hash"]: row["money"] for row in rows}
    amounts = np.array([max(0.0, float(money.get(int(found.ids[row]), 0.0))) for row in first.tolist()])
    return _spending(score, found.score[first], amounts, wanted.since, wanted.until)


def _one_each(found: Answers, order: NDArray[np.int64]) -> NDArray[np.int64]:
    """One answer of each known customer: the first that comes in this order."""
    known = order[found.people[order] != 0]
    _people, places = np.unique(found.people[known], return_index=True)
    kept: NDArray[np.int64] = known[np.sort(places)]
    return kept


def _spending(score: Score, scores: Floats, paid: Floats, since: dt.datetime, until: dt.datetime) -> Spending:
    edges = [highest for _, highest in score.levels]
    level = np.searchsorted(edges, scores)
    groups = [paid[level == number] for number in range(len(edges))]
    levels = tuple(
        Level(customers=len(group), buyers=int((group > 0).sum()), paid=_mean(group) if len(group) >= FEWEST_SHOWN else None)
        for group in groups
    )
    lack = Lack.NO_ANSWERS if not len(scores) else Lack.NO_MONEY if not paid.any() else Lack.NONE
    return Spending(since=since, until=until, levels=levels, multiples=tuple(_multiples(score, groups)), lack=lack)


def _mean(group: Floats) -> Estimate:
    return intervals.bootstrap(group, times=400) if group.any() else Estimate(value=0.0, low=0.0, high=0.0, n=len(group))


def _multiples(score: Score, groups: Sequence[Floats]) -> Iterable[Multiple]:
    """Every level against the least satisfied one, and the most satisfied against the middle."""
    worst, best = (0, len(groups) - 1) if score.is_better_high else (len(groups) - 1, 0)
    for of, against in ((best, worst), (1, worst), (best, 1)):
        if min(len(groups[of]), len(groups[against])) < FEWEST_SHOWN:
            continue
        try:
            yield Multiple(of=of, against=against, times=intervals.multiple(groups[against], groups[of]))
        except NotEnoughData:
            continue


# Shared


def estimate(score: Score, coded: Floats) -> Estimate | None:
    """The measure's value with its interval, from answers coded as the measure codes them."""
    if not len(coded):
        return None
    if score.unit == "points":
        return intervals.nps(sums_of(coded / 100))
    sums = sums_of(coded)
    if score.unit == "share":
        return intervals.wilson(sums.total, sums.n)
    return _on_scale(score, sums)


def _on_scale(score: Score, sums: Sums) -> Estimate:
    found = intervals.student(sums)
    if found.low is None or found.high is None:
        return found
    return Estimate(value=found.value, low=max(found.low, score.low), high=min(found.high, score.high), n=found.n)


def currencies(currency: str) -> tuple[str, ...]:
    """What may be added up: toman and rial are two units of one currency."""
    return ("IRR", "IRT") if base_currency(currency) == "IRR" else (currency,)


_COMPUTE: Mapping[Kind, Callable[[Asked, Score], Any]] = {
    Kind.DRIVERS: _drivers, Kind.CHANGES: _changes, Kind.CROSSTAB: _crosstab, Kind.MONEY: _money,
}  # fmt: skip
