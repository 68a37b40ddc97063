"""How numbers and moments look to the reader of this page. The rules are base.numbers' and base.calendars'; here is only who reads."""

import datetime as dt
from collections.abc import Callable
from decimal import Decimal

from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from hamsafar.base import calendars, clock, money, numbers

from .reader import reader

Number = float | int | Decimal


def number(value: Number, decimals: int = 0, *, signed: bool = False) -> str:
    return numbers.format_number(value, reader().number_language, decimals=decimals, signed=signed)


def percent(share: float, decimals: int = 0, *, signed: bool = False) -> str:
    return numbers.format_percent(share, reader().number_language, decimals=decimals, signed=signed)


def duration(seconds: float) -> str:
    return digits(numbers.format_duration(seconds, reader().language))


def amount(value: Number, currency: str) -> str:
    """With the currency's name in the reader's language and the reader's digits."""
    return _money(money.format_money, value, currency)


def short_amount(value: Number, currency: str = "") -> str:
    """The same in three figures and a word, where there is little room; without a currency only the amount."""
    if not currency:
        return digits(money.format_short(_plain(value), reader().language))
    return _money(money.format_money_short, value, currency)


def _money(write: Callable[[Decimal | float, str, str], str], value: Number, currency: str) -> str:
    who = reader()
    return digits(write(_plain(value), currency, who.language))


def _plain(value: Number) -> Decimal | float:
    return Decimal(value) if isinstance(value, int) else value


def digits(text: str) -> str:
    """The digits of a finished Persian text, Latin for those who chose that."""
    who = reader()
    return text if who.language != "fa" or who.digits == "persian" else numbers.ascii_digits(text)


def day(value: dt.date | dt.datetime) -> str:
    who = reader()
    return digits(calendars.format_day(_day(value), who.language, who.almanac))


def long_day(value: dt.date | dt.datetime) -> str:
    who = reader()
    return digits(calendars.format_long_day(_day(value), who.language, who.almanac))


def moment(value: dt.datetime) -> str:
    who = reader()
    comma = "،" if who.language == "fa" else ","
    return digits(f"{calendars.format_day(_day(value), who.language, who.almanac)}{comma} {time(value)}")


def time(value: dt.datetime) -> str:
    who = reader()
    return digits(calendars.format_time(value, who.language, who.almanac))


def period(value: calendars.Period) -> str:
    who = reader()
    return digits(calendars.format_period(value, who.language, who.almanac))


def bucket(start: dt.datetime, size: calendars.Bucket) -> str:
    who = reader()
    return digits(calendars.format_bucket(start, size, who.language, who.almanac))


def ago(value: dt.datetime) -> str:
    """5 minutes ago; beyond thirty days the date."""
    seconds = (clock.now() - value).total_seconds()
    if seconds < 0 or seconds >= 30 * 86400:
        return moment(value)
    minutes = int(seconds // 60)
    if minutes < 1:
        return _("just now")
    if minutes < 60:
        return ngettext("%(n)s minute ago", "%(n)s minutes ago", minutes) % {"n": number(minutes)}
    hours = minutes // 60
    if hours < 24:
        return ngettext("%(n)s hour ago", "%(n)s hours ago", hours) % {"n": number(hours)}
    days = hours // 24
    return ngettext("%(n)s day ago", "%(n)s days ago", days) % {"n": number(days)}


def by_kind(value: Number, kind: str, decimals: int = 0, currency: str = "", *, signed: bool = False) -> str:
    """A value of a measure: number, signed, percent (0..1), duration (seconds), money."""
    if kind == "percent":
        return percent(float(value), decimals, signed=signed)
    if kind == "duration":
        sign = "+" if signed and value > 0 else ""
        return sign + duration(float(value))
    if kind == "money":
        return amount(value, currency)
    return number(value, decimals, signed=signed or kind == "signed")


def _day(value: dt.date | dt.datetime) -> dt.date:
    return calendars.day_of(value, reader().almanac) if isinstance(value, dt.datetime) else value


def isolate(text: str) -> SafeString:
    """An identifier as it was typed, left to right inside a line of any direction."""
    return format_html('<bdi dir="ltr">{}</bdi>', text)
