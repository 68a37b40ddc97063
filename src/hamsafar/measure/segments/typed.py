"""A comparison as it is typed into a form, and back."""

import datetime as dt
import re
from typing import Any

from django.utils.translation import gettext as _

from hamsafar.base import calendars
from hamsafar.base.numbers import ascii_digits
from hamsafar.base.ui.reader import reader

from .contracts import BARE, MOMENTS, WORDS, Op, Test

_SEPARATORS = re.compile(r"[,،;؛\n]")


class Wrong(Exception):
    """What somebody typed cannot be read; the text says so."""


def typed(test: Test) -> str:
    if test.op in BARE:
        return ""
    if test.op in WORDS:
        return "، ".join(test.texts) if reader().language == "fa" else ", ".join(test.texts)
    if test.moment is not None:
        who = reader()
        return calendars.format_numeric_day(calendars.day_of(test.moment, who.almanac), who.language, who.almanac)
    return f"{test.number:g}"


def whole(typed: str, wrong: str) -> int:
    plain = ascii_digits(typed)
    if not (plain.isascii() and plain.isdecimal() and len(plain) <= 7):
        raise Wrong(wrong)
    return int(plain)


def test_of(op: str, said: str) -> dict[str, Any]:
    if op in BARE:
        return {op: True}
    if not said:
        raise Wrong(_("Say what it is compared with."))
    if op in WORDS:
        return {op: [each.strip() for each in _SEPARATORS.split(said) if each.strip()]}
    if op in (Op.BEFORE, Op.AFTER):
        return {op: _day(said)}
    if op in MOMENTS:
        return {op: whole(said, _("Say in how many days, as a whole number."))}
    return {op: _number(said)}


def _day(typed: str) -> str:
    try:
        day: dt.date = calendars.parse_day(typed)
    except ValueError:
        raise Wrong(_("“{typed}” is not a date.").format(typed=typed)) from None
    return calendars.start_of_day(day, reader().almanac).isoformat()


def _number(typed: str) -> float:
    try:
        return float(ascii_digits(typed).replace(",", ""))
    except ValueError:
        raise Wrong(_("“{typed}” is not a number.").format(typed=typed)) from None
