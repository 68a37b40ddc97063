"""Which time somebody means: a word, or two dates in either calendar."""

import datetime as dt

import msgspec

from hamsafar.base import calendars, clock
from hamsafar.base.calendars import Almanac, Period
from hamsafar.base.ui.period import CUSTOM, Chosen, edges
from hamsafar.base.ui.reader import reader
from hamsafar.store.events.services import Scope

from .errors import NoSuchPeriod

USUAL = "last_30_days"


def read_period(word: str = "", *, since: str = "", until: str = "", almanac: Almanac, at: dt.datetime | None = None) -> Period:
    """`last_30_days`, `this_month` …; or `since` up to and with the day `until` (a moment with a time ends there).

    Jalali and Gregorian dates are told apart by their year. Without an end: today. Raises NoSuchPeriod.
    """
    at = at or clock.now()
    try:
        if since:
            return Period(since=calendars.parse_moment(since, almanac), until=_end(until, almanac, at))
        if until:
            raise ValueError("an end needs a beginning")
        return calendars.named(word or USUAL, at, almanac)
    except (ValueError, OverflowError):
        raise NoSuchPeriod(given=" ".join(filter(None, (word, since, until)))[:100]) from None


class OfPeriod(msgspec.Struct, frozen=True, kw_only=True):
    """Whose figures, and of when, as the shelf keeps it: `word` moves with the days; `since` and `until` are two days, both within."""

    units: tuple[str, ...] | None
    word: str = ""
    since: str = ""
    until: str = ""
    almanac: Almanac

    @property
    def period(self) -> Period:
        """Raises NoSuchPeriod."""
        return read_period(self.word, since=self.since, until=self.until, almanac=self.almanac)

    @property
    def scope(self) -> Scope:
        period = self.period
        return Scope(units=self.units, since=period.since, until=period.until)


def of_period(chosen: Chosen, *, units: tuple[str, ...] | None) -> OfPeriod:
    """What a page was asked to speak about, by its reader's calendar."""
    if chosen.key != CUSTOM:
        return OfPeriod(units=units, word=chosen.key, almanac=reader().almanac)
    first, last = edges(chosen.period)
    return OfPeriod(units=units, since=first.isoformat(), until=last.isoformat(), almanac=reader().almanac)


def _end(text: str, almanac: Almanac, at: dt.datetime) -> dt.datetime:
    if not text:
        return calendars.start_of_day(calendars.day_of(at, almanac) + dt.timedelta(days=1), almanac)
    try:
        return calendars.start_of_day(calendars.parse_day(text) + dt.timedelta(days=1), almanac)
    except ValueError:
        return calendars.parse_moment(text, almanac)
