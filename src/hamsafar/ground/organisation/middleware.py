"""Deny by default: a view that declares no permission is not reached."""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse

from hamsafar.base.errors import NotFound, SignInNeeded
from hamsafar.base.ui.refusals import answer

from .access import permission_of
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
