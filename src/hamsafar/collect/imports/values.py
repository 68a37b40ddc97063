"""One cell becomes a number, a moment, a flag: what people and programs write, in Persian or Latin digits. Refusals are LineRejected."""

import datetime as dt
import re
from collections.abc import Callable
from decimal import Decimal, InvalidOperation
from functools import lru_cache
from typing import Any, Final
from zoneinfo import ZoneInfo

from hamsafar.base import calendars, clock, text
from hamsafar.base.numbers import ascii_digits

from .reasons import LineRejected

EARLIEST: Final = dt.datetime(1900, 1, 2, tzinfo=dt.UTC)
_YES: Final = frozenset({"1", "yes", "y", "true", "t", "on", "بله", "بلی", "آری", "دارد", "هست", "✓", "x"})
_NO: Final = frozenset({"0", "no", "n", "false", "f", "off", "خیر", "نه", "ندارد", "نیست", "-"})
_PLAIN_NUMBER: Final = re.compile(r"[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d{1,2})?")
_GROUPED: Final = re.compile(r"[+-]?\d{1,3}(?:,\d{3})+(?:\.\d+)?")
_CURRENCY_WORDS: Final = {
    "ریال": "IRR",
    "rial": "IRR",
    "rials": "IRR",
    "irr": "IRR",
    "تومان": "IRT",
    "تومن": "IRT",
    "toman": "IRT",
    "tomans": "IRT",
    "$": "USD",
    "€": "EUR",
    "£": "GBP",
}
_DIGITS_AT_MOST: Final = 30
_EXCEL_ZERO: Final = dt.datetime(1899, 12, 30)  # noqa: DTZ001 (a spreadsheet knows no zone)


def to_text(cell: Any) -> str:
    """What a person would read in the cell; empty for nothing. Excel's 17.0 is 17."""
    if cell.__class__ is str:
        return cell.strip()
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "true" if cell else "false"
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() and abs(cell) < 1e15 else "" if cell != cell else repr(cell)
    if isinstance(cell, dt.datetime | dt.date | dt.time):
        return cell.isoformat()
    if isinstance(cell, bytes):
        return cell.decode("utf-8", "replace").strip()
    return str(cell).strip()


def to_decimal(cell: Any, column: str) -> Decimal | None:
    """A number in any digits, with thousands marks or without, a bracketed one negative. None for an empty cell."""
    if cell.__class__ is not str:
        if cell is None or cell == "":
            return None
        if isinstance(cell, bool):
            raise LineRejected("number_unclear", column=column, value=str(cell))
        if isinstance(cell, int):
            return _bounded(Decimal(cell), column)
        if isinstance(cell, Decimal):
            return _bounded(cell, column) if cell.is_finite() else None
        if isinstance(cell, float) and cell != cell:
            return None
    said = cell if cell.__class__ is str else to_text(cell)
    found = _decimal_of(said)
    if found is _UNCLEAR:
        raise LineRejected("number_unclear", column=column, value=said)
    return found  # type: ignore[return-value]


_UNCLEAR: Final = object()


@lru_cache(maxsize=20_000)
def _decimal_of(said: str) -> object:
    plain = ascii_digits(said).translate(_NUMBER_NOISE).strip()
    if not plain:
        return None
    if plain.startswith("(") and plain.endswith(")"):
        plain = "-" + plain[1:-1].strip()
    if _GROUPED.fullmatch(plain):
        plain = plain.replace(",", "")
    if len(plain) > _DIGITS_AT_MOST or not _PLAIN_NUMBER.fullmatch(plain):
        return _UNCLEAR
    try:
        number = Decimal(plain)
    except InvalidOperation:
        return _UNCLEAR
    return number if abs(number) < _LARGEST else _UNCLEAR


_NUMBER_NOISE: Final = str.maketrans({"\u200e": "", "\u200f": "", "\u200c": "", "\u00a0": "", "\u202f": "", "−": "-", "‐": "-"})
_LARGEST: Final = Decimal(10) ** 18


def _bounded(number: Decimal, column: str) -> Decimal:
    if abs(number) >= _LARGEST:
        raise LineRejected("number_unclear", column=column, value=str(number)[:40])
    return number


def to_number(cell: Any, column: str) -> int | float | None:
    """As JSON writes it: whole where it is whole."""
    found = to_decimal(cell, column)
    if found is None:
        return None
    return int(found) if found == found.to_integral_value() else float(found)


def to_whole(cell: Any, column: str) -> int | None:
    found = to_number(cell, column)
    if isinstance(found, float):
        raise LineRejected("not_whole", column=column, value=to_text(cell))
    return found


def to_flag(cell: Any, column: str) -> bool | None:
    said = text.fold(to_text(cell))
    if not said:
        return None
    if said in _YES_FOLDED:
        return True
    if said in _NO_FOLDED:
        return False
    raise LineRejected("flag_unclear", column=column, value=to_text(cell))


_YES_FOLDED: Final = frozenset(text.fold(word) for word in _YES)
_NO_FOLDED: Final = frozenset(text.fold(word) for word in _NO)


def to_list(cell: Any, _column: str) -> list[str] | None:
    if isinstance(cell, list | tuple):
        return [to_text(item) for item in cell][:500]
    said = to_text(cell)
    return [part.strip() for part in re.split(r"[,،;؛|]", said) if part.strip()][:500] if said else None


def to_currency(cell: Any, column: str) -> str:
    said = to_text(cell)
    found = _CURRENCY_WORDS.get(text.fold(said), said.upper())
    if not re.fullmatch(r"[A-Z]{3}", found):
        raise LineRejected("currency_unclear", column=column, value=said)
    return found


# Moments

Reader = Callable[[str], dt.datetime]


def moment_reader(format_: str, calendar: str, zone: str) -> Callable[[Any, str], dt.datetime]:
    """A function from a cell and its column to an aware moment in UTC, for one form of writing it."""
    almanac = calendars.Almanac(zone=zone)
    parse = lru_cache(maxsize=20_000)(_parser(format_, calendar, almanac))

    def read(cell: Any, column: str) -> dt.datetime:
        if cell.__class__ is not str:
            cell = _cell_moment(cell, almanac.tz)
        if isinstance(cell, dt.datetime):
            return within_reason(cell, column)
        said = cell.strip()
        if not said:
            raise LineRejected("time_missing", column=column)
        try:
            found = parse(said)
        except (ValueError, OverflowError, InvalidOperation):
            raise LineRejected("time_unclear", column=column, value=said) from None
        return within_reason(found, column)

    return read


def _cell_moment(cell: Any, zone: ZoneInfo) -> dt.datetime | str:
    """A typed cell (Parquet, Excel) as a moment; anything else as text for the parser."""
    if isinstance(cell, dt.datetime):
        return (cell if cell.tzinfo else cell.replace(tzinfo=zone)).astimezone(dt.UTC)
    if isinstance(cell, dt.date):
        return dt.datetime.combine(cell, dt.time(), zone).astimezone(dt.UTC)
    return to_text(cell)


def within_reason(moment: dt.datetime, column: str) -> dt.datetime:
    if not EARLIEST <= moment <= _tomorrow():
        raise LineRejected("time_out_of_range", column=column, value=moment.isoformat())
    return moment


def _tomorrow() -> dt.datetime:
    return clock.now() + dt.timedelta(days=1)


def _parser(format_: str, calendar: str, almanac: calendars.Almanac) -> Reader:
    if format_ in {"unix", "unix_ms"}:
        size = 1000 if format_ == "unix_ms" else 1
        return lambda said: dt.datetime.fromtimestamp(float(ascii_digits(said)) / size, dt.UTC)
    if format_ == "excel":
        return lambda said: _local(_EXCEL_ZERO + dt.timedelta(days=float(ascii_digits(said))), almanac)
    if "%" in format_:
        return _pattern_parser(format_, calendar, almanac)
    if calendar == "jalali":
        return lambda said: _checked_jalali(said, almanac)
    return lambda said: _automatic(said, calendar, almanac)


def _automatic(said: str, calendar: str, almanac: calendars.Almanac) -> dt.datetime:
    """ISO 8601 first, being the usual and the fastest; a year below 1700 is Jalali unless the mapping says Gregorian."""
    if said.isascii() and "W" not in said:
        try:
            found = dt.datetime.fromisoformat(said)
        except ValueError:
            found = None
        if found is not None and (found.year >= 1700 or calendar == "gregorian"):
            return _local(found, almanac)
    return calendars.parse_moment(said, almanac)


def _checked_jalali(said: str, almanac: calendars.Almanac) -> dt.datetime:
    if not re.match(r"\D*1[2-5]\d\d|.*1[2-5]\d\d", ascii_digits(said)):
        raise ValueError("not a Jalali year")
    return calendars.parse_moment(said, almanac)


def _local(moment: dt.datetime, almanac: calendars.Almanac) -> dt.datetime:
    return (moment if moment.tzinfo else moment.replace(tzinfo=almanac.tz)).astimezone(dt.UTC)


_LETTERS: Final = {
    "Y": r"(?P<Y>\d{4})", "y": r"(?P<y>\d{2})", "m": r"(?P<m>\d{1,2})", "d": r"(?P<d>\d{1,2})", "H": r"(?P<H>\d{1,2})",
    "I": r"(?P<I>\d{1,2})", "M": r"(?P<M>\d{1,2})", "S": r"(?P<S>\d{1,2})", "f": r"(?P<f>\d{1,9})", "z": r"(?P<z>Z|[+-]\d{2}:?\d{2})",
    "p": r"(?P<p>AM|PM|ق\.?ظ|ب\.?ظ)", "B": r"(?P<B>[^\W\d_]+(?: [^\W\d_]+)?)",
}  # fmt: skip


def _pattern_parser(pattern: str, calendar: str, almanac: calendars.Almanac) -> Reader:
    """%Y/%m/%d %H:%M and the like in either calendar; %B is a month's name in Persian or English."""
    pieces = re.split(r"%(.)", pattern)
    expression = re.compile(
        "".join(_LETTERS[piece] if index % 2 else re.escape(piece).replace(r"\ ", r"\s+") for index, piece in enumerate(pieces)),
        re.IGNORECASE,
    )

    def parse(said: str) -> dt.datetime:
        found = expression.fullmatch(ascii_digits(said).replace("\u200f", "").replace("\u200e", "").strip())
        if not found:
            raise ValueError(said)
        return _assemble(found.groupdict(), calendar, almanac)

    return parse


def _assemble(said: dict[str, str], calendar: str, almanac: calendars.Almanac) -> dt.datetime:
    year = int(said["Y"]) if "Y" in said else _full_year(int(said.get("y", "-1")), calendar)
    is_jalali = calendar == "jalali" or (calendar == "auto" and year < 1700)
    month = int(said["m"]) if "m" in said else _month_named(said.get("B", ""), is_jalali) if "B" in said else 1
    number = int(said.get("d", 1))
    day = calendars.gregorian(year, month, number) if is_jalali else dt.date(year, month, number)
    part = int((said.get("f") or "0").ljust(6, "0")[:6])
    moment = dt.datetime.combine(day, dt.time(_hour(said), int(said.get("M", 0)), int(said.get("S", 0)), part))
    zone = said.get("z")
    return _local(dt.datetime.fromisoformat(moment.isoformat() + zone) if zone else moment, almanac)


def _full_year(short: int, calendar: str) -> int:
    if short < 0:
        raise ValueError("no year")
    if calendar == "jalali":
        return 1300 + short if short >= 50 else 1400 + short
    return 2000 + short if short < 69 else 1900 + short


def _month_named(name: str, is_jalali: bool) -> int:
    kind = calendars.Calendar.PERSIAN if is_jalali else calendars.Calendar.GREGORIAN
    for language in ("fa", "en"):
        for number, known in enumerate(calendars.month_names(language, kind), 1):
            if text.fold(known) == text.fold(name) or (
                language == "en" and len(name) == 3 and known.casefold().startswith(name.casefold())
            ):
                return number
    raise ValueError(name)


def _hour(said: dict[str, str]) -> int:
    if "I" not in said:
        return int(said.get("H", 0))
    hour = int(said["I"])
    if not 1 <= hour <= 12:
        raise ValueError(hour)
    is_afternoon = said.get("p", "").replace(".", "").upper() in {"PM", "بظ"}
    return hour % 12 + (12 if is_afternoon else 0)
