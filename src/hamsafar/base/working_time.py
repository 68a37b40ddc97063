"""Time in which people work: the hours of workdays by an almanac (its weekend and the official holidays are free)."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import count

from .calendars import TEHRAN, Almanac, day_of, is_workday

NEVER_LONGER = 3660  # days; a company that works on no day would make anybody wait for ever


@dataclass(frozen=True, slots=True, kw_only=True)
class Hours:
    """From `start` to `end` of a workday, local time. They do not go over midnight; `round_the_clock` is every hour of every day."""

    start: dt.time = dt.time(9)
    end: dt.time = dt.time(17)
    round_the_clock: bool = False

    def __post_init__(self) -> None:
        if self.start >= self.end:
            raise ValueError("working hours end after they begin")


def add(moment: dt.datetime, duration: dt.timedelta, almanac: Almanac = TEHRAN, hours: Hours = Hours()) -> dt.datetime:
    """When so much working time has passed since this moment."""
    if hours.round_the_clock:
        return moment + duration
    left = duration
    for begin, end in _stretches(moment, almanac, hours):
        if left <= end - begin:
            return begin + left
        left -= end - begin
    raise ValueError("there are no workdays")


def between(since: dt.datetime, until: dt.datetime, almanac: Almanac = TEHRAN, hours: Hours = Hours()) -> dt.timedelta:
    """How much working time lies between two moments; nothing where the second is not later."""
    if until <= since:
        return dt.timedelta()
    if hours.round_the_clock:
        return until - since
    passed = dt.timedelta()
    for begin, end in _stretches(since, almanac, hours):
        if begin >= until:
            break
        passed += min(end, until) - begin
    return passed


def _stretches(since: dt.datetime, almanac: Almanac, hours: Hours) -> Iterator[tuple[dt.datetime, dt.datetime]]:
    """Working time after a moment, day by day, in UTC."""
    first = day_of(since, almanac)
    for number in count():
        day = first + dt.timedelta(days=number)
        if number > NEVER_LONGER:
            return
        if is_workday(day, almanac):
            begin, end = (dt.datetime.combine(day, at, almanac.tz).astimezone(dt.UTC) for at in (hours.start, hours.end))
            if end > since:
                yield max(begin, since), end
