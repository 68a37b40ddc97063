"""Who asks, how they read, and deny by default: a view that declares no permission is not reached."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from hamsafar.base.calendars import Calendar
from hamsafar.base.errors import NotFound, SignInNeeded
from hamsafar.base.ui.reader import LANGUAGES, THEMES, Reader, reading, usual
from hamsafar.base.ui.refusals import answer

from .access import permission_of
from .company import almanac_of, company
from .keys import find_key_actor

BEARER = "Bearer "


class KeyMiddleware:
    """Stands before the CSRF check: a request that proves itself by an API key carries no cookie that a foreign page could abuse."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        given = request.headers.get("Authorization", "")
        if given.startswith(BEARER):
            request.key_actor = find_key_actor(given.removeprefix(BEARER).strip())  # type: ignore[attr-defined]
            request.carries_key = True  # type: ignore[attr-defined]
            request._dont_enforce_csrf_checks = True  # type: ignore[attr-defined]
        return self.get_response(request)


class ReaderMiddleware:
    """Writes the answer for whoever asks. Stands after sign-in, because a member's choice goes before the cookie."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        who = reader_of(request)
        request.LANGUAGE_CODE = who.language
        with reading(who):
            response = self.get_response(request)
        response.headers.setdefault("Content-Language", who.language)
        if request.user.is_authenticated:  # what a member sees stays in their browser, and is asked for anew
            response.headers.setdefault("Cache-Control", "private, no-cache")
        return response


def reader_of(request: HttpRequest) -> Reader:
    """Each choice of the member, else of the browser's cookie, else of the company."""
    whole, user = company(), request.user
    language = _language_of(request, whole.language)
    calendar = getattr(user, "calendar", "") or (whole.calendar if language == whole.language else usual(language).almanac.calendar)
    return Reader(
        language=language,
        digits=getattr(user, "digits", "") or usual(language).digits,
        theme=getattr(user, "theme", "") or _one_of(THEMES, request.COOKIES.get("theme", "")),
        almanac=replace(almanac_of(whole=whole), calendar=Calendar(calendar)),
    )


def _language_of(request: HttpRequest, otherwise: str) -> str:
    chosen = getattr(request.user, "language", "") or request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, "")
    # A program says what its user reads; a browser's guess must not decide for people before they choose.
    asked = request.headers.get("Accept-Language", "")[:2] if request.path.startswith("/api/") else ""
    return _one_of(LANGUAGES, chosen) or _one_of(LANGUAGES, asked) or otherwise


def _one_of(known: tuple[str, ...], value: str) -> str:
    return value if value in known else ""


class GateMiddleware:
    """Stands after sign-in: the key's owner is who asks, and a view without a declared permission does not exist."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: Any) -> HttpResponse | None:  # noqa: ARG002
        # Django asks no middleware about an exception raised here, so refusals are answered on the spot.
        if getattr(request, "carries_key", False):
            if request.key_actor is None:  # type: ignore[attr-defined]
                return answer(request, SignInNeeded())
            request.user = request.key_actor  # type: ignore[attr-defined]
        if permission_of(view) is None:
            return answer(request, NotFound())
        return None
