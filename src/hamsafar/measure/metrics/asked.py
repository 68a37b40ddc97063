"""What a page, the API and the command line ask for, from words to records."""

import datetime as dt
from dataclasses import dataclass

from hamsafar.base.calendars import Almanac, Bucket, Calendar
from hamsafar.base.errors import BadInput, NotFound
from hamsafar.ground.organisation import services as organisation
from hamsafar.store.events.services import Scope

from .answering import measure
from .contracts import Measurement
from .periods import read_period


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """Everything as text, as it was given. `units` is what the asker may see; None is everything."""

    key: str
    units: tuple[str, ...] | None
    unit: str = ""
    period: str = ""
    since: str = ""
    until: str = ""
    by: str = ""
    bucket: str = ""
    calendar: str = ""
    currency: str = ""


def narrowed(units: tuple[str, ...] | None, unit: str) -> tuple[str, ...] | None:
    """The units asked for, never more than allowed. A unit that one may not see does not exist."""
    if not unit:
        return units
    below = organisation.units_below(unit)
    allowed = below if units is None else tuple(code for code in below if code in units)
    if unit not in allowed:
        raise NotFound
    return allowed


def almanac_for(unit: str, calendar: str, otherwise: Almanac | None = None) -> Almanac:
    """How the unit reads time, in the calendar that was asked for."""
    own = otherwise or organisation.almanac_of(unit)
    if not calendar:
        return own
    if calendar not in set(Calendar):
        raise BadInput(reason=f"calendar: {calendar[:40]}")
    return Almanac(calendar=Calendar(calendar), zone=own.zone, week_starts_on=own.week_starts_on, weekend=own.weekend)


def read_bucket(text: str) -> Bucket | None:
    if not text:
        return None
    if text not in set(Bucket):
        raise BadInput(reason=f"bucket: {text[:40]}")
    return Bucket(text)


def answer(asked: Request, *, almanac: Almanac | None = None, at: dt.datetime | None = None) -> Measurement:
    """Raises NoSuchMeasure, NoSuchPeriod, NoSuchBreakdown, TooManyPoints, NotFound or BadInput."""
    almanac = almanac_for(asked.unit, asked.calendar, almanac)
    period = read_period(asked.period, since=asked.since, until=asked.until, almanac=almanac, at=at)
    scope = Scope(units=narrowed(asked.units, asked.unit))
    return measure(
        asked.key,
        scope=scope,
        period=period,
        by=asked.by,
        bucket=read_bucket(asked.bucket),
        almanac=almanac,
        currency=asked.currency or None,
    )
