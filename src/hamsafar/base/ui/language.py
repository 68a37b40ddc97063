"""How this reader reads: language, calendar, digits, theme. From the member, else the cookie, else the installation."""

from collections.abc import Callable
from contextvars import ContextVar
from dataclasses import dataclass

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import translation

KNOWN = ("fa", "en")


@dataclass(frozen=True, slots=True, kw_only=True)
class Reader:
    language: str
    calendar: str  # jalali, gregorian
    digits: str  # persian, latin
    theme: str  # light, dark, or "" for as the machine

    @property
    def direction(self) -> str:
        return "rtl" if self.language == "fa" else "ltr"


_reader: ContextVar[Reader | None] = ContextVar("reader", default=None)


def reader() -> Reader:
    """Whoever reads what is being written now; outside a request, somebody who reads the active language in its usual way."""
    found = _reader.get()
    language = translation.get_language() or settings.LANGUAGE_CODE
    if found and found.language == language:
        return found
    return _usual(language)


def _usual(language: str) -> Reader:
    persian = language == "fa"
    return Reader(language=language, calendar="jalali" if persian else "gregorian", digits="persian" if persian else "latin", theme="")


class ReaderMiddleware:
    """Activates the reader's language. Stands after sign-in, because a member's choice goes before the cookie."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        who = reader_of(request)
        token = _reader.set(who)
        try:
            with translation.override(who.language):
                request.LANGUAGE_CODE = who.language
                response = self.get_response(request)
        finally:
            _reader.reset(token)
        response.headers.setdefault("Content-Language", who.language)
        return response


def reader_of(request: HttpRequest) -> Reader:
    language = _language_of(request)
    usual, user = _usual(language), request.user
    return Reader(
        language=language,
        calendar=getattr(user, "calendar", "") or usual.calendar,
        digits=getattr(user, "digits", "") or usual.digits,
        theme=getattr(user, "theme", "") or _known_theme(request.COOKIES.get("theme", "")),
    )


def _language_of(request: HttpRequest) -> str:
    chosen = getattr(request.user, "language", "") or request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, "")
    if chosen in KNOWN:
        return chosen
    # A program says what its user reads; a browser's guess must not decide for people before they choose.
    asked = request.headers.get("Accept-Language", "")[:2]
    if request.path.startswith("/api/") and asked in KNOWN:
        return asked
    return settings.LANGUAGE_CODE


def _known_theme(theme: str) -> str:
    return theme if theme in ("light", "dark") else ""
