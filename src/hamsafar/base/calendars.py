"""Days, weeks, months and years as a unit of the company sees them, and dates as people write and read them.

Inside Hamsafar every moment is UTC. When a day begins, what a month is and on which day a week starts belong to an `Almanac`; this
module is the only place that decides it. A range is half open: `since` belongs to it, `until` does not. The event store never
computes a calendar: it is given the boundaries of the buckets that are decided here.
"""

import datetime as dt
import re
from bisect import bisect_right
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import lru_cache
from typing import Final
from zoneinfo import ZoneInfo

import jdatetime

from . import holidays
from .numbers import ascii_digits, dress_digits


class Calendar(StrEnum):
    PERSIAN = "persian"
    GREGORIAN = "gregorian"


class Bucket(StrEnum):
    DAY = "day"
    WEEK = "week"
    MONTH = "month"
    QUARTER = "quarter"
    YEAR = "year"


MONDAY, SATURDAY, SUNDAY = 0, 5, 6
_MONTHS_IN: Final = {Bucket.MONTH: 1, Bucket.QUARTER: 3, Bucket.YEAR: 12}


@dataclass(frozen=True, slots=True, kw_only=True)
class Almanac:
    """How one unit reads time. `week_starts_on` counts from Monday = 0; None means the calendar's own (Saturday or Monday)."""

    calendar: Calendar = Calendar.PERSIAN
    zone: str = "Asia/Tehran"
    week_starts_on: int | None = None
    weekend: tuple[int, ...] = (3, 4)  # Thursday and Friday

    @property
    def tz(self) -> ZoneInfo:
        return ZoneInfo(self.zone)

    @property
    def first_weekday(self) -> int:
        if self.week_starts_on is not None:
            return self.week_starts_on
        return SATURDAY if self.calendar is Calendar.PERSIAN else MONDAY


TEHRAN: Final = Almanac()


@dataclass(frozen=True, slots=True, kw_only=True)
class Period:
    """The half-open stretch [since, until) in UTC. `shape` says which calendar unit it is (or the begun part of), None for a free range."""

    since: dt.datetime
    until: dt.datetime
    shape: Bucket | None = None

    def __post_init__(self) -> None:
        if self.since.tzinfo is None or self.until.tzinfo is None:
            raise ValueError("a period needs aware moments")
        if self.since >= self.until:
            raise ValueError("a period ends after it begins")

    def __contains__(self, moment: dt.datetime) -> bool:
        return self.since <= moment < self.until


# Between moments and local days


def day_of(moment: dt.datetime, almanac: Almanac = TEHRAN) -> dt.date:
    """The local (Gregorian) date of a moment."""
    return local(moment, almanac).date()


def local(moment: dt.datetime, almanac: Almanac = TEHRAN) -> dt.datetime:
    """A moment as clocks there show it. Senders write "never" as the last second of the year 9999, which further east is no date."""
    try:
        return moment.astimezone(almanac.tz)
    except OverflowError:
        return moment.replace(tzinfo=almanac.tz)


def start_of_day(day: dt.date, almanac: Almanac = TEHRAN) -> dt.datetime:
    """The moment in UTC at which a local day begins. Where clocks were put forward at midnight it begins at one o'clock."""
    return dt.datetime.combine(day, dt.time(), almanac.tz).astimezone(dt.UTC)


@lru_cache(maxsize=8192)
def jalali(day: dt.date) -> tuple[int, int, int]:
    """(year, month, day) in the Persian calendar."""
    found = jdatetime.date.fromgregorian(date=day)
    return found.year, found.month, found.day


@lru_cache(maxsize=8192)
def gregorian(year: int, month: int, day: int) -> dt.date:
    """The Gregorian date of a Jalali one. Raises ValueError where there is no such day."""
    return jdatetime.date(year, month, day).togregorian()


def is_leap(jalali_year: int) -> bool:
    return bool(jdatetime.date(jalali_year, 1, 1).isleap())


# Buckets


def bucket_start(day: dt.date, bucket: Bucket, almanac: Almanac = TEHRAN) -> dt.date:
    """The first local day of the bucket that holds this local day."""
    if bucket is Bucket.DAY:
        return day
    if bucket is Bucket.WEEK:
        return day - dt.timedelta(days=(day.weekday() - almanac.first_weekday) % 7)
    size = _MONTHS_IN[bucket]
    year, month, _ = _parts(day, almanac)
    return _first_of(year, (month - 1) // size * size + 1, almanac)


def step(day: dt.date, bucket: Bucket, count: int, almanac: Almanac = TEHRAN) -> dt.date:
    """The first day of the bucket that lies `count` buckets after (before, if negative) the one holding this day."""
    start = bucket_start(day, bucket, almanac)
    if bucket is Bucket.DAY:
        return start + dt.timedelta(days=count)
    if bucket is Bucket.WEEK:
        return start + dt.timedelta(weeks=count)
    year, month, _ = _parts(start, almanac)
    index = year * 12 + month - 1 + count * _MONTHS_IN[bucket]
    return _first_of(index // 12, index % 12 + 1, almanac)


def boundaries(period: Period, bucket: Bucket, almanac: Almanac = TEHRAN) -> tuple[dt.datetime, ...]:
    """Where the buckets of a period begin, and its end: n + 1 growing moments for n buckets. The outer ones are cut to the period."""
    edges = [period.since]
    day = step(day_of(period.since, almanac), bucket, 1, almanac)
    while (edge := start_of_day(day, almanac)) < period.until:
        edges.append(edge)
        day = step(day, bucket, 1, almanac)
    return (*edges, period.until)


def index_of(moment: dt.datetime, edges: tuple[dt.datetime, ...]) -> int | None:
    """In which bucket of `boundaries` a moment falls; None outside."""
    place = bisect_right(edges, moment) - 1
    return place if 0 <= place < len(edges) - 1 else None


def natural_bucket(period: Period) -> Bucket:
    """Buckets that give a readable line: days to six weeks, weeks to nine months, then months."""
    days = (period.until - period.since).days
    if days <= 45:
        return Bucket.DAY
    return Bucket.WEEK if days <= 280 else Bucket.MONTH


def _parts(day: dt.date, almanac: Almanac) -> tuple[int, int, int]:
    return jalali(day) if almanac.calendar is Calendar.PERSIAN else (day.year, day.month, day.day)


def _first_of(year: int, month: int, almanac: Almanac) -> dt.date:
    return gregorian(year, month, 1) if almanac.calendar is Calendar.PERSIAN else dt.date(year, month, 1)


# Periods with a name


def this(bucket: Bucket, at: dt.datetime, almanac: Almanac = TEHRAN) -> Period:
    """The bucket that has begun, up to the end of today: this month so far."""
    today = day_of(at, almanac)
    return days_between(bucket_start(today, bucket, almanac), today + dt.timedelta(days=1), almanac, shape=bucket)


def last(bucket: Bucket, at: dt.datetime, almanac: Almanac = TEHRAN) -> Period:
    """The whole bucket before the one that has begun: last month."""
    today = day_of(at, almanac)
    return days_between(step(today, bucket, -1, almanac), bucket_start(today, bucket, almanac), almanac, shape=bucket)


def last_days(count: int, at: dt.datetime, almanac: Almanac = TEHRAN) -> Period:
    """Today and the `count` - 1 days before it."""
    end = day_of(at, almanac) + dt.timedelta(days=1)
    return days_between(end - dt.timedelta(days=count), end, almanac)


def days_between(first: dt.date, end: dt.date, almanac: Almanac = TEHRAN, *, shape: Bucket | None = None) -> Period:
    """From the beginning of `first` to the beginning of `end` (which is left out)."""
    return Period(since=start_of_day(first, almanac), until=start_of_day(end, almanac), shape=shape)


NAMED: Final = (
    "today", "yesterday", "this_week", "last_week", "this_month", "last_month", "this_quarter", "last_quarter", "this_year", "last_year",
    "last_7_days", "last_30_days", "last_90_days", "last_365_days",
)  # fmt: skip


def named(name: str, at: dt.datetime, almanac: Almanac = TEHRAN) -> Period:
    """One of NAMED, or last_N_days for another N up to ten years. Raises ValueError for any other word."""
    if name in ("today", "yesterday"):
        return (this if name == "today" else last)(Bucket.DAY, at, almanac)
    days = re.fullmatch(r"last_([0-9]{1,4})_days", name)
    if days and 1 <= int(days[1]) <= 3660:
        return last_days(int(days[1]), at, almanac)
    which, _, bucket = name.partition("_")
    if which not in ("this", "last") or bucket not in set(Bucket):
        raise ValueError(f"no period is called {name}")
    return (this if which == "this" else last)(Bucket(bucket), at, almanac)


def same_for_all(name: str, almanac: Almanac) -> Almanac:
    """How to read this word so that whoever means the same days asks the same: a count of days does not know calendars, the others do."""
    bucket = name.partition("_")[2]
    return almanac if bucket in set(Bucket) else replace(almanac, calendar=Calendar.PERSIAN, week_starts_on=None)


def previous(period: Period, almanac: Almanac = TEHRAN) -> Period:
    """What to compare with: the same stretch of the bucket before (the first ten days of last month), else as many days just before."""
    first = day_of(period.since, almanac)
    length = day_of(period.until, almanac) - first
    if period.shape is None:
        return _just_before(period, length, almanac)
    start = step(first, period.shape, -1, almanac)
    is_whole = step(first, period.shape, 1, almanac) == first + length
    end = first if is_whole else min(start + length, first)
    return days_between(start, end, almanac, shape=period.shape)


def _just_before(period: Period, length: dt.timedelta, almanac: Almanac) -> Period:
    since = start_of_day(day_of(period.since, almanac) - length, almanac) if length and _on_midnights(period, almanac) else None
    return Period(since=since or period.since - (period.until - period.since), until=period.since)


def _on_midnights(period: Period, almanac: Almanac) -> bool:
    return all(start_of_day(day_of(edge, almanac), almanac) == edge for edge in (period.since, period.until))


# Holidays


def holidays_of(day: dt.date, language: str = "en") -> tuple[str, ...]:
    """Official Iranian holidays on a (Gregorian) date; see base/holidays.py for what the lunar ones rest on."""
    return tuple(fa if language == "fa" else en for en, fa in holidays.names_of(*jalali(day)))


def is_workday(day: dt.date, almanac: Almanac = TEHRAN) -> bool:
    return day.weekday() not in almanac.weekend and not holidays.names_of(*jalali(day))


# Dates as people read them

_JALALI_MONTHS: Final = {
    "fa": ("فروردین", "اردیبهشت", "خرداد", "تیر", "مرداد", "شهریور", "مهر", "آبان", "آذر", "دی", "بهمن", "اسفند"),
    "en": ("Farvardin", "Ordibehesht", "Khordad", "Tir", "Mordad", "Shahrivar", "Mehr", "Aban", "Azar", "Dey", "Bahman", "Esfand"),
}
_GREGORIAN_MONTHS: Final = {
    "fa": ("ژانویه", "فوریه", "مارس", "آوریل", "مه", "ژوئن", "ژوئیه", "اوت", "سپتامبر", "اکتبر", "نوامبر", "دسامبر"),
    "en": ("January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"),
}
_WEEKDAYS: Final = {
    "fa": ("دوشنبه", "سه‌شنبه", "چهارشنبه", "پنجشنبه", "جمعه", "شنبه", "یکشنبه"),
    "en": ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"),
}
_QUARTERS_FA: Final = ("اول", "دوم", "سوم", "چهارم")


def month_names(language: str, calendar: Calendar) -> tuple[str, ...]:
    names = _JALALI_MONTHS if calendar is Calendar.PERSIAN else _GREGORIAN_MONTHS
    return names["fa" if language == "fa" else "en"]


def weekday_name(day: dt.date, language: str) -> str:
    return _WEEKDAYS["fa" if language == "fa" else "en"][day.weekday()]


# The days that have a number in the Persian calendar. Others exist only as somebody's "never" or mistake, and are written as the nearest.
_FIRST_DAY, _LAST_DAY = jdatetime.date.min.togregorian(), jdatetime.date.max.togregorian()


def _written(day: dt.date, almanac: Almanac) -> tuple[int, int, int]:
    return _parts(min(max(day, _FIRST_DAY), _LAST_DAY) if almanac.calendar is Calendar.PERSIAN else day, almanac)


def format_day(day: dt.date, language: str, almanac: Almanac = TEHRAN) -> str:
    """«۲۶ مهر ۱۴۰۵» or 18 October 2026."""
    year, month, number = _written(day, almanac)
    return dress_digits(f"{number} {month_names(language, almanac.calendar)[month - 1]} {year}", language)


def format_long_day(day: dt.date, language: str, almanac: Almanac = TEHRAN) -> str:
    """«یکشنبه ۲۶ مهر ۱۴۰۵»."""
    return f"{weekday_name(day, language)} {format_day(day, language, almanac)}"


def format_short_day(day: dt.date, language: str, almanac: Almanac = TEHRAN) -> str:
    """«۲۶ مهر»: for axes and lists inside one year."""
    _, month, number = _written(day, almanac)
    name = month_names(language, almanac.calendar)[month - 1]
    if language != "fa" and almanac.calendar is Calendar.GREGORIAN:
        name = name[:3]
    return dress_digits(f"{number} {name}", language)


def format_numeric_day(day: dt.date, language: str, almanac: Almanac = TEHRAN) -> str:
    """«۱۴۰۵/۰۷/۲۶», or 2026-10-18 in the Gregorian calendar."""
    mark = "/" if almanac.calendar is Calendar.PERSIAN else "-"
    year, month, number = _written(day, almanac)
    return dress_digits(f"{year:04d}{mark}{month:02d}{mark}{number:02d}", language)


def format_time(moment: dt.datetime, language: str, almanac: Almanac = TEHRAN) -> str:
    return dress_digits(f"{local(moment, almanac):%H:%M}", language)


def format_moment(moment: dt.datetime, language: str, almanac: Almanac = TEHRAN) -> str:
    """«یکشنبه ۲۶ مهر ۱۴۰۵، ۱۵:۰۰»."""
    comma = "،" if language == "fa" else ","
    return f"{format_long_day(day_of(moment, almanac), language, almanac)}{comma} {format_time(moment, language, almanac)}"


def format_bucket(start: dt.datetime, bucket: Bucket, language: str, almanac: Almanac = TEHRAN) -> str:
    """The name of the bucket that begins at this moment: «مهر ۱۴۰۵», «هفتهٔ ۲۵ مهر», «سه‌ماههٔ سوم ۱۴۰۵»."""
    day = day_of(start, almanac)
    year, month, _ = _written(day, almanac)
    if bucket is Bucket.DAY:
        return format_short_day(day, language, almanac)
    if bucket is Bucket.WEEK:
        short = format_short_day(day, language, almanac)
        return f"هفتهٔ {short}" if language == "fa" else f"week of {short}"
    if bucket is Bucket.MONTH:
        return dress_digits(f"{month_names(language, almanac.calendar)[month - 1]} {year}", language)
    if bucket is Bucket.QUARTER:
        quarter = (month - 1) // 3
        return dress_digits(f"سه‌ماههٔ {_QUARTERS_FA[quarter]} {year}", "fa") if language == "fa" else f"Q{quarter + 1} {year}"
    return dress_digits(str(year), language)


def format_period(period: Period, language: str, almanac: Almanac = TEHRAN) -> str:
    """«۱ تا ۲۶ مهر ۱۴۰۵», with as much of the first date as differs from the last."""
    first, last_day = day_of(period.since, almanac), day_of(period.until - dt.timedelta(microseconds=1), almanac)
    if first == last_day:
        return format_long_day(first, language, almanac)
    a, b = _written(first, almanac), _written(last_day, almanac)
    if a[0] != b[0]:
        start = format_day(first, language, almanac)
    else:
        start = dress_digits(str(a[2]), language) if a[1] == b[1] else format_short_day(first, language, almanac)
    return f"{start} {'تا' if language == 'fa' else 'to'} {format_day(last_day, language, almanac)}"


# Dates as people write them

_DATE: Final = re.compile(r"(?P<a>[0-9]{1,4})\s*[-/.]\s*(?P<b>[0-9]{1,2})\s*[-/.]\s*(?P<c>[0-9]{1,4})")
_WORDY: Final = re.compile(r"(?P<day>[0-9]{1,2})\s+(?P<month>[^\W\d_]+\.?)\s*,?\s+(?P<year>[0-9]{4})", re.UNICODE)
_WORDY_US: Final = re.compile(r"(?P<month>[^\W\d_]+\.?)\s+(?P<day>[0-9]{1,2})\s*,?\s+(?P<year>[0-9]{4})", re.UNICODE)
_COMPACT: Final = re.compile(r"(?P<year>[0-9]{4})(?P<month>[0-9]{2})(?P<day>[0-9]{2})(?![0-9])")
_TIME: Final = re.compile(
    r"(?P<hour>[0-9]{1,2}):(?P<minute>[0-9]{2})(?::(?P<second>[0-9]{2})(?:[.,](?P<part>[0-9]{1,9}))?)?\s*(?P<half>[AaPp]\.?[Mm]\.?|ق\.?ظ\.?|ب\.?ظ\.?)?"
    r"\s*(?P<zone>Z|UTC|[+-][0-9]{2}:?[0-9]{2})?"
)
_ARABIC_LETTERS: Final = str.maketrans({"ي": "ی", "ى": "ی", "ك": "ک", "\u200c": " ", "\u200e": None, "\u200f": None})
# Solar years that a company can mean: 1200 is 1821, 1599 is 2221. Gregorian years begin above.
_JALALI_YEARS: Final = range(1200, 1600)
_GREGORIAN_YEARS: Final = range(1700, 2400)


def parse_day(text: str, *, month_first: bool = False) -> dt.date:
    """A date as people write it, Jalali or Gregorian by its year: ۱۴۰۵/۷/۲۶, 26 مهر 1405, 2026-10-18, 18/10/2026, 20261018.

    `month_first` reads 10/18/2026 the American way. Raises ValueError for anything else, also for two-figure years, which say too little.
    """
    day, rest = _read_day(_plain(text), month_first)
    if rest:
        raise ValueError(f"not a date: {text[:40]!r}")
    return day


def parse_moment(text: str, almanac: Almanac = TEHRAN, *, month_first: bool = False) -> dt.datetime:
    """A date with or without a time, in UTC. Without an offset it is local; without a time the day's beginning."""
    day, rest = _read_day(_plain(text), month_first)
    if not rest:
        return start_of_day(day, almanac)
    found = _TIME.fullmatch(rest)
    if not found:
        raise ValueError(f"not a time: {text[:40]!r}")
    local = dt.datetime.combine(day, _clock_of(found), _zone_of(found["zone"], almanac))
    return local.astimezone(dt.UTC)


def _plain(text: str) -> str:
    return " ".join(ascii_digits(text).translate(_ARABIC_LETTERS).split())


def _read_day(text: str, month_first: bool) -> tuple[dt.date, str]:
    """The date at the head of the text (after a weekday's name) and what follows it."""
    text = _without_weekday(text)
    for pattern, read in ((_DATE, _from_figures), (_COMPACT, _from_compact), (_WORDY, _from_words), (_WORDY_US, _from_words)):
        if found := pattern.match(text):
            return read(found, month_first), re.sub(r"^[\s,،T|–-]+|^ساعت\s+", "", text[found.end() :]).removeprefix("ساعت ").strip()
    raise ValueError(f"not a date: {text[:40]!r}")


def _without_weekday(text: str) -> str:
    for names in _WEEKDAYS.values():
        for name in sorted(names, key=len, reverse=True):
            plain = name.replace("\u200c", " ")
            if text.casefold().startswith(plain.casefold()):
                return text[len(plain) :].lstrip(" ,،")
    return text


def _from_figures(found: re.Match[str], month_first: bool) -> dt.date:
    a, b, c = found["a"], found["b"], found["c"]
    if len(a) >= 3:
        return _day(int(a), int(b), int(c))
    if len(c) != 4:
        raise ValueError(f"the year needs four figures: {found[0]}")
    return _day(int(c), int(a), int(b)) if month_first else _day(int(c), int(b), int(a))


def _from_compact(found: re.Match[str], _month_first: bool) -> dt.date:
    return _day(int(found["year"]), int(found["month"]), int(found["day"]))


def _from_words(found: re.Match[str], _month_first: bool) -> dt.date:
    year, calendar = int(found["year"]), Calendar.GREGORIAN
    if year in _JALALI_YEARS:
        calendar = Calendar.PERSIAN
    return _day(year, _month_called(found["month"].rstrip("."), calendar), int(found["day"]))


def _month_called(word: str, calendar: Calendar) -> int:
    word = word.casefold()
    for language in ("fa", "en"):
        for number, name in enumerate(month_names(language, calendar), 1):
            if word == name.casefold() or (language == "en" and len(word) >= 3 and name.casefold().startswith(word)):
                return number
    if calendar is Calendar.PERSIAN and word == "امرداد":
        return 5
    raise ValueError(f"no month is called {word}")


def _day(year: int, month: int, day: int) -> dt.date:
    if year in _JALALI_YEARS:
        return gregorian(year, month, day)
    if year in _GREGORIAN_YEARS:
        return dt.date(year, month, day)
    raise ValueError(f"the year {year} is neither Jalali nor Gregorian")


def _clock_of(found: re.Match[str]) -> dt.time:
    hour, half = int(found["hour"]), (found["half"] or "").replace(".", "").casefold()
    if half:
        if not 1 <= hour <= 12:
            raise ValueError(f"no such hour: {found[0]}")
        hour = hour % 12 + (12 if half in ("pm", "بظ") else 0)
    part = int((found["part"] or "0").ljust(6, "0")[:6])
    return dt.time(hour, int(found["minute"]), int(found["second"] or 0), part)


def _zone_of(text: str | None, almanac: Almanac) -> dt.tzinfo:
    if text is None:
        return almanac.tz
    if text in ("Z", "UTC"):
        return dt.UTC
    sign, figures = (1 if text[0] == "+" else -1), text[1:].replace(":", "")
    return dt.timezone(sign * dt.timedelta(hours=int(figures[:2]), minutes=int(figures[2:])))
