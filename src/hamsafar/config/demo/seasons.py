"""How busy each day and hour is: Nowruz, Yalda, Black Friday, pay days, Fridays, Ramadan, mourning days, working hours.

A day of the world is a civil day in Tehran. Iran keeps UTC+3:30 all year since 2022, so a constant does.
"""

import datetime as dt
from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray

from hamsafar.base import calendars

TEHRAN = dt.timezone(dt.timedelta(hours=3, minutes=30))
DAY = 86_400
FRIDAY = 4  # date.weekday()

# First day of Ramadan by Gregorian year (civil calendar of Iran; later years are computed).
_RAMADAN = {
    2023: (3, 23),
    2024: (3, 12),
    2025: (3, 2),
    2026: (2, 19),
    2027: (2, 8),
    2028: (1, 29),
    2029: (1, 16),
    2030: (1, 6),
    2031: (12, 15),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Season:
    """One day's calendar: factors on shopping online and in stores, and who works."""

    date: dt.date
    online: float
    store: float
    ramadan: bool
    holiday: bool
    occasion: str

    @property
    def friday(self) -> bool:
        return self.date.weekday() == FRIDAY

    def office_hours(self) -> tuple[int, int] | None:
        """Opening and closing hour of chat and e-mail; None when closed."""
        if self.holiday:
            return None
        return (10, 22) if self.friday else (8, 24)

    def call_hours(self) -> tuple[int, int] | None:
        """Opening and closing hour of the call centre."""
        if self.holiday or self.friday:
            return None
        return (9, 18)


@cache
def season_of(date: dt.date) -> Season:
    _, month, day = calendars.jalali(date)
    occasion, online, store = _occasion(date, month, day)
    payday = 1.18 if day >= 28 or day <= 3 else 1.0
    ramadan = is_ramadan(date)
    return Season(
        date=date,
        online=online * payday * (0.92 if ramadan else 1.0) * (1.08 if date.weekday() == FRIDAY else 1.0),
        store=store * payday * (0.75 if ramadan else 1.0) * {3: 1.35, 4: 0.7}.get(date.weekday(), 1.0),
        ramadan=ramadan,
        holiday=bool(calendars.holidays_of(date)),
        occasion=occasion,
    )


def _occasion(date: dt.date, month: int, day: int) -> tuple[str, float, float]:
    """Name of the time of year and its factors online and in stores; month and day are Jalali."""
    if month == 12 and day >= 5:
        return "before_nowruz", 1.25 + 0.025 * (day - 5), 1.4 + 0.03 * (day - 5)
    if month == 1 and day <= 4:
        return "nowruz", 0.4, 0.1
    if month == 1 and day <= 13:
        return "after_nowruz", 0.6, 0.55
    if month == 9 and 24 <= day <= 30:
        return "yalda", 1.5, 1.45
    if _is_black_friday_week(date):
        return "black_friday", 1.9, 1.2
    if month == 6 and day >= 20:
        return "school", 1.2, 1.25
    if _is_mourning(date):
        return "mourning", 0.45, 0.1
    return "", 1.0, 1.0


def _is_black_friday_week(date: dt.date) -> bool:
    """The week up to the last Friday of November, two days after it included."""
    last = dt.date(date.year, 11, 30)
    last -= dt.timedelta(days=(last.weekday() - FRIDAY) % 7)
    return dt.timedelta(days=-4) <= date - last <= dt.timedelta(days=2)


def _is_mourning(date: dt.date) -> bool:
    return bool({"Tasua", "Ashura"} & set(calendars.holidays_of(date)))


def is_ramadan(date: dt.date) -> bool:
    start = _RAMADAN.get(date.year)
    return start is not None and 0 <= (date - dt.date(date.year, *start)).days < 30


def hours(*, ramadan: bool = False, store: bool = False) -> NDArray[np.float64]:
    """Share of each hour of the day, shape (24,), Tehran time. In Ramadan evenings move past iftar."""
    if store:
        weights = np.array([0] * 9 + [1, 3, 5, 5, 3, 2, 2, 4, 8, 11, 12, 10, 6, 0, 0], float)
    else:
        weights = np.array([3, 2, 1, 0.5, 0.4, 0.5, 1, 2, 3.5, 5, 6, 6.5, 6, 5, 4.5, 4.5, 5, 5.5, 6, 6, 7, 8.5, 9, 6.5])
    if ramadan:
        weights = np.roll(weights, 1)
        weights[18:20] *= 0.35
    return np.asarray(weights / weights.sum())


def midnight(date: dt.date) -> float:
    """The first moment of this day in Tehran, seconds since 1970."""
    return dt.datetime.combine(date, dt.time(), TEHRAN).timestamp()


def next_open(at: float, *, calls: bool = False) -> float:
    """The first moment at or after `at` when the desk (or the call centre) works."""
    for _ in range(14):
        local = dt.datetime.fromtimestamp(at, TEHRAN)
        season = season_of(local.date())
        span = season.call_hours() if calls else season.office_hours()
        start = midnight(local.date())
        if span is not None and at < start + span[1] * 3600:
            return max(at, start + span[0] * 3600)
        at = start + DAY
    return at


def date_of(at: float) -> dt.date:
    """The civil day in Tehran."""
    return dt.datetime.fromtimestamp(at, TEHRAN).date()


def iso(at: float) -> str:
    """A moment as events carry it in their properties."""
    return dt.datetime.fromtimestamp(round(at), dt.UTC).isoformat().replace("+00:00", "Z")
