"""How whoever reads this page reads: language, digits, calendar, theme. Set once for each request, asked by filters and components."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass

from django.conf import settings
from django.utils import translation

from hamsafar.base.calendars import Almanac, Calendar

LANGUAGES = ("fa", "en")
THEMES = ("light", "dark")
DIGITS = ("persian", "latin")


@dataclass(frozen=True, slots=True, kw_only=True)
class Reader:
    language: str
    digits: str  # persian, latin
    theme: str  # light, dark, or "" for as the machine
    almanac: Almanac  # the reader's calendar in the company's time zone and week

    @property
    def direction(self) -> str:
        return "rtl" if self.language == "fa" else "ltr"

    @property
    def number_language(self) -> str:
        """Digits and separators go together: Latin digits take the comma."""
        return "fa" if self.digits == "persian" else "en"


_reader: ContextVar[Reader | None] = ContextVar("reader", default=None)


def reader() -> Reader:
    """Whoever reads what is written now; outside a request, somebody who reads the active language in its usual way."""
    found = _reader.get()
    language = translation.get_language() or settings.LANGUAGE_CODE
    return found if found and found.language == language else usual(language)


def usual(language: str, *, zone: str = "", week_starts_on: int | None = None) -> Reader:
    persian = language == "fa"
    calendar = Calendar.PERSIAN if persian else Calendar.GREGORIAN
    almanac = Almanac(calendar=calendar, zone=zone or settings.TIME_ZONE, week_starts_on=week_starts_on)
    return Reader(language=language, digits="persian" if persian else "latin", theme="", almanac=almanac)


@contextmanager
def reading(who: Reader) -> Iterator[None]:
    """Write what follows for this reader, in their language."""
    token = _reader.set(who)
    try:
        with translation.override(who.language):
            yield
    finally:
        _reader.reset(token)
