"""The period that a page speaks about: ?period=this_month in the address, else the last one chosen, else the last thirty days."""

import datetime as dt
from dataclasses import dataclass

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from hamsafar.base import calendars, clock
from hamsafar.base.calendars import Period

from . import formats
from .reader import reader

NAMES = {
    "today": _("Today"),
    "yesterday": _("Yesterday"),
    "this_week": _("This week"),
    "last_week": _("Last week"),
    "this_month": _("This month"),
    "last_month": _("Last month"),
    "last_30_days": _("Last 30 days"),
    "last_90_days": _("Last 90 days"),
    "this_year": _("This year"),
    "last_365_days": _("Last 365 days"),
}
CUSTOM, USUAL = "custom", "last_30_days"
REMEMBERED = "period"


@dataclass(frozen=True, slots=True, kw_only=True)
class Chosen:
    key: str  # one of NAMES, or "custom"
    period: Period
    name: str  # in the reader's language


def period_of(request: HttpRequest) -> Chosen:
    """What this page is asked to speak about. Asking for it also puts the period picker into the page's top bar."""
    chosen = _from_address(request) or _from_session(request) or _usual()
    request.chosen_period = chosen  # type: ignore[attr-defined]
    return chosen


def _from_address(request: HttpRequest) -> Chosen | None:
    key = request.GET.get("period", "")
    days = (request.GET.get("since", ""), request.GET.get("until", "")) if key == CUSTOM else ("", "")
    chosen = _own(*days) if key == CUSTOM else _named(key)
    session = getattr(request, "session", None)
    if chosen and session is not None and session.get(REMEMBERED) != [key, *_days(chosen)]:
        session[REMEMBERED] = [key, *_days(chosen)]
    return chosen


def _from_session(request: HttpRequest) -> Chosen | None:
    key, since, until = (getattr(request, "session", None) or {}).get(REMEMBERED) or ("", "", "")
    return _own(since, until) if key == CUSTOM else _named(key)


def _named(key: str) -> Chosen | None:
    if key not in NAMES:
        return None
    return Chosen(key=key, period=calendars.named(key, clock.now(), reader().almanac), name=str(NAMES[key]))


def _usual() -> Chosen:
    return Chosen(key=USUAL, period=calendars.named(USUAL, clock.now(), reader().almanac), name=str(NAMES[USUAL]))


def _own(since: str, until: str) -> Chosen | None:
    """Both days belong to it. Days that cannot be read are as if nothing had been chosen."""
    try:
        first, last = calendars.parse_day(since), calendars.parse_day(until)
    except ValueError:
        return None
    first, last = min(first, last), max(first, last)
    period = calendars.days_between(first, last + dt.timedelta(days=1), reader().almanac)
    return Chosen(key=CUSTOM, period=period, name=formats.period(period))


def _days(chosen: Chosen) -> tuple[str, str]:
    if chosen.key != CUSTOM:
        return "", ""
    first, last = edges(chosen.period)
    return first.isoformat(), last.isoformat()


def edges(period: Period) -> tuple[dt.date, dt.date]:
    """First and last day, as the reader's almanac counts days."""
    almanac = reader().almanac
    return calendars.day_of(period.since, almanac), calendars.day_of(period.until - dt.timedelta(microseconds=1), almanac)
